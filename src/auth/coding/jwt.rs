//! RFC 7515 §7.1: a signed JWT in compact form, such as the proof of DPoP and the parameter `t` of vapid.
//!
//! ```abnf
//! jwt       = header "." payload "." signature
//! header    = 1*base64urlchar ; base64url without padding, of a JSON object
//! payload   = 1*base64urlchar ; the same
//! signature = 1*base64urlchar ; of header "." payload
//! ```
//! [RFC 7515, section 7.1](https://www.rfc-editor.org/rfc/rfc7515#section-7.1) ·
//! [RFC 7519, section 3](https://www.rfc-editor.org/rfc/rfc7519#section-3)
//!
//! | input | result | why |
//! |---|---|---|
//! | padding, bits beyond the last byte | rejected: [`Rule::Jwt`] | RFC 7515 §2, RFC 4648 §3.5 |
//! | an empty part | rejected: [`Rule::Jwt`] | the text of a JSON object is never empty, and the schemes require a signature |
//! | two parts, or five | rejected: [`Rule::Jwt`] | an unsigned or an encrypted JWT proves nothing |
//! | a header or payload that is not JSON | accepted | the schemes parse it, or their callers |

use core::fmt;

use crate::auth::coding::base64::Base64;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};

/// A signed JWT. Its parts are found without decoding them.
///
/// A JWT is a proof of identity: `Debug` shows its length only, and there is no `==`.
///
/// ```
/// use countersign::{Encode, auth::jwt::Jwt};
///
/// let jwt = Jwt::parse(b"eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIn0.Jw")?;
/// assert_eq!(jwt.signing_input(), "eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIn0");
/// let mut buffer = [0; 64];
/// assert_eq!(jwt.payload().decode_into(&mut buffer)?, br#"{"jti":"a"}"#);
/// assert_eq!(jwt.signature().decoded_len(), 1);
///
/// let jwt = Jwt::new("eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIn0.Jw")?;
/// assert_eq!(jwt.encode_to_slice(&mut buffer)?, b"eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIn0.Jw");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Jwt<'a> {
    bytes: &'a [u8],
    header: Base64<'a>,
    payload: Base64<'a>,
    signature: Base64<'a>,
}

impl<'a> Jwt<'a> {
    /// Parses a whole value.
    ///
    /// # Errors
    /// [`Rule::Jwt`] at the first byte that does not match.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(value).map_err(|wrong| ParseError::new(ErrorKind::Expected(Rule::Jwt), wrong))
    }

    /// Reads a JWT. `Err` is the offset of the first byte that does not match.
    pub(in crate::auth) fn read(bytes: &'a [u8]) -> Result<Self, usize> {
        let (header, rest) = part_and_dot(bytes)?;
        let offset = |rest: &[u8]| bytes.len().saturating_sub(rest.len());
        let (payload, last) = part_and_dot(rest).map_err(|wrong| offset(rest).saturating_add(wrong))?;
        match Base64::read_url(last) {
            Ok((signature, [])) => Ok(Self { bytes, header, payload, signature }),
            Ok((_, rest)) => Err(offset(rest)),
            Err(wrong) => Err(offset(last).saturating_add(wrong)),
        }
    }

    /// Checks a JWT to be sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that does not match; [`ValueErrorKind::WrongForm`] if more is
    /// expected at the end; [`ValueErrorKind::Empty`].
    pub fn new<T: AsRef<[u8]> + ?Sized>(jwt: &'a T) -> Result<Self, ValueError> {
        Self::for_part("jwt", jwt.as_ref())
    }

    /// As [`new`](Self::new), with the name of the part for the error.
    pub(in crate::auth) fn for_part(part: &'static str, bytes: &'a [u8]) -> Result<Self, ValueError> {
        Self::read(bytes).map_err(|wrong| match bytes.len() {
            0 => ValueError::new(part, ValueErrorKind::Empty, 0),
            length if wrong == length => ValueError::new(part, ValueErrorKind::WrongForm, 0),
            _ => ValueError::new(part, ValueErrorKind::InvalidByte, wrong),
        })
    }

    /// Returns the whole JWT. It is always ASCII.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        core::str::from_utf8(self.bytes).unwrap_or_default()
    }

    /// Returns the signed bytes: the header and the payload, with the dot between them.
    #[must_use]
    pub fn signing_input(&self) -> &'a str {
        // Not `rsplit_once`, which keeps a panic.
        let after = self.signature.as_str().map_or(0, str::len).saturating_add(1);
        self.as_str().get(..self.bytes.len().saturating_sub(after)).unwrap_or_default()
    }

    /// Returns the header, which names the algorithm and may name the key.
    #[must_use]
    pub const fn header(&self) -> Base64<'a> {
        self.header
    }

    /// Returns the payload, which holds the claims.
    #[must_use]
    pub const fn payload(&self) -> Base64<'a> {
        self.payload
    }

    /// Returns the signature.
    #[must_use]
    pub const fn signature(&self) -> Base64<'a> {
        self.signature
    }
}

impl fmt::Debug for Jwt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jwt({} bytes)", self.bytes.len())
    }
}

impl FieldContent for Jwt<'_> {}

impl Encode for Jwt<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.bytes)
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// `1*base64urlchar "."`
#[inline]
fn part_and_dot(bytes: &[u8]) -> Result<(Base64<'_>, &[u8]), usize> {
    match Base64::read_url(bytes)? {
        (part, [b'.', rest @ ..]) => Ok((part, rest)),
        (_, rest) => Err(bytes.len().saturating_sub(rest.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_at_the_first_invalid_byte() {
        for (bytes, expected) in [
            ("YQ.YQ.YQ", Ok(())),
            ("YWFh.YWFhYQ.YWE", Ok(())),
            ("", Err(0)),
            ("YQ", Err(2)),
            ("YQ.YQ", Err(5)),
            (".YQ.YQ", Err(0)),
            ("YQ..YQ", Err(3)),
            ("YQ.YQ.", Err(6)),
            ("YQ.YQ.YQ.YQ.YQ", Err(8)),
            ("YQ==.YQ.YQ", Err(2)),
            ("YQ.YR.YQ", Err(5)),
            ("YQ.Y+.YQ", Err(4)),
            ("YQ.YQ.Y Q", Err(7)),
        ] {
            assert_eq!(Jwt::read(bytes.as_bytes()).map(|_| ()), expected, "{bytes}");
        }
    }
}
