//! Hides policy expressions from the XML reader, which rejects a quote, `&` or `<` in them.
//!
//! Gateways accept a document in which expressions are not escaped, and export such documents. Here, each byte of an
//! expression becomes an `x`, and line ends stay, so that every offset, line and column stays true.

use std::ops::Range;

use crate::csharp;

/// A document without the contents of its policy expressions.
pub(crate) struct Masked {
    pub text: String,
    /// Where the expressions are, in their order.
    expressions: Vec<Range<usize>>,
    /// The first expression that has no end. It and all after it are as written.
    pub unclosed: Option<usize>,
}

impl Masked {
    /// Returns the first expression that begins in a range.
    pub(crate) fn expression_in(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let first = self.expressions.partition_point(|expression| expression.start < range.start);
        self.expressions.get(first).filter(|expression| expression.start < range.end).cloned()
    }
}

/// Hides the expressions that are the beginning of an attribute or a text.
pub(crate) fn mask(text: &str) -> Masked {
    let mut scanner = Scanner { text, at: 0, expressions: Vec::new(), unclosed: None };
    scanner.contents();
    let Scanner { expressions, unclosed, .. } = scanner;
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for expression in &expressions {
        masked.push_str(text.get(at..expression.start).unwrap_or_default());
        let hidden = text.get(expression.clone()).unwrap_or_default().bytes();
        masked.extend(hidden.map(|byte| if byte.is_ascii_whitespace() { char::from(byte) } else { 'x' }));
        at = expression.end;
    }
    masked.push_str(text.get(at..).unwrap_or_default());
    Masked { text: masked, expressions, unclosed }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    expressions: Vec<Range<usize>>,
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
            self.until("<");
            let rest = self.rest();
            if rest.is_empty() {
                return;
            }
            let markup = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")];
            match markup.iter().find(|(start, _)| rest.starts_with(start)) {
                Some((start, end)) => {
                    self.at += start.len();
                    self.until(end);
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
            self.until(if byte == b'"' { "\"" } else { "'" });
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
                self.expressions.push(start..end);
                self.at = end;
            }
            // A search from each start would take the square of the length.
            None => self.unclosed = Some(start),
        }
    }

    fn until(&mut self, end: &str) {
        self.at = self.rest().find(end).map_or(self.text.len(), |length| self.at + length);
    }
}
