//! The hash functions of the `RustCrypto` project.

#[cfg(feature = "md5")]
use md5::digest::{Digest, Output};
#[cfg(not(feature = "md5"))]
use sha2::digest::{Digest, Output};

use super::{Hash, Hashes};

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
    type Md5 = Md5;
    type Sha256 = Sha256;
    type Sha512_256 = Sha512_256;

    #[cfg(feature = "md5")]
    fn md5(self) -> Option<Md5> {
        Some(Function(Digest::new()))
    }

    #[cfg(feature = "sha256")]
    fn sha256(self) -> Option<Sha256> {
        Some(Function(Digest::new()))
    }

    #[cfg(feature = "sha512-256")]
    fn sha512_256(self) -> Option<Sha512_256> {
        Some(Function(Digest::new()))
    }
}

#[cfg(feature = "md5")]
type Md5 = Function<md5::Md5>;
#[cfg(not(feature = "md5"))]
type Md5 = super::Absent;

#[cfg(feature = "sha256")]
type Sha256 = Function<sha2::Sha256>;
#[cfg(not(feature = "sha256"))]
type Sha256 = super::Absent;

#[cfg(feature = "sha512-256")]
type Sha512_256 = Function<sha2::Sha512_256>;
#[cfg(not(feature = "sha512-256"))]
type Sha512_256 = super::Absent;

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
