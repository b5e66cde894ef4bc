//! Every type that may be in a field and that `parse` reads is read from a `HeaderValue` of the crate `http` too.

use std::collections::BTreeSet;

use crate::types::{implementors, parsed};

/// The types of the table in `src/http/values.rs`.
fn listed() -> BTreeSet<String> {
    let source = include_str!("../../src/http/values.rs");
    let (_, table) = source.split_once("\nfrom_header_value! {\n").expect("the table");
    let rows = table.split_once("\n}").expect("the end of the table").0.lines();
    let names = rows.map(|row| row.split_once("] ").expect("a row").1.split(['<', ',']).next().unwrap_or_default());
    names.map(str::to_owned).collect()
}

/// The name of a type as that table writes it: it imports those of CORS.
fn imported(name: &str) -> String {
    let cors = ["names::", "origin::", "values::"];
    cors.iter().find_map(|module| name.strip_prefix(module)).unwrap_or(name).to_owned()
}

#[test]
fn every_parsed_type_is_read_from_a_header_value() {
    let content = implementors("FieldContent");
    let expected: BTreeSet<String> = content.intersection(&parsed()).map(String::as_str).map(imported).collect();
    assert!(expected.len() > 60, "the source is read: {}", expected.len());
    let listed = listed();
    let missing: Vec<_> = expected.difference(&listed).collect();
    assert!(missing.is_empty(), "src/http/values.rs has no row for {missing:?}");
    let others: Vec<_> = listed.difference(&expected).collect();
    assert!(others.is_empty(), "src/http/values.rs has rows for {others:?}, which no `parse` reads from a field");
}
