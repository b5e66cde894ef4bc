//! What SharedKey and SharedKeyLite sign: the text is that of a naive builder, a server accepts what a client signed, in any
//! order of the fields and the parameters, and no longer when a byte is changed that is signed.

use countersign::auth::colon_pair::shared_key::{
    AccountKey, Client, MAX_FIELDS, MAX_QUERY_PARAMS, Refusal, Request, Server, Service,
};
use countersign::auth::colon_pair::{Credentials, Kind};
use countersign::hash::Sha256;
use countersign::mac::{Hmac, MacFunction, MacKey};
use countersign::{Encode, ValueErrorKind};

use crate::laws::query::{Pair, changed, pairs, reversed, split};
use crate::laws::{lines, written};

const DATE: &str = "Sun, 11 Oct 2009 21:49:13 GMT";
const NOW: u64 = 1_255_297_753;
const KEY: &[u8] = b"a key of the account";
const FORMS: [(Service, Kind); 4] = [
    (Service::Blob, Kind::SharedKey),
    (Service::Blob, Kind::SharedKeyLite),
    (Service::Table, Kind::SharedKey),
    (Service::Table, Kind::SharedKeyLite),
];
/// The fields with a line each, but for the date.
const LINES: [&str; 10] = [
    "content-encoding",
    "content-language",
    "content-length",
    "content-md5",
    "content-type",
    "if-modified-since",
    "if-match",
    "if-none-match",
    "if-unmodified-since",
    "range",
];

type Field = (String, Vec<u8>);

/// A request: the first line is the target, the others are fields. The length chooses the service and the scheme.
pub(crate) fn check(data: &[u8]) {
    let form = FORMS[data.len() % FORMS.len()];
    let mut lines = lines(data);
    let target = lines.next().unwrap_or_default();
    let mut fields: Vec<Field> =
        vec![("X-Ms-Date".to_owned(), DATE.into()), ("x-ms-version".to_owned(), b"2020-01-01".to_vec())];
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
        let Some(name) =
            core::str::from_utf8(&line[..colon]).ok().filter(|name| name.bytes().all(|byte| is_of_name(&byte)))
        else {
            continue;
        };
        let is_sent = fields.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
        if !name.is_empty() && !is_sent && !name.eq_ignore_ascii_case("date") {
            fields.push((name.to_owned(), line[colon + 1..].to_vec()));
        }
    }
    let naive = naive(form, target, &fields);
    let request = Request::new(form.0, "account", "GET", target, &fields);
    let (Ok(request), Some(naive)) = (&request, &naive) else {
        return assert_eq!(request.is_ok(), naive.is_some(), "{}", data.escape_ascii());
    };
    let text = request.string_to_sign(form.1).unwrap();
    assert_eq!(text.encode_to_vec(), *naive, "{}", data.escape_ascii());
    assert_eq!(text.encoded_len(), naive.len());
    let client = Client::new(Hmac(Sha256), AccountKey::from_bytes(KEY).unwrap());
    let signed = client.sign(request, form.1).unwrap();
    let wire = written(&signed.credentials());
    verifies(form, target, &fields, naive, &wire);
}

/// Builds what is signed from vectors, sorted by the library; `None` for what the table of the module rejects.
fn naive((service, kind): (Service, Kind), target: &[u8], fields: &[Field]) -> Option<Vec<u8>> {
    let (path, query) = split(target).filter(|(path, _)| path.starts_with(b"/"))?;
    let params = pairs(query, b'+')?;
    let is_control = |(name, value): &Pair| name.iter().chain(value).any(u8::is_ascii_control);
    let is_rejected = |pair: &Pair| is_control(pair) || pair.0.contains(&b':');
    if params.iter().any(is_rejected) || params.len() > MAX_QUERY_PARAMS {
        return None;
    }
    let is_ms = |name: &str| name.to_ascii_lowercase().starts_with("x-ms-");
    let is_signed = |name: &str| is_ms(name) || LINES.iter().any(|line| line.eq_ignore_ascii_case(name));
    let is_broken = |value: &[u8]| value.iter().any(|byte| b"\r\n\0".contains(byte));
    if fields.iter().any(|(name, value)| is_signed(name) && is_broken(value))
        || fields.iter().filter(|(name, _)| is_ms(name)).count() > MAX_FIELDS
    {
        return None;
    }
    let value = |line: &str| {
        let field = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(line));
        field.map(|(_, value)| value.trim_ascii()).filter(|value| line != "content-length" || *value != b"0")
    };
    let of = |line: &str| value(line).unwrap_or_default();
    let mut text = match (service, kind) {
        (Service::Table, Kind::SharedKeyLite) => vec![DATE.as_bytes()],
        (Service::Table, _) => vec![b"GET", of("content-md5"), of("content-type"), DATE.as_bytes()],
        (Service::Blob, Kind::SharedKeyLite) => vec![b"GET", of("content-md5"), of("content-type"), b""],
        (Service::Blob, _) => {
            let (before, after) = LINES.split_at(5);
            let before = before.iter().map(|line| of(line)).chain([&b""[..]]);
            [&b"GET"[..]].into_iter().chain(before).chain(after.iter().map(|line| of(line))).collect()
        }
    }
    .join(&b"\n"[..]);
    text.push(b'\n');
    if service == Service::Blob {
        let mut own: Vec<_> = fields.iter().filter(|(name, _)| is_ms(name)).collect();
        own.sort_by_key(|(name, _)| collated(name));
        for (name, value) in own {
            text.extend([name.to_ascii_lowercase().as_bytes(), b":", value.trim_ascii(), b"\n"].concat());
        }
    }
    text.extend([b"/account", path].concat());
    let mut params: Vec<_> = params.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
    if (service, kind) != (Service::Blob, Kind::SharedKey) {
        let comp = params.iter().find(|(name, _)| name == b"comp");
        text.extend(comp.map(|(_, value)| [b"?comp=", &value[..]].concat()).unwrap_or_default());
        return Some(text);
    }
    params.sort();
    let mut last: Option<&[u8]> = None;
    for (name, value) in &params {
        let start = if last == Some(name) { b",".to_vec() } else { [b"\n", &name[..], b":"].concat() };
        text.extend([start, value.clone()].concat());
        last = Some(name);
    }
    Some(text)
}

/// A key by which names of letters, digits, `-` and `_` have the order of the service: first without hyphens, `_` before digits
/// before letters; then by the places of the hyphens.
fn collated(name: &str) -> (String, Vec<bool>) {
    let name = name.to_ascii_lowercase();
    (name.replace('-', "").replace('_', "!"), name.chars().map(|char| char == '-').collect())
}

fn verifies((service, kind): (Service, Kind), target: &[u8], fields: &[Field], naive: &[u8], wire: &[u8]) {
    let credentials = Credentials::parse(wire).unwrap();
    assert!(credentials.matches(&Hmac(Sha256).key(KEY).mac(naive)));
    let verify = |wire: &[u8], method: &str, target: &[u8], fields: &[Field]| {
        let credentials = Credentials::parse(wire)?;
        let request = Request::new(service, "account", method, target, fields)?;
        let key = AccountKey::from_bytes(KEY)?;
        Server::new(Hmac(Sha256)).verify(&credentials, &request, Some(key), NOW, |_, _| true)?;
        Ok::<_, Refusal>(request.string_to_sign(credentials.kind())?.encode_to_vec())
    };
    let same = Ok(naive.to_vec());
    assert_eq!(verify(wire, "GET", target, fields), same, "{}", target.escape_ascii());
    let signs_method = (service, kind) != (Service::Table, Kind::SharedKeyLite);
    assert_eq!(verify(wire, "PUT", target, fields), if signs_method { Err(Refusal::Signature) } else { same.clone() });
    let other_order: Vec<_> = fields.iter().rev().cloned().collect();
    assert_eq!(verify(wire, "GET", target, &other_order), same, "{}", target.escape_ascii());
    if (service, kind) == (Service::Blob, Kind::SharedKey) {
        assert_eq!(verify(wire, "GET", &reversed(target), &other_order), same, "{}", target.escape_ascii());
    }
    // If a request with a changed byte is accepted, what is signed is the same.
    let mut others = fields.to_vec();
    let place = others.len() / 2;
    others[place].1 = changed(&others[place].1);
    for (wire, target, fields) in [
        (wire.to_vec(), changed(target), fields.to_vec()),
        (wire.to_vec(), target.to_vec(), others),
        (changed(wire), target.to_vec(), fields.to_vec()),
    ] {
        let came = verify(&wire, "GET", &target, &fields);
        assert!(came.is_err() || came == same, "{} {fields:?}", target.escape_ascii());
    }
    let added = [fields, &[("x-ms-added".to_owned(), b"a".to_vec())]].concat();
    let came = verify(wire, "GET", target, &added);
    if service == Service::Blob && !fields.iter().any(|(name, _)| name.eq_ignore_ascii_case("x-ms-added")) {
        let is_full = Request::new(service, "account", "GET", target, &added)
            .is_err_and(|error| error.kind() == ValueErrorKind::TooMany);
        assert!(came == Err(Refusal::Signature) || is_full, "a field is added");
    }
}
