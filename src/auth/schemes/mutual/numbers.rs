//! Numbers, RFC 8120 §3.2.3.

use core::fmt;

use super::Algorithm;
use crate::auth::coding::base64::{Base64, Form};
use crate::auth::payload::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{CapacityError, ValueError, ValueErrorKind};
use crate::syntax::secret::bytes_eq;
use crate::syntax::text::Text;

/// A number of so many octets, in hex.
///
/// ```abnf
/// hex-fixed-number = 1*( 2( DIGIT / %x41-46 / %x61-66 ) )
/// ```
/// [RFC 8120, section 3.2.3](https://www.rfc-editor.org/rfc/rfc8120#section-3.2.3)
///
/// It is written in lower case. Two are equal when their octets are. `Debug` shows the length only.
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
    /// Reads digits, two for each octet; `None` for anything else.
    #[must_use]
    pub fn parse(digits: &'a [u8]) -> Option<Self> {
        let is_number =
            !digits.is_empty() && digits.len().is_multiple_of(2) && digits.iter().all(u8::is_ascii_hexdigit);
        is_number.then_some(Self { octets: digits, encoded: true })
    }

    pub(super) fn read(text: Text<'a>) -> Option<Self> {
        Self::parse(text.as_bytes()?)
    }

    /// A number to be sent, of its octets, the most significant first.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] when there are none.
    pub fn new<O: AsRef<[u8]> + ?Sized>(octets: &'a O) -> Result<Self, ValueError> {
        match octets.as_ref() {
            [] => Err(ValueError::new("hex-fixed-number", ValueErrorKind::Empty, 0)),
            octets => Ok(Self { octets, encoded: false }),
        }
    }

    /// The octets, the most significant first.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let Self { octets: mut rest, encoded } = *self;
        core::iter::from_fn(move || {
            let (octet, behind) = match rest {
                [high, low, behind @ ..] if encoded => (digit(*high)? << 4 | digit(*low)?, behind),
                _ => rest.split_first().map(|(octet, behind)| (*octet, behind))?,
            };
            rest = behind;
            Some(octet)
        })
    }

    /// How many octets there are.
    #[must_use]
    pub const fn decoded_len(&self) -> usize {
        if self.encoded { self.octets.len() / 2 } else { self.octets.len() }
    }

    /// Copies the octets into the start of `buffer`.
    ///
    /// # Errors
    /// [`CapacityError`] when `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        copy(self.bytes(), buffer)
    }

    /// Whether the octets are these, in a time that tells nothing but lengths. `==` is quicker, and tells.
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
        self.bytes().try_for_each(|octet| wire.put(&[octet >> 4, octet & 0x0F].map(lower_hex)))
    }
}

/// A number in the form that the algorithm has for what is exchanged.
///
/// [RFC 8120, section 3.2.3](https://www.rfc-editor.org/rfc/rfc8120#section-3.2.3)
///
/// Two are equal when form and octets are. `Debug` shows form and length.
///
/// ```
/// use countersign::auth::mutual::{Algorithm, ChallengeMessage, Challenge, Number};
///
/// let challenge = Challenge::parse(
///     b"Mutual version=1, algorithm=iso-kam3-ec-p256-sha256, validation=host, realm=\"a\", \
///       sid=01, ks1=0203, nc-max=9, nc-window=8, time=60",
/// )?;
/// let ChallengeMessage::KexS1(message) = challenge.message() else { panic!("ks1 tells") };
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
    /// A number to be sent in hex, as the algorithms on curves have it: its octets, the most significant first.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] when there are none.
    pub fn hex<O: AsRef<[u8]> + ?Sized>(octets: &'a O) -> Result<Self, ValueError> {
        Hex::new(octets).map(Kind::Hex).map(Self)
    }

    /// A number to be sent in base64, as the algorithms on logarithms have it: its octets, the most significant first.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] when there are none.
    pub fn base64<O: AsRef<[u8]> + ?Sized>(octets: &'a O) -> Result<Self, ValueError> {
        match octets.as_ref() {
            [] => Err(ValueError::new("base64-fixed-number", ValueErrorKind::Empty, 0)),
            octets => Ok(Self(Kind::Base64(Base64::of(octets, Form::Standard)))),
        }
    }

    /// What an algorithm that is not registered has sent, as text.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
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

    /// Whether it is in the form that the algorithm has.
    pub(super) const fn is_of(&self, algorithm: Algorithm<'_>) -> bool {
        matches!(
            (self.0, algorithm),
            (Kind::Base64(_), Algorithm::Dl2048Sha256 | Algorithm::Dl4096Sha512)
                | (Kind::Hex(_), Algorithm::EcP256Sha256 | Algorithm::EcP521Sha512)
                | (Kind::Text(_), Algorithm::Other(_))
        )
    }

    /// The text, when the algorithm is not registered.
    #[must_use]
    pub const fn text(&self) -> Option<Text<'a>> {
        match self.0 {
            Kind::Text(text) => Some(text),
            Kind::Hex(_) | Kind::Base64(_) => None,
        }
    }

    /// How many octets there are.
    #[must_use]
    pub fn decoded_len(&self) -> usize {
        match self.0 {
            Kind::Hex(hex) => hex.decoded_len(),
            Kind::Base64(base64) => base64.decoded_len(),
            Kind::Text(text) => text.bytes().count(),
        }
    }

    /// Copies the octets into the start of `buffer`; those of the text, when the algorithm is not registered.
    ///
    /// # Errors
    /// [`CapacityError`] when `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        match self.0 {
            Kind::Hex(hex) => hex.decode_into(buffer),
            Kind::Base64(base64) => base64.decode_into(buffer),
            Kind::Text(text) => text.decode_into(buffer),
        }
    }

    /// Whether the octets are these, in a time that tells nothing but lengths.
    #[must_use]
    pub fn matches<O: AsRef<[u8]> + ?Sized>(&self, octets: &O) -> bool {
        match self.0 {
            Kind::Hex(hex) => hex.matches(octets),
            Kind::Base64(base64) => base64.matches(octets),
            Kind::Text(text) => bytes_eq(text.bytes(), octets.as_ref()),
        }
    }

    /// In the form that §3.2.3 calls canonical.
    pub(super) fn write_as<S: Sink>(&self, name: &str, params: &mut WriteParams<'_, '_, S>) -> Result<(), S::Error> {
        match &self.0 {
            Kind::Hex(hex) => params.value(name, hex),
            Kind::Base64(base64) => params.quoted_value(name, base64),
            Kind::Text(text) => params.value(name, text),
        }
    }
}

fn copy(octets: impl Iterator<Item = u8> + Clone, buffer: &mut [u8]) -> Result<&[u8], CapacityError> {
    let needed = octets.clone().count();
    let room = buffer.get_mut(..needed).ok_or(CapacityError::new(needed))?;
    room.iter_mut().zip(octets).for_each(|(free, octet)| *free = octet);
    Ok(room)
}

fn digit(octet: u8) -> Option<u8> {
    char::from(octet).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

const fn lower_hex(digit: u8) -> u8 {
    match digit {
        0..=9 => digit | b'0',
        _ => digit.wrapping_add(b'a' - 10),
    }
}
