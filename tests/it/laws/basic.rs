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
                    other => panic!("one parser rejects what the other gives as {other:?}"),
                }
                let owned = UserPassIn::<64>::try_from(generic).expect_err("all parsers reject it");
                if is_no_lack_of_room(&owned) {
                    parsers_agree(value, error, owned);
                }
            } else {
                assert!(UserPassIn::<64>::parse(value).is_err());
            }
        }
        Err(DecodeError::Capacity(error)) => panic!("{} symbols are less than {error}", value.len()),
    }
}

fn is_no_lack_of_room(error: &ParseError) -> bool {
    !matches!(error.kind(), ErrorKind::TooLong(_))
}

/// Credentials are these two parts through every parser, and need as much room as the parts have.
fn are(generic: &auth::Credentials<'_>, user_id: &[u8], password: &[u8]) {
    let octets = [user_id, b":", password].concat();
    let symbols = oracle::base64(&octets);
    assert_eq!(generic.token68(), Token68::new(&symbols).ok(), "there is one spelling");

    let mut buffer = vec![0; octets.len()];
    let credentials = Credentials::decode(generic, &mut buffer).expect("a buffer of the exact length suffices");
    assert_eq!((credentials.user_id(), credentials.password()), (user_id, password));
    assert!(credentials.matches(user_id, password) && !credentials.matches(user_id, &octets));
    let wire = written(&credentials);
    assert_eq!(wire, [b"Basic ", &*symbols].concat());

    let short = &mut vec![0; octets.len() - 1];
    match Credentials::parse(&wire, short) {
        Err(DecodeError::Capacity(error)) => assert_eq!(error.needed(), octets.len()),
        other => panic!("there is too little room: {other:?}"),
    }
    match UserPassIn::<64>::parse(&wire) {
        Ok(user_pass) => {
            assert!(user_pass.credentials().matches(user_id, password));
            assert_eq!(written(&user_pass), wire);
        }
        Err(error) => assert!(error.kind() == ErrorKind::TooLong(octets.len()) && octets.len() > 64, "{error}"),
    }
}

/// Whatever bytes are encoded: they are two parts without controls and a colon between them, or the symbol is told at
/// which they cease to be.
fn user_pass(octets: &[u8]) {
    let value = [b"Basic ", &*oracle::base64(octets)].concat();
    let mut buffer = vec![0; octets.len()];
    let read = Credentials::parse(&value, &mut buffer);
    let control = octets.iter().position(u8::is_ascii_control);
    let colon = octets.iter().position(|octet| *octet == b':');
    match (read, control, colon) {
        (Ok(credentials), None, Some(colon)) => {
            assert_eq!((credentials.user_id(), credentials.password()), (&octets[..colon], &octets[colon + 1..]));
        }
        (Err(DecodeError::Parse(error)), ..) if octets.is_empty() => points_into(&value, error),
        (Err(DecodeError::Parse(error)), Some(control), _) => assert_eq!(error.offset(), 6 + control * 4 / 3),
        (Err(DecodeError::Parse(error)), None, None) => assert_eq!(error.offset(), value.len()),
        (read, ..) => panic!("{octets:?} is read as {read:?}"),
    }
}

fn built_credentials(user_id: &[u8], password: &[u8]) {
    let is_user_id = |octet: u8| !octet.is_ascii_control() && octet != b':';
    let refused_first = oracle::stray("user-id", user_id, is_user_id);
    let expected = refused_first.or_else(|| oracle::stray("password", password, |octet| !octet.is_ascii_control()));
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
