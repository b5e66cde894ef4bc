//! The GNAP scheme, RFC 9635.
//!
//! ```abnf
//! challenge   = "GNAP" [ 1*SP #auth-param ] ; as_uri, referrer, access, all OPTIONAL
//! credentials = "GNAP" 1*SP access-token
//! access-token = token68
//! ```
//! [RFC 9635, sections 7.2 and 9.1](https://www.rfc-editor.org/rfc/rfc9635#section-9.1)
//!
//! | octets | read | why |
//! |---|---|---|
//! | a challenge that is `GNAP` alone | read | §9.1 has no parameter that must be there |
//! | the example of §9.1, whose URIs are not quoted and whose separators are semicolons | refused: [`Rule::Comma`](crate::Rule::Comma) | RFC 9110 §11.2 has neither; written are quotes and commas |
//! | a challenge that holds a token68 | refused: [`Rule::AuthParam`](crate::Rule::AuthParam) | §9.1 |
//! | a parameter that occurs twice | refused: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | RFC 9110 §11.2 |
//! | other parameters | passed over, and not written again | RFC 9110 §16.4.2 |
//! | credentials without a token, or with more than one | refused: [`Rule::Token68`](crate::Rule::Token68) | §7.2 |

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

/// A GNAP challenge: where a client asks for a token, and for which access.
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
    /// Reads a value that holds one GNAP challenge.
    ///
    /// # Errors
    /// Those of the grammar; another scheme; a token68; a repeated parameter.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [as_uri, access, referrer] = slots::read(payload, ["as_uri", "access", "referrer"])?;
        Ok(Self { as_uri: as_uri.optional(), access: access.optional(), referrer: referrer.optional() })
    }

    /// A challenge to be sent: `GNAP` alone, to which the parameters are added.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With the URI at which the authorization server takes requests.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a control character.
    pub fn with_as_uri(self, uri: &'a str) -> Result<Self, ValueError> {
        Ok(Self { as_uri: Some(Text::for_part("as_uri", uri.as_bytes())?), ..self })
    }

    /// With a reference to the access that a token must give.
    ///
    /// # Errors
    /// As [`with_as_uri`](Self::with_as_uri).
    pub fn with_access(self, access: &'a str) -> Result<Self, ValueError> {
        Ok(Self { access: Some(Text::for_part("access", access.as_bytes())?), ..self })
    }

    /// With the URI of the resource server, as the client knows it.
    ///
    /// # Errors
    /// As [`with_as_uri`](Self::with_as_uri).
    pub fn with_referrer(self, uri: &'a str) -> Result<Self, ValueError> {
        Ok(Self { referrer: Some(Text::for_part("referrer", uri.as_bytes())?), ..self })
    }

    /// The URI at which the authorization server takes requests.
    #[must_use]
    pub const fn as_uri(&self) -> Option<Text<'a>> {
        self.as_uri
    }

    /// A reference to the access that a token must give.
    #[must_use]
    pub const fn access(&self) -> Option<Text<'a>> {
        self.access
    }

    /// The URI of the resource server. A client goes on only if it asked at this one, octet for octet.
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
/// A token that is bound to a key is worth nothing without the proof that is sent beside it; one that is not is worth
/// all by itself. `Debug` shows its length only, and two credentials have no `==`: [`matches`](Self::matches) compares
/// in constant time.
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
    /// Reads a value that holds GNAP credentials.
    ///
    /// # Errors
    /// Those of the grammar; another scheme; no token.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        token68_after(SCHEME, value).map(|(_, token)| Self { token })
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        payload.required_token68().map(|(_, token)| Self { token })
    }

    /// Credentials to be sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at an octet that is none of a token68,
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for no token.
    pub fn new<A: AsRef<[u8]> + ?Sized>(token: &'a A) -> Result<Self, ValueError> {
        Ok(Self { token: Token68::new(token.as_ref())? })
    }

    /// The token.
    #[must_use]
    pub const fn token(&self) -> Token68<'a> {
        self.token
    }

    /// Whether the token is this one, in a time that tells nothing but lengths.
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
}
