//! Which origins a policy allows.
//!
//! A policy keeps its patterns as texts that were checked, so that a list of any length needs no room. An origin that is
//! allowed by name is spelled as its pattern is; one that is not has the scheme of a pattern before the `*`, and what
//! follows behind it.

use crate::cors::origin::Origin;

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
            Self::Wildcards(patterns) => {
                let sent = Sent::read(octets)?;
                patterns.iter().any(|pattern| sent.is_covered(pattern.as_bytes()))
            }
        };
        if is_allowed {
            return Ok(());
        }
        Sent::read(octets).and(Err(Refusal::Origin))
    }
}

/// An origin, and where patterns may have something else.
struct Sent<'a> {
    octets: &'a [u8],
    without_port: &'a [u8],
    host: usize,
}

impl<'a> Sent<'a> {
    fn read(octets: &'a [u8]) -> Result<Self, Refusal> {
        let origin = Origin::received(octets).map_err(|_| Refusal::InvalidOrigin)?;
        let colon = octets.iter().rposition(|&octet| octet == b':').filter(|_| origin.port().is_some());
        let without_port = colon.and_then(|colon| octets.get(..colon)).unwrap_or(octets);
        let colon = octets.iter().position(|&octet| octet == b':').unwrap_or_default();
        Ok(Self { octets, without_port, host: colon.saturating_add("://".len()) })
    }

    fn is_covered(&self, pattern: &[u8]) -> bool {
        let (pattern, octets) = match pattern {
            [pattern @ .., b':', b'*'] => (pattern, self.without_port),
            _ => (pattern, self.octets),
        };
        match pattern.split_at_checked(self.host) {
            // Behind the `*` stands a dot, and the rest of the host.
            Some((scheme, [b'*', base @ ..])) => octets.starts_with(scheme) && octets.ends_with(base),
            _ => pattern == octets,
        }
    }
}
