//! The lists of a policy.

use core::fmt;

use crate::syntax::token::eq_ignore_ascii_case;

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

    /// Whether `is` returns true for one of the texts.
    #[inline]
    pub(super) fn any(self, mut is: impl FnMut(&'a [u8]) -> bool) -> bool {
        match self {
            Self::Slice(texts) => texts.iter().any(|text| is(text.as_bytes())),
            Self::Lines(text) => any_line(text, &mut is),
        }
    }
}

impl fmt::Debug for Texts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = *self;
        f.debug_list()
            .entries(core::iter::from_fn(|| {
                let (text, others) = rest.split_first()?;
                rest = others;
                Some(text)
            }))
            .finish()
    }
}

/// Apart from `any`, so that a slice is searched without it.
#[inline(never)]
fn any_line<'a>(mut text: &'a [u8], is: &mut dyn FnMut(&'a [u8]) -> bool) -> bool {
    while let Some((line, rest)) = next_line(text) {
        if is(line) {
            return true;
        }
        text = rest;
    }
    false
}

/// Returns the first line that is not empty, and what follows it. Lines end with LF or CR LF.
pub(super) const fn next_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut text = text;
    while let [b'\r' | b'\n', rest @ ..] = text {
        text = rest;
    }
    let mut rest = text;
    while let [byte, after @ ..] = rest
        && *byte != b'\n'
    {
        rest = after;
    }
    match text.split_at_checked(text.len().saturating_sub(rest.len())) {
        None | Some(([], _)) => None,
        Some(([line @ .., b'\r'], rest) | (line, rest)) => Some((line, rest)),
    }
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
            ("a\rb", &["a\rb"]),
        ];
        for (lines, expected) in rows {
            let mut texts = Texts::Lines(lines.as_bytes());
            assert_eq!(texts.len(), expected.len(), "{lines:?}");
            assert_eq!(texts.is_empty(), expected.is_empty(), "{lines:?}");
            let mut visited = Vec::new();
            texts.any(|text| {
                visited.push(utf8(text));
                false
            });
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
