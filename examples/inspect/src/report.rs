//! The text to print, and whether all fields in it are well-formed.

use std::fmt::{self, Write as _};

use anstyle::Style;

use crate::input::{Broken, Line, Message};
use crate::json;
use crate::meaning::Reader;
use crate::tree::{ERROR, NOTE, Tree};
use crate::value::Value;

/// The text to print. It contains styles, which are to be removed on output where colour is not wanted.
pub struct Report {
    json: bool,
    reveal: bool,
    text: String,
    is_well_formed: bool,
    shown: usize,
    others: usize,
    broken: Vec<Broken>,
}

impl Report {
    /// Creates an empty report, of trees or of JSON, which shows secrets or masks them.
    #[must_use]
    pub const fn new(json: bool, reveal: bool) -> Self {
        Self { json, reveal, text: String::new(), is_well_formed: true, shown: 0, others: 0, broken: Vec::new() }
    }

    /// Returns whether all lines are well-formed.
    #[must_use]
    pub const fn is_well_formed(&self) -> bool {
        self.is_well_formed
    }

    /// Returns the text, with styles.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds the lines of a message.
    ///
    /// # Errors
    /// None: a `String` takes every text.
    pub fn add(&mut self, message: &Message) -> fmt::Result {
        if let Some(start) = &message.start {
            self.add_note(&Value::new(start).for_people(self.reveal))?;
        }
        let mut reader = Reader::new(&message.lines);
        for line in &message.lines {
            match line {
                Line::Field(line) => match reader.read(line) {
                    Some(field) => {
                        self.shown += 1;
                        self.is_well_formed &= field.problems().next().is_none();
                        if self.json {
                            writeln!(self.text, "{}", json::printable(&json::field(&field, self.reveal)))?;
                        } else {
                            write!(self.text, "{}", Tree { field: &field, reveal: self.reveal })?;
                        }
                    }
                    None => self.others += 1,
                },
                Line::Broken(broken) => {
                    self.is_well_formed = false;
                    self.broken.push(*broken);
                    if self.json {
                        writeln!(self.text, "{}", json::printable(&json::broken(broken)))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds a sentence before the next message. JSON has none.
    ///
    /// # Errors
    /// None: a `String` takes every text.
    pub fn explain(&mut self, sentence: &str) -> fmt::Result {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        if self.json { Ok(()) } else { writeln!(self.text, "{gap}{sentence}") }
    }

    /// Adds a text as it is.
    pub(crate) fn add_plain(&mut self, text: &str) -> fmt::Result {
        self.text.write_str(text)
    }

    /// Adds the explanation of an exchange, whose first line is a heading.
    pub(crate) fn add_text(&mut self, text: &str) -> fmt::Result {
        if self.json {
            return self.text.write_str(text);
        }
        let gap = if self.text.is_empty() { "" } else { "\n" };
        let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
        write!(self.text, "{gap}{HEAD}{head}{HEAD:#}\n{rest}")
    }

    /// Returns whether secrets are shown.
    pub(crate) const fn reveals(&self) -> bool {
        self.reveal
    }

    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// Makes the report fail.
    pub(crate) const fn fail(&mut self) {
        self.is_well_formed = false;
    }

    /// Makes the report succeed, after errors that were meant to be shown.
    pub const fn forgive(&mut self) {
        self.is_well_formed = true;
    }

    /// Adds a line that is not a field line. JSON has none.
    fn add_note(&mut self, note: &str) -> fmt::Result {
        if self.json { Ok(()) } else { writeln!(self.text, "{NOTE}{note}{NOTE:#}") }
    }

    /// Adds what was not shown. JSON has no such line.
    ///
    /// # Errors
    /// None: a `String` takes every text.
    pub fn add_rest(&mut self) -> fmt::Result {
        if let [Broken { number, expected, offset }, ..] = self.broken[..]
            && !self.json
        {
            let count = match self.broken.len() {
                1 => "1 line is not a field line:".to_owned(),
                count => format!("{count} lines are not field lines; the first is"),
            };
            writeln!(self.text, "{ERROR}{count} line {number}, expected {expected} at byte {offset}{ERROR:#}")?;
        }
        match (self.shown, self.others) {
            (0, 0) => self.add_note(NONE),
            (0, others) => self.add_note(&format!("{NONE}; {}", other_fields(others))),
            (_, 0) => Ok(()),
            (_, others) => self.add_note(&other_fields(others)),
        }
    }
}

const HEAD: Style = Style::new().bold();
const NONE: &str = "no authentication or CORS fields";

fn other_fields(count: usize) -> String {
    if count == 1 { "1 other field".to_owned() } else { format!("{count} other fields") }
}
