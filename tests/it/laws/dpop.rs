//! The DPoP scheme, RFC 9449, and the fields that go with it.

use countersign::auth::dpop::{self, Challenge, Credentials, Nonce};
use countersign::auth::jwt::Jwt;
use countersign::auth::{self, Param};
use countersign::{ValueError, ValueErrorKind};

use super::oracle::{self, Fault};
use super::parts::{Parts, agreed};
use super::{lines, parsers_agree, points_into, schemes, written};

/// The parameters that a standard defines. `other_params` does not return them.
const DEFINED: [&str; 9] =
    ["realm", "scope", "error", "error_description", "error_uri", "acr_values", "max_age", "resource_metadata", "algs"];

/// The number of other parameters that a challenge can have if it has all defined ones.
const MOST_OTHERS: usize = auth::MAX_PARAMS - DEFINED.len();

pub(crate) fn check(data: &[u8]) {
    challenge(data);
    credentials(data);
    nonce(data);
    proof(data);
    let texts: Vec<&str> = lines(data).take(8).filter_map(|line| core::str::from_utf8(line).ok()).collect();
    built_challenge(&texts);
    if let Some(parts) = Parts::of(data) {
        with_other_params(&parts);
    }
}

fn challenge(value: &[u8]) {
    schemes::challenge(
        value,
        |value| Challenge::parse(value).map(|challenge| reads_back!(Challenge, challenge)),
        |generic| {
            let typed = Challenge::try_from(generic)?;
            assert_eq!(typed.realm(), generic.get("realm"));
            assert_eq!(typed.algs().map(|algs| algs.text()), generic.get("algs"));
            let is_other = |param: &Param<'_>| !DEFINED.iter().any(|name| param.name().is(name));
            assert!(typed.other_params().eq(generic.params().iter().filter(is_other)));
            Ok(reads_back!(Challenge, typed))
        },
    );
}

type With<'a> = fn(Challenge<'a>, &'a str) -> Result<Challenge<'a>, ValueError>;

/// Sets each text as each part, and keeps the parts that accepted one.
fn built_challenge(texts: &[&str]) {
    let words = |part, text: &str| {
        let is_blank = text.bytes().all(|byte| byte == b' ');
        let stray = || oracle::stray(part, text.as_bytes(), |byte| byte == b' ' || is_nqchar(byte));
        if is_blank { Some((part, ValueErrorKind::Empty, 0)) } else { stray() }
    };
    let mut all = Challenge::new().with_max_age(u64::MAX);
    for text in texts {
        let parts: [(With<'_>, Option<Fault>); 3] = [
            (Challenge::with_realm, oracle::text("realm", text.as_bytes())),
            (Challenge::with_scope, words("scope", text)),
            (Challenge::with_algs, words("algs", text)),
        ];
        for (with, expected) in parts {
            if let Some(challenge) = agreed(with(all, text), expected) {
                reads_back!(Challenge, challenge);
                all = challenge;
            }
        }
    }
}

fn with_other_params(parts: &Parts<'_>) {
    let is_defined = |param: &Param<'_>| DEFINED.iter().any(|name| param.name().is(name));
    let expected = parts.params_fault().or_else(|| match parts.params.iter().position(is_defined) {
        Some(index) => Some(("params", ValueErrorKind::Duplicate, index)),
        None => (parts.params.len() > MOST_OTHERS).then_some(("params", ValueErrorKind::TooMany, MOST_OTHERS)),
    });
    if let Some(challenge) = agreed(Challenge::new().with_other_params(&parts.params), expected) {
        assert!(challenge.other_params().eq(parts.params.iter().copied()));
        reads_back!(Challenge, challenge.with_max_age(0));
    }
}

fn credentials(value: &[u8]) {
    let generic = auth::Credentials::parse(value);
    match Credentials::parse(value) {
        Ok(credentials) => {
            let generic = generic.expect("credentials of a scheme are credentials");
            assert_eq!(generic.token68(), Some(credentials.token()));
            are(Credentials::try_from(generic).expect("both parsers agree"), credentials.token().as_bytes());
        }
        Err(error) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                parsers_agree(value, error, Credentials::try_from(generic).expect_err("both parsers reject it"));
            }
        }
    }
    if let Some(credentials) = agreed(Credentials::new(value), oracle::token68(value)) {
        are(credentials, value);
    }
}

fn are(credentials: Credentials<'_>, token: &[u8]) {
    assert!(credentials.matches(token) && !credentials.matches(&[token, b"="].concat()));
    let wire = written(&credentials);
    assert_eq!(wire, [b"DPoP ", token].concat());
    assert!(Credentials::parse(&wire).expect("what is written can be parsed").matches(token));
}

/// `NQCHAR = %x21 / %x23-5B / %x5D-7E`
fn is_nqchar(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}

fn nonce(value: &[u8]) {
    if let Some(nonce) = agreed(Nonce::new(value), oracle::stray_or_empty("nonce", value, is_nqchar)) {
        assert_eq!(nonce.as_str().as_bytes(), value);
        reads_back!(Nonce, nonce);
    }
    let trimmed = oracle::trimmed(value);
    match Nonce::parse(value) {
        Ok(nonce) => assert_eq!(Nonce::new(trimmed), Ok(nonce), "what can be parsed can be built"),
        Err(error) => {
            points_into(value, error);
            assert!(Nonce::new(trimmed).is_err());
        }
    }
}

fn proof(value: &[u8]) {
    let expected = jwt(oracle::trimmed(value));
    match dpop::proof(&[("DPoP", value)]) {
        Ok(proof) => {
            let proof = proof.expect("there is a line");
            let expected = expected.expect("three parts in base64url");
            for (part, bytes) in [proof.header(), proof.payload(), proof.signature()].into_iter().zip(&expected) {
                assert_eq!(part.decode_into(&mut vec![0; bytes.len()]), Ok(&bytes[..]));
                let short = &mut vec![0; bytes.len() - 1];
                assert_eq!(part.decode_into(short).map_err(|error| error.needed()), Err(bytes.len()));
            }
            let wire = written(&proof);
            assert_eq!(wire, oracle::trimmed(value));
            assert_eq!(written(&Jwt::parse(&wire).expect("what is written can be parsed")), wire);
            let signature = proof.signature().as_str().expect("symbols that were received");
            assert_eq!([proof.signing_input(), signature].join(".").as_bytes(), wire);
        }
        Err(error) => {
            points_into(value, error.error());
            assert_eq!(expected, None);
        }
    }
    assert_eq!(Jwt::parse(value).is_ok(), Jwt::new(value).is_ok());
}

/// `header "." payload "." signature`, each decoded
fn jwt(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let parts: Vec<Vec<u8>> =
        bytes.split(|byte| *byte == b'.').map(oracle::base64url).collect::<Option<Vec<Vec<u8>>>>()?;
    (parts.len() == 3 && parts.iter().all(|part| !part.is_empty())).then_some(parts)
}
