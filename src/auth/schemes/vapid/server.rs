//! The push service: it checks tokens.

use core::fmt;

use super::{Origin, POINT, SIGNATURE, Token, is_contact};
use crate::auth::coding::base64::{Base64, Form};
use crate::error::{DecodeError, ParseError};

/// A push service, or one subscription of it.
///
/// It checks in this order: the algorithm, the key of the subscription, the signature, the origin, the time, and the contact. The
/// signature does not cover the request: a token can be used for any message to the origin until it expires.
///
/// ```
/// use countersign::auth::vapid::{Credentials, Origin, Refusal, Server, Token};
/// use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
///
/// let credentials = Credentials::parse(concat!(
///     "vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6I",
///     "m1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA",
///     ", k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs",
/// ).as_bytes())?;
/// let mut buffer = [0; 256];
/// let token = Token::read(credentials, &mut buffer)?;
/// let origin = Origin::of_uri("https://push.example.net")?;
/// let mut key = [0; 65]; // of the subscription
/// credentials.k().decode_into(&mut key)?;
///
/// let verified = |credentials: &Credentials<'_>| -> Option<()> {
///     let (mut point, mut signature) = ([0; 65], [0; 64]);
///     let key = VerifyingKey::from_sec1_bytes(credentials.k().decode_into(&mut point).ok()?).ok()?;
///     let signature = Signature::from_slice(credentials.t().signature().decode_into(&mut signature).ok()?).ok()?;
///     key.verify(credentials.t().signing_input().as_bytes(), &signature).ok()
/// };
/// let server = Server::new().with_key(&key);
/// let now = 1_453_520_000; // seconds
/// server.verify(&token, &origin, now, |credentials| verified(credentials).is_some())?;
///
/// let refusal = server.verify(&token, &origin, now + 9_999, |_| true).unwrap_err();
/// assert_eq!((refusal, refusal.status()), (Refusal::Expired, 403));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Server<'a> {
    key: Option<&'a [u8; POINT]>,
}

/// How long a token may be valid, in seconds: 24 hours.
pub(super) const LIFETIME: u64 = 86_400;

impl<'a> Server<'a> {
    /// Returns a service whose subscription takes messages of any key.
    #[must_use]
    pub const fn new() -> Self {
        Self { key: None }
    }

    /// Restricts the subscription to this key, an uncompressed point.
    #[must_use]
    pub const fn with_key(self, key: &'a [u8; POINT]) -> Self {
        Self { key: Some(key) }
    }

    /// Verifies the token of a request to push a message. `origin` is that of the push resource, and `now` is in seconds.
    ///
    /// `is_signed` verifies the signature of the credentials' JWT, which has 64 bytes, with their key, by ECDSA on P-256 with
    /// SHA-256.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn verify(
        &self,
        token: &Token<'_>,
        origin: &Origin<'_>,
        now: u64,
        is_signed: impl FnOnce(&super::Credentials<'_>) -> bool,
    ) -> Result<(), Refusal> {
        let (credentials, claims) = (token.credentials(), token.claims());
        if token.alg() != "ES256" {
            return Err(Refusal::Algorithm);
        }
        if self.key.is_some_and(|key| Base64::of(key, Form::UrlUnpadded) != credentials.k()) {
            return Err(Refusal::Key);
        }
        if credentials.t().signature().decoded_len() != SIGNATURE || !is_signed(&credentials) {
            return Err(Refusal::Signature);
        }
        if !origin.is(claims.aud) {
            return Err(Refusal::Audience);
        }
        match claims.exp.checked_sub(now) {
            None | Some(0) => return Err(Refusal::Expired),
            Some(left) if left > LIFETIME => return Err(Refusal::TooLong),
            Some(_) => {}
        }
        if claims.sub.is_none_or(is_contact) { Ok(()) } else { Err(Refusal::Contact) }
    }
}

impl fmt::Debug for Server<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").finish_non_exhaustive()
    }
}

/// Why a [`Server`] refuses a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There are no credentials. The server never returns this and the next two: they exist so that a caller can use `?` in one
    /// function.
    Absent,
    /// The credentials are malformed.
    Malformed(ParseError),
    /// The JSON of the token is malformed, or lacks a member.
    Unreadable(DecodeError),
    /// The algorithm is not ES256.
    Algorithm,
    /// The subscription is for another key.
    Key,
    /// The signature is wrong.
    Signature,
    /// The token is for another origin.
    Audience,
    /// The token has expired.
    Expired,
    /// The token expires later than 24 hours from now.
    TooLong,
    /// The contact is not a URI of mailto or https.
    Contact,
}

impl Refusal {
    /// Returns the status code to answer with: 401 if there are no credentials, else 403, RFC 8292 §4.2.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Absent => 401,
            _ => 403,
        }
    }
}

reasons! { Refusal: Malformed(ParseError), Unreadable(DecodeError);
    Absent => "the request has no credentials",
    Algorithm => "the algorithm of the token is not ES256",
    Key => "the subscription is for another key",
    Signature => "the signature of the token is wrong",
    Audience => "the token is for another origin",
    Expired => "the token has expired",
    TooLong => "the token expires later than 24 hours from now",
    Contact => "the contact is not a URI of mailto or https",
}
