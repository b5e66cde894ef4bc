//! The payload of a scheme that sends one opaque value.

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::rules;
use crate::syntax::secret::constant_time_eq;

/// The payload of a scheme that sends one opaque value.
///
/// ```abnf
/// token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
/// ```
/// [RFC 9110, section 11.2](https://www.rfc-editor.org/rfc/rfc9110#section-11.2)
///
/// It has room for base64, base64url, base32 and base16, and says nothing of which. `Debug` shows the length only, and
/// comparing two takes the same time whatever they hold: it is a secret more often than not.
#[derive(Clone, Copy)]
pub struct Token68<'a>(&'a [u8]);

impl<'a> Token68<'a> {
    /// A token68 to be sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first octet that does not belong there, [`ValueErrorKind::Empty`] when there is
    /// none before the padding.
    pub fn new(octets: &'a [u8]) -> Result<Self, ValueError> {
        match rules::token68(octets) {
            Ok(([], token68)) => Ok(Self(token68)),
            Ok((rest, _)) => {
                let offset = octets.len().saturating_sub(rest.len());
                Err(ValueError::new("token68", ValueErrorKind::InvalidByte, offset))
            }
            Err(_) if octets.is_empty() => Err(ValueError::new("token68", ValueErrorKind::Empty, 0)),
            Err(_) => Err(ValueError::new("token68", ValueErrorKind::InvalidByte, 0)),
        }
    }

    pub(in crate::auth) const fn read(octets: &'a [u8]) -> Self {
        Self(octets)
    }

    /// Parses bytes that are a token68 and nothing else; they begin at byte `at` of the value.
    #[inline]
    pub(in crate::auth) fn parse_at(octets: &'a [u8], at: usize) -> Result<Self, ParseError> {
        match rules::token68(octets) {
            Ok(([], token68)) => Ok(Self(token68)),
            Ok((rest, _)) => Err(not_a_token68(octets.len().wrapping_sub(rest.len()).wrapping_add(at))),
            Err(_) => Err(not_a_token68(at)),
        }
    }

    /// The octets, padding included.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The same as text; it is always ASCII.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        core::str::from_utf8(self.0).unwrap_or_default()
    }

    /// Returns whether the bytes are these, in constant time for a given length.
    #[must_use]
    pub fn matches<O: AsRef<[u8]> + ?Sized>(&self, octets: &O) -> bool {
        constant_time_eq(self.0, octets.as_ref())
    }
}

pub(in crate::auth) const fn not_a_token68(at: usize) -> ParseError {
    ParseError::new(ErrorKind::Expected(Rule::Token68), at)
}

impl PartialEq for Token68<'_> {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(self.0, other.0)
    }
}

impl Eq for Token68<'_> {}

impl fmt::Debug for Token68<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token68({} octets)", self.0.len())
    }
}

impl FieldContent for Token68<'_> {}

impl Encode for Token68<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.0)
    }
}
