//! Counts instructions and allocations.

use std::hint::black_box;
use std::process::{Command, ExitCode};

use crate::allocations;
use crate::case::Case;

/// The first argument when this program runs itself under callgrind.
pub const REPEAT: &str = "repeat";

fn run(case: &mut Case, count: usize) {
    for _ in 0..count {
        black_box((black_box(&mut case.operation))());
    }
}

pub fn repeat(cases: &mut [Case], name: &str, count: &str) -> ExitCode {
    let case = cases.iter_mut().find(|case| case.name == name);
    match (case, count.parse()) {
        (Some(case), Ok(count)) => {
            run(case, count);
            ExitCode::SUCCESS
        }
        _ => ExitCode::FAILURE,
    }
}

pub fn allocations(case: &mut Case) -> usize {
    allocations::count(|| run(case, 1))
}

/// Returns the instructions of one operation. The difference of two runs excludes the start and the end of the program,
/// but for some instructions that depend on the arguments and on addresses. Rounding removes those.
pub fn instructions(name: &str) -> u64 {
    const MORE: u64 = 512;
    (collected(name, 3 + MORE) - collected(name, 3) + MORE / 2) / MORE
}

fn collected(name: &str, count: u64) -> u64 {
    let program = std::env::current_exe().expect("the path of this program");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--"])
        .arg(program)
        .args([REPEAT, name, &count.to_string()])
        .output()
        .expect("valgrind is installed");
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{report}");
    report
        .lines()
        .find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
        .expect("callgrind reports the instructions")
}
