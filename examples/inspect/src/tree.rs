//! Writes a field line as a tree, with a caret under each error, for people.

use std::fmt;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use countersign::{ErrorKind, Rule};

use crate::forgiven::{Forgiven, Part};
use crate::meaning::{Element, Field, Payload, Problem};
use crate::secrets;
use crate::value::{Columns, Value};

pub(crate) const FIELD: Style = Style::new().bold();
pub(crate) const SCHEME: Style = AnsiColor::Cyan.on_default().bold();
pub(crate) const NAME: Style = AnsiColor::Blue.on_default();
pub(crate) const VALUE: Style = AnsiColor::Green.on_default();
pub(crate) const SECRET: Style = AnsiColor::Yellow.on_default();
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const NOTE: Style = Style::new().dimmed();

/// A field line as a tree, after its errors.
pub(crate) struct Tree<'a> {
    pub field: &'a Field<'a>,
    pub reveal: bool,
}

impl fmt::Display for Tree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut problems = self.field.problems().peekable();
        if problems.peek().is_none() {
            write!(f, "{FIELD}{}{FIELD:#}", self.field.line.name)?;
            match self.field.line.folds {
                0 => writeln!(f)?,
                _ => writeln!(f, "  {NOTE}(folded lines, read as one line){NOTE:#}")?,
            }
        }
        for problem in problems {
            self.write_problem(f, problem)?;
        }
        if let Some(forgiven) = &self.field.forgiven {
            return self.write_forgiven(f, forgiven);
        }
        let elements = self.field.read.as_deref().unwrap_or_default();
        for (index, element) in elements.iter().enumerate() {
            self.write_element(f, element, index + 1 == elements.len())?;
        }
        self.field.other.iter().try_for_each(|element| self.write_element(f, element, true))
    }
}

impl Tree<'_> {
    /// Writes what the tolerant parser read, after a line that says what it tolerated.
    fn write_forgiven(&self, f: &mut fmt::Formatter<'_>, forgiven: &Forgiven) -> fmt::Result {
        write!(f, "{NOTE}read tolerantly")?;
        let schemes = forgiven.elements().filter_map(|element| element.scheme.as_ref());
        for (index, scheme) in schemes.enumerate() {
            write!(f, "{}{}", if index == 0 { " as " } else { " and " }, scheme.for_people(self.reveal))?;
        }
        for (index, (deviation, offset)) in forgiven.deviations.iter().enumerate() {
            write!(f, "{}{deviation} at byte {offset}", if index == 0 { ", with: " } else { "; " })?;
        }
        writeln!(f, "{NOTE:#}")?;
        for (index, part) in forgiven.parts.iter().enumerate() {
            let is_last = index + 1 == forgiven.parts.len();
            match part {
                Part::Read(element) => self.write_element(f, element, is_last)?,
                Part::Broken { scheme, problem } => {
                    let scheme =
                        scheme.as_ref().map_or_else(|| "?".to_owned(), |scheme| scheme.for_people(self.reveal));
                    let branch = if is_last { "└─" } else { "├─" };
                    write!(f, "{NOTE}{branch}{NOTE:#} {ERROR}{scheme}{ERROR:#}")?;
                    writeln!(f, "  {NOTE}(not readable: {} at byte {}){NOTE:#}", problem.kind, problem.offset)?;
                }
            }
        }
        Ok(())
    }

    fn write_element(&self, f: &mut fmt::Formatter<'_>, element: &Element, is_last: bool) -> fmt::Result {
        let rows = rows(element, self.reveal);
        let (head, style) = match (&element.scheme, &element.payload) {
            (Some(scheme), _) if element.refused().is_some() => (scheme, ERROR),
            (Some(scheme), _) => (scheme, SCHEME),
            (None, Payload::Value(value)) => (value, VALUE),
            (None, _) => return self.write_rows(f, "", &rows),
        };
        let (branch, below) = if is_last { ("└─", "   ") } else { ("├─", "│  ") };
        write!(f, "{NOTE}{branch}{NOTE:#} {style}{}{style:#}", head.for_people(self.reveal))?;
        // If a value of a CORS field has one row, the row repeats the value.
        let (note, rows) = match (&element.payload, &rows[..]) {
            (Payload::Value(_), [Shown { note, .. }]) => (note.or(element.note), &[][..]),
            (_, rows) => (element.note, rows),
        };
        match note {
            Some(note) => writeln!(f, "  {NOTE}({note}){NOTE:#}")?,
            None => writeln!(f)?,
        }
        self.write_rows(f, below, rows)
    }

    fn write_rows(&self, f: &mut fmt::Formatter<'_>, above: &str, rows: &[Shown<'_>]) -> fmt::Result {
        let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
        for (index, row) in rows.iter().enumerate() {
            let (branch, below) = if index + 1 == rows.len() { ("└─", "  ") } else { ("├─", "│ ") };
            for (at, value) in row.values.iter().enumerate() {
                let (branch, name) = if at == 0 { (branch, row.name.as_str()) } else { (below, "") };
                let style = if value.is_secret() && !self.reveal { SECRET } else { VALUE };
                let value = value.for_people(self.reveal);
                write!(f, "{NOTE}{above}{branch}{NOTE:#} {NAME}{name:width$}{NAME:#}  {style}{value}{style:#}")?;
                match row.note {
                    Some(note) if at == 0 => writeln!(f, "  {NOTE}({note}){NOTE:#}")?,
                    _ => writeln!(f)?,
                }
            }
        }
        Ok(())
    }

    /// Writes the line as sent, a caret under the invalid byte, and the message under the caret.
    fn write_problem(&self, f: &mut fmt::Formatter<'_>, problem: Problem) -> fmt::Result {
        let Field { kind, line, .. } = self.field;
        let hidden_from = secrets::hidden_from(*kind, &line.value);
        let window = window(line.value.len(), problem.offset);
        let Range { start, end } = window;
        let columns = Columns { line: &line.value, window, hidden_from, reveal: self.reveal };
        let (before, after) = (ellipsis(start > 0), ellipsis(end < line.value.len()));
        let column = line.name.len() + ": ".len() + before.chars().count() + problem.offset - start;
        writeln!(f, "{FIELD}{}{FIELD:#}: {before}{columns}{after}", line.name)?;
        writeln!(f, "{:column$}{ERROR}^{ERROR:#}", "")?;
        write!(f, "{:column$}{ERROR}{} at byte {}", "", problem.kind, problem.offset)?;
        match problem.kind {
            ErrorKind::Expected(Rule::QuotedString) if problem.offset == line.value.len() => {
                if let Some(quote) = open_quote(&line.value) {
                    write!(f, ": the quote at byte {quote} is not closed")?;
                }
            }
            ErrorKind::Expected(Rule::OriginOrNull | Rule::Host)
                if line.value.get(problem.offset).is_some_and(u8::is_ascii_uppercase) =>
            {
                f.write_str(": browsers send lower case")?;
            }
            _ => {}
        }
        writeln!(f, "{ERROR:#}")
    }
}

/// Returns the offset of the quote that is open at the end of a line.
fn open_quote(line: &[u8]) -> Option<usize> {
    let mut open = None;
    let mut bytes = line.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => open = if open.is_none() { Some(at) } else { None },
            b'\\' if open.is_some() => drop(bytes.next()),
            _ => {}
        }
    }
    open
}

/// A row of a tree.
struct Shown<'a> {
    name: String,
    values: Vec<Value>,
    note: Option<&'a str>,
}

/// Returns the values that the scheme defines, in the order of its standard; then the others, in the order sent.
fn rows(element: &Element, reveal: bool) -> Vec<Shown<'_>> {
    let typed = || element.typed.iter().flatten().flatten();
    let mut rows: Vec<_> = typed()
        .map(|row| Shown { name: row.name.to_owned(), values: row.meaning.values(), note: row.note.as_deref() })
        .collect();
    match &element.payload {
        Payload::Token68(token68) => {
            if !typed().any(|row| row.of == "token68") {
                rows.push(Shown { name: "token68".to_owned(), values: vec![token68.clone()], note: None });
            }
        }
        Payload::Value(_) => {}
        Payload::Params(params) => {
            for (name, value) in params {
                if !typed().any(|row| row.of.as_bytes().eq_ignore_ascii_case(name.as_bytes())) {
                    rows.push(Shown { name: name.for_people(reveal), values: vec![value.clone()], note: None });
                }
            }
        }
    }
    rows
}

/// Returns the part of a line around an offset that fits on a screen.
fn window(length: usize, offset: usize) -> Range<usize> {
    const BEFORE: usize = 60;
    const AFTER: usize = 40;
    if length <= BEFORE + AFTER { 0..length } else { offset.saturating_sub(BEFORE)..length.min(offset + AFTER) }
}

const fn ellipsis(is_cut: bool) -> &'static str {
    if is_cut { "…" } else { "" }
}
