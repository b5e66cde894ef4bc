//! The text that is signed.

use core::fmt;

use super::content_sha256::digits;
use super::timestamp::DateForm;
use super::{Algorithm, Date, Scope, Timestamp};
use crate::encode::{Encode, Sink, Wire};

/// The text that is signed: of a request, of a chunk of its body, or of the trailer.
///
/// ```text
/// request = algorithm LF [ time LF ] [ scope LF ] hex(SHA-256(canonical request))
/// chunk   = algorithm "-PAYLOAD" LF timestamp LF scope LF previous LF hex(SHA-256("")) LF hex(SHA-256(data))
/// trailer = algorithm "-TRAILER" LF timestamp LF scope LF previous LF hex(SHA-256( *( name ":" value LF ) ))
/// ```
/// `previous` is the signature of the chunk before, and for the first chunk that of the request.
///
/// A [`Client`](super::Client) signs it with HMAC. For AWS4-ECDSA-P256-SHA256, sign it with the ECDSA that you have.
///
/// ```
/// use countersign::{Encode, auth::aws4::{Scope, StringToSign, Timestamp}};
///
/// let scope = Scope::multi_region("20150830", "service")?;
/// let text = StringToSign::new(Timestamp::parse(b"20150830T123600Z")?, scope, [0; 32]);
/// assert!(text.encode_to_slice(&mut [0; 256])?.starts_with(b"AWS4-ECDSA-P256-SHA256\n20150830T123600Z\n20150830/service/aws4_request\n00"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct StringToSign<'a> {
    time: Time,
    scope: Scope<'a>,
    hash: [u8; 32],
    part: Part<'a>,
}

/// The line of the time, as the text is written or before.
#[derive(Clone, Copy)]
enum Time {
    Basic(Timestamp),
    Other(Timestamp, DateForm),
    Written(Date),
}

#[derive(Clone, Copy)]
enum Part<'a> {
    Request,
    Chunk { previous: &'a str },
    Trailer { previous: &'a str },
}

/// The SHA-256 of nothing, in hex.
const OF_NOTHING: &[u8] = b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

impl<'a> StringToSign<'a> {
    /// Returns the text for a request, of the SHA-256 of its [canonical form](super::CanonicalRequest).
    #[must_use]
    pub const fn new(timestamp: Timestamp, scope: Scope<'a>, hash: [u8; 32]) -> Self {
        let time = Time::Other(timestamp, date_form(scope.algorithm()));
        Self { time, scope, hash, part: Part::Request }
    }

    pub(super) const fn dated(date: Date, scope: Scope<'a>, hash: [u8; 32]) -> Self {
        Self { time: Time::Written(date), scope, hash, part: Part::Request }
    }

    /// Returns the text for a request with a key that has no scope: of ACS3-HMAC-SHA256 or SDK-HMAC-SHA256.
    #[must_use]
    pub const fn without_scope(timestamp: Timestamp, algorithm: Algorithm, hash: [u8; 32]) -> Self {
        Self::new(timestamp, Scope::absent(algorithm.shape()), hash)
    }

    /// Returns the text for a chunk, of the signature before and the SHA-256 of its data.
    #[must_use]
    pub const fn chunk(timestamp: Timestamp, scope: Scope<'a>, previous: &'a str, hash: [u8; 32]) -> Self {
        Self { time: Time::Basic(timestamp), scope, hash, part: Part::Chunk { previous } }
    }

    /// Returns the text for a trailer, of the signature of the last chunk and the SHA-256 of its fields.
    #[must_use]
    pub const fn trailer(timestamp: Timestamp, scope: Scope<'a>, previous: &'a str, hash: [u8; 32]) -> Self {
        Self { time: Time::Basic(timestamp), scope, hash, part: Part::Trailer { previous } }
    }

    /// Returns the algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.scope.algorithm()
    }
}

impl fmt::Debug for StringToSign<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StringToSign").field("algorithm", &self.algorithm()).finish_non_exhaustive()
    }
}

impl Encode for StringToSign<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let shape = self.scope.shape();
        wire.put(shape.name.as_bytes())?;
        wire.put(match self.part {
            Part::Request => b"\n",
            Part::Chunk { .. } => b"-PAYLOAD\n",
            Part::Trailer { .. } => b"-TRAILER\n",
        })?;
        if shape.signs_time {
            match &self.time {
                Time::Basic(timestamp) => timestamp.write(wire)?,
                Time::Other(timestamp, form) => form(*timestamp).write(wire)?,
                Time::Written(date) => date.write(wire)?,
            }
            wire.put(b"\n")?;
        }
        if !self.scope.is_absent() {
            self.scope.write(wire)?;
            wire.put(b"\n")?;
        }
        if let Part::Chunk { previous } | Part::Trailer { previous } = self.part {
            wire.put(previous.as_bytes())?;
            wire.put(b"\n")?;
        }
        if let Part::Chunk { .. } = self.part {
            wire.put(OF_NOTHING)?;
            wire.put(b"\n")?;
        }
        wire.put(&digits(&self.hash))
    }
}

/// How an algorithm writes the time.
const fn date_form(algorithm: Algorithm) -> DateForm {
    match algorithm {
        Algorithm::Tc3HmacSha256 => Date::seconds,
        Algorithm::Acs3HmacSha256 => Date::extended,
        _ => Date::basic,
    }
}
