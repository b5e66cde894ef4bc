//! The HOBA scheme, RFC 7486.

use countersign::auth::hoba::{Algorithm, Challenge, Credentials, Tbs};
use countersign::auth::{self, Challenges};
use countersign::{Encode, ParseError, ValueErrorKind};

use super::{doors_agree, points_into, written};

pub(crate) fn check(data: &[u8]) {
    challenge(data);
    credentials(data);
    tbs(data);
    if let Ok(text) = core::str::from_utf8(data) {
        built(text);
    }
}

fn challenge(value: &[u8]) {
    let challenges = Challenges::parse(value);
    match Challenge::parse(value) {
        Ok(challenge) => {
            reads_back(challenge);
            let mut generic = challenges.expect("one challenge is a list of challenges").into_iter();
            assert_eq!(generic.next().map(Challenge::try_from), Some(Ok(challenge)), "both doors agree");
            assert_eq!(generic.next(), None);
        }
        Err(error) => points_into(value, error),
    }
    for challenge in challenges.into_iter().flatten() {
        let kind = |error: ParseError| error.kind();
        let alone = written(&challenge);
        let typed = Challenge::try_from(challenge);
        assert_eq!(typed.map_err(kind), Challenge::parse(&alone).map_err(kind), "both doors agree");
        match typed {
            Ok(typed) => {
                reads_back(typed);
                assert_eq!(Some(typed.challenge()), challenge.get("challenge"));
                assert_eq!(typed.realm(), challenge.get("realm"));
            }
            Err(error) => points_into(value, error),
        }
    }
}

fn reads_back(challenge: Challenge<'_>) {
    let wire = written(&challenge);
    let again = Challenge::parse(&wire).expect("what is written can be read");
    assert_eq!(again, challenge);
    assert_eq!(written(&again), wire);
}

fn credentials(value: &[u8]) {
    let generic = auth::Credentials::parse(value);
    match Credentials::parse(value) {
        Ok(credentials) => {
            let wire = are(&credentials);
            let generic = generic.expect("credentials of a scheme are credentials");
            assert_eq!(are(&Credentials::try_from(generic).expect("both doors agree")), wire);
        }
        Err(error) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                doors_agree(value, error, Credentials::try_from(generic).expect_err("both doors refuse it"));
            }
        }
    }
}

/// The wire form of credentials, which holds all that can be asked of them.
fn are(credentials: &Credentials<'_>) -> Vec<u8> {
    let wire = written(credentials);
    let again = Credentials::parse(&wire).expect("what is written can be read");
    assert_eq!(written(&again), wire);
    assert_eq!(
        (again.kid(), again.challenge(), again.nonce(), again.sig()),
        (credentials.kid(), credentials.challenge(), credentials.nonce(), credentials.sig())
    );

    let mut sig = vec![0; credentials.sig().decoded_len()];
    let sig = credentials.sig().decode_into(&mut sig).expect("exactly enough room suffices");
    let signed =
        credentials.tbs(Algorithm::RSA_SHA256, "https://a:1", Some("a \"realm\"")).expect("parts that were read");
    is_signed(signed);
    if !sig.is_empty() {
        let built = Credentials::new(&signed, sig).expect("a signature");
        assert_eq!(built.sig(), credentials.sig());
        assert_eq!(Credentials::parse(&written(&built)).expect("what is written can be read").sig(), built.sig());
    }
    wire
}

fn is_signed(tbs: Tbs<'_>) {
    let mut octets = vec![0; tbs.encoded_len()];
    let octets = tbs.encode_to_slice(&mut octets).expect("exactly enough room suffices");
    let again = Tbs::parse(octets).expect("what is written can be read");
    assert_eq!(again, tbs);
    assert_eq!(again.encoded_len(), octets.len());
}

fn tbs(octets: &[u8]) {
    match Tbs::parse(octets) {
        Ok(tbs) => {
            let mut again = vec![0; octets.len()];
            assert_eq!(tbs.encode_to_slice(&mut again), Ok(octets), "there is one spelling");
        }
        Err(error) => points_into(octets, error),
    }
}

fn built(text: &str) {
    let fits = |part: &str, kind, offset| match kind {
        ValueErrorKind::Empty => assert_eq!((text, offset), ("", 0), "{part}"),
        _ => assert!(offset <= text.len(), "{part}"),
    };
    match Challenge::new(text, 0).and_then(|challenge| challenge.with_realm(text)) {
        Ok(challenge) => reads_back(challenge),
        Err(error) => fits(error.part(), error.kind(), error.offset()),
    }
    let challenge = Challenge::new("Y2hhbGxlbmdl", u64::MAX).expect("base64url");
    for (origin, kid, nonce) in [(text, "a", "b"), ("https://a:1", text, "b"), ("https://a:1", "a", text)] {
        match challenge.tbs(Algorithm::RSA_SHA1, origin, kid, nonce) {
            Ok(tbs) => is_signed(tbs),
            Err(error) => fits(error.part(), error.kind(), error.offset()),
        }
    }
    if let Ok(challenge) = challenge.with_realm(text) {
        reads_back(challenge);
        is_signed(challenge.tbs(Algorithm::RSA_SHA1, "https://a:1", "a", "b").expect("all parts fit"));
    }
}
