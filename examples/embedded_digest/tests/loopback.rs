//! The client against a server on loopback, which verifies what it gets.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;

use countersign::Encode;
use countersign::auth;
use countersign::auth::agent::{Agent, Login};
use countersign::auth::digest::{Algorithm, Challenge, Credentials, Info, Request, RustCrypto, Secret, Server};
use embedded_digest::{Error, get};

/// A socket of std behind the traits of embedded-io, as a driver of a chip has them.
struct Socket(TcpStream);

impl embedded_io::ErrorType for Socket {
    type Error = io::Error;
}

impl embedded_io::Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl embedded_io::Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A server of this crate, which sends a nextnonce with each page. Returns its port, and the nonces that were used.
fn serve(password: &'static str) -> (u16, mpsc::Receiver<String>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let (used, nonces) = mpsc::channel();
    thread::spawn(move || {
        for number in 0.. {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let lines = BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok);
            let lines: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let path = lines[0].split(' ').nth(1).expect("a request line");
            let fields: Vec<_> = lines.iter().filter_map(|line| line.split_once(": ")).collect();
            let response = answer(path, &fields, password, number, &used);
            stream.write_all(response.as_bytes()).expect("the client reads");
        }
    });
    (port, nonces)
}

fn answer(path: &str, fields: &[(&str, &str)], password: &str, number: u32, used: &mpsc::Sender<String>) -> String {
    let challenge = Challenge::new("device", "1").unwrap().with_algorithm(Algorithm::Sha256);
    let request = Request::new("GET", path).unwrap();
    if let Some(credentials) = auth::authorization(fields).expect("well-formed credentials") {
        let credentials = Credentials::try_from(credentials).expect("Digest");
        let nonce = credentials.nonce().lossy().to_string();
        used.send(nonce).expect("the test waits");
        let secret = Secret::password(password).unwrap();
        let server = Server::new(RustCrypto, challenge);
        if server.verify(&credentials, request, "admin", Some(secret), |_, _| true).is_ok() {
            let rspauth = credentials.inputs(request).rspauth(RustCrypto, "admin", secret, None).unwrap();
            let next = format!("after-{number}");
            let info = Info::for_credentials(&credentials, &rspauth).with_nextnonce(&next).unwrap();
            return format!("HTTP/1.1 200 OK\r\nAuthentication-Info: {}\r\n\r\nin {path}", info.display());
        }
    }
    let challenge = challenge.display();
    format!("HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Basic realm=\"device\", {challenge}\r\n\r\nout")
}

fn ask(agent: &mut Agent<RustCrypto, &str>, port: u16, path: &str, buffer: &mut [u8]) -> (u16, String) {
    let connect = || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map(Socket);
    let (status, body) = get(agent, "http://device.example", path, connect, || [7; 16], buffer).expect("a response");
    (status, String::from_utf8(body.to_vec()).expect("text"))
}

#[test]
fn digest_lets_in_and_the_next_nonce_is_used() {
    let (port, nonces) = serve("12345");
    let mut agent = Agent::new(RustCrypto, "http://device.example", Login::password("admin", "12345").unwrap());
    let mut buffer = [0; 512];
    for path in ["/a", "/b?c=d", "/a"] {
        assert_eq!(ask(&mut agent, port, path, &mut buffer), (200, format!("in {path}")));
    }
    assert_eq!(nonces.try_iter().collect::<Vec<_>>(), ["1", "after-1", "after-2"]);
}

#[test]
fn a_wrong_password_is_sent_once() {
    let (port, nonces) = serve("54321");
    let mut agent = Agent::new(RustCrypto, "http://device.example", Login::password("admin", "12345").unwrap());
    assert_eq!(ask(&mut agent, port, "/a", &mut [0; 512]), (401, "out".to_owned()));
    assert_eq!(nonces.try_iter().count(), 1);
}

#[test]
fn a_response_that_does_not_fit_is_an_error() {
    let (port, _nonces) = serve("12345");
    let mut agent = Agent::new(RustCrypto, "http://device.example", Login::password("admin", "12345").unwrap());
    let connect = || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map(Socket);
    let error = get(&mut agent, "http://device.example", "/a", connect, || [7; 16], &mut [0; 32]).unwrap_err();
    assert!(matches!(error, Error::Response));
}
