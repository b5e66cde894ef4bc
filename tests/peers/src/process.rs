//! Programs: found, run, ended.

use std::ffi::OsStr;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;
use std::{fs, thread};

use crate::{PATIENCE, PAUSE};

/// A directory that is removed with all that is in it.
#[derive(Debug)]
pub(crate) struct Directory(pub(crate) PathBuf);

impl Directory {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).expect("the directory for temporary files takes another one");
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A process that ends with the value.
#[derive(Debug)]
pub(crate) struct Process(pub(crate) Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself. If not, it is asked to first, so that it cleans up.
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

/// Runs a program to its end, with nothing of the environment but the path.
///
/// # Panics
/// When it can't be run, or takes too long.
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
        let mut octets = Vec::new();
        stream.expect("it is a pipe").read_to_end(&mut octets).expect("a pipe can be read");
        octets
    };
    let stdout = read(process.0.stdout.as_mut().map(|stream| stream as _));
    let stderr = read(process.0.stderr.as_mut().map(|stream| stream as _));
    Output { status, stdout, stderr }
}

/// Where a program is; servers are not always on the path of who is no administrator.
///
/// # Panics
/// When it is not installed, with the package that has it.
pub(crate) fn find(program: &str, package: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let more = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    let found = std::env::split_paths(&path).chain(more).map(|directory| directory.join(program));
    let mut found = found.filter(|file| file.is_file());
    found.next().unwrap_or_else(|| panic!("there is no {program}: install the package {package}"))
}

/// A port that nobody listens at, and that no other call gives.
///
/// It is below those that the system gives to connections, so that none takes it before the server does.
pub(crate) fn free_port() -> u16 {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    let ports = std::iter::repeat_with(|| {
        let number = std::process::id().wrapping_mul(61).wrapping_add(CALLS.fetch_add(1, Ordering::Relaxed));
        u16::try_from(20_000 + number % 12_000).expect("it is below 32,000")
    });
    ports.take(12_000).find(is_free).expect("loopback has a free port")
}

/// Writes a file, and the directories above it.
///
/// # Panics
/// When it can't be written.
pub(crate) fn write(directory: &Path, name: &str, content: &str) {
    let path = directory.join(name);
    fs::create_dir_all(path.parent().unwrap_or(directory)).expect("the directory takes another one");
    fs::write(path, content).expect("the directory takes a file");
}
