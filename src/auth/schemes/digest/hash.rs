//! Hash functions, which the caller brings, and what they give.

use core::fmt;

use super::Algorithm;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::syntax::class::{WSP, is};
use crate::syntax::hex;
use crate::syntax::secret::constant_time_eq;
use crate::syntax::text::Text;

/// A hash function that has begun to run.
///
/// Whatever library a build has, five lines make it one of these:
///
/// ```
/// use countersign::auth::digest::Hash;
/// use md5::Digest;
///
/// struct Md5(md5::Md5);
///
/// impl Hash for Md5 {
///     type Output = [u8; 16];
///     fn new() -> Self { Self(md5::Md5::new()) }
///     fn update(&mut self, octets: &[u8]) { self.0.update(octets) }
///     fn finish(self) -> [u8; 16] { self.0.finalize().into() }
/// }
/// ```
pub trait Hash {
    /// The octets of a hash: 16 of them for MD5, 32 for the others.
    type Output: AsRef<[u8]>;

    /// Begins.
    fn new() -> Self;

    /// Takes octets, in order.
    fn update(&mut self, octets: &[u8]);

    /// Ends, with the hash of all octets taken.
    fn finish(self) -> Self::Output;
}

/// The hash functions that a build has.
///
/// A function that it has not is [`Absent`]: the challenges that need it are read, and no code is there to answer them.
/// The feature `rustcrypto` brings a set that has all.
///
/// ```
/// use countersign::auth::digest::{Absent, Algorithm, Hash, Hasher, Hashes, Uncomputable};
/// # use md5::Digest;
/// # struct Md5(md5::Md5);
/// # impl Hash for Md5 {
/// #     type Output = [u8; 16];
/// #     fn new() -> Self { Self(md5::Md5::new()) }
/// #     fn update(&mut self, octets: &[u8]) { self.0.update(octets) }
/// #     fn finish(self) -> [u8; 16] { self.0.finalize().into() }
/// # }
///
/// struct Camera;
///
/// impl Hashes for Camera {
///     type Md5 = Md5;
///     type Sha256 = Absent;
///     type Sha512_256 = Absent;
/// }
///
/// assert!(Hasher::<Camera>::new(Algorithm::Md5Sess).is_ok());
/// assert_eq!(Hasher::<Camera>::new(Algorithm::Sha256).unwrap_err(), Uncomputable::Algorithm);
/// ```
pub trait Hashes {
    /// MD5, RFC 1321.
    type Md5: Optional<16>;
    /// SHA-256, FIPS 180-4.
    type Sha256: Optional<32>;
    /// SHA-512/256, FIPS 180-4.
    type Sha512_256: Optional<32>;
}

/// A hash function that a build does not have.
#[derive(Clone, Copy, Debug)]
pub enum Absent {}

/// A hash function that gives `N` octets, or none: every [`Hash`] is one, and so is [`Absent`].
pub trait Optional<const N: usize>: Sized {
    fn begin() -> Option<Self>;
    fn take(&mut self, octets: &[u8]);
    fn end(self) -> Hex;
}

impl<const N: usize, H: Hash<Output = [u8; N]>> Optional<N> for H {
    fn begin() -> Option<Self> {
        Some(Self::new())
    }

    fn take(&mut self, octets: &[u8]) {
        self.update(octets);
    }

    fn end(self) -> Hex {
        Hex::of(&self.finish())
    }
}

impl<const N: usize> Optional<N> for Absent {
    fn begin() -> Option<Self> {
        None
    }

    fn take(&mut self, _: &[u8]) {
        match *self {}
    }

    fn end(self) -> Hex {
        match self {}
    }
}

/// The hash function of an algorithm, running: for the body of a request, which `auth-int` protects, as it passes by.
///
/// ```
/// use countersign::auth::digest::{Algorithm, Hasher, RustCrypto};
///
/// let mut hasher = Hasher::<RustCrypto>::new(Algorithm::Md5)?;
/// hasher.update(b"message ");
/// hasher.update(b"digest");
/// assert_eq!(hasher.finish().as_str(), "f96b697d7cb7938d525a2f31aaf161d0");
/// # Ok::<(), countersign::auth::digest::Uncomputable>(())
/// ```
pub struct Hasher<S: Hashes>(Running<S>);

enum Running<S: Hashes> {
    Md5(S::Md5),
    Sha256(S::Sha256),
    Sha512_256(S::Sha512_256),
}

impl<S: Hashes> Hasher<S> {
    /// Begins with the hash function of this algorithm, whether for a session or not.
    ///
    /// # Errors
    /// [`Uncomputable::Algorithm`] when the build has no such function.
    pub fn new(algorithm: Algorithm<'_>) -> Result<Self, Uncomputable> {
        let running = match algorithm {
            Algorithm::Md5 | Algorithm::Md5Sess => S::Md5::begin().map(Running::Md5),
            Algorithm::Sha256 | Algorithm::Sha256Sess => S::Sha256::begin().map(Running::Sha256),
            Algorithm::Sha512_256 | Algorithm::Sha512_256Sess => S::Sha512_256::begin().map(Running::Sha512_256),
            Algorithm::Other(_) => None,
        };
        running.map(Self).ok_or(Uncomputable::Algorithm)
    }

    /// Takes octets, in order.
    pub fn update(&mut self, octets: &[u8]) {
        match &mut self.0 {
            Running::Md5(hash) => hash.take(octets),
            Running::Sha256(hash) => hash.take(octets),
            Running::Sha512_256(hash) => hash.take(octets),
        }
    }

    /// Ends, with the hash of all octets taken.
    #[must_use]
    pub fn finish(self) -> Hex {
        match self.0 {
            Running::Md5(hash) => hash.end(),
            Running::Sha256(hash) => hash.end(),
            Running::Sha512_256(hash) => hash.end(),
        }
    }

    /// Takes what a text stands for.
    pub(super) fn update_text(&mut self, text: Text<'_>) {
        match text.as_bytes() {
            Some(octets) => self.update(octets),
            None => text.bytes().for_each(|octet| self.update(&[octet])),
        }
    }
}

impl<S: Hashes> fmt::Debug for Hasher<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").finish_non_exhaustive()
    }
}

/// Why nothing can be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Uncomputable {
    /// Nobody knows the algorithm, or the build has no hash function for it.
    Algorithm,
    /// Nobody knows the qop.
    Qop,
    /// The client's nonce or count is needed, for a qop or a session, and absent.
    Cnonce,
    /// The hash of the body is needed, for `auth-int`, and absent, or of another algorithm.
    Body,
}

impl fmt::Display for Uncomputable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Algorithm => "unknown algorithm",
            Self::Qop => "unknown qop",
            Self::Cnonce => "no cnonce",
            Self::Body => "no hash of the body",
        })
    }
}

impl core::error::Error for Uncomputable {}

/// A hash in hex: 32 or 64 small digits.
///
/// It is a secret more often than not: `Debug` shows the length only, and comparing two takes the same time whatever
/// they hold.
///
/// ```
/// use countersign::auth::digest::Hex;
///
/// let hash = Hex::parse(b"939E7578ED9E3C518A452ACEE763BCE9").unwrap();
/// assert_eq!(hash.as_str(), "939e7578ed9e3c518a452acee763bce9");
/// assert!(Hex::parse(b"939e7578").is_none());
/// ```
#[derive(Clone, Copy)]
pub struct Hex {
    digits: [u8; 64],
    is_long: bool,
}

impl Hex {
    const SHORT: usize = 32;

    /// Reads the digits, small or capital; `None` for anything else, or another number of them.
    #[must_use]
    pub fn parse(digits: &[u8]) -> Option<Self> {
        Self::collect(digits.iter().copied())
    }

    pub(super) fn read(text: Text<'_>) -> Option<Self> {
        Self::collect(text.bytes())
    }

    /// The same, without the white space that a tolerant reader left in it.
    pub(super) fn read_folded(text: Text<'_>) -> Option<Self> {
        Self::collect(text.bytes().filter(|octet| !is(*octet, WSP)))
    }

    fn collect(octets: impl Iterator<Item = u8>) -> Option<Self> {
        let mut hex = Self { digits: [0; 64], is_long: false };
        let mut count = 0_usize;
        for digit in octets {
            *hex.digits.get_mut(count)? = Some(digit.to_ascii_lowercase()).filter(u8::is_ascii_hexdigit)?;
            count = count.saturating_add(1);
        }
        hex.is_long = count == hex.digits.len();
        (hex.is_long || count == Self::SHORT).then_some(hex)
    }

    fn of(octets: &[u8]) -> Self {
        let mut digits = [b'0'; 64];
        let (pairs, _) = digits.as_chunks_mut::<2>();
        for (pair, octet) in pairs.iter_mut().zip(octets) {
            *pair = hex::lower(*octet);
        }
        Self { digits, is_long: octets.len() > Self::SHORT / 2 }
    }

    /// The digits.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        let length = if self.is_long { self.digits.len() } else { Self::SHORT };
        self.digits.get(..length).unwrap_or_default()
    }

    /// The digits as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl PartialEq for Hex {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(self.as_bytes(), other.as_bytes())
    }
}

impl Eq for Hex {}

impl fmt::Debug for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hex({} digits)", self.as_bytes().len())
    }
}

impl FieldContent for Hex {}

impl Encode for Hex {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.as_bytes())
    }
}
