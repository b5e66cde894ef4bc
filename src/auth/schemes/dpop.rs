//! The DPoP scheme, RFC 9449: a token that is bound to a key, and the fields that belong to it.
//!
//! ```abnf
//! challenge   = "DPoP" [ 1*SP #auth-param ]   ; those of Bearer, and algs, all OPTIONAL
//! credentials = "DPoP" 1*SP token68
//! algs        = alg *( SP alg )               ; JWS algorithms
//! DPoP        = jwt                           ; the proof of a request, on one line
//! DPoP-Nonce  = nonce                         ; a response's nonce for the next proof, on one line
//! nonce       = 1*( %x21 / %x23-5B / %x5D-7E )
//! ```
//! [RFC 9449, sections 4.1, 7.1, 8 and 9](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)
//!
//! The challenge is that of [`bearer`] with one more parameter: §7.1 builds on RFC 6750 §3, and RFC 9470 and RFC 9728 define
//! their parameters for both schemes. DPoP is for origin servers only. A proxy's fields must not contain it.
//!
//! | input | result | why |
//! |---|---|---|
//! | a challenge that is only `DPoP` | accepted | no parameter is required |
//! | a challenge with a token68 | rejected: [`Rule::AuthParam`] | §7.1 |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`] | RFC 9110 §11.2 |
//! | other parameters | accepted, as [`other_params`](Challenge::other_params) | §7.1 |
//! | quotes, backslashes and bytes above 0x7E in algs, error and so on | accepted, but not written | a comparison with valid values is safe |
//! | a `max_age` that is not a number of at most 64 bits | rejected: [`ErrorKind::InvalidParam`] | RFC 9470 §3 |
//! | credentials without a token | rejected: [`Rule::Token68`] | §7.1 |
//! | a second line of DPoP or DPoP-Nonce | rejected: [`ErrorKind::SecondLine`] | §4.3, §8 |
//! | a nonce with SP, a quote or a backslash | rejected: [`Rule::Nonce`] | §8.1 |

use core::fmt;

use crate::auth::coding::jwt::Jwt;
use crate::auth::deviation::Leniency;
use crate::auth::field_names::{DPOP, DPOP_NONCE};
use crate::auth::other_params::Others;
use crate::auth::param::Param;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::{payload_after, token68_after};
use crate::auth::schemes::bearer::{self, ErrorCode, is_nqchar, plain_text};
use crate::auth::slots;
use crate::auth::token68::Token68;
use crate::auth::write::{WriteParams, scheme_and_value};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, LineError, ParseError, Rule, ValueError, ValueErrorKind};
use crate::fields::{Fields, only_line};
use crate::syntax::class::WSP;
use crate::syntax::rules::{ows, trim_end};
use crate::syntax::text::{Text, Words};

/// The name of the scheme.
pub const SCHEME: &str = "DPoP";

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
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { bearer: self.bearer.with_realm(realm)?, ..self })
    }

    /// Adds the scope that a token must have: scope tokens separated by spaces.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a quote, a backslash or a byte that is not printable ASCII;
    /// [`ValueErrorKind::Empty`] when there is no scope token.
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
    pub fn with_error_description(self, description: &'a str) -> Result<Self, ValueError> {
        Ok(Self { bearer: self.bearer.with_error_description(description)?, ..self })
    }

    /// Adds the absolute URI of a page that explains the error.
    ///
    /// # Errors
    /// As [`with_error_description`](Self::with_error_description); [`ValueErrorKind::InvalidByte`] also at a space.
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
    /// [`ValueErrorKind::Duplicate`] at a parameter that a standard defines, or that occurs twice;
    /// [`ValueErrorKind::TooMany`] when all parameters together could be more than
    /// [`MAX_PARAMS`](crate::auth::MAX_PARAMS). The offset is the index of the parameter.
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

/// DPoP credentials: a token that is valid only together with a proof, signed by the key to which the token is bound.
///
/// The [`proof`] is in a field of its own. `Debug` shows only the length of the token, and there is no `==`:
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
    pub fn new<T: AsRef<[u8]> + ?Sized>(token: &'a T) -> Result<Self, ValueError> {
        Ok(Self { token: Token68::new(token.as_ref())? })
    }

    /// Returns credentials that hold this token, which may have bytes that a token68 cannot have: any visible ASCII but comma
    /// and quote. See [`Token68::any_visible_ascii`].
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

/// Parses the DPoP field of a request: the proof, a JWT that is signed by the key to which the token is bound.
///
/// ```
/// use countersign::auth::dpop;
///
/// let request = [("Authorization", "DPoP Kz~8mXK1"), ("DPoP", "eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIn0.Jw")];
/// let proof = dpop::proof(&request)?.expect("the client sends a proof");
/// let mut buffer = [0; 64];
/// assert_eq!(proof.header().decode_into(&mut buffer)?, br#"{"alg":"ES256"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`Jwt::parse`]; [`ErrorKind::SecondLine`] when there is a second line.
pub fn proof<'m>(fields: impl Fields<'m>) -> Result<Option<Jwt<'m>>, LineError> {
    only_line(fields, DPOP, |line| {
        let (at, value) = trimmed(line);
        Jwt::read(value).map_err(|wrong| ParseError::new(ErrorKind::Expected(Rule::Jwt), at.saturating_add(wrong)))
    })
}

/// Parses the DPoP-Nonce field of a response: the nonce for the next proof.
///
/// ```
/// use countersign::auth::dpop;
///
/// let response = [("DPoP-Nonce", "eyJ7S_zG.eyJH0-Z.HX4w-7v")];
/// assert_eq!(dpop::nonce(&response)?.unwrap().as_str(), "eyJ7S_zG.eyJH0-Z.HX4w-7v");
///
/// let response = [("DPoP-Nonce", "a"), ("DPoP-Nonce", "b")];
/// assert_eq!(dpop::nonce(&response).unwrap_err().line(), 1);
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`Nonce::parse`]; [`ErrorKind::SecondLine`] when there is a second line.
pub fn nonce<'m>(fields: impl Fields<'m>) -> Result<Option<Nonce<'m>>, LineError> {
    only_line(fields, DPOP_NONCE, Nonce::parse)
}

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

/// Trims white space at both ends. Returns the offset of the rest, and the rest.
fn trimmed(line: &[u8]) -> (usize, &[u8]) {
    let line = trim_end(line, WSP);
    let value = ows(line).map_or(line, |(value, ())| value);
    (line.len().saturating_sub(value.len()), value)
}
