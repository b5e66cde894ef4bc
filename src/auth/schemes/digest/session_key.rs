//! The key of a `-sess` session with its user, RFC 7616 §3.4.2.

use core::fmt;

use super::{Hashes, Hex, Inputs, Secret, Uncomputable};

/// The key of a `-sess` session, with the user whose key it is.
///
/// A server that keeps it verifies later requests of the session without the password, and accepts clients that hash the
/// cnonce of the first request in all of them. A response that is computed from the key does not name the user. So the key
/// is a [`Secret`] of its own user only, and of no other one.
///
/// Keep it with the nonce of the session and look it up by that nonce.
///
/// | user | [`secret_of`](Self::secret_of) | [`Server::verify`](super::Server::verify) with that secret |
/// |---|---|---|
/// | the one of the key | the key | verifies the response |
/// | another | `None` | refuses, after the same work |
/// | the one of the key, but `verify` is called for another | the key | refuses, after the same work |
/// | the one of the key, with credentials of another kind of algorithm | the key | refuses, after the same work |
///
/// `Debug` shows neither the user nor the key. With the feature `zeroize`, the key is overwritten when the value is dropped.
///
/// ```
/// use countersign::auth::digest::{
///     Algorithm, Challenge, Credentials, Request, RustCrypto, Secret, Server, SessionKey,
/// };
///
/// let server = Server::new(RustCrypto, Challenge::new("r", "n")?.with_algorithm(Algorithm::Md5Sess));
/// let (request, password) = (Request::new("GET", "/")?, Secret::password("p")?);
/// let first = Credentials::parse(
///     b"Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", algorithm=MD5-sess, cnonce=\"c\", qop=auth, \
///       nc=00000001, response=\"6e4aac8b22e97762f88ccd0d5ccf5b1d\"",
/// )?;
/// server.verify(&first, request, "u", Some(password), |_, _| true)?;
/// let session = SessionKey::new(RustCrypto, &first.inputs(request), "u", password)?;
///
/// // A client that hashes the cnonce of its first request in the second one is accepted with the key.
/// let second = Credentials::parse(
///     b"Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", algorithm=MD5-sess, cnonce=\"d\", qop=auth, \
///       nc=00000002, response=\"526705b2853bf27cea6e3e8551bde2ca\"",
/// )?;
/// assert!(server.verify(&second, request, "u", Some(password), |_, _| true).is_err());
/// server.verify(&second, request, "u", session.secret_of("u"), |_, _| true)?;
///
/// // It is the key of nobody else.
/// assert!(session.secret_of("another").is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SessionKey<U> {
    username: U,
    key: Hex,
}

impl<U: AsRef<[u8]>> SessionKey<U> {
    /// Computes the key from the first request of a session. Call it after the request is verified: the key is that of
    /// `secret`, whatever the response of the request is.
    ///
    /// # Errors
    /// [`Uncomputable::Session`] when the algorithm has no session key. Otherwise as [`Inputs::session_key`].
    pub fn new<S: Hashes>(
        hashes: S,
        inputs: &Inputs<'_>,
        username: U,
        secret: Secret<'_>,
    ) -> Result<Self, Uncomputable> {
        if !inputs.algorithm.is_session() {
            return Err(Uncomputable::Session);
        }
        let key = inputs.session_key(hashes, username.as_ref(), secret)?;
        Ok(Self { username, key })
    }

    /// Returns the session key of this user, which another part of the server computed or kept.
    pub const fn from_parts(username: U, key: Hex) -> Self {
        Self { username, key }
    }

    /// Returns the key as a secret, if it is the key of this user. The name is the plain one, also if the credentials have its
    /// [hash](super::Username::is_hash_of).
    #[must_use]
    pub fn secret_of(&self, username: &(impl AsRef<[u8]> + ?Sized)) -> Option<Secret<'_>> {
        let of = self.username.as_ref();
        (of == username.as_ref()).then_some(Secret::SessionKey { key: &self.key, username: of })
    }

    /// Returns the user whose key this is.
    #[must_use]
    pub const fn username(&self) -> &U {
        &self.username
    }

    /// Returns the key, to be kept with the user.
    #[must_use]
    pub const fn key(&self) -> &Hex {
        &self.key
    }
}

impl<U> fmt::Debug for SessionKey<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionKey").finish_non_exhaustive()
    }
}
