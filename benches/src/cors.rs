//! What the fields of CORS cost, and the parts of a decision.

use std::hint::black_box;

use countersign::cors::origin::{Origin, OriginPattern};

use crate::cases::{Case, Limit, reads};

const ORIGIN: &str = "https://www.example.com:8443";

pub fn all() -> Vec<Case> {
    vec![
        reads("Origin", Limit::Instructions(600), ORIGIN.to_owned(), origin),
        reads("Origin, an IPv6 address", Limit::Instructions(600), "https://[2001:db8::1]:8443".to_owned(), origin),
        matches("Origin and 1 pattern", Limit::None, 1, "https://app"),
        matches("Origin and 100 patterns", Limit::Instructions(1_800), 100, "https://app"),
        matches("Origin and 100 patterns of subdomains", Limit::Instructions(3_300), 100, "https://*.app"),
    ]
}

fn origin(value: &[u8]) -> usize {
    Origin::received(value)
        .map_or(0, |origin| origin.host().map_or(0, |host| host.as_str().len()) + origin.port().map_or(0, usize::from))
}

/// The last of as many patterns of equal length, which differ in the last label before the suffix.
fn matches(name: &'static str, at_most: Limit, count: usize, start: &str) -> Case {
    let texts: Vec<String> = (1..=count).map(|number| format!("{start}{number:03}.example.com")).collect();
    let patterns: Vec<OriginPattern<'_>> =
        texts.leak().iter().map(|text| OriginPattern::new(text).expect("a pattern")).collect();
    let sent = format!("https://{}app{count:03}.example.com", if start.contains('*') { "www." } else { "" });
    reads(name, at_most, sent, move |value| {
        let Ok(origin) = Origin::received(value) else { return 0 };
        black_box(&patterns).iter().position(|pattern| pattern.matches(&origin)).map_or(0, |index| index + 1)
    })
}
