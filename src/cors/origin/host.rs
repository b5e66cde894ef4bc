//! The host of an origin: a name or an address.

use core::fmt;
use core::net::IpAddr;

use super::bytes::{as_text, length_before, split};
use super::scheme::is_network;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{Rule, ValueError, ValueErrorKind};
use crate::syntax::class::{LABEL, TCHAR, is};
use crate::syntax::ip::{self, is_ipv4};
use crate::syntax::rules::Stop;

/// The host of an origin, as it is written: a name, an IPv4 address, or an IPv6 address in brackets.
///
/// Names are in lower case. Names that are not ASCII are in Punycode. The host of an app or an extension may be in
/// upper case too, as [`Origin::parse_tolerant`](super::Origin::parse_tolerant) says; [`new`](Self::new) rejects it.
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
    /// A hash of the bytes. It is the first field, so that different hosts differ at the first comparison.
    key: u64,
    bytes: &'a [u8],
}

/// Which names are accepted.
#[derive(Clone, Copy)]
pub(super) enum HostRules {
    /// The names of the grammar.
    Grammar,
    /// The names that browsers send: `_` is a letter, and a dot may follow the last label.
    Browsers,
    /// The [opaque hosts](https://url.spec.whatwg.org/#opaque-host) of schemes that are not special.
    Opaque,
}

impl HostRules {
    /// Returns the rules for the host after this scheme, in an origin that browsers send.
    pub(super) const fn of_browsers(scheme: &[u8]) -> Self {
        if is_network(scheme) { Self::Browsers } else { Self::Opaque }
    }
}

impl<'a> Host<'a> {
    /// Creates a host of `https` and the other schemes of networks, by the rules of the [tolerant
    /// parser](super::Origin::parse_tolerant).
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that does not match, [`ValueErrorKind::WrongForm`] if the text
    /// ends too early, [`ValueErrorKind::Empty`] for an empty text.
    pub const fn new(host: &'a str) -> Result<Self, ValueError> {
        let bytes = host.as_bytes();
        let left = match self::host(bytes, HostRules::Browsers) {
            Ok((host, [])) => return Ok(host),
            Ok((_, rest)) => rest.len(),
            Err(stop) => stop.left(),
        };
        let kind = match left {
            _ if bytes.is_empty() => ValueErrorKind::Empty,
            // The text ends too early: no byte is invalid.
            0 => ValueErrorKind::WrongForm,
            _ => ValueErrorKind::InvalidByte,
        };
        Err(ValueError::new("host", kind, bytes.len().saturating_sub(left)))
    }

    /// Creates a host from bytes that were checked.
    pub(super) const fn of(bytes: &'a [u8]) -> Self {
        Self { key: key(bytes), bytes }
    }

    /// Returns the host as text; an IPv6 address is in brackets.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        as_text(self.bytes)
    }

    /// Returns the length in bytes.
    pub(super) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Returns the name, unless the host is an address.
    #[must_use]
    pub const fn name(&self) -> Option<&'a str> {
        match self.bytes {
            [b'[', ..] => None,
            bytes if is_ipv4(bytes) => None,
            bytes => Some(as_text(bytes)),
        }
    }

    /// Returns the address, unless the host is a name.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        match self.bytes {
            [b'[', ipv6 @ .., b']'] => ip::ipv6(ipv6).map(IpAddr::V6),
            bytes => ip::ipv4(bytes).map(IpAddr::V4),
        }
    }

    /// Returns whether the host is the machine itself: `localhost`, a subdomain of it, or a loopback address. A dot may
    /// follow the name.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        let name = if let [name @ .., b'.'] = self.bytes { name } else { self.bytes };
        match self.bytes {
            b"[::1]" => true,
            bytes @ [b'1', b'2', b'7', b'.', ..] if is_ipv4(bytes) => true,
            _ => matches!(name, b"localhost") || matches!(name.split_last_chunk(), Some((_, b".localhost"))),
        }
    }

    /// Returns whether the host can follow this scheme.
    pub(super) const fn fits(&self, scheme: &[u8]) -> bool {
        matches!(host(self.bytes, HostRules::of_browsers(scheme)), Ok((_, [])))
    }

    /// Returns whether the host is a subdomain of this one.
    #[inline]
    pub(super) fn is_below(&self, base: &Host<'_>) -> bool {
        let end = self.bytes.len().checked_sub(base.bytes.len()).and_then(|at| self.bytes.split_at_checked(at));
        let Some(([.., b'.'], end)) = end else {
            return false;
        };
        // Most hosts differ here, and sixteen bytes are compared without a call.
        match (end.first_chunk::<16>(), base.bytes.first_chunk()) {
            (Some(start), Some(start_of_base)) if start != start_of_base => false,
            _ => end == base.bytes,
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
        wire.put(self.bytes)
    }
}

/// Hashes eight bytes at a time. The last eight bytes may overlap those before them.
const fn key(bytes: &[u8]) -> u64 {
    let mut key: u64 = 0;
    let mut rest = bytes;
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        key = mixed(key, u64::from_le_bytes(*chunk));
        rest = after;
    }
    if let Some(chunk) = bytes.last_chunk::<8>() {
        return mixed(key, u64::from_le_bytes(*chunk));
    }
    while let [byte, after @ ..] = rest {
        key = mixed(key, u64::from_le_bytes([*byte, 0, 0, 0, 0, 0, 0, 0]));
        rest = after;
    }
    key
}

const fn mixed(key: u64, bytes: u64) -> u64 {
    (key.rotate_left(5) ^ bytes).wrapping_mul(0x517C_C1B7_2722_0A95)
}

/// `host = ipv4 / "[" ipv6 "]" / *( label "." ) label`
pub(super) const fn host(input: &[u8], rules: HostRules) -> Result<(Host<'_>, &[u8]), Stop> {
    let rest = match input {
        [b'[', address @ ..] => match ipv6(address) {
            Ok([b']', rest @ ..]) => rest,
            Ok(rest) | Err(rest) => return Err(Stop::new(Rule::Host, rest)),
        },
        _ if matches!(rules, HostRules::Opaque) => match opaque_end(input) {
            rest if rest.len() == input.len() => return Err(Stop::new(Rule::Host, rest)),
            rest => rest,
        },
        // An IPv4 address is made of labels too.
        _ => match name(input, rules) {
            Ok(rest) => rest,
            Err(rest) => return Err(Stop::new(Rule::Host, rest)),
        },
    };
    let (host, _) = split(input, length_before(input, rest));
    Ok((Host::of(host), rest))
}

/// Returns what follows `*( label "." ) label`; the error is what is left at the first byte that does not match.
pub(super) const fn name(input: &[u8], rules: HostRules) -> Result<&[u8], &[u8]> {
    let mut labels = input;
    loop {
        let rest = label_end(labels, rules);
        match (split(labels, length_before(labels, rest)).0, rest) {
            ([b'-', ..], _) => return Err(labels),
            ([], _) if matches!(rules, HostRules::Grammar) || labels.len() == input.len() => return Err(rest),
            ([.., b'-'], _) => return Err(rest),
            ([_, ..], [b'.', after @ ..]) => labels = after,
            _ => return Ok(rest),
        }
    }
}

/// Returns what follows the bytes of a label, `*( lower-alnum / "-" )`.
#[inline(always)]
pub(super) const fn label_end(input: &[u8], rules: HostRules) -> &[u8] {
    let mut rest = input;
    loop {
        while let [byte, after @ ..] = rest
            && is(*byte, LABEL)
        {
            rest = after;
        }
        match (rest, rules) {
            ([b'_', after @ ..], HostRules::Browsers) => rest = after,
            _ => return rest,
        }
    }
}

/// Returns what follows the bytes of an opaque host: the characters of tokens without the [forbidden host code
/// points](https://url.spec.whatwg.org/#forbidden-host-code-point), and without `*`, which stands for others in patterns.
pub(super) const fn opaque_end(input: &[u8]) -> &[u8] {
    let mut rest = input;
    while let [byte, after @ ..] = rest
        && is(*byte, TCHAR)
        && !matches!(byte, b'#' | b'*' | b'^' | b'|')
    {
        rest = after;
    }
    rest
}

/// Returns what follows `ipv6`: lower-case, no leading zeros in a group, `::` for two or more groups.
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

/// Returns what follows one group of an IPv6 address.
const fn h16(input: &[u8]) -> Option<&[u8]> {
    let mut rest = match input {
        [b'0', rest @ ..] => return Some(rest),
        [b'1'..=b'9' | b'a'..=b'f', rest @ ..] => rest,
        _ => return None,
    };
    while let [b'0'..=b'9' | b'a'..=b'f', after @ ..] = rest
        && length_before(input, rest) < 4
    {
        rest = after;
    }
    Some(rest)
}
