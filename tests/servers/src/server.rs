//! A server: started, asked, stopped.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a server may take to start, and to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that runs until the value is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    port: u16,
    directory: Directory,
}

/// What a server answered.
#[derive(Debug)]
pub struct Response {
    /// All octets of it.
    pub octets: Vec<u8>,
}

impl Server {
    /// Starts a program on a free port of loopback.
    ///
    /// `configure` writes what the program needs into an empty directory and gives the arguments; with them the program
    /// must stay in the foreground, and be a single process.
    ///
    /// # Panics
    /// When the program is not installed, with the package that has it; when it ends or does not answer, with its log.
    pub fn start(program: &str, package: &str, configure: impl FnOnce(&Path, u16) -> Vec<OsString>) -> Self {
        let path = find(program).unwrap_or_else(|| panic!("there is no {program}: install the package {package}"));
        let port = free_port();
        let directory = Directory::new(&format!("countersign-{program}-{port}"));
        let arguments = configure(&directory.0, port);
        let log = File::create(directory.0.join("log")).expect("the directory takes a file");
        let child = Command::new(path)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file can be shared"))
            .stderr(log)
            .spawn()
            .expect("the program can be run");
        let mut server = Self { child, port, directory };
        server.await_start(program);
        server
    }

    fn await_start(&mut self, program: &str) {
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            let ended = self.child.try_wait().expect("a child can be waited for");
            if ended.is_some() || Instant::now() > deadline {
                let log = fs::read(self.directory.0.join("log")).unwrap_or_default();
                panic!("{program} does not start ({ended:?}): {}", String::from_utf8_lossy(&log));
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The request for a path, with these field lines besides.
    #[must_use]
    pub fn request(&self, path: &str, fields: &[&str]) -> Vec<u8> {
        let mut request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n", self.port);
        for field in fields {
            request.extend([field, "\r\n"]);
        }
        request.push_str("\r\n");
        request.into_bytes()
    }

    /// Sends a request and reads the response to its end.
    ///
    /// # Panics
    /// When the server does not answer in time.
    #[must_use]
    pub fn ask(&self, request: &[u8]) -> Response {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a stream can have a time limit");
        stream.write_all(request).expect("the server takes the request");
        let mut octets = Vec::new();
        stream.read_to_end(&mut octets).expect("the server answers");
        Response { octets }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Response {
    /// The status code.
    ///
    /// # Panics
    /// When it is no response.
    #[must_use]
    pub fn status(&self) -> u16 {
        let text = String::from_utf8_lossy(&self.octets);
        let code = text.split(' ').nth(1).and_then(|code| code.parse().ok());
        code.unwrap_or_else(|| panic!("no status in {text:?}"))
    }

    /// Names and values of the field lines.
    #[must_use]
    pub fn fields(&self) -> Vec<(&[u8], &[u8])> {
        let lines = self.octets.split(|octet| *octet == b'\n').skip(1).map(<[u8]>::trim_ascii);
        let split = |line: &'_ [u8]| line.iter().position(|octet| *octet == b':');
        lines
            .take_while(|line| !line.is_empty())
            .filter_map(|line| split(line).map(|colon| (&line[..colon], line[colon + 1..].trim_ascii())))
            .collect()
    }
}

/// A directory that is removed with all that is in it.
#[derive(Debug)]
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
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

/// Where servers are installed, which is not always on the path of who is no administrator.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let more = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path).chain(more).map(|directory| directory.join(program)).find(|file| file.is_file())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    listener.local_addr().expect("a listener has an address").port()
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
