//! The private key of AWS4-ECDSA-P256-SHA256.
//!
//! ```text
//! input = 00000001 ‖ "AWS4-ECDSA-P256-SHA256" ‖ 00 ‖ access-key-id ‖ counter ‖ 00000100
//! k     = HMAC-SHA-256("AWS4A" ‖ secret, input)     ; if k <= n - 2, the key is k + 1; else the next counter, from 1
//! ```
//! `n` is the order of P-256.

use core::fmt;

use super::{Algorithm, SigningKey, is_bare, part};
use crate::error::{ValueError, ValueErrorKind};
use crate::mac::{MacFunction, MacKey, Pieces};

/// `n - 2`.
const MOST: [u8; 32] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA,
    0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x4F,
];

/// The private key with which AWS4-ECDSA-P256-SHA256 signs, derived from a secret access key: one for all days, regions and
/// services.
///
/// This crate has no ECDSA. Sign the SHA-256 of the [`StringToSign`](super::StringToSign) with yours, and write the signature
/// as DER in lower-case hex into [`Credentials`](super::Credentials). A server verifies with the public key of the same key.
///
/// ```
/// use countersign::auth::aws4::EcdsaKey;
/// use countersign::hash::Sha256;
/// use countersign::mac::Hmac;
///
/// let key = EcdsaKey::derive(Hmac(Sha256), b"q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom", "AKISORANDOMAASORANDOM")?;
/// assert_eq!(key.as_bytes()[..4], [0x7F, 0xD3, 0xBD, 0x01]);
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone)]
pub struct EcdsaKey {
    key: SigningKey,
    counter: u8,
}

impl EcdsaKey {
    /// Derives the key of an access key.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty `secret`; as [`Credentials::new`](super::Credentials::new) for the ID;
    /// [`ValueErrorKind::OutOfRange`] of the part `secret` if none of 254 counters gives a key, which does not happen.
    pub fn derive<M: MacFunction<32>>(hmac_sha256: M, secret: &[u8], access_key_id: &str) -> Result<Self, ValueError> {
        if secret.is_empty() {
            return Err(ValueError::new("secret", ValueErrorKind::Empty, 0));
        }
        let id = part("access-key-id", access_key_id, is_bare)?;
        let mac = hmac_sha256.key_of(&Pieces(&[b"AWS4A", secret]));
        for counter in 1..=254 {
            let label = Algorithm::EcdsaP256Sha256.name().as_bytes();
            let k = mac.mac_of(&Pieces(&[&[0, 0, 0, 1], label, &[0], id, &[counter], &[0, 0, 1, 0]]));
            if let Some(key) = next_in_range(k) {
                return Ok(Self { key: SigningKey::from_bytes(key), counter });
            }
        }
        Err(ValueError::new("secret", ValueErrorKind::OutOfRange, 0))
    }

    /// Returns the key, a number of 256 bits, which is as secret as a password.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.key.as_bytes()
    }

    /// Returns the counter that gave the key.
    #[must_use]
    pub const fn counter(&self) -> u8 {
        self.counter
    }
}

impl fmt::Debug for EcdsaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EcdsaKey(..)")
    }
}

/// Returns `k + 1` if `k` is at most `n - 2`. All bytes are looked at, whatever they are.
fn next_in_range(mut k: [u8; 32]) -> Option<[u8; 32]> {
    let mut is_less = false;
    for (most, byte) in MOST.iter().zip(&k).rev() {
        let (difference, first) = most.overflowing_sub(*byte);
        let (_, second) = difference.overflowing_sub(is_less.into());
        is_less = first | second;
    }
    let mut carry = true;
    for byte in k.iter_mut().rev() {
        (*byte, carry) = byte.overflowing_add(carry.into());
    }
    (!is_less).then_some(k)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_up_to_the_order_are_keys() {
        let with_last = |number: [u8; 32], last: u8| {
            let mut number = number;
            number[31] = last;
            number
        };
        for (k, key) in [
            (MOST, Some(with_last(MOST, 0x50))),
            (with_last(MOST, 0x50), None),
            (with_last(MOST, 0x51), None),
            (with_last(MOST, 0xFF), None),
            ([0xFF; 32], None),
            ([0; 32], Some(with_last([0; 32], 1))),
        ] {
            assert_eq!(next_in_range(k), key);
        }
        let mut carried = [0; 32];
        carried[30..].copy_from_slice(&[0xFE, 0xFF]);
        assert_eq!(next_in_range(carried).unwrap()[30..], [0xFF, 0]);
        let mut greater = [0; 32];
        greater[..5].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF, 1]);
        assert_eq!(next_in_range(greater), None);
    }
}
