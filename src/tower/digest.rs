//! The judge of Digest.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use ::http::StatusCode;
use ::http::header::AUTHORIZATION;
use ::http::request::Parts;

use super::Judgement;
use crate::auth::digest::{
    Algorithm, Challenge, Credentials, Hashes, Hex, Info, Nonces, ReplayGuard, Request, Secret, Server, Uncomputable,
    Username, VerifyError,
};
use crate::auth::{authorization, digest};
use crate::error::ValueError;
use crate::field_value::FieldValueIn;
use crate::owned::Owned;

/// How many nonces are in use at a time, at most. Older ones become stale.
const NONCES: usize = 1024;

/// Digest as a judge: issues nonces, renews those that are stale, accepts no request twice, and proves the server.
///
/// | request | judgement |
/// |---|---|
/// | without credentials, or with those of another scheme | 401 with a fresh nonce, one challenge for each algorithm |
/// | a wrong password, an unknown user, or another realm, algorithm or qop | the same |
/// | right, but with a nonce that is too old or a count that was used | the same, with `stale=true`: the client repeats the request without asking the user |
/// | malformed, two lines, or for another URI | 400 |
/// | right | accepted, with Authentication-Info if asked for |
///
/// The credentials name the URI as the client sent it: path and query, or the absolute URI. The layer must see that URI,
/// so put it outside of routers that strip a prefix.
///
/// With the feature `zeroize`, the key is overwritten when the last clone is dropped.
///
/// The requests are remembered in this value and its clones. Several processes need a key each, and each process a new one
/// at each start. A client that reaches another process gets a fresh nonce there.
///
/// ```
/// use countersign::auth::digest::{Algorithm, RustCrypto};
/// use countersign::cors::policy::Policy;
/// use countersign::tower::{Digest, GateLayer, Stored};
/// use http::request::Parts;
///
/// const POLICY: Policy<'_> = Policy::for_nobody().in_const();
///
/// async fn password(user: String) -> Option<(String, Stored)> {
///     // … asks a database …
///     (user == "Mufasa").then(|| (user, "Circle of Life".into()))
/// }
///
/// let key = [7; 32]; // random, and new at each start
/// let digest = Digest::new(RustCrypto, "http-auth@example.org", &key)?
///     .with_algorithms(&[Algorithm::Sha256, Algorithm::Md5])?
///     .with_info();
/// let layer = GateLayer::new(POLICY, move |parts: &Parts| digest.judge(parts, |user, _algorithm| password(user)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Digest<S> {
    hashes: S,
    realm: Arc<str>,
    key: Arc<Owned<Vec<u8>>>,
    algorithms: Arc<[Algorithm<'static>]>,
    is_proving: bool,
    state: Arc<Mutex<State>>,
}

struct State {
    guard: ReplayGuard<NONCES>,
    /// The number of the last nonce.
    number: u64,
}

/// What a server keeps of a user's password: the password, from a text, or the hash of name, realm and password by the
/// algorithm of the request, from a [`Hex`] that [`digest::ha1`] computes.
///
/// With the feature `zeroize`, it is overwritten when it is dropped.
#[derive(Clone)]
pub struct Stored(Kind);

#[derive(Clone)]
enum Kind {
    Password(Owned<Vec<u8>>),
    Ha1(Hex),
}

impl Stored {
    /// Returns the secret; `None` for an empty password.
    fn secret(&self) -> Option<Secret<'_>> {
        match &self.0 {
            Kind::Password(password) => Secret::password(password.as_bytes()).ok(),
            Kind::Ha1(hash) => Some(Secret::Ha1(hash)),
        }
    }
}

impl From<&str> for Stored {
    fn from(password: &str) -> Self {
        Self::from(String::from(password))
    }
}

impl From<String> for Stored {
    fn from(password: String) -> Self {
        Self(Kind::Password(Owned::of(password.into_bytes())))
    }
}

impl From<Hex> for Stored {
    fn from(ha1: Hex) -> Self {
        Self(Kind::Ha1(ha1))
    }
}

impl<S: Hashes + Send + Sync + 'static> Digest<S> {
    /// Returns a judge for this realm, which offers SHA-256 and keeps a nonce for five minutes. The key is known to the
    /// server only: 16 random bytes or more.
    ///
    /// # Errors
    /// [`Uncomputable`] when `hashes` has no SHA-256 or the key is empty, [`ValueError`] when the realm has a control
    /// character.
    pub fn new(hashes: S, realm: &str, key: &[u8]) -> Result<Self, InvalidDigest> {
        let judge = Self {
            hashes,
            realm: realm.into(),
            key: Arc::new(Owned::of(key.into())),
            algorithms: [Algorithm::Sha256].into(),
            is_proving: false,
            state: state(300),
        };
        Challenge::new(realm, "")?;
        judge.nonces()?;
        Ok(judge)
    }

    /// Offers these algorithms instead, the preferred one first. Browsers and older clients know MD5 only.
    ///
    /// # Errors
    /// [`Uncomputable`] when `hashes` lacks one of them, or `algorithms` is empty.
    pub fn with_algorithms(self, algorithms: &[Algorithm<'static>]) -> Result<Self, InvalidDigest> {
        let judge = Self { algorithms: algorithms.into(), ..self };
        for algorithm in algorithms {
            digest::Hasher::new(judge.hashes, *algorithm)?;
        }
        judge.nonces()?;
        Ok(judge)
    }

    /// Keeps a nonce for this many seconds, and forgets the requests of before.
    #[must_use]
    pub fn with_lifetime(self, seconds: u64) -> Self {
        Self { state: state(seconds), ..self }
    }

    /// Sends Authentication-Info, which proves to the client that the server knows the password.
    #[must_use]
    pub fn with_info(self) -> Self {
        Self { is_proving: true, ..self }
    }

    fn nonces(&self) -> Result<Nonces<'_, S>, Uncomputable> {
        let algorithm = self.algorithms.first().ok_or(Uncomputable::Algorithm)?;
        Nonces::new(self.hashes, *algorithm, &*self.realm, self.key.as_bytes())
    }

    /// Judges a request. `look_up` gets the name of the user and the algorithm of the credentials, and returns the user with
    /// the password, or `None` if there is no such user.
    ///
    /// The work for an unknown user is that for a known one, but for the time of `look_up`.
    pub fn judge<L, O, U>(
        &self,
        parts: &Parts,
        look_up: L,
    ) -> impl Future<Output = Judgement<U>> + Send + use<L, O, U, S>
    where
        L: FnOnce(String, Algorithm<'static>) -> O + Send,
        O: Future<Output = Option<(U, Stored)>> + Send,
        U: Send,
    {
        let judge = self.clone();
        let method = String::from(parts.method.as_str());
        let value = authorization(&parts.headers).map(|credentials| {
            credentials.filter(|credentials| credentials.scheme().is(digest::SCHEME))?;
            parts.headers.get(AUTHORIZATION).cloned()
        });
        let forms =
            [parts.uri.path_and_query().map(|path| String::from(path.as_str())), Some(alloc::format!("{}", parts.uri))];
        async move {
            let value = match value {
                Ok(Some(value)) => value,
                Ok(None) => return judge.challenged(false),
                Err(_) => return Judgement::refused(StatusCode::BAD_REQUEST),
            };
            let Ok(credentials) = Credentials::parse(value.as_bytes()) else {
                return Judgement::refused(StatusCode::BAD_REQUEST);
            };
            let uri = forms.iter().flatten().find(|uri| credentials.uri() == *uri.as_bytes());
            let Some(Ok(request)) = uri.map(|uri| Request::new(method.as_str(), uri.as_str())) else {
                return Judgement::refused(StatusCode::BAD_REQUEST);
            };
            let algorithm = credentials.algorithm().unwrap_or(Algorithm::Md5);
            let Some(algorithm) = judge.algorithms.iter().find(|offered| **offered == algorithm).copied() else {
                return judge.challenged(false);
            };
            let name = name(credentials.username());
            let user = match &name {
                Some(name) => look_up(name.clone(), algorithm).await,
                None => None,
            };
            let name = name.unwrap_or_default();
            let (user, stored) = user.unzip();
            let secret = stored.as_ref().and_then(Stored::secret);
            match (judge.verified(&credentials, request, &name, secret), user) {
                (Ok(()), Some(user)) => judge.accepted(user, &credentials, request, &name, secret),
                (Err(VerifyError::Stale), _) => judge.challenged(true),
                (Err(error), _) if error.status() != 401 => {
                    Judgement::refused(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST))
                }
                _ => judge.challenged(false),
            }
        }
    }

    fn verified<'c>(
        &self,
        credentials: &Credentials<'c>,
        request: Request<'c>,
        name: &str,
        secret: Option<Secret<'_>>,
    ) -> Result<(), VerifyError> {
        let nonces = self.nonces().map_err(VerifyError::Uncomputable)?;
        // The nonce that is offered does not matter: `is_fresh` says which one is valid.
        let offered = Challenge::new(&*self.realm, "").map_err(|_| VerifyError::Realm)?;
        Server::new(self.hashes, offered).with_algorithms(&self.algorithms).verify(
            credentials,
            request,
            name,
            secret,
            |nonce, count| {
                let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                state.guard.accept(&nonces, nonce, count, now())
            },
        )
    }

    fn accepted<'c, U>(
        &self,
        user: U,
        credentials: &Credentials<'c>,
        request: Request<'c>,
        name: &str,
        secret: Option<Secret<'_>>,
    ) -> Judgement<U> {
        let accepted = Judgement::accepted(user);
        let proof = secret
            .filter(|_| self.is_proving)
            .and_then(|secret| credentials.inputs(request).rspauth(self.hashes, name, secret, None).ok());
        match proof {
            Some(proof) => accepted.with_info(&Info::for_credentials(credentials, &proof)),
            None => accepted,
        }
    }

    /// A 401 with a fresh nonce.
    fn challenged<U>(&self, is_stale: bool) -> Judgement<U> {
        let Ok(nonce) = self.fresh() else {
            return Judgement::refused(StatusCode::INTERNAL_SERVER_ERROR);
        };
        let Ok(mut challenge) = Challenge::new(&*self.realm, &nonce) else {
            return Judgement::refused(StatusCode::INTERNAL_SERVER_ERROR);
        };
        if is_stale {
            challenge = challenge.with_stale();
        }
        let mut challenges = self.algorithms.iter().map(|algorithm| challenge.with_algorithm(*algorithm));
        let first = Judgement::challenged(&challenges.next().unwrap_or(challenge));
        challenges.fold(first, |judgement, challenge| judgement.with_challenge(&challenge))
    }

    fn fresh(&self) -> Result<FieldValueIn<96>, Uncomputable> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.number = state.number.wrapping_add(1);
        self.nonces()?.issue(now(), state.number)
    }
}

/// A state that refuses the nonces that another one has issued before.
fn state(lifetime: u64) -> Arc<Mutex<State>> {
    Arc::new(Mutex::new(State { guard: ReplayGuard::new(lifetime).since(now()), number: 0 }))
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// The name as text. A hashed name was not asked for.
fn name(username: Username<'_>) -> Option<String> {
    let bytes: Vec<u8> = match username {
        Username::Plain(text) => text.decode_to_vec(),
        Username::Extended(value) if value.is_utf8() => value.bytes().collect(),
        Username::Hashed(_) | Username::Extended(_) => return None,
    };
    String::from_utf8(bytes).ok()
}

impl<S> fmt::Debug for Digest<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Digest")
            .field("realm", &self.realm)
            .field("algorithms", &self.algorithms)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Password(_) => "Stored(Password)",
            Kind::Ha1(_) => "Stored(Ha1)",
        })
    }
}

/// Why a [`Digest`] cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidDigest {
    /// The realm.
    Realm(ValueError),
    /// The key is empty, or a hash function is missing.
    Uncomputable(Uncomputable),
}

reasons!(InvalidDigest: Realm(ValueError), Uncomputable(Uncomputable));
