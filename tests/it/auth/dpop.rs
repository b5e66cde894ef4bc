//! The DPoP scheme: the examples of RFC 9449, what servers send, and each error.

use countersign::auth::bearer::ErrorCode;
use countersign::auth::dpop::{self, Challenge, Credentials, Nonce, Retry};
use countersign::auth::{self, Challenges, MAX_PARAMS, Param};
use countersign::{ErrorKind, Rule, ValueError, ValueErrorKind};

use crate::laws::{self, written};

const TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";

/// The proof of RFC 9449 §7.1, unfolded.
const PROOF: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZ\
                     OXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIs\
                     ImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJj\
                     ZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05y\
                     V0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6\
                     Fy1dqd-jfxSYoMxhAJpLjA";

/// Challenges that are written as they were parsed.
const CHALLENGES: [&str; 7] = [
    "DPoP algs=\"ES256 PS256\"",
    "DPoP error=\"invalid_token\", error_description=\"Invalid DPoP key binding\", algs=\"ES256\"",
    "DPoP error=\"use_dpop_nonce\", error_description=\"Resource server requires nonce in DPoP proof\"",
    "DPoP realm=\"a \\\"b\\\"\", scope=\"openid profile\", algs=\"ES256\"",
    "DPoP error=\"insufficient_user_authentication\", acr_values=\"myACR\", max_age=\"5\", algs=\"ES256\"",
    "DPoP resource_metadata=\"https://resource.example/.well-known/oauth-protected-resource\", algs=\"EdDSA\", x=y",
    "DPoP",
];

/// Values that are rejected, the kind of the error, and its offset.
const REJECTED: [(&str, ErrorKind, usize); 9] = [
    ("", ErrorKind::Expected(Rule::Token), 0),
    ("Bearer algs=\"ES256\"", ErrorKind::Scheme("DPoP"), 0),
    ("DPoP abc", ErrorKind::Expected(Rule::AuthParam), 5),
    ("DPoP algs=ES256 PS256", ErrorKind::Expected(Rule::Comma), 16),
    ("DPoP algs=\"ES256\", algs=\"PS256\"", ErrorKind::DuplicateParam, 19),
    ("DPoP algs=\"ES256\", x=1, X=2", ErrorKind::DuplicateParam, 24),
    ("DPoP algs=\"ES256\", max_age=soon", ErrorKind::InvalidParam("max_age"), 19),
    ("DPoP max_age=18446744073709551616", ErrorKind::InvalidParam("max_age"), 5),
    ("DPoP algs=\"ES256", ErrorKind::Expected(Rule::QuotedString), 16),
];

#[test]
fn values_of_the_standard_are_parsed_and_written() {
    for challenge in CHALLENGES {
        let read = Challenge::parse(challenge.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(written(&read)).unwrap(), challenge);
    }
    let [algs, invalid, nonce, ..] = CHALLENGES.map(|challenge| Challenge::parse(challenge.as_bytes()).unwrap());
    assert_eq!(Challenge::new().with_algs("ES256 PS256"), Ok(algs));
    assert_eq!(invalid.error(), Some(ErrorCode::InvalidToken));
    assert_eq!(invalid.error_description().unwrap(), "Invalid DPoP key binding");
    assert_eq!((nonce.error(), nonce.algs()), (Some(ErrorCode::UseDpopNonce), None));

    let credentials = format!("DPoP {TOKEN}");
    let read = Credentials::parse(credentials.as_bytes()).unwrap();
    assert!(read.matches(TOKEN) && !read.matches("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxV"));
    assert_eq!(written(&Credentials::new(TOKEN).unwrap()), credentials.as_bytes());
}

#[test]
fn each_challenge_is_found_next_to_bearer() {
    let both = "Bearer error=\"invalid_request\", error_description=\"Multiple methods used to include access token\", \
                DPoP algs=\"ES256 PS256\", error=\"invalid_request\", \
                error_description=\"Multiple methods used to include access token\"";
    for (line, error) in [
        ("Bearer, DPoP algs=\"ES256 PS256\"", None),
        ("Bearer error=\"invalid_token\", error_description=\"Invalid token\", DPoP algs=\"ES256 PS256\"", None),
        (both, Some(ErrorCode::InvalidRequest)),
    ] {
        let challenges = Challenges::parse(line.as_bytes()).unwrap();
        let dpop: Vec<_> = challenges.iter().filter_map(|challenge| Challenge::try_from(challenge).ok()).collect();
        assert_eq!(dpop.len(), 1, "{line}");
        assert_eq!(dpop[0].error(), error);
        assert!(dpop[0].algs().unwrap().contains("PS256") && !dpop[0].algs().unwrap().contains("ps256"));
    }
}

#[test]
fn every_form_of_a_value_is_parsed() {
    for challenge in
        ["dpop ALGS=ES256,max_age=5", "DPoP ,algs = \"ES\\256\" ,, Max_Age=\"005\",", "DPoP  max_age=\"5\", algs=ES256"]
    {
        let read = Challenge::parse(challenge.as_bytes()).unwrap();
        assert_eq!(read, Challenge::new().with_algs("ES256").unwrap().with_max_age(5), "{challenge}");
    }
}

#[test]
fn errors_have_a_kind_and_an_offset() {
    for (value, kind, offset) in REJECTED {
        let error = Challenge::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
    for (value, kind, offset) in [
        ("DPoP", ErrorKind::Expected(Rule::Token68), 4),
        ("DPoP ", ErrorKind::Expected(Rule::Token68), 4),
        ("DPoP a=b", ErrorKind::Expected(Rule::Token68), 7),
        ("DPoP a b", ErrorKind::Expected(Rule::Token68), 6),
        ("Bearer abc", ErrorKind::Scheme("DPoP"), 0),
    ] {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
}

#[test]
fn two_authorization_lines_are_ambiguous() {
    let bearer = format!("Bearer {TOKEN}");
    let request = [("Authorization", &*bearer), ("Authorization", "DPoP Kz~8")];
    let error = auth::authorization(&request).unwrap_err();
    assert_eq!((error.line(), error.error().kind()), (1, ErrorKind::SecondLine));
}

#[test]
fn a_proof_has_one_line() {
    let padded = format!(" {PROOF}\t");
    let request = [("dpop", &*padded)];
    let proof = dpop::proof(&request).unwrap().unwrap();
    assert_eq!(proof.as_str(), PROOF);
    let mut buffer = [0; 256];
    let header = proof.header().decode_into(&mut buffer).unwrap();
    assert!(
        header.starts_with(b"{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{") && header.ends_with(b"\"P-256\"}}")
    );
    let payload = proof.payload().decode_into(&mut buffer).unwrap();
    assert!(payload.ends_with(b"\"iat\":1562262618,\"ath\":\"fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo\"}"));
    assert_eq!(proof.signature().decoded_len(), 64);
    assert_eq!(format!("{}.{}", proof.signing_input(), proof.signature().as_str().unwrap()), PROOF);

    assert!(dpop::proof(&[("Host", PROOF)]).unwrap().is_none());
    for (lines, line, kind, offset) in [
        (&[("DPoP", PROOF), ("DPoP", PROOF)][..], 1, ErrorKind::SecondLine, 0),
        (&[("DPoP", " YQ.YQ")], 0, ErrorKind::Expected(Rule::Jwt), 6),
        (&[("DPoP", "")], 0, ErrorKind::Expected(Rule::Jwt), 0),
        (&[("DPoP", "YQ.YQ.YQ, YQ.YQ.YQ")], 0, ErrorKind::Expected(Rule::Jwt), 8),
    ] {
        let error = dpop::proof(lines).unwrap_err();
        assert_eq!((error.line(), error.error().kind(), error.error().offset()), (line, kind, offset));
    }
}

#[test]
fn a_nonce_has_one_line() {
    for nonce in ["eyJ7S_zG.eyJH0-Z.HX4w-7v", "eyJ7S_zG.eyJbYu3.xQmBj-1", "a,b;c='~!"] {
        let response = [("Content-Type", "text/plain"), ("dpop-nonce", nonce)];
        assert_eq!(dpop::nonce(&response), Ok(Some(Nonce::new(nonce).unwrap())));
        assert_eq!(written(&Nonce::new(nonce).unwrap()), nonce.as_bytes());
    }
    assert_eq!(dpop::nonce(&[("DPoP", PROOF)]), Ok(None));
    let error = dpop::nonce(&[("DPoP-Nonce", "a"), ("DPoP-Nonce", "a")]).unwrap_err();
    assert_eq!((error.line(), error.error().kind()), (1, ErrorKind::SecondLine));

    for (value, offset) in [("", 0), (" \t", 0), ("a b", 1), (" a\"", 2), ("a\\", 1), ("a\x7F", 1), ("\u{e9}", 0)] {
        let error = Nonce::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::Nonce), offset), "{value:?}");
    }
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    let rejected = |error: ValueError| (error.part(), error.kind(), error.offset());
    for (built, expected) in [
        (Challenge::new().with_realm("a\n").map(|_| ()), ("realm", ValueErrorKind::InvalidByte, 1)),
        (Challenge::new().with_algs("").map(|_| ()), ("algs", ValueErrorKind::Empty, 0)),
        (Challenge::new().with_algs("ES256\tPS256").map(|_| ()), ("algs", ValueErrorKind::InvalidByte, 5)),
        (Challenge::new().with_scope("a\"").map(|_| ()), ("scope", ValueErrorKind::InvalidByte, 1)),
        (Challenge::new().with_error_uri("a b").map(|_| ()), ("error_uri", ValueErrorKind::InvalidByte, 1)),
        (Credentials::new("").map(|_| ()), ("token68", ValueErrorKind::Empty, 0)),
        (Credentials::new("a b").map(|_| ()), ("token68", ValueErrorKind::InvalidByte, 1)),
        (Nonce::new("").map(|_| ()), ("nonce", ValueErrorKind::Empty, 0)),
        (Nonce::new("a\r").map(|_| ()), ("nonce", ValueErrorKind::InvalidByte, 1)),
    ] {
        assert_eq!(built.map_err(rejected), Err(expected));
    }

    let algs = [Param::token("ALGS", b"ES256").unwrap()];
    let error = Challenge::new().with_other_params(&algs).unwrap_err();
    assert_eq!(rejected(error), ("params", ValueErrorKind::Reserved, 0));
    let names: Vec<String> = (0..MAX_PARAMS).map(|number| format!("p{number}")).collect();
    let params: Vec<Param<'_>> = names.iter().map(|name| Param::token(name, b"v").unwrap()).collect();
    let error =
        Challenge::new().with_other_params(&params[9..]).map(|_| ()).and(Challenge::new().with_other_params(&params));
    assert_eq!(error.map_err(rejected), Err(("params", ValueErrorKind::TooMany, MAX_PARAMS - 9)));
    let most = Challenge::new().with_other_params(&params[9..]).unwrap();
    assert_eq!(Challenge::parse(&written(&most)), Ok(most));
}

#[test]
fn values_cut_at_every_length_keep_the_laws() {
    let credentials = format!("DPoP {TOKEN}");
    let nonces = ["eyJ7S_zG.eyJH0-Z.HX4w-7v", " a ", "DPoP algs=ES256, Bearer, dpop x=\"\\\"\", x=\u{e9}"];
    let rejected = REJECTED.map(|(value, ..)| value);
    for value in CHALLENGES.iter().chain(&rejected).chain(&nonces).chain([&PROOF, &&*credentials]) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("dpop", &value.as_bytes()[..length]));
    }
}

/// A request is sent once more only for the error that asks for a nonce, and only once.
#[test]
fn a_request_is_repeated_once() {
    let nonce = Nonce::new("a").unwrap();
    let ask = Some(ErrorCode::UseDpopNonce);
    for (answers, repeated) in [
        (&[(ask, Some(nonce)), (ask, Some(nonce)), (ask, None)][..], &[true, false, false][..]),
        (&[(ask, None), (None, Some(nonce)), (Some(ErrorCode::InvalidDpopProof), Some(nonce))], &[false; 3]),
        (&[(ask, None), (ask, Some(nonce)), (None, None), (ask, Some(nonce))], &[false, true, false, false]),
    ] {
        let mut retry = Retry::default();
        for (&(error, sent), is_repeated) in answers.iter().zip(repeated) {
            assert_eq!(retry.nonce(error, sent), sent.filter(|_| *is_repeated), "{answers:?}");
        }
    }
}
