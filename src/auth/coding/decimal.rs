//! `1*DIGIT`: the seconds and lengths of schemes.

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::syntax::number::{DIGITS, digits, parse};
use crate::syntax::text::Text;

/// A number that is signed, and so is kept as its sender spells it.
///
/// ```abnf
/// decimal = 1*20DIGIT ; at most 2^64 - 1
/// ```
///
/// Two are equal when they count the same. Made of a number, it has no zeros before it.
///
/// ```
/// use countersign::auth::Decimal;
///
/// assert_eq!(Decimal::parse(b"0137131201").unwrap().get(), 137_131_201);
/// assert_eq!(Decimal::from(137_131_201).as_str(), "137131201");
/// ```
#[derive(Clone, Copy)]
pub struct Decimal {
    digits: [u8; DIGITS],
    length: usize,
}

impl Decimal {
    /// Reads the digits; `None` for anything else, for more than twenty, or for a number past 64 bits.
    #[must_use]
    pub fn parse(digits: &[u8]) -> Option<Self> {
        Self::read(Text::quoted(digits, false))
    }

    pub(in crate::auth) fn read(text: Text<'_>) -> Option<Self> {
        let mut digits = [0; DIGITS];
        let octets = text.decode_into(&mut digits).ok()?;
        parse(octets.iter().copied())?;
        Some(Self { length: octets.len(), digits })
    }

    /// The number.
    #[must_use]
    pub fn get(&self) -> u64 {
        parse(self.as_bytes().iter().copied()).unwrap_or_default()
    }

    /// The digits.
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
        let mut room = [0; DIGITS];
        let spelled = digits(number, &mut room);
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

/// Returns the number that a parameter's value spells: `1*DIGIT`.
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
            let read = Decimal::parse(text.as_bytes());
            assert_eq!(read.map(|decimal| decimal.get()), expected, "{text}");
            assert!(read.is_none_or(|decimal| decimal.as_str() == text), "{text}");
        }
        assert_eq!(Decimal::from(u64::MAX).as_str(), "18446744073709551615");
        assert_eq!(Decimal::from(0), Decimal::parse(b"00").unwrap());
    }
}
