//! Base64 with white space between its symbols: lines that were folded leave it.

use super::symbols::{Form, is_symbol, is_whole, value};
use crate::syntax::class::{WSP, is};

/// Returns whether there is white space.
pub(in crate::auth) fn is_folded(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| is(*byte, WSP))
}

/// Returns the symbols without the white space.
pub(in crate::auth) fn unfolded(bytes: &[u8]) -> impl Iterator<Item = u8> + Clone + '_ {
    bytes.iter().copied().filter(|byte| !is(*byte, WSP))
}

/// Returns the runs of symbols between white space.
pub(in crate::auth) fn runs(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| is(*byte, WSP))
}

/// Returns the number of symbols, and how much padding follows them.
pub(in crate::auth) fn counts(bytes: &[u8]) -> (usize, usize) {
    let padding = unfolded(bytes).filter(|symbol| *symbol == b'=').count();
    (unfolded(bytes).count().saturating_sub(padding), padding)
}

/// Returns whether these are runs of base64 with white space between them: symbols, and padding at the end only.
pub(in crate::auth) fn is_folded_base64(bytes: &[u8]) -> bool {
    let (count, padding) = counts(bytes);
    let symbols = unfolded(bytes).take(count).all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
    is_folded(bytes) && symbols && count % 4 != 1 && padding <= count
}

/// Returns the index of the first byte that is neither white space nor a symbol of the form, or of the start of the padding
/// if the padding or the length is wrong.
pub(in crate::auth) fn folded_flaw(form: Form, bytes: &[u8]) -> Option<usize> {
    let (mut count, mut padding, mut last, mut end) = (0_usize, 0_usize, None, 0);
    for (index, symbol) in bytes.iter().copied().enumerate().filter(|(_, byte)| !is(*byte, WSP)) {
        match symbol {
            b'=' if form.may_be_padded() => padding = padding.saturating_add(1),
            symbol if padding == 0 && is_symbol(form, symbol) => {
                (count, last, end) = (count.saturating_add(1), Some(symbol), index.saturating_add(1));
            }
            _ => return Some(index),
        }
    }
    (!is_whole(form, count, last, padding)).then_some(end)
}

/// The bytes of checked symbols, folded or not.
#[derive(Clone)]
pub(in crate::auth) struct Decoded<'a> {
    rest: &'a [u8],
    bits: u16,
    held: u32,
}

impl<'a> Decoded<'a> {
    pub(in crate::auth) const fn new(symbols: &'a [u8]) -> Self {
        Self { rest: symbols, bits: 0, held: 0 }
    }
}

impl Iterator for Decoded<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        loop {
            if let Some(held) = self.held.checked_sub(8) {
                self.held = held;
                return Some(u8::try_from(self.bits.wrapping_shr(held) & 0xFF).unwrap_or_default());
            }
            let (symbol, rest) = self.rest.split_first()?;
            self.rest = rest;
            if *symbol != b'=' && !is(*symbol, WSP) {
                self.bits = self.bits.wrapping_shl(6) | u16::from(value(*symbol));
                self.held = self.held.wrapping_add(6);
            }
        }
    }
}
