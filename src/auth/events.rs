//! The one reader: a field line as scheme, token68 and parameter events.
//!
//! ```abnf
//! #challenge, where challenge = auth-scheme [ 1*SP ( token68 / #auth-param ) ]   ; WWW-Authenticate, Proxy-Authenticate
//! credentials                 = auth-scheme [ 1*SP ( token68 / #auth-param ) ]   ; Authorization, Proxy-Authorization
//! #auth-param                                                                    ; Authentication-Info and its proxy twin
//! auth-param                  = token BWS "=" BWS ( token / quoted-string )
//! ```
//! [RFC 9110, section 11](https://www.rfc-editor.org/rfc/rfc9110#section-11)
//!
//! A comma may end a parameter or a challenge. What follows it tells: a token and `=` is a parameter of the challenge
//! that is open, any other token is the scheme of the next one. And `abc=` after a scheme is a token68 when the element
//! ends there, else the start of a parameter. So one token and what comes behind it decide, and each octet is read
//! once, the name of a challenge's first parameter twice.
//!
//! | deviation of what is accepted | why |
//! |---|---|
//! | `Basic ,realm="x"` is a parameter of `Basic` | an empty element may stand first, §5.6.1.2 |
//! | `Basic, realm="x"` is refused | without SP after it the scheme has no list that could go on |
//! | CR, LF, NUL and other controls are refused, escaped or not | §5.5; there is no context in which they are safe |
//! | `Basic abc, Basic def` and `Basic abc,` are refused as credentials | they are one value, not a list |

use core::fmt;

use nom::combinator::opt;
use nom::sequence::{preceded, terminated};
use nom::{Err, Parser};

use super::{Param, Scheme, Token68};
use crate::error::{ParseError, Read, Rule};
use crate::grammar::{GAP, WSP, comma, equals, expected, gap, ows, spaces, token, token68, trim_end, value};

/// What a reader comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// The scheme of a challenge or of credentials; a new challenge begins.
    Scheme(Scheme<'a>),
    /// The token68 of the scheme before it.
    Token68(Token68<'a>),
    /// One of the parameters of the scheme before it.
    Param(Param<'a>),
}

/// Reads one field line and gives its [`Event`]s, each with its offset, or the error at which it stops.
///
/// Nothing is checked but the grammar: a repeated parameter is two events. What stands on it, such as
/// [`Challenges::parse`](super::Challenges::parse), does the rest.
///
/// ```
/// use countersign::auth::{Event, Events};
///
/// let mut events = Events::challenges(b"Negotiate YII=, Basic realm=\"staff\"");
/// assert!(matches!(events.next(), Some(Ok((0, Event::Scheme(scheme)))) if scheme.is("negotiate")));
/// assert!(matches!(events.next(), Some(Ok((10, Event::Token68(token))))));
/// assert!(matches!(events.next(), Some(Ok((16, Event::Scheme(scheme)))) if scheme.is("basic")));
/// assert_eq!(events.rest(), b" realm=\"staff\"");
/// assert!(matches!(events.next(), Some(Ok((22, Event::Param(param)))) if param.value() == "staff"));
/// assert!(events.next().is_none());
/// ```
#[derive(Clone, Copy)]
pub struct Events<'a> {
    rest: &'a [u8],
    end: usize,
    field: Field,
    state: State,
}

/// What kind of field the line is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Challenges,
    Credentials,
    Info,
}

/// What was read last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing of the challenge, the credentials or the list that comes next.
    Start,
    /// A scheme.
    Scheme,
    /// A parameter, or the comma that stands in for one.
    Param,
    /// A token68.
    Token68,
}

impl<'a> Events<'a> {
    /// Reads `#challenge`: WWW-Authenticate, Proxy-Authenticate.
    #[must_use]
    pub fn challenges(line: &'a [u8]) -> Self {
        Self::new(line, Field::Challenges)
    }

    /// Reads `credentials`: Authorization, Proxy-Authorization.
    #[must_use]
    pub fn credentials(line: &'a [u8]) -> Self {
        Self::new(line, Field::Credentials)
    }

    /// Reads `#auth-param`: Authentication-Info, Proxy-Authentication-Info.
    #[must_use]
    pub fn info(line: &'a [u8]) -> Self {
        Self::new(line, Field::Info)
    }

    fn new(line: &'a [u8], field: Field) -> Self {
        let rest = trim_end(line, if field == Field::Credentials { WSP } else { GAP });
        Self { rest, end: rest.len(), field, state: State::Start }
    }

    /// The same without so many octets at the end.
    pub(super) fn without_last(self, octets: usize) -> Self {
        let length = self.rest.len().saturating_sub(octets);
        Self {
            rest: self.rest.get(..length).unwrap_or_default(),
            end: self.end.saturating_sub(octets),
            field: Field::Credentials,
            ..self
        }
    }

    /// What was not read yet. Behind a scheme this is its raw payload, whatever grammar that has.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Where the next octet stands in the line.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.end.saturating_sub(self.rest.len())
    }

    /// The next event with what is left behind it, and where it begins: how much was left there.
    #[inline(always)]
    fn step(&self) -> Read<'a, Option<(usize, Event<'a>)>> {
        match self.state {
            State::Start => self.start(self.rest),
            State::Scheme => self.payload(self.rest),
            State::Param => {
                let (rest, ()) = ows(self.rest)?;
                if rest.is_empty() { Ok((rest, None)) } else { preceded(comma, |rest| self.after_comma(rest)).parse(rest) }
            }
            State::Token68 => {
                let (rest, ()) = ows(self.rest)?;
                if rest.is_empty() { Ok((rest, None)) } else { preceded(comma, |rest| self.start(rest)).parse(rest) }
            }
        }
    }

    /// The first element of the field, or the next challenge.
    fn start(&self, rest: &'a [u8]) -> Read<'a, Option<(usize, Event<'a>)>> {
        match self.field {
            Field::Info => self.after_comma(rest),
            Field::Challenges => {
                let (rest, ()) = gap(rest)?;
                if rest.is_empty() { Ok((rest, None)) } else { auth_scheme(rest) }
            }
            Field::Credentials => preceded(ows, auth_scheme).parse(rest),
        }
    }

    /// `[ 1*SP ( token68 / #auth-param ) ]`, up to the first element, or to the scheme behind an empty one.
    fn payload(&self, input: &'a [u8]) -> Read<'a, Option<(usize, Event<'a>)>> {
        let (rest, space) = opt(spaces).parse(input)?;
        match (rest.first(), space) {
            (None, _) => Ok((rest, None)),
            (Some(b',' | b'\t'), Some(())) => preceded((ows, comma), |rest| self.after_comma(rest)).parse(rest),
            (Some(b',' | b'\t'), None) if self.field == Field::Challenges => {
                preceded((ows, comma), |rest| self.start(rest)).parse(rest)
            }
            (Some(_), None) => expected(Rule::Space, rest),
            (Some(_), Some(())) => match terminated(token68, element_end).parse(rest) {
                Ok((after, token68)) => Ok((after, Some((rest.len(), Event::Token68(Token68::read(token68)))))),
                Err(_) => auth_param(rest),
            },
        }
    }

    /// Behind a comma where parameters may stand: one of them, or the scheme of the next challenge.
    #[inline(always)]
    fn after_comma(&self, rest: &'a [u8]) -> Read<'a, Option<(usize, Event<'a>)>> {
        let (rest, ()) = gap(rest)?;
        if rest.is_empty() {
            return Ok((rest, None));
        }
        let (behind, name) = token(rest)?;
        let at = rest.len();
        match opt((ows, equals, ows)).parse(behind)? {
            (rest, Some(_)) => {
                let (rest, value) = value(rest)?;
                Ok((rest, Some((at, Event::Param(Param::read(name, value))))))
            }
            (_, None) if self.field == Field::Challenges => Ok((behind, Some((at, Event::Scheme(Scheme::read(name)))))),
            (_, None) => Ok(preceded(ows, equals).parse(behind).map(|(rest, ())| (rest, None))?),
        }
    }
}

/// `auth-scheme = token`
fn auth_scheme(input: &[u8]) -> Read<'_, Option<(usize, Event<'_>)>> {
    token.map(|name| Some((input.len(), Event::Scheme(Scheme::read(name))))).parse(input)
}

/// `auth-param = token BWS "=" BWS ( token / quoted-string )`
#[inline(always)]
fn auth_param(input: &[u8]) -> Read<'_, Option<(usize, Event<'_>)>> {
    (token, preceded((ows, equals, ows), value))
        .map(|(name, value)| Some((input.len(), Event::Param(Param::read(name, value)))))
        .parse(input)
}

/// What must follow a token68: the end, or OWS and a comma.
fn element_end(input: &[u8]) -> Read<'_, ()> {
    let (rest, ()) = ows(input)?;
    match rest.first() {
        None | Some(b',') => Ok((input, ())),
        Some(_) => expected(Rule::Comma, rest),
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = Result<(usize, Event<'a>), ParseError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self.step() {
            Ok((rest, Some((left, event)))) => {
                self.rest = rest;
                self.state = match event {
                    Event::Scheme(_) => State::Scheme,
                    Event::Token68(_) => State::Token68,
                    Event::Param(_) => State::Param,
                };
                Some(Ok((self.end.wrapping_sub(left), event)))
            }
            Ok((rest, None)) => {
                self.rest = rest;
                None
            }
            Err(Err::Error(stop) | Err::Failure(stop)) => {
                self.rest = &[];
                Some(Err(stop.before(self.end)))
            }
            Err(Err::Incomplete(_)) => None,
        }
    }
}

impl fmt::Debug for Events<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Events(at {})", self.offset())
    }
}
