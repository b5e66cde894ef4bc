//! Keys: the canonical form, and what is no public key.

use countersign::auth::jwk::{Jwk, Key};
use countersign::hash::{Hash, HashFunction, Sha1, Sha256};
use countersign::{Encode, ValueError, ValueErrorKind};
use proptest::prelude::*;

use crate::laws::dpop::base64url;

const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

fn fault(read: Result<Jwk<'_>, ValueError>) -> Option<(&'static str, ValueErrorKind, usize)> {
    read.err().map(|error| (error.part(), error.kind(), error.offset()))
}

#[test]
fn keys_are_refused_for_their_members() {
    use ValueErrorKind::{Duplicate, Empty, InvalidByte, Prohibited, ProhibitedElement, Requires, WrongForm};
    let (short, long) = (&X[..42], "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    for (members, expected) in [
        (&[("kty", "OKP"), ("crv", "Ed25519"), ("x", X)][..], None),
        (&[("kty", "OKP"), ("crv", "Ed25519"), ("x", X), ("kid", "a\"b"), ("use", "sig"), ("y", "="), ("D", "")], None),
        (&[("kty", "EC"), ("crv", "P-256"), ("x", X), ("y", X)], None),
        (&[("kty", "EC"), ("crv", "brainpoolP160r1"), ("x", short), ("y", "AA")], Some(("x", InvalidByte, 42))),
        (&[("kty", "EC"), ("crv", "brainpoolP160r1"), ("x", "AQ"), ("y", "AA")], None),
        (&[("kty", "RSA"), ("n", X), ("e", "AQAB")], None),
        (&[], Some(("jwk", Requires("kty"), 0))),
        (&[("kty", "oct"), ("k", "AA")], Some(("k", ProhibitedElement, 1))),
        (&[("kty", "oct")], Some(("kty", Prohibited, 0))),
        (&[("kty", "ec"), ("crv", "P-256"), ("x", X), ("y", X)], Some(("kty", Prohibited, 0))),
        (&[("kty", "AKP"), ("pub", X)], Some(("kty", Prohibited, 0))),
        (&[("kty", "OKP"), ("crv", "Ed25519"), ("x", X), ("d", X)], Some(("d", ProhibitedElement, 3))),
        (&[("kty", "RSA"), ("n", X), ("e", "AQAB"), ("p", "AA")], Some(("p", ProhibitedElement, 3))),
        (&[("q", "")], Some(("q", ProhibitedElement, 0))),
        (&[("dp", "")], Some(("dp", ProhibitedElement, 0))),
        (&[("dq", "")], Some(("dq", ProhibitedElement, 0))),
        (&[("qi", "")], Some(("qi", ProhibitedElement, 0))),
        (&[("oth", "")], Some(("oth", ProhibitedElement, 0))),
        (&[("priv", "")], Some(("priv", ProhibitedElement, 0))),
        (&[("kty", "OKP"), ("kty", "OKP")], Some(("kty", Duplicate, 1))),
        (&[("kty", "OKP"), ("x", X)], Some(("jwk", Requires("crv"), 0))),
        (&[("kty", "OKP"), ("crv", "Ed25519")], Some(("jwk", Requires("x"), 0))),
        (&[("kty", "EC"), ("crv", "P-256"), ("x", X)], Some(("jwk", Requires("y"), 0))),
        (&[("kty", "RSA"), ("e", "AQAB")], Some(("jwk", Requires("n"), 0))),
        (&[("kty", "RSA"), ("n", X)], Some(("jwk", Requires("e"), 0))),
        (&[("kty", "OKP"), ("crv", ""), ("x", X)], Some(("crv", Empty, 0))),
        (&[("kty", "OKP"), ("crv", "a\"b"), ("x", X)], Some(("crv", InvalidByte, 1))),
        (&[("kty", "OKP"), ("crv", "a\\b"), ("x", X)], Some(("crv", InvalidByte, 1))),
        (&[("kty", "OKP"), ("crv", "a b"), ("x", X)], Some(("crv", InvalidByte, 1))),
        (&[("kty", "OKP"), ("crv", "\u{E9}"), ("x", X)], Some(("crv", InvalidByte, 0))),
        (&[("kty", "OKP"), ("crv", "a"), ("x", "A\"")], Some(("x", InvalidByte, 1))),
        (&[("kty", "OKP"), ("crv", "a"), ("x", "AA==")], Some(("x", InvalidByte, 2))),
        (&[("kty", "OKP"), ("crv", "a"), ("x", "AB")], Some(("x", InvalidByte, 2))),
        (&[("kty", "OKP"), ("crv", "a"), ("x", "A+")], Some(("x", InvalidByte, 1))),
        (&[("kty", "OKP"), ("crv", "a"), ("x", "")], Some(("x", Empty, 0))),
        (&[("kty", "OKP"), ("crv", "Ed25519"), ("x", long)], Some(("x", WrongForm, 0))),
        (&[("kty", "OKP"), ("crv", "P-256"), ("x", X)], Some(("crv", WrongForm, 0))),
        (&[("kty", "EC"), ("crv", "Ed25519"), ("x", X), ("y", X)], Some(("crv", WrongForm, 0))),
        (&[("kty", "EC"), ("crv", "P-256"), ("x", "AA"), ("y", X)], Some(("x", WrongForm, 0))),
        (&[("kty", "EC"), ("crv", "P-256"), ("x", X), ("y", "AA")], Some(("y", WrongForm, 0))),
        (&[("kty", "RSA"), ("n", "AAEC"), ("e", "AQAB")], Some(("n", WrongForm, 0))),
        (&[("kty", "RSA"), ("n", X), ("e", "AAEAAQ")], Some(("e", WrongForm, 0))),
        (&[("kty", "RSA"), ("n", X), ("e", "")], Some(("e", Empty, 0))),
    ] {
        let read = Jwk::of_members(members.iter().map(|(name, value)| (*name, Some(*value))));
        assert_eq!(fault(read), expected, "{members:?}");
    }
    let number = Jwk::of_members([("kty", Some("RSA")), ("n", Some(X)), ("e", None)]);
    assert_eq!(fault(number), Some(("e", WrongForm, 2)));
    for (crv, length) in
        [("P-256", 32), ("P-384", 48), ("P-521", 66), ("secp256k1", 32), ("Ed25519", 32), ("Ed448", 57), ("X448", 56)]
    {
        for given in [length - 1, length, length + 1] {
            let bytes = vec![1; given];
            let (ec, okp) = (Jwk::ec(crv, &bytes, &bytes), Jwk::okp(crv, &bytes));
            assert_eq!(ec.is_ok() | okp.is_ok(), given == length, "{crv}");
        }
    }
}

#[test]
fn thumbprints_are_hashes_of_the_canonical_form() {
    let jwk = Jwk::rsa(&[1, 0, 1], &[0xFB; 3]).unwrap();
    let canonical = r#"{"e":"AQAB","kty":"RSA","n":"-_v7"}"#;
    assert_eq!(jwk.display().to_string(), canonical);
    assert_eq!(*jwk.thumbprint(Sha256).as_bytes(), Sha256.hash(canonical.as_bytes()));
    assert_eq!(*jwk.thumbprint(Sha1).as_bytes(), Sha1.hash(canonical.as_bytes()));
    assert_eq!(Sha256.hash_of(&jwk), Sha256.hash(canonical.as_bytes()));
    let thumbprint = jwk.thumbprint(Sha256).display().to_string();
    assert!(jwk.thumbprint(Sha256).matches(&thumbprint));
    for other in ["", "A", &thumbprint[1..], &format!("{thumbprint}="), &thumbprint.to_uppercase()] {
        assert!(!jwk.thumbprint(Sha256).matches(other), "{other}");
    }
    assert_eq!((jwk.kty(), jwk.crv()), ("RSA", None));
    assert!(matches!(jwk.key(), Key::Rsa { e, .. } if e.decode_into(&mut [0; 3]).unwrap() == [1, 0, 1]));
    let mut hash = Sha256.begin();
    hash.absorb(&jwk);
    assert_eq!(&hash.finish(), jwk.thumbprint(Sha256).as_bytes());
}

proptest! {
    /// The canonical form is what a `String` would hold, whatever the order of the members is, and is read back as the same key.
    #[test]
    fn the_canonical_form_has_sorted_members(
        kind in 0..3, crv in "[!#-\\[\\]-~]{1,9}", one in prop::collection::vec(any::<u8>(), 1..80),
        two in prop::collection::vec(any::<u8>(), 1..80), rotation in 0_usize..6,
    ) {
        let (first, second) = (base64url(&one), base64url(&two));
        let (built, mut members) = match kind {
            0 => (Jwk::ec(&crv, &one, &two), vec![("kty", "EC"), ("crv", &*crv), ("x", &*first), ("y", &*second)]),
            1 => (Jwk::okp(&crv, &one), vec![("kty", "OKP"), ("crv", &*crv), ("x", &*first)]),
            _ => (Jwk::rsa(&one, &two), vec![("kty", "RSA"), ("e", &*first), ("n", &*second)]),
        };
        let mut sorted = members.clone();
        sorted.sort_unstable();
        let naive: Vec<_> = sorted.iter().map(|(name, value)| format!("\"{name}\":\"{value}\"")).collect();
        members.push(("kid", "\""));
        let length = members.len();
        members.rotate_left(rotation % length);
        let read = Jwk::of_members(members.iter().map(|(name, value)| (*name, Some(*value))));
        prop_assert_eq!(read, built);
        if let Ok(jwk) = built {
            prop_assert_eq!(jwk.display().to_string(), format!("{{{}}}", naive.join(",")));
            let json: serde_json::Value = serde_json::from_str(&jwk.display().to_string()).unwrap();
            let again = json.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), value.as_str()));
            prop_assert_eq!(Jwk::of_members(again), Ok(jwk));
        }
    }
}
