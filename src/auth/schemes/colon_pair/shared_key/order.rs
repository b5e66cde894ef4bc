//! The order of the names of fields in the service: that of .NET's culture.
//!
//! In a first round, hyphens and apostrophes are left out, and the rest is compared by weights. In a second round, of two names
//! that are equal in the first, the one comes first that has no such byte at the first difference.

use core::cmp::Ordering;

/// What has a weight: the other bytes of names, in their order.
const WEIGHED: &[u8; 49] = b"!#$%&*.^_`|~+0123456789abcdefghijklmnopqrstuvwxyz";

/// Compares two names, whose case does not count.
pub(super) fn compare(one: &[u8], other: &[u8]) -> Ordering {
    weights(one).cmp(weights(other)).then_with(|| places(one).cmp(places(other)))
}

/// Returns the offset of a byte that no name of a field has.
pub(super) fn undefined(name: &[u8]) -> Option<usize> {
    name.iter().position(|byte| !is_light(*byte) && weight(*byte).is_none())
}

fn weights(name: &[u8]) -> impl Iterator<Item = usize> {
    name.iter().filter_map(|byte| weight(*byte))
}

/// For each byte of a name: whether it is an apostrophe or a hyphen.
fn places(name: &[u8]) -> impl Iterator<Item = u8> {
    name.iter().map(|byte| match byte {
        b'\'' => 1,
        b'-' => 2,
        _ => 0,
    })
}

const fn is_light(byte: u8) -> bool {
    matches!(byte, b'-' | b'\'')
}

fn weight(byte: u8) -> Option<usize> {
    let byte = byte.to_ascii_lowercase();
    WEIGHED.iter().position(|weighed| *weighed == byte)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    #[test]
    fn names_have_the_order_of_the_service() {
        let sorted = [
            "x-ms-blob-type",
            "x-ms-date",
            "x-ms-meta-",
            "x-ms-meta-!",
            "x-ms-meta-_",
            "x-ms-meta-~",
            "x-ms-meta-+",
            "x-ms-meta-0",
            "x-ms-meta-9",
            "x-ms-metaa",
            "x-ms-meta'a",
            "x-ms-meta-a",
            "x-ms-meta-ab",
            "x-ms-meta-a-b",
            "x-ms-meta--ab",
            "x-ms-meta-foo_bar",
            "x-ms-meta-foo2_bar",
            "x-ms-meta-fooa",
            "x-ms-meta-i",
            "x-ms-meta-i_",
            "x-ms-meta-i0",
            "x-ms-version",
        ];
        for (index, one) in sorted.iter().enumerate() {
            for (other_index, other) in sorted.iter().enumerate() {
                let upper = other.to_ascii_uppercase();
                assert_eq!(compare(one.as_bytes(), upper.as_bytes()), index.cmp(&other_index), "{one} {other}");
            }
        }
    }

    #[test]
    fn every_byte_of_a_name_has_a_place() {
        let names: Vec<u8> = (0..=255).filter(|byte| undefined(&[*byte]).is_none()).collect();
        assert_eq!(names.len(), 26 * 2 + 10 + 15);
        assert!(names.iter().all(|byte| crate::syntax::class::is(*byte, crate::syntax::class::TCHAR)));
    }
}
