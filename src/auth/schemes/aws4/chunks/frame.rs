//! The frames of a body in chunks, as they are sent.

use core::fmt;

use super::header::write_size;
use super::{ChunkError, Chunks, SIGNATURE_NAME, Trailer};
use crate::auth::schemes::aws4::ChunkHeader;
use crate::encode::{Encode, Sink, Wire};
use crate::hash::HashFunction;
use crate::mac::MacKey;

/// One chunk as it is sent, with its size, its signature and its data; or the end of the body: the empty chunk and the trailer.
///
/// [`Encode::encoded_len`] is its length on the wire. See [`ChunkReader`](super::ChunkReader) for an example.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::aws4::{ChunkFrame, Trailer};
///
/// // Of a body whose chunks are not signed.
/// assert_eq!(ChunkFrame::unsigned(b"Hello").encode_to_slice(&mut [0; 32])?, b"5\r\nHello\r\n");
/// let fields = [("x-amz-checksum-crc32c", "sOO8/Q==")];
/// let last = ChunkFrame::unsigned_last(Trailer::new(&fields)?);
/// assert_eq!(last.encode_to_slice(&mut [0; 64])?, b"0\r\nx-amz-checksum-crc32c:sOO8/Q==\r\n\r\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct ChunkFrame<'d> {
    data: &'d [u8],
    signature: Option<[u8; 64]>,
    trailer: Option<(Trailer<'d>, Option<[u8; 64]>)>,
}

impl<'d> ChunkFrame<'d> {
    /// Returns a chunk that is not signed. An empty one would be the last.
    #[must_use]
    pub const fn unsigned(data: &'d [u8]) -> Self {
        Self { data, signature: None, trailer: None }
    }

    /// Returns the end of a body whose chunks are not signed.
    #[must_use]
    pub const fn unsigned_last(trailer: Trailer<'d>) -> Self {
        Self { data: &[], signature: None, trailer: Some((trailer, None)) }
    }
}

impl<K: MacKey<32>> Chunks<'_, K> {
    /// Signs the next chunk.
    ///
    /// # Errors
    /// [`ChunkError::Order`] after the last chunk, and for empty data, which is the [last chunk](Self::last_frame).
    pub fn frame<'d, H: HashFunction<32>>(&mut self, sha256: H, data: &'d [u8]) -> Result<ChunkFrame<'d>, ChunkError> {
        if data.is_empty() {
            return Err(ChunkError::Order);
        }
        self.sign(u64::try_from(data.len()).unwrap_or(u64::MAX), sha256.hash(data))?;
        Ok(ChunkFrame { data, signature: Some(self.previous), trailer: None })
    }

    /// Signs the last chunk, and the trailer if there is one.
    ///
    /// # Errors
    /// [`ChunkError::Order`] after the last chunk.
    pub fn last_frame<'d, H: HashFunction<32>>(
        &mut self,
        sha256: H,
        trailer: Option<Trailer<'d>>,
    ) -> Result<ChunkFrame<'d>, ChunkError> {
        self.sign(0, sha256.hash(&[]))?;
        let signature = Some(self.previous);
        let trailer = match trailer {
            Some(trailer) => {
                self.sign_trailer(sha256.hash_of(&trailer))?;
                Some((trailer, Some(self.previous)))
            }
            None => None,
        };
        Ok(ChunkFrame { data: &[], signature, trailer })
    }
}

impl Encode for ChunkFrame<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let size = u64::try_from(self.data.len()).unwrap_or(u64::MAX);
        match &self.signature {
            Some(signature) => ChunkHeader { size, signature }.write(wire)?,
            None => write_size(size, wire)?,
        }
        wire.put(b"\r\n")?;
        wire.put(self.data)?;
        if let Some((trailer, signature)) = &self.trailer {
            for (name, value) in trailer.lines() {
                for part in [name, b":", value, b"\r\n"] {
                    wire.put(part)?;
                }
            }
            if let Some(signature) = signature {
                for part in [SIGNATURE_NAME.as_bytes(), b":", signature, b"\r\n"] {
                    wire.put(part)?;
                }
            }
        }
        wire.put(b"\r\n")
    }
}

impl fmt::Debug for ChunkFrame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChunkFrame({} bytes)", self.data.len())
    }
}
