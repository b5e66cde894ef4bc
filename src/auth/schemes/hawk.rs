//! The Hawk scheme, as Mozilla's library of that name has it.
//!
//! ```abnf
//! challenge   = "Hawk" [ 1*SP #auth-param ] ; ts, tsm, error, all OPTIONAL
//! credentials = "Hawk" 1*SP #auth-param     ; id, ts, nonce, mac REQUIRED; hash, ext, app, dlg OPTIONAL
//! info        = "Hawk" 1*SP #auth-param     ; mac REQUIRED; hash, ext OPTIONAL; in Server-Authorization
//! value       = DQUOTE 1*( %x20-21 / %x23-5B / %x5D-7E ) DQUOTE ; of all but error
//! ts          = 1*20DIGIT                   ; seconds since 1970
//! mac, tsm, hash = base64
//! ```
//! [mozilla/hawk, API](https://github.com/mozilla/hawk/blob/main/API.md); the ABNF is ours
//!
//! | octets | read | why |
//! |---|---|---|
//! | a value that is not quoted | read; written with quotes | RFC 9110 §11.2; the library reads quotes only |
//! | an empty value, one with a quote or a backslash, with HTAB or octets past 0x7E | refused: [`ErrorKind::InvalidParam`] | the library has no such values |
//! | a mac, tsm or hash that is no base64 | refused: [`Rule::Base64`] | RFC 4648 §4 |
//! | a ts that is no number, or past 64 bits | refused: [`ErrorKind::InvalidParam`] | it counts seconds |
//! | a dlg without an app | refused: [`ErrorKind::Missing`] | nobody would sign it |
//! | a ts without a tsm in a challenge, or the other way round | refused: [`ErrorKind::Missing`] | a client may not set its clock by anyone's word |
//! | a parameter that occurs twice | refused: [`ErrorKind::DuplicateParam`] | the library, RFC 9110 §11.2 |
//! | other parameters | passed over, and not written again | RFC 9110 §16.4.2; the library refuses them |
//!
//! [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam
//! [`ErrorKind::Missing`]: crate::ErrorKind::Missing
//! [`ErrorKind::DuplicateParam`]: crate::ErrorKind::DuplicateParam

mod challenge;
mod credentials;
mod info;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::payload::Payload;
use crate::auth::slots::Slot;
use crate::auth::{Decimal, Leniency};
use crate::error::{LineError, ParseError, Rule, ValueError, ValueErrorKind};
use crate::fields::{Fields, only_line};
use crate::syntax::text::Text;
use crate::syntax::wide::stray;

pub use challenge::Challenge;
pub use credentials::Credentials;
pub use info::Info;

const SCHEME: &str = "Hawk";

/// The info of a response's Server-Authorization line.
///
/// # Errors
/// As [`Info::parse`]; and [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) in a second line.
pub fn server_authorization<'m>(fields: impl Fields<'m>) -> Result<Option<Info<'m>>, LineError> {
    only_line(fields, "Server-Authorization", Info::parse)
}

/// What stands in a value.
const fn is_plain(octet: u8) -> bool {
    (octet.wrapping_sub(b' ') < 2) | (octet.wrapping_sub(b'#') < 57) | (octet.wrapping_sub(b']') < 34)
}

/// `value`, which has nothing to escape and no escapes.
fn value(text: Text<'_>) -> Option<Text<'_>> {
    text.as_bytes().is_some_and(|octets| !octets.is_empty() && stray(octets, is_plain).is_none()).then_some(text)
}

/// A value to be sent.
fn value_of<'a>(part: &'static str, octets: &'a [u8]) -> Result<Text<'a>, ValueError> {
    match stray(octets, is_plain) {
        Some(offset) => Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset)),
        None if octets.is_empty() => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
        None => Ok(Text::quoted(octets, false)),
    }
}

/// `base64`, and not none.
fn base64<'a, T: Leniency>(slot: Slot<'a>, payload: Payload<'a, T>) -> Result<Option<Base64<'a>>, ParseError> {
    let of = |symbols: &'a [u8]| if symbols.is_empty() { Err(0) } else { Base64::read(symbols, Form::Standard) };
    slot.read(payload, Rule::Base64, of)
}

/// Octets to be sent in base64.
fn base64_of<'a>(part: &'static str, octets: &'a [u8]) -> Result<Base64<'a>, ValueError> {
    match octets {
        [] => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
        octets => Ok(Base64::of(octets, Form::Standard)),
    }
}

/// A time as a value.
fn text(time: &Decimal) -> Text<'_> {
    Text::quoted(time.as_str().as_bytes(), false)
}
