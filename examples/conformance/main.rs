//! Runs files of vectors and tells which of them fail.
//!
//! `cargo run --release --example conformance -- FILE.json …`, or without a file for those of the project. What the
//! files hold is told in `tests/vectors/README.md`.

mod auth;
mod cors;
mod digest;
mod vector;

use std::fmt;
use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

/// Runs conformance vectors; succeeds when none fails.
#[derive(Parser)]
struct Arguments {
    /// Files of vectors; those of the project when there is none.
    #[arg(value_name = "FILE.json")]
    files: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let Arguments { mut files } = Arguments::parse();
    if files.is_empty() {
        files = vector::files();
    }
    let mut total = Tally::default();
    for path in &files {
        let name = path.file_name().map_or(path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let tally = run(&name, path);
        println!("{name}: {tally}");
        total += tally;
    }
    println!("{total}");
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(name: &str, path: &Path) -> Tally {
    let mut tally = Tally::default();
    match vector::read_file(path) {
        Ok(vectors) => {
            for (index, vector) in vectors.iter().enumerate() {
                match vector::check(vector) {
                    Ok(()) => tally.passed += 1,
                    Err(failure) => tally.fail(&vector::id(vector, index), &failure),
                }
            }
        }
        Err(failure) => tally.fail(name, &failure),
    }
    tally
}

#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

impl Tally {
    fn fail(&mut self, id: &str, failure: &vector::Failure) {
        println!("FAIL {id}: {failure}");
        self.failed += 1;
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}
