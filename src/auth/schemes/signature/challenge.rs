//! The Signature challenge, draft-cavage-http-signatures-12 §3.1.1.

use super::{SCHEME, headers, headers_of};
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::text::{Text, Words};

/// A Signature challenge: asks for a signed request, and says what the signature must cover.
///
/// Other parameters are ignored, and not written again.
///
/// ```
/// use countersign::{Encode, auth::signature::Challenge};
///
/// let wire = b"Signature realm=\"Example\", headers=\"(request-target) (created)\"";
/// let challenge = Challenge::parse(wire)?;
/// assert_eq!(challenge.realm().unwrap(), "Example");
/// assert!(challenge.headers().unwrap().contains("(created)"));
///
/// let sent = Challenge::new().with_realm("Example")?.with_headers("(request-target) (created)")?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 96])?, wire);
/// assert_eq!(sent, challenge);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Challenge<'a> {
    realm: Option<Text<'a>>,
    headers: Option<Words<'a>>,
}

impl<'a> Challenge<'a> {
    /// Parses a value that holds one Signature challenge.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](super) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [realm, names] = slots::read(payload, ["realm", "headers"])?;
        Ok(Self { realm: realm.optional(), headers: names.convert(headers)? })
    }

    /// Creates a challenge without parameters.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a challenge with names that were checked.
    pub(super) const fn of_names(names: &'a str) -> Self {
        let headers = if names.is_empty() { None } else { Some(Words::new(Text::quoted(names.as_bytes(), false))) };
        Self { realm: None, headers }
    }

    /// Returns the challenge with this realm.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// Returns the challenge with the names of what must be signed, separated by spaces.
    ///
    /// # Errors
    /// The errors of [`Parameters::with_headers`](super::Parameters::with_headers).
    pub fn with_headers(self, names: &'a str) -> Result<Self, ValueError> {
        Ok(Self { headers: Some(headers_of(names)?), ..self })
    }

    /// Returns the realm.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }

    /// Returns the names of what must be signed.
    #[must_use]
    pub const fn headers(&self) -> Option<Words<'a>> {
        self.headers
    }
}

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.quoted("realm", self.realm)?;
        params.quoted("headers", self.headers.map(|headers| headers.text()))
    }
}
