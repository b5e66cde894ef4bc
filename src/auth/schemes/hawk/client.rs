//! The client: it signs requests, and checks what the server signs.

use core::fmt;

use super::{Challenge, Credentials, Info, Normalized, Request};
use crate::auth::coding::decimal::Decimal;
use crate::encode::{Encode, Sink, Wire};
use crate::error::ValueError;
use crate::mac::MacKey;

/// A client that has a key: HMAC-SHA-256 or HMAC-SHA-1, as was agreed for the key.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::hawk::{Client, PayloadHash, Request};
/// use countersign::hash::Sha256;
/// use countersign::mac::{Hmac, MacFunction};
///
/// let client = Client::new("dh37fgj492je", Hmac(Sha256).key(b"werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn"));
/// let request = Request::new("POST", "example.com", 8000, "/resource/1?b=1&a=2")?;
/// let mut payload = PayloadHash::new(Sha256, "text/plain");
/// payload.update(b"Thank you for flying Hawk");
/// let hash = payload.finish();
/// // The nonce must be unique for its time.
/// let unsigned = client.credentials(1_353_832_234, "j4h3g2")?.with_hash(&hash)?.with_ext("some-app-ext-data")?;
/// let signed = client.sign(&request, unsigned);
/// assert_eq!(
///     signed.credentials().display().to_string(),
///     "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", hash=\"Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=\", \
///      ext=\"some-app-ext-data\", mac=\"aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=\""
/// );
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Client<'a, K> {
    id: &'a str,
    key: K,
}

impl<'a, K> Client<'a, K> {
    /// Returns the client that has this key, with its identifier.
    #[must_use]
    pub const fn new(id: &'a str, key: K) -> Self {
        Self { id, key }
    }

    /// Returns credentials without a signature, to which a hash and other parameters can be added.
    ///
    /// # Errors
    /// Those of [`Credentials::new`], for the identifier and the nonce.
    pub fn credentials(&self, ts: u64, nonce: &'a str) -> Result<Credentials<'a>, ValueError> {
        Credentials::new(self.id, ts, nonce, b"\0")
    }

    /// Signs a request.
    pub fn sign<const N: usize>(&self, request: &Request<'_>, unsigned: Credentials<'a>) -> Signed<'a, N>
    where
        K: MacKey<N>,
    {
        Signed { unsigned, mac: self.key.mac_of(&Normalized::header(request, &unsigned)) }
    }

    /// Checks the info of a response, in constant time, against the request that was sent with these credentials.
    ///
    /// `payload` is the [hash](super::PayloadHash) of the response's body, or `None` if it is not to be checked.
    ///
    /// # Errors
    /// [`ClientError`]
    pub fn accept<const N: usize>(
        &self,
        request: &Request<'_>,
        sent: &Credentials<'_>,
        info: Option<&Info<'_>>,
        payload: Option<&[u8; N]>,
    ) -> Result<(), ClientError>
    where
        K: MacKey<N>,
    {
        let info = info.ok_or(ClientError::Unproved)?;
        if !info.matches(&self.key.mac_of(&Normalized::response(request, sent, info))) {
            return Err(ClientError::Mac);
        }
        match payload {
            Some(payload) if !info.hash().is_some_and(|hash| hash.matches(payload)) => Err(ClientError::Payload),
            _ => Ok(()),
        }
    }

    /// Returns the time of the server, in seconds, from the challenge of a response 401: what the client's clock is to be set
    /// to. Returns `None` for a challenge without a time, and for one that the server did not sign.
    pub fn resync<const N: usize>(&self, challenge: &Challenge<'_>) -> Option<u64>
    where
        K: MacKey<N>,
    {
        let (ts, tsm) = challenge.time()?;
        tsm.matches(&self.key.mac_of(&SignedTime(ts))).then_some(ts.get())
    }
}

impl<K> fmt::Debug for Client<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

/// `"hawk.1.ts" LF ts LF`
pub(super) struct SignedTime(pub(super) Decimal);

impl Encode for SignedTime {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(b"hawk.1.ts\n")?;
        wire.put(self.0.as_str().as_bytes())?;
        wire.put(b"\n")
    }
}

/// Credentials, and the mac that they have. `Debug` shows lengths only.
#[derive(Clone, Copy)]
pub struct Signed<'a, const N: usize> {
    unsigned: Credentials<'a>,
    mac: [u8; N],
}

impl<const N: usize> Signed<'_, N> {
    /// Returns the credentials to send.
    #[must_use]
    pub fn credentials(&self) -> Credentials<'_> {
        self.unsigned.with_mac(&self.mac)
    }
}

impl<const N: usize> fmt::Debug for Signed<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").field("credentials", &self.unsigned).finish_non_exhaustive()
    }
}

/// Why a [`Client`] does not accept a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// The response has no info.
    Unproved,
    /// The mac is wrong: the server does not have the key, or the response is another.
    Mac,
    /// The body has another hash than the info, or the info has none.
    Payload,
}

reasons! { ClientError;
    Unproved => "the response has no proof of the server",
    Mac => "the server's mac is wrong",
    Payload => "the body does not have the hash that the server signed",
}
