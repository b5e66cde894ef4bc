//! Reads the `cors` statement of a policy document.

use std::collections::HashMap;
use std::mem::{self, Discriminant};

use countersign::cors::gateway::{Document, Statement};
use countersign::cors::policy::Part;
use roxmltree::{Attribute, Error, Node, TextPos};

use crate::values::{self, Values};

/// The maximum size of a document, far above the limit of the gateway.
const MAX_BYTES: usize = 512 * 1024;

/// The maximum number of attributes of an element, and of namespaces in a document.
const MAX_ATTRIBUTES: usize = 1000;

/// The encodings that a document may declare. ASCII is UTF-8 too.
const ENCODINGS: [&str; 2] = ["utf-8", "us-ascii"];

/// The maximum number of elements, comments and texts. Each takes about a hundred bytes of memory.
const MAX_NODES: u32 = 200_000;

/// The `inbound` section of a document.
pub(crate) struct Inbound {
    pub document: Document<Written>,
    /// The offsets of `cors` elements inside other policies, which are ignored.
    pub nested: Vec<usize>,
}

/// A `cors` statement as written, with the offset of each part.
#[derive(Default)]
pub(crate) struct Written {
    pub origins: Vec<String>,
    pub methods: Option<Vec<String>>,
    pub max_age: Option<u32>,
    pub headers: Option<Vec<String>>,
    pub exposed: Option<Vec<String>>,
    pub credentials: Option<bool>,
    pub terminate: Option<bool>,
    settings: Vec<Setting>,
}

/// A part of a statement that may be wrong: an element of a list or, without a value, the list.
struct Setting {
    part: Part,
    value: Option<String>,
    at: usize,
}

/// A reason to reject a document, and its offset.
pub(crate) struct Rejection {
    pub at: usize,
    pub message: String,
}

impl Rejection {
    fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

/// Reads a document: a `policies` element, or a `cors` element alone, after which broader scopes apply.
pub(crate) fn read(bytes: &[u8], values: &Values) -> Result<Inbound, Vec<Rejection>> {
    let text = text(bytes).map_err(|rejection| vec![rejection])?;
    let options = roxmltree::ParsingOptions { nodes_limit: MAX_NODES, ..Default::default() };
    let xml = roxmltree::Document::parse_with_options(text, options).map_err(|error| vec![malformed(text, &error)])?;
    let mut reader = Reader { text, values, rejections: Vec::new(), nested: Vec::new() };
    let document = reader.root(xml.root_element());
    let Reader { mut rejections, nested, .. } = reader;
    if rejections.is_empty() {
        return Ok(Inbound { document, nested });
    }
    rejections.sort_by_key(|rejection| rejection.at);
    Err(rejections)
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
        None => Ok(text),
    }
}

/// Returns an upper bound for the number of attributes in a tag.
fn attributes(markup: &str) -> usize {
    markup.split('=').skip(1).filter(|value| value.trim_start().starts_with(['"', '\''])).count()
}

/// `EncodingDecl`, XML §4.3.3.
fn declared_encoding(text: &str) -> Option<&str> {
    let declaration = text.trim_start_matches('\u{FEFF}').strip_prefix("<?xml ")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
    value.split(quote).nth(1)
}

/// Returns the reason why a text is not XML.
fn malformed(text: &str, error: &Error) -> Rejection {
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

/// An element of `cors` that is a list.
struct List {
    name: &'static str,
    element: &'static str,
    part: Part,
}

/// The lists of `cors`, in the required order.
const LISTS: [List; 4] = [
    List { name: "allowed-origins", element: "origin", part: Part::Origin },
    List { name: "allowed-methods", element: "method", part: Part::Method },
    List { name: "allowed-headers", element: "header", part: Part::RequestHeader },
    List { name: "expose-headers", element: "header", part: Part::ResponseHeader },
];

struct Reader<'r> {
    text: &'r str,
    values: &'r Values,
    rejections: Vec<Rejection>,
    nested: Vec<usize>,
}

impl Reader<'_> {
    fn reject(&mut self, at: usize, message: impl Into<String>) {
        self.rejections.push(Rejection::new(at, message));
    }

    fn root(&mut self, root: Node<'_, '_>) -> Document<Written> {
        match name(root) {
            Some("cors") => Document::CorsThenBase(self.cors(root)),
            Some("policies") => self.policies(root),
            _ => {
                self.reject(
                    root.range().start,
                    format!("<{}> is neither <policies> nor <cors>", root.tag_name().name()),
                );
                Document::Nothing
            }
        }
    }

    fn policies(&mut self, policies: Node<'_, '_>) -> Document<Written> {
        let mut document = None;
        for section in policies.children().filter(Node::is_element) {
            match name(section) {
                Some("inbound") if document.is_some() => self.reject(section.range().start, "<inbound> is repeated"),
                Some("inbound") => document = Some(self.inbound(section)),
                Some("cors") => self.reject(section.range().start, "<cors> is allowed in <inbound> only"),
                _ => {
                    for cors in section.children().filter(|child| name(*child) == Some("cors")) {
                        self.reject(cors.range().start, "<cors> is allowed in <inbound> only");
                    }
                }
            }
        }
        document.unwrap_or_else(|| {
            self.reject(policies.range().start, "<policies> has no <inbound>");
            Document::Nothing
        })
    }

    fn inbound(&mut self, inbound: Node<'_, '_>) -> Document<Written> {
        let mut document = Document::Nothing;
        for child in inbound.children().filter(Node::is_element) {
            document = match (name(child), document) {
                (Some("base"), Document::Nothing) => Document::Base,
                (Some("base"), Document::Cors(cors)) => Document::CorsThenBase(cors),
                (Some("cors"), Document::Nothing) => Document::Cors(self.cors(child)),
                (Some("cors"), Document::Base) => Document::BaseThenCors(self.cors(child)),
                (Some(name @ ("base" | "cors")), document) => {
                    self.reject(child.range().start, format!("<{name}> is repeated"));
                    document
                }
                (_, document) => {
                    let nested = child.descendants().filter(|node| name(*node) == Some("cors"));
                    self.nested.extend(nested.map(|cors| cors.range().start));
                    document
                }
            };
        }
        document
    }

    fn cors(&mut self, cors: Node<'_, '_>) -> Written {
        let mut written = Written::default();
        for attribute in cors.attributes() {
            match attribute_name(&attribute) {
                Some("allow-credentials") => written.credentials = self.value(&attribute, values::boolean),
                Some("terminate-unmatched-request") => written.terminate = self.value(&attribute, values::boolean),
                _ => self.unknown_attribute(&attribute, cors),
            }
        }
        // The place of a missing list.
        written.settings.push(Setting { part: Part::Origin, value: None, at: cors.range().start });
        let mut latest: Option<usize> = None;
        for child in self.elements(cors) {
            let at = child.range().start;
            let Some((index, list)) = LISTS.iter().enumerate().find(|(_, one)| name(child) == Some(one.name)) else {
                self.reject(at, format!("<{}> is not an element of <cors>", child.tag_name().name()));
                continue;
            };
            match latest {
                Some(before) if before == index => self.reject(at, format!("<{}> is repeated", list.name)),
                Some(before) if before > index => {
                    self.reject(
                        at,
                        format!("<{}> must come before <{}>, and only once", list.name, LISTS[before].name),
                    );
                }
                _ => latest = Some(index),
            }
            for attribute in child.attributes() {
                match attribute_name(&attribute) {
                    Some("preflight-result-max-age") if list.part == Part::Method => {
                        written.max_age = self.value(&attribute, values::seconds);
                    }
                    _ => self.unknown_attribute(&attribute, child),
                }
            }
            let settings = self.list(child, list);
            let texts = settings.iter().filter_map(|setting| setting.value.clone()).collect();
            match list.part {
                Part::Origin => written.origins = texts,
                Part::Method => written.methods = Some(texts),
                Part::RequestHeader => written.headers = Some(texts),
                _ => written.exposed = Some(texts),
            }
            written.settings.retain(|setting| setting.part != list.part);
            written.settings.extend(settings);
        }
        written
    }

    /// Reads a list and its elements.
    fn list(&mut self, list: Node<'_, '_>, List { name: list_name, element, part }: &List) -> Vec<Setting> {
        let mut settings = vec![Setting { part: *part, value: None, at: list.range().start }];
        for child in self.elements(list) {
            if name(child) != Some(element) {
                let child_name = child.tag_name().name();
                self.reject(child.range().start, format!("<{child_name}> is not an element of <{list_name}>"));
                continue;
            }
            for attribute in child.attributes() {
                self.unknown_attribute(&attribute, child);
            }
            let (text, at) = self.text(child);
            if values::is_expression(&text) {
                self.reject(at, format!("<{element}> is a policy expression; only attributes may be expressions"));
            } else {
                settings.push(Setting { part: *part, value: Some(text), at });
            }
        }
        settings
    }

    /// Returns the elements in an element that may not contain text.
    fn elements<'r, 'x>(&mut self, parent: Node<'r, 'x>) -> Vec<Node<'r, 'x>> {
        for text in parent.children().filter(Node::is_text) {
            if let Some(start) = text.text().and_then(|text| text.find(|char| !is_space(char))) {
                let at = self.place_in(text, start);
                self.reject(at, format!("<{}> contains text, but only elements are allowed", parent.tag_name().name()));
            }
        }
        parent.children().filter(Node::is_element).collect()
    }

    /// Returns the text in an element, without the white space around it, and its offset.
    fn text(&mut self, element: Node<'_, '_>) -> (String, usize) {
        let mut whole = String::new();
        let mut at = None;
        for child in element.children() {
            if child.is_element() {
                let (inner, outer) = (child.tag_name().name(), element.tag_name().name());
                self.reject(child.range().start, format!("<{outer}> contains <{inner}>, but only text is allowed"));
            }
            if let Some(text) = child.text().filter(|_| child.is_text()) {
                if at.is_none() {
                    at = text.find(|char| !is_space(char)).map(|start| self.place_in(child, start));
                }
                whole += text;
            }
        }
        (whole.trim_matches(is_space).to_owned(), at.unwrap_or_else(|| element.range().start))
    }

    /// Returns the offset in the document of a byte of a text. If a reference or CDATA is before it, this is the start of the
    /// text.
    fn place_in(&self, text: Node<'_, '_>, offset: usize) -> usize {
        let range = text.range();
        let raw = self.text.get(range.clone()).unwrap_or_default();
        let is_plain = raw.get(..offset).is_some_and(|before| before.chars().all(is_space));
        if is_plain { range.start + offset } else { range.start }
    }

    /// Returns the value of an attribute, or the value given on the command line if it is an expression.
    fn value<T>(&mut self, attribute: &Attribute<'_, '_>, read: fn(&str) -> Result<T, &'static str>) -> Option<T> {
        let at = attribute.range_value().start;
        let written = attribute.value().trim_matches(is_space);
        let name = attribute.name();
        let value = if values::is_expression(written) { self.values.get(name) } else { Some(written) };
        match value.map(read) {
            Some(Ok(value)) => return Some(value),
            Some(Err(expected)) => self.reject(at, format!("{name} is {written:?}, which is not {expected}")),
            None => self.reject(at, format!("{name} is a policy expression; pass its value with --value {name}=…")),
        }
        None
    }

    fn unknown_attribute(&mut self, attribute: &Attribute<'_, '_>, element: Node<'_, '_>) {
        let at = attribute.range().start;
        self.reject(at, format!("{} is not an attribute of <{}>", attribute.name(), element.tag_name().name()));
    }
}

impl Written {
    /// Returns the offsets of the values of each part and, without a value, of its list.
    pub(crate) fn places(&self) -> HashMap<(Discriminant<Part>, Option<&str>), Vec<usize>> {
        let mut places = HashMap::<_, Vec<_>>::new();
        for Setting { part, value, at } in &self.settings {
            places.entry((mem::discriminant(part), value.as_deref())).or_default().push(*at);
        }
        places
    }
}

/// The lists of a statement, borrowed.
pub(crate) struct Lists<'a> {
    written: &'a Written,
    origins: Vec<&'a str>,
    methods: Option<Vec<&'a str>>,
    headers: Option<Vec<&'a str>>,
    exposed: Option<Vec<&'a str>>,
}

impl<'a> Lists<'a> {
    pub(crate) fn of(written: &'a Written) -> Self {
        let borrowed = |texts: &'a Vec<String>| texts.iter().map(String::as_str).collect();
        Self {
            written,
            origins: borrowed(&written.origins),
            methods: written.methods.as_ref().map(borrowed),
            headers: written.headers.as_ref().map(borrowed),
            exposed: written.exposed.as_ref().map(borrowed),
        }
    }

    pub(crate) fn statement(&self) -> Statement<'_> {
        Statement {
            allowed_origins: &self.origins,
            allowed_methods: self.methods.as_deref(),
            preflight_result_max_age: self.written.max_age.unwrap_or(0),
            allowed_headers: self.headers.as_deref(),
            expose_headers: self.exposed.as_deref(),
            allow_credentials: self.written.credentials.unwrap_or(false),
            terminate_unmatched_request: self.written.terminate,
        }
    }
}

/// `S`, XML §2.3.
fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\r' | '\n')
}

/// Returns the name of an element without a namespace.
fn name<'x>(node: Node<'_, 'x>) -> Option<&'x str> {
    let name = node.tag_name();
    (node.is_element() && name.namespace().is_none()).then(|| name.name())
}

fn attribute_name<'x>(attribute: &Attribute<'_, 'x>) -> Option<&'x str> {
    Some(attribute.name()).filter(|_| attribute.namespace().is_none())
}
