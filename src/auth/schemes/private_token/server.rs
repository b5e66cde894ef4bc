//! The server: it verifies tokens, and accepts each once. RFC 9577 §2.2, RFC 9578.

use core::fmt;

use super::{PrivateToken, TokenChallenge};
use crate::error::ParseError;
use crate::hash::HashFunction;

/// What a server offered: a challenge, and the key with which the issuer signs the tokens for it.
///
/// While an issuer changes its key, offer the challenge twice, once with each key.
#[derive(Clone, Copy)]
pub struct Offer<'a> {
    challenge: TokenChallenge<'a>,
    key_id: [u8; 32],
}

impl<'a> Offer<'a> {
    /// Returns an offer. The key's ID is the SHA-256 of the `token-key` that is sent with the challenge, in both types of
    /// RFC 9578.
    #[must_use]
    pub const fn new(challenge: TokenChallenge<'a>, key_id: [u8; 32]) -> Self {
        Self { challenge, key_id }
    }
}

impl fmt::Debug for Offer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Offer").field("challenge", &self.challenge).finish_non_exhaustive()
    }
}

/// A server that sent challenges. `H` is SHA-256.
///
/// It checks in this order: the type, the digest of the challenge, the key, the authenticator, and last whether the token was
/// not spent. The authenticator covers the challenge, with its origins and its context, and nothing of the request.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::private_token::{Credentials, Offer, PrivateToken, Refusal, Server, TokenChallenge, Unsigned};
/// use countersign::hash::{HashFunction, Sha256};
///
/// let key = b"the issuer's public key";
/// let challenge = TokenChallenge::new(2, "issuer.example")?.with_origin_info("origin.example")?;
/// let offers = [Offer::new(challenge, Sha256.hash(key))];
///
/// # let unsigned = Unsigned::new(Sha256, &challenge, &[7; 32], &Sha256.hash(key));
/// # let sent = unsigned.with_authenticator(&[4; 256])?.encode_to_vec();
/// # let sent = Credentials::new(&sent)?.encode_to_vec();
/// # fn verify_blind_rsa(key: &[u8], covered: &[u8], authenticator: &[u8]) -> bool {
/// #     key.len() == 23 && covered.len() == 98 && authenticator == [4; 256]
/// # }
/// let credentials = Credentials::parse(&sent)?;
/// let mut buffer = [0; 512];
/// let token = PrivateToken::parse(credentials.token().decode_into(&mut buffer)?)?;
/// let mut spent = Vec::new();
/// let mut verify = || {
///     let is_authentic = |covered: &[u8; 98], authenticator: &[u8]| verify_blind_rsa(key, covered, authenticator);
///     Server::new(Sha256, &offers).verify(&token, is_authentic, |nonce| {
///         let is_fresh = !spent.contains(nonce);
///         spent.push(*nonce);
///         is_fresh
///     })
/// };
/// assert_eq!(verify(), Ok(()));
/// assert_eq!(verify(), Err(Refusal::Spent));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Server<'a, H> {
    sha256: H,
    offers: &'a [Offer<'a>],
}

impl<'a, H: HashFunction<32>> Server<'a, H> {
    /// Returns a server that sent these challenges. If their contexts are those of one client or one time, give only those
    /// that are still valid for this request.
    #[must_use]
    pub const fn new(sha256: H, offers: &'a [Offer<'a>]) -> Self {
        Self { sha256, offers }
    }

    /// Verifies a token.
    ///
    /// `is_authentic` verifies the authenticator with the issuer's key, over the [bytes that it covers](super::Unsigned): for
    /// type 2 RSASSA-PSS with SHA-384 and a salt of 48 bytes, for type 1 the VOPRF of P-384, which needs the issuer's private
    /// key. It also checks the length of the authenticator, 256 and 48 bytes.
    ///
    /// `is_fresh` is asked last, with the nonce. It returns whether no token of this nonce was spent, and remembers it, in one
    /// step, for as long as the issuer's key or the challenge's context is valid.
    ///
    /// Linear in the number of offers, of which one is hashed at a time.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn verify(
        &self,
        token: &PrivateToken<'_>,
        is_authentic: impl FnOnce(&[u8; 98], &[u8]) -> bool,
        is_fresh: impl FnOnce(&[u8; 32]) -> bool,
    ) -> Result<(), Refusal> {
        let of_type = |offer: &&Offer<'_>| offer.challenge.token_type() == token.token_type();
        let of_challenge = |offer: &&Offer<'_>| token.is_for(self.sha256, &offer.challenge);
        let of_key = |offer: &&Offer<'_>| offer.key_id == *token.token_key_id();
        let mut typed = self.offers.iter().filter(of_type).peekable();
        typed.peek().ok_or(Refusal::Type)?;
        let mut challenged = typed.filter(of_challenge).peekable();
        challenged.peek().ok_or(Refusal::Challenge)?;
        challenged.find(of_key).ok_or(Refusal::Key)?;
        if !is_authentic(&token.authenticator_input(), token.authenticator()) {
            return Err(Refusal::Authenticator);
        }
        if is_fresh(token.nonce()) { Ok(()) } else { Err(Refusal::Spent) }
    }
}

impl<H> fmt::Debug for Server<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("offers", &self.offers.len()).finish_non_exhaustive()
    }
}

/// Why a [`Server`] refuses a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The credentials or the token are malformed. [`Server::verify`] never returns it: it exists so that `?` works on
    /// [`PrivateToken::parse`] in the same function.
    Malformed(ParseError),
    /// No token of this type was asked for.
    Type,
    /// The token is for another challenge: for another issuer, other origins or another context.
    Challenge,
    /// The token is of another key of the issuer.
    Key,
    /// The authenticator is wrong.
    Authenticator,
    /// A token of this nonce was spent before.
    Spent,
}

impl Refusal {
    /// Returns the status code to answer with: 400 if the token is malformed, otherwise 401, with new challenges.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            _ => 401,
        }
    }
}

reasons! { Refusal: Malformed(ParseError);
    Type => "no token of this type was asked for",
    Challenge => "the token is for another challenge",
    Key => "the token is of another key of the issuer",
    Authenticator => "the authenticator is wrong",
    Spent => "the token was spent before",
}
