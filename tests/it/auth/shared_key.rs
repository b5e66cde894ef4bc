//! SharedKey and SharedKeyLite: what is signed, and every reason to refuse a request.

use countersign::auth::HttpDate;
use countersign::auth::colon_pair::shared_key::{
    AccountKey, Client, MAX_FIELDS, MAX_QUERY_PARAMS, Refusal, Request, Server, Service,
};
use countersign::auth::colon_pair::{Credentials, Kind};
use countersign::hash::Sha256;
use countersign::mac::{Hmac, MacFunction, MacKey};
use countersign::{Encode, ValueErrorKind};
use proptest::prelude::*;

use crate::laws::written;

const DATE: &str = "Sun, 11 Oct 2009 21:49:13 GMT";
const NOW: u64 = 1_255_297_753;

type Fields<'a> = [(&'a str, &'a str)];

fn request<'a>(service: Service, target: &'a str, fields: &'a Fields<'a>) -> Request<'a, &'a Fields<'a>> {
    Request::new(service, "myaccount", "GET", target, fields).unwrap()
}

fn signed(service: Service, kind: Kind, target: &str, fields: &Fields<'_>) -> String {
    request(service, target, fields).string_to_sign(kind).unwrap().display().to_string()
}

/// What follows the eleven lines of SharedKey.
fn fields_signed(fields: &Fields<'_>) -> String {
    let text = signed(Service::Blob, Kind::SharedKey, "/", fields);
    let lines: Vec<&str> = text.split('\n').skip(12).collect();
    lines.join("\n").strip_suffix("/myaccount/").unwrap().to_owned()
}

/// The rows of the module's table that are accepted.
#[test]
fn fields_are_signed_as_the_service_does() {
    for (fields, expected) in [
        // Azure/azure-sdk-for-python#10277 and azure-sdk-for-net#41328.
        (&[("x-ms-meta-i0", "a"), ("X-MS-META-I_", "b")][..], "x-ms-meta-i_:b\nx-ms-meta-i0:a\n"),
        (&[("x-ms-meta-foo2_bar", "a"), ("x-ms-meta-foo_bar", "a")], "x-ms-meta-foo_bar:a\nx-ms-meta-foo2_bar:a\n"),
        (&[("x-ms-b", "1"), ("x-ms-a", "2"), ("x-msa", "3"), ("x-ms", "4")], "x-ms-a:2\nx-ms-b:1\n"),
        (&[("x-ms-a", " \t b  c\td\t")], "x-ms-a:b  c\td\n"),
        (&[("x-ms-a", "b\r\n c \r\n\t d")], "x-ms-a:b c d\n"),
        (&[("x-ms-a", "")], "x-ms-a:\n"),
        (&[("x-ms-a", ""), ("x-ms-version", "2016-05-31")], "x-ms-a:\nx-ms-version:2016-05-31\n"),
        (&[("x-ms-a", ""), ("x-ms-version", "2015-12-11")], "x-ms-version:2015-12-11\n"),
        (&[("x-ms-a", "\u{E9}")], "x-ms-a:\u{E9}\n"),
    ] {
        assert_eq!(fields_signed(fields), expected, "{fields:?}");
    }
}

#[test]
fn lines_are_those_of_the_service() {
    let fields = [
        ("Content-Encoding", "1"),
        ("Content-Language", "2"),
        ("Content-Length", "3"),
        ("Content-MD5", "4"),
        ("Content-Type", "5"),
        ("Date", "6"),
        ("If-Modified-Since", "7"),
        ("If-Match", "8"),
        ("If-None-Match", "9"),
        ("If-Unmodified-Since", "10"),
        ("Range", "11"),
        ("Accept", "12"),
    ];
    let dated = [&fields[..], &[("x-ms-date", "now")]].concat();
    for (service, kind, fields, expected) in [
        (
            Service::Blob,
            Kind::SharedKey,
            &fields[..],
            "GET\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n/myaccount/a\nb:c\ncomp:x",
        ),
        (Service::Blob, Kind::SharedKeyLite, &fields, "GET\n4\n5\n6\n/myaccount/a?comp=x"),
        (Service::Table, Kind::SharedKey, &fields, "GET\n4\n5\n6\n/myaccount/a?comp=x"),
        (Service::Table, Kind::SharedKeyLite, &fields, "6\n/myaccount/a?comp=x"),
        (Service::Blob, Kind::SharedKeyLite, &dated, "GET\n4\n5\n\nx-ms-date:now\n/myaccount/a?comp=x"),
        (Service::Table, Kind::SharedKey, &dated, "GET\n4\n5\nnow\n/myaccount/a?comp=x"),
        (Service::Table, Kind::SharedKeyLite, &dated, "now\n/myaccount/a?comp=x"),
    ] {
        assert_eq!(signed(service, kind, "/a?comp=x&b=c", fields), expected);
    }
    for (version, length, expected) in [
        (None, "0", ""),
        (Some("2014-02-14"), "0", "0"),
        (Some("2015-02-21"), "0", ""),
        (Some("2014-02-14"), "7", "7"),
        (None, "7", "7"),
    ] {
        let fields = [("Content-Length", length)];
        let request = request(Service::Blob, "/", &fields);
        let request = version.map_or(request, |version| request.with_version(version));
        let text = request.string_to_sign(Kind::SharedKey).unwrap().display().to_string();
        assert_eq!(text.split('\n').nth(3), Some(expected), "{version:?}");
    }
    // The field says which version it is.
    let fields = [("Content-Length", "0"), ("x-ms-version", "2020-01-01")];
    let request = request(Service::Blob, "/", &fields).with_version("2014-02-14");
    assert!(request.string_to_sign(Kind::SharedKey).unwrap().display().to_string().starts_with("GET\n\n\n\n"));
}

#[test]
fn parameters_are_decoded_and_sorted() {
    for (target, expected) in [
        ("/", "/"),
        ("/?", "/"),
        ("/c%20d/%2F?b=2&a=1", "/c%20d/%2F\na:1\nb:2"),
        ("/?B=2&a=1&b=1", "/\na:1\nb:1,2"),
        ("/?a=2&a=10&A=1", "/\na:1,10,2"),
        ("/?a=x&a=x", "/\na:x,x"),
        ("/?a&b=&&c", "/\na:\nb:\nc:"),
        ("/?a=b=c&a%2db=%41+%2B", "/\na:b=c\na-b:A++"),
        ("/?%61=%c3%a9", "/\na:\u{E9}"),
        ("/?a=1%2C2&a=3", "/\na:1,2,3"),
    ] {
        let text = signed(Service::Blob, Kind::SharedKey, target, &[]);
        assert_eq!(text.split_once("/myaccount").unwrap().1, expected, "{target}");
    }
    for (target, expected) in
        [("/a?b=c", "/a"), ("/a?COMP=%61cl&b=c", "/a?comp=acl"), ("/a?comp", "/a?comp="), ("/a?xcomp=1", "/a")]
    {
        let text = signed(Service::Table, Kind::SharedKeyLite, target, &[]);
        assert_eq!(text.split_once("/myaccount").unwrap().1, expected, "{target}");
    }
}

#[test]
fn what_can_not_be_signed_is_rejected() {
    let many: Vec<String> = (0..=MAX_FIELDS).map(|number| format!("x-ms-{number}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "")).collect();
    let params = vec!["a"; MAX_QUERY_PARAMS + 1].join("&");
    let params = format!("/?{params}");
    for (account, method, target, fields, part, kind, offset) in [
        ("", "GET", "/", &[][..], "account", ValueErrorKind::Empty, 0),
        ("a\n", "GET", "/", &[], "account", ValueErrorKind::InvalidByte, 1),
        ("a/b", "GET", "/", &[], "account", ValueErrorKind::InvalidByte, 1),
        ("a", "", "/", &[], "method", ValueErrorKind::InvalidByte, 0),
        ("a", "G\n", "/", &[], "method", ValueErrorKind::InvalidByte, 1),
        ("a", "\nG", "/", &[], "method", ValueErrorKind::InvalidByte, 0),
        ("a", "GET", "", &[], "path", ValueErrorKind::InvalidByte, 0),
        ("a", "GET", "*", &[], "path", ValueErrorKind::InvalidByte, 0),
        ("a", "GET", "http://a/", &[], "path", ValueErrorKind::InvalidByte, 0),
        ("a", "GET", "/a b", &[], "path", ValueErrorKind::InvalidByte, 2),
        ("a", "GET", "/a\n", &[], "path", ValueErrorKind::InvalidByte, 2),
        ("a", "GET", "/a#", &[], "path", ValueErrorKind::InvalidByte, 2),
        ("a", "GET", "/?a=\n", &[], "query", ValueErrorKind::InvalidByte, 2),
        ("a", "GET", "/?a=%0a", &[], "query", ValueErrorKind::InvalidByte, 2),
        ("a", "GET", "/?a=%7F", &[], "query", ValueErrorKind::InvalidByte, 2),
        ("a", "GET", "/?a=%2", &[], "query", ValueErrorKind::InvalidByte, 2),
        ("a", "GET", "/?a=#", &[], "query", ValueErrorKind::InvalidByte, 2),
        ("a", "GET", "/?b&&a%3A=b", &[], "query", ValueErrorKind::Prohibited, 3),
        ("a", "GET", &params, &[], "query", ValueErrorKind::TooMany, MAX_QUERY_PARAMS),
        ("a", "GET", "/", &[("Date", "a"), ("date", "b")], "date", ValueErrorKind::Duplicate, 1),
        (
            "a",
            "GET",
            "/",
            &[("Authorization", "SharedKey a:AA=="), ("authorization", "Bearer x")],
            "authorization",
            ValueErrorKind::Duplicate,
            1,
        ),
        ("a", "GET", "/", &[("x-ms-a", "a"), ("b", ""), ("X-Ms-A", "b")], "x-ms-", ValueErrorKind::Duplicate, 2),
        ("a", "GET", "/", &[("x-ms-a", "a\nb")], "x-ms-", ValueErrorKind::InvalidByte, 1),
        ("a", "GET", "/", &[("x-ms-a", "a\n b")], "x-ms-", ValueErrorKind::InvalidByte, 1),
        ("a", "GET", "/", &[("x-ms-a", "a\rb")], "x-ms-", ValueErrorKind::InvalidByte, 1),
        ("a", "GET", "/", &[("x-ms-a", "a\r\nb")], "x-ms-", ValueErrorKind::InvalidByte, 1),
        ("a", "GET", "/", &[("Range", "\0")], "range", ValueErrorKind::InvalidByte, 0),
        ("a", "GET", "/", &[("x-ms-\u{E9}", "a")], "x-ms-", ValueErrorKind::InvalidByte, 5),
        ("a", "GET", "/", &many, "x-ms-", ValueErrorKind::TooMany, MAX_FIELDS),
    ] {
        let error = Request::new(Service::Blob, account, method, target, fields).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset), "{method} {target} {fields:?}");
    }
    let request = request(Service::Blob, "/", &[]);
    assert!(request.string_to_sign(Kind::Aws).is_err());
    assert!(Client::new(Hmac(Sha256), key()).sign(&request, Kind::Aws).is_err());
    let client = Client::new(Hmac(Sha256), key());
    for (fields, expected) in [
        (&[][..], Some(ValueErrorKind::Requires("x-ms-date"))),
        (&[("x-ms-version", "2014-02-14")], Some(ValueErrorKind::Requires("x-ms-date"))),
        (&[("DATE", "a")], None),
        (&[("X-Ms-Date", "a")], None),
    ] {
        let error = client.sign(&self::request(Service::Blob, "/", fields), Kind::SharedKey).err();
        assert_eq!(
            error.map(|error| (error.part(), error.kind())),
            expected.map(|kind| ("fields", kind)),
            "{fields:?}"
        );
    }
    for (text, offset) in [("", 0), ("a", 1), ("YWJj=", 4), ("YW\nJj", 2)] {
        assert_eq!(AccountKey::from_base64(text).unwrap_err().offset(), offset, "{text:?}");
    }
    assert!(AccountKey::from_bytes(b"").is_err());
    // As many fields as there may be.
    assert!(self::request(Service::Blob, "/", &many[1..]).string_to_sign(Kind::SharedKey).is_ok());
}

fn key() -> AccountKey<'static> {
    AccountKey::from_bytes(b"a key of the account").unwrap()
}

fn answer<'a>(request: &Request<'a, &'a Fields<'a>>, kind: Kind) -> Vec<u8> {
    written(&Client::new(Hmac(Sha256), key()).sign(request, kind).unwrap().credentials())
}

#[test]
fn a_server_refuses_for_the_first_reason() {
    let with_date = |date: &'static str| [("x-ms-date", date), ("x-ms-version", "2020-01-01")];
    let fields = with_date(DATE);
    let request = request(Service::Blob, "/", &fields);
    let wire = answer(&request, Kind::SharedKey);
    let lite = answer(&request, Kind::SharedKeyLite);
    let server = Server::new(Hmac(Sha256));
    let verify = |server: Server<_>, wire: &[u8], key: Option<AccountKey<'_>>, now: u64, fresh: bool| {
        let mut asked = None;
        let credentials = Credentials::parse(wire).unwrap();
        let verified = server.verify(&credentials, &request, key, now, |signature, until| {
            asked = Some((credentials.matches(signature), until));
            fresh
        });
        (verified, asked)
    };
    let other = AccountKey::from_bytes(b"another key");
    let asked = Some((true, NOW + 900));
    for (wire, key, now, fresh, expected) in [
        (&wire, Some(key()), NOW, true, (Ok(()), asked)),
        (&lite, Some(key()), NOW, true, (Ok(()), asked)),
        (&wire, Some(key()), NOW + 900, true, (Ok(()), asked)),
        (&wire, Some(key()), NOW - 900, true, (Ok(()), asked)),
        (&wire, Some(key()), NOW + 901, true, (Err(Refusal::Time), None)),
        (&wire, Some(key()), NOW - 901, true, (Err(Refusal::Time), None)),
        (&wire, Some(key()), 0, true, (Err(Refusal::Time), None)),
        (&wire, Some(key()), u64::MAX, true, (Err(Refusal::Time), None)),
        (&wire, None, NOW, true, (Err(Refusal::Signature), None)),
        (&wire, other.ok(), NOW, true, (Err(Refusal::Signature), None)),
        (&wire, Some(key()), NOW, false, (Err(Refusal::Replayed), asked)),
        (&b"SharedKey other:AA==".to_vec(), Some(key()), NOW, true, (Err(Refusal::Account), None)),
        (&b"SharedKey myaccount:AA==".to_vec(), Some(key()), NOW, true, (Err(Refusal::Signature), None)),
        (&b"AWS myaccount:AA==".to_vec(), Some(key()), NOW, true, (Err(Refusal::Scheme), None)),
    ] {
        assert_eq!(verify(server, wire, key, now, fresh), expected, "{}", wire.escape_ascii());
    }
    assert_eq!(verify(server.without_lite(), &lite, Some(key()), NOW, true).0, Err(Refusal::Scheme));
    assert_eq!(verify(server.without_lite(), &wire, Some(key()), NOW, true).0, Ok(()));
    assert_eq!(verify(server.with_skew(0), &wire, Some(key()), NOW + 1, true).0, Err(Refusal::Time));
    // The key of an account that does not exist is no key of zeros.
    let zeros = written(
        &Client::new(Hmac(Sha256), AccountKey::from_bytes(&[0; 64]).unwrap())
            .sign(&request, Kind::SharedKey)
            .unwrap()
            .credentials(),
    );
    assert_eq!(verify(server, &zeros, None, NOW, true).0, Err(Refusal::Signature));

    for (fields, expected) in [
        (&[][..], Refusal::Date),
        (&[("x-ms-date", "2009-10-11")], Refusal::Date),
        (&[("x-ms-date", "Sunday, 11-Oct-09 21:49:13 GMT")], Refusal::Date),
        (&[("x-ms-date", ""), ("Date", DATE)], Refusal::Date),
        (&[("Date", "Sun, 11 Oct 2009 22:49:13 GMT")], Refusal::Time),
        (&[("Date", DATE)], Refusal::Signature),
    ] {
        let request = super::shared_key::request(Service::Blob, "/", fields);
        let verified = server.verify(&Credentials::parse(&wire).unwrap(), &request, Some(key()), NOW, |_, _| true);
        assert_eq!((verified, expected.status()), (Err(expected), if expected == Refusal::Date { 400 } else { 403 }));
    }
    assert_eq!(HttpDate::parse(DATE.as_bytes()).unwrap().unix_seconds(), NOW);
}

/// What is signed, built as a text. The order of the fields is that of names without `_` and hyphens in them.
fn naive(lite: bool, method: &str, path: &str, params: &[(String, String)], fields: &[(String, String)]) -> String {
    let value = |name: &str| fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim());
    let names: &[&str] = if lite {
        &["content-md5", "content-type"]
    } else {
        &["content-encoding", "content-language", "content-length", "content-md5", "content-type"]
    };
    let mut parts = vec![format!("{method}\n")];
    parts.extend(names.iter().map(|name| format!("{}\n", value(name))));
    parts.push(if lite { "\n" } else { "\n\n\n\n\n\n" }.to_owned());
    let mut own: Vec<_> = fields.iter().filter(|(name, _)| name.starts_with("x-ms-")).collect();
    own.sort();
    parts.extend(own.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())));
    parts.push(format!("/myaccount{path}"));
    if lite {
        let comp = params.iter().find(|(name, _)| name == "comp");
        parts.extend(comp.map(|(_, value)| format!("?comp={value}")));
        return parts.concat();
    }
    let mut sorted = params.to_vec();
    sorted.sort();
    let mut last = None;
    for (name, value) in &sorted {
        parts.push(if last == Some(name) { format!(",{value}") } else { format!("\n{name}:{value}") });
        last = Some(name);
    }
    parts.concat()
}

proptest! {
    /// What is signed is what a `String` would hold; every signature is accepted, and no signed byte can change.
    #[test]
    fn every_signed_part_is_verified(
        method in "[A-Z]{1,6}", path in "/[a-z0-9%()',/]{0,12}",
        params in proptest::collection::vec(("[a-c]{1,2}|comp", "[a-z0-9,.]{0,4}"), 0..6),
        values in proptest::collection::btree_map("x-ms-[a-z]{1,3}", "[ -~]{0,6}", 0..6),
        content in proptest::option::of("[a-z/]{1,8}"),
        lite in any::<bool>(), at in any::<proptest::sample::Index>(), bit in 0_u8..7,
    ) {
        let mut fields = vec![("x-ms-date".to_owned(), DATE.to_owned()), ("accept".to_owned(), "*/*".to_owned())];
        fields.extend(values.into_iter().filter(|(name, _)| name != "x-ms-date"));
        fields.extend(content.map(|value| ("content-type".to_owned(), value)));
        let query: Vec<String> = params.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let target = format!("{path}?{}", query.join("&"));
        let kind = if lite { Kind::SharedKeyLite } else { Kind::SharedKey };
        let request = Request::new(Service::Blob, "myaccount", &method, &target, &fields).unwrap();
        let text = request.string_to_sign(kind).unwrap();
        let naive = naive(lite, &method, &path, &params, &fields);
        prop_assert_eq!(text.display().to_string(), naive.clone());
        let signed = Client::new(Hmac(Sha256), key()).sign(&request, kind).unwrap();
        let wire = written(&signed.credentials());
        let credentials = Credentials::parse(&wire).unwrap();
        prop_assert!(credentials.matches(&Hmac(Sha256).key(b"a key of the account").mac(naive.as_bytes())));

        let server = Server::new(Hmac(Sha256));
        let verifies = |method: &str, target: &str, fields: &Vec<(String, String)>| {
            let request = Request::new(Service::Blob, "myaccount", method, target, fields).map_err(Refusal::from)?;
            server.verify(&credentials, &request, Some(key()), NOW, |_, _| true)?;
            Ok::<_, Refusal>(request.string_to_sign(kind).unwrap().display().to_string())
        };
        prop_assert_eq!(verifies(&method, &target, &fields), Ok(naive.clone()));

        // Parameters and fields in another order are the same request.
        let mut reversed = query.clone();
        reversed.reverse();
        let other_order: Vec<_> = fields.iter().rev().cloned().collect();
        if !lite {
            let target = format!("{path}?{}", reversed.join("&"));
            prop_assert!(verifies(&method, &target, &other_order).is_ok());
        }
        // A field that is added must be signed.
        let added = [fields.clone(), vec![("x-ms-added".to_owned(), "a".to_owned())]].concat();
        prop_assert_eq!(verifies(&method, &target, &added), Err(Refusal::Signature));

        // One bit of the request changes: if it is accepted, what was signed is the same.
        let mut wires = [method.into_bytes(), target.into_bytes()];
        let mut changed = fields.clone();
        let length = wires[0].len() + wires[1].len();
        let at = at.index(length + changed.len());
        if let Some(index) = at.checked_sub(length) {
            changed[index].1 += "a";
        } else if at < wires[0].len() {
            wires[0][at] ^= 1 << bit;
        } else {
            let at = at - wires[0].len();
            wires[1][at] ^= 1 << bit;
        }
        let [method, target] = wires.map(|wire| String::from_utf8(wire).unwrap());
        if let Ok(same) = verifies(&method, &target, &changed) {
            prop_assert_eq!(same, naive);
        }
    }
}
