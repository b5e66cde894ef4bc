//! Fetch's "get, decode, and split": the values of a field, split at commas without its grammar.
//!
//! ```abnf
//! values = piece *( "," piece )
//! piece  = *( quoted / %x00-21 / %x23-2B / %x2D-FF )        ; without white space around it
//! quoted = DQUOTE *( "\" OCTET / %x00-21 / %x23-5B / %x5D-FF ) [ DQUOTE ]
//! ```
//! [Fetch, section 2.2.2](https://fetch.spec.whatwg.org/#concept-header-list-get-decode-split)
//!
//! | input | result | why |
//! |---|---|---|
//! | anything | accepted | nothing is rejected |
//! | an empty piece, between commas or alone | a piece | Fetch keeps it |
//! | a comma in quotes, a quote after a backslash in quotes | part of the piece | Fetch parses a quoted-string |
//! | a quote in the middle of a piece | begins a quoted-string | Fetch looks for one at any position |
//! | several lines | one value | Fetch joins them with `, ` first |
//! | a quoted-string that continues on the next line | the piece ends with the first line | a piece borrows from one line |
//!
//! The lists of the `Access-Control-` fields are parsed by their grammar instead: see [`values`](super::values).

use core::iter::FusedIterator;

use crate::syntax::class::WSP;
use crate::syntax::rules::trimmed;

/// The pieces of a field's lines.
#[derive(Clone)]
pub(crate) struct Pieces<'a, I> {
    lines: I,
    rest: Option<&'a [u8]>,
    quoted: bool,
}

impl<'a> Pieces<'a, core::iter::Empty<&'a [u8]>> {
    /// Splits one line.
    pub(crate) const fn of(line: &'a [u8]) -> Self {
        Self { lines: core::iter::empty(), rest: Some(line), quoted: false }
    }
}

impl<'a, I: Iterator<Item = &'a [u8]>> Pieces<'a, I> {
    /// Splits all lines of a field, in order.
    pub(crate) fn new(mut lines: I) -> Self {
        Self { rest: lines.next(), lines, quoted: false }
    }

    /// Returns what follows a string that was open at the end of the previous line.
    fn after_string(&mut self) -> Option<&'a [u8]> {
        while self.quoted {
            let end = string(self.rest?).map_or(End::String, |rest| piece(rest).1);
            self.advance(end);
        }
        self.rest
    }

    fn advance(&mut self, end: End<'a>) {
        self.quoted = matches!(end, End::String);
        self.rest = match end {
            End::Comma(rest) => Some(rest),
            End::Line | End::String => self.lines.next(),
        };
    }
}

impl<'a, I: Iterator<Item = &'a [u8]>> Iterator for Pieces<'a, I> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let line = self.after_string()?;
        let (length, end) = piece(line);
        self.advance(end);
        let (piece, _) = line.split_at_checked(length)?;
        Some(trimmed(piece, WSP))
    }
}

impl<'a, I: Iterator<Item = &'a [u8]>> FusedIterator for Pieces<'a, I> {}

/// The end of a piece.
#[derive(Clone, Copy)]
enum End<'a> {
    /// A comma, with what follows it.
    Comma(&'a [u8]),
    /// The end of the line.
    Line,
    /// The end of the line, within a quoted-string.
    String,
}

/// Returns the length of the first piece of a line, and its end.
fn piece(line: &[u8]) -> (usize, End<'_>) {
    let mut rest = line;
    loop {
        match rest.split_first() {
            Some((b'"', content)) => match string(content) {
                Some(after) => rest = after,
                None => return (line.len(), End::String),
            },
            Some((b',', after)) => return (line.len().saturating_sub(rest.len()), End::Comma(after)),
            Some((_, after)) => rest = after,
            None => return (line.len(), End::Line),
        }
    }
}

/// Returns what follows the quote that ends a string.
fn string(content: &[u8]) -> Option<&[u8]> {
    let mut rest = content;
    loop {
        match rest.split_first()? {
            (b'"', after) => return Some(after),
            (b'\\', escaped) => rest = escaped.split_first()?.1,
            (_, after) => rest = after,
        }
    }
}
