//! The origins of a policy: one, all with a name below another, with any port, or any at all.

use core::fmt;
use core::net::IpAddr;

use super::host::{Host, Names, is_ipv4, label_end, name};
use super::port::{default_port, port};
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
        let octets = pattern.as_bytes();
        match octets {
            b"*" => return Ok(Self(Form::Any)),
            b"null" => return Err(ValueError::new(PART, ValueErrorKind::Prohibited, 0)),
            [] => return Err(ValueError::new(PART, ValueErrorKind::Empty, 0)),
            _ => {}
        }
        match origin_pattern(octets) {
            Ok(form) => Ok(Self(form)),
            Err(Refused { kind, left }) => Err(ValueError::new(PART, kind, octets.len().saturating_sub(left))),
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

const PART: &str = "origin";

/// Why a pattern is refused, and how many octets of it are left there.
struct Refused {
    kind: ValueErrorKind,
    left: usize,
}

impl Refused {
    const fn octet(rest: &[u8]) -> Self {
        Self { kind: ValueErrorKind::InvalidByte, left: rest.len() }
    }

    const fn prohibited(rest: &[u8]) -> Self {
        Self { kind: ValueErrorKind::Prohibited, left: rest.len() }
    }
}

/// `scheme "://" [ "*." ] host [ ":" ( "*" / port ) ]`
const fn origin_pattern(input: &[u8]) -> Result<Form<'_>, Refused> {
    let (scheme, after) = match scheme(input) {
        Ok(read) => read,
        Err(stop) => return Err(Refused { kind: ValueErrorKind::InvalidByte, left: stop.left() }),
    };
    if let b"file" = scheme {
        return Err(Refused::prohibited(input));
    }
    if scheme.len() > LONGEST_SCHEME {
        return Err(Refused::octet(split(input, LONGEST_SCHEME).1));
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
        Err(refused) => return Err(refused),
    };
    if behind(after, rest) > LONGEST_HOST {
        return Err(Refused::octet(split(after, LONGEST_HOST).1));
    }
    let host = Host::of(split(host, behind(host, rest)).0);
    let (port, any_port) = match rest {
        [] => (None, false),
        b":*" => (None, true),
        [b':', digits @ ..] if matches!(digits, [b'0', ..]) => return Err(Refused::octet(digits)),
        [b':', digits @ ..] => match port(digits) {
            Ok((port, [])) => match default_port(scheme) {
                Some(default) if default == port.number() => return Err(Refused::prohibited(digits)),
                _ => (Some(port), false),
            },
            Ok((_, rest)) => return Err(Refused::octet(rest)),
            Err(stop) => return Err(Refused { kind: ValueErrorKind::InvalidByte, left: stop.left() }),
        },
        rest => return Err(Refused::octet(rest)),
    };
    Ok(Form::Of { tuple: Tuple { host, port, scheme }, below, any_port })
}

/// What is left behind an IPv6 address in its brackets, spelled as origins spell it.
const fn ipv6(host: &[u8]) -> Result<&[u8], Refused> {
    let mut rest = host;
    while let [octet, after @ ..] = rest
        && *octet != b']'
    {
        rest = after;
    }
    let [b']', rest @ ..] = rest else {
        return Err(Refused::octet(rest));
    };
    let (spelled, _) = split(host, behind(host, rest));
    let [_, text @ .., _] = spelled else {
        return Err(Refused::octet(host));
    };
    match address::ipv6(text) {
        None => Err(Refused::octet(host)),
        Some(address)
            if equal(spelled, Address::new(IpAddr::V6(address)).as_str().as_bytes())
                && address.to_ipv4_mapped().is_none() =>
        {
            Ok(rest)
        }
        Some(_) => Err(Refused::prohibited(host)),
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

/// What is left behind a name that browsers take for one, or behind an IPv4 address where one may be.
const fn domain(host: &[u8], below: bool) -> Result<&[u8], Refused> {
    let (Ok(rest) | Err(rest)) = name(host, Names::Sent);
    let (octets, _) = split(host, behind(host, rest));
    match (octets, rest) {
        ([] | [.., b'.'], [b'.', ..]) => return Err(Refused::prohibited(rest)),
        ([] | [.., b'-'], _) => return Err(Refused::octet(rest)),
        _ => {}
    }
    let mut labels = host;
    loop {
        let after = label_end(labels, Names::Sent);
        let (label, _) = split(labels, behind(labels, after));
        if label.len() > LONGEST_LABEL {
            return Err(Refused::octet(split(labels, LONGEST_LABEL).1));
        }
        if let [b'x', b'n', b'-', b'-', encoded @ ..] = label
            && !is_punycode(encoded)
        {
            return Err(Refused::octet(labels));
        }
        match after {
            [b'.', next @ ..] if next.len() > rest.len() => labels = next,
            _ if is_number(label) && (below || !is_ipv4(octets)) => return Err(Refused::octet(labels)),
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
