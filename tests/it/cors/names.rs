//! Methods and field names: how they are parsed, compared and classified by Fetch.

use std::collections::HashSet;

use countersign::cors::browser::{Profile, Request};
use countersign::cors::names::{FieldName, MAX_FIELDS, Method, UnsafeNames};
use countersign::cors::origin::Origin;
use countersign::cors::values::{TimingAllowOrigin, Vary};
use countersign::{Encode, ErrorKind, List, Rule, ValueErrorKind};

fn method(method: &str) -> Method<'_> {
    Method::new(method).unwrap()
}

fn name(name: &str) -> FieldName<'_> {
    FieldName::new(name).unwrap()
}

fn written(value: &impl Encode) -> String {
    String::from_utf8(value.encode_to_slice(&mut [0; 64]).unwrap().to_vec()).unwrap()
}

#[test]
fn a_value_is_one_token() {
    for value in ["GET", " GET", "GET\t", "\t GET \t"] {
        assert_eq!(Method::parse(value.as_bytes()), Ok(Method::GET), "{value:?}");
        assert_eq!(FieldName::parse(value.as_bytes()), Ok(name("get")), "{value:?}");
    }
    for (value, rule, offset) in [
        ("", Rule::Token, 0),
        (" \t", Rule::Token, 2),
        (" (GET)", Rule::Token, 1),
        ("G T", Rule::End, 1),
        ("GET,PUT", Rule::End, 3),
        (" GET\n", Rule::End, 4),
        ("caf\u{e9}", Rule::End, 3),
    ] {
        let error = Method::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(rule), offset), "{value:?}");
        assert_eq!(FieldName::parse(value.as_bytes()), Err(error), "{value:?}");
    }
}

#[test]
fn only_tokens_can_be_sent() {
    for (text, kind, offset) in [
        ("", ValueErrorKind::Empty, 0),
        ("a b", ValueErrorKind::InvalidByte, 1),
        ("a\r\nb: c", ValueErrorKind::InvalidByte, 1),
    ] {
        let errors = [Method::new(text).unwrap_err(), FieldName::new(text).unwrap_err()];
        assert_eq!(errors.map(|error| error.part()), ["method", "field-name"]);
        assert!(errors.iter().all(|error| (error.kind(), error.offset()) == (kind, offset)), "{text:?}");
    }
}

#[test]
fn six_methods_are_normalized() {
    for (text, expected) in [
        ("delete", "DELETE"),
        ("gEt", "GET"),
        ("head", "HEAD"),
        ("Options", "OPTIONS"),
        ("post", "POST"),
        ("Put", "PUT"),
        ("PUT", "PUT"),
        ("patch", "patch"),
        ("Query", "Query"),
        ("trace", "trace"),
        ("getx", "getx"),
        ("*", "*"),
    ] {
        assert_eq!(method(text).normalized().as_str(), expected);
    }
    assert_ne!(method("get"), Method::GET, "methods are case-sensitive");
}

#[test]
fn methods_are_safelisted_with_case_and_forbidden_without() {
    for (text, safelisted, forbidden) in [
        ("GET", true, false),
        ("HEAD", true, false),
        ("POST", true, false),
        ("get", false, false),
        ("PUT", false, false),
        ("GETS", false, false),
        ("CONNECT", false, true),
        ("tRaCe", false, true),
        ("track", false, true),
        ("TRACER", false, false),
    ] {
        assert_eq!(method(text).is_safelisted(), safelisted, "{text}");
        assert_eq!(method(text).is_forbidden(), forbidden, "{text}");
    }
}

#[test]
fn names_are_compared_without_case() {
    assert_eq!(name("X-Requested-With"), name("x-requested-WITH"));
    assert_ne!(name("X-A"), name("X-B"));
    assert_ne!(name("x-a"), name("x\u{1}a".replace('\u{1}', "_").as_str()));
    assert!(name("X-B") > name("x-a") && name("X-A") < name("x-b") && name("x") < name("X-A"));
    let names: HashSet<_> = ["Accept", "ACCEPT", "x-a", "X-A"].map(name).into_iter().collect();
    assert_eq!(names.len(), 2);
    assert!(name("Content-type").is("content-Type") && !name("Content-type").is("content"));
}

#[test]
fn names_are_written_as_received_or_in_lower_case() {
    for (text, lower) in [("X-Requested-With", "x-requested-with"), ("*", "*"), ("ETag", "etag"), ("dnt", "dnt")] {
        assert_eq!(written(&name(text)), text);
        assert_eq!(written(&name(text).lower_case()), lower);
        assert_eq!(format!("{} {}", name(text), name(text).lower_case()), format!("{text} {lower}"));
        assert_eq!(format!("{:?} {:?}", name(text), method(text)), format!("FieldName({text}) Method({text})"));
    }
}

#[test]
fn both_are_elements_of_lists() {
    let methods: List<'_, Method<'_>> = List::parse(b"GET,, patch ,*").unwrap();
    assert!(methods.iter().eq([Method::GET, method("patch"), Method::ANY]));
    let names: List<'_, FieldName<'_>> = List::parse(b" ,Authorization , X-A,").unwrap();
    assert!(names.iter().eq([FieldName::AUTHORIZATION, name("x-a")]));
    assert_eq!(written(&names), "Authorization, X-A");
    assert!(List::<FieldName<'_>>::parse(b"X-A, no no").is_err());
}

#[test]
fn requests_do_not_carry_forbidden_names() {
    for forbidden in
        ["ACCEPT-ENCODING", "access-control-request-method", "TE", "Via", "Sec-", "proxy-a", "DNT", "Cookie2"]
    {
        assert!(name(forbidden).is_forbidden_request(), "{forbidden}");
    }
    for free in ["Authorization", "User-Agent", "Sec", "Proxy", "Set-Cookie2", "X-HTTP-Method", "*"] {
        assert!(!name(free).is_forbidden_request(), "{free}");
    }
}

#[test]
fn pages_read_safelisted_and_exposed_response_fields() {
    for (text, exposed, expected) in [
        ("content-LENGTH", &[][..], true),
        ("Pragma", &["X-A"], true),
        ("X-A", &[], false),
        ("X-A", &["x-b", "x-a"], true),
        ("X-A", &["*"], false),
        ("*", &["*"], true),
        ("Set-Cookie", &["set-cookie"], false),
        ("set-cookie2", &["set-cookie2"], false),
    ] {
        let exposed = exposed.iter().map(|text| name(text));
        assert_eq!(name(text).is_safelisted_response_among(exposed), expected, "{text}");
    }
}

#[test]
fn safelisted_values_need_no_preflight() {
    let long = [b'a'; 129];
    for (text, value, expected) in [
        ("Accept", &b""[..], true),
        ("ACCEPT", b"text/html, */*;q=0.8", true),
        ("Accept", b"caf\xE9\ta", true),
        ("Accept", b"a:b", false),
        ("Accept", &long[..128], true),
        ("Accept", &long, false),
        ("Accept", &[&b" \t"[..], &long[..128], b" "].concat(), true),
        ("Accept-Language", b"nn-NO, en;q=0.5, *", true),
        ("Content-Language", b"nn_NO", false),
        ("Content-Language", b"en\tus", false),
        ("Content-Type", b"text/plain", true),
        ("Content-Type", b"TEXT/Plain ; charset=utf-8", true),
        ("Content-Type", b"text/plain;garbage", true),
        ("Content-Type", b"multipart/form-data;boundary=a", true),
        ("Content-Type", b"application/x-www-form-urlencoded", true),
        ("Content-Type", b"application/json, text/plain", false),
        ("Content-Type", b"text/plain,", false),
        ("Content-Type", b"text /plain", false),
        ("Content-Type", b"text/plain;a=\"b\"", false),
        ("Content-Type", b"", false),
        ("Range", b"bytes=0-", true),
        ("Range", b"bytes=5-9", true),
        ("Range", b"bytes=009-10", true),
        ("Range", b"bytes=99999999999999999999-99999999999999999999999", true),
        ("Range", b"bytes=9-5", false),
        ("Range", b"bytes=-500", false),
        ("Range", b"bytes=-", false),
        ("Range", b"bytes=0", false),
        ("Range", b"bytes=0-1,5-6", false),
        ("Range", b"bytes= 0-1", false),
        ("Range", b"Bytes=0-1", false),
        ("Authorization", b"a", false),
        ("Last-Event-ID", b"a", false),
    ] {
        assert_eq!(name(text).is_safelisted_request(value), expected, "{text}: {}", value.escape_ascii());
        let expected = expected && text != "Range";
        assert_eq!(name(text).is_no_cors_safelisted_request(value), expected, "{text}: {}", value.escape_ascii());
    }
}

#[test]
fn override_fields_cannot_contain_a_forbidden_method() {
    for (text, value, expected) in [
        ("X-HTTP-Method", &b"TRACE"[..], true),
        ("x-http-method-override", b"get, connect", true),
        ("X-Method-Override", b"track", true),
        ("X-Method-Override", b"PUT", false),
        ("X-HTTP-Method-Override", b"\"TRACE\"", false),
        ("X-HTTP-Method-Override", b"", false),
        ("X-Other", b"TRACE", false),
        ("Cookie", b"", true),
    ] {
        assert_eq!(name(text).is_forbidden_request_with(value), expected, "{text}: {}", value.escape_ascii());
    }
}

#[test]
fn unsafe_names_are_sorted_and_unique() {
    let fields = [("x-b", "1"), ("Accept", "*/*"), ("X-A", "2"), ("Content-Type", "application/json"), ("X-B", "3")];
    let names = UnsafeNames::new(&fields).unwrap();
    assert!(names.iter().map(|name| name.as_str()).eq(["Content-Type", "X-A", "x-b"]));
    assert_eq!(written(&names), "content-type,x-a,x-b");
    assert!(!names.is_empty());

    let none = UnsafeNames::new(&fields[1..2]).unwrap();
    assert!(none.is_empty() && written(&none).is_empty());

    let hints = UnsafeNames::with_safelist(&fields, |name, value| {
        name.is_safelisted_request(value) || (name.is("x-a") && value == b"2")
    })
    .unwrap();
    assert_eq!(written(&hints), "content-type,x-b");

    let error = UnsafeNames::new(&[("a b", "")]).unwrap_err();
    assert_eq!((error.part(), error.kind(), error.offset()), ("field-name", ValueErrorKind::InvalidByte, 1));
}

/// Sorting takes time proportional to the square of their number.
#[test]
fn fields_that_are_sorted_have_a_limit() {
    let names: Vec<String> = (0..=MAX_FIELDS).rev().map(|number| format!("x-{number:03}")).collect();
    let fields: Vec<_> = names.iter().map(|name| (name, "")).collect();
    let error = UnsafeNames::new(&fields).unwrap_err();
    assert_eq!((error.part(), error.kind(), error.offset()), ("fields", ValueErrorKind::TooMany, MAX_FIELDS));
    assert_eq!(error.to_string(), "fields: more than 128 elements");
    assert_eq!(UnsafeNames::new(&fields[1..]).unwrap().iter().count(), MAX_FIELDS);

    let fields: Vec<_> = names.iter().map(|name| (FieldName::new(name).unwrap(), &b""[..])).collect();
    let request = Request::new(Origin::NULL, Method::GET);
    let error = request.with_headers(&fields).unwrap_err();
    assert_eq!((error.part(), error.kind(), error.offset()), ("headers", ValueErrorKind::TooMany, MAX_FIELDS));
    let request = request.with_headers(&fields[1..]).unwrap();
    assert_eq!(Profile::FETCH.unsafe_names(&request).iter().count(), MAX_FIELDS);

    let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
    let vary = Vary::of(&[("Vary", "Origin, X-001")]);
    let error = vary.missing(&names).map(Iterator::count).unwrap_err();
    assert_eq!((error.part(), error.kind(), error.offset()), ("names", ValueErrorKind::TooMany, MAX_FIELDS));
    assert_eq!(vary.missing(&names[1..]).unwrap().count(), MAX_FIELDS - 1);
}

#[test]
fn safelisted_values_have_a_common_limit() {
    let value = "a".repeat(128);
    let mut fields = vec![("Accept", value.as_str()); 8];
    assert!(UnsafeNames::new(&fields).unwrap().is_empty(), "1024 bytes");
    fields.push(("Accept-Language", " "));
    assert!(UnsafeNames::new(&fields).unwrap().is_empty(), "white space is not part of a value");
    fields.push(("accept-language", "a"));
    assert_eq!(written(&UnsafeNames::new(&fields).unwrap()), "accept,accept-language");
}

#[test]
fn values_without_a_grammar_are_split_at_commas() {
    for (lines, expected) in [
        (&[][..], &[][..]),
        (&[""], &[""]),
        (&["nosniff,"], &["nosniff", ""]),
        (&["x / x,,,1"], &["x / x", "", "", "1"]),
        (&["a \t, b"], &["a", "b"]),
        (&["text/html;\", x/x"], &["text/html;\", x/x"]),
        (&["\"1,2\", 3"], &["\"1,2\"", "3"]),
        (&["\"a\\\",b\",c"], &["\"a\\\",b\"", "c"]),
        (&["a\"b,c\"d\"e,\",f"], &["a\"b,c\"d\"e,\"", "f"]),
        (&["a,", "b"], &["a", "", "b"]),
        (&["a", "", "b"], &["a", "", "b"]),
        (&["a, \"b", "c, d\" e, *", "f"], &["a", "\"b", "*", "f"]),
        (&["\"a\\", "\", \"b", "*"], &["\"a\\", "\"b"]),
        (&["\"", "*", "*"], &["\""]),
    ] {
        let fields: Vec<(&str, &str)> = lines.iter().map(|line| ("Timing-Allow-Origin", *line)).collect();
        assert!(
            TimingAllowOrigin::of(&fields[..]).iter().eq(expected.iter().map(|piece| piece.as_bytes())),
            "{lines:?}"
        );
    }
}
