//! Splits header blocks into messages and field lines.

use std::io::{self, BufRead, Read};

/// The header block of one message.
#[derive(Default)]
pub struct Message {
    /// The status line or the request line.
    pub(crate) start: Option<Vec<u8>>,
    pub(crate) lines: Vec<Line>,
}

pub(crate) enum Line {
    Field(FieldLine),
    Broken(Broken),
}

/// A field line, without the white space around its value.
pub(crate) struct FieldLine {
    pub name: String,
    pub value: Vec<u8>,
    /// The number of further lines that the value continues on.
    pub folds: usize,
}

/// A line that is not a field line.
#[derive(Clone, Copy)]
pub(crate) struct Broken {
    /// The number of the line in the input, counted from one.
    pub number: usize,
    pub expected: &'static str,
    pub offset: usize,
}

/// Reads messages up to the empty line after the last of them, and ignores the body.
///
/// A status line directly after an empty line begins another message: the final response after an interim response, the
/// server's after the proxy's, or the second response of `curl --digest`. Empty input has no message.
///
/// # Errors
/// Returns the errors of the input.
pub fn read(mut input: impl BufRead) -> io::Result<Vec<Message>> {
    let mut messages = Vec::new();
    let mut number = 0;
    let mut ahead = Vec::new();
    while let Some(message) = read_block(&mut input, std::mem::take(&mut ahead), &mut number)? {
        messages.push(message);
        input.by_ref().take(VERSION.len() as u64).read_to_end(&mut ahead)?;
        if ahead != VERSION {
            // `curl` reports an error if its output is not read to the end.
            io::copy(&mut input, &mut io::sink())?;
            break;
        }
    }
    Ok(messages)
}

/// Returns a message with these lines, which may contain any bytes.
pub fn of_lines<'a>(lines: impl IntoIterator<Item = &'a [u8]>) -> Message {
    let lines = lines.into_iter().enumerate().map(|(index, line)| Line::parse(index + 1, line));
    Message { start: None, lines: lines.collect() }
}

const VERSION: &[u8] = b"HTTP/";

/// Reads up to an empty line. `begun` is the part of the first line that was already read.
fn read_block(input: &mut impl BufRead, begun: Vec<u8>, number: &mut usize) -> io::Result<Option<Message>> {
    let Some(first) = read_line(input, begun)? else {
        return Ok(None);
    };
    let mut message = Message::default();
    let mut next = Some(first);
    while let Some(line) = next.filter(|line| !line.is_empty()) {
        *number += 1;
        if message.start.is_none() && message.lines.is_empty() && is_start_line(&line) {
            message.start = Some(line);
        } else {
            message.push(*number, &line);
        }
        next = read_line(input, Vec::new())?;
    }
    *number += 1;
    Ok(Some(message))
}

/// Reads a line and removes its end, LF or CRLF.
fn read_line(input: &mut impl BufRead, begun: Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    let mut line = begun;
    input.read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    let end = [&b"\r\n"[..], b"\n"].into_iter().find(|end| line.ends_with(end)).map_or(0, <[u8]>::len);
    line.truncate(line.len() - end);
    Ok(Some(line))
}

/// Returns whether a line looks like `status-line / request-line`. No field line does.
fn is_start_line(line: &[u8]) -> bool {
    let parts: Vec<_> = line.splitn(4, |&byte| byte == b' ').collect();
    line.starts_with(VERSION) || matches!(parts[..], [_, _, version] if version.starts_with(VERSION))
}

impl Message {
    fn push(&mut self, number: usize, line: &[u8]) {
        match (line, self.lines.last_mut()) {
            ([b' ' | b'\t', ..], Some(Line::Field(folded))) => folded.fold(line),
            ([b' ' | b'\t', ..], Some(Line::Broken(_))) => {}
            _ => self.lines.push(Line::parse(number, line)),
        }
    }
}

impl Line {
    /// `field-line = field-name ":" OWS field-value OWS`
    fn parse(number: usize, line: &[u8]) -> Self {
        let name_end = line.iter().position(|byte| !is_tchar(*byte)).unwrap_or(line.len());
        let (name, rest) = line.split_at(name_end);
        match (name, rest) {
            ([], _) => Self::Broken(Broken { number, expected: "field-name", offset: 0 }),
            (_, [b':', value @ ..]) => Self::Field(FieldLine {
                name: String::from_utf8_lossy(name).into_owned(),
                value: trimmed(value).to_vec(),
                folds: 0,
            }),
            _ => Self::Broken(Broken { number, expected: "\":\"", offset: name_end }),
        }
    }
}

impl FieldLine {
    /// Appends a line of `obs-fold`, which stands for a space, RFC 9112 §5.2.
    fn fold(&mut self, line: &[u8]) {
        let more = trimmed(line);
        if !more.is_empty() && !self.value.is_empty() {
            self.value.push(b' ');
        }
        self.value.extend(more);
        self.folds += 1;
    }
}

pub(crate) fn is_tchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}
