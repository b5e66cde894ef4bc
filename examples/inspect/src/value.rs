//! Values as people read them, masked if they are secret.

use std::fmt::{self, Write};
use std::iter::Peekable;
use std::ops::Range;

use countersign::Text;
use countersign::auth::Base64;
use countersign_explain::hidden;

/// Stands for each character of a secret.
pub(crate) const MASK: char = '•';

/// Bytes, and how to show them. Of URLs in them, the query, the fragment and the user information are always secret.
#[derive(Clone)]
pub(crate) struct Value {
    bytes: Vec<u8>,
    quoted: bool,
    /// Bytes from this offset on are secret.
    secret_from: usize,
}

impl Value {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), quoted: false, secret_from: usize::MAX }
    }

    /// The value of a parameter that has none.
    pub(crate) const fn missing() -> Self {
        Self { bytes: Vec::new(), quoted: true, secret_from: usize::MAX }
    }

    pub(crate) fn secret_if(self, secret: bool) -> Self {
        if secret { Self { secret_from: 0, ..self } } else { self }
    }

    /// Makes all after the first question mark secret, white space included, if the value is a URL.
    pub(crate) fn url_if(self, is_url: bool) -> Self {
        let query = self.bytes.iter().position(|byte| *byte == b'?').filter(|_| is_url);
        let secret_from = query.map_or(self.secret_from, |query| self.secret_from.min(query + 1));
        Self { secret_from, ..self }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) const fn is_secret(&self) -> bool {
        self.secret_from == 0
    }

    pub(crate) fn is_utf8(&self) -> bool {
        str::from_utf8(&self.bytes).is_ok()
    }

    /// Returns the value as UTF-8. If it is not UTF-8, each byte becomes the character U+0000 to U+00FF of the same number.
    pub(crate) fn for_json(&self, reveal: bool) -> String {
        let mut text = Masked::new(self, reveal);
        match str::from_utf8(&self.bytes) {
            Ok(chars) => chars.char_indices().for_each(|(at, char)| text.push(at, [char])),
            Err(_) => self.bytes.iter().enumerate().for_each(|(at, byte)| text.push(at, [char::from(*byte)])),
        }
        text.text
    }

    /// Returns the value with all characters escaped that a terminal does not print, in quotes if it was sent in quotes.
    pub(crate) fn for_people(&self, reveal: bool) -> String {
        let mut text = Masked::new(self, reveal);
        let mut start = 0;
        for chunk in self.bytes.utf8_chunks() {
            for (at, char) in chunk.valid().char_indices() {
                let at = start + at;
                match char {
                    '"' | '\\' if self.quoted => text.push(at, ['\\', char]),
                    _ if is_visible(char) => text.push(at, [char]),
                    _ => text.push(at, char.escape_unicode()),
                }
            }
            start += chunk.valid().len();
            for byte in chunk.invalid() {
                text.push(start, format!("\\x{byte:02X}").chars());
                start += 1;
            }
        }
        let text = text.text;
        if self.quoted { format!("\"{text}\"") } else { text }
    }
}

/// A text in which the characters of secret bytes are masked.
struct Masked<'a> {
    text: String,
    secret_from: usize,
    /// The offsets of the other bytes to mask.
    hidden: Peekable<Box<dyn Iterator<Item = usize> + 'a>>,
}

impl<'a> Masked<'a> {
    fn new(value: &'a Value, reveal: bool) -> Self {
        let (secret_from, hidden): (_, Box<dyn Iterator<Item = usize>>) = if reveal {
            (usize::MAX, Box::new(std::iter::empty()))
        } else {
            (value.secret_from, Box::new(hidden(&value.bytes).flatten()))
        };
        Self { text: String::new(), secret_from, hidden: hidden.peekable() }
    }

    /// Adds what stands for the character that begins at this offset.
    fn push(&mut self, at: usize, chars: impl IntoIterator<Item = char>) {
        while self.hidden.next_if(|offset| *offset < at).is_some() {}
        let is_masked = at >= self.secret_from || self.hidden.peek() == Some(&at);
        self.text.extend(chars.into_iter().map(|char| if is_masked { MASK } else { char }));
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::new(bytes)
    }
}

/// The base64 itself, not decoded.
impl From<Base64<'_>> for Value {
    fn from(base64: Base64<'_>) -> Self {
        Self::new(base64.as_str().unwrap_or_default().as_bytes())
    }
}

impl From<countersign_explain::Value<'_>> for Value {
    fn from(value: countersign_explain::Value<'_>) -> Self {
        let shown = Self { bytes: value.bytes().collect(), quoted: value.is_quoted, secret_from: usize::MAX };
        shown.url_if(value.is_url).secret_if(value.is_secret)
    }
}

impl From<Text<'_>> for Value {
    fn from(text: Text<'_>) -> Self {
        Self { bytes: text.bytes().collect(), quoted: text.is_quoted(), secret_from: usize::MAX }
    }
}

/// Returns whether a character is not a control, has a width, and does not change the direction of the text.
pub(crate) fn is_visible(char: char) -> bool {
    let is_hidden = matches!(char,
        '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}');
    !char.is_control() && !is_hidden
}

/// Some of the bytes of a line as sent, one column each: control characters as pictures, other bytes that are not ASCII as
/// `�`.
pub(crate) struct Columns<'a> {
    pub line: &'a [u8],
    /// The bytes to show.
    pub window: Range<usize>,
    /// Bytes from this offset on are masked, and those of URLs that may be secret.
    pub hidden_from: usize,
    pub reveal: bool,
}

impl fmt::Display for Columns<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Range { start, end } = self.window;
        let mut hidden = hidden(self.line).flatten().skip_while(|at| *at < start).peekable();
        for (at, &byte) in self.line.iter().enumerate().take(end).skip(start) {
            let is_masked = at >= self.hidden_from || hidden.next_if_eq(&at).is_some();
            f.write_char(match byte {
                _ if is_masked && !self.reveal => MASK,
                b' '..=b'~' => char::from(byte),
                ..=0x1F => char::from_u32(0x2400 + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER),
                0x7F => '␡',
                0x80.. => char::REPLACEMENT_CHARACTER,
            })?;
        }
        Ok(())
    }
}
