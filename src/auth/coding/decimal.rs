//! `1*DIGIT`: seconds and other numbers in the parameters of schemes.

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule};
use crate::syntax::number::{DIGITS, digits, parse};
use crate::syntax::text::Text;

/// A number that keeps the digits that the sender wrote, because signatures cover them.
///
/// ```abnf
/// decimal = 1*20DIGIT ; at most 2^64 - 1
/// ```
///
/// Two values are equal when their numbers are equal. A value made from a `u64` has no leading zeros.
///
/// ```
/// use countersign::auth::Decimal;
///
/// assert_eq!(Decimal::parse(b"0137131201")?.get(), 137_131_201);
/// assert_eq!(Decimal::from(137_131_201).as_str(), "137131201");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Decimal {
    digits: [u8; DIGITS],
    length: usize,
}

impl Decimal {
    /// Parses digits.
    ///
    /// # Errors
    /// [`Rule::Decimal`] at the first byte that is not a digit, at the end if there are no digits, and at the start if
    /// there are more than twenty or the number has more than 64 bits.
    pub fn parse(digits: &[u8]) -> Result<Self, ParseError> {
        Self::read(Text::quoted(digits, false)).ok_or_else(|| {
            let wrong = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(0);
            ParseError::new(ErrorKind::Expected(Rule::Decimal), wrong)
        })
    }

    pub(in crate::auth) fn read(text: Text<'_>) -> Option<Self> {
        let mut digits = [0; DIGITS];
        let length = text.decode_into(&mut digits).ok()?.len();
        let decimal = Self { digits, length };
        parse(decimal.as_bytes().iter().copied()).map(|_| decimal)
    }

    /// Returns the number.
    #[must_use]
    pub fn get(&self) -> u64 {
        parse(self.as_bytes().iter().copied()).unwrap_or_default()
    }

    /// Returns the digits, as the sender spelled them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    pub(in crate::auth) fn is_positive(&self) -> bool {
        self.as_bytes().iter().any(|&digit| digit != b'0')
    }

    fn as_bytes(&self) -> &[u8] {
        self.digits.get(..self.length).unwrap_or_default()
    }
}

impl From<u64> for Decimal {
    fn from(number: u64) -> Self {
        let mut buffer = [0; DIGITS];
        let spelled = digits(number, &mut buffer);
        let mut digits = [0; DIGITS];
        digits.iter_mut().zip(spelled).for_each(|(free, digit)| *free = *digit);
        Self { digits, length: spelled.len() }
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for Decimal {}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({} digits)", self.as_bytes().len())
    }
}

impl FieldContent for Decimal {}

impl Encode for Decimal {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.as_bytes())
    }
}

/// Returns the number in a parameter's value: `1*DIGIT`.
pub(in crate::auth) fn of_text(text: Text<'_>) -> Option<u64> {
    match text.as_bytes() {
        Some(digits) => parse(digits.iter().copied()),
        None => parse(text.bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_their_spelling() {
        for (text, expected) in [
            ("0", Some(0)),
            ("00000000000000000007", Some(7)),
            ("000000000000000000007", None),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("", None),
            ("+1", None),
        ] {
            let read = Decimal::parse(text.as_bytes()).ok();
            assert_eq!(read.map(|decimal| decimal.get()), expected, "{text}");
            assert!(read.is_none_or(|decimal| decimal.as_str() == text), "{text}");
        }
        assert_eq!(Decimal::from(u64::MAX).as_str(), "18446744073709551615");
        assert_eq!(Decimal::from(0), Decimal::parse(b"00").unwrap());
    }
}
