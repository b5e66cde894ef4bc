//! Reads policy documents: XML, in which policy expressions may be as the gateway accepts them.

use std::borrow::Cow;

use roxmltree::{Error, Node, TextPos};

use crate::mask::{Masked, mask};
use crate::statement::{Reader, Written, name};
use crate::unread::{NAMES, Unread, shown};
use crate::values::{self, Values};

/// The maximum size of a document, far above the limit of the gateway.
const MAX_BYTES: usize = 512 * 1024;

/// The maximum number of attributes of an element, and of namespaces in a document.
const MAX_ATTRIBUTES: usize = 1000;

/// The encodings that a document may declare. ASCII is UTF-8 too, and documents in UTF-16 were decoded.
const ENCODINGS: [&str; 3] = ["utf-8", "us-ascii", "utf-16"];

/// The maximum number of elements, comments and texts. Each takes about a hundred bytes of memory.
const MAX_NODES: u32 = 200_000;

/// A child of an `inbound` section, or of a fragment.
pub(crate) struct Child {
    pub at: usize,
    pub kind: ChildKind,
}

pub(crate) enum ChildKind {
    Base,
    Cors(Written),
    /// What is elsewhere, or is not a policy that has a name.
    Unread(Unread),
    /// Another policy.
    Other,
}

/// What of a document matters.
pub(crate) struct Contents {
    pub children: Vec<Child>,
    /// The offsets of `cors` elements inside other policies, which are ignored.
    pub nested: Vec<usize>,
}

/// A reason to reject a document, and its offset.
pub(crate) struct Rejection {
    pub at: usize,
    pub message: String,
}

impl Rejection {
    pub(crate) fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

/// What a file is read as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// The document of a scope.
    Document,
    /// A fragment that a document includes.
    Fragment,
    /// A named value that stands in the place of policies.
    NamedValue,
}

/// Returns the text of a file without its byte order mark. PowerShell writes UTF-16.
pub(crate) fn decoded(bytes: Vec<u8>) -> Vec<u8> {
    let (unit, text): (fn([u8; 2]) -> u16, _) = match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, text @ ..] => return text.to_vec(),
        [0xFF, 0xFE, text @ ..] => (u16::from_le_bytes, text),
        [0xFE, 0xFF, text @ ..] => (u16::from_be_bytes, text),
        _ => return bytes,
    };
    let (pairs, rest) = text.as_chunks();
    let units: Vec<_> = pairs.iter().map(|pair| unit(*pair)).collect();
    match String::from_utf16(&units) {
        Ok(text) if rest.is_empty() => text.into_bytes(),
        _ => bytes,
    }
}

/// Reads a document: a `policies` element, an `inbound` section, or what such a section has, after which broader scopes
/// apply. A fragment is a `fragment` element, or what it has. A named value is policies, without an element around them.
pub(crate) fn read(bytes: &[u8], kind: FileKind, values: &Values<'_>) -> Result<Contents, Vec<Rejection>> {
    let one = |rejection| vec![rejection];
    let text = text(bytes).map_err(one)?;
    let masked = mask(text);
    limited(&masked.text).map_err(one)?;
    let options = || roxmltree::ParsingOptions { nodes_limit: MAX_NODES, ..Default::default() };
    if kind == FileKind::NamedValue {
        let wrapped = Parsed::wrapped(&masked.text);
        return match roxmltree::Document::parse_with_options(&wrapped.text, options()) {
            Ok(xml) => contents(&xml, text, &masked, &wrapped, kind, values),
            Err(_) => Err(one(Rejection::new(0, "the named value stands in the place of policies, and is not XML"))),
        };
    }
    let parsed = Parsed { text: Cow::Borrowed(masked.text.as_str()), wrapped: None };
    match roxmltree::Document::parse_with_options(&parsed.text, options()) {
        Ok(xml) => contents(&xml, text, &masked, &parsed, kind, values),
        Err(error) => {
            // A document may lack its root.
            let wrapped = Parsed::wrapped(&masked.text);
            match roxmltree::Document::parse_with_options(&wrapped.text, options()) {
                Ok(xml) if is_section(xml.root_element()) => contents(&xml, text, &masked, &wrapped, kind, values),
                _ => Err(one(malformed(&masked, &error))),
            }
        }
    }
}

/// Returns whether an added root has sections, or their elements and named values, and nothing else.
fn is_section(root: Node<'_, '_>) -> bool {
    let is_valid = |node: Node<'_, '_>| match node.text().filter(|_| node.is_text()) {
        Some(text) => values::names_alone(text).all(|name| name.is_ok()),
        None => name(node) != Some("policies"),
    };
    root.children().any(|child| child.is_element()) && root.children().all(is_valid)
}

fn contents(
    xml: &roxmltree::Document<'_>,
    text: &str,
    masked: &Masked,
    parsed: &Parsed<'_>,
    kind: FileKind,
    values: &Values<'_>,
) -> Result<Contents, Vec<Rejection>> {
    let mut reader = Reader::new(text, masked, parsed, values);
    let mut sections = Sections { reader: &mut reader, kind, nested: Vec::new() };
    let children = sections.root(xml.root_element());
    let nested = sections.nested;
    let mut rejections = reader.rejections;
    if rejections.is_empty() {
        return Ok(Contents { children, nested });
    }
    rejections.sort_by_key(|rejection| rejection.at);
    Err(rejections)
}

/// The text that the XML reader reads.
pub(crate) struct Parsed<'t> {
    pub text: Cow<'t, str>,
    /// Where a root element was added.
    wrapped: Option<usize>,
}

impl Parsed<'_> {
    const START: &'static str = "<document>";
    const END: &'static str = "</document>";

    /// Adds a root element, after an XML declaration.
    fn wrapped(text: &str) -> Self {
        let declared = text.strip_prefix("<?xml ").and_then(|rest| rest.split_once("?>")).map(|(_, rest)| rest);
        let at = text.len() - declared.unwrap_or(text).len();
        let (before, after) = text.split_at(at);
        Self { text: Cow::Owned([before, Self::START, after, Self::END].concat()), wrapped: Some(at) }
    }

    pub(crate) fn is_wrapped(&self) -> bool {
        self.wrapped.is_some()
    }

    /// Returns the offset in the document.
    pub(crate) fn offset(&self, at: usize) -> usize {
        match self.wrapped {
            Some(start) if at >= start => at.saturating_sub(Self::START.len()).max(start),
            _ => at,
        }
    }
}

/// Returns the text of a document, which must be UTF-8.
fn text(bytes: &[u8]) -> Result<&str, Rejection> {
    if bytes.len() > MAX_BYTES {
        return Err(Rejection::new(0, format!("the document is larger than {} KiB", MAX_BYTES / 1024)));
    }
    let text = str::from_utf8(bytes).map_err(|error| Rejection::new(error.valid_up_to(), "this byte is not UTF-8"))?;
    if let Some(encoding) = declared_encoding(text).filter(|name| !ENCODINGS.contains(&&*name.to_ascii_lowercase())) {
        return Err(Rejection::new(
            0,
            format!("the document declares the encoding {encoding}; only UTF-8 is supported"),
        ));
    }
    Ok(text)
}

/// Checks what would cost the XML reader too much.
fn limited(text: &str) -> Result<(), Rejection> {
    // The XML reader compares each attribute and each namespace with all others.
    if text.matches("xmlns").nth(MAX_ATTRIBUTES).is_some() {
        return Err(Rejection::new(0, format!("the document has more than {MAX_ATTRIBUTES} namespaces")));
    }
    let is_crowded = |markup: &&str| attributes(markup) > MAX_ATTRIBUTES;
    match text.split('<').find(is_crowded) {
        Some(markup) => {
            let at = markup.as_ptr().addr() - text.as_ptr().addr();
            Err(Rejection::new(at.saturating_sub(1), format!("the element has more than {MAX_ATTRIBUTES} attributes")))
        }
        None => Ok(()),
    }
}

/// Returns an upper bound for the number of attributes in a tag.
fn attributes(markup: &str) -> usize {
    markup.split('=').skip(1).filter(|value| value.trim_start().starts_with(['"', '\''])).count()
}

/// `EncodingDecl`, XML §4.3.3.
fn declared_encoding(text: &str) -> Option<&str> {
    let declaration = text.strip_prefix("<?xml ")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
    value.split(quote).nth(1)
}

/// Returns the reason why a text is not XML.
fn malformed(masked: &Masked, error: &Error) -> Rejection {
    let text = &masked.text;
    match error {
        Error::DtdDetected | Error::NodesLimitReached => {}
        _ => {
            if let Some(at) = masked.unclosed {
                return Rejection::new(at, "this policy expression has no end");
            }
        }
    }
    match error {
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream | Error::NoRootNode => {
            Rejection::new(text.len(), error.to_string())
        }
        Error::DtdDetected => {
            Rejection::new(text.find("<!DOCTYPE").unwrap_or(0), "a policy document has no document type declaration")
        }
        Error::NodesLimitReached => {
            Rejection::new(0, format!("the document has more than {MAX_NODES} elements and texts"))
        }
        _ => {
            let at = error.pos();
            Rejection::new(offset(text, at), error.to_string().replace(&format!(" at {at}"), ""))
        }
    }
}

/// Returns the offset of a line and column.
fn offset(text: &str, at: TextPos) -> usize {
    let index = |number: u32| usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines.by_ref().take(index(at.row)).map(str::len).sum();
    let line = lines.next().unwrap_or_default();
    before + line.char_indices().nth(index(at.col)).map_or(line.len(), |(offset, _)| offset)
}

/// Reads the sections of a document.
struct Sections<'s, 'r> {
    reader: &'s mut Reader<'r>,
    kind: FileKind,
    nested: Vec<usize>,
}

impl Sections<'_, '_> {
    fn root(&mut self, root: Node<'_, '_>) -> Vec<Child> {
        let at = self.reader.start(root);
        match (name(root), self.kind) {
            // The root that was added.
            (Some("document"), FileKind::Document | FileKind::Fragment) if self.reader.is_wrapped() => {
                let has_sections = root.children().any(|child| name(child) == Some("inbound"));
                if has_sections { self.policies(root) } else { self.children(root) }
            }
            (Some("policies"), FileKind::Document) => self.policies(root),
            (Some("inbound"), FileKind::Document) | (_, FileKind::NamedValue) => self.inbound(root),
            (Some("fragment"), _) => self.children(root),
            (Some("base" | "cors" | "include-fragment"), _) => {
                let child = self.child(root);
                self.with_base(vec![child])
            }
            (_, kind) => {
                let is_not = match kind {
                    FileKind::Document => "is not <policies>, <inbound>, <fragment> or <cors>",
                    _ => "is neither <fragment> nor <cors>",
                };
                let names = ["policies", "inbound", "fragment", "base", "cors", "include-fragment"];
                let why = Unread::misspelt(root, &names).map_or(String::new(), |_| format!("; {NAMES}"));
                self.reader.reject(at, format!("{} {is_not}{why}", shown(root)));
                Vec::new()
            }
        }
    }

    fn policies(&mut self, policies: Node<'_, '_>) -> Vec<Child> {
        let mut inbound = None;
        for text in policies.children().filter(Node::is_text) {
            // A named value here is not the section `inbound`, which is required and occurs once.
            self.between(text, &mut Vec::new());
        }
        for section in policies.children().filter(Node::is_element) {
            let at = self.reader.start(section);
            match name(section) {
                Some("inbound") if inbound.is_some() => self.reader.reject(at, "<inbound> is repeated"),
                Some("inbound") => inbound = Some(self.inbound(section)),
                Some("cors") => self.reader.reject(at, "<cors> is allowed in <inbound> only"),
                _ if Unread::misspelt(section, &["inbound", "cors"]).is_some() => {
                    self.reader.reject(at, format!("{} is not a section; {NAMES}", shown(section)));
                }
                _ => {
                    for cors in section.children().filter(|child| name(*child) == Some("cors")) {
                        let at = self.reader.start(cors);
                        self.reader.reject(at, "<cors> is allowed in <inbound> only");
                    }
                }
            }
        }
        inbound.unwrap_or_else(|| {
            let at = self.reader.start(policies);
            self.reader.reject(at, "<policies> has no <inbound>");
            Vec::new()
        })
    }

    fn inbound(&mut self, inbound: Node<'_, '_>) -> Vec<Child> {
        let mut children = Vec::new();
        for child in inbound.children() {
            if child.is_element() {
                children.push(self.child(child));
            } else if child.is_text() {
                self.between(child, &mut children);
            }
        }
        children
    }

    /// Reads a text between policies: white space and named values.
    fn between(&mut self, text: Node<'_, '_>, children: &mut Vec<Child>) {
        for name in values::names_alone(text.text().unwrap_or_default()) {
            match name {
                Ok((offset, name)) => {
                    let kind = ChildKind::Unread(Unread::NamedValue(name.to_owned()));
                    children.push(Child { at: self.reader.place_in(text, offset), kind });
                }
                Err(offset) => {
                    let at = self.reader.place_in(text, offset);
                    self.reader.reject(at, "only policies are allowed here, but this is text");
                }
            }
        }
    }

    /// Reads the children of a fragment, or of a document without a root and sections.
    fn children(&mut self, parent: Node<'_, '_>) -> Vec<Child> {
        let children = self.inbound(parent);
        self.with_base(children)
    }

    /// Adds a `base` to a document that is only a part of a section.
    fn with_base(&mut self, mut children: Vec<Child>) -> Vec<Child> {
        let base = children.iter().find(|child| matches!(child.kind, ChildKind::Base)).map(|base| base.at);
        match (self.kind, base) {
            (FileKind::Fragment, Some(at)) => self.reader.reject(at, "<base> is not allowed in a fragment"),
            (FileKind::Document, None) => children.push(Child { at: 0, kind: ChildKind::Base }),
            _ => {}
        }
        children
    }

    fn other(&mut self, policy: Node<'_, '_>) -> ChildKind {
        let nested = policy.descendants().filter(|node| name(*node) == Some("cors"));
        self.nested.extend(nested.map(|cors| self.reader.start(cors)));
        ChildKind::Other
    }

    fn child(&mut self, child: Node<'_, '_>) -> Child {
        let at = self.reader.start(child);
        let kind = match name(child) {
            Some("base") => ChildKind::Base,
            Some("cors") => ChildKind::Cors(self.reader.cors(child)),
            Some("include-fragment") => match child.attribute("fragment-id").map(str::trim) {
                Some(id) if !id.is_empty() => ChildKind::Unread(Unread::Fragment(id.to_owned())),
                _ => {
                    self.reader.reject(at, "<include-fragment> has no fragment-id");
                    ChildKind::Other
                }
            },
            _ => {
                let misspelt = Unread::misspelt(child, &["base", "cors", "include-fragment"]);
                misspelt.map_or_else(|| self.other(child), ChildKind::Unread)
            }
        };
        Child { at, kind }
    }
}
