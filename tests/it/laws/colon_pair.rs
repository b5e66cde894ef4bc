//! Credentials that are a name and a signature with a colon between them.

pub(crate) mod aws2;
pub(crate) mod requests;

use countersign::auth;
use countersign::auth::colon_pair::{Credentials, Kind};

use super::{lines, points_into, written};

pub(crate) fn check(data: &[u8]) {
    aws2::check(data);
    match Credentials::parse(data) {
        Ok(credentials) => {
            let mut decoded = vec![0; data.len()];
            let signature = credentials
                .signature()
                .decode_into(&mut decoded)
                .expect("the decoded bytes are fewer than the symbols");
            reads_back(credentials, signature);
            assert!(auth::Credentials::parse(data).is_err(), "the grammar of RFC 9110 does not allow a colon");
        }
        Err(error) => points_into(data, error),
    }
    for kind in [Kind::Aws, Kind::SharedKey, Kind::SharedKeyLite] {
        let mut parts = lines(data);
        if let (Some(id), Some(signature)) = (parts.next(), parts.next())
            && let Ok(id) = core::str::from_utf8(id)
        {
            let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
            match Credentials::new(kind, id, signature) {
                Ok(credentials) => {
                    assert!(is_id && !signature.is_empty());
                    reads_back(credentials, signature);
                }
                Err(error) => assert!(!is_id && error.part() == "id" || signature.is_empty()),
            }
        }
    }
    requests::check(data);
}

fn reads_back(credentials: Credentials<'_>, signature: &[u8]) {
    let wire = written(&credentials);
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    assert_eq!((again.kind(), again.id()), (credentials.kind(), credentials.id()));
    assert_eq!(again.signature(), credentials.signature());
    for credentials in [credentials, again] {
        assert!(credentials.matches(signature) && !credentials.matches(&[signature, b"\0"].concat()));
        assert!(!credentials.matches(&signature[1..]));
    }
    assert_eq!(written(&again), wire);
}
