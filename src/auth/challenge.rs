//! `challenge` and `#challenge`: what a server asks for.

use core::fmt;

use crate::auth::deviation::{Deviation, Leniency, Strict, Tolerance};
use crate::auth::events::{Event, Events};
use crate::auth::param::Param;
use crate::auth::params::Params;
use crate::auth::payload::Payload;
use crate::auth::scheme::Scheme;
use crate::auth::scheme_payload::SchemePayload;
use crate::auth::seen::SeenNames;
use crate::auth::token68::Token68;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::fields::Line;

/// A challenge: a scheme that the server offers, and the parameters that a client needs to use it.
///
/// ```abnf
/// challenge = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
/// ```
/// [RFC 9110, section 11.3](https://www.rfc-editor.org/rfc/rfc9110#section-11.3)
///
/// A scheme alone is a challenge without parameters. Two challenges are equal when their schemes, token68s and parameters
/// are equal, the parameters in order.
///
/// This type serves any scheme. The modules of [`auth`](crate::auth) have a `Challenge` of their own, which is parsed from
/// bytes or converted from this one by `try_from`.
///
/// ```
/// use countersign::{Encode, auth::{Challenge, Param}};
///
/// let challenge = Challenge::parse(b"Newauth realm=apps, type=1")?;
/// assert!(challenge.scheme().is("newauth"));
/// assert_eq!(challenge.get("type").unwrap(), "1");
///
/// let params = [Param::quoted("realm", "apps")?, Param::token("type", "1")?];
/// let mut buffer = [0; 64];
/// assert_eq!(challenge, Challenge::new("Newauth", &params)?);
/// assert_eq!(challenge.encode_to_slice(&mut buffer)?, b"Newauth realm=\"apps\", type=1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Challenge<'a, T = Strict>(SchemePayload<'a, T>);

impl<'a> Challenge<'a> {
    /// Parses a value that is exactly one challenge. A field line may hold several: [`Challenges::parse`].
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) at the first byte that is not part of the challenge, with the
    /// rule that it misses; [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) at a parameter whose name
    /// occurred before; [`ErrorKind::TooMany`](crate::ErrorKind::TooMany) at one beyond
    /// [`MAX_PARAMS`](crate::auth::MAX_PARAMS).
    #[inline]
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Ok(Self(SchemePayload::parse_whole(value, |_, _| None)?))
    }

    /// Creates a challenge with parameters, or a scheme alone.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) or
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) if the scheme is not a token;
    /// [`ValueErrorKind::Duplicate`](crate::ValueErrorKind::Duplicate) if a parameter occurs twice;
    /// [`ValueErrorKind::TooMany`](crate::ValueErrorKind::TooMany) if there are more than
    /// [`MAX_PARAMS`](crate::auth::MAX_PARAMS).
    pub fn new(scheme: &'a str, params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        SchemePayload::of_params(scheme, params).map(Self)
    }

    /// Creates a challenge with a token68.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) or
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) if the scheme is not a token or the other part is not a
    /// token68.
    pub fn with_token68<P: AsRef<[u8]> + ?Sized>(scheme: &'a str, token68: &'a P) -> Result<Self, ValueError> {
        SchemePayload::of_token68(scheme, token68.as_ref()).map(Self)
    }
}

impl<'a, T: Leniency> Challenge<'a, T> {
    pub(in crate::auth) const fn received(scheme: Scheme<'a>, payload: Payload<'a, T>) -> Self {
        Self(SchemePayload { scheme, payload })
    }

    /// Returns the scheme.
    #[must_use]
    pub const fn scheme(&self) -> Scheme<'a> {
        self.0.scheme
    }

    /// Returns the token68, if the challenge has one.
    #[must_use]
    pub fn token68(&self) -> Option<Token68<'a>> {
        self.0.payload.token68().map(|(_, token68)| token68)
    }

    /// Returns the parameters. A challenge with a token68 has none.
    #[must_use]
    pub const fn params(&self) -> Params<'a, T> {
        Params::new(self.0.payload)
    }

    /// Returns the value of the parameter `name`, without regard to case.
    ///
    /// Each call walks all parameters. A scheme's own types find all that they know in one pass.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<crate::Text<'a>> {
        self.params().get(name)
    }

    /// Returns the bytes after the scheme as they were received, whatever their grammar; an empty slice if the value was
    /// created to be sent.
    #[must_use]
    pub fn raw(&self) -> &'a [u8] {
        self.0.payload.raw()
    }

    /// Reports each [`Deviation`] of the framework's grammar that was tolerated, with its byte offset in the line. Those that only
    /// a scheme's type can recognize, such as a missing realm or wrong padding, are reported to the tolerance that
    /// [`tolerating`](Self::tolerating) sets.
    pub fn deviations(&self, report: impl FnMut(Deviation, usize)) {
        self.0.payload.deviations(report);
    }

    /// Returns the same value under another tolerance, which a scheme's own type made of it inherits.
    #[must_use]
    pub fn tolerating<U: Tolerance>(self, tolerance: U) -> Challenge<'a, U> {
        Challenge(self.0.tolerating(tolerance))
    }

    pub(in crate::auth) const fn scheme_payload(&self) -> &SchemePayload<'a, T> {
        &self.0
    }
}

impl<T: Leniency> PartialEq for Challenge<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: Leniency> Eq for Challenge<'_, T> {}

impl<T: Leniency> fmt::Debug for Challenge<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Challenge");
        shown.field("scheme", &self.0.scheme);
        match self.token68() {
            Some(token68) => shown.field("token68", &token68),
            None => shown.field("params", &self.params()),
        };
        shown.finish()
    }
}

impl<T: Leniency + Send + Sync> FieldContent for Challenge<'_, T> {}

impl<T: Leniency + Send + Sync> Encode for Challenge<'_, T> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.0.write(wire)
    }
}

/// The challenges of one line of WWW-Authenticate or Proxy-Authenticate.
///
/// ```abnf
/// WWW-Authenticate   = #challenge
/// Proxy-Authenticate = #challenge
/// ```
/// [RFC 9110, section 11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)
///
/// A view: it walks the checked bytes again on each call. An empty list parses, although a 401 must not have one.
///
/// ```
/// use countersign::{ErrorKind, auth::Challenges};
///
/// let challenges = Challenges::parse(br#"Basic realm="simple", Newauth realm="apps", type=1"#)?;
/// assert_eq!(challenges.len(), 2);
/// assert!(challenges.iter().all(|challenge| challenge.get("realm").is_some()));
///
/// let error = Challenges::parse(br#"Basic realm="a", realm="b""#).unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (ErrorKind::DuplicateParam, 17));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Challenges<'a> {
    events: Events<'a>,
    count: usize,
}

impl<'a> Challenges<'a> {
    /// Parses a whole line.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) at the first byte that is not part of a challenge, with the rule
    /// that it misses; [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) at a parameter whose name occurred
    /// before in its challenge; [`ErrorKind::TooMany`](crate::ErrorKind::TooMany) at one beyond
    /// [`MAX_PARAMS`](crate::auth::MAX_PARAMS).
    pub fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        let events = Events::challenges(line);
        let mut names = SeenNames::default();
        let mut count: usize = 0;
        for event in events {
            match event? {
                (_, Event::Scheme(_)) => {
                    names.clear();
                    count = count.saturating_add(1);
                }
                (at, Event::Param(param)) => names.add(param.name(), at)?,
                (_, Event::Token68(_)) => {}
            }
        }
        Ok(Self { events, count })
    }

    /// Returns the number of challenges.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Returns whether there are no challenges.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the challenges, in the order sent.
    #[must_use]
    pub const fn iter(&self) -> ChallengesIter<'a> {
        ChallengesIter { events: self.events, scheme: None, left: self.count }
    }
}

impl PartialEq for Challenges<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Challenges<'_> {}

impl fmt::Debug for Challenges<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl FieldContent for Challenges<'_> {}

impl Encode for Challenges<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        for (index, challenge) in self.iter().enumerate() {
            if index > 0 {
                wire.put(b", ")?;
            }
            challenge.write(wire)?;
        }
        Ok(())
    }
}

impl<'a> IntoIterator for Challenges<'a> {
    type Item = Challenge<'a>;
    type IntoIter = ChallengesIter<'a>;

    fn into_iter(self) -> ChallengesIter<'a> {
        self.iter()
    }
}

impl<'a> Line<'a> for Challenges<'a> {
    fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        Self::parse(line)
    }
}

/// The iterator of [`Challenges`].
#[derive(Clone, Debug)]
pub struct ChallengesIter<'a> {
    events: Events<'a>,
    /// The next scheme, if it was read already: it ended the challenge before it.
    scheme: Option<Scheme<'a>>,
    left: usize,
}

impl<'a> Iterator for ChallengesIter<'a> {
    type Item = Challenge<'a>;

    fn next(&mut self) -> Option<Challenge<'a>> {
        self.left = self.left.checked_sub(1)?;
        let scheme = match self.scheme.take() {
            Some(scheme) => scheme,
            None => self.events.next_checked_scheme()?.0,
        };
        let payload = self.events;
        // The last challenge ends with the line, so its end need not be searched for.
        let unread = if self.left == 0 {
            0
        } else {
            let (next, unread) = self.events.next_checked_scheme()?;
            self.scheme = Some(next);
            unread
        };
        Some(Challenge::received(scheme, Payload::Received(payload.without_last(unread).checked())))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for ChallengesIter<'_> {}
