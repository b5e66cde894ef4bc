//! Where browsers and Fetch differ on which fields need a preflight: one switch for each rule.
//!
//! | input | result | rule |
//! |---|---|---|
//! | `DPR: 2`, `Save-Data: on` | safelisted | `client_hints` |
//! | `Accept: \xE9` | not safelisted | `obs_text_is_unsafe` |
//! | `text/plain;a=b,c`, `text/plain;a;` | not safelisted | `parses_content_type`: a comma, or a second `;` at the end |
//! | `text/plain x;y` | safelisted | the same: the essence ends at white space |
//! | `BYTES=+0-9`, vertical tab or form feed around a position | safelisted | `range_has_integers` |
//! | `bytes=18446744073709551616-` | not safelisted | `greatest_position` |
//! | `Accept` twice, 64 bytes each | not safelisted | `joins_values`: one value of 130 bytes |
//! | `Accept` twice: 127 bytes, and none | safelisted | `trims_joined_values`: the space at the end does not count |
//! | `Content-Type` twice: `text/plain;a`, `x/y` | safelisted | the same: the second is part of a parameter |
//! | `User-Agent` with any value | not sent, so no preflight asks for it | `replaces_user_agent` |

use super::field_name::FieldName;
use super::safelist::{LONGEST_SAFELISTED, are_positions, ends, is_form, is_unsafe, single_range};
use crate::syntax::class::WSP;
use crate::syntax::number;
use crate::syntax::rules::trimmed;
use crate::syntax::token::is_one_of;
use crate::syntax::wide::eq_ignore_ascii_case;

/// The rules of a browser.
#[derive(Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a rule of its own")]
pub(in crate::cors) struct BrowserSafelist {
    pub(in crate::cors) greatest_position: u64,
    pub(in crate::cors) has_greatest_position: bool,
    pub(in crate::cors) most_bytes: u16,
    pub(in crate::cors) client_hints: bool,
    pub(in crate::cors) obs_text_is_unsafe: bool,
    pub(in crate::cors) parses_content_type: bool,
    pub(in crate::cors) range_has_integers: bool,
    pub(in crate::cors) joins_values: bool,
    pub(in crate::cors) trims_joined_values: bool,
    pub(in crate::cors) replaces_user_agent: bool,
}

/// Returns the name and the value of the field at an index.
pub(in crate::cors) type FieldAt<'f, 'a> = dyn Fn(usize) -> Option<(&'f [u8], &'f [u8])> + 'a;

/// [`BrowserSafelist::judge`]
pub(in crate::cors) type Judge = for<'f> fn(&BrowserSafelist, &FieldAt<'f, '_>, usize) -> Judged;

/// What a field is to a preflight.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::cors) enum Judged {
    /// It needs one.
    Unsafe,
    /// It needs none, while all such fields have few bytes; this one has so many.
    Safelisted(usize),
    /// No preflight asks for it: it is not sent, or is part of an earlier field.
    Skipped,
}

impl BrowserSafelist {
    /// Judges the field at this index. Of those that are joined, the first stands for all.
    pub(in crate::cors) fn judge(&self, fields: &FieldAt<'_, '_>, index: usize) -> Judged {
        self.judged(fields, index).unwrap_or(Judged::Unsafe)
    }

    fn judged(&self, fields: &FieldAt<'_, '_>, index: usize) -> Option<Judged> {
        let (name, value) = fields(index)?;
        let (name, value) = (FieldName::checked(name), trimmed(value, WSP));
        if self.replaces_user_agent && name.is("User-Agent") {
            return Some(Judged::Skipped);
        }
        let is_safe = self.allows(name, value);
        // A value that is unsafe alone is so after others too, except as part of the parameters of `Content-Type`.
        if self.joins_values && (is_safe || name == FieldName::CONTENT_TYPE) {
            let repeats = |(other, _): &(&[u8], &[u8])| eq_ignore_ascii_case(other, name.as_bytes());
            if (0..index).filter_map(fields).any(|field| repeats(&field)) {
                return Some(Judged::Skipped);
            }
            let mut joined = Joined::new(value)?;
            for (_, value) in (index.saturating_add(1)..usize::MAX).map_while(fields).filter(repeats) {
                joined.put(b", ")?;
                joined.put(trimmed(value, WSP))?;
            }
            let joined = joined.as_bytes();
            let joined = if self.trims_joined_values { trimmed(joined, WSP) } else { joined };
            return self.allows(name, joined).then_some(Judged::Safelisted(joined.len()));
        }
        is_safe.then_some(Judged::Safelisted(value.len()))
    }

    /// Returns whether a field with this one value is safelisted.
    fn allows(&self, name: FieldName<'_>, value: &[u8]) -> bool {
        if value.len() > LONGEST_SAFELISTED || (self.obs_text_is_unsafe && !value.is_ascii()) {
            false
        } else if name == FieldName::CONTENT_TYPE && self.parses_content_type {
            is_parsed_form(value)
        } else if name == FieldName::RANGE {
            self.allows_range(value)
        } else {
            name.is_safelisted_request(value) || (self.client_hints && is_client_hint(name, value))
        }
    }

    fn allows_range(&self, value: &[u8]) -> bool {
        let range = if self.range_has_integers { range_of_integers(value) } else { single_range(value) };
        let is_possible = |digits: &[u8]| {
            let position = number::parse(digits.iter().copied());
            !self.has_greatest_position || position.is_some_and(|position| position <= self.greatest_position)
        };
        range.is_some_and(|(first, last)| is_possible(first) && (last.is_empty() || is_possible(last)))
    }
}

/// The values of one name, with `, ` between them.
struct Joined {
    bytes: [u8; Joined::MOST],
    length: usize,
}

impl Joined {
    /// The longest value that can be safelisted, and a space at its end, which does not count.
    const MOST: usize = LONGEST_SAFELISTED + 1;

    fn new(value: &[u8]) -> Option<Self> {
        let mut joined = Self { bytes: [0; Self::MOST], length: 0 };
        joined.put(value)?;
        Some(joined)
    }

    fn put(&mut self, bytes: &[u8]) -> Option<()> {
        let end = self.length.checked_add(bytes.len())?;
        self.bytes.get_mut(self.length..end)?.copy_from_slice(bytes);
        self.length = end;
        Some(())
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// `media-type *( ";" parameter )` as a parser reads it that skips what is left before a semicolon.
fn is_parsed_form(value: &[u8]) -> bool {
    let essence = value.split(|byte| matches!(byte, b' ' | b'\t' | b';')).next().unwrap_or_default();
    let is_whole = match value.iter().position(|byte| *byte == b';') {
        Some(semicolon) => value.last() != Some(&b';') || value.len().checked_sub(1) == Some(semicolon),
        None => value.len() == essence.len(),
    };
    is_form(essence) && is_whole && !value.iter().any(|byte| is_unsafe(*byte) || *byte == b',')
}

/// `"bytes=" integer "-" [ integer ]`, with the unit in any case; returns the digits of both.
fn range_of_integers(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let (unit, range) = value.split_at_checked(b"bytes=".len())?;
    let (first, last) = ends(range)?;
    let (first, last) = (integer(first)?, if last.is_empty() { last } else { integer(last)? });
    (unit.eq_ignore_ascii_case(b"bytes=") && are_positions(first, last)).then_some((first, last))
}

/// `*( VT / FF ) [ "+" ] 1*DIGIT *( VT / FF )`; returns the digits.
fn integer(text: &[u8]) -> Option<&[u8]> {
    let text = trimmed_of(text, |byte| matches!(byte, 0x0B | 0x0C));
    let digits = text.strip_prefix(b"+").unwrap_or(text);
    (!digits.is_empty()).then_some(digits)
}

/// Removes the bytes of a class at both ends.
pub(in crate::cors) fn trimmed_of(text: &[u8], is_space: impl Fn(u8) -> bool) -> &[u8] {
    let mut text = text;
    while let Some((_, rest)) = text.split_first().filter(|(byte, _)| is_space(**byte)) {
        text = rest;
    }
    while let Some((_, rest)) = text.split_last().filter(|(byte, _)| is_space(**byte)) {
        text = rest;
    }
    text
}

/// Returns whether a field is a client hint with a value that it may have.
fn is_client_hint(name: FieldName<'_>, value: &[u8]) -> bool {
    const DECIMALS: [&str; 3] = ["Device-Memory", "Downlink", "DPR"];
    const INTEGERS: [&str; 3] = ["RTT", "Viewport-Width", "Width"];

    let is_number = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    if is_one_of(name.as_bytes(), &DECIMALS) {
        value.splitn(2, |byte| *byte == b'.').all(is_number)
    } else if is_one_of(name.as_bytes(), &INTEGERS) {
        is_number(value)
    } else if name.is("ECT") {
        matches!(value, b"slow-2g" | b"2g" | b"3g" | b"4g")
    } else {
        name.is("Intervention") || (name.is("Save-Data") && value.eq_ignore_ascii_case(b"on"))
    }
}
