//! A server on loopback plays the responses of recorded exchanges, and checks what it is asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

use countersign::auth::agent::{Agent, Login};
use countersign::auth::digest::{Algorithm, Credentials, Request, RustCrypto, Secret};
use rtsp_digest::Connection;

/// What is checked of a request, and the response to it.
type Step = (Ask, &'static str);

#[derive(Clone, Copy)]
enum Ask {
    /// The request has no credentials.
    Without,
    /// The request has this line.
    Line(&'static str),
    /// The request has a line of this name with a right response of this algorithm for this method and URI.
    Right(&'static str, Algorithm<'static>, &'static str, &'static str),
}

impl Ask {
    fn check(self, head: &[String]) {
        let find = |name: &str| head.iter().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        match self {
            Self::Without => assert!(!head.iter().any(|line| line.contains("uthorization: ")), "{head:?}"),
            Self::Line(line) => assert!(head.iter().any(|sent| sent == line), "{head:#?}"),
            Self::Right(name, algorithm, method, uri) => {
                let value = find(name).expect("the request has credentials");
                let credentials = Credentials::parse(value.as_bytes()).expect("they are well-formed");
                assert_eq!(credentials.algorithm().unwrap_or(Algorithm::Md5), algorithm);
                let inputs = credentials.inputs(Request::new(method, uri).unwrap());
                let response = inputs.response(RustCrypto, "bob", Secret::password("zanzibar").unwrap()).unwrap();
                assert!(credentials.response() == *response.as_bytes());
            }
        }
    }
}

/// Plays the steps on one connection.
fn play(steps: &'static [Step]) -> (TcpStream, thread::JoinHandle<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok);
        for (ask, response) in steps {
            ask.check(&lines.by_ref().take_while(|line| !line.is_empty()).collect::<Vec<_>>());
            stream.write_all(response.replace('\n', "\r\n").as_bytes()).expect("the client reads");
        }
        assert_eq!(lines.next(), None, "the client asks for nothing more");
    });
    (TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the server listens"), server)
}

fn agent(origin: &str, user: &str, password: &str) -> Agent<RustCrypto, String> {
    Agent::new(RustCrypto, origin.to_owned(), Login::password(user.to_owned(), password.to_owned()).unwrap())
}

const STREAM: &str = "rtsp://camera.example/Streaming/Channels/101";

/// The form of cameras: no qop and no algorithm, Basic beside it, a realm with parentheses, `stale="FALSE"`. The responses
/// were computed with another implementation of MD5.
const CAMERA: &[Step] = &[
    (
        Ask::Without,
        "RTSP/1.0 401 Unauthorized\nCSeq: 1\n\
         WWW-Authenticate: Digest realm=\"IP Camera(10789)\", nonce=\"6b9a455aec675b8db81a9ceb802e4eb8\", stale=\"FALSE\"\n\
         WWW-Authenticate: Basic realm=\"IP Camera(10789)\"\n\n",
    ),
    (
        Ask::Line(
            "Authorization: Digest username=\"admin\", realm=\"IP Camera(10789)\", \
             nonce=\"6b9a455aec675b8db81a9ceb802e4eb8\", uri=\"rtsp://camera.example/Streaming/Channels/101\", \
             response=\"5e77dde5e1058243ea8f89dc9e96092d\"",
        ),
        "RTSP/1.0 200 OK\nCSeq: 2\nContent-Type: application/sdp\nContent-Length: 5\n\nv=0\n",
    ),
    (
        Ask::Line(
            "Authorization: Digest username=\"admin\", realm=\"IP Camera(10789)\", \
             nonce=\"6b9a455aec675b8db81a9ceb802e4eb8\", uri=\"rtsp://camera.example/Streaming/Channels/101\", \
             response=\"5a260a55567ae4c8a6561c042ce78f6e\"",
        ),
        "RTSP/1.0 401 Unauthorized\nCSeq: 3\n\
         WWW-Authenticate: Digest realm=\"IP Camera(10789)\", nonce=\"0000000000000000000000000000000a\", stale=TRUE\n\n",
    ),
    (
        Ask::Line(
            "Authorization: Digest username=\"admin\", realm=\"IP Camera(10789)\", \
             nonce=\"0000000000000000000000000000000a\", uri=\"rtsp://camera.example/Streaming/Channels/101\", \
             response=\"87025f80ed4a5fbaec9c34dee652d616\"",
        ),
        "RTSP/1.0 200 OK\nCSeq: 4\nSession: 7\n\n",
    ),
];

#[test]
fn a_camera_with_the_form_of_rfc_2069_is_answered() {
    let (stream, server) = play(CAMERA);
    let mut agent = agent("rtsp://camera.example", "admin", "12345");
    let mut camera = Connection::new(stream, "rtsp://camera.example", "RTSP/1.0");
    let described = camera.ask(&mut agent, "DESCRIBE", STREAM, "Accept: application/sdp\r\n").unwrap();
    assert_eq!((described.status, &described.body[..]), (200, &b"v=0\r\n"[..]));
    let setup = camera.ask(&mut agent, "SETUP", STREAM, "Transport: RTP/AVP/TCP;interleaved=0-1\r\n").unwrap();
    assert_eq!(setup.status, 200);
    drop(camera);
    server.join().unwrap();
}

/// A camera that leaves the realm without quotes rejects the password.
const REJECTED: &[Step] = &[
    (Ask::Without, "RTSP/1.0 401 Unauthorized\nWWW-Authenticate: Digest realm=IP Camera,nonce=\"1\"\n\n"),
    (
        Ask::Line("CSeq: 2 DESCRIBE"),
        "RTSP/1.0 401 Unauthorized\nWWW-Authenticate: Digest realm=IP Camera,nonce=\"2\"\n\n",
    ),
];

#[test]
fn a_wrong_password_is_sent_once() {
    let (stream, server) = play(REJECTED);
    let mut agent = agent("rtsp://camera.example", "admin", "12345");
    let mut camera = Connection::new(stream, "rtsp://camera.example", "RTSP/1.0");
    assert_eq!(camera.ask(&mut agent, "DESCRIBE", STREAM, "").unwrap().status, 401);
    drop(camera);
    server.join().unwrap();
}

/// A registrar with one challenge in each line, RFC 8760 §2.3, and the parameters of RFC 3261 §22.4.
const REGISTRAR: &[Step] = &[
    (
        Ask::Without,
        "SIP/2.0 401 Unauthorized\nCSeq: 1 REGISTER\n\
         WWW-Authenticate: Digest realm=\"biloxi.com\", domain=\"sip:biloxi.com\", qop=\"auth,auth-int\", \
         nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\", stale=FALSE, algorithm=SHA-256\n\
         WWW-Authenticate: Digest realm=\"biloxi.com\", qop=\"auth,auth-int\", \
         nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\", algorithm=MD5\n\
         Content-Length: 0\n\n",
    ),
    (
        Ask::Right("Authorization", Algorithm::Sha256, "REGISTER", "sip:biloxi.com"),
        "SIP/2.0 200 OK\nCSeq: 2 REGISTER\nContent-Length: 0\n\n",
    ),
];

/// A proxy that asks for credentials of its own.
const PROXY: &[Step] = &[
    (
        Ask::Without,
        "SIP/2.0 407 Proxy Authentication Required\n\
         Proxy-Authenticate: Digest realm=\"atlanta.com\", nonce=\"f84f1cec41e6cbe5aea9c8e88d359\", opaque=\"\", algorithm=MD5\n\n",
    ),
    (
        Ask::Right("Proxy-Authorization", Algorithm::Md5, "INVITE", "sip:bob@biloxi.com"),
        "SIP/2.0 200 OK\nContent-Length: 0\n\n",
    ),
];

#[test]
fn the_strongest_of_the_lines_is_answered() {
    let (stream, server) = play(REGISTRAR);
    let mut agent = agent("sip:biloxi.com", "bob", "zanzibar");
    let mut registrar = Connection::new(stream, "sip:biloxi.com", "SIP/2.0");
    let lines = "To: <sip:bob@biloxi.com>\r\nFrom: <sip:bob@biloxi.com>;tag=1\r\nMax-Forwards: 70\r\n";
    assert_eq!(registrar.ask(&mut agent, "REGISTER", "sip:biloxi.com", lines).unwrap().status, 200);
    drop(registrar);
    server.join().unwrap();
}

#[test]
fn a_proxy_is_answered() {
    let (stream, server) = play(PROXY);
    let mut agent = agent("sip:proxy.atlanta.com", "bob", "zanzibar").for_proxy();
    let mut proxy = Connection::new(stream, "sip:proxy.atlanta.com", "SIP/2.0");
    assert_eq!(proxy.ask(&mut agent, "INVITE", "sip:bob@biloxi.com", "").unwrap().status, 200);
    drop(proxy);
    server.join().unwrap();
}
