//! Sinks that grow: `Vec` and `String`.

use alloc::string::String;
use alloc::vec::Vec;
use core::convert::Infallible;
use core::str::{Utf8Error, from_utf8};

use crate::encode::Sink;

/// Appends the bytes.
///
/// ```
/// use countersign::{Encode, auth::bearer};
///
/// let mut response = b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: ".to_vec();
/// bearer::Challenge::new().with_realm("staff")?.encode(&mut response);
/// response.extend_from_slice(b"\r\n\r\n");
/// assert_eq!(response, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"staff\"\r\n\r\n");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
impl Sink for Vec<u8> {
    type Error = Infallible;

    fn put(&mut self, piece: &[u8]) -> Result<(), Self::Error> {
        self.extend_from_slice(piece);
        Ok(())
    }
}

/// Appends the text. A value that is not UTF-8 is an error; the pieces before it were appended.
///
/// ```
/// use countersign::{Encode, auth::basic};
///
/// let mut field = String::from("WWW-Authenticate: ");
/// basic::Challenge::new("staff")?.encode(&mut field)?;
/// assert_eq!(field, "WWW-Authenticate: Basic realm=\"staff\"");
/// assert!(basic::Challenge::new(b"caf\xE9")?.encode(&mut field).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
impl Sink for String {
    type Error = Utf8Error;

    fn put(&mut self, piece: &[u8]) -> Result<(), Self::Error> {
        self.push_str(from_utf8(piece)?);
        Ok(())
    }
}
