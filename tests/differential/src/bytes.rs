//! Bytes that are shown as text.

use std::fmt;
use std::ops::Deref;

/// Bytes. `Debug` shows them as a byte string.
#[derive(Clone, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    /// Returns the bytes without each of some runs of them: long runs first.
    #[must_use]
    pub fn shorter(&self) -> Vec<Self> {
        let mut cuts = Vec::new();
        let mut length = self.len() / 2;
        while length > 0 {
            for start in (0..=self.len() - length).step_by(length.div_ceil(2)) {
                cuts.push(Self([&self[..start], &self[start + length..]].concat()));
            }
            length /= 2;
        }
        cuts
    }

    /// Returns the bytes without white space around them, as an HTTP stack keeps a value: RFC 9110 §5.5.
    #[must_use]
    pub fn trimmed(&self) -> &[u8] {
        let mut bytes = &self[..];
        while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
            bytes = rest;
        }
        bytes
    }

    /// Returns whether a part of the bytes is equal to these.
    #[must_use]
    pub fn contains_bytes(&self, part: &[u8]) -> bool {
        self.windows(part.len()).any(|window| window == part)
    }

    /// Returns the bytes as text, if they are UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(self).ok()
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl<T: AsRef<[u8]> + ?Sized> From<&T> for Bytes {
    fn from(bytes: &T) -> Self {
        Self(bytes.as_ref().to_vec())
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.escape_ascii())
    }
}
