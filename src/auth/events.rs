//! The one parser of the framework's grammar: a field line as scheme, token68 and parameter events.
//!
//! ```abnf
//! #challenge, where challenge = auth-scheme [ 1*SP ( token68 / #auth-param ) ]   ; WWW-Authenticate, Proxy-Authenticate
//! credentials                 = auth-scheme [ 1*SP ( token68 / #auth-param ) ]   ; Authorization, Proxy-Authorization
//! #auth-param                                                                    ; Authentication-Info, Proxy-Authentication-Info
//! auth-param                  = token BWS "=" BWS ( token / quoted-string )
//! ```
//! [RFC 9110, section 11](https://www.rfc-editor.org/rfc/rfc9110#section-11)
//!
//! A comma may end a parameter or a challenge. What follows the comma decides: a token and `=` is a parameter of the same
//! challenge, any other token is the scheme of the next one. `abc=` after a scheme is a token68 if the element ends there,
//! and otherwise the start of a parameter. So a token and the bytes after it decide. Each byte is read once, except the name
//! of a challenge's first parameter, which is read twice.
//!
//! | input | result | why |
//! |---|---|---|
//! | `Basic ,realm="x"` | a parameter of `Basic` | the list may begin with an empty element, §5.6.1.2 |
//! | `Basic, realm="x"` | refused | without SP after the scheme there is no list of parameters |
//! | CR, LF, NUL and other control characters, escaped or not | refused | §5.5; they are safe in no context |
//! | `Basic abc, Basic def` or `Basic abc,` as credentials | refused | credentials are one value, not a list |

mod challenge;
mod checked;
mod credentials;
mod forgive;
mod resume;

use core::{fmt, mem};

use nom::Err;

use crate::auth::deviant;
use crate::auth::deviation::{Deviation, Strict, Tolerance};
use crate::auth::param::Param;
use crate::auth::scheme::Scheme;
use crate::auth::token68::{self, Token68};
use crate::error::{ErrorKind, ParseError, Rule};
use crate::syntax::class::{GAP, WSP};
use crate::syntax::rules::{Read, Stop, equals, expected, gap, ows, ows_before, spaces, token, trim_end, value};
use crate::syntax::text::Text;
use crate::syntax::wide::{WIDE, is_plain_param};

/// What [`Events`] returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// The scheme of a challenge or of credentials. A new challenge begins.
    Scheme(Scheme<'a>),
    /// The token68 of the preceding scheme.
    Token68(Token68<'a>),
    /// A parameter of the preceding scheme, or of Authentication-Info.
    Param(Param<'a>),
}

/// Parses one field line and returns its [`Event`]s, each with its byte offset, or the error at which it stops.
///
/// Only the grammar is checked: a repeated parameter is two events. Types such as [`Challenges`](super::Challenges) check the
/// rest. `T` is the [tolerance](Self::tolerating); by default, no deviation is tolerated.
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
/// An error ends the events. [`resume`](Self::resume) continues after it:
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
    /// How many bytes are left where the challenge ends of which these are the events, if a tolerant parser reads it.
    stop: u32,
    field: Field,
    state: State,
    /// The length of the name of the next parameter or scheme, if a tolerant parser has looked ahead; otherwise 0. Not 0 in
    /// strict events that were [checked](Self::has_checked_token68).
    name: u8,
    /// How many bytes are before that name. It stays after a scheme was read that is known to have a parameter with a value.
    gap: u8,
    tolerance: T,
}

/// The kind of the field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Challenges,
    Credentials,
    /// Credentials of a scheme whose values may end with semicolons, if deviations are tolerated.
    BareCredentials,
    Info,
    /// The rest of a challenge or of credentials that are known to have no error.
    Checked,
}

/// What was read last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing of the next challenge, of the credentials or of the list.
    Start,
    /// A scheme.
    Scheme,
    /// A scheme that is known to have a token68, if deviations are tolerated.
    TokenScheme,
    /// One whose token68 is base64.
    Base64Scheme,
    /// A word that may be a scheme, but no known one with parameters, or a part of the challenge before it, if deviations are
    /// tolerated.
    DoubtfulScheme,
    /// A known scheme that has parameters, after a challenge with a payload and before a comma, if deviations are tolerated.
    LaterScheme,
    /// A parameter, or a comma in place of one.
    Param,
    /// A token68.
    Token68,
    /// An error.
    Error,
    /// An error between quotes.
    OpenError,
}

impl<'a> Events<'a> {
    /// Parses `#challenge`: WWW-Authenticate, Proxy-Authenticate.
    #[must_use]
    pub fn challenges(line: &'a [u8]) -> Self {
        Self::new(line, Field::Challenges)
    }

    /// Parses `credentials`: Authorization, Proxy-Authorization.
    #[must_use]
    pub fn credentials(line: &'a [u8]) -> Self {
        Self::new(line, Field::Credentials)
    }

    /// Parses `#auth-param`: Authentication-Info, Proxy-Authentication-Info.
    #[must_use]
    pub fn info(line: &'a [u8]) -> Self {
        Self::new(line, Field::Info)
    }

    fn new(line: &'a [u8], field: Field) -> Self {
        let rest = trim_end(line, if field == Field::Credentials { WSP } else { GAP });
        Self { rest, end: rest.len(), stop: 0, field, state: State::Start, name: 0, gap: 0, tolerance: Strict }
    }
}

impl<'a, T: Tolerance> Events<'a, T> {
    /// Returns the offset of the end of the line, without the white space and commas that end it.
    pub(in crate::auth) const fn end(&self) -> usize {
        self.end
    }

    /// Returns the same events under another tolerance.
    #[must_use]
    pub fn tolerating<U: Tolerance>(self, tolerance: U) -> Events<'a, U> {
        if T::FORGIVES && !U::FORGIVES {
            let after = self.rest.len().saturating_sub(self.unread().len());
            return if after > 0 { self.without_last(after) } else { self }.with(tolerance);
        }
        self.with(tolerance)
    }

    /// Returns the same events without their tolerance, to be kept until they are [given one](Self::tolerating) again.
    pub(in crate::auth) fn kept(self) -> Events<'a> {
        self.with(Strict)
    }

    fn with<U: Tolerance>(self, tolerance: U) -> Events<'a, U> {
        let Self { rest, end, stop, field, state, .. } = self;
        Events { rest, end, stop, field, state, name: 0, gap: 0, tolerance }
    }

    /// Returns the tolerance, which may have recorded something.
    #[must_use]
    pub const fn tolerance(&self) -> &T {
        &self.tolerance
    }

    /// Returns the bytes not read yet. After a scheme, they begin with its raw payload, whatever its grammar; after an error,
    /// with the byte at which the grammar is broken.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Returns whether the scheme that was just read is known to have a parameter with a value.
    #[inline(always)]
    pub(in crate::auth) const fn has_params(&self) -> bool {
        self.name == 0 && self.gap > 0
    }

    /// Returns the offset of the next byte in the line.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.end.wrapping_sub(self.rest.len())
    }

    /// Advances to the next event and returns what it may be.
    #[inline(always)]
    fn approach(&mut self) -> Result<Next<'a>, Err<Stop>> {
        let input = self.rest;
        if self.stop() > 0 && input.len() <= self.stop() {
            return Ok(Next::Nothing);
        }
        let (rest, next) = match self.state {
            // Before `#challenge`, `credentials` or `#auth-param`.
            State::Start => match self.field {
                Field::Credentials | Field::BareCredentials | Field::Checked => {
                    (self.rest, ()) = ows(input)?;
                    return Ok(Next::Scheme);
                }
                Field::Challenges => (input, Next::Scheme),
                Field::Info => (input, Next::Element),
            },
            // Before `[ 1*SP ( token68 / #auth-param ) ]`.
            State::Scheme if WIDE && !T::FORGIVES && self.field == Field::Challenges && matches!(input, [b',', ..]) => {
                (input.get(1..).unwrap_or_default(), Next::Scheme)
            }
            State::Scheme | State::TokenScheme | State::Base64Scheme | State::DoubtfulScheme | State::LaterScheme => {
                match (ows(input)?.0, spaces(input)) {
                    ([], _) => return Ok(Next::Nothing),
                    // An empty element; the list of parameters goes on.
                    ([b',', rest @ ..], Ok(_)) => {
                        self.state = State::Param;
                        (rest, Next::Element)
                    }
                    (comma @ [b',', rest @ ..], Err(_)) if self.forgives_stray_comma(comma) => {
                        self.state = State::Param;
                        (rest, Next::Element)
                    }
                    ([b',', rest @ ..], Err(_)) if self.field == Field::Challenges => (rest, Next::Scheme),
                    (rest, Ok((payload, ()))) if payload.len() == rest.len() => return Ok(self.payload(rest)),
                    (rest, _) if rest.len() < input.len() && self.forgives(Deviation::TabAfterScheme, input) => {
                        return Ok(self.payload(rest));
                    }
                    (_, Ok((tab, ()))) => return expected(Rule::Space, tab).map(|(_, next)| next),
                    (_, Err(error)) => return Err(error),
                }
            }
            // Before `OWS [ "," [ OWS auth-param ] ]`.
            State::Param if T::FORGIVES && self.name > 0 => {
                self.rest = input.get(usize::from(self.gap)..).unwrap_or_default();
                return Ok(if self.rest.len() <= self.stop() { Next::Nothing } else { Next::Element });
            }
            State::Param => match ows_before(b',', input)? {
                ([], ()) if self.forgives_end(input) => return Ok(Next::Nothing),
                ([b',', rest @ ..], ()) => (rest, Next::Element),
                (rest, ()) => match self.forgiven_separators() {
                    Some(rest) => (rest, Next::Element),
                    None => return expected(Rule::Comma, rest).map(|(_, next)| next),
                },
            },
            // Before `OWS [ "," [ OWS challenge ] ]`.
            State::Token68 => match ows(input)? {
                ([], ()) => return Ok(Next::Nothing),
                ([b',', rest @ ..], ()) if self.field == Field::Challenges => (rest, Next::Scheme),
                // The missing comma was tolerated before the token68 was read as one.
                (rest, ()) if T::FORGIVES && self.field == Field::Challenges => (rest, Next::Scheme),
                (rest, ()) => return expected(Rule::End, rest).map(|(_, next)| next),
            },
            State::Error | State::OpenError => return Ok(Next::Nothing),
        };
        // In a list: empty elements may precede the next one.
        (self.rest, ()) = match rest {
            // Measured: most senders write one space, which a loop takes twelve instructions for.
            [b' ', element @ ..] if WIDE && !matches!(element, [] | [b' ' | b'\t' | b',', ..]) => (element, ()),
            _ => gap(rest)?,
        };
        Ok(if self.rest.len() <= self.stop() { Next::Nothing } else { next })
    }

    /// `( token68 / auth-param )`
    #[inline(always)]
    fn payload(&mut self, input: &'a [u8]) -> Next<'a> {
        self.rest = input;
        if T::FORGIVES && mem::take(&mut self.gap) > 0 && self.state == State::Scheme {
            return Next::Element;
        }
        // Eight bytes are enough for most names; a token68 would pay for more.
        let is_param = match self.state {
            State::Scheme if T::FORGIVES => is_plain_param::<16>(input),
            _ => !T::FORGIVES && is_plain_param::<8>(input),
        };
        if is_param {
            return Next::Element;
        }
        match token68::element(input) {
            Ok((_, token68)) if !T::FORGIVES => Next::Token68(token68),
            Ok((rest, token68)) => match deviant::empty_param(token68, rest) {
                Some(name) if self.forgives(Deviation::EmptyValue, rest) => Next::EmptyParam(name),
                _ => Next::Token68(token68),
            },
            Err(_) if T::FORGIVES && matches!(self.state, State::TokenScheme | State::Base64Scheme) => {
                self.deviant_token(input)
            }
            Err(_) => Next::Element,
        }
    }

    /// `BWS "=" BWS ( token / quoted-string )`
    #[inline(always)]
    fn auth_value(&mut self, name: &[u8], input: &'a [u8]) -> Read<'a, Text<'a>> {
        let (rest, ()) = ows_before(b'=', input)?;
        let (equals, ()) = equals(rest)?;
        if T::FORGIVES {
            self.gap = 0;
        }
        let (rest, ()) = ows_before(b'"', equals)?;
        // After the "=", nothing but a value can follow.
        let read = value(rest).map_err(committed);
        match &read {
            _ if !T::FORGIVES => read,
            Ok((after, _)) if self.list_goes_on(after) => read,
            _ => self.deviant_value(name, equals, rest).map_or(read, Ok),
        }
    }

    #[cfg_attr(target_pointer_width = "64", inline(always))]
    fn scheme(&mut self, name: &'a [u8], rest: &'a [u8]) -> Event<'a> {
        let scheme = Scheme::read(name);
        if T::FORGIVES && self.field == Field::Credentials && scheme.is_of_aws4() {
            self.field = Field::BareCredentials;
        }
        self.state = self.after_scheme(scheme, rest);
        self.rest = rest;
        Event::Scheme(scheme)
    }

    #[allow(clippy::unnecessary_wraps, reason = "measured: wrapping it later costs 20 instructions")]
    #[cold]
    #[inline(never)]
    fn fail(&mut self, error: Err<Stop>) -> Option<Result<(usize, Event<'a>), ParseError>> {
        let error = Stop::from(error).before(self.end);
        let read = error.offset().saturating_sub(self.offset());
        self.rest = self.rest.get(read..).unwrap_or_default();
        let is_open = matches!(error.kind(), ErrorKind::Expected(Rule::QuotedString));
        self.state = if is_open { State::OpenError } else { State::Error };
        self.gap = 0;
        Some(Err(error))
    }
}

/// What may come next.
enum Next<'a> {
    Nothing,
    Scheme,
    Token68(&'a [u8]),
    /// A token68 with white space in it.
    Folded(&'a [u8]),
    /// A parameter without a value.
    EmptyParam(&'a [u8]),
    /// A parameter, or the scheme of the next challenge.
    Element,
}

/// nom's `cut` for a rule that must be inlined: nom calls the rule through a trait, which prevents that.
#[inline(always)]
fn committed(error: Err<Stop>) -> Err<Stop> {
    match error {
        Err::Error(stop) => Err::Failure(stop),
        other => other,
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
            Next::Folded(token68) => {
                self.rest = self.rest.get(token68.len()..).unwrap_or_default();
                self.state = State::Token68;
                Some(Ok((at, Event::Token68(Token68::read_folded(token68)))))
            }
            Next::EmptyParam(name) => {
                self.rest = self.rest.get(name.len().saturating_add(1)..).unwrap_or_default();
                self.state = State::Param;
                Some(Ok((at, Event::Param(Param::read(name, Text::missing())))))
            }
            Next::Scheme => match token(self.rest) {
                Ok((rest, name)) => Some(Ok((at, self.scheme(name, rest)))),
                Err(error) => self.fail(error),
            },
            Next::Element => match self.name() {
                Ok((after, name)) => match self.auth_value(name, after) {
                    Ok((rest, value)) => {
                        self.rest = rest;
                        self.state = State::Param;
                        Some(Ok((at, Event::Param(Param::read(name, value)))))
                    }
                    Err(Err::Error(_)) if self.state == State::Param && self.field == Field::Challenges => {
                        Some(Ok((at, self.scheme(name, after))))
                    }
                    Err(Err::Error(_)) if T::FORGIVES && self.forgives_next_challenge(self.rest) => {
                        let is_next = self.rest.len() <= self.stop();
                        (!is_next).then(|| Ok((at, self.scheme(name, after))))
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
        write!(f, "Events({} bytes left)", self.rest.len())
    }
}
