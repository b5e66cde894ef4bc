//! The nonce count, RFC 7616 §3.4.

use core::fmt;

use crate::auth::deviation::{Deviation, Leniency};
use crate::auth::payload::Payload;
use crate::auth::slots::Slot;
use crate::error::{ErrorKind, ParseError, Rule};
use crate::syntax::hex;
use crate::syntax::text::Text;

/// How many requests have used a nonce, this one included.
///
/// ```abnf
/// nc-value = 8HEXDIG
/// ```
/// [RFC 7616, section 3.4](https://www.rfc-editor.org/rfc/rfc7616#section-3.4)
///
/// A count is hashed as the sender spells it. Two counts are equal when their numbers are. A count that is made from a
/// number has lower-case digits.
///
/// Some clients send `nc=1`. Fewer digits than eight, and up to eight zeros before them, can be
/// [tolerated](crate::auth::Deviation::NonceCount); the count is hashed and written as it was sent.
///
/// ```
/// use countersign::auth::digest::NonceCount;
///
/// let count = NonceCount::parse(b"0000000A")?;
/// assert_eq!(count.get(), 10);
/// assert_eq!(count, NonceCount::from(10));
/// assert_eq!((count.as_str(), NonceCount::from(10).as_str()), ("0000000A", "0000000a"));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct NonceCount {
    digits: [u8; MOST],
    length: u8,
}

/// How many digits the standard requires.
const DIGITS: u8 = 8;

/// The most digits that are tolerated.
const MOST: usize = 16;

impl NonceCount {
    /// Parses eight hex digits of either case.
    ///
    /// # Errors
    /// [`Rule::NcValue`] at the first byte that is not a hex digit, at the end of fewer digits, and at the ninth.
    pub fn parse(digits: &[u8]) -> Result<Self, ParseError> {
        Self::of_text(Text::quoted(digits, false)).filter(Self::is_whole).ok_or_else(|| {
            let valid = digits.iter().take(DIGITS.into()).take_while(|digit| digit.is_ascii_hexdigit()).count();
            ParseError::new(ErrorKind::Expected(Rule::NcValue), valid)
        })
    }

    /// Reads the parameter of a payload. Another number of digits is an error, unless it is tolerated.
    pub(super) fn read<'a, T: Leniency>(
        slot: Slot<'a>,
        mut payload: Payload<'a, T>,
    ) -> Result<Option<Self>, ParseError> {
        slot.convert(|text| {
            let forgives = |count: &Self| count.is_whole() || payload.forgives(Deviation::NonceCount, slot.at());
            Self::of_text(text).filter(forgives)
        })
    }

    /// Reads hex digits of a number below 2³²: up to eight, with zeros before them if there are more.
    fn of_text(text: Text<'_>) -> Option<Self> {
        let mut digits = [0; MOST];
        let (length, zeros) = match text.as_bytes() {
            // The usual case, in which the compiler knows the length.
            Some(bytes) if bytes.len() == usize::from(DIGITS) => {
                digits.iter_mut().zip(bytes.first_chunk::<8>()?).for_each(|(into, digit)| *into = *digit);
                (DIGITS, 0)
            }
            _ => {
                let length = text.decode_into(&mut digits).ok()?.len();
                (u8::try_from(length).ok()?, length.saturating_sub(DIGITS.into()))
            }
        };
        let count = Self { digits, length };
        let (before, rest) = count.as_bytes().split_at_checked(zeros)?;
        let is_number = before.iter().all(|digit| *digit == b'0') && rest.iter().all(u8::is_ascii_hexdigit);
        (is_number && length > 0).then_some(count)
    }

    const fn is_whole(&self) -> bool {
        self.length == DIGITS
    }

    /// Returns the number.
    #[must_use]
    pub fn get(&self) -> u32 {
        u32::from_str_radix(self.as_str(), 16).unwrap_or_default()
    }

    /// Returns the digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.digits.get(..self.length.into()).unwrap_or_default()
    }

    pub(super) fn text(&self) -> Text<'_> {
        Text::token(self.as_bytes())
    }
}

impl fmt::Debug for NonceCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NonceCount").field(&self.get()).finish()
    }
}

impl From<u32> for NonceCount {
    fn from(count: u32) -> Self {
        let mut digits = [0; MOST];
        let lower: [u8; 8] = hex::lower_digits(count.into());
        digits.iter_mut().zip(lower).for_each(|(into, digit)| *into = digit);
        Self { digits, length: DIGITS }
    }
}

impl PartialEq for NonceCount {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for NonceCount {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonce_counts_have_eight_digits() {
        for (text, expected) in [
            ("00000001", Ok(1)),
            ("ffffFFFF", Ok(u32::MAX)),
            ("0000000", Err(7)),
            ("000000001", Err(8)),
            ("0000000g", Err(7)),
            ("+0000001", Err(0)),
            ("", Err(0)),
        ] {
            let read = NonceCount::parse(text.as_bytes());
            assert_eq!(read.map(|count| count.get()).map_err(|error| error.offset()), expected, "{text}");
        }
        assert_eq!(NonceCount::from(0x89AB_CDEF).as_str(), "89abcdef");
    }
}
