//! Methods and field names, what Fetch does with them, and the values that Fetch splits without a grammar.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use countersign::cors::names::{FieldName, MAX_FIELDS, Method, UnsafeNames};
use countersign::cors::values::TimingAllowOrigin;
use countersign::{ErrorKind, ParseError, Rule, ValueErrorKind};

use super::oracle::{self, trimmed};
use super::parts::agreed;
use super::{lines, points_into, written};

pub(crate) fn check(data: &[u8]) {
    for line in lines(data) {
        is_read(line);
    }
    unsafe_names(data);
    pieces(data);
}

fn is_read(value: &[u8]) {
    let bytes = trimmed(value);
    let (method, name) = (Method::parse(value), FieldName::parse(value));
    assert_eq!(method.map(|method| method.as_bytes()), name.map(|name| name.as_bytes()), "both are tokens");
    if let Ok(text) = core::str::from_utf8(bytes) {
        let built = agreed(Method::new(text), oracle::token("method", bytes));
        assert_eq!(built, method.ok());
        assert_eq!(agreed(FieldName::new(text), oracle::token("field-name", bytes)), name.ok());
    }
    match method {
        Ok(method) => {
            assert_eq!(method.as_bytes(), bytes);
            reads_back!(Method, method);
            methods_are_normalized(method);
        }
        Err(error) => stops_where_the_token_ends(value, error),
    }
    if let Ok(name) = name {
        reads_back!(FieldName, name);
        let lower = bytes.to_ascii_lowercase();
        assert_eq!(written(&name.lower_case()), lower);
        assert_eq!(name.lower_case().to_string().as_bytes(), lower);
        names_are_compared(name, bytes);
    }
}

fn stops_where_the_token_ends(value: &[u8], error: ParseError) {
    points_into(value, error);
    let begins = value.get(error.offset()).is_none_or(|byte| !oracle::is_tchar(*byte));
    assert!(begins || error.kind() == ErrorKind::Expected(Rule::End), "{error}");
}

fn methods_are_normalized(method: Method<'_>) {
    let upper = method.as_str().to_ascii_uppercase();
    let is_normalized = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"].contains(&&*upper);
    assert_eq!(method.normalized().as_str(), if is_normalized { &*upper } else { method.as_str() });
    assert_eq!(method.normalized().normalized(), method.normalized());
    assert_eq!(method.is_forbidden(), ["CONNECT", "TRACE", "TRACK"].contains(&&*upper));
}

fn names_are_compared(name: FieldName<'_>, bytes: &[u8]) {
    for other in [bytes.to_ascii_uppercase(), bytes.to_ascii_lowercase()] {
        let other = FieldName::parse(&other).expect("a token in another case");
        assert!(other == name && other.cmp(&name) == Ordering::Equal && other.is(name.as_str()));
        assert_eq!(other.is_forbidden_request(), name.is_forbidden_request());
        assert_eq!(other.is_safelisted_response(), name.is_safelisted_response());
    }
    for other in ["a", "Accept", "content-type", "x-a", "~"] {
        let expected = bytes.to_ascii_lowercase().cmp(&other.to_ascii_lowercase().into_bytes());
        let other = FieldName::new(other).expect("a token");
        assert_eq!((name.cmp(&other), name == other), (expected, expected == Ordering::Equal));
    }
}

/// Each line is a field: a name, a colon and a value.
fn unsafe_names(data: &[u8]) {
    let pair = |line| {
        let mut parts = <[u8]>::splitn(line, 2, |byte| *byte == b':');
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
    };
    let fields: Vec<(&[u8], &[u8])> = lines(data).map(pair).collect();
    let too_many = (fields.len() > MAX_FIELDS).then_some(("fields", ValueErrorKind::TooMany, MAX_FIELDS));
    let fault = too_many.or_else(|| fields.iter().find_map(|(name, _)| oracle::token("field-name", name)));
    let Some(names) = agreed(UnsafeNames::new(&fields), fault) else {
        return;
    };
    let lower = |name: &[u8]| String::from_utf8(name.to_ascii_lowercase()).expect("a token");
    let (safe, others): (Vec<_>, Vec<_>) =
        fields.iter().partition(|(name, value)| is_safelisted(&lower(name), trimmed(value)));
    let bytes: usize = safe.iter().map(|(_, value)| trimmed(value).len()).sum();
    let safe = safe.iter().filter(|_| bytes > 1024);
    let expected: BTreeSet<String> = others.iter().chain(safe).map(|(name, _)| lower(name)).collect();

    let found: Vec<String> = names.iter().map(|name| lower(name.as_bytes())).collect();
    assert!(found.iter().eq(&expected), "the names are sorted, without duplicates: {found:?}");
    assert_eq!(names.is_empty(), expected.is_empty());
    assert_eq!(written(&names), found.join(",").into_bytes());
}

/// "CORS-safelisted request-header", Fetch §2.2.2. The name is in lower case.
fn is_safelisted(name: &str, value: &[u8]) -> bool {
    let has_unsafe = value.iter().any(|byte| match byte {
        b'\t' => false,
        0..0x20 | 0x7F => true,
        other => b"\"():<>?@[\\]{}".contains(other),
    });
    let is_short = value.len() <= 128;
    is_short
        && match name {
            "accept" => !has_unsafe,
            "accept-language" | "content-language" => {
                value.iter().all(|byte| byte.is_ascii_alphanumeric() || b" *,-.;=".contains(byte))
            }
            "content-type" => {
                let text: String = value.iter().map(|byte| char::from(*byte)).collect();
                let essence = text.split(';').next().unwrap_or_default().trim_end_matches([' ', '\t']);
                let forms = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
                !has_unsafe && forms.contains(&&*essence.to_ascii_lowercase())
            }
            "range" => {
                let text = core::str::from_utf8(value).unwrap_or_default();
                let positions = text.strip_prefix("bytes=").and_then(|range| range.split_once('-'));
                positions.is_some_and(|(first, last)| {
                    let are_digits = first.bytes().chain(last.bytes()).all(|byte| byte.is_ascii_digit());
                    let number = |digits: &str| format!("{digits:0>128}");
                    are_digits && !first.is_empty() && (last.is_empty() || number(first) <= number(last))
                })
            }
            _ => false,
        }
}

/// The lines of a field are joined to one value. Asserts that each part is the beginning of what the oracle gives.
fn pieces(data: &[u8]) {
    let joined = lines(data).collect::<Vec<_>>().join(&b", "[..]);
    let expected = split(&joined);
    let fields: Vec<(&str, &[u8])> = lines(data).map(|line| ("Timing-Allow-Origin", line)).collect();
    let found: Vec<&[u8]> = TimingAllowOrigin::of(&fields[..]).iter().collect();
    assert_eq!(found.len(), expected.len());
    let within_strings = found.iter().zip(&expected).filter(|(found, expected)| **found != **expected);
    for (found, expected) in within_strings {
        assert!(expected.starts_with(found) && found.contains(&b'"'), "{found:?} of {expected:?}");
    }
    let one_line = [("Timing-Allow-Origin", &joined[..])];
    assert!(TimingAllowOrigin::of(&one_line).iter().eq(expected.iter().map(Vec::as_slice)));
}

/// "Get, decode, and split", Fetch §2.2.2.
fn split(value: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = vec![Vec::new()];
    let (mut quoted, mut escaped) = (false, false);
    for byte in value {
        if *byte == b',' && !quoted {
            pieces.push(Vec::new());
            continue;
        }
        if *byte == b'"' && !escaped {
            quoted = !quoted;
        }
        escaped = quoted && *byte == b'\\' && !escaped;
        pieces.last_mut().expect("the first is there").push(*byte);
    }
    pieces.iter().map(|piece| trimmed(piece).to_vec()).collect()
}
