//! The HOBA scheme, RFC 7486, and the HOBA-TBS that its clients sign.

use countersign::Encode;
use countersign::auth;
use countersign::auth::hoba::{Algorithm, Challenge, Credentials, Registration, Tbs};

use super::oracle::{self, Fault};
use super::parts::agreed;
use super::{parsers_agree, points_into, schemes, written};

const ORIGIN: &str = "https://a:1";

pub(crate) fn check(data: &[u8]) {
    challenge(data);
    credentials(data);
    tbs(data);
    registration(data);
    if let Ok(text) = core::str::from_utf8(data) {
        built(text);
    }
}

fn challenge(value: &[u8]) {
    schemes::challenge(
        value,
        |value| Challenge::parse(value).map(|challenge| reads_back!(Challenge, challenge)),
        |generic| {
            let typed = Challenge::try_from(generic)?;
            assert_eq!(Some(typed.challenge()), generic.get("challenge"));
            assert_eq!(typed.realm(), generic.get("realm"));
            signs(typed.tbs(Algorithm::RSA_SHA256, ORIGIN, "a", "b").expect("parts that were read"));
            Ok(reads_back!(Challenge, typed))
        },
    );
}

fn credentials(value: &[u8]) {
    let generic = auth::Credentials::parse(value);
    match Credentials::parse(value) {
        Ok(credentials) => {
            let wire = are(&credentials);
            let generic = generic.expect("credentials of a scheme are credentials");
            assert_eq!(are(&Credentials::try_from(generic).expect("both parsers agree")), wire);
        }
        Err(error) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                parsers_agree(value, error, Credentials::try_from(generic).expect_err("both parsers reject it"));
            }
        }
    }
}

/// Returns the wire form of credentials. Asserts that every part is parsed back from it.
fn are(credentials: &Credentials<'_>) -> Vec<u8> {
    let wire = written(credentials);
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    assert_eq!(written(&again), wire);
    let parts = |credentials: &Credentials<'_>| {
        [credentials.kid(), credentials.challenge(), credentials.nonce()].map(oracle::owned)
    };
    assert_eq!((parts(&again), again.sig()), (parts(credentials), credentials.sig()));
    assert!(wire.starts_with(&[b"HOBA result=\"", &*parts(&again).join(&b'.'), b"."].concat()));

    let mut sig = vec![0; credentials.sig().decoded_len()];
    let sig = credentials.sig().decode_into(&mut sig).expect("a buffer of the exact length is long enough");
    let signed = credentials.tbs(Algorithm::RSA_SHA1, ORIGIN, Some("a \"realm\"")).expect("parts that were read");
    signs(signed);
    let built = Credentials::new(&signed, sig).expect("a signature");
    assert_eq!(built.sig(), credentials.sig());
    assert_eq!(written(&Credentials::parse(&written(&built)).expect("what is written can be parsed")), written(&built));
    wire
}

/// Asserts that a HOBA-TBS has the length of each part before the part, and is parsed as the same value.
fn signs(tbs: Tbs<'_>) {
    let mut bytes = vec![0; tbs.encoded_len()];
    let bytes = tbs.encode_to_slice(&mut bytes).expect("a buffer of the exact length is long enough");
    assert_eq!(Tbs::parse(bytes), Ok(tbs));
    let parts = [tbs.nonce(), tbs.origin(), tbs.kid(), tbs.challenge()].map(oracle::owned);
    let realm = tbs.realm().map(oracle::owned).unwrap_or_default();
    let number = tbs.algorithm().number().to_string();
    let [nonce, origin, kid, challenge] = &parts;
    let expected: Vec<u8> = [nonce, number.as_bytes(), origin, &realm, kid, challenge]
        .into_iter()
        .flat_map(|part| [part.len().to_string().as_bytes(), b":", part].concat())
        .collect();
    assert_eq!(bytes, expected);
}

fn registration(value: &[u8]) {
    match Registration::parse(value) {
        Ok(registration) => {
            let wire = written(&registration);
            assert!(wire.eq_ignore_ascii_case(oracle::trimmed(value)));
            assert_eq!(Registration::parse(&wire), Ok(registration));
        }
        Err(error) => points_into(value, error),
    }
}

fn tbs(bytes: &[u8]) {
    match Tbs::parse(bytes) {
        Ok(tbs) => {
            signs(tbs);
            assert_eq!(tbs.encode_to_slice(&mut vec![0; bytes.len()]), Ok(bytes), "the value has one wire form");
        }
        Err(error) => points_into(bytes, error),
    }
}

fn built(text: &str) {
    let base64url = |part| {
        oracle::stray_or_empty(part, text.as_bytes(), |byte| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte))
    };
    if let Some(challenge) = agreed(Challenge::new(text, 0), base64url("challenge")) {
        reads_back!(Challenge, challenge);
    }
    let challenge = Challenge::new("Y2hhbGxlbmdl", u64::MAX).expect("base64url");
    let with = |origin, kid, nonce| challenge.tbs(Algorithm::RSA_SHA1, origin, kid, nonce);
    let faults: [(_, Option<Fault>); 2] =
        [(with(ORIGIN, text, "b"), base64url("kid")), (with(ORIGIN, "a", text), base64url("nonce"))];
    for (tbs, fault) in faults {
        agreed(tbs, fault).into_iter().for_each(signs);
    }
    match with(text, "a", "b") {
        Ok(tbs) => signs(tbs),
        Err(error) => assert!(error.part() == "origin" && error.offset() <= text.len()),
    }
    if let Some(challenge) = agreed(challenge.with_realm(text), oracle::text("realm", text.as_bytes())) {
        reads_back!(Challenge, challenge);
        signs(challenge.tbs(Algorithm::RSA_SHA1, ORIGIN, "a", "b").expect("all parts fit"));
    }
}
