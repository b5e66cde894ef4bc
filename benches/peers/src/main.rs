//! Measures countersign beside other crates, in one binary: instructions, allocations and nanoseconds.
//!
//! ```text
//! cargo run --release -p countersign-peer-benches                       # writes the results and the charts
//! cargo run --release -p countersign-peer-benches -- NAME..             # prints these operations
//! cargo run --release -p countersign-peer-benches -- --check            # compares with the committed results
//! ```
//!
//! The results are in `results.md`, which says what the columns are. Instructions are counted by callgrind; valgrind must
//! be installed.

#[path = "../../src/allocations.rs"]
mod allocations;
mod case;
mod challenges;
mod chart;
mod check;
mod cors;
#[path = "../../src/counted.rs"]
mod counted;
mod credentials;
#[path = "../../src/families.rs"]
mod families;
mod growth;
#[path = "../../src/inputs.rs"]
#[allow(dead_code, reason = "the other benches read the rest")]
mod inputs;
mod jobs;
mod measure;
mod old;
mod results;
mod signing;
mod stack;
mod written;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use case::{Case, Cases};
use measure::Measured;
use results::Committed;

/// The operations of the chart that are not jobs.
const SHOWN: [&str; 9] = [
    "a Digest challenge",
    "a typed Digest challenge",
    "28 challenges",
    "typed Digest credentials",
    "Basic, 274 B",
    "Bearer, 1.2 KB",
    "Access-Control-Request-Headers, 3 names",
    "Origin",
    "a Digest challenge, written",
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut cases = cases();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [counted::COUNTED] => {
            counted::run(&mut cases);
            ExitCode::SUCCESS
        }
        [] => {
            let mut measured = measure::all(&mut cases, true, |_| true);
            let growth = measured.iter().position(|row| row.case.section == case::GROWTH).unwrap_or(measured.len());
            measured.splice(growth..growth, old::hyperx(&beside("../hyperx")));
            write(&measured)
        }
        ["--check"] => check(&measure::all(&mut cases, false, |_| true)),
        names => {
            let chosen = |case: &Case| names.iter().any(|name| case.name().contains(name));
            print!("{}", results::tables(&measure::all(&mut cases, true, chosen)));
            ExitCode::SUCCESS
        }
    }
}

/// Returns all cases. The first one does nothing.
fn cases() -> Vec<Case> {
    let mut cases = Cases::default();
    let _ = cases.operation("nothing", 1).by("nothing", || 1);
    challenges::add(&mut cases);
    credentials::add(&mut cases);
    cors::add(&mut cases);
    written::add(&mut cases);
    jobs::add(&mut cases);
    signing::add(&mut cases);
    stack::add(&mut cases);
    growth::add(&mut cases);
    cases.all
}

/// Returns a path in the folder of this crate.
fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn write(measured: &[Measured<'_>]) -> ExitCode {
    let is_job = |case: &Case| case.section.starts_with("Jobs");
    let is_shown = |case: &Case| SHOWN.contains(&&*case.operation);
    for (name, text) in [
        (
            "results.md",
            results::page(measured, concat!(include_str!("../Cargo.toml"), include_str!("../../hyperx/Cargo.toml"))),
        ),
        ("jobs.svg", chart::bars("Whole jobs", measured, is_job)),
        ("operations.svg", chart::bars("Single operations", measured, is_shown)),
        ("growth.svg", chart::growth("Inputs that grow", measured)),
    ] {
        fs::write(beside(name), text).expect("the folder can be written");
    }
    check(measured)
}

/// Compares with the committed results, or with those that were just written.
fn check(measured: &[Measured<'_>]) -> ExitCode {
    let page = fs::read_to_string(beside("results.md")).expect("the committed results");
    let faults = check::faults(measured, &Committed::read(&page));
    for fault in &faults {
        eprintln!("{fault}");
    }
    println!("{} rows, {} faults", measured.len(), faults.len());
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
