//! Methods and the names of fields: how each is read, compared and sorted into Fetch's classes.

use std::collections::HashSet;

use countersign::cors::names::{FieldName, Method};
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
    for (text, kind, offset) in
        [("", ValueErrorKind::Empty, 0), ("a b", ValueErrorKind::Octet, 1), ("a\r\nb: c", ValueErrorKind::Octet, 1)]
    {
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
    assert_ne!(method("get"), Method::GET, "case counts");
}

#[test]
fn methods_are_safelisted_as_they_are_and_forbidden_in_any_case() {
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
fn names_compare_without_case() {
    assert_eq!(name("X-Requested-With"), name("x-requested-WITH"));
    assert_ne!(name("X-A"), name("X-B"));
    assert_ne!(name("x-a"), name("x\u{1}a".replace('\u{1}', "_").as_str()));
    assert!(name("X-B") > name("x-a") && name("X-A") < name("x-b") && name("x") < name("X-A"));
    let names: HashSet<_> = ["Accept", "ACCEPT", "x-a", "X-A"].map(name).into_iter().collect();
    assert_eq!(names.len(), 2);
    assert!(name("Content-type").is("content-Type") && !name("Content-type").is("content"));
}

#[test]
fn names_are_written_as_spelled_or_in_lower_case() {
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
fn responses_show_what_is_safelisted_and_what_is_exposed() {
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
