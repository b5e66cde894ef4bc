//! The names that a preflight asks for: `Access-Control-Request-Headers`, held against a list in bounded time.
//!
//! Whoever sends the field may make it as long as the host reads. So the octets are counted before any is looked at,
//! and names are looked at until one is not allowed.

use crate::cors::ACCESS_CONTROL_REQUEST_HEADERS;
use crate::fields::Fields;
use crate::syntax::class::{TCHAR, WSP, span};
use crate::syntax::rules::trimmed;
use crate::syntax::token::is_one_of;
use crate::syntax::wide::eq_ignore_ascii_case;

use super::decision::Refusal;

/// Empty elements that are passed over, in all lines.
const MOST_EMPTY: usize = 16;

/// Lines with names. Browsers send one; there are intermediaries that make several of it.
const MOST_LINES: usize = 8;

/// White space and a comma beside each element, for what [`most_octets`](Allowed::most_octets) allows.
const BESIDE: usize = 8;

/// How long the field may be where any name is allowed: what servers take for all fields.
const MOST_OCTETS_OF_ANY: usize = 16 * 1024;

/// The lines of the field that hold names, all of which are allowed.
#[derive(Clone, Copy)]
pub(in crate::cors) struct Asked<'a> {
    lines: [&'a [u8]; MOST_LINES],
}

/// Which names are allowed.
#[derive(Clone, Copy, Debug)]
pub(in crate::cors) enum Allowed<'a> {
    /// These, the longest of which has so many octets.
    Names { names: &'a [&'a str], longest: usize },
    /// Any; and `Authorization`, or that one not.
    Any { authorization: bool },
}

impl<'a> Allowed<'a> {
    /// What a browser lets pass by these names, among which there may be a `*` that stands for any. Without credentials
    /// it does not stand for `Authorization`, which must then be named too.
    pub(in crate::cors) const fn among(names: &'a [&'a str], is_wildcard: bool, has_credentials: bool) -> Self {
        if is_wildcard {
            Self::Any { authorization: has_credentials || is_one_of(b"authorization", names) }
        } else {
            Self::Names { names, longest: longest(names) }
        }
    }

    /// Room for each name and for every empty element, each with what may stand beside it.
    const fn most_octets(&self) -> usize {
        match self {
            Self::Names { names, longest } => {
                let elements = names.len().saturating_add(MOST_EMPTY).saturating_add(1);
                elements.saturating_mul(longest.saturating_add(BESIDE))
            }
            Self::Any { .. } => MOST_OCTETS_OF_ANY,
        }
    }
}

impl<'a> Asked<'a> {
    /// What the request asks for, if it has the field.
    pub(in crate::cors) fn of<F: Fields<'a>>(fields: F, allowed: Allowed<'_>) -> Result<Option<Self>, Refusal> {
        let mut is_there = false;
        let mut asked = Self { lines: [&[]; MOST_LINES] };
        let mut free = asked.lines.iter_mut();
        let mut octets = allowed.most_octets();
        let mut empty = MOST_EMPTY;
        let mut search = Search::among(allowed);
        for line in fields.values(ACCESS_CONTROL_REQUEST_HEADERS) {
            is_there = true;
            octets = octets.checked_sub(line.len()).ok_or(Refusal::TooManyRequestHeaders)?;
            let mut has_names = false;
            for element in elements(line) {
                if element.is_empty() {
                    empty = empty.checked_sub(1).ok_or(Refusal::TooManyRequestHeaders)?;
                } else if search.finds(element) {
                    has_names = true;
                } else {
                    return Err(Refusal::RequestHeader);
                }
            }
            if has_names {
                *free.next().ok_or(Refusal::TooManyRequestHeaders)? = line;
            }
        }
        Ok(is_there.then_some(asked))
    }

    /// The names, in order, as long as they are taken.
    pub(super) fn names(&self, mut take: impl FnMut(&[u8]) -> bool) -> bool {
        self.lines.iter().all(|line| elements(line).all(|name| name.is_empty() || take(name)))
    }
}

const fn longest(mut names: &[&str]) -> usize {
    let mut longest = 0;
    while let Some((name, others)) = names.split_first() {
        if name.len() > longest {
            longest = name.len();
        }
        names = others;
    }
    longest
}

/// What stands between commas, without the white space around it.
fn elements(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|&octet| octet == b',').map(|element| trimmed(element, WSP))
}

/// Looks names up, each behind the last one that was found. Who asks in the order of the list, as a browser does of a
/// sorted one, has the whole list walked once.
struct Search<'a> {
    allowed: Allowed<'a>,
    rest: &'a [&'a str],
}

impl<'a> Search<'a> {
    const fn among(allowed: Allowed<'a>) -> Self {
        match allowed {
            Allowed::Names { names, .. } => Self { allowed, rest: names },
            Allowed::Any { .. } => Self { allowed, rest: &[] },
        }
    }

    fn finds(&mut self, element: &[u8]) -> bool {
        match self.allowed {
            Allowed::Names { names, .. } => {
                match behind(self.rest, element).or_else(|| behind(names, element)) {
                    Some(rest) => self.rest = rest,
                    None => return false,
                }
                true
            }
            Allowed::Any { authorization } => {
                span(element, TCHAR) == element.len()
                    && (authorization || !eq_ignore_ascii_case(element, b"authorization"))
            }
        }
    }
}

/// What is left of the names behind the one that is spelled so.
fn behind<'a>(names: &'a [&'a str], element: &[u8]) -> Option<&'a [&'a str]> {
    let mut rest = names;
    while let Some((name, others)) = rest.split_first() {
        rest = others;
        if is(name.as_bytes(), element) {
            return Some(rest);
        }
    }
    None
}

/// Whether both are one name. Most that are not differ in length or in their last letter, and most that are have lower
/// case in common.
#[inline(always)]
fn is(name: &[u8], element: &[u8]) -> bool {
    let ([.., last], [.., other]) = (name, element) else {
        return false;
    };
    name.len() == element.len()
        && (last ^ other) & !0x20 == 0
        && (name == element || eq_ignore_ascii_case(name, element))
}
