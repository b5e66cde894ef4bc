//! The algorithms of signatures: RFC 7518 §3.1, RFC 8037, RFC 8812, RFC 9864.

use crate::auth::coding::jwk::Jwk;
use crate::error::{ValueError, ValueErrorKind};

/// The algorithms that are known: the name, what their keys are, and the length of a signature in bytes.
///
/// RSA has no curve, and signatures as long as the modulus.
const KNOWN: [(&str, &str, &[&str], Option<usize>); 13] = [
    ("ES256", "EC", &["P-256"], Some(64)),
    ("ES384", "EC", &["P-384"], Some(96)),
    ("ES512", "EC", &["P-521"], Some(132)),
    ("ES256K", "EC", &["secp256k1"], Some(64)),
    ("EdDSA", "OKP", &["Ed25519", "Ed448"], None),
    ("Ed25519", "OKP", &["Ed25519"], Some(64)),
    ("Ed448", "OKP", &["Ed448"], Some(114)),
    ("PS256", "RSA", &[], None),
    ("PS384", "RSA", &[], None),
    ("PS512", "RSA", &[], None),
    ("RS256", "RSA", &[], None),
    ("RS384", "RSA", &[], None),
    ("RS512", "RSA", &[], None),
];

/// Whether a proof can have this algorithm: `none` and those of symmetric keys prove nothing.
pub(super) fn is_asymmetric(alg: &str) -> bool {
    let symmetric =
        |prefix: &[u8]| alg.as_bytes().get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    !alg.is_empty() && !alg.eq_ignore_ascii_case("none") && !symmetric(b"HS")
}

/// Checks the name of an algorithm that a caller supplies.
pub(super) fn checked(alg: &str, offset: usize) -> Result<(), ValueError> {
    if is_asymmetric(alg) { Ok(()) } else { Err(ValueError::new("algs", ValueErrorKind::ProhibitedElement, offset)) }
}

/// Whether the key is one of this algorithm. Of an algorithm that is not known it can be any.
pub(super) fn fits(alg: &str, jwk: &Jwk<'_>) -> bool {
    let known = KNOWN.iter().find(|(name, ..)| *name == alg);
    known.is_none_or(|(_, kty, curves, _)| *kty == jwk.kty() && jwk.crv().is_none_or(|crv| curves.contains(&crv)))
}

/// Whether a signature of this algorithm can have this length, in bytes.
pub(super) fn is_signature(alg: &str, length: usize) -> bool {
    let known = KNOWN.iter().find(|(name, ..)| *name == alg).and_then(|(.., length)| *length);
    length > 0 && known.is_none_or(|known| known == length)
}
