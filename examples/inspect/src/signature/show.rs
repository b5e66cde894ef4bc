//! Shows what a signature covers: as numbered lines for people, and as JSON.

use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style};
use serde_json::{Map, Value as Json, json};

use super::text::{Difference, Text, columns};
use super::{Cause, Checked};
use crate::Report;
use crate::json::printable;
use crate::tree::{ERROR, FIELD, NAME, NOTE, SCHEME, SECRET, VALUE};
use crate::value::{MASK, Value};

const RIGHT: Style = AnsiColor::Green.on_default().bold();

impl Report {
    pub(super) fn add_checked(&mut self, checked: &Result<Checked, Cause>) -> fmt::Result {
        let reveal = self.reveals();
        let text = match (checked, self.is_json()) {
            (Ok(checked), true) => format!("{}\n", printable(&checked.json(reveal))),
            (Err(cause), true) => format!("{}\n", printable(&json!({ "error": of_cause(cause) }))),
            (Ok(checked), false) => Shown { checked, reveal }.to_string(),
            (Err(cause), false) => format!("{ERROR}{}{ERROR:#}\n", cause.text),
        };
        self.add_plain(&text)
    }
}

struct Shown<'a> {
    checked: &'a Checked,
    reveal: bool,
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Checked { scheme, form, facts, texts, causes, is_right, is_computable, .. } = self.checked;
        writeln!(f, "{SCHEME}{scheme}{SCHEME:#}  {NOTE}(in {}){NOTE:#}", place(form))?;
        let width = facts.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        for (index, (name, value)) in facts.iter().enumerate() {
            let value = Value::new(value).for_people(self.reveal);
            writeln!(
                f,
                "{NOTE}{}{NOTE:#} {NAME}{name:width$}{NAME:#}  {VALUE}{value}{VALUE:#}",
                branch(index, facts.len())
            )?;
        }
        for text in texts {
            self.write_text(f, text)?;
        }
        self.write_signatures(f)?;
        match is_right {
            Some(true) => writeln!(f, "{RIGHT}The signature is right.{RIGHT:#}")?,
            Some(false) => writeln!(f, "{ERROR}The signature is wrong.{ERROR:#}")?,
            None if *is_computable => writeln!(f, "{NOTE}Without --key, the signature is not computed.{NOTE:#}")?,
            None => writeln!(f, "{NOTE}The signature of this algorithm is not computed.{NOTE:#}")?,
        }
        causes.iter().try_for_each(|cause| writeln!(f, "- {}", cause.text))
    }
}

impl Shown<'_> {
    fn write_text(&self, f: &mut fmt::Formatter<'_>, text: &Text) -> fmt::Result {
        writeln!(f, "{FIELD}{}{FIELD:#}", title(text.kind))?;
        let difference = text.difference();
        for (index, (line, masked)) in text.lines().iter().enumerate() {
            let differs = difference.as_ref().filter(|difference| difference.line == index);
            let range = differs
                .map_or(0..line.len(), |difference| window(line.len().max(difference.theirs.len()), difference.column));
            let shown = cut(line, masked, &range, self.reveal);
            let style = if differs.is_some() { ERROR } else { Style::new() };
            write!(f, "{NOTE}{:>4}{NOTE:#}", index + 1)?;
            if !shown.is_empty() {
                write!(f, "  {style}{shown}{style:#}")?;
            }
            match text.note(index) {
                Some(note) => writeln!(f, "  {NOTE}({note}){NOTE:#}")?,
                None => writeln!(f)?,
            }
            if let Some(Difference { column, offset, theirs, masked, .. }) = differs {
                let theirs = cut(theirs, masked, &range, self.reveal);
                let end = if theirs.is_empty() { "" } else { "  " };
                writeln!(f, "      {ERROR}{theirs}{ERROR:#}{end}{NOTE}(the other side){NOTE:#}")?;
                let column = column - range.start + usize::from(range.start > 0) + 6;
                writeln!(f, "{:column$}{ERROR}^{ERROR:#}", "")?;
                writeln!(f, "{:column$}{ERROR}the first difference, at byte {offset} of the text{ERROR:#}", "")?;
            }
        }
        if text.theirs.is_some() && difference.is_none() {
            writeln!(f, "      {NOTE}(the other side signs the same){NOTE:#}")?;
        }
        Ok(())
    }

    fn write_signatures(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Checked { sent, expected, is_right, .. } = self.checked;
        writeln!(f, "{FIELD}signature{FIELD:#}")?;
        let all: Vec<_> = [("sent", Some(sent)), ("right", expected.as_ref())]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        let width = all.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        for (index, (name, value)) in all.iter().enumerate() {
            let style = if self.reveal { VALUE } else { SECRET };
            let value = Value::new(value).secret_if(true).for_people(self.reveal);
            write!(
                f,
                "{NOTE}{}{NOTE:#} {NAME}{name:width$}{NAME:#}  {style}{value}{style:#}",
                branch(index, all.len())
            )?;
            match *is_right {
                // Two masks look the same.
                Some(is_right) if !self.reveal && *name == "right" => {
                    writeln!(f, "  {NOTE}({}){NOTE:#}", if is_right { "the same" } else { "they differ" })?;
                }
                _ => writeln!(f)?,
            }
        }
        Ok(())
    }
}

const fn branch(index: usize, count: usize) -> &'static str {
    if index + 1 == count { "└─" } else { "├─" }
}

fn place(form: &str) -> &'static str {
    if form == "query" { "the query" } else { "Authorization" }
}

fn title(kind: &str) -> String {
    kind.replace('-', " ")
}

/// Returns a part of a line, with an ellipsis where it is cut.
fn cut(line: &[u8], masked: &[bool], range: &std::ops::Range<usize>, reveal: bool) -> String {
    let (start, end) = (range.start.min(line.len()), range.end.min(line.len()));
    let mut shown = String::new();
    if range.start > 0 {
        shown.push('…');
    }
    shown.push_str(&columns(&line[start..end], &masked[start..end], reveal));
    if end < line.len() {
        shown.push('…');
    }
    shown
}

/// Returns the part of a line around a column that fits on a screen.
fn window(length: usize, column: usize) -> std::ops::Range<usize> {
    const BEFORE: usize = 60;
    const AFTER: usize = 40;
    if length <= BEFORE + AFTER { 0..length } else { column.saturating_sub(BEFORE)..length.min(column + AFTER) }
}

impl Checked {
    fn json(&self, reveal: bool) -> Json {
        let facts: Map<_, _> = self
            .facts
            .iter()
            .map(|(name, value)| ((*name).to_owned(), String::from_utf8_lossy(value).into()))
            .collect();
        let secret = |value: &[u8]| Value::new(value).secret_if(true).for_json(reveal);
        json!({
            "scheme": self.scheme,
            "form": self.form,
            "facts": facts,
            "texts": self.texts.iter().map(|text| of_text(text, reveal)).collect::<Vec<_>>(),
            "sent": secret(&self.sent),
            "right": self.expected.as_deref().map(secret),
            "is_right": self.is_right,
            "causes": self.causes.iter().map(of_cause).collect::<Vec<_>>(),
        })
    }
}

fn of_cause(cause: &Cause) -> Json {
    json!({ "kind": cause.kind, "text": cause.text })
}

fn of_text(text: &Text, reveal: bool) -> Json {
    let shown = |line: &[u8], masked: &[bool]| latin1(line, masked, reveal);
    let lines: Vec<_> = text.lines().iter().map(|(line, masked)| shown(line, masked)).collect();
    let mut object = json!({ "text": text.kind, "lines": lines });
    if text.theirs.is_some() {
        object["differs"] = text.difference().map_or(Json::Null, |difference| {
            json!({
                "line": difference.line,
                "column": difference.column,
                "offset": difference.offset,
                "theirs": shown(&difference.theirs, &difference.masked),
            })
        });
    }
    object
}

/// Returns a line as U+0000 to U+00FF, so that columns count bytes.
fn latin1(line: &[u8], masked: &[bool], reveal: bool) -> String {
    let char = |(byte, masked): (&u8, &bool)| if *masked && !reveal { MASK } else { char::from(*byte) };
    line.iter().zip(masked).map(char).collect::<String>()
}
