//! Runs the example `inspect`, and checks what it prints and how it exits.

mod cors;
mod explain;
mod input;
mod json;
mod schemes;
mod secrets;
mod signature;
mod tolerant;
mod trees;

use std::io::Write;
use std::process::{Command, Stdio};

const SUCCESS: i32 = 0;
const FAILURE: i32 = 1;
const USAGE: i32 = 2;

struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

/// Returns the command that runs the program.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inspect"));
    command.env_remove("NO_COLOR").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn inspect(args: &[&str], input: &[u8]) -> Run {
    let mut child = program().args(args).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    // The program may exit before it reads all input.
    let writer = std::thread::spawn({
        let input = input.to_vec();
        move || stdin.write_all(&input)
    });
    let output = child.wait_with_output().expect("the program exits");
    let _ = writer.join().expect("writing does not panic");
    Run {
        code: output.status.code().expect("the program exits with a code"),
        stdout: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("the output is UTF-8"),
    }
}
