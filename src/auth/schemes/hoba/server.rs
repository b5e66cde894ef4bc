//! The server: it verifies signatures over its challenges, RFC 7486 §3 and §6.

use core::fmt;

use super::origin::checked_origin;
use super::{Algorithm, Credentials, Tbs};
use crate::auth::coding::base64::Base64;
use crate::error::{ParseError, ValueError};
use crate::syntax::text::Text;

/// A server of one origin and one realm. The signature is the caller's.
///
/// It checks in this order: the challenge was sent, and is not too old; the key, the origin and the realm by the signature; and
/// last, if a challenge may be answered once, that it was not answered. The signature covers nothing else of the request.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::hoba::{Algorithm, Challenge, Credentials, Refusal, Server};
///
/// # fn rsa(kid: &str, signed: &[u8], sig: &[u8]) -> bool { kid == "key-1" && signed.len() == 79 && sig == b"a signature" }
/// let challenge = Challenge::new("pUE77w0LylHypHKhBqAiQA==", 10)?;
/// let server = Server::new("https://example.com:443", challenge.max_age())?;
///
/// # let tbs = challenge.tbs(Algorithm::RSA_SHA256, "https://example.com:443", "key-1", "Pm3yUW-sW5Q")?;
/// # let received = Credentials::new(&tbs, b"a signature")?.encode_to_vec();
/// let credentials = Credentials::parse(&received)?;
/// // Look up when `credentials.challenge()` was sent, and the algorithm of the key of `credentials.kid()`.
/// let (sent, algorithm) = (Some(1_400_000_000), Some(Algorithm::RSA_SHA256));
/// let verify = |now: u64| {
///     server.verify(
///         &credentials,
///         sent,
///         algorithm,
///         now,
///         |tbs, sig| {
///             let (mut text, mut bytes) = ([0; 512], [0; 512]);
///             let (text, sig) = (tbs.encode_to_slice(&mut text), sig.decode_into(&mut bytes));
///             text.is_ok_and(|text| sig.is_ok_and(|sig| rsa("key-1", text, sig)))
///         },
///         |_challenge, _until| true,
///     )
/// };
/// assert_eq!(verify(1_400_000_010), Ok(()));
/// assert_eq!(verify(1_400_000_011), Err(Refusal::Stale));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Server<'a> {
    origin: &'a str,
    realm: Option<&'a str>,
    max_age: u64,
    answer_time: u64,
}

/// For how many seconds a challenge that may be answered once may be answered.
const ANSWER_TIME: u64 = 60;

impl<'a> Server<'a> {
    /// Returns a server of this origin, with its port, that sends challenges with this [`max_age`](super::Challenge::max_age).
    ///
    /// # Errors
    /// As [`Credentials::tbs`], for the origin.
    pub fn new(origin: &'a str, max_age: u64) -> Result<Self, ValueError> {
        checked_origin(origin)?;
        Ok(Self { origin, realm: None, max_age, answer_time: ANSWER_TIME })
    }

    /// Returns the server of this realm.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a control character.
    pub fn with_realm(self, realm: &'a str) -> Result<Self, ValueError> {
        Text::for_part("realm", realm.as_bytes())?;
        Ok(Self { realm: Some(realm), ..self })
    }

    /// Sets for how many seconds a challenge may be answered whose `max-age` is zero: it may be answered once. The default is
    /// 60 seconds.
    #[must_use]
    pub const fn with_answer_time(self, seconds: u64) -> Self {
        Self { answer_time: seconds, ..self }
    }

    /// Verifies credentials.
    ///
    /// `sent` is the second at which the [challenge](Credentials::challenge) was sent for this origin and realm, or `None` if
    /// it was not.
    ///
    /// `algorithm` is that of the key that the credentials name, or `None` if there is no such key: such a request is refused
    /// as one with a wrong signature is. `is_signed` is asked all the same, and should verify with some other key, so that it
    /// takes as long.
    ///
    /// `is_signed` verifies the [signature](Credentials::sig) over the text with the key.
    ///
    /// `is_fresh` is asked last, and only if `max_age` is zero, with the challenge, and the second until which to remember
    /// it. It returns whether the challenge was not answered before.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn verify<'c>(
        &self,
        credentials: &Credentials<'c>,
        sent: Option<u64>,
        algorithm: Option<Algorithm>,
        now: u64,
        is_signed: impl FnOnce(&Tbs<'_>, Base64<'c>) -> bool,
        is_fresh: impl FnOnce(Text<'c>, u64) -> bool,
    ) -> Result<(), Refusal> {
        let sent = sent.ok_or(Refusal::Challenge)?;
        let is_once = self.max_age == 0;
        let until = sent.saturating_add(if is_once { self.answer_time } else { self.max_age });
        if now > until {
            return Err(Refusal::Stale);
        }
        let assumed = algorithm.unwrap_or(Algorithm::RSA_SHA256);
        // The origin and the realm were checked before.
        let tbs = credentials.tbs(assumed, self.origin, self.realm).map_err(|_| Refusal::Signature)?;
        if !(is_signed(&tbs, credentials.sig()) & algorithm.is_some()) {
            return Err(Refusal::Signature);
        }
        if !is_once || is_fresh(credentials.challenge(), until) { Ok(()) } else { Err(Refusal::Used) }
    }
}

impl fmt::Debug for Server<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("max_age", &self.max_age).finish_non_exhaustive()
    }
}

/// Why a [`Server`] refuses credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The credentials are malformed. [`Server::verify`] never returns it: it exists so that `?` works on
    /// [`Credentials::parse`] in the same function.
    Malformed(ParseError),
    /// The server did not send the challenge.
    Challenge,
    /// The challenge is too old.
    Stale,
    /// The signature is wrong, or there is no such key.
    Signature,
    /// The challenge may be answered once, and was answered before.
    Used,
}

impl Refusal {
    /// Returns the status code to answer with: 400 if the credentials are malformed, otherwise 401, with a new challenge.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            _ => 401,
        }
    }
}

reasons! { Refusal: Malformed(ParseError);
    Challenge => "the server did not send this challenge",
    Stale => "the challenge is too old",
    Signature => "the signature is wrong, or no such key exists",
    Used => "the challenge was answered before",
}
