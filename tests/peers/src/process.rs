//! Finds, runs and ends programs.

use std::ffi::OsStr;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;
use std::{fs, thread};

use crate::{PATIENCE, PAUSE};

/// A temporary directory, which is removed on drop.
#[derive(Debug)]
pub(crate) struct Directory(pub(crate) PathBuf);

impl Directory {
    /// Creates a directory whose name is used once.
    pub(crate) fn unique(name: &str) -> Self {
        static CALLS: AtomicU32 = AtomicU32::new(0);
        let number = CALLS.fetch_add(1, Ordering::Relaxed);
        Self::new(&format!("countersign-{name}-{}-{number}", std::process::id()))
    }

    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).expect("a temporary directory can be created");
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A process that is ended on drop.
#[derive(Debug)]
pub(crate) struct Process(pub(crate) Child);

impl Drop for Process {
    fn drop(&mut self) {
        // A signal first, so that the process can clean up. It may have exited already.
        let ask = |child: &Child| Command::new("sh").args(["-c", "kill \"$0\"", &child.id().to_string()]).status();
        let has_ended = |child: &mut Child| matches!(child.try_wait(), Ok(Some(_)));
        if !has_ended(&mut self.0) && ask(&self.0).is_ok() {
            let deadline = Instant::now() + PATIENCE;
            while !has_ended(&mut self.0) && Instant::now() < deadline {
                thread::sleep(PAUSE);
            }
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a program until it exits. Its environment contains only the path.
///
/// # Panics
/// Panics if it can't be run, or takes too long.
pub(crate) fn run<A: AsRef<OsStr>>(program: &Path, args: impl IntoIterator<Item = A>) -> Output {
    let mut command = Command::new(program);
    command.args(args).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = Process(command.spawn().unwrap_or_else(|error| panic!("{}: {error}", program.display())));
    let deadline = Instant::now() + PATIENCE;
    let status = loop {
        match process.0.try_wait().expect("a child can be waited for") {
            Some(status) => break status,
            None if Instant::now() > deadline => panic!("{} takes too long", program.display()),
            None => thread::sleep(PAUSE),
        }
    };
    let read = |stream: Option<&mut dyn std::io::Read>| {
        let mut bytes = Vec::new();
        stream.expect("the stream is a pipe").read_to_end(&mut bytes).expect("a pipe can be read");
        bytes
    };
    let stdout = read(process.0.stdout.as_mut().map(|stream| stream as _));
    let stderr = read(process.0.stderr.as_mut().map(|stream| stream as _));
    Output { status, stdout, stderr }
}

/// Returns the path of a program. The directories of servers are not on every user's path.
///
/// # Panics
/// Panics if it is not installed, and names the package that has it.
pub(crate) fn find(program: &str, package: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let more = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    let found = std::env::split_paths(&path).chain(more).map(|directory| directory.join(program));
    let mut found = found.filter(|file| file.is_file());
    found.next().unwrap_or_else(|| panic!("there is no {program}: install the package {package}"))
}

/// Returns a port on which no process listens, a different one for each call.
///
/// It is below the ports that the system assigns to connections, so that none takes it before the server starts.
pub(crate) fn free_port() -> u16 {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    let ports = std::iter::repeat_with(|| {
        let number = std::process::id().wrapping_mul(61).wrapping_add(CALLS.fetch_add(1, Ordering::Relaxed));
        u16::try_from(20_000 + number % 12_000).expect("it is below 32,000")
    });
    ports.take(12_000).find(is_free).expect("loopback has a free port")
}

/// Writes a file, and creates its directories.
///
/// # Panics
/// Panics if it can't be written.
pub(crate) fn write(directory: &Path, name: &str, content: &str) {
    let path = directory.join(name);
    fs::create_dir_all(path.parent().unwrap_or(directory)).expect("the directory can be created");
    fs::write(path, content).expect("the file can be written");
}
