//! HMAC over hash functions that run one computation at a time.

use core::fmt;

use super::hmac::{IPAD, MAX_BLOCK, OPAD, key_block, padded};
use super::{Mac, MacFunction, MacKey};
use crate::encode::Encode;
use crate::hash::{Hash, HashFunction};
use crate::owned::Owned;

/// HMAC over any hash function, one computation of which runs at a time: that of a peripheral, for example.
///
/// It keeps the key, and hashes it for each MAC anew: a MAC of a short message costs four compressions, with
/// [`Hmac`](super::Hmac) two.
///
/// ```
/// use countersign::hash::Sha256;
/// use countersign::mac::{Hmac, MacFunction, MacKey, SerialHmac};
///
/// assert_eq!(SerialHmac(Sha256).key(b"Jefe").mac(b"a"), Hmac(Sha256).key(b"Jefe").mac(b"a"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct SerialHmac<F>(
    /// The hash function.
    pub F,
);

impl<F: HashFunction<N>, const N: usize> MacFunction<N> for SerialHmac<F> {
    type Key = SerialHmacKey<F>;

    fn key_of<E: Encode>(self, key: &E) -> SerialHmacKey<F> {
        SerialHmacKey { function: self.0, block: key_block(self.0, key) }
    }
}

/// A key of [`SerialHmac`]. With the feature `zeroize`, it is overwritten when it is dropped. `Debug` shows no byte of it.
pub struct SerialHmacKey<F> {
    function: F,
    block: Owned<[u8; MAX_BLOCK]>,
}

impl<F: HashFunction<N>, const N: usize> MacKey<N> for SerialHmacKey<F> {
    type Mac = RunningSerialHmac<F, N>;

    fn begin(&self) -> RunningSerialHmac<F, N> {
        RunningSerialHmac {
            inner: padded(self.function, &self.block, IPAD),
            function: self.function,
            block: self.block.clone(),
        }
    }
}

/// A running computation of [`SerialHmac`].
pub struct RunningSerialHmac<F: HashFunction<N>, const N: usize> {
    inner: F::Hash,
    function: F,
    block: Owned<[u8; MAX_BLOCK]>,
}

impl<F: HashFunction<N>, const N: usize> Mac<N> for RunningSerialHmac<F, N> {
    fn update(&mut self, bytes: &[u8]) {
        self.inner.update(bytes);
    }

    fn finish(self) -> [u8; N] {
        let inner = self.inner.finish();
        let mut outer = padded(self.function, &self.block, OPAD);
        outer.update(&inner);
        outer.finish()
    }
}

impl<F> fmt::Debug for SerialHmacKey<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SerialHmacKey").finish_non_exhaustive()
    }
}

impl<F: HashFunction<N>, const N: usize> fmt::Debug for RunningSerialHmac<F, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningSerialHmac").finish_non_exhaustive()
    }
}
