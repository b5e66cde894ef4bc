//! Text between quotes.

use super::{MARKS, SHORT, WIDE, each, first_marked, first_of, skip_blocks};
use crate::syntax::class::{FIELD, QDTEXT, is, span};

/// Returns the length of `*qdtext` at the start of `input`.
#[inline]
pub(crate) fn qdtext(input: &[u8]) -> usize {
    if WIDE { wide_qdtext(input) } else { span(input, QDTEXT) }
}

/// Marks sixteen bytes at a time. Most texts are short; trying 64 bytes first costs them a sixth.
#[inline(never)]
fn wide_qdtext(input: &[u8]) -> usize {
    let mut rest = input;
    let mut clean = 0_u8;
    while let Some((chunk, after)) = rest.split_first_chunk::<16>() {
        if let Some(at) = first_of(chunk, is_no_qdtext) {
            let end = rest.get(at..).unwrap_or_default();
            match end {
                [b'\t', ..] => rest = after_tab(end),
                _ => return input.len().wrapping_sub(end.len()),
            }
        } else {
            rest = after;
            clean = clean.wrapping_add(1);
            if clean == SHORT {
                rest = skip_qdtext_blocks(rest);
                clean = 0;
            }
        }
    }
    if let Some(chunk) = rest.first_chunk::<8>() {
        let at = first_marked(not_qdtext(u64::from_le_bytes(*chunk))).unwrap_or(8);
        let (clean, end) = rest.split_at_checked(at).unwrap_or_default();
        if clean.len() < 8 && !matches!(end, [b'\t', ..]) {
            return input.len().wrapping_sub(end.len());
        }
        rest = end;
    }
    input.len().wrapping_sub(rest.len()).wrapping_add(span(rest, QDTEXT))
}

/// Whether a byte is not qdtext, or HTAB.
#[inline(always)]
const fn is_no_qdtext(byte: u8) -> bool {
    (byte ^ 0x02 < 0x21) | (byte == b'\\') | (byte == 0x7F)
}

/// Skips HTAB, and qdtext after it.
#[cold]
#[inline(never)]
fn after_tab(input: &[u8]) -> &[u8] {
    let run = span(input.get(..16).unwrap_or(input), QDTEXT);
    input.get(run..).unwrap_or_default()
}

#[inline(never)]
fn skip_qdtext_blocks(input: &[u8]) -> &[u8] {
    skip_blocks(input, is_no_qdtext)
}

/// Returns the bytes after `*( quoted-pair *qdtext )`; `Err` with the bytes after a backslash that escapes none that a field
/// may hold.
#[inline(never)]
pub(crate) fn after_escapes(input: &[u8]) -> Result<&[u8], &[u8]> {
    let mut rest = input;
    while let [b'\\', pair @ ..] = rest {
        rest = match pair {
            [escaped, after @ ..] if is(*escaped, FIELD) => after,
            _ => return Err(pair),
        };
        rest = match rest {
            // Escapes are often near each other.
            [b'\\', ..] => rest,
            [byte, b'\\', ..] if is(*byte, QDTEXT) => rest.get(1..).unwrap_or_default(),
            _ => after_few(rest),
        };
    }
    Ok(rest)
}

/// Returns the bytes after `*qdtext`. Long steps are taken from the seventeenth byte on.
#[inline(always)]
fn after_few(input: &[u8]) -> &[u8] {
    let mut rest = input;
    for _ in 0..2 {
        let Some((chunk, after)) = rest.split_first_chunk::<8>() else {
            return rest.get(span(rest, QDTEXT)..).unwrap_or_default();
        };
        match first_marked(not_qdtext(u64::from_le_bytes(*chunk))).and_then(|at| rest.get(at..)) {
            None => rest = after,
            Some([b'\t', ..]) => break,
            Some(end) => return end,
        }
    }
    rest.get(qdtext(rest)..).unwrap_or_default()
}

/// Skips qdtext, eight bytes at a time; usable in constants. The rest may still begin with qdtext.
#[inline(always)]
pub(crate) const fn skip_qdtext(input: &[u8]) -> &[u8] {
    skip_qdtext_with::<WIDE>(input)
}

#[inline(always)]
const fn skip_qdtext_with<const WIDE: bool>(mut input: &[u8]) -> &[u8] {
    while WIDE
        && let Some((chunk, rest)) = input.split_first_chunk::<8>()
        && may_be_no_qdtext(u64::from_le_bytes(*chunk)) == 0
    {
        input = rest;
    }
    input
}

/// Marks what [`not_qdtext`] marks, and most bytes past 0x7F, in fewer steps. For texts to be sent, which are ASCII.
#[inline(always)]
const fn may_be_no_qdtext(bytes: u64) -> u64 {
    let control_or_quote = (bytes ^ each(0x02)).wrapping_sub(each(0x21));
    let backslash = (bytes ^ each(b'\\')).wrapping_sub(each(1));
    let delete = bytes.wrapping_add(each(1));
    (control_or_quote | backslash | delete) & MARKS
}

/// Marks controls, HTAB among them, the quote, the backslash and DEL.
#[inline(always)]
const fn not_qdtext(bytes: u64) -> u64 {
    // Flipping 0x02 moves the quote to 0x20, next to the controls, and SP to 0x22, out of the way.
    let control_or_quote = (bytes ^ each(0x02)).wrapping_sub(each(0x21));
    let backslash = (bytes ^ each(b'\\')).wrapping_sub(each(1));
    let delete = (bytes ^ each(0x7F)).wrapping_sub(each(1));
    (control_or_quote | backslash | delete) & !bytes & MARKS
}

/// Returns how many bytes are before the quote that ends a quoted-string, and whether a backslash is among them. The
/// quoted-string was checked to be one.
#[inline(always)]
pub(crate) fn before_quote(text: &[u8]) -> (usize, bool) {
    let clean = before_quote_or_backslash(text);
    match text.get(clean..) {
        Some(rest @ [b'\\', ..]) => (clean.wrapping_add(escaped_before_quote(rest)), true),
        _ => (clean, false),
    }
}

#[inline(never)]
fn escaped_before_quote(text: &[u8]) -> usize {
    let mut rest = text;
    while let [b'\\', _, after @ ..] = rest {
        let clean = match after {
            [b'\\' | b'"', ..] => 0,
            [_, b'\\' | b'"', ..] => 1,
            _ => before_quote_or_backslash(after),
        };
        rest = after.get(clean..).unwrap_or_default();
    }
    text.len().wrapping_sub(rest.len())
}

#[inline(never)]
fn before_quote_or_backslash(text: &[u8]) -> usize {
    let mut rest = text;
    let mut clean = 0_u8;
    while WIDE && let Some((chunk, after)) = rest.split_first_chunk::<16>() {
        if let Some(at) = first_of(chunk, is_quote_or_backslash) {
            return text.len().wrapping_sub(rest.len()).wrapping_add(at);
        }
        rest = after;
        clean = clean.wrapping_add(1);
        if clean == SHORT {
            rest = skip_checked_blocks(rest);
            clean = 0;
        }
    }
    let last = rest.iter().take_while(|&&byte| !is_quote_or_backslash(byte)).count();
    text.len().wrapping_sub(rest.len()).wrapping_add(last)
}

#[inline(always)]
const fn is_quote_or_backslash(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\\')
}

#[inline(never)]
fn skip_checked_blocks(input: &[u8]) -> &[u8] {
    skip_blocks(input, is_quote_or_backslash)
}

#[cfg(test)]
mod tests {
    use super::super::tests::each_byte_everywhere;
    use super::*;

    /// Returns how many bytes `*( quoted-pair *qdtext )` takes, or how many are before the byte that no field may hold.
    fn escapes(input: &[u8]) -> Result<usize, usize> {
        let mut at = 0;
        while input.get(at) == Some(&b'\\') {
            match input.get(at + 1) {
                Some(&escaped) if is(escaped, FIELD) => at += 2 + span(&input[at + 2..], QDTEXT),
                _ => return Err(at + 1),
            }
        }
        Ok(at)
    }

    #[test]
    fn text_ends_where_the_table_says() {
        for filling in [b'a', b'~', b'\t', 0x80, 0xFF] {
            each_byte_everywhere(filling, |input| {
                let expected = span(input, QDTEXT);
                assert_eq!((qdtext(input), wide_qdtext(input)), (expected, expected), "{input:?}");
            });
        }
    }

    #[test]
    fn escapes_end_where_the_table_says() {
        for filling in [b'a', b'\\', b'\t', 0xFF] {
            each_byte_everywhere(filling, |input| {
                let length = |rest: &[u8]| input.len() - rest.len();
                let read = after_escapes(input).map(length).map_err(length);
                assert_eq!(read, escapes(input), "{input:?}");
            });
        }
    }

    #[test]
    fn a_checked_text_ends_at_its_quote() {
        let check = |input: &[u8]| {
            let plain = span(input, QDTEXT);
            let Ok(escaped) = escapes(&input[plain..]) else { return };
            if input.get(plain + escaped) == Some(&b'"') {
                assert_eq!(before_quote(input), (plain + escaped, escaped > 0), "{input:?}");
            }
        };
        for filling in [b'a', b'\\', b'\t', 0xFF] {
            each_byte_everywhere(filling, check);
        }
        // Each text of eight of these.
        for index in 0..3_usize.pow(8) {
            check(&[0, 1, 2, 3, 4, 5, 6, 7].map(|at| [b'a', b'\\', b'"'][index / 3_usize.pow(at) % 3]));
        }
    }

    #[test]
    fn skipped_qdtext_is_qdtext() {
        each_byte_everywhere(b'a', |input| {
            for rest in [skip_qdtext(input), skip_qdtext_with::<true>(input)] {
                assert!(input.ends_with(rest) && input.len() - rest.len() <= span(input, QDTEXT), "{input:?}");
            }
            assert_eq!(skip_qdtext_with::<false>(input), input);
        });
        assert_eq!(skip_qdtext_with::<true>(&[b'a'; 17]), b"a");
    }
}
