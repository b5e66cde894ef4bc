//! The errors of a client.

use core::fmt;

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

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uncomputable(error) => error.fmt(f),
            Self::Capacity(error) => error.fmt(f),
            Self::Value(error) => error.fmt(f),
            Self::Realm => f.write_str("the challenge is for another realm"),
            Self::Algorithm => f.write_str("the algorithm of the challenge is weaker than the client requires"),
            Self::Qop => f.write_str("the challenge offers no qop that protects as much as the client requires"),
            Self::Uri => f.write_str("the URI of the request is outside the protection space"),
            Self::Rspauth => f.write_str("the server's rspauth is wrong"),
            Self::Exhausted => f.write_str("the nonce count is exhausted"),
        }
    }
}

impl core::error::Error for ClientError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Uncomputable(error) => Some(error),
            Self::Capacity(error) => Some(error),
            Self::Value(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Uncomputable> for ClientError {
    fn from(error: Uncomputable) -> Self {
        Self::Uncomputable(error)
    }
}

impl From<CapacityError> for ClientError {
    fn from(error: CapacityError) -> Self {
        Self::Capacity(error)
    }
}

impl From<ValueError> for ClientError {
    fn from(error: ValueError) -> Self {
        Self::Value(error)
    }
}
