//! Each promise of `tests/README.md` has a break in `tests/breaks.toml`, and the table has what its test printed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

#[derive(Deserialize)]
struct Breaks {
    r#break: Vec<Break>,
}

#[derive(Deserialize)]
struct Break {
    promise: String,
    file: String,
    test: String,
}

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)).expect("a text file")
}

/// The rows of the table: the promise, the tests, the break, and what the test printed. A row without a promise has a further
/// break of the promise above it.
fn rows(page: &str) -> Vec<[String; 4]> {
    let (_, table) =
        page.split_once("| promise | tests | break | what its test printed |\n|---|---|---|---|\n").expect("a table");
    let mut rows: Vec<[String; 4]> = Vec::new();
    for line in table.lines().take_while(|line| line.starts_with("| ")) {
        // A `|` in a cell is escaped.
        let cells: Vec<_> = line[1..].split(" |").map(|cell| cell.trim().to_owned()).collect();
        let [mut promise, tests, change, printed, _] =
            <[String; 5]>::try_from(cells).unwrap_or_else(|cells| panic!("{} cells: {line}", cells.len()));
        if promise.is_empty() {
            promise.clone_from(&rows.last().expect("a promise above")[0]);
        }
        rows.push([promise, tests, change, printed]);
    }
    rows
}

#[test]
fn every_promise_has_a_test_that_was_seen_to_fail() {
    let Breaks { r#break: breaks } = toml::from_str(&read("breaks.toml")).expect("breaks");
    let rows = rows(&read("README.md"));
    assert!(rows.len() > 80 && breaks.len() >= rows.len() / 2, "{} rows, {} breaks", rows.len(), breaks.len());

    let mut expected: BTreeMap<&str, Vec<&Break>> =
        rows.iter().map(|[promise, ..]| (promise.as_str(), Vec::new())).collect();
    for one in &breaks {
        let mut promises = expected.iter_mut().filter(|(promise, _)| promise.starts_with(&one.promise));
        let (_, of) = promises.next().unwrap_or_else(|| panic!("no promise begins with {:?}", one.promise));
        of.push(one);
        assert!(promises.next().is_none(), "two promises begin with {:?}", one.promise);
    }
    for (promise, breaks) in expected {
        assert!(!breaks.is_empty(), "tests/breaks.toml has no break of this promise: {promise}");
        let shown: Vec<_> = rows.iter().filter(|row| row[0] == promise).collect();
        let run = format!("run `.ci/breaks`: the table of tests/README.md is not that of tests/breaks.toml: {promise}");
        assert_eq!(shown.len(), breaks.len(), "{run}");
        assert!(!shown[0][1].is_empty(), "no test: {promise}");
        for (row, one) in shown.iter().zip(breaks) {
            assert!(row[2].starts_with(&format!("`{}`: ", one.file)), "{run}");
            let (printed, message) = row[3].split_once("`: ").unwrap_or_default();
            assert!(printed == format!("`{}", one.test) && !message.is_empty(), "{run}");
        }
    }
}
