//! The server's half: challenges for each algorithm, and the judgement of what comes back.

use core::fmt;
use core::marker::PhantomData;

use super::{Algorithm, Challenge, Credentials, Hasher, Hashes, Hex, Request, Secret, Uncomputable, Username};
use crate::encode::FieldValueIn;
use crate::error::ParseError;
use crate::syntax::hex;
use crate::syntax::secret::constant_time_eq;
use crate::syntax::text::Text;

/// A server that offers one challenge in several algorithms.
///
/// The challenge says realm, nonce, qop and all else that is the same for all of them; the server's own order of
/// algorithms is the order of its preference, §3.7. It keeps no state: what it was built of can be built again when the
/// credentials come.
///
/// Offer a qop: without one, the form of RFC 2069 is what clients use, which anyone can replay.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::digest::{
///     Algorithm, Challenge, Client, Credentials, Nonces, QopOptions, Refusal, Request, RustCrypto, Secret, Server,
/// };
///
/// let nonces: Nonces<'_, RustCrypto> = Nonces::new(Algorithm::Sha256, b"a key of this server alone")?;
/// let (now, lifetime) = (1_700_000_000, 300); // seconds
///
/// // A 401: a line of WWW-Authenticate for each challenge.
/// let nonce = nonces.issue(now, 1)?;
/// let challenge = Challenge::new("http-auth@example.org", &nonce)?.with_qop(QopOptions::AUTH);
/// let algorithms = [Algorithm::Sha256, Algorithm::Md5];
/// let server: Server<'_, RustCrypto> = Server::new(challenge).with_algorithms(&algorithms);
/// let preferred = server.challenges().next().unwrap();
///
/// // The client answers,
/// let request = Request::new("GET", "/dir/index.html")?;
/// let secret = Secret::Password(b"Circle of Life");
/// let mut client: Client<RustCrypto> = Client::new(&preferred)?;
/// let mut answer = [0; 512];
/// let answer = client.answer(request, "Mufasa", secret, [7; 16])?.encode_to_slice(&mut answer)?;
///
/// // and is let in once with each count, as long as the nonce is young.
/// let credentials = Credentials::parse(answer)?;
/// let mut counted = 0; // of this nonce
/// let mut judge = |now| {
///     server.verify(&credentials, request, "Mufasa", secret, |nonce, count| {
///         let is_young = nonces.age(nonce, now).is_some_and(|age| age <= lifetime);
///         let is_new = count.is_some_and(|count| count > counted);
///         counted = count.unwrap_or_default().max(counted);
///         is_young && is_new
///     })
/// };
/// assert_eq!(judge(now + 1), Ok(()));
/// assert_eq!(judge(now + 2), Err(Refusal::Stale), "a replay: the answer is `with_stale` and another nonce");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Server<'a, S> {
    challenge: Challenge<'a>,
    algorithms: &'a [Algorithm<'a>],
    hashes: PhantomData<S>,
}

impl<'a, S: Hashes> Server<'a, S> {
    /// A server that offers this challenge, in the algorithm that it names.
    #[must_use]
    pub const fn new(challenge: Challenge<'a>) -> Self {
        Self { challenge, algorithms: &[], hashes: PhantomData }
    }

    /// The same challenge in these algorithms, the preferred one first.
    #[must_use]
    pub const fn with_algorithms(self, algorithms: &'a [Algorithm<'a>]) -> Self {
        Self { algorithms, ..self }
    }

    /// A challenge for each algorithm, to be sent in a line each.
    pub fn challenges(&self) -> impl Iterator<Item = Challenge<'a>> + use<'a, S> {
        let Self { challenge, algorithms, .. } = *self;
        let only = algorithms.is_empty().then_some(challenge);
        only.into_iter().chain(algorithms.iter().map(move |algorithm| challenge.with_algorithm(*algorithm)))
    }

    /// Whether credentials for `request` are right, compared in constant time.
    ///
    /// `username` is the name of the user whom the [credentials name](Credentials::username), and `secret` his; for a
    /// name that nobody has, give a secret that nobody knows, and the time tells nothing. `is_fresh` is asked last, and
    /// only about credentials that are right: whether the nonce is one of the server's, not too old, and not used with
    /// this nonce count before.
    ///
    /// Of a `-sess` algorithm the nonce and cnonce of these credentials are hashed, as browsers and curl send them; for a
    /// client that hashes those of its first request, give the [session key](super::Inputs::session_key) of that one.
    ///
    /// The URI is compared octet for octet, and §3.4.6 only asks for the same resource. A proxy is asked for `host:port`
    /// with CONNECT, and else for an absolute URI, of which clients may name the path alone: then `request` is to have
    /// the form that the client named, when it is the same resource.
    ///
    /// # Errors
    /// The [`Refusal`]. The opaque value is not among the reasons; §3.4 lets a client leave it out.
    pub fn verify<'c>(
        &self,
        credentials: &Credentials<'c>,
        request: Request<'c>,
        username: &(impl AsRef<[u8]> + ?Sized),
        secret: Secret<'_>,
        is_fresh: impl FnOnce(Text<'c>, Option<u32>) -> bool,
    ) -> Result<(), Refusal> {
        let algorithm = credentials.algorithm().unwrap_or(Algorithm::Md5);
        let offers = |offered: Option<Algorithm<'_>>| offered.unwrap_or(Algorithm::Md5) == algorithm;
        let same_protection = match (self.challenge.qop(), credentials.qop()) {
            (Some(offered), Some(qop)) => offered.contains(qop),
            (offered, qop) => offered.is_none() && qop.is_none(),
        };
        if credentials.realm() != self.challenge.realm() {
            return Err(Refusal::Realm);
        }
        if !self.challenges().any(|challenge| offers(challenge.algorithm())) {
            return Err(Refusal::Algorithm);
        }
        if !same_protection {
            return Err(Refusal::Qop);
        }
        if credentials.uri() != request.uri() {
            return Err(Refusal::Uri);
        }
        let names_user = match credentials.username() {
            hashed @ Username::Hashed(_) => {
                self.challenge.userhash() && hashed.is_hash_of::<S>(username, self.challenge.realm(), algorithm)?
            }
            plain => plain.is(username),
        };
        let expected = credentials.inputs(request).response::<S>(username, secret)?;
        if Hex::read_folded(credentials.response()) != Some(expected) || !names_user {
            return Err(Refusal::Response);
        }
        if is_fresh(credentials.nonce(), credentials.nc()) { Ok(()) } else { Err(Refusal::Stale) }
    }
}

impl<S> Clone for Server<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Server<'_, S> {}

impl<S> fmt::Debug for Server<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("challenge", &self.challenge).field("algorithms", &self.algorithms).finish()
    }
}

/// Why credentials are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// They are malformed: for the `?` of who reads them before [`Server::verify`] judges them.
    Malformed(ParseError),
    /// They are for another realm.
    Realm,
    /// They use an algorithm that was not offered.
    Algorithm,
    /// They protect other than what was offered, or nothing where something must be.
    Qop,
    /// They are for another URI than that of the request.
    Uri,
    /// The response can't be computed.
    Uncomputable(Uncomputable),
    /// The response is wrong: another user or another secret.
    Response,
    /// All is right but the nonce: a [new one](Challenge::with_stale) will do.
    Stale,
}

impl Refusal {
    /// The status to answer with: 400 to what no client should send, 500 when the server has not what it takes to judge,
    /// else 401 with new challenges.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) | Self::Uri => 400,
            Self::Uncomputable(Uncomputable::Algorithm | Uncomputable::Body) => 500,
            _ => 401,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed(error) => return error.fmt(f),
            Self::Uncomputable(error) => return error.fmt(f),
            Self::Realm => "another realm",
            Self::Algorithm => "algorithm not offered",
            Self::Qop => "qop not offered",
            Self::Uri => "another URI",
            Self::Response => "wrong response",
            Self::Stale => "stale nonce",
        })
    }
}

impl core::error::Error for Refusal {}

impl From<ParseError> for Refusal {
    fn from(error: ParseError) -> Self {
        Self::Malformed(error)
    }
}

impl From<Uncomputable> for Refusal {
    fn from(error: Uncomputable) -> Self {
        Self::Uncomputable(error)
    }
}

/// How many digits a time has, and a number.
const DIGITS: usize = 16;

/// Nonces that a server knows again without keeping any: a time, a number, and a hash of both and the server's key.
///
/// ```text
/// nonce = time number H( time number ":" key )    ; time and number in sixteen hex digits each
/// ```
/// [RFC 7616, section 3.3](https://www.rfc-editor.org/rfc/rfc7616#section-3.3)
///
/// They tell how old a nonce is, and not how often it was used: a request can be repeated by whoever saw it, as long as
/// its nonce lives. Against that, keep the nonce counts that came with a nonce, or give nonces a short life.
pub struct Nonces<'k, S> {
    algorithm: Algorithm<'static>,
    key: &'k [u8],
    hashes: PhantomData<S>,
}

impl<'k, S: Hashes> Nonces<'k, S> {
    /// Nonces made with the hash function of this algorithm and with a key that nobody else knows.
    ///
    /// # Errors
    /// [`Uncomputable::Algorithm`] when the build has no such function.
    pub fn new(algorithm: Algorithm<'static>, key: &'k [u8]) -> Result<Self, Uncomputable> {
        Hasher::<S>::new(algorithm).map(|_| Self { algorithm, key, hashes: PhantomData })
    }

    /// A nonce of this time, in seconds. `number` tells it from all others of the same second: a count, or at random.
    ///
    /// # Errors
    /// None but those of [`new`](Self::new).
    pub fn issue(&self, now: u64, number: u64) -> Result<FieldValueIn<96>, Uncomputable> {
        let [time, number]: [[u8; DIGITS]; 2] = [now, number].map(hex::lower_digits);
        let tag = self.tag(&time, &number)?;
        let mut nonce = FieldValueIn::default();
        // Twice 16 and at most 64 octets: there is room.
        [&time[..], &number, tag.as_bytes()].into_iter().for_each(|digits| nonce.append(digits));
        Ok(nonce)
    }

    /// How many seconds ago the nonce was issued; `None` when it was not, or not yet.
    #[must_use]
    pub fn age(&self, nonce: Text<'_>, now: u64) -> Option<u64> {
        let mut room = [0; 96];
        let (time, rest) = nonce.decode_into(&mut room).ok()?.split_first_chunk::<DIGITS>()?;
        let (number, tag) = rest.split_first_chunk::<DIGITS>()?;
        let issued = core::str::from_utf8(time).ok().and_then(|time| u64::from_str_radix(time, 16).ok())?;
        // A nonce has one spelling, the one that was issued.
        let is_ours = constant_time_eq(self.tag(time, number).ok()?.as_bytes(), tag);
        if is_ours && hex::lower_digits(issued) == *time { now.checked_sub(issued) } else { None }
    }

    fn tag(&self, time: &[u8], number: &[u8]) -> Result<Hex, Uncomputable> {
        let mut hasher = Hasher::<S>::new(self.algorithm)?;
        hasher.update(time);
        hasher.update(number);
        hasher.update(b":");
        hasher.update(self.key);
        Ok(hasher.finish())
    }
}

impl<S> fmt::Debug for Nonces<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nonces").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}
