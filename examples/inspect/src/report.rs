//! What is printed, and whether all of it was well-formed.

use std::fmt::{self, Write as _};
use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::Style;

use crate::input::{Broken, Line, Message};
use crate::json;
use crate::meaning::Reader;
use crate::tree::{ERROR, NOTE, Tree};
use crate::value::Value;

#[derive(Clone, Copy)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// Grows by a message at a time. Styles are always in it; they are taken out where they are not wanted.
pub(crate) struct Report {
    json: bool,
    reveal: bool,
    text: String,
    is_well_formed: bool,
    shown: usize,
    passed_over: usize,
    broken: Vec<Broken>,
}

impl Report {
    pub(crate) const fn new(json: bool, reveal: bool) -> Self {
        Self { json, reveal, text: String::new(), is_well_formed: true, shown: 0, passed_over: 0, broken: Vec::new() }
    }

    pub(crate) const fn is_well_formed(&self) -> bool {
        self.is_well_formed
    }

    pub(crate) fn add(&mut self, message: &Message) -> fmt::Result {
        if let Some(start) = &message.start {
            self.add_note(&Value::new(start).for_people(true))?;
        }
        let mut reader = Reader::new(&message.lines);
        for line in &message.lines {
            match line {
                Line::Field(line) => match reader.read(line) {
                    Some(field) => {
                        self.shown += 1;
                        self.is_well_formed &= field.problems().next().is_none();
                        if self.json {
                            writeln!(self.text, "{}", json::field(&field, self.reveal))?;
                        } else {
                            write!(self.text, "{}", Tree { field: &field, reveal: self.reveal })?;
                        }
                    }
                    None => self.passed_over += 1,
                },
                Line::Broken(broken) => {
                    self.is_well_formed = false;
                    self.broken.push(*broken);
                    if self.json {
                        writeln!(self.text, "{}", json::broken(broken))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// What happens next, on trees.
    pub(crate) fn explain(&mut self, happening: &str) -> fmt::Result {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        if self.json { Ok(()) } else { writeln!(self.text, "{gap}{happening}") }
    }

    /// What is said of an exchange, behind what was said before; the first line is its head.
    pub(crate) fn add_text(&mut self, text: &str) -> fmt::Result {
        if self.json {
            return self.text.write_str(text);
        }
        let gap = if self.text.is_empty() { "" } else { "\n" };
        let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
        write!(self.text, "{gap}{HEAD}{head}{HEAD:#}\n{rest}")
    }

    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// Something is not as it should be.
    pub(crate) const fn fail(&mut self) {
        self.is_well_formed = false;
    }

    /// All is well: what is not was meant to be shown.
    pub(crate) const fn forgive(&mut self) {
        self.is_well_formed = true;
    }

    /// A line that is no field, on trees.
    fn add_note(&mut self, note: &str) -> fmt::Result {
        if self.json { Ok(()) } else { writeln!(self.text, "{NOTE}{note}{NOTE:#}") }
    }

    /// What was not shown, on trees.
    pub(crate) fn add_rest(&mut self) -> fmt::Result {
        if let [Broken { number, expected, offset }, ..] = self.broken[..]
            && !self.json
        {
            let count = match self.broken.len() {
                1 => "1 line is no field line:".to_owned(),
                count => format!("{count} lines are no field lines, the first of them"),
            };
            writeln!(self.text, "{ERROR}{count} line {number}, expected {expected} at byte {offset}{ERROR:#}")?;
        }
        match (self.shown, self.passed_over) {
            (0, 0) => self.add_note(NONE),
            (0, others) => self.add_note(&format!("{NONE}, {}", other_fields(others))),
            (_, 0) => Ok(()),
            (_, others) => self.add_note(&other_fields(others)),
        }
    }

    pub(crate) fn print(&self, color: Color) -> io::Result<()> {
        let stdout = io::stdout();
        let wants_none = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let choice = match color {
            Color::Always => ColorChoice::Always,
            Color::Auto if stdout.is_terminal() && !wants_none => ColorChoice::Always,
            Color::Auto | Color::Never => ColorChoice::Never,
        };
        let mut stream = AutoStream::new(stdout.lock(), choice);
        stream.write_all(self.text.as_bytes()).and_then(|()| stream.flush())
    }
}

const HEAD: Style = Style::new().bold();
const NONE: &str = "no field of authentication or CORS";

fn other_fields(count: usize) -> String {
    if count == 1 { "1 other field".to_owned() } else { format!("{count} other fields") }
}
