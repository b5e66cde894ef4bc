//! The client: it signs requests with HMAC.

use core::fmt;

use super::{Credentials, Request, Secrets, SignatureBaseString, SignatureMethod};
use crate::auth::coding::base64::{Base64, Form};
use crate::encode::Encode;
use crate::error::{ValueError, ValueErrorKind};
use crate::mac::{MacFunction, MacKey};

/// A client that signs with HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512. `M` is the method's MAC.
///
/// For RSA, sign the [`SignatureBaseString`] of unsigned [`credentials`](Self::credentials) and put the base64 of the
/// signature into [`Credentials::new`]. For PLAINTEXT see [`Secrets`].
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::oauth::{Client, Request, Secrets, SignatureMethod};
/// use countersign::hash::Sha1;
/// use countersign::mac::Hmac;
///
/// // RFC 5849 §1.2. The nonce must be unique for its timestamp.
/// let secrets = Secrets::new("kd94hf93k423kf44").with_token("pfkkdhi9sl3r4s00");
/// let client = Client::new(Hmac(Sha1), SignatureMethod::HmacSha1, "dpf43f3p2l4k3l03", secrets)?;
/// let request = Request::new("GET", "http", "photos.example.net", "/photos?file=vacation.jpg&size=original")?;
/// let unsigned = client.credentials(137_131_202, "chapoH")?.with_realm("Photos")?.with_token("nnch734d00sl2jdk");
/// let signed = client.sign(&request, unsigned)?;
/// assert_eq!(
///     signed.credentials().display().to_string(),
///     "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", \
///      oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\", \
///      oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\""
/// );
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Client<'a, M> {
    mac: M,
    method: SignatureMethod<'a>,
    consumer_key: &'a str,
    secrets: Secrets<'a>,
}

impl<'a, M> Client<'a, M> {
    /// Returns a client.
    ///
    /// # Errors
    /// [`ValueErrorKind::WrongForm`] of the part `oauth_signature_method` for a method with another length of the MAC, or
    /// without one.
    pub fn new<const N: usize>(
        mac: M,
        method: SignatureMethod<'a>,
        consumer_key: &'a str,
        secrets: Secrets<'a>,
    ) -> Result<Self, ValueError>
    where
        M: MacFunction<N>,
    {
        check_method::<N>(method)?;
        Ok(Self { mac, method, consumer_key, secrets })
    }

    /// Returns credentials without a signature, to which a token and other parameters can be added.
    ///
    /// # Errors
    /// [`ValueErrorKind::OutOfRange`] for a timestamp of zero.
    pub fn credentials(&self, timestamp: u64, nonce: &'a str) -> Result<Credentials<'a>, ValueError> {
        Credentials::new(self.consumer_key, self.method, "", timestamp, nonce)
    }

    /// Signs a request.
    ///
    /// # Errors
    /// Those of [`SignatureBaseString::new`], and [`ValueErrorKind::WrongForm`] of the part `oauth_signature_method` for
    /// credentials of another method than the client's.
    #[inline(never)]
    pub fn sign<const N: usize>(
        &self,
        request: &Request<'_>,
        unsigned: Credentials<'a>,
    ) -> Result<Signed<'a>, ValueError>
    where
        M: MacFunction<N>,
    {
        if unsigned.signature_method() != self.method {
            return Err(wrong_method());
        }
        let text = SignatureBaseString::new(request, &unsigned)?;
        let mac = self.mac.key_of(&self.secrets).mac_of(&text);
        Ok(Signed { unsigned, signature: Signature::of(&mac) })
    }
}

impl<M> fmt::Debug for Client<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("method", &self.method).finish_non_exhaustive()
    }
}

fn wrong_method() -> ValueError {
    ValueError::new("oauth_signature_method", ValueErrorKind::WrongForm, 0)
}

/// Checks that a method has a MAC of `N` bytes.
pub(super) fn check_method<const N: usize>(method: SignatureMethod<'_>) -> Result<(), ValueError> {
    let names = ["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512"];
    let length = names.into_iter().zip([20, 32, 64]).find(|(name, _)| method.name() == *name).map(|(_, length)| length);
    if length == Some(N) { Ok(()) } else { Err(wrong_method()) }
}

/// The base64 of a MAC of up to 64 bytes.
#[derive(Clone, Copy)]
pub(super) struct Signature {
    symbols: [u8; 88],
    length: usize,
}

impl Signature {
    pub(super) fn of(mac: &[u8]) -> Self {
        let mut symbols = [0; 88];
        let length = Base64::of(mac, Form::Standard).encode_to_slice(&mut symbols).map_or(0, <[u8]>::len);
        Self { symbols, length }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.symbols.get(..self.length).unwrap_or_default()
    }
}

/// Credentials, and the signature that they have. `Debug` shows lengths only.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    unsigned: Credentials<'a>,
    signature: Signature,
}

impl Signed<'_> {
    /// Returns the credentials to send.
    #[must_use]
    pub fn credentials(&self) -> Credentials<'_> {
        self.unsigned.with_signature(self.signature.as_bytes())
    }
}

impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").field("credentials", &self.unsigned).finish_non_exhaustive()
    }
}
