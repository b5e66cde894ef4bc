//! Which origins a policy allows.
//!
//! A policy keeps its patterns as texts that were checked, so that a list of any length needs no room.

use crate::cors::origin::SentOrigin;

use super::decision::Refusal;

/// Who may ask.
#[derive(Clone, Copy, Debug)]
pub(super) enum Origins<'a> {
    /// Anybody.
    Any,
    /// Whom one of these patterns matches, each of which [`OriginPattern`](crate::cors::origin::OriginPattern) takes.
    /// `common_end` octets at the end of all of them are the same.
    Listed { patterns: &'a [&'a str], common_end: usize },
    /// The same where some of the patterns have a `*`.
    Wildcards(&'a [&'a str]),
    /// One origin, which every response names.
    Static(&'a str),
}

impl Origins<'_> {
    /// Whether this is an origin that is allowed, or why not.
    pub(super) fn judge(&self, octets: &[u8]) -> Result<(), Refusal> {
        let is_allowed = match self {
            Self::Any => true,
            Self::Static(pattern) => pattern.as_bytes() == octets,
            Self::Listed { patterns, common_end } => {
                // Eight octets before the end that all patterns have in common tell most of them apart.
                let at = octets.len().saturating_sub(*common_end);
                let telling = |octets: &[u8]| octets.get(..at)?.last_chunk().copied().map(u64::from_le_bytes);
                let wanted = telling(octets);
                let is =
                    |pattern: &[u8]| pattern.len() == octets.len() && telling(pattern) == wanted && pattern == octets;
                patterns.iter().any(|pattern| is(pattern.as_bytes()))
            }
            Self::Wildcards(_) => false,
        };
        if is_allowed {
            return Ok(());
        }
        let sent = SentOrigin::parse(octets).map_err(|_| Refusal::InvalidOrigin)?;
        match self {
            Self::Wildcards(patterns) if patterns.iter().any(|pattern| sent.is_matched_by(pattern)) => Ok(()),
            _ => Err(Refusal::Origin),
        }
    }
}
