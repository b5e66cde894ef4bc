//! How many bytes are before a byte.

use super::{MARKS, WIDE, each, first_marked};

/// Returns how many bytes are before the first `byte`, which is ASCII.
#[inline(always)]
pub(crate) fn before(byte: u8, input: &[u8]) -> usize {
    before_with::<WIDE>(byte, input)
}

/// Marks each `byte`, and none past 0x7F: the first mark is exact.
#[inline(always)]
fn before_with<const WIDE: bool>(byte: u8, input: &[u8]) -> usize {
    let mut rest = input;
    while WIDE && let Some((chunk, after)) = rest.split_first_chunk() {
        let bytes = u64::from_le_bytes(*chunk);
        if let Some(at) = first_marked((bytes ^ each(byte)).wrapping_sub(each(1)) & !bytes & MARKS) {
            return input.len().wrapping_sub(rest.len()).wrapping_add(at);
        }
        rest = after;
    }
    let more = rest.iter().position(|other| *other == byte).unwrap_or(rest.len());
    input.len().wrapping_sub(rest.len()).wrapping_add(more)
}

/// As [`before`], for texts that may be long: 64 bytes at a time, after the first 64.
#[inline(always)]
pub(crate) fn before_in_long(byte: u8, input: &[u8]) -> usize {
    match input.split_at_checked(64) {
        Some((short, long)) if WIDE => match before(byte, short) {
            64 => {
                let (blocks, _) = long.as_chunks::<64>();
                let lacks = |block: &&[u8; 64]| block.iter().fold(true, |all, other| all & (*other != byte));
                let skipped = blocks.iter().take_while(lacks).count().wrapping_add(1).wrapping_mul(64);
                skipped.wrapping_add(before(byte, input.get(skipped..).unwrap_or_default()))
            }
            at => at,
        },
        _ => before(byte, input),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    #[test]
    fn the_first_byte_is_found_wherever_it_is() {
        for length in [0, 1, 7, 8, 9, 17, 63, 64, 65, 127, 128, 129, 200] {
            for filling in [b'a', b'-', b'\0', 0xAC] {
                let mut input = std::vec![filling; length];
                let found = |input: &[u8]| {
                    [before(b',', input), before_with::<true>(b',', input), before_with::<false>(b',', input)]
                };
                assert_eq!(found(&input), [length; 3]);
                assert_eq!(before_in_long(b',', &input), length);
                for at in (0..length).rev() {
                    input[at] = b',';
                    assert_eq!(found(&input), [at; 3]);
                    assert_eq!(before_in_long(b',', &input), at);
                }
            }
        }
    }
}
