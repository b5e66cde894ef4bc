//! One JSON object per line, for scripts.

use countersign::auth::Deviation;
use serde_json::{Map, Value as Json, json};

use crate::forgiven::{Forgiven, Part};
use crate::input::{Broken, Line, of_lines};
use crate::meaning::{Element, Field, Meaning, Payload, Problem, Reader};
use crate::value::{Value, is_visible};

/// Returns the object for one field line, with its secrets. Returns `None` if the field concerns neither authentication
/// nor CORS.
#[must_use]
pub fn revealed(line: &[u8]) -> Option<Json> {
    let message = of_lines([line]);
    match message.lines.first()? {
        Line::Field(line) => Reader::new(&message.lines).read(line).map(|line| field(&line, true)),
        Line::Broken(line) => Some(broken(line)),
    }
}

pub(crate) fn field(field: &Field<'_>, reveal: bool) -> Json {
    let mut object = object([("field", field.name.into())]);
    if field.line.folds > 0 {
        object.insert("folds".into(), field.line.folds.into());
    }
    match &field.read {
        Ok(elements) => object.insert("ok".into(), elements.iter().map(|each| element(each, reveal)).collect()),
        Err(error) => object.insert("error".into(), problem(*error)),
    };
    if let Some(other) = &field.other {
        object.insert("other".into(), element(other, reveal));
    }
    if let Some(read) = &field.forgiven {
        object.insert("tolerant".into(), forgiven(read, reveal));
    }
    object.into()
}

fn forgiven(read: &Forgiven, reveal: bool) -> Json {
    let part = |part: &Part| match part {
        Part::Read(read) => element(read, reveal),
        Part::Broken { scheme, problem: error } => {
            json!({ "scheme": scheme.as_ref().map(|scheme| scheme.for_json(reveal)), "error": problem(*error) })
        }
    };
    let deviation = |(deviation, offset): &(Deviation, usize)| json!({ "kind": format!("{deviation:?}"), "text": deviation.to_string(), "offset": offset });
    json!({
        "read": read.parts.iter().map(part).collect::<Vec<_>>(),
        "deviations": read.deviations.iter().map(deviation).collect::<Vec<_>>(),
    })
}

/// Returns the object for a line that is not a field line.
pub(crate) fn broken(broken: &Broken) -> Json {
    let error = json!({ "kind": format!("expected {}", broken.expected), "offset": broken.offset });
    json!({ "field": null, "line": broken.number, "error": error })
}

/// Writes JSON, and escapes all characters that a terminal does not print. JSON itself requires fewer escapes.
pub(crate) fn printable(json: &Json) -> String {
    let mut line = String::new();
    for char in json.to_string().chars() {
        if is_visible(char) {
            line.push(char);
        } else {
            line.extend(char.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    line
}

fn element(element: &Element, reveal: bool) -> Json {
    let mut shown = Map::new();
    // The names of values that are not UTF-8. Their bytes are shown as U+0000 to U+00FF.
    let mut latin1 = Vec::new();
    let mut string = |name: &str, value: &Value| {
        if !value.is_utf8() && !latin1.iter().any(|other| other == name) {
            latin1.push(name.to_owned());
        }
        Json::from(value.for_json(reveal))
    };
    if let Some(scheme) = &element.scheme {
        shown.insert("scheme".into(), string("scheme", scheme));
    }
    match &element.payload {
        Payload::Token68(token68) => shown.insert("token68".into(), string("token68", token68)),
        Payload::Params(params) => {
            let pair = |(name, value): &(Value, Value)| {
                let name = name.for_json(reveal);
                json!([name, string(&name, value)])
            };
            shown.insert("params".into(), params.iter().map(pair).collect())
        }
        Payload::Value(value) => shown.insert("value".into(), string("value", value)),
    };
    match &element.typed {
        Some(Ok(rows)) => {
            let typed = rows.iter().map(|row| {
                let meaning = match &row.meaning {
                    Meaning::One(value) => string(row.name, value),
                    Meaning::Many(values) => values.iter().map(|value| string(row.name, value)).collect(),
                    Meaning::Flag(flag) => (*flag).into(),
                    Meaning::Number(number) => (*number).into(),
                };
                (row.name, meaning)
            });
            shown.insert("typed".into(), object(typed).into())
        }
        Some(Err(refused)) => shown.insert("refused".into(), problem(*refused)),
        None => None,
    };
    if !latin1.is_empty() {
        shown.insert("latin1".into(), latin1.into());
    }
    shown.into()
}

fn problem(problem: Problem) -> Json {
    json!({ "kind": problem.kind.to_string(), "offset": problem.offset })
}

fn object<'a>(members: impl IntoIterator<Item = (&'a str, Json)>) -> Map<String, Json> {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
