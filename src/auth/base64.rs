//! RFC 4648 §4: the base64 of user names, tokens and keys, without a buffer where it is written.

use ::base64::engine::general_purpose::STANDARD;
use ::base64::{DecodeError as Flaw, DecodeSliceError, Engine};

use crate::encode::{CapacityError, Sink, Wire};
use crate::error::{DecodeError, ErrorKind, ParseError, Rule};

/// Decodes into the start of `buffer`: the standard alphabet, padded, and no bit beyond the last octet.
///
/// `at` is where `symbols` stand in the value, for the error.
pub(super) fn decode<'b>(symbols: &[u8], at: usize, buffer: &'b mut [u8]) -> Result<&'b [u8], DecodeError> {
    let wrong = match STANDARD.decode_slice(symbols, buffer) {
        Ok(length) => return Ok(buffer.get(..length).unwrap_or_default()),
        Err(DecodeSliceError::OutputSliceTooSmall) => return Err(CapacityError::new(decoded_len(symbols)).into()),
        Err(DecodeSliceError::DecodeError(Flaw::InvalidByte(symbol, _))) => symbol,
        Err(DecodeSliceError::DecodeError(_)) => symbols.len(),
    };
    Err(ParseError::new(ErrorKind::Expected(Rule::Base64), at.saturating_add(wrong)).into())
}

/// How many octets the symbols stand for.
pub(super) fn decoded_len(symbols: &[u8]) -> usize {
    let padding = symbols.iter().rev().take_while(|&&symbol| symbol == b'=').count();
    symbols.len().saturating_sub(padding).saturating_mul(3) / 4
}

/// Writes the symbols of `pieces`, which are one value.
///
/// The engine gets three octets at a time: with lengths that the compiler knows it has no panic left, and on short
/// values it is the faster way too.
pub(super) fn write<S: Sink>(wire: &mut Wire<'_, S>, pieces: [&[u8]; 3]) -> Result<(), S::Error> {
    let mut group = [0; 3];
    let mut held = 0_u8;
    for piece in pieces {
        let mut rest = piece;
        loop {
            if held == 0 {
                let (groups, few) = rest.as_chunks::<3>();
                groups.iter().try_for_each(|group| write_group(wire, group))?;
                rest = few;
            }
            let Some((&octet, after)) = rest.split_first() else { break };
            rest = after;
            let [_, second, third] = group;
            group = [second, third, octet];
            held = held.wrapping_add(1);
            if held == 3 {
                write_group(wire, &group)?;
                held = 0;
            }
        }
    }
    let [_, second, third] = group;
    match held {
        0 => Ok(()),
        1 => write_group(wire, &[third]),
        _ => write_group(wire, &[second, third]),
    }
}

fn write_group<S: Sink, const N: usize>(wire: &mut Wire<'_, S>, octets: &[u8; N]) -> Result<(), S::Error> {
    let mut symbols = [0; 4];
    match STANDARD.encode_slice(octets, &mut symbols) {
        Ok(_) => wire.put(&symbols),
        Err(_) => Ok(()),
    }
}
