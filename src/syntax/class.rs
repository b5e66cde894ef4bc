//! The classes of bytes that [RFC 9110, section 5.6](https://www.rfc-editor.org/rfc/rfc9110#section-5.6) defines, in one
//! table of 256 entries.
//!
//! Names are short, so they are looked up byte by byte. Runs that can get long, such as `*qdtext`, are measured by
//! [`wide`](crate::syntax::wide).

/// A set of classes, one bit each.
pub(crate) type Class = u8;

/// `tchar`, §5.6.2.
pub(crate) const TCHAR: Class = 1;
/// The symbols of a `token68`, without its padding, §11.2.
pub(crate) const TOKEN68: Class = 1 << 1;
/// `qdtext`, §5.6.4.
pub(crate) const QDTEXT: Class = 1 << 2;
/// The bytes that a field may hold: HTAB, SP, VCHAR and obs-text. All of them may follow the backslash of a `quoted-pair`.
pub(crate) const FIELD: Class = 1 << 3;
/// `SP / HTAB`, the bytes of OWS and BWS, §5.6.3.
pub(crate) const WSP: Class = 1 << 4;
/// `SP / HTAB / ","`: the bytes that may be between two elements of a list, empty elements included, §5.6.1.2.
pub(crate) const GAP: Class = 1 << 5;
/// The symbols of base64url, [RFC 4648, section 5](https://www.rfc-editor.org/rfc/rfc4648#section-5).
pub(crate) const BASE64URL: Class = 1 << 6;
/// `lower-alnum / "-"`, the bytes of a host's labels, Fetch §3.2.
pub(crate) const LABEL: Class = 1 << 7;

static CLASSES: [Class; 256] = {
    let mut classes = [0; 256];
    let mut byte: u8 = 0;
    loop {
        #[expect(clippy::indexing_slicing, clippy::as_conversions, reason = "256 entries, a u8, a constant")]
        {
            classes[byte as usize] = classes_of(byte);
        }
        let Some(next) = byte.checked_add(1) else {
            break classes;
        };
        byte = next;
    }
};

const fn classes_of(byte: u8) -> Class {
    let alphanumeric = byte.is_ascii_alphanumeric();
    let mut classes = 0;
    if alphanumeric
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        )
    {
        classes |= TCHAR;
    }
    if alphanumeric || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/') {
        classes |= TOKEN68;
    }
    if matches!(byte, b'\t' | b' '..=b'~' | 0x80..) {
        classes |= FIELD;
        if !matches!(byte, b'"' | b'\\') {
            classes |= QDTEXT;
        }
    }
    if matches!(byte, b' ' | b'\t') {
        classes |= WSP | GAP;
    }
    if byte == b',' {
        classes |= GAP;
    }
    if alphanumeric || matches!(byte, b'-' | b'_') {
        classes |= BASE64URL;
    }
    if matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-') {
        classes |= LABEL;
    }
    classes
}

/// Returns whether `byte` belongs to one of the classes.
#[inline(always)]
pub(crate) const fn is(byte: u8, class: Class) -> bool {
    #[expect(clippy::indexing_slicing, clippy::as_conversions, reason = "256 entries and a u8")]
    let classes = CLASSES[byte as usize];
    classes & class != 0
}

/// Returns how many bytes at the start of `input` belong to the class.
#[inline(always)]
pub(crate) fn span(input: &[u8], class: Class) -> usize {
    let mut length: usize = 0;
    while let Some(&byte) = input.get(length)
        && is(byte, class)
    {
        length = length.wrapping_add(1);
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares each class with its ABNF, spelled out.
    #[test]
    fn classes_match_their_abnf() {
        let alphanumeric = |byte: u8| matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z');
        let vchar = |byte: u8| (0x21..=0x7E).contains(&byte);
        for byte in 0..=255 {
            let expected = [
                (TCHAR, alphanumeric(byte) || b"!#$%&'*+-.^_`|~".contains(&byte)),
                (TOKEN68, alphanumeric(byte) || b"-._~+/".contains(&byte)),
                (QDTEXT, matches!(byte, b'\t' | b' ' | 0x21 | 0x23..=0x5B | 0x5D..=0x7E | 0x80..=0xFF)),
                (FIELD, matches!(byte, b'\t' | b' ' | 0x80..=0xFF) || vchar(byte)),
                (WSP, matches!(byte, b' ' | b'\t')),
                (GAP, matches!(byte, b' ' | b'\t' | b',')),
                (BASE64URL, alphanumeric(byte) || b"-_".contains(&byte)),
                (LABEL, matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'-')),
            ];
            for (class, is_in) in expected {
                assert_eq!(is(byte, class), is_in, "byte {byte:#04x}, class {class:#b}");
            }
        }
    }
}
