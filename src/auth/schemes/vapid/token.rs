//! A token that was received: the credentials, and what the JSON in them says.

use core::fmt;

use super::Credentials;
use crate::auth::coding::uri::Uri;
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};

/// The claims of a token, RFC 8292 §2. `Debug` shows the time only.
#[derive(Clone, Copy)]
pub struct Claims<'a> {
    /// The origin of the push service.
    pub aud: &'a str,
    /// The time at which the token expires, in seconds.
    pub exp: u64,
    /// Whom to contact, a URI.
    pub sub: Option<&'a str>,
}

impl fmt::Debug for Claims<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims").field("exp", &self.exp).finish_non_exhaustive()
    }
}

/// A token: the credentials, the algorithm that the header of their JWT names, and the claims.
///
/// A program that has a JSON library parses the header and the claims and calls [`new`](Self::new). With the feature `json`,
/// `read` parses them. `Debug` shows no claim but the time.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    credentials: Credentials<'a>,
    alg: &'a str,
    claims: Claims<'a>,
}

impl<'a> Token<'a> {
    /// Returns a token whose header and claims the caller parsed. The caller refuses a header with `crit`, and objects that have a
    /// name twice.
    #[must_use]
    pub const fn new(credentials: Credentials<'a>, alg: &'a str, claims: Claims<'a>) -> Self {
        Self { credentials, alg, claims }
    }

    /// Returns the credentials.
    #[must_use]
    pub const fn credentials(&self) -> Credentials<'a> {
        self.credentials
    }

    /// Returns the algorithm of the signature.
    #[must_use]
    pub const fn alg(&self) -> &'a str {
        self.alg
    }

    /// Returns the claims. They prove nothing before a [`Server`](super::Server) verifies them.
    #[must_use]
    pub const fn claims(&self) -> Claims<'a> {
        self.claims
    }
}

/// The origin of a push service: scheme, host and port. Written, it is the claim `aud`.
///
/// ```
/// use countersign::{Encode, auth::vapid::Origin};
///
/// let origin = Origin::of_uri("https://Push.example.net:443/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV")?;
/// assert_eq!(origin.display().to_string(), "https://push.example.net");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Origin<'a>(Uri<'a>);

impl<'a> Origin<'a> {
    /// Returns the origin of a URI of http or https, such as that of a push resource.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that is invalid.
    pub fn of_uri(uri: &'a str) -> Result<Self, ValueError> {
        match Uri::parse(uri.as_bytes()) {
            Ok(uri) => Ok(Self(uri)),
            Err(wrong) => Err(ValueError::new("uri", ValueErrorKind::InvalidByte, wrong)),
        }
    }

    /// Returns whether this is the origin, and no more than an origin.
    pub(super) fn is(&self, aud: &str) -> bool {
        let has_more = aud.bytes().any(|byte| matches!(byte, b'?' | b'#'));
        !has_more && Uri::parse(aud.as_bytes()).is_ok_and(|aud| aud.has_no_path() && aud.is_same_origin(&self.0))
    }
}

impl fmt::Debug for Origin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Origin").finish_non_exhaustive()
    }
}

impl Encode for Origin<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.0.write(wire)
    }
}
