//! The Signature scheme of draft-cavage-http-signatures-12.

pub(crate) mod requests;

use countersign::auth::signature::{Challenge, Credentials, Parameters};
use countersign::auth::{AuthenticationInfo, Param};

use super::{lines, points_into, schemes, written};

pub(crate) fn check(data: &[u8]) {
    schemes::challenge(
        data,
        |value| Challenge::parse(value).map(challenge_reads_back),
        |generic| Challenge::try_from(generic).map(challenge_reads_back),
    );
    schemes::credentials(
        data,
        |value| Credentials::parse(value).map(|credentials| credentials_read_back(&credentials)),
        |generic| Credentials::try_from(generic).map(|credentials| credentials_read_back(&credentials)),
    );
    match Parameters::parse(data) {
        Ok(parameters) => {
            assert!(AuthenticationInfo::parse(data).is_ok(), "parameters of a signature are parameters");
            credentials_read_back(&Credentials::new(parameters));
        }
        Err(error) => points_into(data, error),
    }
    built(data);
    requests::check(data);
}

fn challenge_reads_back(challenge: Challenge<'_>) -> Vec<u8> {
    let wire = written(&challenge);
    let again = Challenge::parse(&wire).expect("what is written can be parsed");
    assert_eq!(again, challenge);
    assert_eq!(written(&again), wire);
    wire
}

fn credentials_read_back(credentials: &Credentials<'_>) -> Vec<u8> {
    let wire = written(credentials);
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    same(&again.parameters(), &credentials.parameters());
    assert_eq!(written(&again), wire);

    let line = written(&credentials.parameters());
    assert_eq!(wire, [b"Signature ", &*line].concat());
    same(&Parameters::parse(&line).expect("what is written can be parsed"), &credentials.parameters());
    wire
}

fn same(again: &Parameters<'_>, parameters: &Parameters<'_>) {
    assert_eq!((again.key_id(), again.algorithm()), (parameters.key_id(), parameters.algorithm()));
    let spelled = |parameters: &Parameters<'_>| parameters.created().map(|created| created.as_str().to_owned());
    assert_eq!(spelled(again), spelled(parameters), "the signature covers the spelling");
    assert_eq!((again.expires(), again.expires_at()), (parameters.expires(), parameters.expires_at()));
    assert_eq!(again.headers(), parameters.headers());
    assert!(again.headers().is_none_or(|headers| headers.iter().next().is_some()));
    assert_eq!(again.signature(), parameters.signature());
    assert!(again.other_params().eq(parameters.other_params()));
}

/// Builds values. Each line is one part.
fn built(data: &[u8]) {
    let is_sendable = |part: &[u8]| part.iter().all(|byte| *byte == b'\t' || !byte.is_ascii_control());
    let read_back = |parameters| credentials_read_back(&Credentials::new(parameters));
    let mut parts = lines(data).cycle();
    let (key_id, text, value) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let parameters = Parameters::new(key_id, data);
    assert_eq!(parameters.is_ok(), is_sendable(key_id) && !data.is_empty());
    assert_eq!(Challenge::new().with_realm(key_id).map(challenge_reads_back).is_ok(), is_sendable(key_id));
    let (Ok(parameters), Ok(text)) = (parameters, core::str::from_utf8(text)) else {
        return;
    };
    read_back(parameters);
    read_back(parameters.with_created(u64::try_from(data.len()).expect("a small number")));
    assert_eq!(parameters.with_algorithm(text).map(read_back).is_ok(), is_sendable(text.as_bytes()));
    let headers = parameters.with_headers(text).map(read_back);
    assert_eq!(Challenge::new().with_headers(text).map(challenge_reads_back).is_ok(), headers.is_ok());
    if let Ok(expiring) = parameters.with_expires(text) {
        assert!(text.starts_with(|letter: char| letter.is_ascii_digit()));
        read_back(expiring);
    }
    if let Ok(param) = Param::quoted("version", value) {
        parameters.with_other_params(&[param]).map(read_back).expect("the draft defines no version");
    }
}
