//! HMAC, [RFC 2104](https://www.rfc-editor.org/rfc/rfc2104), over hash functions whose state is in memory.
//!
//! ```text
//! H(K XOR opad, H(K XOR ipad, text))
//! ```
//!
//! A key keeps two states, each of which has hashed one block: of the key with ipad, and of the key with opad. A MAC of a
//! short message then costs two compressions and not four, and the key itself is not kept.

use core::convert::Infallible;
use core::fmt;

use super::{Mac, MacFunction, MacKey};
use crate::encode::{Encode, Sink};
use crate::hash::{Fork, Hash, HashFunction};
use crate::owned::Owned;

/// The largest block of a hash function, in bytes: that of SHA3-224.
pub(super) const MAX_BLOCK: usize = 144;

pub(super) const IPAD: u8 = 0x36;
pub(super) const OPAD: u8 = 0x5C;

/// HMAC over a hash function whose computations can be continued twice.
///
/// The hash function of a peripheral cannot; use [`SerialHmac`](super::SerialHmac) for it. Both compute the same.
///
/// ```
/// use countersign::hash::Sha256;
/// use countersign::mac::{Hmac, Mac, MacFunction, MacKey};
///
/// let key = Hmac(Sha256).key(b"Jefe"); // RFC 4231 §4.3
/// let mac = key.mac(b"what do ya want for nothing?");
/// assert_eq!(mac[..4], [0x5B, 0xDC, 0xC1, 0x46]);
///
/// let mut again = key.begin();
/// again.update(b"what do ya want ");
/// again.update(b"for nothing?");
/// assert!(again.verify(&mac));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Hmac<F>(
    /// The hash function.
    pub F,
);

impl<F: HashFunction<N>, const N: usize> MacFunction<N> for Hmac<F>
where
    F::Hash: Fork,
{
    type Key = HmacKey<F, N>;

    fn key_of<E: Encode>(self, key: &E) -> HmacKey<F, N> {
        let block = key_block(self.0, key);
        HmacKey { inner: padded(self.0, &block, IPAD), outer: padded(self.0, &block, OPAD) }
    }
}

/// A key of [`Hmac`]: two states of its hash function. `Debug` shows none of them.
pub struct HmacKey<F: HashFunction<N>, const N: usize> {
    inner: F::Hash,
    outer: F::Hash,
}

impl<F: HashFunction<N>, const N: usize> MacKey<N> for HmacKey<F, N>
where
    F::Hash: Fork,
{
    type Mac = RunningHmac<F, N>;

    fn begin(&self) -> RunningHmac<F, N> {
        RunningHmac { inner: self.inner.fork(), outer: self.outer.fork() }
    }
}

/// A running computation of [`Hmac`].
pub struct RunningHmac<F: HashFunction<N>, const N: usize> {
    inner: F::Hash,
    outer: F::Hash,
}

impl<F: HashFunction<N>, const N: usize> Mac<N> for RunningHmac<F, N> {
    fn update(&mut self, bytes: &[u8]) {
        self.inner.update(bytes);
    }

    fn finish(mut self) -> [u8; N] {
        self.outer.update(&self.inner.finish());
        self.outer.finish()
    }
}

impl<F: HashFunction<N>, const N: usize> fmt::Debug for HmacKey<F, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HmacKey").finish_non_exhaustive()
    }
}

impl<F: HashFunction<N>, const N: usize> fmt::Debug for RunningHmac<F, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningHmac").finish_non_exhaustive()
    }
}

/// Begins a hash with the block of a key, each byte of which is changed by the pad.
pub(super) fn padded<F: HashFunction<N>, const N: usize>(
    function: F,
    block: &Owned<[u8; MAX_BLOCK]>,
    pad: u8,
) -> F::Hash {
    let mut padded = Owned::<[u8; MAX_BLOCK]>::new();
    padded.buffer().iter_mut().zip(block.as_bytes()).for_each(|(into, byte)| *into = byte ^ pad);
    padded.keep(F::BLOCK);
    let mut hash = function.begin();
    hash.update(padded.as_bytes());
    hash
}

/// Returns the key with zeros up to the block of the function, or the hash of a key that is longer than a block.
pub(super) fn key_block<F: HashFunction<N>, const N: usize>(function: F, key: &impl Encode) -> Owned<[u8; MAX_BLOCK]> {
    const { assert!(N <= F::BLOCK && F::BLOCK <= MAX_BLOCK, "no block of a hash function") }
    let mut block = KeyBlock { function, key: Owned::new(), long: None };
    let Ok(()) = key.encode(&mut block);
    let mut key = block.key;
    if let Some(hash) = block.long {
        key.buffer().fill(0);
        key.keep(0);
        key.append(&hash.finish());
    }
    key.keep(F::BLOCK);
    key
}

/// Takes the pieces of a key: into a block as long as they fit, then into a hash.
struct KeyBlock<F: HashFunction<N>, const N: usize> {
    function: F,
    key: Owned<[u8; MAX_BLOCK]>,
    long: Option<F::Hash>,
}

impl<F: HashFunction<N>, const N: usize> Sink for KeyBlock<F, N> {
    type Error = Infallible;

    fn put(&mut self, piece: &[u8]) -> Result<(), Infallible> {
        if self.long.is_none() && piece.len() <= F::BLOCK.saturating_sub(self.key.as_bytes().len()) {
            self.key.append(piece);
        } else {
            let hash = self.long.get_or_insert_with(|| {
                let mut hash = self.function.begin();
                hash.update(self.key.as_bytes());
                hash
            });
            hash.update(piece);
        }
        Ok(())
    }
}
