//! Values with a charset, RFC 8187.

use countersign::auth::ext_value::ExtValue;

use super::{points_into, written};

pub(crate) fn check(data: &[u8]) {
    received(data);
    if let Ok(text) = core::str::from_utf8(data) {
        built(text);
    }
}

fn received(value: &[u8]) {
    match (ExtValue::parse(value), ext_value(value)) {
        (Ok(read), Some((charset, language, bytes))) => {
            assert_eq!((read.charset().as_bytes(), read.language().as_bytes()), (charset, language));
            means(read, &bytes);
            reads_back!(ExtValue, read);
        }
        (Err(error), None) => points_into(value, error),
        (read, expected) => panic!("read {read:?}, expected {expected:?}"),
    }
}

fn built(text: &str) {
    let value = ExtValue::new(text);
    assert!(value.is_utf8() && value.language().is_empty());
    means(value, text.as_bytes());
    reads_back!(ExtValue, value);
    let wire = written(&value);
    assert_eq!(ext_value(&wire), Some((&b"UTF-8"[..], &b""[..], text.as_bytes().to_vec())));
}

fn means(value: ExtValue<'_>, bytes: &[u8]) {
    assert!(value.bytes().eq(bytes.iter().copied()));
    let mut buffer = vec![0; bytes.len()];
    assert_eq!(value.decode_into(&mut buffer), Ok(bytes));
    if let Some(short) = bytes.len().checked_sub(1) {
        let error = value.decode_into(&mut buffer[..short]).expect_err("the buffer is too short");
        assert_eq!(error.needed(), bytes.len());
    }
}

/// `ext-value = charset "'" [ language ] "'" value-chars`
fn ext_value(value: &[u8]) -> Option<(&[u8], &[u8], Vec<u8>)> {
    let mut pieces = value.splitn(3, |byte| *byte == b'\'');
    let (charset, language, chars) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let is_charset = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&+-^_`{}~".contains(byte);
    let is_language = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let whole = !charset.is_empty() && charset.iter().all(is_charset) && language.iter().all(is_language);
    if whole { Some((charset, language, value_chars(chars)?)) } else { None }
}

/// `value-chars = *( pct-encoded / attr-char )`
fn value_chars(chars: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = chars;
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let digits = after.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
            bytes.push(u8::from_str_radix(core::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = &after[2..];
        } else if first.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(first) {
            bytes.push(*first);
            rest = after;
        } else {
            return None;
        }
    }
    Some(bytes)
}
