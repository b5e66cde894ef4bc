//! The hash functions that Digest chooses among, and the hashes that they compute.

use core::fmt;

use super::{Algorithm, Hex};
use crate::hash::Hash;
use crate::syntax::text::Text;

/// The hash functions of a build.
///
/// A function that the build lacks is [`Absent`](crate::hash::Absent), and its method keeps the default, which returns
/// `None`. Challenges that need it can still be parsed, but not answered, and no code for it is linked. The features `md5`,
/// `sha256` and `sha512-256` provide `RustCrypto`, which has the functions whose features are enabled.
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
///     type Sha512 = Absent;
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
    /// SHA-512, FIPS 180-4, or another function of 64 bytes, for [`other`](Self::other).
    type Sha512: Hash<64>;
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

    /// Begins the computation of an algorithm with another name; `None`, the default, when there is no such function. The
    /// name can end in `-sess`.
    ///
    /// One of the four types holds the running computation. Its hash has 16, 32 or 64 bytes; a client needs
    /// [options](super::ClientOptions) for 64 bytes. [`Aka`](super::Aka) has the names of RFC 3310. This one has SHA-512,
    /// which no standard registers, but the Python libraries and some servers know:
    ///
    /// ```
    /// use countersign::Text;
    /// use countersign::auth::digest::{Absent, Challenge, Client, ClientOptions, Hasher, Hashes, Request, Secret};
    /// use countersign::hash::{HashFunction, Sha512};
    ///
    /// #[derive(Clone, Copy)]
    /// struct Sha512Only;
    ///
    /// impl Hashes for Sha512Only {
    ///     type Md5 = Absent;
    ///     type Sha256 = Absent;
    ///     type Sha512 = <Sha512 as HashFunction<64>>::Hash;
    ///     type Sha512_256 = Absent;
    ///
    ///     fn other(self, name: Text<'_>) -> Option<Hasher<Self>> {
    ///         name.eq_ignore_ascii_case("SHA-512").then(|| Hasher::of_sha512(Sha512.begin()))
    ///     }
    /// }
    ///
    /// let challenge = Challenge::parse(b"Digest realm=\"a\", nonce=\"b\", algorithm=SHA-512, qop=\"auth\"")?;
    /// let mut client = Client::with_options(Sha512Only, &challenge, ClientOptions::new())?;
    /// let (request, secret) = (Request::new("GET", "/")?, Secret::password("Circle of Life")?);
    /// let credentials = client.answer(request, "Mufasa", secret, [7; 16])?;
    /// assert_eq!(credentials.response().bytes().count(), 128);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn other(self, name: Text<'_>) -> Option<Hasher<Self>> {
        let _ = name;
        None
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
pub struct Hasher<S: Hashes>(pub(super) Running<S>);

pub(super) enum Running<S: Hashes> {
    Md5(S::Md5),
    Sha256(S::Sha256),
    Sha512(S::Sha512),
    Sha512_256(S::Sha512_256),
}

impl<S: Hashes> Hasher<S> {
    /// Begins with the hash function of this algorithm. The `-sess` variant of an algorithm has the same function.
    ///
    /// # Errors
    /// [`Uncomputable::Algorithm`] when `hashes` lacks the function.
    pub fn new(hashes: S, algorithm: Algorithm<'_>) -> Result<Self, Uncomputable> {
        let running = match algorithm {
            Algorithm::Md5 | Algorithm::Md5Sess => hashes.md5().map(Running::Md5),
            Algorithm::Sha256 | Algorithm::Sha256Sess => hashes.sha256().map(Running::Sha256),
            Algorithm::Sha512_256 | Algorithm::Sha512_256Sess => hashes.sha512_256().map(Running::Sha512_256),
            Algorithm::Other(name) => hashes.other(name).map(|hasher| hasher.0),
        };
        running.map(Self).ok_or(Uncomputable::Algorithm)
    }

    /// Continues a computation of the type of MD5, for [`Hashes::other`].
    #[must_use]
    pub const fn of_md5(running: S::Md5) -> Self {
        Self(Running::Md5(running))
    }

    /// Continues a computation of the type of SHA-256, for [`Hashes::other`].
    #[must_use]
    pub const fn of_sha256(running: S::Sha256) -> Self {
        Self(Running::Sha256(running))
    }

    /// Continues a computation of the type of SHA-512, for [`Hashes::other`].
    #[must_use]
    pub const fn of_sha512(running: S::Sha512) -> Self {
        Self(Running::Sha512(running))
    }

    /// Continues a computation of the type of SHA-512/256, for [`Hashes::other`].
    #[must_use]
    pub const fn of_sha512_256(running: S::Sha512_256) -> Self {
        Self(Running::Sha512_256(running))
    }

    /// Adds bytes to the hashed input, in order.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Running::Md5(hash) => hash.update(bytes),
            Running::Sha256(hash) => hash.update(bytes),
            Running::Sha512(hash) => hash.update(bytes),
            Running::Sha512_256(hash) => hash.update(bytes),
        }
    }

    /// Ends the computation and returns the hash of all bytes added.
    #[must_use]
    pub fn finish(self) -> Hex {
        match self.0 {
            Running::Md5(hash) => Hex::of(&hash.finish()),
            Running::Sha256(hash) => Hex::of(&hash.finish()),
            Running::Sha512(hash) => Hex::of(&hash.finish()),
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
    /// The build has no hash function for the algorithm.
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
    /// The hash has 64 bytes, which only a client with [options](super::ClientOptions) keeps.
    LongHash,
    /// The algorithm has no session key: its name does not end in `-sess`.
    Session,
}

reasons! { Uncomputable;
    Algorithm => "the algorithm is unknown, or this build has no hash function for it",
    Qop => "the qop is neither auth nor auth-int",
    Cnonce => "the cnonce or the nonce count that is needed is absent",
    Body => "the hash of the body is absent, or of another algorithm",
    Username => "the username has a colon",
    Password => "the password is empty",
    Key => "the key of the nonces is empty",
    LongHash => "the hash has 64 bytes, which only a client with options keeps",
    Session => "the algorithm has no session key",
}
