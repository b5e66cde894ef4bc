//! Header blocks: octets to messages of field lines.

use std::io::{self, BufRead, Read};

/// A header block, as one message has it.
#[derive(Default)]
pub(crate) struct Message {
    /// The status line or the request line.
    pub start: Option<Vec<u8>>,
    pub lines: Vec<Line>,
}

pub(crate) enum Line {
    Field(FieldLine),
    Broken(Broken),
}

/// A field line; white space around its value is no part of it.
pub(crate) struct FieldLine {
    pub name: String,
    pub value: Vec<u8>,
    /// Over how many more lines it was folded.
    pub folds: usize,
}

/// A line that is no field line.
#[derive(Clone, Copy)]
pub(crate) struct Broken {
    /// Which line of the input it is, counted from one.
    pub number: usize,
    pub expected: &'static str,
    pub offset: usize,
}

/// Reads messages up to the empty line behind the last of them, and passes over the body.
///
/// A status line right behind an empty line begins another message: the final response behind an interim one, the
/// server's behind the proxy's, the next round of `curl --digest`. Empty input has no message.
pub(crate) fn read(mut input: impl BufRead) -> io::Result<Vec<Message>> {
    let mut messages = Vec::new();
    let mut number = 0;
    let mut ahead = Vec::new();
    while let Some(message) = read_block(&mut input, std::mem::take(&mut ahead), &mut number)? {
        messages.push(message);
        input.by_ref().take(VERSION.len() as u64).read_to_end(&mut ahead)?;
        if ahead != VERSION {
            // To read the body to its end is what keeps `curl` from complaining that nobody does.
            io::copy(&mut input, &mut io::sink())?;
            break;
        }
    }
    Ok(messages)
}

/// The message that has these lines, whatever octets are in them.
pub(crate) fn of_lines<'a>(lines: impl IntoIterator<Item = &'a [u8]>) -> Message {
    let lines = lines.into_iter().enumerate().map(|(index, line)| Line::parse(index + 1, line));
    Message { start: None, lines: lines.collect() }
}

const VERSION: &[u8] = b"HTTP/";

/// Reads up to an empty line. `begun` are octets of the first line that were read already.
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

/// A line without its end, which is LF or CRLF.
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

/// `status-line / request-line`, as far as no field line looks like that.
fn is_start_line(line: &[u8]) -> bool {
    let parts: Vec<_> = line.splitn(4, |&octet| octet == b' ').collect();
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
        let name_end = line.iter().position(|octet| !is_tchar(*octet)).unwrap_or(line.len());
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
    /// `obs-fold` is read as a space, RFC 9112 §5.2.
    fn fold(&mut self, line: &[u8]) {
        let more = trimmed(line);
        if !more.is_empty() && !self.value.is_empty() {
            self.value.push(b' ');
        }
        self.value.extend(more);
        self.folds += 1;
    }
}

pub(crate) fn is_tchar(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&octet)
}

fn trimmed(mut octets: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = octets {
        octets = rest;
    }
    octets
}
