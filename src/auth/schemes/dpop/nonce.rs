//! The nonce of a response.

use core::fmt;

use super::trimmed;
use crate::auth::schemes::bearer::is_nqchar;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};

/// A nonce that the next proof must contain.
///
/// `Debug` shows only its length.
///
/// ```
/// use countersign::{Encode, auth::dpop::{self, Nonce}};
///
/// let response = [("DPoP-Nonce", "eyJ7S_zG.eyJH0-Z.HX4w-7v")];
/// let nonce = dpop::nonce(&response)?.expect("the server sends a nonce");
/// assert_eq!(nonce.as_str(), "eyJ7S_zG.eyJH0-Z.HX4w-7v");
///
/// let sent = Nonce::new("eyJ7S_zG.eyJH0-Z.HX4w-7v")?;
/// assert_eq!(sent, nonce);
/// assert_eq!(sent.encode_to_slice(&mut [0; 32])?, b"eyJ7S_zG.eyJH0-Z.HX4w-7v");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Nonce<'a>(&'a [u8]);

impl<'a> Nonce<'a> {
    /// Parses the value of a DPoP-Nonce field.
    ///
    /// # Errors
    /// [`Rule::Nonce`] at the first byte that a nonce cannot contain, and when there is no nonce.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (at, nonce) = trimmed(value);
        match nonce.iter().position(|&byte| !is_nqchar(byte)) {
            None if !nonce.is_empty() => Ok(Self(nonce)),
            wrong => Err(ParseError::new(ErrorKind::Expected(Rule::Nonce), at.saturating_add(wrong.unwrap_or(0)))),
        }
    }

    /// Returns a nonce.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that a nonce cannot contain; [`ValueErrorKind::Empty`].
    pub fn new<N: AsRef<[u8]> + ?Sized>(nonce: &'a N) -> Result<Self, ValueError> {
        let nonce = nonce.as_ref();
        match nonce.iter().position(|&byte| !is_nqchar(byte)) {
            Some(offset) => Err(ValueError::new("nonce", ValueErrorKind::InvalidByte, offset)),
            None if nonce.is_empty() => Err(ValueError::new("nonce", ValueErrorKind::Empty, 0)),
            None => Ok(Self(nonce)),
        }
    }

    /// Returns the nonce, which is always ASCII.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        core::str::from_utf8(self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Nonce<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nonce({} bytes)", self.0.len())
    }
}

keep!(Nonce);

impl FieldContent for Nonce<'_> {}

impl Encode for Nonce<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.0)
    }
}
