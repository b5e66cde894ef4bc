//! The parameters of the query, as the resource has them.

use core::cmp::Ordering;

use crate::auth::coding::percent;
use crate::encode::{Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::hex;

/// The most parameters of a query that is signed.
pub const MAX_QUERY_PARAMS: usize = 64;

/// One parameter, as sent.
#[derive(Clone, Copy)]
struct Pair<'a> {
    name: &'a [u8],
    value: &'a [u8],
    index: usize,
}

impl Pair<'_> {
    /// The decoded name, in lower case.
    fn name(&self) -> impl Iterator<Item = u8> + Clone {
        percent::decode(self.name.iter().copied()).map(|byte| byte.to_ascii_lowercase())
    }

    fn value(&self) -> impl Iterator<Item = u8> + Clone {
        percent::decode(self.value.iter().copied())
    }

    fn compare(&self, other: &Self) -> Ordering {
        let parts = self.name().cmp(other.name()).then_with(|| self.value().cmp(other.value()));
        parts.then_with(|| self.index.cmp(&other.index))
    }
}

/// Returns the parameters. Empty ones between two `&` are none.
fn pairs(query: &[u8]) -> impl Iterator<Item = Pair<'_>> {
    let parts = query.split(|byte| *byte == b'&').filter(|part| !part.is_empty());
    parts.enumerate().map(|(index, part)| {
        let equals = part.iter().position(|byte| *byte == b'=').unwrap_or(part.len());
        let (name, value) = part.split_at_checked(equals).unwrap_or_default();
        Pair { name, value: value.get(1..).unwrap_or_default(), index }
    })
}

/// Checks that no two queries have one form, and that there are not too many parameters.
pub(super) fn check(query: &[u8]) -> Result<(), ValueError> {
    let is_wrong = |at: &usize| match query.get(*at..) {
        Some([b'%', high, low, ..]) => hex::byte(*high, *low).is_none_or(|byte| byte.is_ascii_control()),
        Some([b'%', ..]) => true,
        Some([byte, ..]) => *byte <= b' ' || *byte == 0x7F || *byte == b'#',
        _ => false,
    };
    if let Some(offset) = (0..query.len()).find(is_wrong) {
        return Err(ValueError::new("query", ValueErrorKind::InvalidByte, offset));
    }
    if pairs(query).count() > MAX_QUERY_PARAMS {
        return Err(ValueError::new("query", ValueErrorKind::TooMany, MAX_QUERY_PARAMS));
    }
    match pairs(query).find(|pair| pair.name().any(|byte| byte == b':')) {
        Some(pair) => Err(ValueError::new("query", ValueErrorKind::Prohibited, offset_in(query, pair.index))),
        None => Ok(()),
    }
}

/// Returns where the parameter of this index begins.
fn offset_in(query: &[u8], index: usize) -> usize {
    let mut parts = query.split(|byte| *byte == b'&').scan(0_usize, |next, part| {
        let at = *next;
        *next = at.saturating_add(part.len()).saturating_add(1);
        Some((at, part))
    });
    parts.by_ref().filter(|(_, part)| !part.is_empty()).nth(index).map_or(0, |(at, _)| at)
}

/// `*( LF name ":" value *( "," value ) )`, sorted: in each pass the first parameter that comes after the one before it.
pub(super) fn write_params<S: Sink>(query: &[u8], wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
    let mut last: Option<Pair<'_>> = None;
    loop {
        let later = pairs(query).filter(|pair| last.is_none_or(|last| last.compare(pair) == Ordering::Less));
        let Some(pair) = later.min_by(Pair::compare) else {
            return Ok(());
        };
        if last.is_some_and(|last| last.name().eq(pair.name())) {
            wire.put(b",")?;
        } else {
            wire.put(b"\n")?;
            wire.put_all(pair.name())?;
            wire.put(b":")?;
        }
        wire.put_all(pair.value())?;
        last = Some(pair);
    }
}

/// `[ "?comp=" value ]`
pub(super) fn write_comp<S: Sink>(query: &[u8], wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
    let Some(comp) = pairs(query).find(|pair| pair.name().eq(*b"comp")) else {
        return Ok(());
    };
    wire.put(b"?comp=")?;
    wire.put_all(comp.value())
}
