//! The hash functions of the `RustCrypto` project, under the feature `rustcrypto`.

use md5::digest::{Digest, Output};

use super::{Hash, Hashes};

/// All the hash functions of the registered algorithms, by the crates `md-5` and `sha2`.
#[derive(Clone, Copy, Debug)]
pub enum RustCrypto {}

impl Hashes for RustCrypto {
    type Md5 = Function<md5::Md5>;
    type Sha256 = Function<sha2::Sha256>;
    type Sha512_256 = Function<sha2::Sha512_256>;
}

/// A hash function that is a `Digest` of that project.
#[derive(Clone, Debug)]
pub struct Function<D>(D);

impl<D: Digest> Hash for Function<D> {
    type Output = Output<D>;

    fn new() -> Self {
        Self(D::new())
    }

    fn update(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }

    fn finish(self) -> Output<D> {
        self.0.finalize()
    }
}
