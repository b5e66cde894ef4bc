//! The device in a private network for which a browser asks its user.
//!
//! [Private Network Access, section 3.1](https://wicg.github.io/private-network-access/#headers) is a draft on hold; its
//! successor is a permission without fields. A policy sends none of these fields, and ignores
//! `Access-Control-Request-Private-Network`, unless it is [for a private
//! network](crate::cors::policy::Builder::with_private_network).

use core::fmt;

use nom::Parser;
use nom::sequence::preceded;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::class::WSP;
use crate::syntax::hex;
use crate::syntax::rules::{Read, expected, ows, trim_end, whole};

/// The identifier of a device, often its MAC address.
///
/// ```abnf
/// private-network-access-id = 2HEXDIG 5( ":" 2HEXDIG )
/// ```
///
/// Letters are accepted in upper and lower case, and written in upper case.
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
    /// Parses a value, with or without white space around it.
    ///
    /// # Errors
    /// [`Rule::NetworkId`] at the first byte that does not match, [`Rule::End`] after the sixth pair.
    pub fn parse(value: &[u8]) -> Result<Self, ParseError> {
        whole(trim_end(value, WSP), Rule::End, |value| preceded(ows, private_network_access_id.map(Self)).parse(value))
    }

    /// Creates an identifier.
    #[must_use]
    pub const fn new(bytes: [u8; 6]) -> Self {
        Self(bytes)
    }

    /// Returns the six bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 6] {
        self.0
    }
}

impl FieldContent for NetworkId {}

impl Encode for NetworkId {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        for (index, byte) in self.0.into_iter().enumerate() {
            if index > 0 {
                wire.put(b":")?;
            }
            wire.put(&hex::upper(byte))?;
        }
        Ok(())
    }
}

/// The name of a device, which the browser shows to its user.
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

/// The longest name, in bytes.
const LONGEST_NAME: usize = 248;

impl<'a> NetworkName<'a> {
    /// Parses a value, with or without white space around it.
    ///
    /// # Errors
    /// [`Rule::NetworkName`] if no name begins the value, [`Rule::End`] at the first byte that is not part of it, or after
    /// 248 bytes.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        whole(trim_end(value, WSP), Rule::End, |value| {
            preceded(ows, private_network_access_name.map(Self)).parse(value)
        })
    }

    /// Creates a name.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a byte that is not allowed in a name, or after 248 bytes;
    /// [`ValueErrorKind::Empty`] for an empty name.
    pub fn new(name: &'a str) -> Result<Self, ValueError> {
        let rejected = |kind, offset| Err(ValueError::new("network-name", kind, offset));
        match private_network_access_name(name.as_bytes()) {
            Ok(([], name)) => Ok(Self(name)),
            Ok((_, name)) => rejected(ValueErrorKind::InvalidByte, name.len()),
            Err(_) if name.is_empty() => rejected(ValueErrorKind::Empty, 0),
            Err(_) => rejected(ValueErrorKind::InvalidByte, 0),
        }
    }

    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
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
    for (index, byte) in id.iter_mut().enumerate() {
        if let (1.., [b':', after @ ..]) = (index, rest) {
            rest = after;
        } else if index > 0 {
            return expected(Rule::NetworkId, rest);
        }
        let (after, high) = hexdig(rest)?;
        let (after, low) = hexdig(after)?;
        (rest, *byte) = (after, high << 4 | low);
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
    let is_name_byte = |byte: &&u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.');
    let length = input.iter().take(LONGEST_NAME).take_while(is_name_byte).count();
    match input.split_at_checked(length) {
        Some((name @ [_, ..], rest)) => Ok((rest, name)),
        _ => expected(Rule::NetworkName, input),
    }
}
