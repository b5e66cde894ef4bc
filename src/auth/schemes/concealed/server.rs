//! The server: it checks credentials, and answers wrong ones as if there were none.

use core::fmt;
use core::hint::black_box;

use super::{Credentials, Export};
use crate::auth::coding::base64::Base64;
use crate::error::{CapacityError, ParseError, ValueError};

/// A key that a server knows: what its database has for the ID of a key.
///
/// Two keys may have one ID only if they are the same key.
#[derive(Clone, Copy)]
pub struct Key<'a> {
    public_key: &'a [u8],
    signature_scheme: u16,
}

impl<'a> Key<'a> {
    /// Returns a key: the public key as [§3.1](https://www.rfc-editor.org/rfc/rfc9729#section-3.1) encodes it, and the number of
    /// its signature scheme in the TLS registry. The scheme must be one that TLS 1.3 allows for signatures.
    #[must_use]
    pub const fn new(public_key: &'a [u8], signature_scheme: u16) -> Self {
        Self { public_key, signature_scheme }
    }
}

impl fmt::Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("signature_scheme", &self.signature_scheme).finish_non_exhaustive()
    }
}

/// Stands for the public key of an unknown ID.
const UNKNOWN: &[u8] = &[0; 32];

impl Credentials<'_> {
    /// Verifies the credentials, which came on the connection of the export. Wrong credentials are to be treated
    /// [as absent ones](AsAbsent): `verify(…).ok()` is what a server needs to know.
    ///
    /// `key` is that of the ID in the credentials, or `None` if there is no such key. `is_signed` verifies the
    /// [proof](Self::proof), which it gets with the [bytes that it covers](Export::signed_content); it is asked last.
    ///
    /// The checks are, in this order: the key is known, and its signature scheme and public key are those of the credentials;
    /// the verification is that of the export, in constant time; the signature. The proof covers the connection, the key, the
    /// host and the realm, and nothing else of the request. What the [`Context`](super::Context) contained, and that the
    /// handshake is complete, the caller ensures: a request in early data has no credentials that could be verified.
    ///
    /// ```
    /// use countersign::Encode;
    /// use countersign::auth::concealed::{AsAbsent, Context, Credentials, Export, Key, LABEL, Request};
    ///
    /// # struct Tls;
    /// # impl Tls {
    /// #     fn export(&self, label: &str, context: &[u8]) -> [u8; 48] { let _ = (label, context); [1; 48] }
    /// # }
    /// # fn ed25519(key: &[u8], signed: &[u8], proof: &[u8]) -> bool { let _ = (key, signed); proof == b"proof" }
    /// # let tls = Tls;
    /// # let received = b"Concealed k=aw, a=a2V5, s=2055, v=AQEBAQEBAQEBAQEBAQEBAQ, p=cHJvb2Y";
    /// /// Returns whether the request is authenticated.
    /// let authenticates = |authorization: &[u8], key: Option<&Key<'_>>| -> Result<(), AsAbsent> {
    ///     let credentials = Credentials::parse(authorization)?;
    ///     // … look up the key of `credentials.key_id()` …
    ///     let mut buffer = [0; 1024];
    ///     let context = Context::new(&credentials, Request::new("https", "a.example", 443)?);
    ///     let export = Export::new(tls.export(LABEL, context.encode_to_slice(&mut buffer)?));
    ///     credentials.verify(&export, key, |signed, proof| {
    ///         let mut buffer = [0; 64];
    ///         proof.decode_into(&mut buffer).is_ok_and(|proof| ed25519(b"key", signed, proof))
    ///     })
    /// };
    ///
    /// let key = Key::new(b"key", 2055);
    /// assert_eq!(authenticates(received, Some(&key)).ok(), Some(()));
    /// // The response to these is that to a request without the field, such as 404.
    /// assert_eq!(authenticates(received, None).ok(), None);
    /// assert_eq!(authenticates(b"Concealed k=aw", None).ok(), None);
    /// ```
    ///
    /// # Errors
    /// [`AsAbsent`], whose reason is for logs.
    pub fn verify(
        &self,
        export: &Export,
        key: Option<&Key<'_>>,
        is_signed: impl FnOnce(&[u8; 126], Base64<'_>) -> bool,
    ) -> Result<(), AsAbsent> {
        let unknown = Key::new(black_box(UNKNOWN), self.signature_scheme);
        let known = key.unwrap_or(&unknown);
        let is_same = self.public_key.matches(known.public_key) & (self.signature_scheme == known.signature_scheme);
        if !(is_same & key.is_some()) {
            return Err(AsAbsent::Key);
        }
        if !export.matches(self) {
            return Err(AsAbsent::Verification);
        }
        if is_signed(&export.signed_content(), self.proof) { Ok(()) } else { Err(AsAbsent::Proof) }
    }
}

/// Why credentials are treated as if the field were absent.
///
/// There is no status code: the server MUST answer as it answers a request without the field,
/// [§6.3](https://www.rfc-editor.org/rfc/rfc9729#section-6.3), with the same status and the same body, such as 404 for what only
/// clients with a key may see. A server that reports the reason reveals that it supports authentication. The time that a
/// signature takes reveals it too, unless other responses are delayed as long, §6.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AsAbsent {
    /// The credentials are malformed. [`Credentials::verify`] never returns it: it exists so that `?` works on
    /// [`Credentials::parse`] in the same function.
    Malformed(ParseError),
    /// The parts of the context are invalid or too long. [`Credentials::verify`] never returns it: it exists so that `?` works
    /// on [`Request::new`](super::Request::new) and [`encode_to_slice`](crate::Encode::encode_to_slice).
    Context,
    /// There is no key of this ID, or it has another public key or another signature scheme.
    Key,
    /// The verification is not that of the export: the credentials are of another connection or another host.
    Verification,
    /// The signature is wrong.
    Proof,
}

reasons! { AsAbsent: Malformed(ParseError);
    Context => "the request or the credentials have no context",
    Key => "no key has this ID, this public key and this signature scheme",
    Verification => "the verification is not that of this connection",
    Proof => "the signature is wrong",
}

impl From<ValueError> for AsAbsent {
    fn from(_: ValueError) -> Self {
        Self::Context
    }
}

impl From<CapacityError> for AsAbsent {
    fn from(_: CapacityError) -> Self {
        Self::Context
    }
}
