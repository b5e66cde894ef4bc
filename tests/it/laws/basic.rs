//! The Basic scheme, RFC 7617.

use countersign::auth::basic::{Challenge, Credentials, UserPassIn};
use countersign::auth::{self, Token68};
use countersign::{DecodeError, ErrorKind, ParseError};

use super::parts::agreed;
use super::{lines, oracle, parsers_agree, points_into, schemes, written};

pub(crate) fn check(data: &[u8]) {
    challenge(data);
    credentials(data);
    let mut parts = lines(data);
    if let (Some(user_id), Some(password)) = (parts.next(), parts.next()) {
        built_credentials(user_id, password);
    }
    built_credentials(data, data);
    user_pass(data);
    built_challenge(data);
}

fn challenge(value: &[u8]) {
    schemes::challenge(
        value,
        |value| Challenge::parse(value).map(|challenge| reads_back!(Challenge, challenge)),
        |generic| {
            let typed = Challenge::try_from(generic)?;
            assert_eq!(Some(typed.realm()), generic.get("realm"));
            Ok(reads_back!(Challenge, typed))
        },
    );
}

fn credentials(value: &[u8]) {
    let mut buffer = vec![0; value.len()];
    let generic = auth::Credentials::parse(value);
    match Credentials::parse(value, &mut buffer) {
        Ok(credentials) => {
            let generic = generic.expect("credentials of a scheme are credentials");
            are(&generic, credentials.user_id(), credentials.password());
        }
        Err(DecodeError::Parse(error)) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                let mut buffer = vec![0; value.len()];
                match Credentials::decode(&generic, &mut buffer) {
                    Err(DecodeError::Parse(generic)) => parsers_agree(value, error, generic),
                    other => panic!("one parser rejects the value, and the other returns {other:?}"),
                }
                let owned = UserPassIn::<64>::try_from(generic).expect_err("all parsers reject it");
                if is_not_too_long(&owned) {
                    parsers_agree(value, error, owned);
                }
            } else {
                assert!(UserPassIn::<64>::parse(value).is_err());
            }
        }
        Err(DecodeError::Capacity(error)) => panic!("a buffer of {} bytes is long enough, but {error}", value.len()),
    }
}

fn is_not_too_long(error: &ParseError) -> bool {
    !matches!(error.kind(), ErrorKind::TooLong(_))
}

/// Asserts that every parser returns these two parts, and needs a buffer of exactly their length.
fn are(generic: &auth::Credentials<'_>, user_id: &[u8], password: &[u8]) {
    let bytes = [user_id, b":", password].concat();
    let symbols = oracle::base64(&bytes);
    assert_eq!(generic.token68(), Token68::new(&symbols).ok(), "the value has one wire form");

    let mut buffer = vec![0; bytes.len()];
    let credentials = Credentials::decode(generic, &mut buffer).expect("a buffer of the exact length is long enough");
    assert_eq!((credentials.user_id(), credentials.password()), (user_id, password));
    assert!(credentials.matches(user_id, password) && !credentials.matches(user_id, &bytes));
    let texts = (core::str::from_utf8(user_id).ok(), core::str::from_utf8(password).ok());
    assert_eq!((credentials.user_id_str(), credentials.password_str()), texts);
    let wire = written(&credentials);
    assert_eq!(wire, [b"Basic ", &*symbols].concat());

    let short = &mut vec![0; bytes.len() - 1];
    match Credentials::parse(&wire, short) {
        Err(DecodeError::Capacity(error)) => assert_eq!(error.needed(), bytes.len()),
        other => panic!("the buffer is too short: {other:?}"),
    }
    match UserPassIn::<64>::parse(&wire) {
        Ok(user_pass) => {
            assert!(user_pass.credentials().matches(user_id, password));
            assert_eq!(written(&user_pass), wire);
        }
        Err(error) => assert!(error.kind() == ErrorKind::TooLong(bytes.len()) && bytes.len() > 64, "{error}"),
    }
}

/// Encodes the bytes. They are parsed if they contain a colon and no control character. Otherwise, the error points to the
/// symbol that encodes the first invalid byte, or to the end.
fn user_pass(bytes: &[u8]) {
    let value = [b"Basic ", &*oracle::base64(bytes)].concat();
    let mut buffer = vec![0; bytes.len()];
    let read = Credentials::parse(&value, &mut buffer);
    let control = bytes.iter().position(u8::is_ascii_control);
    let colon = bytes.iter().position(|byte| *byte == b':');
    match (read, control, colon) {
        (Ok(credentials), None, Some(colon)) => {
            assert_eq!((credentials.user_id(), credentials.password()), (&bytes[..colon], &bytes[colon + 1..]));
        }
        (Err(DecodeError::Parse(error)), ..) if bytes.is_empty() => points_into(&value, error),
        (Err(DecodeError::Parse(error)), Some(control), _) => assert_eq!(error.offset(), 6 + control * 4 / 3),
        (Err(DecodeError::Parse(error)), None, None) => assert_eq!(error.offset(), value.len()),
        (read, ..) => panic!("{bytes:?} are parsed as {read:?}"),
    }
}

fn built_credentials(user_id: &[u8], password: &[u8]) {
    let is_user_id = |byte: u8| !byte.is_ascii_control() && byte != b':';
    let user_id_fault = oracle::stray("user-id", user_id, is_user_id);
    let expected = user_id_fault.or_else(|| oracle::stray("password", password, |byte| !byte.is_ascii_control()));
    if let Some(credentials) = agreed(Credentials::new(user_id, password), expected) {
        let wire = written(&credentials);
        let generic = auth::Credentials::parse(&wire).expect("what is written can be parsed");
        are(&generic, user_id, password);
    }
}

fn built_challenge(realm: &[u8]) {
    if let Some(challenge) = agreed(Challenge::new(realm), oracle::text("realm", realm)) {
        assert_eq!(challenge.realm(), *realm);
        reads_back!(Challenge, challenge);
        reads_back!(Challenge, challenge.with_utf8());
        assert!(challenge.with_utf8().is_utf8() && !challenge.is_utf8());
    }
}
