//! Base64 that is a token68: whoever passes it on decodes none of it, whoever reads it decodes it when he wants.

use crate::auth::coding::base64::{Base64, Form, decode, decoded_len, is_padded_amiss, without_padding};
use crate::encode::{Encode, Sink, Wire, copy_into};
use crate::error::{DecodeError, ValueError, ValueErrorKind};

/// Symbols that were received and that nobody has checked, or octets about to be sent.
#[derive(Clone, Copy)]
pub(in crate::auth) enum Undecoded<'a> {
    Received {
        symbols: &'a [u8],
        /// Where they begin in the value.
        at: usize,
        /// What they lack to be sent.
        padding: &'static str,
        form: Form,
    },
    Sent(&'a [u8]),
}

impl<'a> Undecoded<'a> {
    /// Symbols that begin at byte `at` of a value.
    pub(in crate::auth) const fn received(symbols: &'a [u8], at: usize) -> Self {
        Self::Received { symbols, at, padding: "", form: Form::Standard }
    }

    /// The same symbols with the padding that base64 requires, whatever padding was received.
    pub(in crate::auth) const fn repadded(symbols: &'a [u8], at: usize) -> Self {
        let symbols = without_padding(symbols);
        let padding = match symbols.len() % 4 {
            2 => "==",
            3 => "=",
            _ => "",
        };
        Self::Received { symbols, at, padding, form: Form::StandardUnpadded }
    }

    /// Whether there is more or less padding than base64 requires.
    pub(in crate::auth) fn is_padded_amiss(&self) -> bool {
        matches!(self, Self::Received { symbols, .. } if is_padded_amiss(symbols))
    }

    /// Octets about to be sent, of which there must be some: an empty token68 is none.
    pub(in crate::auth) const fn new(part: &'static str, octets: &'a [u8]) -> Result<Self, ValueError> {
        match octets {
            [] => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
            _ => Ok(Self::Sent(octets)),
        }
    }

    /// As many of the first octets as `buffer` has room for; none when their symbols are no base64. No other symbol is
    /// looked at.
    pub(in crate::auth) fn first<'b, const N: usize>(&self, buffer: &'b mut [u8; N]) -> &'b [u8] {
        const { assert!(N.is_multiple_of(3)) };
        match *self {
            Self::Received { symbols, form, .. } => {
                let groups = symbols.len().saturating_sub(symbols.len() % 4);
                let first = symbols.get(..groups.min(N.saturating_mul(4) / 3)).unwrap_or_default();
                decode(form, first, 0, buffer).unwrap_or_default()
            }
            Self::Sent(octets) => copy_into(octets.get(..N).unwrap_or(octets), buffer).unwrap_or_default(),
        }
    }

    /// How many octets there are.
    pub(in crate::auth) fn len(&self) -> usize {
        match self {
            Self::Received { symbols, .. } => decoded_len(symbols),
            Self::Sent(octets) => octets.len(),
        }
    }

    /// Decodes into the start of `buffer`, checking each symbol.
    pub(in crate::auth) fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], DecodeError> {
        match *self {
            Self::Received { symbols, at, form, .. } => decode(form, symbols, at, buffer),
            Self::Sent(octets) => Ok(copy_into(octets, buffer)?),
        }
    }
}

/// Padding does not count.
impl PartialEq for Undecoded<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Received { symbols, .. }, Self::Received { symbols: others, .. }) => {
                without_padding(symbols) == without_padding(others)
            }
            (Self::Sent(octets), Self::Sent(others)) => octets == others,
            (Self::Received { symbols, form, .. }, Self::Sent(octets))
            | (Self::Sent(octets), Self::Received { symbols, form, .. }) => {
                Base64::read(symbols, form).is_ok_and(|read| read == Base64::of(octets, form))
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
            Self::Sent(octets) => Base64::of(octets, Form::Standard).write(wire),
        }
    }
}
