//! The Digest scheme, RFC 7616, with what RFC 2617 and RFC 2069 left on the wire.
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
//! | read or written | [`Challenge`] | [`Credentials`] | [`Info`] |
//! |---|---|---|---|
//! | quoted when sent | realm, domain, nonce, opaque, qop | username, realm, nonce, uri, response, cnonce, opaque | nextnonce, rspauth, cnonce |
//! | not quoted when sent | stale, algorithm, charset, userhash | username\*, algorithm, qop, nc, userhash | qop, nc |
//!
//! Both forms are read of every parameter. Parameters that the standard does not name are passed over; the framework's
//! own [`Challenge`](crate::auth::Challenge) and [`Credentials`](crate::auth::Credentials) have them.
//!
//! What the values are for is in three more rooms: [`Inputs`] computes a response over a caller's [`Hash`]es, a
//! [`Client`] answers challenges, and a [`Server`] makes them and judges the answers.
//!
//! ```
//! use countersign::Encode;
//! use countersign::auth::digest::{
//!     Challenge, Client, Credentials, QopOptions, Request, RustCrypto, Secret, Server,
//! };
//!
//! // The server asks,
//! let challenge = Challenge::new("staff", "7ypf/xlj9XXwfDPE")?.with_qop(QopOptions::AUTH);
//! let mut field = [0; 256];
//! let field = challenge.encode_to_slice(&mut field)?;
//!
//! // the client answers,
//! let request = Request::new("GET", "/dir/index.html")?;
//! let secret = Secret::Password(b"Circle of Life");
//! let mut client: Client<RustCrypto> = Client::new(&Challenge::parse(field)?)?;
//! let mut answer = [0; 512];
//! let answer = client.answer(request, "Mufasa", secret, [7; 16])?.encode_to_slice(&mut answer)?;
//!
//! // and the server judges the answer: here with a nonce for one request, kept until it is used.
//! let credentials = Credentials::parse(answer)?;
//! assert!(credentials.username().is("Mufasa"));
//! let server: Server<'_, RustCrypto> = Server::new(challenge);
//! let mut is_used = false;
//! let mut once = |nonce, _| nonce == challenge.nonce() && !std::mem::replace(&mut is_used, true);
//! assert!(server.verify(&credentials, request, "Mufasa", secret, &mut once).is_ok());
//! assert!(server.verify(&credentials, request, "Mufasa", secret, &mut once).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod challenge;
mod client;
mod credentials;
mod hash;
mod info;
mod inputs;
#[cfg(feature = "rustcrypto")]
mod rustcrypto;
mod server;

use core::fmt;

use crate::auth::names;
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::class::{WSP, is};
use crate::syntax::hex;
use crate::syntax::text::Text;

pub use challenge::Challenge;
pub use client::{Client, ClientError};
pub use credentials::{Credentials, Username};
pub use hash::{Absent, Hash, Hasher, Hashes, Hex, Uncomputable};
pub use info::Info;
pub use inputs::{Inputs, Request, Secret, ha1, userhash};
#[cfg(feature = "rustcrypto")]
pub use rustcrypto::RustCrypto;
pub use server::{Nonces, Refusal, Server};

/// The name of the scheme.
pub const SCHEME: &str = "Digest";

/// Which hash function is used, and whether once for all requests of a session.
///
/// ```abnf
/// algorithm = "algorithm" "=" token
/// ```
/// [RFC 7616, section 3.3](https://www.rfc-editor.org/rfc/rfc7616#section-3.3)
///
/// Names are compared without case: servers send `MD5-Sess` too. A name that is not registered is data, and so a
/// challenge with it is read; nobody can answer it.
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
    /// `MD5`, which is also meant where no algorithm is named.
    Md5,
    /// `MD5-sess`.
    Md5Sess,
    /// `SHA-256`.
    Sha256,
    /// `SHA-256-sess`.
    Sha256Sess,
    /// `SHA-512-256`: SHA-512/256 of FIPS 180-4, which is not a SHA-512 cut short.
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

    /// The name, as it is registered or as it was received.
    #[inline]
    #[must_use]
    pub fn name(&self) -> Text<'a> {
        match self {
            Self::Other(name) => *name,
            registered => Text::token(names::name_of(&Self::REGISTERED, registered).as_bytes()),
        }
    }

    /// Whether the user's part is hashed once for all requests of a session: the names that end in `-sess`.
    #[must_use]
    pub const fn is_session(&self) -> bool {
        matches!(self, Self::Md5Sess | Self::Sha256Sess | Self::Sha512_256Sess)
    }

    /// How many hex digits a hash has; `None` when the algorithm is not registered.
    const fn digits(&self) -> Option<usize> {
        match self {
            Self::Md5 | Self::Md5Sess => Some(32),
            Self::Sha256 | Self::Sha256Sess | Self::Sha512_256 | Self::Sha512_256Sess => Some(64),
            Self::Other(_) => None,
        }
    }
}

/// What a response protects.
///
/// ```abnf
/// qop-value = "auth" / "auth-int" / token
/// ```
/// [RFC 7616, section 3.3](https://www.rfc-editor.org/rfc/rfc7616#section-3.3)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Qop<'a> {
    /// `auth`: the method and the URI of the request.
    Auth,
    /// `auth-int`: its body too.
    AuthInt,
    /// Any other value.
    Other(Text<'a>),
}

impl<'a> Qop<'a> {
    /// What a server offers, in any case.
    fn offered(text: Text<'a>) -> Self {
        match text {
            text if text.eq_ignore_ascii_case(b"auth") => Self::Auth,
            text if text.eq_ignore_ascii_case(b"auth-int") => Self::AuthInt,
            text => Self::Other(text),
        }
    }

    /// What was chosen: it is hashed as it is spelled, and so another spelling is another value.
    fn chosen(text: Text<'a>) -> Self {
        match text {
            text if text == *b"auth" => Self::Auth,
            text if text == *b"auth-int" => Self::AuthInt,
            text => Self::Other(text),
        }
    }

    /// The value as it is sent.
    #[must_use]
    pub const fn name(&self) -> Text<'a> {
        match self {
            Self::Auth => Text::token(b"auth"),
            Self::AuthInt => Text::token(b"auth-int"),
            Self::Other(text) => *text,
        }
    }
}

/// What a server lets a client choose from.
///
/// ```abnf
/// qop-options = "qop" "=" DQUOTE #qop-value DQUOTE
/// ```
/// [RFC 7616, section 3.3](https://www.rfc-editor.org/rfc/rfc7616#section-3.3)
///
/// Empty values are passed over, and so a list of nothing else has no value. Two are equal when their values are, in
/// order.
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
    /// `auth`.
    pub const AUTH: Self = Self(Text::quoted(b"auth", false));
    /// `auth-int`.
    pub const AUTH_INT: Self = Self(Text::quoted(b"auth-int", false));
    /// `auth`, and `auth-int` for who wants it.
    pub const BOTH: Self = Self(Text::quoted(b"auth, auth-int", false));

    /// The values, in the server's order.
    pub fn iter(&self) -> impl Iterator<Item = Qop<'a>> + Clone + use<'a> {
        self.0.split(b',').map(Qop::offered)
    }

    /// The whole text.
    #[must_use]
    pub const fn text(&self) -> Text<'a> {
        self.0
    }

    /// Whether the client may choose this one.
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

/// How often a nonce was used.
///
/// ```abnf
/// nc-value = 8HEXDIG
/// ```
/// [RFC 7616, section 3.4](https://www.rfc-editor.org/rfc/rfc7616#section-3.4)
///
/// It is hashed as the sender spells it; two are equal when they count the same. It is written in small digits when it
/// is made of a number.
///
/// ```
/// use countersign::auth::digest::NonceCount;
///
/// assert_eq!(NonceCount::from(10).as_str(), "0000000a");
/// assert_eq!(NonceCount::from(10).get(), 10);
/// ```
#[derive(Clone, Copy)]
pub struct NonceCount([u8; 8]);

impl NonceCount {
    /// Reads the digits, small or capital; `None` for anything else, or another number of them.
    #[must_use]
    pub fn parse(digits: &[u8]) -> Option<Self> {
        Self::read(Text::quoted(digits, false))
    }

    fn read(text: Text<'_>) -> Option<Self> {
        let mut digits = [0; 8];
        let length = text.decode_into(&mut digits).ok()?.len();
        (length == digits.len() && digits.iter().all(u8::is_ascii_hexdigit)).then_some(Self(digits))
    }

    /// The number.
    #[must_use]
    pub fn get(&self) -> u32 {
        u32::from_str_radix(self.as_str(), 16).unwrap_or_default()
    }

    /// The eight digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    const fn text(&self) -> Text<'_> {
        Text::token(&self.0)
    }
}

impl fmt::Debug for NonceCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NonceCount").field(&self.get()).finish()
    }
}

impl From<u32> for NonceCount {
    fn from(count: u32) -> Self {
        Self(hex::lower_digits(count.into()))
    }
}

impl PartialEq for NonceCount {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for NonceCount {}

/// `LHEX`, and capitals, as many as the algorithm gives.
fn is_hash(text: Text<'_>, algorithm: Algorithm<'_>) -> bool {
    let is_hex = |all: bool, octet: u8| all & octet.is_ascii_hexdigit();
    let (digits, all) = match text.as_bytes() {
        Some(octets) => (octets.len(), octets.iter().copied().fold(true, is_hex)),
        None => (text.bytes().count(), text.bytes().fold(true, is_hex)),
    };
    all && algorithm.digits().map_or(digits > 0, |count| count == digits)
}

/// The same with white space in it, which a folded line left behind.
fn is_folded_hash(text: Text<'_>, algorithm: Algorithm<'_>) -> bool {
    let digits = text.bytes().filter(|octet| !is(*octet, WSP));
    digits.clone().all(|octet| octet.is_ascii_hexdigit()) && algorithm.digits() == Some(digits.count())
}

/// `true`, in any case; anything else is false, §3.3.
fn is_true(text: Text<'_>) -> bool {
    text.eq_ignore_ascii_case(b"true")
}

/// A part of nothing but printable ASCII, as all that a client makes up must be.
fn ascii<'a>(part: &'static str, octets: &'a [u8]) -> Result<Text<'a>, ValueError> {
    match octets.iter().position(|octet| !matches!(octet, b' '..=b'~')) {
        Some(offset) => Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset)),
        None => Text::for_part(part, octets),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonce_counts_have_eight_digits() {
        for (text, expected) in [
            ("00000001", Some(1)),
            ("ffffFFFF", Some(u32::MAX)),
            ("0000000", None),
            ("000000001", None),
            ("0000000g", None),
            ("+0000001", None),
            ("", None),
        ] {
            let read = NonceCount::read(Text::quoted(text.as_bytes(), false));
            assert_eq!(read.map(|count| count.get()), expected, "{text}");
        }
        assert_eq!(NonceCount::from(0x89AB_CDEF).as_str(), "89abcdef");
    }
}
