//! RFC 4648 §4: the base64 of user names, tokens and keys, without a buffer where it is written.
//!
//! Encoding has no panic left in a linked binary. Decoding keeps three symbols alive, `panic_bounds_check`, `panic_fmt`
//! and `slice_index_fail`: the engine splits its input by lengths that it computes while it runs, which the compiler
//! can't prove to be within bounds. Nothing reaches them: `decode_slice` compares the room with what the symbols need
//! before it writes, and the fuzz target `basic` has it decode whatever there is.

use ::base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use ::base64::{DecodeError as Flaw, DecodeSliceError, Engine};

use crate::encode::{CapacityError, Sink, Wire};
use crate::error::{DecodeError, ErrorKind, ParseError, Rule};

/// Decodes into the start of `buffer`: the standard alphabet, padded, and no bit beyond the last octet.
///
/// `at` is where `symbols` stand in the value, for the error.
pub(super) fn decode<'b>(symbols: &[u8], at: usize, buffer: &'b mut [u8]) -> Result<&'b [u8], DecodeError> {
    match STANDARD.decode_slice(symbols, buffer) {
        Ok(length) => Ok(buffer.get(..length).unwrap_or_default()),
        Err(error) => Err(refused(&error, symbols, at)),
    }
}

/// The same, however much padding there is.
pub(super) fn decode_padded_anyhow<'b>(
    symbols: &[u8],
    at: usize,
    buffer: &'b mut [u8],
) -> Result<&'b [u8], DecodeError> {
    let length = symbols.len().saturating_sub(padding(symbols));
    let symbols = symbols.get(..length).unwrap_or_default();
    match STANDARD_NO_PAD.decode_slice(symbols, buffer) {
        Ok(length) => Ok(buffer.get(..length).unwrap_or_default()),
        Err(error) => Err(refused(&error, symbols, at)),
    }
}

fn refused(error: &DecodeSliceError, symbols: &[u8], at: usize) -> DecodeError {
    let wrong = match error {
        DecodeSliceError::OutputSliceTooSmall => return CapacityError::new(decoded_len(symbols)).into(),
        DecodeSliceError::DecodeError(Flaw::InvalidByte(symbol, _)) => *symbol,
        DecodeSliceError::DecodeError(_) => symbols.len(),
    };
    ParseError::new(ErrorKind::Expected(Rule::Base64), at.saturating_add(wrong)).into()
}

/// Whether there is more or less padding than fills the last group of four.
pub(super) fn is_padded_amiss(symbols: &[u8]) -> bool {
    padding(symbols) > 2 || !symbols.len().is_multiple_of(4)
}

fn padding(symbols: &[u8]) -> usize {
    symbols.iter().rev().take_while(|&&symbol| symbol == b'=').count()
}

/// How many octets the symbols stand for.
pub(super) fn decoded_len(symbols: &[u8]) -> usize {
    symbols.len().saturating_sub(padding(symbols)).saturating_mul(3) / 4
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
