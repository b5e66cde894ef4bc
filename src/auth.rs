//! RFC 9110 §11: challenges, credentials, and what goes with them.
//!
//! | field | lines | read by | gives |
//! |---|---|---|---|
//! | WWW-Authenticate | any number | [`www_authenticate`] | [`Challenges`] of each line |
//! | Proxy-Authenticate | any number | [`proxy_authenticate`] | [`Challenges`] of each line |
//! | Authorization | one | [`authorization`] | [`Credentials`] |
//! | Proxy-Authorization | one | [`proxy_authorization`] | [`Credentials`] |
//! | Authentication-Info | any number | [`authentication_info`] | [`AuthenticationInfo`] of each line |
//! | Proxy-Authentication-Info | any number | [`proxy_authentication_info`] | [`AuthenticationInfo`] of each line |
//!
//! A value that is at hand without its message is read by `parse`: [`Challenges::parse`], [`Credentials::parse`],
//! [`AuthenticationInfo::parse`]. These know the framework and any scheme's payload as token68 or parameters. The
//! modules below know what one scheme means by them; each has its own `Challenge`, `Credentials` and so on, which are
//! read from octets in one pass, or taken from a value that was read here.
//!
//! # Two policies
//! - **A parameter occurs once** in a challenge (§11.2): the second occurrence is an error, whatever the names. So that
//!   finding one stays linear, more than [`MAX_PARAMS`] parameters are refused.
//! - **A challenge never crosses a line.** RFC 9110 §5.2 would join the lines of a field with commas first, and a line
//!   that begins with a parameter would then go on with the challenge before it. Browsers and every careful client
//!   read line by line, and so does this crate.

pub mod aws4;
mod base64;
pub mod basic;
pub mod bearer;
mod challenge;
pub mod colon_pair;
pub mod concealed;
mod credentials;
mod decimal;
pub mod digest;
pub mod dpop;
mod events;
pub mod ext_value;
pub mod gnap;
pub mod hawk;
pub mod hoba;
mod info;
pub mod jwt;
pub mod mutual;
pub mod negotiate;
pub mod ntlm;
pub mod oauth;
mod others;
mod params;
mod payload;
mod percent;
pub mod private_token;
pub mod scram;
mod secret;
pub mod select;
pub mod signature;
mod slots;
pub mod token;
mod tolerance;
pub mod tolerant;
mod undecoded;
pub mod vapid;

use core::fmt;

use crate::encode::{Encode, Sink, ValueError, ValueErrorKind, Wire};
use crate::error::LineError;
use crate::fields::Fields;
use crate::grammar;
use crate::list::{Lines, only_line};
use crate::token::Token;

pub use base64::Base64;
pub use challenge::{Challenge, Challenges, ChallengesIter};
pub use credentials::Credentials;
pub use decimal::Decimal;
pub use events::{Event, Events};
pub use info::AuthenticationInfo;
pub use params::{Param, Params, ParamsIter};
pub use secret::constant_time_eq;
pub use tolerance::{Deviation, Strict, Tolerance};

/// How many parameters a challenge, credentials or a line of info may have.
///
/// The longest list that a standard defines has twelve.
pub const MAX_PARAMS: usize = 64;

/// The challenges of all WWW-Authenticate lines of a response.
///
/// `None` when there is no such line.
///
/// # Errors
/// As [`Challenges::parse`], with the line.
pub fn www_authenticate<F: Fields + ?Sized>(fields: &F) -> Result<Option<Lines<'_, F, Challenges<'_>>>, LineError> {
    Lines::parse(fields, "WWW-Authenticate")
}

/// The challenges of all Proxy-Authenticate lines of a response.
///
/// # Errors
/// As [`Challenges::parse`], with the line.
pub fn proxy_authenticate<F: Fields + ?Sized>(fields: &F) -> Result<Option<Lines<'_, F, Challenges<'_>>>, LineError> {
    Lines::parse(fields, "Proxy-Authenticate")
}

/// The credentials of a request's Authorization line.
///
/// # Errors
/// As [`Credentials::parse`]; and [`Repeated`](crate::ErrorKind::Repeated) in a second line, which may neither be joined
/// to the first nor preferred to it.
pub fn authorization<F: Fields + ?Sized>(fields: &F) -> Result<Option<Credentials<'_>>, LineError> {
    only_line(fields, "Authorization", Credentials::parse)
}

/// The credentials of a request's Proxy-Authorization line.
///
/// # Errors
/// As [`authorization`].
pub fn proxy_authorization<F: Fields + ?Sized>(fields: &F) -> Result<Option<Credentials<'_>>, LineError> {
    only_line(fields, "Proxy-Authorization", Credentials::parse)
}

/// The parameters of all Authentication-Info lines of a response or its trailers.
///
/// # Errors
/// As [`AuthenticationInfo::parse`], with the line. A parameter occurs once in all lines together.
pub fn authentication_info<F: Fields + ?Sized>(
    fields: &F,
) -> Result<Option<Lines<'_, F, AuthenticationInfo<'_>>>, LineError> {
    info::lines(fields, "Authentication-Info")
}

/// The parameters of all Proxy-Authentication-Info lines of a response or its trailers.
///
/// # Errors
/// As [`authentication_info`].
pub fn proxy_authentication_info<F: Fields + ?Sized>(
    fields: &F,
) -> Result<Option<Lines<'_, F, AuthenticationInfo<'_>>>, LineError> {
    info::lines(fields, "Proxy-Authentication-Info")
}

/// The name of an authentication scheme.
///
/// ```abnf
/// auth-scheme = token
/// ```
/// [RFC 9110, section 11.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.1)
///
/// Case does not count when two are compared; the sender's spelling is kept. `Debug` shows the names that are
/// registered and the length of any other: `Authorization: s3cr3t` is a scheme to the grammar.
///
/// ```
/// use countersign::auth::Scheme;
///
/// let scheme = Scheme::new("DIGEST")?;
/// assert!(scheme.is("Digest") && scheme == Scheme::new("digest")?);
/// assert_eq!(scheme.as_str(), "DIGEST");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Scheme<'a>(Token<'a>);

impl<'a> Scheme<'a> {
    /// The names in the [IANA registry](https://www.iana.org/assignments/http-authschemes), and those of the other schemes
    /// that have a module here.
    const KNOWN: [&'static str; 24] = [
        "ApiKey",
        "AWS",
        "AWS4-ECDSA-P256-SHA256",
        "AWS4-HMAC-SHA256",
        "Basic",
        "Bearer",
        "Concealed",
        "Digest",
        "DPoP",
        "GNAP",
        "Hawk",
        "HOBA",
        "Mutual",
        "Negotiate",
        "NTLM",
        "OAuth",
        "PrivateToken",
        "SCRAM-SHA-1",
        "SCRAM-SHA-256",
        "SharedKey",
        "SharedKeyLite",
        "Signature",
        "Token",
        "vapid",
    ];

    /// A scheme to be sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::Octet`] at the first octet that is no `tchar`, [`ValueErrorKind::Empty`] when there is none.
    pub const fn new(name: &'a str) -> Result<Self, ValueError> {
        match Token::for_part("scheme", name.as_bytes()) {
            Ok(token) => Ok(Self(token)),
            Err(error) => Err(error),
        }
    }

    const fn read(name: &'a [u8]) -> Self {
        Self(Token::read(name))
    }

    /// Whether it is the scheme of this name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.0.is(name)
    }

    /// Whether it is registered, or has a module here.
    #[must_use]
    pub fn is_known(&self) -> bool {
        Self::KNOWN.iter().any(|name| self.is(name))
    }

    /// The name as the sender spells it.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.0.as_str()
    }

    /// The octets of the name.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0.as_bytes()
    }
}

impl PartialEq for Scheme<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes().eq_ignore_ascii_case(other.as_bytes())
    }
}

impl Eq for Scheme<'_> {}

impl fmt::Debug for Scheme<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Self::KNOWN.iter().find(|name| self.is(name)) {
            Some(name) => write!(f, "Scheme({name})"),
            None => write!(f, "Scheme({} octets)", self.as_bytes().len()),
        }
    }
}

impl Encode for Scheme<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.0.write(wire)
    }
}

/// The payload of a scheme that sends one opaque value.
///
/// ```abnf
/// token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
/// ```
/// [RFC 9110, section 11.2](https://www.rfc-editor.org/rfc/rfc9110#section-11.2)
///
/// It has room for base64, base64url, base32 and base16, and says nothing of which. `Debug` shows the length only, and
/// comparing two takes the same time whatever they hold: it is a secret more often than not.
#[derive(Clone, Copy)]
pub struct Token68<'a>(&'a [u8]);

impl<'a> Token68<'a> {
    /// A token68 to be sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::Octet`] at the first octet that does not belong there, [`ValueErrorKind::Empty`] when there is
    /// none before the padding.
    pub fn new(octets: &'a [u8]) -> Result<Self, ValueError> {
        match grammar::token68(octets) {
            Ok(([], token68)) => Ok(Self(token68)),
            Ok((rest, _)) => {
                let offset = octets.len().saturating_sub(rest.len());
                Err(ValueError::new("token68", ValueErrorKind::Octet, offset))
            }
            Err(_) if octets.is_empty() => Err(ValueError::new("token68", ValueErrorKind::Empty, 0)),
            Err(_) => Err(ValueError::new("token68", ValueErrorKind::Octet, 0)),
        }
    }

    const fn read(octets: &'a [u8]) -> Self {
        Self(octets)
    }

    /// The octets, padding included.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The same as text; it is always ASCII.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        core::str::from_utf8(self.0).unwrap_or_default()
    }
}

impl PartialEq for Token68<'_> {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(self.0, other.0)
    }
}

impl Eq for Token68<'_> {}

impl fmt::Debug for Token68<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token68({} octets)", self.0.len())
    }
}

impl Encode for Token68<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.0)
    }
}
