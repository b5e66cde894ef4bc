//! A hash in hex, as it is hashed and sent.

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule};
use crate::syntax::class::{WSP, is};
use crate::syntax::hex;
use crate::syntax::secret::constant_time_eq;
use crate::syntax::text::Text;

/// A hash in hex: 32, 64 or 128 lower-case digits.
///
/// Many hashes of this scheme are secrets. So `Debug` shows the length only, and `==` takes constant time. With the feature
/// `zeroize`, the digits are overwritten when the hash is dropped. A hash that is moved may leave a copy where it was, with or
/// without the feature.
///
/// ```
/// use countersign::auth::digest::Hex;
///
/// let hash = Hex::parse(b"939E7578ED9E3C518A452ACEE763BCE9")?;
/// assert_eq!(hash.as_str(), "939e7578ed9e3c518a452acee763bce9");
/// assert_eq!(Hex::parse(b"939e7578").unwrap_err().offset(), 8);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Hex {
    digits: [u8; MOST],
    length: u8,
}

/// The most digits of a hash.
const MOST: usize = 128;

impl Hex {
    /// Parses 32, 64 or 128 hex digits of either case.
    ///
    /// # Errors
    /// [`Rule::Lhex`] at the first byte that is not a hex digit, at the end of another number of digits, and at byte 128
    /// when there are more.
    pub fn parse(digits: &[u8]) -> Result<Self, ParseError> {
        Self::read(Text::quoted(digits, false)).ok_or_else(|| {
            let valid = digits.iter().take(MOST).take_while(|digit| digit.is_ascii_hexdigit()).count();
            ParseError::new(ErrorKind::Expected(Rule::Lhex), valid)
        })
    }

    pub(super) fn read(text: Text<'_>) -> Option<Self> {
        Self::collect(text.bytes())
    }

    /// Reads the digits without the white space that the tolerant parser leaves between them.
    pub(super) fn read_folded(text: Text<'_>) -> Option<Self> {
        Self::collect(text.bytes().filter(|byte| !is(*byte, WSP)))
    }

    fn collect(bytes: impl Iterator<Item = u8>) -> Option<Self> {
        let mut hex = Self { digits: [0; MOST], length: 0 };
        for digit in bytes {
            *hex.digits.get_mut(usize::from(hex.length))? =
                Some(digit.to_ascii_lowercase()).filter(u8::is_ascii_hexdigit)?;
            hex.length = hex.length.saturating_add(1);
        }
        matches!(hex.length, 32 | 64 | 128).then_some(hex)
    }

    /// Returns the bytes that the digits stand for.
    pub(super) fn bytes(&self) -> impl Iterator<Item = u8> {
        let (pairs, _) = self.as_bytes().as_chunks::<2>();
        pairs.iter().filter_map(|[high, low]| hex::byte(*high, *low))
    }

    /// Returns the digits of a hash of at most 64 bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut digits = [b'0'; MOST];
        let (pairs, _) = digits.as_chunks_mut::<2>();
        for (pair, byte) in pairs.iter_mut().zip(bytes) {
            *pair = hex::lower(*byte);
        }
        Self { digits, length: u8::try_from(bytes.len().saturating_mul(2)).unwrap_or_default() }
    }

    /// Returns the digits as bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.digits.get(..self.length.into()).unwrap_or_default()
    }

    /// Returns the digits as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl PartialEq for Hex {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(self.as_bytes(), other.as_bytes())
    }
}

impl Eq for Hex {}

impl fmt::Debug for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hex({} digits)", self.as_bytes().len())
    }
}

#[cfg(feature = "zeroize")]
impl Hex {
    /// Overwrites the digits with zeros, before the hash is dropped. The hash then has as many zeros as it had digits.
    ///
    /// ```
    /// use countersign::auth::digest::Hex;
    ///
    /// let mut ha1 = Hex::parse(b"939e7578ed9e3c518a452acee763bce9")?;
    /// ha1.zeroize();
    /// assert_eq!(ha1.as_str(), "00000000000000000000000000000000");
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    pub fn zeroize(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.digits);
        self.digits = [b'0'; MOST];
    }
}

#[cfg(feature = "zeroize")]
impl Drop for Hex {
    fn drop(&mut self) {
        self.zeroize();
    }
}

impl FieldContent for Hex {}

impl Encode for Hex {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "zeroize")]
    #[test]
    fn a_hash_is_overwritten_when_it_is_dropped() {
        assert!(core::mem::needs_drop::<Hex>());
        let mut hash = Hex::of(&[0xAB; 16]);
        hash.zeroize();
        assert!(hash.digits.iter().all(|digit| *digit == b'0') && hash.length == 32);
    }

    #[test]
    fn the_first_wrong_byte_of_a_hash_is_reported() {
        let digits = [b'a'; 129];
        for (length, expected) in [(0, 0), (31, 31), (33, 33), (63, 63), (65, 65), (127, 127), (129, 128)] {
            let error = Hex::parse(&digits[..length]).unwrap_err();
            assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::Lhex), expected), "{length} digits");
        }
        assert_eq!(Hex::parse(b"939E7578ED9E3C518A452ACEE763BCEg").unwrap_err().offset(), 31);
        assert!([32, 64, 128].into_iter().all(|length| Hex::parse(&digits[..length]).is_ok()));
    }
}
