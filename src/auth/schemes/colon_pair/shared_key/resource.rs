//! The parameters of the query, as the resource has them.

use core::cmp::Ordering;

use crate::auth::coding::pairs::{Decoded, MAX_PAIRS, Pair, Pairs, in_order};
use crate::encode::{Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::hex;

/// The most parameters of a query that is signed.
pub const MAX_QUERY_PARAMS: usize = MAX_PAIRS;

/// The decoded name, in lower case.
fn name(pair: Pair<'_>) -> impl Iterator<Item = u8> {
    decoded(pair.name).map(|byte| byte.to_ascii_lowercase())
}

const fn decoded(part: &[u8]) -> Decoded<'_> {
    Decoded { bytes: part, plus_is_space: false }
}

fn compare((at, one): &(usize, Pair<'_>), (other_at, other): &(usize, Pair<'_>)) -> Ordering {
    let parts = name(*one).cmp(name(*other)).then_with(|| decoded(one.value).cmp(decoded(other.value)));
    parts.then_with(|| at.cmp(other_at))
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
    if Pairs::new(query).count() > MAX_QUERY_PARAMS {
        return Err(ValueError::new("query", ValueErrorKind::TooMany, MAX_QUERY_PARAMS));
    }
    match Pairs::new(query).find(|(_, pair)| name(*pair).any(|byte| byte == b':')) {
        Some((at, _)) => Err(ValueError::new("query", ValueErrorKind::Prohibited, at)),
        None => Ok(()),
    }
}

/// `*( LF name ":" value *( "," value ) )`, sorted.
pub(super) fn write_params<S: Sink>(query: &[u8], wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
    let mut last: Option<Pair<'_>> = None;
    for (_, pair) in in_order(|| Pairs::new(query), compare) {
        if last.is_some_and(|last| name(last).eq(name(pair))) {
            wire.put(b",")?;
        } else {
            wire.put(b"\n")?;
            wire.put_all(name(pair))?;
            wire.put(b":")?;
        }
        wire.put_all(decoded(pair.value))?;
        last = Some(pair);
    }
    Ok(())
}

/// `[ "?comp=" value ]`
pub(super) fn write_comp<S: Sink>(query: &[u8], wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
    let Some((_, comp)) = Pairs::new(query).find(|(_, pair)| name(*pair).eq(*b"comp")) else {
        return Ok(());
    };
    wire.put(b"?comp=")?;
    wire.put_all(decoded(comp.value))
}
