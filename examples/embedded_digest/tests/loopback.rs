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

/// What the server sends after the fields of its response for these paths, before the path itself.
const BODIES: [(&str, &str); 9] = [
    ("/longer", "Content-Length: 9\r\n\r\n"),
    ("/equal", "Content-Length: 6\r\n\r\n"),
    ("/shorter", "content-length: 3\r\n\r\n"),
    ("/empty", "Content-Length: 0\r\n\r\n"),
    ("/twice", "Content-Length: 3\r\nContent-Length: 3\r\n\r\n"),
    ("/differs", "Content-Length: 8\r\nContent-Length: 4\r\n\r\n"),
    ("/signed", "Content-Length: +3\r\n\r\n"),
    ("/none", "Content-Length: \r\n\r\n"),
    ("/chunked", "Transfer-Encoding: chunked\r\n\r\n8\r\n"),
];

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
            let mut response = answer(path, &fields, password, number, &used);
            if let Some((_, body)) = BODIES.iter().find(|(of, _)| *of == path) {
                response = response.replace("\r\n\r\nin ", &format!("\r\n{body}"));
            } else if path == "/host" {
                let host = fields.iter().find(|(name, _)| *name == "Host").expect("a host").1;
                let version = lines[0].rsplit(' ').next().expect("a version");
                response = format!("{response} of {host} with {version}");
            }
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

#[test]
fn the_body_ends_where_its_length_says() {
    let (port, _nonces) = serve("12345");
    let mut agent = Agent::new(RustCrypto, "http://device.example", Login::password("admin", "12345").unwrap());
    let connect = || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map(Socket);
    for (path, expected) in [
        ("/equal", Ok("/equal")),
        ("/shorter", Ok("/sh")),
        ("/empty", Ok("")),
        ("/twice", Ok("/tw")),
        ("/longer", Err("Response")),
        ("/differs", Err("Response")),
        ("/signed", Err("Response")),
        ("/none", Err("Response")),
        ("/chunked", Err("Coding")),
    ] {
        let mut buffer = [0; 512];
        let got = get(&mut agent, "http://device.example", path, connect, || [7; 16], &mut buffer);
        let got = got.map(|(_, body)| str::from_utf8(body).expect("text")).map_err(|error| format!("{error:?}"));
        assert_eq!(got.as_ref().map_err(String::as_str), expected.as_ref().map_err(|error| *error), "{path}");
    }
}

#[test]
fn the_host_is_that_of_the_origin() {
    let (port, _nonces) = serve("12345");
    let connect = || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map(Socket);
    for (origin, expected) in [
        ("http://device.example", Some("device.example")),
        ("http://device.example:8080", Some("device.example:8080")),
        ("http://device.example/a/b", Some("device.example")),
        ("http://device.example?a=b/c", Some("device.example")),
        ("http://device.example#a@b", Some("device.example")),
        ("http://user:pass@device.example/", Some("device.example")),
        ("http://[::1]:80/", Some("[::1]:80")),
        ("http:///a", None),
        ("http://device.example\r\nX: y", None),
        ("http://device example", None),
    ] {
        let mut agent = Agent::new(RustCrypto, origin, Login::password("admin", "12345").unwrap());
        let mut buffer = [0; 512];
        let got = get(&mut agent, origin, "/host", connect, || [7; 16], &mut buffer);
        match (got, expected) {
            (Ok((200, body)), Some(host)) => {
                assert_eq!(str::from_utf8(body), Ok(&*format!("in /host of {host} with HTTP/1.0")), "{origin}");
            }
            (Err(Error::Target), None) => {}
            (got, _) => panic!("{origin:?}: {got:?}"),
        }
    }
    let mut agent = Agent::new(RustCrypto, "http://device.example", Login::password("admin", "12345").unwrap());
    for path in ["", "/a b", "/a\r\nX: y"] {
        let mut buffer = [0; 512];
        let got = get(&mut agent, "http://device.example", path, connect, || [7; 16], &mut buffer);
        assert!(matches!(got, Err(Error::Target)), "{path:?}");
    }
}
