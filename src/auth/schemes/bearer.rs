//! The Bearer scheme, RFC 6750, with the challenge parameters of RFC 9470 and RFC 9728.
//!
//! ```abnf
//! challenge   = "Bearer" [ 1*SP #auth-param ]  ; realm, scope, error, error_description, error_uri, acr_values,
//!                                              ; max_age, resource_metadata, all OPTIONAL
//! credentials = "Bearer" 1*SP b64token
//! b64token    = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
//! scope       = scope-token *( SP scope-token )
//! scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
//! error       = 1*( %x20-21 / %x23-5B / %x5D-7E )
//! max_age     = 1*DIGIT                        ; seconds
//! ```
//! [RFC 6750, sections 2.1 and 3](https://www.rfc-editor.org/rfc/rfc6750#section-3) ·
//! [RFC 9470, section 3](https://www.rfc-editor.org/rfc/rfc9470#section-3) ·
//! [RFC 9728, section 5.1](https://www.rfc-editor.org/rfc/rfc9728#section-5.1)
//!
//! | input | result | why |
//! |---|---|---|
//! | a challenge that is only `Bearer` | accepted | §3 requires a parameter, but the examples of RFC 9449 have none |
//! | a challenge with a token68 | rejected: [`Rule::AuthParam`](crate::Rule::AuthParam) | §3 |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | §3 |
//! | other parameters | accepted, as [`other_params`](Challenge::other_params) | §3 allows them, and registries use them |
//! | quotes, backslashes and bytes above 0x7E in scope, error and so on | accepted when parsed, and then written as received; `with_…` rejects them | a comparison with valid values is safe |
//! | a `max_age` that is not a number of at most 64 bits | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | RFC 9470 §3 |
//! | a token with other visible ASCII: `5\|abc`, `secret-token:a%20b` | rejected when parsed strictly: [`Rule::Token68`](crate::Rule::Token68) at the first such byte; [tolerated](crate::auth::Deviation::BareToken); written by [`Credentials::any_visible_ascii`] | Laravel Sanctum and RFC 8959 issue such tokens |
//! | credentials without a token | rejected: [`Rule::Token68`](crate::Rule::Token68) | §2.1 |

mod error_code;

use crate::auth::coding::decimal;
use crate::auth::deviation::Leniency;
use crate::auth::other_params::Others;
use crate::auth::param::Param;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::{payload_after, token68_after};
use crate::auth::slots::{self, Slot};
use crate::auth::token68::Token68;
use crate::auth::write::{WriteParams, scheme_and_value};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError, ValueErrorKind};
use crate::syntax::number::{self, DIGITS};
use crate::syntax::text::{Text, Words};

pub use error_code::ErrorCode;

/// The name of the scheme.
pub const SCHEME: &str = "Bearer";

/// The parameters that the standards define, in the order in which they are written.
pub(super) const NAMES: [&str; 8] =
    ["realm", "scope", "error", "error_description", "error_uri", "acr_values", "max_age", "resource_metadata"];

/// A Bearer challenge: which token the server asks for, and what was wrong with the token that the client sent.
///
/// ```
/// use countersign::{Encode, auth::bearer::{Challenge, ErrorCode}};
///
/// let challenge = Challenge::parse(b"Bearer realm=\"example\", error=\"invalid_token\", max_age=5")?;
/// assert_eq!(challenge.realm().unwrap(), "example");
/// assert_eq!(challenge.error(), Some(ErrorCode::InvalidToken));
/// assert_eq!(challenge.max_age(), Some(5));
///
/// let sent = Challenge::new().with_realm("example")?.with_error(ErrorCode::InvalidToken).with_max_age(5);
/// let mut buffer = [0; 64];
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"Bearer realm=\"example\", error=\"invalid_token\", max_age=\"5\"");
/// assert_eq!(sent, challenge);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Challenge<'a> {
    realm: Option<Text<'a>>,
    scope: Option<Words<'a>>,
    error: Option<ErrorCode<'a>>,
    error_description: Option<Text<'a>>,
    error_uri: Option<Text<'a>>,
    acr_values: Option<Words<'a>>,
    max_age: Option<u64>,
    resource_metadata: Option<Text<'a>>,
    others: Others<'a>,
}

impl<'a> Challenge<'a> {
    /// Parses a field value that holds one Bearer challenge.
    ///
    /// # Errors
    /// The value does not match the grammar, is of another scheme, has a token68 or a repeated parameter, or has a
    /// `max_age` that is not a number.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        Self::of_slots(&slots::read(payload, NAMES)?, Others::received(payload, &NAMES))
    }

    /// Converts the parameters of this scheme, or of a scheme that is built on it.
    #[inline(always)]
    pub(super) fn of_slots(slots: &[Slot<'a>; NAMES.len()], others: Others<'a>) -> Result<Self, ParseError> {
        let [realm, scope, error, error_description, error_uri, acr_values, max_age, resource_metadata] = slots;
        Ok(Self {
            realm: realm.optional(),
            scope: scope.optional().map(Words::new),
            error: error.optional_form().map(ErrorCode::read),
            error_description: error_description.optional(),
            error_uri: error_uri.optional(),
            acr_values: acr_values.optional().map(Words::new),
            max_age: max_age.convert(decimal::of_text)?,
            resource_metadata: resource_metadata.optional(),
            others,
        })
    }

    /// Returns a challenge that is only `Bearer`, to which parameters can be added.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a realm.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// Adds the scope that a token must have: scope tokens separated by spaces.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a quote, a backslash or a byte that is not printable ASCII;
    /// [`ValueErrorKind::Empty`] when there is no scope token.
    pub fn with_scope(self, scope: &'a str) -> Result<Self, ValueError> {
        Ok(Self { scope: Some(Words::new(plain_text("scope", scope)?)), ..self })
    }

    /// Adds what was wrong with the request.
    #[must_use]
    pub const fn with_error(self, error: ErrorCode<'a>) -> Self {
        Self { error: Some(error), ..self }
    }

    /// Adds an explanation for developers.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a quote, a backslash or a byte that is not printable ASCII;
    /// [`ValueErrorKind::Empty`].
    pub fn with_error_description(self, description: &'a str) -> Result<Self, ValueError> {
        Ok(Self { error_description: Some(plain_text("error_description", description)?), ..self })
    }

    /// Adds the absolute URI of a page that explains the error.
    ///
    /// # Errors
    /// As [`with_error_description`](Self::with_error_description); [`ValueErrorKind::InvalidByte`] also at a space.
    pub fn with_error_uri(self, uri: &'a str) -> Result<Self, ValueError> {
        Ok(Self { error_uri: Some(uri_text("error_uri", uri)?), ..self })
    }

    /// Adds the authentication context classes that the server accepts, the preferred one first, separated by spaces.
    ///
    /// # Errors
    /// As [`with_scope`](Self::with_scope).
    pub fn with_acr_values(self, acr_values: &'a str) -> Result<Self, ValueError> {
        Ok(Self { acr_values: Some(Words::new(plain_text("acr_values", acr_values)?)), ..self })
    }

    /// Adds the maximum age of the authentication, in seconds.
    #[must_use]
    pub const fn with_max_age(self, seconds: u64) -> Self {
        Self { max_age: Some(seconds), ..self }
    }

    /// Adds the URL of the protected resource's metadata.
    ///
    /// # Errors
    /// As [`with_error_uri`](Self::with_error_uri).
    pub fn with_resource_metadata(self, url: &'a str) -> Result<Self, ValueError> {
        Ok(Self { resource_metadata: Some(uri_text("resource_metadata", url)?), ..self })
    }

    /// Adds parameters that no standard defines, such as the `service` of a registry.
    ///
    /// # Errors
    /// [`ValueErrorKind::Reserved`] for a parameter that a standard defines; [`ValueErrorKind::Duplicate`] for one that occurs twice;
    /// [`ValueErrorKind::TooMany`] when all parameters together could be more than
    /// [`MAX_PARAMS`](crate::auth::MAX_PARAMS). The offset is the index of the parameter.
    pub fn with_other_params(self, params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        Ok(self.with_others(Others::new(params, &NAMES)?))
    }

    pub(super) const fn with_others(self, others: Others<'a>) -> Self {
        Self { others, ..self }
    }

    /// Returns the realm. Registries send the URL of their token endpoint here.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }

    /// Returns the scope that a token must have.
    #[must_use]
    pub const fn scope(&self) -> Option<Words<'a>> {
        self.scope
    }

    /// Returns what was wrong with the request; `None` if the request had no token.
    #[must_use]
    pub const fn error(&self) -> Option<ErrorCode<'a>> {
        self.error
    }

    /// Returns an explanation for developers, not for users.
    #[must_use]
    pub const fn error_description(&self) -> Option<Text<'a>> {
        self.error_description
    }

    /// Returns the URI of a page that explains the error.
    #[must_use]
    pub const fn error_uri(&self) -> Option<Text<'a>> {
        self.error_uri
    }

    /// Returns the authentication context classes that the server accepts, the preferred one first.
    #[must_use]
    pub const fn acr_values(&self) -> Option<Words<'a>> {
        self.acr_values
    }

    /// Returns the maximum age of the authentication, in seconds.
    #[must_use]
    pub const fn max_age(&self) -> Option<u64> {
        self.max_age
    }

    /// Returns the URL of the protected resource's metadata.
    #[must_use]
    pub const fn resource_metadata(&self) -> Option<Text<'a>> {
        self.resource_metadata
    }

    /// Returns the parameters that no standard defines, in the order received.
    ///
    /// ```
    /// use countersign::auth::bearer;
    ///
    /// let challenge = bearer::Challenge::parse(
    ///     b"Bearer realm=\"https://auth.example/token\",service=\"registry.example\",scope=\"repository:a/b:pull,push\"",
    /// )?;
    /// let service = challenge.other_params().find(|param| param.name().is("service")).unwrap();
    /// assert_eq!(service.value(), "registry.example");
    /// assert!(challenge.scope().unwrap().contains("repository:a/b:pull,push"));
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    pub fn other_params(&self) -> impl Iterator<Item = Param<'a>> + Clone + use<'a> {
        self.others.iter()
    }
}

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        self.write_defined(&mut params)?;
        self.write_others(&mut params)
    }
}

impl Challenge<'_> {
    /// Writes the parameters that this scheme's standards define.
    pub(super) fn write_defined<S: Sink>(&self, params: &mut WriteParams<'_, '_, S>) -> Result<(), S::Error> {
        let mut digits = [0; DIGITS];
        let values = [
            self.realm,
            self.scope.map(|scope| scope.text()),
            self.error.map(|error| error.text()),
            self.error_description,
            self.error_uri,
            self.acr_values.map(|acr_values| acr_values.text()),
            self.max_age.map(|seconds| Text::token(number::digits(seconds, &mut digits))),
            self.resource_metadata,
        ];
        for (name, value) in NAMES.into_iter().zip(values) {
            params.quoted(name, value)?;
        }
        Ok(())
    }

    /// Writes the parameters that no standard defines.
    pub(super) fn write_others<S: Sink>(&self, params: &mut WriteParams<'_, '_, S>) -> Result<(), S::Error> {
        self.other_params().try_for_each(|param| params.param(param))
    }
}

/// Bearer credentials: a token that is valid for everyone who has it.
///
/// `Debug` shows only its length, and there is no `==`: [`matches`](Self::matches) compares in constant time.
///
/// ```
/// use countersign::{Encode, auth::bearer::Credentials};
///
/// let credentials = Credentials::parse(b"Bearer mF_9.B5f-4.1JqM")?;
/// assert_eq!(credentials.token().as_str(), "mF_9.B5f-4.1JqM");
/// assert!(credentials.matches("mF_9.B5f-4.1JqM"));
///
/// let mut buffer = [0; 32];
/// let credentials = Credentials::new("mF_9.B5f-4.1JqM")?;
/// assert_eq!(credentials.encode_to_slice(&mut buffer)?, b"Bearer mF_9.B5f-4.1JqM");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    token: Token68<'a>,
}

impl<'a> Credentials<'a> {
    /// Parses a field value that holds Bearer credentials.
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
    pub fn new<T: AsRef<[u8]> + ?Sized>(token: &'a T) -> Result<Self, ValueError> {
        Ok(Self { token: Token68::new(token.as_ref())? })
    }

    /// Returns credentials that hold this token, which may have bytes that a token68 cannot have: any visible ASCII but comma
    /// and quote. See [`Token68::any_visible_ascii`].
    ///
    /// ```
    /// use countersign::{Encode, auth::{bearer::Credentials, tolerant}};
    ///
    /// let mut buffer = [0; 32];
    /// let sent = Credentials::any_visible_ascii("5|Hx0dpZ7k")?.encode_to_slice(&mut buffer)?;
    /// assert_eq!(sent, b"Bearer 5|Hx0dpZ7k");
    /// assert!(Credentials::parse(sent).is_err());
    /// let received = Credentials::try_from(tolerant::credentials(sent).unwrap())?;
    /// assert!(received.matches("5|Hx0dpZ7k"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at any other byte, [`ValueErrorKind::Empty`] for no token.
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

/// `NQSCHAR = %x20-21 / %x23-5B / %x5D-7E`
const fn is_nqschar(byte: u8) -> bool {
    byte == b' ' || is_nqchar(byte)
}

/// `NQCHAR = %x21 / %x23-5B / %x5D-7E`
pub(super) const fn is_nqchar(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~') && !matches!(byte, b'"' | b'\\')
}

/// Checks text for developers, or words separated by spaces.
pub(super) fn plain_text<'a>(part: &'static str, value: &'a str) -> Result<Text<'a>, ValueError> {
    of_class(part, value, is_nqschar)
}

fn uri_text<'a>(part: &'static str, value: &'a str) -> Result<Text<'a>, ValueError> {
    of_class(part, value, is_nqchar)
}

fn of_class<'a>(part: &'static str, value: &'a str, allowed: fn(u8) -> bool) -> Result<Text<'a>, ValueError> {
    if value.trim_matches(' ').is_empty() {
        return Err(ValueError::new(part, ValueErrorKind::Empty, 0));
    }
    match value.bytes().position(|byte| !allowed(byte)) {
        Some(offset) => Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset)),
        None => Ok(Text::quoted(value.as_bytes(), false)),
    }
}
