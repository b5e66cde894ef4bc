//! The credentials.

use super::SCHEME;
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::token68_after;
use crate::auth::token68::Token68;
use crate::auth::write::scheme_and_value;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};

/// DPoP credentials: a token that is valid only together with a proof, signed by the key to which the token is bound.
///
/// The [`proof`](super::proof()) is in a field of its own. `Debug` shows only the length of the token, and there is no `==`:
/// [`matches`](Self::matches) compares in constant time.
///
/// ```
/// use countersign::{Encode, auth::dpop::Credentials};
///
/// let credentials = Credentials::parse(b"DPoP Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU")?;
/// assert!(credentials.matches("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"));
///
/// let mut buffer = [0; 64];
/// let credentials = Credentials::new("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU")?;
/// assert_eq!(credentials.encode_to_slice(&mut buffer)?, b"DPoP Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    token: Token68<'a>,
}

impl<'a> Credentials<'a> {
    /// Parses a field value that holds DPoP credentials.
    ///
    /// # Errors
    /// The value does not match the grammar, is of another scheme, or has no token.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        token68_after(SCHEME, value).map(|(_, token)| Self { token })
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        payload.required_token68().map(|(_, token)| Self { token })
    }

    /// Returns credentials that hold this token.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a byte that a token68 cannot contain, [`ValueErrorKind::Empty`] for no token.
    ///
    /// [`ValueErrorKind::InvalidByte`]: crate::ValueErrorKind::InvalidByte
    /// [`ValueErrorKind::Empty`]: crate::ValueErrorKind::Empty
    pub fn new<T: AsRef<[u8]> + ?Sized>(token: &'a T) -> Result<Self, ValueError> {
        Ok(Self { token: Token68::new(token.as_ref())? })
    }

    /// Returns credentials that hold this token, which may have bytes that a token68 cannot have: any visible ASCII but comma
    /// and quote. See [`Token68::any_visible_ascii`].
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at any other byte, [`ValueErrorKind::Empty`] for no token.
    ///
    /// [`ValueErrorKind::InvalidByte`]: crate::ValueErrorKind::InvalidByte
    /// [`ValueErrorKind::Empty`]: crate::ValueErrorKind::Empty
    pub fn any_visible_ascii<T: AsRef<[u8]> + ?Sized>(token: &'a T) -> Result<Self, ValueError> {
        Ok(Self { token: Token68::any_visible_ascii(token.as_ref())? })
    }

    /// Returns the token.
    #[must_use]
    pub const fn token(&self) -> Token68<'a> {
        self.token
    }

    /// Reports whether the token is equal to this one. The time that it takes depends only on lengths.
    #[must_use]
    pub fn matches<T: AsRef<[u8]> + ?Sized>(&self, token: &T) -> bool {
        self.token.matches(token)
    }
}

typed!(Credentials, SCHEME);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        scheme_and_value(SCHEME, &self.token, wire)
    }

    fn is_secret(&self) -> bool {
        true
    }
}
