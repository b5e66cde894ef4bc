//! RFC 8187: the value of a parameter with a charset and a language, such as `username*` of Digest.
//!
//! ```abnf
//! ext-value     = charset "'" [ language ] "'" value-chars
//! charset       = 1*( ALPHA / DIGIT / "!" / "#" / "$" / "%" / "&" / "+" / "-" / "^" / "_" / "`" / "{" / "}" / "~" )
//! language      = 1*( ALPHA / DIGIT / "-" )
//! value-chars   = *( pct-encoded / attr-char )
//! pct-encoded   = "%" HEXDIG HEXDIG
//! attr-char     = ALPHA / DIGIT / "!" / "#" / "$" / "&" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~"
//! ```
//! [RFC 8187, section 3.2.1](https://www.rfc-editor.org/rfc/rfc8187#section-3.2.1)
//!
//! | input | result | why |
//! |---|---|---|
//! | charset and language in any case | accepted | §3.2.1, RFC 5646 §2.1.1 |
//! | a charset other than UTF-8 | accepted, the bytes are not checked; only UTF-8 is written | §3.2.1 forbids senders to use another |
//! | a language that is not a registered tag | accepted | the crate has no registry of tags |
//! | a byte that is not an attr-char, `%` without two digits | rejected: [`Rule::ExtValue`] | the ABNF |

use core::fmt;

use crate::auth::coding::percent;
use crate::encode::{Encode, FieldContent, Sink, Wire, collect_into};
use crate::error::{CapacityError, ParseError, Rule};
use crate::syntax::class::{TCHAR, is};
use crate::syntax::rules::{Read, expected, whole};

/// A value with a charset and an optional language tag.
///
/// Two values are equal when their charsets, languages and decoded bytes are equal. `Debug` shows the length only, because
/// the value may be the name of a user.
///
/// ```
/// use countersign::{Encode, auth::ext_value::ExtValue};
///
/// let value = ExtValue::parse(b"UTF-8''J%C3%A4s%C3%B8n%20Doe")?;
/// assert!(value.is_utf8() && value.language().is_empty());
/// let mut buffer = [0; 32];
/// assert_eq!(value.decode_into(&mut buffer)?, "Jäsøn Doe".as_bytes());
///
/// let value = ExtValue::new("Jäsøn Doe");
/// assert_eq!(value.encode_to_slice(&mut buffer)?, b"UTF-8''J%C3%A4s%C3%B8n%20Doe");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct ExtValue<'a> {
    charset: &'a [u8],
    language: &'a [u8],
    value: Value<'a>,
}

#[derive(Clone, Copy)]
enum Value<'a> {
    /// Received, percent-encoded.
    Encoded(&'a [u8]),
    /// To be sent.
    Plain(&'a [u8]),
}

impl<'a> ExtValue<'a> {
    /// Parses a whole value.
    ///
    /// # Errors
    /// [`Rule::ExtValue`] at the first byte that does not match, or at the start if there is no charset.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        whole(value, Rule::ExtValue, ext_value)
    }

    /// Makes a value to be sent, in UTF-8 and without a language.
    #[must_use]
    pub const fn new(value: &'a str) -> Self {
        Self { charset: b"UTF-8", language: b"", value: Value::Plain(value.as_bytes()) }
    }

    /// Returns the name of the charset, as the sender spelled it.
    #[must_use]
    pub const fn charset(&self) -> &'a str {
        as_text(self.charset)
    }

    /// Returns whether the charset is UTF-8. The bytes may still be invalid UTF-8.
    #[must_use]
    pub fn is_utf8(&self) -> bool {
        self.charset.eq_ignore_ascii_case(b"UTF-8")
    }

    /// Returns the language tag, which is empty if there is none.
    #[must_use]
    pub const fn language(&self) -> &'a str {
        as_text(self.language)
    }

    /// Iterates over the decoded bytes, which are in the value's charset.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let (encoded, plain) = match self.value {
            Value::Encoded(bytes) => (bytes, &[][..]),
            Value::Plain(bytes) => (&[][..], bytes),
        };
        percent::decode(encoded.iter().copied()).chain(plain.iter().copied())
    }

    /// Decodes into the start of `buffer` and returns the decoded bytes. The decoded form is never longer than the wire form.
    ///
    /// # Errors
    /// [`CapacityError`] when `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        collect_into(self.bytes(), buffer)
    }
}

impl PartialEq for ExtValue<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.charset.eq_ignore_ascii_case(other.charset)
            && self.language.eq_ignore_ascii_case(other.language)
            && self.bytes().eq(other.bytes())
    }
}

impl Eq for ExtValue<'_> {}

impl fmt::Debug for ExtValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExtValue({} bytes)", self.bytes().count())
    }
}

impl FieldContent for ExtValue<'_> {}

impl Encode for ExtValue<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        for piece in [self.charset, b"'", self.language, b"'"] {
            wire.put(piece)?;
        }
        match self.value {
            Value::Encoded(bytes) => wire.put(bytes),
            Value::Plain(bytes) => percent::write(wire, bytes, is_attr_char),
        }
    }
}

/// `ext-value = charset "'" [ language ] "'" value-chars`
fn ext_value(input: &[u8]) -> Read<'_, ExtValue<'_>> {
    let (rest, charset) = run(input, is_charset);
    let (rest, ()) = quote(rest)?;
    let (rest, language) = run(rest, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let (rest, ()) = quote(rest)?;
    let (end, value) = value_chars(rest);
    match end {
        [] if !charset.is_empty() => Ok((end, ExtValue { charset, language, value: Value::Encoded(value) })),
        [] => expected(Rule::ExtValue, input),
        _ => expected(Rule::ExtValue, end),
    }
}

fn run(input: &[u8], class: fn(u8) -> bool) -> (&[u8], &[u8]) {
    let length = input.iter().take_while(|&&byte| class(byte)).count();
    let (bytes, rest) = input.split_at_checked(length).unwrap_or((&[], input));
    (rest, bytes)
}

/// Bytes of the classes, which are ASCII, as text.
const fn as_text(bytes: &[u8]) -> &str {
    match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

/// `"'"`
fn quote(input: &[u8]) -> Read<'_, ()> {
    match input {
        [b'\'', rest @ ..] => Ok((rest, ())),
        _ => expected(Rule::ExtValue, input),
    }
}

/// `value-chars = *( pct-encoded / attr-char )`
fn value_chars(input: &[u8]) -> (&[u8], &[u8]) {
    let mut rest = input;
    loop {
        rest = match rest {
            [b'%', high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => after,
            [byte, after @ ..] if is_attr_char(*byte) => after,
            _ => break,
        };
    }
    let length = input.len().saturating_sub(rest.len());
    (rest, input.get(..length).unwrap_or_default())
}

/// `attr-char`, which is `tchar` without the three delimiters of `ext-value`
const fn is_attr_char(byte: u8) -> bool {
    is(byte, TCHAR) && !matches!(byte, b'*' | b'\'' | b'%')
}

/// A byte of `charset`
const fn is_charset(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b'%') || (is_attr_char(byte) && !matches!(byte, b'.' | b'|'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_at_the_first_invalid_byte() {
        for (value, expected) in [
            ("UTF-8''a", Ok("a")),
            ("utf-8'en'%C2%A3%20rates", Ok("£ rates")),
            ("UTF-8''", Ok("")),
            ("''a", Err(0)),
            ("UTF-8'a", Err(7)),
            ("UTF-8", Err(5)),
            ("UTF-8''%", Err(7)),
            ("UTF-8''%2", Err(7)),
            ("UTF-8''%2g", Err(7)),
            ("UTF-8''a b", Err(8)),
            ("UTF-8''a*", Err(8)),
            ("UTF.8''a", Err(3)),
        ] {
            let read = ExtValue::parse(value.as_bytes());
            match expected {
                Ok(text) => assert!(read.unwrap().bytes().eq(text.bytes()), "{value}"),
                Err(offset) => assert_eq!(read.unwrap_err().offset(), offset, "{value}"),
            }
        }
    }
}
