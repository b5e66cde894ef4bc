//! PostgreSQL and its protocol: SCRAM-SHA-256, with the data of the channel over TLS.
//!
//! OpenSSL's program does TLS, for either side. The channel is that of the server's certificate: its hash, RFC 5929 §4.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;
use std::{fs, thread};

use crate::process::{Directory, Process, find, free_port, run, write};
use crate::server::Server;
use crate::{PASSWORD, PATIENCE, PAUSE, USER};

/// What a client sends before the handshake of TLS.
const TLS_REQUEST: u32 = 80_877_103;
/// The version of the protocol.
const VERSION: u32 = 196_608;

/// A certificate for TLS and its key.
#[derive(Debug)]
struct Certificate {
    certificate: PathBuf,
    key: PathBuf,
}

impl Certificate {
    fn new(directory: &Path) -> Self {
        let made = Self { certificate: directory.join("certificate.pem"), key: directory.join("key.pem") };
        let (certificate, key) = (made.certificate.to_string_lossy(), made.key.to_string_lossy());
        let options =
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -days 2 -keyout";
        succeed(&find("openssl", "openssl"), options.split(' ').chain([&*key, "-out", &*certificate]));
        made
    }

    /// Returns the certificate as it is sent.
    fn bytes(&self) -> Vec<u8> {
        let certificate = self.certificate.to_string_lossy();
        succeed(&find("openssl", "openssl"), ["x509", "-outform", "DER", "-in", &*certificate]).stdout
    }
}

/// A server with one user.
#[derive(Debug)]
pub struct Postgres {
    server: Server,
    certificate: Vec<u8>,
}

impl Postgres {
    /// Starts the server as a user other than root, which it requires.
    ///
    /// # Panics
    /// Panics if it is not installed, or does not start.
    #[must_use]
    pub fn start() -> Self {
        let mut certificate = Vec::new();
        let is_root = run(&find("id", "coreutils"), ["-u"]).stdout == b"0\n";
        let user: &[&str] =
            if is_root { &["--reuid=postgres", "--regid=postgres", "--clear-groups"] } else { &["--no-new-privs"] };
        let server = Server::start("setpriv", "util-linux", |directory, port| {
            let place = |name: &str| directory.join(name).to_string_lossy().into_owned();
            write(directory, "password", &format!("{PASSWORD}\n"));
            let made = Certificate::new(directory);
            certificate = made.bytes();
            if is_root {
                succeed(&find("chown", "coreutils"), ["-R", "postgres", &*directory.to_string_lossy()]);
            }
            let (data, password) = (place("data"), place("password"));
            let initdb = program("initdb").to_string_lossy().into_owned();
            let options = [&initdb, "-A", "scram-sha-256", "--no-sync", "--locale=C", "-E", "UTF8", "-U", USER];
            let places = ["-D", &data, "--pwfile", &password];
            succeed(&find("setpriv", "util-linux"), user.iter().chain(&options).chain(&places));
            let settings = ["unix_socket_directories=", "fsync=off", "ssl=on"].map(String::from);
            let files =
                [format!("ssl_cert_file={}", place("certificate.pem")), format!("ssl_key_file={}", place("key.pem"))];
            let settings = settings.into_iter().chain(files).flat_map(|setting| ["-c".to_owned(), setting]);
            let fixed = [program("postgres").to_string_lossy().into_owned(), "-D".into(), data, "-h".into()];
            let address = ["127.0.0.1".into(), "-p".into(), port.to_string()];
            let user = user.iter().map(ToString::to_string);
            user.chain(fixed).chain(address).chain(settings).map(Into::into).collect()
        });
        let started = Self { server, certificate };
        // It listens before it accepts logins.
        let deadline = Instant::now() + PATIENCE;
        while started.connect(false).start(USER).0 == b'E' {
            assert!(Instant::now() < deadline, "PostgreSQL does not accept logins");
            thread::sleep(PAUSE);
        }
        started
    }

    /// Returns the certificate of the server.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// Connects, with or without TLS.
    ///
    /// # Panics
    /// Panics if the server does not listen.
    #[must_use]
    pub fn connect(&self, tls: bool) -> Messages {
        let address = format!("127.0.0.1:{}", self.server.port());
        if tls {
            let args = ["s_client", "-starttls", "postgres", "-quiet", "-verify_quiet", "-connect", &address];
            return Messages::of_openssl(&args);
        }
        Messages::of_stream(&TcpStream::connect(address).expect("the server listens"))
    }
}

/// A connection in PostgreSQL's protocol, of either side.
pub struct Messages {
    reader: Box<dyn Read + Send>,
    writer: Box<dyn Write + Send>,
    _tls: Option<Process>,
}

impl Messages {
    fn of_stream(stream: &TcpStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).expect("a stream can have a time limit");
        let clone = || stream.try_clone().expect("a stream can be shared");
        Self { reader: Box::new(clone()), writer: Box::new(clone()), _tls: None }
    }

    fn of_openssl(args: &[&str]) -> Self {
        let mut command = Command::new(find("openssl", "openssl"));
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program can be run");
        let (reader, writer) = (child.stdout.take().expect("it is a pipe"), child.stdin.take().expect("it is a pipe"));
        Self { reader: Box::new(reader), writer: Box::new(writer), _tls: Some(Process(child)) }
    }

    /// Sends a message of this type.
    ///
    /// # Errors
    /// Returns an error if the other side has closed the connection.
    ///
    /// # Panics
    /// Panics if the body has more than 4 GiB.
    pub fn send(&mut self, kind: u8, body: &[u8]) -> io::Result<()> {
        let length = u32::try_from(body.len() + 4).expect("it is short").to_be_bytes();
        self.writer.write_all(&[&[kind][..], &length, body].concat())?;
        self.writer.flush()
    }

    /// Receives a message: its type and its body.
    ///
    /// # Errors
    /// Returns an error if the other side has closed the connection, or is silent for too long.
    ///
    /// # Panics
    /// Panics if a length has more bits than the machine has.
    pub fn receive(&mut self) -> io::Result<(u8, Vec<u8>)> {
        let mut kind = [0];
        self.reader.read_exact(&mut kind)?;
        Ok((kind[0], self.receive_body()?))
    }

    /// Receives the first message, which has no type.
    fn receive_body(&mut self) -> io::Result<Vec<u8>> {
        let mut length = [0; 4];
        self.reader.read_exact(&mut length)?;
        let length = usize::try_from(u32::from_be_bytes(length)).expect("it fits");
        let mut body = vec![0; length.clamp(4, 10_004) - 4];
        self.reader.read_exact(&mut body)?;
        Ok(body)
    }

    /// Begins a session of a user. Returns the answer.
    ///
    /// # Panics
    /// Panics if the server does not answer.
    pub fn start(&mut self, user: &str) -> (u8, Vec<u8>) {
        let body = [&VERSION.to_be_bytes()[..], b"user\0", user.as_bytes(), b"\0database\0postgres\0\0"].concat();
        let length = u32::try_from(body.len() + 4).expect("it is short").to_be_bytes();
        self.writer.write_all(&[&length[..], &body].concat()).expect("the server reads");
        self.writer.flush().expect("the server reads");
        self.receive().expect("the server answers")
    }
}

/// Runs psql with a password. It asks a server that is played by a function, which has the connection after the first message
/// and the certificate. Returns whether psql has logged in, and what it reports.
///
/// # Panics
/// Panics if psql is not installed.
pub fn psql(password: &str, tls: bool, play: impl FnOnce(&mut Messages, &[u8]) -> io::Result<()> + Send) -> Output {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    let port = listener.local_addr().expect("a listener has an address").port();
    let directory = Directory::unique("psql");
    let certificate = Certificate::new(&directory.0);
    let bytes = certificate.bytes();
    thread::scope(|scope| {
        scope.spawn(|| {
            let (stream, _) = listener.accept().expect("psql connects");
            let mut messages = if tls { over_tls(stream, &certificate) } else { Messages::of_stream(&stream) };
            messages.receive_body().and_then(|_| play(&mut messages, &bytes))?;
            // psql closes the connection when it has read what was sent.
            while messages.receive().is_ok() {}
            io::Result::Ok(())
        });
        let (mode, binding) = if tls { ("require", "require") } else { ("disable", "disable") };
        let text = format!(
            "host=127.0.0.1 port={port} dbname=postgres user={USER} password='{password}' \
             gssencmode=disable sslmode={mode} channel_binding={binding} connect_timeout=10"
        );
        run(&program("psql"), ["-X", "-c", "select", &text])
    })
}

/// Answers the request for TLS, and puts OpenSSL between the connection and what is returned.
fn over_tls(mut client: TcpStream, certificate: &Certificate) -> Messages {
    let mut plain = Messages::of_stream(&client);
    let request = plain.receive_body().expect("psql asks for TLS");
    assert_eq!(request, TLS_REQUEST.to_be_bytes());
    client.write_all(b"S").expect("psql reads");
    let (certificate, key) = (certificate.certificate.to_string_lossy(), certificate.key.to_string_lossy());
    let address = format!("127.0.0.1:{}", free_port());
    let args = ["s_server", "-accept", &address, "-naccept", "1", "-quiet", "-cert", &*certificate, "-key", &*key];
    let messages = Messages::of_openssl(&args);
    let deadline = Instant::now() + PATIENCE;
    let mut server = loop {
        match TcpStream::connect(&address) {
            Ok(stream) => break stream,
            Err(error) => assert!(Instant::now() < deadline, "OpenSSL does not listen: {error}"),
        }
        thread::sleep(PAUSE);
    };
    let (mut from_client, mut to_server) =
        (client.try_clone().expect("it can be shared"), server.try_clone().expect("it can be shared"));
    thread::spawn(move || io::copy(&mut from_client, &mut to_server));
    thread::spawn(move || io::copy(&mut server, &mut client).and_then(|_| client.shutdown(Shutdown::Both)));
    messages
}

/// Returns a program of the newest version. Debian keeps the programs of a server in a directory of its version.
fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<_> = versions.map(|version| version.path().join("bin").join(name)).collect();
    found.retain(|file| file.is_file());
    found.into_iter().max().unwrap_or_else(|| find(name, "postgresql"))
}

/// Runs a program that must succeed.
fn succeed<A: AsRef<std::ffi::OsStr>>(program: &Path, args: impl IntoIterator<Item = A>) -> Output {
    let output = run(program, args);
    assert!(output.status.success(), "{}: {}", program.display(), String::from_utf8_lossy(&output.stderr));
    output
}
