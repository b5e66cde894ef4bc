//! Decimal numbers, read and written.

/// The most digits that a number of 64 bits has.
pub(crate) const DIGITS: usize = 20;

/// Returns the digits of a number, without leading zeros.
pub(crate) fn digits(mut number: u64, digits: &mut [u8; DIGITS]) -> &[u8] {
    let mut start = DIGITS;
    for (at, digit) in digits.iter_mut().enumerate().rev() {
        *digit = u8::try_from(number % 10).unwrap_or_default() | b'0';
        number /= 10;
        start = at;
        if number == 0 {
            break;
        }
    }
    digits.get(start..).unwrap_or_default()
}

/// The most digits that a number of 32 bits has.
pub(crate) const SHORT_DIGITS: usize = 10;

/// Returns the digits of a number, with leading zeros up to `at_least` digits.
///
/// For 32 bits, because 32-bit targets divide 64-bit numbers with a library function.
pub(crate) fn short_digits(mut number: u32, at_least: u8, digits: &mut [u8; SHORT_DIGITS]) -> &[u8] {
    let mut start = SHORT_DIGITS;
    let least = SHORT_DIGITS.saturating_sub(usize::from(at_least));
    for (at, place) in digits.iter_mut().enumerate().rev() {
        if number == 0 && at < least {
            break;
        }
        let [digit, ..] = (number % 10).to_le_bytes();
        *place = digit | b'0';
        number /= 10;
        start = at;
    }
    digits.get(start..).unwrap_or_default()
}

/// `1*DIGIT`; returns `None` for anything else and for a number of more than 64 bits.
pub(crate) fn parse(digits: impl IntoIterator<Item = u8>) -> Option<u64> {
    let mut digits = digits.into_iter();
    let first = digit(digits.next()?)?;
    digits.try_fold(first, |number, byte| number.checked_mul(10)?.checked_add(digit(byte)?))
}

/// `"0" / %x31-39 *DIGIT`: as [`parse`], without leading zeros.
pub(crate) fn integer<D: Iterator<Item = u8> + Clone>(digits: D) -> Option<u64> {
    let padded = digits.clone().next() == Some(b'0') && digits.clone().nth(1).is_some();
    if padded { None } else { parse(digits) }
}

fn digit(byte: u8) -> Option<u64> {
    byte.is_ascii_digit().then(|| u64::from(byte & 0x0F))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_digits_that_fit() {
        for (text, expected) in [
            ("0", Some(0)),
            ("007", Some(7)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("", None),
            ("-1", None),
            ("5s", None),
        ] {
            assert_eq!(parse(text.bytes()), expected, "{text}");
            assert_eq!(integer(text.bytes()), expected.filter(|_| text != "007"), "{text}");
        }
    }

    #[test]
    fn digits_are_read_back() {
        for number in [0, 9, 10, 3_600, u64::MAX] {
            let mut buffer = [0; DIGITS];
            assert_eq!(parse(digits(number, &mut buffer).iter().copied()), Some(number));
        }
    }
}
