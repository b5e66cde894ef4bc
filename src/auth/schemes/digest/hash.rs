//! The hash functions of a build, and the hashes that they compute.

use core::fmt;

use super::Algorithm;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule};
use crate::syntax::class::{WSP, is};
use crate::syntax::hex;
use crate::syntax::secret::constant_time_eq;
use crate::syntax::text::Text;

/// One running computation of a hash of `N` bytes.
///
/// Any library or hardware can implement it. [`Hashes`] begins the computation:
///
/// ```
/// use countersign::auth::digest::{Absent, Algorithm, Hash, Hasher, Hashes};
/// use md5::Digest;
///
/// struct Md5(md5::Md5);
///
/// impl Hash<16> for Md5 {
///     fn update(&mut self, bytes: &[u8]) {
///         self.0.update(bytes);
///     }
///     fn finish(self) -> [u8; 16] {
///         self.0.finalize().into()
///     }
/// }
///
/// #[derive(Clone, Copy)]
/// struct Md5Only;
///
/// impl Hashes for Md5Only {
///     type Md5 = Md5;
///     type Sha256 = Absent;
///     type Sha512_256 = Absent;
///
///     fn md5(self) -> Option<Md5> {
///         Some(Md5(md5::Md5::new()))
///     }
/// }
///
/// let mut hasher = Hasher::new(Md5Only, Algorithm::Md5)?;
/// hasher.update(b"message digest");
/// assert_eq!(hasher.finish().as_str(), "f96b697d7cb7938d525a2f31aaf161d0");
/// # Ok::<(), countersign::auth::digest::Uncomputable>(())
/// ```
pub trait Hash<const N: usize> {
    /// Adds bytes to the hashed input, in order.
    fn update(&mut self, bytes: &[u8]);

    /// Ends the computation and returns the hash of all bytes added.
    fn finish(self) -> [u8; N];
}

/// The hash functions of a build.
///
/// A function that the build lacks is [`Absent`], and its method keeps the default, which returns `None`. Challenges that
/// need it can still be parsed, but not answered, and no code for it is linked. The features `md5`, `sha256` and
/// `sha512-256` provide `RustCrypto`, which has the functions whose features are enabled.
///
/// [`Client`](super::Client), [`Server`](super::Server), [`Nonces`](super::Nonces) and [`Inputs`](super::Inputs) take a
/// value of such a type. The value can be zero-sized, as `RustCrypto` is, or a reference to a context, such as a hash
/// peripheral. This crate never runs two computations at the same time, so one peripheral is enough:
///
/// ```
/// use std::cell::RefCell;
///
/// use countersign::auth::digest::{Absent, Algorithm, Hash, Hasher, Hashes, Uncomputable};
/// # use md5::Digest;
///
/// /// The driver of a peripheral that computes MD5.
/// struct Peripheral {
///     // registers …
/// #    state: md5::Md5,
/// }
///
/// impl Peripheral {
///     fn start(&mut self) {
///         // …
/// #        self.state = md5::Md5::new();
///     }
///     fn feed(&mut self, bytes: &[u8]) {
///         // …
/// #        self.state.update(bytes);
///     }
///     fn result(&mut self) -> [u8; 16] {
///         // …
/// #        self.state.finalize_reset().into()
///     }
/// }
///
/// #[derive(Clone, Copy)]
/// struct Hardware<'p>(&'p RefCell<Peripheral>);
///
/// impl Hash<16> for Hardware<'_> {
///     fn update(&mut self, bytes: &[u8]) {
///         self.0.borrow_mut().feed(bytes);
///     }
///     fn finish(self) -> [u8; 16] {
///         self.0.borrow_mut().result()
///     }
/// }
///
/// impl Hashes for Hardware<'_> {
///     type Md5 = Self;
///     type Sha256 = Absent;
///     type Sha512_256 = Absent;
///
///     fn md5(self) -> Option<Self> {
///         self.0.borrow_mut().start();
///         Some(self)
///     }
/// }
///
/// # let peripheral = RefCell::new(Peripheral { state: md5::Md5::new() });
/// let hardware = Hardware(&peripheral);
/// let mut hasher = Hasher::new(hardware, Algorithm::Md5)?;
/// hasher.update(b"message digest");
/// assert_eq!(hasher.finish().as_str(), "f96b697d7cb7938d525a2f31aaf161d0");
/// assert_eq!(Hasher::new(hardware, Algorithm::Sha256).unwrap_err(), Uncomputable::Algorithm);
/// # Ok::<(), Uncomputable>(())
/// ```
pub trait Hashes: Copy {
    /// MD5, RFC 1321.
    type Md5: Hash<16>;
    /// SHA-256, FIPS 180-4.
    type Sha256: Hash<32>;
    /// SHA-512/256, FIPS 180-4.
    type Sha512_256: Hash<32>;

    /// Begins an MD5 computation; `None` when there is no such function.
    fn md5(self) -> Option<Self::Md5> {
        None
    }

    /// Begins a SHA-256 computation; `None` when there is no such function.
    fn sha256(self) -> Option<Self::Sha256> {
        None
    }

    /// Begins a SHA-512/256 computation; `None` when there is no such function.
    fn sha512_256(self) -> Option<Self::Sha512_256> {
        None
    }
}

/// A hash function that a build does not have. No value of this type exists.
///
/// See [`Hashes`] for an example.
#[derive(Clone, Copy, Debug)]
pub enum Absent {}

impl<const N: usize> Hash<N> for Absent {
    fn update(&mut self, _: &[u8]) {
        match *self {}
    }

    fn finish(self) -> [u8; N] {
        match self {}
    }
}

/// A running computation of the hash function of an [`Algorithm`].
///
/// `auth-int` needs the hash of a message body. A hasher computes it while the body passes, piece by piece.
///
/// ```
/// use countersign::auth::digest::{Algorithm, Hasher, RustCrypto};
///
/// let mut hasher = Hasher::new(RustCrypto, Algorithm::Md5)?;
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
    /// Begins with the hash function of this algorithm. The `-sess` variant of an algorithm has the same function.
    ///
    /// # Errors
    /// [`Uncomputable::Algorithm`] when `hashes` lacks the function, or the algorithm is not registered.
    pub fn new(hashes: S, algorithm: Algorithm<'_>) -> Result<Self, Uncomputable> {
        let running = match algorithm {
            Algorithm::Md5 | Algorithm::Md5Sess => hashes.md5().map(Running::Md5),
            Algorithm::Sha256 | Algorithm::Sha256Sess => hashes.sha256().map(Running::Sha256),
            Algorithm::Sha512_256 | Algorithm::Sha512_256Sess => hashes.sha512_256().map(Running::Sha512_256),
            Algorithm::Other(_) => None,
        };
        running.map(Self).ok_or(Uncomputable::Algorithm)
    }

    /// Adds bytes to the hashed input, in order.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Running::Md5(hash) => hash.update(bytes),
            Running::Sha256(hash) => hash.update(bytes),
            Running::Sha512_256(hash) => hash.update(bytes),
        }
    }

    /// Ends the computation and returns the hash of all bytes added.
    #[must_use]
    pub fn finish(self) -> Hex {
        match self.0 {
            Running::Md5(hash) => Hex::of(&hash.finish()),
            Running::Sha256(hash) => Hex::of(&hash.finish()),
            Running::Sha512_256(hash) => Hex::of(&hash.finish()),
        }
    }

    /// Adds the unescaped bytes of a text.
    pub(super) fn update_text(&mut self, text: Text<'_>) {
        match text.as_bytes() {
            Some(bytes) => self.update(bytes),
            None => text.bytes().for_each(|byte| self.update(&[byte])),
        }
    }
}

impl<S: Hashes> fmt::Debug for Hasher<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").finish_non_exhaustive()
    }
}

/// Why a response, or another hash, cannot be computed.
///
/// ```
/// use countersign::auth::digest::{Challenge, RustCrypto, Uncomputable};
///
/// let challenge = Challenge::parse(b"Digest realm=\"a\", nonce=\"b\", algorithm=SHA-512")?;
/// let error = challenge.check_answerable(RustCrypto).unwrap_err();
/// assert_eq!(error, Uncomputable::Algorithm);
/// assert_eq!(error.to_string(), "the algorithm is unknown, or this build has no hash function for it");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Uncomputable {
    /// The algorithm is not registered, or the build has no hash function for it.
    Algorithm,
    /// The qop is neither `auth` nor `auth-int`.
    Qop,
    /// A qop or a `-sess` algorithm needs a cnonce, or a qop needs a nonce count, and it is absent.
    Cnonce,
    /// `auth-int` needs the hash of the body, and it is absent or of another algorithm.
    Body,
    /// The username has a colon, which would end it in the hashed text: then one response would be right for two users.
    Username,
    /// The password is empty.
    Password,
    /// The key of the nonces is empty, so that anyone could make them.
    Key,
}

impl fmt::Display for Uncomputable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Algorithm => "the algorithm is unknown, or this build has no hash function for it",
            Self::Qop => "the qop is neither auth nor auth-int",
            Self::Cnonce => "the cnonce or the nonce count that is needed is absent",
            Self::Body => "the hash of the body is absent, or of another algorithm",
            Self::Username => "the username has a colon",
            Self::Password => "the password is empty",
            Self::Key => "the key of the nonces is empty",
        })
    }
}

impl core::error::Error for Uncomputable {}

/// A hash in hex: 32 or 64 lower-case digits.
///
/// Many hashes of this scheme are secrets. So `Debug` shows the length only, and `==` takes constant time.
///
/// ```
/// use countersign::auth::digest::Hex;
///
/// let hash = Hex::parse(b"939E7578ED9E3C518A452ACEE763BCE9")?;
/// assert_eq!(hash.as_str(), "939e7578ed9e3c518a452acee763bce9");
/// assert_eq!(Hex::parse(b"939e7578").unwrap_err().offset(), 8);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Hex {
    digits: [u8; 64],
    is_long: bool,
}

impl Hex {
    const SHORT: usize = 32;

    /// Parses 32 or 64 hex digits of either case.
    ///
    /// # Errors
    /// [`Rule::Lhex`] at the first byte that is not a hex digit, at the end of another number of digits, and at byte 64
    /// when there are more.
    pub fn parse(digits: &[u8]) -> Result<Self, ParseError> {
        Self::read(Text::quoted(digits, false)).ok_or_else(|| {
            let valid = digits.iter().take(64).take_while(|digit| digit.is_ascii_hexdigit()).count();
            ParseError::new(ErrorKind::Expected(Rule::Lhex), valid)
        })
    }

    pub(super) fn read(text: Text<'_>) -> Option<Self> {
        Self::collect(text.bytes())
    }

    /// Reads the digits without the white space that the tolerant parser leaves between them.
    pub(super) fn read_folded(text: Text<'_>) -> Option<Self> {
        Self::collect(text.bytes().filter(|byte| !is(*byte, WSP)))
    }

    fn collect(bytes: impl Iterator<Item = u8>) -> Option<Self> {
        let mut hex = Self { digits: [0; 64], is_long: false };
        let mut count = 0_usize;
        for digit in bytes {
            *hex.digits.get_mut(count)? = Some(digit.to_ascii_lowercase()).filter(u8::is_ascii_hexdigit)?;
            count = count.saturating_add(1);
        }
        hex.is_long = count == hex.digits.len();
        (hex.is_long || count == Self::SHORT).then_some(hex)
    }

    /// Returns the bytes that the digits stand for.
    pub(super) fn bytes(&self) -> impl Iterator<Item = u8> {
        let (pairs, _) = self.as_bytes().as_chunks::<2>();
        pairs.iter().filter_map(|[high, low]| hex::byte(*high, *low))
    }

    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut digits = [b'0'; 64];
        let (pairs, _) = digits.as_chunks_mut::<2>();
        for (pair, byte) in pairs.iter_mut().zip(bytes) {
            *pair = hex::lower(*byte);
        }
        Self { digits, is_long: bytes.len() > Self::SHORT / 2 }
    }

    /// Returns the digits as bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        let length = if self.is_long { self.digits.len() } else { Self::SHORT };
        self.digits.get(..length).unwrap_or_default()
    }

    /// Returns the digits as text.
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

#[cfg(feature = "zeroize")]
impl Hex {
    /// Overwrites the digits with zeros. The hash is then 32 or 64 zeros.
    ///
    /// A hash is `Copy`, so dropping it overwrites nothing. A server that keeps the hash of a password calls this method when
    /// it no longer needs the hash.
    ///
    /// ```
    /// use countersign::auth::digest::Hex;
    ///
    /// let mut ha1 = Hex::parse(b"939e7578ed9e3c518a452acee763bce9")?;
    /// ha1.zeroize();
    /// assert_eq!(ha1.as_str(), "00000000000000000000000000000000");
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    pub fn zeroize(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.digits);
        self.digits = [b'0'; 64];
    }
}

impl FieldContent for Hex {}

impl Encode for Hex {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_wrong_byte_of_a_hash_is_reported() {
        let digits = [b'a'; 65];
        for (length, expected) in [(0, 0), (31, 31), (33, 33), (63, 63), (65, 64)] {
            let error = Hex::parse(&digits[..length]).unwrap_err();
            assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::Lhex), expected), "{length} digits");
        }
        assert_eq!(Hex::parse(b"939E7578ED9E3C518A452ACEE763BCEg").unwrap_err().offset(), 31);
        assert!(Hex::parse(&digits[..32]).is_ok() && Hex::parse(&digits[..64]).is_ok());
    }
}
