//! A percent-encoded value that keeps its spelling.

use core::fmt;

use crate::auth::coding::percent::{self, is_unreserved};
use crate::encode::{Encode, FieldContent, Sink, Wire, collect_into};
use crate::error::CapacityError;

/// A percent-encoded value, as it was received, or bytes that are sent percent-encoded.
///
/// [`Encode`] writes a received value as it was spelled, because a signature covers the spelling. In a value to be sent,
/// every byte but letters, digits and `-._~` is encoded, with upper-case digits. Two values are equal if they decode to the
/// same bytes. `Debug` shows the length only.
///
/// ```
/// use countersign::{Encode, auth::shared_access_signature::Escaped};
///
/// let value = Escaped::new("a.example/q");
/// assert_eq!(value.encode_to_slice(&mut [0; 16])?, b"a.example%2Fq");
/// assert!(value.bytes().eq(*b"a.example/q"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Escaped<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    Received(&'a [u8]),
    Sent(&'a [u8]),
}

impl<'a> Escaped<'a> {
    /// Creates a value from any bytes, which are not encoded yet.
    #[must_use]
    pub fn new<V: AsRef<[u8]> + ?Sized>(value: &'a V) -> Self {
        Self(Source::Sent(value.as_ref()))
    }

    /// Iterates over the decoded bytes.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let (received, sent) = match self.0 {
            Source::Received(bytes) => (bytes, &[][..]),
            Source::Sent(bytes) => (&[][..], bytes),
        };
        percent::decode(received.iter().copied()).chain(sent.iter().copied())
    }

    /// Decodes into the start of `buffer`. The decoded bytes are never longer than the encoded ones.
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        collect_into(self.bytes(), buffer)
    }

    /// Returns the bytes as received, or as given.
    pub(super) const fn raw(&self) -> &'a [u8] {
        match self.0 {
            Source::Received(bytes) | Source::Sent(bytes) => bytes,
        }
    }
}

impl PartialEq for Escaped<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes().eq(other.bytes())
    }
}

impl Eq for Escaped<'_> {}

impl fmt::Debug for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Escaped({} bytes)", self.bytes().count())
    }
}

impl FieldContent for Escaped<'_> {}

impl Encode for Escaped<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match self.0 {
            Source::Received(bytes) => wire.put(bytes),
            Source::Sent(bytes) => percent::write(wire, bytes, is_unreserved),
        }
    }
}

/// `escaped`; returns what follows, and the value. The error is what begins with a percent sign without digits.
pub(super) fn read(bytes: &[u8]) -> Result<(&[u8], Escaped<'_>), &[u8]> {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [b'%', high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => after,
            [b'%', ..] => return Err(rest),
            [byte, after @ ..] if byte.is_ascii_graphic() && !matches!(byte, b'"' | b'&') => after,
            _ => break,
        };
    }
    let length = bytes.len().saturating_sub(rest.len());
    Ok((rest, Escaped(Source::Received(bytes.get(..length).unwrap_or_default()))))
}
