//! The text of an IP address, in the one form that origins have.

use core::fmt;
use core::net::IpAddr;

use super::bytes::{as_text, split};
use super::host::Host;

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
