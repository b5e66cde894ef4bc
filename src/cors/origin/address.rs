//! The text of an IP address: writes the one form that origins have, and parses every form.

use core::fmt;
use core::net::{IpAddr, Ipv6Addr};

use super::bytes::{as_text, length_before, split};
use super::host::{Host, is_ipv4};

/// The text of an IP address as the host of an origin. An IPv6 address is shortened and in brackets.
///
/// ```
/// use countersign::cors::origin::Address;
///
/// assert_eq!(Address::new([127, 0, 0, 1].into()).as_str(), "127.0.0.1");
/// assert_eq!(Address::new([1, 0, 0, 2, 0, 0, 0, 3].into()).as_str(), "[1:0:0:2::3]");
/// ```
#[derive(Clone, Copy)]
pub struct Address {
    text: [u8; LONGEST],
    length: usize,
}

const LONGEST: usize = "[2222:2222:2222:2222:2222:2222:2222:2222]".len();

impl Address {
    /// Creates the text of an address.
    #[must_use]
    pub const fn new(address: IpAddr) -> Self {
        let mut written = Self { text: [0; LONGEST], length: 0 };
        match address {
            IpAddr::V4(address) => {
                let [a, b, c, d] = address.octets();
                written.decimal(a);
                written.dot_decimal(b);
                written.dot_decimal(c);
                written.dot_decimal(d);
            }
            IpAddr::V6(address) => written.ipv6(&address.segments()),
        }
        written
    }

    /// Returns the address as a host.
    #[must_use]
    pub const fn host(&self) -> Host<'_> {
        Host::of(self.as_bytes())
    }

    /// Returns the text.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        as_text(self.as_bytes())
    }

    const fn as_bytes(&self) -> &[u8] {
        split(&self.text, self.length).0
    }

    /// Writes the [serialization](https://url.spec.whatwg.org/#concept-ipv6-serializer) of the URL Standard.
    const fn ipv6(&mut self, groups: &[u16]) {
        let longest = longest_zeros(groups);
        self.put(b'[');
        let mut rest = groups;
        let mut elided = false;
        while let [group, after @ ..] = rest {
            if !elided && longest > 1 && zeros(rest) == longest {
                elided = true;
                self.put(b':');
                rest = split(rest, longest).1;
                if rest.is_empty() {
                    self.put(b':');
                }
                continue;
            }
            if rest.len() < groups.len() {
                self.put(b':');
            }
            self.hexadecimal(*group);
            rest = after;
        }
        self.put(b']');
    }

    const fn dot_decimal(&mut self, number: u8) {
        self.put(b'.');
        self.decimal(number);
    }

    const fn decimal(&mut self, number: u8) {
        if number >= 100 {
            self.put(b'0'.wrapping_add(number / 100));
        }
        if number >= 10 {
            self.put(b'0'.wrapping_add(number / 10 % 10));
        }
        self.put(b'0'.wrapping_add(number % 10));
    }

    const fn hexadecimal(&mut self, group: u16) {
        let [low, high] = group.to_le_bytes();
        if group >= 0x1000 {
            self.digit(high >> 4);
        }
        if group >= 0x100 {
            self.digit(high & 0xF);
        }
        if group >= 0x10 {
            self.digit(low >> 4);
        }
        self.digit(low & 0xF);
    }

    const fn digit(&mut self, digit: u8) {
        self.put(if digit < 10 { b'0'.wrapping_add(digit) } else { b'a'.wrapping_add(digit).wrapping_sub(10) });
    }

    const fn put(&mut self, byte: u8) {
        if let Some((_, [place, ..])) = self.text.split_at_mut_checked(self.length) {
            *place = byte;
            self.length = self.length.wrapping_add(1);
        }
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Address {}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

/// Returns how many groups of zero come first.
const fn zeros(groups: &[u16]) -> usize {
    let mut rest = groups;
    while let [0, after @ ..] = rest {
        rest = after;
    }
    groups.len().saturating_sub(rest.len())
}

const fn longest_zeros(groups: &[u16]) -> usize {
    let mut longest = 0;
    let mut rest = groups;
    while let [_, after @ ..] = rest {
        if zeros(rest) > longest {
            longest = zeros(rest);
        }
        rest = after;
    }
    longest
}

/// Parses an address in any form of [RFC 4291, section 2.2](https://www.rfc-editor.org/rfc/rfc4291#section-2.2).
///
/// An IPv4 address at its end is checked and read as zeros: no origin has one.
pub(super) const fn ipv6(text: &[u8]) -> Option<Ipv6Addr> {
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
        && length_before(input, rest) < 4
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
