//! An origin as it was sent, compared with the texts of patterns.

use super::bytes::split;
use super::{Origin, Tuple};
use crate::error::ParseError;

/// An origin as it was sent. It is compared with patterns that are kept as texts, so that a list of them needs no
/// more memory than the texts.
#[derive(Clone, Copy)]
pub(in crate::cors) struct SentOrigin<'a> {
    bytes: &'a [u8],
    without_port: &'a [u8],
    /// The offset of the host.
    host: usize,
}

impl<'a> SentOrigin<'a> {
    /// Parses an origin with the [tolerant parser](Origin::parse_tolerant). There is no white space around it.
    pub(in crate::cors) const fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let origin = match Origin::parse_tolerant(bytes) {
            Ok(origin) => origin,
            Err(error) => return Err(error),
        };
        let (host, end) = match &origin.0 {
            Some(Tuple { scheme, host, .. }) => {
                let start = scheme.len().saturating_add("://".len());
                (start, start.saturating_add(host.len()))
            }
            None => (0, bytes.len()),
        };
        Ok(Self { bytes, without_port: split(bytes, end).0, host })
    }

    /// Returns whether an [`OriginPattern`](super::OriginPattern) of this text matches the origin.
    ///
    /// A pattern without `*` matches what is written like it. After a `*.`, the origin begins with the scheme of the
    /// pattern and ends with what follows the `*`.
    pub(in crate::cors) fn is_matched_by(&self, pattern: &[u8]) -> bool {
        let (pattern, bytes) = match pattern {
            b"*" => return true,
            [pattern @ .., b':', b'*'] => (pattern, self.without_port),
            pattern => (pattern, self.bytes),
        };
        match pattern.split_at_checked(self.host) {
            Some((scheme, [b'*', base @ ..])) => bytes.starts_with(scheme) && bytes.ends_with(base),
            _ => pattern == bytes,
        }
    }
}
