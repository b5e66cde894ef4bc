//! Sinks of a fixed capacity: `Vec` and `String` of heapless.

use core::error::Error;
use core::fmt;
use core::str::{Utf8Error, from_utf8};

use crate::encode::Sink;

/// Appends each piece that fits. An error leaves the pieces before it.
///
/// ```
/// use countersign::{Encode, auth::basic};
///
/// let mut field: heapless::Vec<u8, 64> = heapless::Vec::new();
/// basic::Challenge::new("staff")?.encode(&mut field)?;
/// assert_eq!(field, b"Basic realm=\"staff\"");
///
/// let mut short: heapless::Vec<u8, 8> = heapless::Vec::new();
/// assert!(basic::Challenge::new("staff")?.encode(&mut short).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "heapless")))]
impl<const N: usize> Sink for heapless::Vec<u8, N> {
    type Error = heapless::CapacityError;

    fn put(&mut self, piece: &[u8]) -> Result<(), Self::Error> {
        self.extend_from_slice(piece)
    }
}

/// Appends each piece that fits. An error leaves the pieces before it.
///
/// ```
/// use countersign::{Encode, StringError, auth::basic};
///
/// let mut field: heapless::String<64> = heapless::String::new();
/// basic::Challenge::new("staff")?.encode(&mut field)?;
/// assert_eq!(field, "Basic realm=\"staff\"");
/// assert!(matches!(basic::Challenge::new(b"caf\xE9")?.encode(&mut field), Err(StringError::NotUtf8(_))));
///
/// let mut short: heapless::String<8> = heapless::String::new();
/// assert_eq!(basic::Challenge::new("staff")?.encode(&mut short), Err(StringError::Full));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "heapless")))]
impl<const N: usize> Sink for heapless::String<N> {
    type Error = StringError;

    fn put(&mut self, piece: &[u8]) -> Result<(), StringError> {
        self.push_str(from_utf8(piece).map_err(StringError::NotUtf8)?).map_err(|_| StringError::Full)
    }
}

/// Why a `heapless::String` does not take a value.
///
/// ```
/// use countersign::{Sink, StringError};
///
/// let mut text: heapless::String<4> = heapless::String::new();
/// assert_eq!(text.put(b"Basic").unwrap_err().to_string(), "the string is full");
/// assert_eq!(text.put(b"\xE9").unwrap_err().to_string(), "the value is not UTF-8");
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "heapless")))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StringError {
    /// The capacity is too small.
    Full,
    /// The value is not UTF-8.
    NotUtf8(Utf8Error),
}

impl fmt::Display for StringError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "the string is full",
            Self::NotUtf8(_) => "the value is not UTF-8",
        })
    }
}

impl Error for StringError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Full => None,
            Self::NotUtf8(error) => Some(error),
        }
    }
}
