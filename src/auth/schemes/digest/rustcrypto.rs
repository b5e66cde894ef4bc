//! The hash functions of the `RustCrypto` project, as Digest chooses among them.

use super::Hashes;
use crate::hash::Absent;

/// The functions of [`hash`](crate::hash) whose features are enabled.
///
/// | feature | function |
/// |---|---|
/// | `md5` | MD5 |
/// | `sha256` | SHA-256 |
/// | `sha512-256` | SHA-512/256 |
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
    type Sha512 = Absent;
    type Sha512_256 = sha512_256::Sha512_256;

    fn md5(self) -> Option<Self::Md5> {
        md5::begin()
    }

    fn sha256(self) -> Option<Self::Sha256> {
        sha256::begin()
    }

    fn sha512_256(self) -> Option<Self::Sha512_256> {
        sha512_256::begin()
    }
}

#[cfg(feature = "md5")]
mod md5 {
    use crate::hash::{self, HashFunction};

    pub(super) type Md5 = <hash::Md5 as HashFunction<16>>::Hash;

    pub(super) fn begin() -> Option<Md5> {
        Some(hash::Md5.begin())
    }
}

#[cfg(not(feature = "md5"))]
mod md5 {
    pub(super) type Md5 = crate::hash::Absent;

    pub(super) const fn begin() -> Option<Md5> {
        None
    }
}

#[cfg(feature = "sha256")]
mod sha256 {
    use crate::hash::{self, HashFunction};

    pub(super) type Sha256 = <hash::Sha256 as HashFunction<32>>::Hash;

    pub(super) fn begin() -> Option<Sha256> {
        Some(hash::Sha256.begin())
    }
}

#[cfg(not(feature = "sha256"))]
mod sha256 {
    pub(super) type Sha256 = crate::hash::Absent;

    pub(super) const fn begin() -> Option<Sha256> {
        None
    }
}

#[cfg(feature = "sha512-256")]
mod sha512_256 {
    use crate::hash::{self, HashFunction};

    pub(super) type Sha512_256 = <hash::Sha512_256 as HashFunction<32>>::Hash;

    pub(super) fn begin() -> Option<Sha512_256> {
        Some(hash::Sha512_256.begin())
    }
}

#[cfg(not(feature = "sha512-256"))]
mod sha512_256 {
    pub(super) type Sha512_256 = crate::hash::Absent;

    pub(super) const fn begin() -> Option<Sha512_256> {
        None
    }
}
