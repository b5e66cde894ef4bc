//! The names of the settings in a file.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The keys of a policy: the fields of [`Config`](super::Config).
pub(super) const KEYS: [&str; 13] = [
    "origins",
    "methods",
    "request_headers",
    "response_headers",
    "credentials",
    "max_age",
    "preflight_status",
    "private_network",
    "vary_on_options",
    "nobody",
    "dangerously_tolerate_insecure_origins",
    "dangerously_tolerate_any_host",
    "dangerously_tolerate_subdomains_of_public_suffixes",
];

/// The key that was probably meant by an unknown one.
pub(super) fn meant(key: &str) -> Option<&'static str> {
    let plain = key.to_ascii_lowercase().replace('-', "_");
    let nearest = KEYS.into_iter().min_by_key(|known| distance(&plain, known))?;
    (distance(&plain, nearest) <= 2).then_some(nearest)
}

/// The report about an unknown key, with the key that was probably meant.
pub(super) fn unknown_key(key: &str) -> String {
    match meant(key) {
        Some(known) => format!("{key}: unknown key (write `{known}`)"),
        None => format!("{key}: unknown key (remove it; the keys are {})", KEYS.join(", ")),
    }
}

/// How many bytes must be inserted, removed or replaced to make one text of the other. Texts of very different lengths are
/// not compared.
fn distance(one: &str, other: &str) -> usize {
    if one.len().abs_diff(other.len()) > 2 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, a) in one.bytes().enumerate() {
        let (mut diagonal, mut left) = (line, line.saturating_add(1));
        for (above, b) in row.iter_mut().skip(1).zip(other.bytes()) {
            let replaced = diagonal.saturating_add(usize::from(a != b));
            diagonal = *above;
            left = replaced.min(diagonal.saturating_add(1)).min(left.saturating_add(1));
            *above = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_levenshtein() {
        for (one, other, expected) in [
            ("", "", 0),
            ("origins", "origins", 0),
            ("orgins", "origins", 1),
            ("origin", "origins", 1),
            ("methdos", "methods", 2),
            ("nobdoy", "nobody", 2),
            ("a", "bcd", 3),
            ("origins", "o", usize::MAX),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }
}
