//! Requests that are signed and verified.

use countersign::Encode;
use countersign::auth::aws4::{CanonicalRequest, ContentSha256, Request, Rules};
use proptest::prelude::*;

use crate::laws::aws4::requests;

/// Targets of what has a meaning in a path or a query, and fields.
fn drawn() -> impl Strategy<Value = Vec<u8>> {
    let part = prop::sample::select(
        &[
            "/",
            "/",
            "//",
            ".",
            "..",
            "/../",
            "/./",
            "a",
            "b-",
            "~",
            "%",
            "%2F",
            "%2f",
            "%20",
            "%zz",
            " ",
            "+",
            "?",
            "&",
            "&",
            "=",
            "==",
            "a=",
            "a-b=",
            "a=1",
            "a%3D",
            "\u{e1}",
            "%C3%A1",
            "*",
            ":",
            "X-Amz-Signature=a",
            "&x",
            "%41",
            "%2B",
            "#",
        ][..],
    );
    let field = prop::sample::select(
        &[
            "a:b",
            "A:c",
            "x-amz-acl: private",
            "x-amz-meta-a:  b \t c  ",
            "my-header:\"a   b\"",
            "range:bytes=0-9",
            "b:",
            "a:\u{e9}",
            "z:a\rb",
        ][..],
    );
    let target = prop::collection::vec(part, 0..14).prop_map(|parts| parts.concat());
    let fields = prop::collection::vec(field, 0..5).prop_map(|fields| fields.join("\n"));
    (any::<u8>(), prop::sample::select(&["", "/"][..]), target, fields)
        .prop_map(|(rule, start, target, fields)| [&[rule], format!("{start}{target}\n{fields}").as_bytes()].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_signed_is_what_a_naive_builder_signs(data in drawn()) {
        requests::check(&data);
    }
}

/// Fields with different names.
fn fields(count: u32) -> String {
    (0..count).fold(String::new(), |fields, index| format!("{fields}f{index}:a\n"))
}

/// The limits: each is reached, and one more is an error that names the part.
#[test]
fn limits_are_kept() {
    for (target, fields) in [
        (format!("/?{}", "a&".repeat(64)), String::new()),
        (format!("/?{}", "a&".repeat(65)), String::new()),
        (format!("/{}../b", "a/".repeat(62)), String::new()),
        (format!("/{}../b", "a/".repeat(63)), String::new()),
        (format!("/{}", "a/".repeat(2000)), String::new()),
        ("/".to_owned(), fields(61)),
        ("/".to_owned(), fields(62)),
        ("/".to_owned(), fields(64)),
        ("/".to_owned(), "f:a\n".repeat(500)),
    ] {
        for rule in 0..8 {
            requests::check(&[&[rule], format!("{target}\n{fields}").as_bytes()].concat());
        }
    }
}

/// What the query of the target is in the canonical form.
#[test]
fn queries_have_one_canonical_form() {
    let reserved: String = (0..=255_u8).fold(String::new(), |query, byte| format!("%{byte:02x}=&{query}"));
    for (rules, query, canonical) in [
        (Rules::S3, "b=2&a=1&c", "a=1&b=2&c="),
        (Rules::S3, "&&a&&", "a="),
        (Rules::S3, "a=b=c&=d", "=d&a=b%3Dc"),
        // Each pair of digits, in its order, and before what is not encoded.
        (Rules::S3, "a-=&a/=&a0=&a%3A=&a+=&a%7f=&a%FF=&a%c0=", "a%2B=&a%2F=&a%3A=&a%7F=&a%C0=&a%FF=&a-=&a0="),
        (Rules::S3, "a=%7e&a=~b&a=%2D&a=%09&a=%0a&a=%1F&a=%9a&a=%A9", "a=%09&a=%0A&a=%1F&a=%9A&a=%A9&a=-&a=~&a=~b"),
        (Rules::S3, "a-b=1&a=2", "a=2&a-b=1"),
        (Rules::S3, "%61=2&a=1", "a=1&a=2"),
        (Rules::S3, "a+b=c+d", "a%2Bb=c%2Bd"),
        (Rules::S3.with_plus_as_space(), "a+b=c+d&a%2Bb=", "a%20b=c%20d&a%2Bb="),
    ] {
        let (fields, target) = ([("Host", "a")], format!("/?{query}"));
        let request = Request::new("GET", &target, &fields, rules).unwrap();
        let written = CanonicalRequest::new(&request, "host", ContentSha256::Unsigned).unwrap().encode_to_vec();
        let came = String::from_utf8(written).unwrap();
        assert_eq!(came.lines().nth(2), Some(canonical), "{query}");
    }
    // All bytes in groups that the limit allows: those of a group are sorted by their encoded form.
    let encoded = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    let parts: Vec<_> = reserved.split('&').filter(|part| !part.is_empty()).collect();
    for group in parts.chunks(60).chain([&parts[100..160], &parts[190..250]]) {
        let (fields, target) = ([("Host", "a")], format!("/?{}", group.join("&")));
        let request = Request::new("GET", &target, &fields, Rules::S3).unwrap();
        let written = CanonicalRequest::new(&request, "host", ContentSha256::Unsigned).unwrap().encode_to_vec();
        let mut expected: Vec<_> =
            group.iter().map(|part| u8::from_str_radix(&part[1..3], 16).unwrap()).map(encoded).collect();
        expected.sort();
        let expected = expected.join("=&") + "=";
        assert_eq!(String::from_utf8(written).unwrap().lines().nth(2), Some(&*expected));
    }
}
