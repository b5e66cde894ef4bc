//! What a proof must be for: a request, and the token and the key that go with it.

use core::fmt;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::coding::uri::Uri;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::hash::HashFunction;
use crate::syntax::class::{TCHAR, span};

/// A request: its method and its URI, which the proof names; and the access token and the key to which it is bound.
///
/// The method and the URI are those that the client used. Behind a proxy, give the public scheme and host.
///
/// ```
/// use countersign::auth::dpop::Request;
///
/// let request = Request::new("POST", "https", "Server.example.com", "/token?x=1")?;
/// assert!(request.is_uri("https://server.example.com/token"));
/// assert!(request.is_uri("HTTPS://server.example.com:443/a/../%74oken#y"));
/// assert!(!request.is_uri("https://server.example.com/token/"));
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) uri: Uri<'a>,
    pub(super) token: Option<&'a [u8]>,
    pub(super) jkt: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// Returns a request from its parts: the method, the scheme, the value of Host or `:authority`, and the target.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte of `method`, `scheme`, `authority` or `target` that is invalid: the
    /// scheme is http or https, and the target begins with a slash. [`ValueErrorKind::Empty`] for one of them that is empty.
    pub fn new<T: AsRef<[u8]> + ?Sized>(
        method: &'a str,
        scheme: &str,
        authority: &'a str,
        target: &'a T,
    ) -> Result<Self, ValueError> {
        let target = target.as_ref();
        let parts = [("scheme", scheme.is_empty()), ("authority", authority.is_empty()), ("target", target.is_empty())];
        let uri = Uri::of_parts(scheme, authority, target).map_err(|(part, wrong)| {
            let kind = if parts.contains(&(part, true)) { ValueErrorKind::Empty } else { ValueErrorKind::InvalidByte };
            ValueError::new(part, kind, wrong)
        })?;
        Ok(Self { method: token(method)?, uri, token: None, jkt: None })
    }

    /// Returns a request from its method and its absolute URI.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte of `method` or `uri` that is invalid, [`ValueErrorKind::Empty`] for one of
    /// them that is empty.
    pub fn of_uri(method: &'a str, uri: &'a str) -> Result<Self, ValueError> {
        let kind = if uri.is_empty() { ValueErrorKind::Empty } else { ValueErrorKind::InvalidByte };
        let uri = Uri::parse(uri.as_bytes()).map_err(|wrong| ValueError::new("uri", kind, wrong))?;
        Ok(Self { method: token(method)?, uri, token: None, jkt: None })
    }

    /// Adds the access token of the request, and the thumbprint of the key to which it is bound: `cnf.jkt` of the token or of its
    /// introspection. A proof must then have the hash of the token, and this key.
    #[must_use]
    pub fn with_token<T: AsRef<[u8]> + ?Sized>(self, token: &'a T, jkt: &'a str) -> Self {
        Self { token: Some(token.as_ref()), jkt: Some(jkt), ..self }
    }

    /// Adds the thumbprint of the key that the proof must have, without an access token: that of a refresh token, or the
    /// `dpop_jkt` of an authorization request.
    #[must_use]
    pub fn with_jkt(self, jkt: &'a str) -> Self {
        Self { jkt: Some(jkt), ..self }
    }

    /// Returns whether this is the URI of the request, after both are normalized as the table of the [module](super) says. The
    /// query and the fragment are ignored. A URI that cannot be read is not.
    #[must_use]
    pub fn is_uri(&self, htu: &str) -> bool {
        Uri::parse(htu.as_bytes()).is_ok_and(|htu| self.uri.is_same(&htu))
    }
}

fn token(method: &str) -> Result<&str, ValueError> {
    match span(method.as_bytes(), TCHAR) {
        0 if method.is_empty() => Err(ValueError::new("method", ValueErrorKind::Empty, 0)),
        length if length < method.len() => Err(ValueError::new("method", ValueErrorKind::InvalidByte, length)),
        _ => Ok(method),
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

/// The claim `ath`: the hash of an access token, in base64url.
///
/// ```
/// use countersign::{Encode, auth::dpop::TokenHash, hash::Sha256};
///
/// let ath = TokenHash::new(Sha256, "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");
/// assert_eq!(ath.display().to_string(), "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
/// assert!(ath.matches("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"));
/// ```
#[derive(Clone, Copy)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// Returns the hash of a token, as it is sent. The function is SHA-256.
    #[must_use]
    pub fn new<F: HashFunction<32>, T: AsRef<[u8]> + ?Sized>(sha256: F, token: &T) -> Self {
        Self(sha256.hash(token.as_ref()))
    }

    /// Returns whether `symbols` is the hash in base64url without padding, in a time that depends on their length only.
    #[must_use]
    pub fn matches(&self, symbols: &str) -> bool {
        Base64::read(symbols.as_bytes(), Form::UrlUnpadded).is_ok_and(|given| given.matches(&self.0))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash")
    }
}

impl FieldContent for TokenHash {}

impl Encode for TokenHash {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        Base64::of(&self.0, Form::UrlUnpadded).write(wire)
    }
}
