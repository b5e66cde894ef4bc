//! The vapid scheme, RFC 8292: identifies the application server that sends a push message.
//!
//! ```abnf
//! challenge   = "vapid"
//! credentials = "vapid" 1*SP #auth-param ; t, k REQUIRED
//! t           = jwt
//! k           = 87base64urlchar          ; base64url without padding of an uncompressed P-256 point: 65 bytes
//! ```
//! [RFC 8292, section 3](https://www.rfc-editor.org/rfc/rfc8292#section-3)
//!
//! The scheme is for origin servers only. The fields of a proxy must not use it.
//!
//! | input | result | why |
//! |---|---|---|
//! | parameters of a challenge | ignored, and not written again | §3 defines none, and clients ignore the realm |
//! | a challenge that holds a token68 | rejected: [`Rule::AuthParam`] | §3 |
//! | credentials without `t` or `k` | rejected: [`ErrorKind::Missing`](crate::ErrorKind::Missing) | §3.1, §3.2 |
//! | `t` and `k` quoted, or in the other order | accepted | RFC 9110 §11.2 |
//! | other parameters of credentials | ignored, and not written again | §3 |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | RFC 9110 §11.2 |
//! | a `t` that is not a signed JWT | rejected: [`Rule::Jwt`] | §2 |
//! | padding in `k` | rejected: [`Rule::Base64Url`] | §3.2, RFC 7515 §2 |
//! | a `k` of another length, or a compressed point | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | §3.2 |
//! | an escape in `t` or `k` | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | no valid byte of them needs one |
//!
//! # Tokens
//!
//! A [`Client`] makes tokens, and the caller signs their bytes. A [`Server`] checks a [`Token`], and the caller verifies the
//! signature. [`Token::new`] takes what any JSON library parsed; `Token::read`, with the feature `json`, parses it without one, as
//! [`dpop`](crate::auth::dpop#json) does.
//!
//! | input | result | why |
//! |---|---|---|
//! | no credentials | [`Refusal::Absent`], 401; all others are 403 | §4.2 |
//! | an algorithm but ES256 | [`Refusal::Algorithm`] | §2 |
//! | a key but that of the subscription | [`Refusal::Key`] | §4.2 |
//! | a signature in DER, or of another length than 64 bytes | [`Refusal::Signature`] | RFC 7518 §3.4 |
//! | `aud` with a path, a slash, a query or a fragment after the origin | [`Refusal::Audience`] | §2: it is an origin |
//! | `aud` in another case, or with the port of the scheme | accepted | py-vapid writes what the endpoint has |
//! | `aud` with a host that is not ASCII | [`Refusal::Audience`] | the push resource has an ASCII host, and the crate has no IDNA tables |
//! | an array with one string in `aud` | read as the string | RFC 7519 §4.1.3 |
//! | an array with several strings in `aud` | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | each service could replay the token at the others |
//! | an `exp` that is now or earlier | [`Refusal::Expired`] | §2 |
//! | an `exp` later than 24 hours from now, such as one in milliseconds | [`Refusal::TooLong`] | §2 |
//! | a `sub` but a URI of mailto or https | [`Refusal::Contact`] | §2.1 |
//! | no `sub` | accepted | §2.1 |

mod client;
#[cfg(feature = "json")]
mod json;
mod server;
mod token;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::coding::jwt::Jwt;
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, Rule, ValueError, ValueErrorKind};

pub use client::{Client, Signed, Unsigned};
pub use server::{Refusal, Server};
pub use token::{Claims, Origin, Token};

/// The name of the scheme.
pub const SCHEME: &str = "vapid";

/// A vapid challenge: the name of the scheme and nothing else.
///
/// ```
/// use countersign::{Encode, auth::vapid};
///
/// let challenge = vapid::Challenge::parse(b"vapid")?;
/// assert_eq!(challenge, vapid::Challenge::new());
/// assert_eq!(challenge.encode_to_slice(&mut [0; 8])?, b"vapid");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Challenge(());

impl Challenge {
    /// Parses a value that holds one vapid challenge.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](self) lists.
    pub fn parse(value: &[u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'_, T>) -> Result<Self, ParseError> {
        slots::read(payload, []).map(|[]| Self(()))
    }

    /// Creates a challenge.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl<T: Leniency> TryFrom<crate::auth::Challenge<'_, T>> for Challenge {
    type Error = ParseError;

    fn try_from(challenge: crate::auth::Challenge<'_, T>) -> Result<Self, ParseError> {
        Self::read(challenge.scheme_payload().expect(SCHEME)?)
    }
}

impl FieldContent for Challenge {}

impl Encode for Challenge {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(SCHEME.as_bytes())
    }
}

/// Vapid credentials: a JWT, and the public key that verifies it.
///
/// They can be replayed until the JWT expires. `Debug` therefore shows lengths only, and there is no `==`.
///
/// ```
/// use countersign::{Encode, auth::vapid::Credentials};
///
/// let mut point = [0x20; 65];
/// point[0] = 4;
/// let credentials = Credentials::new("eyJhbGciOiJFUzI1NiJ9.eyJleHAiOjF9.Jw", &point)?;
/// let mut buffer = [0; 160];
/// let field = credentials.encode_to_slice(&mut buffer)?;
/// assert!(field.starts_with(b"vapid t=eyJhbGciOiJFUzI1NiJ9.eyJleHAiOjF9.Jw, k=BCAgICAg"));
///
/// let credentials = Credentials::parse(field)?;
/// assert_eq!(credentials.t().payload().decode_into(&mut [0; 32])?, br#"{"exp":1}"#);
/// assert_eq!(credentials.k().decode_into(&mut [0; 65])?, point);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    t: Jwt<'a>,
    k: Base64<'a>,
}

impl<'a> Credentials<'a> {
    /// Parses a value that holds vapid credentials.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](self) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [t, k] = slots::read(payload, ["t", "k"])?;
        let jwt = t.read(payload, Rule::Jwt, Jwt::read)?.ok_or(t.missing())?;
        let key = match k.folded(payload, |symbols| Base64::read_folded(symbols, Form::UrlUnpadded)) {
            None => k.read(payload, Rule::Base64Url, |symbols| Base64::read(symbols, Form::UrlUnpadded))?,
            folded => folded,
        };
        let key = key.ok_or(k.missing())?;
        match (key.first(), key.decoded_len()) {
            (Some(UNCOMPRESSED), POINT) => Ok(Self { t: jwt, k: key }),
            _ => Err(k.unsupported()),
        }
    }

    /// Creates credentials from a JWT in its compact form and the uncompressed point of the public key.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte of `t` that is not part of a JWT; [`ValueErrorKind::Empty`] for an
    /// empty `t`; [`ValueErrorKind::WrongForm`] for a `t` that ends too early, or a `k` that does not begin as an
    /// uncompressed point does.
    pub fn new<T: AsRef<[u8]> + ?Sized>(t: &'a T, k: &'a [u8; POINT]) -> Result<Self, ValueError> {
        let t = Jwt::for_part("t", t.as_ref())?;
        match k {
            [UNCOMPRESSED, ..] => Ok(Self { t, k: Base64::of(k, Form::UrlUnpadded) }),
            _ => Err(ValueError::new("k", ValueErrorKind::WrongForm, 0)),
        }
    }

    /// Returns the JWT. Its claims name the origin of the push service, the expiry time and perhaps a contact.
    #[must_use]
    pub const fn t(&self) -> Jwt<'a> {
        self.t
    }

    /// Returns the public key that verifies the JWT: the 65 bytes of an uncompressed point.
    #[must_use]
    pub const fn k(&self) -> Base64<'a> {
        self.k
    }
}

typed!(Credentials, SCHEME);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.value("t", &self.t)?;
        params.value("k", &self.k)
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// The length in bytes of an uncompressed point of P-256.
const POINT: usize = 65;

/// The first byte of an uncompressed point.
const UNCOMPRESSED: u8 = 4;

/// The length in bytes of a signature of ES256.
const SIGNATURE: usize = 64;

/// Whether this is a URI of mailto or https. More of it is not checked.
fn is_contact(sub: &str) -> bool {
    let after = |scheme: &str| {
        let (start, rest) = sub.split_at_checked(scheme.len())?;
        Some(start.eq_ignore_ascii_case(scheme) && !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic()))
    };
    ["mailto:", "https:"].into_iter().any(|scheme| after(scheme).unwrap_or_default())
}
