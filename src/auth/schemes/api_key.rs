//! The schemes Token and `ApiKey`, which hold a secret and no proof, as GitHub, Rails and Elasticsearch have them.
//!
//! ```abnf
//! challenge   = scheme [ 1*SP #auth-param ]            ; realm OPTIONAL
//! credentials = scheme 1*SP ( raw-token / #auth-param ) ; token REQUIRED
//! scheme      = "Token" / "ApiKey"
//! raw-token   = 1*( %x21 / %x23-2B / %x2D-3C / %x3E-7E ) *"="
//! ```
//! [Rails, `HttpAuthentication::Token`](https://api.rubyonrails.org/classes/ActionController/HttpAuthentication/Token.html) ·
//! [Elasticsearch, API keys](https://www.elastic.co/docs/deploy-manage/api-keys); the ABNF is ours
//!
//! No RFC has them. What follows the scheme is a token68, or parameters, or neither: a raw-token is what a token68 is,
//! with more octets, and with none that begins a parameter or ends one.
//!
//! | octets | read | why |
//! |---|---|---|
//! | a token with `:`, `{` or `@` | read; the framework's own [`Credentials`](crate::auth::Credentials) refuse it | servers give out such |
//! | white space, a comma, a quote, or `=` before the end | refused as a token, and read as parameters | nobody could tell what it is |
//! | parameters without a token | refused: [`ErrorKind::Missing`](crate::ErrorKind::Missing) | there is no secret then |
//! | a parameter that occurs twice | refused: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | RFC 9110 §11.2 |
//! | other parameters of credentials | read as [`other_params`](Credentials::other_params) | Rails hands them on |
//! | other parameters of a challenge | passed over, and not written again | nobody gives them a meaning |

use core::fmt;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::deviation::Leniency;
use crate::auth::other_params::Others;
use crate::auth::param::Param;
use crate::auth::payload::Payload;
use crate::auth::scheme::Scheme;
use crate::auth::scheme_payload::SchemePayload;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError, ValueErrorKind};
use crate::syntax::secret;
use crate::syntax::text::Text;

/// The names of the schemes.
pub const SCHEMES: [&str; 2] = ["Token", "ApiKey"];

/// Which of the schemes it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `Token`.
    Token,
    /// `ApiKey`.
    ApiKey,
}

impl Kind {
    /// The name of the scheme.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        let [token, api_key] = SCHEMES;
        match self {
            Self::Token => token,
            Self::ApiKey => api_key,
        }
    }

    fn read(scheme: Scheme<'_>) -> Option<Self> {
        [Self::Token, Self::ApiKey].into_iter().find(|kind| scheme.is(kind.name()))
    }
}

/// A challenge of one of the schemes, perhaps with a realm.
///
/// ```
/// use countersign::{Encode, auth::api_key::{Challenge, Kind}};
///
/// let challenge = Challenge::parse(b"Token realm=\"Application\"")?;
/// assert_eq!((challenge.kind(), challenge.realm().unwrap() == "Application"), (Kind::Token, true));
///
/// let sent = Challenge::new(Kind::Token).with_realm("Application")?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 32])?, b"Token realm=\"Application\"");
/// assert_eq!(sent, challenge);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge<'a> {
    kind: Kind,
    realm: Option<Text<'a>>,
}

impl<'a> Challenge<'a> {
    /// Reads a value that holds one challenge of one of the schemes.
    ///
    /// # Errors
    /// Those of the grammar; another scheme; a token68; a repeated parameter.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (kind, payload) = SchemePayload::parse(value)?.expect_one_of(Kind::Token.name(), Kind::read)?;
        Self::read(kind, payload)
    }

    fn read<T: Leniency>(kind: Kind, payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [realm] = slots::read(payload, ["realm"])?;
        Ok(Self { kind, realm: realm.optional() })
    }

    /// A challenge to be sent: the scheme alone.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self { kind, realm: None }
    }

    /// With a realm.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// Which of the schemes it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The realm.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }
}

typed!(Challenge, Kind::Token.name(), Kind::read);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        WriteParams::after(self.kind.name(), wire)?.quoted("realm", self.realm)
    }
}

/// Credentials of one of the schemes: a secret, as it is or as a parameter.
///
/// `Debug` shows the scheme only, and two have no `==`: [`matches`](Self::matches) compares in constant time.
///
/// ```
/// use countersign::{Encode, auth::api_key::{Credentials, Kind}};
///
/// let credentials = Credentials::parse(b"Token token=\"9944b09199c62bcf\", nonce=\"def\"")?;
/// assert!(credentials.matches("9944b09199c62bcf"));
/// let credentials = Credentials::parse(b"ApiKey VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==")?;
/// let mut buffer = [0; 64];
/// let id_and_key = credentials.base64().unwrap().decode_into(&mut buffer)?;
/// assert_eq!(id_and_key, b"VuaCfGcBCdbkQm-e5aOx:ui2lp2axTNmsyakw9tvNnw");
///
/// let sent = Credentials::new(Kind::Token, "ghp_16C7e42F")?;
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"Token ghp_16C7e42F");
/// let sent = Credentials::of_params(Kind::Token, "9944b09199c62bcf", &[])?;
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"Token token=\"9944b09199c62bcf\"");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    kind: Kind,
    secret: Secret<'a>,
}

#[derive(Clone, Copy)]
enum Secret<'a> {
    Raw(&'a [u8]),
    Params(Text<'a>, Others<'a>),
}

/// The parameters that mean something.
const NAMES: [&str; 1] = ["token"];

impl<'a> Credentials<'a> {
    /// Reads a value that holds credentials of one of the schemes.
    ///
    /// # Errors
    /// Those of the grammar, where there is no raw-token; another scheme; a repeated parameter; no token.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (kind, payload) = SchemePayload::parse(value)?.expect_one_of(Kind::Token.name(), Kind::read)?;
        Self::read(kind, payload)
    }

    fn read<T: Leniency>(kind: Kind, payload: Payload<'a, T>) -> Result<Self, ParseError> {
        match payload.required_raw() {
            // A quote at the end is what most parameters have, and no raw-token.
            Ok((_, [.., b'"'])) | Err(_) => {}
            Ok((_, octets)) if raw_token(octets).is_err() => {}
            Ok((_, octets)) => return Ok(Self { kind, secret: Secret::Raw(octets) }),
        }
        let [token] = slots::read(payload, NAMES)?;
        let others = Others::received(payload, &NAMES);
        Ok(Self { kind, secret: Secret::Params(token.required()?, others) })
    }

    /// Credentials to be sent, the token as it is.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at an octet that is none of a raw-token, [`ValueErrorKind::Empty`] for no token.
    pub fn new<O: AsRef<[u8]> + ?Sized>(kind: Kind, token: &'a O) -> Result<Self, ValueError> {
        let octets = token.as_ref();
        match raw_token(octets) {
            Ok(()) => Ok(Self { kind, secret: Secret::Raw(octets) }),
            Err(_) if octets.is_empty() => Err(ValueError::new("token", ValueErrorKind::Empty, 0)),
            Err(wrong) => Err(ValueError::new("token", ValueErrorKind::InvalidByte, wrong)),
        }
    }

    /// Credentials to be sent, the token as a parameter, with others behind it.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character in the token. Of the others, as
    /// [`Credentials::new`](crate::auth::Credentials::new), and [`ValueErrorKind::Duplicate`] at one that is named `token`.
    pub fn of_params<O: AsRef<[u8]> + ?Sized>(
        kind: Kind,
        token: &'a O,
        others: &'a [Param<'a>],
    ) -> Result<Self, ValueError> {
        let token = Text::for_part("token", token.as_ref())?;
        Ok(Self { kind, secret: Secret::Params(token, Others::new(others, &NAMES)?) })
    }

    /// Which of the schemes it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The token.
    #[must_use]
    pub const fn token(&self) -> Text<'a> {
        match self.secret {
            Secret::Raw(octets) => Text::quoted(octets, false),
            Secret::Params(token, _) => token,
        }
    }

    /// The token as base64, as Elasticsearch sends it: of an id, a colon and a key. `None` when it is none.
    #[must_use]
    pub fn base64(&self) -> Option<Base64<'a>> {
        Base64::read(self.token().as_bytes()?, Form::Standard).ok()
    }

    /// Whether the token is this one, in a time that tells nothing but lengths.
    #[must_use]
    pub fn matches<O: AsRef<[u8]> + ?Sized>(&self, token: &O) -> bool {
        secret::bytes_eq(self.token().bytes(), token.as_ref())
    }

    /// The parameters beside the token, in the order sent.
    pub fn other_params(&self) -> impl Iterator<Item = Param<'a>> + Clone + use<'a> {
        let others = match self.secret {
            Secret::Raw(_) => Others::default(),
            Secret::Params(_, others) => others,
        };
        others.iter()
    }
}

typed!(Credentials, Kind::Token.name(), Kind::read);

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match self.secret {
            Secret::Raw(octets) => {
                wire.put(self.kind.name().as_bytes())?;
                wire.put(b" ")?;
                wire.put(octets)
            }
            Secret::Params(token, others) => {
                let mut params = WriteParams::after(self.kind.name(), wire)?;
                params.quoted("token", token)?;
                others.iter().try_for_each(|param| params.param(param))
            }
        }
    }
}

/// `raw-token`, or at which octet it ends to be one.
fn raw_token(octets: &[u8]) -> Result<(), usize> {
    let is_octet = |octet: &&u8| octet.is_ascii_graphic() && !matches!(octet, b'"' | b',' | b'=');
    let symbols = octets.iter().take_while(is_octet).count();
    let padding = octets.iter().skip(symbols).take_while(|&&octet| octet == b'=').count();
    let length = symbols.saturating_add(padding);
    match symbols {
        0 => Err(0),
        _ if length < octets.len() => Err(length),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_tokens_are_one_piece() {
        for (octets, expected) in [
            ("a", Ok(())),
            ("a:b@c{}\\;/==", Ok(())),
            ("", Err(0)),
            ("=", Err(0)),
            ("a=b", Err(2)),
            ("a b", Err(1)),
            ("a,b", Err(1)),
            ("ab\"", Err(2)),
            ("\u{e9}", Err(0)),
        ] {
            assert_eq!(raw_token(octets.as_bytes()), expected, "{octets}");
        }
    }
}
