//! The tests: which mutants each of them reaches, and whether it notices one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

/// How long the tests of a mutant may take together, without it.
const TOGETHER: Duration = Duration::from_secs(12);

/// How many seconds of processor time a test may take without a mutant.
const ONE: u64 = 4;

pub(crate) struct Test {
    executable: PathBuf,
    pub name: String,
    time: Duration,
    reached: BTreeSet<usize>,
}

pub(crate) enum Outcome {
    /// The name of one of the tests that failed.
    Caught(String),
    /// A test used much more processor time than it does without the mutant.
    TooSlow,
    Missed,
    /// No test reaches the mutant.
    NotReached,
}

/// Runs tests of an executable, with a limit of processor time in seconds. `Err` has what it printed, or nothing if the limit
/// ended it.
fn run(
    tree: &Path,
    executable: &Path,
    names: &[&str],
    limit: u64,
    variable: (&str, &str),
) -> Result<(), Option<String>> {
    let output = Command::new("bash")
        .args(["-c", &format!("ulimit -t {limit} -v 8000000; exec nice -n 15 \"$@\""), "bash"])
        .arg(executable)
        .args(["--exact", "--test-threads", "1"])
        .args(names)
        .env(variable.0, variable.1)
        .env("RUST_BACKTRACE", "0")
        .env("PROPTEST_CASES", env::var("PROPTEST_CASES").as_deref().unwrap_or("5"))
        .current_dir(tree)
        .stdin(Stdio::null())
        .output()
        .expect("bash");
    match output.status.code() {
        Some(0) => Ok(()),
        // A test that overflows the stack or is aborted has a signal too, but not after the whole time.
        None if std::os::unix::process::ExitStatusExt::signal(&output.status) == Some(9)
            || std::os::unix::process::ExitStatusExt::signal(&output.status) == Some(24) =>
        {
            Err(None)
        }
        _ => Err(Some(String::from_utf8_lossy(&output.stdout).into_owned())),
    }
}

/// Runs each test alone, without a mutant. Leaves out those that are slow, and those that fail because the source is another
/// one here.
pub(crate) fn all(tree: &Path, executables: &[PathBuf]) -> Vec<Test> {
    let mut tests = Vec::new();
    let trace = env::temp_dir().join(format!("countersign-mutants-{}", std::process::id()));
    for executable in executables {
        let list =
            Command::new(executable).args(["--list", "--format", "terse"]).current_dir(tree).output().expect("a list");
        for name in String::from_utf8_lossy(&list.stdout).lines().filter_map(|line| line.strip_suffix(": test")) {
            let _ = fs::remove_file(&trace);
            let start = Instant::now();
            if run(tree, executable, &[name], ONE, ("MUTANT_TRACE", trace.to_str().expect("UTF-8"))).is_err() {
                eprintln!("without a mutant, this test fails or is slow: {name}");
                continue;
            }
            let time = start.elapsed();
            let reached = fs::read_to_string(&trace).unwrap_or_default();
            let reached = reached.lines().filter_map(|line| line.parse().ok()).collect();
            tests.push(Test { executable: executable.clone(), name: name.to_owned(), time, reached });
        }
    }
    let _ = fs::remove_file(&trace);
    tests.sort_by_key(|test| test.time);
    tests
}

/// Runs the tests that reach a mutant. Those that are fast and that reach few other mutants are first, as it is likely that
/// they notice it. Tests that take longer than all of these together are left out: the mutant is asked again alone.
pub(crate) fn ask(tree: &Path, tests: &[Test], mutant: usize) -> Outcome {
    let mut rest: Vec<_> = tests.iter().filter(|test| test.reached.contains(&mutant)).collect();
    if rest.is_empty() {
        return Outcome::NotReached;
    }
    rest.sort_by_key(|test| test.time * u32::try_from(10 + test.reached.len()).unwrap_or(u32::MAX));
    let mut total = Duration::ZERO;
    rest.retain(|test| {
        total += test.time;
        total < TOGETHER
    });
    // A failure ends the run of the mutant only after all that is run with it, so little is run together at first.
    let mut budget = Duration::from_millis(200);
    while let Some(first) = rest.first() {
        let executable = first.executable.clone();
        let (mut names, mut time) = (Vec::new(), Duration::ZERO);
        rest.retain(|test| {
            let is_taken = test.executable == executable && (names.is_empty() || time + test.time < budget);
            if is_taken {
                names.push(test.name.as_str());
                time += test.time;
            }
            !is_taken
        });
        let limit = 5 + 4 * time.as_secs();
        match run(tree, &executable, &names, limit, ("MUTANT", &mutant.to_string())) {
            Ok(()) => {}
            Err(None) => return Outcome::TooSlow,
            Err(Some(printed)) => {
                let failed = printed.lines().find_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
                return Outcome::Caught(failed.unwrap_or("aborted").to_owned());
            }
        }
        budget *= 3;
    }
    Outcome::Missed
}
