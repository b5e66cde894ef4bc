//! The client's half: from a challenge and a secret to credentials, request after request.

use core::fmt;
use core::marker::PhantomData;

use super::{
    Algorithm, Challenge, Credentials, Hashes, Hex, Info, Inputs, Qop, Request, Secret, Uncomputable, Username,
    userhash,
};
use crate::encode::FieldValueIn;
use crate::error::{CapacityError, ValueError};
use crate::syntax::hex;
use crate::syntax::text::Text;

/// A client in the protection space of one challenge.
///
/// It keeps the challenge in `N` octets of its own, counts how often its nonce was used, and takes up the next one
/// when the server gives one. It holds no secret: that is handed to it with each request.
///
/// `auth` is chosen where the server offers it; `auth-int` where it offers nothing else, or where the
/// [request says](Request::with_body) what its body is. The user name is hashed where the server lets it be.
///
/// For the `-sess` algorithms it hashes the nonce and the cnonce of each request, as browsers and curl do, where §3.4.2
/// has those of the first request hashed for all of a session. Who speaks with a server that goes by the letter keeps
/// the [session key](Inputs::session_key) of the first request, and gives it as [`Secret::SessionKey`].
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::digest::{Challenge, Client, Info, Request, RustCrypto, Secret};
///
/// let challenge = b"Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256, \
///     nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
/// let mut client: Client<RustCrypto> = Client::new(&Challenge::parse(challenge)?)?;
///
/// let request = Request::new("GET", "/dir/index.html")?;
/// let secret = Secret::Password(b"Circle of Life");
/// let random = [7; 16]; // from a source that nobody can foresee
/// let mut field = [0; 512];
/// let field = client.answer(request, "Mufasa", secret, random)?.encode_to_slice(&mut field)?;
/// assert!(field.starts_with(b"Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "));
///
/// // The response may hold the server's proof, and the next nonce.
/// let info = Info::parse(b"nextnonce=\"8a3f\"")?;
/// client.accept(&info, request, "Mufasa", secret)?;
/// let credentials = client.answer(request, "Mufasa", secret, random)?;
/// assert!(credentials.nonce() == "8a3f" && credentials.nc() == Some(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Client<S, const N: usize = 256> {
    challenge: FieldValueIn<N>,
    /// How often the nonce was used.
    nc: u32,
    /// Of the last credentials.
    cnonce: [u8; 32],
    qop: Option<Qop<'static>>,
    userhash: Option<Hex>,
    response: Option<Hex>,
    hashes: PhantomData<S>,
}

impl<S: Hashes, const N: usize> Client<S, N> {
    /// A client that answers this challenge.
    ///
    /// # Errors
    /// [`ClientError::Uncomputable`] when the build has not the algorithm, no qop that is offered is known, or a session
    /// is asked for without one; [`ClientError::Capacity`] when the challenge is longer than `N`.
    #[inline(never)]
    pub fn new(challenge: &Challenge<'_>) -> Result<Self, ClientError> {
        challenge.is_answerable::<S>()?;
        Ok(Self {
            challenge: FieldValueIn::new(challenge)?,
            nc: 0,
            cnonce: [b'0'; 32],
            qop: None,
            userhash: None,
            response: None,
            hashes: PhantomData,
        })
    }

    /// The algorithm, which is also that of the [body's hash](Request::with_body).
    #[must_use]
    pub fn algorithm(&self) -> Algorithm<'_> {
        kept(&self.challenge).map_or(Algorithm::Md5, |challenge| challenge.function())
    }

    /// Takes up the challenge of another 401. Gives whether the secret was right and only the nonce too old: then the
    /// request is to be repeated, and nobody need be asked for another secret.
    ///
    /// That is never so when the realm, the algorithm or the qop to use is another than before: then whoever sent the
    /// challenge may be another, or want less than was asked for. The count goes on when the nonce is the same.
    ///
    /// # Errors
    /// As [`new`](Self::new); the challenge before it is kept then.
    pub fn renew(&mut self, challenge: &Challenge<'_>) -> Result<bool, ClientError> {
        let mut renewed = Self::new(challenge)?;
        let before = kept(&self.challenge)?;
        let is_same = before.realm() == challenge.realm()
            && before.function() == challenge.function()
            && before.choose_qop(false)? == challenge.choose_qop(false)?;
        if before.nonce() == challenge.nonce() {
            renewed.nc = self.nc;
        }
        *self = renewed;
        Ok(challenge.is_stale() && is_same)
    }

    /// Credentials for a request. `random` is the client's nonce: sixteen octets that nobody can foresee, other ones each
    /// time.
    ///
    /// # Errors
    /// [`ClientError::Uncomputable`] when the body must be protected and the request does not say what it is;
    /// [`ClientError::Value`] when the user name can't be sent; [`ClientError::Exhausted`]. Nothing is counted then.
    #[inline(never)]
    pub fn answer<'a>(
        &'a mut self,
        request: Request<'a>,
        username: &'a str,
        secret: Secret<'_>,
        random: [u8; 16],
    ) -> Result<Credentials<'a>, ClientError> {
        let plain_name = Username::new(username)?;
        let nc = self.nc.checked_add(1).ok_or(ClientError::Exhausted)?;
        let mut cnonce = [0; 32];
        let (pairs, _) = cnonce.as_chunks_mut::<2>();
        for (pair, octet) in pairs.iter_mut().zip(random) {
            *pair = hex::lower(octet);
        }
        let challenge = kept(&self.challenge)?;
        let qop = challenge.choose_qop(request.body().is_some())?;
        let inputs = inputs(&challenge, &cnonce, nc, qop, request)?;
        let response = inputs.response::<S>(username, secret)?;
        let hashed = challenge.userhash().then(|| userhash::<S>(inputs.algorithm, username, challenge.realm()));
        self.userhash = hashed.transpose()?;
        (self.nc, self.cnonce, self.qop) = (nc, cnonce, qop);
        let sent_name = self.userhash.as_ref().map_or(plain_name, Username::hashed);
        let response = self.response.insert(response);
        let credentials = Credentials::of_uri(&challenge, sent_name, request.uri(), response)?;
        Ok(match qop {
            Some(qop) => credentials.with_qop(qop, &self.cnonce, nc)?,
            None => credentials,
        })
    }

    /// Takes up what the server says of the credentials that [`answer`](Self::answer) gave last. Gives whether it proved
    /// to know the secret; a server need not.
    ///
    /// `request` is the one that was answered; for `auth-int`, [with the body](Request::with_body) of the response.
    ///
    /// # Errors
    /// [`ClientError::Rspauth`] when the server's proof is wrong: the response is not to be trusted, and nothing is
    /// taken up. Else as [`answer`](Self::answer).
    pub fn accept(
        &mut self,
        info: &Info<'_>,
        request: Request<'_>,
        username: &str,
        secret: Secret<'_>,
    ) -> Result<bool, ClientError> {
        let challenge = kept(&self.challenge)?;
        if let Some(rspauth) = info.rspauth() {
            let inputs = inputs(&challenge, &self.cnonce, self.nc, self.qop, request)?;
            let expected = inputs.rspauth::<S>(username, secret, request.body())?;
            let is_ours =
                info.cnonce().is_none_or(|cnonce| cnonce == self.cnonce) && info.nc().is_none_or(|nc| nc == self.nc);
            if !is_ours || Hex::read(rspauth) != Some(expected) {
                return Err(ClientError::Rspauth);
            }
        }
        if let Some(nonce) = info.nextnonce()
            && nonce != challenge.nonce()
        {
            self.challenge = FieldValueIn::new(&challenge.with_nonce(nonce))?;
            self.nc = 0;
        }
        Ok(info.rspauth().is_some())
    }
}

impl<S, const N: usize> fmt::Debug for Client<S, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("challenge", &self.challenge).field("nc", &self.nc).finish_non_exhaustive()
    }
}

/// Why a challenge is not answered, or the answer to that not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// The response can't be computed.
    Uncomputable(Uncomputable),
    /// The client has too little room for the challenge.
    Capacity(CapacityError),
    /// The credentials can't be sent.
    Value(ValueError),
    /// The server does not prove that it knows the secret.
    Rspauth,
    /// The nonce was used as often as can be counted.
    Exhausted,
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uncomputable(error) => error.fmt(f),
            Self::Capacity(error) => error.fmt(f),
            Self::Value(error) => error.fmt(f),
            Self::Rspauth => f.write_str("wrong rspauth"),
            Self::Exhausted => f.write_str("nonce count exhausted"),
        }
    }
}

impl core::error::Error for ClientError {}

impl From<Uncomputable> for ClientError {
    fn from(error: Uncomputable) -> Self {
        Self::Uncomputable(error)
    }
}

impl From<CapacityError> for ClientError {
    fn from(error: CapacityError) -> Self {
        Self::Capacity(error)
    }
}

impl From<ValueError> for ClientError {
    fn from(error: ValueError) -> Self {
        Self::Value(error)
    }
}

/// The challenge that a client wrote down.
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
