//! The PrivateToken scheme: the vectors of RFC 9577, variants of them, and each error.

use countersign::auth::digest::{self, Hasher, RustCrypto};
use countersign::auth::private_token::{
    Challenge, Credentials, Extension, ExtensionSet, Extensions, PrivateToken, TokenChallenge,
};
use countersign::auth::{self, Challenges};
use countersign::{Encode, ErrorKind, Rule, ValueError, ValueErrorKind};

use crate::laws::{self, written};

// RFC 9577, appendix A.2, unfolded: a token of type 2 and one of type 1, and an attribute that a client must ignore.
const BLIND_RSA: &str = "PrivateToken challenge=\"AAIADmlzc3Vlci5leGFtcGxlIIo-g6M9mABdLzC-9Bn6a_TNXGAF42sShbu0zNQPpLOD\
                         AA5vcmlnaW4uZXhhbXBsZQ==\", token-key=\"MIIBUjA9BgkqhkiG9w0BAQowMKANMAsGCWCGSAFlAwQCAqEaMBgGCS\
                         qGSIb3DQEBCDALBglghkgBZQMEAgKiAwIBMAOCAQ8AMIIBCgKCAQEAyxrta2qV9bHOATpM_KsluUsuZKIwNOQlCn6rQ8Df\
                         OowSmTrxKxEZCNS0cb7DHUtsmtnN2pBhKi7pA1I-beWiJNawLwnlw3TQz-Adj1KcUAp4ovZ5CPpoK1orQwyB6vGvcte155\
                         T8mKMTknaHl1fORTtSbvm_bOuZl5uEI7kPRGGiKvN6qwz1cz91l6vkTTHHMttooYHGy75gfYwOUuBlX9mZbcWE7KC-h6-8\
                         14ozfRex26noKLvYHikTFxROf_ifVWGXCbCWy7nqR0zq0mTCBz_kl0DAHwDhCRBgZpg9IeX4PwhuLoI8h5zUPO9wDSo1Kp\
                         ur1hLQPK0C2xNLfiJaXwIDAQAB\",unknownChallengeAttribute=\"ignore-me\", max-age=\"10\"";
const VOPRF: &str = "PrivateToken challenge=\"AAEADmlzc3Vlci5leGFtcGxlIIo-g6M9mABdLzC-9Bn6a_TNXGAF42sShbu0zNQPpLODAA5vc\
                     mlnaW4uZXhhbXBsZQ==\", token-key=\"67H-0zgxA2HAjQx1dpaWcSluBemaF9eSbfwopT-r1In6wPgryoYkmmaPOlv6s3TJ\
                     \",unknownChallengeAttribute=\"ignore-me\", max-age=\"10\"";
/// From a draft of the RFC: an unknown token type.
const GREASE: &str = "PrivateToken challenge=\"AACsw7JXlcY2_Z3YsSmCOUq7qHd9NZeOh3_IhIiSohcjMEWsJaPVXAfFTv5jcpc_7gBz53_GG_\
                      GauIDyDt9dYnUC\",token-key=\"hW3jxxC4kufMoa5esSGvQsqOd5E3oRIkIoybmbBym_hNUFfQMAADCbjw0GzP-hdWH56s1\
                      MMS6YWmvGD_vqBhAmTcsXJiVTE9qB1mVpJoah2GRPFRa_YSzqAJ5t_22ampWftTjhtbI0PAkpkpQjgr3eItWzJLHkYY7SHXgG\
                      KGws4=\"";

const CONTEXT: &str = "8a3e83a33d98005d2f30bef419fa6bf4cd5c6005e36b1285bbb4ccd40fa4b383";

fn bytes<const N: usize>(hex: &str) -> [u8; N] {
    assert_eq!(hex.len(), 2 * N);
    std::array::from_fn(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
}

/// The challenge as this crate writes it: without the parameters that it does not know.
fn known(challenge: &str) -> String {
    challenge.replace("unknownChallengeAttribute=\"ignore-me\", ", " ")
}

#[test]
fn vectors_of_the_standard_are_parsed_and_written() {
    let context = bytes(CONTEXT);
    for (value, token_type, key) in [(BLIND_RSA, 2, 342), (VOPRF, 1, 48)] {
        let challenge = Challenge::parse(value.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(written(&challenge)).unwrap(), known(value));
        assert_eq!((challenge.max_age(), challenge.realm()), (Some(10), None));

        let mut decoded = [0; 128];
        let decoded = challenge.challenge().decode_into(&mut decoded).unwrap();
        let token_challenge = TokenChallenge::parse(decoded).unwrap();
        let expected = TokenChallenge::new(token_type, "issuer.example").unwrap();
        let expected = expected.with_redemption_context(&context).with_origin_info("origin.example").unwrap();
        assert_eq!(token_challenge, expected);
        assert_eq!(token_challenge.redemption_context(), Some(&context));

        let mut decoded_key = [0; 512];
        let decoded_key = challenge.token_key().unwrap().decode_into(&mut decoded_key).unwrap();
        assert_eq!(decoded_key.len(), key);
        let mut structure = [0; 128];
        let structure = expected.encode_to_slice(&mut structure).unwrap();
        let sent = Challenge::new(structure).unwrap().with_token_key(decoded_key).unwrap().with_max_age(10);
        assert_eq!((sent, written(&sent)), (challenge, known(value).into_bytes()));
    }
    let grease = Challenge::parse(GREASE.as_bytes()).unwrap();
    assert_eq!((grease.max_age(), grease.challenge().decoded_len()), (None, 66));
    assert_eq!(written(&grease), GREASE.replace("\",t", "\", t").as_bytes());
}

#[test]
fn each_challenge_of_a_line_is_parsed_alone() {
    let lines = [
        format!("{BLIND_RSA}, {VOPRF}"),
        format!("Basic realm=\"grease\", {GREASE}, {VOPRF}"),
        format!("{GREASE},{BLIND_RSA} ,, Bearer,{VOPRF},"),
    ];
    for (line, expected) in lines.iter().zip([&[2, 1][..], &[0, 1], &[0, 2, 1]]) {
        let challenges = Challenges::parse(line.as_bytes()).unwrap();
        let types: Vec<u16> = challenges
            .iter()
            .filter(|challenge| challenge.scheme().is("PrivateToken"))
            .map(|challenge| {
                let mut first = [0; 80];
                let bytes = Challenge::try_from(challenge).unwrap().challenge().decode_into(&mut first).unwrap();
                u16::from_be_bytes([bytes[0], bytes[1]])
            })
            .collect();
        assert_eq!(types, expected);
    }
    let drafts = "PrivateToken challenge=\"abc...\", token-key=\"123...\", PrivateToken challenge=\"def...\"";
    let drafts = Challenges::parse(drafts.as_bytes()).unwrap();
    let offsets = drafts.iter().map(|challenge| Challenge::try_from(challenge).unwrap_err().offset());
    assert_eq!(offsets.collect::<Vec<_>>(), [27, 80], "the draft leaves out a comma");
}

#[test]
fn structures_of_the_standard_are_parsed_and_written() {
    // RFC 9577, appendix A.1.
    let context = bytes("476ac2c935f458e9b2d7af32dacfbd22dd6023ef5887a789f1abe004e79bb5bb");
    let nonce = bytes("e01978182c469e5e026d66558ee186568614f235e41ef7e2378e6f202688abab");
    let key_id = bytes("ca572f8982a9ca248a3056186322d93ca147266121ddeb5632c07f1f71cd2708");
    for (context, origin_info, digest) in [
        (Some(&context), "origin.example", "8e1d5518ec82964255526efd8f9db88205a8ddd3ffb1db298fcc3ad36c42388f"),
        (None, "origin.example", "11e15c91a7c2ad02abd66645802373db1d823bea80f08d452541fb2b62b5898b"),
        (None, "", "b741ec1b6fd05f1e95f8982906aec1612896d9ca97d53eef94ad3c9fe023f7a4"),
        (Some(&context), "", "b85fb5bc06edeb0e8e8bdb5b3bea8c4fa40837c82e8bcaf5882c81e14817ea18"),
        (Some(&context), "foo.example,bar.example", "a2a775866b6ae0f98944910c8f48728d8a2735b9157762ddbf803f70e2e8ba3e"),
    ] {
        let challenge = TokenChallenge::new(2, "issuer.example").unwrap().with_origin_info(origin_info).unwrap();
        let challenge = context.map_or(challenge, |context| challenge.with_redemption_context(context));
        let mut structure = [0; 128];
        let structure = challenge.encode_to_slice(&mut structure).unwrap();
        assert_eq!(TokenChallenge::parse(structure), Ok(challenge));
        let mut hasher = Hasher::new(RustCrypto, digest::Algorithm::Sha256).unwrap();
        hasher.update(structure);
        assert_eq!(hasher.finish().as_bytes(), digest.as_bytes());

        let digest = bytes(digest);
        let authenticator = [0xA5; 256];
        let token = PrivateToken::new(2, &nonce, &digest, &key_id, &authenticator).unwrap();
        assert_eq!(token.authenticator_input()[..34], [&[0, 2][..], &nonce].concat());
        assert_eq!(token.authenticator_input()[34..], [digest, key_id].concat());
        let mut structure = [0; 354];
        let credentials = Credentials::new(token.encode_to_slice(&mut structure).unwrap()).unwrap();
        let field = written(&credentials);
        let mut decoded = [0; 354];
        let decoded = Credentials::parse(&field).unwrap().token().decode_into(&mut decoded).unwrap();
        let read = PrivateToken::parse(decoded).unwrap();
        assert_eq!((read.nonce(), read.challenge_digest(), read.token_key_id()), (&nonce, &digest, &key_id));
        assert_eq!(read.authenticator(), authenticator);
    }
}

#[test]
fn a_challenge_names_the_origins_for_its_token() {
    let challenge = |names| TokenChallenge::new(1, "i").unwrap().with_origin_info(names).unwrap();
    for (names, origin, expected) in [
        ("", "a.example", true),
        ("a.example,b.example", "B.EXAMPLE", true),
        ("a.example,b.example", "example", false),
        ("a.example:8080", "a.example", false),
        ("a.example,", "", true),
    ] {
        assert_eq!(challenge(names).is_for(origin), expected, "{names} for {origin}");
    }
}

#[test]
fn invalid_structures_are_rejected_at_their_offset() {
    for (bytes, offset) in [
        (&b""[..], 0),
        (b"\0", 1),
        (b"\0\x01\0\x01", 4),
        (b"\0\x01\0\0\0\0\0", 2),
        (b"\0\x01\0\x02i", 5),
        (b"\0\x01\0\x02i \0\0\0", 5),
        (b"\0\x01\0\x01i", 5),
        (b"\0\x01\0\x01i\x01x\0\0", 5),
        (b"\0\x01\0\x01i\x20x\0\0", 9),
        (b"\0\x01\0\x01i\0\0\x02a\xE9", 9),
        (b"\0\x01\0\x01i\0\0\x01ab", 9),
    ] {
        let error = TokenChallenge::parse(bytes).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::TokenChallenge), offset), "{bytes:?}");
    }
    for length in [0, 1, 2, 33, 98] {
        let error = PrivateToken::parse(&[7; 99][..length]).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::PrivateToken), length));
    }
    assert_eq!(PrivateToken::parse(&[7; 99]).unwrap().authenticator(), [7]);
}

/// Challenges that are rejected, the kind of the error, and its offset.
const REJECTED: [(&str, ErrorKind, usize); 16] = [
    ("PrivateToken", ErrorKind::Missing("challenge"), 12),
    ("PrivateToken token-key=YWFh", ErrorKind::Missing("challenge"), 27),
    ("PrivateToken YWFh", ErrorKind::Expected(Rule::AuthParam), 13),
    ("Bearer challenge=YWFh", ErrorKind::Scheme("PrivateToken"), 0),
    ("PrivateToken challenge=YWFh, challenge=YWFh", ErrorKind::DuplicateParam, 29),
    ("PrivateToken challenge=YWFh, x=1, X=2", ErrorKind::DuplicateParam, 34),
    ("PrivateToken challenge=\"\"", ErrorKind::Expected(Rule::Base64Url), 24),
    ("PrivateToken challenge=YQ", ErrorKind::Expected(Rule::Base64Url), 25),
    ("PrivateToken challenge=YQ==", ErrorKind::Expected(Rule::Comma), 25),
    ("PrivateToken challenge = \"YW+h\"", ErrorKind::Expected(Rule::Base64Url), 28),
    ("PrivateToken challenge=\"Y\\WFh\"", ErrorKind::InvalidParam("challenge"), 13),
    ("PrivateToken challenge=YWFh, token-key=\"YW F\"", ErrorKind::Expected(Rule::Base64Url), 42),
    ("PrivateToken challenge=YWFh, max-age=ten", ErrorKind::InvalidParam("max-age"), 29),
    // The example of the draft on extensions, §4, is not base64url.
    ("PrivateToken challenge=YWFh, extension-set=\"%00%01%00%02\"", ErrorKind::Expected(Rule::Base64Url), 44),
    ("PrivateToken challenge=YWFh, extensions=\"\"", ErrorKind::Expected(Rule::Base64Url), 41),
    ("PrivateToken challenge=YWFh, extensions=AAE", ErrorKind::Expected(Rule::Base64Url), 43),
];

#[test]
fn errors_have_a_kind_and_an_offset() {
    for (value, kind, offset) in REJECTED {
        let error = Challenge::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
    for (value, kind, offset) in [
        ("PrivateToken", ErrorKind::Missing("token"), 12),
        ("PrivateToken token=\"abc...\"", ErrorKind::Expected(Rule::Base64Url), 23),
        ("PrivateToken token=abc==", ErrorKind::Expected(Rule::Comma), 22),
        ("PrivateToken token=\"YQ=\"", ErrorKind::Expected(Rule::Base64Url), 22),
        ("PrivateToken abc=", ErrorKind::Expected(Rule::AuthParam), 13),
        ("PrivateToken token=YWFh, extensions=YQ", ErrorKind::Expected(Rule::Base64Url), 38),
        ("PrivateToken extensions=YWFh", ErrorKind::Missing("token"), 28),
    ] {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
    assert!(auth::Credentials::parse(b"PrivateToken token=abc==").is_err(), "the framework rejects it");
}

#[test]
fn every_form_of_a_value_is_parsed() {
    let expected = Challenge::new(b"a\xFF").unwrap().with_max_age(10).with_realm("r").unwrap();
    for challenge in [
        "privatetoken MAX-AGE=10,realm=r,Challenge=\"Yf8=\"",
        "PrivateToken ,challenge = \"Yf8=\" ,, max-age=\"0\\10\", x=y, realm=\"r\",",
    ] {
        assert_eq!(Challenge::parse(challenge.as_bytes()), Ok(expected), "{challenge}");
    }
    for credentials in ["PrivateToken token=YWFh", "privateToken x=\"y\", TOKEN = \"YWFh\" ,"] {
        let read = Credentials::parse(credentials.as_bytes()).unwrap();
        assert_eq!(read.token().decode_into(&mut [0; 3]), Ok(&b"aaa"[..]), "{credentials}");
    }
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    let rejected = |error: ValueError| (error.part(), error.kind(), error.offset());
    let challenge = Challenge::new("a").unwrap();
    let long = "a".repeat(65_536);
    let structure = TokenChallenge::new(1, &long[1..]).unwrap();
    let unordered = [2, 1].map(|kind| Extension::new(kind, b"").unwrap());
    let large = Extension::new(1, &long.as_bytes()[..40_000]).unwrap();
    let empty = PrivateToken::new(1, &[0; 32], &[0; 32], &[0; 32], &[]).map(|_| ());
    for (built, expected) in [
        (Challenge::new("").map(|_| ()), ("challenge", ValueErrorKind::Empty, 0)),
        (challenge.with_token_key("").map(|_| ()), ("token-key", ValueErrorKind::Empty, 0)),
        (challenge.with_realm("a\0").map(|_| ()), ("realm", ValueErrorKind::InvalidByte, 1)),
        (challenge.with_extension_set("").map(|_| ()), ("extension-set", ValueErrorKind::Empty, 0)),
        (challenge.with_extensions("").map(|_| ()), ("extensions", ValueErrorKind::Empty, 0)),
        (Credentials::new("").map(|_| ()), ("token", ValueErrorKind::Empty, 0)),
        (Credentials::new("a").unwrap().with_extensions("").map(|_| ()), ("extensions", ValueErrorKind::Empty, 0)),
        (Extension::new(1, long.as_bytes()).map(|_| ()), ("extension_data", ValueErrorKind::TooLong, 65_535)),
        (Extensions::new(&unordered).map(|_| ()), ("extensions", ValueErrorKind::Unsorted, 1)),
        (Extensions::new(&[large, large]).map(|_| ()), ("extensions", ValueErrorKind::TooMany, 1)),
        (ExtensionSet::new(&vec![(1, true); 21_846]).map(|_| ()), ("extension-set", ValueErrorKind::TooMany, 21_845)),
        (TokenChallenge::new(1, "").map(|_| ()), ("issuer_name", ValueErrorKind::Empty, 0)),
        (TokenChallenge::new(1, "a b").map(|_| ()), ("issuer_name", ValueErrorKind::InvalidByte, 1)),
        (TokenChallenge::new(1, &long).map(|_| ()), ("issuer_name", ValueErrorKind::TooLong, 65_535)),
        (structure.with_origin_info("a, b").map(|_| ()), ("origin_info", ValueErrorKind::InvalidByte, 2)),
        (empty, ("authenticator", ValueErrorKind::Empty, 0)),
    ] {
        assert_eq!(built.map_err(rejected), Err(expected));
    }
}

/// draft-ietf-privacypass-auth-scheme-extensions, §3 and §4.
#[test]
fn a_token_has_metadata() {
    let mut buffer = [0; 32];
    let list =
        [Extension::new(1, b"\0\x01").unwrap(), Extension::new(1, b"").unwrap(), Extension::new(65535, b"a").unwrap()];
    let extensions = Extensions::new(&list).unwrap();
    let bytes = extensions.encode_to_slice(&mut buffer).unwrap();
    assert_eq!(bytes, b"\0\x0F\0\x01\0\x02\0\x01\0\x01\0\0\xFF\xFF\0\x01a");
    assert_eq!(Extensions::parse(bytes), Ok(extensions));
    let credentials = Credentials::new(b"abc").unwrap().with_extensions(bytes).unwrap();
    let wire = "PrivateToken token=\"YWJj\", extensions=\"AA8AAQACAAEAAQAA__8AAWE=\"";
    assert_eq!(written(&credentials), wire.as_bytes());
    let read = Credentials::parse(wire.as_bytes()).unwrap();
    assert_eq!(read.extensions(), credentials.extensions());

    let set = ExtensionSet::new(&[(1, true), (65535, false)]).unwrap();
    let bytes = set.encode_to_slice(&mut buffer).unwrap();
    assert_eq!(bytes, b"\0\x06\x01\0\x01\0\xFF\xFF");
    let challenge =
        Challenge::new(b"abc").unwrap().with_extension_set(bytes).unwrap().with_extensions(b"\0\0").unwrap();
    let wire = "PrivateToken challenge=\"YWJj\", extension-set=\"AAYBAAEA__8=\", extensions=\"AAA=\"";
    assert_eq!(written(&challenge), wire.as_bytes());
    assert_eq!(Challenge::parse(wire.as_bytes()), Ok(challenge));
}

#[test]
fn invalid_extensions_are_rejected_at_their_offset() {
    for (bytes, offset) in [
        (&b""[..], 0),
        (b"\0", 1),
        (b"\0\x01", 2),
        (b"\0\0a", 2),
        (b"\0\x04\0\x01\0\x01", 6),
        (b"\0\x05\0\x01\0\x02a", 7),
        (b"\0\x03\0\x01\0", 5),
        (b"\0\x08\0\x02\0\0\0\x01\0\0", 6),
    ] {
        let error = Extensions::parse(bytes).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::Extensions), offset), "{bytes:?}");
    }
    for (bytes, offset) in [
        (&b"\0"[..], 1),
        (b"\0\x03\x01\0", 4),
        (b"\0\x02\x01\0", 4),
        (b"\0\x03\x02\0\x01", 2),
        (b"\0\x06\x01\0\x01\xFF\0\x01", 5),
        (b"\0\x03\x01\0\x01\0", 5),
    ] {
        let error = ExtensionSet::parse(bytes).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::ExtensionSet), offset), "{bytes:?}");
    }
    assert_eq!(Extensions::parse(b"\0\0").unwrap().iter().count(), 0);
    assert_eq!(ExtensionSet::parse(b"\0\0").unwrap().iter().count(), 0);
}

#[test]
fn values_cut_at_every_length_keep_the_laws() {
    let lines =
        [format!("Basic realm=\"grease\", {GREASE}, {VOPRF}"), "PrivateToken token=\"YWFhYQ==\", x=y".to_owned()];
    let rejected = REJECTED.map(|(value, ..)| value);
    let structure = "\0\u{1}\0\u{1}i\0\0\u{3}a,b";
    let extensions = "\0\u{9}\0\u{1}\0\u{1}a\0\u{2}\0\0";
    let metadata = "PrivateToken token=\"YWJj\", extensions=\"AA8AAQACAAEAAQAA__8AAWE=\"";
    for value in [BLIND_RSA, VOPRF, structure, extensions, metadata, &*lines[0], &*lines[1]].iter().chain(&rejected) {
        crate::prefixes::lengths(value.len())
            .for_each(|length| laws::check("private_token", &value.as_bytes()[..length]));
    }
}
