//! The example `inspect`, run as a process: what it prints, and how it ends.

mod cors;
mod explain;
mod input;
mod json;
mod schemes;
mod secrets;
mod trees;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const WELL: i32 = 0;
const MALFORMED: i32 = 1;
const USAGE: i32 = 2;

struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

/// The example, which is built next to the tests.
fn example() -> Command {
    let test = std::env::current_exe().expect("a test has a path");
    let profile = test.ancestors().nth(2).expect("a test is in deps, in the directory of its profile");
    let name = format!("inspect{}", std::env::consts::EXE_SUFFIX);
    let path: PathBuf = [profile, "examples".as_ref(), name.as_ref()].iter().collect();
    assert!(path.exists(), "`cargo build --example inspect` comes first, as `cargo test` knows");
    let mut command = Command::new(path);
    command.env_remove("NO_COLOR").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn inspect(args: &[&str], input: &[u8]) -> Run {
    let mut child = example().args(args).spawn().expect("the example starts");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    // Who has no use for the input may have ended before it is written.
    let writer = std::thread::spawn({
        let input = input.to_vec();
        move || stdin.write_all(&input)
    });
    let output = child.wait_with_output().expect("the example ends");
    let _ = writer.join().expect("writing does not panic");
    Run {
        code: output.status.code().expect("no signal ended it"),
        stdout: String::from_utf8(output.stdout).expect("it prints UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("it prints UTF-8"),
    }
}
