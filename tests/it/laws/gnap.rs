//! The GNAP scheme, RFC 9635.

use countersign::auth::gnap::{Challenge, Credentials};

use super::{lines, schemes, written};

pub(crate) fn check(data: &[u8]) {
    schemes::challenge(
        data,
        |value| Challenge::parse(value).map(challenge_reads_back),
        |generic| Challenge::try_from(generic).map(challenge_reads_back),
    );
    schemes::credentials(
        data,
        |value| Credentials::parse(value).map(credentials_read_back),
        |generic| Credentials::try_from(generic).map(credentials_read_back),
    );
    built(data);
}

fn challenge_reads_back(challenge: Challenge<'_>) -> Vec<u8> {
    let wire = written(&challenge);
    let again = Challenge::parse(&wire).expect("what is written can be parsed");
    assert_eq!(again, challenge);
    assert_eq!(written(&again), wire);
    wire
}

fn credentials_read_back(credentials: Credentials<'_>) -> Vec<u8> {
    let wire = written(&credentials);
    let token = credentials.token().as_bytes();
    assert_eq!(wire, [b"GNAP ", token].concat());
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    assert!(again.matches(token) && !again.matches(&[token, b"="].concat()));
    wire
}

/// Builds values: the bytes are each part in turn.
fn built(data: &[u8]) {
    let is_symbol = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    let symbols = data.iter().take_while(|byte| is_symbol(**byte)).count();
    let is_token68 = symbols > 0 && data[symbols..].iter().all(|byte| *byte == b'=');
    assert_eq!(Credentials::new(data).map(credentials_read_back).is_ok(), is_token68);
    for text in lines(data).filter_map(|line| core::str::from_utf8(line).ok()) {
        let is_sendable = text.bytes().all(|byte| byte == b'\t' || !byte.is_ascii_control());
        let new = Challenge::new();
        for challenge in [new.with_as_uri(text), new.with_access(text), new.with_referrer(text)] {
            assert_eq!(challenge.map(challenge_reads_back).is_ok(), is_sendable);
        }
    }
}
