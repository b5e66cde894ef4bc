//! HTTP/1.1 messages: what authentication needs of them.

use std::io::{self, BufRead, ErrorKind, Read, Write};

/// The maximum length of a head and of a body.
const LIMIT: u64 = 1 << 20;

/// A request or a response.
#[derive(Clone, Debug)]
pub struct Message {
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Message {
    /// Returns a request without fields.
    #[must_use]
    pub fn request(method: &str, target: &str) -> Self {
        Self::new(&format!("{method} {target} HTTP/1.1\r\n"))
    }

    /// Returns a response without fields.
    #[must_use]
    pub fn response(status: u16) -> Self {
        Self::new(&format!("HTTP/1.1 {status} \r\n"))
    }

    fn new(start_line: &str) -> Self {
        Self { head: start_line.into(), body: Vec::new() }
    }

    /// Returns the message with one more field line.
    #[must_use]
    pub fn with_field(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.head.extend([name.as_bytes(), b": ", value.as_ref(), b"\r\n"].concat());
        self
    }

    /// Returns the message with a body and its Content-Length.
    #[must_use]
    pub fn with_body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        let length = self.body.len().to_string();
        self.with_field("Content-Length", length)
    }

    /// Returns the message with the lowest bit of a byte changed. The index counts the bytes of the head, then of the body.
    pub(crate) fn with_changed_byte(&self, index: usize) -> Self {
        let mut changed = self.clone();
        let mut bytes = changed.head.iter_mut().chain(&mut changed.body);
        *bytes.nth(index).expect("the message has such a byte") ^= 1;
        changed
    }

    /// Returns the start line and the field lines, as sent.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Returns the body, without transfer coding.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the method of a request.
    #[must_use]
    pub fn method(&self) -> &str {
        self.word(0)
    }

    /// Returns the target of a request, as in the request line.
    #[must_use]
    pub fn target(&self) -> &str {
        self.word(1)
    }

    /// Returns the status of a response.
    ///
    /// # Panics
    /// Panics if the message is not a response.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.word(1).parse().unwrap_or_else(|_| panic!("no status in {:?}", String::from_utf8_lossy(&self.head)))
    }

    fn word(&self, index: usize) -> &str {
        let line = self.head.split(|byte| *byte == b'\r').next().unwrap_or_default();
        line.split(|byte| *byte == b' ').nth(index).and_then(|word| str::from_utf8(word).ok()).unwrap_or_default()
    }

    /// Returns the names and values of the field lines.
    #[must_use]
    pub fn fields(&self) -> Vec<(&[u8], &[u8])> {
        let lines = self.head.split(|byte| *byte == b'\n').skip(1);
        let split = |line: &'_ [u8]| line.iter().position(|byte| *byte == b':');
        lines.filter_map(|line| split(line).map(|colon| (&line[..colon], line[colon + 1..].trim_ascii()))).collect()
    }

    /// Returns the value of the first field line of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        let is_it = |(other, _): &(&[u8], &[u8])| other.eq_ignore_ascii_case(name.as_bytes());
        self.fields().into_iter().find(is_it).map(|(_, value)| value)
    }

    pub(crate) fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        stream.write_all(&[&self.head, &b"\r\n"[..], &self.body].concat())
    }

    /// Reads the start line and the fields. Returns `None` if the stream ends before them.
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
    let mut bytes = vec![0; usize::try_from(length).map_err(|_| ErrorKind::InvalidData)?];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_as_it_is_framed() {
        for (bytes, expected) in [
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
            let mut stream = bytes;
            let mut request = Message::read_head(&mut stream).unwrap().unwrap();
            let read = request.read_body(&mut stream);
            assert_eq!(read.is_ok().then_some(request.body()), expected, "{bytes:?}");
            assert!(read.is_err() || stream == b"rest", "{bytes:?}");
        }
    }

    #[test]
    fn a_head_is_whole_or_absent() {
        assert!(Message::read_head(&mut &b""[..]).unwrap().is_none());
        assert!(Message::read_head(&mut &b"GET / HTTP/1.1\r\nHost: a\r\n"[..]).is_err());
        let bytes = b"HTTP/1.1 401 Unauthorized\r\nA: b:c\r\na:\td \r\n\r\n";
        let response = Message::read_head(&mut &bytes[..]).unwrap().unwrap();
        assert_eq!(response.status(), 401);
        assert_eq!(response.fields(), [(&b"A"[..], &b"b:c"[..]), (b"a", b"d")]);
    }
}
