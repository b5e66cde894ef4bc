//! The server: it verifies signed requests.

use core::fmt;
use core::hint::black_box;

use super::super::{Credentials, Kind};
use super::{AccountKey, Decoded, Request};
use crate::auth::coding::date::HttpDate;
use crate::error::{LineError, ParseError, ValueError};
use crate::fields::AllFields;
use crate::mac::{MacFunction, MacKey};

/// A server that verifies requests. `M` is HMAC-SHA-256.
///
/// It checks in this order: the scheme, the account, the time, the signature, and last whether the signature is fresh. The
/// [module](super) lists what is not signed.
///
/// ```
/// use countersign::auth::colon_pair::Credentials;
/// use countersign::auth::colon_pair::shared_key::{AccountKey, Refusal, Request, Server, Service};
/// use countersign::hash::Sha256;
/// use countersign::mac::Hmac;
///
/// let key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
/// let fields = [("x-ms-date", "Mon, 05 Dec 2011 17:55:02 GMT"), ("x-ms-version", "2011-08-18")];
/// let target = "/?restype=service&comp=properties";
/// let now = 1_323_107_702; // seconds
///
/// let credentials =
///     Credentials::parse(b"SharedKeyLite devstoreaccount1:b89upLBiJ54w3Ju3zBv4GzThZGj/M6C3CdTm1BySj28=")?;
/// let request = Request::new(Service::Table, credentials.id(), "GET", target, &fields)?;
/// let server = Server::new(Hmac(Sha256));
/// // Look up the key of `credentials.id()`.
/// server.verify(&credentials, &request, Some(AccountKey::from_base64(key)?), now, |_, _| true)?;
///
/// // An account that does not exist costs the same.
/// let refusal = server.verify(&credentials, &request, None, now, |_, _| true).unwrap_err();
/// assert_eq!((refusal, refusal.status()), (Refusal::Signature, 403));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Server<M> {
    hmac_sha256: M,
    skew: u64,
    takes_lite: bool,
}

/// The difference between the clocks that the service allows, in seconds.
const SKEW: u64 = 900;

/// As long as the key of an account is.
const NO_KEY: &[u8] = &[0; 64];

impl<M: MacFunction<32>> Server<M> {
    /// Returns a server, which accepts both schemes.
    #[must_use]
    pub const fn new(hmac_sha256: M) -> Self {
        Self { hmac_sha256, skew: SKEW, takes_lite: true }
    }

    /// Allows clocks to differ by so many seconds. Without this it is 900.
    #[must_use]
    pub const fn with_skew(self, seconds: u64) -> Self {
        Self { skew: seconds, ..self }
    }

    /// Refuses SharedKeyLite, which signs less of a request.
    #[must_use]
    pub const fn without_lite(self) -> Self {
        Self { takes_lite: false, ..self }
    }

    /// Verifies a request. The signature is compared in constant time.
    ///
    /// `key` is that of the account that the credentials name, or `None` if there is no such account: such a request is refused
    /// as one with a wrong signature is, after the same work.
    ///
    /// `is_fresh` is asked last, with the signature and the second until which to remember it: no nonce exists, so that within
    /// that time a request can be sent again. Return `true` to allow that, as Azure does.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn verify<'m, F: AllFields<'m> + Send + Sync>(
        &self,
        credentials: &Credentials<'_>,
        request: &Request<'m, F>,
        key: Option<AccountKey<'_>>,
        now: u64,
        is_fresh: impl FnOnce(&[u8; 32], u64) -> bool,
    ) -> Result<(), Refusal> {
        let kind = credentials.kind();
        if kind == Kind::Aws || kind == Kind::SharedKeyLite && !self.takes_lite {
            return Err(Refusal::Scheme);
        }
        if credentials.id() != request.account {
            return Err(Refusal::Account);
        }
        let date = request.date().ok_or(Refusal::Date)?;
        let at = HttpDate::parse(date).map_err(|_| Refusal::Date)?.unix_seconds();
        if now.abs_diff(at) > self.skew {
            return Err(Refusal::Time);
        }
        let text = request.string_to_sign(kind).map_err(|_| Refusal::Scheme)?;
        let unknown = black_box(AccountKey::from_bytes(NO_KEY)).map_err(Refusal::Malformed)?;
        let signature = self.hmac_sha256.key_of(&Decoded(key.unwrap_or(unknown).0)).mac_of(&text);
        if !(credentials.matches(&signature) & key.is_some()) {
            return Err(Refusal::Signature);
        }
        if is_fresh(&signature, at.saturating_add(self.skew)) { Ok(()) } else { Err(Refusal::Replayed) }
    }
}

impl<M> fmt::Debug for Server<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("skew", &self.skew).field("takes_lite", &self.takes_lite).finish_non_exhaustive()
    }
}

/// Why a [`Server`] refuses a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The credentials are malformed. The server never returns it: it exists so that `?` works on [`Credentials::parse`] in
    /// the same function.
    Credentials(ParseError),
    /// The request cannot be signed. The server never returns it: it exists so that `?` works on [`Request::new`] in the same
    /// function.
    Malformed(ValueError),
    /// The credentials are of another scheme.
    Scheme,
    /// The credentials are of another account than the request.
    Account,
    /// The request has no date, or a malformed one.
    Date,
    /// The clocks differ too much.
    Time,
    /// The signature is wrong, or there is no such account.
    Signature,
    /// The signature was used before.
    Replayed,
}

impl Refusal {
    /// Returns the status code to answer with, as Azure does: 400 or 403.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Credentials(_) | Self::Malformed(_) | Self::Scheme | Self::Date => 400,
            Self::Account | Self::Time | Self::Signature | Self::Replayed => 403,
        }
    }
}

reasons! { Refusal: Credentials(ParseError), Malformed(ValueError);
    Scheme => "the credentials are of another scheme",
    Account => "the credentials are of another account",
    Date => "the date of the request is absent or malformed",
    Time => "the time of the request is too far from now",
    Signature => "the signature is wrong, or no such account exists",
    Replayed => "the signature was used before",
}

impl From<LineError> for Refusal {
    fn from(error: LineError) -> Self {
        Self::Credentials(error.error())
    }
}
