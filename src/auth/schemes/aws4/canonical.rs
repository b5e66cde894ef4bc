//! `enc`: percent-encoding of every byte but the unreserved ones of RFC 3986, with upper-case digits.

use crate::auth::coding::percent::{self, is_unreserved};
use crate::encode::{Sink, Wire};
use crate::syntax::hex;

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
