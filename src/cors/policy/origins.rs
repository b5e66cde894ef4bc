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
    Listed { patterns: &'a [&'a str], has_wildcards: bool },
    /// One origin, which every response names.
    Static(&'a str),
}

/// The octets of an origin that a pattern of the list matches, or why they are none.
pub(super) fn allowed<'a>(patterns: &[&str], has_wildcards: bool, octets: &'a [u8]) -> Result<&'a [u8], Refusal> {
    let by_name = patterns.iter().find(|pattern| are_equal(pattern.as_bytes(), octets));
    if by_name.is_some_and(|pattern| !has_wildcards || !pattern.contains('*')) {
        return Ok(octets);
    }
    let origin = Origin::received(octets).map_err(|_| Refusal::InvalidOrigin)?;
    if has_wildcards && patterns.iter().any(|pattern| covers(pattern.as_bytes(), octets, origin)) {
        return Ok(octets);
    }
    Err(Refusal::Origin)
}

/// Whether a pattern with a `*` matches the origin that is spelled so.
fn covers(pattern: &[u8], octets: &[u8], origin: Origin<'_>) -> bool {
    let (pattern, octets) = match pattern {
        [pattern @ .., b':', b'*'] => (pattern, without_port(octets, origin)),
        _ => (pattern, octets),
    };
    let scheme = origin.scheme().map_or(0, str::len).saturating_add("://".len());
    match pattern.split_at_checked(scheme) {
        Some((scheme, [b'*', base @ ..])) => octets.strip_prefix(scheme).is_some_and(|host| host.ends_with(base)),
        _ => pattern == octets,
    }
}

fn without_port<'a>(octets: &'a [u8], origin: Origin<'_>) -> &'a [u8] {
    let colon = origin.port().and_then(|_| octets.iter().rposition(|&octet| octet == b':'));
    colon.and_then(|colon| octets.get(..colon)).unwrap_or(octets)
}

/// Whether both are the same, looked at from the end, eight octets at a time: origins of one service begin alike.
fn are_equal(pattern: &[u8], octets: &[u8]) -> bool {
    if pattern.len() != octets.len() {
        return false;
    }
    let (mut pattern, mut octets) = (pattern, octets);
    while let (Some((rest, eight)), Some((other_rest, other_eight))) =
        (pattern.split_last_chunk::<8>(), octets.split_last_chunk::<8>())
    {
        if u64::from_le_bytes(*eight) != u64::from_le_bytes(*other_eight) {
            return false;
        }
        (pattern, octets) = (rest, other_rest);
    }
    pattern == octets
}
