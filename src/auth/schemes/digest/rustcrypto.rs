//! The hash functions of the `RustCrypto` project, as Digest chooses among them.

use super::Hashes;
use crate::hash::{Absent, HashFunction};

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
    type Md5 = <for_md5::Function as HashFunction<16>>::Hash;
    type Sha256 = <for_sha256::Function as HashFunction<32>>::Hash;
    type Sha512 = Absent;
    type Sha512_256 = <for_sha512_256::Function as HashFunction<32>>::Hash;

    fn md5(self) -> Option<Self::Md5> {
        for_md5::FUNCTION.map(HashFunction::<16>::begin)
    }

    fn sha256(self) -> Option<Self::Sha256> {
        for_sha256::FUNCTION.map(HashFunction::<32>::begin)
    }

    fn sha512_256(self) -> Option<Self::Sha512_256> {
        for_sha512_256::FUNCTION.map(HashFunction::<32>::begin)
    }
}

#[cfg(feature = "md5")]
mod for_md5 {
    pub(super) type Function = crate::hash::Md5;
    pub(super) const FUNCTION: Option<Function> = Some(crate::hash::Md5);
}

#[cfg(not(feature = "md5"))]
mod for_md5 {
    pub(super) type Function = crate::hash::Absent;
    pub(super) const FUNCTION: Option<Function> = None;
}

#[cfg(feature = "sha256")]
mod for_sha256 {
    pub(super) type Function = crate::hash::Sha256;
    pub(super) const FUNCTION: Option<Function> = Some(crate::hash::Sha256);
}

#[cfg(not(feature = "sha256"))]
mod for_sha256 {
    pub(super) type Function = crate::hash::Absent;
    pub(super) const FUNCTION: Option<Function> = None;
}

#[cfg(feature = "sha512-256")]
mod for_sha512_256 {
    pub(super) type Function = crate::hash::Sha512_256;
    pub(super) const FUNCTION: Option<Function> = Some(crate::hash::Sha512_256);
}

#[cfg(not(feature = "sha512-256"))]
mod for_sha512_256 {
    pub(super) type Function = crate::hash::Absent;
    pub(super) const FUNCTION: Option<Function> = None;
}
