//! The first control character of a text.

use super::{MARKS, WIDE, each};

/// A control character itself: to look for it beside the others finds nothing else.
const DEL: u8 = 0x7F;

/// Returns the index of the first control character, HTAB included.
#[inline(always)]
pub(crate) fn find_control(input: &[u8]) -> Option<usize> {
    find_control_or(DEL, input)
}

/// Returns the index of the first byte that is a control character (HTAB included) or is `other`, which is ASCII.
#[inline(always)]
pub(crate) fn find_control_or(other: u8, input: &[u8]) -> Option<usize> {
    find_control_or_with::<WIDE>(other, input)
}

/// Looks for marks in all of the input before it looks closer, since nearly no input holds a control character. Bytes past
/// 0x7F are never marked.
#[inline(always)]
fn find_control_or_with<const WIDE: bool>(other: u8, input: &[u8]) -> Option<usize> {
    if WIDE && is_clean(other, input) { None } else { first_control_or(other, input) }
}

#[inline(always)]
fn is_clean(other: u8, input: &[u8]) -> bool {
    let are_suspect = |bytes: u64| {
        let control = bytes.wrapping_sub(each(0x20));
        let delete = bytes.wrapping_add(each(1));
        let other = if other == DEL { 0 } else { (bytes ^ each(other)).wrapping_sub(each(1)) };
        (control | delete | other) & !bytes & MARKS != 0
    };
    let mut rest = input;
    if input.len() >= 64 {
        let (blocks, end) = input.as_chunks::<64>();
        if have_control_or(other, blocks) {
            return false;
        }
        rest = end;
    }
    while let Some((chunk, after)) = rest.split_first_chunk() {
        if are_suspect(u64::from_le_bytes(*chunk)) {
            return false;
        }
        rest = after;
    }
    // The last eight overlap the chunks before them; fewer than eight are filled up with spaces.
    let last = match input.last_chunk::<8>() {
        Some(last) => u64::from_le_bytes(*last),
        None => input.iter().fold(each(b' '), |few, &byte| (few << 8) | u64::from(byte)),
    };
    rest.is_empty() || !are_suspect(last)
}

/// Not inlined: few inputs are that long.
#[inline(never)]
fn have_control_or(other: u8, blocks: &[[u8; 64]]) -> bool {
    // 0 for other bytes: saturating arithmetic is one instruction for 16 bytes.
    let strangeness = |byte: u8| 0x20_u8.saturating_sub(byte) | if (byte == 0x7F) | (byte == other) { 0xFF } else { 0 };
    blocks.iter().any(|block| block.iter().fold(0, |any, &byte| any | strangeness(byte)) != 0)
}

#[cfg_attr(target_pointer_width = "64", inline(never))]
fn first_control_or(other: u8, input: &[u8]) -> Option<usize> {
    input.iter().position(|&byte| byte.is_ascii_control() || byte == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_is_found_wherever_it_is() {
        for filling in [b' ', b'~', 0x80, 0xFF] {
            super::super::tests::each_byte_everywhere(filling, |input| {
                let is_control = |byte: &u8| byte.is_ascii_control();
                assert_eq!(find_control(input), input.iter().position(is_control), "{input:?}");
                for other in [b':', 0x7F, b'\n'] {
                    let expected = input.iter().position(|&byte| byte.is_ascii_control() || byte == other);
                    assert_eq!(find_control_or_with::<true>(other, input), expected, "{input:?}");
                    assert_eq!(find_control_or_with::<false>(other, input), expected, "{input:?}");
                }
            });
        }
    }

    /// A look at all of a text finds nothing where there is nothing. Bytes past 0x7F may need a closer look.
    #[test]
    fn only_what_is_found_needs_a_closer_look() {
        for filling in [b' ', b'~', b':'] {
            super::super::tests::each_byte_everywhere(filling, |input| {
                let has_any = first_control_or(b':', input).is_some();
                if has_any || input.is_ascii() {
                    assert_eq!(is_clean(b':', input), !has_any, "{input:?}");
                }
                let (blocks, _) = input.as_chunks::<64>();
                assert_eq!(have_control_or(b':', blocks), first_control_or(b':', blocks.as_flattened()).is_some());
            });
        }
    }
}
