//! The server: it verifies signed requests.

use core::fmt;
use core::hint::black_box;

use super::{Challenge, Parameters, Policy, Request, Rules, SigningString};
use crate::auth::coding::date::HttpDate;
use crate::error::{LineError, ParseError, ValueError, ValueErrorKind};
use crate::fields::AllFields;
use crate::mac::{MacFunction, MacKey};

/// A server that verifies requests, with a MAC or with the caller's asymmetric keys.
///
/// It checks in this order: the algorithm, what is signed, the times, the signature, the digest of the body, and last whether
/// the signature is fresh. The algorithm is that of the key, which the server knows: the request cannot choose it. Only
/// what the signature covers is protected.
///
/// ```
/// use countersign::auth::signature::{Body, Parameters, Refusal, Request, Server};
/// use countersign::hash::Sha256;
/// use countersign::mac::Hmac;
///
/// let fields = [("Host", "example.com"), ("Date", "Sun, 05 Jan 2014 21:31:40 GMT")];
/// let request = Request::new("GET", "/foo", &fields)?;
/// let line = b"keyId=\"k\", algorithm=\"hmac-sha256\", headers=\"(request-target) host date\", \
///     signature=\"v8Hkt8kNcgj+yyNV4zR71o9aUYouaWt/EZPLmCANCxs=\"";
/// let parameters = Parameters::parse(line)?;
/// let server = Server::new(Hmac(Sha256), "hmac-sha256");
/// let now = 1_388_957_520; // seconds
///
/// // Look up the key of `parameters.key_id()`.
/// server.verify(&parameters, &request, Body::Absent, Some(b"secret"), now, |mac, until| {
///     // … remember the signature until the second `until` …
///     mac.len() == 32 && until == 1_388_957_800
/// })?;
///
/// // A key that does not exist costs the same.
/// let refusal = server.verify(&parameters, &request, Body::Absent, None, now, |_, _| true).unwrap_err();
/// assert_eq!((refusal, refusal.status()), (Refusal::Signature, 401));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Server<'a, M> {
    mac: M,
    algorithm: &'a str,
    policy: Policy<'a>,
    rules: Rules,
    window: u64,
    skew: u64,
}

/// For how long a signature is valid, in seconds.
const WINDOW: u64 = 300;

/// About as long as keys are.
const UNKNOWN: &[u8] = &[0; 32];

/// The name of any algorithm, which the key determines.
const HS2019: &str = "hs2019";

/// What a server knows of the body of a request, which a signature covers through the field Digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// The request has no body.
    Absent,
    /// The request has or may have a body, which was not read yet. The caller compares it with
    /// [`Request::body_digest`] before it uses the body.
    Unread,
    /// The request has a body with this SHA-256.
    Sha256([u8; 32]),
}

impl Server<'_, ()> {
    /// Returns a server whose keys are asymmetric, and of an algorithm with this name, such as `rsa-sha256`. Its method is
    /// [`verify_with`](Self::verify_with).
    #[must_use]
    pub fn asymmetric(algorithm: &str) -> Server<'_, ()> {
        Server::new((), algorithm)
    }
}

impl<'a, M> Server<'a, M> {
    /// Returns a server that has this MAC, and its name, such as `hmac-sha256`. The name `hs2019` is accepted too.
    #[must_use]
    pub fn new(mac: M, algorithm: &'a str) -> Self {
        Self { mac, algorithm, policy: Policy::default(), rules: Rules::new(), window: WINDOW, skew: 0 }
    }

    /// Requires that signatures cover what this policy names.
    #[must_use]
    pub fn with_policy(self, policy: Policy<'a>) -> Self {
        Self { policy, ..self }
    }

    /// Verifies by these rules.
    #[must_use]
    pub fn with_rules(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }

    /// Accepts signatures for so many seconds after their `created`, and a Date that differs by as many from now. Without this
    /// it is 300. Federated servers allow up to twelve hours.
    #[must_use]
    pub fn with_window(self, seconds: u64) -> Self {
        Self { window: seconds, ..self }
    }

    /// Accepts a `created` that is so many seconds in the future. Without this it is 0, as the draft requires.
    #[must_use]
    pub fn with_skew(self, seconds: u64) -> Self {
        Self { skew: seconds, ..self }
    }

    /// Returns the challenge for a response 401, which names what must be signed.
    #[must_use]
    pub fn challenge(&self, body: Body) -> Challenge<'a> {
        self.policy.challenge(body != Body::Absent)
    }

    /// Verifies a request that is signed with a MAC. The signature is compared in constant time.
    ///
    /// `secret` is the key that the parameters name, or `None` if there is no such key: such a request is refused as one with a
    /// wrong signature is, after the same work.
    ///
    /// `is_fresh` is asked last, with the MAC and the second until which to remember it. Return `true` to allow that a request
    /// is sent again until then. That second is [`u64::MAX`] if no signed time limits the signature.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn verify<'m, F, const N: usize>(
        &self,
        parameters: &Parameters<'_>,
        request: &Request<'m, F>,
        body: Body,
        secret: Option<&[u8]>,
        now: u64,
        is_fresh: impl FnOnce(&[u8; N], u64) -> bool,
    ) -> Result<(), Refusal>
    where
        F: AllFields<'m> + Send + Sync,
        M: MacFunction<N>,
    {
        let (string, until) = self.check(parameters, request, body, now)?;
        let mac = self.mac.key(secret.unwrap_or(black_box(UNKNOWN))).mac_of(&string);
        if !(parameters.signature().matches(&mac) & secret.is_some()) {
            return Err(Refusal::Signature);
        }
        check_body(&string, request, body)?;
        if is_fresh(&mac, until) { Ok(()) } else { Err(Refusal::Replayed) }
    }

    /// Verifies a request that is signed with an asymmetric key.
    ///
    /// `is_valid` gets what is signed and the parameters, whose signature it verifies with the key that they name. If there is
    /// no such key, it verifies with any other and returns `false`, so that both cost the same.
    ///
    /// `is_fresh` is asked last, with what is signed and the second until which to remember it. A hash of the string is what to
    /// remember: with ECDSA, one string has several signatures.
    ///
    /// # Errors
    /// [`Refusal`]
    ///
    /// ```
    /// use countersign::Encode;
    /// use countersign::auth::signature::{Body, Parameters, Request, Server};
    /// # fn rsa_verifies(key_id: countersign::Text<'_>, string: &[u8], signature: &[u8]) -> bool { signature == b"signed" }
    ///
    /// let fields = [("Host", "example.com"), ("Date", "Sun, 05 Jan 2014 21:31:40 GMT")];
    /// let request = Request::new("GET", "/foo", &fields)?;
    /// let line = b"keyId=\"https://example.org/a#key\", algorithm=\"rsa-sha256\", headers=\"(request-target) host date\", \
    ///     signature=\"c2lnbmVk\"";
    /// let parameters = Parameters::parse(line)?;
    /// let server = Server::asymmetric("rsa-sha256").with_window(12 * 3600);
    /// server.verify_with(&parameters, &request, Body::Absent, 1_388_957_520, |string, parameters| {
    ///     let mut signature = [0; 512];
    ///     let signature = parameters.signature().decode_into(&mut signature).unwrap_or_default();
    ///     rsa_verifies(parameters.key_id(), &string.encode_to_vec(), signature)
    /// }, |_, _| true)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_with<'m, F: AllFields<'m>>(
        &self,
        parameters: &Parameters<'_>,
        request: &Request<'m, F>,
        body: Body,
        now: u64,
        is_valid: impl FnOnce(&SigningString<'_, F>, &Parameters<'_>) -> bool,
        is_fresh: impl FnOnce(&SigningString<'_, F>, u64) -> bool,
    ) -> Result<(), Refusal> {
        let (string, until) = self.check(parameters, request, body, now)?;
        if !is_valid(&string, parameters) {
            return Err(Refusal::Signature);
        }
        check_body(&string, request, body)?;
        if is_fresh(&string, until) { Ok(()) } else { Err(Refusal::Replayed) }
    }

    /// Checks all that comes before the signature. Returns what is signed, and until when it is valid.
    fn check<'r, 'm: 'r, F: AllFields<'m>>(
        &self,
        parameters: &Parameters<'r>,
        request: &'r Request<'m, F>,
        body: Body,
        now: u64,
    ) -> Result<(SigningString<'r, F>, u64), Refusal> {
        let agrees = |name: crate::Text<'_>| [self.algorithm, HS2019].iter().any(|own| name.eq_ignore_ascii_case(own));
        if !parameters.algorithm().is_none_or(agrees) {
            return Err(Refusal::Algorithm);
        }
        if request.lines("authorization").nth(1).is_some() {
            return Err(Refusal::Request(ValueError::new("authorization", ValueErrorKind::Duplicate, 1)));
        }
        let string = SigningString::new(parameters, request, self.rules)?;
        if self.policy.missing(&string, body != Body::Absent).is_some() {
            return Err(Refusal::Unsigned);
        }
        let created = parameters.created().map(|created| created.get());
        if created.is_some_and(|created| created > now.saturating_add(self.skew)) {
            return Err(Refusal::Time);
        }
        let mut until = u64::MAX;
        if let Some(expires) = parameters.expires_at() {
            if expires <= now {
                return Err(Refusal::Expired);
            }
            // The last second at which the signature is valid.
            until = if string.covers("(expires)") { expires.saturating_sub(1) } else { until };
        }
        if let Some(created) = created.filter(|_| string.covers("(created)")) {
            if now.saturating_sub(created) > self.window {
                return Err(Refusal::Time);
            }
            until = until.min(created.saturating_add(self.window));
        }
        if string.covers("date") {
            let mut lines = request.lines("date");
            let date = lines.next().filter(|_| lines.next().is_none()).ok_or(Refusal::Date)?;
            let date = HttpDate::parse(date).map_err(|_| Refusal::Date)?.unix_seconds();
            if now.abs_diff(date) > self.window {
                return Err(Refusal::Time);
            }
            until = until.min(date.saturating_add(self.window));
        }
        Ok((string, until))
    }
}

/// Checks a digest that is signed against the body.
fn check_body<'m, F: AllFields<'m>>(
    string: &SigningString<'_, F>,
    request: &Request<'_, F>,
    body: Body,
) -> Result<(), Refusal> {
    if body == Body::Absent || !string.covers("digest") {
        return Ok(());
    }
    let digest = request.body_digest().map_err(|_| Refusal::Digest)?;
    match body {
        Body::Sha256(hash) if !digest.matches(&hash) => Err(Refusal::Digest),
        _ => Ok(()),
    }
}

impl<M> fmt::Debug for Server<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { algorithm, policy, rules, window, skew, .. } = self;
        let mut server = f.debug_struct("Server");
        server.field("algorithm", algorithm).field("policy", policy).field("rules", rules);
        server.field("window", window).field("skew", skew).finish_non_exhaustive()
    }
}

/// Why a [`Server`] refuses a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The parameters are malformed. The server never returns it: it exists so that `?` works on [`Parameters::parse`] in the
    /// same function.
    Malformed(ParseError),
    /// The request does not have what the signature covers, or cannot be signed.
    Request(ValueError),
    /// The algorithm is not that of the key.
    Algorithm,
    /// The signature does not cover what the policy requires. [`Policy::missing`] returns the name. Answer with the
    /// [challenge](Server::challenge).
    Unsigned,
    /// The signed Date is malformed, or occurs twice.
    Date,
    /// The request was signed too long ago, or in the future.
    Time,
    /// The signature has expired.
    Expired,
    /// The signature is wrong, or there is no such key.
    Signature,
    /// The signed Digest has no SHA-256, or that of another body.
    Digest,
    /// The signature was used before.
    Replayed,
}

impl Refusal {
    /// Returns the status code to answer with: 400 or 401.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) | Self::Request(_) => 400,
            _ => 401,
        }
    }
}

reasons! { Refusal: Malformed(ParseError), Request(ValueError);
    Algorithm => "the algorithm is not that of the key",
    Unsigned => "the signature does not cover what must be signed",
    Date => "the signed date is malformed",
    Time => "the time of the request is too far from now",
    Expired => "the signature has expired",
    Signature => "the signature is wrong, or no such key exists",
    Digest => "the body does not have the digest that was signed",
    Replayed => "the signature was used before",
}

impl From<LineError> for Refusal {
    fn from(error: LineError) -> Self {
        Self::Malformed(error.error())
    }
}
