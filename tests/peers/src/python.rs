//! Runs scripts with the libraries that `.ci/python` and `.ci/node` install.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::process::{Directory, find, run, write};

/// Runs a script of this crate on a value, which is in the file that its argument names, in JSON. Returns the value that it
/// prints.
///
/// # Panics
/// Panics if the libraries are not installed, or if the script fails.
#[must_use]
pub fn python(script: &str, argument: &Value) -> Value {
    ask(&interpreter(), &["-I", "-X", "utf8"], script, argument, &[])
}

/// As [`python`], for a script of Node. Its second argument is the directory of the libraries that `.ci/node` installs.
///
/// # Panics
/// Panics if the libraries are not installed, or if the script fails.
#[must_use]
pub fn node(script: &str, argument: &Value) -> Value {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/node/node_modules");
    let modules = modules.canonicalize().expect("target/node is there; .ci/node installs it");
    ask(&find("node", "nodejs"), &[], script, argument, &[&modules.to_string_lossy()])
}

fn ask(program: &Path, options: &[&str], script: &str, argument: &Value, more: &[&str]) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(script);
    let directory = Directory::unique("task");
    write(&directory.0, "task", &argument.to_string());
    let (path, task) = (path.to_string_lossy(), directory.0.join("task"));
    let output = run(program, options.iter().chain(&[&*path, &*task.to_string_lossy()]).chain(more));
    let printed = serde_json::from_slice(&output.stdout);
    printed.unwrap_or_else(|_| panic!("{script}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// Returns the interpreter of the virtual environment.
pub(crate) fn interpreter() -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/python/bin/python");
    assert!(path.is_file(), "target/python is missing; .ci/python installs it");
    path
}
