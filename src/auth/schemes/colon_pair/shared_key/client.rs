//! The client: it signs requests.

use core::fmt;

use super::super::{Credentials, Kind};
use super::{AccountKey, Decoded, Request};
use crate::error::{ValueError, ValueErrorKind};
use crate::fields::AllFields;
use crate::mac::{MacFunction, MacKey};

/// A client of one account. `M` is HMAC-SHA-256.
///
/// The request has the fields that are sent, with `x-ms-date`, the time of signing as
/// [`HttpDate`](crate::auth::HttpDate) writes it, and `x-ms-version`.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::colon_pair::Kind;
/// use countersign::auth::colon_pair::shared_key::{AccountKey, Client, Request, Service};
/// use countersign::hash::Sha256;
/// use countersign::mac::Hmac;
///
/// // The account of the emulator, whose key is public.
/// let key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
/// let client = Client::new(Hmac(Sha256), AccountKey::from_base64(key)?);
///
/// let fields = [("x-ms-date", "Mon, 05 Dec 2011 17:55:02 GMT"), ("x-ms-version", "2011-08-18")];
/// let target = "/?restype=service&comp=properties";
/// let request = Request::new(Service::Table, "devstoreaccount1", "GET", target, &fields)?;
/// let signed = client.sign(&request, Kind::SharedKeyLite)?;
/// assert_eq!(
///     signed.credentials().display().to_string(),
///     "SharedKeyLite devstoreaccount1:b89upLBiJ54w3Ju3zBv4GzThZGj/M6C3CdTm1BySj28="
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Client<K> {
    key: K,
}

impl<K: MacKey<32>> Client<K> {
    /// Returns the client that has this key.
    #[must_use]
    pub fn new<M: MacFunction<32, Key = K>>(hmac_sha256: M, key: AccountKey<'_>) -> Self {
        Self { key: hmac_sha256.key_of(&Decoded(key.0)) }
    }

    /// Returns the client whose key is ready, such as one in a peripheral.
    #[must_use]
    pub const fn with_key(key: K) -> Self {
        Self { key }
    }

    /// Signs a request.
    ///
    /// # Errors
    /// Those of [`Request::string_to_sign`]; [`ValueErrorKind::Requires`] of the part `fields` for a request with neither
    /// `x-ms-date` nor `Date`.
    pub fn sign<'a, 'm: 'a, F: AllFields<'m> + Send + Sync>(
        &self,
        request: &Request<'a, F>,
        kind: Kind,
    ) -> Result<Signed<'a>, ValueError> {
        let text = request.string_to_sign(kind)?;
        if request.date().is_none() {
            return Err(ValueError::new("fields", ValueErrorKind::Requires("x-ms-date"), 0));
        }
        let signature = self.key.mac_of(&text);
        Ok(Signed { kind, account: request.account, signature })
    }
}

impl<K> fmt::Debug for Client<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

/// The signature of a request. `Debug` shows no byte of it.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    kind: Kind,
    account: &'a str,
    signature: [u8; 32],
}

impl Signed<'_> {
    /// Returns the credentials to send.
    #[must_use]
    pub fn credentials(&self) -> Credentials<'_> {
        Credentials::of_bytes(self.kind, self.account, &self.signature)
    }
}

impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").field("kind", &self.kind).finish_non_exhaustive()
    }
}
