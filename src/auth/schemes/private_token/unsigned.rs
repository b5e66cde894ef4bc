//! A token without its authenticator, RFC 9577 §2.2.1: the bytes that an issuer signs, blinded.

use core::fmt;

use super::{PrivateToken, TokenChallenge};
use crate::encode::{Encode, Sink, Wire};
use crate::error::ValueError;
use crate::hash::HashFunction;

/// A token that a client asks an issuer for: all parts but the authenticator, which covers them.
///
/// ```text
/// authenticator_input = uint16 token_type
///                       nonce[32]
///                       challenge_digest[32]  ; SHA-256 of the TokenChallenge
///                       token_key_id[32]      ; SHA-256 of the token-key
/// ```
///
/// The client blinds these bytes, the issuer signs them and the client takes the blinding off, RFC 9578: all of that is
/// the caller's. The nonce is random, and new for each token.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::private_token::{TokenChallenge, Unsigned};
/// use countersign::hash::{HashFunction, Sha256};
///
/// let challenge = TokenChallenge::new(2, "issuer.example")?.with_origin_info("origin.example")?;
/// // … ask only if the issuer is trusted and `challenge.is_for("origin.example")` …
/// let unsigned = Unsigned::new(Sha256, &challenge, &[7; 32], &Sha256.hash(b"the token-key of the challenge"));
/// let covered = unsigned.encode_to_vec();
/// assert_eq!(covered.len(), 98);
/// // … blind `covered`, have the issuer sign it …
/// let authenticator = [4; 256];
/// let token = unsigned.with_authenticator(&authenticator)?;
/// assert_eq!(token.authenticator_input()[..], covered);
/// assert!(token.is_for(Sha256, &challenge));
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Unsigned {
    token_type: u16,
    nonce: [u8; 32],
    challenge_digest: [u8; 32],
    key_id: [u8; 32],
}

impl Unsigned {
    /// Returns a token for a challenge, of the type that the challenge names. `key_id` is the SHA-256 of the challenge's
    /// `token-key`.
    pub fn new<H: HashFunction<32>>(
        sha256: H,
        challenge: &TokenChallenge<'_>,
        nonce: &[u8; 32],
        key_id: &[u8; 32],
    ) -> Self {
        let challenge_digest = challenge.digest(sha256);
        Self { token_type: challenge.token_type(), nonce: *nonce, challenge_digest, key_id: *key_id }
    }

    /// Returns the token with the issuer's proof.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty authenticator.
    pub const fn with_authenticator<'a>(&'a self, authenticator: &'a [u8]) -> Result<PrivateToken<'a>, ValueError> {
        PrivateToken::new(self.token_type, &self.nonce, &self.challenge_digest, &self.key_id, authenticator)
    }
}

impl Encode for Unsigned {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(&self.token_type.to_be_bytes())?;
        [&self.nonce, &self.challenge_digest, &self.key_id].into_iter().try_for_each(|part| wire.put(part))
    }
}

impl fmt::Debug for Unsigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsigned").field("token_type", &self.token_type).finish_non_exhaustive()
    }
}
