//! Finds messages in a text: a start line and the field lines after it.

use core::fmt;
use core::net::IpAddr;

use countersign::Fields;
use countersign::cors::names::FieldName;

/// A view of a message in a text.
///
/// `Debug` shows no fields, because they may contain credentials.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    start: Start<'a>,
    /// All lines after the start line.
    block: &'a [u8],
    /// The character that `curl -v` puts before each line.
    mark: Option<u8>,
    peer: Option<Peer<'a>>,
}

/// The host to which `curl -v` connected, its address and the port.
#[derive(Clone, Copy, Debug)]
struct Peer<'a> {
    host: &'a [u8],
    address: IpAddr,
    port: u16,
}

#[derive(Clone, Copy)]
enum Start<'a> {
    Request { method: &'a [u8], target: &'a [u8] },
    Response { status: u16 },
}

impl<'a> Message<'a> {
    /// Returns the method of a request.
    #[must_use]
    pub const fn method(&self) -> Option<&'a [u8]> {
        match self.start {
            Start::Request { method, .. } => Some(method),
            Start::Response { .. } => None,
        }
    }

    /// Returns the target of a request, without its query, which may contain a token.
    #[must_use]
    pub fn target(&self) -> &'a [u8] {
        match self.start {
            Start::Request { target, .. } => target.split(|byte| *byte == b'?').next().unwrap_or_default(),
            Start::Response { .. } => &[],
        }
    }

    /// Returns the path and the query of the target. The target of a request to a proxy is a whole URL.
    pub(crate) fn path(&self) -> &'a [u8] {
        let Start::Request { target, .. } = self.start else {
            return &[];
        };
        let after = |prefix: &[u8]| target.get(prefix.len()..).filter(|_| target.starts_with(prefix));
        match after(b"http://").or_else(|| after(b"https://")) {
            Some(rest) => rest.iter().position(|byte| *byte == b'/').and_then(|at| rest.get(at..)).unwrap_or(b"/"),
            None => target,
        }
    }

    /// Returns the status of a response, and 0 for a request.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self.start {
            Start::Request { .. } => 0,
            Start::Response { status } => status,
        }
    }

    /// Returns whether the message is a request.
    #[must_use]
    pub const fn is_request(&self) -> bool {
        matches!(self.start, Start::Request { .. })
    }

    /// Returns the field lines in order, and `None` for each line that is not a field line.
    #[must_use]
    pub const fn lines(&self) -> Lines<'a> {
        Lines { lines: RawLines(self.block), mark: self.mark }
    }

    /// Returns the field lines.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (FieldName<'a>, &'a [u8])> + use<'a> {
        self.lines().flatten()
    }

    /// Returns the address of a host, if `curl -v` connected to it before this message.
    pub(crate) fn address_of(&self, host: &str) -> Option<IpAddr> {
        self.peer.filter(|peer| peer.host == host.as_bytes()).map(|peer| peer.address)
    }

    /// Returns the scheme of a URL without a port, if `curl -v` connected to a default port of this host before this message.
    pub(crate) fn scheme_of(&self, host: &str) -> Option<&'static str> {
        match self.peer.filter(|peer| peer.host == host.as_bytes())?.port {
            80 => Some("http"),
            443 => Some("https"),
            _ => None,
        }
    }

    /// Returns whether there is a field of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields().any(|(other, _)| other.is(name))
    }
}

impl Message<'_> {
    /// Returns whether the request opens a WebSocket: RFC 6455 §4.1, RFC 8441 §5.
    pub(crate) fn is_websocket(&self) -> bool {
        let has = |name, expected: &[u8]| self.values(name).any(|value| value.eq_ignore_ascii_case(expected));
        has("Upgrade", b"websocket") || has("Sec-Fetch-Mode", b"websocket") || self.has("Sec-WebSocket-Key")
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
/// In the output of `curl -v`, their lines begin with `>` and `<`; other lines, such as bodies, are ignored. In other texts,
/// a message begins at a start line that is the first line or follows an empty line.
#[derive(Clone, Debug)]
pub(crate) struct Messages<'a> {
    rest: &'a [u8],
    is_marked: bool,
    is_after_empty_line: bool,
    peer: Option<Peer<'a>>,
}

impl<'a> Messages<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        let is_marked = RawLines(text).any(|line| marked(line).is_some_and(|(_, line)| start(line).is_some()));
        Self { rest: text, is_marked, is_after_empty_line: true, peer: None }
    }

    /// Returns the start line of a message, and its mark.
    fn begins(&self, line: &'a [u8]) -> Option<(Start<'a>, Option<u8>)> {
        match marked(line) {
            Some((mark, line)) if self.is_marked => start(line).map(|start| (start, Some(mark))),
            None if self.is_marked => None,
            _ if self.is_after_empty_line => start(line).map(|start| (start, None)),
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
                let after = lines.0;
                self.rest = after_message(lines, mark);
                self.is_after_empty_line = true;
                let length = after.len().saturating_sub(self.rest.len());
                let block = after.get(..length).unwrap_or_default();
                return Some(Message { start, block, mark, peer: self.peer });
            }
            self.is_after_empty_line = line.is_empty();
            self.peer = peer(line).filter(|_| self.is_marked).or(self.peer);
        }
        self.rest = &[];
        None
    }
}

/// Returns the text after the field lines of a message, which end at an empty line. A marked message also ends where
/// another begins.
fn after_message(mut lines: RawLines<'_>, mark: Option<u8>) -> &[u8] {
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

/// The field lines of a [`Message`]: each name and value, or `None` for a line that is not a field line.
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

/// The lines of a text, without LF or CRLF at their ends.
#[derive(Clone)]
struct RawLines<'a>(&'a [u8]);

impl<'a> Iterator for RawLines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let mut halves = self.0.splitn(2, |byte| *byte == b'\n');
        let line = halves.next()?;
        self.0 = halves.next().unwrap_or_default();
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// `Connected to HOST (ADDRESS) port PORT`, or `Established connection to HOST (ADDRESS port PORT) from …`
fn peer(line: &[u8]) -> Option<Peer<'_>> {
    let line = str::from_utf8(line).ok()?.trim_start_matches(|char| char != '*').strip_prefix("* ")?;
    let line = line.strip_prefix("Connected to ").or_else(|| line.strip_prefix("Established connection to "))?;
    let (host, rest) = line.split_once(" (")?;
    let (address, rest) = rest.split_once([' ', ')'])?;
    let port =
        rest.trim_start_matches([')', ' ']).strip_prefix("port ")?.split([' ', ')', ',']).next()?.parse().ok()?;
    Some(Peer { host: host.as_bytes(), address: address.trim_matches(['[', ']']).parse().ok()?, port })
}

/// Returns the mark and the rest of a line of `curl -v`. The progress meter may be before the mark.
fn marked(line: &[u8]) -> Option<(u8, &[u8])> {
    let is_of_meter = |byte: &u8| byte.is_ascii_digit() || b"\r :-.kMGTP".contains(byte);
    let meter = if line.starts_with(b"\r") { line.iter().take_while(|byte| is_of_meter(byte)).count() } else { 0 };
    let (mark, line) = line.get(meter..)?.split_first()?;
    let line = if line.is_empty() { line } else { line.strip_prefix(b" ")? };
    matches!(mark, b'<' | b'>').then_some((*mark, line))
}

/// Returns where a message begins with a status line whose status does not have three digits: the number of the line, from
/// one, and the offset of the status. Such a message is not read.
pub fn malformed_status_lines(text: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let Messages { is_marked, mut is_after_empty_line, .. } = Messages::new(text);
    RawLines(text).zip(1..).filter_map(move |(line, number)| {
        let begun = match marked(line) {
            Some((mark, line)) if is_marked => Some(line).filter(|_| mark == b'<'),
            None if is_marked => None,
            _ => Some(line).filter(|_| is_after_empty_line),
        };
        is_after_empty_line = line.is_empty();
        let malformed = begun.filter(|line| line.starts_with(b"HTTP/") && start(line).is_none())?;
        let version = malformed.iter().take_while(|byte| **byte != b' ').count();
        let status = version.saturating_add(1).min(malformed.len());
        // A body may begin with a sentence about HTTP.
        malformed.get(status).is_none_or(u8::is_ascii_digit).then_some((number, status))
    })
}

/// `request-line / status-line`
fn start(line: &[u8]) -> Option<Start<'_>> {
    let mut words = line.split(|byte| *byte == b' ');
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
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    let field_name = FieldName::parse(name).ok()?;
    // `FieldName::parse` removes white space, which is not allowed before the colon.
    (field_name.as_bytes().len() == name.len())
        .then_some((field_name, trimmed(value.strip_prefix(b":").unwrap_or(value))))
}

fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}
