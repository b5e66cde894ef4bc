//! The schemes Token and `ApiKey`.

use countersign::auth::api_key::{Challenge, Credentials, Kind};
use countersign::auth::{self, Param};

use super::{lines, parsers_agree, points_into, schemes, written};

pub(crate) fn check(data: &[u8]) {
    schemes::challenge(
        data,
        |value| Challenge::parse(value).map(challenge_reads_back),
        |generic| Challenge::try_from(generic).map(challenge_reads_back),
    );
    let generic = auth::Credentials::parse(data).map(Credentials::try_from);
    match (Credentials::parse(data), generic) {
        (Ok(own), Ok(typed)) => assert_eq!(typed.map(credentials_read_back), Ok(credentials_read_back(own))),
        // The token has a byte that no token68 can have.
        (Ok(own), Err(_)) => drop(credentials_read_back(own)),
        (Err(own), Ok(typed)) => parsers_agree(data, own, typed.expect_err("both parsers reject it")),
        (Err(own), Err(_)) => points_into(data, own),
    }
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
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    assert_eq!((again.kind(), again.token()), (credentials.kind(), credentials.token()));
    let token: Vec<u8> = credentials.token().bytes().collect();
    assert!(again.matches(&token) && !again.matches(&[&*token, b"a"].concat()));
    assert_eq!(again.base64(), credentials.base64());
    assert!(again.other_params().eq(credentials.other_params()));
    assert_eq!(written(&again), wire);
    wire
}

/// Builds values: the first line is the token, and the other lines are values of parameters.
fn built(data: &[u8]) {
    let token = lines(data).next().expect("there is a line");
    let names: Vec<String> = (0..3).map(|number| format!("p{number}")).collect();
    let params: Vec<Param<'_>> =
        names.iter().zip(lines(data).skip(1)).filter_map(|(name, value)| Param::quoted(name, value).ok()).collect();
    let is_sendable = token.iter().all(|byte| *byte == b'\t' || !byte.is_ascii_control());
    for kind in [Kind::Token, Kind::ApiKey] {
        if let Ok(credentials) = Credentials::new(kind, token) {
            assert_eq!(credentials_read_back(credentials), [kind.name().as_bytes(), b" ", token].concat());
        }
        let of_params = Credentials::of_params(kind, token, &params);
        assert_eq!(of_params.map(credentials_read_back).is_ok(), is_sendable);
        assert_eq!(Challenge::new(kind).with_realm(token).map(challenge_reads_back).is_ok(), is_sendable);
    }
}
