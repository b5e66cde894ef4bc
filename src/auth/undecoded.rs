//! Base64 that is a token68: whoever passes it on decodes none of it, whoever reads it decodes it when he wants.

use crate::auth::coding::base64::{self, Base64, Form};
use crate::auth::payload::Payload;
use crate::auth::{Deviation, Leniency, Token68};
use crate::encode::{Encode, Sink, Wire};
use crate::error::{CapacityError, DecodeError, ParseError, ValueError, ValueErrorKind};

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
    /// The token68 that a scheme must have.
    pub(in crate::auth) fn required<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        Ok(Self::forgiving(payload, payload.required_token68()?))
    }

    /// The token68 that a scheme may have.
    pub(in crate::auth) fn optional<T: Leniency>(payload: Payload<'a, T>) -> Result<Option<Self>, ParseError> {
        Ok(payload.optional_token68()?.map(|token68| Self::forgiving(payload, token68)))
    }

    /// A token68, and where it begins.
    pub(in crate::auth) const fn of((at, token68): (usize, Token68<'a>)) -> Self {
        Self::Received { symbols: token68.as_bytes(), at, padding: "", form: Form::Standard }
    }

    /// The same, with padding as it should be when what it is can be forgiven.
    fn forgiving<T: Leniency>(mut payload: Payload<'a, T>, (at, token68): (usize, Token68<'a>)) -> Self {
        let symbols = token68.as_bytes();
        if T::FORGIVES && base64::is_padded_amiss(symbols) && payload.forgives(Deviation::Padding, at) {
            let symbols = base64::without_padding(symbols);
            let padding = match symbols.len() % 4 {
                2 => "==",
                3 => "=",
                _ => "",
            };
            return Self::Received { symbols, at, padding, form: Form::StandardUnpadded };
        }
        Self::of((at, token68))
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
                base64::decode(form, first, 0, buffer).unwrap_or_default()
            }
            Self::Sent(octets) => copy(octets.get(..N).unwrap_or(octets), buffer).unwrap_or_default(),
        }
    }

    /// How many octets there are.
    pub(in crate::auth) fn len(&self) -> usize {
        match self {
            Self::Received { symbols, .. } => base64::decoded_len(symbols),
            Self::Sent(octets) => octets.len(),
        }
    }

    /// Decodes into the start of `buffer`, checking each symbol.
    pub(in crate::auth) fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], DecodeError> {
        match *self {
            Self::Received { symbols, at, form, .. } => base64::decode(form, symbols, at, buffer),
            Self::Sent(octets) => Ok(copy(octets, buffer)?),
        }
    }
}

/// Padding does not count.
impl PartialEq for Undecoded<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Received { symbols, .. }, Self::Received { symbols: others, .. }) => {
                base64::without_padding(symbols) == base64::without_padding(others)
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

fn copy<'b>(octets: &[u8], buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
    let room = buffer.get_mut(..octets.len()).ok_or(CapacityError::new(octets.len()))?;
    room.copy_from_slice(octets);
    Ok(room)
}
