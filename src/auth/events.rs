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
use nom::{Err, Parser};

use super::{Param, Scheme, Token68};
use crate::error::{ParseError, Read, Rule, Stop};
use crate::text::Text;
use crate::class::{GAP, WSP};
use crate::grammar::{comma, equals, expected, gap, ows, spaces, token, token68, trim_end, value};

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
        self.end.wrapping_sub(self.rest.len())
    }

    /// Goes up to the next event, and tells what it may be.
    #[inline(always)]
    fn approach(&mut self) -> Result<Next<'a>, Err<Stop>> {
        let next = match self.state {
            State::Param => match ows(self.rest)? {
                ([], ()) => return Ok(Next::Nothing),
                (rest, ()) => {
                    let (rest, ()) = comma(rest)?;
                    (self.rest, ()) = gap(rest)?;
                    Next::Element
                }
            },
            State::Start if self.field == Field::Credentials => {
                (self.rest, ()) = ows(self.rest)?;
                return Ok(Next::Scheme);
            }
            State::Start => {
                (self.rest, ()) = gap(self.rest)?;
                if self.field == Field::Info { Next::Element } else { Next::Scheme }
            }
            State::Scheme => match opt(spaces).parse(self.rest)? {
                ([], _) => return Ok(Next::Nothing),
                (rest @ [b',' | b'\t', ..], space) if space.is_some() || self.field == Field::Challenges => {
                    (self.rest, _) = (ows, comma, gap).parse(rest)?;
                    if space.is_some() {
                        self.state = State::Param;
                        Next::Element
                    } else {
                        Next::Scheme
                    }
                }
                (rest, None) => return expected(Rule::Space, rest).map(|(_, nothing)| nothing),
                (rest, Some(())) => {
                    self.rest = rest;
                    token68_element(rest).map_or(Next::Element, |(_, token68)| Next::Token68(token68))
                }
            },
            State::Token68 => match ows(self.rest)? {
                ([], ()) => return Ok(Next::Nothing),
                (rest, ()) => {
                    (self.rest, _) = (comma, gap).parse(rest)?;
                    Next::Scheme
                }
            },
        };
        Ok(if self.rest.is_empty() { Next::Nothing } else { next })
    }

    fn scheme(&mut self, at: usize, behind: &'a [u8], name: &'a [u8]) -> Option<Result<(usize, Event<'a>), ParseError>> {
        self.rest = behind;
        self.state = State::Scheme;
        Some(Ok((at, Event::Scheme(Scheme::read(name)))))
    }

    #[cold]
    #[inline(never)]
    fn fail(&mut self, error: Err<Stop>) -> Option<Result<(usize, Event<'a>), ParseError>> {
        self.rest = &[];
        match error {
            Err::Error(stop) | Err::Failure(stop) => Some(Err(stop.before(self.end))),
            Err::Incomplete(_) => None,
        }
    }
}

/// What may come next.
enum Next<'a> {
    Nothing,
    Scheme,
    Token68(&'a [u8]),
    /// A parameter, or the scheme of the next challenge.
    Element,
}

/// `BWS "=" BWS ( token / quoted-string )`
#[inline(always)]
fn auth_value(input: &[u8]) -> Read<'_, Text<'_>> {
    let (rest, ()) = ows(input)?;
    let (rest, ()) = equals(rest)?;
    let (rest, ()) = ows(rest)?;
    match value(rest) {
        Err(Err::Error(stop)) => Err(Err::Failure(stop)),
        read => read,
    }
}

/// A token68 and what must follow it: the end, or OWS and a comma.
#[inline(always)]
fn token68_element(input: &[u8]) -> Read<'_, &[u8]> {
    let (behind, token68) = token68(input)?;
    match ows(behind)? {
        ([] | [b',', ..], ()) => Ok((behind, token68)),
        (rest, ()) => expected(Rule::Comma, rest),
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = Result<(usize, Event<'a>), ParseError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = match self.approach() {
            Ok(next) => next,
            Err(error) => return self.fail(error),
        };
        let at = self.offset();
        match next {
            Next::Nothing => None,
            Next::Token68(token68) => {
                self.rest = self.rest.get(token68.len()..).unwrap_or_default();
                self.state = State::Token68;
                Some(Ok((at, Event::Token68(Token68::read(token68)))))
            }
            Next::Scheme => match token(self.rest) {
                Ok((behind, name)) => self.scheme(at, behind, name),
                Err(error) => self.fail(error),
            },
            Next::Element => match token(self.rest) {
                Ok((behind, name)) => match auth_value(behind) {
                    Ok((rest, value)) => {
                        self.rest = rest;
                        self.state = State::Param;
                        Some(Ok((at, Event::Param(Param::read(name, value)))))
                    }
                    Err(Err::Error(_)) if self.state == State::Param && self.field == Field::Challenges => {
                        self.scheme(at, behind, name)
                    }
                    Err(error) => self.fail(error),
                },
                Err(error) => self.fail(error),
            },
        }
    }
}

impl fmt::Debug for Events<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Events(at {})", self.offset())
    }
}
