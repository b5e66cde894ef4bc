//! Counts instructions. One run of this program under callgrind counts all cases.

use std::fs;
use std::hint::black_box;
use std::io::{Write, read_to_string, stdin};
use std::process::{Command, Stdio};

/// The argument when this program runs itself under callgrind. The indexes of the cases are its input.
pub const COUNTED: &str = "counted";

pub trait Counted {
    /// The number of bytes that are read or written.
    fn bytes(&self) -> usize;

    /// Returns a number that depends on the result, so that the compiler keeps the operation.
    fn run(&mut self) -> usize;
}

/// Runs a case once. Callgrind counts the instructions inside this function.
#[inline(never)]
pub fn operation_counted(case: &mut impl Counted) -> usize {
    black_box(black_box(case).run())
}

/// Callgrind writes the sum when this function is called, and starts again.
#[inline(never)]
fn operations_end(index: usize) {
    black_box(index);
}

/// Few repetitions suffice, because the counts differ by what an allocator and a random hash function do only.
fn repetitions(case: &impl Counted) -> u64 {
    (1 << 16) / case.bytes().clamp(1 << 10, 1 << 14) as u64
}

/// Runs the cases whose indexes are in the input, and then ends.
pub fn run(cases: &mut [impl Counted]) {
    for line in read_to_string(stdin()).expect("the input").lines() {
        let index: usize = line.parse().expect("an index");
        let case = &mut cases[index];
        // Fills the caches of the allocator, and whatever else is made once.
        for _ in 0..2 {
            black_box(black_box(&mut *case).run());
        }
        for _ in 0..repetitions(case) {
            operation_counted(case);
        }
        operations_end(index);
    }
}

/// Returns the instructions of one operation of each of these cases, without those of the first case, which does nothing.
pub fn instructions(cases: &[impl Counted], indexes: &[usize]) -> Vec<u64> {
    let folder = std::env::temp_dir().join(format!("countersign-counted-{}", std::process::id()));
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
