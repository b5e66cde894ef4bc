//! A client built with countersign, for other servers.

use std::io::{self, BufReader, ErrorKind};
use std::net::{Ipv4Addr, TcpStream};

use countersign::auth;
use countersign::auth::digest::{Challenge, Client, Info, Request, RustCrypto, Secret};
use countersign::auth::select::{Skipped, browsers, strongest};

use crate::http::Message;
use crate::role::Role;
use crate::{PATIENCE, hash, wire};

/// A connection to a server on loopback.
#[derive(Debug)]
pub struct Connection(BufReader<TcpStream>);

impl Connection {
    /// Connects.
    ///
    /// # Panics
    /// Panics if no server listens.
    #[must_use]
    pub fn open(port: u16) -> Self {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a stream can have a time limit");
        Self(BufReader::new(stream))
    }

    /// Sends a request and reads the response.
    ///
    /// # Errors
    /// Returns an error if the server has closed the connection, or does not answer in time.
    pub fn ask(&mut self, request: &Message) -> io::Result<Message> {
        request.write(self.0.get_mut())?;
        loop {
            let mut response = Message::read_head(&mut self.0)?.ok_or(ErrorKind::UnexpectedEof)?;
            if response.status() >= 200 {
                response.read_body_after(request.method(), &mut self.0)?;
                return Ok(response);
            }
        }
    }
}

/// A client that answers the strongest Digest challenge that it can, and reuses it for later requests.
#[derive(Debug)]
pub struct Agent<'a> {
    port: u16,
    role: Role,
    user: &'a str,
    secret: Secret<'a>,
    connection: Option<Connection>,
    session: Option<Session>,
    requests: usize,
    proofs: usize,
}

#[derive(Debug)]
struct Session {
    client: Client<RustCrypto>,
    count: u8,
}

impl<'a> Agent<'a> {
    /// Returns a client with a password for the server at this port.
    ///
    /// # Panics
    /// If the password is empty.
    #[must_use]
    pub fn new(port: u16, role: Role, user: &'a str, password: &'a str) -> Self {
        let secret = Secret::password(password).expect("the password is not empty");
        Self { port, role, user, secret, connection: None, session: None, requests: 0, proofs: 0 }
    }

    /// Answers this challenge from the first request.
    ///
    /// # Panics
    /// Panics if the challenge can't be answered.
    pub fn start(&mut self, challenge: &Challenge<'_>) {
        let client = Client::new(RustCrypto, challenge).expect("the challenge can be answered");
        self.session = Some(Session { client, count: 0 });
    }

    /// Returns the connection, which is a tunnel after a successful CONNECT.
    ///
    /// # Panics
    /// Panics if no request was sent, or if the server has closed the connection.
    #[must_use]
    pub fn into_connection(self) -> Connection {
        self.connection.expect("it is open")
    }

    /// Returns the number of requests sent.
    #[must_use]
    pub const fn requests(&self) -> usize {
        self.requests
    }

    /// Returns how often the server proved that it knows the password.
    #[must_use]
    pub const fn proofs(&self) -> usize {
        self.proofs
    }

    /// Sends a request, and repeats it if the server asks for credentials or for a new nonce.
    ///
    /// # Panics
    /// Panics if the server does not answer, or if its response is malformed or has a wrong proof.
    pub fn ask(&mut self, request: &Message) -> Message {
        let mut response = self.attempt(request);
        for _ in 0..2 {
            let is_first = self.session.is_none();
            let is_refused = response.status() == self.role.status();
            let may_repeat = is_refused && self.take_up(&response).is_some_and(|is_stale| is_stale || is_first);
            if !may_repeat {
                break;
            }
            response = self.attempt(request);
        }
        response
    }

    /// Selects the strongest challenge that can be answered. Returns whether only the nonce was rejected.
    fn take_up(&mut self, response: &Message) -> Option<bool> {
        let fields = response.fields();
        let lines = self.role.challenges(&fields).expect("the challenges are well-formed")?;
        let digest = |challenge: &auth::Challenge<'_>| {
            if challenge.scheme().is("Digest") { browsers(RustCrypto, challenge) } else { Err(Skipped::Scheme) }
        };
        let challenge = strongest(|| lines.iter(), digest).chosen()?;
        let challenge = Challenge::try_from(challenge).expect("the challenge is Digest");
        let Some(Session { client, .. }) = &mut self.session else {
            self.start(&challenge);
            return Some(challenge.is_stale());
        };
        client.renew(&challenge).ok()
    }

    fn attempt(&mut self, request: &Message) -> Message {
        self.requests += 1;
        let [_, credentials, _] = self.role.names();
        let connection = self.connection.get_or_insert_with(|| Connection::open(self.port));
        let Some(Session { client, count }) = &mut self.session else {
            return connection.ask(request).expect("the server answers");
        };
        *count += 1;
        let parts = Request::new(request.method(), request.target()).expect("the value can be sent");
        let body = hash(client.algorithm(), request.body()).expect("the algorithm is known");
        let answer = client.answer(parts.with_body(&body), self.user, self.secret, [*count; 16]);
        let answer = wire(&answer.expect("the challenge can be answered"));
        let response = connection.ask(&request.clone().with_field(credentials, answer)).expect("the server answers");
        if response.field("Connection").is_some_and(|option| option.eq_ignore_ascii_case(b"close")) {
            self.connection = None;
        }

        let fields = response.fields();
        if let Some(lines) = self.role.info(&fields).expect("the info is well-formed") {
            let info = Info::from_lines(lines).expect("the info is that of Digest");
            let body = hash(client.algorithm(), response.body()).expect("the algorithm is known");
            let is_proof = client.accept(&info, parts.with_body(&body), self.user, self.secret);
            self.proofs += usize::from(is_proof.expect("the server knows the password"));
        }
        response
    }
}
