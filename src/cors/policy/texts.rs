//! The lists of a policy.

use core::{fmt, iter};

use crate::syntax::wide::eq_ignore_ascii_case;

/// A list of texts.
#[derive(Clone, Copy)]
pub(in crate::cors) enum Texts<'a> {
    Slice(&'a [&'a str]),
    /// UTF-8, with one text on each line that is not empty.
    Lines(&'a [u8]),
}

impl<'a> Texts<'a> {
    pub(super) const EMPTY: Self = Self::Slice(&[]);

    pub(super) const fn split_first(self) -> Option<(&'a str, Self)> {
        match self {
            Self::Slice([]) => None,
            Self::Slice([first, others @ ..]) => Some((first, Self::Slice(others))),
            Self::Lines(text) => match next_line(text) {
                Some((line, rest)) => Some((utf8(line), Self::Lines(rest))),
                None => None,
            },
        }
    }

    pub(super) const fn is_empty(self) -> bool {
        self.split_first().is_none()
    }

    pub(super) const fn len(mut self) -> usize {
        let mut length: usize = 0;
        while let Some((_, others)) = self.split_first() {
            (length, self) = (length.saturating_add(1), others);
        }
        length
    }

    /// Whether one of the texts is this, without regard to case.
    pub(super) const fn has(mut self, wanted: &[u8]) -> bool {
        while let Some((text, others)) = self.split_first() {
            if eq_ignore_ascii_case(text.as_bytes(), wanted) {
                return true;
            }
            self = others;
        }
        false
    }

    /// Whether one of the texts is this.
    pub(super) const fn contains(mut self, wanted: &str) -> bool {
        while let Some((text, others)) = self.split_first() {
            if equal(text.as_bytes(), wanted.as_bytes()) {
                return true;
            }
            self = others;
        }
        false
    }

    /// Returns whether `is` returns true for one of the texts.
    pub(super) fn any(self, is: impl Fn(&[u8]) -> bool) -> bool {
        match self {
            Self::Slice(texts) => texts.iter().any(|text| is(text.as_bytes())),
            Self::Lines(mut text) => {
                while let Some((line, rest)) = next_line(text) {
                    if is(line) {
                        return true;
                    }
                    text = rest;
                }
                false
            }
        }
    }

    /// Takes the first text off the list.
    pub(super) fn take_first(&mut self) -> Option<&'a [u8]> {
        let (first, others) = match self {
            Self::Slice(texts) => {
                let (first, others) = texts.split_first()?;
                (first.as_bytes(), Self::Slice(others))
            }
            Self::Lines(text) => {
                let (first, others) = next_line(text)?;
                (first, Self::Lines(others))
            }
        };
        *self = others;
        Some(first)
    }

    pub(super) fn iter(mut self) -> impl Iterator<Item = &'a str> {
        iter::from_fn(move || {
            let (first, others) = self.split_first()?;
            self = others;
            Some(first)
        })
    }
}

impl fmt::Debug for Texts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Returns whether both are equal. `==` is not `const`.
const fn equal(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([a, ones @ ..], [b, others @ ..]) = (one, other)
        && *a == *b
    {
        (one, other) = (ones, others);
    }
    one.is_empty() && other.is_empty()
}

/// Returns whether one of the lines is this text.
pub(super) fn has_line(lines: &[u8], text: &[u8], ignores_case: bool) -> bool {
    after_line(lines, text, ignores_case).is_some()
}

/// Returns what follows the line that is this text. There is one such function for all lists: firmware pays for each copy.
#[inline(never)]
pub(super) fn after_line<'a>(mut lines: &'a [u8], text: &[u8], ignores_case: bool) -> Option<&'a [u8]> {
    while let Some((line, rest)) = next_line(lines) {
        if line == text || ignores_case && eq_ignore_ascii_case(line, text) {
            return Some(rest);
        }
        lines = rest;
    }
    None
}

/// Returns the first line that is not empty, and what follows it. Lines end with CR, LF or both.
const fn next_line(mut text: &[u8]) -> Option<(&[u8], &[u8])> {
    while let [b'\r' | b'\n', rest @ ..] = text {
        text = rest;
    }
    let mut length: usize = 0;
    let mut rest = text;
    while let [byte, after @ ..] = rest
        && !matches!(byte, b'\r' | b'\n')
    {
        (length, rest) = (length.saturating_add(1), after);
    }
    if length == 0 { None } else { text.split_at_checked(length) }
}

/// A text that was cut next to ASCII only, and so is UTF-8.
const fn utf8(text: &[u8]) -> &str {
    match core::str::from_utf8(text) {
        Ok(text) => text,
        Err(_) => "",
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    #[test]
    fn lines_are_texts() {
        let rows: [(&str, &[&str]); 7] = [
            ("", &[]),
            ("\n\r\n", &[]),
            ("a", &["a"]),
            ("a\nb\n", &["a", "b"]),
            ("\r\na\r\n\r\nb\r", &["a", "b"]),
            (" a \u{e9}\n\tb", &[" a \u{e9}", "\tb"]),
            ("a\rb", &["a", "b"]),
        ];
        for (lines, expected) in rows {
            let mut texts = Texts::Lines(lines.as_bytes());
            assert_eq!(texts.len(), expected.len(), "{lines:?}");
            assert_eq!(texts.is_empty(), expected.is_empty(), "{lines:?}");
            let visited: Vec<_> = texts.iter().collect();
            assert_eq!(visited, expected, "{lines:?}");
            for text in expected {
                assert!(texts.has(text.as_bytes()), "{lines:?}");
                let (first, others) = texts.split_first().unwrap();
                assert_eq!(first, *text, "{lines:?}");
                texts = others;
            }
        }
    }
}
