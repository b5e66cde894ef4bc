//! Comparing secrets.

use core::hint::black_box;

/// Whether two secrets are the same, in a time that tells nothing but their lengths.
///
/// Linear in the shorter of the two, wherever they differ.
#[must_use]
pub fn constant_time_eq(one: &[u8], other: &[u8]) -> bool {
    bytes_eq(one.iter().copied(), other)
}

/// The same of octets that are unescaped or decoded on the way.
pub(crate) fn bytes_eq(one: impl Iterator<Item = u8> + Clone, other: &[u8]) -> bool {
    let difference = one.clone().zip(other).fold(0, |difference, (a, b)| black_box(difference | (a ^ b)));
    (difference == 0) & (one.count() == other.len())
}
