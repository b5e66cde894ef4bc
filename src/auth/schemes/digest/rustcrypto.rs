//! The hash functions of the `RustCrypto` project.

use md5::digest::{Digest, Output};

use super::{Absent, Hash, Hashes};

/// The hash functions of the crates `md-5` and `sha2`: those whose features are enabled.
///
/// | feature | function |
/// |---|---|
/// | `md5` | MD5 |
/// | `sha256` | SHA-256 |
/// | `sha512-256` | SHA-512/256 |
/// | `rustcrypto` | all three |
///
/// ```
/// use countersign::auth::digest::{Algorithm, Hasher, RustCrypto};
///
/// let mut hasher = Hasher::new(RustCrypto, Algorithm::Sha256)?;
/// hasher.update(b"abc");
/// assert_eq!(hasher.finish().as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
/// # Ok::<(), countersign::auth::digest::Uncomputable>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct RustCrypto;

impl Hashes for RustCrypto {
    type Md5 = md5::Md5;
    type Sha256 = sha256::Sha256;
    type Sha512_256 = sha512_256::Sha512_256;

    fn md5(self) -> Option<Self::Md5> {
        Begin::begin()
    }

    fn sha256(self) -> Option<Self::Sha256> {
        Begin::begin()
    }

    fn sha512_256(self) -> Option<Self::Sha512_256> {
        Begin::begin()
    }
}

#[cfg(feature = "md5")]
mod md5 {
    pub(super) use ::md5::digest;
    pub(super) type Md5 = super::Function<::md5::Md5>;
}

// Without `md5`, a feature that links `sha2` is enabled.
#[cfg(not(feature = "md5"))]
mod md5 {
    pub(super) use ::sha2::digest;
    pub(super) type Md5 = super::Absent;
}

#[cfg(feature = "sha256")]
mod sha256 {
    pub(super) type Sha256 = super::Function<::sha2::Sha256>;
}

#[cfg(not(feature = "sha256"))]
mod sha256 {
    pub(super) type Sha256 = super::Absent;
}

#[cfg(feature = "sha512-256")]
mod sha512_256 {
    pub(super) type Sha512_256 = super::Function<::sha2::Sha512_256>;
}

#[cfg(not(feature = "sha512-256"))]
mod sha512_256 {
    pub(super) type Sha512_256 = super::Absent;
}

/// Begins a computation, unless the function is absent.
trait Begin: Sized {
    fn begin() -> Option<Self>;
}

impl Begin for Absent {
    fn begin() -> Option<Self> {
        None
    }
}

impl<D: Digest> Begin for Function<D> {
    fn begin() -> Option<Self> {
        Some(Self(D::new()))
    }
}

/// A running computation of a function that implements the `Digest` trait of that project.
#[derive(Clone, Debug)]
pub struct Function<D>(D);

impl<D: Digest, const N: usize> Hash<N> for Function<D>
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
