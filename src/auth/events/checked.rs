//! The events of bytes that were read before without an error.
//!
//! In the usual form of a scheme and of a parameter, only the end of each name and of each value is looked for, in wide steps.
//! All else is read as the first time, and so is everything on targets without wide steps.

use super::{Event, Events, Field, State};
use crate::auth::deviation::Tolerance;
use crate::auth::param::Param;
use crate::auth::scheme::Scheme;
use crate::syntax::text::Text;
use crate::syntax::wide::{WIDE, before_equals, before_gap, before_quote};

impl<'a, T: Tolerance> Events<'a, T> {
    /// Returns the same events, of which a strict parser has found none to be an error.
    pub(in crate::auth) fn checked(self) -> Self {
        if WIDE { Self { field: Field::Checked, ..self } } else { self }
    }

    /// Returns whether these events are [checked](Self::checked), so that [`next_plain_param`](Self::next_plain_param) can read
    /// most of them.
    #[inline(always)]
    pub(in crate::auth) fn are_checked(&self) -> bool {
        WIDE && !T::FORGIVES && self.field == Field::Checked
    }

    /// Returns the next scheme of challenges that a strict parser has read to the end without an error, and how many bytes are
    /// unread before it.
    #[inline(always)]
    pub(in crate::auth) fn next_checked_scheme(&mut self) -> Option<(Scheme<'a>, usize)> {
        loop {
            let unread = self.rest.len();
            if WIDE && let Some((name, after)) = self.plain_element() {
                if let Some((_, rest)) = plain_value(after) {
                    (self.rest, self.state) = (rest, State::Param);
                    continue;
                }
                // After a scheme and a space, a word without a value is a token68.
                if self.state == State::Scheme && matches!((self.rest, after), ([b' ', ..], [] | [b',', ..])) {
                    (self.rest, self.state) = (after, State::Token68);
                    continue;
                }
                let is_element = self.state != State::Scheme || matches!(self.rest, [b',', ..]);
                if is_element && matches!(after, [] | [b',', ..] | [b' ', b'A'..=b'Z' | b'a'..=b'z', ..]) {
                    (self.rest, self.state) = (after, State::Scheme);
                    return Some((Scheme::read(name), unread));
                }
            }
            if let Event::Scheme(scheme) = self.next()?.ok()?.1 {
                return Some((scheme, unread));
            }
        }
    }

    /// Returns the next parameter of [checked](Self::checked) events, and its offset, if it is one in the usual form.
    #[inline(always)]
    pub(in crate::auth) fn next_plain_param(&mut self) -> Option<(usize, Param<'a>)> {
        let (name, after) = self.plain_element()?;
        let (text, rest) = plain_value(after)?;
        let at = self.end.wrapping_sub(after.len()).wrapping_sub(name.len());
        (self.rest, self.state) = (rest, State::Param);
        Some((at, Param::read(name, text)))
    }

    /// Returns whether a quick look shows that [checked](Self::checked) events, of which the scheme was read, have a token68 and
    /// no parameter.
    #[inline(always)]
    pub(in crate::auth) fn have_plain_token68(&self) -> bool {
        matches!((self.state, self.rest), (State::Scheme, [b' ', word @ ..]) if before_equals(word) == word.len())
    }

    /// Returns the name that begins the next element, and the bytes after it, if at most one comma and one space precede it.
    #[inline(always)]
    fn plain_element(&self) -> Option<(&'a [u8], &'a [u8])> {
        let ((State::Scheme, [b' ', element @ ..])
        | (_, [b',', b' ', element @ ..] | [b',', element @ ..])
        | (State::Start, element)) = (self.state, self.rest)
        else {
            return None;
        };
        element.split_at_checked(before_equals(element)).filter(|(name, _)| !name.is_empty())
    }
}

/// `"=" quoted-string` or `"=" token`, if it cannot be the padding of a token68.
#[inline(always)]
fn plain_value(after_name: &[u8]) -> Option<(Text<'_>, &[u8])> {
    match after_name {
        [b'=', b'"', text @ ..] => {
            let (length, is_escaped) = before_quote(text);
            let (raw, rest) = text.split_at_checked(length)?;
            Some((Text::quoted(raw, is_escaped), rest.get(1..)?))
        }
        [b'=', value @ ..] if !matches!(value, [] | [b'=' | b',' | b' ' | b'\t', ..]) => {
            let (token, rest) = value.split_at_checked(before_gap(value))?;
            Some((Text::token(token), rest))
        }
        _ => None,
    }
}
