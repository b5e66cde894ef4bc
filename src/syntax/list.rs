//! RFC 9110 §5.6.1: `#element`, received or to be sent.

use core::fmt;
use core::marker::PhantomData;

use nom::Parser;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::ParseError;
use crate::fields::Line;
use crate::syntax::rules::{Read, Stop, comma, gap, ows, token};
use crate::syntax::token::Token;
use crate::syntax::wide::{before_gap, is_plain_list};

/// A list: the elements of one field line that was checked, or a slice of elements to be sent.
///
/// ```abnf
/// #element  => [ 1#element ]                            ; sent
/// #element  => [ element ] *( OWS "," OWS [ element ] ) ; received
/// ```
/// [RFC 9110, section 5.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1)
///
/// Empty elements are ignored, however many there are; each costs a step. A list is a view: it reads the bytes again each
/// time and stores nothing. Two lists are equal when their elements are equal.
///
/// ```
/// use countersign::{Encode, List, Token};
///
/// let received: List<'_, Token<'_>> = List::parse(b"max-age, ,no-cache,")?;
/// let names = [Token::new(b"max-age")?, Token::new(b"no-cache")?];
/// assert_eq!(received, List::of(&names));
///
/// let mut buffer = [0; 32];
/// assert_eq!(received.encode_to_slice(&mut buffer)?, b"max-age, no-cache");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct List<'a, T> {
    source: Source<'a, T>,
}

enum Source<'a, T> {
    Received(&'a [u8]),
    Sent(&'a [T]),
}

impl<'a, T: Element<'a>> List<'a, T> {
    /// Parses a whole line.
    ///
    /// # Errors
    /// The rule that the line breaks, at the first byte that does not belong to a list.
    pub fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        if !T::is_plain(line) {
            Elements::<T>::new(line).try_for_each(|element| element.map(drop))?;
        }
        Ok(Self { source: Source::Received(line) })
    }

    /// Makes a list to be sent.
    #[must_use]
    pub const fn of(elements: &'a [T]) -> Self {
        Self { source: Source::Sent(elements) }
    }

    /// Iterates over the elements, in order.
    #[must_use]
    pub fn iter(&self) -> Iter<'a, T> {
        match self.source {
            Source::Received(line) => Iter(Walk::Received(line)),
            Source::Sent(elements) => Iter(Walk::Sent(elements.iter())),
        }
    }

    /// Returns whether there is no element.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Writes the elements with the separator of the field.
    pub(crate) fn write_separated<S: Sink>(&self, wire: &mut Wire<'_, S>, separator: &[u8]) -> Result<(), S::Error> {
        for (index, element) in self.iter().enumerate() {
            if index > 0 {
                wire.put(separator)?;
            }
            element.write(wire)?;
        }
        Ok(())
    }
}

impl<T> Clone for List<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<'_, T> {}

impl<T> Clone for Source<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Source<'_, T> {}

impl<'a, T: Element<'a> + PartialEq> PartialEq for List<'a, T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'a, T: Element<'a> + Eq> Eq for List<'a, T> {}

impl<'a, T: Element<'a> + fmt::Debug> fmt::Debug for List<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T: Element<'a>> FieldContent for List<'a, T> {}

impl<'a, T: Element<'a>> Encode for List<'a, T> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.write_separated(wire, b", ")
    }
}

impl<'a, T: Element<'a>> IntoIterator for List<'a, T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<'a, T: Element<'a>> IntoIterator for &List<'a, T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<'a, T: Element<'a>> Line<'a> for List<'a, T> {
    fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        Self::parse(line)
    }
}

/// An element of a [`List`]: bytes without commas and white space.
pub trait Element<'a>: Copy + FieldContent + 'a {
    /// The rule of one element.
    fn element(input: &'a [u8]) -> Read<'a, Self>;

    /// Returns the element of bytes that were checked to be one.
    fn checked(bytes: &'a [u8]) -> Option<Self>;

    /// Returns whether a quick check shows that a line is a list of such elements. `false` proves nothing.
    fn is_plain(_: &[u8]) -> bool {
        false
    }
}

impl<'a> Element<'a> for Token<'a> {
    fn element(input: &'a [u8]) -> Read<'a, Self> {
        token.map(Token::read).parse(input)
    }

    fn checked(bytes: &'a [u8]) -> Option<Self> {
        Some(Token::read(bytes))
    }

    fn is_plain(line: &[u8]) -> bool {
        is_plain_list(line)
    }
}

/// The elements of a line that was not checked: each element, or the error where the list breaks.
///
/// [`List::parse`] checks the whole line first. A server that may stop early uses this iterator, so that a hostile line
/// costs no more than the part that the server reads.
///
/// ```
/// use countersign::{Token, list::Elements};
///
/// let mut names = Elements::<Token<'_>>::new(b"a, b;c");
/// assert_eq!(names.next(), Some(Ok(Token::new(b"a")?)));
/// assert_eq!(names.next(), Some(Ok(Token::new(b"b")?)));
/// assert_eq!(names.next().unwrap().unwrap_err().offset(), 4);
/// assert!(names.next().is_none());
/// # Ok::<(), countersign::ValueError>(())
/// ```
pub struct Elements<'a, T> {
    rest: &'a [u8],
    length: usize,
    started: bool,
    element: PhantomData<T>,
}

impl<'a, T: Element<'a>> Elements<'a, T> {
    /// Starts before the first element of a line.
    #[must_use]
    pub const fn new(line: &'a [u8]) -> Self {
        Self { rest: line, length: line.len(), started: false, element: PhantomData }
    }

    /// `OWS "," OWS [ element ]`, and `OWS [ element ]` at the start. By hand: `alt` and `eof` cost a seventh more per name.
    fn step(&self) -> Read<'a, Option<T>> {
        let mut rest = self.rest;
        if self.started {
            (rest, ()) = ows(rest)?;
            if !rest.is_empty() {
                (rest, ()) = comma(rest)?;
            }
        }
        let (rest, ()) = gap(rest)?;
        if rest.is_empty() { Ok((rest, None)) } else { T::element.map(Some).parse(rest) }
    }
}

impl<'a, T: Element<'a>> Iterator for Elements<'a, T> {
    type Item = Result<T, ParseError>;

    fn next(&mut self) -> Option<Result<T, ParseError>> {
        let read = self.step();
        self.started = true;
        self.rest = &[];
        match read {
            Ok((rest, element)) => {
                self.rest = rest;
                element.map(Ok)
            }
            Err(error) => Some(Err(Stop::from(error).before(self.length))),
        }
    }
}

impl<T> fmt::Debug for Elements<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Elements({} bytes)", self.rest.len())
    }
}

/// The elements of a [`List`].
pub struct Iter<'a, T>(Walk<'a, T>);

enum Walk<'a, T> {
    Received(&'a [u8]),
    Sent(core::slice::Iter<'a, T>),
}

impl<'a, T: Element<'a>> Iterator for Iter<'a, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match &mut self.0 {
            Walk::Received(list) => {
                let (element, rest) = checked_element(list)?;
                *list = rest;
                T::checked(element)
            }
            Walk::Sent(elements) => elements.next().copied(),
        }
    }
}

/// Returns the first element of a checked list, and the rest after it.
#[inline(always)]
fn checked_element(list: &[u8]) -> Option<(&[u8], &[u8])> {
    // Nearly every sender separates elements by these two bytes.
    let mut rest = if let [b',', b' ', rest @ ..] = list { rest } else { list };
    let mut length = before_gap(rest);
    if length == 0 {
        (rest, ()) = gap(rest).ok()?;
        length = before_gap(rest);
    }
    rest.split_at_checked(length).filter(|_| length > 0)
}

impl<T> fmt::Debug for Iter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Iter")
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    /// Lists that are recognised in wide steps are lists, wherever a byte is changed, and hold the same elements as when
    /// they are read byte by byte.
    #[test]
    fn wide_steps_agree_with_the_rules() {
        const LISTS: [&[u8]; 4] =
            [b"accept, content-type,x-a", b"GET, POST, PUT, DELETE, PATCH, OPTIONS", b"abcdefgh,ijklmnop", b"a,b"];
        let mut plain = 0;
        for list in LISTS {
            for at in 0..list.len() {
                for byte in 0..=255 {
                    for next in [None, Some(b' '), Some(b','), Some(b'\t'), Some(b'a')] {
                        let mut line = list.to_vec();
                        line[at] = byte;
                        if let (Some(next), Some(free)) = (next, line.get_mut(at + 1)) {
                            *free = next;
                        }
                        let read: Result<Vec<_>, _> = Elements::<Token<'_>>::new(&line).collect();
                        let walked = List::<Token<'_>>::parse(&line).map(|list| list.iter().collect::<Vec<_>>());
                        assert_eq!(walked, read, "{line:?}");
                        plain += usize::from(is_plain_list(&line));
                    }
                }
            }
        }
        assert!(plain > 0 || cfg!(not(target_pointer_width = "64")));
    }
}
