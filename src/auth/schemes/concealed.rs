//! The Concealed scheme, RFC 9729: the client authenticates without a challenge, to a server that does not reveal that it
//! supports authentication.
//!
//! ```abnf
//! credentials   = "Concealed" 1*SP #auth-param ; k, a, s, v, p REQUIRED; realm OPTIONAL
//! k, a, v, p    = 1*( ALPHA / DIGIT / "-" / "_" ) ; base64url without padding; v has 16 bytes
//! s             = "0" / %x31-39 *4DIGIT           ; at most 65535
//!
//! Concealed-Auth-Export = ":" 64base64 ":"        ; sf-binary of 48 bytes, on one line
//! ```
//! [RFC 9729, sections 4, 5 and 6.2](https://www.rfc-editor.org/rfc/rfc9729#section-4)
//!
//! There is no challenge. A server answers malformed credentials as if there were none, §6: do not report the error to the
//! client.
//!
//! # Signatures
//!
//! The proof is a signature over the output of the TLS exporter, which depends on the connection and on a [`Context`].
//! [`Client`] makes the credentials and [`Credentials::verify`] checks them. The TLS library and the signature are the caller's.
//!
//! | input | result | why |
//! |---|---|---|
//! | wrong or malformed credentials | [`AsAbsent`], which has no status | §6.3: the response is that to a request without the field |
//! | an unknown ID of a key | [`AsAbsent::Key`], after the same work as for another public key | a client could find out which IDs exist |
//! | a known ID with another public key or signature scheme | [`AsAbsent::Key`]; the signature is not verified | §6.3, key confusion |
//! | credentials of another connection, host, port or realm | [`AsAbsent::Verification`]; the signature is not verified | the exporter has another output |
//! | a proof over the content of figure 3 | refused by the signature | its hex has the name of an older draft; the text of §3.3 decides |
//! | a public key in another encoding, such as BER | refused: it is not that of the server | §3.1: one encoding for each scheme |
//!
//! # Syntax
//!
//! | input | result | why |
//! |---|---|---|
//! | quoted values | accepted; written without quotes | RFC 9110 §11.2 requires recipients to accept them, §4 forbids senders to write them |
//! | padding, other symbols, non-zero bits after the last byte, no symbol at all | rejected: [`Rule::Base64Url`](crate::Rule::Base64Url) | §4 and RFC 4648 §3.5 |
//! | a verification that has not 16 bytes | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | §4.5 |
//! | an `s` of one digit | accepted | the text allows it; the ABNF of §4 omits 1 to 9 |
//! | an `s` with a sign or leading zeros, or above 65535 | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | §4 |
//! | a missing parameter | rejected: [`ErrorKind::Missing`](crate::ErrorKind::Missing) | §4 |
//! | other parameters | ignored, and not kept | RFC 9110 §16.4.2 |
//! | an export without colons, in base64url, of another length, or with parameters | rejected: [`Rule::SfBinary`](crate::Rule::SfBinary), [`Rule::Base64`](crate::Rule::Base64), [`Rule::End`](crate::Rule::End) | §6.2 |
//! | a second line of Concealed-Auth-Export | rejected: [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) | it is an Item, RFC 9651 §4.2 |

mod client;
mod context;
mod export;
mod server;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::coding::decimal;
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError, ValueErrorKind};
use crate::syntax::number::{self, DIGITS};
use crate::syntax::text::Text;

pub use client::Client;
pub use context::{Context, Request};
pub use export::{Export, LABEL, auth_export};
pub use server::{AsAbsent, Key};

/// The name of the scheme.
pub const SCHEME: &str = "Concealed";

/// How many bytes of the exporter's output the credentials contain.
const VERIFICATION: usize = 16;

/// Concealed credentials: a key, and a proof that it signed the output of this TLS connection's exporter.
///
/// `Debug` shows only lengths. There is no `==`, because only a signature check can verify the proof.
///
/// ```
/// use countersign::{Encode, auth::concealed::Credentials};
///
/// let wire = b"Concealed k=YmFzZW1lbnQ, a=VGhpcyBpcyBh-HB1YmxpYyBrZXkgaW4gdXNl_GhlcmU, s=2055, \
///     v=dmVyaWZpY2F0aW9u_zE2Qg, p=QzpcV2luZG93c_xTeXN0ZW0zMlxkcml2ZXJz";
/// let credentials = Credentials::parse(wire)?;
/// let mut buffer = [0; 64];
/// assert_eq!(credentials.key_id().decode_into(&mut buffer)?, b"basement");
/// assert_eq!(credentials.signature_scheme(), 2055);
///
/// let sent = Credentials::new(
///     b"basement",
///     b"This is a\xF8public key in use\xFChere",
///     2055,
///     b"verification\xFF16B",
///     b"C:\\Windows\xFCSystem32\\drivers",
/// )?;
/// let mut buffer = [0; 256];
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, wire);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    key_id: Base64<'a>,
    public_key: Base64<'a>,
    signature_scheme: u16,
    verification: Base64<'a>,
    proof: Base64<'a>,
    realm: Option<Text<'a>>,
}

impl<'a> Credentials<'a> {
    /// Parses a field value that holds Concealed credentials.
    ///
    /// # Errors
    /// The value does not match the grammar, is of another scheme, has a token68 or a repeated parameter, or is
    /// rejected by the table of the [module](self).
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [key_id, public_key, signature_scheme, verification, proof, realm] =
            slots::read(payload, ["k", "a", "s", "v", "p", "realm"])?;
        let bytes = |slot: slots::Slot<'a>| slot.base64(payload, Form::UrlUnpadded)?.ok_or(slot.missing());
        let of_exporter = bytes(verification)?;
        if of_exporter.decoded_len() != VERIFICATION {
            return Err(verification.unsupported());
        }
        Ok(Self {
            key_id: bytes(key_id)?,
            public_key: bytes(public_key)?,
            signature_scheme: signature_scheme.required_as(integer)?,
            verification: of_exporter,
            proof: bytes(proof)?,
            realm: realm.optional(),
        })
    }

    /// Returns credentials with the key's ID, the public key, the TLS `SignatureScheme` of the key, the last 16 bytes of the
    /// exporter's output, and the proof.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty ID, key or proof.
    pub fn new<K, A, P>(
        key_id: &'a K,
        public_key: &'a A,
        signature_scheme: u16,
        verification: &'a [u8; VERIFICATION],
        proof: &'a P,
    ) -> Result<Self, ValueError>
    where
        K: AsRef<[u8]> + ?Sized,
        A: AsRef<[u8]> + ?Sized,
        P: AsRef<[u8]> + ?Sized,
    {
        let of = |part, bytes: &'a [u8]| match bytes {
            [] => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
            bytes => Ok(Base64::of(bytes, Form::UrlUnpadded)),
        };
        Ok(Self {
            key_id: of("k", key_id.as_ref())?,
            public_key: of("a", public_key.as_ref())?,
            signature_scheme,
            verification: Base64::of(verification, Form::UrlUnpadded),
            proof: of("p", proof.as_ref())?,
            realm: None,
        })
    }

    /// Adds the realm for which the proof is.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// Returns the key's ID, `k`.
    #[must_use]
    pub const fn key_id(&self) -> Base64<'a> {
        self.key_id
    }

    /// Returns the public key, `a`, in the encoding of the signature scheme.
    #[must_use]
    pub const fn public_key(&self) -> Base64<'a> {
        self.public_key
    }

    /// Returns the signature scheme, `s`: a number of the TLS `SignatureScheme` registry.
    #[must_use]
    pub const fn signature_scheme(&self) -> u16 {
        self.signature_scheme
    }

    /// Returns the last 16 bytes of the exporter's output, `v`. A backend that gets the output from a frontend can check it
    /// against them.
    #[must_use]
    pub const fn verification(&self) -> Base64<'a> {
        self.verification
    }

    /// Returns the proof, `p`.
    #[must_use]
    pub const fn proof(&self) -> Base64<'a> {
        self.proof
    }

    /// Returns the realm for which the proof is.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }
}

typed!(Credentials, SCHEME);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut digits = [0; DIGITS];
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.value("k", &self.key_id)?;
        params.value("a", &self.public_key)?;
        params.token("s", Text::token(number::digits(self.signature_scheme.into(), &mut digits)))?;
        params.value("v", &self.verification)?;
        params.value("p", &self.proof)?;
        params.quoted("realm", self.realm)
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// `concealed-integer-param-value`, as the text of §4 defines it.
fn integer(text: Text<'_>) -> Option<u16> {
    let number = decimal::of_text(text).and_then(|number| u16::try_from(number).ok())?;
    (text.bytes().next() != Some(b'0') || text == *b"0").then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_no_sign_and_no_leading_zero() {
        for (text, expected) in [
            ("0", Some(0)),
            ("7", Some(7)),
            ("2055", Some(2055)),
            ("65535", Some(u16::MAX)),
            ("65536", None),
            ("99999", None),
            ("00", None),
            ("07", None),
            ("+7", None),
            ("-0", None),
            ("7.0", None),
            ("", None),
        ] {
            assert_eq!(integer(Text::quoted(text.as_bytes(), false)), expected, "{text}");
        }
    }
}
