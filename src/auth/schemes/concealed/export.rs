//! Concealed-Auth-Export, RFC 9729 §6.2: the output of the TLS exporter, which a frontend sends to its backend.

use super::{Credentials, VERIFICATION};
use crate::auth::coding::base64::{Base64, Form};
use crate::auth::field_names::CONCEALED_AUTH_EXPORT;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, LineError, ParseError, Rule};
use crate::fields::{Fields, only_line};
use crate::syntax::class::WSP;
use crate::syntax::rules::{ows, trim_end};

/// How many bytes a frontend exports.
const OUTPUT: usize = 48;

/// How many bytes of the output the proof covers. The verification follows.
const SIGNED: usize = OUTPUT - VERIFICATION;

/// The name of the protocol, and a separator.
const NAME: &[u8; 30] = b"HTTP Concealed Authentication\0";

/// The label of the TLS exporter, [RFC 9729, section 3](https://www.rfc-editor.org/rfc/rfc9729#section-3). The exporter's
/// context is a [`Context`](super::Context), and its output has [`Export::LENGTH`] bytes.
pub const LABEL: &str = "EXPORTER-HTTP-Concealed-Authentication";

/// The output of the TLS exporter: 48 bytes.
///
/// The first 32 bytes are in the text that the proof signs, the last 16 are [`Credentials::verification`]. `Debug` shows no
/// byte, and there is no `==`: a reader of the output can replay the credentials.
///
/// ```
/// use countersign::{Encode, auth::concealed::Export};
///
/// let value = b":VGhpc+BleGFtcGxlIFRMU/BleHBvcnRlc+BvdXRwdXQ/aXMgNDggYnl0ZXMgI/+h:";
/// let export = Export::parse(value)?;
/// assert_eq!(export.output(), *b"This\xE0example TLS\xF0exportes\xE0output?is 48 bytes \x23\xFF\xA1");
/// assert_eq!(export.verification(), *b"?is 48 bytes \x23\xFF\xA1");
///
/// assert_eq!(Export::new(export.output()).encode_to_slice(&mut [0; 66])?, value);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`Credentials::verification`]: super::Credentials::verification
#[derive(Clone, Copy)]
pub struct Export([u8; OUTPUT]);

impl Export {
    /// How many bytes the exporter is to return.
    pub const LENGTH: usize = OUTPUT;

    /// Parses the value of a Concealed-Auth-Export field.
    ///
    /// # Errors
    /// [`Rule::SfBinary`] where no colon begins or ends the value; [`Rule::Base64`] at the first byte between them that is
    /// not base64, or at the first one too many; [`Rule::End`] after the second colon.
    pub fn parse(value: &[u8]) -> Result<Self, ParseError> {
        let value = trim_end(value, WSP);
        let trimmed = ows(value).map_or(value, |(rest, ())| rest);
        let at = value.len().saturating_sub(trimmed.len());
        sf_binary(trimmed)
            .map(Self)
            .map_err(|(rule, wrong)| ParseError::new(ErrorKind::Expected(rule), at.saturating_add(wrong)))
    }

    /// Creates the value from the output of the exporter.
    #[must_use]
    pub const fn new(output: [u8; OUTPUT]) -> Self {
        Self(output)
    }

    /// Returns the output of the exporter.
    #[must_use]
    pub const fn output(&self) -> [u8; OUTPUT] {
        self.0
    }

    /// Returns the first 32 bytes, which the proof covers.
    #[must_use]
    pub fn signed(&self) -> [u8; SIGNED] {
        self.0.first_chunk().copied().unwrap_or([0; SIGNED])
    }

    /// Returns the last 16 bytes, with which the verification of valid credentials is equal. [`matches`](Self::matches)
    /// compares them.
    #[must_use]
    pub fn verification(&self) -> [u8; VERIFICATION] {
        *self.last()
    }

    pub(super) fn last(&self) -> &[u8; VERIFICATION] {
        self.0.last_chunk().unwrap_or(&[0; VERIFICATION])
    }

    /// Returns the bytes that the proof covers, §3.3: 64 spaces, the name of the protocol, a zero byte, and
    /// [`signed`](Self::signed).
    ///
    /// ```
    /// use countersign::auth::concealed::Export;
    ///
    /// let content = Export::new([1; 48]).signed_content();
    /// assert_eq!(content[..64], [b' '; 64]);
    /// assert_eq!(&content[64..95], b"HTTP Concealed Authentication\0\x01");
    /// ```
    ///
    /// Figure 3 of the RFC has the name of an older draft, in hexadecimal: "HTTP Signature Authentication". The text of the
    /// section has the name that is signed.
    #[must_use]
    pub fn signed_content(&self) -> [u8; 126] {
        let mut content = [b' '; 126];
        let parts = NAME.iter().chain(self.0.iter().take(SIGNED));
        content.iter_mut().skip(64).zip(parts).for_each(|(place, byte)| *place = *byte);
        content
    }

    /// Returns whether the verification of the credentials is that of this output. The time depends on lengths only.
    #[must_use]
    pub fn matches(&self, credentials: &Credentials<'_>) -> bool {
        credentials.verification().matches(self.last())
    }
}

impl core::fmt::Debug for Export {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Export").finish_non_exhaustive()
    }
}

impl FieldContent for Export {}

impl Encode for Export {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(b":")?;
        Base64::of(&self.0, Form::Standard).write(wire)?;
        wire.put(b":")
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// Parses the Concealed-Auth-Export line of a request that a trusted frontend sent.
///
/// A server ignores this field unless it trusts the sender, §6.2: do not call this function for requests of clients.
///
/// ```
/// use countersign::auth::concealed;
///
/// let request = [("Concealed-Auth-Export", ":VGhpc+BleGFtcGxlIFRMU/BleHBvcnRlc+BvdXRwdXQ/aXMgNDggYnl0ZXMgI/+h:")];
/// assert!(concealed::auth_export(&request)?.is_some());
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`Export::parse`]; [`ErrorKind::SecondLine`] when there is a second line.
pub fn auth_export<'m>(fields: impl Fields<'m>) -> Result<Option<Export>, LineError> {
    only_line(fields, CONCEALED_AUTH_EXPORT, Export::parse)
}

/// `sf-binary = ":" *base64 ":"`, of 48 bytes. The error is the rule that does not match, and its offset.
fn sf_binary(bytes: &[u8]) -> Result<[u8; OUTPUT], (Rule, usize)> {
    let [b':', rest @ ..] = bytes else {
        return Err((Rule::SfBinary, 0));
    };
    let Some(length) = rest.iter().position(|&byte| byte == b':') else {
        // The first byte that cannot be in the value, or the end, where the colon is missing.
        let symbols = rest.iter().take_while(|&&byte| is_symbol(byte)).count();
        return Err((if symbols < rest.len() { Rule::Base64 } else { Rule::SfBinary }, symbols.saturating_add(1)));
    };
    let (symbols, after) = rest.split_at_checked(length).unwrap_or_default();
    let wrong = |at: usize| (Rule::Base64, at.saturating_add(1));
    let base64 = Base64::read(symbols, Form::Standard).map_err(wrong)?;
    let mut output = [0; OUTPUT];
    match base64.decode_into(&mut output) {
        Ok(decoded) if decoded.len() == OUTPUT => {}
        Ok(_) => return Err(wrong(symbols.len())),
        Err(_) => return Err(wrong(OUTPUT / 3 * 4)),
    }
    match after {
        [_] => Ok(output),
        _ => Err((Rule::End, length.saturating_add(2))),
    }
}

/// A byte of base64, or its padding.
const fn is_symbol(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_at_the_first_invalid_byte() {
        extern crate std;

        let of = |symbols: usize, tail: &str| std::format!(":{}{tail}", "YWFh".repeat(symbols / 4));
        for (value, expected) in [
            (of(64, ":"), Ok(())),
            (of(60, ":"), Err((Rule::Base64, 61))),
            (of(68, ":"), Err((Rule::Base64, 65))),
            (of(64, ""), Err((Rule::SfBinary, 65))),
            (of(64, "YQ==:"), Err((Rule::Base64, 65))),
            (of(60, "YWE:"), Err((Rule::Base64, 64))),
            (of(60, "YW-h:"), Err((Rule::Base64, 63))),
            (of(60, "YW h"), Err((Rule::Base64, 63))),
            (of(64, ":;a=1"), Err((Rule::End, 66))),
            (of(64, "::"), Err((Rule::End, 66))),
            (std::string::String::from("YWFh"), Err((Rule::SfBinary, 0))),
            (std::string::String::new(), Err((Rule::SfBinary, 0))),
            (std::string::String::from(":"), Err((Rule::SfBinary, 1))),
            (std::string::String::from("::"), Err((Rule::Base64, 1))),
        ] {
            assert_eq!(sf_binary(value.as_bytes()).map(|_| ()), expected, "{value}");
        }
    }
}
