//! The canonical form of a path.
//!
//! ```text
//! OTHERS   each segment that is left when empty and dot segments are removed, every byte but unreserved ones encoded
//! S3       each segment, decoded once and encoded
//! ```
//! A `/` that is encoded is no separator, and stays encoded.

use super::Rules;
use super::canonical::write_decoded;
use crate::auth::coding::dot_segments::Removal;
use crate::auth::coding::percent::{self, is_unreserved};
use crate::encode::{Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};

/// The most segments of a path with `..` that is normalized: each has a bit of a number.
pub const MAX_SEGMENTS: usize = 64;

/// Checks that a path has a canonical form.
pub(super) fn check(path: &[u8], rules: Rules) -> Result<(), ValueError> {
    let wrong = |kind, offset| Err(ValueError::new("path", kind, offset));
    if !path.is_empty() && !path.starts_with(b"/") {
        return wrong(ValueErrorKind::InvalidByte, 0);
    }
    if let Some(offset) = path.iter().position(|byte| byte.is_ascii_control() || *byte == b'#') {
        return wrong(ValueErrorKind::InvalidByte, offset);
    }
    if !rules.encodes_twice
        && let Some(offset) = percent::undecodable(path)
    {
        return wrong(ValueErrorKind::InvalidByte, offset);
    }
    if rules.normalizes && segments(path).any(|segment| segment == b"..") && segments(path).count() > MAX_SEGMENTS {
        return wrong(ValueErrorKind::TooMany, MAX_SEGMENTS);
    }
    Ok(())
}

/// Writes the canonical form of a path that was checked.
pub(super) fn write<S: Sink>(path: &[u8], rules: Rules, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
    if !rules.normalizes {
        if path.is_empty() {
            return wire.put(b"/");
        }
        segments(path).try_for_each(|segment| {
            wire.put(b"/")?;
            put(segment, rules, wire)
        })?;
        return if rules.adds_slash && !path.ends_with(b"/") { wire.put(b"/") } else { Ok(()) };
    }
    // Without `..`, nothing limits the number of segments.
    let mut left = if segments(path).any(|segment| segment == b"..") { left(path) } else { u64::MAX };
    let mut is_empty = true;
    for segment in segments(path) {
        if left & 1 == 1 && dots(segment).is_none() {
            wire.put(b"/")?;
            put(segment, rules, wire)?;
            is_empty = false;
        }
        left = left.rotate_right(1);
    }
    // Amazon's signers keep a slash at the end, and add none after a `..` that was removed there.
    if is_empty || path.ends_with(b"/") { wire.put(b"/") } else { Ok(()) }
}

fn put<S: Sink>(segment: &[u8], rules: Rules, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
    if rules.encodes_twice { percent::write(wire, segment, is_unreserved) } else { write_decoded(segment, false, wire) }
}

/// Returns what is between the slashes of a path, from the first one on.
fn segments(path: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    path.get(1..).unwrap_or_default().split(|byte| *byte == b'/')
}

/// Returns how many segments a segment that is not written removes besides itself; `None` for another one.
const fn dots(segment: &[u8]) -> Option<usize> {
    match segment {
        b"" | b"." => Some(0),
        b".." => Some(1),
        _ => None,
    }
}

/// Returns a bit for each segment, the lowest one for the first: whether it is left.
fn left(path: &[u8]) -> u64 {
    let mut removal = Removal::default();
    segments(path).rev().fold(0, |left, segment| left.wrapping_shl(1) | u64::from(removal.leaves(dots(segment))))
}
