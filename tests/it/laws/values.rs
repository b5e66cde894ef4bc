//! The values of CORS fields.

use countersign::cors;
use countersign::cors::names::{FieldName, MAX_FIELDS};
use countersign::cors::origin::Origin;
use countersign::cors::values::{
    self, AllowOrigin, DeltaSeconds, NetworkId, NetworkName, ResourcePolicy, TimingAllowOrigin, True, Vary,
};
use countersign::{FieldContent, FieldsFn, LineError, List, ParseError, ValueErrorKind};

use super::oracle::{self, trimmed};
use super::parts::agreed;
use super::{lines, points_into, written};

pub(crate) fn check(data: &[u8]) {
    lines(data).for_each(singletons);
    lists(data);
    parsers(data);
    vary(data);
}

/// Asserts that a parsed value has this wire form, and that it is rejected if there is none. Returns the value.
fn is_read<T: FieldContent>(value: &[u8], read: Result<T, ParseError>, wire: Option<&[u8]>) -> Option<T> {
    let written = read.as_ref().ok().map(written);
    assert_eq!(written.as_deref(), wire, "{}", value.escape_ascii());
    match read {
        Ok(read) => Some(read),
        Err(error) => {
            points_into(value, error);
            None
        }
    }
}

fn singletons(value: &[u8]) {
    let bytes = trimmed(value);
    let text = core::str::from_utf8(bytes).unwrap_or_default();
    let is = |word: &str| (text == word).then_some(bytes);
    is_read(value, True::parse(value), is("true"));
    is_read(value, ResourcePolicy::parse(value), is("same-origin").or(is("same-site")).or(is("cross-origin")));

    let are_digits = !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
    let seconds = are_digits.then(|| text.parse().unwrap_or(u64::MAX));
    let digits = seconds.map(|seconds| seconds.to_string().into_bytes());
    let age = is_read(value, DeltaSeconds::parse(value), digits.as_deref());
    assert_eq!(age, seconds.map(DeltaSeconds::new));

    let pairs: Vec<&str> = text.split(':').collect();
    let is_pair = |pair: &&str| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_id = pairs.len() == 6 && pairs.iter().all(is_pair);
    if let Some(id) = is_read(value, NetworkId::parse(value), is_id.then(|| bytes.to_ascii_uppercase()).as_deref()) {
        reads_back!(NetworkId, id);
        assert_eq!(NetworkId::new(id.to_bytes()), id);
    }

    let stray = oracle::stray_or_empty("network-name", bytes, |byte| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.".contains(&byte)
    });
    let too_many = (bytes.len() > 248).then_some(("network-name", ValueErrorKind::InvalidByte, 248));
    let fault = stray.filter(|(_, _, at)| *at < 248).or(too_many);
    is_read(value, NetworkName::parse(value), fault.is_none().then_some(bytes));
    if let Ok(text) = core::str::from_utf8(bytes) {
        agreed(NetworkName::new(text), fault);
    }

    let allowed = match Origin::parse_tolerant(value) {
        Ok(origin) => Some(written(&origin)),
        Err(_) => is("*").map(<[u8]>::to_vec),
    };
    if let Some(allowed) = is_read(value, AllowOrigin::parse(value), allowed.as_deref()) {
        reads_back!(AllowOrigin, allowed);
    }
}

fn lists(data: &[u8]) {
    for line in lines(data) {
        let pieces = line.split(|byte| *byte == b',').map(trimmed).filter(|piece| !piece.is_empty());
        let pieces: Vec<&[u8]> = pieces.collect();
        let have_white_space = pieces.iter().any(|piece| piece.contains(&b' ') || piece.contains(&b'\t'));
        let expected: Option<Vec<_>> = pieces.iter().map(|piece| AllowOrigin::parse(piece).ok()).collect();
        match List::<AllowOrigin<'_>>::parse(line) {
            Ok(list) => {
                assert_eq!(Some(list.iter().collect::<Vec<_>>()), expected);
                assert!(!have_white_space);
                let wire = written(&list);
                assert_eq!(List::parse(&wire), Ok(list));
            }
            Err(error) => {
                points_into(line, error);
                assert!(expected.is_none(), "{error}");
            }
        }
    }
}

/// Asserts that a field with one value has one line, and that a list has the elements of all lines.
fn parsers(data: &[u8]) {
    let fields = FieldsFn(|_| lines(data));
    let tokens: Vec<Vec<&[u8]>> = lines(data)
        .map(|line| line.split(|byte| *byte == b',').map(trimmed).filter(|piece| !piece.is_empty()).collect())
        .collect();
    let broken = tokens.iter().position(|pieces| pieces.iter().any(|piece| oracle::token("token", piece).is_some()));
    let all: Vec<&[u8]> = tokens.concat();
    let line = |error: LineError| error.line();

    let methods = values::allow_methods(fields).map(|lines| lines.expect("there are lines"));
    assert_eq!(methods.as_ref().err().copied().map(line), broken);
    if let Ok(methods) = methods {
        assert!(methods.iter().map(|method| method.as_bytes()).eq(all.iter().copied()));
    }
    for read in [values::request_headers, values::allow_headers, values::expose_headers, values::vary] {
        let names = read(fields).map(|lines| lines.expect("there are lines"));
        assert_eq!(names.as_ref().err().copied().map(line), broken);
        if let Ok(names) = names {
            assert!(names.iter().map(|name| name.as_bytes()).eq(all.iter().copied()));
        }
    }

    let only = <[_; 1]>::try_from(lines(data).collect::<Vec<_>>()).ok();
    let alone = only.map(|[line]| (DeltaSeconds::parse(line).ok(), AllowOrigin::parse(line).ok())).unwrap_or_default();
    let read = (values::max_age(fields).ok().flatten(), values::allow_origin(fields).ok().flatten());
    assert_eq!(read, alone);

    let origin = Origin::parse(b"https://a.example").expect("an origin");
    let timing = TimingAllowOrigin::of(fields);
    assert_eq!(timing.allows(&origin), timing.iter().any(|piece| piece == b"*" || piece == b"https://a.example"));
}

/// The lines before an empty line are a `Vary` field. The lines after it are names to add.
fn vary(data: &[u8]) {
    let present: Vec<(&str, &[u8])> =
        lines(data).take_while(|line| !line.is_empty()).map(|line| (cors::VARY, line)).collect();
    let add: Vec<FieldName<'_>> =
        lines(data).skip(present.len()).filter_map(|line| FieldName::parse(line).ok()).take(MAX_FIELDS).collect();
    let missing: Vec<FieldName<'_>> = Vary::of(&present[..]).missing(&add).unwrap().collect();
    assert!(missing.iter().all(|name| !Vary::of(&present[..]).has(*name)), "no name is added that the field has");

    let wire = written(&List::of(&missing));
    let added = [&present[..], &[(cors::VARY, &wire[..])]].concat();
    assert!(add.iter().all(|name| Vary::of(&added[..]).has(*name)), "every name that the field lacks is added");
    assert_eq!(Vary::of(&added[..]).missing(&add).unwrap().count(), 0);
}
