//! The device within a private network that a page asks its user for.
//!
//! [Private Network Access, section 3.1](https://wicg.github.io/private-network-access/#headers) is a draft on hold; its
//! successor is a permission without fields. Nothing in this crate sends these fields unless it is told to.

use core::fmt;

use nom::Parser;
use nom::sequence::preceded;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::class::WSP;
use crate::syntax::hex;
use crate::syntax::rules::{Read, expected, ows, trim_end, whole};

/// The identifier of a device, which often is its MAC address.
///
/// ```abnf
/// private-network-access-id = 2HEXDIG 5( ":" 2HEXDIG )
/// ```
///
/// Letters are read in both cases, and written in upper case.
///
/// ```
/// use countersign::{Encode, cors::values::NetworkId};
///
/// let id = NetworkId::parse(b"01:23:45:67:89:0a")?;
/// assert_eq!(id, NetworkId::new([0x01, 0x23, 0x45, 0x67, 0x89, 0x0A]));
/// assert_eq!(id.encode_to_slice(&mut [0; 17])?, b"01:23:45:67:89:0A");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NetworkId([u8; 6]);

impl NetworkId {
    /// Reads a value that is nothing else.
    ///
    /// # Errors
    /// [`Rule::NetworkId`] at the octet that does not belong there, [`Rule::End`] behind the sixth pair.
    pub fn parse(value: &[u8]) -> Result<Self, ParseError> {
        whole(trim_end(value, WSP), Rule::End, |value| preceded(ows, private_network_access_id.map(Self)).parse(value))
    }

    /// An identifier to be sent.
    #[must_use]
    pub const fn new(octets: [u8; 6]) -> Self {
        Self(octets)
    }

    /// The six octets.
    #[must_use]
    pub const fn octets(self) -> [u8; 6] {
        self.0
    }
}

impl FieldContent for NetworkId {}

impl Encode for NetworkId {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        for (index, octet) in self.0.into_iter().enumerate() {
            if index > 0 {
                wire.put(b":")?;
            }
            wire.put(&hex::upper(octet))?;
        }
        Ok(())
    }
}

/// The name of a device, for its user to read.
///
/// ```abnf
/// private-network-access-name = 1*248( %x61-7A / DIGIT / "_" / "-" / "." ) ; lower case only
/// ```
///
/// ```
/// use countersign::{Encode, cors::values::NetworkName};
///
/// let name = NetworkName::parse(b"living-room.tv")?;
/// assert_eq!(name.as_str(), "living-room.tv");
/// assert_eq!(NetworkName::new("living-room.tv")?.encode_to_slice(&mut [0; 16])?, b"living-room.tv");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NetworkName<'a>(&'a [u8]);

/// How long a name may be.
const MOST_OCTETS: usize = 248;

impl<'a> NetworkName<'a> {
    /// Reads a value that is nothing else.
    ///
    /// # Errors
    /// [`Rule::NetworkName`] where none begins, [`Rule::End`] at what does not belong to it, and behind 248 octets.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        whole(trim_end(value, WSP), Rule::End, |value| {
            preceded(ows, private_network_access_name.map(Self)).parse(value)
        })
    }

    /// A name to be sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at an octet that may not stand in a name, [`ValueErrorKind::Empty`],
    /// [`ValueErrorKind::TooMany`] behind 248 octets.
    pub fn new(name: &'a str) -> Result<Self, ValueError> {
        let refused = |kind, offset| Err(ValueError::new("network-name", kind, offset));
        match private_network_access_name(name.as_bytes()) {
            Ok(([], name)) => Ok(Self(name)),
            Ok((_, name)) if name.len() == MOST_OCTETS => refused(ValueErrorKind::TooMany, MOST_OCTETS),
            Ok((_, name)) => refused(ValueErrorKind::InvalidByte, name.len()),
            Err(_) if name.is_empty() => refused(ValueErrorKind::Empty, 0),
            Err(_) => refused(ValueErrorKind::InvalidByte, 0),
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        core::str::from_utf8(self.0).unwrap_or_default()
    }
}

impl fmt::Debug for NetworkName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NetworkName({})", self.as_str())
    }
}

impl FieldContent for NetworkName<'_> {}

impl Encode for NetworkName<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.0)
    }
}

/// `private-network-access-id = 2HEXDIG 5( ":" 2HEXDIG )`
fn private_network_access_id(input: &[u8]) -> Read<'_, [u8; 6]> {
    let mut id = [0; 6];
    let mut rest = input;
    for (index, octet) in id.iter_mut().enumerate() {
        if let (1.., [b':', behind @ ..]) = (index, rest) {
            rest = behind;
        } else if index > 0 {
            return expected(Rule::NetworkId, rest);
        }
        let (behind, high) = hexdig(rest)?;
        let (behind, low) = hexdig(behind)?;
        (rest, *octet) = (behind, high << 4 | low);
    }
    Ok((rest, id))
}

/// `HEXDIG`, in any case
fn hexdig(input: &[u8]) -> Read<'_, u8> {
    match input.split_first().and_then(|(digit, rest)| Some((rest, hex::value(*digit)?))) {
        Some(read) => Ok(read),
        None => expected(Rule::NetworkId, input),
    }
}

/// `private-network-access-name = 1*248( %x61-7A / DIGIT / "_" / "-" / "." )`
fn private_network_access_name(input: &[u8]) -> Read<'_, &[u8]> {
    let is_of_name = |octet: &&u8| matches!(octet, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.');
    let length = input.iter().take(MOST_OCTETS).take_while(is_of_name).count();
    match input.split_at_checked(length) {
        Some((name @ [_, ..], rest)) => Ok((rest, name)),
        _ => expected(Rule::NetworkName, input),
    }
}
