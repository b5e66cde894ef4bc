//! The name of a scheme.

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
/// Case does not count when two are compared; the sender's spelling is kept. `Debug` shows the names that are
/// registered and the length of any other: `Authorization: s3cr3t` is a scheme to the grammar.
///
/// ```
/// use countersign::auth::Scheme;
///
/// let scheme = Scheme::new("DIGEST")?;
/// assert!(scheme.is("Digest") && scheme == Scheme::new("digest")?);
/// assert_eq!(scheme.as_str(), "DIGEST");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Scheme<'a>(Token<'a>);

impl<'a> Scheme<'a> {
    /// A scheme to be sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first octet that is no `tchar`, [`ValueErrorKind::Empty`] when there is none.
    pub const fn new(name: &'a str) -> Result<Self, ValueError> {
        match Token::for_part("scheme", name.as_bytes()) {
            Ok(token) => Ok(Self(token)),
            Err(error) => Err(error),
        }
    }

    pub(in crate::auth) const fn read(name: &'a [u8]) -> Self {
        Self(Token::read(name))
    }

    /// Whether it is the scheme of this name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.0.is(name)
    }

    /// The name as the sender spells it.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.0.as_str()
    }

    /// The octets of the name.
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
