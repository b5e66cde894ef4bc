//! `enc`: percent-encoding of every byte but the unreserved ones of RFC 3986, with upper-case digits.

use core::iter;

use crate::auth::coding::percent;
use crate::encode::{Sink, Wire};
use crate::syntax::hex;

/// `unreserved`, RFC 3986 §2.3.
pub(super) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Returns the offset of a percent sign that two digits do not follow.
pub(super) fn undecodable(bytes: &[u8]) -> Option<usize> {
    let is_encoded = |at: &usize| match bytes.get(*at..) {
        Some([_, high, low, ..]) => hex::byte(*high, *low).is_some(),
        _ => false,
    };
    let signs = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'%').map(|(at, _)| at);
    signs.into_iter().find(|at| !is_encoded(at))
}

/// Writes bytes decoded once and encoded anew. A `+` can be a space.
pub(super) fn write_decoded<S: Sink>(
    bytes: &[u8],
    plus_is_space: bool,
    wire: &mut Wire<'_, S>,
) -> Result<(), S::Error> {
    let mut rest = bytes;
    loop {
        let plain = rest.iter().take_while(|byte| is_unreserved(**byte)).count();
        let (run, after) = rest.split_at_checked(plain).unwrap_or_default();
        wire.put(run)?;
        let encoded = match after {
            [b'%', high, low, left @ ..] => hex::byte(*high, *low).map(|byte| (byte, left)),
            _ => None,
        };
        let (byte, left) = match (encoded, after) {
            (Some(encoded), _) => encoded,
            (None, []) => return Ok(()),
            (None, [b'+', left @ ..]) if plus_is_space => (b' ', left),
            (None, [byte, left @ ..]) => (*byte, left),
        };
        percent::write(wire, &[byte], is_unreserved)?;
        rest = left;
    }
}

/// Returns the bytes that [`write_decoded`] writes.
pub(super) fn decoded(bytes: &[u8], plus_is_space: bool) -> impl Iterator<Item = u8> + Clone {
    let mut bytes =
        percent::decode(bytes.iter().map(move |byte| if plus_is_space && *byte == b'+' { b' ' } else { *byte }));
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
