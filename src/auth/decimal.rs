//! `1*DIGIT`: the seconds and lengths of schemes.

/// As many digits as 64 bits can need.
pub(super) const DIGITS: usize = 20;

/// `1*DIGIT`, when 64 bits can hold it.
pub(super) fn parse(digits: impl IntoIterator<Item = u8>) -> Option<u64> {
    let mut digits = digits.into_iter();
    let first = digit(digits.next()?)?;
    digits.try_fold(first, |number, octet| number.checked_mul(10)?.checked_add(digit(octet)?))
}

/// `"0" / %x31-39 *DIGIT`: the same, without zeros before it.
pub(super) fn integer<D: Iterator<Item = u8> + Clone>(digits: D) -> Option<u64> {
    let padded = digits.clone().next() == Some(b'0') && digits.clone().nth(1).is_some();
    if padded { None } else { parse(digits) }
}

/// The digits of a number, without zeros before them.
pub(super) fn digits(mut number: u64, digits: &mut [u8; DIGITS]) -> &[u8] {
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

fn digit(octet: u8) -> Option<u64> {
    octet.is_ascii_digit().then(|| u64::from(octet & 0x0F))
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
            let mut room = [0; DIGITS];
            assert_eq!(parse(digits(number, &mut room).iter().copied()), Some(number));
        }
    }
}
