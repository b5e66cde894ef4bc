//! Punycode, RFC 3492: checks whether a label can be decoded, without decoding it.

/// Returns whether this can follow the `xn--` of a label: whether it decodes to text with a character beyond ASCII.
///
/// It runs the decoder of [RFC 3492, section 6.2](https://www.rfc-editor.org/rfc/rfc3492#section-6.2) without the output:
/// the number of characters so far and the next character are all the state that it needs.
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

/// Returns the number of ASCII characters, and what follows the last hyphen.
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
        // A hyphen at the start is neither a delimiter nor a digit.
        Some((_, digits)) if characters > 0 => (characters, digits),
        _ => (0, encoded),
    }
}

/// Parses a generalized variable-length integer, section 3.3.
const fn delta(input: &[u8], bias: u32) -> Option<(u32, &[u8])> {
    let mut rest = input;
    let mut delta: u32 = 0;
    let mut weight: u32 = 1;
    let mut position: u32 = BASE;
    while let [byte, after @ ..] = rest {
        let digit = match byte {
            b'a'..=b'z' => byte.wrapping_sub(b'a'),
            b'0'..=b'9' => byte.wrapping_sub(b'0').wrapping_add(26),
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

/// Returns the next bias, section 3.4.
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

/// Returns whether this is a character beyond ASCII and the control characters after it.
const fn is_international(character: u32) -> bool {
    character >= 0xA0 && char::from_u32(character).is_some()
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    /// The examples of RFC 3492, section 7.1, in lower case, and others.
    #[test]
    fn valid_labels_are_punycode() {
        for encoded in [
            "egbpdaj6bu4bxfgehfvwxn",
            // Deltas that make the bias large.
            "8pvp09mjwxo",
            "z-ymcb2640hvzqu",
            "aa-bja284cba4718l2qnegu6f",
            "zzza-yo6tc187j",
            "zazz-yo6tc187jbac",
            "ihqwcrb4cv8a8dqg056pqjye",
            "ihqwctvzc91f659drss3x8bo0yb",
            "proprostnemluvesky-uyb24dma41a",
            "4dbcagdahymbxekheh6e0a7fei0b",
            "i1baa7eci9glrd9b2ae1bj0hfcgg6iyaf8o0a1dig0cd",
            "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa",
            "989aomsvi5e83db1d2a355cv1e0vak1dwrv93d5xbh15a0dt30a5jpsd879ccm6fea98c",
            "b1abfaaepdrnnbgefbadotcwatmq2g4l",
            "porqunopuedensimplementehablarenespaol-fmd56a",
            "3b-ww4c5e180e575a65lsy2b",
            "-with-super-monkeys-pc58ag80a8qai00g7n9n",
            "hello-another-way--fc4qua05auwb3674vfr0b",
            "2-u9tlzr9756bt3uc0v",
            "maji-koi-5-783gue6qz075azm5e",
            "de-jg4avhby1noc0d",
            "d9juau41awczczp",
            "xample-9ua",
        ] {
            assert!(is_punycode(encoded.as_bytes()), "{encoded}");
        }
    }

    #[test]
    fn invalid_labels_are_not_punycode() {
        for (encoded, why) in [
            ("", "empty"),
            ("abc-", "ASCII only"),
            ("-", "a delimiter without text before it"),
            ("f", "an unfinished number"),
            ("xample-9u", "an unfinished number"),
            ("a", "a control character"),
            ("99999999", "past Unicode"),
            ("99999999999999999999", "past 32 bits"),
            ("a-\u{E9}", "not a digit"),
            ("ib9b", "a surrogate"),
        ] {
            assert!(!is_punycode(encoded.as_bytes()), "{encoded}: {why}");
        }
    }

    /// Section 6.1, in the terms of the standard, for `delta` on both sides of its limits.
    #[test]
    fn the_bias_is_that_of_the_standard() {
        for characters in [1, 2, 3, 10, 1000] {
            for is_first in [true, false] {
                for delta in (0..2000).chain((0..40).map(|step| step * 9_973)).chain((300_000..330_000).step_by(7)) {
                    let mut rest = if is_first { delta / 700 } else { delta / 2 };
                    rest += rest / characters;
                    let mut bias = 0;
                    while rest > 455 {
                        rest /= 35;
                        bias += 36;
                    }
                    let expected = bias + 36 * rest / (rest + 38);
                    assert_eq!(adapted(delta, characters, is_first), expected, "{delta} {characters} {is_first}");
                }
            }
        }
    }

    /// Returns the label of a text, section 6.3.
    fn encoded(text: &str) -> std::string::String {
        let mut label: std::string::String = text.chars().filter(char::is_ascii).collect();
        let plain = u32::try_from(label.len()).unwrap();
        if plain > 0 {
            label.push('-');
        }
        let mut others: std::vec::Vec<u32> = text.chars().filter(|letter| !letter.is_ascii()).map(u32::from).collect();
        others.sort_unstable();
        others.dedup();
        let (mut from, mut delta, mut bias, mut handled) = (0x80, 0, 72, plain);
        for point in others {
            delta += (point - from) * (handled + 1);
            from = point;
            for letter in text.chars().map(u32::from) {
                if letter < from {
                    delta += 1;
                }
                if letter == from {
                    let (mut rest, mut at) = (delta, BASE);
                    loop {
                        let threshold = at.saturating_sub(bias).clamp(T_MIN, T_MAX);
                        let digit =
                            if rest < threshold { rest } else { threshold + (rest - threshold) % (BASE - threshold) };
                        label
                            .push(char::from(b"abcdefghijklmnopqrstuvwxyz0123456789"[usize::try_from(digit).unwrap()]));
                        if rest < threshold {
                            break;
                        }
                        (rest, at) = ((rest - threshold) / (BASE - threshold), at + BASE);
                    }
                    bias = adapted(delta, handled + 1, handled == plain);
                    (delta, handled) = (0, handled + 1);
                }
            }
            (delta, from) = (delta + 1, from + 1);
        }
        label
    }

    /// Characters beyond ASCII are valid, apart from the control characters U+0080 to U+009F.
    #[test]
    fn what_is_encoded_is_punycode() {
        assert_eq!(encoded("b\u{FC}cher"), "bcher-kva");
        for point in (0x80..0x300).chain((0x300..0x11_0000).step_by(997)).filter_map(char::from_u32) {
            for text in [
                std::format!("{point}"),
                std::format!("a{point}"),
                std::format!("{point}{point}b\u{E9}"),
                std::format!("{point}-\u{4E2D}{point}\u{1F980}"),
            ] {
                let label = encoded(&text);
                assert_eq!(is_punycode(label.as_bytes()), point >= '\u{A0}', "{label} of {text:?}");
            }
        }
    }
}
