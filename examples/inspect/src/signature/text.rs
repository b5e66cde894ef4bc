//! A text that is signed, line by line: what may be shown of it, and where another one differs.

use std::ops::Range;

use super::bytes::hex_at;
use crate::value::MASK;

/// A text that is signed.
pub(crate) struct Text {
    pub kind: &'static str,
    pub form: Form,
    pub bytes: Vec<u8>,
    /// What the lines of some numbers are, counted from zero.
    pub notes: Vec<(usize, String)>,
    /// The text of the other side, if it was given.
    pub theirs: Option<Vec<u8>>,
}

/// How the lines of a text are found, and what they hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The method, the path, the query, fields, an empty line, and two lines.
    Canonical,
    /// A string to sign of AWS4: nothing in it is secret.
    Open,
    /// The method, values, fields and the resource.
    SharedKey,
    /// Three parts with `&` between them. The last has parameters, with `%26` between them.
    BaseString,
    /// Lines whose sixth has the target.
    Hawk,
}

/// What of a line is masked.
#[derive(Clone, Copy)]
enum Role {
    Open,
    Secret,
    /// The values of parameters that are not known to be open, after these separators.
    Params {
        between: u8,
        equals: &'static [u8],
    },
    /// The value after a colon, unless the name is that of a field without secrets.
    Field,
    /// A query after a question mark.
    Target,
}

const QUERY: Role = Role::Params { between: b'&', equals: b"=" };

/// Where another text differs.
pub(crate) struct Difference {
    /// The number of the line, counted from zero.
    pub line: usize,
    /// The offset in the line.
    pub column: usize,
    /// The offset in the text.
    pub offset: usize,
    pub theirs: Vec<u8>,
    /// What of it is masked.
    pub masked: Vec<bool>,
}

impl Text {
    pub(crate) const fn new(kind: &'static str, form: Form, bytes: Vec<u8>) -> Self {
        Self { kind, form, bytes, notes: Vec::new(), theirs: None }
    }

    pub(crate) fn with_note(mut self, line: usize, note: impl Into<String>) -> Self {
        self.notes.push((line, note.into()));
        self
    }

    pub(crate) fn note(&self, line: usize) -> Option<&str> {
        self.notes.iter().find(|(other, _)| *other == line).map(|(_, note)| note.as_str())
    }

    /// Returns the lines, each with what of it is masked.
    pub(crate) fn lines(&self) -> Vec<(&[u8], Vec<bool>)> {
        let lines = self.form.lines(&self.bytes);
        (0..lines.len()).map(|index| (lines[index], self.form.masked(&lines, index))).collect()
    }

    /// Returns the first difference between this text and the other side's. Line ends CRLF and empty lines at the end are
    /// those of a file, and count as none.
    pub(crate) fn difference(&self) -> Option<Difference> {
        let theirs = without_ends(&unix_lines(self.theirs.as_ref()?)).to_vec();
        let ours = without_ends(&self.bytes);
        let common = ours.iter().zip(&theirs).take_while(|(one, other)| one == other).count();
        if common == ours.len() && common == theirs.len() {
            return None;
        }
        let range = |bytes: &[u8]| {
            let ranges = self.form.ranges(bytes);
            let line = ranges.iter().rposition(|range| range.start <= common).unwrap_or(0);
            (line, ranges[line].start)
        };
        // A line that ends earlier on one side is the line that differs.
        let line = range(ours).0.min(range(&theirs).0);
        let start = self.form.ranges(ours)[line].start;
        let their_lines = self.form.lines(&theirs);
        let masked = self.form.masked(&their_lines, line);
        Some(Difference { line, column: common - start, offset: common, theirs: their_lines[line].to_vec(), masked })
    }
}

impl Form {
    fn ranges(self, bytes: &[u8]) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        let mut start = 0;
        if self == Self::BaseString {
            for (index, byte) in bytes.iter().enumerate() {
                let is_end = if ranges.len() < 2 { *byte == b'&' } else { bytes[start..=index].ends_with(b"%26") };
                if is_end {
                    ranges.push(start..index + 1);
                    start = index + 1;
                }
            }
        } else {
            for (index, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
                ranges.push(start..index);
                start = index + 1;
            }
        }
        ranges.push(start..bytes.len());
        ranges
    }

    fn lines(self, bytes: &[u8]) -> Vec<&[u8]> {
        self.ranges(bytes).into_iter().map(|range| &bytes[range]).collect()
    }

    fn role(self, lines: &[&[u8]], index: usize) -> Role {
        match self {
            Self::BaseString if index >= 2 => Role::Params { between: b'\n', equals: b"%3D" },
            Self::Open | Self::BaseString => Role::Open,
            Self::Canonical => {
                let fields = lines.iter().skip(3).take_while(|line| !line.is_empty()).count();
                match index {
                    0 | 1 => Role::Open,
                    2 => QUERY,
                    index if index < 3 + fields => Role::Field,
                    _ => Role::Open,
                }
            }
            Self::SharedKey => {
                let resource = lines.iter().position(|line| line.starts_with(b"/"));
                match resource {
                    Some(resource) if index == resource => Role::Target,
                    Some(resource) if index > resource => Role::Params { between: b'\n', equals: b":" },
                    _ if lines[index].to_ascii_lowercase().starts_with(b"x-ms-") => Role::Field,
                    _ => Role::Open,
                }
            }
            Self::Hawk => match index {
                4 => Role::Target,
                8 => Role::Secret,
                _ => Role::Open,
            },
        }
    }

    fn masked(self, lines: &[&[u8]], index: usize) -> Vec<bool> {
        let line = lines[index];
        match self.role(lines, index) {
            Role::Open => vec![false; line.len()],
            Role::Secret => vec![true; line.len()],
            Role::Field => {
                let colon = line.iter().position(|byte| *byte == b':').map_or(line.len(), |colon| colon + 1);
                let name = String::from_utf8_lossy(&line[..colon.saturating_sub(1)]).to_ascii_lowercase();
                let is_whole = CLOSED_FIELDS.iter().any(|part| name.contains(part));
                let mut masked = vec![false; colon];
                masked.extend(match () {
                    () if is_open_field(&name) => vec![false; line.len() - colon],
                    () if is_whole => vec![true; line.len() - colon],
                    () => content(&line[colon..]),
                });
                masked
            }
            Role::Target => {
                let mark = line.iter().position(|byte| *byte == b'?').map_or(line.len(), |mark| mark + 1);
                [vec![false; mark], params(&line[mark..], b'&', b"=")].concat()
            }
            Role::Params { between, equals } => {
                let end =
                    line.strip_suffix(b"%26").filter(|_| self == Self::BaseString).map_or(line.len(), <[u8]>::len);
                [params(&line[..end], between, equals), vec![false; line.len() - end]].concat()
            }
        }
    }
}

/// Masks the values of parameters that are not known to be open.
fn params(line: &[u8], between: u8, equals: &[u8]) -> Vec<bool> {
    let mut masked = Vec::new();
    for part in line.split(|byte| *byte == between) {
        if !masked.is_empty() {
            masked.push(false);
        }
        let value =
            part.windows(equals.len()).position(|window| window == equals).map_or(part.len(), |at| at + equals.len());
        let name = String::from_utf8_lossy(&part[..value.saturating_sub(equals.len())]).into_owned();
        let is_whole = CLOSED_PARAMS.iter().any(|closed| name.to_ascii_lowercase().contains(closed));
        let is_open = OPEN_PARAMS.contains(&name.as_str());
        masked.extend(vec![false; value]);
        masked.extend(match () {
            () if is_open => vec![false; part.len() - value],
            () if is_whole => vec![true; part.len() - value],
            () => content(&part[value..]),
        });
    }
    masked
}

/// Masks letters, digits and bytes that are not ASCII, also if they are percent-encoded. What signing changes stays: white
/// space, punctuation, and percent signs with the digits of such bytes.
fn content(value: &[u8]) -> Vec<bool> {
    let mut masked = vec![false; value.len()];
    let mut at = 0;
    while let Some(byte) = value.get(at) {
        if let Some(encoded) = hex_at(value, at + 1).filter(|_| *byte == b'%') {
            masked[at + 1..at + 3].fill(is_content(encoded));
            at += 3;
            // What is encoded twice, as in the base string of OAuth.
            if let Some(again) = hex_at(value, at).filter(|_| encoded == b'%') {
                masked[at..at + 2].fill(is_content(again));
                at += 2;
            }
        } else {
            masked[at] = is_content(*byte);
            at += 1;
        }
    }
    masked
}

const fn is_content(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// Parts of the names of fields all of whose value is secret.
const CLOSED_FIELDS: [&str; 7] = ["authorization", "cookie", "key", "password", "secret", "token", "signature"];
const CLOSED_PARAMS: [&str; 6] = ["key", "password", "secret", "signature", "token", "verifier"];

/// Parameters that say what is asked for, or how the request is signed.
const OPEN_PARAMS: [&str; 26] = [
    "Action",
    "Version",
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Goog-Algorithm",
    "X-Goog-Credential",
    "X-Goog-Date",
    "X-Goog-Expires",
    "X-Goog-SignedHeaders",
    "comp",
    "delimiter",
    "list-type",
    "max-keys",
    "oauth_consumer_key",
    "oauth_nonce",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_version",
    "partNumber",
    "restype",
    "timeout",
    "x-id",
    "api-version",
];

/// Returns whether a field is known to hold no secret.
fn is_open_field(name: &str) -> bool {
    const NAMES: [&str; 24] = [
        "accept",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "date",
        "expect",
        "host",
        "origin",
        "range",
        "user-agent",
        "x-amz-acl",
        "x-amz-content-sha256",
        "x-amz-date",
        "x-amz-decoded-content-length",
        "x-amz-storage-class",
        "x-amz-target",
        "x-amz-trailer",
        "x-goog-content-sha256",
        "x-goog-date",
        "x-ms-blob-type",
        "x-ms-client-request-id",
        "x-ms-date",
        "x-ms-range",
        "x-ms-version",
    ];
    NAMES.contains(&name) || ["content-", "if-", "amz-sdk-"].iter().any(|prefix| name.starts_with(prefix))
}

/// Returns bytes in one column each, as a malformed line is shown.
pub(crate) fn columns(bytes: &[u8], masked: &[bool], reveal: bool) -> String {
    let shown = bytes.iter().zip(masked).map(|(byte, masked)| match byte {
        _ if *masked && !reveal => MASK,
        b' '..=b'~' => char::from(*byte),
        ..=0x1F => char::from_u32(0x2400 + u32::from(*byte)).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7F => '␡',
        0x80.. => char::REPLACEMENT_CHARACTER,
    });
    shown.collect()
}

fn without_ends(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte != b'\n').map_or(0, |last| last + 1);
    &bytes[..end]
}

fn unix_lines(bytes: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(bytes.len());
    for (index, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(index + 1) != Some(&b'\n') {
            lines.push(*byte);
        }
    }
    lines
}
