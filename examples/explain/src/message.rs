//! Messages: a start line and the field lines behind it, wherever they stand in a text.

use core::fmt;

use countersign::Fields;
use countersign::cors::names::FieldName;

/// A message, as a view of the text that it stands in.
///
/// `Debug` shows no field: there may be credentials among them.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    start: Start<'a>,
    /// All lines behind the start line.
    block: &'a [u8],
    /// What `curl -v` puts before each of them.
    mark: Option<u8>,
}

#[derive(Clone, Copy)]
enum Start<'a> {
    Request { method: &'a [u8], target: &'a [u8] },
    Response { status: u16 },
}

impl<'a> Message<'a> {
    /// The method of a request.
    #[must_use]
    pub const fn method(&self) -> Option<&'a [u8]> {
        match self.start {
            Start::Request { method, .. } => Some(method),
            Start::Response { .. } => None,
        }
    }

    /// The target of a request, without its query: there may be a token in that.
    #[must_use]
    pub fn target(&self) -> &'a [u8] {
        match self.start {
            Start::Request { target, .. } => target.split(|octet| *octet == b'?').next().unwrap_or_default(),
            Start::Response { .. } => &[],
        }
    }

    /// The status of a response; 0 for a request, which has none.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self.start {
            Start::Request { .. } => 0,
            Start::Response { status } => status,
        }
    }

    /// Whether it is a request.
    #[must_use]
    pub const fn is_request(&self) -> bool {
        matches!(self.start, Start::Request { .. })
    }

    /// The field lines, in order; and `None` for each line that is none.
    #[must_use]
    pub const fn lines(&self) -> Lines<'a> {
        Lines { lines: RawLines(self.block), mark: self.mark }
    }

    /// The field lines.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (FieldName<'a>, &'a [u8])> + use<'a> {
        self.lines().flatten()
    }

    /// Whether there is a field of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields().any(|(other, _)| other.is(name))
    }
}

impl<'m> Fields<'m> for &'m Message<'_> {
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        self.fields().filter(move |(other, _)| other.is(name)).map(|(_, value)| value)
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.start {
            Start::Request { .. } => f.write_str("Message(request)"),
            Start::Response { status } => write!(f, "Message(response {status})"),
        }
    }
}

/// The messages in a text, in order.
///
/// In what `curl -v` prints, those are the lines that begin with `>` and `<`; all others are passed over, bodies among
/// them. In any other text a message begins at a start line behind an empty one, or at the very start.
#[derive(Clone, Debug)]
pub(crate) struct Messages<'a> {
    rest: &'a [u8],
    is_marked: bool,
    is_behind_empty_line: bool,
}

impl<'a> Messages<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        let is_marked = RawLines(text).any(|line| marked(line).is_some_and(|(_, line)| start(line).is_some()));
        Self { rest: text, is_marked, is_behind_empty_line: true }
    }

    /// Whether a line begins a message, and how it is marked.
    fn begins(&self, line: &'a [u8]) -> Option<(Start<'a>, Option<u8>)> {
        match marked(line) {
            Some((mark, line)) if self.is_marked => start(line).map(|start| (start, Some(mark))),
            None if self.is_marked => None,
            _ if self.is_behind_empty_line => start(line).map(|start| (start, None)),
            _ => None,
        }
    }
}

impl<'a> Iterator for Messages<'a> {
    type Item = Message<'a>;

    fn next(&mut self) -> Option<Message<'a>> {
        let mut lines = RawLines(self.rest);
        while let Some(line) = lines.next() {
            if let Some((start, mark)) = self.begins(line) {
                let behind = lines.0;
                self.rest = behind_message(lines, mark);
                self.is_behind_empty_line = true;
                let length = behind.len().saturating_sub(self.rest.len());
                let block = behind.get(..length).unwrap_or_default();
                return Some(Message { start, block, mark });
            }
            self.is_behind_empty_line = line.is_empty();
        }
        self.rest = &[];
        None
    }
}

/// What is left behind the field lines of a message, which an empty line ends. One that is marked may also end where
/// another one begins.
fn behind_message(mut lines: RawLines<'_>, mark: Option<u8>) -> &[u8] {
    loop {
        let before = lines.0;
        match (lines.next(), mark) {
            (None, _) => return &[],
            (Some([]), None) => return lines.0,
            (Some(_), None) => {}
            (Some(line), Some(mark)) => match marked(line) {
                Some((other, _)) if other != mark => return before,
                Some((_, [])) => return lines.0,
                Some((_, line)) if start(line).is_some() => return before,
                _ => {}
            },
        }
    }
}

/// The field lines of a [`Message`]: each name and value, or `None` for a line that is no field line.
#[derive(Clone)]
pub struct Lines<'a> {
    lines: RawLines<'a>,
    mark: Option<u8>,
}

impl<'a> Iterator for Lines<'a> {
    type Item = Option<(FieldName<'a>, &'a [u8])>;

    fn next(&mut self) -> Option<Self::Item> {
        let is_marked = self.mark.is_some();
        let line = self.lines.find_map(|line| if is_marked { marked(line).map(|(_, line)| line) } else { Some(line) });
        line.filter(|line| !line.is_empty()).map(field)
    }
}

impl fmt::Debug for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lines")
    }
}

/// The lines of a text without their ends, which are LF or CRLF.
#[derive(Clone)]
struct RawLines<'a>(&'a [u8]);

impl<'a> Iterator for RawLines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let mut halves = self.0.splitn(2, |octet| *octet == b'\n');
        let line = halves.next()?;
        self.0 = halves.next().unwrap_or_default();
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// A line of `curl -v`, and what it says. The meter of its progress may stand before it.
fn marked(line: &[u8]) -> Option<(u8, &[u8])> {
    let is_of_meter = |octet: &u8| octet.is_ascii_digit() || b"\r :-.kMGTP".contains(octet);
    let meter = if line.starts_with(b"\r") { line.iter().take_while(|octet| is_of_meter(octet)).count() } else { 0 };
    let (mark, line) = line.get(meter..)?.split_first()?;
    let line = if line.is_empty() { line } else { line.strip_prefix(b" ")? };
    matches!(mark, b'<' | b'>').then_some((*mark, line))
}

/// `request-line / status-line`
fn start(line: &[u8]) -> Option<Start<'_>> {
    let mut words = line.split(|octet| *octet == b' ');
    let (first, second, third) = (words.next()?, words.next()?, words.next());
    if first.starts_with(b"HTTP/") {
        let status = str::from_utf8(second).ok().filter(|digits| digits.len() == 3)?.parse().ok()?;
        return Some(Start::Response { status });
    }
    let is_version = |word: &[u8]| word.starts_with(b"HTTP/");
    let is_request = third.is_some_and(is_version) && words.next().is_none();
    is_request.then_some(Start::Request { method: first, target: second })
}

/// `field-line = field-name ":" OWS field-value OWS`
fn field(line: &[u8]) -> Option<(FieldName<'_>, &[u8])> {
    let colon = line.iter().position(|octet| *octet == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    let field_name = FieldName::parse(name).ok()?;
    // There may be no white space before the colon, which is read away.
    (field_name.as_bytes().len() == name.len())
        .then_some((field_name, trimmed(value.strip_prefix(b":").unwrap_or(value))))
}

fn trimmed(mut octets: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = octets {
        octets = rest;
    }
    octets
}
