//! Values as people read them, masked if they are secret.

use std::fmt::{self, Write};

use countersign::Text;
use countersign::auth::Base64;
use countersign::auth::oauth::Encoded;

/// Stands for each character of a secret.
pub(crate) const MASK: char = '•';

/// Bytes, and how to show them.
#[derive(Clone)]
pub(crate) struct Value {
    bytes: Vec<u8>,
    quoted: bool,
    secret: bool,
}

impl Value {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), quoted: false, secret: false }
    }

    pub(crate) fn secret_if(self, secret: bool) -> Self {
        Self { secret, ..self }
    }

    pub(crate) fn without_quotes(self) -> Self {
        Self { quoted: false, ..self }
    }

    pub(crate) const fn is_secret(&self) -> bool {
        self.secret
    }

    pub(crate) fn is_utf8(&self) -> bool {
        str::from_utf8(&self.bytes).is_ok()
    }

    /// Returns the value as UTF-8. If it is not UTF-8, each byte becomes the character U+0000 to U+00FF of the same number.
    pub(crate) fn for_json(&self, reveal: bool) -> String {
        let text = String::from_utf8(self.bytes.clone())
            .unwrap_or_else(|_| self.bytes.iter().copied().map(char::from).collect());
        self.masked_unless(reveal, text)
    }

    /// Returns the value with all characters escaped that a terminal does not print, in quotes if it was sent in quotes.
    pub(crate) fn for_people(&self, reveal: bool) -> String {
        let mut text = String::new();
        for chunk in self.bytes.utf8_chunks() {
            for char in chunk.valid().chars() {
                match char {
                    '"' | '\\' if self.quoted => text.extend(['\\', char]),
                    _ if is_visible(char) => text.push(char),
                    _ => text.extend(char.escape_unicode()),
                }
            }
            for byte in chunk.invalid() {
                text.extend(["\\x", &format!("{byte:02X}")]);
            }
        }
        let text = self.masked_unless(reveal, text);
        if self.quoted { format!("\"{text}\"") } else { text }
    }

    fn masked_unless(&self, reveal: bool, text: String) -> String {
        if self.secret && !reveal { text.chars().map(|_| MASK).collect() } else { text }
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

/// The decoded bytes.
impl From<Encoded<'_>> for Value {
    fn from(encoded: Encoded<'_>) -> Self {
        Self::new(&encoded.bytes().collect::<Vec<_>>())
    }
}

impl From<Text<'_>> for Value {
    fn from(text: Text<'_>) -> Self {
        Self { bytes: text.bytes().collect(), quoted: text.is_quoted(), secret: false }
    }
}

/// Returns whether a character is not a control, has a width, and does not change the direction of the text.
pub(crate) fn is_visible(char: char) -> bool {
    let is_hidden = matches!(char,
        '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}');
    !char.is_control() && !is_hidden
}

/// Bytes as sent, one column each: control characters as pictures, other bytes that are not ASCII as `�`. Bytes from
/// `hidden_from` on are masked.
pub(crate) struct Columns<'a> {
    pub bytes: &'a [u8],
    pub hidden_from: usize,
}

impl fmt::Display for Columns<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, &byte) in self.bytes.iter().enumerate() {
            f.write_char(match byte {
                _ if at >= self.hidden_from => MASK,
                b' '..=b'~' => char::from(byte),
                ..=0x1F => char::from_u32(0x2400 + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER),
                0x7F => '␡',
                0x80.. => char::REPLACEMENT_CHARACTER,
            })?;
        }
        Ok(())
    }
}
