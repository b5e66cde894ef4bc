//! The server: it checks proofs.

use core::fmt;

use super::{Nonce, Proof, Request, TokenHash, alg};
use crate::auth::schemes::bearer::ErrorCode;
use crate::error::{DecodeError, LineError, ValueError, ValueErrorKind};
use crate::hash::HashFunction;
use crate::syntax::secret::constant_time_eq;

/// A server, with SHA-256 and the algorithms that it accepts.
///
/// It checks in this order, RFC 9449 §4.3: the type, the algorithm and the kind of key, the method, the URI, the nonce, the
/// time, the signature, the hash of the access token, the key to which the token is bound, and last whether the proof is fresh.
/// The signature does not cover the fields, the query and the body of the request.
///
/// ```
/// use countersign::auth::dpop::{self, Proof, Refusal, Request, Server};
/// use countersign::auth::jwk::Key;
/// use countersign::hash::Sha256;
/// use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
///
/// let fields = [("DPoP", concat!(
///     "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFV",
///     "ZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VT",
///     "YzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4",
///     "vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg",
/// ))];
/// let server = Server::new(Sha256, &["ES256"])?;
/// let request = Request::new("POST", "https", "server.example.com", "/token")?;
/// let mut buffer = [0; 1024];
/// let now = 1_562_262_620; // seconds
///
/// let jwt = dpop::proof(&fields)?.ok_or(Refusal::Absent)?;
/// let proof = Proof::read(jwt, &mut buffer)?;
/// let verified = |proof: &Proof<'_>| -> Option<()> {
///     let Key::Ec { x, y, .. } = proof.header().jwk.key() else { return None };
///     let (mut point, mut signature) = ([4; 65], [0; 64]);
///     x.decode_into(&mut point[1..]).ok()?;
///     y.decode_into(&mut point[33..]).ok()?;
///     proof.signature().decode_into(&mut signature).ok()?;
///     let key = VerifyingKey::from_sec1_bytes(&point).ok()?;
///     key.verify(proof.signing_input().as_bytes(), &Signature::from_slice(&signature).ok()?).ok()
/// };
/// server.verify(&request, &proof, now, |proof| verified(proof).is_some(), |jti, until| {
///     // … remember a hash of the jti until the second `until` …
///     jti == "-BwC3ESc6acc2lTc" && until == 1_562_262_916
/// })?;
///
/// let refusal = server.verify(&request, &proof, now + 999, |_| true, |_, _| true).unwrap_err();
/// assert_eq!((refusal, refusal.status()), (Refusal::Stale, 401));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Server<'a, F> {
    sha256: F,
    algs: &'a [&'a str],
    nonces: &'a [Nonce<'a>],
    window: u64,
}

/// How far the time of a proof may be from now, in seconds.
const WINDOW: u64 = 300;

impl<'a, F: HashFunction<32>> Server<'a, F> {
    /// Returns a server that accepts proofs with these algorithms, made at most 300 seconds ago or from now. Their names are
    /// case-sensitive.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] if there is no algorithm, [`ValueErrorKind::ProhibitedElement`] for `none` and for algorithms with a
    /// symmetric key, such as HS256. The offset is the index.
    pub fn new(sha256: F, algs: &'a [&'a str]) -> Result<Self, ValueError> {
        if algs.is_empty() {
            return Err(ValueError::new("algs", ValueErrorKind::Empty, 0));
        }
        algs.iter().enumerate().try_for_each(|(index, alg)| alg::checked(alg, index))?;
        Ok(Self { sha256, algs, nonces: &[], window: WINDOW })
    }

    /// Allows the time of a proof to be so many seconds before and after now.
    #[must_use]
    pub fn with_window(self, seconds: u64) -> Self {
        Self { window: seconds, ..self }
    }

    /// Requires one of these nonces: the one that the server sends now, and those before it that it still accepts.
    ///
    /// A nonce is any text that a client cannot predict. Make one every few minutes, and accept the last two.
    ///
    /// ```
    /// use countersign::Encode;
    /// use countersign::auth::dpop::{Challenge, Nonce, Refusal, Server};
    /// use countersign::hash::Sha256;
    ///
    /// let nonces = [Nonce::new("eyJ7S_zG.eyJH0-Z.HX4w-7v")?, Nonce::new("eyJ7S_zG.eyJbYu3.xV7p9a1")?];
    /// let server = Server::new(Sha256, &["ES256"])?.with_nonces(&nonces);
    ///
    /// // A client without one of them gets the first, and tries again.
    /// let refusal = Refusal::Nonce;
    /// let challenge = Challenge::new().with_error(refusal.error()).with_algs("ES256")?;
    /// let [nonce, _] = nonces;
    /// let response = format!(
    ///     "HTTP/1.1 {} Unauthorized\r\nWWW-Authenticate: {}\r\nDPoP-Nonce: {}\r\n\r\n",
    ///     refusal.status(),
    ///     challenge.display(),
    ///     nonce.display(),
    /// );
    /// assert_eq!(
    ///     response,
    ///     "HTTP/1.1 401 Unauthorized\r\n\
    ///      WWW-Authenticate: DPoP error=\"use_dpop_nonce\", algs=\"ES256\"\r\n\
    ///      DPoP-Nonce: eyJ7S_zG.eyJH0-Z.HX4w-7v\r\n\r\n",
    /// );
    /// # let _ = server;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_nonces(self, nonces: &'a [Nonce<'a>]) -> Self {
        Self { nonces, ..self }
    }

    /// Verifies the proof of a request. Nonces and hashes are compared in constant time.
    ///
    /// `is_signed` verifies the [signature](Proof::signature) of the [signed bytes](Proof::signing_input) with the key and the
    /// algorithm of the [header](Proof::header). The key and the algorithm fit, and the length of the signature is right, where
    /// the algorithm is known. `is_fresh` gets the identifier of the proof, and until which second it is to be remembered. It
    /// returns whether the identifier is new. It is of any length, so remember a hash.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn verify(
        &self,
        request: &Request<'_>,
        proof: &Proof<'_>,
        now: u64,
        is_signed: impl FnOnce(&Proof<'_>) -> bool,
        is_fresh: impl FnOnce(&str, u64) -> bool,
    ) -> Result<(), Refusal> {
        self.check_claims(request, proof, now)?;
        let header = proof.header();
        if !alg::is_signature(header.alg, proof.signature().decoded_len()) || !is_signed(proof) {
            return Err(Refusal::Signature);
        }
        let claims = proof.claims();
        if let Some(token) = request.token {
            let ath = TokenHash::new(self.sha256, token);
            if !claims.ath.is_some_and(|given| ath.matches(given)) {
                return Err(Refusal::Token);
            }
        }
        if request.jkt.is_some_and(|jkt| !header.jwk.thumbprint(self.sha256).matches(jkt)) {
            return Err(Refusal::Binding);
        }
        if is_fresh(claims.jti, claims.iat.saturating_add(self.window)) { Ok(()) } else { Err(Refusal::Replayed) }
    }

    /// The checks that need no key.
    fn check_claims(&self, request: &Request<'_>, proof: &Proof<'_>, now: u64) -> Result<(), Refusal> {
        let (header, claims) = (proof.header(), proof.claims());
        if header.typ != "dpop+jwt" {
            return Err(Refusal::Type);
        }
        if !self.algs.contains(&header.alg) {
            return Err(Refusal::Algorithm);
        }
        if !alg::fits(header.alg, &header.jwk) {
            return Err(Refusal::Key);
        }
        if claims.jti.is_empty() {
            return Err(Refusal::Identifier);
        }
        if claims.htm != request.method {
            return Err(Refusal::Method);
        }
        if !request.is_uri(claims.htu) {
            return Err(Refusal::Uri);
        }
        let given = claims.nonce.unwrap_or_default().as_bytes();
        let is_nonce = |found, nonce: &Nonce<'_>| found | constant_time_eq(given, nonce.as_str().as_bytes());
        if !self.nonces.is_empty() && !self.nonces.iter().fold(false, is_nonce) {
            return Err(Refusal::Nonce);
        }
        if claims.iat.abs_diff(now) > self.window { Err(Refusal::Stale) } else { Ok(()) }
    }
}

impl<F> fmt::Debug for Server<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("algs", &self.algs).field("window", &self.window).finish_non_exhaustive()
    }
}

/// Why a [`Server`] refuses a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no proof. [`Server::verify`] never returns this, `Malformed` or `Unreadable`: with them, your function can use `?`.
    Absent,
    /// The field is malformed, or occurs twice.
    Malformed(LineError),
    /// The JSON of the proof is malformed, or lacks a member.
    Unreadable(DecodeError),
    /// The type is not `dpop+jwt`.
    Type,
    /// The algorithm is not one of the server's.
    Algorithm,
    /// The key is of another kind than the algorithm needs.
    Key,
    /// The identifier is empty.
    Identifier,
    /// The proof is for another method.
    Method,
    /// The proof is for another URI.
    Uri,
    /// The proof has no nonce of the server. Answer with a DPoP-Nonce field that has one.
    Nonce,
    /// The time of the proof is too far from now.
    Stale,
    /// The signature is wrong.
    Signature,
    /// The proof is for another access token, or for no token.
    Token,
    /// The token is bound to another key.
    Binding,
    /// The identifier was used before.
    Replayed,
}

impl Refusal {
    /// Returns the status code of a resource server: 401. A token endpoint answers 400 in every case, RFC 9449 §5 and §8.
    #[must_use]
    pub const fn status(&self) -> u16 {
        401
    }

    /// Returns the error code, for the [challenge](super::Challenge::with_error) of a resource server, or for the answer of a token
    /// endpoint.
    #[must_use]
    pub const fn error(&self) -> ErrorCode<'static> {
        match self {
            Self::Nonce => ErrorCode::UseDpopNonce,
            Self::Binding => ErrorCode::InvalidToken,
            _ => ErrorCode::InvalidDpopProof,
        }
    }
}

reasons! { Refusal: Malformed(LineError), Unreadable(DecodeError);
    Absent => "the request has no proof",
    Type => "the type of the proof is not dpop+jwt",
    Algorithm => "the algorithm of the proof is not accepted",
    Key => "the key of the proof is not one of its algorithm",
    Identifier => "the identifier of the proof is empty",
    Method => "the proof is for another method",
    Uri => "the proof is for another URI",
    Nonce => "the proof does not have the nonce of the server",
    Stale => "the time of the proof is too far from now",
    Signature => "the signature of the proof is wrong",
    Token => "the proof is not for the access token",
    Binding => "the token is bound to another key",
    Replayed => "the proof was used before",
}
