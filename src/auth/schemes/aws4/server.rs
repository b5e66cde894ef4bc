//! The server: it verifies signed requests.

use core::fmt;

use super::algorithm::{Key, Shape};
use super::content_sha256::digits;
use super::presigned::MAX_EXPIRES;
use super::request::must_be_signed;
use super::timestamp::DateReader;
use super::{
    Algorithm, CanonicalRequest, ChunkReader, Chunks, ContentSha256, Credentials, Presigned, Request, Rules, Scope,
    SignedHeaders, SigningKey, StringToSign, Timestamp,
};
use crate::auth::coding::date::HttpDate;
use crate::error::{ValueError, ValueErrorKind};
use crate::fields::AllFields;
use crate::hash::HashFunction;
use crate::mac::{MacFunction, MacKey};

mod refusal;

pub use refusal::Refusal;

/// A server that verifies requests to one service.
///
/// `H` is SHA-256 and `M` is HMAC-SHA-256. It checks in this order: the algorithm, the rules, the scope, the time, the names of the
/// signed fields, the payload, the signature, and last whether the signature is fresh.
///
/// What the signature does not cover is not protected: fields without `x-amz-` that the names do not have, and the body, as
/// far as its [`ContentSha256`] says so. Verify the body after the request: see [`Accepted::payload`].
///
/// | input | result | why |
/// |---|---|---|
/// | rules of another cloud than the algorithm's | refused: [`Refusal::Rules`], 500 | what one service signs proves nothing to another, and this is a fault of the server |
/// | a signature in a field and in the query | refused: [`Refusal::Malformed`] | they may name two keys |
/// | a second line of `Authorization`, of any scheme | refused: [`Refusal::Malformed`] | one was verified, the other may be used |
/// | names that are not sorted, have upper-case letters or repetitions | refused: [`Refusal::SignedHeaders`] | a signature of another list; no signer of Amazon's sends it |
/// | names that lack `host` or an `x-amz-` field of the request, or that have a field that the request lacks | refused: [`Refusal::SignedHeaders`] | what is not signed could be added or changed on the way |
/// | no `x-amz-date`, but a signed `Date` | accepted | clients of old libraries |
/// | a second `x-amz-date` or `x-amz-content-sha256` | refused: [`Refusal::Malformed`] | one was verified, the other may be used |
/// | a time that differs by more than 900 seconds | refused: [`Refusal::Time`] | requests can be recorded |
/// | a presigned request that has expired, or was signed for a later time | refused: [`Refusal::Time`] | its signed parameters say when it is valid |
/// | another day in the scope than in the date | refused: [`Refusal::Scope`] | the key is for one day |
/// | a payload that says that it is unsigned | the signature is verified all the same | CVE-2025-31489 |
///
/// ```
/// use countersign::auth::aws4::{Credentials, ContentSha256, Refusal, Request, Rules, Secret, Server};
/// use countersign::hash::Sha256;
/// use countersign::mac::Hmac;
///
/// let fields = [
///     ("Host", "examplebucket.s3.amazonaws.com"),
///     ("Range", "bytes=0-9"),
///     ("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
///     ("x-amz-date", "20130524T000000Z"),
/// ];
/// let credentials = Credentials::parse(
///     b"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
///       SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, \
///       Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
/// )?;
/// let request = Request::new("GET", "/test.txt", &fields, Rules::S3)?;
/// let server = Server::new(Sha256, Hmac(Sha256), "s3").with_region("us-east-1");
/// let now = 1_369_353_600; // seconds
///
/// // Look up the secret of `credentials.access_key_id()`.
/// let secret = Secret::Key(b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
/// let accepted = server.verify(&credentials, &request, None, secret, now, |_, _| true)?;
/// assert_eq!(accepted.payload(), ContentSha256::of(Sha256, b"")); // compare it with the hash of the body
///
/// // A key that nobody has costs the same.
/// let refusal = server.verify(&credentials, &request, None, Secret::UnknownKey, now, |_, _| true).unwrap_err();
/// assert_eq!((refusal, refusal.status()), (Refusal::Signature, 403));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Server<'a, H, M> {
    sha256: H,
    hmac_sha256: M,
    shape: &'static Shape,
    read_date: DateReader,
    region: Option<&'a str>,
    service: &'a str,
    skew: u64,
}

/// What a server has of the secret of an access key.
///
/// A request for a key that does not exist is refused as one with a wrong signature is, after the same work: give
/// [`UnknownKey`](Self::UnknownKey), or [`UnknownDerived`](Self::UnknownDerived) if you keep derived keys. Never give a
/// secret of your own invention in its place.
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    /// The secret access key.
    Key(&'a [u8]),
    /// The key of the scope, derived before.
    Derived(&'a SigningKey),
    /// No key has this ID. It costs what [`Key`](Self::Key) costs.
    UnknownKey,
    /// No key has this ID. It costs what [`Derived`](Self::Derived) costs.
    UnknownDerived,
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The difference between the clocks that Amazon's services allow, in seconds.
const SKEW: u64 = 900;

impl<'a, H: HashFunction<32>, M: MacFunction<32>> Server<'a, H, M> {
    /// Returns a server for a service, such as `s3`, in any region. It verifies AWS4-HMAC-SHA256.
    pub const fn new(sha256: H, hmac_sha256: M, service: &'a str) -> Self {
        let shape = const { Algorithm::HmacSha256.shape() };
        Self { sha256, hmac_sha256, shape, read_date: Timestamp::read, region: None, service, skew: SKEW }
    }

    /// Verifies another algorithm: GOOG4-HMAC-SHA256, TC3-HMAC-SHA256, or ACS3-HMAC-SHA256 and SDK-HMAC-SHA256, whose keys have
    /// no scope and no service. Others are refused.
    #[must_use]
    pub const fn with_algorithm(self, algorithm: Algorithm) -> Self {
        Self { shape: algorithm.shape(), read_date: date_reader(algorithm), ..self }
    }

    /// Accepts keys of this region only.
    #[must_use]
    pub const fn with_region(self, region: &'a str) -> Self {
        Self { region: Some(region), ..self }
    }

    /// Allows clocks to differ by so many seconds. Without this it is 900.
    #[must_use]
    pub const fn with_skew(self, seconds: u64) -> Self {
        Self { skew: seconds, ..self }
    }

    /// Verifies a request whose signature is in a field.
    ///
    /// `body` is the SHA-256 of the body, for a request that does not say in `x-amz-content-sha256` what its payload is.
    /// Services other than S3 have such requests: hash the body first.
    ///
    /// `is_fresh` is asked last, with the signature and the second until which to remember it: no nonce exists, so that
    /// within that time a request can be sent again. Return `true` to allow that, as Amazon's services do.
    ///
    /// # Errors
    /// [`Refusal`]. The order of the checks is that of [`Server`].
    pub fn verify<'m, F: AllFields<'m> + Send + Sync>(
        &self,
        credentials: &Credentials<'_>,
        request: &Request<'_, F>,
        body: Option<[u8; 32]>,
        secret: Secret<'_>,
        now: u64,
        is_fresh: impl FnOnce(&str, u64) -> bool,
    ) -> Result<Accepted<M::Key>, Refusal> {
        if request.signature_at().is_some() {
            return Err(Refusal::Malformed("query"));
        }
        only(request, "authorization")?;
        let scope = self.check_scope(credentials, request.rules())?;
        let at = time(request, self.read_date, credentials.signed_headers())?;
        if now.abs_diff(at.unix_seconds()) > self.skew {
            return Err(Refusal::Time);
        }
        let until = at.unix_seconds().saturating_add(self.skew);
        let payload = payload(request, body, None)?;
        self.accept(credentials, scope, request, payload, at, until, secret, is_fresh)
    }

    /// Verifies a request whose signature is in the query.
    ///
    /// As [`verify`](Self::verify). A presigned request is made to be sent more than once, until it expires.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn verify_presigned<'m, F: AllFields<'m> + Send + Sync>(
        &self,
        presigned: &Presigned<'_>,
        request: &Request<'_, F>,
        body: Option<[u8; 32]>,
        secret: Secret<'_>,
        now: u64,
        is_fresh: impl FnOnce(&str, u64) -> bool,
    ) -> Result<Accepted<M::Key>, Refusal> {
        if request.has("authorization") {
            return Err(Refusal::Malformed("authorization"));
        }
        let credentials = presigned.credentials();
        let scope = self.check_scope(&credentials, request.rules())?;
        let at = presigned.timestamp();
        let (from, until) = (at.unix_seconds(), at.unix_seconds().saturating_add(presigned.expires().into()));
        if now.saturating_add(self.skew) < from || now > until || presigned.expires() > MAX_EXPIRES {
            return Err(Refusal::Time);
        }
        let unsigned = request.rules().declares_payload.then_some(ContentSha256::Unsigned);
        let payload = payload(request, body, unsigned)?;
        self.accept(&credentials, scope, request, payload, at, until, secret, is_fresh)
    }

    /// Checks the algorithm, its rules, and that the scope is ours.
    fn check_scope<'c>(&self, credentials: &Credentials<'c>, rules: Rules) -> Result<Scope<'c>, Refusal> {
        if credentials.algorithm() != self.shape.algorithm {
            return Err(Refusal::Algorithm);
        }
        if rules.names.cloud != self.shape.cloud {
            return Err(Refusal::Rules);
        }
        let scope = match (self.shape.key, credentials.scope()) {
            (Key::Other, _) => return Err(Refusal::Algorithm),
            (Key::OfScope(_), Some(scope)) => scope,
            (Key::Secret, None) => return Ok(Scope::absent(self.shape)),
            _ => return Err(Refusal::Scope),
        };
        let is_ours =
            scope.service() == self.service && self.region.is_none_or(|region| scope.region() == Some(region));
        if is_ours { Ok(scope) } else { Err(Refusal::Scope) }
    }

    #[inline(never)]
    #[allow(clippy::too_many_arguments, reason = "both kinds of requests end here")]
    fn accept<'m, F: AllFields<'m> + Send + Sync>(
        &self,
        credentials: &Credentials<'_>,
        scope: Scope<'_>,
        request: &Request<'_, F>,
        payload: ContentSha256,
        at: Timestamp,
        until: u64,
        secret: Secret<'_>,
        is_fresh: impl FnOnce(&str, u64) -> bool,
    ) -> Result<Accepted<M::Key>, Refusal> {
        if !scope.is_of(at) {
            return Err(Refusal::Scope);
        }
        let listed = credentials.signed_headers();
        check_names(request, listed)?;
        let canonical = CanonicalRequest::new(request, listed.as_str(), payload).map_err(Refusal::of)?;
        let (key, is_known) = self.key(secret, scope)?;
        let date = (request.rules().names.date_form)(at);
        let text = StringToSign::dated(date, scope, canonical.hash(self.sha256));
        let signature = digits(&key.mac_of(&text));
        let is_right = credentials.matches(&signature);
        if !(is_right & is_known) {
            return Err(Refusal::Signature);
        }
        if !is_fresh(super::ascii(&signature), until) {
            return Err(Refusal::Replayed);
        }
        Ok(Accepted { key, payload, at, signature })
    }

    /// Returns the key, and whether there is one.
    fn key(&self, secret: Secret<'_>, scope: Scope<'_>) -> Result<(M::Key, bool), Refusal> {
        /// As long as a secret access key is.
        const NO_SECRET: &[u8] = &[0; 40];
        let derive = |secret| SigningKey::derive(self.hmac_sha256, secret, scope).map_err(|_| Refusal::EmptySecret);
        if scope.is_absent() {
            return match secret {
                Secret::Key([]) => Err(Refusal::EmptySecret),
                Secret::Derived(_) | Secret::UnknownDerived => Err(Refusal::DerivedSecret),
                Secret::Key(secret) => Ok((self.hmac_sha256.key(secret), true)),
                Secret::UnknownKey => Ok((self.hmac_sha256.key(NO_SECRET), false)),
            };
        }
        Ok(match secret {
            Secret::Key(secret) => (derive(secret)?.prepare(self.hmac_sha256), true),
            Secret::Derived(key) => (key.prepare(self.hmac_sha256), true),
            Secret::UnknownKey => (derive(NO_SECRET)?.prepare(self.hmac_sha256), false),
            Secret::UnknownDerived => (SigningKey::from_bytes([0; 32]).prepare(self.hmac_sha256), false),
        })
    }
}

/// Returns what the request says of its payload, or the hash of the body.
fn payload<'m, F: AllFields<'m>>(
    request: &Request<'_, F>,
    body: Option<[u8; 32]>,
    otherwise: Option<ContentSha256>,
) -> Result<ContentSha256, Refusal> {
    let name = request.rules().names.content_sha256;
    let of_body = body.map(ContentSha256::Hash);
    let declared = match only(request, name)? {
        Some(value) => ContentSha256::parse(value).map_err(|_| Refusal::Malformed(name))?,
        None => match otherwise.or(of_body.filter(|_| !request.rules().declares_payload)) {
            Some(payload) => return Ok(payload),
            None if request.rules().declares_payload => return Err(Refusal::Malformed(name)),
            None => return Err(Refusal::NoBodyHash),
        },
    };
    match (declared, of_body) {
        (ContentSha256::Hash(_), Some(of_body)) if declared != of_body => Err(Refusal::Body),
        _ => Ok(declared),
    }
}

/// How an algorithm reads the time.
const fn date_reader(algorithm: Algorithm) -> DateReader {
    match algorithm {
        Algorithm::Tc3HmacSha256 => Timestamp::read_seconds,
        Algorithm::Acs3HmacSha256 => Timestamp::read_extended,
        _ => Timestamp::read,
    }
}

/// Returns the time of a request: from `x-amz-date`, or from a signed `Date`.
fn time<'m, F: AllFields<'m>>(
    request: &Request<'_, F>,
    read_date: DateReader,
    listed: SignedHeaders<'_>,
) -> Result<Timestamp, Refusal> {
    let name = request.rules().names.date;
    if let Some(value) = only(request, name)? {
        return read_date(value).ok_or(Refusal::Malformed(name));
    }
    let value = only(request, "date")?.ok_or(Refusal::Malformed(name))?;
    if !listed.contains("date") {
        return Err(unsigned("date"));
    }
    let date = HttpDate::parse(value).map_err(|_| Refusal::Malformed("date"))?;
    Timestamp::new(date.unix_seconds()).ok_or(Refusal::Malformed("date"))
}

/// Checks that the names have every field that must be signed.
fn check_names<'m, F: AllFields<'m>>(request: &Request<'_, F>, listed: SignedHeaders<'_>) -> Result<(), Refusal> {
    let names = request.rules().names;
    // More names than are allowed are refused before each of them costs a look at all fields.
    SignedHeaders::new(listed.as_str()).map_err(Refusal::SignedHeaders)?;
    if listed.names().count() > super::MAX_SIGNED_HEADERS {
        let error = ValueError::new("SignedHeaders", ValueErrorKind::TooMany, super::MAX_SIGNED_HEADERS);
        return Err(Refusal::SignedHeaders(error));
    }
    match request.names().find(|name| must_be_signed(names, name) && !listed.has(name)) {
        Some(name) if name.eq_ignore_ascii_case(b"host") => Err(unsigned("host")),
        Some(_) => Err(unsigned(if names.prefix.is_empty() { names.also } else { names.prefix })),
        None => Ok(()),
    }
}

/// The refusal of names without one that they must have.
fn unsigned(name: &'static str) -> Refusal {
    Refusal::SignedHeaders(ValueError::new("SignedHeaders", ValueErrorKind::Requires(name), 0))
}

/// Returns the value of the only line of a name; `None` if there is no line.
fn only<'m, F: AllFields<'m>>(request: &Request<'_, F>, name: &'static str) -> Result<Option<&'m [u8]>, Refusal> {
    let mut values = request.values(name.as_bytes());
    let first = values.next();
    if values.next().is_some() { Err(Refusal::Malformed(name)) } else { Ok(first) }
}

impl<H, M> fmt::Debug for Server<'_, H, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { shape, region, service, skew, .. } = self;
        let mut server = f.debug_struct("Server");
        server
            .field("algorithm", &shape.algorithm)
            .field("region", region)
            .field("service", service)
            .field("skew", skew);
        server.finish_non_exhaustive()
    }
}

/// A request whose signature is right.
///
/// See [`Server`] for an example.
pub struct Accepted<K> {
    key: K,
    payload: ContentSha256,
    at: Timestamp,
    signature: [u8; 64],
}

impl<K> Accepted<K> {
    /// Returns what the signature says of the body, and so what is still to be verified.
    #[must_use]
    pub const fn payload(&self) -> ContentSha256 {
        self.payload
    }

    /// Returns the time at which the request was signed.
    #[must_use]
    pub const fn timestamp(&self) -> Timestamp {
        self.at
    }

    /// Returns the signature in lower-case hex.
    #[must_use]
    pub const fn signature(&self) -> &str {
        super::ascii(&self.signature)
    }

    /// Begins to verify the chunks of the body, for a payload of signed chunks. The scope is that of the credentials.
    ///
    /// # Errors
    /// [`ValueErrorKind::WrongForm`] for a `payload` without signed chunks.
    pub fn chunks(self, scope: Scope<'_>) -> Result<Chunks<'_, K>, ValueError>
    where
        K: MacKey<32>,
    {
        self.payload.check_signed_chunks()?;
        Chunks::new(self.key, scope, self.at, super::ascii(&self.signature))
    }
}

impl<K: MacKey<32>> Accepted<K> {
    /// Begins to read the body, for a payload of chunks. The scope is that of the credentials, `decoded_length` the value of
    /// `x-amz-decoded-content-length`, and `trailer_names` that of `x-amz-trailer`, empty without a trailer.
    ///
    /// # Errors
    /// As [`ChunkReader::new`].
    pub fn body<'a, H: HashFunction<32>>(
        self,
        sha256: H,
        scope: Scope<'a>,
        decoded_length: u64,
        trailer_names: &'a str,
    ) -> Result<ChunkReader<'a, H, K>, ValueError> {
        let payload = self.payload;
        let chunks = Chunks::new(self.key, scope, self.at, super::ascii(&self.signature))?;
        ChunkReader::new(sha256, chunks, payload, decoded_length, trailer_names)
    }
}

impl<K> fmt::Debug for Accepted<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accepted").field("payload", &self.payload).field("at", &self.at).finish_non_exhaustive()
    }
}
