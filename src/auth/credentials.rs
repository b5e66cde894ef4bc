//! `credentials`: what a client answers.

use core::fmt;

use crate::auth::deviation::{Deviation, Leniency, Strict, Tolerance};
use crate::auth::param::Param;
use crate::auth::params::Params;
use crate::auth::payload::Payload;
use crate::auth::scheme::Scheme;
use crate::auth::scheme_payload::{SchemePayload, after_token68};
use crate::auth::token68::Token68;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::text::Text;

/// Credentials: the scheme that the client chose, with its token or its proof.
///
/// ```abnf
/// credentials         = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
/// Authorization       = credentials
/// Proxy-Authorization = credentials
/// ```
/// [RFC 9110, section 11.4](https://www.rfc-editor.org/rfc/rfc9110#section-11.4)
///
/// Credentials are secret: `Debug` shows the scheme only, there is no `Display` and no `==`. A scheme's own type compares
/// its secret in constant time.
///
/// This type serves any scheme. The modules of [`auth`](crate::auth) have a `Credentials` of their own, which is parsed
/// from bytes or converted from this one by `try_from`.
///
/// ```
/// use countersign::{Encode, auth::Credentials};
///
/// let credentials = Credentials::parse(b"Bearer mF_9.B5f-4.1JqM")?;
/// assert_eq!(credentials.token68().unwrap().as_str(), "mF_9.B5f-4.1JqM");
///
/// let mut buffer = [0; 32];
/// let credentials = Credentials::with_token68("Bearer", "mF_9.B5f-4.1JqM")?;
/// assert_eq!(credentials.encode_to_slice(&mut buffer)?, b"Bearer mF_9.B5f-4.1JqM");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Credentials<'a, T = Strict>(SchemePayload<'a, T>);

impl<'a> Credentials<'a> {
    /// Parses a whole value.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) at the first byte that is not part of the credentials, with the
    /// rule that it misses; [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) at a parameter whose name
    /// occurred before; [`ErrorKind::TooMany`](crate::ErrorKind::TooMany) at one beyond
    /// [`MAX_PARAMS`](crate::auth::MAX_PARAMS). Where the scheme is known to have a token68, the error is at the first byte
    /// that is not of one.
    #[inline]
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Ok(Self(SchemePayload::parse_whole(value, after_token68)?))
    }

    /// Creates credentials with parameters, or of a scheme alone.
    ///
    /// # Errors
    /// As [`Challenge::new`](crate::auth::Challenge::new).
    pub fn new(scheme: &'a str, params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        SchemePayload::of_params(scheme, params).map(Self)
    }

    /// Creates credentials with a token68.
    ///
    /// # Errors
    /// As [`Challenge::with_token68`](crate::auth::Challenge::with_token68).
    pub fn with_token68<P: AsRef<[u8]> + ?Sized>(scheme: &'a str, token68: &'a P) -> Result<Self, ValueError> {
        SchemePayload::of_token68(scheme, token68.as_ref()).map(Self)
    }
}

impl<'a, T: Leniency> Credentials<'a, T> {
    pub(in crate::auth) const fn received(scheme: Scheme<'a>, payload: Payload<'a, T>) -> Self {
        Self(SchemePayload { scheme, payload })
    }

    /// Returns the scheme.
    #[must_use]
    pub const fn scheme(&self) -> Scheme<'a> {
        self.0.scheme
    }

    /// Returns the token68, if the credentials have one.
    #[must_use]
    pub fn token68(&self) -> Option<Token68<'a>> {
        self.0.payload.token68().map(|(_, token68)| token68)
    }

    /// Returns the parameters. Credentials with a token68 have none.
    #[must_use]
    pub const fn params(&self) -> Params<'a, T> {
        Params::new(self.0.payload)
    }

    /// Returns the value of the parameter `name`, without regard to case.
    ///
    /// Each call walks all parameters. A scheme's own types find all that they know in one pass.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Text<'a>> {
        self.params().get(name)
    }

    /// Returns the bytes after the scheme as they were received, whatever their grammar; an empty slice if the value was
    /// created to be sent.
    #[must_use]
    pub fn raw(&self) -> &'a [u8] {
        self.0.payload.raw()
    }

    /// Reports each [`Deviation`] that was tolerated, with its byte offset in the line, in order.
    pub fn deviations(&self, report: impl FnMut(Deviation, usize)) {
        self.0.payload.deviations(report);
    }

    /// Returns the same value under another tolerance, which a scheme's own type made of it inherits.
    #[must_use]
    pub fn tolerating<U: Tolerance>(self, tolerance: U) -> Credentials<'a, U> {
        Credentials(self.0.tolerating(tolerance))
    }

    pub(in crate::auth) const fn scheme_payload(&self) -> &SchemePayload<'a, T> {
        &self.0
    }
}

impl<T: Leniency> fmt::Debug for Credentials<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("scheme", &self.0.scheme).finish_non_exhaustive()
    }
}

impl<T: Leniency + Send + Sync> FieldContent for Credentials<'_, T> {}

impl<T: Leniency + Send + Sync> Encode for Credentials<'_, T> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.0.write(wire)
    }

    fn is_secret(&self) -> bool {
        true
    }
}
