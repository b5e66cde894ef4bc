//! The cost of a policy's decisions.

use std::hint::black_box;

use countersign::Encode;
use countersign::cors::policy::{Builder, Decision, Policy};

use crate::case::{Case, Limit};

const ORIGIN: &str = "https://app7.example.com";
const NAMES: &str = "authorization, content-type, x-requested-with";

pub fn all() -> Vec<Case> {
    let named = |index: usize| format!("x-custom-header-{index:02}");
    let sorted: Vec<String> = (0..64).map(named).collect();
    let shuffled: Vec<String> = (0..64).map(|index| named(index * 37 % 64)).collect();
    let (in_order, in_any_order) = (sorted.join(", "), shuffled.join(", "));
    let sorted_names = || Policy::for_origins(texts([ORIGIN.to_owned()])).with_request_headers(texts(sorted.clone()));
    let others = Policy::for_origins(texts([ORIGIN.to_owned()])).with_request_headers(texts(shuffled.clone()));
    let mut cases = vec![
        preflight("preflight, 3 names", Limit::Instructions(1_600), eight(), NAMES, is_allowed),
        preflight("preflight, 3 names, written", Limit::None, eight(), NAMES, written),
        preflight("preflight, refused", Limit::Instructions(1_000), eight(), "x-other", is_refused),
        decides("actual request", Limit::Instructions(420), eight(), "PUT", actual(ORIGIN), is_allowed),
        decides("actual request, written", Limit::None, eight(), "PUT", actual(ORIGIN), written),
        decides("actual request, refused", Limit::Instructions(530), eight(), "PUT", actual("https://a"), is_refused),
        preflight("64 names in order", Limit::Instructions(5_130), sorted_names(), &in_order, is_allowed),
        preflight("64 names in any order", Limit::Instructions(54_000), sorted_names(), &in_any_order, is_allowed),
        preflight(
            "64 names of 64 in another order",
            Limit::Instructions(59_000),
            others,
            &sorted.join(","),
            is_allowed,
        ),
        preflight("64 names of any", Limit::None, any_name(), &in_any_order, is_allowed),
        among(ONE_ORIGIN, Limit::None, 1),
        among("preflight, the last of 100 origins", Limit::Percent(300, ONE_ORIGIN), 100),
    ];
    let hostile = [
        ("1 MiB of commas", ",".to_owned()),
        ("1 MiB of white space", " ".to_owned()),
        ("1 MiB of one name", "a".to_owned()),
        ("1 MiB of an allowed name", "x-custom-header-00,".to_owned()),
        ("1 MiB of an allowed name and spaces", "x-custom-header-00                     ,".to_owned()),
    ];
    cases.extend(hostile.into_iter().map(|(name, piece)| {
        let line = piece.repeat((1 << 20) / piece.len());
        preflight(name, Limit::Instructions(2_200), sorted_names(), &line, is_refused)
    }));
    cases
}

const ONE_ORIGIN: &str = "preflight, the only origin";

/// A policy with eight origins.
fn eight() -> Builder<'static> {
    Policy::for_origins(texts((0..8).map(|number| format!("https://app{number}.example.com"))))
        .with_methods(&["GET", "PUT", "DELETE"])
        .with_request_headers(&["Authorization", "Content-Type", "X-Requested-With"])
        .with_max_age(600)
        .with_credentials()
}

fn any_name() -> Builder<'static> {
    Policy::for_origins(&[ORIGIN]).with_request_headers(&["*"]).with_credentials()
}

/// Decides for the last of `count` allowed origins. They have the same length and differ in one label.
fn among(name: &'static str, at_most: Limit, count: usize) -> Case {
    let origins = texts((1..=count).map(|number| format!("https://www.app{number:03}.example.com")));
    let origin = origins[count - 1];
    let policy = Policy::for_origins(origins).with_methods(&["PUT"]).with_request_headers(&["Content-Type"]);
    decides(name, at_most, policy, "OPTIONS", asking(origin, "content-type"), is_allowed)
}

fn actual(origin: &str) -> Vec<(&'static str, String)> {
    vec![
        ("host", "api.example.com".to_owned()),
        ("origin", origin.to_owned()),
        ("content-type", "application/json".to_owned()),
    ]
}

fn asking(origin: &str, names: &str) -> Vec<(&'static str, String)> {
    vec![
        ("host", "api.example.com".to_owned()),
        ("origin", origin.to_owned()),
        ("access-control-request-method", "PUT".to_owned()),
        ("access-control-request-headers", names.to_owned()),
    ]
}

fn preflight(
    name: &'static str,
    at_most: Limit,
    policy: Builder<'static>,
    names: &str,
    read: impl Fn(&Decision<'_>) -> usize + 'static,
) -> Case {
    decides(name, at_most, policy.with_methods(&["GET", "PUT", "DELETE"]), "OPTIONS", asking(ORIGIN, names), read)
}

fn decides(
    name: &'static str,
    at_most: Limit,
    policy: Builder<'static>,
    method: &'static str,
    fields: Vec<(&'static str, String)>,
    read: impl Fn(&Decision<'_>) -> usize + 'static,
) -> Case {
    let policy = policy.build().expect("a policy");
    let bytes = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    let decide = move || read(&black_box(&policy).decide(black_box(method), black_box(fields.as_slice())));
    assert_ne!(decide(), 0, "{name}");
    Case { name, bytes, at_most, allocations: 0, operation: Box::new(decide) }
}

fn is_allowed(decision: &Decision<'_>) -> usize {
    usize::from(black_box(decision).refusal().is_none())
}

fn is_refused(decision: &Decision<'_>) -> usize {
    usize::from(black_box(decision).refusal().is_some())
}

/// Writes every field into a buffer.
fn written(decision: &Decision<'_>) -> usize {
    let mut buffer = [0; 512];
    let fields = decision.set().chain(decision.append());
    fields.map(|(name, value)| name.len() + value.encode_to_slice(black_box(&mut buffer)).map_or(0, <[u8]>::len)).sum()
}

fn texts(texts: impl IntoIterator<Item = String>) -> &'static [&'static str] {
    texts.into_iter().map(|text| &*text.leak()).collect::<Vec<&str>>().leak()
}
