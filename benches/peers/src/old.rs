//! The rows of a crate that needs old dependencies. They are measured by a binary of its own.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::case::Case;
use crate::measure::{Measured, Outcome};

/// Measures hyperx by the bench in this folder.
pub fn hyperx(folder: &Path) -> Vec<Measured<'static>> {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--release", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "the bench of hyperx fails");
    let report = String::from_utf8(output.stdout).expect("text");
    let rows = report.leak().lines().map(row);
    rows.map(|row| row.expect("a row has seven columns")).collect()
}

fn row(line: &'static str) -> Option<Measured<'static>> {
    let mut cells = line.split('\t');
    let (operation, by, bytes, differs) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let (section, operation, bytes) =
        ("hyperx, in a binary of its own", format!("{operation}, beside hyperx"), bytes.parse().ok()?);
    let case = Box::leak(Box::new(Case { section, operation, by, bytes, differs, run: Box::new(|| 1) }));
    let (instructions, allocations) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let nanoseconds = cells.next()?.parse().ok()?;
    Some(Measured { case, outcome: Outcome::Accepted, instructions, allocations, nanoseconds })
}
