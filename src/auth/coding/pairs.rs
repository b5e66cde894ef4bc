//! Pairs of a name and a value, as a query and a form have them: walked, decoded, compared and sorted.
//!
//! ```text
//! pairs = [ pair ] *( "&" [ pair ] )
//! pair  = name [ "=" value ]           ; split at the first "=": without one, the value is empty
//! ```
//! What is empty between two `&` is no pair.

use core::cmp::Ordering;

use crate::auth::coding::percent::is_unreserved;
use crate::syntax::hex;

/// The most pairs that are sorted.
pub(in crate::auth) const MAX_PAIRS: usize = 64;

/// One pair, as sent.
#[derive(Clone, Copy)]
pub(in crate::auth) struct Pair<'a> {
    pub(in crate::auth) name: &'a [u8],
    pub(in crate::auth) value: &'a [u8],
}

impl<'a> Pair<'a> {
    /// Splits what begins at a pair.
    fn at(bytes: &'a [u8]) -> Self {
        let (piece, _) = split_at(bytes, b'&');
        let (name, value) = split_at(piece, b'=');
        Self { name, value: value.get(1..).unwrap_or_default() }
    }
}

/// Splits before the first byte of this value, or at the end.
fn split_at(bytes: &[u8], byte: u8) -> (&[u8], &[u8]) {
    let at = bytes.iter().position(|other| *other == byte).unwrap_or(bytes.len());
    bytes.split_at_checked(at).unwrap_or_default()
}

/// Walks pairs, each with the offset at which it begins.
#[derive(Clone)]
pub(in crate::auth) struct Pairs<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Pairs<'a> {
    pub(in crate::auth) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }
}

impl<'a> Iterator for Pairs<'a> {
    type Item = (usize, Pair<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
            let (at, (piece, _)) = (self.at, split_at(rest, b'&'));
            self.at = at.saturating_add(piece.len()).saturating_add(1);
            if !piece.is_empty() {
                return Some((at, Pair::at(piece)));
            }
        }
    }
}

/// Percent-encoded bytes, decoded. A percent sign without two digits after it is kept.
#[derive(Clone)]
pub(in crate::auth) struct Decoded<'a> {
    pub(in crate::auth) bytes: &'a [u8],
    /// Whether `+` is a space, as in a form.
    pub(in crate::auth) plus_is_space: bool,
}

impl Iterator for Decoded<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (byte, rest) = match *self.bytes {
            [b'%', high, low, ref rest @ ..] => match hex::byte(high, low) {
                Some(byte) => (byte, rest),
                None => (b'%', self.bytes.get(1..).unwrap_or_default()),
            },
            [b'+', ref rest @ ..] if self.plus_is_space => (b' ', rest),
            [byte, ref rest @ ..] => (byte, rest),
            [] => return None,
        };
        self.bytes = rest;
        Some(byte)
    }
}

/// Where a byte comes when percent-encoded text is sorted: `%` and two digits come before every unreserved byte.
pub(in crate::auth) const fn rank(byte: u8) -> u16 {
    u16::from_be_bytes([if is_unreserved(byte) { 1 } else { 0 }, byte])
}

/// Pairs in order. What is kept of each takes two bytes, so that there are at most 65,535 bytes.
#[derive(Clone, Copy)]
pub(in crate::auth) struct Sorted<'a> {
    bytes: &'a [u8],
    /// Where the pairs begin, in order.
    order: [u16; MAX_PAIRS],
    count: usize,
}

impl<'a> Sorted<'a> {
    /// Sorts pairs; `None` if there are more than [`MAX_PAIRS`], or one begins after the bytes that two bytes count. Those that
    /// compare equal stay in the order in which they were sent.
    ///
    /// The time is linear in the length, times [`MAX_PAIRS`] at most.
    pub(in crate::auth) fn new(bytes: &'a [u8], compare: impl Fn(Pair<'a>, Pair<'a>) -> Ordering) -> Option<Self> {
        let mut sorted = Self { bytes, order: [0; MAX_PAIRS], count: 0 };
        for (start, pair) in Pairs::new(bytes) {
            let mut moved = u16::try_from(start).ok()?;
            // Most queries are sorted, or nearly so: look from the end.
            let is_before = |other: &&u16| compare(pair, sorted.at(**other)) == Ordering::Less;
            let before = sorted.order.get(..sorted.count).unwrap_or_default();
            let place = sorted.count.saturating_sub(before.iter().rev().take_while(is_before).count());
            sorted.count = sorted.count.saturating_add(1);
            for slot in sorted.order.get_mut(place..sorted.count)? {
                core::mem::swap(slot, &mut moved);
            }
        }
        Some(sorted)
    }

    fn at(&self, start: u16) -> Pair<'a> {
        Pair::at(self.bytes.get(usize::from(start)..).unwrap_or_default())
    }

    /// Returns the pairs in order.
    pub(in crate::auth) fn iter(&self) -> impl Iterator<Item = Pair<'a>> {
        self.order.iter().take(self.count).map(|start| self.at(*start))
    }

    /// Returns how many pairs there are.
    pub(in crate::auth) const fn count(&self) -> usize {
        self.count
    }

    /// Returns the bytes as sent.
    pub(in crate::auth) const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

/// Walks items in order without storing them: in each pass the first that comes after the one before it. No two of them
/// compare equal.
pub(in crate::auth) fn in_order<T: Copy, I: Iterator<Item = T>>(
    items: impl Fn() -> I,
    compare: impl Fn(&T, &T) -> Ordering,
) -> impl Iterator<Item = T> {
    let mut last: Option<T> = None;
    core::iter::from_fn(move || {
        let later = items().filter(|item| last.as_ref().is_none_or(|last| compare(last, item) == Ordering::Less));
        let next = later.min_by(&compare)?;
        last = Some(next);
        Some(next)
    })
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;
    use std::vec::Vec;

    use super::*;

    fn text(bytes: &[u8]) -> &str {
        core::str::from_utf8(bytes).unwrap()
    }

    #[test]
    fn pairs_are_split_at_the_first_equals_sign() {
        for (bytes, expected) in [
            ("", &[][..]),
            ("&&", &[]),
            ("a", &[(0, "a", "")]),
            ("a=b=c&&=d&e=", &[(0, "a", "b=c"), (7, "", "d"), (10, "e", "")]),
        ] {
            let pairs: Vec<_> = Pairs::new(bytes.as_bytes()).collect();
            let pairs: Vec<_> = pairs.iter().map(|(at, pair)| (*at, text(pair.name), text(pair.value))).collect();
            assert_eq!(pairs, expected, "{bytes}");
        }
    }

    /// The order is that of the encoded bytes, each of which is one or three.
    #[test]
    fn ranks_are_ordered_as_encoded_bytes() {
        let encoded = |byte: u8| {
            if is_unreserved(byte) { String::from(char::from(byte)) } else { std::format!("%{byte:02X}") }
        };
        for one in 0..=u8::MAX {
            for other in 0..=u8::MAX {
                assert_eq!(rank(one).cmp(&rank(other)), encoded(one).cmp(&encoded(other)), "{one} {other}");
            }
        }
    }

    #[test]
    fn both_ways_of_sorting_agree() {
        let bytes = b"b=2&a=1&b=1&a=&c&a=1&%61=0";
        let compare = |one: Pair<'_>, other: Pair<'_>| (one.name, one.value).cmp(&(other.name, other.value));
        let sorted = Sorted::new(bytes, compare).unwrap();
        let names: Vec<_> = sorted.iter().map(|pair| (text(pair.name), text(pair.value))).collect();
        assert_eq!(names, [("%61", "0"), ("a", ""), ("a", "1"), ("a", "1"), ("b", "1"), ("b", "2"), ("c", "")]);
        let selected = in_order(
            || Pairs::new(bytes),
            |(one_at, one), (other_at, other)| compare(*one, *other).then(one_at.cmp(other_at)),
        );
        assert!(selected.map(|(_, pair)| (text(pair.name), text(pair.value))).eq(names.iter().copied()));
        for (bytes, is_sorted) in [
            (b"a&".repeat(MAX_PAIRS), true),
            (b"a&".repeat(MAX_PAIRS + 1), false),
            (std::vec![b'&'; 70_000], true),
            ([std::vec![b'&'; 65_535], b"a".to_vec()].concat(), true),
            ([std::vec![b'&'; 65_536], b"a".to_vec()].concat(), false),
        ] {
            assert_eq!(Sorted::new(&bytes, compare).is_some(), is_sorted, "{} bytes", bytes.len());
        }
    }
}
