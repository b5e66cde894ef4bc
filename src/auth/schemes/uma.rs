//! The UMA scheme, User-Managed Access 2.0: which authorization server gives the client a token, and for what request.
//!
//! ```abnf
//! challenge = "UMA" 1*SP #auth-param ; as_uri and ticket, and realm and error OPTIONAL
//! ```
//! [UMA 2.0 Grant, section 3.2](https://docs.kantarainitiative.org/uma/wg/rec-oauth-uma-grant-2.0.html#rs-tokenless-response)
//!
//! There are no credentials of this scheme: the client exchanges the ticket for a token, and sends it as
//! [`bearer`](crate::auth::bearer) credentials.
//!
//! | input | result | why |
//! |---|---|---|
//! | a challenge without `ticket` | accepted | UMA 1.0 §3.1.2 sends the ticket in the body |
//! | a challenge without `as_uri`, or only `UMA` | accepted, but not built | §3.2.2: a server that cannot reach the authorization server has neither; the client cannot continue |
//! | values without quotes | accepted if they are tokens | RFC 9110 §11.2 |
//! | an `as_uri` without quotes, which some servers send | rejected: [`Rule::Comma`](crate::Rule::Comma) | RFC 9110 §11.2; the [tolerant parser](crate::auth::tolerant) reads it |
//! | a token68 | rejected: [`Rule::AuthParam`](crate::Rule::AuthParam) | §3.2.1 |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | RFC 9110 §11.2 |
//! | other parameters, such as `scope` and `error_description` | accepted, as [`other_params`](Challenge::other_params) | extensions of the specification |

use crate::auth::deviation::Leniency;
use crate::auth::other_params::Others;
use crate::auth::param::Param;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError, ValueErrorKind};
use crate::syntax::text::Text;

/// The name of the scheme.
pub const SCHEME: &str = "UMA";

/// The parameters that this type keeps by name.
const NAMES: [&str; 4] = ["realm", "as_uri", "error", "ticket"];

/// A UMA challenge: the authorization server, and a ticket that stands for the request.
///
/// ```
/// use countersign::{Encode, auth::uma::Challenge};
///
/// let wire = b"UMA realm=\"example\", as_uri=\"https://as.example.com\", ticket=\"016f84e8-f9b9-11e0-bd6f-0021cc6004de\"";
/// let challenge = Challenge::parse(wire)?;
/// assert_eq!(challenge.as_uri().unwrap(), "https://as.example.com");
/// assert_eq!(challenge.ticket().unwrap(), "016f84e8-f9b9-11e0-bd6f-0021cc6004de");
///
/// let sent = Challenge::new("https://as.example.com", "016f84e8-f9b9-11e0-bd6f-0021cc6004de")?.with_realm("example")?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 128])?, wire);
/// assert_eq!(sent, challenge);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge<'a> {
    realm: Option<Text<'a>>,
    as_uri: Option<Text<'a>>,
    error: Option<Text<'a>>,
    ticket: Option<Text<'a>>,
    others: Others<'a>,
}

impl<'a> Challenge<'a> {
    /// Parses a field value that holds one UMA challenge.
    ///
    /// # Errors
    /// The value does not match the grammar, is of another scheme, or has a token68 or a repeated parameter.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [realm, as_uri, error, ticket] = slots::read(payload, NAMES)?.map(slots::Slot::optional);
        Ok(Self { realm, as_uri, error, ticket, others: Others::received(payload, &NAMES) })
    }

    /// Creates a challenge from the issuer URI of the authorization server, and the ticket that the server got from it.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a byte of the URI that is not visible ASCII, or at a control character in the
    /// ticket; [`ValueErrorKind::Empty`] for an empty part.
    pub fn new<T: AsRef<[u8]> + ?Sized>(as_uri: &'a str, ticket: &'a T) -> Result<Self, ValueError> {
        let ticket = ticket.as_ref();
        if let Some(offset) = as_uri.bytes().position(|byte| !byte.is_ascii_graphic()) {
            return Err(ValueError::new("as_uri", ValueErrorKind::InvalidByte, offset));
        }
        for (part, is_empty) in [("as_uri", as_uri.is_empty()), ("ticket", ticket.is_empty())] {
            if is_empty {
                return Err(ValueError::new(part, ValueErrorKind::Empty, 0));
            }
        }
        Ok(Self {
            realm: None,
            as_uri: Some(Text::for_part("as_uri", as_uri.as_bytes())?),
            error: None,
            ticket: Some(Text::for_part("ticket", ticket)?),
            others: Others::default(),
        })
    }

    /// Adds a realm.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// Adds what was wrong with the client's token, such as `insufficient_scope`.
    ///
    /// # Errors
    /// As [`with_realm`](Self::with_realm).
    pub fn with_error(self, error: &'a str) -> Result<Self, ValueError> {
        Ok(Self { error: Some(Text::for_part("error", error.as_bytes())?), ..self })
    }

    /// Adds parameters that the specification does not define.
    ///
    /// # Errors
    /// [`ValueErrorKind::Reserved`] for a parameter that it defines; [`ValueErrorKind::Duplicate`] for one that occurs twice; [`ValueErrorKind::TooMany`] when
    /// all parameters together could be more than [`MAX_PARAMS`](crate::auth::MAX_PARAMS). The offset is the index of the
    /// parameter.
    pub fn with_other_params(self, params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        Ok(Self { others: Others::new(params, &NAMES)?, ..self })
    }

    /// Returns the realm.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }

    /// Returns the issuer URI of the authorization server. Its discovery document is below this URI.
    #[must_use]
    pub const fn as_uri(&self) -> Option<Text<'a>> {
        self.as_uri
    }

    /// Returns what was wrong with the client's token; `None` if the request had no token.
    #[must_use]
    pub const fn error(&self) -> Option<Text<'a>> {
        self.error
    }

    /// Returns the permission ticket, which the client sends to the token endpoint. It can be used once.
    #[must_use]
    pub const fn ticket(&self) -> Option<Text<'a>> {
        self.ticket
    }

    /// Returns the parameters that the specification does not define, in the order received.
    pub fn other_params(&self) -> impl Iterator<Item = Param<'a>> + Clone + use<'a> {
        self.others.iter()
    }
}

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.quoted("realm", self.realm)?;
        params.quoted("as_uri", self.as_uri)?;
        params.quoted("error", self.error)?;
        params.quoted("ticket", self.ticket)?;
        self.others.iter().try_for_each(|param| params.param(param))
    }
}
