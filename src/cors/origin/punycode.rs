//! Punycode, RFC 3492: whether a label can be decoded. What it stands for is not asked.

/// Whether this follows the `xn--` of a label: something that decodes to text of Unicode, and is needed to.
///
/// [RFC 3492, section 6.2](https://www.rfc-editor.org/rfc/rfc3492#section-6.2), without the text: only how many
/// characters there are so far and which comes next decide whether the rest can be read.
pub(super) const fn is_punycode(encoded: &[u8]) -> bool {
    let (mut characters, mut rest) = basic(encoded);
    let mut character: u32 = 0x80;
    let mut place: u32 = 0;
    let mut bias: u32 = 72;
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let Some((delta, after)) = delta(rest, bias) else {
            return false;
        };
        characters = characters.saturating_add(1);
        bias = adapted(delta, characters, place == 0);
        let Some(sum) = place.checked_add(delta) else {
            return false;
        };
        (character, place) = match (sum.checked_div(characters), sum.checked_rem(characters)) {
            (Some(quotient), Some(remainder)) => (character.saturating_add(quotient), remainder.saturating_add(1)),
            _ => return false,
        };
        if !is_international(character) {
            return false;
        }
        rest = after;
    }
    true
}

/// How many characters of ASCII there are, and what comes behind the last hyphen.
const fn basic(encoded: &[u8]) -> (u32, &[u8]) {
    let mut head = encoded;
    while let [start @ .., last] = head {
        if *last == b'-' {
            break;
        }
        head = start;
    }
    let [basic @ .., _] = head else {
        return (0, encoded);
    };
    let mut characters: u32 = 0;
    let mut counted = basic;
    while let [_, rest @ ..] = counted {
        characters = characters.saturating_add(1);
        counted = rest;
    }
    match encoded.split_at_checked(head.len()) {
        // Without a character before it, the hyphen is no delimiter, nor a digit.
        Some((_, digits)) if characters > 0 => (characters, digits),
        _ => (0, encoded),
    }
}

/// A generalized variable-length integer, section 3.3.
const fn delta(input: &[u8], bias: u32) -> Option<(u32, &[u8])> {
    let mut rest = input;
    let mut delta: u32 = 0;
    let mut weight: u32 = 1;
    let mut position: u32 = BASE;
    while let [octet, after @ ..] = rest {
        let digit = match octet {
            b'a'..=b'z' => octet.wrapping_sub(b'a'),
            b'0'..=b'9' => octet.wrapping_sub(b'0').wrapping_add(26),
            _ => return None,
        };
        let digit = u32::from_le_bytes([digit, 0, 0, 0]);
        delta = match digit.checked_mul(weight) {
            Some(more) => match delta.checked_add(more) {
                Some(delta) => delta,
                None => return None,
            },
            None => return None,
        };
        rest = after;
        let threshold = match position.saturating_sub(bias) {
            0 => T_MIN,
            past if past > T_MAX => T_MAX,
            past => past,
        };
        if digit < threshold {
            return Some((delta, rest));
        }
        weight = match weight.checked_mul(BASE.saturating_sub(threshold)) {
            Some(weight) => weight,
            None => return None,
        };
        position = position.saturating_add(BASE);
    }
    None
}

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;

/// The next bias, section 3.4.
const fn adapted(delta: u32, characters: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / DAMP } else { delta / 2 };
    delta = match delta.checked_div(characters) {
        Some(share) => delta.saturating_add(share),
        None => delta,
    };
    let mut bias: u32 = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        bias = bias.saturating_add(BASE);
    }
    match (BASE - T_MIN + 1).saturating_mul(delta).checked_div(delta.saturating_add(SKEW)) {
        Some(share) => bias.saturating_add(share),
        None => bias,
    }
}

/// A character beyond ASCII and the controls behind it.
const fn is_international(character: u32) -> bool {
    character >= 0xA0 && char::from_u32(character).is_some()
}
