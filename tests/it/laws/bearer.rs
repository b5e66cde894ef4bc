//! The Bearer scheme, RFC 6750.

use countersign::auth::bearer::{Challenge, Credentials, ErrorCode};
use countersign::auth::{self, Param};
use countersign::{ValueError, ValueErrorKind};

use super::oracle::{self, Fault};
use super::parts::{Parts, agreed};
use super::{lines, parsers_agree, points_into, schemes, written};

/// The parameters that a standard defines. `other_params` does not return them.
const DEFINED: [&str; 8] =
    ["realm", "scope", "error", "error_description", "error_uri", "acr_values", "max_age", "resource_metadata"];

/// The number of other parameters that a challenge can have if it has all defined ones.
const MOST_OTHERS: usize = auth::MAX_PARAMS - DEFINED.len();

pub(crate) fn check(data: &[u8]) {
    challenge(data);
    credentials(data);
    built_credentials(data);
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
            assert_eq!(typed.error_uri(), generic.get("error_uri"));
            let is_other = |param: &Param<'_>| !DEFINED.iter().any(|name| param.name().is(name));
            assert!(typed.other_params().eq(generic.params().iter().filter(is_other)));
            Ok(reads_back!(Challenge, typed))
        },
    );
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
}

fn are(credentials: Credentials<'_>, token: &[u8]) {
    assert_eq!(credentials.token().as_bytes(), token);
    assert!(credentials.matches(token) && !credentials.matches(&[token, b"="].concat()));
    let wire = written(&credentials);
    assert_eq!(wire, [b"Bearer ", token].concat());
    assert!(Credentials::parse(&wire).expect("what is written can be parsed").matches(token));
}

fn built_credentials(token: &[u8]) {
    if let Some(credentials) = agreed(Credentials::new(token), oracle::token68(token)) {
        are(credentials, token);
    }
}

/// `%x20-21 / %x23-5B / %x5D-7E`
fn plain(part: &'static str, text: &str) -> Option<Fault> {
    of(part, text, |byte| matches!(byte, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

/// `%x21 / %x23-5B / %x5D-7E`
fn uri(part: &'static str, text: &str) -> Option<Fault> {
    of(part, text, |byte| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

fn of(part: &'static str, text: &str, class: fn(u8) -> bool) -> Option<Fault> {
    let is_blank = text.bytes().all(|byte| byte == b' ');
    if is_blank { Some((part, ValueErrorKind::Empty, 0)) } else { oracle::stray(part, text.as_bytes(), class) }
}

type With<'a> = fn(Challenge<'a>, &'a str) -> Result<Challenge<'a>, ValueError>;

/// Sets each text as each part, and keeps the parts that accepted one. Reads back once for each text: to write takes long.
fn built_challenge(texts: &[&str]) {
    let mut all = Challenge::new().with_max_age(u64::MAX);
    for text in texts {
        let parts: [(With<'_>, Option<Fault>); 7] = [
            (Challenge::with_realm, oracle::text("realm", text.as_bytes())),
            (Challenge::with_scope, plain("scope", text)),
            (|challenge, text| Ok(challenge.with_error(ErrorCode::other(text)?)), plain("error", text)),
            (Challenge::with_error_description, plain("error_description", text)),
            (Challenge::with_error_uri, uri("error_uri", text)),
            (Challenge::with_acr_values, plain("acr_values", text)),
            (Challenge::with_resource_metadata, uri("resource_metadata", text)),
        ];
        for (with, expected) in parts {
            if let Some(challenge) = agreed(with(all, text), expected) {
                all = challenge;
            }
        }
        reads_back!(Challenge, all);
    }
    let of_length = u64::try_from(texts.iter().map(|text| text.len()).sum::<usize>()).expect("a small number");
    reads_back!(Challenge, all.with_max_age(of_length));
}

fn with_other_params(parts: &Parts<'_>) {
    let is_defined = |param: &Param<'_>| DEFINED.iter().any(|name| param.name().is(name));
    let expected = parts.params_fault().or_else(|| match parts.params.iter().position(is_defined) {
        Some(index) => Some(("params", ValueErrorKind::Reserved, index)),
        None => (parts.params.len() > MOST_OTHERS).then_some(("params", ValueErrorKind::TooMany, MOST_OTHERS)),
    });
    if let Some(challenge) = agreed(Challenge::new().with_other_params(&parts.params), expected) {
        assert!(challenge.other_params().eq(parts.params.iter().copied()));
        reads_back!(Challenge, challenge.with_max_age(0));
    }
}
