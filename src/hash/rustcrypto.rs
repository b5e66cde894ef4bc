//! The hash functions of the `RustCrypto` project, by the crates `md-5`, `sha1` and `sha2`.

use super::{Fork, Hash};
use traits::{Digest, Output};

#[cfg(feature = "md5")]
pub use md5::Md5;
#[cfg(feature = "sha1")]
pub use sha1::Sha1;
#[cfg(feature = "sha256")]
pub use sha256::Sha256;
#[cfg(feature = "sha512")]
pub use sha512::Sha512;
#[cfg(feature = "sha512-256")]
pub use sha512_256::Sha512_256;

/// The traits of that project, by a crate that is there.
#[cfg(feature = "md5")]
mod traits {
    pub(super) use ::md5::digest::{Digest, Output};
}

#[cfg(all(feature = "sha1", not(feature = "md5")))]
mod traits {
    pub(super) use ::sha1::digest::{Digest, Output};
}

#[cfg(not(any(feature = "md5", feature = "sha1")))]
mod traits {
    pub(super) use ::sha2::digest::{Digest, Output};
}

#[cfg(feature = "md5")]
mod md5 {
    use super::Function;
    use crate::hash::HashFunction;

    /// MD5, RFC 1321, by the crate `md-5`.
    ///
    /// It is broken, except in HMAC: use it only where a protocol demands it.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct Md5;

    impl HashFunction<16> for Md5 {
        const BLOCK: usize = 64;
        type Hash = Function<::md5::Md5, 16>;

        fn begin(self) -> Self::Hash {
            Function::new()
        }
    }
}

#[cfg(feature = "sha1")]
mod sha1 {
    use super::Function;
    use crate::hash::HashFunction;

    /// SHA-1, FIPS 180-4, by the crate `sha1`.
    ///
    /// It is broken, except in HMAC: use it only where a protocol demands it.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct Sha1;

    impl HashFunction<20> for Sha1 {
        const BLOCK: usize = 64;
        type Hash = Function<::sha1::Sha1, 20>;

        fn begin(self) -> Self::Hash {
            Function::new()
        }
    }
}

#[cfg(feature = "sha256")]
mod sha256 {
    use super::Function;
    use crate::hash::HashFunction;

    /// SHA-256, FIPS 180-4, by the crate `sha2`.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct Sha256;

    impl HashFunction<32> for Sha256 {
        const BLOCK: usize = 64;
        type Hash = Function<::sha2::Sha256, 32>;

        fn begin(self) -> Self::Hash {
            Function::new()
        }
    }
}

#[cfg(feature = "sha512")]
mod sha512 {
    use super::Function;
    use crate::hash::HashFunction;

    /// SHA-512, FIPS 180-4, by the crate `sha2`.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct Sha512;

    impl HashFunction<64> for Sha512 {
        const BLOCK: usize = 128;
        type Hash = Function<::sha2::Sha512, 64>;

        fn begin(self) -> Self::Hash {
            Function::new()
        }
    }
}

#[cfg(feature = "sha512-256")]
mod sha512_256 {
    use super::Function;
    use crate::hash::HashFunction;

    /// SHA-512/256, FIPS 180-4, which is not a truncated SHA-512, by the crate `sha2`.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct Sha512_256;

    impl HashFunction<32> for Sha512_256 {
        const BLOCK: usize = 128;
        type Hash = Function<::sha2::Sha512_256, 32>;

        fn begin(self) -> Self::Hash {
            Function::new()
        }
    }
}

/// A running computation of a function that implements the `Digest` trait of that project.
#[derive(Clone, Debug)]
pub struct Function<D, const N: usize>(D);

impl<D: Digest, const N: usize> Function<D, N> {
    fn new() -> Self {
        Self(D::new())
    }
}

impl<D: Digest, const N: usize> Hash<N> for Function<D, N>
where
    Output<D>: Into<[u8; N]>,
{
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self) -> [u8; N] {
        self.0.finalize().into()
    }
}

impl<D: Clone, const N: usize> Fork for Function<D, N> {
    fn fork(&self) -> Self {
        self.clone()
    }
}
