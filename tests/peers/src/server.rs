//! Starts, asks and stops servers from others.

use std::ffi::OsString;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use crate::agent::Connection;
use crate::http::Message;
use crate::process::{Directory, Process, find, free_port};
use crate::{PATIENCE, PAUSE};

/// A server that runs until the value is dropped.
#[derive(Debug)]
pub struct Server {
    // Ends before its directory is removed.
    process: Process,
    port: u16,
    directory: Directory,
}

impl Server {
    /// Starts a program on a free port of loopback.
    ///
    /// `configure` writes the configuration into an empty directory and returns the arguments. The program must stay in the
    /// foreground, and end its child processes when it exits.
    ///
    /// # Panics
    /// Panics if the program is not installed, and names its package; if it exits or does not answer, and prints its log.
    pub fn start(program: &str, package: &str, configure: impl FnOnce(&Path, u16) -> Vec<OsString>) -> Self {
        let path = find(program, package);
        let port = free_port();
        let directory = Directory::new(&format!("countersign-{program}-{port}-{}", std::process::id()));
        let arguments = configure(&directory.0, port);
        let log = File::create(directory.0.join("log")).expect("the file can be created");
        let child = Command::new(path)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file can be shared"))
            .stderr(log)
            .spawn()
            .expect("the program can be run");
        let mut server = Self { process: Process(child), port, directory };
        server.await_start(program);
        server
    }

    fn await_start(&mut self, program: &str) {
        // A program in Node takes longest, while other tests run.
        let deadline = Instant::now() + 3 * PATIENCE;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            let ended = self.process.0.try_wait().expect("a child can be waited for");
            if ended.is_some() || Instant::now() > deadline {
                let log = fs::read(self.directory.0.join("log")).unwrap_or_default();
                panic!("{program} does not start ({ended:?}): {}", String::from_utf8_lossy(&log));
            }
            thread::sleep(PAUSE);
        }
    }

    /// Returns the port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Returns the request for a page, without credentials.
    #[must_use]
    pub fn get(&self, target: &str) -> Message {
        Message::request("GET", target).with_field("Host", format!("localhost:{}", self.port))
    }

    /// Sends a request on a new connection.
    ///
    /// # Panics
    /// Panics if the server does not answer.
    #[must_use]
    pub fn ask(&self, request: &Message) -> Message {
        Connection::open(self.port).ask(request).expect("the server answers")
    }
}
