//! `auth-scheme`: the name of a scheme.

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::ValueError;
use crate::syntax::token::Token;

/// The name of an authentication scheme.
///
/// ```abnf
/// auth-scheme = token
/// ```
/// [RFC 9110, section 11.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.1)
///
/// Two names are equal without regard to case; the sender's spelling is kept. `Debug` shows the names of
/// [`SCHEMES`](crate::auth::SCHEMES), and only the length of any other: to the grammar, `Authorization: s3cr3t` is a
/// scheme.
///
/// ```
/// use countersign::auth::{Scheme, digest};
///
/// let scheme = Scheme::new("DIGEST")?;
/// assert!(scheme.is(digest::SCHEME) && scheme == Scheme::new("digest")?);
/// assert_eq!(scheme.as_str(), "DIGEST");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Scheme<'a>(Token<'a>);

impl<'a> Scheme<'a> {
    /// Creates the name of a scheme.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at the first byte that is not a `tchar`,
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty name.
    pub const fn new(name: &'a str) -> Result<Self, ValueError> {
        match Token::for_part("scheme", name.as_bytes()) {
            Ok(token) => Ok(Self(token)),
            Err(error) => Err(error),
        }
    }

    pub(in crate::auth) const fn read(name: &'a [u8]) -> Self {
        Self(Token::read(name))
    }

    /// Returns whether the scheme has this name, without regard to case.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.0.is(name)
    }

    /// Returns the name, spelled as it was sent.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.0.as_str()
    }

    /// Returns the name as bytes, spelled as it was sent.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0.as_bytes()
    }
}

impl PartialEq for Scheme<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes().eq_ignore_ascii_case(other.as_bytes())
    }
}

impl Eq for Scheme<'_> {}

impl FieldContent for Scheme<'_> {}

impl Encode for Scheme<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.0.write(wire)
    }
}
