//! Octets for people to read.

use core::fmt;

/// What is longer is cut.
const MOST_OCTETS: usize = 120;

/// Octets between backticks, with everything escaped that is no printable ASCII.
pub(crate) struct Octets<'a>(pub &'a [u8]);

impl fmt::Display for Octets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", Bare(self.0))
    }
}

/// The same without backticks.
pub(crate) struct Bare<'a>(pub &'a [u8]);

impl fmt::Display for Bare<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.get(..MOST_OCTETS).unwrap_or(self.0);
        for octet in shown {
            match octet {
                b' '..=b'~' => fmt::Write::write_char(f, char::from(*octet))?,
                _ => write!(f, "\\x{octet:02X}")?,
            }
        }
        f.write_str(if shown.len() < self.0.len() { "…" } else { "" })
    }
}

/// Items with commas between them, and `and` before the last.
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
