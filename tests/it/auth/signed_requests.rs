//! The laws of what Hawk, OAuth, SharedKey and SharedKeyLite sign, over drawn requests, and at the limits.

use proptest::prelude::*;

use crate::laws::{colon_pair, hawk, oauth};

/// A target whose query has parameters that are equal, encoded, empty or malformed.
fn target() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-c]{0,2}=[a-c]{0,2}",
        "[a-c]{1,2}",
        "[a-cA-C]%[2-7][0-9A-Fa-f]=%C3%a9",
        "oauth_[a-z]{5}=a|oauth_token=a|comp=[a-c]{1,3}|COMP=b|bewit=a",
        "[!-~]{0,5}",
    ];
    let query = prop::collection::vec(part, 0..7).prop_map(|parts| parts.join("&"));
    ("/?[a-zA-Z0-9%/;.~ ]{0,5}|/[a-z]{0,3}", prop::option::of(query)).prop_map(|(path, query)| match query {
        Some(query) => format!("{path}?{query}"),
        None => path,
    })
}

fn fields() -> impl Strategy<Value = String> {
    let name =
        prop_oneof!["x-ms-[a-c_0-]{0,3}", "X-MS-[A-C]", "content-(type|md5|length|encoding)|range|if-match|accept"];
    let field = (name, "[ -~\t]{0,4}|0|\u{E9}").prop_map(|(name, value)| format!("{name}:{value}"));
    prop::collection::vec(field, 0..7).prop_map(|fields| fields.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hawk_signs_what_a_naive_builder_signs(
        target in target(), parts in prop::collection::vec("[ !#-\\[\\]-~]{0,6}", 5..7), body in "(?s).{0,9}",
    ) {
        hawk::requests::check(format!("{target}\n{}\n{body}", parts.join("\n")).as_bytes());
    }

    #[test]
    fn oauth_signs_what_a_naive_builder_signs(target in target(), form in target(), nonce in "[!-~]{0,6}", token in "[ -~]{0,6}") {
        let form = form.split_once('?').map_or("", |(_, form)| form);
        oauth::requests::check(format!("{target}\n{form}\n{nonce}\n{token}").as_bytes());
    }

    #[test]
    fn shared_key_signs_what_a_naive_builder_signs(target in target(), fields in fields(), pad in 0..4_usize) {
        colon_pair::requests::check(format!("{target}\n{fields}{}", "\n".repeat(pad)).as_bytes());
    }
}

/// The limits: each is reached, and one more is an error.
#[test]
fn limits_are_kept() {
    for count in [60, 61, 63, 64, 65, 500] {
        let parts = "a&".repeat(count);
        oauth::requests::check(format!("/?{parts}\n\nn\n").as_bytes());
        oauth::requests::check(format!("/\n{parts}\nn\n").as_bytes());
        let names = (0..count).fold(String::new(), |names, index| format!("{names}\nx-ms-{index}:a"));
        for pad in ["", "\n", "\n\n", "\n\n\n"] {
            colon_pair::requests::check(format!("/?{parts}{pad}").as_bytes());
            colon_pair::requests::check(format!("/{names}{pad}").as_bytes());
        }
    }
}
