//! The origins of a policy: one origin, all subdomains of a host, any port, any host of a scheme, or any origin.

use core::fmt;

use super::bytes::{as_text, length_before, split};
use super::fault::{OriginFault, Rejected};
use super::host::Host;
use super::pattern_host::{domain, ipv6, opaque};
use super::port::{Port, default_port, port};
use super::scheme::{has_no_pages, is_network};
use super::{Origin, Tuple, scheme};
use crate::error::{ValueError, ValueErrorKind};

/// A pattern of origins, as policies list them.
///
/// `*.` before a host matches one or more labels; the host itself does not match. `:*` matches any port, and an origin
/// without one. After the scheme of an app or an extension, `*` in place of the host matches any host and port:
/// `moz-extension://*` matches every installation of every Firefox extension.
///
/// ```abnf
/// origin-pattern = "*" / scheme "://" [ "*." ] host [ ":" ( "*" / port ) ] / scheme "://*"
/// ```
///
/// | input | rejected with | why |
/// |---|---|---|
/// | `https://*`, and `*` as the host after `http`, `wss`, `ws` and `ftp` | `InvalidByte` | anyone can have a host there |
/// | `*` anywhere else | `InvalidByte` | it would match more than its author means |
/// | `null` | `Prohibited` | any page can have the origin `null` |
/// | the scheme `file` | `Prohibited` | the origin of such pages is `null`, or `file://` for all of them |
/// | the schemes `about`, `blob`, `data`, `filesystem`, `ftps`, `javascript`, `null` and `sftp` | `Prohibited` | no page has such an origin |
/// | a scheme that begins with `http` (`httpx`), has only letters of `https` (`htps`, `htttps`) or only `w` and `s` (`wsss`), and is not `http`, `https`, `ws` or `wss` | `Prohibited` | it is misspelt; as the scheme of an app it would count as secure |
/// | any other scheme | accepted | an app or an extension can have it |
/// | the default port of the scheme | `Prohibited` | browsers leave it out, so nothing would match |
/// | an empty label | `Prohibited` | no origin has one |
/// | an IPv6 address that is not in the form of origins | `Prohibited` | nothing would match |
/// | an IPv6 address that contains an IPv4 address | `Prohibited` | it hides the IPv4 address |
/// | a name that ends in a number | `InvalidByte` | browsers parse it as an IPv4 address |
/// | a scheme over 64 bytes, a host over 253, a label over 63 | `InvalidByte` | no name is longer |
/// | `xn--` and then what is not Punycode | `InvalidByte` | no name is written so |
/// | user, path, trailing slash, query, white space | `InvalidByte` | they are not part of an origin |
/// | upper case in a scheme, and in a host after `https`, `http`, `wss`, `ws` or `ftp` | `InvalidByte` | browsers send lower case |
/// | a text that ends too early, such as `https://` | `WrongForm` | no byte is wrong |
///
/// After another scheme, a host is compared as it is written: upper case, labels and numbers have no rules there.
///
/// ```
/// use countersign::cors::origin::{Origin, OriginPattern};
///
/// const STAFF: OriginPattern<'_> = match OriginPattern::new("https://*.example.com") {
///     Ok(pattern) => pattern,
///     Err(_) => panic!("not a pattern of origins"),
/// };
/// assert!(STAFF.matches(&Origin::parse(b"https://a.b.example.com")?));
/// assert!(!STAFF.matches(&Origin::parse(b"https://example.com")?));
///
/// let error = OriginPattern::new("https://example.com/").unwrap_err();
/// assert_eq!(error.to_string(), "origin: byte 19 is not allowed");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OriginPattern<'a>(PatternForm<'a>);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum PatternForm<'a> {
    /// `scheme "://*"`, or `*` if the scheme is empty. As one variant, it leaves the comparison of the other as fast.
    Any { scheme: &'a [u8] },
    /// `below`: with `*.` before the host.
    Of { tuple: Tuple<'a>, below: bool, any_port: bool },
}

/// The longest scheme, in bytes.
const LONGEST_SCHEME: usize = 64;
/// The longest host, in bytes.
const LONGEST_HOST: usize = 253;

impl<'a> OriginPattern<'a> {
    /// Creates a pattern from its text.
    ///
    /// # Errors
    /// As the table of this type says; [`ValueErrorKind::Empty`] for an empty text.
    pub const fn new(pattern: &'a str) -> Result<Self, ValueError> {
        match Self::read(pattern) {
            Ok(pattern) => Ok(pattern),
            Err(Rejected { fault, left }) => {
                let offset = pattern.len().saturating_sub(left);
                let kind = match fault.kind() {
                    // The text ends too early: no byte is invalid.
                    ValueErrorKind::InvalidByte if left == 0 => ValueErrorKind::WrongForm,
                    kind => kind,
                };
                Err(ValueError::new("origin", kind, offset))
            }
        }
    }

    /// Parses a pattern as [`new`](Self::new) does; the error says what is wrong with the text.
    pub(in crate::cors) const fn check(pattern: &'a str) -> Result<Self, OriginFault> {
        match Self::read(pattern) {
            Ok(pattern) => Ok(pattern),
            Err(Rejected { fault, .. }) => Err(fault),
        }
    }

    const fn read(pattern: &'a str) -> Result<Self, Rejected> {
        let bytes = pattern.as_bytes();
        match bytes {
            b"*" => Ok(Self(PatternForm::Any { scheme: b"" })),
            b"null" => Err(Rejected::new(OriginFault::Null, bytes)),
            [] => Err(Rejected::new(OriginFault::Empty, bytes)),
            _ => match origin_pattern(bytes) {
                Ok(form) => Ok(Self(form)),
                Err(rejected) => Err(rejected),
            },
        }
    }

    /// Returns whether the pattern matches this origin. Only `*` matches `null`.
    #[must_use]
    #[inline]
    pub fn matches(&self, origin: &Origin<'_>) -> bool {
        let is_of_host = |tuple: &Tuple<'_>, any_port, origin: &Tuple<'_>| {
            (any_port || origin.port == tuple.port) && origin.scheme == tuple.scheme
        };
        match (&self.0, &origin.0) {
            // Most patterns, first: one comparison less for each.
            (PatternForm::Of { tuple, below: false, any_port }, Some(origin)) => {
                origin.host == tuple.host && is_of_host(tuple, *any_port, origin)
            }
            (PatternForm::Of { tuple, below: true, any_port }, Some(origin)) => {
                origin.host.is_below(&tuple.host) && is_of_host(tuple, *any_port, origin)
            }
            (PatternForm::Any { scheme }, origin) => {
                scheme.is_empty() || origin.is_some_and(|origin| origin.scheme == *scheme)
            }
            _ => false,
        }
    }

    /// Returns whether the pattern is `*`.
    #[must_use]
    pub const fn is_any(&self) -> bool {
        matches!(self.0, PatternForm::Any { scheme: [] })
    }

    /// Returns whether any host of the scheme matches: `moz-extension://*`, and `*`.
    #[must_use]
    pub const fn is_any_host(&self) -> bool {
        matches!(self.0, PatternForm::Any { .. })
    }

    /// Returns whether nobody on the network can send pages of these origins: each is [potentially
    /// trustworthy](Origin::is_potentially_trustworthy).
    #[must_use]
    pub const fn is_secure(&self) -> bool {
        match &self.0 {
            PatternForm::Any { scheme } => !scheme.is_empty(),
            PatternForm::Of { tuple, .. } => tuple.is_potentially_trustworthy(),
        }
    }

    /// Returns the origin, if the pattern matches one only.
    #[must_use]
    pub const fn origin(&self) -> Option<Origin<'a>> {
        match self.0 {
            PatternForm::Of { tuple, below: false, any_port: false } => Some(Origin(Some(tuple))),
            _ => None,
        }
    }

    /// Returns the host after `*.`, whose subdomains match. It may be a public suffix; the caller has to check that.
    #[must_use]
    pub const fn subdomains_of(&self) -> Option<Host<'a>> {
        match self.0 {
            PatternForm::Of { tuple, below: true, .. } => Some(tuple.host),
            _ => None,
        }
    }

    /// Returns the scheme.
    #[must_use]
    pub const fn scheme(&self) -> Option<&'a str> {
        match &self.0 {
            PatternForm::Any { scheme: [] } => None,
            PatternForm::Of { tuple: Tuple { scheme, .. }, .. } | PatternForm::Any { scheme } => Some(as_text(scheme)),
        }
    }

    /// Returns the host, without `*.`.
    #[must_use]
    pub const fn host(&self) -> Option<Host<'a>> {
        match self.0 {
            PatternForm::Of { tuple, .. } => Some(tuple.host),
            PatternForm::Any { .. } => None,
        }
    }

    /// Returns the port, if the pattern names one.
    #[must_use]
    pub const fn port(&self) -> Option<u16> {
        match &self.0 {
            PatternForm::Of { tuple: Tuple { port: Some(port), .. }, .. } => Some(port.number()),
            _ => None,
        }
    }

    /// Returns whether any port matches.
    #[must_use]
    pub const fn is_any_port(&self) -> bool {
        matches!(self.0, PatternForm::Any { .. } | PatternForm::Of { any_port: true, .. })
    }
}

impl fmt::Display for OriginPattern<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Tuple { host, port, scheme }, below, any_port) = match &self.0 {
            PatternForm::Any { scheme: [] } => return f.write_str("*"),
            PatternForm::Any { scheme } => return write!(f, "{}://*", as_text(scheme)),
            PatternForm::Of { tuple, below, any_port } => (tuple, below, any_port),
        };
        write!(f, "{}://{}{host}", as_text(scheme), if *below { "*." } else { "" })?;
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

/// `scheme "://" [ "*." ] host [ ":" ( "*" / port ) ] / scheme "://*"`
const fn origin_pattern(input: &[u8]) -> Result<PatternForm<'_>, Rejected> {
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
    if has_no_pages(scheme) {
        return Err(Rejected::new(OriginFault::NoPages, input));
    }
    if scheme.len() > LONGEST_SCHEME {
        return Err(Rejected::new(OriginFault::TooLong, split(input, LONGEST_SCHEME).1));
    }
    let is_network = is_network(scheme);
    let (host, below) = match after {
        b"*" if !is_network => return Ok(PatternForm::Any { scheme }),
        b"*" | [b'*', b':', ..] if is_network => return Err(Rejected::new(OriginFault::EveryHost, after)),
        [b'*', b'.', host @ ..] => (host, true),
        _ => (after, false),
    };
    let rest = match host {
        [b'[', ..] if !below => ipv6(host),
        _ if is_network => domain(host, below),
        _ => opaque(host),
    };
    let rest = match rest {
        Ok(rest) => rest,
        Err(rejected) => return Err(rejected),
    };
    if length_before(after, rest) > LONGEST_HOST {
        return Err(Rejected::new(OriginFault::TooLong, split(after, LONGEST_HOST).1));
    }
    let host = Host::of(split(host, length_before(host, rest)).0);
    let (port, any_port) = match rest {
        [] => (None, false),
        b":*" => (None, true),
        [b':', digits @ ..] => match pattern_port(scheme, digits) {
            Ok(port) => (Some(port), false),
            Err(rejected) => return Err(rejected),
        },
        rest => return Err(Rejected::at(rest)),
    };
    Ok(PatternForm::Of { tuple: Tuple { host, port, scheme }, below, any_port })
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
            ("null://a", OriginFault::NoPages),
            ("htps://*", OriginFault::NoPages),
            ("https://", OriginFault::NoHost),
            ("https://*.", OriginFault::NoHost),
            ("HTTPS://example.com", OriginFault::UpperCase),
            ("https://Example.com", OriginFault::UpperCase),
            ("https://exAmple.com", OriginFault::UpperCase),
            ("https://b\u{FC}cher.example", OriginFault::NonAscii),
            (" https://example.com", OriginFault::WhiteSpace),
            ("https://example.com ", OriginFault::WhiteSpace),
            ("https://*", OriginFault::EveryHost),
            ("http://*:*", OriginFault::EveryHost),
            ("wss://*:8443", OriginFault::EveryHost),
            ("moz-extension://*:*", OriginFault::Wildcard),
            ("moz-extension://*a", OriginFault::Wildcard),
            ("moz-extension://a*", OriginFault::Wildcard),
            ("moz-extension://*/", OriginFault::Wildcard),
            ("Moz-extension://*", OriginFault::UpperCase),
            ("file://*", OriginFault::FileScheme),
            ("app://", OriginFault::NoHost),
            ("app://*.", OriginFault::NoHost),
            ("app://a/", OriginFault::TrailingSlash),
            ("app://A b", OriginFault::WhiteSpace),
            ("app://a:0", OriginFault::Port),
            ("app://u@a", OriginFault::UserInfo),
            ("app://[::01]", OriginFault::Ipv6Form),
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
        for text in [
            "*",
            "https://example.com.",
            "https://*.a_b.example:*",
            "http://[::1]:8080",
            "moz-extension://*",
            "app://-",
            "app://.",
            "app://A..b:8080",
        ] {
            assert!(OriginPattern::check(text).is_ok(), "{text}");
        }
    }
}
