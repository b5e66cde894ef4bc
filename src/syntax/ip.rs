//! Parses the text of an IP address. The parser of `core` has a panic that stays in linked binaries.

use core::net::{Ipv4Addr, Ipv6Addr};

/// Returns whether all of it is `ipv4`: four numbers up to 255 without leading zeros.
pub(crate) const fn is_ipv4(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    let mut numbers: u8 = 1;
    loop {
        rest = match rest {
            [b'2', b'5', b'0'..=b'5', rest @ ..]
            | [b'2', b'0'..=b'4', b'0'..=b'9', rest @ ..]
            | [b'1', b'0'..=b'9', b'0'..=b'9', rest @ ..]
            | [b'1'..=b'9', b'0'..=b'9', rest @ ..]
            | [b'0'..=b'9', rest @ ..] => rest,
            _ => return false,
        };
        rest = match rest {
            [] => return numbers == 4,
            [b'.', rest @ ..] => rest,
            _ => return false,
        };
        numbers = numbers.saturating_add(1);
    }
}

/// Parses an `ipv4`.
pub(crate) fn ipv4(bytes: &[u8]) -> Option<Ipv4Addr> {
    let number = |number: u32, digit: &u8| number.wrapping_mul(10).wrapping_add(u32::from(digit.wrapping_sub(b'0')));
    let numbers = bytes.split(|byte| *byte == b'.').map(|digits| digits.iter().fold(0, number));
    is_ipv4(bytes).then(|| Ipv4Addr::from_bits(numbers.fold(0, |bits, number| bits.wrapping_shl(8) | number)))
}

/// Parses an address in any form of [RFC 4291, section 2.2](https://www.rfc-editor.org/rfc/rfc4291#section-2.2).
///
/// An IPv4 address at its end is checked and read as zeros: no caller needs its number.
pub(crate) const fn ipv6(text: &[u8]) -> Option<Ipv6Addr> {
    let (mut rest, mut before) = match text {
        [b':', b':', rest @ ..] => (rest, Some((0, 0))),
        _ => (text, None),
    };
    let mut may_end = before.is_some();
    let mut bits: u128 = 0;
    let mut groups: u32 = 0;
    loop {
        let (group, after) = group(rest);
        if after.len() == rest.len() && !(may_end && rest.is_empty()) {
            return None;
        }
        if let [b'.', ..] = after {
            if !is_ipv4(rest) {
                return None;
            }
            (bits, groups) = (bits.wrapping_shl(32), groups.saturating_add(2));
            break;
        }
        if rest.is_empty() {
            break;
        }
        (bits, groups) = (bits.wrapping_shl(16) | group, groups.saturating_add(1));
        (rest, may_end) = match after {
            [] => break,
            [b':', b':', after @ ..] if before.is_none() => {
                before = Some((bits, groups));
                bits = 0;
                (after, true)
            }
            [b':', after @ ..] => (after, false),
            _ => return None,
        };
    }
    match before {
        None if groups == 8 => Some(Ipv6Addr::from_bits(bits)),
        Some((before, elided_at)) if groups < 8 => {
            let shift = 8_u32.saturating_sub(elided_at).saturating_mul(16);
            Some(Ipv6Addr::from_bits(before.wrapping_shl(shift) | bits))
        }
        _ => None,
    }
}

/// Returns the number of `*4HEXDIG`, and what follows it.
const fn group(input: &[u8]) -> (u128, &[u8]) {
    let mut group: u16 = 0;
    let mut rest = input;
    while let [digit, after @ ..] = rest
        && input.len().saturating_sub(rest.len()) < 4
    {
        let digit = match digit {
            b'0'..=b'9' => digit.wrapping_sub(b'0'),
            b'a'..=b'f' => digit.wrapping_sub(b'a').wrapping_add(10),
            b'A'..=b'F' => digit.wrapping_sub(b'A').wrapping_add(10),
            _ => break,
        };
        group = group << 4 | u16::from_le_bytes([digit, 0]);
        rest = after;
    }
    let [low, high] = group.to_le_bytes();
    (u128::from_le_bytes([low, high, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), rest)
}
