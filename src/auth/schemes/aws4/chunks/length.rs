//! The length of a body in chunks, which a client sends before the body.

use super::{SIGNATURE_NAME, Trailer};
use crate::auth::schemes::aws4::ContentSha256;
use crate::error::{ValueError, ValueErrorKind};

/// The bytes of `;chunk-signature=` and a signature.
const CHUNK_SIGNATURE: u64 = 81;

/// The bytes of a signature.
const SIGNATURE: u64 = 64;

impl ContentSha256 {
    /// Returns the length of a body in chunks: its `Content-Length`.
    ///
    /// `decoded_length` is how many bytes the chunks hold together, which is `x-amz-decoded-content-length`. Each chunk holds
    /// `chunk_length` bytes, and the last of them what is left. See [`Client::chunks`](crate::auth::aws4::Client::chunks) for an
    /// example.
    ///
    /// # Errors
    /// [`ValueErrorKind::WrongForm`] for a `payload` without chunks, or whose chunks are signed with ECDSA;
    /// [`ValueErrorKind::Requires`] for a `payload` that requires a trailer, and [`ValueErrorKind::Conflict`] for a `trailer`
    /// that it cannot have; [`ValueErrorKind::OutOfRange`] for a `chunk-length` of 0, and for a `decoded-length` with which the
    /// result would not fit.
    pub fn chunked_len(
        &self,
        decoded_length: u64,
        chunk_length: u64,
        trailer: Option<Trailer<'_>>,
    ) -> Result<u64, ValueError> {
        let (is_signed, has_trailer) = match self {
            Self::Chunks => (true, false),
            Self::ChunksAndTrailer => (true, true),
            Self::UnsignedChunksAndTrailer => (false, true),
            _ => return Err(ValueError::new("payload", ValueErrorKind::WrongForm, 0)),
        };
        match trailer {
            None if has_trailer => return Err(ValueError::new("payload", ValueErrorKind::Requires("trailer"), 0)),
            Some(_) if !has_trailer => return Err(ValueError::new("trailer", ValueErrorKind::Conflict("payload"), 0)),
            _ => {}
        }
        let count = decoded_length.checked_div(chunk_length);
        let count = count.ok_or(ValueError::new("chunk-length", ValueErrorKind::OutOfRange, 0))?;
        let left = decoded_length.checked_rem(chunk_length).unwrap_or_default();
        let signature = if is_signed { CHUNK_SIGNATURE } else { 0 };
        let framed = |length: u64| {
            let digits = u64::from(length.checked_ilog2().unwrap_or_default() / 4).saturating_add(1);
            digits.saturating_add(signature).saturating_add(4)
        };
        let whole = framed(chunk_length).checked_mul(count);
        let rest = if left > 0 { framed(left) } else { 0 };
        let end = [framed(0), trailer.map_or(0, |trailer| trailer.wire_len(is_signed))];
        [decoded_length, rest]
            .into_iter()
            .chain(end)
            .try_fold(whole.unwrap_or(u64::MAX), u64::checked_add)
            .ok_or(ValueError::new("decoded-length", ValueErrorKind::OutOfRange, 0))
    }
}

impl Trailer<'_> {
    /// Returns the length of its lines in a body.
    fn wire_len(&self, is_signed: bool) -> u64 {
        // A colon and CRLF.
        const AROUND: u64 = 3;
        let of = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let signature = if is_signed { of(SIGNATURE_NAME.as_bytes()).saturating_add(SIGNATURE + AROUND) } else { 0 };
        self.lines().fold(signature, |sum, (name, value)| {
            sum.saturating_add(of(name)).saturating_add(of(value)).saturating_add(AROUND)
        })
    }
}
