//! RFC 4648 §4: the base64 of user names, tokens and keys, without a buffer where it is written.
//!
//! Encoding has no panic left in a linked binary. Decoding keeps three symbols alive, `panic_bounds_check`, `panic_fmt`
//! and `slice_index_fail`: the engine splits its input by lengths that it computes while it runs, which the compiler
//! can't prove to be within bounds. Nothing reaches them: `decode_slice` compares the room with what the symbols need
//! before it writes, and the fuzz target `basic` has it decode whatever there is.

use core::convert::Infallible;
use core::fmt;

use ::base64::engine::general_purpose::STANDARD;
use ::base64::{DecodeError as Flaw, DecodeSliceError, Engine};

use super::constant_time_eq;
use crate::encode::{CapacityError, Encode, Sink, Wire};
use crate::error::{DecodeError, ErrorKind, ParseError, Rule};
use crate::text::{Bytes, Text};

/// Decodes into the start of `buffer`: the standard alphabet, padded, and no bit beyond the last octet.
///
/// `at` is where `symbols` stand in the value, for the error.
pub(super) fn decode<'b>(symbols: &[u8], at: usize, buffer: &'b mut [u8]) -> Result<&'b [u8], DecodeError> {
    let wrong = match STANDARD.decode_slice(symbols, buffer) {
        Ok(length) => return Ok(buffer.get(..length).unwrap_or_default()),
        Err(flaw) => match wrong_symbol(&flaw, symbols) {
            Some(wrong) => wrong,
            // The engine asks for room before it has seen that what is to go there is no base64.
            None => match decode_lots(symbols.iter().copied(), |_| ()) {
                Ok(()) => return Err(CapacityError::new(decoded_len(symbols)).into()),
                Err(wrong) => wrong,
            },
        },
    };
    Err(no_base64(at.saturating_add(wrong)).into())
}

/// The number of the symbol that is wrong; `None` when it is the room.
fn wrong_symbol(flaw: &DecodeSliceError, symbols: &[u8]) -> Option<usize> {
    match flaw {
        DecodeSliceError::OutputSliceTooSmall => None,
        DecodeSliceError::DecodeError(Flaw::InvalidByte(symbol, _)) => Some(*symbol),
        DecodeSliceError::DecodeError(_) => Some(symbols.len()),
    }
}

/// How many octets the symbols stand for.
pub(super) fn decoded_len(symbols: &[u8]) -> usize {
    let padding = symbols.iter().rev().take_while(|&&symbol| symbol == b'=').count();
    symbols.len().saturating_sub(padding).saturating_mul(3) / 4
}

/// How many octets are encoded at a time: where flash is scarce, one group.
const BLOCK: usize = if cfg!(target_pointer_width = "64") { 51 } else { 3 };

/// Writes the symbols of `pieces`, which are one value.
///
/// The engine gets blocks whose length the compiler knows: then it has no panic left.
pub(super) fn write<S: Sink>(wire: &mut Wire<'_, S>, pieces: [&[u8]; 3]) -> Result<(), S::Error> {
    let mut block = [0; BLOCK];
    let mut free = &mut block[..];
    for mut piece in pieces {
        while let Some((octets, more)) = piece.split_at_checked(free.len()) {
            free.copy_from_slice(octets);
            piece = more;
            wire.put(&encode::<BLOCK, { BLOCK / 3 * 4 }>(&block))?;
            free = &mut block[..];
        }
        let (now, later) = free.split_at_mut_checked(piece.len()).unwrap_or_default();
        now.copy_from_slice(piece);
        free = later;
    }
    let left = free.len();
    let (held, _) = block.split_at_checked(block.len().wrapping_sub(left)).unwrap_or_default();
    let (pairs, rest) = held.as_chunks::<6>();
    for pair in pairs {
        wire.put(&encode::<6, 8>(pair))?;
    }
    let (groups, few) = rest.as_chunks::<3>();
    for group in groups {
        wire.put(&encode::<3, 4>(group))?;
    }
    // The last group is filled up with zeros, and what they add is padding.
    let (octets, padding) = match *few {
        [first] => ([first, 0, 0], 2),
        [first, second] => ([first, second, 0], 1),
        _ => return Ok(()),
    };
    let [one, two, three, _] = encode(&octets);
    wire.put(&[one, two, if padding == 1 { three } else { b'=' }, b'='])
}

/// The symbols of `N` octets, for which there is just enough room.
#[inline]
fn encode<const N: usize, const M: usize>(octets: &[u8; N]) -> [u8; M] {
    const { assert!(N.is_multiple_of(3) && M == N / 3 * 4) };
    let mut symbols = [0; M];
    let _ = STANDARD.encode_slice(octets, &mut symbols);
    symbols
}

/// Octets as a value has them: in symbols that were received, or about to be sent.
#[derive(Clone, Copy)]
pub(super) enum Octets<'a> {
    /// The symbols, and where they stand in the value.
    Symbols(Text<'a>, usize),
    Plain(&'a [u8]),
}

impl Octets<'_> {
    /// How many octets there are.
    pub(super) fn len(self) -> usize {
        match self {
            Self::Symbols(text, _) => match text.as_bytes() {
                Some(symbols) => decoded_len(symbols),
                None => text.bytes().filter(|&symbol| symbol != b'=').count().saturating_mul(3) / 4,
            },
            Self::Plain(octets) => octets.len(),
        }
    }

    /// As many of the first octets as fit into `buffer`; none when their symbols are no base64. No other symbol is read.
    pub(super) fn first<const N: usize>(self, buffer: &mut [u8; N]) -> &[u8] {
        const { assert!(N.is_multiple_of(3) && N <= LOT / 4 * 3) };
        match self {
            Self::Symbols(text, _) => {
                let mut symbols = [0; LOT];
                let count = fill(symbols.iter_mut().take(N.saturating_mul(4) / 3), text.bytes());
                let groups = count.saturating_sub(count % 4);
                let first = symbols.get(..groups).unwrap_or_default();
                decode(first, 0, buffer).unwrap_or_default()
            }
            Self::Plain(octets) => {
                let count = fill(buffer.iter_mut(), octets.iter().copied());
                buffer.get(..count).unwrap_or_default()
            }
        }
    }

    /// Decodes, or copies, into the start of `buffer`.
    pub(super) fn decode_into(self, buffer: &mut [u8]) -> Result<&[u8], DecodeError> {
        let (text, at) = match self {
            Self::Symbols(text, at) => (text, at),
            Self::Plain(octets) => {
                let room = buffer.get_mut(..octets.len()).ok_or(CapacityError::new(octets.len()))?;
                room.copy_from_slice(octets);
                return Ok(room);
            }
        };
        if let Some(symbols) = text.as_bytes() {
            return decode(symbols, at, buffer);
        }
        let mut length: usize = 0;
        let decoded = decode_lots(text.bytes(), |octets| {
            let end = length.saturating_add(octets.len());
            if let Some(room) = buffer.get_mut(length..end) {
                room.copy_from_slice(octets);
            }
            length = end;
        });
        match decoded {
            Ok(()) => Ok(buffer.get(..length).ok_or(CapacityError::new(length))?),
            Err(wrong) => Err(no_base64(at.saturating_add(wrong)).into()),
        }
    }
}

/// Compares what is sent, in constant time but for its length: each octets have one spelling.
impl PartialEq for Octets<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Plain(one), Self::Plain(other)) => constant_time_eq(one, other),
            (Self::Symbols(text, _), other) | (other, Self::Symbols(text, _)) => {
                let mut expected = Expected { octets: text.bytes(), met: true };
                let Ok(()) = other.encode(&mut expected);
                expected.met & expected.octets.next().is_none()
            }
        }
    }
}

impl Eq for Octets<'_> {}

impl fmt::Debug for Octets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} octets", self.len())
    }
}

impl Encode for Octets<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match self {
            Self::Symbols(text, _) => match text.as_bytes() {
                Some(symbols) => wire.put(symbols),
                None => text.bytes().try_for_each(|symbol| wire.put(&[symbol])),
            },
            Self::Plain(octets) => write(wire, [octets, b"", b""]),
        }
    }
}

/// A sink that knows what it should be given.
struct Expected<'a> {
    octets: Bytes<'a>,
    met: bool,
}

impl Sink for Expected<'_> {
    type Error = Infallible;

    fn put(&mut self, octets: &[u8]) -> Result<(), Infallible> {
        for lot in octets.chunks(LOT) {
            let mut expected = [0; LOT];
            let count = fill(expected.iter_mut().take(lot.len()), &mut self.octets);
            self.met &= constant_time_eq(lot, expected.get(..count).unwrap_or_default());
        }
        Ok(())
    }
}

/// How many symbols are decoded at a time where no slice holds all of them.
const LOT: usize = 64;

/// Hands on what the symbols stand for, or gives the number of the one that is wrong.
fn decode_lots(mut symbols: impl Iterator<Item = u8>, mut take: impl FnMut(&[u8])) -> Result<(), usize> {
    let mut passed: usize = 0;
    let mut padded = false;
    loop {
        let mut lot = [0; LOT];
        let count = fill(lot.iter_mut(), &mut symbols);
        let lot = lot.get(..count).unwrap_or_default();
        match lot.last() {
            None => return Ok(()),
            // Padding is for the end.
            Some(_) if padded => return Err(passed),
            Some(last) => padded = *last == b'=',
        }
        // More room than base64 needs, so that it is never the room that is wrong.
        let mut octets = [0; LOT];
        match STANDARD.decode_slice(lot, &mut octets) {
            Ok(length) => take(octets.get(..length).unwrap_or_default()),
            Err(flaw) => return Err(passed.saturating_add(wrong_symbol(&flaw, lot).unwrap_or_default())),
        }
        passed = passed.saturating_add(count);
    }
}

/// Puts octets where there is room for them, and gives their number.
fn fill<'b>(room: impl Iterator<Item = &'b mut u8>, octets: impl Iterator<Item = u8>) -> usize {
    room.zip(octets).map(|(free, octet)| *free = octet).count()
}

const fn no_base64(at: usize) -> ParseError {
    ParseError::new(ErrorKind::Expected(Rule::Base64), at)
}
