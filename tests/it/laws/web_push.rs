//! The `WebPush` scheme, and its Crypto-Key.

use countersign::auth::web_push::{self, Credentials, CryptoKey};
use countersign::{ErrorKind, FieldsFn};

use super::{lines, oracle, points_into, schemes, written};

pub(crate) fn check(data: &[u8]) {
    schemes::credentials(
        data,
        |value| Credentials::parse(value).map(|credentials| reads_back(&credentials)),
        |generic| Credentials::try_from(generic).map(|credentials| reads_back(&credentials)),
    );
    match Credentials::new(data) {
        Ok(credentials) => assert_eq!(reads_back(&credentials), [b"WebPush ", data].concat()),
        Err(error) => assert!(error.part() == "token" && error.offset() <= data.len()),
    }
    crypto_key(data);
}

fn reads_back(credentials: &Credentials<'_>) -> Vec<u8> {
    let wire = written(credentials);
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    assert_eq!(again.token().as_str(), credentials.token().as_str());
    assert_eq!(written(&again), wire);
    wire
}

fn crypto_key(data: &[u8]) {
    match CryptoKey::parse(data) {
        Ok(key) => {
            reads_back!(CryptoKey, key);
            let mut point = [0; 65];
            key.p256ecdsa().decode_into(&mut point).expect("a point of 65 bytes");
            let built = CryptoKey::new(&point).expect("what can be parsed can be built");
            assert_eq!(built, key);
            let wire = written(&built);
            assert_eq!(oracle::base64url(&wire["p256ecdsa=".len()..]), Some(point.to_vec()));
        }
        Err(error) => points_into(data, error),
    }
    let each: Vec<_> = lines(data).map(CryptoKey::parse).collect();
    match web_push::crypto_key(FieldsFn(|_| lines(data))) {
        Ok(found) => {
            let keys: Vec<_> = each.iter().filter_map(|line| line.ok()).collect();
            assert_eq!(found.into_iter().collect::<Vec<_>>(), keys);
        }
        Err(error) => match each[error.line()] {
            Ok(_) => assert_eq!(error.error().kind(), ErrorKind::DuplicateParam),
            Err(own) => assert_eq!(own, error.error()),
        },
    }
}
