//! `auth-scheme [ 1*SP ( token68 / #auth-param ) ]`: the production that challenges and credentials share.
//!
//! A scheme's own types start here: [`payload_after`] returns what follows the scheme's name, [`token68_after`] the one
//! token68 that follows it.

use nom::Parser;
use nom::sequence::preceded;

use crate::auth::deviation::{Leniency, Strict, Tolerance};
use crate::auth::events::{Event, Events};
use crate::auth::param::Param;
use crate::auth::payload::Payload;
use crate::auth::scheme::Scheme;
use crate::auth::seen::SeenNames;
use crate::auth::token68::{Token68, not_a_token68};
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError};
use crate::syntax::class::{TOKEN68, WSP};
use crate::syntax::rules::{expected, ows, spaces, trim_end, trim_start};
use crate::syntax::token::is_one_of;
use crate::syntax::wide::WIDE;

/// A scheme and what follows it.
#[derive(Clone, Copy)]
pub(in crate::auth) struct SchemePayload<'a, T = Strict> {
    pub(in crate::auth) scheme: Scheme<'a>,
    pub(in crate::auth) payload: Payload<'a, T>,
}

impl<'a> SchemePayload<'a> {
    /// Parses the scheme of a value that is one challenge or credentials. The payload is not checked.
    #[inline]
    pub(in crate::auth) fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let mut events = Events::credentials(value);
        let scheme = next_scheme(&mut events)?;
        Ok(Self { scheme, payload: Payload::Received(events) })
    }

    /// Parses a value that is one challenge or credentials, and checks all of it.
    ///
    /// The error is where `misfit` says: how many bytes of the payload are left there. It gets the scheme and the payload of a
    /// value with an error. Inlined: a result of this size is copied by a call of `memcpy`.
    #[inline(always)]
    pub(in crate::auth) fn parse_whole(
        value: &'a [u8],
        misfit: impl Fn(&[u8], &[u8]) -> Option<usize>,
    ) -> Result<Self, ParseError> {
        let mut events = Events::credentials(value);
        let scheme = if WIDE {
            let scheme = events.first_scheme()?;
            // Most credentials have a token68. Those that have not are slowed by the length of the first name.
            if events.check_token68() {
                return Ok(Self { scheme, payload: Payload::Received(events) });
            }
            scheme
        } else {
            // Not with `next_scheme`: a second `Result` costs six instructions.
            let Some((_, Event::Scheme(scheme))) = events.next().transpose()? else {
                return Err(not_a_scheme());
            };
            scheme
        };
        let mut names = SeenNames::default();
        for event in events {
            let error = match event {
                Ok((at, Event::Param(param))) => names.add(param.name(), at).err(),
                Ok(_) => None,
                Err(error) => Some(error),
            };
            if let Some(error) = error {
                return Err(match misfit(scheme.as_bytes(), events.rest()) {
                    Some(left) => not_a_token68(events.end().saturating_sub(left)),
                    None => error,
                });
            }
        }
        Ok(Self { scheme, payload: Payload::Received(events.checked()) })
    }

    /// Checks a scheme with parameters, to be sent.
    pub(in crate::auth) fn of_params(scheme: &'a str, params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        Ok(Self { scheme: Scheme::new(scheme)?, payload: Payload::of_params(params)? })
    }

    /// Checks a scheme with a token68, to be sent.
    pub(in crate::auth) fn of_token68(scheme: &'a str, token68: &'a [u8]) -> Result<Self, ValueError> {
        Ok(Self { scheme: Scheme::new(scheme)?, payload: Payload::Token68(Token68::new(token68)?) })
    }
}

impl<'a, T: Leniency> SchemePayload<'a, T> {
    /// Returns the payload if the scheme is `expected`.
    #[inline]
    pub(in crate::auth) fn expect(&self, expected: &'static str) -> Result<Payload<'a, T>, ParseError> {
        self.expect_one_of(expected, |scheme| scheme.is(expected).then_some(())).map(|((), payload)| payload)
    }

    /// Returns the payload if `known` knows the scheme, with what `known` returns for it. An error names `expected`.
    #[inline]
    pub(in crate::auth) fn expect_one_of<K>(
        &self,
        expected: &'static str,
        known: impl FnOnce(Scheme<'a>) -> Option<K>,
    ) -> Result<(K, Payload<'a, T>), ParseError> {
        known(self.scheme)
            .map(|known| (known, self.payload))
            .ok_or_else(|| ParseError::new(ErrorKind::Scheme(expected), self.offset()))
    }

    /// Returns the offset of the scheme.
    pub(in crate::auth) fn offset(&self) -> usize {
        self.payload.offset().saturating_sub(self.scheme.as_bytes().len())
    }

    /// Returns the same value under another tolerance.
    pub(in crate::auth) fn tolerating<U: Tolerance>(self, tolerance: U) -> SchemePayload<'a, U> {
        SchemePayload { scheme: self.scheme, payload: self.payload.tolerating(tolerance) }
    }

    pub(in crate::auth) fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.scheme.write(wire)?;
        self.payload.write(wire)
    }
}

impl<T: Leniency> PartialEq for SchemePayload<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.payload == other.payload
    }
}

/// Parses a value that begins with `scheme`. The payload is not checked.
#[inline]
pub(in crate::auth) fn payload_after<'a>(scheme: &'static str, value: &'a [u8]) -> Result<Payload<'a>, ParseError> {
    let mut events = Events::credentials(value);
    let name = next_scheme(&mut events)?;
    if name.is(scheme) {
        return Ok(Payload::Received(events));
    }
    let at = events.offset().saturating_sub(name.as_bytes().len());
    Err(ParseError::new(ErrorKind::Scheme(scheme), at))
}

/// Returns how many bytes are left of `payload` at the first one that is not of a token68, if credentials of the scheme have one.
#[cold]
#[inline(never)]
pub(in crate::auth) fn after_token68(scheme: &[u8], payload: &[u8]) -> Option<usize> {
    let (token68, ()) = spaces(payload).ok()?;
    if !is_one_of(scheme, &Scheme::WITH_TOKEN68_IN_CREDENTIALS) {
        return None;
    }
    let mut rest = trim_start(token68, TOKEN68);
    while rest.len() < token68.len()
        && let Some((b'=', padding)) = rest.split_first()
    {
        rest = padding;
    }
    Some(rest.len())
}

/// `auth-scheme`
#[inline(always)]
fn next_scheme<'a>(events: &mut Events<'a>) -> Result<Scheme<'a>, ParseError> {
    if WIDE {
        return events.first_scheme();
    }
    match events.next().transpose()? {
        Some((_, Event::Scheme(scheme))) => Ok(scheme),
        _ => Err(not_a_scheme()),
    }
}

/// Returns the error of a value without a scheme.
const fn not_a_scheme() -> ParseError {
    ParseError::new(ErrorKind::Expected(Rule::Token), 0)
}

/// Parses `scheme 1*SP token68`; returns the token68 and its offset.
#[inline(always)]
pub(in crate::auth) fn token68_after<'a>(
    scheme: &'static str,
    value: &'a [u8],
) -> Result<(usize, Token68<'a>), ParseError> {
    let (at, bytes) = bytes_after(scheme, value)?;
    Ok((at, Token68::parse_at(bytes, at)?))
}

/// Returns the bytes after `scheme` and its spaces, and their offset, for a decoder that checks each byte itself.
///
/// A decoder that rejects them must report the error of [`Token68::parse_at`] first, because they may hold bytes that a
/// token68 cannot hold.
#[inline(always)]
pub(in crate::auth) fn bytes_after<'a>(scheme: &'static str, value: &'a [u8]) -> Result<(usize, &'a [u8]), ParseError> {
    let value = trim_end(value, WSP);
    let name = |input: &'a [u8]| match input.split_at_checked(scheme.len()) {
        // Most senders spell the name as the standard does, which one comparison shows.
        Some((name, rest)) if name == scheme.as_bytes() || name.eq_ignore_ascii_case(scheme.as_bytes()) => {
            Ok((rest, ()))
        }
        _ => expected(Rule::Token, input),
    };
    match preceded((ows, name), spaces).parse(value) {
        Ok((rest, ())) => Ok((value.len().saturating_sub(rest.len()), rest)),
        Err(_) => payload_after(scheme, value).and_then(|payload| Err(not_a_token68(payload.offset()))),
    }
}
