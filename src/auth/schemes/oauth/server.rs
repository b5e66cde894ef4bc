//! The server: it verifies signed requests, RFC 5849 §3.2.

use core::hint::black_box;

use super::client::{Signature, check_method};
use super::{Credentials, Encoded, Request, Secrets, SignatureBaseString, SignatureMethod};
use crate::error::{ParseError, ValueError};
use crate::mac::{MacFunction, MacKey};

/// A server that verifies requests.
///
/// It checks in this order: the method of the signature, the parameters, the time, the signature, and last whether the nonce is
/// fresh. The signature does not cover a body that is no form, nor any field.
///
/// ```
/// use countersign::auth::oauth::{Credentials, Refusal, Request, Secrets, Server};
/// use countersign::hash::Sha1;
/// use countersign::mac::Hmac;
///
/// let credentials = Credentials::parse(
///     b"OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", \
///       oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\", \
///       oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"",
/// )?;
/// let request = Request::new("GET", "http", "photos.example.net", "/photos?file=vacation.jpg&size=original")?;
/// let server = Server::new();
/// let now = 137_131_210; // seconds
///
/// // Look up the secrets of `credentials.consumer_key()` and `credentials.token()`.
/// let secrets = Secrets::new("kd94hf93k423kf44").with_token("pfkkdhi9sl3r4s00");
/// server.verify(Hmac(Sha1), &credentials, &request, Some(secrets), now, |nonce, timestamp, until| {
///     // … remember all of them with the client and the token until the second `until` …
///     timestamp == 137_131_202 && nonce == "chapoH" && until == 137_131_502
/// })?;
///
/// // A client or a token that does not exist costs the same.
/// let refusal = server.verify(Hmac(Sha1), &credentials, &request, None, now, |_, _, _| true).unwrap_err();
/// assert_eq!((refusal, refusal.status()), (Refusal::Signature, 401));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Server {
    skew: u64,
}

/// The difference between the clocks that is allowed, in seconds. The standard leaves it to the server.
const SKEW: u64 = 300;

impl Server {
    /// Returns a server whose clients have clocks that differ by 300 seconds at most.
    #[must_use]
    pub const fn new() -> Self {
        Self { skew: SKEW }
    }

    /// Allows clocks to differ by so many seconds.
    #[must_use]
    pub const fn with_skew(self, seconds: u64) -> Self {
        Self { skew: seconds }
    }

    /// Verifies a request that is signed with HMAC. The signature is compared in constant time.
    ///
    /// `mac` is that of the method of the credentials: HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512. `secrets` are those of the client
    /// and the token that the credentials name, or `None` if one of them does not exist: such a request is refused as one with
    /// a wrong signature is, after the same work.
    ///
    /// `is_fresh` is asked last, with the nonce, the timestamp, and the second until which to remember both. It returns whether
    /// the client and the token have not used them together before.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn verify<'c, M: MacFunction<N>, const N: usize>(
        &self,
        mac: M,
        credentials: &Credentials<'c>,
        request: &Request<'_>,
        secrets: Option<Secrets<'_>>,
        now: u64,
        is_fresh: impl FnOnce(Encoded<'c>, u64, u64) -> bool,
    ) -> Result<(), Refusal> {
        check_method::<N>(credentials.signature_method()).map_err(|_| Refusal::Method)?;
        let text = SignatureBaseString::new(request, credentials)?;
        let (Some(timestamp), Some(nonce)) = (credentials.timestamp(), credentials.nonce()) else {
            return Err(Refusal::Timestamp);
        };
        let timestamp = timestamp.get();
        if now.abs_diff(timestamp) > self.skew {
            return Err(Refusal::Timestamp);
        }
        let unknown = black_box(Secrets::new(UNKNOWN).with_token(UNKNOWN));
        let expected = Signature::of(&mac.key_of(&secrets.unwrap_or(unknown)).mac_of(&text));
        if !(credentials.signature().matches(expected.as_bytes()) & secrets.is_some()) {
            return Err(Refusal::Signature);
        }
        if is_fresh(nonce, timestamp, timestamp.saturating_add(self.skew)) { Ok(()) } else { Err(Refusal::Replayed) }
    }

    /// Verifies a request of the method PLAINTEXT, which sends the secrets themselves. Accept it over TLS only: nothing is
    /// signed, and a request can be sent again.
    ///
    /// # Errors
    /// [`Refusal::Method`] for another method, and [`Refusal::Signature`].
    pub fn verify_plaintext(&self, credentials: &Credentials<'_>, secrets: Option<Secrets<'_>>) -> Result<(), Refusal> {
        if credentials.signature_method() != SignatureMethod::Plaintext {
            return Err(Refusal::Method);
        }
        let unknown = black_box(Secrets::new(UNKNOWN).with_token(UNKNOWN));
        let is_right = secrets.unwrap_or(unknown).is_plaintext(credentials);
        if is_right & secrets.is_some() { Ok(()) } else { Err(Refusal::Signature) }
    }
}

/// About as long as secrets are.
const UNKNOWN: &[u8] = &[b'0'; 32];

impl Default for Server {
    fn default() -> Self {
        Self::new()
    }
}

/// Why a [`Server`] refuses a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The credentials are malformed. The server never returns it: it exists so that `?` works on [`Credentials::parse`] in
    /// the same function.
    Credentials(ParseError),
    /// The request cannot be signed: it has too many parameters, or one that belongs in the credentials.
    Request(ValueError),
    /// The credentials are of another method than the server's MAC.
    Method,
    /// The timestamp is absent, or too far from now.
    Timestamp,
    /// The signature is wrong, or the client or the token does not exist.
    Signature,
    /// The nonce was used before.
    Replayed,
}

impl Refusal {
    /// Returns the status code to answer with, RFC 5849 §3.2: 400 for what the server does not support, otherwise 401.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Credentials(_) | Self::Request(_) | Self::Method => 400,
            Self::Timestamp | Self::Signature | Self::Replayed => 401,
        }
    }
}

reasons! { Refusal: Credentials(ParseError), Request(ValueError);
    Method => "the credentials are of another signature method",
    Timestamp => "the timestamp is absent or too far from now",
    Signature => "the signature is wrong, or no such client or token exists",
    Replayed => "the nonce was used before",
}
