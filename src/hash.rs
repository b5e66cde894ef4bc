//! Hash functions: the traits that a caller's library or hardware implements.
//!
//! | item | what it is |
//! |---|---|
//! | [`Hash`] | one running computation |
//! | [`HashFunction`] | a function, which begins computations |
//! | [`Fork`] | a computation that can be continued twice |
//! | [`Absent`] | a function that a build does not have |
//! | `Md5`, `Sha1`, `Sha256`, `Sha512`, `Sha512_256` | the functions of the `RustCrypto` project, each with the feature of its name |
//!
//! Every value that implements [`Encode`] can be hashed as it is written, without a buffer:
//!
//! ```
//! use countersign::auth::bearer;
//! use countersign::hash::{HashFunction, Sha256};
//!
//! let credentials = bearer::Credentials::new("mF_9.B5f-4.1JqM")?;
//! assert_eq!(Sha256.hash_of(&credentials), Sha256.hash(b"Bearer mF_9.B5f-4.1JqM"));
//! # Ok::<(), countersign::ValueError>(())
//! ```

#[cfg(any(feature = "md5", feature = "sha1", feature = "sha256", feature = "sha512", feature = "sha512-256"))]
mod rustcrypto;

use core::convert::Infallible;
use core::fmt;

use crate::encode::{Encode, Sink};

#[cfg(feature = "md5")]
#[cfg_attr(docsrs, doc(cfg(feature = "md5")))]
pub use rustcrypto::Md5;
#[cfg(feature = "sha1")]
#[cfg_attr(docsrs, doc(cfg(feature = "sha1")))]
pub use rustcrypto::Sha1;
#[cfg(feature = "sha256")]
#[cfg_attr(docsrs, doc(cfg(feature = "sha256")))]
pub use rustcrypto::Sha256;
#[cfg(feature = "sha512")]
#[cfg_attr(docsrs, doc(cfg(feature = "sha512")))]
pub use rustcrypto::Sha512;
#[cfg(feature = "sha512-256")]
#[cfg_attr(docsrs, doc(cfg(feature = "sha512-256")))]
pub use rustcrypto::Sha512_256;

/// One running computation of a hash of `N` bytes.
///
/// Any library or hardware can implement it. A [`HashFunction`] begins the computation:
///
/// ```
/// use countersign::hash::{Hash, HashFunction};
/// use md5::Digest;
///
/// struct Running(md5::Md5);
///
/// impl Hash<16> for Running {
///     fn update(&mut self, bytes: &[u8]) {
///         self.0.update(bytes);
///     }
///     fn finish(self) -> [u8; 16] {
///         self.0.finalize().into()
///     }
/// }
///
/// #[derive(Clone, Copy)]
/// struct Md5;
///
/// impl HashFunction<16> for Md5 {
///     const BLOCK: usize = 64;
///     type Hash = Running;
///
///     fn begin(self) -> Running {
///         Running(md5::Md5::new())
///     }
/// }
///
/// let mut hash = Md5.begin();
/// hash.update(b"message ");
/// hash.update(b"digest");
/// assert_eq!(hash.finish(), [0xF9, 0x6B, 0x69, 0x7D, 0x7C, 0xB7, 0x93, 0x8D, 0x52, 0x5A, 0x2F, 0x31, 0xAA, 0xF1, 0x61, 0xD0]);
/// ```
pub trait Hash<const N: usize> {
    /// Adds bytes to the hashed input, in order.
    fn update(&mut self, bytes: &[u8]);

    /// Ends the computation and returns the hash of all bytes added.
    fn finish(self) -> [u8; N];

    /// Adds the wire form of a value, piece by piece.
    fn absorb<E: Encode>(&mut self, value: &E)
    where
        Self: Sized,
    {
        let Ok(()) = value.encode(&mut Absorb(|bytes: &[u8]| self.update(bytes)));
    }
}

/// A hash function of `N` bytes: a value that begins computations.
///
/// The value can be zero-sized, as `Sha256` is, or a reference to a hash peripheral. This crate never runs two computations
/// of one function at the same time, except where it asks for [`Fork`], so one peripheral is enough.
pub trait HashFunction<const N: usize>: Copy {
    /// The size of the function's block in bytes, which HMAC depends on: 64 for MD5, SHA-1 and SHA-256, 128 for SHA-512
    /// and SHA-512/256.
    const BLOCK: usize;

    /// The running computation.
    type Hash: Hash<N>;

    /// Begins a computation.
    fn begin(self) -> Self::Hash;

    /// Returns the hash of bytes.
    fn hash(self, bytes: &[u8]) -> [u8; N] {
        let mut hash = self.begin();
        hash.update(bytes);
        hash.finish()
    }

    /// Returns the hash of the wire form of a value.
    fn hash_of<E: Encode>(self, value: &E) -> [u8; N] {
        let mut hash = self.begin();
        hash.absorb(value);
        hash.finish()
    }
}

/// A computation that can be continued twice, because its state is in memory.
///
/// This is not `Clone`: a handle of a peripheral can be cloned too, and both clones then add to one computation.
///
/// ```
/// use countersign::hash::{Fork, Hash, HashFunction, Sha256};
///
/// let mut first = Sha256.begin();
/// first.update(b"a");
/// let mut second = first.fork();
/// first.update(b"b");
/// second.update(b"c");
/// assert_eq!((first.finish(), second.finish()), (Sha256.hash(b"ab"), Sha256.hash(b"ac")));
/// ```
pub trait Fork {
    /// Returns a second computation that has the same bytes. Bytes that are added to one are not added to the other.
    #[must_use]
    fn fork(&self) -> Self;
}

/// A hash function that a build does not have. No value of this type exists.
///
/// See [`auth::digest::Hashes`](crate::auth::digest::Hashes) for an example.
#[derive(Clone, Copy, Debug)]
pub enum Absent {}

impl<const N: usize> HashFunction<N> for Absent {
    const BLOCK: usize = N;
    type Hash = Self;

    fn begin(self) -> Self {
        self
    }
}

impl<const N: usize> Hash<N> for Absent {
    fn update(&mut self, _: &[u8]) {
        match *self {}
    }

    fn finish(self) -> [u8; N] {
        match self {}
    }
}

/// A sink that passes each piece to a function, such as one that adds it to a hash or a checksum.
///
/// ```
/// use countersign::{Encode, auth::bearer, hash::Absorb};
///
/// let mut sum = 0_u32;
/// let mut sink = Absorb(|piece: &[u8]| sum += piece.iter().copied().map(u32::from).sum::<u32>());
/// let Ok(()) = bearer::Credentials::new("a")?.encode(&mut sink);
/// assert_eq!(sum, b"Bearer a".iter().copied().map(u32::from).sum());
/// # Ok::<(), countersign::ValueError>(())
/// ```
pub struct Absorb<F>(
    /// Takes the pieces in order.
    pub F,
);

impl<F: FnMut(&[u8])> Sink for Absorb<F> {
    type Error = Infallible;

    fn put(&mut self, piece: &[u8]) -> Result<(), Infallible> {
        (self.0)(piece);
        Ok(())
    }
}

impl<F> fmt::Debug for Absorb<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Absorb")
    }
}
