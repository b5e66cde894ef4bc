//! Digest over RTSP and SIP, which have the fields of HTTP.
//!
//! Cameras send the challenge of RFC 2069, without a qop. SIP has one challenge in each line, RFC 8760 §2.3.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use countersign::Encode;
use countersign::auth::agent::{Agent, Next};
use countersign::auth::digest::{Request, RustCrypto};

/// The most bytes that are read of the head of a response, and of a body.
const MAX_HEAD: u64 = 1 << 16;
const MAX_BODY: u64 = 1 << 20;

/// A connection to a camera or to a SIP server.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<TcpStream>,
    origin: String,
    protocol: &'static str,
    sequence: u32,
}

/// A response.
#[derive(Debug, Default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The fields, in the order received.
    pub fields: Vec<(String, String)>,
    /// The body, such as a description of the streams.
    pub body: Vec<u8>,
}

impl Connection {
    /// Begins to talk to `origin`, such as `rtsp://camera.example`, in `protocol`: `RTSP/1.0` or `SIP/2.0`.
    #[must_use]
    pub fn new(stream: TcpStream, origin: &str, protocol: &'static str) -> Self {
        Self { stream: BufReader::new(stream), origin: origin.to_owned(), protocol, sequence: 0 }
    }

    /// Sends a request with these lines, and answers the challenges of the agent's origin.
    ///
    /// # Errors
    /// The connection fails, or the server sends a wrong proof.
    pub fn ask(
        &mut self,
        agent: &mut Agent<RustCrypto, String>,
        method: &str,
        uri: &str,
        lines: &str,
    ) -> Result<Response, Box<dyn Error>> {
        let mut exchange = agent.exchange(&self.origin, Request::new(method, uri)?);
        loop {
            self.sequence += 1;
            let mut head = format!("{method} {uri} {}\r\nCSeq: {} {method}\r\n{lines}", self.protocol, self.sequence);
            let mut random = [0; 16];
            getrandom::fill(&mut random)?;
            if let Some(value) = exchange.authorization(random)? {
                write!(head, "{}: {}\r\n", value.name(), value.display())?;
            }
            self.stream.get_mut().write_all(format!("{head}\r\n").as_bytes())?;
            let response = self.read()?;
            match exchange.answered_tolerantly(response.status, &response.fields[..])? {
                Next::Repeat => {}
                _ => return Ok(response),
            }
        }
    }

    fn read(&mut self) -> Result<Response, Box<dyn Error>> {
        let mut response = Response::default();
        let mut head = self.stream.by_ref().take(MAX_HEAD);
        let mut line = String::new();
        head.read_line(&mut line)?;
        let status = line.strip_prefix(self.protocol).and_then(|rest| rest.split(' ').nth(1)?.trim().parse().ok());
        response.status = status.ok_or_else(|| format!("the response is not one of {}", self.protocol))?;
        loop {
            line.clear();
            if head.read_line(&mut line)? == 0 {
                return Err("the head of the response has no end, or is too long".into());
            }
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            response.fields.push((name.to_owned(), value.trim().to_owned()));
        }
        let length = response.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("Content-Length"));
        let length = length.map_or(Some(0), |(_, length)| length.parse().ok().filter(|length| *length <= MAX_BODY));
        let length = length.ok_or("the length of the body is not a number, or too large")?;
        self.stream.by_ref().take(length).read_to_end(&mut response.body)?;
        Ok(response)
    }
}
