//! Akamai's scheme EG1-HMAC-SHA256, `EdgeGrid`: two tokens, a time, a nonce, and a signature over the request and over these.
//!
//! ```abnf
//! credentials  = unsigned "signature=" signature
//! unsigned     = "EG1-HMAC-SHA256" 1*SP "client_token=" part ";access_token=" part
//!                ";timestamp=" timestamp ";nonce=" part ";"
//! part         = 1*( %x21 / %x23-2B / %x2D-3A / %x3C-7E )
//! timestamp    = 8DIGIT "T" 2DIGIT ":" 2DIGIT ":" 2DIGIT "+0000"
//! signature    = base64 ; of 32 bytes
//! ```
//! [Akamai, `EdgeGrid` authentication](https://techdocs.akamai.com/developer/docs/edgegrid); the ABNF is ours
//!
//! No RFC defines it, and the grammar of RFC 9110 does not allow the semicolons. The framework's
//! [`Credentials`](crate::auth::Credentials) reject such values, so read them with [`authorization`] or
//! [`Credentials::parse`].
//!
//! | input | result | why |
//! |---|---|---|
//! | another order, a part that is missing or that has another name | rejected: [`ErrorKind::Missing`], at the place of the part | the signature covers the text before it, and all clients send this order |
//! | white space, a quote, a comma or a byte above 0x7E in a part | rejected: [`Rule::Semicolon`] | no token has one |
//! | an empty part | rejected: [`ErrorKind::InvalidParam`] | it would identify nothing |
//! | a timestamp of another form, or of another zone than `+0000` | rejected: [`ErrorKind::InvalidParam`] | the servers accept UTC only |
//! | a day or an hour that the calendar has not | accepted | the caller compares it with a clock |
//! | a signature that is not padded base64 | rejected: [`Rule::Base64`] | RFC 4648 §3.2 |
//! | a signature of another length than 32 bytes | rejected: [`ErrorKind::InvalidParam`] | it is an HMAC-SHA256 |
//! | the scheme in another case | accepted, and written so | the signature covers the name of the scheme |
//! | a second line of Authorization, of any scheme | rejected by [`authorization`]: [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) | one would be verified, the other may be used |

use core::fmt;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::field_names::AUTHORIZATION;
use crate::auth::scheme::Scheme;
use crate::auth::scheme_payload::SchemePayload;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, LineError, ParseError, Rule, ValueError, ValueErrorKind};
use crate::fields::{Fields, only_line};

/// The name of the scheme.
pub const SCHEME: &str = "EG1-HMAC-SHA256";

/// The names of the parts before the signature, in order.
const NAMES: [&str; 4] = ["client_token", "access_token", "timestamp", "nonce"];

/// The length in bytes of an HMAC-SHA256.
const SIGNATURE: usize = 32;

/// Returns the credentials in a request's Authorization field, or `None` if the field is absent.
///
/// [`auth::authorization`](crate::auth::authorization) rejects values with semicolons.
///
/// ```
/// use countersign::ErrorKind;
/// use countersign::auth::eg1;
///
/// let value = "EG1-HMAC-SHA256 client_token=a;access_token=b;timestamp=20140321T19:34:21+0000;nonce=c;\
///     signature=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
/// let request = [("Authorization", value)];
/// let credentials = eg1::authorization(&request)?.expect("the field is present");
/// assert_eq!(credentials.unsigned().client_token(), "a");
///
/// let twice = [request[0], ("Authorization", "Bearer mF_9.B5f-4.1JqM")];
/// assert_eq!(eg1::authorization(&twice).unwrap_err().error().kind(), ErrorKind::SecondLine);
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// The errors of [`Credentials::parse`], also for another scheme, and
/// [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn authorization<'m>(fields: impl Fields<'m>) -> Result<Option<Credentials<'m>>, LineError> {
    only_line(fields, AUTHORIZATION, Credentials::parse)
}

/// `EdgeGrid` credentials: what the signature covers of them, and the signature.
///
/// `Debug` shows no part, and there is no `==`: [`matches`](Self::matches) compares the signature in constant time.
///
/// ```
/// use countersign::{Encode, auth::eg1::{Credentials, Unsigned}};
///
/// let unsigned = Unsigned::new("akab-client", "akab-access", "20140321T19:34:21+0000", "nonce-1")?;
/// let mut buffer = [0; 160];
/// let text = unsigned.encode_to_slice(&mut buffer)?;
/// assert_eq!(
///     text,
///     b"EG1-HMAC-SHA256 client_token=akab-client;access_token=akab-access;timestamp=20140321T19:34:21+0000;nonce=nonce-1;"
/// );
/// let signature = [7; 32]; // The HMAC of the request and of this text.
/// let sent = unsigned.with_signature(&signature);
/// let mut buffer = [0; 200];
/// let wire = sent.encode_to_slice(&mut buffer)?;
///
/// let credentials = Credentials::parse(wire)?;
/// assert_eq!(credentials.unsigned().client_token(), "akab-client");
/// assert!(credentials.matches(&signature));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    unsigned: Unsigned<'a>,
    signature: Base64<'a>,
}

impl<'a> Credentials<'a> {
    /// Parses a field value that holds `EdgeGrid` credentials.
    ///
    /// # Errors
    /// Another scheme; no space after it; what the table of the [module](self) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let scheme_payload = SchemePayload::parse(value)?;
        let (at, bytes) = scheme_payload.expect(SCHEME)?.required_raw()?;
        let scheme = scheme_payload.scheme;
        read(scheme, bytes).map_err(|(kind, wrong)| ParseError::new(kind, at.saturating_add(wrong)))
    }

    /// Returns what the signature covers of the credentials.
    #[must_use]
    pub const fn unsigned(&self) -> Unsigned<'a> {
        self.unsigned
    }

    /// Returns the signature.
    #[must_use]
    pub const fn signature(&self) -> Base64<'a> {
        self.signature
    }

    /// Reports whether the signature has exactly these bytes. The time that it takes depends only on lengths.
    #[must_use]
    pub fn matches<G: AsRef<[u8]> + ?Sized>(&self, signature: &G) -> bool {
        self.signature.matches(signature)
    }
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

keep!(Credentials);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.unsigned.write(wire)?;
        wire.put(b"signature=")?;
        self.signature.write(wire)
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// The credentials without their signature: the text that is signed after the request.
///
/// Its wire form, which ends with a semicolon, is the last field of the signed text.
///
/// ```
/// use countersign::auth::eg1::Unsigned;
///
/// let unsigned = Unsigned::new("akab-client", "akab-access", "20140321T19:34:21+0000", "nonce-1")?;
/// assert_eq!(unsigned.timestamp(), "20140321T19:34:21+0000");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Unsigned<'a> {
    scheme: Scheme<'a>,
    parts: [&'a str; 4],
}

impl<'a> Unsigned<'a> {
    /// Creates credentials that are to be signed. The time is UTC, as in `20140321T19:34:21+0000`.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a byte that a part cannot contain; [`ValueErrorKind::Empty`] for an empty part;
    /// [`ValueErrorKind::WrongForm`] for a timestamp of another form.
    pub fn new(
        client_token: &'a str,
        access_token: &'a str,
        timestamp: &'a str,
        nonce: &'a str,
    ) -> Result<Self, ValueError> {
        let parts = [client_token, access_token, timestamp, nonce];
        for (name, part) in NAMES.into_iter().zip(parts) {
            if let Some(offset) = part.bytes().position(|byte| !is_of_part(byte)) {
                return Err(ValueError::new(name, ValueErrorKind::InvalidByte, offset));
            }
            if part.is_empty() {
                return Err(ValueError::new(name, ValueErrorKind::Empty, 0));
            }
        }
        if !is_timestamp(timestamp) {
            return Err(ValueError::new("timestamp", ValueErrorKind::WrongForm, 0));
        }
        Ok(Self { scheme: Scheme::read(SCHEME.as_bytes()), parts })
    }

    /// Returns the credentials with the bytes of the signature.
    #[must_use]
    pub const fn with_signature(self, signature: &'a [u8; SIGNATURE]) -> Credentials<'a> {
        Credentials { unsigned: self, signature: Base64::of(signature, Form::Standard) }
    }

    /// Returns the token of the client.
    #[must_use]
    pub const fn client_token(&self) -> &'a str {
        let [client_token, ..] = self.parts;
        client_token
    }

    /// Returns the token that grants the client access to an account.
    #[must_use]
    pub const fn access_token(&self) -> &'a str {
        let [_, access_token, ..] = self.parts;
        access_token
    }

    /// Returns the time of the request in UTC, as in `20140321T19:34:21+0000`. It is also the text from which the signing key
    /// is derived.
    #[must_use]
    pub const fn timestamp(&self) -> &'a str {
        let [_, _, timestamp, _] = self.parts;
        timestamp
    }

    /// Returns the nonce.
    #[must_use]
    pub const fn nonce(&self) -> &'a str {
        let [.., nonce] = self.parts;
        nonce
    }
}

impl fmt::Debug for Unsigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsigned").finish_non_exhaustive()
    }
}

impl Encode for Unsigned<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.scheme.write(wire)?;
        wire.put(b" ")?;
        NAMES.iter().zip(self.parts).try_for_each(|(name, part)| {
            [name.as_bytes(), b"=", part.as_bytes(), b";"].into_iter().try_for_each(|piece| wire.put(piece))
        })
    }
}

/// Reads what follows the scheme. The error is its kind, and an offset.
fn read<'a>(scheme: Scheme<'a>, bytes: &'a [u8]) -> Result<Credentials<'a>, (ErrorKind, usize)> {
    let offset = |rest: &[u8]| bytes.len().saturating_sub(rest.len());
    let mut parts = [""; 4];
    let mut rest = bytes;
    for (name, place) in NAMES.into_iter().zip(&mut parts) {
        let at = offset(rest);
        let value = after_name(name, rest).ok_or((ErrorKind::Missing(name), at))?;
        let length = value.iter().take_while(|byte| is_of_part(**byte)).count();
        let (part, after) = value.split_at_checked(length).unwrap_or_default();
        let [b';', after @ ..] = after else {
            return Err((ErrorKind::Expected(Rule::Semicolon), offset(after)));
        };
        let part = core::str::from_utf8(part).unwrap_or_default();
        if part.is_empty() || name == "timestamp" && !is_timestamp(part) {
            return Err((ErrorKind::InvalidParam(name), at));
        }
        *place = part;
        rest = after;
    }
    let at = offset(rest);
    let symbols = after_name("signature", rest).ok_or((ErrorKind::Missing("signature"), at))?;
    let signature = Base64::read(symbols, Form::Standard)
        .map_err(|wrong| (ErrorKind::Expected(Rule::Base64), offset(symbols).saturating_add(wrong)))?;
    if signature.decoded_len() != SIGNATURE {
        return Err((ErrorKind::InvalidParam("signature"), at));
    }
    Ok(Credentials { unsigned: Unsigned { scheme, parts }, signature })
}

/// `name "="`; returns what follows.
fn after_name<'a>(name: &str, bytes: &'a [u8]) -> Option<&'a [u8]> {
    bytes.strip_prefix(name.as_bytes())?.strip_prefix(b"=")
}

/// A byte of `part`.
const fn is_of_part(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';')
}

/// `timestamp = 8DIGIT "T" 2DIGIT ":" 2DIGIT ":" 2DIGIT "+0000"`
fn is_timestamp(text: &str) -> bool {
    const FORM: &[u8] = b"ddddddddTdd:dd:dd+0000";
    let fits = |(byte, form): (u8, &u8)| if *form == b'd' { byte.is_ascii_digit() } else { byte == *form };
    text.len() == FORM.len() && text.bytes().zip(FORM).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_of_one_form() {
        for (text, expected) in [
            ("20140321T19:34:21+0000", true),
            ("99999999T99:99:99+0000", true),
            ("20140321T19:34:21Z", false),
            ("20140321T19:34:21+0100", false),
            ("20140321t19:34:21+0000", false),
            ("2014-03-21T19:34:21+0000", false),
            ("20140321T19:34:2d+0000", false),
            ("20140321T19:34:21+00000", false),
            ("", false),
        ] {
            assert_eq!(is_timestamp(text), expected, "{text}");
        }
    }
}
