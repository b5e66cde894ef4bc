//! The origins that a policy allows.
//!
//! A policy keeps its patterns as checked texts: a list of any length needs no other storage.

use crate::cors::origin::{Origin, SentOrigin};

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

/// The origins that are allowed although the policy does not list them.
pub(super) trait Others<'r> {
    /// Returns whether an origin is allowed. It is well-formed.
    fn allow(self, origin: &'r [u8]) -> bool;
}

/// No origin. A type of its own, so that firmware that has no predicate links none.
pub(super) struct NoOthers;

impl Others<'_> for NoOthers {
    fn allow(self, _: &[u8]) -> bool {
        false
    }
}

/// The origins that the predicate allows.
pub(super) struct Those<P>(pub(super) P);

impl<'r, P: FnOnce(Origin<'r>) -> bool> Others<'r> for Those<P> {
    fn allow(self, origin: &'r [u8]) -> bool {
        // Any page can send `null`, and any local file `file://`.
        Origin::parse_tolerant(origin).is_ok_and(|origin| origin.is_of_pages() && self.0(origin))
    }
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
