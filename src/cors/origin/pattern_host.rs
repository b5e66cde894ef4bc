//! The host of a pattern: a host that browsers can send.

use core::net::IpAddr;

use super::address::Address;
use super::bytes::{length_before, split, starts_with};
use super::fault::{OriginFault, Rejected};
use super::host::{HostRules, label_end, name, opaque_end};
use super::punycode::is_punycode;
use crate::syntax::ip::{self, is_ipv4};

/// The longest label, in bytes.
const LONGEST_LABEL: usize = 63;

/// Returns what follows an IPv6 address in brackets, written as origins write it.
pub(super) const fn ipv6(host: &[u8]) -> Result<&[u8], Rejected> {
    let mut rest = host;
    while let [byte, after @ ..] = rest
        && *byte != b']'
    {
        rest = after;
    }
    let [b']', rest @ ..] = rest else {
        return Err(Rejected::new(OriginFault::InvalidIpv6, rest));
    };
    let (written, _) = split(host, length_before(host, rest));
    let [_, text @ .., _] = written else {
        return Err(Rejected::new(OriginFault::InvalidIpv6, host));
    };
    match ip::ipv6(text) {
        None => Err(Rejected::new(OriginFault::InvalidIpv6, host)),
        Some(address) if address.to_ipv4_mapped().is_some() => Err(Rejected::new(OriginFault::MappedIpv4, host)),
        Some(address) if equal(written, Address::new(IpAddr::V6(address)).as_str().as_bytes()) => Ok(rest),
        Some(_) => Err(Rejected::new(OriginFault::Ipv6Form, host)),
    }
}

/// Returns whether both are equal. `==` is not `const`.
const fn equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && starts_with(one, other)
}

/// Returns what follows a name that browsers accept, or an IPv4 address unless `below`.
pub(super) const fn domain(host: &[u8], below: bool) -> Result<&[u8], Rejected> {
    let (Ok(rest) | Err(rest)) = name(host, HostRules::Browsers);
    let (bytes, _) = split(host, length_before(host, rest));
    match (bytes, rest) {
        ([] | [.., b'.'], [b'.', ..]) => return Err(Rejected::new(OriginFault::EmptyLabel, rest)),
        ([], _) => return Err(Rejected::at(rest)),
        ([.., b'-'], _) => return Err(Rejected::new(OriginFault::Hyphen, rest)),
        _ => {}
    }
    let mut labels = host;
    loop {
        let after = label_end(labels, HostRules::Browsers);
        let (label, _) = split(labels, length_before(labels, after));
        if label.len() > LONGEST_LABEL {
            return Err(Rejected::new(OriginFault::TooLong, split(labels, LONGEST_LABEL).1));
        }
        if let [b'x', b'n', b'-', b'-', encoded @ ..] = label
            && !is_punycode(encoded)
        {
            return Err(Rejected::new(OriginFault::Punycode, labels));
        }
        match after {
            [b'.', next @ ..] if next.len() > rest.len() => labels = next,
            _ if is_number(label) && (below || !is_ipv4(bytes)) => {
                return Err(Rejected::new(OriginFault::NumericHost, labels));
            }
            _ => return Ok(rest),
        }
    }
}

/// Returns what follows an opaque host.
pub(super) const fn opaque(host: &[u8]) -> Result<&[u8], Rejected> {
    match opaque_end(host) {
        rest if rest.len() == host.len() => Err(Rejected::at(rest)),
        rest => Ok(rest),
    }
}

/// Returns whether a name with this last label [ends in a
/// number](https://url.spec.whatwg.org/#ends-in-a-number-checker).
const fn is_number(label: &[u8]) -> bool {
    let (mut rest, is_hexadecimal) = match label {
        [b'0', b'x', digits @ ..] => (digits, true),
        _ => (label, false),
    };
    while let [digit, after @ ..] = rest
        && (digit.is_ascii_digit() || is_hexadecimal && digit.is_ascii_hexdigit())
    {
        rest = after;
    }
    rest.is_empty()
}
