//! A text as people read it.

use core::fmt;

use crate::syntax::text::Text;

/// A [`Text`] to be formatted; see [`Text::lossy`].
#[derive(Clone, Copy)]
pub struct Lossy<'a>(pub(super) Text<'a>);

impl fmt::Display for Lossy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const WINDOW: usize = 32;
        let mut bytes = self.0.bytes();
        let mut window = [0; WINDOW];
        let mut held: usize = 0;
        loop {
            let free = window.get_mut(held..).unwrap_or_default();
            let (length, mut filled) = (free.len(), 0);
            for (free, byte) in free.iter_mut().zip(&mut bytes) {
                *free = byte;
                filled = usize::saturating_add(filled, 1);
            }
            let is_last = filled < length;
            let text = window.get(..held.saturating_add(filled)).unwrap_or_default();
            held = 0;
            let mut chunks = text.utf8_chunks().peekable();
            while let Some(chunk) = chunks.next() {
                f.write_str(chunk.valid())?;
                match chunk.invalid() {
                    [] => {}
                    // A character that is cut by the end of the window is completed in the next window.
                    cut if !is_last && chunks.peek().is_none() && is_incomplete(cut) => held = cut.len(),
                    _ => f.write_str("\u{FFFD}")?,
                }
            }
            if is_last {
                return Ok(());
            }
            window.copy_within(WINDOW.saturating_sub(held).., 0);
        }
    }
}

/// Returns whether these bytes are the start of a longer character.
fn is_incomplete(bytes: &[u8]) -> bool {
    core::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

impl fmt::Debug for Lossy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lossy({} bytes)", self.0.raw.len())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::{String, ToString};

    use super::*;

    #[test]
    fn characters_survive_the_end_of_the_window() {
        for text in ["é", "€", "🦀", "é€🦀"] {
            for before in 0..70 {
                let expected = "a".repeat(before) + &text.repeat(20);
                assert_eq!(Text::quoted(expected.as_bytes(), false).lossy().to_string(), expected);
                let escaped = expected.bytes().flat_map(|byte| [b'\\', byte]).collect::<std::vec::Vec<_>>();
                assert_eq!(Text::quoted(&escaped, true).lossy().to_string(), expected);
            }
        }
    }

    #[test]
    fn other_bytes_are_shown_as_core_shows_them() {
        for length in 0..70 {
            for bytes in [
                &b"\xE2\x82"[..],
                b"\xFF",
                b"\xE2\x82a",
                b"\xF0\x9F\xA6\xF0",
                b"\xED\xA0\x80",
                b"\xF4\x90\x80\x80",
                b"\xC0\xAF",
            ] {
                let before = std::vec![b'a'; length];
                for text in [[&*before, bytes].concat(), [&*before, &bytes.repeat(40)].concat()] {
                    assert_eq!(Text::quoted(&text, false).lossy().to_string(), String::from_utf8_lossy(&text));
                }
            }
        }
    }
}
