//! The Negotiate scheme, RFC 4559.

use countersign::auth;
use countersign::auth::negotiate::{Challenge, Credentials, GssToken};
use countersign::{DecodeError, ErrorKind, Rule, ValueErrorKind};

use super::{parsers_agree, points_into, schemes, written};

pub(crate) fn check(data: &[u8]) {
    challenge(data);
    credentials(data);
    built(data);
}

fn challenge(value: &[u8]) {
    schemes::challenge(
        value,
        |value| Ok(written(&Challenge::parse(value)?)),
        |generic| {
            let challenge = Challenge::try_from(generic)?;
            reads_back(value, challenge);
            Ok(written(&challenge))
        },
    );
}

fn reads_back(value: &[u8], challenge: Challenge<'_>) {
    reads_back!(Challenge, challenge);
    if let Some(token) = challenge.token() {
        decodes(value, token, &written(&challenge));
    }
}

fn credentials(value: &[u8]) {
    let generic = auth::Credentials::parse(value);
    match Credentials::parse(value) {
        Ok(credentials) => {
            let generic = generic.expect("credentials of a scheme are credentials");
            let other = Credentials::try_from(generic).expect("both parsers agree");
            assert_eq!(other.token(), credentials.token());
            let wire = written(&credentials);
            assert_eq!(written(&other), wire);
            let again = Credentials::parse(&wire).expect("what is written can be parsed");
            assert_eq!(again.token(), credentials.token());
            assert_eq!(written(&again), wire);
            decodes(value, credentials.token(), &wire);
        }
        Err(error) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                parsers_agree(value, error, Credentials::try_from(generic).expect_err("both parsers reject it"));
            }
        }
    }
}

/// Asserts that the decoded bytes are written as the same token.
fn decodes(value: &[u8], token: GssToken<'_>, wire: &[u8]) {
    let mut buffer = vec![0; token.decoded_len()];
    match token.decode_into(&mut buffer) {
        Ok(bytes) => {
            let bytes = bytes.to_vec();
            assert_eq!(bytes.len(), buffer.len(), "decoded_len is exact");
            if let Some(short) = buffer.len().checked_sub(1) {
                let Err(DecodeError::Capacity(error)) = token.decode_into(&mut buffer[..short]) else {
                    panic!("the buffer is too short");
                };
                assert_eq!(error.needed(), bytes.len());
            }
            let same = Credentials::new(&bytes).expect("there are bytes");
            assert_eq!(same.token(), token);
            assert_eq!(same.token().kind(), token.kind());
            assert_eq!(written(&same), wire);
        }
        Err(DecodeError::Parse(error)) => {
            assert_eq!(error.kind(), ErrorKind::Expected(Rule::Base64));
            points_into(value, error);
            let _ = token.kind();
        }
        Err(DecodeError::Capacity(error)) => panic!("a buffer of {} bytes is long enough, but {error}", buffer.len()),
    }
}

fn built(token: &[u8]) {
    match (Credentials::new(token), Challenge::new().with_token(token)) {
        (Ok(credentials), Ok(challenge)) => {
            let wire = written(&credentials);
            assert_eq!(written(&challenge), wire);
            reads_back(&wire, challenge);
            let mut buffer = vec![0; token.len()];
            let read = Credentials::parse(&wire).expect("what is written can be parsed");
            assert_eq!(read.token().decode_into(&mut buffer), Ok(token));
        }
        (Err(error), Err(other)) => {
            assert_eq!(error, other);
            assert_eq!((error.part(), error.kind(), token), ("token", ValueErrorKind::Empty, &b""[..]));
        }
        (credentials, challenge) => panic!("{credentials:?} and {challenge:?}"),
    }
}
