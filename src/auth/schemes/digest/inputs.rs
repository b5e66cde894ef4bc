//! What is hashed, RFC 7616 §3.4.1 to §3.4.4 and §3.5.
//!
//! ```text
//! H(x)     = the hash of x, in hex
//! A1       = username ":" realm ":" password
//! A1       = H( username ":" realm ":" password ) ":" nonce ":" cnonce         ; -sess
//! A2       = method ":" uri                                                    ; auth, or no qop
//! A2       = method ":" uri ":" H( body )                                      ; auth-int
//! response = H( H(A1) ":" nonce ":" nc ":" cnonce ":" qop ":" H(A2) )
//! response = H( H(A1) ":" nonce ":" H(A2) )                                    ; no qop
//! rspauth  = like response, but A2 has an empty method
//! userhash = H( username ":" realm )
//! ```
//!
//! All parts are hashed unescaped, as bytes.

use core::fmt;

use super::{Algorithm, Hasher, Hashes, Hex, NonceCount, Qop, Uncomputable};
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::class::{TCHAR, span};
use crate::syntax::text::Text;

/// The request that credentials are for: its method, its URI and perhaps the hash of its body.
///
/// `Debug` shows none of them.
///
/// ```
/// use countersign::auth::digest::{Algorithm, Hasher, Request, RustCrypto};
///
/// let mut state = Hasher::new(RustCrypto, Algorithm::Sha256)?;
/// state.update(b"{\"on\":true}");
/// let body = state.finish();
///
/// let request = Request::new("PUT", "/lamp?room=3")?.with_body(&body);
/// assert_eq!(request.body(), Some(&body));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Request<'a> {
    method: &'a [u8],
    uri: Text<'a>,
    body: Option<&'a Hex>,
}

impl<'a> Request<'a> {
    /// Returns a request with this method and this effective request URI, as they stand in the request line.
    ///
    /// The URI is a path with a query in most cases, `host:port` for CONNECT and `*` for OPTIONS.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] when the method is empty, which is hashed for an rspauth;
    /// [`ValueErrorKind::InvalidByte`] at a byte of the method that is not allowed in a token, and at a control character
    /// in the URI.
    pub fn new<M, U>(method: &'a M, uri: &'a U) -> Result<Self, ValueError>
    where
        M: AsRef<[u8]> + ?Sized,
        U: AsRef<[u8]> + ?Sized,
    {
        let method = method.as_ref();
        match span(method, TCHAR) {
            0 if method.is_empty() => Err(ValueError::new("method", ValueErrorKind::Empty, 0)),
            valid if valid < method.len() => Err(ValueError::new("method", ValueErrorKind::InvalidByte, valid)),
            _ => Ok(Self { method, uri: Text::for_part("uri", uri.as_ref())?, body: None }),
        }
    }

    /// Adds the hash of the body, before any transfer coding. `auth-int` needs it; a [`Hasher`] computes it.
    #[must_use]
    pub const fn with_body(self, hash: &'a Hex) -> Self {
        Self { body: Some(hash), ..self }
    }

    pub(in crate::auth) const fn without_body(self) -> Self {
        Self { body: None, ..self }
    }

    pub(super) const fn with_uri(self, uri: Text<'a>) -> Self {
        Self { uri, ..self }
    }

    pub(in crate::auth) const fn uri(&self) -> Text<'a> {
        self.uri
    }

    /// Returns the hash of the body, if it is known.
    #[must_use]
    pub const fn body(&self) -> Option<&'a Hex> {
        self.body
    }

    /// Turns the request into what the rspauth covers: an empty method, and the body of the response.
    const fn answered(self, body: Option<&'a Hex>) -> Self {
        Self { method: &[], body, ..self }
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

/// The secret that client and server share.
///
/// `Debug` shows only which kind of secret it is.
///
/// ```
/// use countersign::Text;
/// use countersign::auth::digest::{Algorithm, RustCrypto, Secret, ha1};
///
/// // A client has the password,
/// let of_client = Secret::password("Circle of Life")?;
///
/// // a server can store a hash of it.
/// let realm = Text::new(b"http-auth@example.org")?;
/// let stored = ha1(RustCrypto, Algorithm::Md5, "Mufasa", realm, "Circle of Life")?;
/// let of_server = Secret::Ha1(&stored);
/// assert_eq!(format!("{of_client:?} {of_server:?}"), "Password Ha1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    /// The password, from [`Secret::password`] or [`Secret::empty_password`].
    #[non_exhaustive]
    Password(&'a [u8]),
    /// The [`ha1`] of username, realm and password. A server can store it in place of the password.
    Ha1(&'a Hex),
    /// The key of a `-sess` session with the user whose key it is, from [`SessionKey::secret_of`](super::SessionKey::secret_of).
    #[non_exhaustive]
    SessionKey {
        /// The `H(A1)` of the first request of the session.
        key: &'a Hex,
        /// The user, whom a response that is computed from the key does not name.
        username: &'a [u8],
    },
}

impl<'a> Secret<'a> {
    /// Returns a password as a secret.
    ///
    /// ```
    /// use countersign::{ValueErrorKind, auth::digest::Secret};
    ///
    /// assert!(Secret::password("Circle of Life").is_ok());
    /// assert_eq!(Secret::password("").unwrap_err().kind(), ValueErrorKind::Empty);
    /// ```
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] when the password is empty. It often stands for a user who was not found; for an unknown
    /// user, give [`Server::verify`](super::Server::verify) `None`.
    pub fn password<P: AsRef<[u8]> + ?Sized>(password: &'a P) -> Result<Self, ValueError> {
        match password.as_ref() {
            [] => Err(ValueError::new("password", ValueErrorKind::Empty, 0)),
            password => Ok(Self::Password(password)),
        }
    }

    /// Returns the empty password. Anyone that knows the username can use it.
    #[must_use]
    pub const fn empty_password() -> Self {
        Self::Password(&[])
    }
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password(_) => "Password",
            Self::Ha1(_) => "Ha1",
            Self::SessionKey { .. } => "SessionKey",
        })
    }
}

/// Everything from which a response is computed, except the username and the secret.
///
/// [`Client`](super::Client) and [`Server`](super::Server) build it themselves, and
/// [`Credentials::inputs`](super::Credentials::inputs) returns it. The example of RFC 7616 §3.9.1, built by hand:
///
/// ```
/// use countersign::Text;
/// use countersign::auth::digest::{Algorithm, Inputs, Qop, Request, RustCrypto, Secret};
///
/// let inputs = Inputs {
///     algorithm: Algorithm::Md5,
///     realm: Text::new(b"http-auth@example.org")?,
///     nonce: Text::new(b"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v")?,
///     cnonce: Some(Text::new(b"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")?),
///     nc: Some(1.into()),
///     qop: Some(Qop::Auth),
///     request: Request::new("GET", "/dir/index.html")?,
/// };
/// let secret = Secret::password("Circle of Life")?;
/// let response = inputs.response(RustCrypto, "Mufasa", secret)?;
/// assert_eq!(response.as_str(), "8ca523f5e9506fed4657c9700eebdbec");
/// let rspauth = inputs.rspauth(RustCrypto, "Mufasa", secret, None)?;
/// assert_eq!(rspauth.as_str(), "9b712497bc9f91499fbcca1dfc5f09a5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The algorithm.
    pub algorithm: Algorithm<'a>,
    /// The realm.
    pub realm: Text<'a>,
    /// The server's nonce.
    pub nonce: Text<'a>,
    /// The client's nonce. A qop and a `-sess` algorithm need it.
    pub cnonce: Option<Text<'a>>,
    /// How many requests have used the server's nonce, this one included. A qop needs it. Without a qop it is not hashed.
    pub nc: Option<NonceCount>,
    /// What the response protects; `None` for the form of RFC 2069.
    pub qop: Option<Qop<'a>>,
    /// The request.
    pub request: Request<'a>,
}

impl Inputs<'_> {
    /// Computes the response: the client's proof. `username` is the plain name, even if it is sent hashed.
    ///
    /// # Errors
    /// [`Uncomputable`] when a part is absent or unknown.
    #[inline(never)]
    pub fn response<S: Hashes>(
        &self,
        hashes: S,
        username: &(impl AsRef<[u8]> + ?Sized),
        secret: Secret<'_>,
    ) -> Result<Hex, Uncomputable> {
        let a1 = self.session_key(hashes, username, secret)?;
        let a2 = self.a2(hashes)?;
        let mut state = Hasher::new(hashes, self.algorithm)?;
        state.update(a1.as_bytes());
        state.update(b":");
        state.update_text(self.nonce);
        state.update(b":");
        if let Some(qop) = self.qop {
            let (Some(cnonce), Some(nc)) = (self.cnonce, self.nc) else {
                return Err(Uncomputable::Cnonce);
            };
            state.update(nc.as_bytes());
            state.update(b":");
            state.update_text(cnonce);
            state.update(b":");
            state.update_text(qop.name());
            state.update(b":");
        }
        state.update(a2.as_bytes());
        Ok(state.finish())
    }

    /// Computes the rspauth: the server's proof. `body` is the hash of the response's body, for `auth-int`.
    ///
    /// # Errors
    /// [`Uncomputable`] when a part is absent or unknown.
    pub fn rspauth<S: Hashes>(
        &self,
        hashes: S,
        username: &(impl AsRef<[u8]> + ?Sized),
        secret: Secret<'_>,
        body: Option<&Hex>,
    ) -> Result<Hex, Uncomputable> {
        Inputs { request: self.request.answered(body), ..*self }.response(hashes, username, secret)
    }

    /// Computes `H(A1)`. For a `-sess` algorithm it is the key of the session: a server that keeps it keeps a
    /// [`SessionKey`](super::SessionKey). If `secret` already is such a key, the result is that key, and `username` is not
    /// hashed.
    ///
    /// # Errors
    /// [`Uncomputable`] when a part is absent or unknown.
    pub fn session_key<S: Hashes>(
        &self,
        hashes: S,
        username: &(impl AsRef<[u8]> + ?Sized),
        secret: Secret<'_>,
    ) -> Result<Hex, Uncomputable> {
        let user = match secret {
            Secret::Password(password) => user_hash(hashes, self.algorithm, username.as_ref(), self.realm, password)?,
            Secret::Ha1(hash) => hash.clone(),
            Secret::SessionKey { key, .. } => return Ok(key.clone()),
        };
        if !self.algorithm.is_session() {
            return Ok(user);
        }
        let mut state = Hasher::new(hashes, self.algorithm)?;
        state.update(user.as_bytes());
        state.update(b":");
        state.update_text(self.nonce);
        state.update(b":");
        state.update_text(self.cnonce.ok_or(Uncomputable::Cnonce)?);
        Ok(state.finish())
    }

    /// Returns the hash of the body, if the response protects the body.
    pub(super) fn protected_body(&self) -> Result<Option<&Hex>, Uncomputable> {
        match self.qop {
            None | Some(Qop::Auth) => Ok(None),
            Some(Qop::AuthInt) => {
                let is_of_algorithm =
                    |hash: &&Hex| self.algorithm.digits().is_none_or(|digits| digits == hash.as_bytes().len());
                self.request.body.filter(is_of_algorithm).map(Some).ok_or(Uncomputable::Body)
            }
            Some(Qop::Other(_)) => Err(Uncomputable::Qop),
        }
    }

    /// `H(A2)`
    fn a2<S: Hashes>(&self, hashes: S) -> Result<Hex, Uncomputable> {
        let Request { method, uri, .. } = self.request;
        let body = self.protected_body()?;
        let mut state = Hasher::new(hashes, self.algorithm)?;
        state.update(method);
        state.update(b":");
        state.update_text(uri);
        if let Some(hash) = body {
            state.update(b":");
            state.update(hash.as_bytes());
        }
        Ok(state.finish())
    }
}

/// Computes `H(username ":" realm ":" password)`, which a server can store in place of the password.
///
/// ```
/// use countersign::Text;
/// use countersign::auth::digest::{Algorithm, RustCrypto, ha1};
///
/// let realm = Text::new(b"http-auth@example.org")?;
/// let stored = ha1(RustCrypto, Algorithm::Md5, "Mufasa", realm, "Circle of Life")?;
/// assert_eq!(stored.as_str(), "3d78807defe7de2157e2b0b6573a855f");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Uncomputable::Algorithm`] when `hashes` lacks the function; [`Uncomputable::Username`] when the name has a colon;
/// [`Uncomputable::Password`] when the password is empty.
pub fn ha1<S: Hashes>(
    hashes: S,
    algorithm: Algorithm<'_>,
    username: &(impl AsRef<[u8]> + ?Sized),
    realm: Text<'_>,
    password: &(impl AsRef<[u8]> + ?Sized),
) -> Result<Hex, Uncomputable> {
    match password.as_ref() {
        [] => Err(Uncomputable::Password),
        password => user_hash(hashes, algorithm, username.as_ref(), realm, password),
    }
}

/// As [`ha1`], for any password.
pub(super) fn user_hash<S: Hashes>(
    hashes: S,
    algorithm: Algorithm<'_>,
    username: &[u8],
    realm: Text<'_>,
    password: &[u8],
) -> Result<Hex, Uncomputable> {
    let mut state = after_username(hashes, algorithm, username)?;
    state.update_text(realm);
    state.update(b":");
    state.update(password);
    Ok(state.finish())
}

/// Begins with `username ":"`.
fn after_username<S: Hashes>(hashes: S, algorithm: Algorithm<'_>, username: &[u8]) -> Result<Hasher<S>, Uncomputable> {
    if username.contains(&b':') {
        return Err(Uncomputable::Username);
    }
    let mut state = Hasher::new(hashes, algorithm)?;
    state.update(username);
    state.update(b":");
    Ok(state)
}

/// Computes `H(username ":" realm)`, which a client can send in place of the username if the server allows it.
///
/// ```
/// use countersign::Text;
/// use countersign::auth::digest::{Algorithm, RustCrypto, userhash};
///
/// let realm = Text::new(b"api@example.org")?;
/// let hash = userhash(RustCrypto, Algorithm::Sha256, "Jäsøn Doe", realm)?;
/// assert_eq!(hash.as_str(), "5a1a8a47df5c298551b9b42ba9b05835174a5bd7d511ff7fe9191d8e946fc4e7");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Uncomputable::Algorithm`] when `hashes` lacks the function; [`Uncomputable::Username`] when the name has a colon.
pub fn userhash<S: Hashes>(
    hashes: S,
    algorithm: Algorithm<'_>,
    username: &(impl AsRef<[u8]> + ?Sized),
    realm: Text<'_>,
) -> Result<Hex, Uncomputable> {
    let mut state = after_username(hashes, algorithm, username.as_ref())?;
    state.update_text(realm);
    Ok(state.finish())
}
