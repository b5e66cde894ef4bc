//! RFC 3986 §2.1: percent-encoding, a percent sign and two hexadecimal digits for a byte.
//!
//! ```abnf
//! pct-encoded = "%" HEXDIG HEXDIG
//! ```

use core::iter;

use crate::encode::{Sink, Wire};
use crate::syntax::hex;

/// Writes bytes that `is_plain` accepts as they are, and the others encoded, with upper-case digits.
pub(in crate::auth) fn write<S: Sink>(
    wire: &mut Wire<'_, S>,
    bytes: &[u8],
    is_plain: fn(u8) -> bool,
) -> Result<(), S::Error> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let clean = rest.iter().take_while(|&&byte| is_plain(byte)).count();
        let (bytes, after) = rest.split_at_checked(clean).unwrap_or_default();
        wire.put(bytes)?;
        rest = match after {
            [byte, after @ ..] => {
                let [high, low] = hex::upper(*byte);
                wire.put(&[b'%', high, low])?;
                after
            }
            [] => after,
        };
    }
    Ok(())
}

/// `unreserved = ALPHA / DIGIT / "-" / "." / "_" / "~"`, RFC 3986 §2.3.
pub(in crate::auth) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Returns what [`write`] writes of these bytes if the unreserved ones are plain.
pub(in crate::auth) fn encode<I: Iterator<Item = u8>>(mut bytes: I) -> impl Iterator<Item = u8> + use<I> {
    let mut digits = [None, None];
    iter::from_fn(move || {
        let [first, second] = digits;
        if let Some(digit) = first {
            digits = [second, None];
            return Some(digit);
        }
        let byte = bytes.next()?;
        if is_unreserved(byte) {
            return Some(byte);
        }
        digits = hex::upper(byte).map(Some);
        Some(b'%')
    })
}

/// Returns the decoded bytes. A percent sign without two digits after it is kept.
pub(in crate::auth) fn decode<I>(mut bytes: I) -> impl Iterator<Item = u8> + Clone + use<I>
where
    I: Iterator<Item = u8> + Clone,
{
    iter::from_fn(move || {
        let byte = bytes.next()?;
        if byte == b'%' {
            let mut after = bytes.clone();
            if let Some(decoded) = two_digits(&mut after) {
                bytes = after;
                return Some(decoded);
            }
        }
        Some(byte)
    })
}

/// Returns whether two digits follow each percent sign.
pub(in crate::auth) fn is_encoded(mut bytes: impl Iterator<Item = u8>) -> bool {
    while let Some(byte) = bytes.next() {
        if byte == b'%' && two_digits(&mut bytes).is_none() {
            return false;
        }
    }
    true
}

/// Returns the offset of a percent sign that two digits do not follow.
pub(in crate::auth) fn undecodable(bytes: &[u8]) -> Option<usize> {
    let is_encoded = |at: &usize| match bytes.get(*at..) {
        Some([_, high, low, ..]) => hex::byte(*high, *low).is_some(),
        _ => false,
    };
    let mut signs = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'%').map(|(at, _)| at);
    signs.find(|at| !is_encoded(at))
}

/// `HEXDIG HEXDIG`
fn two_digits(bytes: &mut impl Iterator<Item = u8>) -> Option<u8> {
    hex::byte(bytes.next()?, bytes.next()?)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    #[test]
    fn percent_signs_are_decoded_where_digits_follow() {
        for (encoded, decoded, is_whole) in [
            ("", "", true),
            ("a%20b", "a b", true),
            ("%41%6a%6A", "Ajj", true),
            ("%", "%", false),
            ("%4", "%4", false),
            ("%4g%41", "%4gA", false),
            ("%%41", "%A", false),
            ("%2541", "%41", true),
        ] {
            assert_eq!(decode(encoded.bytes()).collect::<Vec<_>>(), decoded.as_bytes(), "{encoded}");
            assert_eq!(is_encoded(encoded.bytes()), is_whole, "{encoded}");
        }
    }
}
