//! RFC 8259: the JSON of a JWT, in the small part of it that schemes need.
//!
//! Strings are written with the escapes that RFC 8259 §7 requires. With the feature `json`, the objects of a JWT are read.

#[cfg(feature = "json")]
mod reader;

use crate::encode::{Sink, Wire};
use crate::syntax::hex;

#[cfg(feature = "json")]
pub(in crate::auth) use reader::Reader;

/// Writes a string with its quotes.
pub(in crate::auth) fn write_string<S: Sink>(wire: &mut Wire<'_, S>, text: &str) -> Result<(), S::Error> {
    wire.put(b"\"")?;
    write_escaped(wire, text.as_bytes())?;
    wire.put(b"\"")
}

/// Writes what is between the quotes of a string.
pub(in crate::auth) fn write_escaped<S: Sink>(wire: &mut Wire<'_, S>, text: &[u8]) -> Result<(), S::Error> {
    let mut rest = text;
    while let Some(plain) = rest.iter().position(|byte| matches!(byte, 0..b' ' | b'"' | b'\\')) {
        let (before, after) = rest.split_at_checked(plain).unwrap_or_default();
        wire.put(before)?;
        rest = match after {
            [byte @ (b'"' | b'\\'), after @ ..] => {
                wire.put(&[b'\\', *byte])?;
                after
            }
            [byte, after @ ..] => {
                let [high, low] = hex::lower(*byte);
                wire.put(&[b'\\', b'u', b'0', b'0', high, low])?;
                after
            }
            [] => after,
        };
    }
    wire.put(rest)
}

#[cfg(test)]
mod tests {
    use crate::encode::{Encode, Sink, Wire};

    struct Text(&'static str);

    impl Encode for Text {
        fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
            super::write_string(wire, self.0)
        }
    }

    #[test]
    fn strings_are_escaped() {
        for (text, expected) in [
            ("", r#""""#),
            ("https://a/b", r#""https://a/b""#),
            ("a\"b\\", r#""a\"b\\""#),
            ("\n\u{1F}\u{7F}", "\"\\u000a\\u001f\u{7F}\""),
            ("\u{E9}\u{1F600}", "\"\u{E9}\u{1F600}\""),
        ] {
            let mut buffer = [0; 64];
            assert_eq!(Text(text).encode_to_slice(&mut buffer).unwrap(), expected.as_bytes());
        }
    }
}
