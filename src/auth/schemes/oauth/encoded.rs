//! Percent-encoded values, RFC 5849 §3.6.

use core::fmt;

use crate::auth::coding::percent;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::CapacityError;
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
/// let value = Encoded::parse(b"Ladies%20%2b%20Gentlemen").unwrap();
/// assert_eq!(value.decode_into(&mut buffer)?, b"Ladies + Gentlemen");
/// assert_eq!(value, "Ladies + Gentlemen");
/// # Ok::<(), countersign::CapacityError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Encoded<'a>(Form<'a>);

#[derive(Clone, Copy)]
enum Form<'a> {
    /// Received: still percent-encoded.
    Encoded(Text<'a>),
    /// Supplied by the caller: not encoded yet.
    Plain(&'a [u8]),
}

impl<'a> Encoded<'a> {
    /// Parses percent-encoded bytes; `None` if two hex digits do not follow a percent sign.
    #[must_use]
    pub fn parse(octets: &'a [u8]) -> Option<Self> {
        Self::read(Text::quoted(octets, false))
    }

    /// Reads the value of a parameter.
    pub(super) fn read(text: Text<'a>) -> Option<Self> {
        let is_encoded = match (stray(text.raw(), |octet| octet != b'%'), text.as_bytes()) {
            (None, _) => true,
            (Some(first), Some(octets)) => percent::is_encoded(octets.iter().copied().skip(first)),
            (Some(_), None) => percent::is_encoded(text.bytes()),
        };
        is_encoded.then_some(Self(Form::Encoded(text)))
    }

    /// Creates a value from any bytes, which are not encoded yet.
    #[must_use]
    pub fn new<O: AsRef<[u8]> + ?Sized>(octets: &'a O) -> Self {
        Self(Form::Plain(octets.as_ref()))
    }

    /// Returns the text if it is UTF-8 and contains neither percent-encoding nor escapes.
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        match self.0 {
            Form::Encoded(text) => text.as_str().filter(|text| !text.contains('%')),
            Form::Plain(octets) => core::str::from_utf8(octets).ok(),
        }
    }

    /// Iterates over the decoded bytes.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let (encoded, plain) = match self.0 {
            Form::Encoded(text) => (text, &[][..]),
            Form::Plain(octets) => (Text::quoted(b"", false), octets),
        };
        percent::decode(encoded.bytes()).chain(plain.iter().copied())
    }

    /// Decodes into the start of `buffer`. The decoded bytes are never longer than the encoded ones.
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        let needed = self.bytes().count();
        let room = buffer.get_mut(..needed).ok_or(CapacityError::new(needed))?;
        room.iter_mut().zip(self.bytes()).for_each(|(free, octet)| *free = octet);
        Ok(room)
    }

    /// Reports whether the decoded bytes are these. The time depends on lengths only, unlike that of `==`.
    #[must_use]
    pub fn matches<O: AsRef<[u8]> + ?Sized>(&self, octets: &O) -> bool {
        secret::bytes_eq(self.bytes(), octets.as_ref())
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
            Form::Encoded(text) => text.raw(),
            Form::Plain(octets) => octets,
        };
        // Most senders encode only what needs it. One comparison then decides.
        let is_spelled = spelled == other.as_bytes();
        let stands_for_itself = || stray(spelled, |octet| (octet != b'%') & (octet != b'\\')).is_none();
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
        write!(f, "Encoded({} octets)", self.bytes().count())
    }
}

impl FieldContent for Encoded<'_> {}

impl Encode for Encoded<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match self.0 {
            // Received values are normalized: every byte that needs encoding is encoded, in upper-case digits.
            Form::Encoded(_) => self.bytes().try_for_each(|octet| percent::write(wire, &[octet], is_unreserved)),
            Form::Plain(octets) => percent::write(wire, octets, is_unreserved),
        }
    }
}

/// `unreserved = ALPHA / DIGIT / "-" / "." / "_" / "~"`
pub(super) const fn is_unreserved(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~')
}
