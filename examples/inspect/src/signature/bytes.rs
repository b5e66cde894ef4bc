//! Bytes in the forms that signatures need.

use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign::Encode;

/// Returns the wire form of a value.
pub(super) fn wire(value: &impl Encode) -> Vec<u8> {
    let mut bytes = vec![0; value.encoded_len()];
    value.encode_to_slice(&mut bytes).map(<[u8]>::to_vec).unwrap_or_default()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

pub(super) fn base64(bytes: &[u8]) -> Vec<u8> {
    STANDARD.encode(bytes).into_bytes()
}

/// Decodes base64, or base64url without padding.
pub(super) fn of_base64(symbols: &[u8]) -> Option<Vec<u8>> {
    STANDARD.decode(symbols).or_else(|_| URL_SAFE_NO_PAD.decode(symbols)).ok()
}

/// Returns the byte that two hex digits at an offset stand for.
pub(super) fn hex_at(bytes: &[u8], at: usize) -> Option<u8> {
    u8::from_str_radix(str::from_utf8(bytes.get(at..at + 2)?).ok()?, 16).ok()
}

/// Decodes percent-encoding.
pub(super) fn decode(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let encoded = hex_at(bytes, at + 1).filter(|_| *byte == b'%');
        decoded.push(encoded.unwrap_or(*byte));
        at += if encoded.is_some() { 3 } else { 1 };
    }
    decoded
}

/// Replaces each occurrence of some bytes.
pub(super) fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::new();
    let mut rest = bytes;
    while let [byte, after @ ..] = rest {
        if let Some(after) = rest.strip_prefix(from) {
            replaced.extend(to);
            rest = after;
        } else {
            replaced.push(*byte);
            rest = after;
        }
    }
    replaced
}

/// Returns text with the digits of percent-encoding in lower case.
pub(super) fn lower_digits(text: &[u8]) -> Vec<u8> {
    let mut lower = text.to_vec();
    for (at, _) in text.iter().enumerate().filter(|(_, byte)| **byte == b'%') {
        lower.iter_mut().skip(at + 1).take(2).for_each(u8::make_ascii_lowercase);
    }
    lower
}
