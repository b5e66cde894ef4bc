//! A proof that was received: its JWT, and what the JSON in it says.

use core::fmt;

use crate::auth::coding::base64::Base64;
use crate::auth::coding::jwk::Jwk;
use crate::auth::coding::jwt::Jwt;

/// The header of a proof, RFC 9449 §4.2.
///
/// A program that parses the JSON itself refuses a header with `crit`, RFC 7515 §4.1.11, and objects that have a name twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// The type of the JWT, which must be `dpop+jwt`.
    pub typ: &'a str,
    /// The algorithm of the signature.
    pub alg: &'a str,
    /// The key that verifies the signature.
    pub jwk: Jwk<'a>,
}

/// The claims of a proof, RFC 9449 §4.2. `Debug` shows the time only.
#[derive(Clone, Copy)]
pub struct Claims<'a> {
    /// The identifier of the proof.
    pub jti: &'a str,
    /// The method of the request.
    pub htm: &'a str,
    /// The URI of the request.
    pub htu: &'a str,
    /// The time at which the proof was made, in seconds.
    pub iat: u64,
    /// The hash of the access token.
    pub ath: Option<&'a str>,
    /// The nonce that the server sent.
    pub nonce: Option<&'a str>,
}

impl fmt::Debug for Claims<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut claims = f.debug_struct("Claims");
        claims.field("iat", &self.iat).finish_non_exhaustive()
    }
}

/// A proof: the JWT, with its header and its claims.
///
/// A program that has a JSON library parses the two and calls [`new`](Self::new). With the feature `json`,
/// `read` parses them. `Debug` shows no claim but the time.
#[derive(Clone, Copy, Debug)]
pub struct Proof<'a> {
    jwt: Jwt<'a>,
    header: Header<'a>,
    claims: Claims<'a>,
}

impl<'a> Proof<'a> {
    /// Returns a proof whose header and claims the caller parsed.
    #[must_use]
    pub const fn new(jwt: Jwt<'a>, header: Header<'a>, claims: Claims<'a>) -> Self {
        Self { jwt, header, claims }
    }

    /// Returns the JWT.
    #[must_use]
    pub const fn jwt(&self) -> Jwt<'a> {
        self.jwt
    }

    /// Returns the header.
    #[must_use]
    pub const fn header(&self) -> Header<'a> {
        self.header
    }

    /// Returns the claims. They prove nothing before a [`Server`](super::Server) verifies them.
    #[must_use]
    pub const fn claims(&self) -> Claims<'a> {
        self.claims
    }

    /// Returns the signed bytes.
    #[must_use]
    pub fn signing_input(&self) -> &'a str {
        self.jwt.signing_input()
    }

    /// Returns the signature.
    #[must_use]
    pub const fn signature(&self) -> Base64<'a> {
        self.jwt.signature()
    }
}
