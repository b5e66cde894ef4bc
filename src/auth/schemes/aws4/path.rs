//! The canonical form of a path.
//!
//! ```text
//! OTHERS   each segment that is left when empty and dot segments are removed, every byte but unreserved ones encoded
//! S3       each segment, decoded once and encoded
//! ```
//! A `/` that is encoded is no separator, and stays encoded.

use super::Rules;
use super::canonical::write_decoded;
use crate::auth::coding::percent::{self, is_unreserved};
use crate::encode::{Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};

/// The most segments of a path with `..` that is normalized. Each costs a look at those after it.
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
        return segments(path).try_for_each(|segment| {
            wire.put(b"/")?;
            put(segment, rules, wire)
        });
    }
    let mut left = segments(path);
    let mut is_empty = true;
    while let Some(segment) = left.next() {
        if is_name(segment) && survives(left.clone()) {
            wire.put(b"/")?;
            put(segment, rules, wire)?;
            is_empty = false;
        }
    }
    // Amazon's signers keep a slash at the end, and add none after a `..` that was removed there.
    if is_empty || path.ends_with(b"/") { wire.put(b"/") } else { Ok(()) }
}

fn put<S: Sink>(segment: &[u8], rules: Rules, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
    if rules.encodes_twice { percent::write(wire, segment, is_unreserved) } else { write_decoded(segment, false, wire) }
}

/// Returns what is between the slashes of a path, from the first one on.
fn segments(path: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    path.split(|byte| *byte == b'/').skip(1)
}

fn is_name(segment: &[u8]) -> bool {
    !matches!(segment, b"" | b"." | b"..")
}

/// Returns whether a segment is left when these segments after it are followed.
fn survives<'a>(after: impl Iterator<Item = &'a [u8]>) -> bool {
    let mut depth = 1_usize;
    for segment in after {
        match segment {
            b".." => depth = depth.wrapping_sub(1),
            segment if is_name(segment) => depth = depth.wrapping_add(1),
            _ => {}
        }
        if depth == 0 {
            return false;
        }
    }
    true
}
