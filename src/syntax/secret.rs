//! Comparison of secrets in constant time.
//!
//! The crate `subtle` is not used: its `ct_eq` takes 62 % more instructions for 64 bytes on an x86-64 and 1 % more flash in
//! a Bearer client on a Cortex-M3 (version 2.6, without features). For bytes that are decoded during the comparison it can
//! only compare one by one. `subtle` uses a volatile read in place of `black_box`; both ask the compiler not to optimize,
//! and neither is a guarantee. A count of the instructions of the linked code, which must be equal wherever two secrets
//! differ, checks this function: see `benches/src/secrets.rs`.

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

#[cfg(test)]
mod tests {
    use core::cell::Cell;

    use super::*;

    #[test]
    fn secrets_are_equal_if_all_bytes_are() {
        let secret = *b"a secret of 23 bytes \x00\xFF";
        assert!(constant_time_eq(&secret, &secret) && constant_time_eq(b"", b""));
        for place in 0..secret.len() {
            for bit in 0..8 {
                let mut other = secret;
                other[place] ^= 1 << bit;
                assert!(!constant_time_eq(&secret, &other), "bit {bit} of byte {place}");
                // Two differences that cancel each other out.
                other[(place + 1) % secret.len()] ^= 1 << bit;
                assert!(!constant_time_eq(&secret, &other), "bit {bit} of byte {place} and the next");
            }
            assert!(!constant_time_eq(&secret, &secret[..place]) && !constant_time_eq(&secret[..place], &secret));
        }
        assert!(!constant_time_eq(b"ab", b"ba"));
    }

    /// Every byte is taken, wherever the first difference is.
    #[test]
    fn a_comparison_takes_all_bytes() {
        let taken = |one: &[u8], other: &[u8]| {
            let count = Cell::new(0_usize);
            let bytes = one.iter().map(|byte| {
                count.set(count.get() + 1);
                *byte
            });
            (bytes_eq(bytes, other), count.get())
        };
        let (equal, all) = taken(b"0123456789", b"0123456789");
        assert!(equal && all >= 10, "every byte is compared");
        for other in [b"9123456789", b"0123956789", b"0123456780", b"9876543210"] {
            assert_eq!(taken(b"0123456789", other), (false, all), "the comparison does not stop at a difference");
        }
        for (one, same, differs) in [
            (&b"0123"[..], &b"0123456789"[..], &b"9123456789"[..]),
            (b"0123456789", b"0123", b"9123"),
            (b"0123456789", b"", b""),
        ] {
            let (equal, count) = taken(one, same);
            assert!(!equal && count >= one.len().min(same.len()), "the bytes are compared whatever the lengths are");
            assert_eq!(taken(one, differs), (false, count), "the time depends on the lengths only");
        }
    }
}
