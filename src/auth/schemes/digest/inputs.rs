//! What is computed, RFC 7616 §3.4.1 to §3.4.4 and §3.5.
//!
//! ```text
//! H(x)     = the hash of x, in hex
//! A1       = username ":" realm ":" password
//! A1       = H( username ":" realm ":" password ) ":" nonce ":" cnonce         ; -sess
//! A2       = method ":" uri                                                    ; auth, or no qop
//! A2       = method ":" uri ":" H( body )                                      ; auth-int
//! response = H( H(A1) ":" nonce ":" nc ":" cnonce ":" qop ":" H(A2) )
//! response = H( H(A1) ":" nonce ":" H(A2) )                                    ; no qop
//! rspauth  = as response, with A2 that has no method
//! userhash = H( username ":" realm )
//! ```
//!
//! All is hashed unescaped, and as octets.

use core::fmt;

use super::{Algorithm, Hasher, Hashes, Hex, NonceCount, Qop, Uncomputable};
use crate::error::ValueError;
use crate::syntax::text::Text;

/// The request that credentials are for.
///
/// `Debug` shows no octet of it.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    method: &'a [u8],
    uri: Text<'a>,
    body: Option<&'a Hex>,
}

impl<'a> Request<'a> {
    /// A request with this method and this effective request URI, as its request line has it: a path and a query most
    /// often, `host:port` for CONNECT, `*` for OPTIONS.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a control character in the URI.
    pub fn new<M, U>(method: &'a M, uri: &'a U) -> Result<Self, ValueError>
    where
        M: AsRef<[u8]> + ?Sized,
        U: AsRef<[u8]> + ?Sized,
    {
        Ok(Self { method: method.as_ref(), uri: Text::for_part("uri", uri.as_ref())?, body: None })
    }

    /// With the hash of its body, before any transfer coding, which [`Hasher`] gives: then `auth-int` can be used.
    #[must_use]
    pub const fn with_body(self, hash: &'a Hex) -> Self {
        Self { body: Some(hash), ..self }
    }

    pub(super) const fn with_uri(self, uri: Text<'a>) -> Self {
        Self { uri, ..self }
    }

    pub(super) const fn uri(&self) -> Text<'a> {
        self.uri
    }

    /// The hash of its body, when it is known.
    #[must_use]
    pub const fn body(&self) -> Option<&'a Hex> {
        self.body
    }

    /// As a response to it has it: without a method, and with another body.
    const fn answered(self, body: Option<&'a Hex>) -> Self {
        Self { method: &[], body, ..self }
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

/// What a client proves to know.
///
/// `Debug` shows neither secret.
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    /// The password.
    Password(&'a [u8]),
    /// The [`ha1`] of name, realm and password, which is all that a server need keep.
    Ha1(&'a Hex),
    /// `H(A1)` of a session, as [`Inputs::session_key`] gave it at the session's first request; for the `-sess`
    /// algorithms of who holds that first nonce and cnonce count for all of the session.
    SessionKey(&'a Hex),
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password(_) => "Password",
            Self::Ha1(_) => "Ha1",
            Self::SessionKey(_) => "SessionKey",
        })
    }
}

/// All that a response is computed from but the user and the secret.
///
/// [`Client`](super::Client) and [`Server`](super::Server) make it, and so does
/// [`Credentials::inputs`](super::Credentials::inputs). By hand, it is the example of RFC 7616 §3.9.1:
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
/// let secret = Secret::Password(b"Circle of Life");
/// let response = inputs.response::<RustCrypto>("Mufasa", secret)?;
/// assert_eq!(response.as_str(), "8ca523f5e9506fed4657c9700eebdbec");
/// let rspauth = inputs.rspauth::<RustCrypto>("Mufasa", secret, None)?;
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
    /// The client's nonce, needed for a qop and for a session.
    pub cnonce: Option<Text<'a>>,
    /// How often the server's nonce was used, needed for a qop.
    pub nc: Option<NonceCount>,
    /// What is protected; absent in the form of RFC 2069.
    pub qop: Option<Qop<'a>>,
    /// The request.
    pub request: Request<'a>,
}

impl Inputs<'_> {
    /// The response: the proof of the client. `username` is the name itself, however it is sent.
    ///
    /// # Errors
    /// [`Uncomputable`], with what is unknown or absent.
    #[inline(never)]
    pub fn response<S: Hashes>(
        &self,
        username: &(impl AsRef<[u8]> + ?Sized),
        secret: Secret<'_>,
    ) -> Result<Hex, Uncomputable> {
        let a1 = self.session_key::<S>(username, secret)?;
        let a2 = self.a2::<S>()?;
        let mut hasher = Hasher::<S>::new(self.algorithm)?;
        hasher.update(a1.as_bytes());
        hasher.update(b":");
        hasher.update_text(self.nonce);
        hasher.update(b":");
        if let Some(qop) = self.qop {
            let (Some(cnonce), Some(nc)) = (self.cnonce, self.nc) else {
                return Err(Uncomputable::Cnonce);
            };
            hasher.update(nc.as_str().as_bytes());
            hasher.update(b":");
            hasher.update_text(cnonce);
            hasher.update(b":");
            hasher.update_text(qop.name());
            hasher.update(b":");
        }
        hasher.update(a2.as_bytes());
        Ok(hasher.finish())
    }

    /// The rspauth: the proof of the server. `body` is the hash of the response's body, for `auth-int`.
    ///
    /// # Errors
    /// [`Uncomputable`], with what is unknown or absent.
    pub fn rspauth<S: Hashes>(
        &self,
        username: &(impl AsRef<[u8]> + ?Sized),
        secret: Secret<'_>,
        body: Option<&Hex>,
    ) -> Result<Hex, Uncomputable> {
        Inputs { request: self.request.answered(body), ..*self }.response::<S>(username, secret)
    }

    /// `H(A1)`, which is the same for all requests of a session when the algorithm is one of a session.
    ///
    /// # Errors
    /// [`Uncomputable`], with what is unknown or absent.
    pub fn session_key<S: Hashes>(
        &self,
        username: &(impl AsRef<[u8]> + ?Sized),
        secret: Secret<'_>,
    ) -> Result<Hex, Uncomputable> {
        let user = match secret {
            Secret::Password(password) => ha1::<S>(self.algorithm, username, self.realm, password)?,
            Secret::Ha1(hash) => *hash,
            Secret::SessionKey(key) => return Ok(*key),
        };
        if !self.algorithm.is_session() {
            return Ok(user);
        }
        let mut hasher = Hasher::<S>::new(self.algorithm)?;
        hasher.update(user.as_bytes());
        hasher.update(b":");
        hasher.update_text(self.nonce);
        hasher.update(b":");
        hasher.update_text(self.cnonce.ok_or(Uncomputable::Cnonce)?);
        Ok(hasher.finish())
    }

    /// `H(A2)`
    fn a2<S: Hashes>(&self) -> Result<Hex, Uncomputable> {
        let Request { method, uri, body } = self.request;
        let body = match self.qop {
            None | Some(Qop::Auth) => None,
            Some(Qop::AuthInt) => {
                let of_algorithm = |hash: &&Hex| self.algorithm.digits() == Some(hash.as_bytes().len());
                Some(body.filter(of_algorithm).ok_or(Uncomputable::Body)?)
            }
            Some(Qop::Other(_)) => return Err(Uncomputable::Qop),
        };
        let mut hasher = Hasher::<S>::new(self.algorithm)?;
        hasher.update(method);
        hasher.update(b":");
        hasher.update_text(uri);
        if let Some(hash) = body {
            hasher.update(b":");
            hasher.update(hash.as_bytes());
        }
        Ok(hasher.finish())
    }
}

/// `H(username ":" realm ":" password)`: what a server keeps in place of the password.
///
/// # Errors
/// [`Uncomputable::Algorithm`] when the build has no such hash function.
pub fn ha1<S: Hashes>(
    algorithm: Algorithm<'_>,
    username: &(impl AsRef<[u8]> + ?Sized),
    realm: Text<'_>,
    password: &(impl AsRef<[u8]> + ?Sized),
) -> Result<Hex, Uncomputable> {
    let mut hasher = Hasher::<S>::new(algorithm)?;
    hasher.update(username.as_ref());
    hasher.update(b":");
    hasher.update_text(realm);
    hasher.update(b":");
    hasher.update(password.as_ref());
    Ok(hasher.finish())
}

/// `H(username ":" realm)`: what a client sends in place of the user name when the server lets it.
///
/// # Errors
/// [`Uncomputable::Algorithm`] when the build has no such hash function.
pub fn userhash<S: Hashes>(
    algorithm: Algorithm<'_>,
    username: &(impl AsRef<[u8]> + ?Sized),
    realm: Text<'_>,
) -> Result<Hex, Uncomputable> {
    let mut hasher = Hasher::<S>::new(algorithm)?;
    hasher.update(username.as_ref());
    hasher.update(b":");
    hasher.update_text(realm);
    Ok(hasher.finish())
}
