//! Measures cases: instructions, allocations and nanoseconds.

use std::fs;
use std::hint::black_box;
use std::io::{Write, read_to_string, stdin};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::allocations;
use crate::case::Case;

/// The argument when this program runs itself under callgrind. The indexes of the cases are its input.
pub const COUNTED: &str = "counted";

#[derive(Clone, Copy, PartialEq)]
pub enum Outcome {
    Accepted,
    Rejected,
    Panicked,
}

pub struct Measured<'c> {
    pub case: &'c Case,
    pub outcome: Outcome,
    pub instructions: u64,
    pub allocations: usize,
    /// The least of several samples, if the time is measured. It depends on what else the machine does.
    pub nanoseconds: f64,
}

impl Measured<'_> {
    pub fn per_byte(&self) -> f64 {
        self.instructions as f64 / self.case.bytes as f64
    }
}

/// Returns each row of an operation, after the row of this crate with which it is compared: the last one above.
pub fn compared<'m, 'c>(operation: &'m [Measured<'c>]) -> impl Iterator<Item = (&'m Measured<'c>, &'m Measured<'c>)> {
    let mut ours = &operation[0];
    operation.iter().map(move |row| {
        if row.case.is_ours() {
            ours = row;
        }
        (ours, row)
    })
}

/// Measures the cases that are `chosen`, except for the first, which does nothing: its instructions are subtracted.
pub fn all(cases: &mut [Case], with_time: bool, chosen: impl Fn(&Case) -> bool) -> Vec<Measured<'_>> {
    let chosen: Vec<usize> = (1..cases.len()).filter(|index| chosen(&cases[*index])).collect();
    let mut rows: Vec<(usize, Outcome, usize, f64)> = Vec::new();
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    for index in chosen {
        let case = &mut cases[index];
        let outcome = match catch_unwind(AssertUnwindSafe(|| operation_counted(case))) {
            Ok(0) => Outcome::Rejected,
            Ok(_) => Outcome::Accepted,
            Err(_) => Outcome::Panicked,
        };
        let runs = outcome != Outcome::Panicked;
        let allocations = if runs { allocations::count(|| _ = operation_counted(case)) } else { 0 };
        let nanoseconds = if runs && with_time { nanoseconds(case) } else { 0.0 };
        rows.push((index, outcome, allocations, nanoseconds));
    }
    set_hook(hook);
    let counted: Vec<usize> =
        rows.iter().filter(|(_, outcome, ..)| *outcome != Outcome::Panicked).map(|(index, ..)| *index).collect();
    let cases = &*cases;
    let counts = instructions(cases, &counted);
    let measured = |(index, outcome, allocations, nanoseconds)| {
        let instructions = counted.binary_search(&index).map_or(0, |at| counts[at]);
        Measured { case: &cases[index], outcome, instructions, allocations, nanoseconds }
    };
    rows.into_iter().map(measured).collect()
}

/// Runs a case once. Callgrind counts the instructions inside this function.
#[inline(never)]
fn operation_counted(case: &mut Case) -> usize {
    black_box((black_box(&mut case.run))())
}

/// Callgrind writes the sum when this function is called, and starts again.
#[inline(never)]
fn operations_end(index: usize) {
    black_box(index);
}

/// Few repetitions suffice, because the counts differ by what an allocator and a random hash function do only.
fn repetitions(case: &Case) -> u64 {
    (1 << 16) / case.bytes.clamp(1 << 10, 1 << 14) as u64
}

/// Runs the cases whose indexes are in the input, and then ends.
pub fn counted(cases: &mut [Case]) {
    for line in read_to_string(stdin()).expect("the input").lines() {
        let index: usize = line.parse().expect("an index");
        let case = &mut cases[index];
        // Fills the caches of the allocator, and whatever else is made once.
        for _ in 0..2 {
            black_box((black_box(&mut case.run))());
        }
        for _ in 0..repetitions(case) {
            operation_counted(case);
        }
        operations_end(index);
    }
}

/// Returns the instructions of one operation of each of these cases. One run under callgrind counts all.
fn instructions(cases: &[Case], indexes: &[usize]) -> Vec<u64> {
    let folder = std::env::temp_dir().join(format!("countersign-peers-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("counts");
    let mut child = Command::new("valgrind")
        .args(["--tool=callgrind", "--combine-dumps=yes", "--toggle-collect=*::operation_counted"])
        .arg("--dump-before=*::operations_end")
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(std::env::current_exe().expect("the path of this program"))
        .arg(COUNTED)
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("valgrind is installed");
    let mut input = child.stdin.take().expect("a pipe");
    for index in [0].iter().chain(indexes) {
        writeln!(input, "{index}").expect("the child reads");
    }
    drop(input);
    assert!(child.wait().expect("the child ends").success(), "the run under callgrind fails");
    let report = fs::read_to_string(&file).expect("callgrind writes its counts");
    fs::remove_dir_all(&folder).expect("the folder is there");
    let sums = report.lines().filter_map(|line| line.strip_prefix("summary: ")?.trim().parse::<u64>().ok());
    let sums: Vec<u64> = sums.take(indexes.len() + 1).collect();
    assert_eq!(sums.len(), indexes.len() + 1, "callgrind writes one sum for each case");
    let each = |index: usize, sum: u64| {
        let repetitions = repetitions(&cases[index]);
        (sum + repetitions / 2) / repetitions
    };
    let nothing = each(0, sums[0]);
    indexes.iter().zip(&sums[1..]).map(|(index, sum)| each(*index, *sum).saturating_sub(nothing)).collect()
}

fn nanoseconds(case: &mut Case) -> f64 {
    const SAMPLES: u32 = 15;
    const SAMPLE: f64 = 60_000.0;
    let mut time = |count: u32| {
        let start = Instant::now();
        for _ in 0..count {
            operation_counted(case);
        }
        start.elapsed().as_nanos() as f64
    };
    let mut count = 1;
    while time(count) < SAMPLE && count < 1 << 16 {
        count *= 2;
    }
    (0..SAMPLES).map(|_| time(count) / f64::from(count)).fold(f64::INFINITY, f64::min)
}
