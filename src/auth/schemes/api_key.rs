//! The schemes Token and `ApiKey` of GitHub, Rails and Elasticsearch: they send a secret, without a proof.
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
//! No RFC defines them. After the scheme stands a raw-token or a list of parameters. A raw-token is a token68 that may
//! contain more characters, but none that separates parameters.
//!
//! | input | result | why |
//! |---|---|---|
//! | a token with `:`, `{` or `@` | accepted; the framework's [`Credentials`](crate::auth::Credentials) reject it: read it with [`authorization`] | servers issue such tokens |
//! | white space, a comma, a quote, or `=` before the end | not a raw-token: parsed as parameters | it would be ambiguous |
//! | parameters without a token | rejected: [`ErrorKind::Missing`](crate::ErrorKind::Missing) | they contain no secret |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | RFC 9110 §11.2 |
//! | other parameters of credentials | accepted, as [`other_params`](Credentials::other_params) | Rails passes them on |
//! | other parameters of a challenge | ignored, and not kept | no server defines any |
//! | a second line of Authorization, of any scheme | rejected by [`authorization`]: [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) | one would be verified, the other may be used |

use core::fmt;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::deviation::Leniency;
use crate::auth::field_names::AUTHORIZATION;
use crate::auth::other_params::Others;
use crate::auth::param::Param;
use crate::auth::payload::Payload;
use crate::auth::scheme::Scheme;
use crate::auth::scheme_payload::SchemePayload;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{LineError, ParseError, ValueError, ValueErrorKind};
use crate::fields::{Fields, only_line};
use crate::syntax::secret;
use crate::syntax::text::Text;

/// The names of the schemes.
pub const SCHEMES: [&str; 2] = ["Token", "ApiKey"];

/// Returns the credentials in a request's Authorization field, or `None` if the field is absent.
///
/// [`auth::authorization`](crate::auth::authorization) rejects a token with `:`, `{` or `@`.
///
/// ```
/// use countersign::ErrorKind;
/// use countersign::auth::api_key;
///
/// let request = [("Authorization", "ApiKey dGVzdA:c2VjcmV0")];
/// let credentials = api_key::authorization(&request)?.expect("the field is present");
/// assert!(credentials.matches("dGVzdA:c2VjcmV0"));
///
/// let twice = [request[0], ("Authorization", "Bearer mF_9.B5f-4.1JqM")];
/// assert_eq!(api_key::authorization(&twice).unwrap_err().error().kind(), ErrorKind::SecondLine);
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// The errors of [`Credentials::parse`], also for another scheme, and
/// [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn authorization<'m>(fields: impl Fields<'m>) -> Result<Option<Credentials<'m>>, LineError> {
    only_line(fields, AUTHORIZATION, Credentials::parse)
}

/// One of the schemes of this module.
///
/// ```
/// use countersign::auth::api_key::{Credentials, Kind};
///
/// assert_eq!(Credentials::parse(b"apikey VnVhQ2Y6dWkybHA=")?.kind(), Kind::ApiKey);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `Token`.
    Token,
    /// `ApiKey`.
    ApiKey,
}

impl Kind {
    /// Returns the name of the scheme.
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

/// A challenge of one of the schemes, with or without a realm.
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
    /// Parses a field value that holds one challenge of one of the schemes.
    ///
    /// # Errors
    /// The value does not match the grammar, is of another scheme, or has a token68 or a repeated parameter.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (kind, payload) = SchemePayload::parse(value)?.expect_one_of(Kind::Token.name(), Kind::read)?;
        Self::read(kind, payload)
    }

    fn read<T: Leniency>(kind: Kind, payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [realm] = slots::read(payload, ["realm"])?;
        Ok(Self { kind, realm: realm.optional() })
    }

    /// Returns a challenge that is only the scheme.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self { kind, realm: None }
    }

    /// Adds a realm.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// Returns which of the schemes it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the realm.
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

/// Credentials of one of the schemes: a secret, as a raw-token or as a parameter.
///
/// `Debug` shows only the scheme, and there is no `==`: [`matches`](Self::matches) compares in constant time.
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
    token: SentToken<'a>,
}

#[derive(Clone, Copy)]
enum SentToken<'a> {
    Raw(&'a [u8]),
    Param(Text<'a>, Others<'a>),
}

/// The parameters that this type keeps by name.
const NAMES: [&str; 1] = ["token"];

impl<'a> Credentials<'a> {
    /// Parses a field value that holds credentials of one of the schemes.
    ///
    /// # Errors
    /// Another scheme. If there is no raw-token: those of the grammar; a repeated parameter; no `token`.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (kind, payload) = SchemePayload::parse(value)?.expect_one_of(Kind::Token.name(), Kind::read)?;
        Self::read(kind, payload)
    }

    fn read<T: Leniency>(kind: Kind, payload: Payload<'a, T>) -> Result<Self, ParseError> {
        match payload.required_raw() {
            // Most parameters end with a quote, and no raw-token does: this is the quick test.
            Ok((_, [.., b'"'])) | Err(_) => {}
            Ok((_, bytes)) if raw_token(bytes).is_err() => {}
            Ok((_, bytes)) => return Ok(Self { kind, token: SentToken::Raw(bytes) }),
        }
        let [token] = slots::read(payload, NAMES)?;
        let others = Others::received(payload, &NAMES);
        Ok(Self { kind, token: SentToken::Param(token.required()?, others) })
    }

    /// Returns credentials that hold the token as a raw-token.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a byte that a raw-token cannot contain there; [`ValueErrorKind::Empty`].
    pub fn new<O: AsRef<[u8]> + ?Sized>(kind: Kind, token: &'a O) -> Result<Self, ValueError> {
        let bytes = token.as_ref();
        match raw_token(bytes) {
            Ok(()) => Ok(Self { kind, token: SentToken::Raw(bytes) }),
            Err(_) if bytes.is_empty() => Err(ValueError::new("token", ValueErrorKind::Empty, 0)),
            Err(wrong) => Err(ValueError::new("token", ValueErrorKind::InvalidByte, wrong)),
        }
    }

    /// Returns credentials that hold the token as a parameter, followed by others.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character in the token. For the other parameters as
    /// [`Credentials::new`](crate::auth::Credentials::new); [`ValueErrorKind::Reserved`] for one that is named `token`.
    pub fn of_params<O: AsRef<[u8]> + ?Sized>(
        kind: Kind,
        token: &'a O,
        others: &'a [Param<'a>],
    ) -> Result<Self, ValueError> {
        let token = Text::for_part("token", token.as_ref())?;
        Ok(Self { kind, token: SentToken::Param(token, Others::new(others, &NAMES)?) })
    }

    /// Returns which of the schemes it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the token.
    #[must_use]
    pub const fn token(&self) -> Text<'a> {
        match self.token {
            SentToken::Raw(bytes) => Text::quoted(bytes, false),
            SentToken::Param(token, _) => token,
        }
    }

    /// Returns the token as base64, if it is base64. Elasticsearch encodes an id, a colon and a key in this way.
    #[must_use]
    pub fn base64(&self) -> Option<Base64<'a>> {
        Base64::read(self.token().as_bytes()?, Form::Standard).ok()
    }

    /// Reports whether the token is equal to this one. The time that it takes depends only on lengths.
    #[must_use]
    pub fn matches<O: AsRef<[u8]> + ?Sized>(&self, token: &O) -> bool {
        secret::bytes_eq(self.token().bytes(), token.as_ref())
    }

    /// Returns the parameters other than the token, in the order received.
    pub fn other_params(&self) -> impl Iterator<Item = Param<'a>> + Clone + use<'a> {
        let others = match self.token {
            SentToken::Raw(_) => Others::default(),
            SentToken::Param(_, others) => others,
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
        match self.token {
            SentToken::Raw(bytes) => {
                wire.put(self.kind.name().as_bytes())?;
                wire.put(b" ")?;
                wire.put(bytes)
            }
            SentToken::Param(token, others) => {
                let mut params = WriteParams::after(self.kind.name(), wire)?;
                params.quoted("token", token)?;
                others.iter().try_for_each(|param| params.param(param))
            }
        }
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// Checks a `raw-token`. The error is the offset of the first byte that does not fit.
fn raw_token(bytes: &[u8]) -> Result<(), usize> {
    let is_symbol = |byte: &&u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b'=');
    let symbols = bytes.iter().take_while(is_symbol).count();
    let padding = bytes.iter().skip(symbols).take_while(|&&byte| byte == b'=').count();
    let length = symbols.saturating_add(padding);
    match symbols {
        0 => Err(0),
        _ if length < bytes.len() => Err(length),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_tokens_are_one_piece() {
        for (bytes, expected) in [
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
            assert_eq!(raw_token(bytes.as_bytes()), expected, "{bytes}");
        }
    }
}
