//! `payload = 64LHEX / "UNSIGNED-PAYLOAD" / "STREAMING-" …`

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::hex;

/// What the signature says of the payload: the last line of the canonical request, and the value of
/// `x-amz-content-sha256`.
///
/// The payload is the body after content coding and before transfer coding.
///
/// | value | what is still to be verified |
/// |---|---|
/// | [`Hash`](Self::Hash) | the SHA-256 of the body |
/// | [`Unsigned`](Self::Unsigned) | nothing: the body is not protected |
/// | [`Chunks`](Self::Chunks) | the signature of each chunk |
/// | [`ChunksAndTrailer`](Self::ChunksAndTrailer) | the signature of each chunk, and that of the trailer |
/// | [`UnsignedChunksAndTrailer`](Self::UnsignedChunksAndTrailer) | the checksum in the trailer |
///
/// With each of them the signature of the request is verified: a server must not skip that for a payload that is unsigned.
///
/// ```
/// use countersign::{Encode, auth::aws4::ContentSha256};
/// use countersign::hash::Sha256;
///
/// let empty = ContentSha256::of(Sha256, b"");
/// assert_eq!(empty.display().to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
/// assert_eq!(ContentSha256::parse(b"UNSIGNED-PAYLOAD")?, ContentSha256::Unsigned);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentSha256 {
    /// The SHA-256 of the payload, in hex.
    Hash([u8; 32]),
    /// `UNSIGNED-PAYLOAD`.
    Unsigned,
    /// `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`: aws-chunked.
    Chunks,
    /// `STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER`: aws-chunked, with a trailer.
    ChunksAndTrailer,
    /// `STREAMING-UNSIGNED-PAYLOAD-TRAILER`: aws-chunked without signatures, with a trailer.
    UnsignedChunksAndTrailer,
    /// `STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD`: aws-chunked, for several regions.
    EcdsaChunks,
    /// `STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER`: aws-chunked, for several regions, with a trailer.
    EcdsaChunksAndTrailer,
}

impl ContentSha256 {
    const NAMED: [Self; 6] = [
        Self::Unsigned,
        Self::Chunks,
        Self::ChunksAndTrailer,
        Self::UnsignedChunksAndTrailer,
        Self::EcdsaChunks,
        Self::EcdsaChunksAndTrailer,
    ];

    /// Parses a value of `x-amz-content-sha256`: 64 lower-case hex digits, or one of the names.
    ///
    /// # Errors
    /// [`Rule::ContentSha256`] at the start, for any other value.
    pub fn parse(value: &[u8]) -> Result<Self, ParseError> {
        let named = || Self::NAMED.into_iter().find(|payload| payload.name().as_bytes() == value);
        Self::read_hash(value).or_else(named).ok_or(ParseError::new(ErrorKind::Expected(Rule::ContentSha256), 0))
    }

    fn read_hash(value: &[u8]) -> Option<Self> {
        let digits: &[u8; 64] = value.try_into().ok()?;
        let mut hash = [0; 32];
        for (byte, [high, low]) in hash.iter_mut().zip(digits.as_chunks().0) {
            *byte = hex::byte(*high, *low)?;
        }
        digits.iter().all(|digit| super::is_lhex(*digit)).then_some(Self::Hash(hash))
    }

    /// Returns the hash of a payload, by this SHA-256.
    pub fn of<H: crate::hash::HashFunction<32>>(sha256: H, payload: &[u8]) -> Self {
        Self::Hash(sha256.hash(payload))
    }

    /// Checks that the payload has chunks whose signatures are HMACs.
    pub(super) const fn check_signed_chunks(&self) -> Result<(), ValueError> {
        match self {
            Self::Chunks | Self::ChunksAndTrailer => Ok(()),
            _ => Err(ValueError::new("payload", ValueErrorKind::WrongForm, 0)),
        }
    }

    /// Returns the names of the fields that the request must have: servers read the body by them.
    pub(super) const fn fields(&self) -> &'static [&'static str] {
        match self {
            Self::Hash(_) | Self::Unsigned => &[],
            Self::Chunks | Self::EcdsaChunks => &["x-amz-decoded-content-length"],
            Self::ChunksAndTrailer | Self::UnsignedChunksAndTrailer | Self::EcdsaChunksAndTrailer => {
                &["x-amz-decoded-content-length", "x-amz-trailer"]
            }
        }
    }

    /// Returns the name. A hash has none.
    const fn name(&self) -> &'static str {
        match self {
            Self::Hash(_) => "",
            Self::Unsigned => "UNSIGNED-PAYLOAD",
            Self::Chunks => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            Self::ChunksAndTrailer => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            Self::UnsignedChunksAndTrailer => "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            Self::EcdsaChunks => "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
            Self::EcdsaChunksAndTrailer => "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER",
        }
    }
}

impl fmt::Debug for ContentSha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if let Self::Hash(_) = self { "Hash(..)" } else { self.name() })
    }
}

impl FieldContent for ContentSha256 {}

impl Encode for ContentSha256 {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match self {
            Self::Hash(hash) => wire.put(&digits(hash)),
            named => wire.put(named.name().as_bytes()),
        }
    }
}

/// Returns the lower-case hex digits of 32 bytes.
pub(super) fn digits(bytes: &[u8; 32]) -> [u8; 64] {
    let mut digits = [b'0'; 64];
    for (pair, byte) in digits.as_chunks_mut().0.iter_mut().zip(bytes) {
        *pair = hex::lower(*byte);
    }
    digits
}
