//! Families of inputs that grow.

use crate::inputs;

/// A name, and a function that returns a text of about this many bytes.
pub type Family = (&'static str, fn(usize) -> String);

/// Values of WWW-Authenticate.
pub const CHALLENGES: [Family; 16] = [
    ("an ordinary list", inputs::challenges),
    ("one plain quoted-string", |bytes| quoted(&inputs::symbols(bytes, 5), bytes)),
    ("one quoted-string of UTF-8", |bytes| quoted("é", bytes)),
    ("an escape every 3 bytes", |bytes| quoted("\\\"a", bytes)),
    ("an escape every 11 bytes", |bytes| quoted("\\\"abcdefghi", bytes)),
    ("backslashes", |bytes| quoted("\\\\", bytes)),
    ("a tab every 9 bytes", |bytes| quoted("abcdefgh\t", bytes)),
    ("an open quoted-string", |bytes| format!("Basic realm=\"{}", inputs::symbols(bytes - 13, 5))),
    ("a token68", |bytes| format!("Negotiate {}", inputs::symbols(bytes - 10, 3))),
    ("schemes of one letter", |bytes| format!("{}a", "a, ".repeat(bytes / 3))),
    ("one long scheme", |bytes| inputs::symbols(bytes, 3)),
    ("64 names of 2 letters each", |bytes| params(2, bytes)),
    ("64 names of 16 letters each", |bytes| params(16, bytes)),
    ("64 empty values each", |bytes| params(2, bytes).replace("=c", "=\"\"")),
    ("commas", |bytes| format!("Basic {}", ",".repeat(bytes - 6))),
    ("spaces before =", |bytes| format!("S a{}=b", " ".repeat(bytes - 5))),
];

pub const BASIC: Family = ("Basic credentials", |bytes| inputs::basic(bytes * 3 / 4));

pub const BEARER: Family = ("a Bearer token", |bytes| format!("Bearer {}", inputs::jwt(bytes)));

/// Values of Access-Control-Request-Headers.
pub const FIELD_NAMES: Family = ("a list of field names", |bytes| inputs::names(bytes / 20));

fn quoted(unit: &str, bytes: usize) -> String {
    let value = unit.repeat((bytes - 14) / unit.len().min(bytes - 14));
    format!("Basic realm=\"{value}\"")
}

/// Returns challenges of 64 parameters, whose names differ in their last two letters.
fn params(length: usize, bytes: usize) -> String {
    let letter = |index: u8| char::from(b'a' + index);
    let mut list = String::from("S ");
    for (count, index) in (0..64).cycle().enumerate() {
        let before = match (count, index) {
            (0, _) => "",
            (_, 0) => ",S ",
            _ => ",",
        };
        let param = format!("{before}{}{}{}=c", "x".repeat(length - 2), letter(index / 26), letter(index % 26));
        if list.len() + param.len() > bytes {
            break;
        }
        list.push_str(&param);
    }
    list
}
