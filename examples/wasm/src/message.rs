//! Finds the messages in a text: the output of `curl -v`, header blocks with empty lines between them, or field lines alone.

use crate::fields;
use crate::json::Json;
use crate::verdict;

const MAX_LINES: usize = 512;
const MAX_MESSAGES: usize = 64;

/// A name and a value, or an empty name and a line that is not a field line.
pub(crate) type Line<'a> = (&'a [u8], &'a [u8]);

#[derive(Clone, Copy)]
pub(crate) enum Start<'a> {
    Request {
        method: &'a [u8],
        target: &'a [u8],
    },
    Response {
        status: u16,
    },
    /// Field lines without a start line.
    None,
}

#[derive(Clone, Copy)]
pub(crate) struct Message<'l> {
    pub start: Start<'l>,
    pub lines: &'l [Line<'l>],
    /// Its index among the messages of the input.
    pub index: usize,
}

impl<'l> Message<'l> {
    pub(crate) const fn status(&self) -> u16 {
        match self.start {
            Start::Response { status } => status,
            _ => 0,
        }
    }

    pub(crate) const fn method(&self) -> Option<&'l [u8]> {
        match self.start {
            Start::Request { method, .. } => Some(method),
            _ => None,
        }
    }

    /// Returns the target, without its query, which may contain a token.
    pub(crate) fn target(&self) -> &'l [u8] {
        match self.start {
            Start::Request { target, .. } => target.split(|byte| *byte == b'?').next().unwrap_or_default(),
            _ => &[],
        }
    }

    /// Returns the value of the first line with a name.
    pub(crate) fn first(&self, name: &str) -> Option<&'l [u8]> {
        self.lines.iter().find(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| *value)
    }
}

/// Writes all that is to be said about a text.
pub(crate) fn explain(text: &mut [u8], json: &mut Json<'_>) {
    unfold(text);
    let text = &*text;
    let mut lines = [(&[][..], &[][..]); MAX_LINES];
    let mut blocks = [(Start::None, 0, 0); MAX_MESSAGES];
    let (count, is_cut) = split(text, &mut lines, &mut blocks);
    let mut messages = [Message { start: Start::None, lines: &[], index: 0 }; MAX_MESSAGES];
    for (index, (message, (start, from, to))) in messages.iter_mut().zip(blocks).take(count).enumerate() {
        *message = Message { start, lines: lines.get(from..to).unwrap_or_default(), index };
    }
    let messages = messages.get(..count).unwrap_or_default();

    json.open(b'{');
    json.truth("cut", is_cut);
    json.key("messages");
    json.open(b'[');
    messages.iter().for_each(|message| fields::write(message, text, json));
    json.close(b']');
    json.key("exchanges");
    json.open(b'[');
    if cfg!(feature = "cors") {
        verdict::write(messages, json);
    }
    json.close(b']');
    json.close(b'}');
}

/// Replaces the ends of folded lines by spaces, RFC 9112 §5.2. Lines of `curl -v` begin with a mark and are not folded.
fn unfold(text: &mut [u8]) {
    let mut is_empty = true;
    for at in 0..text.len() {
        let is_folded = matches!(text.get(at + 1), Some(b' ' | b'\t')) && !is_empty;
        match text.get_mut(at) {
            Some(end @ b'\n') if is_folded => {
                *end = b' ';
                if let Some(end @ b'\r') = at.checked_sub(1).and_then(|at| text.get_mut(at)) {
                    *end = b' ';
                }
            }
            Some(b'\n') => is_empty = true,
            Some(b'\r') | None => {}
            Some(_) => is_empty = false,
        }
    }
}

/// Splits a text into blocks. Returns how many there are, and whether there are more.
fn split<'a>(
    text: &'a [u8],
    lines: &mut [Line<'a>; MAX_LINES],
    blocks: &mut [(Start<'a>, usize, usize); MAX_MESSAGES],
) -> (usize, bool) {
    let all = || text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let is_marked = all().any(|line| marked(line).is_some_and(|(_, line)| start(line).is_some()));
    let (mut count, mut used) = (0_usize, 0_usize);
    // The mark of the message that is open.
    let mut open = None;
    let mut is_after_empty_line = true;
    for line in all() {
        let (mark, line) = match marked(line) {
            Some((mark, line)) if is_marked => (mark, line),
            _ if is_marked => continue,
            _ => (0, line),
        };
        if line.is_empty() {
            (open, is_after_empty_line) = (None, true);
            continue;
        }
        let begins = if is_marked || is_after_empty_line { start(line) } else { None };
        // Lines without a start line count at the beginning only: later ones are a body.
        let is_bare = !is_marked && count == 0 && open.is_none();
        is_after_empty_line = false;
        if begins.is_some() || is_bare {
            let Some(block) = blocks.get_mut(count) else {
                return (count, true);
            };
            *block = (begins.unwrap_or(Start::None), used, used);
            count += 1;
            open = Some(mark);
            if begins.is_some() {
                continue;
            }
        }
        if open != Some(mark) {
            open = None;
            continue;
        }
        let Some((slot, block)) = lines.get_mut(used).zip(blocks.get_mut(count - 1)) else {
            return (count, true);
        };
        *slot = field(line).unwrap_or((&[], line));
        used += 1;
        block.2 = used;
    }
    (count, false)
}

/// Returns the mark and the rest of a line of `curl -v`.
fn marked(line: &[u8]) -> Option<(u8, &[u8])> {
    match line {
        [mark @ (b'<' | b'>')] => Some((*mark, &[])),
        [mark @ (b'<' | b'>'), b' ', rest @ ..] => Some((*mark, rest)),
        _ => None,
    }
}

/// `request-line / status-line`
fn start(line: &[u8]) -> Option<Start<'_>> {
    let mut words = line.split(|byte| *byte == b' ');
    let (first, second, third) = (words.next()?, words.next()?, words.next());
    let is_version = |word: &[u8]| word.starts_with(b"HTTP/");
    if is_version(first) {
        let [a @ b'1'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9'] = second else {
            return None;
        };
        let digit = |digit: &u8| u16::from(digit - b'0');
        return Some(Start::Response { status: digit(a) * 100 + digit(b) * 10 + digit(c) });
    }
    let is_request = third.is_some_and(is_version) && words.next().is_none();
    is_request.then_some(Start::Request { method: first, target: second })
}

/// `field-line = field-name ":" OWS field-value OWS`
pub(crate) fn field(line: &[u8]) -> Option<Line<'_>> {
    let length = line.iter().position(|byte| !is_tchar(*byte))?;
    let (name, rest) = line.split_at_checked(length)?;
    match rest {
        [b':', value @ ..] if !name.is_empty() => Some((name, trimmed(value))),
        _ => None,
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
