//! Hides from the XML reader what gateways accept and export, but XML does not allow.
//!
//! | in a document | what is hidden |
//! |---|---|
//! | a policy expression, as the beginning of an attribute or a text | all of it: it may have quotes, `&` and `<` |
//! | `&` that does not begin a reference, as in `?a=b&c=d` | the `&` |
//! | a comment | what is in it: it may have `--` |
//!
//! Each hidden byte becomes an `x`, so that every offset stays true. A value that has such bytes is read from the document
//! itself.

use std::ops::Range;

use crate::csharp;

/// A document without the contents of its policy expressions.
pub(crate) struct Masked {
    pub text: String,
    /// What is hidden, in the order of the document.
    hidden: Vec<Range<usize>>,
    /// The first expression that has no end. It and all after it are as written.
    pub unclosed: Option<usize>,
}

impl Masked {
    /// Returns whether something in a range is hidden.
    pub(crate) fn hides(&self, range: &Range<usize>) -> bool {
        let first = self.hidden.partition_point(|hidden| hidden.start < range.start);
        self.hidden.get(first).is_some_and(|hidden| hidden.start < range.end)
    }
}

/// Hides what the XML reader must not see.
pub(crate) fn mask(text: &str) -> Masked {
    let mut scanner = Scanner { text, at: 0, hidden: Vec::new(), unclosed: None };
    scanner.contents();
    let Scanner { hidden, unclosed, .. } = scanner;
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for range in &hidden {
        masked.push_str(text.get(at..range.start).unwrap_or_default());
        masked.extend(std::iter::repeat_n('x', range.len()));
        at = range.end;
    }
    masked.push_str(text.get(at..).unwrap_or_default());
    Masked { text: masked, hidden, unclosed }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    hidden: Vec<Range<usize>>,
    unclosed: Option<usize>,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes to the end of the document.
    fn contents(&mut self) {
        loop {
            self.expression(b'<');
            self.value("<");
            let rest = self.rest();
            if rest.is_empty() {
                return;
            }
            let markup = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")];
            match markup.iter().find(|(start, _)| rest.starts_with(start)) {
                Some((start, end)) => {
                    self.at += start.len();
                    let content = self.at;
                    self.until(end);
                    if *start == "<!--" {
                        self.hidden.push(content..self.at);
                    }
                    self.at += end.len().min(self.rest().len());
                }
                None => self.tag(),
            }
        }
    }

    /// Goes to the end of a tag.
    fn tag(&mut self) {
        while let Some(next) = self.rest().find(['>', '"', '\'']) {
            self.at += next;
            let byte = self.text.as_bytes().get(self.at).copied().unwrap_or_default();
            self.at += 1;
            if byte == b'>' {
                return;
            }
            self.expression(byte);
            self.value(if byte == b'"' { "\"" } else { "'" });
            self.at += 1;
        }
        self.at = self.text.len();
    }

    /// Goes to the end of an expression, if there is one after white space.
    fn expression(&mut self, stop: u8) {
        let rest = self.rest();
        let start = self.at + (rest.len() - rest.trim_ascii_start().len());
        let begins = self.text.get(start..).is_some_and(|rest| rest.starts_with("@(") || rest.starts_with("@{"));
        if !begins || self.unclosed.is_some() {
            return;
        }
        match csharp::end(self.text, start, stop) {
            Some(end) => {
                self.hidden.push(start..end);
                self.at = end;
            }
            // A search from each start would take the square of the length.
            None => self.unclosed = Some(start),
        }
    }

    /// Goes to the end of a text or an attribute.
    fn value(&mut self, end: &str) {
        let start = self.at;
        self.until(end);
        let value = self.text.get(start..self.at).unwrap_or_default();
        for (index, _) in value.match_indices('&') {
            if !begins_with_reference(value.get(index + 1..).unwrap_or_default()) {
                self.hidden.push(start + index..start + index + 1);
            }
        }
    }

    fn until(&mut self, end: &str) {
        self.at = self.rest().find(end).map_or(self.text.len(), |length| self.at + length);
    }
}

/// Returns whether `&` before this text begins an `EntityRef` or a `CharRef`, XML §4.1.
fn begins_with_reference(text: &str) -> bool {
    let name = text.strip_prefix('#').unwrap_or(text);
    let after = name.trim_start_matches(|char: char| char.is_ascii_alphanumeric());
    after.len() < name.len() && after.starts_with(';')
}
