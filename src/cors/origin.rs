//! Origins: who asks, as the `Origin` of a request and the `Access-Control-Allow-Origin` of a response say it.
//!
//! ```abnf
//! origin-or-null    = serialized-origin / %s"null"
//! serialized-origin = scheme "://" host [ ":" 1*5DIGIT ]
//! scheme            = lower-alpha *( lower-alpha / DIGIT / "+" / "-" / "." )
//! host              = ipv4 / "[" ipv6 "]" / *( label "." ) label
//! label             = lower-alnum / lower-alnum *( lower-alnum / "-" ) lower-alnum
//! ipv4              = 4 numbers to 255      ; without zeros before them
//! ipv6              = groups of hexadecimal ; lower-case, without zeros before them, "::" for two or more
//! ```
//! [Fetch, section 3.2](https://fetch.spec.whatwg.org/#origin-header)
//!
//! There are two doors. [`Origin::parse`] keeps to the grammar; [`Origin::received`] also reads the two spellings that
//! browsers send beside it. Both are constant functions, and what a [`Pattern`](OriginPattern) is read by is the same.
//!
//! | octets | read | why |
//! |---|---|---|
//! | `_` in a name | by `received` as a letter | the URL Standard keeps it |
//! | a dot behind the last label | by `received`, as another host | the URL Standard keeps it, and never takes the two for one |
//! | a port of 0 or past 65535 | refused: [`Rule::Port`] | there is no such port |
//! | zeros before a port | read, and equal to no port without them | the grammar has them, and nobody sends them |
//! | a default port, `https://a:443` | read, and equal to no origin without it | the grammar has it, and nobody sends it |
//! | a last label of digits that is no IPv4 address | read | it is a label |
//! | an IPv6 address with a run of zeros spelled out | read, and equal to no shorter one | the grammar has it, and nobody sends it |
//! | upper case, `NULL` | refused | no browser sends it, and origins compare octet by octet |
//! | several origins | refused: [`Rule::End`] | RFC 6454 had them, Fetch has not |

mod address;
mod fault;
mod host;
mod pattern;
mod port;
mod punycode;

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::class::{LABEL, WSP, is};
use crate::syntax::rules::{Stop, trim_end, trim_start};

use host::Names;
use port::{Port, default_port, port};

pub use address::Address;
#[allow(unused_imports, reason = "the audit of a policy is to use it")]
pub(in crate::cors) use fault::OriginFault;
pub use host::Host;
pub use pattern::OriginPattern;
pub(in crate::cors) use pattern::Sent;

/// An origin, or that there is none to be told: `null`.
///
/// Two are equal when they are spelled alike; `null` is spelled like any other `null`, and whether they are the
/// [same origin](Self::is_same_origin) is another question.
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

/// What an origin is made of, in the order in which two are told apart soonest.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Tuple<'a> {
    host: Host<'a>,
    port: Option<Port>,
    scheme: &'a [u8],
}

impl<'a> Origin<'a> {
    /// An origin that is not told.
    pub const NULL: Self = Self(None);

    /// Reads an origin by the letter of the grammar.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) with [`Rule::OriginOrNull`], [`Rule::Host`], [`Rule::Port`]
    /// or [`Rule::End`].
    pub const fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(value, Names::Letter)
    }

    /// Reads an origin as browsers send it: also with `_` in a name, and with a dot behind it.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub const fn received(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(value, Names::Sent)
    }

    const fn read(value: &'a [u8], names: Names) -> Result<Self, ParseError> {
        let value = trim_end(value, WSP);
        match origin_or_null(trim_start(value, WSP), names) {
            Ok(origin) => Ok(origin),
            Err(stop) => Err(stop.before(value.len())),
        }
    }

    /// An origin of its parts. A port that is the scheme's own is left out.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a byte that is not allowed in a scheme, [`ValueErrorKind::Empty`] for an empty
    /// scheme, [`ValueErrorKind::OutOfRange`] for port 0.
    pub const fn new(scheme: &'a str, host: Host<'a>, port: Option<u16>) -> Result<Self, ValueError> {
        let scheme = scheme.as_bytes();
        match scheme_end(scheme) {
            [] if scheme.is_empty() => return Err(ValueError::new("scheme", ValueErrorKind::Empty, 0)),
            [] => {}
            rest => return Err(ValueError::new("scheme", ValueErrorKind::InvalidByte, behind(scheme, rest))),
        }
        let port = match (port, default_port(scheme)) {
            (Some(0), _) => return Err(ValueError::new("port", ValueErrorKind::OutOfRange, 0)),
            (Some(port), Some(default)) if port == default => None,
            (Some(port), _) => Port::new(port),
            (None, _) => None,
        };
        Ok(Self(Some(Tuple { host, port, scheme })))
    }

    /// Whether this is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        self.0.is_none()
    }

    /// The scheme, in lower case.
    #[must_use]
    pub const fn scheme(&self) -> Option<&'a str> {
        match &self.0 {
            Some(tuple) => Some(ascii(tuple.scheme)),
            None => None,
        }
    }

    /// The host.
    #[must_use]
    pub const fn host(&self) -> Option<Host<'a>> {
        match &self.0 {
            Some(tuple) => Some(tuple.host),
            None => None,
        }
    }

    /// The port, when it is spelled out.
    #[must_use]
    pub const fn port(&self) -> Option<u16> {
        match &self.0 {
            Some(Tuple { port: Some(port), .. }) => Some(port.number()),
            _ => None,
        }
    }

    /// The port, or the one that the scheme has of its own.
    #[must_use]
    pub const fn effective_port(&self) -> Option<u16> {
        match &self.0 {
            Some(tuple) => tuple.effective_port(),
            None => None,
        }
    }

    /// Whether both are [the same origin](https://html.spec.whatwg.org/#same-origin). Who sent one `null` may be
    /// anybody, and so is nobody else.
    #[must_use]
    pub fn is_same_origin(&self, other: &Origin<'_>) -> bool {
        self.0.zip(other.0).is_some_and(|(one, other)| {
            one.host == other.host && one.scheme == other.scheme && one.effective_port() == other.effective_port()
        })
    }

    /// Whether both are of [the same site](https://html.spec.whatwg.org/#same-site).
    ///
    /// `registrable_domain` is asked about names that differ: which end of one is a public suffix and a label more?
    #[must_use]
    pub fn is_same_site(&self, other: &Origin<'_>, registrable_domain: impl Fn(&str) -> Option<&str>) -> bool {
        self.scheme() == other.scheme() && self.is_schemelessly_same_site(other, registrable_domain)
    }

    /// The same where the scheme does not count.
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
        write!(f, "{}://{}", ascii(self.scheme), self.host)?;
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
const fn origin_or_null(input: &[u8], names: Names) -> Result<Origin<'_>, Stop> {
    if let b"null" = input {
        return Ok(Origin::NULL);
    }
    let (scheme, rest) = match scheme(input) {
        Ok(read) => read,
        Err(stop) => return Err(stop),
    };
    let (host, rest) = match host::host(rest, names) {
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
    // Nearly everyone who asks is of this one.
    if let Some((b"https://", host)) = input.split_first_chunk() {
        return Ok((b"https", host));
    }
    match scheme_end(input) {
        [b':', b'/', b'/', host @ ..] => {
            let (scheme, _) = split(input, behind(input, host).saturating_sub(3));
            if scheme.is_empty() { Err(Stop::new(Rule::OriginOrNull, input)) } else { Ok((scheme, host)) }
        }
        rest => Err(Stop::new(Rule::OriginOrNull, rest)),
    }
}

/// What is left behind `scheme = lower-alpha *( lower-alpha / DIGIT / "+" / "-" / "." )`.
const fn scheme_end(input: &[u8]) -> &[u8] {
    let [b'a'..=b'z', rest @ ..] = input else {
        return input;
    };
    let mut rest = rest;
    while let [octet, after @ ..] = rest
        && (is(*octet, LABEL) || matches!(octet, b'+' | b'.'))
    {
        rest = after;
    }
    rest
}

/// How many octets of `input` come before `rest`, which ends it.
const fn behind(input: &[u8], rest: &[u8]) -> usize {
    input.len().saturating_sub(rest.len())
}

/// `input` in two parts, the first of `length` octets, which are there.
const fn split<T>(input: &[T], length: usize) -> (&[T], &[T]) {
    match input.split_at_checked(length) {
        Some(parts) => parts,
        None => (input, &[]),
    }
}

/// Octets that are ASCII, as text.
const fn ascii(octets: &[u8]) -> &str {
    match core::str::from_utf8(octets) {
        Ok(text) => text,
        Err(_) => "",
    }
}
