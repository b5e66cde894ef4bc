//! The PrivateToken scheme of Privacy Pass, RFC 9577: a token that does not identify the client.
//!
//! ```abnf
//! challenge   = "PrivateToken" 1*SP #auth-param ; challenge REQUIRED; token-key, max-age, realm,
//!                                               ; extension-set, extensions OPTIONAL
//! credentials = "PrivateToken" 1*SP #auth-param ; token REQUIRED, extensions OPTIONAL
//! max-age     = 1*DIGIT                         ; seconds
//! ```
//! [RFC 9577, sections 2.1.2 and 2.2.2](https://www.rfc-editor.org/rfc/rfc9577#section-2.1.2) ·
//! [draft-ietf-privacypass-auth-scheme-extensions](https://datatracker.ietf.org/doc/draft-ietf-privacypass-auth-scheme-extensions/)
//!
//! `challenge`, `token-key`, `token`, `extensions` and `extension-set` are base64url with padding, and are written quoted. A
//! decoded challenge is a [`TokenChallenge`] and a decoded token is a [`PrivateToken`], unless the token type defines another
//! structure. The token type also defines what a key is. Decoded extensions are [`Extensions`], and a decoded set is an
//! [`ExtensionSet`]. A server that accepts several kinds of tokens sends several independent challenges.
//!
//! # Signatures
//!
//! [`Unsigned`] has the bytes that the authenticator covers. [`Server`] verifies a token with the caller's blind RSA or VOPRF,
//! and asks last whether it was spent.
//!
//! | input | result | why |
//! |---|---|---|
//! | a token of a type that was not offered | [`Refusal::Type`] | a server must not verify what it did not ask for |
//! | the digest of a challenge of another type, issuer, context or other origins | [`Refusal::Challenge`] | §2.2.1; without this check a token of any origin is valid at every other |
//! | a challenge with the same names in another order or case | [`Refusal::Challenge`] | the digest is over the bytes |
//! | the type of one offer and the digest of another | [`Refusal::Challenge`] | both are parts of one challenge |
//! | a key of the issuer that has been replaced | [`Refusal::Key`], unless it is offered too | RFC 9578: keys must not distinguish clients |
//! | a token that was spent, with a valid authenticator | [`Refusal::Spent`] | §2.2: each token is redeemed once |
//! | a token that was spent, with a wrong authenticator | [`Refusal::Authenticator`] | only valid tokens are remembered |
//!
//! # Syntax
//!
//! | input | result | why |
//! |---|---|---|
//! | a challenge without `challenge`, credentials without `token` | rejected: [`ErrorKind::Missing`] | §2.1.2, §2.2.2 |
//! | a challenge without `token-key` | accepted | §2.1.2: clients may know the key from another source |
//! | missing padding, the alphabet of base64, an empty value | rejected: [`Rule::Base64Url`](crate::Rule::Base64Url) | §2.1.2; no structure is empty |
//! | a token that is not quoted | accepted without padding, rejected with it: [`Rule::Comma`](crate::Rule::Comma) | RFC 9110 §11.2: `=` is not a token character |
//! | an `extensions` or `extension-set` that is not base64url, or that is empty | rejected: [`Rule::Base64Url`](crate::Rule::Base64Url) | the draft, §3: even an empty list has a length |
//! | a `token` or `extensions` whose bytes are not the structure | accepted | the token type decides; the decoded bytes are parsed on request |
//! | an unknown token type, random bytes | accepted | §5: servers and clients send them so that peers keep ignoring what they do not know |
//! | a `max-age` that is not a number, or exceeds 64 bits | rejected: [`ErrorKind::InvalidParam`] | §2.1.2 |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`] | RFC 9110 §11.2 |
//! | other parameters | ignored, and not written again | §2.1.2, §2.2.2 |
//! | an escape in base64url | rejected: [`ErrorKind::InvalidParam`] | no valid byte needs one |
//!
//! [`ErrorKind::Missing`]: crate::ErrorKind::Missing
//! [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam
//! [`ErrorKind::DuplicateParam`]: crate::ErrorKind::DuplicateParam

mod extensions;
mod server;
mod structures;
mod unsigned;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::coding::decimal;
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots::{self, Slot};
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError, ValueErrorKind};
use crate::syntax::number::{self, DIGITS};
use crate::syntax::text::Text;

pub use extensions::{Extension, ExtensionSet, Extensions};
pub use server::{Offer, Refusal, Server};
pub use structures::{PrivateToken, TokenChallenge};
pub use unsigned::Unsigned;

/// The name of the scheme.
pub const SCHEME: &str = "PrivateToken";

/// A PrivateToken challenge: what a token must be bound to, and the key with which its issuer signs.
///
/// ```
/// use countersign::{Encode, auth::private_token::{Challenge, TokenChallenge}};
///
/// let challenge = Challenge::parse(b"PrivateToken challenge=\"AAEAAWkAAAA=\", token-key=\"67H-0w==\", max-age=10")?;
/// let mut decoded = [0; 16];
/// let token_challenge = TokenChallenge::parse(challenge.challenge().decode_into(&mut decoded)?)?;
/// assert_eq!((token_challenge.token_type(), token_challenge.issuer_name()), (1, "i"));
/// assert_eq!(challenge.token_key().unwrap().decode_into(&mut [0; 4])?, b"\xEB\xB1\xFE\xD3");
///
/// let mut buffer = [0; 128];
/// let bytes = token_challenge.encode_to_slice(&mut buffer)?;
/// let sent = Challenge::new(bytes)?.with_token_key(b"\xEB\xB1\xFE\xD3")?.with_max_age(10);
/// assert_eq!(sent, challenge);
/// let mut buffer = [0; 128];
/// assert_eq!(
///     sent.encode_to_slice(&mut buffer)?,
///     b"PrivateToken challenge=\"AAEAAWkAAAA=\", token-key=\"67H-0w==\", max-age=\"10\""
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge<'a> {
    structure: Base64<'a>,
    token_key: Option<Base64<'a>>,
    max_age: Option<u64>,
    realm: Option<Text<'a>>,
    extension_set: Option<Base64<'a>>,
    extensions: Option<Base64<'a>>,
}

impl<'a> Challenge<'a> {
    /// Parses a value that holds one PrivateToken challenge.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](self) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [challenge, token_key, max_age, realm, extension_set, extensions] =
            slots::read(payload, ["challenge", "token-key", "max-age", "realm", "extension-set", "extensions"])?;
        Ok(Self {
            structure: base64url(challenge, payload)?.ok_or(challenge.missing())?,
            token_key: base64url(token_key, payload)?,
            max_age: max_age.convert(decimal::of_text)?,
            realm: realm.optional(),
            extension_set: base64url(extension_set, payload)?,
            extensions: base64url(extensions, payload)?,
        })
    }

    /// Creates a challenge from the bytes of a [`TokenChallenge`].
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty challenge.
    pub fn new<C: AsRef<[u8]> + ?Sized>(challenge: &'a C) -> Result<Self, ValueError> {
        let structure = base64url_of("challenge", challenge.as_ref())?;
        Ok(Self { structure, token_key: None, max_age: None, realm: None, extension_set: None, extensions: None })
    }

    /// Returns the challenge with the bytes of the issuer's public key.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty key.
    pub fn with_token_key<K: AsRef<[u8]> + ?Sized>(self, key: &'a K) -> Result<Self, ValueError> {
        Ok(Self { token_key: Some(base64url_of("token-key", key.as_ref())?), ..self })
    }

    /// Returns the challenge with the number of seconds for which the server accepts it.
    #[must_use]
    pub const fn with_max_age(self, seconds: u64) -> Self {
        Self { max_age: Some(seconds), ..self }
    }

    /// Returns the challenge with this realm.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// Returns the challenge with the bytes of an [`ExtensionSet`]: which extensions a client must or may send.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for no bytes.
    pub fn with_extension_set<X: AsRef<[u8]> + ?Sized>(self, set: &'a X) -> Result<Self, ValueError> {
        Ok(Self { extension_set: Some(base64url_of("extension-set", set.as_ref())?), ..self })
    }

    /// Returns the challenge with the bytes of [`Extensions`] that the origin suggests.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for no bytes.
    pub fn with_extensions<X: AsRef<[u8]> + ?Sized>(self, extensions: &'a X) -> Result<Self, ValueError> {
        Ok(Self { extensions: Some(base64url_of("extensions", extensions.as_ref())?), ..self })
    }

    /// Returns what a token must be bound to: a [`TokenChallenge`], unless the token type defines another structure.
    #[must_use]
    pub const fn challenge(&self) -> Base64<'a> {
        self.structure
    }

    /// Returns the issuer's public key.
    #[must_use]
    pub const fn token_key(&self) -> Option<Base64<'a>> {
        self.token_key
    }

    /// Returns for how many seconds the server accepts the challenge.
    #[must_use]
    pub const fn max_age(&self) -> Option<u64> {
        self.max_age
    }

    /// Returns the realm.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }

    /// Returns which extensions a client must or may send: an [`ExtensionSet`].
    #[must_use]
    pub const fn extension_set(&self) -> Option<Base64<'a>> {
        self.extension_set
    }

    /// Returns the [`Extensions`] that the origin suggests.
    #[must_use]
    pub const fn extensions(&self) -> Option<Base64<'a>> {
        self.extensions
    }
}

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut digits = [0; DIGITS];
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.quoted_value("challenge", &self.structure)?;
        write_base64("token-key", self.token_key, &mut params)?;
        params.quoted("max-age", self.max_age.map(|seconds| Text::token(number::digits(seconds, &mut digits))))?;
        params.quoted("realm", self.realm)?;
        write_base64("extension-set", self.extension_set, &mut params)?;
        write_base64("extensions", self.extensions, &mut params)
    }
}

/// PrivateToken credentials: one token, which can be redeemed once.
///
/// `Debug` shows its length only, and there is no `==`.
///
/// ```
/// use countersign::{Encode, auth::private_token::{Credentials, Extension, Extensions}};
///
/// let credentials = Credentials::parse(b"PrivateToken token=\"AAEAAWkAAAA=\"")?;
/// let mut decoded = [0; 8];
/// assert_eq!(credentials.token().decode_into(&mut decoded)?, b"\0\x01\0\x01i\0\0\0");
///
/// let mut buffer = [0; 64];
/// let credentials = Credentials::new(&decoded)?;
/// assert_eq!(credentials.encode_to_slice(&mut buffer)?, b"PrivateToken token=\"AAEAAWkAAAA=\"");
///
/// let credentials = Credentials::parse(b"PrivateToken token=\"YQ==\", extensions=\"AAUAAQABYQ==\"")?;
/// let extensions = Extensions::parse(credentials.extensions().unwrap().decode_into(&mut decoded)?)?;
/// assert_eq!(extensions.iter().next(), Some(Extension::new(1, b"a")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    token: Base64<'a>,
    extensions: Option<Base64<'a>>,
}

impl<'a> Credentials<'a> {
    /// Parses a value that holds PrivateToken credentials.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](self) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [token, extensions] = slots::read(payload, ["token", "extensions"])?;
        Ok(Self {
            token: base64url(token, payload)?.ok_or(token.missing())?,
            extensions: base64url(extensions, payload)?,
        })
    }

    /// Creates credentials from the bytes of a [`PrivateToken`].
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty token.
    pub fn new<T: AsRef<[u8]> + ?Sized>(token: &'a T) -> Result<Self, ValueError> {
        Ok(Self { token: base64url_of("token", token.as_ref())?, extensions: None })
    }

    /// Returns the credentials with the bytes of the [`Extensions`] that the issuer signed with the token.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for no bytes.
    pub fn with_extensions<X: AsRef<[u8]> + ?Sized>(self, extensions: &'a X) -> Result<Self, ValueError> {
        Ok(Self { extensions: Some(base64url_of("extensions", extensions.as_ref())?), ..self })
    }

    /// Returns the token: a [`PrivateToken`], unless the token type defines another structure.
    #[must_use]
    pub const fn token(&self) -> Base64<'a> {
        self.token
    }

    /// Returns the [`Extensions`] that the issuer signed with the token.
    #[must_use]
    pub const fn extensions(&self) -> Option<Base64<'a>> {
        self.extensions
    }
}

typed!(Credentials, SCHEME);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.quoted_value("token", &self.token)?;
        write_base64("extensions", self.extensions, &mut params)
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// Writes an optional parameter in base64url.
fn write_base64<S: Sink>(
    name: &str,
    value: Option<Base64<'_>>,
    params: &mut WriteParams<'_, '_, S>,
) -> Result<(), S::Error> {
    value.map_or(Ok(()), |value| params.quoted_value(name, &value))
}

/// `1*base64urlchar`, padded
fn base64url<'a, T: Leniency>(slot: Slot<'a>, payload: Payload<'a, T>) -> Result<Option<Base64<'a>>, ParseError> {
    slot.base64(payload, Form::Url)
}

/// Checks bytes that are sent in base64url.
fn base64url_of<'a>(part: &'static str, bytes: &'a [u8]) -> Result<Base64<'a>, ValueError> {
    match bytes {
        [] => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
        _ => Ok(Base64::of(bytes, Form::Url)),
    }
}
