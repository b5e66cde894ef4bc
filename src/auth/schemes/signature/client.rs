//! The client: it signs requests with an HMAC.

use core::fmt;

use super::{Credentials, Parameters, Request, Rules, SigningString};
use crate::error::ValueError;
use crate::fields::AllFields;
use crate::mac::MacKey;

/// A client that has a key of a MAC. With an asymmetric key, the caller signs the [`SigningString`].
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::signature::{BodyDigest, Client, Request};
/// use countersign::hash::Sha256;
/// use countersign::mac::{Hmac, MacFunction};
///
/// let client = Client::new("pda", Hmac(Sha256).key(b"secret"));
/// let digest = BodyDigest::of(Sha256, b"Thing to PUT at /things/thething please...").encode_to_vec();
/// let fields = [("Date", &b"Sun, 05 Jan 2014 21:31:40 GMT"[..]), ("Digest", &digest)];
/// let request = Request::new("PUT", "/things/thething?query=123", &fields)?;
/// let unsigned = client.parameters()?.with_algorithm("hmac-sha256")?.with_headers("(request-target) date digest")?;
/// let signed = client.sign(&request, unsigned)?;
/// assert_eq!(
///     signed.credentials().display().to_string(),
///     "Signature keyId=\"pda\", algorithm=\"hmac-sha256\", headers=\"(request-target) date digest\", \
///      signature=\"Z2j+UajbpCKY4UAD5BsrSlT13jqLg2Ce7cDb3PDPZvk=\""
/// );
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Client<'a, K> {
    key_id: &'a str,
    key: K,
    rules: Rules,
}

impl<'a, K> Client<'a, K> {
    /// Returns the client that has this key, with its identifier.
    #[must_use]
    pub const fn new(key_id: &'a str, key: K) -> Self {
        Self { key_id, key, rules: Rules::new() }
    }

    /// Signs by these rules.
    #[must_use]
    pub fn with_rules(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }

    /// Returns parameters without a signature, to which the names of what is signed and other parameters can be added.
    ///
    /// # Errors
    /// Those of [`Parameters::unsigned`].
    pub fn parameters(&self) -> Result<Parameters<'a>, ValueError> {
        Parameters::unsigned(self.key_id)
    }

    /// Signs a request, whose fields have what is to be signed.
    ///
    /// # Errors
    /// Those of [`SigningString::new`].
    pub fn sign<'m, F, const N: usize>(
        &self,
        request: &Request<'m, F>,
        unsigned: Parameters<'a>,
    ) -> Result<Signed<'a, N>, ValueError>
    where
        F: AllFields<'m> + Send + Sync,
        K: MacKey<N>,
    {
        let mac = self.key.mac_of(&SigningString::new(&unsigned, request, self.rules)?);
        Ok(Signed { unsigned, mac })
    }
}

impl<K> fmt::Debug for Client<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("rules", &self.rules).finish_non_exhaustive()
    }
}

/// Parameters, and the MAC that is their signature. `Debug` shows lengths only.
#[derive(Clone, Copy)]
pub struct Signed<'a, const N: usize> {
    unsigned: Parameters<'a>,
    mac: [u8; N],
}

impl<const N: usize> Signed<'_, N> {
    /// Returns the parameters, to be sent in a Signature field.
    #[must_use]
    pub fn parameters(&self) -> Parameters<'_> {
        self.unsigned.with_mac(&self.mac)
    }

    /// Returns the credentials, to be sent in an Authorization field.
    #[must_use]
    pub fn credentials(&self) -> Credentials<'_> {
        Credentials::new(self.parameters())
    }
}

impl<const N: usize> fmt::Debug for Signed<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").field("parameters", &self.unsigned).finish_non_exhaustive()
    }
}
