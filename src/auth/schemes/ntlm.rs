//! The NTLM scheme, which no standard registers; Microsoft's MS-NTHT describes it.
//!
//! ```abnf
//! challenge   = "NTLM" [ 1*SP ntlm-data ]
//! credentials = "NTLM" 1*SP ntlm-data
//! ntlm-data   = token68                   ; the base64 of an NTLM message
//! ```
//! [MS-NTHT, section 2.2](https://learn.microsoft.com/openspecs/windows_protocols/ms-ntht) ·
//! [MS-NLMP, section 2.2.1](https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp)
//!
//! | octets | read | why |
//! |---|---|---|
//! | a challenge that is `NTLM` alone | read | the first one has no message |
//! | credentials that are `NTLM` alone | refused: [`Rule::Token68`](crate::Rule::Token68) | a client has something to say |
//! | parameters, a realm too | refused: [`Rule::Token68`](crate::Rule::Token68) | there is a message or nothing |
//! | a message that does not belong in the field, or is none | read; [`kind`](Message::kind) tells | only the mechanism knows its state |
//! | symbols that are no base64, surplus or missing padding | read; refused when decoded: [`Rule::Base64`](crate::Rule::Base64); padding can be [forgiven](crate::auth::Deviation::Padding) | nobody decodes a message to pass it on |

use core::fmt;

use crate::auth::coding::undecoded::Undecoded;
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::{payload_after, token68_after};
use crate::auth::write::scheme_and_value;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{DecodeError, ParseError, ValueError};

/// The name of the scheme.
pub const SCHEME: &str = "NTLM";

/// An NTLM challenge: the scheme alone, or the server's message.
///
/// ```
/// use countersign::{Encode, auth::ntlm::{Challenge, Kind}};
///
/// assert_eq!(Challenge::parse(b"NTLM")?, Challenge::new());
///
/// let challenge = Challenge::parse(b"NTLM TlRMTVNTUAACAAAA")?;
/// assert_eq!(challenge.message().unwrap().kind(), Some(Kind::Challenge));
///
/// let mut buffer = [0; 32];
/// let sent = Challenge::new().with_message(b"NTLMSSP\0\x02\0\0\0")?;
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"NTLM TlRMTVNTUAACAAAA");
/// assert_eq!(sent, challenge);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Challenge<'a> {
    message: Option<Message<'a>>,
}

impl<'a> Challenge<'a> {
    /// Reads a value that is this one challenge.
    ///
    /// # Errors
    /// Those of the grammar; another scheme; something else than a token68.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        Ok(Self { message: payload.optional_base64()?.map(Message) })
    }

    /// The first challenge to be sent: `NTLM` alone.
    #[must_use]
    pub const fn new() -> Self {
        Self { message: None }
    }

    /// With the server's message, as the octets that it consists of.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) when there are none.
    pub fn with_message<M: AsRef<[u8]> + ?Sized>(self, message: &'a M) -> Result<Self, ValueError> {
        Ok(Self { message: Some(Message(Undecoded::new("message", message.as_ref())?)) })
    }

    /// The server's message. The first challenge has none.
    #[must_use]
    pub const fn message(&self) -> Option<Message<'a>> {
        self.message
    }
}

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match &self.message {
            Some(message) => scheme_and_value(SCHEME, &message.0, wire),
            None => wire.put(SCHEME.as_bytes()),
        }
    }
}

/// NTLM credentials: the client's message.
///
/// `Debug` shows its length only.
///
/// ```
/// use countersign::{Encode, auth::ntlm::{Credentials, Kind}};
///
/// let credentials = Credentials::parse(b"NTLM TlRMTVNTUAABAAAAAgAAAA==")?;
/// assert_eq!(credentials.message().kind(), Some(Kind::Negotiate));
/// let mut message = [0; 64];
/// assert_eq!(credentials.message().decode_into(&mut message)?, b"NTLMSSP\0\x01\0\0\0\x02\0\0\0");
///
/// let mut buffer = [0; 64];
/// let sent = Credentials::new(b"NTLMSSP\0\x01\0\0\0\x02\0\0\0")?;
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"NTLM TlRMTVNTUAABAAAAAgAAAA==");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    message: Message<'a>,
}

impl<'a> Credentials<'a> {
    /// Reads a value that holds NTLM credentials.
    ///
    /// # Errors
    /// Those of the grammar; another scheme; no token68.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (at, token68) = token68_after(SCHEME, value)?;
        Ok(Self { message: Message(Undecoded::received(token68.as_bytes(), at)) })
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        payload.required_base64().map(|message| Self { message: Message(message) })
    }

    /// Credentials to be sent, of the octets that the client's message consists of.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) when there are none.
    pub fn new<M: AsRef<[u8]> + ?Sized>(message: &'a M) -> Result<Self, ValueError> {
        Ok(Self { message: Message(Undecoded::new("message", message.as_ref())?) })
    }

    /// The client's message.
    #[must_use]
    pub const fn message(&self) -> Message<'a> {
        self.message
    }
}

typed!(Credentials, SCHEME);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        scheme_and_value(SCHEME, &self.message.0, wire)
    }
}

/// An NTLM message, of any length, which is decoded when somebody asks for it.
///
/// Two are equal when their symbols are, but for padding.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Message<'a>(Undecoded<'a>);

impl Message<'_> {
    /// Which message it is, by its first twelve octets; `None` when they are of no NTLM message.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        Kind::of(self.0.first(&mut [0; 12]))
    }

    /// How many octets it has.
    #[must_use]
    pub fn decoded_len(&self) -> usize {
        self.0.len()
    }

    /// Decodes the message into the start of `buffer`.
    ///
    /// # Errors
    /// [`DecodeError::Parse`] when the symbols are no base64, with the offset in the value that was read;
    /// [`DecodeError::Capacity`] when `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], DecodeError> {
        self.0.decode_into(buffer)
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({} octets)", self.decoded_len())
    }
}

/// Which NTLM message it is.
///
/// ```abnf
/// message     = "NTLMSSP" %x00 MessageType *OCTET
/// MessageType = 4OCTET                           ; little-endian
/// ```
/// [MS-NLMP, section 2.2.1](https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// `NEGOTIATE_MESSAGE`, type 1: the client begins.
    Negotiate,
    /// `CHALLENGE_MESSAGE`, type 2: the server asks.
    Challenge,
    /// `AUTHENTICATE_MESSAGE`, type 3: the client answers.
    Authenticate,
}

impl Kind {
    /// What a message is that begins with these octets.
    pub(super) fn of(octets: &[u8]) -> Option<Self> {
        match octets.strip_prefix(b"NTLMSSP\0")? {
            [1, 0, 0, 0, ..] => Some(Self::Negotiate),
            [2, 0, 0, 0, ..] => Some(Self::Challenge),
            [3, 0, 0, 0, ..] => Some(Self::Authenticate),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_told_by_signature_and_type() {
        for (octets, expected) in [
            (&b"NTLMSSP\0\x01\0\0\0"[..], Some(Kind::Negotiate)),
            (b"NTLMSSP\0\x02\0\0\0and more", Some(Kind::Challenge)),
            (b"NTLMSSP\0\x03\0\0\0", Some(Kind::Authenticate)),
            (b"NTLMSSP\0\x04\0\0\0", None),
            (b"NTLMSSP\0\x01\0\0\x01", None),
            (b"NTLMSSP\0\x01\0\0", None),
            (b"ntlmssp\0\x01\0\0\0", None),
            (b"", None),
        ] {
            assert_eq!(Kind::of(octets), expected, "{octets:?}");
        }
    }
}
