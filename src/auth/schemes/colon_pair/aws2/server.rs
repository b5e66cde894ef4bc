//! The server: it verifies signed requests.

use core::fmt;
use core::hint::black_box;

use super::super::{Credentials, Kind};
use super::{Presigned, Request, StringToSign, presigned};
use crate::auth::coding::date::HttpDate;
use crate::error::{DecodeError, LineError, ParseError, ValueError};
use crate::fields::AllFields;
use crate::mac::{MacFunction, MacKey};

/// A server that verifies requests. `M` is HMAC-SHA-1.
///
/// It checks in this order: the scheme, that the request has one signature, the time, the signature, and last whether the
/// signature is fresh. The [module](super) lists what is not signed.
///
/// ```
/// use countersign::auth::colon_pair::Credentials;
/// use countersign::auth::colon_pair::aws2::{Presigned, Refusal, Request, Server};
/// use countersign::hash::Sha1;
/// use countersign::mac::Hmac;
///
/// let secret = b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// let fields = [("Host", "johnsmith.s3.amazonaws.com"), ("Date", "Tue, 27 Mar 2007 19:36:42 +0000")];
/// let request = Request::new("GET", "/photos/puppy.jpg", &fields)?.with_bucket("johnsmith")?;
/// let credentials = Credentials::parse(b"AWS AKIAIOSFODNN7EXAMPLE:bWq2s1WEIj+Ydj0vQ697zp+IXMU=")?;
/// let server = Server::new(Hmac(Sha1));
/// let now = 1_175_024_202; // seconds
///
/// // Look up the secret of `credentials.id()`.
/// server.verify(&credentials, &request, Some(secret), now, |_, _| true)?;
///
/// // A key that does not exist costs the same.
/// let refusal = server.verify(&credentials, &request, None, now, |_, _| true).unwrap_err();
/// assert_eq!((refusal, refusal.status()), (Refusal::Signature, 403));
///
/// let target = "/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1175139620\
///     &Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D";
/// let request = Request::new("GET", target, &fields)?.with_bucket("johnsmith")?;
/// let mut buffer = [0; 128];
/// let presigned = Presigned::parse(&request, &mut buffer)?;
/// server.verify_presigned(&presigned, &request, Some(secret), now)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Server<M> {
    hmac_sha1: M,
    skew: u64,
}

/// The difference between the clocks that the service allows, in seconds.
const SKEW: u64 = 900;

/// As long as a secret access key is.
const NO_SECRET: &[u8] = &[0; 40];

impl<M: MacFunction<20>> Server<M> {
    /// Returns a server whose clients have clocks that differ by 900 seconds at most.
    #[must_use]
    pub const fn new(hmac_sha1: M) -> Self {
        Self { hmac_sha1, skew: SKEW }
    }

    /// Allows clocks to differ by so many seconds.
    #[must_use]
    pub const fn with_skew(self, seconds: u64) -> Self {
        Self { skew: seconds, ..self }
    }

    /// Verifies a request whose signature is in the field Authorization. It is compared in constant time.
    ///
    /// `secret` is that of the key that the credentials name, or `None` if there is no such key: such a request is refused as one
    /// with a wrong signature is, after the same work.
    ///
    /// `is_fresh` is asked last, with the signature and the second until which to remember it: no nonce exists, so that within
    /// that time a request can be sent again. Return `true` to allow that, as Amazon does.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn verify<'m, F: AllFields<'m> + Send + Sync>(
        &self,
        credentials: &Credentials<'_>,
        request: &Request<'m, F>,
        secret: Option<&[u8]>,
        now: u64,
        is_fresh: impl FnOnce(&[u8; 20], u64) -> bool,
    ) -> Result<(), Refusal> {
        if credentials.kind() != Kind::Aws {
            return Err(Refusal::Scheme);
        }
        if presigned::first(request.query).is_some() {
            return Err(Refusal::TwoForms);
        }
        let date = request.date().ok_or(Refusal::Date)?;
        let at = date_of(date).ok_or(Refusal::Date)?;
        if now.abs_diff(at) > self.skew {
            return Err(Refusal::Time);
        }
        let signature = self.signature(&request.string_to_sign(), credentials, secret)?;
        if is_fresh(&signature, at.saturating_add(self.skew)) { Ok(()) } else { Err(Refusal::Replayed) }
    }

    /// Verifies a request whose signature is in its query, which can be sent any number of times until it expires. The signature
    /// is compared in constant time. `secret` is as for [`verify`](Self::verify).
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn verify_presigned<'m, F: AllFields<'m> + Send + Sync>(
        &self,
        presigned: &Presigned<'_>,
        request: &Request<'m, F>,
        secret: Option<&[u8]>,
        now: u64,
    ) -> Result<(), Refusal> {
        if request.value("authorization").is_some() {
            return Err(Refusal::TwoForms);
        }
        if now > presigned.expires() {
            return Err(Refusal::Expired);
        }
        let text = request.string_to_presign(presigned.expires);
        self.signature(&text, &presigned.credentials(), secret).map(|_| ())
    }

    fn signature<'r, 'm: 'r, F: AllFields<'m> + Send + Sync>(
        &self,
        text: &StringToSign<'r, F>,
        credentials: &Credentials<'_>,
        secret: Option<&[u8]>,
    ) -> Result<[u8; 20], Refusal> {
        let signature = self.hmac_sha1.key(secret.unwrap_or(black_box(NO_SECRET))).mac_of(text);
        if credentials.matches(&signature) & secret.is_some() { Ok(signature) } else { Err(Refusal::Signature) }
    }
}

/// Returns the seconds of a date, which may have `+0000` in place of `GMT`.
fn date_of(value: &[u8]) -> Option<u64> {
    let mut date = [0; 29];
    let value = match value.strip_suffix(b"+0000") {
        Some(start) => {
            let (own, zone) = date.split_last_chunk_mut::<3>()?;
            (start.len() == own.len()).then(|| own.copy_from_slice(start))?;
            *zone = *b"GMT";
            &date
        }
        None => value,
    };
    HttpDate::parse(value).ok().map(|date| date.unix_seconds())
}

impl<M> fmt::Debug for Server<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("skew", &self.skew).finish_non_exhaustive()
    }
}

/// Why a [`Server`] refuses a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The credentials are malformed. The server never returns it: it exists so that `?` works on [`Credentials::parse`] in
    /// the same function.
    Credentials(ParseError),
    /// The parameters of a presigned request are malformed. As the one before, for [`Presigned::parse`].
    Presigned(DecodeError),
    /// The request cannot be signed. As the one before, for [`Request::new`].
    Malformed(ValueError),
    /// The credentials are of another scheme.
    Scheme,
    /// The request has a signature in a field and one in its query.
    TwoForms,
    /// The request has no date, or a malformed one.
    Date,
    /// The clocks differ too much.
    Time,
    /// The presigned request has expired.
    Expired,
    /// The signature is wrong, or there is no such key.
    Signature,
    /// The signature was used before.
    Replayed,
}

impl Refusal {
    /// Returns the status code to answer with, as Amazon does: 400 or 403. It is 500 for a buffer that is too short.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Presigned(DecodeError::Capacity(_)) => 500,
            Self::Credentials(_) | Self::Presigned(_) | Self::Malformed(_) | Self::Scheme | Self::TwoForms => 400,
            Self::Date | Self::Time | Self::Expired | Self::Signature | Self::Replayed => 403,
        }
    }
}

reasons! { Refusal: Credentials(ParseError), Presigned(DecodeError), Malformed(ValueError);
    Scheme => "the credentials are of another scheme",
    TwoForms => "the request has two signatures",
    Date => "the date of the request is absent or malformed",
    Time => "the time of the request is too far from now",
    Expired => "the presigned request has expired",
    Signature => "the signature is wrong, or no such key exists",
    Replayed => "the signature was used before",
}

impl From<LineError> for Refusal {
    fn from(error: LineError) -> Self {
        Self::Credentials(error.error())
    }
}
