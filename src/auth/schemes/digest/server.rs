//! The server: it sends challenges and verifies the credentials that answer them.

use core::fmt;
use core::hint::black_box;

use super::inputs::user_hash;
use super::{Algorithm, Challenge, Credentials, Hashes, Hex, Request, Secret, Uncomputable, Username};
use crate::error::ParseError;
use crate::syntax::text::Text;

/// A server that offers the same challenge once per algorithm.
///
/// The challenge holds realm, nonce, qop and everything else that is the same for all algorithms. The algorithms stand in
/// the server's order of preference, §3.7. A server keeps no state: build it for a challenge, and build it again when the
/// credentials arrive.
///
/// Give it a [`ReplayGuard`](super::ReplayGuard), which accepts each answer once. Keep the qop of the challenge: without one,
/// clients use the form of RFC 2069, which has no nonce count, so that each nonce is for one request.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::digest::{
///     Algorithm, Challenge, Client, Credentials, Nonces, ReplayGuard, Request, RustCrypto, Secret, Server,
///     VerifyError,
/// };
///
/// let realm = "http-auth@example.org";
/// let nonces = Nonces::new(RustCrypto, Algorithm::Sha256, realm, b"a key that only this server knows")?;
/// let mut guard = ReplayGuard::<64>::new(300); // nonces live 300 seconds
/// let now = 1_700_000_000; // seconds
///
/// // A 401 has one WWW-Authenticate line for each challenge.
/// let nonce = nonces.issue(now, 1)?;
/// let challenge = Challenge::new(realm, &nonce)?;
/// let algorithms = [Algorithm::Sha256, Algorithm::Md5];
/// let server = Server::new(RustCrypto, challenge).with_algorithms(&algorithms);
/// let preferred = server.challenges().next().unwrap();
///
/// // The client answers.
/// let request = Request::new("GET", "/dir/index.html")?;
/// let secret = Secret::password("Circle of Life")?;
/// let mut client = Client::new(RustCrypto, &preferred)?;
/// let mut answer = [0; 512];
/// let answer = client.answer(request, "Mufasa", secret, [7; 16])?.encode_to_slice(&mut answer)?;
///
/// // The server accepts the answer once.
/// let credentials = Credentials::parse(answer)?;
/// let mut verify = |now| {
///     let is_fresh = |nonce, nc| guard.accept(&nonces, nonce, nc, now);
///     server.verify(&credentials, request, "Mufasa", Some(secret), is_fresh)
/// };
/// assert_eq!(verify(now + 1), Ok(()));
///
/// // A replay gets another 401. Its challenge has a new nonce and `stale=true`.
/// assert_eq!(verify(now + 2), Err(VerifyError::Stale));
/// let nonce = nonces.issue(now + 2, 2)?;
/// let stale = Challenge::new(realm, &nonce)?.with_stale();
/// assert!(client.renew(&stale.with_algorithm(Algorithm::Sha256))?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// An async server awaits the user's secret between parsing and verification. It makes each challenge where it is needed,
/// with a fresh nonce:
///
/// ```
/// use std::sync::Mutex;
///
/// use countersign::{Encode, FieldValue};
/// use countersign::auth::digest::{
///     Algorithm, Challenge, Credentials, Hex, Nonces, ReplayGuard, Request, RustCrypto, Secret, Server,
///     VerifyError,
/// };
///
/// type Error = Box<dyn std::error::Error>;
///
/// const REALM: &str = "http-auth@example.org";
/// static GUARD: Mutex<ReplayGuard<64>> = Mutex::new(ReplayGuard::new(300)); // nonces live 300 seconds
///
/// fn challenge<'a>(nonce: &'a [u8]) -> Result<Challenge<'a>, countersign::ValueError> {
///     Ok(Challenge::new(REALM, nonce)?.with_algorithm(Algorithm::Sha256))
/// }
///
/// /// Returns `None` to serve the request, or the WWW-Authenticate value of a 401.
/// async fn authenticate(
///     nonces: &Nonces<'_, RustCrypto>,
///     authorization: Option<&[u8]>,
///     request: Request<'_>,
///     now: u64, // seconds
///     random: u64,
/// ) -> Result<Option<FieldValue>, Error> {
///     let mut is_stale = false;
///     if let Some(value) = authorization {
///         let credentials = Credentials::parse(value)?;
///         let mut name = [0; 128];
///         let name = credentials.username().decode_into(&mut name)?.unwrap_or_default(); // none of the hashed names
///         let ha1 = stored_ha1(name).await; // `None` when there is no such user
///         let mut nonce = [0; 96];
///         let nonce = credentials.nonce().decode_into(&mut nonce)?;
///         let server = Server::new(RustCrypto, challenge(nonce)?);
///         let is_fresh = |nonce, nc| GUARD.lock().unwrap().accept(nonces, nonce, nc, now);
///         match server.verify(&credentials, request, name, ha1.as_ref().map(Secret::Ha1), is_fresh) {
///             Ok(()) => return Ok(None),
///             Err(error) => is_stale = error == VerifyError::Stale,
///         }
///     }
///     let nonce = nonces.issue(now, random)?;
///     let fresh = challenge(nonce.as_bytes())?;
///     Ok(Some(FieldValue::new(&if is_stale { fresh.with_stale() } else { fresh })?))
/// }
///
/// async fn stored_ha1(username: &[u8]) -> Option<Hex> {
///     // … asks a database …
/// #    let realm = countersign::Text::new(REALM.as_bytes()).unwrap();
/// #    countersign::auth::digest::ha1(RustCrypto, Algorithm::Sha256, username, realm, "Circle of Life").ok()
/// }
/// # use std::task::{Context, Poll, Waker};
/// # fn ready<T>(future: impl Future<Output = T>) -> T {
/// #     match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
/// #         Poll::Ready(output) => output,
/// #         Poll::Pending => unreachable!("nothing waits"),
/// #     }
/// # }
///
/// let nonces = Nonces::new(RustCrypto, Algorithm::Sha256, REALM, b"a key that only this server knows")?;
/// let request = Request::new("GET", "/dir/index.html")?;
/// let first = ready(authenticate(&nonces, None, request, 1_700_000_000, 1))?.expect("a 401");
/// # let mut client = countersign::auth::digest::Client::new(RustCrypto, &Challenge::parse(first.as_bytes())?)?;
/// # let answer = client.answer(request, "Mufasa", Secret::password("Circle of Life")?, [7; 16])?;
/// # let answer: FieldValue = FieldValue::new(&answer)?;
/// # let answer = answer.as_bytes();
/// // … the client answers …
/// assert!(ready(authenticate(&nonces, Some(answer), request, 1_700_000_001, 2))?.is_none());
/// let replay = ready(authenticate(&nonces, Some(answer), request, 1_700_000_002, 3))?.expect("a 401");
/// assert!(Challenge::parse(replay.as_bytes())?.is_stale());
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Server<'a, S> {
    hashes: S,
    challenge: Challenge<'a>,
    algorithms: &'a [Algorithm<'a>],
}

impl<'a, S: Hashes> Server<'a, S> {
    /// Returns a server that offers this challenge, in the algorithm that it names.
    #[must_use]
    pub const fn new(hashes: S, challenge: Challenge<'a>) -> Self {
        Self { hashes, challenge, algorithms: &[] }
    }

    /// Offers the challenge in these algorithms instead, the preferred one first.
    #[must_use]
    pub const fn with_algorithms(self, algorithms: &'a [Algorithm<'a>]) -> Self {
        Self { algorithms, ..self }
    }

    /// Returns one challenge for each algorithm. Each of them is to be sent in a line of its own.
    pub fn challenges(&self) -> impl Iterator<Item = Challenge<'a>> + use<'a, S> {
        let Self { challenge, algorithms, .. } = *self;
        let only = algorithms.is_empty().then_some(challenge);
        only.into_iter().chain(algorithms.iter().map(move |algorithm| challenge.with_algorithm(*algorithm)))
    }

    /// Verifies the credentials of `request`. The response is compared in constant time.
    ///
    /// `username` is the plain name of the user that the [credentials name](Credentials::username), and `secret` is that
    /// user's secret, or `None` when there is no such user. Credentials of an unknown user are always refused, after the
    /// same work as those of a known one, so that timing does not reveal which users exist. The work is the same for every
    /// kind of secret.
    ///
    /// `is_fresh` gets the nonce and the nonce count. It returns whether the nonce is one of the server's, is not too old,
    /// and was not used with this count before: what [`ReplayGuard::accept`](super::ReplayGuard::accept) reports. The count
    /// is `None` if the credentials have no qop: without qop, the response does not cover the count. `is_fresh` is called last,
    /// and only if everything else is right.
    ///
    /// If the server offers `auth-int`, `request` needs the [hash of its body](Request::with_body) by the algorithm of the
    /// credentials.
    ///
    /// For a `-sess` algorithm the key is computed from the nonce and the cnonce of these credentials, so that the server needs
    /// no state. That accepts the [client](super::ClientIn) of this crate, Firefox and Chromium. A client that makes a new
    /// cnonce for each request and hashes that of its first one, as RFC 7616 §3.4.2 allows, is accepted with the key of that
    /// request: see [`SessionKey`](super::SessionKey). The key of a session of another user is the secret of an unknown user, and
    /// so is a key if the algorithm of the credentials keeps no session.
    ///
    /// A username with a backslash is compared in two ways; see [`Username::is`].
    ///
    /// The URI of the credentials must equal the URI of `request`, byte for byte, although §3.4.6 requires only that both
    /// name the same resource. A proxy receives `host:port` with CONNECT and an absolute URI otherwise, and some clients
    /// name only the path of it. If the URIs differ in form only, build `request` with the client's form.
    ///
    /// # Errors
    /// [`VerifyError`]. The opaque value is not checked, because §3.4 lets a client omit it.
    pub fn verify<'c>(
        &self,
        credentials: &Credentials<'c>,
        request: Request<'c>,
        username: &(impl AsRef<[u8]> + ?Sized),
        secret: Option<Secret<'_>>,
        is_fresh: impl FnOnce(Text<'c>, Option<u32>) -> bool,
    ) -> Result<(), VerifyError> {
        let algorithm = credentials.algorithm().unwrap_or(Algorithm::Md5);
        let offers = |offered: Option<Algorithm<'_>>| offered.unwrap_or(Algorithm::Md5).is_same(&algorithm);
        let same_protection = match (self.challenge.qop(), credentials.qop()) {
            (Some(offered), Some(qop)) => offered.contains(qop),
            (offered, qop) => offered.is_none() && qop.is_none(),
        };
        if credentials.realm() != self.challenge.realm() {
            return Err(VerifyError::Realm);
        }
        if !self.challenges().any(|challenge| offers(challenge.algorithm())) {
            return Err(VerifyError::Algorithm);
        }
        if !same_protection {
            return Err(VerifyError::Qop);
        }
        if credentials.uri() != request.uri() {
            return Err(VerifyError::Uri);
        }
        let inputs = credentials.inputs(request);
        inputs.protected_body()?;
        let names_user = match credentials.username() {
            hashed @ Username::Hashed(_) => {
                self.challenge.is_userhash()
                    && hashed.is_hash_of(self.hashes, username, self.challenge.realm(), algorithm)?
            }
            plain => plain.is(username),
        };
        // The work is that of a password for every user: for one with a stored hash or a session key, and for one who does not
        // exist.
        let password = match secret {
            Some(Secret::Password(password)) => password,
            _ => b"of an unknown user",
        };
        let user = black_box(user_hash(self.hashes, algorithm, username.as_ref(), inputs.realm, password)?);
        let hash = match secret {
            Some(Secret::Ha1(hash)) => hash,
            _ => &user,
        };
        let computed = black_box(inputs.session_key(self.hashes, username, Secret::Ha1(hash)));
        let (key, is_known) = match (secret, &computed) {
            (Some(Secret::SessionKey { key, username: of }), _) => {
                (key, algorithm.is_session() && of == username.as_ref())
            }
            (_, Ok(key)) => (key, secret.is_some()),
            (_, Err(error)) => return Err(VerifyError::Uncomputable(*error)),
        };
        let key = Secret::SessionKey { key, username: username.as_ref() };
        let expected = inputs.response(self.hashes, username, key)?;
        let is_right = Hex::read_folded(credentials.response()) == Some(expected);
        if !(is_right & names_user & is_known) {
            return Err(VerifyError::Response);
        }
        let nc = credentials.qop().and(credentials.nc());
        if is_fresh(credentials.nonce(), nc) { Ok(()) } else { Err(VerifyError::Stale) }
    }
}

impl<S> fmt::Debug for Server<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("challenge", &self.challenge).field("algorithms", &self.algorithms).finish()
    }
}

/// Why a [`Server`] does not accept credentials.
///
/// ```
/// use countersign::auth::digest::{Challenge, Credentials, Request, RustCrypto, Secret, Server, VerifyError};
///
/// let server = Server::new(RustCrypto, Challenge::new("staff", "7ypf")?);
/// let (request, secret) = (Request::new("GET", "/")?, Secret::password("Circle of Life")?);
/// let verify = |value: &[u8]| -> Result<(), VerifyError> {
///     server.verify(&Credentials::parse(value)?, request, "Mufasa", Some(secret), |_, _| true)
/// };
/// let malformed = verify(b"Digest username=\"Mufasa\"").unwrap_err();
/// assert_eq!((malformed.status(), malformed.to_string().as_str()), (400, "missing response at byte 24"));
///
/// let other_realm = b"Digest username=\"Mufasa\", realm=\"guests\", nonce=\"7ypf\", uri=\"/\", \
///     response=\"8ca523f5e9506fed4657c9700eebdbec\"";
/// let error = verify(other_realm).unwrap_err();
/// assert_eq!((error, error.status()), (VerifyError::Realm, 401));
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// The credentials are malformed. [`Server::verify`] never returns it: it exists so that `?` works on
    /// [`Credentials::parse`] in the same function.
    Malformed(ParseError),
    /// The credentials are for another realm.
    Realm,
    /// The credentials use an algorithm that the server does not offer.
    Algorithm,
    /// The credentials use a qop that the server does not offer, or no qop although the server offers one.
    Qop,
    /// The credentials are for another URI than that of the request.
    Uri,
    /// The response cannot be computed.
    Uncomputable(Uncomputable),
    /// The response is wrong: the username or the secret does not match.
    Response,
    /// Only the nonce is wrong. Answer with a [stale challenge](Challenge::with_stale) that has a new nonce.
    Stale,
}

impl VerifyError {
    /// Returns the status code of the response to send: 400 if the server does not verify such a request, 500 if it lacks
    /// the algorithm that it offers, otherwise 401, with new challenges.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) | Self::Uri | Self::Uncomputable(Uncomputable::Body) => 400,
            Self::Uncomputable(Uncomputable::Algorithm) => 500,
            _ => 401,
        }
    }
}

reasons! { VerifyError: Malformed(ParseError), Uncomputable(Uncomputable);
    Realm => "the credentials are for another realm",
    Algorithm => "the server does not offer this algorithm",
    Qop => "the server does not offer this qop",
    Uri => "the credentials are for another URI",
    Response => "the response is wrong",
    Stale => "the nonce is stale",
}
