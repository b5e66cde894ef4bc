//! Rows of a name, a value and a remark.

use core::fmt;

use countersign::Text;
use countersign_explain::{Meaning, Row, Value};

use crate::json::Json;

/// The longest value whose escapes are removed.
const MAX_VALUE: usize = 4096;

/// A row as a type read it. If `hide` is true, all values are masked.
pub(crate) fn typed(row: Row<'_>, hide: bool, json: &mut Json<'_>) {
    let (name, of, note) = (row.name, row.of, row.note.unwrap_or(&""));
    let mut digits = [0; 20];
    match row.meaning {
        Meaning::One(value) => one(name, of, value, hide, note, json),
        Meaning::Many(values) => values.for_each(|value| one(name, of, value, hide, note, json)),
        Meaning::Number(number) => one(name, of, Value::new(decimal(number, &mut digits)), hide, note, json),
        // A flag has no value to mask.
        Meaning::Flag(flag) => one(name, of, Value::new(if flag { b"true" } else { b"false" }), false, note, json),
    }
}

#[inline(never)]
fn one(name: &str, of: &str, value: Value<'_>, hide: bool, note: &dyn fmt::Display, json: &mut Json<'_>) {
    let mut buffer = [0; MAX_VALUE];
    let is_secret = value.is_secret || hide;
    let bytes = value.decode_into(&mut buffer);
    let query = bytes.iter().position(|byte| *byte == b'?').filter(|_| value.is_url);
    begin(name.as_bytes(), false, json);
    json.key("of");
    json.text(of);
    end(bytes, if is_secret { 0 } else { query.map_or(usize::MAX, |query| query + 1) }, note, json);
}

/// A parameter as sent.
pub(crate) fn param(name: &[u8], is_secret_name: bool, value: Text<'_>, is_secret: bool, json: &mut Json<'_>) {
    let mut buffer = [0; MAX_VALUE];
    let bytes = value.decode_into(&mut buffer).unwrap_or(value.raw());
    let query = bytes.iter().position(|byte| *byte == b'?').filter(|_| name.eq_ignore_ascii_case(b"uri"));
    begin(name, is_secret_name, json);
    end(bytes, if is_secret { 0 } else { query.map_or(usize::MAX, |query| query + 1) }, &"", json);
}

/// The token68 as sent.
pub(crate) fn token68(value: &[u8], is_secret: bool, json: &mut Json<'_>) {
    begin(b"token68", false, json);
    end(value, if is_secret { 0 } else { usize::MAX }, &"", json);
}

fn begin(name: &[u8], is_secret_name: bool, json: &mut Json<'_>) {
    json.open(b'{');
    json.key("name");
    json.bytes(name, if is_secret_name { 0 } else { usize::MAX });
}

fn end(value: &[u8], secret_from: usize, note: &dyn fmt::Display, json: &mut Json<'_>) {
    json.key("value");
    json.bytes(value, secret_from);
    json.truth("secret", secret_from == 0);
    json.key("note");
    json.display(note);
    json.close(b'}');
}

fn decimal(number: u64, digits: &mut [u8; 20]) -> &[u8] {
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            return &digits[at..];
        }
    }
}
