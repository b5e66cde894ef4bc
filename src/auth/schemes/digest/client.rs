//! The client: it answers a challenge, request after request.

use core::fmt;

use super::kept::{KeptDigits, KeptHash};
use super::options::{MAX_CNONCE, Options};
use super::requirements::check_renewal;
use super::{
    Algorithm, Challenge, ClientError, ClientOptions, Credentials, Hashes, Hex, Info, Inputs, Qop, Request,
    Requirements, Secret, Uncomputable, Username, domain, userhash,
};
use crate::error::ValueError;
use crate::field_value::FieldValueIn;
use crate::syntax::hex;
use crate::syntax::text::Text;

/// A client for the protection space of one challenge, which it keeps in 256 bytes of its own.
///
/// See [`ClientIn`], which takes other sizes. The alias lets `Client::new` infer the size.
pub type Client<S> = ClientIn<S, 256>;

/// A client for the protection space of one challenge, which it keeps in `N` bytes of its own.
///
/// It counts how many requests use the nonce, and changes to the next nonce when the server sends one. It stores no
/// secret: each call takes the secret again.
///
/// It chooses `auth` if the server offers it. It chooses `auth-int` if the server offers nothing else, or if the server
/// offers it and the request has [the hash of its body](Request::with_body). It hashes the username if the server allows
/// it.
///
/// It answers requests in the [protection space](Challenge::covers) of the challenge only. It accepts no later challenge
/// that protects less than the first one; [`Requirements`] are for the first one.
///
/// For a `-sess` algorithm there are two kinds of servers. Some compute the session key once, from the nonce and the cnonce
/// of the first request that answers the challenge, as RFC 7616 §3.4.2 has it. IIS does. Others compute it for each request,
/// from the nonce and the cnonce of that request. This client sends the cnonce of the first request in all requests of the
/// session, as Internet Explorer did: then both servers compute the same key. After a `nextnonce` they do not, and the
/// client keeps to the RFC. Firefox and Chromium make a new cnonce for each request and hash it, which only servers of the
/// second kind accept; [`ClientOptions::with_fresh_session_keys`] does the same.
///
/// A session is that of one user and one secret: for another user, make another client. With the feature `zeroize`, the
/// session key is overwritten when the client is dropped, or changes to another challenge.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::digest::{Challenge, Client, Info, Request, RustCrypto, Secret};
///
/// let challenge = b"Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256, \
///     nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
/// let mut client = Client::new(RustCrypto, &Challenge::parse(challenge)?)?;
///
/// let request = Request::new("GET", "/dir/index.html")?;
/// let secret = Secret::password("Circle of Life")?;
/// let random = [7; 16]; // take it from a cryptographic random source
/// let mut field = [0; 512];
/// let field = client.answer(request, "Mufasa", secret, random)?.encode_to_slice(&mut field)?;
/// assert!(field.starts_with(b"Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "));
///
/// // The response can contain the server's proof and the next nonce.
/// let info = Info::parse(b"nextnonce=\"8a3f\"")?;
/// client.accept(&info, request, "Mufasa", secret)?;
/// let credentials = client.answer(request, "Mufasa", secret, random)?;
/// assert!(credentials.nonce() == "8a3f" && credentials.nc() == Some(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ClientIn<S, const N: usize, O: Options = ()> {
    hashes: S,
    options: O,
    challenge: FieldValueIn<N>,
    /// How many requests have used the nonce.
    nc: u32,
    /// The cnonce, the qop and so on of the last credentials.
    cnonce: [u8; MAX_CNONCE],
    qop: Option<Qop<'static>>,
    userhash: Option<O::Digits>,
    response: Option<O::Digits>,
    /// The key of the session, if its nonce is not that of the challenge anymore.
    pub(super) session_key: Option<O::Key>,
}

impl<S: Hashes, const N: usize> ClientIn<S, N> {
    /// Returns a client that answers this challenge.
    ///
    /// # Errors
    /// [`ClientError::Uncomputable`] as [`Challenge::check_answerable`]; [`ClientError::Capacity`] when the challenge is
    /// longer than `N` bytes.
    #[inline(never)]
    pub fn new(hashes: S, challenge: &Challenge<'_>) -> Result<Self, ClientError> {
        Self::begin(hashes, challenge, ())
    }

    /// Returns a client that answers this challenge with these options.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_options(
        hashes: S,
        challenge: &Challenge<'_>,
        options: ClientOptions,
    ) -> Result<ClientIn<S, N, ClientOptions>, ClientError> {
        ClientIn::begin(hashes, challenge, options)
    }
}

impl<S: Hashes, const N: usize, O: Options> ClientIn<S, N, O> {
    #[inline(always)]
    pub(in crate::auth) fn begin(hashes: S, challenge: &Challenge<'_>, options: O) -> Result<Self, ClientError> {
        challenge.check_answerable_with(hashes, options)?;
        Ok(Self {
            hashes,
            options,
            challenge: FieldValueIn::new(challenge)?,
            nc: 0,
            cnonce: [b'0'; MAX_CNONCE],
            qop: None,
            userhash: None,
            response: None,
            session_key: None,
        })
    }

    /// Returns the client, if its challenge meets these requirements.
    ///
    /// # Errors
    /// [`ClientError::Realm`], [`ClientError::Algorithm`] or [`ClientError::Qop`] when the challenge does not meet them.
    pub fn with_requirements(self, requirements: &Requirements<'_>) -> Result<Self, ClientError> {
        requirements.check(&kept(&self.challenge)?)?;
        Ok(self)
    }

    /// Reports whether a URI is in the protection space: whether the client may answer for it before the server
    /// challenges. See [`Challenge::covers`].
    #[must_use]
    pub fn covers(&self, origin: impl AsRef<[u8]>, uri: impl AsRef<[u8]>) -> bool {
        kept(&self.challenge).is_ok_and(|challenge| challenge.covers(origin, uri))
    }

    /// Returns the algorithm. The [hash of a body](Request::with_body) must use it too.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm<'_> {
        kept(&self.challenge).map_or(Algorithm::Md5, |challenge| challenge.function())
    }

    /// Changes to the challenge of another 401. Returns whether the secret was right and only the nonce was too old: then
    /// repeat the request, and do not ask the user for another secret.
    ///
    /// Returns `false` also when the algorithm has changed, or the qop to use for a request with or without a body. The
    /// count continues if the nonce is the same.
    ///
    /// # Errors
    /// [`ClientError::Realm`] when the realm is another, [`ClientError::Algorithm`] when the algorithm is weaker, and
    /// [`ClientError::Qop`] when the qop to use for a request with or without a body protects less: such a challenge may
    /// come from another server. Otherwise as [`new`](Self::new). The client keeps the challenge that it had; to answer the
    /// new one nevertheless, make a new client.
    pub fn renew(&mut self, challenge: &Challenge<'_>) -> Result<bool, ClientError> {
        let before = kept(&self.challenge)?;
        challenge.check_answerable_with(self.hashes, self.options)?;
        let is_same = check_renewal(&before, challenge, self.options)?;
        let mut renewed = Self::begin(self.hashes, challenge, self.options)?;
        if before.nonce() == challenge.nonce() {
            renewed.nc = self.nc;
        }
        *self = renewed;
        Ok(challenge.is_stale() && is_same)
    }

    /// As [`covers`](Self::covers), for any request-target.
    pub(in crate::auth) fn covers_request(&self, origin: &[u8], target: &[u8]) -> bool {
        kept(&self.challenge).is_ok_and(|challenge| domain::covers_request(challenge.domain(), origin, target))
    }

    /// Checks that [`renew`](Self::renew) would change to this challenge.
    pub(in crate::auth) fn check_renewal(&self, challenge: &Challenge<'_>) -> Result<(), ClientError> {
        check_renewal(&kept(&self.challenge)?, challenge, self.options).map(drop)
    }

    /// Returns the credentials for a request. `random` becomes the cnonce: 16 new bytes from a cryptographic random source
    /// for each call. Later requests of a `-sess` session have the cnonce of the first one.
    ///
    /// A `username` that is ASCII is sent as `username`, one that is otherwise UTF-8 as `username*`, and other bytes as they
    /// are, as `username`. [`ClientOptions::with_raw_username`] sends all as they are.
    ///
    /// # Errors
    /// [`ClientError::Uncomputable`] when the body must be protected and the request lacks its hash;
    /// [`ClientError::Uri`] when the request is outside the protection space, as far as its target shows;
    /// [`ClientError::Value`] when the username cannot be sent; [`ClientError::Exhausted`] after `u32::MAX` requests. The
    /// request is not counted then.
    #[inline(never)]
    pub fn answer<'a, U>(
        &'a mut self,
        request: Request<'a>,
        username: &'a U,
        secret: Secret<'_>,
        random: [u8; 16],
    ) -> Result<Credentials<'a>, ClientError>
    where
        U: AsRef<[u8]> + ?Sized,
    {
        let username = username.as_ref();
        let plain_name =
            if self.options.has_raw_username() { Username::raw(username) } else { Username::new(username) }?;
        let nc = self.nc.checked_add(1).ok_or(ClientError::Exhausted)?;
        let challenge = kept(&self.challenge)?;
        if !domain::covers_target(challenge.domain(), request.uri().raw()) {
            return Err(ClientError::Uri);
        }
        let mut cnonce = self.cnonce;
        if self.response.is_none() || !self.keeps_session(&challenge) {
            let (pairs, _) = cnonce.as_chunks_mut::<2>();
            for (pair, byte) in pairs.iter_mut().zip(random) {
                *pair = hex::lower(byte);
            }
        }
        let qop = challenge.choose_qop_with(request.body().is_some(), self.options)?;
        let inputs = inputs(&challenge, self.options.sent(&cnonce), nc, qop, request)?;
        let response = response::<S, O>(self.hashes, &inputs, username, secret, self.session_key.as_ref())?;
        let hashes_name = challenge.is_userhash();
        self.userhash = hashes_name.then(|| hashed_name::<S, O>(self.hashes, &inputs, username)).transpose()?;
        (self.nc, self.cnonce, self.qop) = (nc, cnonce, qop);
        let sent_name =
            self.userhash.as_ref().map_or(plain_name, |hash| Username::Hashed(Text::quoted(hash.as_bytes(), false)));
        let response = self.response.insert(response);
        let response = Text::quoted(response.as_bytes(), false);
        let credentials = Credentials::of_uri(&challenge, sent_name, request.uri(), response)?;
        Ok(match qop {
            Some(qop) => credentials.with_qop(qop, self.options.sent(&self.cnonce), nc)?,
            None if self.options.has_cnonce_without_qop() => {
                credentials.with_cnonce(self.options.sent(&self.cnonce))?
            }
            None => credentials,
        })
    }

    /// Checks what the server sent in reply to the credentials that [`answer`](Self::answer) returned last, and changes to
    /// the next nonce. Returns whether the server proved that it knows the secret; the proof is optional.
    ///
    /// `request` is the request that was answered. For `auth-int` it has the [hash of the body](Request::with_body) of the
    /// *response*.
    ///
    /// # Errors
    /// [`ClientError::Rspauth`] when the server's proof is wrong. Do not trust the response then; the nonce stays. Otherwise
    /// as [`answer`](Self::answer).
    pub fn accept<U>(
        &mut self,
        info: &Info<'_>,
        request: Request<'_>,
        username: &U,
        secret: Secret<'_>,
    ) -> Result<bool, ClientError>
    where
        U: AsRef<[u8]> + ?Sized,
    {
        let challenge = kept(&self.challenge)?;
        let username = username.as_ref();
        let key = self.session_key.as_ref().map(O::Key::hex);
        let secret = key.as_ref().map_or(secret, |key| Secret::SessionKey { key, username });
        let cnonce = self.options.sent(&self.cnonce);
        let inputs = inputs(&challenge, cnonce, self.nc, self.qop, request)?;
        if let Some(rspauth) = info.rspauth() {
            let expected = inputs.rspauth(self.hashes, username, secret, request.body())?;
            let is_ours = self.response.is_some()
                && info.qop().is_none_or(|qop| Some(qop) == self.qop)
                && info.cnonce().is_none_or(|sent| sent == *cnonce)
                && info.nc().is_none_or(|nc| nc == self.nc);
            if !is_ours || Hex::read_folded(rspauth) != Some(expected) {
                return Err(ClientError::Rspauth);
            }
        }
        if let Some(nonce) = info.nextnonce()
            && nonce != challenge.nonce()
        {
            let key = match self.response {
                Some(_) if self.keeps_session(&challenge) => {
                    Some(O::Key::of(&inputs.session_key(self.hashes, username, secret)?))
                }
                _ => None,
            };
            self.challenge = FieldValueIn::new(&challenge.with_nonce(nonce))?;
            (self.nc, self.session_key) = (0, key);
        }
        Ok(info.rspauth().is_some())
    }

    /// Returns whether all requests of the session have the key of the first one.
    fn keeps_session(&self, challenge: &Challenge<'_>) -> bool {
        challenge.function().is_session() && !self.options.has_fresh_session_keys()
    }
}

impl<S, const N: usize, O: Options> fmt::Debug for ClientIn<S, N, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("challenge", &self.challenge).field("nc", &self.nc).finish_non_exhaustive()
    }
}

/// Not inlined, and neither is the next one: whole hashes are on the stack only while they are needed.
#[inline(never)]
fn response<S: Hashes, O: Options>(
    hashes: S,
    inputs: &Inputs<'_>,
    username: &[u8],
    secret: Secret<'_>,
    session_key: Option<&O::Key>,
) -> Result<O::Digits, Uncomputable> {
    let key = session_key.map(O::Key::hex);
    let secret = key.as_ref().map_or(secret, |key| Secret::SessionKey { key, username });
    inputs.response(hashes, username, secret).map(|response| O::Digits::of(&response))
}

#[inline(never)]
fn hashed_name<S: Hashes, O: Options>(
    hashes: S,
    inputs: &Inputs<'_>,
    username: &[u8],
) -> Result<O::Digits, Uncomputable> {
    userhash(hashes, inputs.algorithm, username, inputs.realm).map(|hash| O::Digits::of(&hash))
}

/// Parses the challenge that a client keeps.
fn kept<const N: usize>(challenge: &FieldValueIn<N>) -> Result<Challenge<'_>, Uncomputable> {
    Challenge::parse(challenge.as_bytes()).map_err(|_| Uncomputable::Algorithm)
}

fn inputs<'a>(
    challenge: &Challenge<'a>,
    cnonce: &'a [u8],
    nc: u32,
    qop: Option<Qop<'a>>,
    request: Request<'a>,
) -> Result<Inputs<'a>, ValueError> {
    Ok(Inputs {
        algorithm: challenge.function(),
        realm: challenge.realm(),
        nonce: challenge.nonce(),
        cnonce: Some(Text::new(cnonce)?),
        nc: Some(nc.into()),
        qop,
        request,
    })
}
