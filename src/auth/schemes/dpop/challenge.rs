//! The challenge.

use super::SCHEME;
use crate::auth::deviation::Leniency;
use crate::auth::other_params::Others;
use crate::auth::param::Param;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::schemes::bearer::{self, ErrorCode, plain_text};
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::text::{Text, Words};

/// The parameters that the standards define: those of Bearer in the same order, and `algs`.
const NAMES: [&str; 9] = {
    let [realm, scope, error, error_description, error_uri, acr_values, max_age, resource_metadata] = bearer::NAMES;
    [realm, scope, error, error_description, error_uri, acr_values, max_age, resource_metadata, "algs"]
};

/// A DPoP challenge: which token the server asks for, what was wrong with the token that the client sent, and how a proof
/// may be signed.
///
/// ```
/// use countersign::{Encode, auth::{bearer::ErrorCode, dpop::Challenge}};
///
/// let challenge = Challenge::parse(b"DPoP error=\"invalid_token\", algs=\"ES256 PS256\"")?;
/// assert_eq!(challenge.error(), Some(ErrorCode::InvalidToken));
/// assert!(challenge.algs().unwrap().contains("PS256"));
///
/// let sent = Challenge::new().with_error(ErrorCode::InvalidToken).with_algs("ES256 PS256")?;
/// let mut buffer = [0; 64];
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"DPoP error=\"invalid_token\", algs=\"ES256 PS256\"");
/// assert_eq!(sent, challenge);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Challenge<'a> {
    bearer: bearer::Challenge<'a>,
    algs: Option<Words<'a>>,
}

impl<'a> Challenge<'a> {
    /// Parses a field value that holds one DPoP challenge.
    ///
    /// # Errors
    /// The value does not match the grammar, is of another scheme, has a token68 or a repeated parameter, or has a
    /// `max_age` that is not a number.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [of_bearer @ .., algs] = &slots::read(payload, NAMES)?;
        Ok(Self {
            bearer: bearer::Challenge::of_slots(of_bearer, Others::received(payload, &NAMES))?,
            algs: algs.optional().map(Words::new),
        })
    }

    /// Returns a challenge that is only `DPoP`, to which parameters can be added.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a realm.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    ///
    /// [`ValueErrorKind::InvalidByte`]: crate::ValueErrorKind::InvalidByte
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { bearer: self.bearer.with_realm(realm)?, ..self })
    }

    /// Adds the scope that a token must have: scope tokens separated by spaces.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a quote, a backslash or a byte that is not printable ASCII;
    /// [`ValueErrorKind::Empty`] when there is no scope token.
    ///
    /// [`ValueErrorKind::InvalidByte`]: crate::ValueErrorKind::InvalidByte
    /// [`ValueErrorKind::Empty`]: crate::ValueErrorKind::Empty
    pub fn with_scope(self, scope: &'a str) -> Result<Self, ValueError> {
        Ok(Self { bearer: self.bearer.with_scope(scope)?, ..self })
    }

    /// Adds what was wrong with the request.
    #[must_use]
    pub const fn with_error(self, error: ErrorCode<'a>) -> Self {
        Self { bearer: self.bearer.with_error(error), ..self }
    }

    /// Adds an explanation for developers.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a quote, a backslash or a byte that is not printable ASCII;
    /// [`ValueErrorKind::Empty`].
    ///
    /// [`ValueErrorKind::InvalidByte`]: crate::ValueErrorKind::InvalidByte
    /// [`ValueErrorKind::Empty`]: crate::ValueErrorKind::Empty
    pub fn with_error_description(self, description: &'a str) -> Result<Self, ValueError> {
        Ok(Self { bearer: self.bearer.with_error_description(description)?, ..self })
    }

    /// Adds the absolute URI of a page that explains the error.
    ///
    /// # Errors
    /// As [`with_error_description`](Self::with_error_description); [`ValueErrorKind::InvalidByte`] also at a space.
    ///
    /// [`ValueErrorKind::InvalidByte`]: crate::ValueErrorKind::InvalidByte
    pub fn with_error_uri(self, uri: &'a str) -> Result<Self, ValueError> {
        Ok(Self { bearer: self.bearer.with_error_uri(uri)?, ..self })
    }

    /// Adds the authentication context classes that the server accepts, the preferred one first, separated by spaces.
    ///
    /// # Errors
    /// As [`with_scope`](Self::with_scope).
    pub fn with_acr_values(self, acr_values: &'a str) -> Result<Self, ValueError> {
        Ok(Self { bearer: self.bearer.with_acr_values(acr_values)?, ..self })
    }

    /// Adds the number of seconds that may have passed since the user authenticated.
    #[must_use]
    pub const fn with_max_age(self, seconds: u64) -> Self {
        Self { bearer: self.bearer.with_max_age(seconds), ..self }
    }

    /// Adds the URL of the protected resource's metadata.
    ///
    /// # Errors
    /// As [`with_error_uri`](Self::with_error_uri).
    pub fn with_resource_metadata(self, url: &'a str) -> Result<Self, ValueError> {
        Ok(Self { bearer: self.bearer.with_resource_metadata(url)?, ..self })
    }

    /// Adds the JWS algorithms with which a proof may be signed, separated by spaces.
    ///
    /// # Errors
    /// As [`with_scope`](Self::with_scope).
    pub fn with_algs(self, algs: &'a str) -> Result<Self, ValueError> {
        Ok(Self { algs: Some(Words::new(plain_text("algs", algs)?)), ..self })
    }

    /// Adds parameters that no standard defines.
    ///
    /// # Errors
    /// [`ValueErrorKind::Reserved`] for a parameter that a standard defines; [`ValueErrorKind::Duplicate`] for one that occurs twice;
    /// [`ValueErrorKind::TooMany`] when all parameters together could be more than
    /// [`MAX_PARAMS`](crate::auth::MAX_PARAMS). The offset is the index of the parameter.
    ///
    /// [`ValueErrorKind::Duplicate`]: crate::ValueErrorKind::Duplicate
    /// [`ValueErrorKind::Reserved`]: crate::ValueErrorKind::Reserved
    /// [`ValueErrorKind::TooMany`]: crate::ValueErrorKind::TooMany
    pub fn with_other_params(self, params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        Ok(Self { bearer: self.bearer.with_others(Others::new(params, &NAMES)?), ..self })
    }

    /// Returns the realm.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.bearer.realm()
    }

    /// Returns the scope that a token must have.
    #[must_use]
    pub const fn scope(&self) -> Option<Words<'a>> {
        self.bearer.scope()
    }

    /// Returns what was wrong with the request; `None` if the request had no token.
    #[must_use]
    pub const fn error(&self) -> Option<ErrorCode<'a>> {
        self.bearer.error()
    }

    /// Returns an explanation for developers, not for users.
    #[must_use]
    pub const fn error_description(&self) -> Option<Text<'a>> {
        self.bearer.error_description()
    }

    /// Returns the URI of a page that explains the error.
    #[must_use]
    pub const fn error_uri(&self) -> Option<Text<'a>> {
        self.bearer.error_uri()
    }

    /// Returns the authentication context classes that the server accepts, the preferred one first.
    #[must_use]
    pub const fn acr_values(&self) -> Option<Words<'a>> {
        self.bearer.acr_values()
    }

    /// Returns the number of seconds that may have passed since the user authenticated.
    #[must_use]
    pub const fn max_age(&self) -> Option<u64> {
        self.bearer.max_age()
    }

    /// Returns the URL of the protected resource's metadata.
    #[must_use]
    pub const fn resource_metadata(&self) -> Option<Text<'a>> {
        self.bearer.resource_metadata()
    }

    /// Returns the JWS algorithms with which a proof may be signed. Their names are case-sensitive.
    #[must_use]
    pub const fn algs(&self) -> Option<Words<'a>> {
        self.algs
    }

    /// Returns the parameters that no standard defines, in the order received.
    pub fn other_params(&self) -> impl Iterator<Item = Param<'a>> + Clone + use<'a> {
        self.bearer.other_params()
    }
}

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        self.bearer.write_defined(&mut params)?;
        params.quoted("algs", self.algs.map(|algs| algs.text()))?;
        self.bearer.write_others(&mut params)
    }
}
