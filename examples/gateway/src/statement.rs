//! Reads the `cors` statement of a policy document.

use std::collections::HashMap;
use std::mem::{self, Discriminant};
use std::ops::Range;

use countersign::cors::gateway::{Item, Statement};
use countersign::cors::policy::Part;
use roxmltree::{Attribute, Node};

use crate::document::{Parsed, Rejection};
use crate::mask::Masked;
use crate::unread::{NAMES, Unread, shown};
use crate::values::{self, Values};

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
    /// What has a value that is not known, and how to give it.
    pub unknown: Vec<(Item, String)>,
    /// What a reader should know, with offsets.
    pub notes: Vec<(usize, String)>,
    settings: Vec<Setting>,
}

/// A part of a statement that may be wrong: an element of a list or, without a value, the list.
struct Setting {
    part: Part,
    value: Option<String>,
    at: usize,
}

/// An element of `cors` that is a list.
struct List {
    name: &'static str,
    element: &'static str,
    /// How `--value` names an element.
    value: &'static str,
    part: Part,
    item: Item,
}

/// The lists of `cors`, in the required order.
const LISTS: [List; 4] = [
    List { name: "allowed-origins", element: "origin", value: "origin", part: Part::Origin, item: Item::Origins },
    List { name: "allowed-methods", element: "method", value: "method", part: Part::Method, item: Item::Methods },
    List {
        name: "allowed-headers",
        element: "header",
        value: "header",
        part: Part::RequestHeader,
        item: Item::RequestHeaders,
    },
    List {
        name: "expose-headers",
        element: "header",
        value: "exposed-header",
        part: Part::ResponseHeader,
        item: Item::ResponseHeaders,
    },
];

pub(crate) struct Reader<'r> {
    text: &'r str,
    masked: &'r Masked,
    parsed: &'r Parsed<'r>,
    values: &'r Values<'r>,
    pub rejections: Vec<Rejection>,
}

impl<'r> Reader<'r> {
    pub(crate) fn new(text: &'r str, masked: &'r Masked, parsed: &'r Parsed<'r>, values: &'r Values<'r>) -> Self {
        Self { text, masked, parsed, values, rejections: Vec::new() }
    }

    pub(crate) fn reject(&mut self, at: usize, message: impl Into<String>) {
        self.rejections.push(Rejection::new(at, message));
    }

    /// Returns the offset of an element in the document.
    pub(crate) fn start(&self, node: Node<'_, '_>) -> usize {
        self.parsed.offset(node.range().start)
    }

    pub(crate) fn is_wrapped(&self) -> bool {
        self.parsed.is_wrapped()
    }

    pub(crate) fn cors(&mut self, cors: Node<'_, '_>) -> Written {
        let mut written = Written::default();
        for attribute in cors.attributes() {
            match attribute_name(&attribute) {
                Some("allow-credentials") => {
                    written.credentials = self.value(&attribute, Item::Credentials, values::boolean, &mut written);
                }
                Some("terminate-unmatched-request") => {
                    written.terminate = self.value(&attribute, Item::Terminate, values::boolean, &mut written);
                }
                _ => self.unknown_attribute(&attribute, cors),
            }
        }
        // The place of a missing list.
        for list in &LISTS {
            written.settings.push(Setting { part: list.part, value: None, at: self.start(cors) });
        }
        let mut seen = Vec::new();
        for child in self.elements(cors) {
            let at = self.start(child);
            let Some((index, list)) = LISTS.iter().enumerate().find(|(_, one)| name(child) == Some(one.name)) else {
                self.reject(
                    at,
                    format!(
                        "{} is not an element of <cors>{}",
                        shown(child),
                        near(child, &LISTS.map(|list| list.name))
                    ),
                );
                continue;
            };
            if seen.contains(&index) {
                self.reject(at, format!("<{}> is repeated", list.name));
            } else if let Some(later) = seen.iter().copied().find(|before| *before > index) {
                let later = LISTS[later].name;
                written
                    .notes
                    .push((at, format!("<{}> is after <{later}>; the reference asks for the other order", list.name)));
            }
            seen.push(index);
            for attribute in child.attributes() {
                match attribute_name(&attribute) {
                    Some("preflight-result-max-age") if list.part == Part::Method => {
                        written.max_age = self.value(&attribute, Item::MaxAge, values::seconds, &mut written);
                    }
                    _ => self.unknown_attribute(&attribute, child),
                }
            }
            let settings = self.list(child, list, &mut written);
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
    fn list(&mut self, list: Node<'_, '_>, as_: &List, written: &mut Written) -> Vec<Setting> {
        let List { name: list_name, element, value: value_name, part, item } = as_;
        let mut settings = vec![Setting { part: *part, value: None, at: self.start(list) }];
        let mut expressions = 0;
        for child in self.elements(list) {
            if name(child) != Some(element) {
                let at = self.start(child);
                let near = near(child, &[*element]);
                self.reject(at, format!("{} is not an element of <{list_name}>{near}", shown(child)));
                continue;
            }
            for attribute in child.attributes() {
                self.unknown_attribute(&attribute, child);
            }
            let (text, at) = self.text(child);
            let mut place = Place { name: value_name, item: *item, at, index: expressions };
            let value = self.resolved(&text, &mut place, written);
            if place.index > expressions && !matches!(part, Part::Method) {
                let note = format!(
                    "<{element}> is a policy expression; the reference allows them in <method> and attributes only"
                );
                written.notes.push((at, note));
            }
            expressions = place.index;
            if let Some(value) = value {
                settings.push(Setting { part: *part, value: Some(value), at });
            }
        }
        settings
    }

    /// Returns the elements in an element that may not contain text.
    fn elements<'n, 'x>(&mut self, parent: Node<'n, 'x>) -> Vec<Node<'n, 'x>> {
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
                let at = self.start(child);
                self.reject(at, format!("<{outer}> contains <{inner}>, but only text is allowed"));
            }
            if let Some(text) = child.text().filter(|_| child.is_text()) {
                if at.is_none() {
                    at = text.find(|char| !is_space(char)).map(|start| self.place_in(child, start));
                }
                match self.hidden(child.range()) {
                    Some(written) => whole += written,
                    None => whole += text,
                }
            }
        }
        (whole.trim_matches(is_space).to_owned(), at.unwrap_or_else(|| self.start(element)))
    }

    /// Returns a range of what was parsed as it is written, if something in it is hidden.
    fn hidden(&self, range: Range<usize>) -> Option<&'r str> {
        let range = self.parsed.offset(range.start)..self.parsed.offset(range.end);
        if self.masked.hides(&range) { self.text.get(range) } else { None }
    }

    /// Returns the offset in the document of a byte of a text. If a reference or CDATA is before it, this is the start of the
    /// text.
    pub(crate) fn place_in(&self, text: Node<'_, '_>, offset: usize) -> usize {
        let range = text.range();
        let raw = self.parsed.text.get(range.clone()).unwrap_or_default();
        // The XML reader makes each CR LF one LF.
        let lines = text.text().and_then(|text| text.get(..offset)).unwrap_or_default().matches('\n').count();
        let returns = raw.match_indices('\n').take(lines).filter(|(at, _)| raw[..*at].ends_with('\r')).count();
        let offset = offset + returns;
        let is_plain = raw.get(..offset).is_some_and(|before| !before.contains(['&', '<']));
        self.parsed.offset(if is_plain { range.start + offset } else { range.start })
    }

    /// Returns the value of an attribute. It is `None` if the value is wrong or unknown.
    fn value<T>(
        &mut self,
        attribute: &Attribute<'_, '_>,
        item: Item,
        read: fn(&str) -> Result<T, &'static str>,
        written: &mut Written,
    ) -> Option<T> {
        let at = self.parsed.offset(attribute.range_value().start);
        let text = self.hidden(attribute.range_value()).unwrap_or_else(|| attribute.value());
        let mut place = Place { name: item.name(), item, at, index: 0 };
        let value = self.resolved(text.trim_matches(is_space), &mut place, written)?;
        match read(&value) {
            Ok(value) => Some(value),
            Err(expected) => {
                self.reject(at, format!("{item} is {value:?}, which is not {expected}"));
                None
            }
        }
    }

    /// Returns a text with its named values, or the value of the policy expression that it is. It is `None` if something of it
    /// was not given.
    fn resolved(&mut self, text: &str, place: &mut Place<'_>, written: &mut Written) -> Option<String> {
        let Place { name, item, at, .. } = *place;
        let own = if values::is_expression(text) { None } else { Some(values::substituted(text, self.values)) };
        for (named, is_given) in own.iter().flat_map(|own| &own.names) {
            let how = format!("pass it with --named-value {named}=…");
            if *is_given {
                written.notes.push((at, format!("the named value {named} is as given")));
            } else {
                written.notes.push((at, format!("the named value {named} is not known; {how}")));
                written.unknown.push((item, format!("the named value {named}; {how}")));
            }
        }
        match own {
            Some(own) if own.names.iter().any(|(_, is_given)| !is_given) => return None,
            Some(own) if !values::is_expression(&own.text) => return Some(own.text),
            _ => {}
        }
        let value = self.values.of_expression(name, place.index);
        place.index += 1;
        if value.is_none() {
            let how = format!("pass its value with --value {name}=…");
            written.notes.push((at, format!("{name} is a policy expression; {how}")));
            written.unknown.push((item, format!("a policy expression; {how}")));
        }
        value.map(str::to_owned)
    }

    fn unknown_attribute(&mut self, attribute: &Attribute<'_, '_>, element: Node<'_, '_>) {
        let at = self.parsed.offset(attribute.range().start);
        let namespace = attribute.namespace().map_or(String::new(), |name| format!(" of the namespace {name:?}"));
        let element = element.tag_name().name();
        self.reject(at, format!("{}{namespace} is not an attribute of <{element}>", attribute.name()));
    }
}

/// Where a value is.
struct Place<'a> {
    /// How `--value` names it.
    name: &'a str,
    item: Item,
    at: usize,
    /// How many expressions of this name are before it.
    index: usize,
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
    unknown: Vec<Item>,
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
            unknown: written.unknown.iter().map(|(item, _)| *item).collect(),
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
            unknown: &self.unknown,
        }
    }
}

/// `S`, XML §2.3.
fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\r' | '\n')
}

/// Returns the name of an element without a namespace.
pub(crate) fn name<'x>(node: Node<'_, 'x>) -> Option<&'x str> {
    let name = node.tag_name();
    (node.is_element() && name.namespace().is_none()).then(|| name.name())
}

/// Returns a reminder for an element whose name is almost one of these.
fn near(node: Node<'_, '_>, names: &[&'static str]) -> String {
    Unread::misspelt(node, names).map_or(String::new(), |_| format!("; {NAMES}"))
}

fn attribute_name<'x>(attribute: &Attribute<'_, 'x>) -> Option<&'x str> {
    Some(attribute.name()).filter(|_| attribute.namespace().is_none())
}
