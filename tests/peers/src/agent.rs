//! A client built with countersign, for other servers.

use std::io::{self, BufReader, ErrorKind};
use std::net::{Ipv4Addr, TcpStream};

use countersign::auth;
use countersign::auth::agent::{Login, Next};
use countersign::auth::digest::{Challenge, Request, RustCrypto};

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

/// A client that answers Digest, and reuses the challenge for later requests.
#[derive(Debug)]
pub struct Agent<'a> {
    port: u16,
    client: auth::agent::Agent<RustCrypto, &'a str>,
    role: Role,
    connection: Option<Connection>,
    requests: usize,
    proofs: usize,
}

impl<'a> Agent<'a> {
    /// Returns a client with a password for the server at this port.
    ///
    /// # Panics
    /// If the user or the password cannot be sent.
    #[must_use]
    pub fn new(port: u16, role: Role, user: &'a str, password: &'a str) -> Self {
        let login = Login::password(user, password).expect("the login can be sent");
        let agent = auth::agent::Agent::new(RustCrypto, ORIGIN, login);
        let client = if role == Role::Proxy { agent.for_proxy() } else { agent };
        Self { port, client, role, connection: None, requests: 0, proofs: 0 }
    }

    /// Answers this challenge from the first request.
    ///
    /// # Panics
    /// Panics if the challenge can't be answered.
    pub fn start(&mut self, challenge: &Challenge<'_>) {
        let [name, ..] = self.role.names();
        let mut exchange = self.client.exchange(ORIGIN, Request::new("GET", "/").expect("a request"));
        let next =
            exchange.answered(self.role.status(), &[(name, wire(challenge))]).map(|next| matches!(next, Next::Repeat));
        assert_eq!(next, Ok(true), "the challenge can be answered");
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
        let parts = Request::new(request.method(), request.target()).expect("the value can be sent");
        let mut exchange = self.client.exchange(ORIGIN, parts);
        loop {
            self.requests += 1;
            if let Some(body) = exchange.algorithm().and_then(|algorithm| hash(algorithm, request.body())) {
                exchange.set_request_body(body);
            }
            let random = u64::try_from(self.requests).expect("few requests").to_be_bytes();
            let random = [random, random].concat().try_into().expect("16 bytes");
            let authorization = exchange.authorization(random).expect("the challenge can be answered");
            let message = authorization
                .map_or_else(|| request.clone(), |value| request.clone().with_field(value.name(), wire(&value)));
            let connection = self.connection.get_or_insert_with(|| Connection::open(self.port));
            let response = connection.ask(&message).expect("the server answers");
            if response.field("Connection").is_some_and(|option| option.eq_ignore_ascii_case(b"close")) {
                self.connection = None;
            }
            if let Some(body) = exchange.algorithm().and_then(|algorithm| hash(algorithm, response.body())) {
                exchange.set_response_body(body);
            }
            let fields = response.fields();
            match exchange.answered(response.status(), &fields[..]).expect("the server knows the password") {
                Next::Repeat => {}
                Next::Done { proven } => {
                    self.proofs += usize::from(proven);
                    return response;
                }
                _ => return response,
            }
        }
    }
}

/// Every server stands on the same address, and each agent has one.
const ORIGIN: &str = "http://127.0.0.1";
