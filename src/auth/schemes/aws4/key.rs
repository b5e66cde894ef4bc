//! The key of a day, a region and a service.

use core::fmt;

use super::Scope;
use super::algorithm::Key;
use crate::error::{ValueError, ValueErrorKind};
use crate::mac::{MacFunction, MacKey, Pieces};
use crate::owned::Owned;

/// The key of a scope, derived from a secret access key.
///
/// ```text
/// key = M(M(M(M("AWS4" ‖ secret, date), region), service), "aws4_request")    ; M = HMAC-SHA-256(key, data)
/// ```
///
/// It is valid for a day. Keep it, because deriving it costs four MACs; or give it to a device in place of the secret. With
/// the feature `zeroize`, it is overwritten when it is dropped.
///
/// ```
/// use countersign::auth::aws4::{Scope, SigningKey};
/// use countersign::hash::Sha256;
/// use countersign::mac::Hmac;
///
/// let scope = Scope::new("20130524", "us-east-1", "s3")?;
/// let key = SigningKey::derive(Hmac(Sha256), b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope)?;
/// assert_eq!(key.as_bytes()[..4], [0xDB, 0xB8, 0x93, 0xAC]);
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone)]
pub struct SigningKey(Owned<[u8; 32]>);

impl SigningKey {
    /// Derives the key of a scope from a secret access key.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty `secret`; [`ValueErrorKind::WrongForm`] for an `algorithm` whose key is not
    /// derived so.
    #[inline(never)]
    pub fn derive<M: MacFunction<32>>(hmac_sha256: M, secret: &[u8], scope: Scope<'_>) -> Result<Self, ValueError> {
        if secret.is_empty() {
            return Err(ValueError::new("secret", ValueErrorKind::Empty, 0));
        }
        let Key::OfScope(prefix) = scope.shape().key else {
            return Err(ValueError::new("algorithm", ValueErrorKind::WrongForm, 0));
        };
        let mut key = hmac_sha256.key_of(&Pieces(&[prefix.as_bytes(), secret]));
        for part in scope.parts() {
            key = hmac_sha256.key(&key.mac(part));
        }
        let key = key.mac(scope.terminator().as_bytes());
        Ok(Self::from_bytes(key))
    }

    /// Returns the key with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let mut key = Owned::new();
        key.append(&bytes);
        Self(key)
    }

    /// Returns the bytes, which are as secret as a password.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Prepares the key for signing.
    pub fn prepare<M: MacFunction<32>>(&self, hmac_sha256: M) -> M::Key {
        hmac_sha256.key(self.as_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}
