//! The names that a preflight asks for, `Access-Control-Request-Headers`, compared with a list in bounded time.
//!
//! A client can make the field as long as the host reads. So the length of a line is checked before its content, and the
//! first name that is not allowed ends the search.

use crate::cors::ACCESS_CONTROL_REQUEST_HEADERS;
use crate::fields::Fields;
use crate::syntax::class::{TCHAR, WSP, span};
use crate::syntax::rules::trimmed;
use crate::syntax::wide::{WIDE, before, eq, eq_ignore_ascii_case};

use super::refusal::Refusal;
use super::texts::{Texts, after_line};

/// The number of empty elements, in all lines, that are ignored.
const MOST_EMPTY: usize = 16;

/// The number of lines with names. Browsers send one; some intermediaries split it.
const MOST_LINES: usize = 8;

/// The number of times that the list of allowed names is walked. Names in the order of the list need one walk, and a name
/// that precedes the name before it, or repeats it, needs another. So this many names may have any order, as a browser's
/// have if the list is not sorted, or an intermediary's. Without a limit, the time would be the square of the length of
/// the policy.
const MOST_WALKS: usize = 64;

/// White space and a comma next to each element, as counted for the length of the field.
const BESIDE: usize = 8;

/// The length of the field where any name is allowed: what servers accept for all fields together.
const MOST_BYTES_OF_ANY: usize = 16 * 1024;

/// The lines of the field that hold names, all of them allowed.
#[derive(Clone, Copy)]
pub(in crate::cors) struct Asked<'a> {
    lines: [&'a [u8]; MOST_LINES],
    /// The length of the names with commas between them.
    length: usize,
}

/// The names that are allowed.
#[derive(Clone, Copy, Debug)]
pub(in crate::cors) enum AllowedNames<'a> {
    /// These, in a field of at most so many bytes.
    Names { names: Texts<'a>, most_bytes: usize },
    /// Any name; `Authorization` only if this says so.
    Any { authorization: bool },
}

impl<'a> AllowedNames<'a> {
    /// The names that a browser accepts by this list. With `is_wildcard`, the list has a `*` that stands for any name.
    /// Without credentials, `*` does not stand for `Authorization`, which must then be listed too.
    pub(in crate::cors) const fn new(names: Texts<'a>, is_wildcard: bool, has_credentials: bool) -> Self {
        if is_wildcard {
            Self::Any { authorization: has_credentials || names.has(b"authorization") }
        } else {
            // Enough for each name and for every empty element, each with what may be next to it.
            let elements = names.len().saturating_add(MOST_EMPTY).saturating_add(1);
            Self::Names { names, most_bytes: elements.saturating_mul(longest(names).saturating_add(BESIDE)) }
        }
    }

    const fn most_bytes(&self) -> usize {
        match self {
            Self::Names { most_bytes, .. } => *most_bytes,
            Self::Any { .. } => MOST_BYTES_OF_ANY,
        }
    }
}

impl<'a> Asked<'a> {
    /// Returns the lines of the request, or `None` if it does not have the field.
    pub(in crate::cors) fn new<F: Fields<'a>>(fields: F, allowed: &AllowedNames<'_>) -> Result<Option<Self>, Refusal> {
        let mut is_present = false;
        let mut asked = Self { lines: [&[]; MOST_LINES], length: 0 };
        let mut free = asked.lines.iter_mut();
        let mut bytes = allowed.most_bytes();
        let mut empty = MOST_EMPTY;
        let mut search = Search::new(allowed);
        for line in fields.values(ACCESS_CONTROL_REQUEST_HEADERS) {
            is_present = true;
            bytes = bytes.checked_sub(line.len()).ok_or(Refusal::TooManyRequestHeaders)?;
            let mut has_names = false;
            let mut elements = elements(line);
            while let Some(element) = elements.next() {
                if element.is_empty() {
                    empty = empty.checked_sub(1).ok_or(Refusal::TooManyRequestHeaders)?;
                } else {
                    search.find(element)?;
                    has_names = true;
                    if WIDE {
                        search.length = search.length.saturating_add(element.len()).saturating_add(1);
                        if !search.rest.is_empty() {
                            elements.0 = elements.0.and_then(|list| search.skip_ordered(list));
                        }
                    }
                }
            }
            if has_names {
                *free.next().ok_or(Refusal::TooManyRequestHeaders)? = line;
            }
        }
        if WIDE {
            // Without the comma after the last name.
            asked.length = search.length.saturating_sub(1);
        }
        Ok(is_present.then_some(asked))
    }

    /// Gives the names in order, as long as `take` returns true.
    pub(super) fn names(&self, mut take: impl FnMut(&[u8]) -> bool) -> bool {
        self.lines.iter().all(|line| elements(line).all(|name| name.is_empty() || take(name)))
    }
}

#[cfg(feature = "http")]
impl<'a> Asked<'a> {
    /// Returns the only line if names with single commas between them are all that it has.
    pub(super) const fn as_sent(&self) -> Option<&'a [u8]> {
        match self.lines {
            [line, [], ..] if line.len() == self.length => Some(line),
            _ => None,
        }
    }

    /// Returns the names with commas between them.
    pub(super) fn joined(&self) -> alloc::vec::Vec<u8> {
        // A line without its spaces is the names with commas between them, if it then has their length.
        let [line, ..] = self.lines;
        // Not zeros, for which the allocator takes three times the instructions.
        let mut joined = alloc::vec![b','; self.length];
        if without_spaces(line, &mut joined) != Some(self.length) {
            joined.clear();
            self.names(|name| {
                if !joined.is_empty() {
                    joined.push(b',');
                }
                joined.extend_from_slice(name);
                true
            });
        }
        joined
    }
}

/// Copies a text without its spaces. Returns the length of the copy; `None` if `copy` is too short.
#[cfg(feature = "http")]
fn without_spaces(mut text: &[u8], copy: &mut [u8]) -> Option<usize> {
    let length = copy.len();
    let mut free = copy;
    // Sixteen bytes are copied, and those from a space on are overwritten.
    while WIDE && let (Some((chunk, rest)), Some(place)) = (text.split_first_chunk(), free.first_chunk_mut()) {
        *place = *chunk;
        let at = crate::syntax::wide::first_of(chunk, |byte| byte == b' ');
        text = at.map_or(Some(rest), |at| text.get(at.wrapping_add(1)..))?;
        free = free.get_mut(at.unwrap_or(chunk.len())..)?;
    }
    for byte in text.iter().filter(|byte| **byte != b' ') {
        let (place, rest) = free.split_first_mut()?;
        *place = *byte;
        free = rest;
    }
    Some(length.wrapping_sub(free.len()))
}

const fn longest(mut names: Texts<'_>) -> usize {
    let mut longest = 0;
    while let Some((name, others)) = names.split_first() {
        if name.len() > longest {
            longest = name.len();
        }
        names = others;
    }
    longest
}

/// The elements of a line, without the white space around them.
#[derive(Clone)]
struct Elements<'a>(Option<&'a [u8]>);

const fn elements(line: &[u8]) -> Elements<'_> {
    Elements(Some(line))
}

impl<'a> Iterator for Elements<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        let list = self.0?;
        let (element, rest) = list.split_at_checked(before(b',', list)).unwrap_or((list, &[]));
        self.0 = rest.get(1..);
        Some(trimmed(element, WSP))
    }
}

/// Looks up names, each after the one that was found last. If the request has the order of the list, as browsers have for a
/// sorted list, the list is walked once.
struct Search<'p, 'a> {
    allowed: &'p AllowedNames<'a>,
    /// The rest of a slice.
    rest: &'a [&'a str],
    /// The rest of a list of lines.
    rest_lines: &'a [u8],
    walks: usize,
    /// The length of the names that were found, each with a comma.
    length: usize,
}

impl<'p, 'a> Search<'p, 'a> {
    const fn new(allowed: &'p AllowedNames<'a>) -> Self {
        Self { allowed, rest: &[], rest_lines: b"", walks: MOST_WALKS, length: 0 }
    }

    /// Skips names that follow each other as in the list; `None` if no element remains. A comparison with the name that is
    /// expected takes a third of the instructions of a search for the comma and then for the name. Not inlined, where its few
    /// values would have no registers.
    #[inline(never)]
    fn skip_ordered<'l>(&mut self, list: &'l [u8]) -> Option<&'l [u8]> {
        let (mut names, mut length) = (self.rest, self.length);
        let mut unread = Some(list);
        while let Some(list) = unread
            && let Some((name, others)) = names.split_first()
            && let Some((element, rest)) = list.strip_prefix(b" ").unwrap_or(list).split_at_checked(name.len())
            && (eq(name.as_bytes(), element) || eq_ignore_ascii_case(name.as_bytes(), element))
        {
            unread = match rest {
                [] => None,
                [b',', after @ ..] => Some(after),
                _ => break,
            };
            length = length.wrapping_add(name.len()).wrapping_add(1);
            names = others;
        }
        (self.rest, self.length) = (names, length);
        unread
    }

    /// Returns why a name is not allowed.
    fn find(&mut self, element: &[u8]) -> Result<(), Refusal> {
        let walks = &mut self.walks;
        match self.allowed {
            AllowedNames::Names { names: Texts::Slice(names), .. } => {
                find(names, &mut self.rest, walks, |names| after(names, element))
            }
            AllowedNames::Names { names: Texts::Lines(names), .. } => {
                find(names, &mut self.rest_lines, walks, |names| after_line(names, element, true))
            }
            AllowedNames::Any { authorization } => {
                let is_allowed = span(element, TCHAR) == element.len()
                    && (*authorization || !eq_ignore_ascii_case(element, b"authorization"));
                if is_allowed { Ok(()) } else { Err(Refusal::RequestHeader) }
            }
        }
    }
}

/// Finds a name in the rest of the list, or else in the list.
fn find<L: Copy>(names: &L, rest: &mut L, walks: &mut usize, after: impl Fn(L) -> Option<L>) -> Result<(), Refusal> {
    *rest = if let Some(rest) = after(*rest) {
        rest
    } else {
        *walks = walks.checked_sub(1).ok_or(Refusal::TooManyRequestHeaders)?;
        after(*names).ok_or(Refusal::RequestHeader)?
    };
    Ok(())
}

/// Returns the names after the one that is equal to the element.
fn after<'a>(names: &'a [&'a str], element: &[u8]) -> Option<&'a [&'a str]> {
    let mut rest = names;
    while let Some((name, others)) = rest.split_first() {
        rest = others;
        if is(name.as_bytes(), element) {
            return Some(rest);
        }
    }
    None
}

/// Returns whether two names are equal. Most different names differ in length or in their last letter.
#[inline(always)]
fn is(name: &[u8], element: &[u8]) -> bool {
    // The lengths first: that the name is not empty follows, and costs no comparison.
    name.len() == element.len()
        && matches!((name, element), ([.., last], [.., other]) if (last ^ other) & !0x20 == 0)
        && if WIDE { is_alike(name, element) } else { name == element || eq_ignore_ascii_case(name, element) }
}

/// Compares names of one length that end alike. Not inlined, so that the loop over the last letters is.
#[inline(never)]
fn is_alike(name: &[u8], element: &[u8]) -> bool {
    if let (Some(end), Some(other)) = (name.last_chunk(), element.last_chunk())
        && (u64::from_le_bytes(*end) ^ u64::from_le_bytes(*other)) & u64::from_le_bytes([!0x20; 8]) != 0
    {
        return false;
    }
    eq(name, element) || eq_ignore_ascii_case(name, element)
}

#[cfg(all(test, feature = "http"))]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    #[test]
    fn a_copy_lacks_spaces_and_nothing_else() {
        for length in [0, 1, 7, 15, 16, 17, 31, 32, 33, 50] {
            for first in 0..=length {
                for second in first..=length {
                    let is_space = |at: usize| at == first || at == second || at == second.wrapping_add(1);
                    let text: Vec<u8> = (0..length).map(|at| if is_space(at) { b' ' } else { b'a' }).collect();
                    let expected: Vec<u8> = text.iter().copied().filter(|byte| *byte != b' ').collect();
                    let mut copy = std::vec![0; expected.len()];
                    assert_eq!(without_spaces(&text, &mut copy), Some(expected.len()), "{text:?}");
                    assert_eq!(copy, expected, "{text:?}");
                    if let [_, short @ ..] = &mut copy[..] {
                        assert_eq!(without_spaces(&text, short), None, "{text:?}");
                    }
                }
            }
        }
    }
}
