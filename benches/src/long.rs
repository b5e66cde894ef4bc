//! The cost of long lines: text between quotes of each kind, lists of many names, and the lines that cost the most per byte.

use std::fmt::Write;

use countersign::auth::Challenges;

use crate::case::{Case, Limit, reads};
use crate::framework::{parse, views, visit};

/// The shortest length of each line.
const LENGTH: usize = 4_096;

/// What is repeated in the line, its limits in instructions per 100 bytes, and the names of the cases.
type Row = (&'static str, [u64; 2], [&'static str; 2]);

/// What is repeated between quotes. Both the events and the views are measured.
const TEXTS: [Row; 5] = [
    ("text ", [100, 164], ["events: quoted text", "views: quoted text"]),
    ("\u{e9}\u{4e2d}", [100, 164], ["events: quoted UTF-8", "views: quoted UTF-8"]),
    ("\\\"a", [1_010, 1_910], ["events: an escape every 3 bytes", "views: an escape every 3 bytes"]),
    ("\\\"abcdefghi", [700, 1_370], ["events: an escape every 11 bytes", "views: an escape every 11 bytes"]),
    ("\\\\", [1_100, 2_030], ["events: backslashes", "views: backslashes"]),
];

/// What is repeated after a scheme, or in place of a line.
const LISTS: [(&str, Row); 4] = [
    ("A ", ("a=\"\",", [3_300, 6_000], ["events: empty values", "views: empty values"])),
    ("", ("a,", [5_600, 15_150], ["events: schemes", "views: schemes"])),
    ("", ("a b,", [9_000, 15_910], ["events: schemes with a token68", "views: schemes with a token68"])),
    ("", ("a b=c,", [6_600, 12_810], ["events: schemes with a parameter", "views: schemes with a parameter"])),
];

pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for (piece, most, names) in TEXTS {
        cases.extend(both(names, most, &format!("Basic realm=\"{}\"", piece.repeat(LENGTH / piece.len()))));
    }
    for (start, (piece, most, names)) in LISTS {
        let mut line = start.to_owned();
        let mut params = 0;
        while line.len() < LENGTH {
            if params == 64 {
                line.push_str(start);
                params = 0;
            }
            line.push_str(piece);
            params += usize::from(!start.is_empty());
        }
        cases.extend(both(names, most, &line));
    }
    let line = names();
    let most = Limit::Instructions(line.len() as u64 * 65);
    cases.push(reads("parse: 64 names a challenge", most, line, parse));
    cases
}

fn both([events, view]: [&'static str; 2], [most, most_of_views]: [u64; 2], line: &str) -> Vec<Case> {
    let limit = |most: u64| Limit::Instructions(line.len() as u64 * most / 100);
    let mut cases = vec![reads(events, limit(most), line.to_owned(), visit)];
    // Some have repeated names, which only the events allow.
    if Challenges::parse(line.as_bytes()).is_ok() {
        cases.push(reads(view, limit(most_of_views), line.to_owned(), views));
    }
    cases
}

/// Returns challenges with 64 parameters each, the most that one may have, whose names have two letters.
fn names() -> String {
    let mut line = String::new();
    while line.len() < LENGTH {
        line.push_str(if line.is_empty() { "A " } else { ", A " });
        for index in 0..64_u8 {
            let separator = if index == 0 { "" } else { "," };
            let (one, other) = (char::from(b'a' + index / 8), char::from(b'a' + index % 8));
            write!(line, "{separator}{one}{other}=1").expect("a string takes all");
        }
    }
    line
}
