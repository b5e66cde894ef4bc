//! Percent-encoded values, RFC 5849 §3.6.

use core::fmt;

use crate::auth::coding::percent;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::CapacityError;
use crate::syntax::secret;
use crate::syntax::text::Text;
use crate::syntax::wide::stray;

/// Octets that are sent percent-encoded, UTF-8 unless somebody errs.
///
/// Two are equal when they stand for the same octets. The wire form is that of a parameter's value without its quotes,
/// and of a part of the text that is signed. `Debug` shows the length only: it may be a secret.
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
    /// Received, with its percent signs.
    Encoded(Text<'a>),
    /// To be sent.
    Plain(&'a [u8]),
}

impl<'a> Encoded<'a> {
    /// Reads octets that are encoded; `None` when two digits don't follow a percent sign.
    #[must_use]
    pub fn parse(octets: &'a [u8]) -> Option<Self> {
        Self::read(Text::quoted(octets, false))
    }

    /// Reads a parameter's value.
    pub(super) fn read(text: Text<'a>) -> Option<Self> {
        let is_encoded = match (stray(text.raw(), |octet| octet != b'%'), text.as_bytes()) {
            (None, _) => true,
            (Some(first), Some(octets)) => percent::is_encoded(octets.iter().copied().skip(first)),
            (Some(_), None) => percent::is_encoded(text.bytes()),
        };
        is_encoded.then_some(Self(Form::Encoded(text)))
    }

    /// Octets to be sent, whatever they are.
    #[must_use]
    pub fn new<O: AsRef<[u8]> + ?Sized>(octets: &'a O) -> Self {
        Self(Form::Plain(octets.as_ref()))
    }

    /// The text, when nothing in it is encoded or escaped and it is UTF-8.
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        match self.0 {
            Form::Encoded(text) => text.as_str().filter(|text| !text.contains('%')),
            Form::Plain(octets) => core::str::from_utf8(octets).ok(),
        }
    }

    /// The octets, decoded on the way.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let (encoded, plain) = match self.0 {
            Form::Encoded(text) => (text, &[][..]),
            Form::Plain(octets) => (Text::quoted(b"", false), octets),
        };
        percent::decode(encoded.bytes()).chain(plain.iter().copied())
    }

    /// Copies the octets, decoded, into the start of `buffer`. They are never more than the wire form has.
    ///
    /// # Errors
    /// [`CapacityError`] when `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        let needed = self.bytes().count();
        let room = buffer.get_mut(..needed).ok_or(CapacityError::new(needed))?;
        room.iter_mut().zip(self.bytes()).for_each(|(free, octet)| *free = octet);
        Ok(room)
    }

    /// Whether the octets are these, in a time that tells nothing but lengths. `==` is quicker, and tells.
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
        // Nearly everyone encodes what needs it and nothing else, and that is known in one comparison.
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
            // Nothing is sent as it came: what should have been encoded, is, and in capitals.
            Form::Encoded(_) => self.bytes().try_for_each(|octet| percent::write(wire, &[octet], is_unreserved)),
            Form::Plain(octets) => percent::write(wire, octets, is_unreserved),
        }
    }
}

/// `unreserved = ALPHA / DIGIT / "-" / "." / "_" / "~"`
pub(super) const fn is_unreserved(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~')
}
