//! Runs files of conformance vectors and reports which vectors fail.
//!
//! `cargo run --release --example conformance -- FILE.json …`. Without a file, it runs those of the project.
//! `tests/vectors/README.md` describes the format of the files.

mod auth;
mod cors;
mod digest;
mod signing;
mod typed;
mod vector;

use std::fmt;
use std::io::{self, Write};
use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
Runs conformance vectors and reports which fail.

Usage: conformance [FILE.json]...

Without a file, runs the vectors of the project. Exits with 0 if all pass, with 1 if one fails or a file can't be read.";

fn main() -> ExitCode {
    let mut files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if let Some(option) = files.iter().find(|file| file.as_os_str().as_encoded_bytes().starts_with(b"-")) {
        if matches!(option.to_str(), Some("-h" | "--help")) {
            print(USAGE);
            return ExitCode::SUCCESS;
        }
        eprintln!("conformance: {} is not an option\n\n{USAGE}", option.display());
        return ExitCode::from(2);
    }
    if files.is_empty() {
        files = vector::files();
    }
    let mut total = Tally::default();
    for path in &files {
        let name = path.file_name().map_or(path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let tally = run(&name, path);
        print(format_args!("{name}: {tally}"));
        total += tally;
    }
    print(format_args!("{total}"));
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints a line. `println!` would panic if the reader closed the pipe.
fn print(line: impl fmt::Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn run(name: &str, path: &Path) -> Tally {
    let mut tally = Tally::default();
    match vector::read_file(path) {
        Ok(vectors) => {
            if vectors.is_empty() {
                tally.fail(name, &vector::Failure::new("vectors", "none"));
            }
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
        print(format_args!("FAIL {id}: {failure}"));
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
