//! The NTLM scheme, which no standard registers. Microsoft's MS-NTHT describes it.
//!
//! ```abnf
//! challenge   = "NTLM" [ 1*SP ntlm-data ]
//! credentials = "NTLM" 1*SP ntlm-data
//! ntlm-data   = token68                   ; the base64 of an NTLM message
//! ```
//! [MS-NTHT, section 2.2](https://learn.microsoft.com/openspecs/windows_protocols/ms-ntht) ·
//! [MS-NLMP, section 2.2.1](https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp)
//!
//! | input | result | why |
//! |---|---|---|
//! | a challenge that is `NTLM` only | accepted | the first challenge has no message |
//! | credentials that are `NTLM` only | rejected: [`Rule::Token68`](crate::Rule::Token68) | a client always sends a message |
//! | parameters, including a realm | rejected: [`Rule::Token68`](crate::Rule::Token68) | the scheme defines none |
//! | a message of the wrong type, or data that is not an NTLM message | accepted, see [`kind`](Message::message_type) | only the mechanism knows its state |
//! | bytes that are not base64, surplus or missing padding | accepted; rejected when decoded: [`Rule::Base64`](crate::Rule::Base64); padding can be [tolerated](crate::auth::Deviation::Padding) | a proxy passes messages on without decoding them |

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

/// An NTLM challenge: the name of the scheme, with or without a message of the server.
///
/// ```
/// use countersign::{Encode, auth::ntlm::{Challenge, MessageType}};
///
/// assert_eq!(Challenge::parse(b"NTLM")?, Challenge::new());
///
/// let challenge = Challenge::parse(b"NTLM TlRMTVNTUAACAAAA")?;
/// assert_eq!(challenge.message().unwrap().message_type(), Some(MessageType::Challenge));
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
    /// Parses a value that holds one NTLM challenge.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar or is not a token68.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        Ok(Self { message: payload.optional_base64()?.map(Message) })
    }

    /// Creates the first challenge: `NTLM` without a message.
    #[must_use]
    pub const fn new() -> Self {
        Self { message: None }
    }

    /// Returns the challenge with the bytes of the server's message.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty message.
    pub fn with_message<M: AsRef<[u8]> + ?Sized>(self, message: &'a M) -> Result<Self, ValueError> {
        Ok(Self { message: Some(Message(Undecoded::new("message", message.as_ref())?)) })
    }

    /// Returns the server's message. The first challenge has none.
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
/// `Debug` shows the length only.
///
/// ```
/// use countersign::{Encode, auth::ntlm::{Credentials, MessageType}};
///
/// let credentials = Credentials::parse(b"NTLM TlRMTVNTUAABAAAAAgAAAA==")?;
/// assert_eq!(credentials.message().message_type(), Some(MessageType::Negotiate));
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
    /// Parses a value that holds NTLM credentials.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar or is not a token68.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (at, token68) = token68_after(SCHEME, value)?;
        Ok(Self { message: Message(Undecoded::received(token68.as_bytes(), at)) })
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        payload.required_base64().map(|message| Self { message: Message(message) })
    }

    /// Creates credentials from the bytes of the client's message.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty message.
    pub fn new<M: AsRef<[u8]> + ?Sized>(message: &'a M) -> Result<Self, ValueError> {
        Ok(Self { message: Message(Undecoded::new("message", message.as_ref())?) })
    }

    /// Returns the client's message.
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

    fn is_secret(&self) -> bool {
        true
    }
}

/// An NTLM message of any length, which is decoded on request.
///
/// Two messages are equal if their base64 is, apart from padding. `Debug` shows the length only.
///
/// ```
/// use countersign::{DecodeError, auth::ntlm::{Credentials, MessageType}};
///
/// let message = Credentials::parse(b"NTLM TlRMTVNTUAABAAAA")?.message();
/// assert_eq!((message.message_type(), message.decoded_len()), (Some(MessageType::Negotiate), 12));
/// let mut buffer = [0; 12];
/// assert_eq!(message.decode_into(&mut buffer)?, b"NTLMSSP\0\x01\0\0\0");
/// # Ok::<(), DecodeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Message<'a>(Undecoded<'a>);

impl Message<'_> {
    /// Returns the type of the message, by its first twelve bytes; `None` if they are not those of an NTLM message.
    #[must_use]
    pub fn message_type(&self) -> Option<MessageType> {
        MessageType::of(self.0.first(&mut [0; 12]))
    }

    /// Returns the length of the message in bytes.
    #[must_use]
    pub fn decoded_len(&self) -> usize {
        self.0.len()
    }

    /// Decodes the message into the start of `buffer`.
    ///
    /// # Errors
    /// [`DecodeError::Parse`] if the message is not base64, with the offset in the value that was parsed;
    /// [`DecodeError::Capacity`] if `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], DecodeError> {
        self.0.decode_into(buffer)
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({} bytes)", self.decoded_len())
    }
}

/// The type of an NTLM message.
///
/// ```abnf
/// message     = "NTLMSSP" %x00 MessageType *OCTET
/// MessageType = 4OCTET                           ; little-endian
/// ```
/// [MS-NLMP, section 2.2.1](https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp)
///
/// ```
/// use countersign::auth::ntlm::{Credentials, MessageType};
///
/// let message = Credentials::parse(b"NTLM TlRMTVNTUAADAAAA")?.message();
/// assert_eq!(message.message_type(), Some(MessageType::Authenticate));
/// assert_eq!(Credentials::parse(b"NTLM AAAA")?.message().message_type(), None);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MessageType {
    /// `NEGOTIATE_MESSAGE`, type 1: the client begins.
    Negotiate,
    /// `CHALLENGE_MESSAGE`, type 2: the server answers with a challenge.
    Challenge,
    /// `AUTHENTICATE_MESSAGE`, type 3: the client proves that it knows the password.
    Authenticate,
}

impl MessageType {
    /// The type of a message that begins with these bytes.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        match bytes.strip_prefix(b"NTLMSSP\0")? {
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
    fn the_type_follows_the_signature() {
        for (bytes, expected) in [
            (&b"NTLMSSP\0\x01\0\0\0"[..], Some(MessageType::Negotiate)),
            (b"NTLMSSP\0\x02\0\0\0and more", Some(MessageType::Challenge)),
            (b"NTLMSSP\0\x03\0\0\0", Some(MessageType::Authenticate)),
            (b"NTLMSSP\0\x04\0\0\0", None),
            (b"NTLMSSP\0\x01\0\0\x01", None),
            (b"NTLMSSP\0\x01\0\0", None),
            (b"ntlmssp\0\x01\0\0\0", None),
            (b"", None),
        ] {
            assert_eq!(MessageType::of(bytes), expected, "{bytes:?}");
        }
    }
}
