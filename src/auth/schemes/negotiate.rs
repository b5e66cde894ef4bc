//! The Negotiate scheme, RFC 4559: GSS-API tokens, mostly those of SPNEGO.
//!
//! ```abnf
//! challenge   = "Negotiate" [ 1*SP gssapi-data ]
//! credentials = "Negotiate" 1*SP gssapi-data
//! gssapi-data = token68                          ; the base64 of a token
//! ```
//! [RFC 4559, section 4](https://www.rfc-editor.org/rfc/rfc4559#section-4)
//!
//! A response of status 200 may have a challenge too: it holds the server's last token, and the client must have
//! checked it before it uses the response.
//!
//! | octets | read | why |
//! |---|---|---|
//! | a challenge that is `Negotiate` alone | read | §4.1: the first one has no token |
//! | credentials that are `Negotiate` alone | refused: [`Rule::Token68`](crate::Rule::Token68) | §4.2 |
//! | parameters, a realm too | refused: [`Rule::Token68`](crate::Rule::Token68) | §4 has none |
//! | several tokens between commas | refused: [`Rule::Token68`](crate::Rule::Token68) | §4 has a list, but of one; RFC 9110 has none |
//! | symbols that are no base64, surplus or missing padding | read; refused when decoded: [`Rule::Base64`](crate::Rule::Base64); padding can be [forgiven](crate::auth::Deviation::Padding) | nobody decodes a token to pass it on; the examples of §5 are no base64 |
//! | a token that is not of SPNEGO | read; [`kind`](Token::kind) tells | clients send NTLM and Kerberos as they are |

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

/// A Negotiate challenge: the scheme alone, or the server's token.
///
/// ```
/// use countersign::{Encode, auth::negotiate::{Challenge, Kind}};
///
/// assert_eq!(Challenge::parse(b"Negotiate")?, Challenge::new());
///
/// let challenge = Challenge::parse(b"Negotiate oQcwBaADCgEB")?;
/// assert_eq!(challenge.token().unwrap().kind(), Kind::NegTokenResp);
///
/// let mut buffer = [0; 32];
/// let sent = Challenge::new().with_token(b"\xA1\x07\x30\x05\xA0\x03\x0A\x01\x01")?;
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"Negotiate oQcwBaADCgEB");
/// assert_eq!(sent, challenge);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Challenge<'a> {
    token: Option<Token<'a>>,
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
        Ok(Self { token: payload.optional_base64()?.map(Token) })
    }

    /// The first challenge to be sent: `Negotiate` alone.
    #[must_use]
    pub const fn new() -> Self {
        Self { token: None }
    }

    /// With the server's token, as the octets that it consists of.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) when there are none.
    pub fn with_token<T: AsRef<[u8]> + ?Sized>(self, token: &'a T) -> Result<Self, ValueError> {
        Ok(Self { token: Some(Token(Undecoded::new("token", token.as_ref())?)) })
    }

    /// The server's token. The first challenge has none.
    #[must_use]
    pub const fn token(&self) -> Option<Token<'a>> {
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
/// `Debug` shows its length only.
///
/// ```
/// use countersign::{Encode, auth::{negotiate::{Credentials, Kind}, ntlm}};
///
/// let credentials = Credentials::parse(b"Negotiate TlRMTVNTUAABAAAA")?;
/// assert_eq!(credentials.token().kind(), Kind::Ntlm(ntlm::Kind::Negotiate));
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
    token: Token<'a>,
}

impl<'a> Credentials<'a> {
    /// Reads a value that holds Negotiate credentials.
    ///
    /// # Errors
    /// Those of the grammar; another scheme; no token68.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (at, token68) = token68_after(SCHEME, value)?;
        Ok(Self { token: Token(Undecoded::received(token68.as_bytes(), at)) })
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        payload.required_base64().map(|token| Self { token: Token(token) })
    }

    /// Credentials to be sent, of the octets that the client's token consists of.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) when there are none.
    pub fn new<T: AsRef<[u8]> + ?Sized>(token: &'a T) -> Result<Self, ValueError> {
        Ok(Self { token: Token(Undecoded::new("token", token.as_ref())?) })
    }

    /// The client's token.
    #[must_use]
    pub const fn token(&self) -> Token<'a> {
        self.token
    }
}

typed!(Credentials, SCHEME);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        scheme_and_value(SCHEME, &self.token.0, wire)
    }
}

/// A token, of any length, which is decoded when somebody asks for it.
///
/// Two are equal when their symbols are, but for padding.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token<'a>(Undecoded<'a>);

impl Token<'_> {
    /// What kind of token it is, by its first octets, eighteen at most.
    #[must_use]
    pub fn kind(&self) -> Kind {
        Kind::of(self.0.first(&mut [0; 18]))
    }

    /// How many octets it has.
    #[must_use]
    pub fn decoded_len(&self) -> usize {
        self.0.len()
    }

    /// Decodes the token into the start of `buffer`.
    ///
    /// # Errors
    /// [`DecodeError::Parse`] when the symbols are no base64, with the offset in the value that was read;
    /// [`DecodeError::Capacity`] when `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], DecodeError> {
        self.0.decode_into(buffer)
    }
}

impl fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({} octets)", self.decoded_len())
    }
}

/// What kind of token it is.
///
/// ```asn1
/// InitialContextToken ::= [APPLICATION 0] IMPLICIT SEQUENCE { thisMech MechType, innerContextToken ANY }
/// NegotiationToken    ::= CHOICE { negTokenInit [0] NegTokenInit, negTokenResp [1] NegTokenResp }
/// ```
/// [RFC 2743, section 3.1](https://www.rfc-editor.org/rfc/rfc2743#section-3.1) ·
/// [RFC 4178, section 4.2](https://www.rfc-editor.org/rfc/rfc4178#section-4.2)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// An initial token of SPNEGO.
    NegTokenInit,
    /// A later token of SPNEGO.
    NegTokenResp,
    /// An initial token of Kerberos, without SPNEGO around it.
    Kerberos,
    /// An NTLM message, without SPNEGO around it.
    Ntlm(ntlm::Kind),
    /// Any other token, and what is no base64.
    Other,
}

impl Kind {
    /// What a token is that begins with these octets.
    fn of(octets: &[u8]) -> Self {
        match octets {
            [0x60, behind @ ..] => this_mech(behind),
            [0xA1, ..] => Self::NegTokenResp,
            _ => ntlm::Kind::of(octets).map_or(Self::Other, Self::Ntlm),
        }
    }
}

/// `thisMech`, behind the length of the sequence in DER.
fn this_mech(octets: &[u8]) -> Kind {
    const SPNEGO: &[u8] = &[0x06, 0x06, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x02];
    const KERBEROS: &[u8] = &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02];
    let ([..=0x7F, mech @ ..]
    | [0x81, _, mech @ ..]
    | [0x82, _, _, mech @ ..]
    | [0x83, _, _, _, mech @ ..]
    | [0x84, _, _, _, _, mech @ ..]) = octets
    else {
        return Kind::Other;
    };
    match mech {
        mech if mech.starts_with(SPNEGO) => Kind::NegTokenInit,
        mech if mech.starts_with(KERBEROS) => Kind::Kerberos,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_told_whatever_the_length_of_the_token() {
        const SPNEGO: &[u8] = b"\x06\x06\x2B\x06\x01\x05\x05\x02";
        const KERBEROS: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x12\x01\x02\x02";
        for length in [&b"\x08"[..], b"\x81\x80", b"\x82\x01\x00", b"\x83\x01\x00\x00", b"\x84\x01\x00\x00\x00"] {
            for (mech, expected) in [
                (SPNEGO, Kind::NegTokenInit),
                (KERBEROS, Kind::Kerberos),
                (&KERBEROS[1..], Kind::Other),
                (&KERBEROS[..10], Kind::Other),
                (b"", Kind::Other),
            ] {
                let mut token = heapless::Vec::<u8, 18>::new();
                for part in [b"\x60", length, mech] {
                    token.extend_from_slice(part).unwrap();
                }
                assert_eq!(Kind::of(&token), expected, "{token:x?}");
            }
        }
        assert_eq!(Kind::of(b"\x60\x80"), Kind::Other);
        assert_eq!(Kind::of(b"\x60"), Kind::Other);
        assert_eq!(Kind::of(b"\xA1"), Kind::NegTokenResp);
        assert_eq!(Kind::of(b""), Kind::Other);
    }
}
