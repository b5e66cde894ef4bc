//! PBKDF2, [RFC 8018, section 5.2](https://www.rfc-editor.org/rfc/rfc8018#section-5.2).
//!
//! ```text
//! T_i = U_1 XOR U_2 XOR … XOR U_c
//! U_1 = PRF(password, salt ‖ INT(i))      ; INT(i): four bytes, big-endian
//! U_j = PRF(password, U_(j-1))
//! DK  = T_1 ‖ T_2 ‖ … , cut to the length wanted
//! ```

use core::fmt;
use core::num::NonZeroU32;

use super::{Mac, MacKey};
use crate::encode::Encode;

/// One block of PBKDF2, in steps: a device feeds its watchdog and serves its network in between.
///
/// One block has the length of the MAC, which is all that SCRAM needs. The key is the password, prepared by a
/// [`MacFunction`](super::MacFunction). It can be lent.
///
/// ```
/// use core::num::NonZeroU32;
///
/// use countersign::hash::Sha256;
/// use countersign::mac::{Hmac, MacFunction, Pbkdf2};
///
/// let key = Hmac(Sha256).key(b"pencil");
/// let salt = *b"[m\x99h\x9d\x125\x8e\xec\xa0K\x14\x126\xfa\x81"; // RFC 7677 §3
/// let mut block = Pbkdf2::new(&key, &salt, NonZeroU32::new(4096).unwrap());
/// while !block.step(256) {
///     // feed the watchdog
/// }
/// assert_eq!(block.finish()[..4], [0xC4, 0xA4, 0x95, 0x10]);
/// ```
pub struct Pbkdf2<K, const N: usize> {
    key: K,
    last: [u8; N],
    sum: [u8; N],
    left: u32,
}

impl<K: MacKey<N>, const N: usize> Pbkdf2<K, N> {
    /// Begins the first block, and computes its first iteration.
    #[must_use]
    pub fn new(key: K, salt: &[u8], iterations: NonZeroU32) -> Self {
        Self::block(key, salt, iterations, NonZeroU32::MIN)
    }

    /// Begins the first block with a salt that is the wire form of a value, and computes its first iteration.
    #[must_use]
    pub fn new_of<E: Encode>(key: K, salt: &E, iterations: NonZeroU32) -> Self {
        let mut first = key.begin();
        first.absorb(salt);
        Self::begun(key, first, iterations, NonZeroU32::MIN)
    }

    /// Begins the block of this index, from one, and computes its first iteration.
    #[must_use]
    pub fn block(key: K, salt: &[u8], iterations: NonZeroU32, index: NonZeroU32) -> Self {
        let mut first = key.begin();
        first.update(salt);
        Self::begun(key, first, iterations, index)
    }

    fn begun(key: K, mut first: K::Mac, iterations: NonZeroU32, index: NonZeroU32) -> Self {
        first.update(&index.get().to_be_bytes());
        let first = first.finish();
        Self { key, last: first, sum: first, left: iterations.get().saturating_sub(1) }
    }

    /// Computes up to this number of iterations. Returns whether the block is complete.
    pub fn step(&mut self, iterations: u32) -> bool {
        let now = iterations.min(self.left);
        for _ in 0..now {
            self.last = self.key.mac(&self.last);
            self.sum.iter_mut().zip(self.last).for_each(|(sum, byte)| *sum ^= byte);
        }
        self.left = self.left.saturating_sub(now);
        self.left == 0
    }

    /// Returns how many iterations are not computed yet.
    #[must_use]
    pub const fn left(&self) -> u32 {
        self.left
    }

    /// Computes the iterations that are left, and returns the block.
    #[must_use]
    pub fn finish(mut self) -> [u8; N] {
        self.step(u32::MAX);
        self.sum
    }
}

impl<K, const N: usize> fmt::Debug for Pbkdf2<K, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pbkdf2").field("left", &self.left).finish_non_exhaustive()
    }
}

/// Overwrites what leads to the key.
#[cfg(feature = "zeroize")]
impl<K, const N: usize> Drop for Pbkdf2<K, N> {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.last);
        zeroize::Zeroize::zeroize(&mut self.sum);
    }
}

/// Fills `out` with the key that PBKDF2 derives, of any length. Returns whether `out` is filled: not if it is longer than
/// 2³²−1 blocks, the limit of the standard.
///
/// The time is linear in the iterations, times the blocks of `out`.
///
/// ```
/// use core::num::NonZeroU32;
///
/// use countersign::hash::Sha256;
/// use countersign::mac::{Hmac, MacFunction, pbkdf2};
///
/// let mut derived = [0; 64]; // RFC 7914 §11
/// assert!(pbkdf2(&Hmac(Sha256).key(b"passwd"), b"salt", NonZeroU32::MIN, &mut derived));
/// assert_eq!((derived[0], derived[63]), (0x55, 0x83));
/// ```
#[must_use]
pub fn pbkdf2<K: MacKey<N>, const N: usize>(key: &K, salt: &[u8], iterations: NonZeroU32, out: &mut [u8]) -> bool {
    const { assert!(N > 0, "a MAC has at least one byte") }
    let mut index = Some(NonZeroU32::MIN);
    for part in out.chunks_mut(N) {
        let Some(at) = index else {
            return false;
        };
        let block = Pbkdf2::block(key, salt, iterations, at).finish();
        part.iter_mut().zip(block).for_each(|(into, byte)| *into = byte);
        index = at.checked_add(1);
    }
    true
}
