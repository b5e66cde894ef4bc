//! The client: it proves that it has a private key, on one TLS connection.

use core::fmt;

use super::{Context, Credentials, Export, Request};
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::text::Text;

/// A client that has a key. The TLS library exports, and the caller signs.
///
/// Use it only on connections of TLS 1.3, or of TLS 1.2 with an extended master secret, §7. All requests of a connection have
/// the same proof, so that it can be made once.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::concealed::{Client, Export, LABEL, Request};
///
/// # struct Tls;
/// # impl Tls {
/// #     fn export(&self, label: &str, context: &[u8]) -> [u8; 48] { assert_eq!(context.len(), 27); let _ = label; [1; 48] }
/// # }
/// # fn ed25519(signed: &[u8]) -> [u8; 64] { let _ = signed; [7; 64] }
/// # let tls = Tls;
/// let client = Client::new(b"k", b"key", 2055)?; // 2055 is Ed25519
/// let mut buffer = [0; 256];
/// let context = client.context(Request::new("https", "a.example", 443)?).encode_to_slice(&mut buffer)?;
/// let export = Export::new(tls.export(LABEL, context));
/// let proof = ed25519(&export.signed_content());
/// let credentials = client.credentials(&export, &proof)?;
/// assert!(credentials.display().to_string().starts_with("Concealed k=aw, a=a2V5, s=2055, v=AQEBAQEBAQEBAQEBAQEBAQ, p="));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Client<'a> {
    key_id: &'a [u8],
    public_key: &'a [u8],
    signature_scheme: u16,
    realm: Option<Text<'a>>,
}

impl<'a> Client<'a> {
    /// Returns the client that has this key: its ID, the public key as §3.1 encodes it, and the number of its signature scheme
    /// in the TLS registry.
    ///
    /// A public key of RSA is an `RSAPublicKey` in DER, one of ECDSA an uncompressed point, one of `EdDSA` the bytes of RFC 8032.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty ID or key.
    pub const fn new(key_id: &'a [u8], public_key: &'a [u8], signature_scheme: u16) -> Result<Self, ValueError> {
        match (key_id, public_key) {
            ([], _) => Err(ValueError::new("k", ValueErrorKind::Empty, 0)),
            (_, []) => Err(ValueError::new("a", ValueErrorKind::Empty, 0)),
            _ => Ok(Self { key_id, public_key, signature_scheme, realm: None }),
        }
    }

    /// Adds the realm for which the client is configured. The server does not send it, §3.1.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// Returns the context for the TLS exporter.
    #[must_use]
    pub fn context(&self, request: Request<'a>) -> Context<'a> {
        Context::of_key(self.signature_scheme, self.key_id, self.public_key, request, self.realm)
    }

    /// Returns the credentials, with the signature of [`Export::signed_content`].
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty proof.
    pub fn credentials<'c, P>(&self, export: &'c Export, proof: &'c P) -> Result<Credentials<'c>, ValueError>
    where
        P: AsRef<[u8]> + ?Sized,
        'a: 'c,
    {
        let verification = export.last();
        let credentials = Credentials::new(self.key_id, self.public_key, self.signature_scheme, verification, proof)?;
        Ok(Credentials { realm: self.realm, ..credentials })
    }
}

impl fmt::Debug for Client<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("signature_scheme", &self.signature_scheme).finish_non_exhaustive()
    }
}
