//! The encoded numbers, RFC 8120 §3.2.3.

use core::fmt;

use super::Algorithm;
use crate::auth::coding::base64::{Base64, Form};
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire, collect_into};
use crate::error::{CapacityError, ValueError, ValueErrorKind};
use crate::syntax::hex;
use crate::syntax::secret::bytes_eq;
use crate::syntax::text::Text;

/// A number of a fixed length in bytes, written in hex.
///
/// ```abnf
/// hex-fixed-number = 1*( 2( DIGIT / %x41-46 / %x61-66 ) )
/// ```
/// [RFC 8120, section 3.2.3](https://www.rfc-editor.org/rfc/rfc8120#section-3.2.3)
///
/// Hex is written in lower case. Two numbers are equal if their bytes are. `Debug` shows the length only.
///
/// ```
/// use countersign::{Encode, auth::mutual::Hex};
///
/// let sid = Hex::new(b"\x12\x34\xAB\xCD")?;
/// let mut buffer = [0; 8];
/// assert_eq!(sid.encode_to_slice(&mut buffer)?, b"1234abcd");
/// assert_eq!(Hex::parse(b"1234ABCD"), Some(sid));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Hex<'a> {
    octets: &'a [u8],
    encoded: bool,
}

impl<'a> Hex<'a> {
    /// Parses hex digits, two for each byte; `None` for anything else.
    #[must_use]
    pub fn parse(digits: &'a [u8]) -> Option<Self> {
        let is_number =
            !digits.is_empty() && digits.len().is_multiple_of(2) && digits.iter().all(u8::is_ascii_hexdigit);
        is_number.then_some(Self { octets: digits, encoded: true })
    }

    pub(super) fn read(text: Text<'a>) -> Option<Self> {
        Self::parse(text.as_bytes()?)
    }

    /// Creates a number from its bytes, the most significant first.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for no bytes.
    pub fn new<O: AsRef<[u8]> + ?Sized>(octets: &'a O) -> Result<Self, ValueError> {
        match octets.as_ref() {
            [] => Err(ValueError::new("hex-fixed-number", ValueErrorKind::Empty, 0)),
            octets => Ok(Self { octets, encoded: false }),
        }
    }

    /// Iterates over the bytes, the most significant first.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let Self { octets: mut rest, encoded } = *self;
        core::iter::from_fn(move || {
            let (octet, behind) = match rest {
                [high, low, behind @ ..] if encoded => (hex::byte(*high, *low)?, behind),
                _ => rest.split_first().map(|(octet, behind)| (*octet, behind))?,
            };
            rest = behind;
            Some(octet)
        })
    }

    /// Returns the length of the number in bytes.
    #[must_use]
    pub const fn decoded_len(&self) -> usize {
        if self.encoded { self.octets.len() / 2 } else { self.octets.len() }
    }

    /// Copies the bytes into the start of `buffer`.
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        collect_into(self.bytes(), buffer)
    }

    /// Reports whether the number has these bytes. The time depends on lengths only, unlike that of `==`.
    #[must_use]
    pub fn matches<O: AsRef<[u8]> + ?Sized>(&self, octets: &O) -> bool {
        bytes_eq(self.bytes(), octets.as_ref())
    }
}

impl PartialEq for Hex<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes().eq(other.bytes())
    }
}

impl Eq for Hex<'_> {}

impl fmt::Debug for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hex({} octets)", self.decoded_len())
    }
}

impl FieldContent for Hex<'_> {}

impl Encode for Hex<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.bytes().try_for_each(|octet| wire.put(&hex::lower(octet)))
    }
}

/// A number in the encoding of the algorithm: hex or base64 if it is registered, otherwise text.
///
/// [RFC 8120, section 3.2.3](https://www.rfc-editor.org/rfc/rfc8120#section-3.2.3)
///
/// Two numbers are equal if their encoding and their bytes are. `Debug` shows the encoding and the length.
///
/// ```
/// use countersign::auth::mutual::{Algorithm, ChallengeMessage, Challenge, Number};
///
/// let challenge = Challenge::parse(
///     b"Mutual version=1, algorithm=iso-kam3-ec-p256-sha256, validation=host, realm=\"a\", \
///       sid=01, ks1=0203, nc-max=9, nc-window=8, time=60",
/// )?;
/// let ChallengeMessage::KexS1(message) = challenge.message() else { panic!("the challenge has ks1") };
/// assert_eq!(message.ks1(), Number::hex(b"\x02\x03")?);
/// assert!(message.ks1().matches(b"\x02\x03") && message.ks1() != Number::base64(b"\x02\x03")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<'a>(Kind<'a>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind<'a> {
    Hex(Hex<'a>),
    Base64(Base64<'a>),
    Text(Text<'a>),
}

impl<'a> Number<'a> {
    /// Creates a number in hex, for the algorithms on elliptic curves, from its bytes, the most significant first.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for no bytes.
    pub fn hex<O: AsRef<[u8]> + ?Sized>(octets: &'a O) -> Result<Self, ValueError> {
        Hex::new(octets).map(Kind::Hex).map(Self)
    }

    /// Creates a number in base64, for the algorithms on discrete logarithms, from its bytes, the most significant
    /// first.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for no bytes.
    pub fn base64<O: AsRef<[u8]> + ?Sized>(octets: &'a O) -> Result<Self, ValueError> {
        match octets.as_ref() {
            [] => Err(ValueError::new("base64-fixed-number", ValueErrorKind::Empty, 0)),
            octets => Ok(Self(Kind::Base64(Base64::of(octets, Form::Standard)))),
        }
    }

    /// Creates a number as text, for an algorithm that is not registered.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first control character.
    pub fn other<O: AsRef<[u8]> + ?Sized>(text: &'a O) -> Result<Self, ValueError> {
        Text::for_part("number", text.as_ref()).map(Kind::Text).map(Self)
    }

    pub(super) fn read(algorithm: Algorithm<'_>, text: Text<'a>) -> Option<Self> {
        Some(Self(match algorithm {
            Algorithm::Dl2048Sha256 | Algorithm::Dl4096Sha512 => {
                let symbols = text.as_bytes().filter(|symbols| !symbols.is_empty())?;
                Kind::Base64(Base64::read(symbols, Form::Standard).ok()?)
            }
            Algorithm::EcP256Sha256 | Algorithm::EcP521Sha512 => Kind::Hex(Hex::read(text)?),
            Algorithm::Other(_) => Kind::Text(text),
        }))
    }

    /// Whether the number is in the encoding of the algorithm.
    pub(super) const fn is_of(&self, algorithm: Algorithm<'_>) -> bool {
        matches!(
            (self.0, algorithm),
            (Kind::Base64(_), Algorithm::Dl2048Sha256 | Algorithm::Dl4096Sha512)
                | (Kind::Hex(_), Algorithm::EcP256Sha256 | Algorithm::EcP521Sha512)
                | (Kind::Text(_), Algorithm::Other(_))
        )
    }

    /// Returns the text, if the algorithm is not registered.
    #[must_use]
    pub const fn text(&self) -> Option<Text<'a>> {
        match self.0 {
            Kind::Text(text) => Some(text),
            Kind::Hex(_) | Kind::Base64(_) => None,
        }
    }

    /// Returns the length of the number in bytes.
    #[must_use]
    pub fn decoded_len(&self) -> usize {
        match self.0 {
            Kind::Hex(hex) => hex.decoded_len(),
            Kind::Base64(base64) => base64.decoded_len(),
            Kind::Text(text) => text.bytes().count(),
        }
    }

    /// Copies the bytes of the number into the start of `buffer`, or those of the text if the algorithm is not
    /// registered.
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        match self.0 {
            Kind::Hex(hex) => hex.decode_into(buffer),
            Kind::Base64(base64) => base64.decode_into(buffer),
            Kind::Text(text) => text.decode_into(buffer),
        }
    }

    /// Reports whether the number has these bytes. The time depends on lengths only.
    #[must_use]
    pub fn matches<O: AsRef<[u8]> + ?Sized>(&self, octets: &O) -> bool {
        match self.0 {
            Kind::Hex(hex) => hex.matches(octets),
            Kind::Base64(base64) => base64.matches(octets),
            Kind::Text(text) => bytes_eq(text.bytes(), octets.as_ref()),
        }
    }

    /// Writes the form that §3.2.3 calls canonical.
    pub(super) fn write_as<S: Sink>(&self, name: &str, params: &mut WriteParams<'_, '_, S>) -> Result<(), S::Error> {
        match &self.0 {
            Kind::Hex(hex) => params.value(name, hex),
            Kind::Base64(base64) => params.quoted_value(name, base64),
            Kind::Text(text) => params.value(name, text),
        }
    }
}
