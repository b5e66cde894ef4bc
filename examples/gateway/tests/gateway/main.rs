//! Runs the example `gateway`, and checks what it prints and how it exits.

mod answers;
mod documents;
mod real;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
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
    let mut command = Command::new(env!("CARGO_BIN_EXE_gateway"));
    command.env_remove("NO_COLOR").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn gateway(args: &[&str], input: &[u8]) -> Run {
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

/// Files in a temporary directory, which is removed after the test.
struct Files(PathBuf);

impl Files {
    fn new(test: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("countersign-gateway-{test}-{}", std::process::id()));
        fs::create_dir_all(&directory).expect("a temporary directory can be created");
        Self(directory)
    }

    /// Writes a file. Returns its path, with the scope before it.
    fn put(&self, before: &str, name: &str, content: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, content).expect("the file can be written");
        format!("{before}{}", shown(&path))
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn shown(path: &Path) -> &str {
    path.to_str().expect("the path of the temporary directory is UTF-8")
}
