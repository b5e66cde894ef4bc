//! The signatures of a body in chunks, aws-chunked.
//!
//! ```abnf
//! body    = *chunk last-chunk *trailer-line CRLF
//! chunk   = chunk-header CRLF data CRLF
//! chunk-header = 1*16HEXDIG ";chunk-signature=" 64LHEX
//! last-chunk   = chunk-header CRLF                          ; of size 0
//! trailer-line = field-name ":" value CRLF                  ; the last is x-amz-trailer-signature
//! ```
//! [S3 API reference, chunked upload](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html); the ABNF is ours

use core::fmt;

use super::content_sha256::digits;
use super::{Scope, StringToSign, Timestamp, ascii};
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::mac::MacKey;
use crate::syntax::class::{TCHAR, WSP, is};
use crate::syntax::secret::constant_time_eq;

mod frame;
mod header;
mod length;
mod reader;

pub use frame::ChunkFrame;
pub use header::ChunkHeader;
pub use reader::{ChunkEvent, ChunkReader, MAX_CHUNK_LINE, MAX_TRAILER_FIELDS};

/// The signatures of the chunks of one body, each of which depends on the one before. It takes constant memory, whatever the
/// length of the body.
///
/// A client begins with the signature of the request, [signs](Self::sign) each chunk and last an empty one, and then the
/// [trailer](Self::sign_trailer) if there is one. A server [verifies](Self::verify) each chunk before it uses its data, and
/// asks at the end whether the body is [complete](Self::finish).
///
/// ```
/// use countersign::auth::aws4::{Chunks, Scope, SigningKey, Timestamp};
/// use countersign::hash::{HashFunction, Sha256};
/// use countersign::mac::Hmac;
///
/// let scope = Scope::new("20130524", "us-east-1", "s3")?;
/// let key = SigningKey::derive(Hmac(Sha256), b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope)?;
/// let at = Timestamp::parse(b"20130524T000000Z").unwrap();
/// let of_request = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
///
/// let mut chunks = Chunks::new(key.prepare(Hmac(Sha256)), scope, at, of_request)?;
/// let signature = chunks.sign(65_536, Sha256.hash(&[b'a'; 65_536])).unwrap();
/// assert_eq!(signature, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
/// # Ok::<(), countersign::ValueError>(())
/// ```
pub struct Chunks<'a, K> {
    key: K,
    scope: Scope<'a>,
    at: Timestamp,
    previous: [u8; 64],
    total: u64,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Data,
    Last,
    Trailer,
}

/// Why a body in chunks is refused. What was read of it must not be used.
///
/// ```
/// use countersign::auth::aws4::ChunkError;
///
/// assert_eq!(ChunkError::Signature.to_string(), "the signature of a chunk or of the trailer is wrong");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChunkError {
    /// The signature is wrong.
    Signature,
    /// A chunk or a trailer comes after the end, or the trailer before the last chunk.
    Order,
    /// The last chunk, which is empty, or the trailer did not come.
    Incomplete,
    /// The chunks together have another length than the request says.
    Length,
    /// The part of the body with this name is malformed.
    Malformed(&'static str),
}

impl fmt::Display for ChunkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signature => "the signature of a chunk or of the trailer is wrong",
            Self::Order => "a chunk or a trailer comes at the wrong place",
            Self::Incomplete => "the last chunk or the trailer is absent",
            Self::Length => "the chunks have another length than the request says",
            Self::Malformed(part) => return write!(f, "{part} is malformed"),
        })
    }
}

impl core::error::Error for ChunkError {}

impl<'a, K: MacKey<32>> Chunks<'a, K> {
    /// Begins after a request with this signature.
    ///
    /// # Errors
    /// [`ValueErrorKind::WrongForm`] for a `signature` that does not have 64 lower-case hex digits.
    pub fn new(key: K, scope: Scope<'a>, at: Timestamp, signature: &str) -> Result<Self, ValueError> {
        match <&[u8; 64]>::try_from(signature.as_bytes()) {
            Ok(previous) if previous.iter().all(|digit| super::is_lhex(*digit)) => {
                Ok(Self { key, scope, at, previous: *previous, total: 0, state: State::Data })
            }
            _ => Err(ValueError::new("signature", ValueErrorKind::WrongForm, 0)),
        }
    }

    /// Returns the signature of the next chunk, of its length and the SHA-256 of its data. The chunk of length 0 is the last.
    ///
    /// # Errors
    /// [`ChunkError::Order`] after the last chunk.
    pub fn sign(&mut self, length: u64, hash: [u8; 32]) -> Result<&str, ChunkError> {
        self.previous = self.next(hash)?;
        self.count(length)?;
        Ok(ascii(&self.previous))
    }

    /// Returns the signature of the trailer, of the SHA-256 of its [`Trailer`].
    ///
    /// # Errors
    /// [`ChunkError::Order`] if the last chunk is not signed yet, or a trailer is signed already.
    pub fn sign_trailer(&mut self, hash: [u8; 32]) -> Result<&str, ChunkError> {
        self.previous = self.trailer(hash)?;
        self.state = State::Trailer;
        Ok(ascii(&self.previous))
    }

    /// Verifies the next chunk. The time that it takes does not depend on the signature.
    ///
    /// # Errors
    /// [`ChunkError::Signature`] when the signature is wrong, and [`ChunkError::Order`] after the last chunk.
    pub fn verify<G: AsRef<[u8]> + ?Sized>(
        &mut self,
        length: u64,
        hash: [u8; 32],
        signature: &G,
    ) -> Result<(), ChunkError> {
        let expected = self.next(hash)?;
        if !constant_time_eq(&expected, signature.as_ref()) {
            return Err(ChunkError::Signature);
        }
        self.previous = expected;
        self.count(length)
    }

    /// Verifies the trailer. The names in it must be those of `x-amz-trailer`, which the caller compares.
    ///
    /// # Errors
    /// [`ChunkError::Signature`] when the signature is wrong, and [`ChunkError::Order`] before the last chunk.
    pub fn verify_trailer<G: AsRef<[u8]> + ?Sized>(&mut self, hash: [u8; 32], signature: &G) -> Result<(), ChunkError> {
        let expected = self.trailer(hash)?;
        if !constant_time_eq(&expected, signature.as_ref()) {
            return Err(ChunkError::Signature);
        }
        self.previous = expected;
        self.state = State::Trailer;
        Ok(())
    }

    /// Checks that the body is complete: that the last chunk came, the trailer if there is to be one, and that all chunks
    /// together have the length of `x-amz-decoded-content-length`.
    ///
    /// # Errors
    /// [`ChunkError::Incomplete`] or [`ChunkError::Length`].
    pub fn finish(&self, decoded_length: u64, has_trailer: bool) -> Result<(), ChunkError> {
        let end = if has_trailer { State::Trailer } else { State::Last };
        if self.state != end {
            return Err(ChunkError::Incomplete);
        }
        if self.total == decoded_length { Ok(()) } else { Err(ChunkError::Length) }
    }

    fn next(&self, hash: [u8; 32]) -> Result<[u8; 64], ChunkError> {
        if self.state != State::Data {
            return Err(ChunkError::Order);
        }
        let text = StringToSign::chunk(self.at, self.scope, ascii(&self.previous), hash);
        Ok(digits(&self.key.mac_of(&text)))
    }

    fn trailer(&self, hash: [u8; 32]) -> Result<[u8; 64], ChunkError> {
        if self.state != State::Last {
            return Err(ChunkError::Order);
        }
        let text = StringToSign::trailer(self.at, self.scope, ascii(&self.previous), hash);
        Ok(digits(&self.key.mac_of(&text)))
    }

    fn count(&mut self, length: u64) -> Result<(), ChunkError> {
        if length == 0 {
            self.state = State::Last;
        }
        self.total = self.total.checked_add(length).ok_or(ChunkError::Length)?;
        Ok(())
    }
}

impl<K> fmt::Debug for Chunks<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chunks").field("total", &self.total).field("state", &self.state).finish_non_exhaustive()
    }
}

/// The fields of a trailer, as they are signed: without `x-amz-trailer-signature`.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::aws4::Trailer;
///
/// let fields = [("x-amz-checksum-crc32c", "sOO8/Q==")];
/// assert_eq!(Trailer::new(&fields)?.encode_to_slice(&mut [0; 64])?, b"x-amz-checksum-crc32c:sOO8/Q==\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Trailer<'a>(&'a [(&'a str, &'a str)]);

impl<'a> Trailer<'a> {
    /// Returns a trailer of these names and values, in the order in which they are sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] of `name`, at a byte that a name cannot contain or an upper-case letter, and of
    /// `value`, at a control character; [`ValueErrorKind::Empty`] for an empty name; [`ValueErrorKind::Prohibited`] for the name
    /// `x-amz-trailer-signature`.
    pub fn new(fields: &'a [(&'a str, &'a str)]) -> Result<Self, ValueError> {
        let invalid = |part, offset| Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
        for (name, value) in fields {
            if name.is_empty() {
                return Err(ValueError::new("name", ValueErrorKind::Empty, 0));
            }
            if let Some(offset) = name.bytes().position(|byte| !is_of_name(byte)) {
                return invalid("name", offset);
            }
            if *name == SIGNATURE_NAME {
                return Err(ValueError::new("name", ValueErrorKind::Prohibited, 0));
            }
            if let Some(offset) = value.bytes().position(|byte| !is_of_value(byte)) {
                return invalid("value", offset);
            }
        }
        Ok(Self(fields))
    }

    /// Returns the names and the trimmed values.
    fn lines(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        self.0.iter().map(|(name, value)| (name.as_bytes(), trimmed(value.as_bytes())))
    }
}

/// The name of the field with the signature of a trailer.
const SIGNATURE_NAME: &str = "x-amz-trailer-signature";

const fn is_of_name(byte: u8) -> bool {
    is(byte, TCHAR) && !byte.is_ascii_uppercase()
}

const fn is_of_value(byte: u8) -> bool {
    !byte.is_ascii_control() || byte == b'\t'
}

/// Returns a value without the spaces and tabs around it.
fn trimmed(value: &[u8]) -> &[u8] {
    let is_inside = |byte: &u8| !is(*byte, WSP);
    let start = value.iter().position(is_inside).unwrap_or(value.len());
    let end = value.iter().rposition(is_inside).map_or(start, |last| last.saturating_add(1));
    value.get(start..end).unwrap_or_default()
}

fn is_trailer_name(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|byte| is_of_name(*byte))
}

fn is_trailer_value(value: &[u8]) -> bool {
    value.iter().all(|byte| is_of_value(*byte))
}

impl fmt::Debug for Trailer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trailer({} fields)", self.0.len())
    }
}

impl Encode for Trailer<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.lines().try_for_each(|(name, value)| {
            wire.put(name)?;
            wire.put(b":")?;
            wire.put(value)?;
            wire.put(b"\n")
        })
    }
}
