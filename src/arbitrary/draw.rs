//! The source of all choices, and the small pieces that values are made of.

use alloc::string::String;
use alloc::vec::Vec;

use ::arbitrary::Unstructured;
use ::base64::Engine;
use ::base64::engine::general_purpose::{GeneralPurpose, STANDARD, URL_SAFE, URL_SAFE_NO_PAD};

const ALPHANUM: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const TOKEN_MARKS: &[u8] = b"!#$%&'*+-.^_`|~";
const VISIBLE: &[u8] = b"!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// Makes choices from the bytes of a fuzzer.
///
/// When the bytes run out, every choice is the first one: a list ends, a text is short. Therefore nothing here fails, and a
/// smaller input is a simpler value.
pub(super) struct Draw<'d, 'b>(pub(super) &'d mut Unstructured<'b>);

impl Draw<'_, '_> {
    /// Returns a number from 0 to `last`.
    pub(super) fn upto(&mut self, last: usize) -> usize {
        self.0.int_in_range(0..=last).unwrap_or_default()
    }

    /// Returns `true` in one of `of` cases, and not without input.
    pub(super) fn one_in(&mut self, of: usize) -> bool {
        self.upto(of.saturating_sub(1)).saturating_add(1) == of
    }

    pub(super) fn flip(&mut self) -> bool {
        self.one_in(2)
    }

    /// Returns one element of the list, or the default of its type if the list is empty.
    pub(super) fn of<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let at = self.upto(list.len().saturating_sub(1));
        list.get(at).copied().unwrap_or_default()
    }

    /// Returns up to `most` bytes of the alphabet, and at least one.
    pub(super) fn word_of(&mut self, alphabet: &[u8], most: usize) -> String {
        let more = self.upto(most.saturating_sub(1));
        (0..=more).map(|_| char::from(self.of(alphabet))).collect()
    }

    /// Returns letters and digits.
    pub(super) fn word(&mut self) -> String {
        self.word_of(ALPHANUM, 12)
    }

    /// Returns a label of lower-case letters and digits.
    pub(super) fn label(&mut self) -> String {
        self.word_of(LOWER, 8)
    }

    /// Returns `token`, RFC 9110 §5.6.2.
    pub(super) fn token(&mut self) -> String {
        let mut token = self.word();
        if self.one_in(4) {
            token.push(char::from(self.of(TOKEN_MARKS)));
            token.push_str(&self.word_of(ALPHANUM, 4));
        }
        token
    }

    /// Returns visible ASCII without quotes and backslashes.
    pub(super) fn visible(&mut self) -> String {
        if self.flip() { self.word_of(VISIBLE, 16) } else { self.word() }
    }

    /// Returns what a quoted-string can mean: any bytes but control characters, with HTAB.
    pub(super) fn text(&mut self) -> Vec<u8> {
        let count = self.upto(6);
        let mut text = Vec::new();
        for _ in 0..count {
            match self.upto(9) {
                0..=5 => text.extend_from_slice(self.word_of(VISIBLE, 5).as_bytes()),
                6 => text.extend_from_slice(self.of(&[&b" "[..], b"  ", b"\t", b", "])),
                7 => text.extend_from_slice(self.of(&[&b"\""[..], b"\\", b"\\\""])),
                8 => text.extend_from_slice("é€".as_bytes()),
                _ => text.push(self.of(&[0x80, 0xA0, 0xFF])),
            }
        }
        text
    }

    /// Returns words of visible ASCII with a space between two of them.
    pub(super) fn words(&mut self) -> String {
        let mut words = self.visible();
        for _ in 0..self.upto(2) {
            words.push(' ');
            words.push_str(&self.visible());
        }
        words
    }

    /// Returns UTF-8 without a colon and without control characters.
    pub(super) fn user(&mut self) -> String {
        let mut user = self.word();
        if self.one_in(3) {
            user.push_str(self.of(&["é", "Ж", " ", "@a.example", "\"", "\\", "+/="]));
            user.push_str(&self.word_of(ALPHANUM, 3));
        }
        user
    }

    /// Returns an `https` URI.
    pub(super) fn uri(&mut self) -> String {
        ["https://", &self.host(), &self.path()].concat()
    }

    /// Returns a path, some with a query.
    pub(super) fn path(&mut self) -> String {
        let mut path = String::new();
        for _ in 0..=self.upto(2) {
            path.push('/');
            path.push_str(&self.label());
        }
        if self.one_in(3) {
            path.push_str("?a=");
            path.push_str(&self.label());
        }
        path
    }

    /// Returns a domain with two labels or more.
    pub(super) fn host(&mut self) -> String {
        let mut host = String::new();
        for _ in 0..=self.upto(1) {
            // A label of digits could be the end of an address.
            host.push_str(self.of(&["a", "app", "x1", "api-2", "b"]));
            host.push_str(&self.label());
            host.push('.');
        }
        host.push_str(self.of(&["example", "test", "example.com"]));
        host
    }

    /// Returns up to `most` bytes, and at least one.
    pub(super) fn some_bytes(&mut self, most: usize) -> Vec<u8> {
        let more = self.upto(most.saturating_sub(1));
        self.exactly(more.saturating_add(1))
    }

    pub(super) fn exactly(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.0.arbitrary().unwrap_or_default()).collect()
    }

    /// Returns the base64 of bytes.
    pub(super) fn base64(&mut self) -> String {
        encoded(&STANDARD, &self.some_bytes(40))
    }

    /// Returns the base64url of bytes, with padding.
    pub(super) fn base64url(&mut self) -> String {
        encoded(&URL_SAFE, &self.some_bytes(40))
    }

    /// Returns the base64url of bytes, without padding.
    pub(super) fn unpadded(&mut self) -> String {
        encoded(&URL_SAFE_NO_PAD, &self.some_bytes(40))
    }

    /// Returns `token68`, RFC 9110 §11.2.
    pub(super) fn token68(&mut self) -> String {
        let mut token = self.word_of(b"abcdefghijABCDEFGHIJ0123456789-._~+/", 24);
        token.push_str(self.of(&["", "", "=", "=="]));
        token
    }

    /// Returns a JWS in compact form.
    pub(super) fn jwt(&mut self) -> String {
        [&self.unpadded(), ".", &self.unpadded(), ".", &self.unpadded()].concat()
    }

    /// Returns lower-case hex digits of `count` bytes.
    pub(super) fn hex(&mut self, count: usize) -> String {
        (0..count.saturating_mul(2)).map(|_| char::from(self.of(b"0123456789abcdef"))).collect()
    }

    /// Returns a decimal number of at most 64 bits, of any magnitude.
    pub(super) fn number(&mut self) -> String {
        let any: u64 = self.0.arbitrary().unwrap_or_default();
        let shift = self.of(&[56_u32, 48, 32, 0]);
        alloc::format!("{}", any.checked_shr(shift).unwrap_or_default())
    }

    /// Returns a percent-encoded value, RFC 5849 §3.6.
    pub(super) fn percent(&mut self) -> String {
        let mut value = self.word();
        for _ in 0..self.upto(2) {
            value.push_str(self.of(&["%20", "%C3%A9", "%2F", "%25", "-._~"]));
            value.push_str(&self.word_of(ALPHANUM, 4));
        }
        value
    }

    /// Returns an ext-value of RFC 8187 that is not ASCII and names no language.
    pub(super) fn ext_value(&mut self) -> String {
        ["UTF-8''", &self.word(), self.of(&["%C3%A9", "%E2%82%AC", "%20%C3%9F"]), &self.word_of(ALPHANUM, 3)].concat()
    }

    /// Returns some of these words and others, each once, with a separator between two of them.
    pub(super) fn list_of(&mut self, known: &[&str], separator: &str) -> String {
        let mut words: Vec<String> = Vec::new();
        for _ in 0..=self.upto(3) {
            let word = if self.one_in(4) { self.label() } else { String::from(self.of(known)) };
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words.join(separator)
    }
}

/// Returns base64 of standard padding.
pub(super) fn base64_of(bytes: &[u8]) -> String {
    encoded(&STANDARD, bytes)
}

/// Returns base64url with padding.
pub(super) fn base64url_of(bytes: &[u8]) -> String {
    encoded(&URL_SAFE, bytes)
}

/// Returns base64url without padding.
pub(super) fn unpadded_of(bytes: &[u8]) -> String {
    encoded(&URL_SAFE_NO_PAD, bytes)
}

fn encoded(engine: &GeneralPurpose, bytes: &[u8]) -> String {
    let mut buffer = alloc::vec![0; bytes.len().saturating_mul(2).saturating_add(4)];
    let length = engine.encode_slice(bytes, &mut buffer).unwrap_or_default();
    buffer.truncate(length);
    String::from_utf8(buffer).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;

    /// A piece that were always the same would test little.
    #[test]
    fn every_piece_varies() {
        type Piece = fn(&mut Draw<'_, '_>) -> Vec<u8>;
        let pieces: [(&str, Piece); 24] = [
            ("word_of", |draw| draw.word_of(ALPHANUM, 3).into()),
            ("word", |draw| draw.word().into()),
            ("label", |draw| draw.label().into()),
            ("token", |draw| draw.token().into()),
            ("visible", |draw| draw.visible().into()),
            ("text", |draw| draw.text()),
            ("words", |draw| draw.words().into()),
            ("user", |draw| draw.user().into()),
            ("uri", |draw| draw.uri().into()),
            ("path", |draw| draw.path().into()),
            ("host", |draw| draw.host().into()),
            ("some_bytes", |draw| draw.some_bytes(9)),
            ("exactly", |draw| draw.exactly(9)),
            ("base64", |draw| draw.base64().into()),
            ("base64url", |draw| draw.base64url().into()),
            ("unpadded", |draw| draw.unpadded().into()),
            ("token68", |draw| draw.token68().into()),
            ("jwt", |draw| draw.jwt().into()),
            ("hex", |draw| draw.hex(4).into()),
            ("number", |draw| draw.number().into()),
            ("percent", |draw| draw.percent().into()),
            ("ext_value", |draw| draw.ext_value().into()),
            ("list_of", |draw| draw.list_of(&["a", "b", "c", "d"], ", ").into()),
            ("upto", |draw| alloc::vec![u8::try_from(draw.upto(99)).unwrap_or_default()]),
        ];
        for (name, piece) in pieces {
            let mut different = BTreeSet::new();
            for seed in 0..500_u32 {
                let mut state = seed.wrapping_mul(0x9E37_79B9).wrapping_add(1);
                let bytes: Vec<u8> = (0..400)
                    .map(|_| {
                        state ^= state << 13;
                        state ^= state >> 17;
                        state ^= state << 5;
                        state.to_le_bytes()[1]
                    })
                    .collect();
                different.insert(piece(&mut Draw(&mut Unstructured::new(&bytes))));
            }
            assert!(different.len() > 50, "{name}: {}", different.len());
        }
    }

    #[test]
    fn an_alphabet_is_encoded_as_its_name_says() {
        let bytes = [0xFB, 0xFF];
        let of = [base64_of(&bytes), base64url_of(&bytes), unpadded_of(&bytes)];
        assert_eq!(of, ["+/8=", "-_8=", "-_8"]);
    }
}
