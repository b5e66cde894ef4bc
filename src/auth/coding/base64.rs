//! RFC 4648: the base64 of user names, tokens and keys. Writing it needs no buffer.
//!
//! ```abnf
//! base64    = *( 4symbol ) [ 2symbol "==" / 3symbol "=" ] ; no bit is set beyond the last byte
//! symbol    = ALPHA / DIGIT / "+" / "/"
//! base64url = the same, with "-" and "_" for "+" and "/"  ; some standards omit the padding
//! ```
//! [RFC 4648, sections 4 and 5](https://www.rfc-editor.org/rfc/rfc4648#section-4)
//!
//! Our encoder links no panic code; the `base64` engine's does. Decoding uses the engine, and leaves three linker symbols,
//! `panic_bounds_check`, `panic_fmt` and `slice_index_fail`: the engine splits its input at
//! lengths that it computes, and the compiler cannot prove that they are within bounds. No input reaches these panics:
//! `decode_slice` compares the length of the buffer with what the symbols need before it writes, and the law
//! `basic`, which the fuzz target runs, decodes arbitrary input.

mod folded;
mod stream;
mod symbols;

use core::convert::Infallible;
use core::fmt;

use ::base64::engine::DecodePaddingMode;
use ::base64::engine::general_purpose::{GeneralPurpose, NO_PAD, STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use ::base64::{DecodeError as Flaw, DecodeSliceError, Engine, alphabet};

use crate::encode::{Encode, FieldContent, Sink, Wire, collect_into, copy_into};
use crate::error::{CapacityError, DecodeError, ErrorKind, ParseError, Rule};
use crate::syntax::secret::{bytes_eq, constant_time_eq};
use crate::syntax::wide::{WIDE, base64url_symbols};

pub(in crate::auth) use folded::{Decoded, counts, folded_flaw, is_folded, is_folded_base64, runs, unfolded};
pub(in crate::auth) use stream::write_of;
pub(in crate::auth) use symbols::{Form, decoded_len, has_wrong_padding, without_padding};
use symbols::{flaw, missing, value};

/// A value in base64: symbols that were received, or bytes to be sent.
///
/// Received symbols are checked when they are parsed, so decoding fails for one reason: the buffer is too small. Two values
/// are equal when their decoded bytes are equal. `Debug` shows the length only, because the bytes may be a secret.
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
    bytes: &'a [u8],
    source: Source,
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Symbols that were received.
    Symbols,
    /// Symbols that were received, with white space between them.
    Folded,
    /// Bytes to be sent.
    Bytes,
}

impl<'a> Base64<'a> {
    /// Checks received symbols. `Err` is the index of the first symbol that does not match the form.
    #[inline]
    pub(in crate::auth) fn read(symbols: &'a [u8], form: Form) -> Result<Self, usize> {
        match flaw(form, symbols) {
            Some(wrong) => Err(wrong),
            None => Ok(Self { bytes: symbols, source: Source::Symbols, form }),
        }
    }

    /// Checks received symbols with white space between them.
    pub(in crate::auth) fn read_folded(symbols: &'a [u8], form: Form) -> Option<Self> {
        (is_folded(symbols) && folded_flaw(form, symbols).is_none()).then_some(Self {
            bytes: symbols,
            source: Source::Folded,
            form,
        })
    }

    /// Reads the longest run of base64url symbols, without padding; returns it and the rest. `Err` is the length of the run,
    /// if it is empty or is not the encoding of whole bytes.
    pub(in crate::auth) fn read_url(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), usize> {
        let (symbols, rest) = bytes.split_at_checked(base64url_symbols(bytes)).unwrap_or_default();
        match missing(symbols) {
            Some(_) if !symbols.is_empty() => {
                Ok((Self { bytes: symbols, source: Source::Symbols, form: Form::UrlUnpadded }, rest))
            }
            _ => Err(symbols.len()),
        }
    }

    /// Wraps bytes to be sent.
    pub(in crate::auth) const fn of(bytes: &'a [u8], form: Form) -> Self {
        Self { bytes, source: Source::Bytes, form }
    }

    /// Returns the symbols as received; `None` for bytes to be sent, and for symbols with white space between them, which can
    /// be [tolerated](crate::auth::Deviation::FoldedSpace).
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        if self.source == Source::Symbols { core::str::from_utf8(self.bytes).ok() } else { None }
    }

    /// Returns the first decoded byte.
    pub(in crate::auth) fn first(&self) -> Option<u8> {
        match self.bytes {
            [one, two, ..] if self.source == Source::Symbols => Some(value(*one) << 2 | value(*two) >> 4),
            bytes if self.source == Source::Folded => Decoded::new(bytes).next(),
            bytes => bytes.first().copied(),
        }
    }

    /// Iterates over the decoded bytes.
    pub(in crate::auth) fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let (symbols, plain) =
            if self.source == Source::Bytes { (&b""[..], self.bytes) } else { (self.bytes, &b""[..]) };
        Decoded::new(symbols).chain(plain.iter().copied())
    }

    /// Returns the number of decoded bytes.
    #[must_use]
    pub fn decoded_len(&self) -> usize {
        match self.source {
            Source::Symbols => decoded_len(self.bytes),
            Source::Folded => Decoded::new(self.bytes).count(),
            Source::Bytes => self.bytes.len(),
        }
    }

    /// Decodes into the start of `buffer` and returns the decoded bytes.
    ///
    /// # Errors
    /// [`CapacityError`] when `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        match self.source {
            Source::Symbols => {}
            Source::Folded => return collect_into(Decoded::new(self.bytes), buffer),
            Source::Bytes => return copy_into(self.bytes, buffer),
        }
        let needed = self.decoded_len();
        let space = buffer.get_mut(..needed).ok_or(CapacityError::new(needed))?;
        decode(self.form, self.bytes, 0, space).map_err(|_| CapacityError::new(needed))
    }

    /// Returns whether the decoded bytes are `bytes`, in a time that depends on the lengths only. `==` is quicker, but its
    /// time depends on the bytes.
    #[must_use]
    pub fn matches<O: AsRef<[u8]> + ?Sized>(&self, bytes: &O) -> bool {
        match self.source {
            Source::Symbols => {}
            Source::Folded => return bytes_eq(Decoded::new(self.bytes), bytes.as_ref()),
            Source::Bytes => return constant_time_eq(self.bytes, bytes.as_ref()),
        }
        let mut same = Same { rest: without_padding(self.bytes), so_far: true };
        let Ok(()) = Base64::of(bytes.as_ref(), self.form).encode(&mut same);
        same.so_far & same.rest.is_empty()
    }
}

impl PartialEq for Base64<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.source, other.source) {
            (Source::Bytes, Source::Bytes) => self.bytes == other.bytes,
            (Source::Bytes, _) | (Source::Symbols, Source::Folded) => other == self,
            (Source::Folded, Source::Bytes) => Decoded::new(self.bytes).eq(other.bytes.iter().copied()),
            (Source::Folded, _) => Decoded::new(self.bytes).eq(Decoded::new(other.bytes)),
            // Each value has one encoding, apart from the padding.
            (Source::Symbols, _) => {
                let mut rest = Rest(Some(without_padding(self.bytes)));
                let Ok(()) = other.encode(&mut rest);
                rest.0.is_some_and(<[u8]>::is_empty)
            }
        }
    }
}

impl Eq for Base64<'_> {}

impl fmt::Debug for Base64<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} bytes)", self.decoded_len())
    }
}

impl FieldContent for Base64<'_> {}

impl Encode for Base64<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match self.source {
            Source::Symbols => wire.put(self.bytes),
            Source::Folded => runs(self.bytes).try_for_each(|run| wire.put(run)),
            Source::Bytes => write(wire, self.form, [self.bytes, b"", b""]),
        }
    }
}

/// The part of some symbols that has not been put yet; `None` after other symbols were put.
struct Rest<'a>(Option<&'a [u8]>);

impl Sink for Rest<'_> {
    type Error = Infallible;

    fn put(&mut self, symbols: &[u8]) -> Result<(), Infallible> {
        self.0 = self.0.and_then(|rest| rest.strip_prefix(without_padding(symbols)));
        Ok(())
    }
}

/// Compares symbols with those that are put, in constant time. `rest` has not been put yet.
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

    pub(in crate::auth) const fn rule(self) -> Rule {
        if self.is_url() { Rule::Base64Url } else { Rule::Base64 }
    }
}

/// Decodes `symbols` into the start of `buffer`.
///
/// `at` is the offset of `symbols` in the value, for the error.
pub(in crate::auth) fn decode<'b>(
    form: Form,
    symbols: &[u8],
    at: usize,
    buffer: &'b mut [u8],
) -> Result<&'b [u8], DecodeError> {
    let wrong = match form.engine().decode_slice(symbols, buffer) {
        Ok(length) => return Ok(buffer.get(..length).unwrap_or_default()),
        // The engine checks the length of the buffer before it checks the symbols.
        Err(DecodeSliceError::OutputSliceTooSmall) => {
            flaw(form, symbols).ok_or(CapacityError::new(decoded_len(symbols)))?
        }
        Err(DecodeSliceError::DecodeError(Flaw::InvalidByte(symbol, _))) => symbol,
        // Wrong padding or a wrong length, at the same offset whatever the length of the buffer is.
        Err(DecodeSliceError::DecodeError(_)) => flaw(form, symbols).unwrap_or(symbols.len()),
    };
    Err(ParseError::new(ErrorKind::Expected(form.rule()), at.saturating_add(wrong)).into())
}

/// The number of bytes that are encoded at a time: 6 bytes (two groups) on narrow targets, else 48.
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
    // Zeros fill the last group; symbols made only of these zeros become padding.
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
        // 48 bits, in two halves of 24, four quarters of 12, eight values of 6.
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

    fn symbols(form: Form, bytes: &[u8]) -> String {
        let mut buffer = std::vec![0; bytes.len() * 2 + 4];
        let symbols = Base64::of(bytes, form).encode_to_slice(&mut buffer).unwrap();
        String::from_utf8(symbols.to_vec()).unwrap()
    }

    #[test]
    fn forms_differ_in_two_symbols_and_in_padding() {
        for (bytes, expected) in [
            (&b""[..], ["", "", "", "", ""]),
            (b"\xFB", ["+w==", "+w", "-w==", "-w", "-w"]),
            (b"\xFF\xFF", ["//8=", "//8", "__8=", "__8", "__8"]),
            (b"\xFB\xFF\xBF", ["+/+/", "+/+/", "-_-_", "-_-_", "-_-_"]),
        ] {
            assert_eq!(FORMS.map(|form| symbols(form, bytes)), expected);
        }
    }

    #[test]
    fn written_values_are_read_back_at_every_length() {
        let bytes: Vec<u8> = (0..=u8::MAX).collect();
        for length in 0..bytes.len() {
            let bytes = &bytes[..length];
            for form in FORMS {
                let symbols = symbols(form, bytes);
                let read = Base64::read(symbols.as_bytes(), form).unwrap();
                let mut buffer = std::vec![0; length];
                assert_eq!(read.decode_into(&mut buffer), Ok(bytes));
                if let Some(short) = buffer.get_mut(1..) {
                    assert_eq!(read.decode_into(short).unwrap_err().needed(), length);
                }
                assert_eq!(read, read);
                assert_eq!((read, Base64::of(bytes, form)), (Base64::of(bytes, form), read));
                let other = [bytes, b"\0"].concat();
                assert!(read != Base64::of(&other, form) && Base64::of(&other, form) != read);
                assert!(read.matches(bytes) && Base64::of(bytes, form).matches(bytes));
                assert!(!read.matches(&other) && !Base64::of(&other, form).matches(bytes));
                assert!(bytes.get(1..).is_none_or(|short| !read.matches(short)));
            }
        }
    }

    /// Symbols without a flaw are those that the engine decodes. The one exception: the engine also accepts too little
    /// padding.
    #[test]
    fn flaws_are_those_of_the_engine() {
        const BYTES: &[u8] = b"ABQgz09+/-_= ";
        let mut buffer = [0; 16];
        for length in 0..=5_u32 {
            for mut number in 0..BYTES.len().pow(length) {
                let symbols: Vec<u8> = (0..length)
                    .map(|_| {
                        let byte = BYTES[number % BYTES.len()];
                        number /= BYTES.len();
                        byte
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
