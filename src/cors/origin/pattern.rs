//! The origins of a policy: one, all with a name below another, with any port, or any at all.

use core::fmt;
use core::net::IpAddr;

use super::fault::OriginFault;
use super::host::{Host, Names, is_ipv4, label_end, name};
use super::port::{Port, default_port, port};
use super::punycode::is_punycode;
use super::{Address, Origin, Tuple, address, ascii, behind, scheme, split};
use crate::error::{ParseError, ValueError, ValueErrorKind};

/// Which origins a policy means.
///
/// `*.` before a host stands for one label or more, and never for none; `:*` stands for any port, and for none.
///
/// ```abnf
/// origin-pattern = "*" / scheme "://" [ "*." ] host [ ":" ( "*" / port ) ]
/// ```
///
/// | pattern | refused as | why |
/// |---|---|---|
/// | `*` anywhere else | octet | it would match more than anybody means |
/// | `null` | prohibited | everybody can be `null` |
/// | the scheme `file` | prohibited | such an origin is `null` |
/// | a port that is the scheme's own | prohibited | no origin spells it out, so nothing would match |
/// | an empty label | prohibited | no origin has one |
/// | an IPv6 address not as origins spell it, or of an IPv4 address | prohibited | nothing would match; and it hides the address |
/// | a name that ends in a number | octet | browsers take it for an IPv4 address |
/// | a scheme past 64 octets, a host past 253, a label past 63 | octet | no name is longer |
/// | `xn--` before what is no Punycode | octet | no name is spelled so |
/// | user, path, slash at the end, query, white space | octet | they are no part of an origin |
///
/// ```
/// use countersign::cors::origin::{Origin, OriginPattern};
///
/// const STAFF: OriginPattern<'_> = match OriginPattern::new("https://*.example.com") {
///     Ok(pattern) => pattern,
///     Err(_) => panic!("no pattern of origins"),
/// };
/// assert!(STAFF.matches(&Origin::parse(b"https://a.b.example.com")?));
/// assert!(!STAFF.matches(&Origin::parse(b"https://example.com")?));
///
/// let error = OriginPattern::new("https://example.com/").unwrap_err();
/// assert_eq!(error.offset(), 19);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OriginPattern<'a>(Form<'a>);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Form<'a> {
    Any,
    Of { tuple: Tuple<'a>, below: bool, any_port: bool },
}

const LONGEST_SCHEME: usize = 64;
const LONGEST_HOST: usize = 253;
const LONGEST_LABEL: usize = 63;

impl<'a> OriginPattern<'a> {
    /// A pattern, as the table above says.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the octet where it ends to be one, [`ValueErrorKind::Prohibited`] at the part that
    /// may not be used, [`ValueErrorKind::Empty`].
    pub const fn new(pattern: &'a str) -> Result<Self, ValueError> {
        match Self::read(pattern) {
            Ok(pattern) => Ok(pattern),
            Err(Rejected { fault, left }) => {
                let offset = pattern.len().saturating_sub(left);
                let kind = match fault.kind() {
                    // There is no byte to blame.
                    ValueErrorKind::InvalidByte if left == 0 => ValueErrorKind::WrongForm,
                    kind => kind,
                };
                Err(ValueError::new("origin", kind, offset))
            }
        }
    }

    /// Parses a pattern as [`new`](Self::new) does; the error says what is wrong with the text.
    #[allow(dead_code, reason = "the audit of a policy is to use it")]
    pub(in crate::cors) const fn check(pattern: &'a str) -> Result<Self, OriginFault> {
        match Self::read(pattern) {
            Ok(pattern) => Ok(pattern),
            Err(Rejected { fault, .. }) => Err(fault),
        }
    }

    const fn read(pattern: &'a str) -> Result<Self, Rejected> {
        let bytes = pattern.as_bytes();
        match bytes {
            b"*" => Ok(Self(Form::Any)),
            b"null" => Err(Rejected::new(OriginFault::Null, bytes)),
            [] => Err(Rejected::new(OriginFault::Empty, bytes)),
            _ => match origin_pattern(bytes) {
                Ok(form) => Ok(Self(form)),
                Err(rejected) => Err(rejected),
            },
        }
    }

    /// Whether the origin is one that is meant. `null` is one of any.
    #[must_use]
    #[inline]
    pub fn matches(&self, origin: &Origin<'_>) -> bool {
        match (&self.0, &origin.0) {
            (Form::Any, _) => true,
            (Form::Of { tuple, below, any_port }, Some(origin)) => {
                (if *below { origin.host.is_below(&tuple.host) } else { origin.host == tuple.host })
                    && (*any_port || origin.port == tuple.port)
                    && origin.scheme == tuple.scheme
            }
            _ => false,
        }
    }

    /// Whether it means any origin at all.
    #[must_use]
    pub const fn is_any(&self) -> bool {
        matches!(self.0, Form::Any)
    }

    /// Whether all that is meant can be trusted to be who it says: it is of `https`, or of the very machine.
    #[must_use]
    pub const fn is_secure(&self) -> bool {
        match &self.0 {
            Form::Any => false,
            Form::Of { tuple, .. } => matches!(tuple.scheme, b"https") || tuple.host.is_loopback(),
        }
    }

    /// The one origin that is meant, if it is one.
    #[must_use]
    pub const fn origin(&self) -> Option<Origin<'a>> {
        match self.0 {
            Form::Of { tuple, below: false, any_port: false } => Some(Origin(Some(tuple))),
            _ => None,
        }
    }

    /// The host below which all hosts are meant. Whether it is a public suffix is for the caller to know.
    #[must_use]
    pub const fn subdomains_of(&self) -> Option<Host<'a>> {
        match self.0 {
            Form::Of { tuple, below: true, .. } => Some(tuple.host),
            _ => None,
        }
    }

    /// The scheme.
    #[must_use]
    pub const fn scheme(&self) -> Option<&'a str> {
        match &self.0 {
            Form::Of { tuple, .. } => Some(ascii(tuple.scheme)),
            Form::Any => None,
        }
    }

    /// The host, without the `*.` before it.
    #[must_use]
    pub const fn host(&self) -> Option<Host<'a>> {
        match self.0 {
            Form::Of { tuple, .. } => Some(tuple.host),
            Form::Any => None,
        }
    }

    /// The port, when one is spelled out.
    #[must_use]
    pub const fn port(&self) -> Option<u16> {
        match &self.0 {
            Form::Of { tuple: Tuple { port: Some(port), .. }, .. } => Some(port.number()),
            _ => None,
        }
    }

    /// Whether any port is meant.
    #[must_use]
    pub const fn is_any_port(&self) -> bool {
        matches!(self.0, Form::Any | Form::Of { any_port: true, .. })
    }
}

impl fmt::Display for OriginPattern<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Form::Of { tuple: Tuple { host, port, scheme }, below, any_port } = &self.0 else {
            return f.write_str("*");
        };
        write!(f, "{}://{}{host}", ascii(scheme), if *below { "*." } else { "" })?;
        match port {
            Some(port) => write!(f, ":{port}"),
            None if *any_port => f.write_str(":*"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for OriginPattern<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OriginPattern({self})")
    }
}

/// An origin as it was sent, held against patterns as they are spelled: a list of texts needs no room for more.
#[derive(Clone, Copy)]
pub(in crate::cors) struct Sent<'a> {
    octets: &'a [u8],
    without_port: &'a [u8],
    /// Where the host begins.
    host: usize,
}

impl<'a> Sent<'a> {
    /// Reads an origin [as browsers send it](Origin::received), without white space around it.
    pub(in crate::cors) const fn read(octets: &'a [u8]) -> Result<Self, ParseError> {
        let origin = match Origin::received(octets) {
            Ok(origin) => origin,
            Err(error) => return Err(error),
        };
        let (host, end) = match &origin.0 {
            Some(Tuple { scheme, host, .. }) => {
                let start = scheme.len().saturating_add("://".len());
                (start, start.saturating_add(host.len()))
            }
            None => (0, octets.len()),
        };
        Ok(Self { octets, without_port: split(octets, end).0, host })
    }

    /// What [`OriginPattern::matches`] says, of the pattern of this text.
    ///
    /// An origin that is meant by name is spelled as its pattern is. Any other has the scheme of the pattern, and what
    /// stands behind the `*` of it, a dot and the rest of the host, at its end.
    pub(in crate::cors) fn is_meant_by(&self, pattern: &str) -> bool {
        let (pattern, octets) = match pattern.as_bytes() {
            b"*" => return true,
            [pattern @ .., b':', b'*'] => (pattern, self.without_port),
            pattern => (pattern, self.octets),
        };
        match pattern.split_at_checked(self.host) {
            Some((scheme, [b'*', base @ ..])) => octets.starts_with(scheme) && octets.ends_with(base),
            _ => pattern == octets,
        }
    }
}

/// Why a text is not a pattern, and how many bytes of it are left from there.
struct Rejected {
    fault: OriginFault,
    left: usize,
}

impl Rejected {
    const fn new(fault: OriginFault, rest: &[u8]) -> Self {
        Self { fault, left: rest.len() }
    }

    const fn at(rest: &[u8]) -> Self {
        Self::new(OriginFault::at(rest), rest)
    }
}

/// `scheme "://" [ "*." ] host [ ":" ( "*" / port ) ]`
const fn origin_pattern(input: &[u8]) -> Result<Form<'_>, Rejected> {
    let (scheme, after) = match scheme(input) {
        Ok(read) => read,
        Err(stop) => {
            let (_, rest) = split(input, input.len().saturating_sub(stop.left()));
            return Err(Rejected::new(OriginFault::in_scheme(input, rest), rest));
        }
    };
    if let b"file" = scheme {
        return Err(Rejected::new(OriginFault::FileScheme, input));
    }
    if scheme.len() > LONGEST_SCHEME {
        return Err(Rejected::new(OriginFault::TooLong, split(input, LONGEST_SCHEME).1));
    }
    let (host, below) = match after {
        [b'*', b'.', host @ ..] => (host, true),
        _ => (after, false),
    };
    let rest = match host {
        [b'[', ..] if !below => ipv6(host),
        _ => domain(host, below),
    };
    let rest = match rest {
        Ok(rest) => rest,
        Err(rejected) => return Err(rejected),
    };
    if behind(after, rest) > LONGEST_HOST {
        return Err(Rejected::new(OriginFault::TooLong, split(after, LONGEST_HOST).1));
    }
    let host = Host::of(split(host, behind(host, rest)).0);
    let (port, any_port) = match rest {
        [] => (None, false),
        b":*" => (None, true),
        [b':', digits @ ..] => match pattern_port(scheme, digits) {
            Ok(port) => (Some(port), false),
            Err(rejected) => return Err(rejected),
        },
        rest => return Err(Rejected::at(rest)),
    };
    Ok(Form::Of { tuple: Tuple { host, port, scheme }, below, any_port })
}

/// `port`, without leading zeros and not the default port of the scheme
const fn pattern_port(scheme: &[u8], digits: &[u8]) -> Result<Port, Rejected> {
    match port(digits) {
        _ if matches!(digits, [b'0', ..]) => Err(Rejected::new(OriginFault::in_port(digits), digits)),
        Ok((port, [])) => match default_port(scheme) {
            Some(default) if default == port.number() => Err(Rejected::new(OriginFault::DefaultPort, digits)),
            _ => Ok(port),
        },
        Ok((_, rest)) => Err(Rejected::new(OriginFault::in_port(rest), rest)),
        Err(stop) => {
            let (_, rest) = split(digits, digits.len().saturating_sub(stop.left()));
            Err(Rejected::new(OriginFault::in_port(rest), rest))
        }
    }
}

/// Returns what follows an IPv6 address in brackets, written as origins write it.
const fn ipv6(host: &[u8]) -> Result<&[u8], Rejected> {
    let mut rest = host;
    while let [byte, after @ ..] = rest
        && *byte != b']'
    {
        rest = after;
    }
    let [b']', rest @ ..] = rest else {
        return Err(Rejected::new(OriginFault::InvalidIpv6, rest));
    };
    let (spelled, _) = split(host, behind(host, rest));
    let [_, text @ .., _] = spelled else {
        return Err(Rejected::new(OriginFault::InvalidIpv6, host));
    };
    match address::ipv6(text) {
        None => Err(Rejected::new(OriginFault::InvalidIpv6, host)),
        Some(address) if address.to_ipv4_mapped().is_some() => Err(Rejected::new(OriginFault::MappedIpv4, host)),
        Some(address) if equal(spelled, Address::new(IpAddr::V6(address)).as_str().as_bytes()) => Ok(rest),
        Some(_) => Err(Rejected::new(OriginFault::Ipv6Form, host)),
    }
}

/// `==`, which no constant can ask.
const fn equal(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([octet, rest @ ..], [another, rest_of_other @ ..]) = (one, other)
        && *octet == *another
    {
        (one, other) = (rest, rest_of_other);
    }
    one.is_empty() && other.is_empty()
}

/// Returns what follows a name that browsers accept, or an IPv4 address unless `below`.
const fn domain(host: &[u8], below: bool) -> Result<&[u8], Rejected> {
    let (Ok(rest) | Err(rest)) = name(host, Names::Sent);
    let (octets, _) = split(host, behind(host, rest));
    match (octets, rest) {
        ([] | [.., b'.'], [b'.', ..]) => return Err(Rejected::new(OriginFault::EmptyLabel, rest)),
        ([], _) => return Err(Rejected::at(rest)),
        ([.., b'-'], _) => return Err(Rejected::new(OriginFault::Hyphen, rest)),
        _ => {}
    }
    let mut labels = host;
    loop {
        let after = label_end(labels, Names::Sent);
        let (label, _) = split(labels, behind(labels, after));
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
            _ if is_number(label) && (below || !is_ipv4(octets)) => {
                return Err(Rejected::new(OriginFault::NumericHost, labels));
            }
            _ => return Ok(rest),
        }
    }
}

/// Whether a [name ends in a number](https://url.spec.whatwg.org/#ends-in-a-number-checker) when this is its last label.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_named() {
        for (text, fault) in [
            ("", OriginFault::Empty),
            ("null", OriginFault::Null),
            ("example.com", OriginFault::NoScheme),
            ("example.com:8443", OriginFault::NoScheme),
            ("//example.com", OriginFault::NoScheme),
            ("://example.com", OriginFault::NoScheme),
            ("*.example.com", OriginFault::NoScheme),
            ("https:example.com", OriginFault::NoScheme),
            ("NULL", OriginFault::NoScheme),
            ("file://host", OriginFault::FileScheme),
            ("https://", OriginFault::NoHost),
            ("https://*.", OriginFault::NoHost),
            ("HTTPS://example.com", OriginFault::UpperCase),
            ("https://Example.com", OriginFault::UpperCase),
            ("https://exAmple.com", OriginFault::UpperCase),
            ("https://b\u{FC}cher.example", OriginFault::NonAscii),
            (" https://example.com", OriginFault::WhiteSpace),
            ("https://example.com ", OriginFault::WhiteSpace),
            ("https://*", OriginFault::Wildcard),
            ("https://*example.com", OriginFault::Wildcard),
            ("https://a.*.example.com", OriginFault::Wildcard),
            ("https://a*.example.com", OriginFault::Wildcard),
            ("https://*.*.example.com", OriginFault::Wildcard),
            ("*://example.com", OriginFault::Wildcard),
            ("https://example.com:8*", OriginFault::Wildcard),
            ("https://example.com:**", OriginFault::Wildcard),
            ("https://user@example.com", OriginFault::UserInfo),
            ("https://user:pass@example.com", OriginFault::UserInfo),
            ("https://example.com/", OriginFault::TrailingSlash),
            ("https://example.com:8443/", OriginFault::TrailingSlash),
            ("https://example.com/app", OriginFault::Path),
            ("https://example.com?q", OriginFault::Query),
            ("https://example.com#top", OriginFault::Query),
            ("https://a..example.com", OriginFault::EmptyLabel),
            ("https://.example.com", OriginFault::EmptyLabel),
            ("https://*..example.com", OriginFault::EmptyLabel),
            ("https://example.com..", OriginFault::EmptyLabel),
            ("https://-a.example.com", OriginFault::Hyphen),
            ("https://a-.example.com", OriginFault::Hyphen),
            ("https://a.-b", OriginFault::Hyphen),
            ("https://a-", OriginFault::Hyphen),
            ("https://xn--a.example.com", OriginFault::Punycode),
            ("https://1.2.3", OriginFault::NumericHost),
            ("https://256.0.0.1", OriginFault::NumericHost),
            ("https://*.127.0.0.1", OriginFault::NumericHost),
            ("https://[::1", OriginFault::InvalidIpv6),
            ("https://[::g]", OriginFault::InvalidIpv6),
            ("https://[0:0:0:0:0:0:0:1]", OriginFault::Ipv6Form),
            ("https://[::FFFF]", OriginFault::Ipv6Form),
            ("https://[::ffff:1.2.3.4]", OriginFault::MappedIpv4),
            ("https://[::ffff:102:304]", OriginFault::MappedIpv4),
            ("https://example.com:", OriginFault::Port),
            ("https://example.com:0", OriginFault::Port),
            ("https://example.com:0443", OriginFault::Port),
            ("https://example.com:65536", OriginFault::Port),
            ("https://example.com:https", OriginFault::Port),
            ("https://example.com:443", OriginFault::DefaultPort),
            ("http://example.com:80", OriginFault::DefaultPort),
            ("\"https://example.com\"", OriginFault::Byte),
            ("https://exa!mple.com", OriginFault::Byte),
            ("https://*.[::1]", OriginFault::Byte),
        ] {
            assert_eq!(OriginPattern::check(text).err(), Some(fault), "{text}");
        }
        for text in ["*", "https://example.com.", "https://*.a_b.example:*", "http://[::1]:8080"] {
            assert!(OriginPattern::check(text).is_ok(), "{text}");
        }
    }
}
