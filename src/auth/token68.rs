//! `token68`: the payload of a scheme that sends one opaque value.

use core::fmt;

use crate::auth::coding::base64::{runs, unfolded};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::rules::{self, Read, expected, ows};
use crate::syntax::secret::{bytes_eq, constant_time_eq};

/// The payload of a scheme that sends one opaque value.
///
/// ```abnf
/// token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
/// ```
/// [RFC 9110, section 11.2](https://www.rfc-editor.org/rfc/rfc9110#section-11.2)
///
/// The alphabet fits base64, base64url, base32 and base16; the scheme determines which of them it is. Bytes outside it come
/// from [`any_visible_ascii`](Self::any_visible_ascii) and, with
/// [`Deviation::BareToken`](crate::auth::Deviation::BareToken), from the tolerant parser only. With
/// [`Deviation::FoldedSpace`](crate::auth::Deviation::FoldedSpace), it has white space between its symbols, which is not
/// written. A token68 is often a
/// secret: `Debug` shows the length only, and `==` takes the same time wherever two of one length differ.
///
/// ```
/// use countersign::auth::{Credentials, Token68};
///
/// let credentials = Credentials::parse(b"Bearer mF_9.B5f-4.1JqM")?;
/// let token = credentials.token68().unwrap();
/// assert_eq!(token.as_str(), "mF_9.B5f-4.1JqM");
/// assert!(token.matches("mF_9.B5f-4.1JqM") && token == Token68::new("mF_9.B5f-4.1JqM")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Token68<'a> {
    bytes: &'a [u8],
    /// Whether there is white space between the bytes, which is not written.
    is_folded: bool,
}

impl<'a> Token68<'a> {
    /// Creates a token68.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that a token68 may not have there, [`ValueErrorKind::Empty`] for no
    /// bytes.
    pub fn new<V: AsRef<[u8]> + ?Sized>(value: &'a V) -> Result<Self, ValueError> {
        let value = value.as_ref();
        match rules::token68(value) {
            Ok(([], token68)) => Ok(Self::read(token68)),
            Ok((rest, _)) => {
                let offset = value.len().saturating_sub(rest.len());
                Err(ValueError::new("token68", ValueErrorKind::InvalidByte, offset))
            }
            Err(_) if value.is_empty() => Err(ValueError::new("token68", ValueErrorKind::Empty, 0)),
            Err(_) => Err(ValueError::new("token68", ValueErrorKind::InvalidByte, 0)),
        }
    }

    /// Creates what servers issue in place of a token68: visible ASCII without comma and quote, such as
    /// `secret-token:a%20b` ([RFC 8959](https://www.rfc-editor.org/rfc/rfc8959)).
    ///
    /// The grammar does not allow it. A recipient that follows the standard rejects it; the
    /// [tolerant parser](crate::auth::tolerant) reads it. A comma would end the token, and a quote would hide what follows
    /// it.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first other byte, [`ValueErrorKind::Empty`] for no bytes.
    pub fn any_visible_ascii<V: AsRef<[u8]> + ?Sized>(value: &'a V) -> Result<Self, ValueError> {
        let value = value.as_ref();
        match value.iter().position(|&byte| !is_visible(byte)) {
            Some(offset) => Err(ValueError::new("token68", ValueErrorKind::InvalidByte, offset)),
            None if value.is_empty() => Err(ValueError::new("token68", ValueErrorKind::Empty, 0)),
            None => Ok(Self::read(value)),
        }
    }

    pub(in crate::auth) const fn read(bytes: &'a [u8]) -> Self {
        Self { bytes, is_folded: false }
    }

    /// As [`read`](Self::read), for bytes that have white space between them.
    pub(in crate::auth) const fn read_folded(bytes: &'a [u8]) -> Self {
        Self { bytes, is_folded: true }
    }

    /// Parses bytes that are a token68 and nothing else; they begin at byte `at` of the value.
    #[inline]
    pub(in crate::auth) fn parse_at(bytes: &'a [u8], at: usize) -> Result<Self, ParseError> {
        match rules::token68(bytes) {
            Ok(([], token68)) => Ok(Self::read(token68)),
            Ok((rest, _)) => Err(not_a_token68(bytes.len().wrapping_sub(rest.len()).wrapping_add(at))),
            Err(_) => Err(not_a_token68(at)),
        }
    }

    /// Returns the bytes, including the padding. Base64 that was received from a folded line, if that is
    /// [tolerated](crate::auth::Deviation::FoldedSpace), has white space in it, which is neither compared nor written.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Returns the value as text, which is always ASCII.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        core::str::from_utf8(self.bytes).unwrap_or_default()
    }

    /// Returns whether the bytes are these. The time depends on the lengths only.
    #[must_use]
    pub fn matches<V: AsRef<[u8]> + ?Sized>(&self, value: &V) -> bool {
        if self.is_folded {
            bytes_eq(unfolded(self.bytes), value.as_ref())
        } else {
            constant_time_eq(self.bytes, value.as_ref())
        }
    }
}

/// `token68`, if the end or `OWS ","` follows.
#[inline(always)]
pub(in crate::auth) fn element(input: &[u8]) -> Read<'_, &[u8]> {
    let (rest, token68) = rules::token68(input)?;
    match ows(rest)? {
        ([] | [b',', ..], ()) => Ok((rest, token68)),
        (rest, ()) => expected(Rule::Comma, rest),
    }
}

/// Returns whether a token outside the alphabet may hold the byte: `VCHAR`, but no comma, which ends a value, and no quote,
/// which would hide what follows it.
pub(in crate::auth) const fn is_visible(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b',' | b'"')
}

pub(in crate::auth) const fn not_a_token68(at: usize) -> ParseError {
    ParseError::new(ErrorKind::Expected(Rule::Token68), at)
}

impl PartialEq for Token68<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.is_folded, other.is_folded) {
            (_, false) => self.matches(other.bytes),
            (false, true) => other.matches(self.bytes),
            (true, true) => unfolded(self.bytes).eq(unfolded(other.bytes)),
        }
    }
}

impl Eq for Token68<'_> {}

impl fmt::Debug for Token68<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token68({} bytes)", self.bytes.len())
    }
}

impl FieldContent for Token68<'_> {}

impl Encode for Token68<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        if self.is_folded {
            return runs(self.bytes).try_for_each(|run| wire.put(run));
        }
        wire.put(self.bytes)
    }
}
