//! The Digest scheme, RFC 7616, with the older forms of RFC 2617 and RFC 2069 that are still in use.
//!
//! ```abnf
//! challenge   = "Digest" 1*SP #auth-param ; realm, nonce REQUIRED; domain, opaque, stale, algorithm, qop, charset,
//!                                         ; userhash OPTIONAL
//! credentials = "Digest" 1*SP #auth-param ; username or username*, realm, nonce, uri, response REQUIRED; algorithm,
//!                                         ; cnonce, opaque, qop, nc, userhash OPTIONAL
//! info        = #auth-param               ; nextnonce, qop, rspauth, cnonce, nc, all OPTIONAL
//! ```
//! [RFC 7616, sections 3.3 to 3.5](https://www.rfc-editor.org/rfc/rfc7616#section-3.3)
//!
//! | parameters | [`Challenge`] | [`Credentials`] | [`Info`] |
//! |---|---|---|---|
//! | written as quoted-string | realm, domain, nonce, opaque, qop | username, realm, nonce, uri, response, cnonce, opaque | nextnonce, rspauth, cnonce |
//! | written as token | stale, algorithm, charset, userhash | username\*, algorithm, qop, nc, userhash | qop, nc |
//!
//! Both forms are accepted for every parameter. Parameters that the standard does not define are ignored; the framework's
//! [`Challenge`](crate::auth::Challenge) and [`Credentials`](crate::auth::Credentials) return them. Each of the three types
//! lists in a table what else it accepts and rejects.
//!
//! More types use these values: a [`Client`] answers challenges, a [`Server`] makes them and verifies the answers,
//! [`Nonces`] and a [`ReplayGuard`] let it accept each answer once, and [`Inputs`] computes a response. A [`SessionKey`] is
//! what a server keeps of a `-sess` session, and [`Resynchronization`] is for Digest AKA. They take the hash functions of the
//! build, [`Hashes`], as a value.
//!
//! ```
//! use countersign::Encode;
//! use countersign::auth::digest::{
//!     Algorithm, Challenge, Client, Credentials, Nonces, ReplayGuard, Request, RustCrypto, Secret, Server,
//! };
//!
//! // The server sends a challenge with a 401.
//! let nonces = Nonces::new(RustCrypto, Algorithm::Sha256, "staff", b"a key that only this server knows")?;
//! let mut guard = ReplayGuard::<16>::new(300); // nonces live 300 seconds
//! let now = 1_700_000_000; // seconds
//! let nonce = nonces.issue(now, 1)?;
//! let challenge = Challenge::new("staff", &nonce)?.with_algorithm(Algorithm::Sha256);
//! let mut field = [0; 256];
//! let field = challenge.encode_to_slice(&mut field)?;
//!
//! // The client answers it.
//! let request = Request::new("GET", "/dir/index.html")?;
//! let secret = Secret::password("Circle of Life")?;
//! let mut client = Client::new(RustCrypto, &Challenge::parse(field)?)?;
//! let mut answer = [0; 512];
//! let answer = client.answer(request, "Mufasa", secret, [7; 16])?.encode_to_slice(&mut answer)?;
//!
//! // The server verifies the answer, and accepts it once.
//! let credentials = Credentials::parse(answer)?;
//! assert!(credentials.username().is("Mufasa"));
//! let server = Server::new(RustCrypto, challenge);
//! let mut is_fresh = |nonce, nc| guard.accept(&nonces, nonce, nc, now);
//! assert!(server.verify(&credentials, request, "Mufasa", Some(secret), &mut is_fresh).is_ok());
//! assert!(server.verify(&credentials, request, "Mufasa", Some(secret), &mut is_fresh).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod aka;
mod challenge;
mod client;
mod client_error;
mod credentials;
pub(in crate::auth) mod domain;
mod hash;
mod hex;
mod info;
mod inputs;
mod kept;
mod mac;
mod nonce_count;
mod nonces;
pub(in crate::auth) mod options;
mod replay;
mod requirements;
mod resynchronization;
#[cfg(any(feature = "md5", feature = "sha256", feature = "sha512-256"))]
mod rustcrypto;
mod server;
mod session_key;

use crate::auth::names;
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::class::{WSP, is};
use crate::syntax::text::Text;

pub use aka::Aka;
pub use challenge::Challenge;
pub use client::{Client, ClientIn};
pub use client_error::ClientError;
pub use credentials::{Credentials, Username};
pub use hash::{Hasher, Hashes, Uncomputable};
pub use hex::Hex;
pub use info::Info;
pub use inputs::{Inputs, Request, Secret, ha1, userhash};
pub use nonce_count::NonceCount;
pub use nonces::Nonces;
pub use options::ClientOptions;
pub use replay::ReplayGuard;
pub use requirements::Requirements;
pub use resynchronization::Resynchronization;
#[cfg(any(feature = "md5", feature = "sha256", feature = "sha512-256"))]
pub use rustcrypto::RustCrypto;
pub use server::{Server, VerifyError};
pub use session_key::SessionKey;

pub use crate::hash::{Absent, Hash};

/// The name of the scheme.
pub const SCHEME: &str = "Digest";

/// The hash function, and whether the user's part is hashed once for all requests of a session.
///
/// ```abnf
/// algorithm = "algorithm" "=" token
/// ```
/// [RFC 7616, section 3.3](https://www.rfc-editor.org/rfc/rfc7616#section-3.3)
///
/// Names are compared without regard to case, because servers also send `MD5-Sess`. An unregistered name is not an error:
/// the challenge is parsed, and a client whose hash functions have [that name](Hashes::other) answers it.
///
/// ```
/// use countersign::auth::digest::{Algorithm, Challenge};
///
/// let challenge = Challenge::parse(b"Digest realm=\"a\", nonce=\"b\", algorithm=sha-256-SESS")?;
/// assert_eq!(challenge.algorithm(), Some(Algorithm::Sha256Sess));
/// let challenge = Challenge::parse(b"Digest realm=\"a\", nonce=\"b\", algorithm=SHA-512")?;
/// assert!(matches!(challenge.algorithm(), Some(Algorithm::Other(name)) if name == "SHA-512"));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm<'a> {
    /// `MD5`, also the default when the parameter is absent.
    Md5,
    /// `MD5-sess`.
    Md5Sess,
    /// `SHA-256`.
    Sha256,
    /// `SHA-256-sess`.
    Sha256Sess,
    /// `SHA-512-256`: SHA-512/256 of FIPS 180-4, which is not a truncated SHA-512.
    Sha512_256,
    /// `SHA-512-256-sess`.
    Sha512_256Sess,
    /// Any other name.
    Other(Text<'a>),
}

impl<'a> Algorithm<'a> {
    const REGISTERED: [(&'static str, Self); 6] = [
        ("MD5", Self::Md5),
        ("MD5-sess", Self::Md5Sess),
        ("SHA-256", Self::Sha256),
        ("SHA-256-sess", Self::Sha256Sess),
        ("SHA-512-256", Self::Sha512_256),
        ("SHA-512-256-sess", Self::Sha512_256Sess),
    ];

    fn read(name: Text<'a>) -> Self {
        names::value_of(&Self::REGISTERED, |known| name.eq_ignore_ascii_case(known.as_bytes()))
            .unwrap_or(Self::Other(name))
    }

    /// Returns the name: as registered, or as received if it is not registered.
    #[inline]
    #[must_use]
    pub fn name(&self) -> Text<'a> {
        match self {
            Self::Other(name) => *name,
            registered => Text::token(names::name_of(&Self::REGISTERED, registered).as_bytes()),
        }
    }

    /// Reports whether the name ends in `-sess`: the user's part is hashed once for all requests of a session.
    #[must_use]
    pub fn is_session(&self) -> bool {
        match self {
            Self::Md5Sess | Self::Sha256Sess | Self::Sha512_256Sess => true,
            Self::Md5 | Self::Sha256 | Self::Sha512_256 => false,
            Self::Other(name) => {
                name.raw().last_chunk().is_some_and(|last: &[u8; 5]| last.eq_ignore_ascii_case(b"-sess"))
            }
        }
    }

    /// Returns whether this is the same algorithm, with its name in upper or lower case.
    fn is_same(&self, other: &Algorithm<'_>) -> bool {
        match (self, other) {
            (Self::Other(name), Algorithm::Other(other)) => name
                .bytes()
                .map(|byte| byte.to_ascii_lowercase())
                .eq(other.bytes().map(|byte| byte.to_ascii_lowercase())),
            _ => self == other,
        }
    }

    /// Returns how many hex digits a hash has; `None` for an unregistered algorithm.
    const fn digits(&self) -> Option<usize> {
        match self {
            Self::Md5 | Self::Md5Sess => Some(32),
            Self::Sha256 | Self::Sha256Sess | Self::Sha512_256 | Self::Sha512_256Sess => Some(64),
            Self::Other(_) => None,
        }
    }
}

/// The quality of protection: what a response protects.
///
/// ```abnf
/// qop-value = "auth" / "auth-int" / token
/// ```
/// [RFC 7616, section 3.3](https://www.rfc-editor.org/rfc/rfc7616#section-3.3)
///
/// ```
/// use countersign::auth::digest::{Challenge, Qop};
///
/// let challenge = Challenge::parse(b"Digest realm=\"a\", nonce=\"b\", qop=\"AUTH,auth-int\"")?;
/// assert!(challenge.qop().unwrap().iter().eq([Qop::Auth, Qop::AuthInt]));
/// assert_eq!(Qop::AuthInt.name(), "auth-int");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Qop<'a> {
    /// `auth`: the response protects the method and the URI of the request.
    Auth,
    /// `auth-int`: it also protects the body.
    AuthInt,
    /// Any other value.
    Other(Text<'a>),
}

impl<'a> Qop<'a> {
    /// Reads a value that a server offers, in upper or lower case.
    fn offered(text: Text<'a>) -> Self {
        match text {
            text if text.eq_ignore_ascii_case(b"auth") => Self::Auth,
            text if text.eq_ignore_ascii_case(b"auth-int") => Self::AuthInt,
            text => Self::Other(text),
        }
    }

    /// Reads the value that a client chose. It is hashed as it is spelled, so another spelling is another value.
    fn chosen(text: Text<'a>) -> Self {
        match text {
            text if text == *b"auth" => Self::Auth,
            text if text == *b"auth-int" => Self::AuthInt,
            text => Self::Other(text),
        }
    }

    /// Returns the value as it is sent.
    #[must_use]
    pub const fn name(&self) -> Text<'a> {
        match self {
            Self::Auth => Text::token(b"auth"),
            Self::AuthInt => Text::token(b"auth-int"),
            Self::Other(text) => *text,
        }
    }
}

/// The qop values from which a client may choose.
///
/// ```abnf
/// qop-options = "qop" "=" DQUOTE #qop-value DQUOTE
/// ```
/// [RFC 7616, section 3.3](https://www.rfc-editor.org/rfc/rfc7616#section-3.3)
///
/// Empty elements are ignored, so a list can have no value at all. Two lists are equal when they have equal values in the
/// same order.
///
/// ```
/// use countersign::auth::digest::{Challenge, Qop};
///
/// let challenge = Challenge::parse(b"Digest realm=\"a\", nonce=\"b\", qop=\"crazy, auth\"")?;
/// let qop = challenge.qop().unwrap();
/// assert!(qop.contains(Qop::Auth) && !qop.contains(Qop::AuthInt));
/// assert_eq!(qop.iter().count(), 2);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct QopOptions<'a>(Text<'a>);

impl<'a> QopOptions<'a> {
    /// Offers `auth`.
    pub const AUTH: Self = Self(Text::quoted(b"auth", false));
    /// Offers `auth-int`.
    pub const AUTH_INT: Self = Self(Text::quoted(b"auth-int", false));
    /// Offers `auth` and `auth-int`.
    pub const BOTH: Self = Self(Text::quoted(b"auth, auth-int", false));

    /// Returns the values in the server's order.
    pub fn iter(&self) -> impl Iterator<Item = Qop<'a>> + Clone + use<'a> {
        self.0.split(b',').map(Qop::offered)
    }

    /// Returns the whole list as text.
    #[must_use]
    pub const fn text(&self) -> Text<'a> {
        self.0
    }

    /// Reports whether the client may choose this value.
    #[must_use]
    pub fn contains(&self, qop: Qop<'_>) -> bool {
        self.iter().any(|other| other == qop)
    }
}

impl PartialEq for QopOptions<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for QopOptions<'_> {}

/// Hex digits of either case, as many as a hash of the algorithm has.
fn is_hash(text: Text<'_>, algorithm: Algorithm<'_>) -> bool {
    let is_hex = |all: bool, byte: u8| all & byte.is_ascii_hexdigit();
    let (digits, all) = match text.as_bytes() {
        Some(bytes) => (bytes.len(), bytes.iter().copied().fold(true, is_hex)),
        None => (text.bytes().count(), text.bytes().fold(true, is_hex)),
    };
    all && algorithm.digits().map_or(digits > 0, |count| count == digits)
}

/// The same digits with white space between them, which remains of a folded line.
fn is_folded_hash(text: Text<'_>, algorithm: Algorithm<'_>) -> bool {
    let digits = text.bytes().filter(|byte| !is(*byte, WSP));
    digits.clone().all(|byte| byte.is_ascii_hexdigit()) && algorithm.digits() == Some(digits.count())
}

/// `true` in upper or lower case. Anything else means false, §3.3.
fn is_true(text: Text<'_>) -> bool {
    text.eq_ignore_ascii_case(b"true")
}

/// Checks that a part is printable ASCII, as everything that a client makes up must be.
fn ascii<'a>(part: &'static str, bytes: &'a [u8]) -> Result<Text<'a>, ValueError> {
    match bytes.iter().position(|byte| !matches!(byte, b' '..=b'~')) {
        Some(offset) => Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset)),
        None => Text::for_part(part, bytes),
    }
}
