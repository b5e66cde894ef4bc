//! The Hawk scheme, as Mozilla's library of that name implements it: requests signed with a shared key.
//!
//! ```abnf
//! challenge   = "Hawk" [ 1*SP #auth-param ] ; ts, tsm, error, all OPTIONAL
//! credentials = "Hawk" 1*SP #auth-param     ; id, ts, nonce, mac REQUIRED; hash, ext, app, dlg OPTIONAL
//! info        = "Hawk" 1*SP #auth-param     ; mac REQUIRED; hash, ext OPTIONAL; in Server-Authorization
//! value       = DQUOTE 1*( %x20-21 / %x23-5B / %x5D-7E ) DQUOTE ; of every parameter but error
//! ts          = 1*20DIGIT                   ; seconds since 1970
//! mac, tsm, hash = base64
//! ```
//! [mozilla/hawk, API](https://github.com/mozilla/hawk/blob/main/API.md). The library has no ABNF; this one describes
//! it.
//!
//! | input | result | why |
//! |---|---|---|
//! | a value that is not quoted | accepted; written with quotes | RFC 9110 §11.2; mozilla/hawk accepts quoted values only |
//! | an empty value, or one with a quote, a backslash, HTAB or bytes above 0x7E | rejected: [`ErrorKind::InvalidParam`] | mozilla/hawk rejects them |
//! | a `mac`, `tsm` or `hash` that is not base64 | rejected: [`Rule::Base64`](crate::Rule::Base64) | RFC 4648 §4 |
//! | a `ts` that is not a number, or exceeds 64 bits | rejected: [`ErrorKind::InvalidParam`] | it counts seconds |
//! | a `dlg` without an `app` | rejected: [`ErrorKind::Missing`] | the signature covers `dlg` only together with `app` |
//! | in a challenge, a `ts` without a `tsm` or a `tsm` without a `ts` | rejected: [`ErrorKind::Missing`] | a client must not set its clock from an unauthenticated time |
//! | a digit of `ts` with an escape | accepted | RFC 9110 §5.6.4: it is the digit |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`] | RFC 9110 §11.2, as in mozilla/hawk |
//! | other parameters | ignored, and not written again | RFC 9110 §16.4.2; mozilla/hawk rejects them |
//!
//! # Signatures
//!
//! [`Normalized`] is what is signed. [`Client`] and [`Server`] sign and verify it with the key's MAC, requests and responses;
//! a [`Bewit`] is a signature in the query of a link: anybody who has the link can use it until it expires.
//!
//! | input | result | why |
//! |---|---|---|
//! | a key of HMAC-SHA-256 or HMAC-SHA-1 | the caller's MAC | the record of the key says which; it is not negotiated |
//! | parameters and upper case in a media type | left out, and in lower case | as mozilla/hawk does |
//! | no hash, and a payload that is to be checked | [`Refusal::Payload`] | a body could be replaced |
//! | a wrong mac and a wrong time | [`Refusal::Mac`] | only a client that has the key gets the signed time of the server |
//! | a HEAD request with a bewit | verified as GET | as mozilla/hawk does |
//! | an expired bewit with a wrong mac | [`Refusal::Mac`] | as mozilla/hawk does |
//! | a second bewit in the query | rejected | one of them would not be verified |
//! | a challenge whose time the server did not sign | [`Client::resync`] returns `None` | an attacker could set the client's clock |
//!
//! [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam
//! [`ErrorKind::Missing`]: crate::ErrorKind::Missing
//! [`ErrorKind::DuplicateParam`]: crate::ErrorKind::DuplicateParam

mod bewit;
mod challenge;
mod client;
mod credentials;
mod info;
mod request;
mod server;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::coding::decimal::Decimal;
use crate::auth::deviation::Leniency;
use crate::auth::field_names::SERVER_AUTHORIZATION;
use crate::auth::payload::Payload;
use crate::auth::slots::Slot;
use crate::error::{LineError, ParseError, ValueError, ValueErrorKind};
use crate::fields::{Fields, only_line};
use crate::syntax::text::Text;
use crate::syntax::wide::stray;

pub use bewit::{Bewit, NewBewit};
pub use challenge::Challenge;
pub use client::{Client, ClientError, Signed};
pub use credentials::Credentials;
pub use info::Info;
pub use request::{Normalized, PayloadHash, Request};
pub use server::{Refusal, Response, Server, Time};

/// The name of the scheme.
pub const SCHEME: &str = "Hawk";

/// Returns the info in a response's Server-Authorization field, or `None` if the field is absent.
///
/// # Errors
/// The errors of [`Info::parse`], and [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
///
/// ```
/// use countersign::auth::hawk;
///
/// let response = [("Server-Authorization", "Hawk mac=\"R0xPQkFMIFRJTUU=\"")];
/// let info = hawk::server_authorization(&response)?.expect("the field is present");
/// assert!(info.matches("GLOBAL TIME"));
///
/// let response: [(&str, &str); 0] = [];
/// assert_eq!(hawk::server_authorization(&response)?, None);
/// # Ok::<(), countersign::LineError>(())
/// ```
pub fn server_authorization<'m>(fields: impl Fields<'m>) -> Result<Option<Info<'m>>, LineError> {
    only_line(fields, SERVER_AUTHORIZATION, Info::parse)
}

/// Whether a byte may stand in a value.
const fn is_plain(byte: u8) -> bool {
    (byte.wrapping_sub(b' ') < 2) | (byte.wrapping_sub(b'#') < 57) | (byte.wrapping_sub(b']') < 34)
}

/// `value`, which has no escapes.
fn value(text: Text<'_>) -> Option<Text<'_>> {
    text.as_bytes().is_some_and(|bytes| !bytes.is_empty() && stray(bytes, is_plain).is_none()).then_some(text)
}

/// Checks a value that the caller supplies.
fn value_of<'a>(part: &'static str, bytes: &'a [u8]) -> Result<Text<'a>, ValueError> {
    match stray(bytes, is_plain) {
        Some(offset) => Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset)),
        None if bytes.is_empty() => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
        None => Ok(Text::quoted(bytes, false)),
    }
}

/// `base64`, which is not empty.
fn base64<'a, T: Leniency>(slot: Slot<'a>, payload: Payload<'a, T>) -> Result<Option<Base64<'a>>, ParseError> {
    slot.base64(payload, Form::Standard)
}

/// Checks bytes that are sent in base64.
fn base64_of<'a>(part: &'static str, bytes: &'a [u8]) -> Result<Base64<'a>, ValueError> {
    match bytes {
        [] => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
        bytes => Ok(Base64::of(bytes, Form::Standard)),
    }
}

/// Returns a time as the text of a parameter.
fn text(time: &Decimal) -> Text<'_> {
    Text::quoted(time.as_str().as_bytes(), false)
}
