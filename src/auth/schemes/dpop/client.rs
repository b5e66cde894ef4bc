//! The client: it makes proofs, and sends a request once more if the server asks for a nonce.

use core::fmt;

use super::{Nonce, Request, TokenHash, alg};
use crate::auth::coding::base64::{Base64, Form, write_of};
use crate::auth::coding::json::{write_escaped, write_string};
use crate::auth::coding::jwk::Jwk;
use crate::auth::schemes::bearer::ErrorCode;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::hash::HashFunction;
use crate::syntax::number::{DIGITS, digits};

/// A client that has a key: SHA-256, the algorithm and the public key.
///
/// ```
/// use countersign::{Encode, auth::dpop::{Client, Request}, auth::jwk::Jwk, hash::Sha256};
/// use p256::ecdsa::{Signature, SigningKey, signature::Signer};
///
/// let key = SigningKey::from_slice(&[7; 32]).unwrap();
/// let point = key.verifying_key().to_encoded_point(false);
/// let jwk = Jwk::ec("P-256", &point.as_bytes()[1..33], &point.as_bytes()[33..])?;
/// let client = Client::new(Sha256, "ES256", jwk)?;
/// let request = Request::of_uri("GET", "https://resource.example.org/protectedresource?x=1")?;
/// let token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
/// // The jti must be unique: 96 random bits or more.
/// let unsigned = client.proof(&request, Some(token), "e1j3V_bKic8-LAEB", 1_562_262_618)?;
///
/// let mut buffer = [0; 1024];
/// let signature: Signature = key.sign(unsigned.encode_to_slice(&mut buffer)?);
/// let signature = signature.to_bytes();
/// let proof = unsigned.sign(&signature)?;
/// assert!(proof.encode_to_slice(&mut buffer)?.starts_with(b"eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Client<'a, F> {
    sha256: F,
    alg: &'a str,
    jwk: Jwk<'a>,
}

impl<'a, F: HashFunction<32>> Client<'a, F> {
    /// Returns the client that has the private key of this public key.
    ///
    /// # Errors
    /// [`ValueErrorKind::Prohibited`] for no algorithm, for `none` and for algorithms with a symmetric key;
    /// [`ValueErrorKind::WrongForm`] if the key is not one of the algorithm.
    pub fn new(sha256: F, alg: &'a str, jwk: Jwk<'a>) -> Result<Self, ValueError> {
        if !alg::is_asymmetric(alg) {
            return Err(ValueError::new("alg", ValueErrorKind::Prohibited, 0));
        }
        if !alg::fits(alg, &jwk) {
            return Err(ValueError::new("jwk", ValueErrorKind::WrongForm, 0));
        }
        Ok(Self { sha256, alg, jwk })
    }

    /// Returns a proof of this request, to be signed. A request to a resource has an access token; one to a token endpoint has
    /// none. `iat` is now, in seconds.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty `jti`.
    pub fn proof(
        &self,
        request: &Request<'a>,
        token: Option<&str>,
        jti: &'a str,
        iat: u64,
    ) -> Result<Unsigned<'a>, ValueError> {
        if jti.is_empty() {
            return Err(ValueError::new("jti", ValueErrorKind::Empty, 0));
        }
        let ath = token.map(|token| TokenHash::new(self.sha256, token));
        Ok(Unsigned { alg: self.alg, jwk: self.jwk, request: *request, jti, iat, ath, nonce: None })
    }
}

impl<F> fmt::Debug for Client<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("alg", &self.alg).field("jwk", &self.jwk).finish_non_exhaustive()
    }
}

/// A proof without a signature. Written, it is the bytes to sign. `Debug` shows its length only.
///
/// They are written piece by piece: no buffer is needed to hash them.
#[derive(Clone, Copy)]
pub struct Unsigned<'a> {
    alg: &'a str,
    jwk: Jwk<'a>,
    request: Request<'a>,
    jti: &'a str,
    iat: u64,
    ath: Option<TokenHash>,
    nonce: Option<Nonce<'a>>,
}

impl<'a> Unsigned<'a> {
    /// Adds the nonce that the server sent last.
    #[must_use]
    pub fn with_nonce(self, nonce: Nonce<'a>) -> Self {
        Self { nonce: Some(nonce), ..self }
    }

    /// Returns the proof with its signature: of an elliptic curve, the two numbers, and not their DER.
    ///
    /// # Errors
    /// [`ValueErrorKind::WrongForm`] for a signature of another length than the algorithm has.
    pub fn sign(self, signature: &'a [u8]) -> Result<Signed<'a>, ValueError> {
        if !alg::is_signature(self.alg, signature.len()) {
            return Err(ValueError::new("signature", ValueErrorKind::WrongForm, 0));
        }
        Ok(Signed { unsigned: self, signature: Base64::of(signature, Form::UrlUnpadded) })
    }
}

impl Encode for Unsigned<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        write_of(wire, &WrittenHeader(self))?;
        wire.put(b".")?;
        write_of(wire, &WrittenClaims(self))
    }
}

impl fmt::Debug for Unsigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unsigned({} bytes)", self.encoded_len())
    }
}

struct WrittenHeader<'u>(&'u Unsigned<'u>);

impl Encode for WrittenHeader<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(b"{\"typ\":\"dpop+jwt\",\"alg\":")?;
        write_string(wire, self.0.alg)?;
        wire.put(b",\"jwk\":")?;
        self.0.jwk.write(wire)?;
        wire.put(b"}")
    }
}

struct WrittenClaims<'u>(&'u Unsigned<'u>);

impl Encode for WrittenClaims<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let Unsigned { request, jti, iat, ath, nonce, .. } = self.0;
        wire.put(b"{\"jti\":")?;
        write_string(wire, jti)?;
        wire.put(b",\"htm\":")?;
        write_string(wire, request.method)?;
        wire.put(b",\"htu\":\"")?;
        request.uri.write(wire)?;
        write_escaped(wire, if request.uri.has_no_path() { b"/" } else { request.uri.path() })?;
        wire.put(b"\",\"iat\":")?;
        wire.put(digits(*iat, &mut [0; DIGITS]))?;
        if let Some(ath) = ath {
            wire.put(b",\"ath\":\"")?;
            ath.write(wire)?;
            wire.put(b"\"")?;
        }
        if let Some(nonce) = nonce {
            wire.put(b",\"nonce\":")?;
            write_string(wire, nonce.as_str())?;
        }
        wire.put(b"}")
    }
}

/// A proof, to be sent in the DPoP field. `Debug` shows its length only.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    unsigned: Unsigned<'a>,
    signature: Base64<'a>,
}

impl FieldContent for Signed<'_> {}

impl Encode for Signed<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.unsigned.write(wire)?;
        wire.put(b".")?;
        self.signature.write(wire)
    }

    fn is_secret(&self) -> bool {
        true
    }
}

impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signed({} bytes)", self.encoded_len())
    }
}

/// Whether a request is sent once more: once, and only if the server asks for a nonce and sends one.
///
/// ```
/// use countersign::auth::bearer::ErrorCode;
/// use countersign::auth::dpop::{self, Retry};
///
/// let response = [("DPoP-Nonce", "eyJ7S_zG.eyJH0-Z.HX4w-7v")];
/// let nonce = dpop::nonce(&response)?;
/// let mut retry = Retry::default();
/// assert_eq!(retry.nonce(Some(ErrorCode::InvalidToken), nonce), None);
/// assert_eq!(retry.nonce(Some(ErrorCode::UseDpopNonce), None), None);
/// assert_eq!(retry.nonce(Some(ErrorCode::UseDpopNonce), nonce), nonce, "make a proof with the nonce, and send it");
/// assert_eq!(retry.nonce(Some(ErrorCode::UseDpopNonce), nonce), None, "the second refusal is final");
/// # Ok::<(), countersign::LineError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retry {
    is_spent: bool,
}

impl Retry {
    /// Returns the nonce of the proof with which the request is sent once more; `None` if the response is final.
    ///
    /// `error` is that of the challenge, or of a token endpoint's answer. A nonce of any other response is for the next request.
    pub fn nonce<'m>(&mut self, error: Option<ErrorCode<'_>>, nonce: Option<Nonce<'m>>) -> Option<Nonce<'m>> {
        let nonce = nonce.filter(|_| !self.is_spent && error == Some(ErrorCode::UseDpopNonce));
        self.is_spent |= nonce.is_some();
        nonce
    }
}
