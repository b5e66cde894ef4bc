//! The hash functions of the `RustCrypto` project, under the feature `rustcrypto`.

use md5::digest::{Digest, Output};

use super::{Hash, Hashes};

/// All the hash functions of the registered algorithms, by the crates `md-5` and `sha2`.
#[derive(Clone, Copy, Debug)]
pub enum RustCrypto {}

impl Hashes for RustCrypto {
    type Md5 = Function<md5::Md5, 16>;
    type Sha256 = Function<sha2::Sha256, 32>;
    type Sha512_256 = Function<sha2::Sha512_256, 32>;
}

/// A hash function that is a `Digest` of that project, and gives `N` octets.
#[derive(Clone, Debug)]
pub struct Function<D, const N: usize>(D);

impl<D: Digest, const N: usize> Hash for Function<D, N>
where
    Output<D>: Into<[u8; N]>,
{
    type Output = [u8; N];

    fn new() -> Self {
        Self(D::new())
    }

    fn update(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }

    fn finish(self) -> [u8; N] {
        self.0.finalize().into()
    }
}
