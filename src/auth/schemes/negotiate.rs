//! The Negotiate scheme, RFC 4559: GSS-API tokens, usually of SPNEGO.
//!
//! ```abnf
//! challenge   = "Negotiate" [ 1*SP gssapi-data ]
//! credentials = "Negotiate" 1*SP gssapi-data
//! gssapi-data = token68                          ; the base64 of a token
//! ```
//! [RFC 4559, section 4](https://www.rfc-editor.org/rfc/rfc4559#section-4)
//!
//! A response with status 200 may have a challenge too. It holds the last token of the server, which the client must
//! verify before it uses the response.
//!
//! | input | result | why |
//! |---|---|---|
//! | a challenge that is `Negotiate` only | accepted | §4.1: the first challenge has no token |
//! | credentials that are `Negotiate` only | rejected: [`Rule::Token68`](crate::Rule::Token68) | §4.2 |
//! | parameters, including a realm | rejected: [`Rule::Token68`](crate::Rule::Token68) | §4 defines none |
//! | several tokens separated by commas | rejected: [`Rule::Token68`](crate::Rule::Token68) | §4 has a list of one element; RFC 9110 has no list |
//! | bytes that are not base64, surplus or missing padding | accepted; rejected when decoded: [`Rule::Base64`](crate::Rule::Base64); padding can be [tolerated](crate::auth::Deviation::Padding) | a proxy passes tokens on without decoding them; the examples of §5 are not base64 |
//! | a token that is not of SPNEGO | accepted, see [`kind`](GssToken::kind) | clients send NTLM and Kerberos without SPNEGO |

use core::fmt;

use crate::auth::coding::undecoded::Undecoded;
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::{payload_after, token68_after};
use crate::auth::schemes::ntlm;
use crate::auth::write::scheme_and_value;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{DecodeError, ParseError, ValueError};

/// The name of the scheme.
pub const SCHEME: &str = "Negotiate";

/// A Negotiate challenge: the name of the scheme, with or without a token of the server.
///
/// ```
/// use countersign::{Encode, auth::negotiate::{Challenge, TokenKind}};
///
/// assert_eq!(Challenge::parse(b"Negotiate")?, Challenge::new());
///
/// let challenge = Challenge::parse(b"Negotiate oQcwBaADCgEB")?;
/// assert_eq!(challenge.token().unwrap().kind(), TokenKind::NegTokenResp);
///
/// let mut buffer = [0; 32];
/// let sent = Challenge::new().with_token(b"\xA1\x07\x30\x05\xA0\x03\x0A\x01\x01")?;
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"Negotiate oQcwBaADCgEB");
/// assert_eq!(sent, challenge);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Challenge<'a> {
    token: Option<GssToken<'a>>,
}

impl<'a> Challenge<'a> {
    /// Parses a value that holds one Negotiate challenge.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar or is not a token68.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        Ok(Self { token: payload.optional_base64()?.map(GssToken) })
    }

    /// Creates the first challenge: `Negotiate` without a token.
    #[must_use]
    pub const fn new() -> Self {
        Self { token: None }
    }

    /// Returns the challenge with the bytes of the server's token.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty token.
    pub fn with_token<T: AsRef<[u8]> + ?Sized>(self, token: &'a T) -> Result<Self, ValueError> {
        Ok(Self { token: Some(GssToken(Undecoded::new("token", token.as_ref())?)) })
    }

    /// Returns the server's token. The first challenge has none.
    #[must_use]
    pub const fn token(&self) -> Option<GssToken<'a>> {
        self.token
    }
}

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match &self.token {
            Some(token) => scheme_and_value(SCHEME, &token.0, wire),
            None => wire.put(SCHEME.as_bytes()),
        }
    }
}

/// Negotiate credentials: the client's token.
///
/// `Debug` shows the length only.
///
/// ```
/// use countersign::{Encode, auth::{negotiate::{Credentials, TokenKind}, ntlm}};
///
/// let credentials = Credentials::parse(b"Negotiate TlRMTVNTUAABAAAA")?;
/// assert_eq!(credentials.token().kind(), TokenKind::Ntlm(ntlm::MessageType::Negotiate));
/// let mut token = [0; 64];
/// assert_eq!(credentials.token().decode_into(&mut token)?, b"NTLMSSP\0\x01\0\0\0");
///
/// let mut buffer = [0; 64];
/// let sent = Credentials::new(b"NTLMSSP\0\x01\0\0\0")?;
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"Negotiate TlRMTVNTUAABAAAA");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    token: GssToken<'a>,
}

impl<'a> Credentials<'a> {
    /// Parses a value that holds Negotiate credentials.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar or is not a token68.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (at, token68) = token68_after(SCHEME, value)?;
        Ok(Self { token: GssToken(Undecoded::received(token68.as_bytes(), at)) })
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        payload.required_base64().map(|token| Self { token: GssToken(token) })
    }

    /// Creates credentials from the bytes of the client's token.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty token.
    pub fn new<T: AsRef<[u8]> + ?Sized>(token: &'a T) -> Result<Self, ValueError> {
        Ok(Self { token: GssToken(Undecoded::new("token", token.as_ref())?) })
    }

    /// Returns the client's token.
    #[must_use]
    pub const fn token(&self) -> GssToken<'a> {
        self.token
    }
}

typed!(Credentials, SCHEME);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        scheme_and_value(SCHEME, &self.token.0, wire)
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// A token of any length, which is decoded on request.
///
/// Two tokens are equal if their base64 is, apart from padding. `Debug` shows the length only.
///
/// ```
/// use countersign::{DecodeError, auth::negotiate::{Challenge, TokenKind}};
///
/// let token = Challenge::parse(b"Negotiate oQcwBaADCgEB")?.token().expect("the challenge has a token");
/// assert_eq!((token.kind(), token.decoded_len()), (TokenKind::NegTokenResp, 9));
/// let mut buffer = [0; 9];
/// assert_eq!(token.decode_into(&mut buffer)?, b"\xA1\x07\x30\x05\xA0\x03\x0A\x01\x01");
/// # Ok::<(), DecodeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct GssToken<'a>(Undecoded<'a>);

impl GssToken<'_> {
    /// Returns the kind of the token. Decodes its first 18 bytes at most.
    #[must_use]
    pub fn kind(&self) -> TokenKind {
        TokenKind::of(self.0.first(&mut [0; 18]))
    }

    /// Returns the length of the token in bytes.
    #[must_use]
    pub fn decoded_len(&self) -> usize {
        self.0.len()
    }

    /// Decodes the token into the start of `buffer`.
    ///
    /// # Errors
    /// [`DecodeError::Parse`] if the token is not base64, with the offset in the value that was parsed;
    /// [`DecodeError::Capacity`] if `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], DecodeError> {
        self.0.decode_into(buffer)
    }
}

impl fmt::Debug for GssToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GssToken({} bytes)", self.decoded_len())
    }
}

/// The kind of a token.
///
/// ```asn1
/// InitialContextToken ::= [APPLICATION 0] IMPLICIT SEQUENCE { thisMech MechType, innerContextToken ANY }
/// NegotiationToken    ::= CHOICE { negTokenInit [0] NegTokenInit, negTokenResp [1] NegTokenResp }
/// ```
/// [RFC 2743, section 3.1](https://www.rfc-editor.org/rfc/rfc2743#section-3.1) ·
/// [RFC 4178, section 4.2](https://www.rfc-editor.org/rfc/rfc4178#section-4.2)
///
/// ```
/// use countersign::auth::negotiate::{Credentials, TokenKind};
/// use countersign::auth::ntlm::MessageType;
///
/// for (value, kind) in [
///     (&b"Negotiate oQcwBaADCgEB"[..], TokenKind::NegTokenResp),
///     (b"Negotiate TlRMTVNTUAABAAAA", TokenKind::Ntlm(MessageType::Negotiate)),
///     (b"Negotiate AAAA", TokenKind::Other),
/// ] {
///     assert_eq!(Credentials::parse(value)?.token().kind(), kind);
/// }
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenKind {
    /// The first token of a SPNEGO exchange.
    NegTokenInit,
    /// A later token of a SPNEGO exchange.
    NegTokenResp,
    /// The first token of a Kerberos exchange without SPNEGO.
    Kerberos,
    /// An NTLM message without SPNEGO.
    Ntlm(ntlm::MessageType),
    /// Any other token, and data that is not base64.
    Other,
}

impl TokenKind {
    /// The kind of a token that begins with these bytes.
    fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x60, rest @ ..] => this_mech(rest),
            [0xA1, ..] => Self::NegTokenResp,
            _ => ntlm::MessageType::of(bytes).map_or(Self::Other, Self::Ntlm),
        }
    }
}

/// `thisMech`, which follows the DER length of the sequence.
fn this_mech(bytes: &[u8]) -> TokenKind {
    const SPNEGO: &[u8] = &[0x06, 0x06, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x02];
    const KERBEROS: &[u8] = &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02];
    let ([0x00..=0x7F, mech @ ..]
    | [0x81, _, mech @ ..]
    | [0x82, _, _, mech @ ..]
    | [0x83, _, _, _, mech @ ..]
    | [0x84, _, _, _, _, mech @ ..]) = bytes
    else {
        return TokenKind::Other;
    };
    match mech {
        mech if mech.starts_with(SPNEGO) => TokenKind::NegTokenInit,
        mech if mech.starts_with(KERBEROS) => TokenKind::Kerberos,
        _ => TokenKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_does_not_depend_on_the_form_of_the_length() {
        const SPNEGO: &[u8] = b"\x06\x06\x2B\x06\x01\x05\x05\x02";
        const KERBEROS: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x12\x01\x02\x02";
        for length in [&b"\x08"[..], b"\x81\x80", b"\x82\x01\x00", b"\x83\x01\x00\x00", b"\x84\x01\x00\x00\x00"] {
            for (mech, expected) in [
                (SPNEGO, TokenKind::NegTokenInit),
                (KERBEROS, TokenKind::Kerberos),
                (&KERBEROS[1..], TokenKind::Other),
                (&KERBEROS[..10], TokenKind::Other),
                (b"", TokenKind::Other),
            ] {
                let mut token = heapless::Vec::<u8, 18>::new();
                for part in [b"\x60", length, mech] {
                    token.extend_from_slice(part).unwrap();
                }
                assert_eq!(TokenKind::of(&token), expected, "{token:x?}");
            }
        }
        assert_eq!(TokenKind::of(b"\x60\x80"), TokenKind::Other);
        assert_eq!(TokenKind::of(b"\x60"), TokenKind::Other);
        assert_eq!(TokenKind::of(b"\xA1"), TokenKind::NegTokenResp);
        assert_eq!(TokenKind::of(b""), TokenKind::Other);
    }
}
