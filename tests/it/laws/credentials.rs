//! Credentials, RFC 9110 §11.4.

use countersign::auth::{self, Credentials, Events};
use countersign::{ErrorKind, FieldsFn};

use super::parts::{Parts, agreed};
use super::{lines, oracle, reader, written};

pub(crate) fn check(data: &[u8]) {
    received(data);
    of_lines(data);
    if let Some(parts) = Parts::of(data) {
        built(&parts);
    }
    with_token68(data);
}

fn received(value: &[u8]) {
    let events = Events::credentials(value);
    reader::check(events, value, false);
    match Credentials::parse(value) {
        Ok(credentials) => {
            assert_eq!(reader::first_error(events), None);
            reads_back(credentials);
        }
        Err(error) if events.rest().is_empty() => assert_eq!(error.offset(), 0),
        Err(error) => {
            let expected = reader::first_error_or_token68(events, value);
            assert_eq!(expected, Some((error.kind(), error.offset())));
        }
    }
}

/// Compares the parts, because credentials do not implement `PartialEq`.
fn reads_back(credentials: Credentials<'_>) {
    let wire = written(&credentials);
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    assert_eq!(again.scheme().as_bytes(), credentials.scheme().as_bytes());
    assert_eq!(again.token68(), credentials.token68());
    assert_eq!(again.params(), credentials.params());
    assert_eq!(written(&again), wire);
    assert!(credentials.token68().is_none() || credentials.params().is_empty());
    for param in credentials.params() {
        assert_eq!(credentials.get(&param.name().as_str().to_ascii_lowercase()), Some(param.value()));
    }
}

/// Asserts that credentials have exactly one line.
fn of_lines(data: &[u8]) {
    let fields = FieldsFn(|_| lines(data));
    match auth::authorization(fields) {
        Ok(credentials) => reads_back(credentials.expect("there is a line")),
        Err(error) if lines(data).count() == 1 => {
            assert_eq!((error.line(), Some(error.error())), (0, Credentials::parse(data).err()));
        }
        Err(error) => assert_eq!((error.line(), error.error().kind()), (1, ErrorKind::SecondLine)),
    }
}

fn built(parts: &Parts<'_>) {
    if let Some(credentials) = agreed(Credentials::new(parts.scheme, &parts.params), parts.fault()) {
        reads_back(credentials);
        let wire = written(&credentials);
        parts.are(Credentials::parse(&wire).expect("what is written can be parsed").params());
    }
}

fn with_token68(bytes: &[u8]) {
    if let Some(credentials) = agreed(Credentials::with_token68("Newauth", bytes), oracle::token68(bytes)) {
        assert_eq!(credentials.token68().map(|token68| token68.as_bytes()), Some(bytes));
        reads_back(credentials);
    }
}
