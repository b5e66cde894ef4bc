//! RFC 7515 §7.1: a signed JWT in its compact form, as DPoP's proof and vapid's `t` are.
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
//! | octets | read | why |
//! |---|---|---|
//! | padding, bits beyond the last octet | refused: [`Rule::Jwt`] | RFC 7515 §2, RFC 4648 §3.5 |
//! | a part that is empty | refused: [`Rule::Jwt`] | no JSON object is empty, and who builds on this wants a signature |
//! | two parts, or five | refused: [`Rule::Jwt`] | an unsigned or encrypted one proves nothing |
//! | parts that hold no JSON | read | nobody but their reader can tell |

use core::fmt;

use crate::auth::coding::base64::Base64;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};

/// A signed JWT, whose parts are reached without decoding them.
///
/// `Debug` shows its length only, and two have no `==`: it proves who sends it.
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
    octets: &'a [u8],
    header: Base64<'a>,
    payload: Base64<'a>,
    signature: Base64<'a>,
}

impl<'a> Jwt<'a> {
    /// Reads a value that is nothing else.
    ///
    /// # Errors
    /// [`Rule::Jwt`] at the octet that does not belong there.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(value).map_err(|wrong| ParseError::new(ErrorKind::Expected(Rule::Jwt), wrong))
    }

    /// A JWT, or at which octet it ends to be one.
    pub(in crate::auth) fn read(octets: &'a [u8]) -> Result<Self, usize> {
        let (header, rest) = part_and_dot(octets)?;
        let behind = |rest: &[u8]| octets.len().saturating_sub(rest.len());
        let (payload, last) = part_and_dot(rest).map_err(|wrong| behind(rest).saturating_add(wrong))?;
        match Base64::read_url(last) {
            Ok((signature, [])) => Ok(Self { octets, header, payload, signature }),
            Ok((_, rest)) => Err(behind(rest)),
            Err(wrong) => Err(behind(last).saturating_add(wrong)),
        }
    }

    /// A JWT to be sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that does not match; [`ValueErrorKind::WrongForm`] if more is
    /// expected at the end; [`ValueErrorKind::Empty`].
    pub fn new<T: AsRef<[u8]> + ?Sized>(jwt: &'a T) -> Result<Self, ValueError> {
        Self::for_part("jwt", jwt.as_ref())
    }

    /// As [`new`](Self::new), with the name that an error gives.
    pub(in crate::auth) fn for_part(part: &'static str, octets: &'a [u8]) -> Result<Self, ValueError> {
        Self::read(octets).map_err(|wrong| match octets.len() {
            0 => ValueError::new(part, ValueErrorKind::Empty, 0),
            length if wrong == length => ValueError::new(part, ValueErrorKind::WrongForm, 0),
            _ => ValueError::new(part, ValueErrorKind::InvalidByte, wrong),
        })
    }

    /// The whole of it, which is always ASCII.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        core::str::from_utf8(self.octets).unwrap_or_default()
    }

    /// What the signature is made of: header and payload, and the dot between them.
    #[must_use]
    pub fn signing_input(&self) -> &'a str {
        // Not `rsplit_once`, which keeps a panic.
        let after = self.signature.as_str().map_or(0, str::len).saturating_add(1);
        self.as_str().get(..self.octets.len().saturating_sub(after)).unwrap_or_default()
    }

    /// The header: which algorithm, and perhaps which key.
    #[must_use]
    pub const fn header(&self) -> Base64<'a> {
        self.header
    }

    /// The payload: the claims.
    #[must_use]
    pub const fn payload(&self) -> Base64<'a> {
        self.payload
    }

    /// The signature.
    #[must_use]
    pub const fn signature(&self) -> Base64<'a> {
        self.signature
    }
}

impl fmt::Debug for Jwt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jwt({} octets)", self.octets.len())
    }
}

impl FieldContent for Jwt<'_> {}

impl Encode for Jwt<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.octets)
    }
}

/// `1*base64urlchar "."`
#[inline]
fn part_and_dot(octets: &[u8]) -> Result<(Base64<'_>, &[u8]), usize> {
    match Base64::read_url(octets)? {
        (part, [b'.', rest @ ..]) => Ok((part, rest)),
        (_, rest) => Err(octets.len().saturating_sub(rest.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_to_the_octet() {
        for (octets, expected) in [
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
            assert_eq!(Jwt::read(octets.as_bytes()).map(|_| ()), expected, "{octets}");
        }
    }
}
