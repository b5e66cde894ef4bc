//! Families of inputs that grow from 128 bytes to 64 KiB.

use std::hint::black_box;

use crate::case::{Cases, GROWTH, text};
use crate::measure::Measured;
use crate::{challenges, cors, credentials, inputs};

pub const SIZES: [usize; 5] = [128, 1_024, 4_096, 16_384, 65_536];

/// A name, and a function that returns a text of about this many bytes.
type Family = (&'static str, fn(usize) -> String);

const CHALLENGES: [Family; 16] = [
    ("an ordinary list", inputs::challenges),
    ("one plain quoted-string", |bytes| quoted(&inputs::symbols(bytes, 5), bytes)),
    ("one quoted-string of UTF-8", |bytes| quoted("é", bytes)),
    ("an escape every 3 bytes", |bytes| quoted("\\\"a", bytes)),
    ("an escape every 11 bytes", |bytes| quoted("\\\"abcdefghi", bytes)),
    ("backslashes", |bytes| quoted("\\\\", bytes)),
    ("a tab every 9 bytes", |bytes| quoted("abcdefgh\t", bytes)),
    ("an open quoted-string", |bytes| format!("Basic realm=\"{}", inputs::symbols(bytes - 13, 5))),
    ("a token68", |bytes| format!("Negotiate {}", inputs::symbols(bytes - 10, 3))),
    ("schemes of one letter", |bytes| format!("{}a", "a, ".repeat(bytes / 3))),
    ("one long scheme", |bytes| inputs::symbols(bytes, 3)),
    ("64 names of 2 letters each", |bytes| params(2, bytes)),
    ("64 names of 16 letters each", |bytes| params(16, bytes)),
    ("64 empty values each", |bytes| params(2, bytes).replace("=c", "=\"\"")),
    ("commas", |bytes| format!("Basic {}", ",".repeat(bytes - 6))),
    ("spaces before =", |bytes| format!("S a{}=b", " ".repeat(bytes - 5))),
];

pub fn add(cases: &mut Cases) {
    cases.section(GROWTH);
    for (family, make) in CHALLENGES {
        for size in SIZES {
            challenge(cases, operation(family, size), text(make(size)));
        }
    }
    for size in SIZES {
        credentials::basic(cases, operation("Basic credentials", size), text(inputs::basic(size * 3 / 4)));
    }
    for size in SIZES {
        let token = format!("Bearer {}", inputs::jwt(size));
        credentials::bearer(cases, operation("a Bearer token", size), text(token));
    }
    for size in SIZES {
        cors::request_headers(cases, operation("a list of field names", size), text(inputs::names(size / 20)));
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

fn quoted(unit: &str, bytes: usize) -> String {
    let value = unit.repeat((bytes - 14) / unit.len().min(bytes - 14));
    format!("Basic realm=\"{value}\"")
}

/// Returns challenges of 64 parameters, whose names differ in their last two letters.
fn params(length: usize, bytes: usize) -> String {
    let letter = |index: u8| char::from(b'a' + index);
    let mut list = String::from("S ");
    for (count, index) in (0..64).cycle().enumerate() {
        let before = match (count, index) {
            (0, _) => "",
            (_, 0) => ",S ",
            _ => ",",
        };
        let param = format!("{before}{}{}{}=c", "x".repeat(length - 2), letter(index / 26), letter(index % 26));
        if list.len() + param.len() > bytes {
            break;
        }
        list.push_str(&param);
    }
    list
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
