//! Comparison of secrets in constant time.

use core::hint::black_box;

/// Returns whether two secrets are equal, in a time that depends on their lengths only.
///
/// Linear in the shorter of the two. The position of a difference has no influence.
#[must_use]
pub fn constant_time_eq(one: &[u8], other: &[u8]) -> bool {
    bytes_eq(one.iter().copied(), other)
}

/// As [`constant_time_eq`], for bytes from an iterator that unescapes or decodes.
pub(crate) fn bytes_eq(one: impl Iterator<Item = u8> + Clone, other: &[u8]) -> bool {
    let difference = one.clone().zip(other).fold(0, |difference, (a, b)| black_box(difference | (a ^ b)));
    (difference == 0) & (one.count() == other.len())
}
