//! The table of the results: written, and read again.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::case::GROWTH;
use crate::check::AHEAD;
use crate::growth::{self, SIZES};
use crate::measure::{Measured, Outcome, compared};

const HEAD: &str = "\
# countersign beside other crates

`cargo run --release -p countersign-peer-benches` measures all of this and writes this page and its charts. It needs
valgrind. With names as arguments it prints the operations whose names contain one of them, and writes nothing. With
`--check` it compares with this page: it fails if an operation of countersign takes 3 % more instructions or more
allocations, or if a peer that does the same work is ahead without a reason on this page.

- *instructions* are counted by callgrind, on x86-64, without those of the call. Its processor has no SHA instructions.
- *ratio*: the instructions divided by those of the nearest row of countersign above.
- *ns* is the least of 15 samples. Compare it within this page only.
- *allocations* are counted in one operation. A reader that allocates copies what it reads.
- A crate that is not in a table does not offer that operation.
";

/// Returns the Markdown of the results. `manifest` has the versions of the peers.
pub fn page(measured: &[Measured<'_>], manifest: &str) -> String {
    let mut page = String::from(HEAD);
    let versions = manifest.lines().filter_map(|line| {
        let (name, rest) = line.split_once(" = ")?;
        let (_, version) = rest.split_once("\"=")?;
        Some(format!("{name} {}", version.split('"').next()?))
    });
    let versions: Vec<String> = versions.collect();
    let _ = write!(
        page,
        "\nThe peers: {}.\n\n![Whole jobs](jobs.svg)\n\n![Operations](operations.svg)\n",
        versions.join(", ")
    );
    if !AHEAD.is_empty() {
        page.push_str("\n## Where a peer is ahead\n\n| operation | peer | why |\n|---|---|---|\n");
        for (operation, peer, reason) in AHEAD {
            let _ = writeln!(page, "| {operation} | {peer} | {reason} |");
        }
    }
    page.push_str(&tables(measured));
    page
}

/// Returns a table for each section.
pub fn tables(measured: &[Measured<'_>]) -> String {
    let mut tables = String::new();
    for rows in measured.chunk_by(|a, b| a.case.section == b.case.section) {
        let section = rows[0].case.section;
        let _ = write!(tables, "\n## {section}\n\n");
        if section == GROWTH {
            growth_table(&mut tables, rows);
        } else {
            table(&mut tables, rows);
        }
    }
    tables
}

fn table(page: &mut String, rows: &[Measured<'_>]) {
    page.push_str("| operation | by | bytes | instructions | per byte | ratio | allocations | ns | what differs |\n");
    page.push_str("|---|---|--:|--:|--:|--:|--:|--:|---|\n");
    for operation in rows.chunk_by(|a, b| a.case.operation == b.case.operation) {
        for (ours, row) in compared(operation) {
            let name = if std::ptr::eq(row, &raw const operation[0]) { row.case.operation.as_str() } else { "" };
            let (by, bytes, differs) = (row.case.by, row.case.bytes, row.case.differs);
            let figures = match row.outcome {
                Outcome::Accepted => format!(
                    "{} | {:.1} | {:.2} | {} | {}",
                    thousands(row.instructions),
                    row.per_byte(),
                    row.instructions as f64 / ours.instructions.max(1) as f64,
                    row.allocations,
                    nanoseconds(row.nanoseconds)
                ),
                Outcome::Rejected => "rejected | | | |".to_owned(),
                Outcome::Panicked => "panics | | | |".to_owned(),
            };
            let _ = writeln!(page, "| {name} | {by} | {bytes} | {figures} | {differs} |");
        }
    }
}

fn growth_table(page: &mut String, rows: &[Measured<'_>]) {
    page.push_str("![Growth](growth.svg)\n\nInstructions per byte. *R*: the input is rejected.\n\n| family | by |");
    for size in SIZES {
        let _ = write!(page, " {size} B |");
    }
    page.push_str(" what differs |\n|---|---|");
    page.push_str(&"--:|".repeat(SIZES.len()));
    page.push_str("---|\n");
    for ((family, by), line) in growth::lines(rows) {
        let _ = write!(page, "| {family} | {by} |");
        for row in &line {
            let _ = match row.outcome {
                Outcome::Accepted => write!(page, " {:.2} |", row.per_byte()),
                Outcome::Rejected => write!(page, " {:.2} R |", row.per_byte()),
                Outcome::Panicked => write!(page, " panics |"),
            };
        }
        let _ = writeln!(page, " {} |", line[0].case.differs);
    }
}

/// Instructions per operation, or per byte of inputs that grow, and allocations. The key is [`name`](crate::case::Case::name).
pub struct Committed(pub BTreeMap<String, (f64, Option<usize>)>);

impl Committed {
    /// Reads the tables of a page.
    pub fn read(page: &str) -> Self {
        let mut rows = BTreeMap::new();
        let mut operation = String::new();
        for line in page.lines().filter(|line| line.starts_with("| ")) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            match cells.as_slice() {
                [name, by, _, instructions, _, _, allocations, _, _] => {
                    if !name.is_empty() {
                        (*name).clone_into(&mut operation);
                    }
                    if let Ok(instructions) = instructions.replace(',', "").parse() {
                        rows.insert(format!("{operation}: {by}"), (instructions, allocations.parse().ok()));
                    }
                }
                [family, by, figures @ .., _] if figures.len() == SIZES.len() => {
                    for (size, figure) in SIZES.into_iter().zip(figures) {
                        if let Ok(per_byte) = figure.trim_end_matches(" R").parse() {
                            rows.insert(format!("{}: {by}", growth::operation(family, size)), (per_byte, None));
                        }
                    }
                }
                _ => {}
            }
        }
        Self(rows)
    }
}

pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| str::from_utf8(group).unwrap_or_default()).collect();
    groups.join(",")
}

fn nanoseconds(time: f64) -> String {
    if time < 100.0 { format!("{time:.1}") } else { format!("{time:.0}") }
}
