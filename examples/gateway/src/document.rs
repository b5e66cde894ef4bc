//! Policy documents: XML to what it says about `cors`, and what it may not say.

use std::collections::HashMap;
use std::mem::{self, Discriminant};

use countersign::cors::gateway::{Document, Statement};
use countersign::cors::policy::Part;
use roxmltree::{Attribute, Error, Node, TextPos};

use crate::values::{self, Values};

/// More than a gateway takes, by far.
const MOST_OCTETS: usize = 512 * 1024;

/// How many attributes an element may have, and how many namespaces a document.
const MOST_ATTRIBUTES: usize = 1000;

/// What a document may say that it is encoded in.
const ENCODINGS: [&str; 2] = ["utf-8", "us-ascii"];

/// Elements, comments and texts. Each costs some hundred octets to keep.
const MOST_NODES: u32 = 200_000;

/// What a document says about `cors`.
pub(crate) struct Inbound {
    pub document: Document<Written>,
    /// Where a `cors` stands that is part of another policy, which is why it is passed over.
    pub nested: Vec<usize>,
}

/// A `cors` statement as it is written, and where each part of it stands.
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

/// What a mistake may be about: one of a list, or the list when it has no value.
struct Setting {
    part: Part,
    value: Option<String>,
    at: usize,
}

/// Why a document is refused, and at which octet.
pub(crate) struct Refusal {
    pub at: usize,
    pub message: String,
}

impl Refusal {
    fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

/// Reads a document: a `policies` element, or a `cors` element alone, behind which broader scopes follow.
pub(crate) fn read(octets: &[u8], values: &Values) -> Result<Inbound, Vec<Refusal>> {
    let text = text(octets).map_err(|refusal| vec![refusal])?;
    let options = roxmltree::ParsingOptions { nodes_limit: MOST_NODES, ..Default::default() };
    let xml = roxmltree::Document::parse_with_options(text, options).map_err(|error| vec![malformed(text, &error)])?;
    let mut reader = Reader { text, values, refusals: Vec::new(), nested: Vec::new() };
    let document = reader.root(xml.root_element());
    let Reader { mut refusals, nested, .. } = reader;
    if refusals.is_empty() {
        return Ok(Inbound { document, nested });
    }
    refusals.sort_by_key(|refusal| refusal.at);
    Err(refusals)
}

/// The text of a document, which is UTF-8 whatever it declares.
fn text(octets: &[u8]) -> Result<&str, Refusal> {
    if octets.len() > MOST_OCTETS {
        return Err(Refusal::new(0, format!("a document of more than {} KiB", MOST_OCTETS / 1024)));
    }
    let text =
        str::from_utf8(octets).map_err(|error| Refusal::new(error.valid_up_to(), "an octet that is no UTF-8"))?;
    if let Some(encoding) = declared_encoding(text).filter(|name| !ENCODINGS.contains(&&*name.to_ascii_lowercase())) {
        return Err(Refusal::new(0, format!("the encoding {encoding}: a document is read as UTF-8")));
    }
    // The reader looks through all attributes of an element, and all namespaces, for each that is new.
    if text.matches("xmlns").nth(MOST_ATTRIBUTES).is_some() {
        return Err(Refusal::new(0, format!("more than {MOST_ATTRIBUTES} namespaces")));
    }
    let is_crowded = |markup: &&str| attributes(markup) > MOST_ATTRIBUTES;
    match text.split('<').find(is_crowded) {
        Some(markup) => {
            let at = markup.as_ptr().addr() - text.as_ptr().addr();
            Err(Refusal::new(at.saturating_sub(1), format!("an element of more than {MOST_ATTRIBUTES} attributes")))
        }
        None => Ok(text),
    }
}

/// How many attributes there may be in a tag, and whatever looks like one behind it.
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

/// Why a text is no XML.
fn malformed(text: &str, error: &Error) -> Refusal {
    match error {
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream | Error::NoRootNode => {
            Refusal::new(text.len(), error.to_string())
        }
        Error::DtdDetected => {
            Refusal::new(text.find("<!DOCTYPE").unwrap_or(0), "a document type declaration, which no policy has")
        }
        Error::NodesLimitReached => Refusal::new(0, format!("more than {MOST_NODES} elements and texts")),
        _ => {
            let at = error.pos();
            Refusal::new(offset(text, at), error.to_string().replace(&format!(" at {at}"), ""))
        }
    }
}

/// The octet at a place that is told as line and column.
fn offset(text: &str, at: TextPos) -> usize {
    let index = |number: u32| usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines.by_ref().take(index(at.row)).map(str::len).sum();
    let line = lines.next().unwrap_or_default();
    before + line.char_indices().nth(index(at.col)).map_or(line.len(), |(offset, _)| offset)
}

/// An element of `cors`.
struct List {
    name: &'static str,
    element: &'static str,
    part: Part,
}

/// The elements of `cors`, in their order.
const LISTS: [List; 4] = [
    List { name: "allowed-origins", element: "origin", part: Part::Origin },
    List { name: "allowed-methods", element: "method", part: Part::Method },
    List { name: "allowed-headers", element: "header", part: Part::RequestHeader },
    List { name: "expose-headers", element: "header", part: Part::ResponseHeader },
];

struct Reader<'r> {
    text: &'r str,
    values: &'r Values,
    refusals: Vec<Refusal>,
    nested: Vec<usize>,
}

impl Reader<'_> {
    fn refuse(&mut self, at: usize, message: impl Into<String>) {
        self.refusals.push(Refusal::new(at, message));
    }

    fn root(&mut self, root: Node<'_, '_>) -> Document<Written> {
        match name(root) {
            Some("cors") => Document::CorsThenBase(self.cors(root)),
            Some("policies") => self.policies(root),
            _ => {
                self.refuse(
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
                Some("inbound") if document.is_some() => self.refuse(section.range().start, "<inbound> is repeated"),
                Some("inbound") => document = Some(self.inbound(section)),
                Some("cors") => self.refuse(section.range().start, "<cors> stands in <inbound> only"),
                _ => {
                    for cors in section.children().filter(|child| name(*child) == Some("cors")) {
                        self.refuse(cors.range().start, "<cors> stands in <inbound> only");
                    }
                }
            }
        }
        document.unwrap_or_else(|| {
            self.refuse(policies.range().start, "<policies> has no <inbound>");
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
                    self.refuse(child.range().start, format!("<{name}> is repeated"));
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
        // Where a list is missed that is not there.
        written.settings.push(Setting { part: Part::Origin, value: None, at: cors.range().start });
        let mut latest: Option<usize> = None;
        for child in self.elements(cors) {
            let at = child.range().start;
            let Some((index, list)) = LISTS.iter().enumerate().find(|(_, one)| name(child) == Some(one.name)) else {
                self.refuse(at, format!("<{}> is no element of <cors>", child.tag_name().name()));
                continue;
            };
            match latest {
                Some(before) if before == index => self.refuse(at, format!("<{}> is repeated", list.name)),
                Some(before) if before > index => {
                    self.refuse(at, format!("<{}> comes before <{}>, and once", list.name, LISTS[before].name));
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

    /// A list, and the elements in it.
    fn list(&mut self, list: Node<'_, '_>, List { name: list_name, element, part }: &List) -> Vec<Setting> {
        let mut settings = vec![Setting { part: *part, value: None, at: list.range().start }];
        for child in self.elements(list) {
            if name(child) != Some(element) {
                let child_name = child.tag_name().name();
                self.refuse(child.range().start, format!("<{child_name}> is no element of <{list_name}>"));
                continue;
            }
            for attribute in child.attributes() {
                self.unknown_attribute(&attribute, child);
            }
            let (text, at) = self.text(child);
            if values::is_expression(&text) {
                self.refuse(at, format!("<{element}> is a policy expression, which only attributes may be"));
            } else {
                settings.push(Setting { part: *part, value: Some(text), at });
            }
        }
        settings
    }

    /// The elements in an element that has nothing else to say.
    fn elements<'r, 'x>(&mut self, parent: Node<'r, 'x>) -> Vec<Node<'r, 'x>> {
        for text in parent.children().filter(Node::is_text) {
            if let Some(start) = text.text().and_then(|text| text.find(|char| !is_space(char))) {
                let at = self.place_in(text, start);
                self.refuse(at, format!("text in <{}>, where elements are expected", parent.tag_name().name()));
            }
        }
        parent.children().filter(Node::is_element).collect()
    }

    /// The text in an element, without the white space around it, and where it begins.
    fn text(&mut self, element: Node<'_, '_>) -> (String, usize) {
        let mut whole = String::new();
        let mut at = None;
        for child in element.children() {
            if child.is_element() {
                let (inner, outer) = (child.tag_name().name(), element.tag_name().name());
                self.refuse(child.range().start, format!("<{inner}> in <{outer}>, where text is expected"));
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

    /// Where an octet of a text stands, as far as no reference and no CDATA is before it.
    fn place_in(&self, text: Node<'_, '_>, offset: usize) -> usize {
        let range = text.range();
        let raw = self.text.get(range.clone()).unwrap_or_default();
        let is_plain = raw.get(..offset).is_some_and(|before| before.chars().all(is_space));
        if is_plain { range.start + offset } else { range.start }
    }

    /// The value of an attribute, or what the caller gives for the expression that it is.
    fn value<T>(&mut self, attribute: &Attribute<'_, '_>, read: fn(&str) -> Result<T, &'static str>) -> Option<T> {
        let at = attribute.range_value().start;
        let written = attribute.value().trim_matches(is_space);
        let name = attribute.name();
        let value = if values::is_expression(written) { self.values.get(name) } else { Some(written) };
        match value.map(read) {
            Some(Ok(value)) => return Some(value),
            Some(Err(expected)) => self.refuse(at, format!("{name} is {written:?}, which is not {expected}")),
            None => self.refuse(at, format!("{name} is a policy expression: give its value by --value {name}=…")),
        }
        None
    }

    fn unknown_attribute(&mut self, attribute: &Attribute<'_, '_>, element: Node<'_, '_>) {
        let at = attribute.range().start;
        self.refuse(at, format!("{} is no attribute of <{}>", attribute.name(), element.tag_name().name()));
    }
}

impl Written {
    /// Where the values of each part stand; or, for none, its list.
    pub(crate) fn places(&self) -> HashMap<(Discriminant<Part>, Option<&str>), Vec<usize>> {
        let mut places = HashMap::<_, Vec<_>>::new();
        for Setting { part, value, at } in &self.settings {
            places.entry((mem::discriminant(part), value.as_deref())).or_default().push(*at);
        }
        places
    }
}

/// The lists of a statement, lent.
pub(crate) struct Lists<'a> {
    written: &'a Written,
    origins: Vec<&'a str>,
    methods: Option<Vec<&'a str>>,
    headers: Option<Vec<&'a str>>,
    exposed: Option<Vec<&'a str>>,
}

impl<'a> Lists<'a> {
    pub(crate) fn of(written: &'a Written) -> Self {
        let lent = |texts: &'a Vec<String>| texts.iter().map(String::as_str).collect();
        Self {
            written,
            origins: lent(&written.origins),
            methods: written.methods.as_ref().map(lent),
            headers: written.headers.as_ref().map(lent),
            exposed: written.exposed.as_ref().map(lent),
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

/// The name of an element that is in no namespace.
fn name<'x>(node: Node<'_, 'x>) -> Option<&'x str> {
    let name = node.tag_name();
    (node.is_element() && name.namespace().is_none()).then(|| name.name())
}

fn attribute_name<'x>(attribute: &Attribute<'_, 'x>) -> Option<&'x str> {
    Some(attribute.name()).filter(|_| attribute.namespace().is_none())
}
