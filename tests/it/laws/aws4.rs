//! The schemes of AWS Signature Version 4, and those that other clouds made of it.

use countersign::auth;
use countersign::auth::aws4::{Algorithm, Credentials, Scope, SignedHeaders};

pub(crate) mod chunks;
pub(crate) mod requests;

use super::{lines, oracle, parsers_agree, points_into, written};

pub(crate) fn check(data: &[u8]) {
    let generic = auth::Credentials::parse(data);
    match Credentials::parse(data) {
        Ok(credentials) => {
            let wire = reads_back(&credentials);
            if let Ok(generic) = generic {
                let typed = Credentials::try_from(generic).map(|credentials| reads_back(&credentials));
                assert_eq!(typed, Ok(wire), "both parsers agree");
            }
        }
        Err(error) => {
            points_into(data, error);
            if let Ok(generic) = generic {
                parsers_agree(data, error, Credentials::try_from(generic).expect_err("both parsers reject it"));
            }
        }
    }
    built(data);
    requests::check(data);
    chunks::check(data);
}

fn reads_back(credentials: &Credentials<'_>) -> Vec<u8> {
    let wire = written(credentials);
    // Only without a scope, and with one name, is there nothing that RFC 9110 does not allow.
    let is_plain = credentials.scope().is_none() && !credentials.access_key_id().contains(|c| !is_tchar(c));
    let is_allowed = is_plain && credentials.signed_headers().iter().count() < 2;
    assert_eq!(auth::Credentials::parse(&wire).is_ok(), is_allowed, "what these clients send does not match RFC 9110");
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    assert_eq!(again.algorithm(), credentials.algorithm());
    assert_eq!(again.access_key_id(), credentials.access_key_id());
    assert_eq!(again.scope(), credentials.scope());
    assert!(again.scope().is_none_or(|scope| scope.algorithm() == again.algorithm()));
    assert_eq!(again.signed_headers(), credentials.signed_headers());
    assert!(again.matches(credentials.signature()) && !again.matches(""));
    assert_eq!(written(&again), wire);
    wire
}

/// Builds values. Each line is one part.
fn built(data: &[u8]) {
    let mut parts = lines(data).filter_map(|line| core::str::from_utf8(line).ok()).chain([""; 5]);
    let mut part = || parts.next().expect("there is a line");
    let (key, region, service, names) = (part(), part(), part(), part());
    if let Ok(names) = SignedHeaders::new(names) {
        assert!(names.iter().is_sorted() && names.contains(&names.as_str().split(';').next().unwrap().to_uppercase()));
        assert_eq!(written(&names), names.as_str().as_bytes());
    }
    let signature = "0af9".repeat(16);
    let dates = ["20130524", "2013-05-24", key];
    for algorithm in ALGORITHMS {
        for (date, region) in dates.map(|date| (date, None)).into_iter().chain(dates.map(|date| (date, Some(region)))) {
            let Ok(scope) = Scope::of(algorithm, date, region, service) else { continue };
            for names in [names, "host", ""] {
                if let Ok(credentials) = Credentials::new(key, scope, names, &signature) {
                    assert_eq!(credentials.algorithm(), algorithm);
                    reads_back(&credentials);
                }
            }
        }
        for names in [names, "host", ""] {
            if let Ok(credentials) = Credentials::without_scope(algorithm, key, names, &signature) {
                assert!(credentials.scope().is_none());
                reads_back(&credentials);
            }
        }
    }
}

const ALGORITHMS: [Algorithm; 8] = [
    Algorithm::HmacSha256,
    Algorithm::EcdsaP256Sha256,
    Algorithm::Goog4HmacSha256,
    Algorithm::Goog4RsaSha256,
    Algorithm::Tc3HmacSha256,
    Algorithm::Acs3HmacSha256,
    Algorithm::Oss4HmacSha256,
    Algorithm::SdkHmacSha256,
];

fn is_tchar(letter: char) -> bool {
    u8::try_from(letter).is_ok_and(oracle::is_tchar)
}
