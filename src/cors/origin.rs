//! Origins: the values of `Origin` and `Access-Control-Allow-Origin`.
//!
//! ```abnf
//! origin-or-null    = serialized-origin / %s"null"
//! serialized-origin = scheme "://" host [ ":" 1*5DIGIT ]
//! scheme            = lower-alpha *( lower-alpha / DIGIT / "+" / "-" / "." )
//! host              = ipv4 / "[" ipv6 "]" / *( label "." ) label
//! label             = lower-alnum / lower-alnum *( lower-alnum / "-" ) lower-alnum
//! ipv4              = 4 numbers up to 255   ; without leading zeros
//! ipv6              = groups of hexadecimal ; lower-case, without leading zeros, "::" for two or more groups
//! ```
//! [Fetch, section 3.2](https://fetch.spec.whatwg.org/#origin-header)
//!
//! There are two parsers. [`Origin::parse`] is strict: it accepts what the grammar accepts. [`Origin::parse_tolerant`]
//! also accepts three forms that browsers send and the grammar lacks. Both are `const`. A policy reads its origins as
//! [patterns](OriginPattern), by the rules of the tolerant parser.
//!
//! | input | result | why |
//! |---|---|---|
//! | `_` in a name | accepted by `parse_tolerant` | the URL Standard keeps it |
//! | a dot after the last label | accepted by `parse_tolerant`, a different host | the URL Standard keeps it and compares it |
//! | an [opaque host](https://url.spec.whatwg.org/#opaque-host) after a scheme that is not `https`, `http`, `wss`, `ws` or `ftp`: `safari-web-extension://140BB581-…`, `app://-`, `app://my%20app` | accepted by `parse_tolerant`, compared as sent | the URL Standard defines no origin for the schemes of apps and extensions; browsers send what the app registered |
//! | `*` or one of `"(),;={}` in such a host | rejected | a pattern may have the `*`, and the others are not characters of a token; no app is known to have one |
//! | no host, `file://`, `wry://` | rejected: [`Rule::Host`] | all local pages have it: it names no page |
//! | a port of 0 or above 65535 | rejected: [`Rule::Port`] | there is no such port |
//! | leading zeros in a port | accepted, not equal to the port without them | the grammar allows them, nobody sends them |
//! | a default port, `https://a:443` | accepted, not equal to the origin without it | the grammar allows it, nobody sends it |
//! | a last label of digits, in a host that is not an IPv4 address | accepted | it is a label |
//! | an IPv6 address with a run of zeros written out | accepted, not equal to the shorter form | the grammar allows it, nobody sends it |
//! | upper case, `NULL` | rejected | browsers never send it, and they compare origins byte by byte |
//! | several origins | rejected: [`Rule::End`] | RFC 6454 allowed them, Fetch does not |

mod address;
mod bytes;
mod fault;
mod host;
mod pattern;
mod pattern_host;
mod port;
mod punycode;
mod scheme;
mod sent;

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::class::{LABEL, WSP, is};
use crate::syntax::rules::{Stop, trim_end, trim_start};
use crate::syntax::wide::{WIDE, is_four};

use bytes::{as_text, length_before, split};
use host::HostRules;
use port::{Port, default_port, port};
use scheme::is_unprotected;

pub use address::Address;
pub(in crate::cors) use fault::OriginFault;
pub use host::Host;
pub use pattern::OriginPattern;
pub(in crate::cors) use port::is_default_port;
pub(in crate::cors) use sent::SentOrigin;

/// An origin, or `null`.
///
/// Two origins are equal if they are written alike, and any `null` equals any other. Whether both are the
/// [same origin](Self::is_same_origin) is a different question.
///
/// ```
/// use countersign::{Encode, cors::origin::{Host, Origin}};
///
/// let origin = Origin::parse(b"https://www.example.com:8443")?;
/// assert_eq!((origin.scheme(), origin.port()), (Some("https"), Some(8443)));
/// assert_eq!(origin.host().map(|host| host.as_str()), Some("www.example.com"));
///
/// let sent = Origin::new("https", Host::new("example.com")?, Some(443))?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 32])?, b"https://example.com");
/// assert!(Origin::parse(b"null")?.is_null());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Origin<'a>(Option<Tuple<'a>>);

/// The parts of an origin. Two origins differ most often in the first.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Tuple<'a> {
    host: Host<'a>,
    port: Option<Port>,
    scheme: &'a [u8],
}

impl<'a> Origin<'a> {
    /// `null`: the origin of a page that has none, or does not reveal it.
    pub const NULL: Self = Self(None);

    /// Parses an origin, with or without white space around it.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) with [`Rule::OriginOrNull`], [`Rule::Host`], [`Rule::Port`]
    /// or [`Rule::End`], at the first byte that does not match.
    pub const fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(value, HostRules::Grammar)
    }

    /// Parses an origin as browsers send it: also with `_` in a name, with a dot after the last label, and with an opaque
    /// host after the scheme of an app or an extension.
    ///
    /// ```
    /// use countersign::cors::origin::Origin;
    ///
    /// for sent in ["http://my_app.example", "safari-web-extension://140BB581-5AC2-4B8C-9E0B-2B1F3D6C7A10"] {
    ///     assert!(Origin::parse(sent.as_bytes()).is_err());
    ///     assert_eq!(Origin::parse_tolerant(sent.as_bytes())?.to_string(), sent);
    /// }
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    #[cfg_attr(target_pointer_width = "64", inline)]
    pub const fn parse_tolerant(value: &'a [u8]) -> Result<Self, ParseError> {
        // Read at once where code may be long.
        if WIDE && is_four(value, *b"null") {
            return Ok(Self::NULL);
        }
        Self::read(value, HostRules::Browsers)
    }

    const fn read(value: &'a [u8], rules: HostRules) -> Result<Self, ParseError> {
        let value = trim_end(value, WSP);
        match origin_or_null(trim_start(value, WSP), rules) {
            Ok(origin) => Ok(origin),
            Err(stop) => Err(stop.before(value.len())),
        }
    }

    /// Creates an origin from its parts. The default port of the scheme is left out.
    ///
    /// ```
    /// use countersign::ValueErrorKind;
    /// use countersign::cors::origin::{Host, Origin};
    ///
    /// let host = Host::new("example.com")?;
    /// assert_eq!(Origin::new("http", host, Some(80))?.to_string(), "http://example.com");
    /// assert_eq!(Origin::new("http", host, Some(8080))?.to_string(), "http://example.com:8080");
    /// assert_eq!(Origin::new("http", host, Some(0)).unwrap_err().kind(), ValueErrorKind::OutOfRange);
    /// # Ok::<(), countersign::ValueError>(())
    /// ```
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a byte that is not allowed in a scheme, [`ValueErrorKind::Empty`] for an empty
    /// scheme, [`ValueErrorKind::OutOfRange`] for port 0, [`ValueErrorKind::Prohibited`] for the host of an app after the
    /// scheme of a network.
    pub const fn new(scheme: &'a str, host: Host<'a>, port: Option<u16>) -> Result<Self, ValueError> {
        let scheme = scheme.as_bytes();
        match scheme_end(scheme) {
            [] if scheme.is_empty() => return Err(ValueError::new("scheme", ValueErrorKind::Empty, 0)),
            [] => {}
            rest => {
                return Err(ValueError::new("scheme", ValueErrorKind::InvalidByte, length_before(scheme, rest)));
            }
        }
        if !host.fits(scheme) {
            return Err(ValueError::new("host", ValueErrorKind::Prohibited, 0));
        }
        let port = match (port, default_port(scheme)) {
            (Some(0), _) => return Err(ValueError::new("port", ValueErrorKind::OutOfRange, 0)),
            (Some(port), Some(default)) if port == default => None,
            (Some(port), _) => Port::new(port),
            (None, _) => None,
        };
        Ok(Self(Some(Tuple { host, port, scheme })))
    }

    /// Returns whether this is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        self.0.is_none()
    }

    /// Returns the scheme, in lower case.
    #[must_use]
    pub const fn scheme(&self) -> Option<&'a str> {
        match &self.0 {
            Some(tuple) => Some(as_text(tuple.scheme)),
            None => None,
        }
    }

    /// Returns the host.
    #[must_use]
    pub const fn host(&self) -> Option<Host<'a>> {
        match &self.0 {
            Some(tuple) => Some(tuple.host),
            None => None,
        }
    }

    /// Returns the port, if it is written out.
    #[must_use]
    pub const fn port(&self) -> Option<u16> {
        match &self.0 {
            Some(Tuple { port: Some(port), .. }) => Some(port.number()),
            _ => None,
        }
    }

    /// Returns the port, or else the default port of the scheme.
    #[must_use]
    pub const fn effective_port(&self) -> Option<u16> {
        match &self.0 {
            Some(tuple) => tuple.effective_port(),
            None => None,
        }
    }

    /// Returns whether the origin is [potentially
    /// trustworthy](https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy): nobody on the network path can
    /// act as it. The scheme is not `http`, `ws` or `ftp`, or the host is the [machine itself](Host::is_loopback).
    ///
    /// This is wider than the definition, by which a browser knows the schemes that it trusts. Here, any other scheme counts
    /// as that of an app or an extension, whose pages come with it and not from a network: `file`, a misspelt `htps` and
    /// schemes that nobody uses too. So compare the scheme as well where it matters.
    ///
    /// ```
    /// use countersign::cors::origin::Origin;
    ///
    /// let is_trustworthy = |origin: &'static str| {
    ///     Origin::parse_tolerant(origin.as_bytes()).is_ok_and(|origin| origin.is_potentially_trustworthy())
    /// };
    /// assert!(is_trustworthy("https://example.com") && is_trustworthy("http://localhost:8080"));
    /// assert!(is_trustworthy("capacitor://localhost") && is_trustworthy("chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai"));
    /// assert!(!is_trustworthy("http://example.com") && !is_trustworthy("null"));
    /// ```
    #[must_use]
    pub const fn is_potentially_trustworthy(&self) -> bool {
        match &self.0 {
            Some(tuple) => tuple.is_potentially_trustworthy(),
            None => false,
        }
    }

    /// Returns whether a page can have this origin, as it is written, and not any page can have it: the scheme is not that of
    /// local files, and the port has no leading zeros.
    pub(in crate::cors) fn is_of_pages(&self) -> bool {
        self.0.is_some_and(|tuple| tuple.scheme != b"file" && tuple.port.is_none_or(Port::is_shortest))
    }

    /// Returns whether both are [the same origin](https://html.spec.whatwg.org/#same-origin).
    ///
    /// A `null` is never the same origin as another: different pages send it.
    ///
    /// ```
    /// use countersign::cors::origin::Origin;
    ///
    /// let [plain, with_port] = [Origin::parse(b"https://a.example")?, Origin::parse(b"https://a.example:443")?];
    /// assert!(plain.is_same_origin(&with_port) && plain != with_port);
    /// assert!(!Origin::NULL.is_same_origin(&Origin::NULL));
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    #[must_use]
    pub fn is_same_origin(&self, other: &Origin<'_>) -> bool {
        self.0.zip(other.0).is_some_and(|(one, other)| {
            one.host == other.host && one.scheme == other.scheme && one.effective_port() == other.effective_port()
        })
    }

    /// Returns whether both are of [the same site](https://html.spec.whatwg.org/#same-site).
    ///
    /// `registrable_domain` is called with each of two different names. It returns the end of the name that is a
    /// public suffix and one label more.
    ///
    /// ```
    /// use countersign::cors::origin::Origin;
    ///
    /// // Right for names below `.com`. A real function looks them up in the public suffix list.
    /// fn registrable_domain(name: &str) -> Option<&str> {
    ///     let second_last_dot = name.rmatch_indices('.').nth(1);
    ///     Some(second_last_dot.map_or(name, |(at, _)| &name[at + 1..]))
    /// }
    /// let [shop, api] = [Origin::parse(b"https://shop.com")?, Origin::parse(b"https://api.shop.com")?];
    /// assert!(shop.is_same_site(&api, registrable_domain));
    /// assert!(!shop.is_same_site(&Origin::parse(b"http://api.shop.com")?, registrable_domain));
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    #[must_use]
    pub fn is_same_site(&self, other: &Origin<'_>, registrable_domain: impl Fn(&str) -> Option<&str>) -> bool {
        self.scheme() == other.scheme() && self.is_schemelessly_same_site(other, registrable_domain)
    }

    /// Returns whether both are of the same site when schemes are ignored, as [`is_same_site`](Self::is_same_site) does.
    #[must_use]
    pub fn is_schemelessly_same_site(
        &self,
        other: &Origin<'_>,
        registrable_domain: impl Fn(&str) -> Option<&str>,
    ) -> bool {
        let (Some(host), Some(other)) = (self.host(), other.host()) else {
            return false;
        };
        host == other
            || host.name().zip(other.name()).is_some_and(|(name, other)| {
                let domain = registrable_domain(name);
                domain.is_some() && domain == registrable_domain(other)
            })
    }
}

impl Tuple<'_> {
    const fn is_potentially_trustworthy(&self) -> bool {
        !is_unprotected(self.scheme) || self.host.is_loopback()
    }

    const fn effective_port(&self) -> Option<u16> {
        match self.port {
            Some(port) => Some(port.number()),
            None => default_port(self.scheme),
        }
    }
}

impl fmt::Display for Origin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(tuple) => tuple.fmt(f),
            None => f.write_str("null"),
        }
    }
}

impl fmt::Display for Tuple<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", as_text(self.scheme), self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl fmt::Debug for Origin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Origin({self})")
    }
}

impl FieldContent for Origin<'_> {}

impl Encode for Origin<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let Some(Tuple { scheme, host, port }) = self.0 else {
            return wire.put(b"null");
        };
        wire.put(scheme)?;
        wire.put(b"://")?;
        host.write(wire)?;
        let Some(port) = port else {
            return Ok(());
        };
        wire.put(b":")?;
        port.write(wire)
    }
}

/// `origin-or-null = serialized-origin / %s"null"`
const HTTPS: &[u8] = b"https";

const fn origin_or_null(input: &[u8], rules: HostRules) -> Result<Origin<'_>, Stop> {
    if let b"null" = input {
        return Ok(Origin::NULL);
    }
    let (scheme, rest, rules) = match (input.split_first_chunk(), rules) {
        // Nearly all origins have this scheme. As numbers: byte by byte takes twenty instructions.
        (Some((start, host)), rules) if u64::from_le_bytes(*start) == u64::from_le_bytes(*b"https://") => {
            (HTTPS, host, rules)
        }
        (_, rules) => match (scheme(input), rules) {
            (Ok((scheme, rest)), HostRules::Browsers) => (scheme, rest, HostRules::of_browsers(scheme)),
            (Ok((scheme, rest)), rules) => (scheme, rest, rules),
            (Err(stop), _) => return Err(stop),
        },
    };
    let (host, rest) = match host::host(rest, rules) {
        Ok(read) => read,
        Err(stop) => return Err(stop),
    };
    let port = match rest {
        [] => None,
        [b':', digits @ ..] => match port(digits) {
            Ok((port, [])) => Some(port),
            Ok((_, rest)) => return Err(Stop::new(Rule::End, rest)),
            Err(stop) => return Err(stop),
        },
        _ => return Err(Stop::new(Rule::End, rest)),
    };
    Ok(Origin(Some(Tuple { host, port, scheme })))
}

/// `scheme "://"`
const fn scheme(input: &[u8]) -> Result<(&[u8], &[u8]), Stop> {
    match scheme_end(input) {
        [b':', b'/', b'/', host @ ..] => {
            let (scheme, _) = split(input, length_before(input, host).saturating_sub(3));
            if scheme.is_empty() { Err(Stop::new(Rule::OriginOrNull, input)) } else { Ok((scheme, host)) }
        }
        rest => Err(Stop::new(Rule::OriginOrNull, rest)),
    }
}

/// Returns what follows `scheme = lower-alpha *( lower-alpha / DIGIT / "+" / "-" / "." )`.
const fn scheme_end(input: &[u8]) -> &[u8] {
    let [b'a'..=b'z', rest @ ..] = input else {
        return input;
    };
    let mut rest = rest;
    while let [byte, after @ ..] = rest
        && (is(*byte, LABEL) || matches!(byte, b'+' | b'.'))
    {
        rest = after;
    }
    rest
}
