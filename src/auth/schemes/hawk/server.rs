//! The server: it verifies requests, and signs its responses and its clock.

use core::fmt;
use core::hint::black_box;

use super::client::SignedTime;
use super::{Bewit, Challenge, Credentials, Info, Normalized, Request};
use crate::auth::coding::decimal::Decimal;
use crate::error::{ParseError, ValueError};
use crate::mac::{MacFunction, MacKey};

/// A server. `M` is HMAC-SHA-256 or HMAC-SHA-1, as was agreed for the key: it is not negotiated.
///
/// It checks in this order: the mac, the hash of the payload, the time, and last whether the nonce is fresh. The signature does
/// not cover any field but the media type, and the body only if the credentials have its hash.
///
/// ```
/// use countersign::auth::hawk::{Client, Credentials, Refusal, Request, Server};
/// use countersign::hash::Sha256;
/// use countersign::mac::{Hmac, MacFunction};
///
/// let secret = b"werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";
/// let credentials = Credentials::parse(
///     b"Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", ext=\"some-app-data\", \
///       mac=\"m8r1rHbXN6NgO+KIIhjO7sFRyd78RNGVUwehe8Cp2dU=\"",
/// )?;
/// let request = Request::new("GET", "example.com", 8000, "/resource/1?b=1&a=2")?;
/// let server = Server::new(Hmac(Sha256));
/// let now = 1_353_832_240; // seconds
///
/// // Look up the key of `credentials.id()`.
/// server.verify(&credentials, &request, Some(secret), None, now, |nonce, ts, until| {
///     // … remember nonce and time with the key until the second `until` …
///     nonce == "j4h3g2" && ts == 1_353_832_234 && until == 1_353_832_294
/// })?;
/// let response = server.respond(&credentials, &request, secret, None, Some("ext of the response"))?;
/// let client = Client::new("dh37fgj492je", Hmac(Sha256).key(secret));
/// client.accept(&request, &credentials, Some(&response.info()), None)?;
///
/// // A client whose clock is wrong gets the time of the server.
/// let refusal = server.verify(&credentials, &request, Some(secret), None, now + 99, |_, _, _| true).unwrap_err();
/// assert_eq!((refusal, refusal.status()), (Refusal::Stale, 401));
/// let time = server.time(secret, now + 99);
/// assert_eq!(client.resync(&time.challenge()), Some(now + 99));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Server<M> {
    mac: M,
    skew: u64,
}

/// The difference between the clocks that is allowed, in seconds.
const SKEW: u64 = 60;

/// About as long as keys are.
const UNKNOWN: &[u8] = &[0; 32];

impl<M> Server<M> {
    /// Returns a server whose clients have clocks that differ by 60 seconds at most.
    #[must_use]
    pub const fn new(mac: M) -> Self {
        Self { mac, skew: SKEW }
    }

    /// Allows clocks to differ by so many seconds.
    #[must_use]
    pub fn with_skew(self, seconds: u64) -> Self {
        Self { skew: seconds, ..self }
    }

    /// Verifies a request. The mac and the hash are compared in constant time.
    ///
    /// `secret` is the key that the credentials name, or `None` if there is no such key: such a request is refused as one with a
    /// wrong mac is, after the same work. `payload` is the [hash](super::PayloadHash) of the body, or `None` if the body may be
    /// any, or is compared with the hash of the credentials later.
    ///
    /// `is_fresh` is asked last, with the nonce, the time, and the second until which to remember both. It returns whether they
    /// were not used together with the key before.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn verify<'c, const N: usize>(
        &self,
        credentials: &Credentials<'c>,
        request: &Request<'_>,
        secret: Option<&[u8]>,
        payload: Option<&[u8; N]>,
        now: u64,
        is_fresh: impl FnOnce(crate::Text<'c>, u64, u64) -> bool,
    ) -> Result<(), Refusal>
    where
        M: MacFunction<N>,
    {
        let key = self.mac.key(secret.unwrap_or(black_box(UNKNOWN)));
        if !(credentials.matches(&key.mac_of(&Normalized::header(request, credentials))) & secret.is_some()) {
            return Err(Refusal::Mac);
        }
        if payload.is_some_and(|payload| !credentials.hash().is_some_and(|hash| hash.matches(payload))) {
            return Err(Refusal::Payload);
        }
        let ts = credentials.ts().get();
        if now.abs_diff(ts) > self.skew {
            return Err(Refusal::Stale);
        }
        if is_fresh(credentials.nonce(), ts, ts.saturating_add(self.skew)) { Ok(()) } else { Err(Refusal::Replayed) }
    }

    /// Verifies a request with a bewit, which must not have credentials too. It can be sent any number of times until the bewit
    /// expires.
    ///
    /// # Errors
    /// [`Refusal::Method`] for a method other than GET and HEAD; [`Refusal::Mac`]; [`Refusal::Expired`].
    pub fn verify_bewit<const N: usize>(
        &self,
        bewit: &Bewit<'_>,
        request: &Request<'_>,
        secret: Option<&[u8]>,
        now: u64,
    ) -> Result<(), Refusal>
    where
        M: MacFunction<N>,
    {
        if !request.is_method(&["GET", "HEAD"]) {
            return Err(Refusal::Method);
        }
        let key = self.mac.key(secret.unwrap_or(black_box(UNKNOWN)));
        if !(bewit.matches(&key.mac_of(&bewit.normalized(request))) & secret.is_some()) {
            return Err(Refusal::Mac);
        }
        if bewit.expiry() > now { Ok(()) } else { Err(Refusal::Expired) }
    }

    /// Signs the response to a request, with the [hash](super::PayloadHash) of its body and other data.
    ///
    /// # Errors
    /// Those of [`Info::with_hash`] and [`Info::with_ext`].
    pub fn respond<'a, const N: usize>(
        &self,
        credentials: &Credentials<'_>,
        request: &Request<'_>,
        secret: &[u8],
        payload: Option<&'a [u8; N]>,
        ext: Option<&'a str>,
    ) -> Result<Response<'a, N>, ValueError>
    where
        M: MacFunction<N>,
    {
        let mut unsigned = Info::new(b"\0")?;
        if let Some(payload) = payload {
            unsigned = unsigned.with_hash(payload)?;
        }
        if let Some(ext) = ext {
            unsigned = unsigned.with_ext(ext)?;
        }
        let mac = self.mac.key(secret).mac_of(&Normalized::response(request, credentials, &unsigned));
        Ok(Response { unsigned, mac })
    }

    /// Signs the time of the server, for the challenge of a response 401 that is [`Refusal::Stale`].
    pub fn time<const N: usize>(&self, secret: &[u8], now: u64) -> Time<N>
    where
        M: MacFunction<N>,
    {
        Time { now, mac: self.mac.key(secret).mac_of(&SignedTime(Decimal::from(now))) }
    }
}

impl<M> fmt::Debug for Server<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("skew", &self.skew).finish_non_exhaustive()
    }
}

/// The info of a response, and the mac that it has. `Debug` shows lengths only.
#[derive(Clone, Copy)]
pub struct Response<'a, const N: usize> {
    unsigned: Info<'a>,
    mac: [u8; N],
}

impl<const N: usize> Response<'_, N> {
    /// Returns the value of Server-Authorization.
    #[must_use]
    pub fn info(&self) -> Info<'_> {
        self.unsigned.with_mac(&self.mac)
    }
}

impl<const N: usize> fmt::Debug for Response<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("info", &self.unsigned).finish_non_exhaustive()
    }
}

/// A time that the server signed. `Debug` shows no byte of the mac.
#[derive(Clone, Copy)]
pub struct Time<const N: usize> {
    now: u64,
    mac: [u8; N],
}

impl<const N: usize> Time<N> {
    /// Returns the challenge that has it.
    #[must_use]
    pub fn challenge(&self) -> Challenge<'_> {
        Challenge::of_time(self.now, &self.mac)
    }
}

impl<const N: usize> fmt::Debug for Time<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Time").finish_non_exhaustive()
    }
}

/// Why a [`Server`] refuses a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The credentials are malformed. The server never returns it: it exists so that `?` works on [`Credentials::parse`] in
    /// the same function.
    Malformed(ParseError),
    /// A bewit is for GET and HEAD only.
    Method,
    /// The mac is wrong, or there is no such key.
    Mac,
    /// The body has another hash than the credentials, or they have none.
    Payload,
    /// The time is too far from now. Answer with a challenge that has the [time](Server::time) of the server.
    Stale,
    /// The nonce was used before.
    Replayed,
    /// The bewit has expired.
    Expired,
}

impl Refusal {
    /// Returns the status code to answer with: 400 or 401.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            _ => 401,
        }
    }
}

reasons! { Refusal: Malformed(ParseError);
    Method => "a bewit is for GET and HEAD only",
    Mac => "the mac is wrong, or no such key exists",
    Payload => "the body does not have the hash that was signed",
    Stale => "the time of the request is too far from now",
    Replayed => "the nonce was used before",
    Expired => "the bewit has expired",
}
