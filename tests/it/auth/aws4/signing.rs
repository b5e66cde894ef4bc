//! Requests that are signed and verified.

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
        for rule in 0..5 {
            requests::check(&[&[rule], format!("{target}\n{fields}").as_bytes()].concat());
        }
    }
}
