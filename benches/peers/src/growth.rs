//! Families of inputs that grow from 128 bytes to 64 KiB.

use std::hint::black_box;

use crate::case::{Cases, GROWTH, text};
use crate::families::{self, Family};
use crate::measure::Measured;
use crate::{challenges, cors, credentials};

pub const SIZES: [usize; 5] = [128, 1_024, 4_096, 16_384, 65_536];

pub fn add(cases: &mut Cases) {
    cases.section(GROWTH);
    for family in families::CHALLENGES {
        grow(cases, family, challenge);
    }
    grow(cases, families::BASIC, credentials::basic);
    grow(cases, families::BEARER, credentials::bearer);
    grow(cases, families::FIELD_NAMES, cors::request_headers);
}

fn grow(cases: &mut Cases, (family, make): Family, add: fn(&mut Cases, String, &'static str)) {
    for size in SIZES {
        add(cases, operation(family, size), text(make(size)));
    }
}

/// Returns the name of the operation on an input of this size; [`family`] is the reverse.
pub fn operation(family: &str, size: usize) -> String {
    format!("{family}, {size} B")
}

/// Returns the family of an operation.
pub fn family(operation: &str) -> &str {
    operation.rsplit_once(", ").map_or(operation, |(family, _)| family)
}

/// The family, the crate, and what was measured of them, by size.
pub type Line<'m, 'c> = ((&'m str, &'static str), Vec<&'m Measured<'c>>);

/// Returns a line for each family and crate, in the order of the cases.
pub fn lines<'m, 'c>(measured: &'m [Measured<'c>]) -> Vec<Line<'m, 'c>> {
    let mut lines: Vec<Line<'_, '_>> = Vec::new();
    for row in measured.iter().filter(|row| row.case.section == GROWTH) {
        let key = (family(&row.case.operation), row.case.by);
        match lines.iter_mut().find(|(other, _)| *other == key) {
            Some((_, line)) => line.push(row),
            None => lines.push((key, vec![row])),
        }
    }
    lines
}

fn challenge(cases: &mut Cases, name: String, line: &'static str) {
    cases
        .operation(name, line.len())
        .by("countersign", move || challenges::views(black_box(line)))
        .by("http-auth", move || challenges::http_auth(black_box(line)))
        .by("parse-net", move || challenges::parse_net(black_box(line)))
        .unlike("www_authenticate_parser", challenges::FIRST_ONLY, move || {
            challenges::www_authenticate_parser(black_box(line))
        })
        .by("countersign, events", move || challenges::events(black_box(line)))
        .by("http-auth, iterator", move || challenges::http_auth_iterated(black_box(line)));
}
