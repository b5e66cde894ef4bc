//! Every vector passes; and every line of theirs, cut at every length, is read alike through all doors.

#[path = "../examples/conformance"]
mod conformance {
    mod auth;
    mod cors;
    mod digest;
    pub(crate) mod vector;
}
#[path = "common/prefixes.rs"]
mod prefixes;

use conformance::vector;

use serde_json::Value;

fn vectors() -> impl Iterator<Item = Value> {
    vector::files().into_iter().flat_map(|path| vector::read_file(&path).unwrap())
}

fn lines() -> impl Iterator<Item = vector::Octets> {
    let values = |vector: Value| vector.get("values").cloned().unwrap_or_else(|| Value::Array(Vec::new()));
    vectors().flat_map(move |vector| serde_json::from_value::<Vec<_>>(values(vector)).unwrap())
}

#[test]
fn every_vector_passes() {
    let mut failures = Vec::new();
    let mut count = 0;
    for (index, vector) in vectors().enumerate() {
        count += 1;
        if let Err(failure) = vector::check(&vector) {
            failures.push(format!("{}: {failure}", vector::id(&vector, index)));
        }
    }
    assert!(failures.is_empty(), "{} of {count} fail:\n{}", failures.len(), failures.join("\n"));
    assert!(count > 0);
}

#[test]
fn a_vector_that_asks_for_what_is_not_known_fails() {
    for vector in [
        r#"{"kind": "cors-check"}"#,
        r#"{"kind": 1}"#,
        r#"{"header": "WWW-Authenticate", "values": ["Basic"]}"#,
        r#"{"header": "WWW-Authenticate", "values": ["Basic"], "tolerant": []}"#,
        r#"{"header": "Set-Cookie", "values": ["a=b"], "strict": {"error": true}}"#,
        r#"{"header": "WWW-Authenticate", "values": [], "strict": {"error": true}}"#,
        r#"{"header": "WWW-Authenticate", "values": ["Negotiate"], "typed": {"error": true}}"#,
        r#"{"header": "WWW-Authenticate", "values": ["Basic"], "typed": {"error": false}}"#,
        r#"{"header": "Authorization", "values": ["Bearer a"], "basic": {"user": "", "pass": ""}}"#,
        r#"{"header": "Authorization", "values": ["\u0100"], "strict": {"error": true}}"#,
        "7",
    ] {
        assert!(vector::check(&serde_json::from_str(vector).unwrap()).is_err(), "{vector}");
    }
}

#[test]
fn a_vector_that_expects_something_else_fails() {
    for vector in [
        r#"{"header": "WWW-Authenticate", "values": ["Basic"], "strict": {"error": true}}"#,
        r#"{"header": "WWW-Authenticate", "values": ["Basic a=b"], "strict": {"challenges": [{"scheme": "Basic", "params": [["a", "B"]]}]}}"#,
        r#"{"header": "WWW-Authenticate", "values": ["Basic a"], "strict": {"challenges": [{"scheme": "Basic", "params": []}]}}"#,
        r#"{"header": "WWW-Authenticate", "values": ["Basic \"a"], "strict": {"challenges": []}}"#,
        r#"{"header": "Authorization", "values": ["Basic YTpi"], "basic": {"user": "a", "pass": "B"}}"#,
        r#"{"header": "Authorization", "values": ["Bearer YTpi"], "typed": {"error": true}}"#,
        r#"{"kind": "entity-hash", "algorithm": null, "entity_body": "a", "entity_hash": "0CC175B9C0F1B6A831C399E269772661"}"#,
        r#"{"kind": "entity-hash", "algorithm": "MD4", "entity_body": "", "entity_hash": ""}"#,
        r#"{"kind": "entity-hash", "algorithm": null, "entity_hash": "d41d8cd98f00b204e9800998ecf8427e"}"#,
        r#"{"kind": "userhash", "algorithm": null, "username": "a", "realm": "b", "userhash": null}"#,
    ] {
        assert!(vector::check(&serde_json::from_str(vector).unwrap()).is_err(), "{vector}");
    }
}

#[test]
fn every_line_cut_at_every_length_is_read_alike_through_all_doors() {
    for line in lines() {
        prefixes::each(line.as_ref(), prefixes::challenges);
        prefixes::each(line.as_ref(), prefixes::credentials);
        prefixes::each(line.as_ref(), prefixes::info);
    }
}
