//! Eight or sixteen bytes at a time: the steps that the crate takes where registers are wide.
//!
//! Nearly all that a field holds is letters, digits and a few marks. One operation on a 64-bit word, or one vector
//! instruction that the compiler makes of a loop of fixed length, shows that a whole chunk is of that kind. These
//! functions use two tricks:
//!
//! - **Marking.** The bytes of a chunk are one `u64`. Subtracting `n` from each byte sets the high bit of each that is
//!   below `n`; `xor` with `b` first, and then subtracting one, marks each byte that is `b`. The borrow of a marked byte
//!   can mark its neighbour too, and bytes past 0x7F can mark themselves; `& !bytes` clears the latter. The lowest mark is
//!   exact as long as no byte past 0x7F is below it or these marks are cleared, since borrows go up.
//! - **Folding.** A predicate without branches is asked of each byte of an array, and the answers are joined with `&`.
//!
//! Other targets have little flash and narrow registers, so there each function reads byte by byte. `WIDE` chooses; the
//! functions that end in `_with` take the choice as a parameter so that the tests can hold both against each other on
//! one machine.

mod before;
mod control;
mod names;
mod quoted;

use crate::syntax::class::{BASE64URL, Class, GAP, TOKEN68, is, span};

pub(crate) use before::{before, before_in_long};
pub(crate) use control::{find_control, find_control_or};
pub(crate) use names::{before_end_of_word, before_equals, is_plain_param, tchars};
pub(crate) use quoted::{after_escapes, before_quote, qdtext, skip_qdtext};

/// `true` if the target's registers hold eight bytes.
pub(crate) const WIDE: bool = cfg!(target_pointer_width = "64");

/// A word of eight bytes `byte`.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The bit that marks a byte.
const MARKS: u64 = each(0x80);

/// Returns the index of the lowest marked byte; `None` if no byte is marked.
#[inline(always)]
fn first_marked(marked: u64) -> Option<usize> {
    let [index, ..] = (marked.trailing_zeros() / 8).to_le_bytes();
    if marked == 0 { None } else { Some(usize::from(index)) }
}

/// How many times sixteen bytes are tried before 64.
const SHORT: u8 = 4;

/// Returns the index of the first suspect. The compiler turns the loop into one vector, which one comparison tests.
#[inline(always)]
pub(crate) fn first_of(chunk: &[u8; 16], is_suspect: impl Fn(u8) -> bool) -> Option<usize> {
    let mut marks = [0_u8; 16];
    for (mark, &byte) in marks.iter_mut().zip(chunk) {
        *mark = if is_suspect(byte) { 0xFF } else { 0 };
    }
    let marks = u128::from_le_bytes(marks);
    let [index, ..] = (marks.trailing_zeros() / 8).to_le_bytes();
    if marks == 0 { None } else { Some(usize::from(index)) }
}

/// Skips 64 bytes at a time as long as there is no suspect among them.
#[inline(always)]
fn skip_blocks(mut input: &[u8], is_suspect: impl Fn(u8) -> bool) -> &[u8] {
    let mark = |byte: u8| if is_suspect(byte) { 0xFF } else { 0 };
    while let Some((block, rest)) = input.split_first_chunk::<64>() {
        let ([one, two, three, four], []) = block.as_chunks::<16>() else { break };
        // Joined lane by lane first: a single fold over 64 bytes takes a third more.
        let mut lanes = [0_u8; 16];
        for ((((lane, one), two), three), four) in lanes.iter_mut().zip(one).zip(two).zip(three).zip(four) {
            *lane = mark(*one) | mark(*two) | mark(*three) | mark(*four);
        }
        if lanes.iter().fold(false, |any, &lane| any | (lane != 0)) {
            break;
        }
        input = rest;
    }
    input
}

/// Returns how many bytes are before the first of [`GAP`], in a list that was checked to be one.
#[inline(always)]
pub(crate) fn before_gap(list: &[u8]) -> usize {
    before_gap_with::<WIDE>(list)
}

/// Marks commas and all bytes below `!`. A checked list holds no byte past 0x7F, so the first mark is exact.
#[inline(always)]
fn before_gap_with<const WIDE: bool>(list: &[u8]) -> usize {
    let mut length: usize = 0;
    let mut rest = list;
    while WIDE && let Some((chunk, after)) = rest.split_first_chunk() {
        let bytes = u64::from_le_bytes(*chunk);
        let comma = (bytes ^ each(b',')).wrapping_sub(each(1));
        let white = bytes.wrapping_sub(each(b'!'));
        if let Some(at) = first_marked((comma | white) & MARKS) {
            return length.wrapping_add(at);
        }
        length = length.wrapping_add(8);
        rest = after;
    }
    length.wrapping_add(rest.iter().take_while(|&&byte| !is(byte, GAP)).count())
}

/// Whether two texts are equal. For names: a call of `memcmp` takes as long as the comparison of 24 bytes.
#[inline(always)]
pub(crate) fn eq(text: &[u8], other: &[u8]) -> bool {
    let (Some(end), Some(other_end)) = (text.last_chunk::<8>(), other.last_chunk::<8>()) else {
        return text == other;
    };
    let (chunks, _) = text.as_chunks::<8>();
    let (others, _) = other.as_chunks::<8>();
    text.len() == other.len()
        && u64::from_le_bytes(*end) == u64::from_le_bytes(*other_end)
        && chunks.iter().zip(others).all(|(chunk, other)| u64::from_le_bytes(*chunk) == u64::from_le_bytes(*other))
}

/// Whether a text is these four bytes, in one comparison.
#[inline(always)]
pub(crate) const fn is_four(text: &[u8], four: [u8; 4]) -> bool {
    match text.split_first_chunk() {
        Some((chunk, [])) => u32::from_le_bytes(*chunk) == u32::from_le_bytes(four),
        _ => false,
    }
}

/// Whether two texts are equal when the case of ASCII letters does not count; usable in constants.
pub(crate) const fn eq_ignore_ascii_case(text: &[u8], other: &[u8]) -> bool {
    eq_ignore_ascii_case_with::<WIDE>(text, other)
}

#[inline(always)]
const fn eq_ignore_ascii_case_with<const WIDE: bool>(mut text: &[u8], mut other: &[u8]) -> bool {
    if text.len() != other.len() {
        return false;
    }
    if WIDE && let (Some(end), Some(other_end)) = (text.last_chunk(), other.last_chunk()) {
        // The last eight are compared first: names begin alike more often than they end alike.
        if lower_case(*end) != lower_case(*other_end) {
            return false;
        }
        while let (Some((eight, rest)), Some((other_eight, other_rest))) =
            (text.split_first_chunk(), other.split_first_chunk())
        {
            if lower_case(*eight) != lower_case(*other_eight) {
                return false;
            }
            (text, other) = (rest, other_rest);
        }
        return true;
    }
    while let (Some((byte, rest)), Some((other_byte, other_rest))) = (text.split_first(), other.split_first()) {
        if !byte.eq_ignore_ascii_case(other_byte) {
            return false;
        }
        (text, other) = (rest, other_rest);
    }
    true
}

/// Lower-cases the letters among eight bytes. Adding moves `A` and all above it past 0x7F, and likewise all above `Z`;
/// a byte that is moved by the first sum alone is an upper-case letter, and gets the bit of lower case.
#[inline(always)]
const fn lower_case(bytes: [u8; 8]) -> u64 {
    let bytes = u64::from_le_bytes(bytes);
    let low = bytes & each(0x7F);
    let from_a = low.wrapping_add(each(0x80 - b'A'));
    let above_z = low.wrapping_add(each(0x7F - b'Z'));
    bytes | (((from_a & !above_z & !bytes) & MARKS) >> 2)
}

/// Returns the index of the first byte that is not a member of a class, which the predicate knows without the table.
#[inline(always)]
pub(crate) fn stray(input: &[u8], is_member: impl Fn(u8) -> bool) -> Option<usize> {
    stray_with::<WIDE>(input, is_member)
}

#[inline(always)]
fn stray_with<const WIDE: bool>(input: &[u8], is_member: impl Fn(u8) -> bool) -> Option<usize> {
    let rest = match input.len() {
        _ if !WIDE => input,
        0..16 => skip::<8>(input, &is_member),
        _ => skip::<16>(input, &is_member),
    };
    let wrong = rest.iter().position(|&byte| !is_member(byte))?;
    Some(input.len().wrapping_sub(rest.len()).wrapping_add(wrong))
}

/// Skips as many times `N` members as there are, and all of the input if its last `N` are members too.
#[inline(always)]
fn skip<const N: usize>(input: &[u8], is_member: impl Fn(u8) -> bool) -> &[u8] {
    let are_members = |chunk: &[u8; N]| chunk.iter().fold(true, |all, &byte| all & is_member(byte));
    let mut rest = input;
    while let Some((chunk, after)) = rest.split_first_chunk() {
        if !are_members(chunk) {
            return rest;
        }
        rest = after;
    }
    // Asking some of the last `N` again costs less than asking the others one by one.
    // `last_chunk` would keep a panic: its `split_at` is not proved to be within bounds here.
    let last = input.get(input.len().wrapping_sub(N)..).and_then(<[u8]>::first_chunk);
    if !rest.is_empty() && last.is_some_and(are_members) { &[] } else { rest }
}

/// Returns how many symbols a token68 has before its padding.
#[inline(always)]
pub(crate) fn token68_symbols(input: &[u8]) -> usize {
    if WIDE { wide_token68_symbols(input) } else { span(input, TOKEN68) }
}

#[inline(never)]
fn wide_token68_symbols(input: &[u8]) -> usize {
    // 0 for a symbol. Saturating arithmetic takes a fifth fewer instructions than comparisons.
    let strangeness = |byte: u8| {
        let letter = (byte | 0x20).wrapping_sub(b'a').saturating_sub(25);
        // "-" to "9", which are "-", ".", "/" and the digits
        let mark = byte.wrapping_sub(b'-').saturating_sub(12);
        letter.min(mark).min(byte ^ b'+').min(byte ^ b'_').min(byte ^ b'~')
    };
    let are_symbols = |chunk: &[u8; 16]| chunk.iter().fold(0, |any, &byte| any | strangeness(byte)) == 0;
    let mut rest = input;
    // The name of a parameter is read here too, and most are shorter than sixteen bytes.
    if let Some((chunk, after)) = rest.split_first_chunk()
        && are_symbols(chunk)
    {
        rest = after;
        while let Some((block, after)) = rest.split_first_chunk::<64>()
            && block.iter().fold(0, |any, &byte| any | strangeness(byte)) == 0
        {
            rest = after;
        }
        while let Some((chunk, after)) = rest.split_first_chunk()
            && are_symbols(chunk)
        {
            rest = after;
        }
        // Asking some of the last sixteen again costs less than asking the others one by one.
        let ([symbols @ .., b'=', b'='] | [symbols @ .., b'='] | symbols) = input;
        if matches!(rest.len(), 1..16) && symbols.last_chunk().is_some_and(are_symbols) {
            return symbols.len();
        }
    }
    with_run(input, rest, TOKEN68)
}

/// Returns how many symbols of base64url are at the start of `input`.
#[inline(always)]
pub(crate) fn base64url_symbols(input: &[u8]) -> usize {
    if WIDE { wide_base64url_symbols(input) } else { span(input, BASE64URL) }
}

#[inline(never)]
fn wide_base64url_symbols(input: &[u8]) -> usize {
    let rest = skip::<16>(input, |byte| is_alpha(byte) | is_digit(byte) | (byte == b'-') | (byte == b'_'));
    with_run(input, rest, BASE64URL)
}

/// Returns the length of a run of `class` that was read up to `rest`.
#[inline(always)]
fn with_run(input: &[u8], rest: &[u8], class: Class) -> usize {
    input.len().wrapping_sub(rest.len()).wrapping_add(span(rest, class))
}

/// Returns whether a quick check shows that a line is a list of tokens: letters, digits and `-`, with `,` or `, ` between two runs of
/// them. Nearly every list is. A list for which this returns false is read byte by byte.
pub(crate) fn is_plain_list(line: &[u8]) -> bool {
    WIDE && wide_is_plain_list(line)
}

/// Lists of up to sixteen bytes are not worth the step.
fn wide_is_plain_list(line: &[u8]) -> bool {
    let is_plain = |before: u8, byte: u8| {
        is_alpha(byte) | is_digit(byte) | (byte == b'-') | (byte == b',') | ((byte == b' ') & (before == b','))
    };
    let are_plain = |window: &[u8; 17]| {
        let ([before @ .., _], [_, bytes @ ..]) = (window, window);
        before.iter().zip(bytes).fold(true, |all, (&before, &byte)| all & is_plain(before, byte))
    };
    let mut rest = line;
    while let Some(window) = rest.first_chunk() {
        if !are_plain(window) {
            return false;
        }
        rest = rest.get(16..).unwrap_or_default();
    }
    line.first().is_some_and(u8::is_ascii_alphabetic) && line.last_chunk().is_some_and(are_plain)
}

#[inline(always)]
const fn is_alpha(byte: u8) -> bool {
    (byte | 0x20).wrapping_sub(b'a') < 26
}

#[inline(always)]
const fn is_digit(byte: u8) -> bool {
    byte.wrapping_sub(b'0') < 10
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    /// The ends of the ranges of bytes that the functions look for.
    const ENDS: &[u8] = b"\0\t\x1F !\"#+,-./09:;<=>@AZ[\\]^_`az{|}~\x7F\x80\xFF";

    /// Calls `check` with inputs of one kind of byte, on both sides of each chunk's length, with each byte at each place; and
    /// with longer ones, of which blocks of 64 bytes are skipped, with some bytes once or twice.
    pub(super) fn each_byte_everywhere(filling: u8, mut check: impl FnMut(&[u8])) {
        for length in [0, 1, 7, 8, 9, 15, 16, 17, 25, 33] {
            let mut input: Vec<u8> = std::vec![filling; length];
            check(&input);
            for at in 0..length {
                for byte in 0..=u8::MAX {
                    input[at] = byte;
                    check(&input);
                }
                input[at] = filling;
            }
        }
        for length in [64, 80, 127, 128, 150] {
            let mut input: Vec<u8> = std::vec![filling; length];
            check(&input);
            // A step that has no divisor in common with the lengths of chunks.
            for at in (0..length).step_by(5).chain([63, length - 1]) {
                for &byte in ENDS {
                    for second in [at, at + 1, at + 16, at + 48].into_iter().filter(|second| *second < length) {
                        (input[at], input[second]) = (byte, byte);
                        check(&input);
                        input[second] = filling;
                    }
                    input[at] = filling;
                }
            }
        }
    }

    #[test]
    fn runs_end_where_the_table_says() {
        for filling in [b'a', b'~', b'\t', b'-', 0xFF] {
            each_byte_everywhere(filling, |input| {
                for (name, measured, wide, class) in [
                    ("token68", token68_symbols(input), wide_token68_symbols(input), TOKEN68),
                    ("base64url", base64url_symbols(input), wide_base64url_symbols(input), BASE64URL),
                ] {
                    let expected = span(input, class);
                    assert_eq!((measured, wide), (expected, expected), "{name} of {input:?}");
                }
            });
        }
    }

    #[test]
    fn a_gap_is_found_wherever_it_is() {
        for filling in [b'a', b'~', b'!', b'-'] {
            each_byte_everywhere(filling, |input| {
                let is_of_list = |byte: &u8| matches!(byte, b'!'..=b'~' | b' ' | b'\t');
                if input.iter().all(is_of_list) {
                    let expected = input.iter().position(|&byte| is(byte, GAP)).unwrap_or(input.len());
                    assert_eq!(before_gap(input), expected, "{input:?}");
                    assert_eq!(before_gap_with::<true>(input), expected, "{input:?}");
                    assert_eq!(before_gap_with::<false>(input), expected, "{input:?}");
                }
            });
        }
    }

    #[test]
    fn a_stray_byte_is_found_wherever_it_is() {
        let is_member = |byte: u8| byte != b'%';
        each_byte_everywhere(b'a', |input| {
            let expected = input.iter().position(|&byte| !is_member(byte));
            assert_eq!(stray(input, is_member), expected, "{input:?}");
            assert_eq!(stray_with::<true>(input, is_member), expected, "{input:?}");
            assert_eq!(stray_with::<false>(input, is_member), expected, "{input:?}");
        });
    }

    #[test]
    fn case_does_not_count_wherever_it_is() {
        for length in [1, 7, 8, 9, 16, 20] {
            for at in 0..length {
                for byte in 0..=u8::MAX {
                    for other_byte in [byte ^ 0x20, byte ^ 0x80, byte, byte.wrapping_add(1), b'a', b'Z'] {
                        let (mut text, mut other): (Vec<u8>, Vec<u8>) =
                            (std::vec![b'x'; length], std::vec![b'X'; length]);
                        (text[at], other[at]) = (byte, other_byte);
                        let expected = text.eq_ignore_ascii_case(&other);
                        assert_eq!(eq_ignore_ascii_case(&text, &other), expected, "{text:?} {other:?}");
                        let wide = eq_ignore_ascii_case_with::<true>(&text, &other);
                        let narrow = eq_ignore_ascii_case_with::<false>(&text, &other);
                        assert_eq!((wide, narrow), (expected, expected), "{text:?} {other:?}");
                    }
                }
            }
        }
        assert!(!eq_ignore_ascii_case(b"ab", b"abc"));
    }

    #[test]
    fn a_difference_is_found_wherever_it_is() {
        each_byte_everywhere(b'a', |input| {
            let other = std::vec![b'a'; input.len()];
            assert_eq!(eq(input, &other), input == other, "{input:?}");
            assert!(!eq(input, &[input, b"a"].concat()), "{input:?}");
        });
    }

    #[test]
    fn a_plain_list_is_one_of_names() {
        for filling in [b'a', b'-', b','] {
            each_byte_everywhere(filling, |input| {
                let expected = input.len() > 16
                    && input[0].is_ascii_alphabetic()
                    && input.iter().enumerate().all(|(at, byte)| match byte {
                        b' ' => input[at - 1] == b',',
                        byte => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b','),
                    });
                assert_eq!(wide_is_plain_list(input), expected, "{input:?}");
                assert_eq!(is_plain_list(input), expected && WIDE, "{input:?}");
            });
        }
    }
}
