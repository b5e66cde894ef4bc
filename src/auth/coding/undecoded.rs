//! A token68 in base64 that is decoded on request. Passing it on decodes nothing.

use crate::auth::coding::base64::{
    Base64, Decoded, Form, counts, decode, decoded_len, folded_flaw, has_wrong_padding, is_folded, runs, unfolded,
    without_padding,
};
use crate::encode::{Encode, Sink, Wire, collect_into, copy_into};
use crate::error::{DecodeError, ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};

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
    /// As received, with white space between the symbols.
    Folded {
        symbols: &'a [u8],
        at: usize,
        form: Form,
    },
    Sent(&'a [u8]),
}

impl<'a> Undecoded<'a> {
    /// Wraps symbols that begin at byte `at` of a value.
    pub(in crate::auth) const fn received(symbols: &'a [u8], at: usize) -> Self {
        Self::Received { symbols, at, padding: "", form: Form::Standard }
    }

    /// Wraps symbols that have white space between them.
    pub(in crate::auth) const fn folded(symbols: &'a [u8], at: usize) -> Self {
        Self::Folded { symbols, at, form: Form::Standard }
    }

    /// Wraps symbols and replaces their padding by the padding that base64 requires.
    pub(in crate::auth) fn repadded(symbols: &'a [u8], at: usize) -> Self {
        if is_folded(symbols) {
            return Self::Folded { symbols: before_padding(symbols), at, form: Form::StandardUnpadded };
        }
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
        match self {
            Self::Received { symbols, .. } => has_wrong_padding(symbols),
            Self::Folded { symbols, .. } => {
                let (count, padding) = counts(symbols);
                padding > 2 || !count.saturating_add(padding).is_multiple_of(4)
            }
            Self::Sent(_) => false,
        }
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
            Self::Folded { symbols, form, .. } if folded_flaw(form, symbols).is_none() => {
                collect_into(Decoded::new(symbols).take(N), buffer).unwrap_or_default()
            }
            Self::Folded { .. } => &[],
            Self::Sent(bytes) => copy_into(bytes.get(..N).unwrap_or(bytes), buffer).unwrap_or_default(),
        }
    }

    /// Returns the symbols as received, with white space between them if there is some.
    pub(in crate::auth) const fn symbols(&self) -> &'a [u8] {
        match *self {
            Self::Received { symbols, .. } | Self::Folded { symbols, .. } => symbols,
            Self::Sent(_) => &[],
        }
    }

    /// Returns the offset of the symbols in the value.
    pub(in crate::auth) const fn at(&self) -> usize {
        match *self {
            Self::Received { at, .. } | Self::Folded { at, .. } => at,
            Self::Sent(_) => 0,
        }
    }

    /// Returns the number of decoded bytes.
    pub(in crate::auth) fn len(&self) -> usize {
        match self {
            Self::Received { symbols, .. } => decoded_len(symbols),
            Self::Folded { symbols, .. } => Decoded::new(symbols).count(),
            Self::Sent(bytes) => bytes.len(),
        }
    }

    /// Decodes into the start of `buffer` and checks each symbol.
    pub(in crate::auth) fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], DecodeError> {
        match *self {
            Self::Received { symbols, at, form, .. } => decode(form, symbols, at, buffer),
            Self::Folded { symbols, at, form } => match folded_flaw(form, symbols) {
                Some(wrong) => Err(ParseError::new(ErrorKind::Expected(Rule::Base64), at.saturating_add(wrong)).into()),
                None => Ok(collect_into(Decoded::new(symbols), buffer)?),
            },
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
            (Self::Folded { symbols, form, .. }, Self::Sent(bytes))
            | (Self::Sent(bytes), Self::Folded { symbols, form, .. }) => {
                folded_flaw(form, symbols).is_none() && Decoded::new(symbols).eq(bytes.iter().copied())
            }
            (
                Self::Folded { symbols, .. },
                Self::Folded { symbols: others, .. } | Self::Received { symbols: others, .. },
            )
            | (Self::Received { symbols, .. }, Self::Folded { symbols: others, .. }) => {
                unfolded(before_padding(symbols)).eq(unfolded(before_padding(others)))
            }
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
            Self::Folded { symbols, form, .. } => {
                runs(symbols).try_for_each(|run| wire.put(run))?;
                let (count, _) = counts(symbols);
                match (form, count % 4) {
                    (Form::StandardUnpadded, 2) => wire.put(b"=="),
                    (Form::StandardUnpadded, 3) => wire.put(b"="),
                    _ => Ok(()),
                }
            }
            Self::Sent(bytes) => Base64::of(bytes, Form::Standard).write(wire),
        }
    }
}

/// Returns the symbols before the first padding.
fn before_padding(symbols: &[u8]) -> &[u8] {
    let end = symbols.iter().position(|symbol| *symbol == b'=').unwrap_or(symbols.len());
    symbols.get(..end).unwrap_or_default()
}
