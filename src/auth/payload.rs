//! What follows a scheme: a token68, or parameters.
//!
//! ```abnf
//! payload = [ 1*SP ( token68 / #auth-param ) ]
//! ```

use core::cell::Cell;

use crate::auth::coding::base64::is_folded_base64;
use crate::auth::coding::undecoded::Undecoded;
use crate::auth::deviant::name_of_empty;
use crate::auth::deviation::{Deviation, Leniency, Strict, Tolerance, Tolerant};
use crate::auth::events::{Event, Events};
use crate::auth::param::Param;
use crate::auth::seen::SeenNames;
use crate::auth::token68::{Token68, is_visible, not_a_token68};
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::class::GAP;
use crate::syntax::rules::{ows, spaces, trim_end};
use crate::syntax::text::Text;

/// Received bytes, which are parsed on each call, or parts to be sent.
#[derive(Clone, Copy)]
pub(in crate::auth) enum Payload<'a, T = Strict> {
    Received(Events<'a, T>),
    Params(&'a [Param<'a>]),
    Token68(Token68<'a>),
}

impl<'a> Payload<'a> {
    /// Wraps the parameters of a line of Authentication-Info.
    pub(in crate::auth) fn info(line: &'a [u8]) -> Self {
        Self::Received(Events::info(line))
    }
}

impl<'a, T: Leniency> Payload<'a, T> {
    /// Checks that no parameter to be sent is repeated.
    pub(in crate::auth) fn of_params(params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        let mut names = SeenNames::default();
        for (index, param) in params.iter().enumerate() {
            names.add(param.name(), index).map_err(|error| {
                let too_many = error.kind() == ErrorKind::TooMany;
                let kind = if too_many { ValueErrorKind::TooMany } else { ValueErrorKind::Duplicate };
                ValueError::new("params", kind, index)
            })?;
        }
        Ok(Self::Params(params))
    }

    /// Returns the received bytes without the white space before them; an empty slice for parts to be sent.
    pub(in crate::auth) fn raw(&self) -> &'a [u8] {
        match self {
            Self::Received(events) => ows(events.unread()).map_or(events.unread(), |(raw, ())| raw),
            Self::Params(_) | Self::Token68(_) => &[],
        }
    }

    /// Reports each deviation that is tolerated, in order.
    pub(in crate::auth) fn deviations(&self, mut report: impl FnMut(Deviation, usize)) {
        let Self::Received(events) = self else {
            return;
        };
        let mut names = SeenNames::default();
        // The offset of the next parameter, if it is repeated and that is not reported yet.
        let repeated = Cell::new(None);
        let report: &mut dyn FnMut(Deviation, usize) = &mut report;
        let report = Cell::new(Some(report));
        let call = |deviation, offset| {
            if let Some(called) = report.take() {
                called(deviation, offset);
                report.set(Some(called));
            }
        };
        // A caller can name this type too: a program that does contains one tolerant parser for both.
        let reporting: &dyn Fn(Deviation, usize) -> bool = &|deviation, offset| {
            if let Some(at) = repeated.get().filter(|at| *at < offset) {
                repeated.set(None);
                call(Deviation::RepeatedParam, at);
            }
            call(deviation, offset);
            true
        };
        let mut reported = events.tolerating(reporting);
        // This parser knows the next parameter before the other one reports what is deviant in its value.
        let mut events = events.tolerating(Tolerant);
        loop {
            let event = events.next();
            if let Some(Ok((at, Event::Param(param)))) = event
                && names.add(param.name(), at).is_err()
            {
                repeated.set(Some(at));
            }
            let _ = reported.next();
            if let Some(at) = repeated.take() {
                call(Deviation::RepeatedParam, at);
            }
            if !matches!(event, Some(Ok(_))) {
                return;
            }
        }
    }

    /// Returns the same payload under another tolerance.
    pub(in crate::auth) fn tolerating<U: Tolerance>(self, tolerance: U) -> Payload<'a, U> {
        match self {
            Self::Received(events) => Payload::Received(events.tolerating(tolerance)),
            Self::Params(params) => Payload::Params(params),
            Self::Token68(token68) => Payload::Token68(token68),
        }
    }

    /// Returns the same payload without its tolerance, to be kept until it is [given one](Self::tolerating) again.
    pub(in crate::auth) fn kept(self) -> Payload<'a> {
        match self {
            Self::Received(events) => Payload::Received(events.kept()),
            Self::Params(params) => Payload::Params(params),
            Self::Token68(token68) => Payload::Token68(token68),
        }
    }

    /// Returns the token68, if there is one, and its offset.
    pub(in crate::auth) fn token68(self) -> Option<(usize, Token68<'a>)> {
        match self {
            Self::Received(events) if events.has_checked_token68() => self.required_token68().ok(),
            Self::Received(mut events) => match events.next()? {
                Ok((at, Event::Token68(token68))) => Some((at, token68)),
                _ => None,
            },
            Self::Token68(token68) => Some((0, token68)),
            Self::Params(_) => None,
        }
    }

    /// Returns the token68 of a scheme that requires one, and its offset.
    pub(in crate::auth) fn required_token68(mut self) -> Result<(usize, Token68<'a>), ParseError> {
        match self {
            Self::Received(events) => {
                let after = if T::FORGIVES { ows(events.unread()) } else { spaces(events.unread()) };
                let bytes = after.map_or(events.unread(), |(bytes, ())| bytes);
                let at = events.offset_of(bytes);
                if events.has_checked_token68() {
                    return Ok((at, Token68::read(bytes)));
                }
                match Token68::parse_at(bytes, at) {
                    // A parameter without a deviation is a token, too, where the scheme has no parameters.
                    Err(_) if T::FORGIVES && are_visible(bytes) && self.forgives(Deviation::BareToken, at) => {
                        Ok((at, Token68::read(bytes)))
                    }
                    read => Ok((at, read?)),
                }
            }
            Self::Token68(token68) => Ok((0, token68)),
            Self::Params(_) => Err(not_a_token68(0)),
        }
    }

    /// Returns the token68 of a scheme that may also come without one, and its offset.
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

    /// Returns the token68 of a scheme that requires one, as base64 that is decoded on request.
    pub(in crate::auth) fn required_base64(self) -> Result<Undecoded<'a>, ParseError> {
        if T::FORGIVES
            && let Some(folded) = self.folded()
        {
            return Ok(folded);
        }
        Ok(self.undecoded(self.required_token68()?))
    }

    /// Returns base64 that has white space between its symbols, which remains of a folded line, if that is tolerated.
    fn folded(mut self) -> Option<Undecoded<'a>> {
        let Self::Received(events) = self else {
            return None;
        };
        let (bytes, ()) = ows(events.unread()).ok()?;
        let at = events.offset_of(bytes);
        (is_folded_base64(bytes) && self.forgives(Deviation::FoldedSpace, at))
            .then(|| self.padded(Undecoded::folded(bytes, at), bytes, at))
    }

    /// Returns the token68 of a scheme that may also come without one, as base64 that is decoded on request.
    pub(in crate::auth) fn optional_base64(self) -> Result<Option<Undecoded<'a>>, ParseError> {
        if T::FORGIVES
            && let Some(folded) = self.folded()
        {
            return Ok(Some(folded));
        }
        Ok(self.optional_token68()?.map(|token68| self.undecoded(token68)))
    }

    fn undecoded(self, (at, token68): (usize, Token68<'a>)) -> Undecoded<'a> {
        let received = Undecoded::received(token68.as_bytes(), at);
        // A token that is no token68 is no base64 either: its `=` are no padding.
        match Token68::parse_at(token68.as_bytes(), at) {
            Ok(_) => self.padded(received, token68.as_bytes(), at),
            Err(_) => received,
        }
    }

    /// Corrects the padding if that is tolerated.
    fn padded(mut self, read: Undecoded<'a>, symbols: &'a [u8], at: usize) -> Undecoded<'a> {
        if T::FORGIVES && read.has_wrong_padding() && self.forgives(Deviation::Padding, at) {
            return Undecoded::repadded(symbols, at);
        }
        read
    }

    /// Returns the bytes after the scheme and its spaces, without checking them, and their offset. For parameters to be sent
    /// they are empty.
    pub(in crate::auth) fn required_raw(self) -> Result<(usize, &'a [u8]), ParseError> {
        match self {
            Self::Received(mut events) => {
                let (unread, at) = (events.unread(), events.offset());
                let (after_gap, ()) = ows(unread).unwrap_or((unread, ()));
                match spaces(unread) {
                    Ok((raw, ())) if !T::FORGIVES || raw.len() == after_gap.len() => Ok((events.offset_of(raw), raw)),
                    _ if after_gap.len() < unread.len() && events.forgives_at(Deviation::TabAfterScheme, at) => {
                        Ok((events.offset_of(after_gap), after_gap))
                    }
                    _ => Err(ParseError::new(ErrorKind::Expected(Rule::Space), at)),
                }
            }
            Self::Token68(token68) => Ok((0, token68.as_bytes())),
            Self::Params(_) => Ok((0, &[])),
        }
    }

    /// Returns the next parameter and its offset. A token68 is an error.
    #[inline]
    pub(in crate::auth) fn next_param(&mut self) -> Option<Result<(usize, Param<'a>), ParseError>> {
        match self.next_event()? {
            Ok((at, Event::Param(param))) => Some(Ok((at, param))),
            Ok((at, Event::Token68(_) | Event::Scheme(_))) => Some(Err(not_a_param(at))),
            Err(error) => Some(Err(error)),
        }
    }

    /// Returns the next parameter if a quick look shows it, and whether there may be others.
    #[inline(always)]
    pub(in crate::auth) fn next_plain_param(&mut self) -> (Option<Param<'a>>, bool) {
        match self {
            Self::Received(events) if events.are_checked() => {
                let param = events.next_plain_param().map(|(_, param)| param);
                (param, param.is_some() || !(events.rest().is_empty() || events.have_plain_token68()))
            }
            _ => (None, true),
        }
    }

    /// Returns whether no name is repeated among the parameters.
    pub(in crate::auth) fn has_unique_names(&self) -> bool {
        match self {
            Self::Received(events) => events.are_checked(),
            Self::Params(_) | Self::Token68(_) => true,
        }
    }

    /// Returns the next parameter or token68 and its offset. Parameters are not copied, unlike in
    /// [`next_param`](Self::next_param).
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    #[cfg_attr(not(target_pointer_width = "64"), inline)]
    pub(in crate::auth) fn next_event(&mut self) -> Option<Result<(usize, Event<'a>), ParseError>> {
        match self {
            Self::Received(events) => {
                if events.are_checked()
                    && let Some((at, param)) = events.next_plain_param()
                {
                    return Some(Ok((at, Event::Param(param))));
                }
                events.next()
            }
            Self::Params(params) => {
                let (param, rest) = params.split_first()?;
                *params = rest;
                Some(Ok((0, Event::Param(*param))))
            }
            Self::Token68(token68) => Some(Ok((0, Event::Token68(*token68)))),
        }
    }

    /// Returns the next parameter of a scheme without a token68, and its offset. If deviations are tolerated, `realm=` alone
    /// is a parameter without a value.
    #[inline]
    pub(in crate::auth) fn next_slot(&mut self) -> Option<Result<(usize, Param<'a>), ParseError>> {
        match self.next_event()? {
            Ok((at, Event::Param(param))) => Some(Ok((at, param))),
            Ok((at, Event::Token68(token68))) => Some(self.empty_param(token68, at).map(|param| (at, param))),
            Ok((at, Event::Scheme(_))) => Some(Err(not_a_param(at))),
            Err(error) => Some(Err(error)),
        }
    }

    /// Returns the parameter that a token68 is to a scheme that has none.
    pub(in crate::auth) fn empty_param(&mut self, token68: Token68<'a>, at: usize) -> Result<Param<'a>, ParseError> {
        let end = at.saturating_add(token68.as_bytes().len());
        match name_of_empty(token68.as_bytes()) {
            Some(name) if T::FORGIVES && self.forgives(Deviation::EmptyValue, end) => {
                Ok(Param::read(name, Text::missing()))
            }
            _ => Err(not_a_param(at)),
        }
    }

    /// Returns the offset of the next parameter's value, after its quote.
    pub(in crate::auth) fn next_value(&self) -> usize {
        let Self::Received(events) = self else {
            return 0;
        };
        let equals = events.rest().iter().position(|&byte| byte == b'=').map_or(0, |at| at.saturating_add(1));
        let value = events.rest().get(equals..).unwrap_or_default();
        let value = ows(value).map_or(value, |(value, ())| value);
        events.end().saturating_sub(value.strip_prefix(b"\"").unwrap_or(value).len())
    }

    /// Returns whether a deviation is tolerated that only a scheme can recognize.
    pub(in crate::auth) fn forgives(&mut self, deviation: Deviation, at: usize) -> bool {
        match self {
            Self::Received(events) => events.forgives_at(deviation, at),
            Self::Params(_) | Self::Token68(_) => false,
        }
    }

    /// Returns the offset of the next byte.
    pub(in crate::auth) const fn offset(&self) -> usize {
        match self {
            Self::Received(events) => events.offset(),
            Self::Params(_) | Self::Token68(_) => 0,
        }
    }

    /// Returns the offset at which the last parameter ends.
    pub(in crate::auth) fn end(&self) -> usize {
        match self {
            Self::Received(events) => events.offset().saturating_add(trim_end(events.unread(), GAP).len()),
            Self::Params(_) | Self::Token68(_) => 0,
        }
    }

    /// Writes SP and the payload, or nothing if there is no payload.
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

/// Returns whether the bytes are a token, although not in the alphabet of token68.
fn are_visible(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|&byte| is_visible(byte))
}

/// Returns the error of a payload that has no parameter at byte `at`.
pub(in crate::auth) const fn not_a_param(at: usize) -> ParseError {
    ParseError::new(ErrorKind::Expected(Rule::AuthParam), at)
}
