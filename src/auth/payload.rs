//! What stands behind a scheme: a token68, or parameters.
//!
//! ```abnf
//! payload = [ 1*SP ( token68 / #auth-param ) ]
//! ```
//!
//! All schemes read it with [`Payload`], and those with parameters write it with [`WriteParams`].
//!
//! # To add a scheme
//! A module in `auth.rs`, furnished as `basic` is; it sees this one, [`slots`](super::slots), and nothing of its
//! neighbours, but where its standard builds on theirs.
//! - Parameters: [`slots::read`](super::slots::read) takes up those that the scheme names, in one pass, and none at all
//!   when the scheme stands alone. [`WriteParams`] is the way back; it is told which values are quoted.
//! - A token68: [`token68_behind`], or [`Payload::required_token68`] of a value that was read;
//!   [`Payload::optional_token68`] when the scheme may stand alone. When a decoder checks every symbol anyway,
//!   [`unchecked`] gives it the octets unread. [`Token68`] writes them.
//! - Values that the grammar can't carry are refused where they are given: `Text::for_part`, `Token::for_part`.

use core::cell::RefCell;
use core::mem;

use nom::Parser;
use nom::sequence::preceded;

use crate::auth::events::{Event, Events};
use crate::auth::param::{Param, Params};
use crate::auth::{Deviation, Leniency, MAX_PARAMS, Scheme, Strict, Token68, Tolerance};
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::class::{GAP, WSP};
use crate::syntax::rules::{expected, ows, spaces, token68, trim_end};
use crate::syntax::text::Text;
use crate::syntax::token::Token;

/// Octets that are read whenever they are asked for, or parts about to be sent.
#[derive(Clone, Copy)]
pub(in crate::auth) enum Payload<'a, T = Strict> {
    Received(Events<'a, T>),
    Params(&'a [Param<'a>]),
    Token68(Token68<'a>),
}

impl<'a> Payload<'a> {
    /// What follows `scheme` in a value that is one challenge or credentials, not checked any further.
    pub(in crate::auth) fn parse(scheme: &'static str, value: &'a [u8]) -> Result<Self, ParseError> {
        Self::parse_one_of(scheme, value, |name| name.is(scheme).then_some(())).map(|((), payload)| payload)
    }

    /// The same, with what `known` makes of a scheme of several; `expected` is one of them.
    #[inline]
    pub(in crate::auth) fn parse_one_of<K>(
        expected: &'static str,
        value: &'a [u8],
        known: impl FnOnce(Scheme<'a>) -> Option<K>,
    ) -> Result<(K, Self), ParseError> {
        let mut events = Events::credentials(value);
        match events.next().transpose()? {
            Some((at, Event::Scheme(name))) => match known(name) {
                Some(known) => Ok((known, Self::Received(events))),
                None => Err(ParseError::new(ErrorKind::Scheme(expected), at)),
            },
            _ => Err(ParseError::new(ErrorKind::Expected(Rule::Token), 0)),
        }
    }

    /// The parameters of a line of info.
    pub(in crate::auth) fn info(line: &'a [u8]) -> Self {
        Self::Received(Events::info(line))
    }
}

impl<'a, T: Leniency> Payload<'a, T> {
    /// The same, if `scheme`, which stands before it, is the one that is expected.
    pub(in crate::auth) fn behind_scheme(self, scheme: Scheme<'_>, expected: &'static str) -> Result<Self, ParseError> {
        self.behind_one_of(scheme, expected, |name| name.is(expected).then_some(())).map(|((), payload)| payload)
    }

    /// The same, with what `known` makes of a scheme of several; `expected` is one of them.
    pub(in crate::auth) fn behind_one_of<'s, K>(
        self,
        scheme: Scheme<'s>,
        expected: &'static str,
        known: impl FnOnce(Scheme<'s>) -> Option<K>,
    ) -> Result<(K, Self), ParseError> {
        known(scheme).map(|known| (known, self)).ok_or_else(|| {
            let at = self.offset().saturating_sub(scheme.as_bytes().len());
            ParseError::new(ErrorKind::Scheme(expected), at)
        })
    }

    /// Parameters about to be sent.
    pub(in crate::auth) fn of_params(params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        let mut names = Names::default();
        for (index, param) in params.iter().enumerate() {
            names.add(param.name(), index).map_err(|error| {
                let too_many = error.kind() == ErrorKind::TooMany;
                let kind = if too_many { ValueErrorKind::TooMany } else { ValueErrorKind::Duplicate };
                ValueError::new("params", kind, index)
            })?;
        }
        Ok(Self::Params(params))
    }

    /// What is there, but for the spaces before it; nothing when it is about to be sent.
    pub(in crate::auth) fn raw(&self) -> &'a [u8] {
        match self {
            Self::Received(events) => ows(events.rest()).map_or(events.rest(), |(raw, ())| raw),
            Self::Params(_) | Self::Token68(_) => &[],
        }
    }

    /// Tells each deviation that is forgiven on the way.
    pub(in crate::auth) fn deviations(&self, report: impl FnMut(Deviation, usize)) {
        let report = RefCell::new(report);
        let tell = |deviation, offset| {
            if let Ok(mut report) = report.try_borrow_mut() {
                report(deviation, offset);
            }
            true
        };
        let Self::Received(events) = self else {
            return;
        };
        let mut names = Names::default();
        for (at, event) in events.tolerating(tell).map_while(Result::ok) {
            if let Event::Param(param) = event
                && names.add(param.name(), at).is_err()
            {
                tell(Deviation::RepeatedParam, at);
            }
        }
    }

    /// The same, read by who forgives otherwise.
    pub(in crate::auth) fn tolerating<U: Tolerance>(self, tolerance: U) -> Payload<'a, U> {
        match self {
            Self::Received(events) => Payload::Received(events.tolerating(tolerance)),
            Self::Params(params) => Payload::Params(params),
            Self::Token68(token68) => Payload::Token68(token68),
        }
    }

    /// The parameters, for who reads them again by the letter; none when something may be forgiven to read them.
    pub(in crate::auth) fn strict_params(self) -> Params<'a> {
        if T::FORGIVES { Params::default() } else { Params::new(self.tolerating(Strict)) }
    }

    /// The token68, if there is one, and where it begins.
    pub(in crate::auth) fn token68(self) -> Option<(usize, Token68<'a>)> {
        match self {
            Self::Received(mut events) => match events.next()? {
                Ok((at, Event::Token68(token68))) => Some((at, token68)),
                _ => None,
            },
            Self::Token68(token68) => Some((0, token68)),
            Self::Params(_) => None,
        }
    }

    /// The token68 that a scheme must have, and where it begins.
    pub(in crate::auth) fn required_token68(self) -> Result<(usize, Token68<'a>), ParseError> {
        match self {
            Self::Received(events) => {
                let behind = if T::FORGIVES { ows(events.rest()) } else { spaces(events.rest()) };
                let octets = behind.map_or(events.rest(), |(octets, ())| octets);
                let at = events.end().saturating_sub(octets.len());
                Ok((at, checked(octets, at)?))
            }
            Self::Token68(token68) => Ok((0, token68)),
            Self::Params(_) => Err(no_token68(0)),
        }
    }

    /// The token68 that a scheme may have, and where it begins; nothing when the scheme stands alone.
    pub(in crate::auth) fn optional_token68(self) -> Result<Option<(usize, Token68<'a>)>, ParseError> {
        match self {
            Self::Received(mut events) => match events.next() {
                None => Ok(None),
                Some(Ok((at, Event::Token68(token68)))) if events.next().is_none() => Ok(Some((at, token68))),
                Some(Ok(_)) => self.required_token68().map(Some),
                Some(Err(error)) => self.required_token68().and(Err(error)),
            },
            Self::Params([]) => Ok(None),
            Self::Params(_) | Self::Token68(_) => self.required_token68().map(Some),
        }
    }

    /// What stands behind a scheme and its spaces, whatever grammar it has, and where it begins; nothing of parameters
    /// about to be sent.
    pub(in crate::auth) fn required_raw(self) -> Result<(usize, &'a [u8]), ParseError> {
        match self {
            Self::Received(events) => match spaces(events.rest()) {
                Ok((raw, ())) => Ok((events.end().saturating_sub(raw.len()), raw)),
                Err(_) => Err(ParseError::new(ErrorKind::Expected(Rule::Space), events.offset())),
            },
            Self::Token68(token68) => Ok((0, token68.as_bytes())),
            Self::Params(_) => Ok((0, &[])),
        }
    }

    /// The next parameter, and where it begins. A token68 is none.
    #[inline]
    pub(in crate::auth) fn next_param(&mut self) -> Option<Result<(usize, Param<'a>), ParseError>> {
        match self.next_event()? {
            Ok((at, Event::Param(param))) => Some(Ok((at, param))),
            Ok((at, Event::Token68(_) | Event::Scheme(_))) => Some(Err(not_a_param(at))),
            Err(error) => Some(Err(error)),
        }
    }

    /// The next parameter or token68, for who takes it up without a copy.
    #[inline]
    pub(in crate::auth) fn next_event(&mut self) -> Option<Result<(usize, Event<'a>), ParseError>> {
        match self {
            Self::Received(events) => events.next(),
            Self::Params(params) => {
                let (param, rest) = params.split_first()?;
                *params = rest;
                Some(Ok((0, Event::Param(*param))))
            }
            Self::Token68(token68) => Some(Ok((0, Event::Token68(*token68)))),
        }
    }

    /// Where the value of the next parameter begins, behind its quote.
    pub(in crate::auth) fn next_octets(&self) -> usize {
        let Self::Received(events) = self else {
            return 0;
        };
        let equals = events.rest().iter().position(|&octet| octet == b'=').map_or(0, |at| at.saturating_add(1));
        let value = events.rest().get(equals..).unwrap_or_default();
        let value = ows(value).map_or(value, |(value, ())| value);
        events.end().saturating_sub(value.strip_prefix(b"\"").unwrap_or(value).len())
    }

    /// Whether a deviation is forgiven that only a scheme can see.
    pub(in crate::auth) fn forgives(&mut self, deviation: Deviation, at: usize) -> bool {
        match self {
            Self::Received(events) => events.forgives_at(deviation, at),
            Self::Params(_) | Self::Token68(_) => false,
        }
    }

    /// Where the octets are that come next.
    pub(in crate::auth) const fn offset(&self) -> usize {
        match self {
            Self::Received(events) => events.offset(),
            Self::Params(_) | Self::Token68(_) => 0,
        }
    }

    /// Where the last parameter ends.
    pub(in crate::auth) fn end(&self) -> usize {
        match self {
            Self::Received(events) => {
                let rest = events.rest();
                events.end().saturating_sub(rest.len()).saturating_add(trim_end(rest, GAP).len())
            }
            Self::Params(_) | Self::Token68(_) => 0,
        }
    }

    /// Writes SP and the payload, or nothing when there is none.
    pub(in crate::auth) fn write<S: Sink>(mut self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        if let Some((_, token68)) = self.token68() {
            wire.put(b" ")?;
            return token68.write(wire);
        }
        let mut separator = &b" "[..];
        while let Some(Ok((_, param))) = self.next_param() {
            wire.put(separator)?;
            param.write(wire)?;
            separator = b", ";
        }
        Ok(())
    }
}

impl<T: Leniency> PartialEq for Payload<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        let (mut one, mut other) = (*self, *other);
        if one.token68().map(|(_, token68)| token68) != other.token68().map(|(_, token68)| token68) {
            return false;
        }
        loop {
            match (one.next_param(), other.next_param()) {
                (Some(Ok((_, param))), Some(Ok((_, another)))) if param == another => {}
                (Some(Ok(_)), _) | (_, Some(Ok(_))) => return false,
                _ => return true,
            }
        }
    }
}

pub(in crate::auth) const fn not_a_param(at: usize) -> ParseError {
    ParseError::new(ErrorKind::Expected(Rule::AuthParam), at)
}

/// The names seen so far, so that none is missed when it occurs again.
#[derive(Default)]
pub(in crate::auth) struct Names<'a>(heapless::Vec<&'a [u8], MAX_PARAMS>);

impl<'a> Names<'a> {
    /// Adds a name that stands at octet `at`.
    #[inline]
    pub(in crate::auth) fn add(&mut self, name: Token<'a>, at: usize) -> Result<(), ParseError> {
        let name = name.as_bytes();
        if self.0.iter().any(|other| other.len() == name.len() && other.eq_ignore_ascii_case(name)) {
            return Err(ParseError::new(ErrorKind::DuplicateParam, at));
        }
        self.0.push(name).map_err(|_| ParseError::new(ErrorKind::TooMany, at))
    }

    pub(in crate::auth) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::auth) fn clear(&mut self) {
        self.0.clear();
    }
}

/// What stands between a parameter and what was written before it.
enum Separator {
    Nothing,
    Space,
    Comma,
}

/// Writes parameters, each behind its separator.
pub(in crate::auth) struct WriteParams<'w, 's, S> {
    wire: &'w mut Wire<'s, S>,
    separator: Separator,
}

impl<'w, 's, S: Sink> WriteParams<'w, 's, S> {
    /// Begins with the scheme.
    #[inline]
    pub(in crate::auth) fn behind(scheme: &str, wire: &'w mut Wire<'s, S>) -> Result<Self, S::Error> {
        wire.put(scheme.as_bytes())?;
        Ok(Self { wire, separator: Separator::Space })
    }

    /// Begins with nothing, as info does.
    pub(in crate::auth) const fn alone(wire: &'w mut Wire<'s, S>) -> Self {
        Self { wire, separator: Separator::Nothing }
    }

    /// What stands before a value. Inlined, all lengths are constants, and copying costs a store.
    #[inline(always)]
    fn lead(&mut self, name: &str, equals: &[u8]) -> Result<(), S::Error> {
        self.separate()?;
        self.wire.put(name.as_bytes())?;
        self.wire.put(equals)
    }

    #[inline(always)]
    fn separate(&mut self) -> Result<(), S::Error> {
        match mem::replace(&mut self.separator, Separator::Comma) {
            Separator::Nothing => Ok(()),
            Separator::Space => self.wire.put(b" "),
            Separator::Comma => self.wire.put(b", "),
        }
    }

    /// `name="value"`, or nothing when there is no value.
    #[inline(always)]
    pub(in crate::auth) fn quoted<'a>(
        &mut self,
        name: &str,
        value: impl Into<Option<Text<'a>>>,
    ) -> Result<(), S::Error> {
        match value.into() {
            Some(value) => {
                self.lead(name, b"=\"")?;
                value.write_behind_quote(self.wire)
            }
            None => Ok(()),
        }
    }

    /// `name=value` when the value is a token, as standards want it; or nothing when there is no value.
    #[inline(always)]
    pub(in crate::auth) fn token<'a>(
        &mut self,
        name: &str,
        value: impl Into<Option<Text<'a>>>,
    ) -> Result<(), S::Error> {
        match value.into() {
            Some(value) => self.value(name, &value.out_of_quotes()),
            None => Ok(()),
        }
    }

    /// `name="value"`, of a value that has nothing to escape.
    #[inline(always)]
    pub(in crate::auth) fn quoted_value(&mut self, name: &str, value: &impl Encode) -> Result<(), S::Error> {
        self.lead(name, b"=\"")?;
        value.write(self.wire)?;
        self.wire.put(b"\"")
    }

    /// `name=value`, in the form that the value has.
    #[inline(always)]
    pub(in crate::auth) fn value(&mut self, name: &str, value: &impl Encode) -> Result<(), S::Error> {
        self.lead(name, b"=")?;
        value.write(self.wire)
    }

    /// A parameter in the form that it has.
    pub(in crate::auth) fn param(&mut self, param: Param<'_>) -> Result<(), S::Error> {
        self.separate()?;
        param.write(self.wire)
    }
}

/// The token68 behind `scheme` in a value that holds nothing else, and where it begins.
#[inline(always)]
pub(in crate::auth) fn token68_behind<'a>(
    scheme: &'static str,
    value: &'a [u8],
) -> Result<(usize, Token68<'a>), ParseError> {
    let (at, octets) = unchecked(scheme, value)?;
    Ok((at, checked(octets, at)?))
}

/// All these octets, which stand at `at`, as a token68.
#[inline]
pub(in crate::auth) fn checked(octets: &[u8], at: usize) -> Result<Token68<'_>, ParseError> {
    match token68(octets) {
        Ok(([], token68)) => Ok(Token68::read(token68)),
        Ok((rest, _)) => Err(no_token68(octets.len().wrapping_sub(rest.len()).wrapping_add(at))),
        Err(_) => Err(no_token68(at)),
    }
}

const fn no_token68(at: usize) -> ParseError {
    ParseError::new(ErrorKind::Expected(Rule::Token68), at)
}

/// The octets behind `scheme` and its spaces, and where they begin, for a decoder that checks each of them itself.
///
/// Whoever refuses them asks [`checked`] first what is wrong: they may hold what no token68 does.
#[inline(always)]
pub(in crate::auth) fn unchecked<'a>(scheme: &'static str, value: &'a [u8]) -> Result<(usize, &'a [u8]), ParseError> {
    let value = trim_end(value, WSP);
    let name = |input: &'a [u8]| match input.split_at_checked(scheme.len()) {
        // Nearly everyone spells it as the standard does, and that is known in one comparison.
        Some((name, rest)) if name == scheme.as_bytes() || name.eq_ignore_ascii_case(scheme.as_bytes()) => {
            Ok((rest, ()))
        }
        _ => expected(Rule::Token, input),
    };
    match preceded((ows, name), spaces).parse(value) {
        Ok((rest, ())) => Ok((value.len().saturating_sub(rest.len()), rest)),
        Err(_) => Payload::parse(scheme, value).and_then(|payload| Err(no_token68(payload.offset()))),
    }
}
