//! The client: it signs requests.

use core::fmt;

use super::super::{Credentials, Kind};
use super::{PresignedTarget, Request, X_AMZ_DATE, presigned};
use crate::auth::coding::decimal::Decimal;
use crate::error::{ValueError, ValueErrorKind};
use crate::fields::AllFields;
use crate::mac::MacKey;

/// A client that has a secret access key. `K` is a key of HMAC-SHA-1.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::colon_pair::aws2::{Client, Request};
/// use countersign::hash::Sha1;
/// use countersign::mac::{Hmac, MacFunction};
///
/// let key = Hmac(Sha1).key(b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
/// let client = Client::new("AKIAIOSFODNN7EXAMPLE", key)?;
/// let fields = [("Date", "Tue, 27 Mar 2007 19:36:42 +0000")];
/// let request = Request::new("GET", "/photos/puppy.jpg", &fields)?.with_bucket("johnsmith")?;
/// assert_eq!(
///     client.sign(&request)?.credentials().display().to_string(),
///     "AWS AKIAIOSFODNN7EXAMPLE:bWq2s1WEIj+Ydj0vQ697zp+IXMU="
/// );
/// assert_eq!(
///     client.presign(&request, 1_175_139_620)?.display().to_string(),
///     "/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1175139620\
///      &Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D"
/// );
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Client<'a, K> {
    id: &'a str,
    key: K,
}

impl<'a, K: MacKey<20>> Client<'a, K> {
    /// Returns the client that has this key, with its identifier.
    ///
    /// # Errors
    /// The errors of [`Credentials::new`], for the identifier.
    pub fn new(id: &'a str, key: K) -> Result<Self, ValueError> {
        Credentials::new(Kind::Aws, id, b"\0").map(|_| Self { id, key })
    }

    /// Signs a request.
    ///
    /// # Errors
    /// [`ValueErrorKind::Requires`] of the part `fields` for a request with neither `x-amz-date` nor `Date`.
    pub fn sign<'m, F: AllFields<'m> + Send + Sync>(&self, request: &Request<'m, F>) -> Result<Signed<'a>, ValueError> {
        if request.date().is_none() {
            return Err(ValueError::new("fields", ValueErrorKind::Requires(X_AMZ_DATE), 0));
        }
        Ok(Signed { id: self.id, signature: self.key.mac_of(&request.string_to_sign()) })
    }

    /// Signs a request in its query: anybody can send it until it expires, at a second since 1970.
    ///
    /// # Errors
    /// [`ValueErrorKind::Prohibited`] of the part `query` at a parameter that is added here.
    pub fn presign<'r, 'm: 'r, F: AllFields<'m> + Send + Sync>(
        &self,
        request: &Request<'r, F>,
        expires: u64,
    ) -> Result<PresignedTarget<'r>, ValueError>
    where
        'a: 'r,
    {
        presigned::check(request.query)?;
        let expires = Decimal::from(expires);
        let signature = self.key.mac_of(&request.string_to_presign(expires));
        Ok(PresignedTarget { path: request.path, query: request.query, id: self.id, expires, signature })
    }
}

impl<K> fmt::Debug for Client<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

/// The signature of a request. `Debug` shows no byte of it.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    id: &'a str,
    signature: [u8; 20],
}

impl Signed<'_> {
    /// Returns the credentials to send.
    #[must_use]
    pub fn credentials(&self) -> Credentials<'_> {
        Credentials::of_bytes(Kind::Aws, self.id, &self.signature)
    }
}

impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").finish_non_exhaustive()
    }
}
