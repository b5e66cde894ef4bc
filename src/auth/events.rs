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

use nom::sequence::preceded;
use nom::{Err, Parser};

use crate::auth::deviation::{Deviation, Strict, Tolerance};
use crate::auth::param::Param;
use crate::auth::scheme::Scheme;
use crate::auth::token68::Token68;
use crate::error::{ErrorKind, ParseError, Rule};
use crate::syntax::class::{GAP, QDTEXT, WSP, is};
use crate::syntax::rules::{
    Read, Stop, equals, expected, gap, ows, ows_before, spaces, text_end, token, token68, trim_end, value,
};
use crate::syntax::text::Text;

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
/// [`Challenges::parse`](super::Challenges::parse), does the rest. `T` says what is forgiven; unless
/// [told otherwise](Self::tolerating), nothing is.
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
///
/// An error ends the events, and [`resume`](Self::resume) goes on behind it:
///
/// ```
/// use countersign::auth::{Event, Events};
///
/// let mut events = Events::challenges(br#"Basic realm="the "staff"", Negotiate"#);
/// assert!(events.by_ref().any(|event| event.is_err()));
/// assert!(events.next().is_none() && events.resume());
/// assert!(matches!(events.next(), Some(Ok((27, Event::Scheme(scheme)))) if scheme.is("negotiate")));
/// ```
#[derive(Clone, Copy)]
pub struct Events<'a, T = Strict> {
    rest: &'a [u8],
    end: usize,
    field: Field,
    state: State,
    tolerance: T,
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
    /// What broke the grammar.
    Error,
    /// The same, within quotes.
    OpenError,
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
        Self { rest, end: rest.len(), field, state: State::Start, tolerance: Strict }
    }
}

impl<'a, T: Tolerance> Events<'a, T> {
    /// Where the line ends, but for what may stand behind its last element.
    pub(in crate::auth) const fn end(&self) -> usize {
        self.end
    }

    /// The same without so many octets at the end.
    pub(in crate::auth) fn without_last(self, octets: usize) -> Self {
        let length = self.rest.len().saturating_sub(octets);
        Self {
            rest: self.rest.get(..length).unwrap_or_default(),
            end: self.end.saturating_sub(octets),
            field: Field::Credentials,
            ..self
        }
    }

    /// The same, forgiving what `tolerance` does.
    #[must_use]
    pub fn tolerating<U: Tolerance>(self, tolerance: U) -> Events<'a, U> {
        let Self { rest, end, field, state, .. } = self;
        Events { rest, end, field, state, tolerance }
    }

    /// What forgives, with what it remembers.
    #[must_use]
    pub const fn tolerance(&self) -> &T {
        &self.tolerance
    }

    /// What was not read yet. Behind a scheme this is its raw payload, whatever grammar that has; behind an error it
    /// begins with the octet that broke the grammar.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Where the next octet stands in the line.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.end.wrapping_sub(self.rest.len())
    }

    /// Goes on behind an error with the next challenge, if there is one: behind the next comma outside quotes that a
    /// token follows which is followed by SP, a comma or the end, and not by `=`.
    ///
    /// Whether that was within quotes is known; from there on they are counted. Linear in what is passed over.
    pub fn resume(&mut self) -> bool {
        if !matches!(self.state, State::Error | State::OpenError) || self.field != Field::Challenges {
            return false;
        }
        let mut quoted = self.state == State::OpenError;
        while let Some((&octet, rest)) = self.rest.split_first() {
            self.rest = rest;
            match octet {
                b'"' => quoted = !quoted,
                b'\\' if quoted => self.rest = rest.get(1..).unwrap_or_default(),
                b',' if !quoted => {
                    let behind = gap(rest).map_or(rest, |(behind, ())| behind);
                    if begins_challenge(behind) {
                        self.state = State::Start;
                        return true;
                    }
                    // Each comma of a gap is looked behind once.
                    self.rest = behind;
                }
                _ => {}
            }
        }
        false
    }

    /// Goes up to the next event, and tells what it may be.
    #[inline(always)]
    fn approach(&mut self) -> Result<Next<'a>, Err<Stop>> {
        let behind = self.rest;
        let (rest, next) = match self.state {
            State::Param => match ows_before(b',', behind)? {
                ([], ()) => return Ok(Next::Nothing),
                ([b',', rest @ ..], ()) => (rest, Next::Element),
                (rest, ()) if self.forgives_missing_comma(rest) => (rest, Next::Element),
                (rest, ()) => return expected(Rule::Comma, rest).map(|(_, next)| next),
            },
            State::Start => match self.field {
                Field::Credentials => {
                    (self.rest, ()) = ows(behind)?;
                    return Ok(Next::Scheme);
                }
                Field::Challenges => (behind, Next::Scheme),
                Field::Info => (behind, Next::Element),
            },
            State::Scheme => match (ows(behind)?.0, spaces(behind)) {
                ([], _) => return Ok(Next::Nothing),
                ([b',', rest @ ..], Ok(_)) => {
                    self.state = State::Param;
                    (rest, Next::Element)
                }
                ([b',', rest @ ..], Err(_)) if self.field == Field::Challenges => (rest, Next::Scheme),
                (rest, Ok((payload, ()))) if payload.len() == rest.len() => return Ok(self.payload(rest)),
                (rest, _) if rest.len() < behind.len() && self.forgives(Deviation::TabAfterScheme, behind) => {
                    return Ok(self.payload(rest));
                }
                (_, Ok((tab, ()))) => return expected(Rule::Space, tab).map(|(_, next)| next),
                (_, Err(error)) => return Err(error),
            },
            State::Token68 => match ows(behind)? {
                ([], ()) => return Ok(Next::Nothing),
                ([b',', rest @ ..], ()) if self.field == Field::Challenges => (rest, Next::Scheme),
                (rest, ()) => return expected(Rule::End, rest).map(|(_, next)| next),
            },
            State::Error | State::OpenError => return Ok(Next::Nothing),
        };
        (self.rest, ()) = gap(rest)?;
        Ok(if self.rest.is_empty() { Next::Nothing } else { next })
    }

    /// `( token68 / auth-param )`
    #[inline(always)]
    fn payload(&mut self, input: &'a [u8]) -> Next<'a> {
        self.rest = input;
        token68_element(input).map_or(Next::Element, |(_, token68)| Next::Token68(token68))
    }

    /// `BWS "=" BWS ( token / quoted-string )`
    #[inline(always)]
    fn auth_value(&mut self, input: &'a [u8]) -> Read<'a, Text<'a>> {
        let (rest, ()) = ows_before(b'=', input)?;
        let (rest, ()) = equals(rest)?;
        let (rest, ()) = ows_before(b'"', rest)?;
        // Behind the "=" there is nothing else that it could be.
        let read = value(rest).map_err(committed);
        match &read {
            _ if !T::FORGIVES => read,
            Ok((behind, text)) if text.is_quoted() || is_end(behind) => read,
            _ => match deviant_value(rest) {
                Some((deviation, deviant)) if self.forgives(deviation, rest) => Ok(deviant),
                _ => read,
            },
        }
    }

    #[inline(always)]
    fn forgives(&mut self, deviation: Deviation, at: &[u8]) -> bool {
        T::FORGIVES && self.tolerance.forgive(deviation, self.end.wrapping_sub(at.len()))
    }

    /// Whether a deviation is forgiven that only a scheme can see.
    #[inline(always)]
    pub(in crate::auth) fn forgives_at(&mut self, deviation: Deviation, offset: usize) -> bool {
        T::FORGIVES && self.tolerance.forgive(deviation, offset)
    }

    #[inline(always)]
    fn forgives_missing_comma(&mut self, rest: &[u8]) -> bool {
        T::FORGIVES
            && rest.len() < self.rest.len()
            && (token, ows, equals).parse(rest).is_ok()
            && self.forgives(Deviation::MissingComma, rest)
    }

    fn scheme(&mut self, name: &'a [u8], behind: &'a [u8]) -> Event<'a> {
        self.rest = behind;
        self.state = State::Scheme;
        Event::Scheme(Scheme::read(name))
    }

    #[cold]
    #[inline(never)]
    fn fail(&mut self, error: Err<Stop>) -> Option<Result<(usize, Event<'a>), ParseError>> {
        let error = Stop::from(error).before(self.end);
        let passed = error.offset().saturating_sub(self.offset());
        self.rest = self.rest.get(passed..).unwrap_or_default();
        let is_open = matches!(error.kind(), ErrorKind::Expected(Rule::QuotedString));
        self.state = if is_open { State::OpenError } else { State::Error };
        Some(Err(error))
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

/// A token68 and what must follow it: the end, or OWS and a comma.
#[inline(always)]
fn token68_element(input: &[u8]) -> Read<'_, &[u8]> {
    let (behind, token68) = token68(input)?;
    match ows(behind)? {
        ([] | [b',', ..], ()) => Ok((behind, token68)),
        (rest, ()) => expected(Rule::Comma, rest),
    }
}

/// What stands in the place of a value and can be read all the same.
fn deviant_value(input: &[u8]) -> Option<(Deviation, (&[u8], Text<'_>))> {
    if let [b'"', content @ ..] = input {
        let is_open = text_end(content).is_empty();
        return is_open.then(|| (Deviation::OpenQuote, (&[][..], Text::quoted(content, content.contains(&b'\\')))));
    }
    let length = input.iter().take_while(|&&octet| is(octet, QDTEXT) && !is(octet, GAP)).count();
    let (bare, behind) = input.split_at_checked(length)?;
    let read = (behind, Text::quoted(bare, false));
    match (bare, behind) {
        ([], [] | [b',', ..]) => Some((Deviation::EmptyValue, read)),
        ([], _) => None,
        _ => Some((Deviation::BareValue, read)),
    }
}

/// As nom's `cut`, for a rule that is to be inlined: nom calls it through a trait, which keeps compilers from it.
#[inline(always)]
fn committed(error: Err<Stop>) -> Err<Stop> {
    match error {
        Err::Error(stop) => Err::Failure(stop),
        other => other,
    }
}

/// Whether white space, a comma or nothing stands here.
#[inline(always)]
const fn is_end(input: &[u8]) -> bool {
    match input {
        [] => true,
        [octet, ..] => is(*octet, GAP),
    }
}

/// Whether a scheme stands here, and not the name of a parameter.
fn begins_challenge(input: &[u8]) -> bool {
    match token(input) {
        Ok((behind, _)) => matches!(behind, [] | [b' ' | b',', ..]) && preceded(ows, equals).parse(behind).is_err(),
        Err(_) => false,
    }
}

impl<'a, T: Tolerance> Iterator for Events<'a, T> {
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
                Ok((behind, name)) => Some(Ok((at, self.scheme(name, behind)))),
                Err(error) => self.fail(error),
            },
            Next::Element => match token(self.rest) {
                Ok((behind, name)) => match self.auth_value(behind) {
                    Ok((rest, value)) => {
                        self.rest = rest;
                        self.state = State::Param;
                        Some(Ok((at, Event::Param(Param::read(name, value)))))
                    }
                    Err(Err::Error(_)) if self.state == State::Param && self.field == Field::Challenges => {
                        Some(Ok((at, self.scheme(name, behind))))
                    }
                    Err(error) => self.fail(error),
                },
                Err(error) => self.fail(error),
            },
        }
    }
}

impl<T> fmt::Debug for Events<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Events({} octets left)", self.rest.len())
    }
}
