//! RFC 3986 §2.1: octets as a percent sign and two digits.
//!
//! ```abnf
//! pct-encoded = "%" HEXDIG HEXDIG
//! ```

use core::iter;

use crate::encode::{Sink, Wire};
use crate::syntax::hex;

/// Writes the octets: those of the class as they are, the others encoded, in capitals.
pub(in crate::auth) fn write<S: Sink>(
    wire: &mut Wire<'_, S>,
    octets: &[u8],
    class: fn(u8) -> bool,
) -> Result<(), S::Error> {
    let mut rest = octets;
    while !rest.is_empty() {
        let clean = rest.iter().take_while(|&&octet| class(octet)).count();
        let (octets, behind) = rest.split_at_checked(clean).unwrap_or_default();
        wire.put(octets)?;
        rest = match behind {
            [octet, behind @ ..] => {
                let [high, low] = hex::upper(*octet);
                wire.put(&[b'%', high, low])?;
                behind
            }
            [] => behind,
        };
    }
    Ok(())
}

/// What the octets stand for. A percent sign without two digits stands for itself.
pub(in crate::auth) fn decode<I>(mut octets: I) -> impl Iterator<Item = u8> + Clone + use<I>
where
    I: Iterator<Item = u8> + Clone,
{
    iter::from_fn(move || {
        let octet = octets.next()?;
        if octet == b'%' {
            let mut behind = octets.clone();
            if let Some(decoded) = two_digits(&mut behind) {
                octets = behind;
                return Some(decoded);
            }
        }
        Some(octet)
    })
}

/// Whether two digits follow each percent sign.
pub(in crate::auth) fn is_encoded(mut octets: impl Iterator<Item = u8>) -> bool {
    while let Some(octet) = octets.next() {
        if octet == b'%' && two_digits(&mut octets).is_none() {
            return false;
        }
    }
    true
}

/// `HEXDIG HEXDIG`
fn two_digits(octets: &mut impl Iterator<Item = u8>) -> Option<u8> {
    hex::byte(octets.next()?, octets.next()?)
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
