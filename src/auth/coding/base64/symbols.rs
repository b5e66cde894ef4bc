//! Checks symbols without decoding them, RFC 4648 §3.

use crate::syntax::wide::{base64url_symbols, stray};

/// The form of base64 that a standard requires.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::auth) enum Form {
    /// `base64`, padded.
    Standard,
    /// `base64` without padding.
    StandardUnpadded,
    /// `base64url`, padded.
    Url,
    /// `base64url` without padding.
    UrlUnpadded,
    /// `base64url`, read with or without padding and written without.
    UrlEither,
}

impl Form {
    pub(super) const fn is_url(self) -> bool {
        !matches!(self, Self::Standard | Self::StandardUnpadded)
    }

    pub(super) const fn may_be_padded(self) -> bool {
        !matches!(self, Self::StandardUnpadded | Self::UrlUnpadded)
    }

    pub(super) const fn may_lack_padding(self) -> bool {
        !matches!(self, Self::Standard | Self::Url)
    }
}

/// Returns whether there is more or less padding than the last group of four needs.
pub(in crate::auth) fn has_wrong_padding(symbols: &[u8]) -> bool {
    let padding = symbols.len().saturating_sub(without_padding(symbols).len());
    padding > 2 || !symbols.len().is_multiple_of(4)
}

/// Returns the number of bytes that the symbols encode.
pub(in crate::auth) fn decoded_len(symbols: &[u8]) -> usize {
    let symbols = without_padding(symbols).len();
    symbols.wrapping_sub(symbols.div_ceil(4))
}

/// Removes the padding.
pub(in crate::auth) const fn without_padding(mut symbols: &[u8]) -> &[u8] {
    while let [before @ .., b'='] = symbols {
        symbols = before;
    }
    symbols
}

/// Returns the index of the first invalid symbol, or of the start of the padding if the padding or the length is wrong.
///
/// Nothing is decoded: the kinds of symbols, their number and the bits of the last one decide.
#[inline]
pub(super) fn flaw(form: Form, symbols: &[u8]) -> Option<usize> {
    let body = if form.may_be_padded() { without_padding(symbols) } else { symbols };
    let clean = if form.is_url() { base64url_symbols(body) } else { standard_symbols(body) };
    if clean < body.len() {
        return Some(clean);
    }
    let padding = symbols.len().saturating_sub(body.len());
    (!is_whole(form, body.len(), body.last().copied(), padding)).then_some(body.len())
}

/// Returns whether so many symbols and so much padding are whole bytes in this form.
pub(super) fn is_whole(form: Form, count: usize, last: Option<u8>, padding: usize) -> bool {
    match missing_of(count, last) {
        Some(0) => padding == 0,
        Some(_) if padding == 0 => form.may_lack_padding(),
        Some(missing) => padding == missing && form.may_be_padded(),
        None => false,
    }
}

/// Returns whether a byte is in the alphabet of the form.
pub(super) const fn is_symbol(form: Form, byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || if form.is_url() { matches!(byte, b'-' | b'_') } else { matches!(byte, b'+' | b'/') }
}

/// Returns how many symbols the last group of four lacks; `None` if the group has one symbol only, or if its last symbol
/// has bits beyond the last byte.
pub(super) fn missing(symbols: &[u8]) -> Option<usize> {
    missing_of(symbols.len(), symbols.last().copied())
}

fn missing_of(count: usize, last: Option<u8>) -> Option<usize> {
    match (count % 4, last) {
        (0, _) => Some(0),
        (2, Some(last)) if value(last).trailing_zeros() >= 4 => Some(2),
        (3, Some(last)) if value(last).trailing_zeros() >= 2 => Some(1),
        _ => None,
    }
}

/// Returns how many symbols of the standard alphabet are at the start.
#[inline]
fn standard_symbols(bytes: &[u8]) -> usize {
    stray(bytes, |byte| {
        ((byte | 0x20).wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'0') < 10) | (byte == b'+') | (byte == b'/')
    })
    .unwrap_or(bytes.len())
}

/// Returns the six bits of a symbol of either alphabet.
pub(super) const fn value(symbol: u8) -> u8 {
    match symbol {
        b'A'..=b'Z' => symbol.wrapping_sub(b'A'),
        b'a'..=b'z' => symbol.wrapping_sub(b'a').wrapping_add(26),
        b'0'..=b'9' => symbol.wrapping_sub(b'0').wrapping_add(52),
        b'+' | b'-' => 62,
        _ => 63,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::super::tests::FORMS;
    use super::*;

    #[test]
    fn flaws_are_reported_at_their_symbol() {
        let long = "A".repeat(60);
        for (before, at) in [("", 0), ("AAAA", 4), (&*long, 60), (&*long.repeat(2), 120)] {
            for (rest, expected) in [
                ("AA==", [None, Some(2), None, Some(2), None]),
                ("AAA=", [None, Some(3), None, Some(3), None]),
                ("AA", [Some(2), None, Some(2), None, None]),
                ("AB==", [Some(2); 5]),
                ("A", [Some(1); 5]),
                ("-_-_", [Some(0), Some(0), None, None, None]),
                ("+/+/", [None, None, Some(0), Some(0), Some(0)]),
                ("AA==AAAA", [Some(2); 5]),
                ("AAAA=", [Some(4); 5]),
                ("AAAAA A=", [Some(5); 5]),
            ] {
                let all = [before, rest].concat();
                let found = FORMS.map(|form| flaw(form, all.as_bytes()));
                assert_eq!(found, expected.map(|wrong| wrong.map(|wrong| at + wrong)), "{all}");
            }
        }
    }
}
