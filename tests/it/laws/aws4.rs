//! The schemes of AWS Signature Version 4.

use countersign::auth;
use countersign::auth::aws4::{Credentials, Scope, SignedHeaders};

use super::{lines, parsers_agree, points_into, written};

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
}

fn reads_back(credentials: &Credentials<'_>) -> Vec<u8> {
    let wire = written(credentials);
    assert!(auth::Credentials::parse(&wire).is_err(), "what AWS clients send does not match the grammar of RFC 9110");
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    assert_eq!(again.algorithm(), credentials.algorithm());
    assert_eq!(again.access_key_id(), credentials.access_key_id());
    assert_eq!(again.scope(), credentials.scope());
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
    let scopes = [Scope::new("20130524", region, service), Scope::multi_region("20130524", service)];
    for scope in scopes.into_iter().flatten() {
        for names in [names, "host"] {
            if let Ok(credentials) = Credentials::new(key, scope, names, &"0af9".repeat(16)) {
                reads_back(&credentials);
            }
        }
    }
}
