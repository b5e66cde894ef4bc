//! Numbers that are hashed or signed with their digits: times and seconds.

use core::fmt;

use crate::encode::{Encode, Sink, Wire};
use crate::text::Text;

/// A number as its sender spells it.
///
/// ```abnf
/// decimal = 1*20DIGIT ; at most 2^64 - 1
/// ```
///
/// It is signed as it is spelled; two are equal when they count the same. Made of a number, it has no zeros before it.
///
/// ```
/// use countersign::auth::Decimal;
///
/// assert_eq!(Decimal::parse(b"0137131201").unwrap().get(), 137_131_201);
/// assert_eq!(Decimal::from(137_131_201).as_str(), "137131201");
/// ```
#[derive(Clone, Copy)]
pub struct Decimal {
    digits: [u8; Self::MOST],
    start: usize,
}

impl Decimal {
    /// As many digits as 64 bits can need.
    const MOST: usize = 20;

    /// Reads the digits; `None` for anything else, for more than twenty, or for a number past 64 bits.
    #[must_use]
    pub fn parse(digits: &[u8]) -> Option<Self> {
        Self::read(Text::quoted(digits, false))
    }

    pub(super) fn read(text: Text<'_>) -> Option<Self> {
        let start = Self::MOST.checked_sub(text.bytes().count())?;
        let mut decimal = Self { digits: [b'0'; Self::MOST], start };
        for (free, digit) in decimal.digits.get_mut(start..)?.iter_mut().zip(text.bytes()) {
            *free = Some(digit).filter(u8::is_ascii_digit)?;
        }
        decimal.as_str().parse().ok().map(|_: u64| decimal)
    }

    /// The number.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.as_str().parse().unwrap_or_default()
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    fn as_bytes(&self) -> &[u8] {
        self.digits.get(self.start..).unwrap_or_default()
    }
}

impl From<u64> for Decimal {
    fn from(mut number: u64) -> Self {
        let mut decimal = Self { digits: [b'0'; Self::MOST], start: Self::MOST };
        for digit in decimal.digits.iter_mut().rev() {
            *digit = u8::try_from(number % 10).unwrap_or_default() | b'0';
            decimal.start = decimal.start.saturating_sub(1);
            number /= 10;
            if number == 0 {
                break;
            }
        }
        decimal
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

impl Encode for Decimal {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_digits_that_fit() {
        for (text, expected) in [
            ("0", Some(0)),
            ("007", Some(7)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("00000000000000000007", Some(7)),
            ("000000000000000000007", None),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("5s", None),
        ] {
            let read = Decimal::parse(text.as_bytes());
            assert_eq!(read.map(|decimal| decimal.get()), expected, "{text}");
            assert!(read.is_none_or(|decimal| decimal.as_str() == text), "{text}");
        }
    }

    #[test]
    fn numbers_are_read_back() {
        for number in [0, 9, 10, 3_600, u64::MAX] {
            let decimal = Decimal::from(number);
            assert_eq!((decimal.get(), Decimal::parse(decimal.as_bytes())), (number, Some(decimal)));
        }
    }
}
