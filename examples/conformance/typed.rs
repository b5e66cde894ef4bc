//! Vectors of lines and of what the types of their schemes read, as the example `inspect` shows it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::vector::{self, Bytes, Failure};

/// The kind of these vectors.
pub(crate) const KIND: &str = "typed-scheme";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    #[serde(rename = "kind")]
    _kind: Value,
    header: String,
    value: Bytes,
    /// Which of several challenges is meant. Negative numbers count from the end.
    #[serde(default)]
    pick: isize,
    expect: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
enum Expected {
    /// The type accepts the line. These members are among its own.
    Typed(Map<String, Value>),
    /// The generic grammar accepts the line, and the type rejects it.
    Refused(bool),
    /// The generic grammar rejects the line, and so does the grammar of the scheme, if it has one.
    Error(bool),
}

pub(crate) fn check(vector: &Value) -> Result<(), Failure> {
    let Vector { header, value, pick, expect, .. } = vector::read(vector)?;
    let line = [header.as_bytes(), b": ", value.as_ref()].concat();
    let shown = inspect::revealed(&line).ok_or_else(|| Failure::new("a field of authentication", &header))?;
    let element = shown.get("other").or_else(|| picked(shown.get("ok")?.as_array()?, pick));
    let typed = element.and_then(|element| element.get("typed")?.as_object());
    let came = match element {
        _ if typed.is_some() => json!("a typed value"),
        Some(element) if element.get("refused").is_some() => json!({"refused": true}),
        Some(_) => json!("a scheme without a type"),
        None if shown.get("error").is_some() => json!({"error": true}),
        None => json!("no such challenge"),
    };
    match expect {
        Expected::Typed(members) => {
            let typed = typed.ok_or_else(|| Failure::new("a typed value", came))?;
            members.iter().try_for_each(|(name, expected)| member(typed, name, expected))
        }
        Expected::Refused(refused) => vector::compare(&json!({"refused": refused}), &Ok(came)),
        Expected::Error(error) => vector::compare(&json!({"error": error}), &Ok(came)),
    }
}

fn picked(elements: &[Value], pick: isize) -> Option<&Value> {
    let from_end = || elements.len().checked_sub(pick.unsigned_abs());
    let index = if pick < 0 { from_end()? } else { pick.unsigned_abs() };
    elements.get(index)
}

/// Compares one member. A name that ends in `_hex` stands for the bytes of base64.
fn member(typed: &Map<String, Value>, name: &str, expected: &Value) -> Result<(), Failure> {
    let came = match (typed.get(name), name.strip_suffix("_hex")) {
        (Some(value), _) => Some(value.clone()),
        (None, Some(name)) => typed.get(name).and_then(Value::as_str).and_then(hex).map(Value::from),
        (None, None) => None,
    };
    match came {
        Some(came) if came == *expected => Ok(()),
        came => Err(Failure::new(expected, came.unwrap_or_else(|| json!("no such member"))).of(name)),
    }
}

/// Returns the digits of the bytes that base64 or base64url stands for, with padding or without.
fn hex(base64: &str) -> Option<String> {
    let symbols = base64.trim_end_matches('=').replace('-', "+").replace('_', "/");
    let mut bytes = vec![0; symbols.len()];
    let length = STANDARD_NO_PAD.decode_slice(symbols, &mut bytes).ok()?;
    let digits: Vec<_> = bytes.iter().take(length).map(|byte| format!("{byte:02x}")).collect();
    Some(digits.concat())
}
