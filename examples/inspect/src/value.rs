//! Values: octets for people to read, masked where they are secret.

use std::fmt::{self, Write};

use countersign::Text;
use countersign::auth::Base64;
use countersign::auth::oauth::Encoded;

/// What stands for each column of a secret.
pub(crate) const MASK: char = '•';

/// Octets, and how they are to be shown.
#[derive(Clone)]
pub(crate) struct Value {
    octets: Vec<u8>,
    quoted: bool,
    secret: bool,
}

impl Value {
    pub(crate) fn new(octets: &[u8]) -> Self {
        Self { octets: octets.to_vec(), quoted: false, secret: false }
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
        str::from_utf8(&self.octets).is_ok()
    }

    /// UTF-8 where it is that, else each octet as the code point of its number.
    pub(crate) fn for_json(&self, reveal: bool) -> String {
        let text = String::from_utf8(self.octets.clone())
            .unwrap_or_else(|_| self.octets.iter().copied().map(char::from).collect());
        self.masked_unless(reveal, text)
    }

    /// UTF-8 with everything escaped that a terminal would not print, between quotes if it came so.
    pub(crate) fn for_people(&self, reveal: bool) -> String {
        let mut text = String::new();
        for chunk in self.octets.utf8_chunks() {
            for char in chunk.valid().chars() {
                match char {
                    '"' | '\\' if self.quoted => text.extend(['\\', char]),
                    _ if is_visible(char) => text.push(char),
                    _ => text.extend(char.escape_unicode()),
                }
            }
            for octet in chunk.invalid() {
                text.extend(["\\x", &format!("{octet:02X}")]);
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
    fn from(octets: &[u8]) -> Self {
        Self::new(octets)
    }
}

/// The symbols.
impl From<Base64<'_>> for Value {
    fn from(base64: Base64<'_>) -> Self {
        Self::new(base64.as_str().unwrap_or_default().as_bytes())
    }
}

/// The octets, decoded.
impl From<Encoded<'_>> for Value {
    fn from(encoded: Encoded<'_>) -> Self {
        Self::new(&encoded.bytes().collect::<Vec<_>>())
    }
}

impl From<Text<'_>> for Value {
    fn from(text: Text<'_>) -> Self {
        Self { octets: text.bytes().collect(), quoted: text.is_quoted(), secret: false }
    }
}

/// Neither a control, nor without width, nor one of the characters that turn the direction of those around them.
pub(crate) fn is_visible(char: char) -> bool {
    let is_hidden = matches!(char,
        '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}');
    !char.is_control() && !is_hidden
}

/// Octets as they came, one column each: controls as their pictures, obs-text as `�`, and those from `hidden_from` on
/// masked.
pub(crate) struct Columns<'a> {
    pub octets: &'a [u8],
    pub hidden_from: usize,
}

impl fmt::Display for Columns<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, &octet) in self.octets.iter().enumerate() {
            f.write_char(match octet {
                _ if at >= self.hidden_from => MASK,
                b' '..=b'~' => char::from(octet),
                ..=0x1F => char::from_u32(0x2400 + u32::from(octet)).unwrap_or(char::REPLACEMENT_CHARACTER),
                0x7F => '␡',
                0x80.. => char::REPLACEMENT_CHARACTER,
            })?;
        }
        Ok(())
    }
}
