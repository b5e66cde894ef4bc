//! `HEXDIG`: hexadecimal digits, read and written.

/// Returns the value of a digit in either case.
pub(crate) fn value(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Returns the byte of two digits.
pub(crate) fn byte(high: u8, low: u8) -> Option<u8> {
    Some(value(high)? << 4 | value(low)?)
}

/// Returns the two lower-case digits of a byte.
pub(crate) fn lower(byte: u8) -> [u8; 2] {
    [byte >> 4, byte & 0x0F].map(|value| digit(value, b'a'))
}

/// Returns the two upper-case digits of a byte.
pub(crate) fn upper(byte: u8) -> [u8; 2] {
    [byte >> 4, byte & 0x0F].map(|value| digit(value, b'A'))
}

/// Returns the last `N` lower-case digits of a number.
pub(crate) fn lower_digits<const N: usize>(mut number: u64) -> [u8; N] {
    let mut digits = [0; N];
    for free in digits.iter_mut().rev() {
        *free = digit(u8::try_from(number & 0x0F).unwrap_or_default(), b'a');
        number >>= 4;
    }
    digits
}

const fn digit(value: u8, ten: u8) -> u8 {
    match value {
        0..=9 => value | b'0',
        _ => value.wrapping_sub(10).wrapping_add(ten),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_two_digits_in_either_case() {
        for number in 0..=u8::MAX {
            for [high, low] in [lower(number), upper(number), lower_digits(number.into())] {
                assert_eq!(byte(high, low), Some(number));
            }
        }
        assert_eq!((lower(0xAF), upper(0xAF)), (*b"af", *b"AF"));
        for other in [b'/', b':', b'@', b'G', b'`', b'g', 0xFF] {
            assert_eq!(value(other), None);
        }
    }
}
