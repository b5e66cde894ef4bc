//! The canonical form of a query: its parameters, sorted.
//!
//! ```text
//! *( enc(name) "=" enc(value) "&" )    ; sorted by enc(name), then by enc(value), without the last "&"
//! ```
//! Names are compared as names: in `a-b=1&a=2` the second comes first, though `-` comes before `=`.

use core::cmp::Ordering;
use core::fmt;

use super::Rules;
use super::canonical::{decoded, write_decoded};
use crate::auth::coding::percent;
use crate::encode::{Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};

/// The most parameters of a query that is signed. What is kept of each for sorting takes two bytes, so that a query has at most
/// 65,535 bytes.
pub const MAX_QUERY_PARAMS: usize = 64;

/// The parameters of a query, which can be walked in order.
#[derive(Clone, Copy)]
pub(super) struct Query<'a> {
    bytes: &'a [u8],
    /// Where the parameters begin, sorted.
    order: [u16; MAX_QUERY_PARAMS],
    count: usize,
    plus_is_space: bool,
}

/// One parameter, as sent.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) name: &'a [u8],
    pub(super) value: &'a [u8],
    pub(super) plus_is_space: bool,
}

impl<'a> Query<'a> {
    /// Sorts the parameters of a query. Takes a time linear in its length, times [`MAX_QUERY_PARAMS`] at most.
    pub(super) fn new(bytes: &'a [u8], rules: Rules) -> Result<Self, ValueError> {
        let wrong = |kind, offset| Err(ValueError::new("query", kind, offset));
        let is_wrong = |byte: &u8| byte.is_ascii_control() || *byte == b'#';
        if let Some(offset) = bytes.iter().position(is_wrong).or_else(|| percent::undecodable(bytes)) {
            return wrong(ValueErrorKind::InvalidByte, offset);
        }
        if u16::try_from(bytes.len()).is_err() {
            return wrong(ValueErrorKind::OutOfRange, 0);
        }
        let mut query = Self { bytes, order: [0; MAX_QUERY_PARAMS], count: 0, plus_is_space: rules.plus_is_space };
        let mut start = 0_u16;
        for part in bytes.split(|byte| *byte == b'&') {
            if !part.is_empty() && !query.insert(start) {
                return wrong(ValueErrorKind::TooMany, MAX_QUERY_PARAMS);
            }
            start = start.saturating_add(u16::try_from(part.len()).unwrap_or(u16::MAX)).saturating_add(1);
        }
        Ok(query)
    }

    /// Inserts the parameter that begins at an offset. Returns whether there was a place.
    fn insert(&mut self, start: u16) -> bool {
        let inserted = self.at(start);
        // Most queries are sorted, or nearly so: look from the end.
        let sorted = self.order.get(..self.count).unwrap_or_default();
        let is_before = |other: &&u16| inserted.compare(&self.at(**other)) == Ordering::Less;
        let after = sorted.iter().rev().take_while(is_before).count();
        let place = self.count.saturating_sub(after);
        self.count = self.count.saturating_add(1);
        let Some(places) = self.order.get_mut(place..self.count) else {
            return false;
        };
        let mut moved = start;
        for slot in places {
            core::mem::swap(slot, &mut moved);
        }
        true
    }

    fn at(&self, start: u16) -> Pair<'a> {
        let rest = self.bytes.get(usize::from(start)..).unwrap_or_default();
        self.pair(rest.split(|byte| *byte == b'&').next().unwrap_or_default())
    }

    /// Splits a parameter at the first equals sign. Without one, the value is empty.
    pub(super) fn pair(&self, part: &'a [u8]) -> Pair<'a> {
        let equals = part.iter().position(|byte| *byte == b'=').unwrap_or(part.len());
        let (name, value) = part.split_at_checked(equals).unwrap_or_default();
        Pair { name, value: value.get(1..).unwrap_or_default(), plus_is_space: self.plus_is_space }
    }

    /// Returns the parameters in order.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair<'a>> {
        self.order.iter().take(self.count).map(|start| self.at(*start))
    }

    /// Returns how many parameters there are.
    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// Returns the query as sent.
    pub(super) const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

impl Pair<'_> {
    fn compare(&self, other: &Self) -> Ordering {
        let names = self.encoded(self.name).cmp(other.encoded(other.name));
        names.then_with(|| self.encoded(self.value).cmp(other.encoded(other.value)))
    }

    fn encoded(&self, part: &[u8]) -> impl Iterator<Item = u8> {
        decoded(part, self.plus_is_space)
    }

    /// Compares the canonical name with one of unreserved bytes.
    pub(super) fn compare_name(&self, name: &str) -> Ordering {
        self.encoded(self.name).cmp(name.bytes())
    }

    /// Writes `enc(name) "=" enc(value)`.
    pub(super) fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        write_decoded(self.name, self.plus_is_space, wire)?;
        wire.put(b"=")?;
        write_decoded(self.value, self.plus_is_space, wire)
    }
}

impl fmt::Debug for Query<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Query({} parameters)", self.count)
    }
}
