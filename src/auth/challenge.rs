//! Challenges: what a server asks for.

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

/// A challenge: a scheme that the server offers, and what a client needs to use it.
///
/// ```abnf
/// challenge = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
/// ```
/// [RFC 9110, section 11.3](https://www.rfc-editor.org/rfc/rfc9110#section-11.3)
///
/// A scheme alone is a challenge without parameters. Two challenges are equal when their schemes, their token68 and
/// their parameters are, in order.
///
/// ```
/// use countersign::{Encode, auth::{Challenge, Challenges, Param}};
///
/// let challenges = Challenges::parse(b"Negotiate, Newauth realm=apps, type=1")?;
/// let newauth = challenges.iter().find(|challenge| challenge.scheme().is("Newauth")).unwrap();
/// assert_eq!(newauth.get("type").unwrap(), "1");
///
/// let params = [Param::quoted("realm", b"apps")?, Param::token("type", b"1")?];
/// let mut buffer = [0; 64];
/// assert_eq!(newauth, Challenge::new("Newauth", &params)?);
/// assert_eq!(newauth.encode_to_slice(&mut buffer)?, b"Newauth realm=\"apps\", type=1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Challenge<'a, T = Strict>(SchemePayload<'a, T>);

impl<'a> Challenge<'a> {
    /// A challenge with parameters, or a scheme alone, to be sent.
    ///
    /// # Errors
    /// When the scheme is no token, or a parameter occurs twice, or there are more than
    /// [`MAX_PARAMS`](super::MAX_PARAMS).
    pub fn new(scheme: &'a str, params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        SchemePayload::of_params(scheme, params).map(Self)
    }

    /// A challenge with a token68, to be sent.
    ///
    /// # Errors
    /// When the scheme is no token, or the other no token68.
    pub fn with_token68(scheme: &'a str, token68: &'a [u8]) -> Result<Self, ValueError> {
        SchemePayload::of_token68(scheme, token68).map(Self)
    }
}

impl<'a, T: Leniency> Challenge<'a, T> {
    pub(in crate::auth) const fn received(scheme: Scheme<'a>, payload: Payload<'a, T>) -> Self {
        Self(SchemePayload { scheme, payload })
    }

    /// The scheme.
    #[must_use]
    pub const fn scheme(&self) -> Scheme<'a> {
        self.0.scheme
    }

    /// The token68, when that is what the challenge holds.
    #[must_use]
    pub fn token68(&self) -> Option<Token68<'a>> {
        self.0.payload.token68().map(|(_, token68)| token68)
    }

    /// The parameters, none when the challenge holds a token68.
    #[must_use]
    pub const fn params(&self) -> Params<'a, T> {
        Params::new(self.0.payload)
    }

    /// The value of the parameter of this name, whatever the case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<crate::Text<'a>> {
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
    pub fn tolerating<U: Tolerance>(self, tolerance: U) -> Challenge<'a, U> {
        Challenge(self.0.tolerating(tolerance))
    }

    pub(in crate::auth) const fn scheme_payload(self) -> SchemePayload<'a, T> {
        self.0
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
/// A view: it reads the octets again whenever it is asked. An empty list is one too, although a 401 must not have it.
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
    /// Checks a whole line.
    ///
    /// # Errors
    /// At the first octet that is part of no challenge, with the rule that it misses; at a parameter that occurs a
    /// second time, and at one beyond [`MAX_PARAMS`](super::MAX_PARAMS).
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

    /// How many challenges there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The challenges, in the order sent.
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

/// The challenges of [`Challenges`].
#[derive(Clone, Debug)]
pub struct ChallengesIter<'a> {
    events: Events<'a>,
    /// The scheme that ended the challenge before.
    scheme: Option<Scheme<'a>>,
    left: usize,
}

impl<'a> Iterator for ChallengesIter<'a> {
    type Item = Challenge<'a>;

    fn next(&mut self) -> Option<Challenge<'a>> {
        self.left = self.left.checked_sub(1)?;
        let scheme = match self.scheme.take() {
            Some(scheme) => scheme,
            None => self.next_scheme()?.0,
        };
        let behind = self.events;
        // The last one ends with the line; it need not be read to its end before it is asked for.
        let unread = if self.left == 0 {
            0
        } else {
            let (next, unread) = self.next_scheme()?;
            self.scheme = Some(next);
            unread
        };
        Some(Challenge::received(scheme, Payload::Received(behind.without_last(unread))))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for ChallengesIter<'_> {}

impl<'a> ChallengesIter<'a> {
    /// The next scheme, and how much was not read yet when it came.
    fn next_scheme(&mut self) -> Option<(Scheme<'a>, usize)> {
        loop {
            let unread = self.events.rest().len();
            if let Event::Scheme(scheme) = self.events.next()?.ok()?.1 {
                return Some((scheme, unread));
            }
        }
    }
}
