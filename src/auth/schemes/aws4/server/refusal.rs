//! Why a signed request is refused.

use core::fmt;

use crate::error::ValueError;

/// Why a signed request is refused.
///
/// ```
/// use countersign::auth::aws4::Refusal;
///
/// assert_eq!(Refusal::Time.status(), 403);
/// assert_eq!(Refusal::Time.to_string(), "the time of the request is too far from now");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// A field or a part of the target with this name is absent, repeated or malformed.
    Malformed(&'static str),
    /// The [`Rules`](super::super::Rules) of the request are those of another cloud than the server's algorithm.
    Rules,
    /// The credentials are of another algorithm.
    Algorithm,
    /// The key is for another service, region or day.
    Scope,
    /// The clocks differ too much, or the request has expired or is not valid yet.
    Time,
    /// The names of the signed fields are malformed, or lack one that must be signed.
    SignedHeaders(ValueError),
    /// The body has another hash than the request says.
    Body,
    /// The signature is wrong, or no such key exists.
    Signature,
    /// The signature was used before.
    Replayed,
    /// The secret is empty: a fault of the server.
    EmptySecret,
    /// A derived key is given for an algorithm that has none: a fault of the server.
    DerivedSecret,
    /// The request does not have the hash of its body, and the server did not give it.
    NoBodyHash,
}

impl Refusal {
    /// What is wrong with a canonical request.
    pub(super) const fn of(error: ValueError) -> Self {
        match error.part().as_bytes() {
            b"SignedHeaders" => Self::SignedHeaders(error),
            _ => Self::Malformed(error.part()),
        }
    }

    /// Returns the status code to answer with, as Amazon's services do: 400, 403 or 500.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) | Self::Algorithm | Self::Body => 400,
            Self::Scope | Self::Time | Self::SignedHeaders(_) | Self::Signature | Self::Replayed => 403,
            Self::Rules | Self::EmptySecret | Self::DerivedSecret | Self::NoBodyHash => 500,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(part) => write!(f, "{part} is absent, repeated or malformed"),
            Self::Rules => f.write_str("the rules of the request are those of another cloud than the algorithm"),
            Self::Algorithm => f.write_str("the credentials are of another algorithm"),
            Self::Scope => f.write_str("the key is for another service, region or day"),
            Self::Time => f.write_str("the time of the request is too far from now"),
            Self::SignedHeaders(error) => error.fmt(f),
            Self::Body => f.write_str("the body has another hash than the request says"),
            Self::Signature => f.write_str("the signature is wrong, or no such key exists"),
            Self::Replayed => f.write_str("the signature was used before"),
            Self::EmptySecret => f.write_str("the secret is empty"),
            Self::DerivedSecret => f.write_str("the algorithm has no derived keys"),
            Self::NoBodyHash => f.write_str("the hash of the body is absent from the request and was not given"),
        }
    }
}

impl core::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::SignedHeaders(error) => Some(error),
            _ => None,
        }
    }
}
