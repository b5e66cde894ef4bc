//! The Concealed scheme, RFC 9729.

use countersign::ErrorKind;
use countersign::auth::concealed::{Credentials, Export};

use super::{lines, oracle, points_into, schemes, written};

pub(crate) fn check(data: &[u8]) {
    schemes::credentials(
        data,
        |value| Credentials::parse(value).map(|credentials| reads_back(&credentials)),
        |generic| Credentials::try_from(generic).map(|credentials| reads_back(&credentials)),
    );
    built(data);
    export(data);
}

fn export(data: &[u8]) {
    match Export::parse(data) {
        Ok(export) => {
            let wire = written(&export);
            assert_eq!(wire, oracle::trimmed(data), "the value has one wire form");
            assert_eq!([&export.signed()[..], &export.verification()].concat(), export.output());
            assert_eq!(wire[1..wire.len() - 1], oracle::base64(&export.output()));
            assert_eq!(Export::parse(&wire).expect("what is written can be parsed").output(), export.output());
        }
        Err(error) => {
            points_into(data, error);
            assert!(matches!(error.kind(), ErrorKind::Expected(_)));
        }
    }
    let mut output = [0; 48];
    output.iter_mut().zip(data).for_each(|(free, byte)| *free = *byte);
    assert_eq!(Export::parse(&written(&Export::new(output))).map(|export| export.output()), Ok(output));
}

fn reads_back(credentials: &Credentials<'_>) -> Vec<u8> {
    let wire = written(credentials);
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    assert_eq!(again.key_id(), credentials.key_id());
    assert_eq!(again.public_key(), credentials.public_key());
    assert_eq!(again.signature_scheme(), credentials.signature_scheme());
    assert_eq!(again.verification(), credentials.verification());
    assert_eq!(again.verification().decoded_len(), 16);
    assert_eq!(again.proof(), credentials.proof());
    assert_eq!(again.realm(), credentials.realm());
    assert_eq!(written(&again), wire);
    wire
}

/// Builds values. Each line is one part.
fn built(data: &[u8]) {
    let mut parts = lines(data).chain([&b""[..]; 4]);
    let mut part = || parts.next().expect("there is a line");
    let (key_id, public_key, proof, realm) = (part(), part(), part(), part());
    let mut verification = [0; 16];
    verification.iter_mut().zip(data).for_each(|(free, byte)| *free = *byte);
    let signature_scheme = u16::from_be_bytes([verification[0], verification[1]]);
    let built = Credentials::new(key_id, public_key, signature_scheme, &verification, proof);
    assert_eq!(built.is_err(), [key_id, public_key, proof].contains(&&b""[..]));
    let Ok(built) = built else {
        return;
    };
    reads_back(&built);
    let is_sendable = realm.iter().all(|byte| *byte == b'\t' || !byte.is_ascii_control());
    assert_eq!(built.with_realm(realm).map(|credentials| reads_back(&credentials)).is_ok(), is_sendable);
}
