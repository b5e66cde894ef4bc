//! The example `gateway`, run as a process: what it understands, what it answers, and how it ends.

mod answers;
mod documents;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const WELL: i32 = 0;
const REFUSED: i32 = 1;
const USAGE: i32 = 2;

struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

/// The program, without input yet.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gateway"));
    command.env_remove("NO_COLOR").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn gateway(args: &[&str], input: &[u8]) -> Run {
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

/// Files in a directory of their own, which goes when the test ends.
struct Files(PathBuf);

impl Files {
    fn new(test: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("countersign-gateway-{test}-{}", std::process::id()));
        fs::create_dir_all(&directory).expect("the directory for temporary files takes one more");
        Self(directory)
    }

    /// Writes a file, and gives its path with what may stand before it on the command line.
    fn put(&self, before: &str, name: &str, content: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, content).expect("a directory of our own takes a file");
        format!("{before}{}", shown(&path))
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn shown(path: &Path) -> &str {
    path.to_str().expect("the directory for temporary files has a name in UTF-8")
}
