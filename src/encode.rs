//! Writes values as bytes, into any sink or into a slice.

use core::convert::Infallible;
use core::fmt;

use crate::error::CapacityError;

/// A value that has a wire form.
///
/// Values are checked when they are built, so writing one into a slice fails for one reason: the slice is too short.
/// The trait is sealed, and it is object-safe except for [`encode`](Self::encode). Values that may be in a field line are
/// also [`FieldContent`].
///
/// ```
/// use countersign::{Encode, auth::basic};
///
/// let challenge = basic::Challenge::new("staff")?;
/// let mut buffer = [0; 64];
/// assert_eq!(challenge.encode_to_slice(&mut buffer), Ok(&b"Basic realm=\"staff\""[..]));
/// assert_eq!(challenge.encode_to_slice(&mut buffer[..7]).unwrap_err().needed(), challenge.encoded_len());
/// assert_eq!(challenge.display().to_string(), "Basic realm=\"staff\"");
/// # Ok::<(), countersign::ValueError>(())
/// ```
pub trait Encode: Erased + Send + Sync {
    /// Returns the length of the wire form in bytes. This costs as much as writing it.
    fn encoded_len(&self) -> usize {
        self.measured()
    }

    /// Writes the wire form into the start of `buffer` and returns the part that was written.
    ///
    /// # Errors
    /// [`CapacityError`] when `buffer` is too short; it says how many bytes are needed. The content of `buffer` is then
    /// unspecified.
    fn encode_to_slice<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        self.filled(buffer)
    }

    /// Writes the wire form into `sink`, piece by piece. For a trait object, write `Encode::encode(&value, sink)`.
    ///
    /// # Errors
    /// The first error of the sink, which has then taken the pieces before it.
    fn encode<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error>
    where
        Self: Sized,
    {
        self.write(&mut Wire(sink))
    }

    /// Returns an adapter that formats the wire form as text.
    ///
    /// The adapter is explicit because it shows secrets: credentials have no `Display` of their own. Bytes that are not
    /// UTF-8 are shown as U+FFFD.
    ///
    /// ```
    /// use countersign::{Encode, auth::bearer};
    ///
    /// let credentials = bearer::Credentials::new("mF_9.B5f-4.1JqM")?;
    /// assert_eq!(format!("Authorization: {}", credentials.display()), "Authorization: Bearer mF_9.B5f-4.1JqM");
    /// # Ok::<(), countersign::ValueError>(())
    /// ```
    fn display(&self) -> Displayed<'_> {
        Displayed(self.erased())
    }

    /// Returns the wire form in a `Vec`, which is allocated once and has no free capacity.
    ///
    /// ```
    /// use countersign::{Encode, auth::basic};
    ///
    /// let credentials = basic::Credentials::new("Aladdin", "open sesame")?;
    /// assert_eq!(credentials.encode_to_vec(), b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    /// # Ok::<(), countersign::ValueError>(())
    /// ```
    ///
    /// The `Vec` of a credential keeps a secret until it is overwritten: [`Kept`](crate::Kept) overwrites it with the
    /// feature `zeroize`.
    #[cfg(feature = "alloc")]
    #[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
    #[doc(alias = "to_vec")]
    fn encode_to_vec(&self) -> alloc::vec::Vec<u8> {
        let mut bytes = alloc::vec::Vec::with_capacity(self.encoded_len());
        self.erased().pieces(&mut |piece| {
            bytes.extend_from_slice(piece);
            true
        });
        bytes
    }

    /// Returns the wire form in a `String`.
    ///
    /// A field need not be UTF-8. [`display().to_string()`](Self::display) returns a `String` always, with U+FFFD for what is
    /// not UTF-8. Such a string is not what is to be sent; a value whose parts are ASCII has no U+FFFD.
    ///
    /// ```
    /// use countersign::{Encode, auth::basic};
    ///
    /// let challenge = basic::Challenge::new("caf\u{e9}")?;
    /// assert_eq!(challenge.encode_to_string()?, "Basic realm=\"caf\u{e9}\"");
    ///
    /// let latin1 = basic::Challenge::new(b"caf\xE9")?;
    /// assert_eq!(latin1.encode_to_string().unwrap_err().valid_up_to(), 16);
    /// assert_eq!(latin1.display().to_string(), "Basic realm=\"caf\u{FFFD}\"");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Utf8Error`](core::str::Utf8Error) if the wire form is not UTF-8. It holds an offset, and no byte of the value.
    #[cfg(feature = "alloc")]
    #[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
    #[doc(alias = "to_string")]
    fn encode_to_string(&self) -> Result<alloc::string::String, core::str::Utf8Error> {
        alloc::string::String::from_utf8(self.encode_to_vec()).map_err(|error| error.utf8_error())
    }

    #[doc(hidden)]
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error>
    where
        Self: Sized;

    /// Whether the value is a secret, as credentials are. Only [field content](FieldContent) is asked.
    #[doc(hidden)]
    fn is_secret(&self) -> bool
    where
        Self: Sized,
    {
        false
    }
}

/// A value that may be in a field line: its wire form has no CR, LF, NUL or other control character, and no open quote.
///
/// Other values, such as the messages of SCRAM, are only signed or wrapped in base64; they implement [`Encode`] alone.
/// [`FieldValue`](crate::FieldValue) and the [gate](crate::gate) take values of this trait only.
///
/// ```
/// use countersign::auth::{basic, bearer};
/// use countersign::{Encode, FieldContent, FieldValue};
///
/// let (bearer, basic) = (bearer::Challenge::new().with_realm("staff")?, basic::Challenge::new("staff")?);
/// let challenges: [&dyn FieldContent; 2] = [&bearer, &basic];
/// let values = challenges.map(|challenge| challenge.display().to_string());
/// assert_eq!(values, ["Bearer realm=\"staff\"", "Basic realm=\"staff\""]);
///
/// let value: FieldValue = FieldValue::new(challenges[0])?;
/// assert_eq!(value.as_bytes(), b"Bearer realm=\"staff\"");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait FieldContent: Encode {}

/// A reference is written as the value that it refers to. With it a trait object can be written into a sink:
///
/// ```
/// use countersign::{Encode, FieldContent, Sink, auth::basic};
///
/// struct Bytes(Vec<u8>);
///
/// impl Sink for Bytes {
///     type Error = core::convert::Infallible;
///
///     fn put(&mut self, bytes: &[u8]) -> Result<(), Self::Error> {
///         self.0.extend_from_slice(bytes);
///         Ok(())
///     }
/// }
///
/// let challenge = basic::Challenge::new("staff")?;
/// let challenge: &dyn FieldContent = &challenge;
/// let mut sink = Bytes(Vec::new());
/// let Ok(()) = Encode::encode(&challenge, &mut sink);
/// assert_eq!(sink.0, b"Basic realm=\"staff\"");
/// # Ok::<(), countersign::ValueError>(())
/// ```
impl<T: Encode + ?Sized> Encode for &T {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        put_pieces((**self).erased(), wire.0)
    }

    #[cfg(feature = "http")]
    fn is_secret(&self) -> bool {
        (**self).erased().has_secret()
    }
}

impl<T: FieldContent + ?Sized> FieldContent for &T {}

fn put_pieces<S: Sink>(value: &dyn Erased, sink: &mut S) -> Result<(), S::Error> {
    let mut put = Ok(());
    value.pieces(&mut |piece| {
        put = sink.put(piece);
        put.is_ok()
    });
    put
}

/// The wire form of a value, to be formatted; see [`Encode::display`].
pub struct Displayed<'a>(&'a dyn Erased);

impl fmt::Display for Displayed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = Ok(());
        self.0.pieces(&mut |piece| {
            written = piece.utf8_chunks().try_for_each(|chunk| {
                f.write_str(chunk.valid())?;
                if chunk.invalid().is_empty() { Ok(()) } else { f.write_str("\u{FFFD}") }
            });
            written.is_ok()
        });
        written
    }
}

/// Shows no byte: the value may be a credential.
impl fmt::Debug for Displayed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Displayed({} bytes)", self.0.measured())
    }
}

/// The parts of [`Encode`] that a trait object has, implemented once over [`Encode::write`].
pub trait Erased: Send + Sync {
    fn measured(&self) -> usize;
    fn filled<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError>;
    /// Passes the wire form to `take` piece by piece, as long as `take` returns true.
    fn pieces(&self, take: &mut dyn FnMut(&[u8]) -> bool);
    fn erased(&self) -> &dyn Erased;
    #[cfg(feature = "http")]
    fn has_secret(&self) -> bool;
}

impl<T: Encode> Erased for T {
    fn measured(&self) -> usize {
        let mut length = Length(0);
        let Ok(()) = self.encode(&mut length);
        length.0
    }

    fn filled<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        let mut slice = Slice { bytes: &mut *buffer, length: 0 };
        let Ok(()) = self.encode(&mut slice);
        let length = slice.length;
        buffer.get(..length).ok_or(CapacityError::new(length))
    }

    fn pieces(&self, take: &mut dyn FnMut(&[u8]) -> bool) {
        let _ = self.encode(&mut Pieces(take));
    }

    fn erased(&self) -> &dyn Erased {
        self
    }

    #[cfg(feature = "http")]
    fn has_secret(&self) -> bool {
        self.is_secret()
    }
}

struct Pieces<'t>(&'t mut dyn FnMut(&[u8]) -> bool);

impl Sink for Pieces<'_> {
    type Error = Full;

    fn put(&mut self, piece: &[u8]) -> Result<(), Full> {
        if (self.0)(piece) { Ok(()) } else { Err(Full) }
    }
}

/// A destination for bytes, such as a buffer that grows, a socket or a checksum.
///
/// A sink takes bytes, not characters: a value may hold obs-text, and `core::fmt` costs firmware more flash than all
/// of the writing here. To write into a slice, use [`Encode::encode_to_slice`].
///
/// ```
/// use std::convert::Infallible;
///
/// use countersign::{Encode, Sink, auth::bearer};
///
/// struct Body(Vec<u8>);
///
/// impl Sink for Body {
///     type Error = Infallible;
///
///     fn put(&mut self, piece: &[u8]) -> Result<(), Infallible> {
///         self.0.extend_from_slice(piece);
///         Ok(())
///     }
/// }
///
/// let mut response = Body(b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: ".to_vec());
/// bearer::Challenge::new().with_realm("staff")?.encode(&mut response);
/// response.put(b"\r\n\r\n");
/// assert_eq!(response.0, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"staff\"\r\n\r\n");
/// # Ok::<(), countersign::ValueError>(())
/// ```
pub trait Sink {
    /// Why the sink does not take more bytes.
    type Error;

    /// Takes all of `piece`, which comes after the pieces before it.
    ///
    /// # Errors
    /// When the sink cannot take all of it. Writing then stops.
    fn put(&mut self, piece: &[u8]) -> Result<(), Self::Error>;
}

/// The sink as [`Encode::write`] gets it. No other crate can name this type, so no other crate can implement [`Encode`].
#[derive(Debug)]
pub struct Wire<'s, S>(&'s mut S);

impl<S: Sink> Wire<'_, S> {
    #[inline]
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), S::Error> {
        self.0.put(bytes)
    }

    /// Puts what an iterator decodes, in pieces that do not end inside a character of UTF-8.
    pub(crate) fn put_all(&mut self, bytes: impl Iterator<Item = u8>) -> Result<(), S::Error> {
        let mut piece = [0; 32];
        let mut length = 0_usize;
        for byte in bytes {
            let is_start = byte & 0xC0 != 0x80;
            if length == piece.len() || length > piece.len() / 2 && is_start {
                self.0.put(piece.get(..length).unwrap_or_default())?;
                length = 0;
            }
            if let Some(free) = piece.get_mut(length) {
                *free = byte;
                length = length.saturating_add(1);
            }
        }
        self.0.put(piece.get(..length).unwrap_or_default())
    }
}

struct Length(usize);

impl Sink for Length {
    type Error = Infallible;

    fn put(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(())
    }
}

/// Takes what fits, and counts the rest: an error says how much is needed, without a second walk.
struct Slice<'b> {
    bytes: &'b mut [u8],
    length: usize,
}

impl Sink for Slice<'_> {
    type Error = Infallible;

    // Inlined, it takes 180 bytes of flash for a policy and 1,200 for a Digest answer.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn put(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        let end = self.length.wrapping_add(bytes.len());
        self.length = match self.bytes.get_mut(self.length..end) {
            Some(free) => {
                free.copy_from_slice(bytes);
                end
            }
            None => self.length.saturating_add(bytes.len()),
        };
        Ok(())
    }
}

struct Full;

/// Copies `bytes` into the start of `buffer` and returns the copy.
pub(crate) fn copy_into<'b>(bytes: &[u8], buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
    let part = buffer.get_mut(..bytes.len()).ok_or(CapacityError::new(bytes.len()))?;
    part.copy_from_slice(bytes);
    Ok(part)
}

/// Writes `bytes` into the start of `buffer` and returns what was written.
pub(crate) fn collect_into(bytes: impl Iterator<Item = u8>, buffer: &mut [u8]) -> Result<&[u8], CapacityError> {
    let mut length: usize = 0;
    for byte in bytes {
        if let Some(free) = buffer.get_mut(length) {
            *free = byte;
        }
        length = length.saturating_add(1);
    }
    buffer.get(..length).ok_or(CapacityError::new(length))
}

/// Takes these bytes and no others.
struct Expected<'a>(&'a [u8]);

impl Sink for Expected<'_> {
    type Error = Full;

    fn put(&mut self, bytes: &[u8]) -> Result<(), Full> {
        self.0 = self.0.strip_prefix(bytes).ok_or(Full)?;
        Ok(())
    }
}

/// Returns whether the wire form of `value` is `bytes`.
pub(crate) fn is_written_as(value: &impl Encode, bytes: &[u8]) -> bool {
    let mut expected = Expected(bytes);
    value.encode(&mut expected).is_ok() && expected.0.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes pieces that are UTF-8.
    struct Texts(usize);

    impl Sink for Texts {
        type Error = core::str::Utf8Error;

        fn put(&mut self, piece: &[u8]) -> Result<(), Self::Error> {
            self.0 += core::str::from_utf8(piece)?.len();
            Ok(())
        }
    }

    #[test]
    fn no_piece_ends_inside_a_character() {
        for character in ["a", "\u{e9}", "\u{20ac}", "\u{1f511}"] {
            for before in 0..40 {
                let text =
                    || core::iter::repeat_n(b'a', before).chain(character.bytes().cycle().take(40 * character.len()));
                let mut texts = Texts(0);
                assert_eq!(Wire(&mut texts).put_all(text()), Ok(()), "{before} bytes before {character}");
                assert_eq!(texts.0, text().count());
            }
        }
    }
}
