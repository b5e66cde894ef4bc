//! The encoded numbers, RFC 8120 §3.2.3.

use core::fmt;

use super::Algorithm;
use crate::auth::coding::base64::{Base64, Form, unfolded};
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::slots::Slot;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire, collect_into};
use crate::error::{CapacityError, ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::class::{WSP, is};
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
/// assert_eq!(Hex::parse(b"1234ABCD")?, sid);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Hex<'a> {
    bytes: &'a [u8],
    encoded: bool,
}

impl<'a> Hex<'a> {
    /// Parses hex digits, two for each byte.
    ///
    /// # Errors
    /// [`Rule::HexFixedNumber`] at the first byte that is not a hex digit, or at the end if a digit is missing.
    pub fn parse(digits: &'a [u8]) -> Result<Self, ParseError> {
        match digits.iter().position(|byte| !byte.is_ascii_hexdigit()) {
            None if !digits.is_empty() && digits.len().is_multiple_of(2) => Ok(Self { bytes: digits, encoded: true }),
            wrong => {
                let offset = wrong.unwrap_or(digits.len());
                Err(ParseError::new(ErrorKind::Expected(Rule::HexFixedNumber), offset))
            }
        }
    }

    pub(super) fn read(text: Text<'a>) -> Option<Self> {
        Self::parse(text.as_bytes()?).ok()
    }

    /// Reads digits with white space between them.
    fn read_folded(digits: &'a [u8]) -> Option<Self> {
        let count = unfolded(digits).count();
        let is_hex = unfolded(digits).all(|byte| byte.is_ascii_hexdigit());
        (is_hex && count > 0 && count.is_multiple_of(2)).then_some(Self { bytes: digits, encoded: true })
    }

    /// Reads a parameter whose digits may be folded.
    pub(super) fn of_slot<T: Leniency>(slot: Slot<'a>, payload: Payload<'a, T>) -> Result<Option<Self>, ParseError> {
        slot.convert_folded(payload, Self::read, Self::read_folded)
    }

    /// Creates a number from its bytes, the most significant first.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for no bytes.
    pub fn new<O: AsRef<[u8]> + ?Sized>(bytes: &'a O) -> Result<Self, ValueError> {
        match bytes.as_ref() {
            [] => Err(ValueError::new("hex-fixed-number", ValueErrorKind::Empty, 0)),
            bytes => Ok(Self { bytes, encoded: false }),
        }
    }

    /// Iterates over the bytes, the most significant first.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let Self { bytes: mut rest, encoded } = *self;
        core::iter::from_fn(move || {
            let mut next = || {
                let (byte, after) = rest.split_first()?;
                rest = after;
                Some(*byte)
            };
            if !encoded {
                return next();
            }
            let mut digit = || core::iter::from_fn(&mut next).find(|byte| !is(*byte, WSP));
            hex::byte(digit()?, digit()?)
        })
    }

    /// Returns the length of the number in bytes.
    #[must_use]
    pub fn decoded_len(&self) -> usize {
        if self.encoded { unfolded(self.bytes).count() / 2 } else { self.bytes.len() }
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
    pub fn matches<O: AsRef<[u8]> + ?Sized>(&self, bytes: &O) -> bool {
        bytes_eq(self.bytes(), bytes.as_ref())
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
        write!(f, "Hex({} bytes)", self.decoded_len())
    }
}

impl FieldContent for Hex<'_> {}

impl Encode for Hex<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.bytes().try_for_each(|byte| wire.put(&hex::lower(byte)))
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
pub struct Number<'a>(Encoding<'a>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding<'a> {
    Hex(Hex<'a>),
    Base64(Base64<'a>),
    Text(Text<'a>),
}

impl<'a> Number<'a> {
    /// Creates a number in hex, for the algorithms on elliptic curves, from its bytes, the most significant first.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for no bytes.
    pub fn hex<O: AsRef<[u8]> + ?Sized>(bytes: &'a O) -> Result<Self, ValueError> {
        Hex::new(bytes).map(Encoding::Hex).map(Self)
    }

    /// Creates a number in base64, for the algorithms on discrete logarithms, from its bytes, the most significant
    /// first.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for no bytes.
    pub fn base64<O: AsRef<[u8]> + ?Sized>(bytes: &'a O) -> Result<Self, ValueError> {
        match bytes.as_ref() {
            [] => Err(ValueError::new("base64-fixed-number", ValueErrorKind::Empty, 0)),
            bytes => Ok(Self(Encoding::Base64(Base64::of(bytes, Form::Standard)))),
        }
    }

    /// Creates a number as text, for an algorithm that is not registered.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first control character.
    pub fn other<O: AsRef<[u8]> + ?Sized>(text: &'a O) -> Result<Self, ValueError> {
        Text::for_part("number", text.as_ref()).map(Encoding::Text).map(Self)
    }

    pub(super) fn read(algorithm: Algorithm<'_>, text: Text<'a>) -> Option<Self> {
        Some(Self(match algorithm {
            Algorithm::Dl2048Sha256 | Algorithm::Dl4096Sha512 => {
                let symbols = text.as_bytes().filter(|symbols| !symbols.is_empty())?;
                Encoding::Base64(Base64::read(symbols, Form::Standard).ok()?)
            }
            Algorithm::EcP256Sha256 | Algorithm::EcP521Sha512 => Encoding::Hex(Hex::read(text)?),
            Algorithm::Other(_) => Encoding::Text(text),
        }))
    }

    /// Reads a parameter whose number may be folded.
    pub(super) fn of_slot<T: Leniency>(
        slot: Slot<'a>,
        payload: Payload<'a, T>,
        algorithm: Algorithm<'_>,
    ) -> Result<Option<Self>, ParseError> {
        let folded = |bytes: &'a [u8]| {
            Some(Self(match algorithm {
                Algorithm::Dl2048Sha256 | Algorithm::Dl4096Sha512 => {
                    Encoding::Base64(Base64::read_folded(bytes, Form::Standard)?)
                }
                Algorithm::EcP256Sha256 | Algorithm::EcP521Sha512 => Encoding::Hex(Hex::read_folded(bytes)?),
                Algorithm::Other(_) => return None,
            }))
        };
        slot.convert_folded(payload, |text| Self::read(algorithm, text), folded)
    }

    /// Whether the number is in the encoding of the algorithm.
    pub(super) const fn is_of(&self, algorithm: Algorithm<'_>) -> bool {
        matches!(
            (self.0, algorithm),
            (Encoding::Base64(_), Algorithm::Dl2048Sha256 | Algorithm::Dl4096Sha512)
                | (Encoding::Hex(_), Algorithm::EcP256Sha256 | Algorithm::EcP521Sha512)
                | (Encoding::Text(_), Algorithm::Other(_))
        )
    }

    /// Returns the text, if the algorithm is not registered.
    #[must_use]
    pub const fn text(&self) -> Option<Text<'a>> {
        match self.0 {
            Encoding::Text(text) => Some(text),
            Encoding::Hex(_) | Encoding::Base64(_) => None,
        }
    }

    /// Returns the length of the number in bytes.
    #[must_use]
    pub fn decoded_len(&self) -> usize {
        match self.0 {
            Encoding::Hex(hex) => hex.decoded_len(),
            Encoding::Base64(base64) => base64.decoded_len(),
            Encoding::Text(text) => text.bytes().count(),
        }
    }

    /// Copies the bytes of the number into the start of `buffer`, or those of the text if the algorithm is not
    /// registered.
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        match self.0 {
            Encoding::Hex(hex) => hex.decode_into(buffer),
            Encoding::Base64(base64) => base64.decode_into(buffer),
            Encoding::Text(text) => text.decode_into(buffer),
        }
    }

    /// Reports whether the number has these bytes. The time depends on lengths only.
    #[must_use]
    pub fn matches<O: AsRef<[u8]> + ?Sized>(&self, bytes: &O) -> bool {
        match self.0 {
            Encoding::Hex(hex) => hex.matches(bytes),
            Encoding::Base64(base64) => base64.matches(bytes),
            Encoding::Text(text) => bytes_eq(text.bytes(), bytes.as_ref()),
        }
    }

    /// Writes the form that §3.2.3 calls canonical.
    pub(super) fn write_as<S: Sink>(&self, name: &str, params: &mut WriteParams<'_, '_, S>) -> Result<(), S::Error> {
        match &self.0 {
            Encoding::Hex(hex) => params.value(name, hex),
            Encoding::Base64(base64) => params.quoted_value(name, base64),
            Encoding::Text(text) => params.value(name, text),
        }
    }
}
