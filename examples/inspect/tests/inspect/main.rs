//! The example `inspect`, run as a process: what it prints, and how it ends.

mod cors;
mod explain;
mod input;
mod json;
mod schemes;
mod secrets;
mod trees;

use std::io::Write;
use std::process::{Command, Stdio};

const WELL: i32 = 0;
const MALFORMED: i32 = 1;
const USAGE: i32 = 2;

struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

/// The program, without input yet.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inspect"));
    command.env_remove("NO_COLOR").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn inspect(args: &[&str], input: &[u8]) -> Run {
    let mut child = program().args(args).spawn().expect("the example starts");
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
