//! The GNAP scheme, RFC 9635.
//!
//! ```abnf
//! challenge   = "GNAP" [ 1*SP #auth-param ] ; as_uri, referrer, access, all OPTIONAL
//! credentials = "GNAP" 1*SP access-token
//! access-token = token68
//! ```
//! [RFC 9635, sections 7.2 and 9.1](https://www.rfc-editor.org/rfc/rfc9635#section-9.1)
//!
//! | input | result | why |
//! |---|---|---|
//! | a challenge that is only `GNAP` | accepted | §9.1 requires no parameter |
//! | the example of §9.1, with URIs that are not quoted and with semicolons between parameters | rejected: [`Rule::Comma`](crate::Rule::Comma) | RFC 9110 §11.2 allows neither; quotes and commas are written |
//! | a challenge with a token68 | rejected: [`Rule::AuthParam`](crate::Rule::AuthParam) | §9.1 |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | RFC 9110 §11.2 |
//! | other parameters | ignored, and not kept | RFC 9110 §16.4.2 |
//! | credentials without a token, or with more than one | rejected: [`Rule::Token68`](crate::Rule::Token68) | §7.2 |

use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::{payload_after, token68_after};
use crate::auth::slots;
use crate::auth::token68::Token68;
use crate::auth::write::{WriteParams, scheme_and_value};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::text::Text;

/// The name of the scheme.
pub const SCHEME: &str = "GNAP";

/// A GNAP challenge: where the client can request a token, and for which access.
///
/// ```
/// use countersign::{Encode, auth::gnap::Challenge};
///
/// let wire = b"GNAP as_uri=\"https://as.example/tx\", access=\"FWWIKYBQ6U56NL1\", referrer=\"https://rs.example\"";
/// let challenge = Challenge::parse(wire)?;
/// assert_eq!(challenge.as_uri().unwrap(), "https://as.example/tx");
/// assert_eq!(challenge.access().unwrap(), "FWWIKYBQ6U56NL1");
///
/// let sent = Challenge::new()
///     .with_as_uri("https://as.example/tx")?
///     .with_access("FWWIKYBQ6U56NL1")?
///     .with_referrer("https://rs.example")?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 128])?, wire);
/// assert_eq!(sent, challenge);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Challenge<'a> {
    as_uri: Option<Text<'a>>,
    access: Option<Text<'a>>,
    referrer: Option<Text<'a>>,
}

impl<'a> Challenge<'a> {
    /// Parses a field value that holds one GNAP challenge.
    ///
    /// # Errors
    /// The value does not match the grammar, is of another scheme, or has a token68 or a repeated parameter.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [as_uri, access, referrer] = slots::read(payload, ["as_uri", "access", "referrer"])?;
        Ok(Self { as_uri: as_uri.optional(), access: access.optional(), referrer: referrer.optional() })
    }

    /// Returns a challenge that is only `GNAP`, to which parameters can be added.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the URI at which the authorization server takes requests.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a control character.
    pub fn with_as_uri(self, uri: &'a str) -> Result<Self, ValueError> {
        Ok(Self { as_uri: Some(Text::for_part("as_uri", uri.as_bytes())?), ..self })
    }

    /// Adds a reference to the access that a token must give.
    ///
    /// # Errors
    /// As [`with_as_uri`](Self::with_as_uri).
    pub fn with_access(self, access: &'a str) -> Result<Self, ValueError> {
        Ok(Self { access: Some(Text::for_part("access", access.as_bytes())?), ..self })
    }

    /// Adds the URI of the resource server, as the client knows it.
    ///
    /// # Errors
    /// As [`with_as_uri`](Self::with_as_uri).
    pub fn with_referrer(self, uri: &'a str) -> Result<Self, ValueError> {
        Ok(Self { referrer: Some(Text::for_part("referrer", uri.as_bytes())?), ..self })
    }

    /// Returns the URI at which the authorization server takes requests.
    #[must_use]
    pub const fn as_uri(&self) -> Option<Text<'a>> {
        self.as_uri
    }

    /// Returns a reference to the access that a token must give.
    #[must_use]
    pub const fn access(&self) -> Option<Text<'a>> {
        self.access
    }

    /// Returns the URI of the resource server. A client continues only if it sent its request to this URI, byte for byte.
    #[must_use]
    pub const fn referrer(&self) -> Option<Text<'a>> {
        self.referrer
    }
}

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.quoted("as_uri", self.as_uri)?;
        params.quoted("access", self.access)?;
        params.quoted("referrer", self.referrer)
    }
}

/// GNAP credentials: an access token.
///
/// A token that is bound to a key is valid only with a proof, which other fields hold. A token without a key is valid by
/// itself. `Debug` shows only its length, and there is no `==`: [`matches`](Self::matches) compares in constant time.
///
/// ```
/// use countersign::{Encode, auth::gnap::Credentials};
///
/// let credentials = Credentials::parse(b"GNAP 80UPRY5NM33OMUKMKSKU")?;
/// assert_eq!(credentials.token().as_str(), "80UPRY5NM33OMUKMKSKU");
/// assert!(credentials.matches("80UPRY5NM33OMUKMKSKU"));
///
/// let credentials = Credentials::new("80UPRY5NM33OMUKMKSKU")?;
/// assert_eq!(credentials.encode_to_slice(&mut [0; 32])?, b"GNAP 80UPRY5NM33OMUKMKSKU");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    token: Token68<'a>,
}

impl<'a> Credentials<'a> {
    /// Parses a field value that holds GNAP credentials.
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
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a byte that a token68 cannot contain,
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for no token.
    pub fn new<A: AsRef<[u8]> + ?Sized>(token: &'a A) -> Result<Self, ValueError> {
        Ok(Self { token: Token68::new(token.as_ref())? })
    }

    /// Returns credentials that hold this token, which may have bytes that a token68 cannot have: any visible ASCII but comma
    /// and quote. See [`Token68::any_visible_ascii`].
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at any other byte, [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for no token.
    pub fn any_visible_ascii<A: AsRef<[u8]> + ?Sized>(token: &'a A) -> Result<Self, ValueError> {
        Ok(Self { token: Token68::any_visible_ascii(token.as_ref())? })
    }

    /// Returns the token.
    #[must_use]
    pub const fn token(&self) -> Token68<'a> {
        self.token
    }

    /// Reports whether the token is equal to this one. The time that it takes depends only on lengths.
    #[must_use]
    pub fn matches<A: AsRef<[u8]> + ?Sized>(&self, token: &A) -> bool {
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
