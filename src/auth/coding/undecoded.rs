//! A token68 in base64 that is decoded on request. Passing it on decodes nothing.

use crate::auth::coding::base64::{Base64, Form, decode, decoded_len, has_wrong_padding, without_padding};
use crate::encode::{Encode, Sink, Wire, copy_into};
use crate::error::{DecodeError, ValueError, ValueErrorKind};

/// Symbols that were received and not checked, or bytes to be sent.
#[derive(Clone, Copy)]
pub(in crate::auth) enum Undecoded<'a> {
    Received {
        symbols: &'a [u8],
        /// The offset of the symbols in the value.
        at: usize,
        /// The padding to add when the symbols are sent.
        padding: &'static str,
        form: Form,
    },
    Sent(&'a [u8]),
}

impl<'a> Undecoded<'a> {
    /// Wraps symbols that begin at byte `at` of a value.
    pub(in crate::auth) const fn received(symbols: &'a [u8], at: usize) -> Self {
        Self::Received { symbols, at, padding: "", form: Form::Standard }
    }

    /// Wraps symbols and replaces their padding by the padding that base64 requires.
    pub(in crate::auth) const fn repadded(symbols: &'a [u8], at: usize) -> Self {
        let symbols = without_padding(symbols);
        let padding = match symbols.len() % 4 {
            2 => "==",
            3 => "=",
            _ => "",
        };
        Self::Received { symbols, at, padding, form: Form::StandardUnpadded }
    }

    /// Returns whether there is more or less padding than base64 requires.
    pub(in crate::auth) fn has_wrong_padding(&self) -> bool {
        matches!(self, Self::Received { symbols, .. } if has_wrong_padding(symbols))
    }

    /// Wraps bytes to be sent. Empty bytes are an error, since a token68 has at least one symbol.
    pub(in crate::auth) const fn new(part: &'static str, bytes: &'a [u8]) -> Result<Self, ValueError> {
        match bytes {
            [] => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
            _ => Ok(Self::Sent(bytes)),
        }
    }

    /// Decodes the first bytes, as many as `buffer` can hold; returns none if their symbols are not base64. The other symbols
    /// are not read.
    pub(in crate::auth) fn first<'b, const N: usize>(&self, buffer: &'b mut [u8; N]) -> &'b [u8] {
        const { assert!(N.is_multiple_of(3)) };
        match *self {
            Self::Received { symbols, form, .. } => {
                let groups = symbols.len().saturating_sub(symbols.len() % 4);
                let first = symbols.get(..groups.min(N.saturating_mul(4) / 3)).unwrap_or_default();
                decode(form, first, 0, buffer).unwrap_or_default()
            }
            Self::Sent(bytes) => copy_into(bytes.get(..N).unwrap_or(bytes), buffer).unwrap_or_default(),
        }
    }

    /// Returns the number of decoded bytes.
    pub(in crate::auth) fn len(&self) -> usize {
        match self {
            Self::Received { symbols, .. } => decoded_len(symbols),
            Self::Sent(bytes) => bytes.len(),
        }
    }

    /// Decodes into the start of `buffer` and checks each symbol.
    pub(in crate::auth) fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], DecodeError> {
        match *self {
            Self::Received { symbols, at, form, .. } => decode(form, symbols, at, buffer),
            Self::Sent(bytes) => Ok(copy_into(bytes, buffer)?),
        }
    }
}

/// Compares without regard to padding.
impl PartialEq for Undecoded<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Received { symbols, .. }, Self::Received { symbols: others, .. }) => {
                without_padding(symbols) == without_padding(others)
            }
            (Self::Sent(bytes), Self::Sent(others)) => bytes == others,
            (Self::Received { symbols, form, .. }, Self::Sent(bytes))
            | (Self::Sent(bytes), Self::Received { symbols, form, .. }) => {
                Base64::read(symbols, form).is_ok_and(|read| read == Base64::of(bytes, form))
            }
        }
    }
}

impl Eq for Undecoded<'_> {}

impl Encode for Undecoded<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match *self {
            Self::Received { symbols, padding, .. } => {
                wire.put(symbols)?;
                wire.put(padding.as_bytes())
            }
            Self::Sent(bytes) => Base64::of(bytes, Form::Standard).write(wire),
        }
    }
}
