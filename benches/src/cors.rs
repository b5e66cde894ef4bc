//! The cost of reading CORS fields, and of matching origins.

use std::hint::black_box;

use countersign::List;
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::{Origin, OriginPattern};
use countersign::cors::values::{AllowOrigin, True};
use countersign::list::Elements;

use crate::case::{Case, Limit, reads};
use crate::inputs;

const ORIGIN: &str = "https://www.example.com:8443";

pub fn all() -> Vec<Case> {
    vec![
        reads(
            "Access-Control-Request-Headers, 3 names",
            Limit::Instructions(370),
            inputs::REQUEST_HEADERS.to_owned(),
            names,
        ),
        reads("Access-Control-Request-Headers, 64 names", Limit::Instructions(8_000), inputs::names(64), names),
        reads("names of a hostile line, 64", Limit::None, inputs::names(64), elements),
        reads(
            "Access-Control-Allow-Methods, 6 methods",
            Limit::Instructions(470),
            inputs::ALLOW_METHODS.to_owned(),
            methods,
        ),
        reads("Origin", Limit::Instructions(514), ORIGIN.to_owned(), origin),
        reads("Origin, an IPv6 address", Limit::Instructions(536), "https://[2001:db8::1]:8443".to_owned(), origin),
        reads("Origin, null", Limit::Instructions(10), "null".to_owned(), null),
        reads("Access-Control-Allow-Origin, *", Limit::Instructions(15), "*".to_owned(), any),
        reads("Access-Control-Allow-Credentials, true", Limit::Instructions(10), "true".to_owned(), is_true),
        matches("Origin and 1 pattern", Limit::None, 1, "https://app"),
        matches("Origin and 100 patterns", Limit::Instructions(1_600), 100, "https://app"),
        matches("Origin and 100 patterns of subdomains", Limit::Instructions(3_200), 100, "https://*.app"),
    ]
}

/// Checks a line, then reads every name.
pub fn names(line: &[u8]) -> usize {
    List::<FieldName<'_>>::parse(line).map_or(0, |names| names.iter().map(|name| name.as_bytes().len()).sum())
}

/// Reads every name of a line and checks it at the same time.
fn elements(line: &[u8]) -> usize {
    Elements::<FieldName<'_>>::new(line).map(|name| name.map_or(0, |name| name.as_bytes().len())).sum()
}

fn methods(line: &[u8]) -> usize {
    List::<Method<'_>>::parse(line).map_or(0, |methods| methods.iter().map(|method| method.as_bytes().len()).sum())
}

fn origin(value: &[u8]) -> usize {
    Origin::parse_tolerant(value)
        .map_or(0, |origin| origin.host().map_or(0, |host| host.as_str().len()) + origin.port().map_or(0, usize::from))
}

fn null(value: &[u8]) -> usize {
    usize::from(Origin::parse_tolerant(value).is_ok_and(|origin| origin.is_null()))
}

fn any(value: &[u8]) -> usize {
    usize::from(AllowOrigin::parse(value).is_ok_and(|value| matches!(value, AllowOrigin::Any)))
}

fn is_true(value: &[u8]) -> usize {
    usize::from(True::parse(value).is_ok())
}

/// Matches an origin against `count` patterns, of which the last matches. They have the same length and differ in one
/// label.
fn matches(name: &'static str, at_most: Limit, count: usize, start: &str) -> Case {
    let texts: Vec<String> = (1..=count).map(|number| format!("{start}{number:03}.example.com")).collect();
    let patterns: Vec<OriginPattern<'_>> =
        texts.leak().iter().map(|text| OriginPattern::new(text).expect("a pattern")).collect();
    let sent = format!("https://{}app{count:03}.example.com", if start.contains('*') { "www." } else { "" });
    reads(name, at_most, sent, move |value| {
        let Ok(origin) = Origin::parse_tolerant(value) else { return 0 };
        black_box(&patterns).iter().position(|pattern| pattern.matches(&origin)).map_or(0, |index| index + 1)
    })
}
