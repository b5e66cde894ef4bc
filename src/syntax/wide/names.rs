//! Scans names (`token`), and words of other bytes.

use super::{MARKS, WIDE, each, first_marked, first_of};
use crate::syntax::class::{GAP, TCHAR, is, span};

/// Returns the length of `*tchar` at the start of `input`. Four lookups in a row take a third less than four turns of a loop.
#[inline(always)]
pub(crate) fn tchars(input: &[u8]) -> usize {
    let mut rest = input;
    while WIDE && let [one, two, three, four, after @ ..] = rest {
        let length = input.len().wrapping_sub(rest.len());
        if !is(*one, TCHAR) {
            return length;
        }
        if !is(*two, TCHAR) {
            return length.wrapping_add(1);
        }
        if !is(*three, TCHAR) {
            return length.wrapping_add(2);
        }
        if !is(*four, TCHAR) {
            return length.wrapping_add(3);
        }
        rest = after;
    }
    input.len().wrapping_sub(rest.len()).wrapping_add(span(rest, TCHAR))
}

/// Returns how many bytes are before the first `=` or byte below `-`, which white space and the comma are.
#[inline(always)]
pub(crate) fn before_equals(element: &[u8]) -> usize {
    let mut length: usize = 0;
    let mut rest = element;
    // No byte past 0x7F is before the end of a name, so the first mark is exact.
    while WIDE && let Some((chunk, after)) = rest.split_first_chunk() {
        let bytes = u64::from_le_bytes(*chunk);
        let equals = (bytes ^ each(b'=')).wrapping_sub(each(1));
        let low = bytes.wrapping_sub(each(b'-'));
        if let Some(at) = first_marked((equals | low) & MARKS) {
            return length.wrapping_add(at);
        }
        length = length.wrapping_add(8);
        rest = after;
    }
    length.wrapping_add(rest.iter().take_while(|&&byte| byte != b'=' && byte >= b'-').count())
}

/// Returns whether a quick check of `N` bytes shows that no token68 is here, but a name with a value after its `=`. `false`
/// proves nothing.
#[inline(always)]
pub(crate) fn is_plain_param<const N: usize>(input: &[u8]) -> bool {
    let length = input.first_chunk::<N>().map_or(0, |few| before_equals(few));
    let after = input.get(length..).unwrap_or_default();
    WIDE && matches!(after, [b'=', value, ..] if *value != b'=' && !is(*value, GAP))
}

/// Returns how many bytes are before the first that ends a word without quotes: a control, SP, `"`, `,`, `;`, the backslash or
/// DEL.
#[inline(always)]
pub(crate) fn before_end_of_word(input: &[u8]) -> usize {
    let is_end =
        |byte: u8| (byte <= b' ') | (byte == b'"') | (byte == b',') | (byte == b';') | (byte == b'\\') | (byte == 0x7F);
    let mut rest = input;
    while WIDE && let Some((chunk, after)) = rest.split_first_chunk() {
        if let Some(at) = first_of(chunk, is_end) {
            return input.len().wrapping_sub(rest.len()).wrapping_add(at);
        }
        rest = after;
    }
    let last = rest.iter().take_while(|&&byte| !is_end(byte)).count();
    input.len().wrapping_sub(rest.len()).wrapping_add(last)
}

#[cfg(test)]
mod tests {
    use super::super::tests::each_byte_everywhere;
    use super::*;

    #[test]
    fn names_end_where_the_table_says() {
        for filling in [b'a', b'~', 0xFF] {
            each_byte_everywhere(filling, |input| {
                let length = span(input, TCHAR);
                assert_eq!(tchars(input), length, "{input:?}");
                let low = input.iter().position(|&byte| byte == b'=' || byte < b'-').unwrap_or(input.len());
                if low <= length {
                    assert_eq!(before_equals(input), low, "{input:?}");
                }
            });
        }
    }

    #[test]
    fn words_end_at_separators_and_quotes() {
        for filling in [b'a', b'~', 0xFF] {
            each_byte_everywhere(filling, |input| {
                let is_end = |byte: &u8| byte.is_ascii_control() || b" \",;\\".contains(byte);
                let expected = input.iter().position(is_end).unwrap_or(input.len());
                assert_eq!(before_end_of_word(input), expected, "{input:?}");
            });
        }
    }
}
