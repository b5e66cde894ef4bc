//! Percent-encoded values, RFC 5849 §3.6.

use core::fmt;

use crate::auth::coding::percent::{self, is_unreserved};
use crate::encode::{Encode, FieldContent, Sink, Wire, collect_into};
use crate::error::{CapacityError, ErrorKind, ParseError, Rule};
use crate::syntax::secret;
use crate::syntax::text::Text;
use crate::syntax::wide::stray;

/// Bytes that are sent percent-encoded. The standard requires UTF-8; this type accepts any bytes.
///
/// Two values are equal if they decode to the same bytes. [`Encode`] writes the value without the quotes of a
/// parameter, which is also its form in the text that is signed. `Debug` shows the length only: the value may be a
/// secret.
///
/// ```
/// use countersign::{Encode, auth::oauth::Encoded};
///
/// let mut buffer = [0; 32];
/// let value = Encoded::new("Ladies + Gentlemen");
/// assert_eq!(value.encode_to_slice(&mut buffer)?, b"Ladies%20%2B%20Gentlemen");
///
/// let value = Encoded::parse(b"Ladies%20%2b%20Gentlemen")?;
/// assert_eq!(value.decode_into(&mut buffer)?, b"Ladies + Gentlemen");
/// assert_eq!(value, "Ladies + Gentlemen");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Encoded<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    /// Received: still percent-encoded.
    Encoded(Text<'a>),
    /// Supplied by the caller: not encoded yet.
    Plain(&'a [u8]),
}

impl<'a> Encoded<'a> {
    /// Parses percent-encoded bytes.
    ///
    /// # Errors
    /// [`Rule::PctEncoded`] at the first percent sign that is not followed by two hex digits.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(Text::quoted(bytes, false)).ok_or_else(|| {
            let is_broken = |at: &usize| bytes.get(*at..).is_some_and(|rest| !is_valid_start(rest));
            let offset = (0..bytes.len()).find(is_broken).unwrap_or(bytes.len());
            ParseError::new(ErrorKind::Expected(Rule::PctEncoded), offset)
        })
    }

    /// Reads the value of a parameter.
    pub(super) fn read(text: Text<'a>) -> Option<Self> {
        let is_encoded = match (stray(text.raw(), |byte| byte != b'%'), text.as_bytes()) {
            (None, _) => true,
            (Some(first), Some(bytes)) => percent::is_encoded(bytes.iter().copied().skip(first)),
            (Some(_), None) => percent::is_encoded(text.bytes()),
        };
        is_encoded.then_some(Self(Source::Encoded(text)))
    }

    /// Creates a value from any bytes, which are not encoded yet.
    #[must_use]
    pub fn new<O: AsRef<[u8]> + ?Sized>(bytes: &'a O) -> Self {
        Self(Source::Plain(bytes.as_ref()))
    }

    /// Returns the text if it is UTF-8 and contains neither percent-encoding nor escapes.
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        match self.0 {
            Source::Encoded(text) => text.as_str().filter(|text| !text.contains('%')),
            Source::Plain(bytes) => core::str::from_utf8(bytes).ok(),
        }
    }

    /// Iterates over the decoded bytes.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let (encoded, plain) = match self.0 {
            Source::Encoded(text) => (text, &[][..]),
            Source::Plain(bytes) => (Text::quoted(b"", false), bytes),
        };
        percent::decode(encoded.bytes()).chain(plain.iter().copied())
    }

    /// Decodes into the start of `buffer`. The decoded bytes are never longer than the encoded ones.
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        collect_into(self.bytes(), buffer)
    }

    /// Reports whether the decoded bytes are these. The time depends on lengths only, unlike that of `==`.
    #[must_use]
    pub fn matches<O: AsRef<[u8]> + ?Sized>(&self, bytes: &O) -> bool {
        secret::bytes_eq(self.bytes(), bytes.as_ref())
    }
}

impl PartialEq for Encoded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes().eq(other.bytes())
    }
}

impl Eq for Encoded<'_> {}

impl PartialEq<str> for Encoded<'_> {
    fn eq(&self, other: &str) -> bool {
        let spelled = match self.0 {
            Source::Encoded(text) => text.raw(),
            Source::Plain(bytes) => bytes,
        };
        // Most senders encode only what needs it. One comparison then decides.
        let is_spelled = spelled == other.as_bytes();
        let stands_for_itself = || stray(spelled, |byte| (byte != b'%') & (byte != b'\\')).is_none();
        is_spelled && stands_for_itself() || self.bytes().eq(other.bytes())
    }
}

impl PartialEq<&str> for Encoded<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl fmt::Debug for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Encoded({} bytes)", self.bytes().count())
    }
}

impl FieldContent for Encoded<'_> {}

impl Encode for Encoded<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match self.0 {
            // Received values are normalized: every byte that needs encoding is encoded, in upper-case digits.
            Source::Encoded(_) => self.bytes().try_for_each(|byte| percent::write(wire, &[byte], is_unreserved)),
            Source::Plain(bytes) => percent::write(wire, bytes, is_unreserved),
        }
    }
}

/// Whether bytes begin with `pct-encoded` or with anything but a percent sign.
fn is_valid_start(bytes: &[u8]) -> bool {
    match bytes {
        [b'%', high, low, ..] => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
        [b'%', ..] => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_point_at_the_broken_percent_sign() {
        for (bytes, expected) in
            [("", None), ("a%2Fb", None), ("%", Some(0)), ("a%2", Some(1)), ("%25%zz", Some(3)), ("%%41", Some(0))]
        {
            let error = Encoded::parse(bytes.as_bytes()).err();
            assert_eq!(error.map(|error| error.offset()), expected, "{bytes}");
        }
    }
}
