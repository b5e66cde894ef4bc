//! What is overwritten on demand is empty afterwards.

use countersign::auth::{basic, digest};
use countersign::{FieldValue, Kept};

#[test]
fn an_overwritten_value_is_empty() {
    const WIRE: &[u8] = b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
    let mut user_pass = basic::UserPass::parse(WIRE).unwrap();
    let mut value: FieldValue = FieldValue::new(&user_pass).unwrap();
    assert_eq!(value.as_bytes(), WIRE);
    value.zeroize();
    assert_eq!((value.as_bytes(), value.as_str()), (&b""[..], Some("")));

    user_pass.zeroize();
    let credentials = user_pass.credentials();
    assert_eq!((credentials.user_id(), credentials.password()), (&b""[..], &b""[..]));

    let mut kept: Kept<basic::Credentials<'static>> = Kept::parse(WIRE).unwrap();
    assert!(kept.view().is_ok());
    kept.zeroize();
    assert!(kept.view().is_err());

    let mut hash = digest::Hex::parse(b"939e7578ed9e3c518a452acee763bce9").unwrap();
    hash.zeroize();
    assert_eq!(hash.as_str(), "0".repeat(32));
}
