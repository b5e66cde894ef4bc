//! Which octet is what: one table of 256 entries, and how long a run of one class is.
//!
//! [RFC 9110, section 5.6](https://www.rfc-editor.org/rfc/rfc9110#section-5.6) defines the classes. Names are short and
//! are looked up octet by octet; the runs that get long, `*qdtext` and the symbols of a token68 and of base64url, are
//! measured in wide steps where registers are wide, and by the table elsewhere, where flash is scarce.

/// A set of classes, one bit each.
pub(crate) type Class = u8;

/// `tchar`, §5.6.2.
pub(crate) const TCHAR: Class = 1;
/// What a `token68` is made of before its padding, §11.2.
pub(crate) const TOKEN68: Class = 1 << 1;
/// `qdtext`, §5.6.4.
pub(crate) const QDTEXT: Class = 1 << 2;
/// What may follow the backslash of a `quoted-pair`, which is all that a field may hold: HTAB, SP, VCHAR, obs-text.
pub(crate) const FIELD: Class = 1 << 3;
/// `SP / HTAB`, of which OWS and BWS are made, §5.6.3.
pub(crate) const WSP: Class = 1 << 4;
/// `OWS / ","`: all that may stand between two elements of a list, empty elements included, §5.6.1.2.
pub(crate) const GAP: Class = 1 << 5;
/// What base64url is made of, [RFC 4648, section 5](https://www.rfc-editor.org/rfc/rfc4648#section-5).
const BASE64URL: Class = 1 << 6;
/// `lower-alnum / "-"`, of which the labels of a host are made, Fetch §3.2.
pub(crate) const LABEL: Class = 1 << 7;

static CLASSES: [Class; 256] = {
    let mut classes = [0; 256];
    let mut octet: u8 = 0;
    loop {
        #[expect(clippy::indexing_slicing, clippy::as_conversions, reason = "256 entries, a u8, a constant")]
        {
            classes[octet as usize] = classes_of(octet);
        }
        let Some(next) = octet.checked_add(1) else {
            break classes;
        };
        octet = next;
    }
};

const fn classes_of(octet: u8) -> Class {
    let alphanumeric = octet.is_ascii_alphanumeric();
    let mut classes = 0;
    if alphanumeric
        || matches!(
            octet,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        )
    {
        classes |= TCHAR;
    }
    if alphanumeric || matches!(octet, b'-' | b'.' | b'_' | b'~' | b'+' | b'/') {
        classes |= TOKEN68;
    }
    if matches!(octet, b'\t' | b' '..=b'~' | 0x80..) {
        classes |= FIELD;
        if !matches!(octet, b'"' | b'\\') {
            classes |= QDTEXT;
        }
    }
    if matches!(octet, b' ' | b'\t') {
        classes |= WSP | GAP;
    }
    if octet == b',' {
        classes |= GAP;
    }
    if alphanumeric || matches!(octet, b'-' | b'_') {
        classes |= BASE64URL;
    }
    if matches!(octet, b'a'..=b'z' | b'0'..=b'9' | b'-') {
        classes |= LABEL;
    }
    classes
}

/// Whether `octet` is of one of the classes.
#[inline(always)]
pub(crate) const fn is(octet: u8, class: Class) -> bool {
    #[expect(clippy::indexing_slicing, clippy::as_conversions, reason = "256 entries and a u8")]
    let classes = CLASSES[octet as usize];
    classes & class != 0
}

/// How many octets at the start of `input` are of the class.
#[inline(always)]
pub(crate) fn span(input: &[u8], class: Class) -> usize {
    let mut length: usize = 0;
    while let Some(&octet) = input.get(length)
        && is(octet, class)
    {
        length = length.wrapping_add(1);
    }
    length
}

/// The first octet that is of no class which `is_member` tells without a look-up.
///
/// Where registers are wide, many are asked at a time, which compilers turn into vector instructions.
#[inline(always)]
pub(crate) fn stray(input: &[u8], is_member: impl Fn(u8) -> bool) -> Option<usize> {
    let rest = match input.len() {
        _ if !cfg!(target_pointer_width = "64") => input,
        0..16 => wide::skip::<8>(input, &is_member),
        _ => wide::skip::<16>(input, &is_member),
    };
    let wrong = rest.iter().position(|&octet| !is_member(octet))?;
    Some(input.len().wrapping_sub(rest.len()).wrapping_add(wrong))
}

/// How long `*qdtext` is.
#[inline]
pub(crate) fn qdtext(input: &[u8]) -> usize {
    if cfg!(target_pointer_width = "64") { wide::qdtext(input) } else { span(input, QDTEXT) }
}

/// What is left behind as many eights of `qdtext` as there are; a constant may ask too.
#[inline(always)]
pub(crate) const fn skip_qdtext(mut input: &[u8]) -> &[u8] {
    while cfg!(target_pointer_width = "64")
        && let Some((chunk, rest)) = input.split_first_chunk::<8>()
        && wide::suspects(u64::from_le_bytes(*chunk)) == 0
    {
        input = rest;
    }
    input
}

/// How many symbols a token68 has before its padding.
#[inline(always)]
pub(crate) fn token68_symbols(input: &[u8]) -> usize {
    if cfg!(target_pointer_width = "64") { wide::token68_symbols(input) } else { span(input, TOKEN68) }
}

/// How many symbols of base64url there are.
#[inline(always)]
pub(crate) fn base64url_symbols(input: &[u8]) -> usize {
    if cfg!(target_pointer_width = "64") { wide::base64url_symbols(input) } else { span(input, BASE64URL) }
}

/// Whether a line is what nearly every list of tokens is, told without a look-up: letters, digits and `-`, with `,` or
/// `, ` between two runs of them. Lists of tokens that it misses are read octet by octet.
pub(crate) fn is_plain_list(line: &[u8]) -> bool {
    cfg!(target_pointer_width = "64") && wide::is_plain_list(line)
}

/// How many octets stand before the first of [`GAP`], in a list that was checked to be one.
#[inline(always)]
pub(crate) fn before_gap(list: &[u8]) -> usize {
    let mut length: usize = 0;
    let mut rest = list;
    while cfg!(target_pointer_width = "64")
        && let Some((chunk, after)) = rest.split_first_chunk()
    {
        if let Some(at) = wide::first_gap(u64::from_le_bytes(*chunk)) {
            return length.wrapping_add(at);
        }
        length = length.wrapping_add(8);
        rest = after;
    }
    length.wrapping_add(rest.iter().take_while(|&&octet| !is(octet, GAP)).count())
}

mod wide {
    use super::{BASE64URL, QDTEXT, TOKEN68, is, span};

    /// `*qdtext`, eight octets at a time.
    ///
    /// No octet that ends the run goes unnoticed. Some that don't are noticed all the same, obs-text and HTAB; they and
    /// the next few are looked up.
    #[inline(never)]
    pub(super) fn qdtext(input: &[u8]) -> usize {
        let mut rest = input;
        loop {
            let (chunks, last) = rest.as_chunks::<8>();
            let mut clean: usize = 0;
            let mut found = 0;
            for chunk in chunks {
                found = suspects(u64::from_le_bytes(*chunk));
                if found != 0 {
                    break;
                }
                clean = clean.wrapping_add(8);
            }
            if found == 0 {
                let run = span(last, QDTEXT);
                return input.len().wrapping_sub(last.len()).wrapping_add(run);
            }
            let [at, ..] = (found.trailing_zeros() / 8).to_le_bytes();
            rest = rest.get(clean.wrapping_add(usize::from(at))..).unwrap_or_default();
            match rest.split_first() {
                Some((&octet, after)) if is(octet, QDTEXT) => {
                    let run = span(after.get(..7).unwrap_or(after), QDTEXT);
                    rest = after.get(run..).unwrap_or_default();
                }
                _ => return input.len().wrapping_sub(rest.len()),
            }
        }
    }

    /// The high bit of each octet that may be no qdtext.
    #[inline(always)]
    pub(super) const fn suspects(octets: u64) -> u64 {
        const ONES: u64 = 0x0101_0101_0101_0101;
        // Flipping 0x02 moves the quote to 0x20, next to the controls, and SP out of the way.
        let control_or_quote = (octets ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
        let backslash = (octets ^ (ONES * 0x5C)).wrapping_sub(ONES);
        let delete = octets.wrapping_add(ONES);
        (control_or_quote | backslash | delete) & (ONES * 0x80)
    }

    /// What is left to be asked behind as many times `N` members as there are.
    #[inline(always)]
    pub(super) fn skip<const N: usize>(input: &[u8], is_member: impl Fn(u8) -> bool) -> &[u8] {
        let are_members = |chunk: &[u8; N]| chunk.iter().fold(true, |all, &octet| all & is_member(octet));
        let mut rest = input;
        while let Some((chunk, after)) = rest.split_first_chunk() {
            if !are_members(chunk) {
                return rest;
            }
            rest = after;
        }
        // To ask some of the last ones again is less than to ask the others one by one.
        if !rest.is_empty() && input.last_chunk().is_some_and(are_members) { &[] } else { rest }
    }

    /// The symbols of a token68, sixteen at a time, which compilers turn into vector instructions.
    #[inline(never)]
    pub(super) fn token68_symbols(input: &[u8]) -> usize {
        let mut rest = input;
        while let Some((chunk, after)) = rest.split_first_chunk::<16>()
            && chunk.iter().fold(true, |all, &octet| all & is_symbol(octet))
        {
            rest = after;
        }
        input.len().wrapping_sub(rest.len()).wrapping_add(span(rest, TOKEN68))
    }

    /// The symbols of base64url, as many at a time.
    #[inline(never)]
    pub(super) fn base64url_symbols(input: &[u8]) -> usize {
        let rest = skip::<16>(input, |octet| {
            ((octet | 0x20).wrapping_sub(b'a') < 26)
                | (octet.wrapping_sub(b'0') < 10)
                | (octet == b'-')
                | (octet == b'_')
        });
        input.len().wrapping_sub(rest.len()).wrapping_add(span(rest, BASE64URL))
    }

    /// As [`super::is_plain_list`], for lists of more than sixteen octets.
    pub(super) fn is_plain_list(line: &[u8]) -> bool {
        let is_plain = |before: u8, octet: u8| {
            ((octet | 0x20).wrapping_sub(b'a') < 26)
                | (octet.wrapping_sub(b'0') < 10)
                | (octet == b'-')
                | (octet == b',')
                | ((octet == b' ') & (before == b','))
        };
        let are_plain = |window: &[u8; 17]| {
            let ([before @ .., _], [_, octets @ ..]) = (window, window);
            before.iter().zip(octets).fold(true, |all, (&before, &octet)| all & is_plain(before, octet))
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

    /// Which of eight octets is the first of [`GAP`](super::GAP), if none is a control or past 0x7F.
    #[inline(always)]
    pub(super) fn first_gap(octets: u64) -> Option<usize> {
        const ONES: u64 = 0x0101_0101_0101_0101;
        let comma = (octets ^ (ONES * 0x2C)).wrapping_sub(ONES);
        let white = octets.wrapping_sub(ONES * 0x21);
        let found = (comma | white) & (ONES * 0x80);
        let [at, ..] = (found.trailing_zeros() / 8).to_le_bytes();
        if found == 0 { None } else { Some(usize::from(at)) }
    }

    /// The class [`TOKEN68`] without a look-up.
    #[inline(always)]
    const fn is_symbol(octet: u8) -> bool {
        ((octet | 0x20).wrapping_sub(b'a') < 26)
            | (octet.wrapping_sub(b'-') < 13)
            | (octet == b'+')
            | (octet == b'_')
            | (octet == b'~')
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    /// Each class as its ABNF spells it.
    #[test]
    fn classes_are_their_abnf() {
        let alphanumeric = |octet: u8| matches!(octet, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z');
        let vchar = |octet: u8| (0x21..=0x7E).contains(&octet);
        for octet in 0..=255 {
            let expected = [
                (TCHAR, alphanumeric(octet) || b"!#$%&'*+-.^_`|~".contains(&octet)),
                (TOKEN68, alphanumeric(octet) || b"-._~+/".contains(&octet)),
                (QDTEXT, matches!(octet, b'\t' | b' ' | 0x21 | 0x23..=0x5B | 0x5D..=0x7E | 0x80..=0xFF)),
                (FIELD, matches!(octet, b'\t' | b' ' | 0x80..=0xFF) || vchar(octet)),
                (WSP, matches!(octet, b' ' | b'\t')),
                (GAP, matches!(octet, b' ' | b'\t' | b',')),
                (BASE64URL, alphanumeric(octet) || b"-_".contains(&octet)),
                (LABEL, matches!(octet, b'0'..=b'9' | b'a'..=b'z' | b'-')),
            ];
            for (class, is_in) in expected {
                assert_eq!(is(octet, class), is_in, "octet {octet:#04x}, class {class:#b}");
            }
        }
    }

    /// Wide steps and the table find the same end, wherever it is and whatever stands there.
    #[test]
    fn wide_runs_end_where_the_table_says() {
        for length in 0..40 {
            for at in 0..length {
                for octet in 0..=255 {
                    for (filling, run) in [(b'a', None), (b'a', Some(0xFF)), (b'~', Some(0xFF)), (b'\t', None)] {
                        let mut input: Vec<u8> = std::vec![filling; length];
                        if let Some(run) = run {
                            input[length / 2] = run;
                        }
                        input[at] = octet;
                        assert_eq!(wide::qdtext(&input), span(&input, QDTEXT), "{input:?}");
                        assert_eq!(wide::token68_symbols(&input), span(&input, TOKEN68), "{input:?}");
                        assert_eq!(wide::base64url_symbols(&input), span(&input, BASE64URL), "{input:?}");
                    }
                }
            }
        }
    }
}
