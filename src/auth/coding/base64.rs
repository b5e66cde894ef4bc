//! RFC 4648: the base64 of user names, tokens and keys, without a buffer where it is written.
//!
//! ```abnf
//! base64    = *( 4symbol ) [ 2symbol "==" / 3symbol "=" ] ; no bit is set beyond the last octet
//! symbol    = ALPHA / DIGIT / "+" / "/"
//! base64url = the same, with "-" and "_" for "+" and "/"  ; some standards leave the padding out
//! ```
//! [RFC 4648, sections 4 and 5](https://www.rfc-editor.org/rfc/rfc4648#section-4)
//!
//! Encoding has no panic left in a linked binary. The engine of `base64` would keep some, so this file encodes by itself.
//!
//! Decoding keeps three symbols alive, `panic_bounds_check`, `panic_fmt` and `slice_index_fail`: the engine splits its input
//! by lengths that it computes while it runs, and the compiler cannot prove that they are within bounds. Nothing reaches
//! these panics: `decode_slice` compares the capacity with what the symbols need before it writes, and the fuzz target
//! `basic` decodes whatever there is.

mod symbols;

use core::convert::Infallible;
use core::fmt;

use ::base64::engine::DecodePaddingMode;
use ::base64::engine::general_purpose::{GeneralPurpose, NO_PAD, STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use ::base64::{DecodeError as Flaw, DecodeSliceError, Engine, alphabet};

use crate::encode::{Encode, FieldContent, Sink, Wire, copy_into};
use crate::error::{CapacityError, DecodeError, ErrorKind, ParseError, Rule};
use crate::syntax::secret::constant_time_eq;
use crate::syntax::wide::{WIDE, base64url_symbols};

pub(in crate::auth) use symbols::{Form, decoded_len, is_padded_amiss, without_padding};
use symbols::{flaw, missing, value};

/// Octets in base64: received as symbols, or about to be sent.
///
/// Symbols were checked when they were received, so that decoding them fails for one reason: there is no room. Two are
/// equal when the octets that they stand for are. `Debug` shows a length only: they may be a secret.
///
/// ```
/// use countersign::auth::jwt::Jwt;
///
/// let jwt = Jwt::parse(b"eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIn0.Jw")?;
/// assert_eq!(jwt.header().as_str(), Some("eyJhbGciOiJFUzI1NiJ9"));
/// let mut buffer = [0; 32];
/// assert_eq!(jwt.header().decode_into(&mut buffer)?, br#"{"alg":"ES256"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Base64<'a> {
    octets: &'a [u8],
    encoded: bool,
    form: Form,
}

impl<'a> Base64<'a> {
    /// Symbols that were received, or at which of them they are not of this form.
    #[inline]
    pub(in crate::auth) fn read(symbols: &'a [u8], form: Form) -> Result<Self, usize> {
        match flaw(form, symbols) {
            Some(wrong) => Err(wrong),
            None => Ok(Self { octets: symbols, encoded: true, form }),
        }
    }

    /// As many symbols as come next, of base64url without padding, and what stands behind them; or where they end when
    /// there is none, or nothing is spelled so.
    pub(in crate::auth) fn read_url(octets: &'a [u8]) -> Result<(Self, &'a [u8]), usize> {
        let (symbols, rest) = octets.split_at_checked(base64url_symbols(octets)).unwrap_or_default();
        match missing(symbols) {
            Some(_) if !symbols.is_empty() => {
                Ok((Self { octets: symbols, encoded: true, form: Form::UrlUnpadded }, rest))
            }
            _ => Err(symbols.len()),
        }
    }

    /// Octets about to be sent.
    pub(in crate::auth) const fn of(octets: &'a [u8], form: Form) -> Self {
        Self { octets, encoded: false, form }
    }

    /// The symbols as they were received; `None` for octets about to be sent.
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        if self.encoded { core::str::from_utf8(self.octets).ok() } else { None }
    }

    /// The first octet, decoded.
    pub(in crate::auth) fn first(&self) -> Option<u8> {
        match self.octets {
            [one, two, ..] if self.encoded => Some(value(*one) << 2 | value(*two) >> 4),
            octets => octets.first().copied(),
        }
    }

    /// How many octets there are, decoded.
    #[must_use]
    pub fn decoded_len(&self) -> usize {
        if self.encoded { decoded_len(self.octets) } else { self.octets.len() }
    }

    /// Copies the octets, decoded, into the start of `buffer`.
    ///
    /// # Errors
    /// [`CapacityError`] when `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        if !self.encoded {
            return copy_into(self.octets, buffer);
        }
        let needed = self.decoded_len();
        let room = buffer.get_mut(..needed).ok_or(CapacityError::new(needed))?;
        decode(self.form, self.octets, 0, room).map_err(|_| CapacityError::new(needed))
    }

    /// Whether the octets are these, in a time that tells nothing but lengths. `==` is quicker, and tells.
    #[must_use]
    pub fn matches<O: AsRef<[u8]> + ?Sized>(&self, octets: &O) -> bool {
        if !self.encoded {
            return constant_time_eq(self.octets, octets.as_ref());
        }
        let mut same = Same { rest: without_padding(self.octets), so_far: true };
        let Ok(()) = Base64::of(octets.as_ref(), self.form).encode(&mut same);
        same.so_far & same.rest.is_empty()
    }
}

impl PartialEq for Base64<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.encoded, other.encoded) {
            (false, false) => self.octets == other.octets,
            (false, true) => other == self,
            // There is one spelling, but for the padding.
            (true, _) => {
                let mut rest = Rest(Some(without_padding(self.octets)));
                let Ok(()) = other.encode(&mut rest);
                rest.0.is_some_and(<[u8]>::is_empty)
            }
        }
    }
}

impl Eq for Base64<'_> {}

impl fmt::Debug for Base64<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} octets)", self.decoded_len())
    }
}

impl FieldContent for Base64<'_> {}

impl Encode for Base64<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        if self.encoded { wire.put(self.octets) } else { write(wire, self.form, [self.octets, b"", b""]) }
    }
}

/// What is left of some symbols behind those that are put; nothing when others are.
struct Rest<'a>(Option<&'a [u8]>);

impl Sink for Rest<'_> {
    type Error = Infallible;

    fn put(&mut self, symbols: &[u8]) -> Result<(), Infallible> {
        self.0 = self.0.and_then(|rest| rest.strip_prefix(without_padding(symbols)));
        Ok(())
    }
}

/// Whether symbols are those that are put, and what of them is left.
struct Same<'a> {
    rest: &'a [u8],
    so_far: bool,
}

impl Sink for Same<'_> {
    type Error = Infallible;

    fn put(&mut self, symbols: &[u8]) -> Result<(), Infallible> {
        let symbols = without_padding(symbols);
        let (head, rest) = self.rest.split_at_checked(symbols.len()).unwrap_or_default();
        self.so_far &= constant_time_eq(head, symbols);
        self.rest = rest;
        Ok(())
    }
}

static URL_SAFE_EITHER: GeneralPurpose =
    GeneralPurpose::new(&alphabet::URL_SAFE, NO_PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent));

impl Form {
    #[inline(always)]
    const fn engine(self) -> &'static GeneralPurpose {
        match self {
            Self::Standard => &STANDARD,
            Self::StandardUnpadded => &STANDARD_NO_PAD,
            Self::Url => &URL_SAFE,
            Self::UrlUnpadded => &URL_SAFE_NO_PAD,
            Self::UrlEither => &URL_SAFE_EITHER,
        }
    }

    const fn rule(self) -> Rule {
        if self.is_url() { Rule::Base64Url } else { Rule::Base64 }
    }
}

/// Decodes into the start of `buffer`.
///
/// `at` is where `symbols` stand in the value, for the error.
pub(in crate::auth) fn decode<'b>(
    form: Form,
    symbols: &[u8],
    at: usize,
    buffer: &'b mut [u8],
) -> Result<&'b [u8], DecodeError> {
    let wrong = match form.engine().decode_slice(symbols, buffer) {
        Ok(length) => return Ok(buffer.get(..length).unwrap_or_default()),
        // The engine asks for room before it has seen that what is to go there is no base64.
        Err(DecodeSliceError::OutputSliceTooSmall) => {
            flaw(form, symbols).ok_or(CapacityError::new(decoded_len(symbols)))?
        }
        Err(DecodeSliceError::DecodeError(Flaw::InvalidByte(symbol, _))) => symbol,
        Err(DecodeSliceError::DecodeError(_)) => symbols.len(),
    };
    Err(ParseError::new(ErrorKind::Expected(form.rule()), at.saturating_add(wrong)).into())
}

/// How many bytes are encoded at a time: where flash is scarce, two groups.
const BLOCK: usize = if WIDE { 48 } else { 6 };

/// Writes the symbols of `pieces`, which are one value.
pub(in crate::auth) fn write<S: Sink>(wire: &mut Wire<'_, S>, form: Form, pieces: [&[u8]; 3]) -> Result<(), S::Error> {
    let mut block = [0; BLOCK];
    let mut free = &mut block[..];
    for mut piece in pieces {
        while let Some((bytes, more)) = piece.split_at_checked(free.len()) {
            free.copy_from_slice(bytes);
            piece = more;
            wire.put(encode(form, &block, BLOCK).as_flattened())?;
            free = &mut block[..];
        }
        let (now, later) = free.split_at_mut_checked(piece.len()).unwrap_or_default();
        now.copy_from_slice(piece);
        free = later;
    }
    let held = BLOCK.wrapping_sub(free.len());
    if held == 0 {
        return Ok(());
    }
    // The last group is filled up with zeros, and what they add is padding.
    free.iter_mut().take(2).for_each(|byte| *byte = 0);
    let encoded = encode(form, &block, held);
    wire.put(encoded.as_flattened().get(..held.wrapping_add(held.div_ceil(3))).unwrap_or_default())?;
    match (form, held % 3) {
        (Form::Standard | Form::Url, 1) => wire.put(b"=="),
        (Form::Standard | Form::Url, 2) => wire.put(b"="),
        _ => Ok(()),
    }
}

/// Returns the symbols of the first `length` bytes of a block, in eights.
///
/// They are computed and not looked up, in vector instructions where the target has them: no index can be out of bounds,
/// and no access to memory depends on a secret.
#[inline]
fn encode(form: Form, block: &[u8; BLOCK], length: usize) -> [[u8; 8]; BLOCK / 6] {
    let mut encoded = [[0; 8]; BLOCK / 6];
    let (sixes, _) = block.as_chunks();
    for (eight, [one, two, three, four, five, six]) in encoded.iter_mut().zip(sixes).take(length.div_ceil(6)) {
        // Parts the bits in two halves of 24, four quarters of 12, and eight values of 6.
        let bits = u64::from_be_bytes([0, 0, *one, *two, *three, *four, *five, *six]);
        let halves = (bits & 0xFFFF_FF00_0000) << 8 | bits & 0xFF_FFFF;
        let quarters = (halves & 0x00FF_F000_00FF_F000) << 4 | halves & 0x0000_0FFF_0000_0FFF;
        let values = (quarters & 0x0FC0_0FC0_0FC0_0FC0) << 2 | quarters & 0x003F_003F_003F_003F;
        *eight = values.to_be_bytes();
    }
    // How far the last two symbols are from where the digits would go on.
    let (back, ahead) = if form.is_url() { (13, 49) } else { (15, 3) };
    for symbol in encoded.as_flattened_mut() {
        let value = *symbol;
        let from = |least: u8, distance: u8| if value >= least { distance } else { 0 };
        let letter = value.wrapping_add(b'A').wrapping_add(from(26, 6));
        *symbol = letter.wrapping_sub(from(52, 75)).wrapping_sub(from(62, back)).wrapping_add(from(63, ahead));
    }
    encoded
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;
    use std::vec::Vec;

    use super::*;

    pub(super) const FORMS: [Form; 5] =
        [Form::Standard, Form::StandardUnpadded, Form::Url, Form::UrlUnpadded, Form::UrlEither];

    fn symbols(form: Form, octets: &[u8]) -> String {
        let mut buffer = std::vec![0; octets.len() * 2 + 4];
        let symbols = Base64::of(octets, form).encode_to_slice(&mut buffer).unwrap();
        String::from_utf8(symbols.to_vec()).unwrap()
    }

    #[test]
    fn forms_differ_in_two_symbols_and_in_padding() {
        for (octets, expected) in [
            (&b""[..], ["", "", "", "", ""]),
            (b"\xFB", ["+w==", "+w", "-w==", "-w", "-w"]),
            (b"\xFF\xFF", ["//8=", "//8", "__8=", "__8", "__8"]),
            (b"\xFB\xFF\xBF", ["+/+/", "+/+/", "-_-_", "-_-_", "-_-_"]),
        ] {
            assert_eq!(FORMS.map(|form| symbols(form, octets)), expected);
        }
    }

    #[test]
    fn what_is_written_is_read_at_every_length() {
        let octets: Vec<u8> = (0..=u8::MAX).collect();
        for length in 0..octets.len() {
            let octets = &octets[..length];
            for form in FORMS {
                let symbols = symbols(form, octets);
                let read = Base64::read(symbols.as_bytes(), form).unwrap();
                let mut buffer = std::vec![0; length];
                assert_eq!(read.decode_into(&mut buffer), Ok(octets));
                if let Some(short) = buffer.get_mut(1..) {
                    assert_eq!(read.decode_into(short).unwrap_err().needed(), length);
                }
                assert_eq!(read, read);
                assert_eq!((read, Base64::of(octets, form)), (Base64::of(octets, form), read));
                let other = [octets, b"\0"].concat();
                assert!(read != Base64::of(&other, form) && Base64::of(&other, form) != read);
                assert!(read.matches(octets) && Base64::of(octets, form).matches(octets));
                assert!(!read.matches(&other) && !Base64::of(&other, form).matches(octets));
                assert!(octets.get(1..).is_none_or(|short| !read.matches(short)));
            }
        }
    }

    /// Whoever passes is decoded, and nobody else but with less padding than is missing.
    #[test]
    fn flaws_are_those_of_the_engine() {
        const OCTETS: &[u8] = b"ABQgz09+/-_= ";
        let mut buffer = [0; 16];
        for length in 0..=5_u32 {
            for mut number in 0..OCTETS.len().pow(length) {
                let symbols: Vec<u8> = (0..length)
                    .map(|_| {
                        let octet = OCTETS[number % OCTETS.len()];
                        number /= OCTETS.len();
                        octet
                    })
                    .collect();
                for form in FORMS {
                    let decoded = form.engine().decode_slice(&symbols, &mut buffer).is_ok();
                    let short = form == Form::UrlEither && symbols.ends_with(b"=") && !symbols.len().is_multiple_of(4);
                    assert_eq!(flaw(form, &symbols).is_none(), decoded && !short, "{symbols:?}");
                }
            }
        }
    }
}
