//! The origins that a policy allows.
//!
//! A policy keeps its patterns as checked texts: a list of any length needs no other storage.

use crate::cors::origin::SentOrigin;

use super::refusal::Refusal;
use super::texts::{Texts, has_line};

#[derive(Clone, Copy, Debug)]
pub(super) enum Origins<'a> {
    Any,
    /// Texts without a `*`, each of which [`OriginPattern`](crate::cors::origin::OriginPattern) accepts. Their last
    /// `common_end` bytes are the same.
    Listed {
        origins: Texts<'a>,
        common_end: usize,
    },
    /// Such texts, some of them with a `*`.
    Patterns(Texts<'a>),
    /// The one origin that every response names.
    Static(&'a str),
}

impl Origins<'_> {
    /// Returns why an origin is refused.
    pub(super) fn judge(&self, sent: &[u8]) -> Result<(), Refusal> {
        let is_allowed = match *self {
            Self::Any => true,
            Self::Static(origin) => origin.as_bytes() == sent,
            Self::Listed { origins: Texts::Slice(origins), common_end } => {
                // The eight bytes before the common end differ between most origins.
                let at = sent.len().saturating_sub(common_end);
                let telling = |origin: &[u8]| origin.get(..at)?.last_chunk().copied().map(u64::from_le_bytes);
                let wanted = telling(sent);
                let is = |origin: &[u8]| origin.len() == sent.len() && telling(origin) == wanted && origin == sent;
                origins.iter().any(|origin| is(origin.as_bytes()))
            }
            Self::Listed { origins: Texts::Lines(origins), .. } => has_line(origins, sent, false),
            Self::Patterns(_) => false,
        };
        if is_allowed {
            return Ok(());
        }
        let sent = SentOrigin::parse(sent).map_err(|_| Refusal::InvalidOrigin)?;
        match *self {
            Self::Patterns(patterns) if patterns.any(|pattern| sent.is_matched_by(pattern)) => Ok(()),
            _ => Err(Refusal::Origin),
        }
    }
}
