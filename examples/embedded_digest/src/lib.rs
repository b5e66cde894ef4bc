//! An HTTP client for firmware, which answers Digest: httparse reads the response, and embedded-io carries the bytes.
#![no_std]

use countersign::auth::agent::{Agent, AgentError, Authorization, Next};
use countersign::auth::digest::{Request, RustCrypto};
use countersign::{Encode, FieldsFn, Sink, ValueError};
use embedded_io::{Read, Write};

/// Why there is no response.
#[derive(Debug)]
pub enum Error<E> {
    /// The connection fails.
    Io(E),
    /// The response is malformed, has more than 16 fields, or is longer than the buffer.
    Response,
    /// The path cannot be sent.
    Path(ValueError),
    /// The server cannot be answered, or its proof is wrong.
    Agent(AgentError),
}

/// A writer as a sink.
struct Out<W>(W);

impl<W: Write> Sink for Out<W> {
    type Error = W::Error;

    fn put(&mut self, piece: &[u8]) -> Result<(), W::Error> {
        self.0.write_all(piece)
    }
}

/// Gets a page, and answers the challenges of the agent's origin. `connect` opens a connection for each request, and
/// `random` returns 16 bytes of a cryptographic random source. Returns the status and the body, which are in `buffer`.
///
/// # Errors
/// See [`Error`].
pub fn get<'b, C: Read + Write>(
    agent: &mut Agent<RustCrypto, &str>,
    origin: &str,
    path: &str,
    mut connect: impl FnMut() -> Result<C, C::Error>,
    mut random: impl FnMut() -> [u8; 16],
    buffer: &'b mut [u8],
) -> Result<(u16, &'b [u8]), Error<C::Error>> {
    let mut exchange = agent.exchange(origin, Request::new("GET", path).map_err(Error::Path)?);
    loop {
        let mut connection = connect().map_err(Error::Io)?;
        let authorization = exchange.authorization(random()).map_err(Error::Agent)?;
        send(&mut connection, origin, path, authorization.as_ref()).map_err(Error::Io)?;
        let length = receive(&mut connection, buffer)?;
        let received = buffer.get(..length).unwrap_or_default();

        let mut lines = [httparse::EMPTY_HEADER; 16];
        let mut response = httparse::Response::new(&mut lines);
        let parsed = response.parse(received).map_err(|_| Error::Response)?;
        let (httparse::Status::Complete(head), Some(status)) = (parsed, response.code) else {
            return Err(Error::Response);
        };
        let headers = &*response.headers;
        let fields =
            FieldsFn(|name| headers.iter().filter(move |h| h.name.eq_ignore_ascii_case(name)).map(|h| h.value));
        match exchange.answered_tolerantly(status, fields).map_err(Error::Agent)? {
            Next::Repeat => {}
            _ => return Ok((status, buffer.get(head..length).unwrap_or_default())),
        }
    }
}

fn send<C: Write>(
    connection: &mut C,
    origin: &str,
    path: &str,
    authorization: Option<&Authorization<'_>>,
) -> Result<(), C::Error> {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    for text in ["GET ", path, " HTTP/1.1\r\nHost: ", host, "\r\nConnection: close\r\n"] {
        connection.write_all(text.as_bytes())?;
    }
    if let Some(value) = authorization {
        connection.write_all(b"Authorization: ")?;
        value.encode(&mut Out(&mut *connection))?;
        connection.write_all(b"\r\n")?;
    }
    connection.write_all(b"\r\n")?;
    connection.flush()
}

/// Reads up to the end of the connection.
fn receive<C: Read>(connection: &mut C, buffer: &mut [u8]) -> Result<usize, Error<C::Error>> {
    let mut length = 0;
    loop {
        match buffer.get_mut(length..) {
            Some([]) | None => return Err(Error::Response),
            Some(free) => match connection.read(free).map_err(Error::Io)? {
                0 => return Ok(length),
                read => length += read,
            },
        }
    }
}
