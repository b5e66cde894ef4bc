//! Writes bytes and lists for people.

use core::fmt;

use crate::hidden::hidden;

/// The maximum number of bytes shown.
const MAX_BYTES: usize = 120;

/// Stands for a byte of a URL that may be secret.
const MASK: char = '•';

/// Writes bytes between backticks. Escapes all that are not printable ASCII, and masks what [`hidden`] finds.
pub(crate) struct Quoted<'a>(pub &'a [u8]);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", Bare(self.0))
    }
}

/// Writes bytes in the same way, without backticks.
pub(crate) struct Bare<'a>(pub &'a [u8]);

impl fmt::Display for Bare<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.get(..MAX_BYTES).unwrap_or(self.0);
        let mut hidden = hidden(self.0).flatten().peekable();
        for (at, byte) in shown.iter().enumerate() {
            match byte {
                _ if hidden.next_if_eq(&at).is_some() => fmt::Write::write_char(f, MASK)?,
                b' '..=b'~' => fmt::Write::write_char(f, char::from(*byte))?,
                _ => write!(f, "\\x{byte:02X}")?,
            }
        }
        f.write_str(if shown.len() < self.0.len() { "…" } else { "" })
    }
}

/// Writes items with commas between them, and `and` before the last.
pub(crate) fn write_all<T: fmt::Display>(out: &mut impl fmt::Write, items: impl IntoIterator<Item = T>) -> fmt::Result {
    let mut items = items.into_iter().peekable();
    let mut is_first = true;
    while let Some(item) = items.next() {
        let comma = match (is_first, items.peek()) {
            (true, _) => "",
            (false, Some(_)) => ", ",
            (false, None) => " and ",
        };
        write!(out, "{comma}{item}")?;
        is_first = false;
    }
    Ok(())
}
