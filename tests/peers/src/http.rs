//! HTTP/1.1 messages, as far as authentication needs them.

use std::io::{self, BufRead, ErrorKind, Read, Write};

/// The longest head, and the longest body, that is read.
const LIMIT: u64 = 1 << 20;

/// A request or a response.
#[derive(Clone, Debug)]
pub struct Message {
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Message {
    /// A request without fields.
    #[must_use]
    pub fn request(method: &str, target: &str) -> Self {
        Self::new(&format!("{method} {target} HTTP/1.1\r\n"))
    }

    /// A response without fields.
    #[must_use]
    pub fn response(status: u16) -> Self {
        Self::new(&format!("HTTP/1.1 {status} \r\n"))
    }

    fn new(start_line: &str) -> Self {
        Self { head: start_line.into(), body: Vec::new() }
    }

    /// With one more field line.
    #[must_use]
    pub fn with_field(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.head.extend([name.as_bytes(), b": ", value.as_ref(), b"\r\n"].concat());
        self
    }

    /// With a body, and the field that tells its length.
    #[must_use]
    pub fn with_body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        let length = self.body.len().to_string();
        self.with_field("Content-Length", length)
    }

    /// The start line and the field lines, as they were sent.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// The body, without any transfer coding.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The method of a request.
    #[must_use]
    pub fn method(&self) -> &str {
        self.word(0)
    }

    /// The target of a request, as the request line has it.
    #[must_use]
    pub fn target(&self) -> &str {
        self.word(1)
    }

    /// The status code of a response.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.word(1).parse().unwrap_or_else(|_| panic!("no status in {:?}", String::from_utf8_lossy(&self.head)))
    }

    fn word(&self, index: usize) -> &str {
        let line = self.head.split(|octet| *octet == b'\r').next().unwrap_or_default();
        line.split(|octet| *octet == b' ').nth(index).and_then(|word| str::from_utf8(word).ok()).unwrap_or_default()
    }

    /// Names and values of the field lines.
    #[must_use]
    pub fn fields(&self) -> Vec<(&[u8], &[u8])> {
        let lines = self.head.split(|octet| *octet == b'\n').skip(1);
        let split = |line: &'_ [u8]| line.iter().position(|octet| *octet == b':');
        lines.filter_map(|line| split(line).map(|colon| (&line[..colon], line[colon + 1..].trim_ascii()))).collect()
    }

    /// The value of the first field line of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        let is_it = |(other, _): &(&[u8], &[u8])| other.eq_ignore_ascii_case(name.as_bytes());
        self.fields().into_iter().find(is_it).map(|(_, value)| value)
    }

    pub(crate) fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        stream.write_all(&[&self.head, &b"\r\n"[..], &self.body].concat())
    }

    /// Reads start line and fields; `None` when the stream ends before them.
    pub(crate) fn read_head(stream: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut stream = stream.take(LIMIT);
        let mut head = Vec::new();
        loop {
            match stream.read_until(b'\n', &mut head)? {
                0 if head.is_empty() => return Ok(None),
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                2 if head.ends_with(b"\r\n\r\n") => break,
                _ => {}
            }
        }
        head.truncate(head.len() - 2);
        Ok(Some(Self { head, body: Vec::new() }))
    }

    /// Reads the body of a request.
    pub(crate) fn read_body(&mut self, stream: &mut impl BufRead) -> io::Result<()> {
        self.body = match self.content_length() {
            _ if self.is_chunked() => read_chunks(stream)?,
            Some(length) => read_exactly(stream, length)?,
            None => Vec::new(),
        };
        Ok(())
    }

    /// Reads the body of the response to a request with this method.
    pub(crate) fn read_body_after(&mut self, method: &str, stream: &mut impl BufRead) -> io::Result<()> {
        let has_none = method == "HEAD"
            || matches!(self.status(), 204 | 304)
            || (method == "CONNECT" && matches!(self.status(), 200..=299));
        if has_none {
            return Ok(());
        }
        if self.is_chunked() || self.content_length().is_some() {
            return self.read_body(stream);
        }
        stream.take(LIMIT).read_to_end(&mut self.body).map(drop)
    }

    fn is_chunked(&self) -> bool {
        self.field("Transfer-Encoding").is_some_and(|coding| coding.eq_ignore_ascii_case(b"chunked"))
    }

    fn content_length(&self) -> Option<u64> {
        str::from_utf8(self.field("Content-Length")?).ok()?.parse().ok()
    }
}

fn read_chunks(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = read_line(stream)?;
        let digits = size.split([';', ' ']).next().unwrap_or_default();
        let size = u64::from_str_radix(digits, 16).map_err(|_| ErrorKind::InvalidData)?;
        if size == 0 {
            break;
        }
        body.extend(read_exactly(stream, size)?);
        read_line(stream)?;
    }
    while !read_line(stream)?.is_empty() {}
    Ok(body)
}

fn read_line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    stream.take(LIMIT).read_line(&mut line)?;
    let line = line.strip_suffix("\r\n").ok_or(ErrorKind::InvalidData)?;
    Ok(line.into())
}

fn read_exactly(stream: &mut impl BufRead, length: u64) -> io::Result<Vec<u8>> {
    if length > LIMIT {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut octets = vec![0; usize::try_from(length).map_err(|_| ErrorKind::InvalidData)?];
    stream.read_exact(&mut octets)?;
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_as_it_is_framed() {
        for (octets, expected) in [
            (&b"PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcrest"[..], Some(&b"abc"[..])),
            (
                b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\na: b\r\n\r\nrest",
                Some(b"abc"),
            ),
            (b"GET / HTTP/1.1\r\n\r\nrest", Some(b"")),
            (b"PUT / HTTP/1.1\r\nContent-Length: 30\r\n\r\nabc", None),
            (b"PUT / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\nabc", None),
            (b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nabc", None),
        ] {
            let mut stream = octets;
            let mut request = Message::read_head(&mut stream).unwrap().unwrap();
            let read = request.read_body(&mut stream);
            assert_eq!(read.is_ok().then_some(request.body()), expected, "{octets:?}");
            assert!(read.is_err() || stream == b"rest", "{octets:?}");
        }
    }

    #[test]
    fn a_head_is_whole_or_absent() {
        assert!(Message::read_head(&mut &b""[..]).unwrap().is_none());
        assert!(Message::read_head(&mut &b"GET / HTTP/1.1\r\nHost: a\r\n"[..]).is_err());
        let octets = b"HTTP/1.1 401 Unauthorized\r\nA: b:c\r\na:\td \r\n\r\n";
        let response = Message::read_head(&mut &octets[..]).unwrap().unwrap();
        assert_eq!(response.status(), 401);
        assert_eq!(response.fields(), [(&b"A"[..], &b"b:c"[..]), (b"a", b"d")]);
    }
}
