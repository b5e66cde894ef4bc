//! Collects a scheme's parameters into slots, in one pass.
//!
//! A module names the parameters that its scheme knows, in any order; [`read`] returns a slot for each, in that order.
//! Other parameters are ignored, as RFC 9110 §16.4.2 requires, but none may occur twice.

use crate::auth::coding::base64::{Base64, Form, is_folded};
use crate::auth::deviation::{Deviation, Leniency};
use crate::auth::events::Event;
use crate::auth::info::AuthenticationInfo;
use crate::auth::payload::{Payload, not_a_param};
use crate::auth::seen::{MAX_PARAMS, SeenNames};
use crate::error::{ErrorKind, LineError, ParseError, Rule};
use crate::fields::{Fields, Lines};
use crate::syntax::text::Text;
use crate::syntax::token::Token;

/// One parameter that a scheme knows.
#[derive(Clone, Copy)]
pub(in crate::auth) struct Slot<'a> {
    name: &'static str,
    value: Option<Text<'a>>,
    /// The offset of the parameter, or of the end of the parameters if it is absent.
    at: usize,
}

impl<'a> Slot<'a> {
    /// Returns whether this is its name. Most other names differ in the length or the last letter already.
    #[inline]
    fn is_of(&self, name: Token<'_>) -> bool {
        match (self.name.as_bytes(), name.as_bytes()) {
            ([before @ .., last], [start @ .., other]) => {
                before.len() == start.len() && (last ^ other) & !0x20 == 0 && name.is(self.name)
            }
            _ => false,
        }
    }

    /// Returns the text of an optional parameter.
    pub(in crate::auth) const fn optional(self) -> Option<Text<'a>> {
        self.value
    }

    /// Returns the text of an optional parameter whose values have a form of their own. None of them is empty, so a parameter
    /// without a value counts as absent.
    #[inline]
    pub(in crate::auth) fn optional_form(self) -> Option<Text<'a>> {
        self.value.filter(|_| !self.is_missing())
    }

    /// Returns whether the parameter was received without a value.
    fn is_missing(&self) -> bool {
        self.value.is_some_and(|value| value.is_missing())
    }

    /// Converts the text of an optional parameter; `None` from `convert` is an error. A parameter without a value counts as
    /// absent if no value of its form is empty.
    pub(in crate::auth) fn convert<T>(
        self,
        convert: impl FnOnce(Text<'a>) -> Option<T>,
    ) -> Result<Option<T>, ParseError> {
        match self.value.map(convert) {
            Some(None) if self.is_missing() => Ok(None),
            Some(None) => Err(self.unsupported()),
            Some(value) => Ok(value),
            None => Ok(None),
        }
    }

    /// Returns the offset of the parameter, or of the end of the parameters if it is absent.
    pub(in crate::auth) const fn at(self) -> usize {
        self.at
    }

    /// Returns the error of a parameter whose value is not allowed.
    pub(in crate::auth) const fn unsupported(self) -> ParseError {
        ParseError::new(ErrorKind::InvalidParam(self.name), self.at)
    }

    /// Returns the error of a parameter that may not occur together with another.
    pub(in crate::auth) const fn conflict(self) -> ParseError {
        ParseError::new(ErrorKind::Conflict(self.name), self.at)
    }

    /// Returns the text of a required realm. A challenge that has none has an empty one, if that is tolerated.
    #[inline]
    pub(in crate::auth) fn required_realm<T: Leniency>(
        self,
        mut payload: Payload<'a, T>,
    ) -> Result<Text<'a>, ParseError> {
        match self.value {
            None if T::FORGIVES && payload.forgives(Deviation::MissingRealm, self.at) => Ok(Text::missing()),
            _ => self.required(),
        }
    }

    /// Returns the text of a required parameter.
    pub(in crate::auth) fn required(self) -> Result<Text<'a>, ParseError> {
        self.value.ok_or(self.missing())
    }

    /// Converts the text of a required parameter; `None` from `convert` is an error.
    pub(in crate::auth) fn required_as<T>(self, convert: impl FnOnce(Text<'a>) -> Option<T>) -> Result<T, ParseError> {
        self.convert(convert)?.ok_or(self.missing())
    }

    /// Returns the error of a required parameter that is absent.
    pub(in crate::auth) const fn missing(self) -> ParseError {
        ParseError::new(ErrorKind::Missing(self.name), self.at)
    }

    /// Reads the bytes of an optional parameter of `payload`. `Err` from `read` is the offset in these bytes at which `rule`
    /// does not match.
    ///
    /// A value with an escape is rejected: values with a grammar of their own have nothing to escape.
    pub(in crate::auth) fn read<T: Leniency, U>(
        self,
        payload: Payload<'a, T>,
        rule: Rule,
        read: impl FnOnce(&'a [u8]) -> Result<U, usize>,
    ) -> Result<Option<U>, ParseError> {
        let Some(bytes) = self.convert(|text| text.as_bytes())? else {
            return Ok(None);
        };
        match read(bytes) {
            Ok(read) => Ok(Some(read)),
            Err(_) if self.is_missing() => Ok(None),
            Err(wrong) => {
                let at = self.value_in(payload).saturating_add(wrong);
                Err(ParseError::new(ErrorKind::Expected(rule), at))
            }
        }
    }

    /// Reads a value that has white space where its line was folded, if that is tolerated.
    pub(in crate::auth) fn folded<T: Leniency, U>(
        self,
        mut payload: Payload<'a, T>,
        read: impl FnOnce(&'a [u8]) -> Option<U>,
    ) -> Option<U> {
        if !T::FORGIVES {
            return None;
        }
        let bytes = self.value?.as_bytes().filter(|bytes| is_folded(bytes))?;
        read(bytes).filter(|_| payload.forgives(Deviation::FoldedSpace, self.at))
    }

    /// As [`convert`](Self::convert), for a value that may be folded, which `folded` reads.
    pub(in crate::auth) fn convert_folded<T: Leniency, U>(
        self,
        payload: Payload<'a, T>,
        convert: impl FnOnce(Text<'a>) -> Option<U>,
        folded: impl FnOnce(&'a [u8]) -> Option<U>,
    ) -> Result<Option<U>, ParseError> {
        match self.folded(payload, folded) {
            None => self.convert(convert),
            read => Ok(read),
        }
    }

    /// Reads the base64 of an optional parameter of `payload`. It is not empty. White space in it, which remains of a folded
    /// line, can be tolerated.
    pub(in crate::auth) fn base64<T: Leniency>(
        self,
        payload: Payload<'a, T>,
        form: Form,
    ) -> Result<Option<Base64<'a>>, ParseError> {
        if let Some(folded) = self.folded(payload, |bytes| Base64::read_folded(bytes, form)) {
            return Ok(Some(folded));
        }
        self.read(payload, form.rule(), |symbols| match symbols {
            [] => Err(0),
            symbols => Base64::read(symbols, form),
        })
    }

    /// Returns the offset of the value. Parses the payload again, so it is called for errors only.
    #[cold]
    fn value_in<T: Leniency>(self, mut payload: Payload<'a, T>) -> usize {
        loop {
            let value = payload.next_value();
            match payload.next_param() {
                Some(Ok((at, _))) if at != self.at => {}
                Some(Ok(_)) => return value,
                _ => return self.at,
            }
        }
    }
}

/// Parses a payload to its end.
#[inline]
pub(in crate::auth) fn read<'a, T: Leniency, const N: usize>(
    payload: Payload<'a, T>,
    names: [&'static str; N],
) -> Result<[Slot<'a>; N], ParseError> {
    let mut slots = empty(names, payload.end());
    fill(payload, &mut slots)?;
    Ok(slots)
}

/// Returns an empty slot for each name, in a payload that ends at `end`.
#[inline]
pub(in crate::auth) fn empty<'a, const N: usize>(names: [&'static str; N], end: usize) -> [Slot<'a>; N] {
    names.map(|name| Slot { name, value: None, at: end })
}

/// Fills slots from a payload, which may be one of several. Returns whether the payload has other parameters.
#[inline(never)]
pub(in crate::auth) fn fill<'a, T: Leniency>(
    mut payload: Payload<'a, T>,
    slots: &mut [Slot<'a>],
) -> Result<bool, ParseError> {
    let mut others = SeenNames::default();
    let mut left = MAX_PARAMS;
    // If the parameters are in the order of the names, each one belongs in the slot after the last one.
    let mut next = 0_usize;
    while let Some(event) = payload.next_event() {
        let (at, param) = match event {
            Ok((at, Event::Param(param))) => (at, param),
            Ok((at, Event::Token68(token68))) if T::FORGIVES => match payload.empty_param(token68, at)? {
                param if param.name().is("realm") || slots.iter().any(|slot| slot.is_of(param.name())) => (at, param),
                // Any other word with `=` may be base64.
                _ => return Err(not_a_param(at)),
            },
            Ok((at, _)) => return Err(not_a_param(at)),
            Err(error) => return Err(error),
        };
        left = left.checked_sub(1).ok_or(ParseError::new(ErrorKind::TooMany, at))?;
        let name = param.name();
        let slot = match slots.get_mut(next) {
            Some(slot) if slot.is_of(name) => Some((next, slot)),
            _ => slots.iter_mut().enumerate().find(|(_, slot)| slot.is_of(name)),
        };
        match slot {
            Some((index, slot)) if slot.value.is_none() || payload.forgives(Deviation::RepeatedParam, at) => {
                (slot.value, slot.at) = (Some(param.value()), at);
                next = index.wrapping_add(1);
            }
            Some(_) => return Err(ParseError::new(ErrorKind::DuplicateParam, at)),
            None => match others.add(name, at) {
                Err(error) if matches!(error.kind(), ErrorKind::DuplicateParam) => {
                    if !payload.forgives(Deviation::RepeatedParam, at) {
                        return Err(error);
                    }
                }
                added => added?,
            },
        }
    }
    Ok(!others.is_empty())
}

/// Reads all lines of a field, whose parameters are one list.
///
/// `check` is called with the slots of each line, so that an error in a value is reported in its own line; `read` then
/// makes the typed value of all slots. A missing parameter is reported in the last line.
pub(in crate::auth) fn read_lines<'a, F: Fields<'a>, T, const N: usize>(
    lines: Lines<'a, F, AuthenticationInfo<'a>>,
    names: [&'static str; N],
    mut check: impl FnMut(&[Slot<'a>; N], Payload<'a>) -> Result<(), ParseError>,
    read: impl FnOnce(&[Slot<'a>; N]) -> Result<T, ParseError>,
) -> Result<T, LineError> {
    let (last, end) = lines.lines().map(|info| info.payload().end()).enumerate().last().unwrap_or_default();
    let mut slots = empty(names, end);
    for (line, info) in lines.lines().enumerate() {
        let payload = info.payload();
        let checked = self::read(payload, names).and_then(|of_line| check(&of_line, payload));
        checked.and_then(|()| fill(payload, &mut slots)).map_err(|error| LineError::new(line, error))?;
    }
    read(&slots).map_err(|error| LineError::new(last, error))
}
