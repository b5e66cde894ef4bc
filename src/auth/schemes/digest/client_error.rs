//! The errors of a client.

use super::Uncomputable;
use crate::error::{CapacityError, ValueError};

/// Why a [`Client`](super::Client) cannot answer a challenge, or does not accept the server's proof.
///
/// ```
/// use countersign::auth::digest::{Challenge, Client, ClientError, RustCrypto, Uncomputable};
///
/// let challenge = Challenge::parse(b"Digest realm=\"a\", nonce=\"b\", algorithm=SHA-512")?;
/// let error = Client::new(RustCrypto, &challenge).unwrap_err();
/// assert_eq!(error, ClientError::Uncomputable(Uncomputable::Algorithm));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// The response cannot be computed.
    Uncomputable(Uncomputable),
    /// The challenge is longer than the client's capacity.
    Capacity(CapacityError),
    /// A part of the credentials cannot be sent.
    Value(ValueError),
    /// The challenge is for another realm than the client's.
    Realm,
    /// The algorithm of the challenge is weaker than the client requires.
    Algorithm,
    /// The challenge offers no qop that protects as much as the client requires.
    Qop,
    /// The URI of the request is outside the protection space of the challenge.
    Uri,
    /// The server's proof is wrong.
    Rspauth,
    /// The nonce has been used for as many requests as an nc can count.
    Exhausted,
}

reasons! { ClientError: Uncomputable(Uncomputable), Capacity(CapacityError), Value(ValueError);
    Realm => "the challenge is for another realm",
    Algorithm => "the algorithm of the challenge is weaker than the client requires",
    Qop => "the challenge offers no qop that protects as much as the client requires",
    Uri => "the URI of the request is outside the protection space",
    Rspauth => "the server's rspauth is wrong",
    Exhausted => "the nonce count is exhausted",
}
