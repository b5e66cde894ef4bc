//! Base64 that is a token68: whoever passes it on decodes none of it, whoever reads it decodes it when he wants.

use super::base64::{self, Base64, Form};
use super::payload::Payload;
use super::{Deviation, Token68, Tolerance};
use crate::encode::{Encode, Sink, ValueError, ValueErrorKind, Wire};
use crate::error::{DecodeError, ParseError};

/// Symbols that were received and that nobody has checked, or octets about to be sent.
#[derive(Clone, Copy)]
pub(super) struct Undecoded<'a> {
    octets: Base64<'a>,
    /// Where the symbols begin in the value.
    at: usize,
    /// What the symbols lack to be sent.
    padding: &'static str,
}

impl<'a> Undecoded<'a> {
    /// The token68 that a scheme must have.
    pub(super) fn required<T: Tolerance + Copy>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        Ok(Self::forgiving(payload, payload.required_token68()?))
    }

    /// The token68 that a scheme may have.
    pub(super) fn optional<T: Tolerance + Copy>(payload: Payload<'a, T>) -> Result<Option<Self>, ParseError> {
        Ok(payload.optional_token68()?.map(|token68| Self::forgiving(payload, token68)))
    }

    /// A token68, and where it begins.
    pub(super) fn of((at, token68): (usize, Token68<'a>)) -> Self {
        Self { octets: Base64::unchecked(token68.as_bytes(), Form::Standard), at, padding: "" }
    }

    /// The same, with padding as it should be when what it is can be forgiven.
    fn forgiving<T: Tolerance + Copy>(mut payload: Payload<'a, T>, (at, token68): (usize, Token68<'a>)) -> Self {
        let symbols = token68.as_bytes();
        if T::FORGIVES && base64::is_padded_amiss(symbols) && payload.forgives(Deviation::Padding, at) {
            let symbols = base64::without_padding(symbols);
            let padding = match symbols.len() % 4 {
                2 => "==",
                3 => "=",
                _ => "",
            };
            return Self { octets: Base64::unchecked(symbols, Form::StandardUnpadded), at, padding };
        }
        Self::of((at, token68))
    }

    /// Octets about to be sent, of which there must be some: an empty token68 is none.
    pub(super) fn new(part: &'static str, octets: &'a [u8]) -> Result<Self, ValueError> {
        match octets {
            [] => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
            _ => Ok(Self { octets: Base64::of(octets, Form::Standard), at: 0, padding: "" }),
        }
    }

    /// As many of the first octets as `buffer` has room for; none when they are no base64.
    pub(super) fn first<'b, const N: usize>(&self, buffer: &'b mut [u8; N]) -> &'b [u8] {
        self.octets.first(buffer)
    }

    /// How many octets there are.
    pub(super) fn len(&self) -> usize {
        self.octets.decoded_len()
    }

    /// Decodes into the start of `buffer`, checking each symbol.
    pub(super) fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], DecodeError> {
        self.octets.decode_at(self.at, buffer)
    }
}

/// Padding does not count.
impl PartialEq for Undecoded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.octets == other.octets
    }
}

impl Eq for Undecoded<'_> {}

impl Encode for Undecoded<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.octets.write(wire)?;
        wire.put(self.padding.as_bytes())
    }
}
