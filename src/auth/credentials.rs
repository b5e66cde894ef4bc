//! Credentials: what a client answers.

use core::fmt;

use crate::auth::deviation::{Deviation, Leniency, Strict, Tolerance};
use crate::auth::events::Event;
use crate::auth::param::Param;
use crate::auth::params::Params;
use crate::auth::payload::Payload;
use crate::auth::scheme::Scheme;
use crate::auth::scheme_payload::SchemePayload;
use crate::auth::seen::SeenNames;
use crate::auth::token68::Token68;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::text::Text;

/// Credentials: the scheme that the client chose, and its proof.
///
/// ```abnf
/// credentials         = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
/// Authorization       = credentials
/// Proxy-Authorization = credentials
/// ```
/// [RFC 9110, section 11.4](https://www.rfc-editor.org/rfc/rfc9110#section-11.4)
///
/// They are a secret: `Debug` shows no octet of them, there is no `Display`, and two can't be compared. A scheme's own
/// type compares what it knows to be the secret, in constant time.
///
/// ```
/// use countersign::{Encode, auth::Credentials};
///
/// let credentials = Credentials::parse(b"Bearer mF_9.B5f-4.1JqM")?;
/// assert_eq!(credentials.token68().unwrap().as_str(), "mF_9.B5f-4.1JqM");
///
/// let mut buffer = [0; 32];
/// let credentials = Credentials::with_token68("Bearer", b"mF_9.B5f-4.1JqM")?;
/// assert_eq!(credentials.encode_to_slice(&mut buffer)?, b"Bearer mF_9.B5f-4.1JqM");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Credentials<'a, T = Strict>(SchemePayload<'a, T>);

impl<'a> Credentials<'a> {
    /// Checks a whole value.
    ///
    /// # Errors
    /// At the first octet that is no part of it, with the rule that it misses; at a parameter that occurs a second
    /// time, and at one beyond [`MAX_PARAMS`](super::MAX_PARAMS).
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let parsed = SchemePayload::parse(value)?;
        let mut payload = parsed.payload;
        let mut names = SeenNames::default();
        while let Some(event) = payload.next_event() {
            if let (at, Event::Param(param)) = event? {
                names.add(param.name(), at)?;
            }
        }
        Ok(Self(parsed))
    }

    /// Credentials with parameters, or a scheme alone, to be sent.
    ///
    /// # Errors
    /// As [`Challenge::new`](super::Challenge::new).
    pub fn new(scheme: &'a str, params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        SchemePayload::of_params(scheme, params).map(Self)
    }

    /// Credentials with a token68, to be sent.
    ///
    /// # Errors
    /// When the scheme is no token, or the other no token68.
    pub fn with_token68(scheme: &'a str, token68: &'a [u8]) -> Result<Self, ValueError> {
        SchemePayload::of_token68(scheme, token68).map(Self)
    }
}

impl<'a, T: Leniency> Credentials<'a, T> {
    pub(in crate::auth) const fn received(scheme: Scheme<'a>, payload: Payload<'a, T>) -> Self {
        Self(SchemePayload { scheme, payload })
    }

    /// The scheme.
    #[must_use]
    pub const fn scheme(&self) -> Scheme<'a> {
        self.0.scheme
    }

    /// The token68, when that is what the credentials hold.
    #[must_use]
    pub fn token68(&self) -> Option<Token68<'a>> {
        self.0.payload.token68().map(|(_, token68)| token68)
    }

    /// The parameters, none when the credentials hold a token68.
    #[must_use]
    pub const fn params(&self) -> Params<'a, T> {
        Params::new(self.0.payload)
    }

    /// The value of the parameter of this name, whatever the case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Text<'a>> {
        self.params().get(name)
    }

    /// The octets behind the scheme as they were received, whatever grammar they have; nothing of what is to be sent.
    #[must_use]
    pub fn raw(&self) -> &'a [u8] {
        self.0.payload.raw()
    }

    /// Tells each [`Deviation`] that the reading forgives, and where it stands in the line, in order.
    pub fn deviations(&self, report: impl FnMut(Deviation, usize)) {
        self.0.payload.deviations(report);
    }

    /// The same, read again by who forgives otherwise: a scheme's own type asks it too.
    #[must_use]
    pub fn tolerating<U: Tolerance>(self, tolerance: U) -> Credentials<'a, U> {
        Credentials(self.0.tolerating(tolerance))
    }

    pub(in crate::auth) const fn scheme_payload(self) -> SchemePayload<'a, T> {
        self.0
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
}
