//! What the signatures of Concealed, PrivateToken and HOBA cover, and every reason to refuse one, in its order.

use countersign::hash::{HashFunction, Sha256};
use proptest::sample::Index;

mod concealed;
mod hoba;
mod private_token;

/// Stands for a signature: the hash of the key and of what is signed.
fn signature(key: &[u8], signed: &[u8]) -> [u8; 32] {
    Sha256.hash(&[key, signed].concat())
}

/// Changes one bit in one of the parts.
fn changed<const N: usize>(mut parts: [Vec<u8>; N], at: Index, bit: u8) -> [Vec<u8>; N] {
    let mut at = at.index(parts.iter().map(Vec::len).sum());
    for part in &mut parts {
        if let Some(byte) = part.get_mut(at) {
            *byte ^= 1 << bit;
            break;
        }
        at -= part.len();
    }
    parts
}
