//! What is wrong with a text that is not an origin pattern.

use super::bytes::starts_with;
use crate::error::ValueErrorKind;

/// Why a text is not an [`OriginPattern`](super::OriginPattern).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cors) enum OriginFault {
    /// The text is empty.
    Empty,
    /// The text is `null`, an origin that any page can have.
    Null,
    /// The text does not begin with a scheme and `://`.
    NoScheme,
    /// The scheme is `file`; browsers send `null` for such pages.
    FileScheme,
    /// No page has an origin of this scheme, or it is a misspelt `https`.
    NoPages,
    /// Nothing follows the `://`, or the `*.` after it.
    NoHost,
    /// A letter is in upper case. Browsers send origins in lower case.
    UpperCase,
    /// A character is not ASCII. Browsers send such hosts in Punycode.
    NonAscii,
    /// There is white space before, in or after the origin.
    WhiteSpace,
    /// A `*` is neither the whole first label of the host nor the whole port.
    Wildcard,
    /// The host is `*`, and the scheme is that of a network.
    EveryHost,
    /// There is a user name or a password before the host.
    UserInfo,
    /// A single `/` follows the origin.
    TrailingSlash,
    /// A path follows the origin.
    Path,
    /// A query or a fragment follows the origin.
    Query,
    /// Two dots follow each other in the host, or it begins with one.
    EmptyLabel,
    /// A label of the host begins or ends with `-`.
    Hyphen,
    /// A label begins with `xn--`, and what follows is not Punycode.
    Punycode,
    /// The host ends in a number and is not an IPv4 address, or is one after `*.`.
    NumericHost,
    /// The text in brackets is not an IPv6 address.
    InvalidIpv6,
    /// The IPv6 address is not in the one form that browsers send.
    Ipv6Form,
    /// The IPv6 address contains an IPv4 address.
    MappedIpv4,
    /// The port is not a number from 1 to 65535 without leading zeros.
    Port,
    /// The port is the default port of the scheme. Browsers leave it out.
    DefaultPort,
    /// The scheme, the host or a label is longer than any that exists.
    TooLong,
    /// Another byte that cannot stand in an origin.
    Byte,
}

impl OriginFault {
    /// Returns the fault of a text that is valid up to `rest`.
    pub(super) const fn at(rest: &[u8]) -> Self {
        match rest {
            [] => Self::NoHost,
            [b'A'..=b'Z', ..] => Self::UpperCase,
            [b' ' | b'\t' | b'\r' | b'\n', ..] => Self::WhiteSpace,
            [b'*', ..] => Self::Wildcard,
            [b'@', ..] => Self::UserInfo,
            b"/" => Self::TrailingSlash,
            [b'/', ..] => Self::Path,
            [b'?' | b'#', ..] => Self::Query,
            [b'-', ..] => Self::Hyphen,
            [0x80..=0xFF, ..] => Self::NonAscii,
            _ => Self::Byte,
        }
    }

    /// Returns the fault of a text whose scheme is valid up to `rest`.
    pub(super) const fn in_scheme(text: &[u8], rest: &[u8]) -> Self {
        match rest {
            [] | [b':', ..] => Self::NoScheme,
            _ if !contains(text, *b"://") => Self::NoScheme,
            _ => Self::at(rest),
        }
    }

    /// Returns the fault of a text whose port is valid up to `rest`.
    pub(super) const fn in_port(rest: &[u8]) -> Self {
        match Self::at(rest) {
            _ if contains(rest, *b"@") => Self::UserInfo,
            Self::NoHost | Self::Byte | Self::Hyphen | Self::UpperCase => Self::Port,
            fault => fault,
        }
    }

    /// Returns the kind of the public error.
    pub(super) const fn kind(self) -> ValueErrorKind {
        match self {
            Self::Empty => ValueErrorKind::Empty,
            Self::Null
            | Self::FileScheme
            | Self::NoPages
            | Self::EmptyLabel
            | Self::Ipv6Form
            | Self::MappedIpv4
            | Self::DefaultPort => ValueErrorKind::Prohibited,
            _ => ValueErrorKind::InvalidByte,
        }
    }
}

/// Why a text is not a pattern, and how many bytes of it are left from there.
pub(super) struct Rejected {
    pub(super) fault: OriginFault,
    pub(super) left: usize,
}

impl Rejected {
    pub(super) const fn new(fault: OriginFault, rest: &[u8]) -> Self {
        Self { fault, left: rest.len() }
    }

    pub(super) const fn at(rest: &[u8]) -> Self {
        Self::new(OriginFault::at(rest), rest)
    }
}

/// Returns whether `bytes` occur anywhere in `text`.
const fn contains<const N: usize>(mut text: &[u8], bytes: [u8; N]) -> bool {
    while let [_, rest @ ..] = text {
        if starts_with(text, &bytes) {
            return true;
        }
        text = rest;
    }
    false
}
