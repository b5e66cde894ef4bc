//! The `WebPush` scheme, a draft of RFC 8292: the predecessor of [`vapid`](crate::auth::vapid), which some push services
//! still accept.
//!
//! ```abnf
//! credentials       = "WebPush" 1*SP jwt
//! Crypto-Key        = #crypto-key-params
//! crypto-key-params = [ parameter *( OWS ";" OWS parameter ) ]
//! parameter         = token "=" ( value / quoted-string )
//! value             = 1*( tchar / "/" / "=" )
//! p256ecdsa         = 87base64urlchar ; base64url without padding of an uncompressed P-256 point: 65 bytes
//! ```
//! [draft-ietf-webpush-vapid-01, sections 3 and 4](https://datatracker.ietf.org/doc/html/draft-ietf-webpush-vapid-01#section-3) ·
//! [draft-ietf-httpbis-encryption-encoding-03, section 4](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-encryption-encoding-03#section-4)
//!
//! The scheme has no challenge, and is for origin servers only. The public key is in the field Crypto-Key, beside the keys
//! of the encryption.
//!
//! | input | result | why |
//! |---|---|---|
//! | credentials that are not a signed JWT | rejected: [`Rule::Token68`], [`Rule::Jwt`] | §3 |
//! | parameters in place of the JWT | rejected: [`Rule::Token68`] | §3 |
//! | other parameters of Crypto-Key, before or after, with any padding | ignored, and not written again | §4: `dh` is the key of the encryption, and some clients pad it |
//! | a parameter twice in one element, or `p256ecdsa` twice in the field | rejected: [`ErrorKind::DuplicateParam`] | encryption-encoding §4; a request has one key |
//! | a Crypto-Key without `p256ecdsa` | `None`; [`CryptoKey::parse`] rejects it: [`ErrorKind::Missing`] | an encrypted message has the field without a signature too |
//! | padding in `p256ecdsa` | rejected: [`Rule::Base64Url`] | §4 |
//! | a key of another length, or a compressed point | rejected: [`ErrorKind::InvalidParam`] | §4 |
//!
//! [`Rule::Token68`]: crate::Rule::Token68
//! [`Rule::Jwt`]: crate::Rule::Jwt
//! [`Rule::Base64Url`]: crate::Rule::Base64Url
//! [`ErrorKind::DuplicateParam`]: crate::ErrorKind::DuplicateParam
//! [`ErrorKind::Missing`]: crate::ErrorKind::Missing
//! [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam

mod crypto_key;

use crate::auth::coding::jwt::Jwt;
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::token68_after;
use crate::auth::token68::Token68;
use crate::auth::write::scheme_and_value;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError};

pub use crypto_key::{CryptoKey, crypto_key};

/// The name of the scheme.
pub const SCHEME: &str = "WebPush";

/// `WebPush` credentials: a JWT. The [public key](crypto_key()) that verifies it is in a field of its own.
///
/// They can be replayed until the JWT expires. `Debug` therefore shows the length only, and there is no `==`.
///
/// ```
/// use countersign::{Encode, auth::web_push::Credentials};
///
/// let wire = b"WebPush eyJhbGciOiJFUzI1NiJ9.eyJleHAiOjF9.Jw";
/// let credentials = Credentials::parse(wire)?;
/// assert_eq!(credentials.token().payload().decode_into(&mut [0; 16])?, br#"{"exp":1}"#);
///
/// let sent = Credentials::new("eyJhbGciOiJFUzI1NiJ9.eyJleHAiOjF9.Jw")?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 64])?, wire);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    token: Jwt<'a>,
}

impl<'a> Credentials<'a> {
    /// Parses a field value that holds `WebPush` credentials.
    ///
    /// # Errors
    /// Another scheme; no token68; [`Rule::Jwt`] at the first byte that is not part of a JWT.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::of_token68(token68_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        Self::of_token68(payload.required_token68()?)
    }

    fn of_token68((at, token68): (usize, Token68<'a>)) -> Result<Self, ParseError> {
        let token = Jwt::read(token68.as_bytes())
            .map_err(|wrong| ParseError::new(ErrorKind::Expected(Rule::Jwt), at.saturating_add(wrong)))?;
        Ok(Self { token })
    }

    /// Creates credentials from a JWT in its compact form.
    ///
    /// # Errors
    /// As [`Jwt::new`].
    pub fn new<T: AsRef<[u8]> + ?Sized>(token: &'a T) -> Result<Self, ValueError> {
        Ok(Self { token: Jwt::for_part("token", token.as_ref())? })
    }

    /// Returns the JWT. Its claims name the origin of the push service, the expiry time and perhaps a contact.
    #[must_use]
    pub const fn token(&self) -> Jwt<'a> {
        self.token
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
