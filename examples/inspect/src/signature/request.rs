//! Reads the request whose signature is to be checked: a header block and a body, or the output of `curl -v`.

use super::Cause;
use crate::input::is_tchar;

/// The names and the values of fields.
pub(crate) type Fields<'f> = &'f [(String, Vec<u8>)];

/// A request, as the client sent it.
pub(crate) struct Sent {
    pub method: String,
    /// The path and the query.
    pub target: Vec<u8>,
    /// The names, and the values without the white space around them.
    pub fields: Vec<(String, Vec<u8>)>,
    /// The values as sent, after one space.
    pub raw: Vec<Vec<u8>>,
    /// `None` if the input does not have it.
    pub body: Option<Vec<u8>>,
    /// What is wrong with the input itself.
    pub causes: Vec<Cause>,
}

impl Sent {
    /// Reads the first request that has a signature, or the first one. Returns `None` if there is no request.
    pub(crate) fn read(input: &[u8], body: Option<&[u8]>) -> Option<Self> {
        let captured = captured(input);
        let blocks = if captured.is_empty() {
            vec![input.trim_ascii_start()]
        } else {
            captured.iter().map(|block| &block[..]).collect()
        };
        let is_capture = !captured.is_empty();
        let mut requests = blocks.into_iter().filter_map(|block| Self::of_block(block, is_capture, body));
        let first = requests.next()?;
        if first.is_signed() { Some(first) } else { Some(requests.find(Self::is_signed).unwrap_or(first)) }
    }

    fn of_block(block: &[u8], is_capture: bool, body: Option<&[u8]>) -> Option<Self> {
        let mut rest = block;
        let (method, target) = start_line(next_line(&mut rest)?)?;
        let mut sent = Self { method, target, fields: Vec::new(), raw: Vec::new(), body: None, causes: Vec::new() };
        let mut is_ended = false;
        let mut number = 1;
        while let Some(line) = next_line(&mut rest) {
            number += 1;
            if line.is_empty() {
                is_ended = true;
                break;
            }
            sent.push(number, line);
        }
        let rest = if is_ended && !is_capture { rest } else { b"" };
        sent.body = body.map(<[u8]>::to_vec).or_else(|| sent.body_in(rest));
        sent.check_length();
        Some(sent)
    }

    fn push(&mut self, number: usize, line: &[u8]) {
        if let ([b' ' | b'\t', ..], Some(last), Some(raw)) = (line, self.fields.last_mut(), self.raw.last_mut()) {
            // A folded line stands for a space, RFC 9112 §5.2.
            last.1.push(b' ');
            last.1.extend(line.trim_ascii());
            raw.extend(line);
            return;
        }
        let name = line.iter().take_while(|byte| is_tchar(**byte)).count();
        match (line.get(..name), line.get(name..)) {
            (Some(name), Some([b':', value @ ..])) if !name.is_empty() => {
                self.fields.push((String::from_utf8_lossy(name).into_owned(), value.trim_ascii().to_vec()));
                self.raw.push(value.strip_prefix(b" ").unwrap_or(value).to_vec());
            }
            _ => self
                .causes
                .push(Cause::new("malformed-line", format!("Line {number} of the request is not a field line."))),
        }
    }

    /// Returns the body in what follows the header block; `None` if it is not there.
    fn body_in(&self, rest: &[u8]) -> Option<Vec<u8>> {
        if self.value("transfer-encoding").is_some() {
            return None;
        }
        match self.length() {
            Some(length) => rest.get(..length).or(Some(rest).filter(|rest| !rest.is_empty())).map(<[u8]>::to_vec),
            None if rest.trim_ascii().is_empty() => Some(Vec::new()),
            None => Some(rest.to_vec()),
        }
    }

    /// Compares the body with Content-Length.
    fn check_length(&mut self) {
        if let (Some(body), Some(length)) = (&self.body, self.length())
            && body.len() != length
        {
            let text = format!("The body has {} bytes, but Content-Length says {length}.", body.len());
            self.causes.push(Cause::new("body-length", text));
        }
    }

    fn length(&self) -> Option<usize> {
        str::from_utf8(self.value("content-length")?).ok()?.parse().ok()
    }

    /// Returns whether there is a signature of a scheme that signs requests.
    fn is_signed(&self) -> bool {
        self.value("authorization").is_some()
            || self.has_param("X-Amz-Signature")
            || self.has_param("X-Goog-Signature")
            || self.has_param("bewit")
    }

    /// Returns the value of the first line of a name.
    pub(crate) fn value(&self, name: &str) -> Option<&[u8]> {
        self.values(name).next()
    }

    pub(crate) fn values(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.fields.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| &value[..])
    }

    /// Returns the values of a name as sent.
    pub(crate) fn raw_values(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        let lines = self.fields.iter().zip(&self.raw);
        lines.filter(move |((other, _), _)| other.eq_ignore_ascii_case(name)).map(|(_, raw)| &raw[..])
    }

    /// Returns the value as text, or an empty one.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.value(name).and_then(|value| str::from_utf8(value).ok()).unwrap_or_default()
    }

    pub(crate) fn path(&self) -> &[u8] {
        self.split().0
    }

    pub(crate) fn query(&self) -> &[u8] {
        self.split().1
    }

    fn split(&self) -> (&[u8], &[u8]) {
        let mark = self.target.iter().position(|byte| *byte == b'?').unwrap_or(self.target.len());
        let (path, query) = self.target.split_at(mark);
        (path, query.get(1..).unwrap_or_default())
    }

    /// Returns whether the query has a parameter of this name.
    pub(crate) fn has_param(&self, name: &str) -> bool {
        self.query()
            .split(|byte| *byte == b'&')
            .any(|part| part.split(|byte| *byte == b'=').next() == Some(name.as_bytes()))
    }
}

/// Takes a line, without its end.
fn next_line<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    if rest.is_empty() {
        return None;
    }
    let end = rest.iter().position(|byte| *byte == b'\n');
    let (line, after) = match end {
        Some(end) => (&rest[..end], &rest[end + 1..]),
        None => (*rest, &b""[..]),
    };
    *rest = after;
    Some(line.strip_suffix(b"\r").unwrap_or(line))
}

/// `method SP request-target SP HTTP-version`. Of a target with a scheme and a host, the path and the query are returned. A
/// target may have spaces: some clients send them.
fn start_line(line: &[u8]) -> Option<(String, Vec<u8>)> {
    let method = line.iter().take_while(|byte| is_tchar(**byte)).count();
    let rest = line.get(method..)?.strip_prefix(b" ")?;
    let space = rest.iter().rposition(|byte| *byte == b' ')?;
    let (target, version) = (rest.get(..space)?, rest.get(space + 1..)?);
    if method == 0 || target.is_empty() || !version.starts_with(b"HTTP/") {
        return None;
    }
    let authority = [&b"https://"[..], b"http://"].into_iter().find_map(|scheme| target.strip_prefix(scheme));
    let target = authority.map_or(target, |authority| {
        let path = authority.iter().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(authority.len());
        &authority[path..]
    });
    Some((String::from_utf8_lossy(&line[..method]).into_owned(), target.to_vec()))
}

/// Returns the header blocks of the requests in the output of `curl -v`.
fn captured(input: &[u8]) -> Vec<Vec<u8>> {
    let mut blocks: Vec<Vec<u8>> = Vec::new();
    let mut is_open = false;
    for line in input.split(|byte| *byte == b'\n') {
        match line.strip_prefix(b"> ").or(line.strip_prefix(b">").filter(|line| line.trim_ascii().is_empty())) {
            Some(line) if is_open || start_line(line.trim_ascii_end()).is_some() => {
                if !is_open {
                    blocks.push(Vec::new());
                }
                is_open = !line.trim_ascii().is_empty();
                if let (Some(block), true) = (blocks.last_mut(), is_open) {
                    block.extend(line);
                    block.push(b'\n');
                }
            }
            _ => {}
        }
    }
    blocks
}
