//! An HTTP client for firmware, which answers Digest: httparse reads the response, and embedded-io carries the bytes.
//!
//! It sends HTTP/1.0 requests, so that a server may not answer in chunks (RFC 9112 §6.1). The body ends where
//! Content-Length says, or where the connection ends.
#![no_std]

use countersign::auth::agent::{Agent, AgentError, Authorization, Next};
use countersign::auth::digest::{Request, RustCrypto};
use countersign::{EmbeddedIo07, Encode};
use embedded_io::{Read, Write};
use httparse::{Header, Status};

/// Why there is no response.
#[derive(Debug)]
pub enum Error<E> {
    /// The connection fails.
    Io(E),
    /// The response is malformed, incomplete, has more than 16 fields, or is longer than the buffer.
    Response,
    /// The body has a transfer coding all the same.
    Coding,
    /// The host or the path cannot be sent: it is empty, or has a space, a control character or a byte that is not ASCII.
    Target,
    /// The server cannot be answered, or its proof is wrong.
    Agent(AgentError),
}

/// Gets a page, and answers the challenges of the agent's origin. `origin` may be a whole URL. `connect` opens a connection
/// for each request, and `random` returns 16 bytes of a cryptographic random source. Returns the status and the body, which
/// are in `buffer`.
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
    let host = host(origin);
    let is_sendable = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_sendable(host) || !is_sendable(path) {
        return Err(Error::Target);
    }
    let mut exchange = agent.exchange(origin, Request::new("GET", path).map_err(|_| Error::Target)?);
    loop {
        let mut connection = connect().map_err(Error::Io)?;
        let authorization = exchange.authorization(random()).map_err(Error::Agent)?;
        send(&mut connection, host, path, authorization.as_ref()).map_err(Error::Io)?;
        let length = receive(&mut connection, buffer)?;
        let received = buffer.get(..length).unwrap_or_default();

        let mut lines = [httparse::EMPTY_HEADER; 16];
        let mut response = httparse::Response::new(&mut lines);
        let parsed = response.parse(received).map_err(|_| Error::Response)?;
        let (Status::Complete(head), Some(status)) = (parsed, response.code) else {
            return Err(Error::Response);
        };
        let next = exchange.answered_tolerantly(status, &*response.headers).map_err(Error::Agent)?;
        if !matches!(next, Next::Repeat) {
            let length = body_length(response.headers, length.saturating_sub(head))?;
            let body = buffer.get(head..).and_then(|rest| rest.get(..length));
            return Ok((status, body.ok_or(Error::Response)?));
        }
    }
}

/// The host and the port of an origin or a URL: without a user, a path, a query and a fragment.
fn host(origin: &str) -> &str {
    let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

fn send<C: Write>(
    connection: &mut C,
    host: &str,
    path: &str,
    authorization: Option<&Authorization<'_>>,
) -> Result<(), C::Error> {
    for text in ["GET ", path, " HTTP/1.0\r\nHost: ", host, "\r\n"] {
        connection.write_all(text.as_bytes())?;
    }
    if let Some(value) = authorization {
        connection.write_all(b"Authorization: ")?;
        value.encode(&mut EmbeddedIo07(&mut *connection))?;
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

/// The length of the body, of which so many bytes were received.
fn body_length<E>(headers: &[Header<'_>], received: usize) -> Result<usize, Error<E>> {
    let mut length = None;
    for header in headers {
        if header.name.eq_ignore_ascii_case("Transfer-Encoding") {
            return Err(Error::Coding);
        }
        if header.name.eq_ignore_ascii_case("Content-Length") {
            let digits =
                str::from_utf8(header.value).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
            let sent: usize = digits.and_then(|digits| digits.parse().ok()).ok_or(Error::Response)?;
            if sent > received || length.is_some_and(|length| length != sent) {
                return Err(Error::Response);
            }
            length = Some(sent);
        }
    }
    Ok(length.unwrap_or(received))
}
