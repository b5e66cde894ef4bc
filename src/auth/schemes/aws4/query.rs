//! The canonical form of a query: its parameters, sorted.
//!
//! ```text
//! *( enc(name) "=" enc(value) "&" )    ; sorted by enc(name), then by enc(value), without the last "&"
//! ```
//! Names are compared as names: in `a-b=1&a=2` the second comes first, though `-` comes before `=`.

use core::cmp::Ordering;

use super::Rules;
use super::canonical::write_decoded;
use crate::auth::coding::pairs::{Decoded, MAX_PAIRS, Pair, Pairs, Sorted, rank};
use crate::auth::coding::percent;
use crate::encode::{Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};

/// The most parameters of a query that is signed. What is kept of each for sorting takes two bytes, so that a query has at most
/// 65,535 bytes.
pub const MAX_QUERY_PARAMS: usize = MAX_PAIRS;

/// The parameters of a query, which can be walked in order.
#[derive(Clone, Copy)]
pub(super) struct Query<'a> {
    sorted: Sorted<'a>,
    plus_is_space: bool,
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
            return wrong(ValueErrorKind::TooLong, u16::MAX.into());
        }
        let plus_is_space = rules.plus_is_space;
        let compare = |one: Pair<'a>, other: Pair<'a>| {
            let compare =
                |one, other| compare(Decoded { bytes: one, plus_is_space }, Decoded { bytes: other, plus_is_space });
            compare(one.name, other.name).then_with(|| compare(one.value, other.value))
        };
        match Sorted::new(bytes, compare) {
            Some(sorted) => Ok(Self { sorted, plus_is_space }),
            None => wrong(ValueErrorKind::TooMany, MAX_QUERY_PARAMS),
        }
    }

    /// Returns the parameters in order.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair<'a>> {
        self.sorted.iter()
    }

    /// Returns the parameters as sent, each with its offset.
    pub(super) const fn as_sent(&self) -> Pairs<'a> {
        Pairs::new(self.bytes())
    }

    /// Returns how many parameters there are.
    pub(super) const fn count(&self) -> usize {
        self.sorted.count()
    }

    /// Returns the query as sent.
    pub(super) const fn bytes(&self) -> &'a [u8] {
        self.sorted.bytes()
    }

    /// Decodes a part of a parameter.
    pub(super) const fn decoded<'q>(&self, part: &'q [u8]) -> Decoded<'q> {
        Decoded { bytes: part, plus_is_space: self.plus_is_space }
    }

    /// Compares the canonical name of a parameter with one of unreserved bytes.
    pub(super) fn compare_name(&self, pair: &Pair<'_>, name: &str) -> Ordering {
        compare(self.decoded(pair.name), Decoded { bytes: name.as_bytes(), plus_is_space: false })
    }

    /// Writes `enc(name) "=" enc(value)`.
    pub(super) fn write_pair<S: Sink>(&self, pair: &Pair<'_>, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        write_decoded(pair.name, self.plus_is_space, wire)?;
        wire.put(b"=")?;
        write_decoded(pair.value, self.plus_is_space, wire)
    }
}

/// Compares the encoded forms of two parts.
fn compare(one: Decoded<'_>, other: Decoded<'_>) -> Ordering {
    one.map(rank).cmp(other.map(rank))
}
