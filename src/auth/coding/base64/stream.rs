//! Writes a value as base64url without padding, piece by piece.

use super::{BLOCK, Form, write};
use crate::encode::{Encode, Sink, Wire};

/// A sink that writes the symbols of the bytes that are written into it.
struct Symbols<'w, 's, S> {
    wire: &'w mut Wire<'s, S>,
    block: [u8; BLOCK],
    held: usize,
}

/// Writes the symbols of a value, without a buffer for the value.
pub(in crate::auth) fn write_of<S: Sink, E: Encode>(wire: &mut Wire<'_, S>, value: &E) -> Result<(), S::Error> {
    let mut symbols = Symbols { wire, block: [0; BLOCK], held: 0 };
    value.encode(&mut symbols)?;
    symbols.flush()
}

impl<S: Sink> Symbols<'_, '_, S> {
    fn flush(&mut self) -> Result<(), S::Error> {
        let held = self.block.get(..self.held).unwrap_or_default();
        write(self.wire, Form::UrlUnpadded, [held, b"", b""])?;
        self.held = 0;
        Ok(())
    }
}

impl<S: Sink> Sink for Symbols<'_, '_, S> {
    type Error = S::Error;

    fn put(&mut self, piece: &[u8]) -> Result<(), S::Error> {
        let mut rest = piece;
        while !rest.is_empty() {
            let free = self.block.get_mut(self.held..).unwrap_or_default();
            let (now, later) = rest.split_at_checked(free.len()).unwrap_or((rest, b""));
            for (place, byte) in free.iter_mut().zip(now) {
                *place = *byte;
            }
            self.held = self.held.saturating_add(now.len());
            rest = later;
            if self.held >= BLOCK {
                self.flush()?;
            }
        }
        Ok(())
    }
}
