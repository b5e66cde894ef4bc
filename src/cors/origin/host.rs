//! The host of an origin: a name or an address.

use core::fmt;
use core::net::IpAddr;

use super::{ascii, behind, split};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{Rule, ValueError, ValueErrorKind};
use crate::syntax::class::{LABEL, is};
use crate::syntax::rules::Stop;

/// The host of an origin, as it is spelled: a name, an IPv4 address, or an IPv6 address in its brackets.
///
/// Names are in lower case, and those that are not of ASCII in Punycode.
///
/// ```
/// use countersign::cors::origin::{Address, Host};
///
/// let host = Host::new("app.localhost")?;
/// assert_eq!((host.name(), host.address(), host.is_loopback()), (Some("app.localhost"), None, true));
///
/// let address = Address::new([0x2001, 0xDB8, 0, 0, 0, 0, 0, 1].into());
/// assert_eq!(address.host(), Host::new("[2001:db8::1]")?);
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Host<'a> {
    /// Made of all the octets, so that hosts that differ mostly do so here.
    key: u64,
    octets: &'a [u8],
}

/// Which names are read.
#[derive(Clone, Copy)]
pub(super) enum Names {
    /// Those of the grammar.
    Letter,
    /// Those that browsers send: `_` is a letter, and a dot may be last.
    Sent,
}

impl<'a> Host<'a> {
    /// A host, with the names that browsers know: `_` is a letter, and a dot may be last.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] where it ends to be one, [`ValueErrorKind::Empty`].
    pub const fn new(host: &'a str) -> Result<Self, ValueError> {
        let octets = host.as_bytes();
        let left = match self::host(octets, Names::Sent) {
            Ok((host, [])) => return Ok(host),
            Ok((_, rest)) => rest.len(),
            Err(stop) => stop.left(),
        };
        let kind = match left {
            _ if octets.is_empty() => ValueErrorKind::Empty,
            // There is no byte to blame.
            0 => ValueErrorKind::WrongForm,
            _ => ValueErrorKind::InvalidByte,
        };
        Err(ValueError::new("host", kind, octets.len().saturating_sub(left)))
    }

    /// Octets that are a host.
    pub(super) const fn of(octets: &'a [u8]) -> Self {
        Self { key: key(octets), octets }
    }

    /// The host, an IPv6 address in its brackets.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        ascii(self.octets)
    }

    /// How many octets it has.
    pub(super) const fn len(&self) -> usize {
        self.octets.len()
    }

    /// The name, unless it is an address.
    #[must_use]
    pub const fn name(&self) -> Option<&'a str> {
        match self.octets {
            [b'[', ..] => None,
            octets if is_ipv4(octets) => None,
            octets => Some(ascii(octets)),
        }
    }

    /// The address, unless it is a name.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        let host = self.as_str();
        match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(ipv6) => ipv6.parse().ok().map(IpAddr::V6),
            None => host.parse().ok().map(IpAddr::V4),
        }
    }

    /// Whether the host is the very machine: `localhost`, a name below it, or a loopback address.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        match self.octets {
            b"localhost" | b"[::1]" => true,
            octets @ [b'1', b'2', b'7', b'.', ..] if is_ipv4(octets) => true,
            octets => matches!(octets.split_last_chunk(), Some((_, b".localhost"))),
        }
    }

    /// Whether the host ends with this one behind a dot.
    #[inline]
    pub(super) fn is_below(&self, base: &Host<'_>) -> bool {
        let end = self.octets.len().checked_sub(base.octets.len()).and_then(|at| self.octets.split_at_checked(at));
        let Some(([.., b'.'], end)) = end else {
            return false;
        };
        // Bases that differ mostly do so here, and so many octets are compared without a call.
        match (end.first_chunk::<16>(), base.octets.first_chunk()) {
            (Some(start), Some(start_of_base)) if start != start_of_base => false,
            _ => end == base.octets,
        }
    }
}

impl fmt::Display for Host<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Host<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Host({self})")
    }
}

impl FieldContent for Host<'_> {}

impl Encode for Host<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.octets)
    }
}

/// All octets, eight at a time; the last eight are taken once more where they are no eight of their own.
const fn key(octets: &[u8]) -> u64 {
    let mut key: u64 = 0;
    let mut rest = octets;
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        key = mixed(key, u64::from_le_bytes(*chunk));
        rest = after;
    }
    if let Some(chunk) = octets.last_chunk::<8>() {
        return mixed(key, u64::from_le_bytes(*chunk));
    }
    while let [octet, after @ ..] = rest {
        key = mixed(key, u64::from_le_bytes([*octet, 0, 0, 0, 0, 0, 0, 0]));
        rest = after;
    }
    key
}

const fn mixed(key: u64, octets: u64) -> u64 {
    (key.rotate_left(5) ^ octets).wrapping_mul(0x517C_C1B7_2722_0A95)
}

/// `host = ipv4 / "[" ipv6 "]" / *( label "." ) label`
pub(super) const fn host(input: &[u8], names: Names) -> Result<(Host<'_>, &[u8]), Stop> {
    let rest = match input {
        [b'[', address @ ..] => match ipv6(address) {
            Ok([b']', rest @ ..]) => rest,
            Ok(rest) | Err(rest) => return Err(Stop::new(Rule::Host, rest)),
        },
        // An IPv4 address is made of labels too.
        _ => match name(input, names) {
            Ok(rest) => rest,
            Err(rest) => return Err(Stop::new(Rule::Host, rest)),
        },
    };
    let (host, _) = split(input, behind(input, rest));
    Ok((Host::of(host), rest))
}

/// What is left behind `*( label "." ) label`, or where a label ends to be one.
pub(super) const fn name(input: &[u8], names: Names) -> Result<&[u8], &[u8]> {
    let mut labels = input;
    loop {
        let rest = label_end(labels, names);
        match (split(labels, behind(labels, rest)).0, rest) {
            ([b'-', ..], _) => return Err(labels),
            ([], _) if matches!(names, Names::Letter) || labels.len() == input.len() => return Err(rest),
            ([.., b'-'], _) => return Err(rest),
            ([_, ..], [b'.', after @ ..]) => labels = after,
            _ => return Ok(rest),
        }
    }
}

/// What is left behind octets of a label, `*( lower-alnum / "-" )`.
#[inline(always)]
pub(super) const fn label_end(input: &[u8], names: Names) -> &[u8] {
    let mut rest = input;
    loop {
        while let [octet, after @ ..] = rest
            && is(*octet, LABEL)
        {
            rest = after;
        }
        match (rest, names) {
            ([b'_', after @ ..], Names::Sent) => rest = after,
            _ => return rest,
        }
    }
}

/// What is left behind `ipv6`: in lower case, no zeros before a group, `::` for two groups or more.
const fn ipv6(input: &[u8]) -> Result<&[u8], &[u8]> {
    let mut groups: u8 = 0;
    let (mut rest, mut elided) = match input {
        [b':', b':', rest @ ..] => (rest, true),
        _ => (input, false),
    };
    let mut may_end = elided;
    loop {
        match h16(rest) {
            Some(after) => rest = after,
            None if may_end => break,
            None => return Err(rest),
        }
        groups = groups.saturating_add(1);
        (rest, may_end) = match rest {
            [b':', b':', after @ ..] if !elided => (after, true),
            [b':', after @ ..] => (after, false),
            _ => break,
        };
        elided |= may_end;
    }
    if (elided && groups <= 6) || (!elided && groups == 8) { Ok(rest) } else { Err(rest) }
}

/// What is left behind a group of an IPv6 address.
const fn h16(input: &[u8]) -> Option<&[u8]> {
    let mut rest = match input {
        [b'0', rest @ ..] => return Some(rest),
        [b'1'..=b'9' | b'a'..=b'f', rest @ ..] => rest,
        _ => return None,
    };
    while let [b'0'..=b'9' | b'a'..=b'f', after @ ..] = rest
        && behind(input, rest) < 4
    {
        rest = after;
    }
    Some(rest)
}

/// `ipv4`, four numbers to 255 without zeros before them, and nothing else
pub(super) const fn is_ipv4(octets: &[u8]) -> bool {
    let mut rest = octets;
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
