//! Fetch's "get, decode, and split": the values of a field whose grammar nobody holds its senders to.
//!
//! ```abnf
//! values = piece *( "," piece )
//! piece  = *( quoted / %x00-21 / %x23-2B / %x2D-FF )        ; without the white space around it
//! quoted = DQUOTE *( "\" OCTET / %x00-21 / %x23-5B / %x5D-FF ) [ DQUOTE ]
//! ```
//! [Fetch, section 2.2.2](https://fetch.spec.whatwg.org/#concept-header-list-get-decode-split)
//!
//! | octets | read | why |
//! |---|---|---|
//! | anything | read | nothing is refused |
//! | an empty piece, between commas or as the whole | a piece | Fetch keeps it |
//! | a comma between quotes, a quote behind a backslash there | part of the piece | Fetch reads a quoted-string |
//! | a quote in the middle of a piece | begins such a string | Fetch reads it wherever it stands |
//! | several lines | one value | Fetch joins them by `, ` first |
//! | a string that goes on in the next line | its piece is given up to the end of the first line | no line holds it all |
//!
//! The lists of the `Access-Control-` fields are read by their grammar instead: see [`values`](super::values).

use core::fmt;
use core::iter::FusedIterator;

use crate::syntax::class::WSP;
use crate::syntax::rules::trimmed;

/// The pieces of a field's lines.
///
/// ```
/// use countersign::cors::split::Pieces;
///
/// assert!(Pieces::of(b"text/html;\", x/x, \", a").eq([&b"text/html;\", x/x, \""[..], b"a"]));
/// assert!(Pieces::new([&b"a,"[..], b"b"].into_iter()).eq([&b"a"[..], b"", b"b"]));
/// ```
#[derive(Clone)]
pub struct Pieces<'a, I> {
    lines: I,
    rest: Option<&'a [u8]>,
    quoted: bool,
}

impl<'a> Pieces<'a, core::iter::Empty<&'a [u8]>> {
    /// The pieces of one line.
    #[must_use]
    pub const fn of(line: &'a [u8]) -> Self {
        Self { lines: core::iter::empty(), rest: Some(line), quoted: false }
    }
}

impl<'a, I: Iterator<Item = &'a [u8]>> Pieces<'a, I> {
    /// The pieces of all lines of a field, in order.
    pub fn new(mut lines: I) -> Self {
        Self { rest: lines.next(), lines, quoted: false }
    }

    /// What is left behind a string that was open at the end of the line before.
    fn behind_string(&mut self) -> Option<&'a [u8]> {
        while self.quoted {
            let end = string(self.rest?).map_or(End::String, |behind| piece(behind).1);
            self.go_on(end);
        }
        self.rest
    }

    fn go_on(&mut self, end: End<'a>) {
        self.quoted = matches!(end, End::String);
        self.rest = match end {
            End::Comma(behind) => Some(behind),
            End::Line | End::String => self.lines.next(),
        };
    }
}

impl<'a, I: Iterator<Item = &'a [u8]>> Iterator for Pieces<'a, I> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let line = self.behind_string()?;
        let (length, end) = piece(line);
        self.go_on(end);
        let (piece, _) = line.split_at_checked(length)?;
        Some(trimmed(piece, WSP))
    }
}

impl<'a, I: Iterator<Item = &'a [u8]>> FusedIterator for Pieces<'a, I> {}

/// Shows no octet: whose lines they are, nobody knows here.
impl<I> fmt::Debug for Pieces<'_, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pieces")
    }
}

/// What ends a piece.
#[derive(Clone, Copy)]
enum End<'a> {
    /// A comma, and what is left behind it.
    Comma(&'a [u8]),
    Line,
    /// The line, within a string.
    String,
}

/// How long the piece is that a line begins with.
fn piece(line: &[u8]) -> (usize, End<'_>) {
    let mut rest = line;
    loop {
        match rest.split_first() {
            Some((b'"', content)) => match string(content) {
                Some(behind) => rest = behind,
                None => return (line.len(), End::String),
            },
            Some((b',', behind)) => return (line.len().saturating_sub(rest.len()), End::Comma(behind)),
            Some((_, behind)) => rest = behind,
            None => return (line.len(), End::Line),
        }
    }
}

/// What is left behind the quote that ends a string.
fn string(content: &[u8]) -> Option<&[u8]> {
    let mut rest = content;
    loop {
        match rest.split_first()? {
            (b'"', behind) => return Some(behind),
            (b'\\', escaped) => rest = escaped.split_first()?.1,
            (_, behind) => rest = behind,
        }
    }
}
