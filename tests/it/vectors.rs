//! Every vector passes, and all parsers agree about every line of a vector, cut at every length.

#[path = "../../examples/conformance"]
mod conformance {
    mod auth;
    mod cors;
    mod digest;
    mod signing;
    mod typed;
    pub(crate) mod vector;
}

use std::collections::BTreeSet;

use conformance::vector;

use serde_json::Value;

use crate::{laws, prefixes};

fn vectors() -> impl Iterator<Item = Value> {
    vector::files().into_iter().flat_map(|path| vector::read_file(&path).unwrap())
}

fn lines() -> impl Iterator<Item = vector::Bytes> {
    let values = |vector: Value| match (vector.get("values"), vector.get("value")) {
        (Some(values), _) => values.clone(),
        (None, value) => value.into_iter().cloned().collect(),
    };
    vectors().flat_map(move |vector| serde_json::from_value::<Vec<_>>(values(vector)).unwrap())
}

/// Returns the texts in the CORS vectors, without duplicates.
fn texts() -> BTreeSet<Vec<u8>> {
    fn collect(value: &Value, texts: &mut BTreeSet<Vec<u8>>) {
        match value {
            Value::String(text) => {
                texts.extend(text.chars().map(u8::try_from).collect::<Result<_, _>>());
            }
            Value::Array(values) => values.iter().for_each(|value| collect(value, texts)),
            Value::Object(members) => members.values().for_each(|value| collect(value, texts)),
            _ => {}
        }
    }
    let mut texts = BTreeSet::new();
    let of_cors = vectors().filter(|vector| vector.get("kind").is_none_or(|kind| kind != "signing"));
    of_cors.filter_map(|vector| vector.get("input").cloned()).for_each(|input| collect(&input, &mut texts));
    texts
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
fn a_vector_with_an_unknown_question_fails() {
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
        r#"{"kind": "parse", "input": {"op": "allow-origin", "value": "*"}, "expect": {"valid": true}}"#,
        r#"{"kind": "parse", "input": {"op": "request-method", "value": "GET", "more": 1}, "expect": {"valid": true}}"#,
        r#"{"kind": "parse", "input": {"op": "request-method", "value": "GET"}}"#,
        r#"{"kind": "parse", "input": {"op": "header-list", "header": "Accept", "lines": []}, "expect": {"absent": true}}"#,
        r#"{"kind": "safelist", "input": {"op": "method", "method": "GET"}, "expect": {"safelisted": true}, "model": "a"}"#,
        r#"{"kind": "safelist", "input": {"op": "method", "method": "\u0100"}, "expect": {"safelisted": false}}"#,
        r#"{"kind": "server-policy", "input": {"op": "validate", "policy": {"origins": ["*"]}}, "expect": {"valid": true}}"#,
        r#"{"kind": "server-policy", "input": {"op": "validate", "model": "a", "policy": {}}, "expect": {"valid": true}}"#,
        r#"{"kind": "server-policy", "input": {"op": "validate", "model": "strict", "policy": {"origin": "*"}}, "expect": {"valid": false}}"#,
        r#"{"kind": "server-policy", "input": {"op": "scope-expansion", "model": "apim", "scopes": {"tenant": []}}, "expect": {"effective_order": []}}"#,
        r#"{"kind": "browser", "input": {"op": "fetch"}, "expect": {}}"#,
        r#"{"kind": "typed-scheme", "header": "Set-Cookie", "value": "a=b", "expect": {"typed": {}}}"#,
        r#"{"kind": "typed-scheme", "header": "WWW-Authenticate", "value": "vapid", "expect": {}}"#,
        r#"{"kind": "typed-scheme", "header": "WWW-Authenticate", "value": "vapid", "expect": {"typed": {}}, "more": 1}"#,
        r#"{"kind": "typed-scheme", "header": "WWW-Authenticate", "value": "vapid", "expect": {"typed": {}}, "pick": 1}"#,
        r#"{"kind": "typed-scheme", "header": "WWW-Authenticate", "value": "vapid", "expect": {"typed": {}}, "pick": -2}"#,
        r#"{"kind": "typed-scheme", "header": "WWW-Authenticate", "value": "Newauth", "expect": {"typed": {}}}"#,
        r#"{"kind": "signing", "scheme": "Newauth", "input": {}, "expect": {"mac": ""}}"#,
        r#"{"kind": "signing", "scheme": "HMAC", "input": {"hash": "md4", "key_hex": "", "data_hex": ""}, "expect": {"mac": ""}}"#,
        r#"{"kind": "signing", "scheme": "HMAC", "input": {"hash": "md5", "key_hex": "", "data_hex": ""}, "expect": {}}"#,
        r#"{"kind": "signing", "scheme": "HMAC", "input": {"hash": "md5", "key_hex": "", "data_hex": "", "more": 1}, "expect": {"mac": "74e6f7298a9c2d168935f58c001bad88"}}"#,
        r#"{"kind": "signing", "scheme": "HMAC", "input": {"hash": "md5", "key_hex": "", "data_hex": ""}, "expect": {"mac": "74e6f7298a9c2d168935f58c001bad88", "more": ""}}"#,
        r#"{"kind": "signing", "scheme": "AWS4-HMAC-SHA256", "input": {"form": "cookie"}, "expect": {"mac": ""}}"#,
        r#"{"kind": "signing", "scheme": "AWS4-HMAC-SHA256", "input": {"form": "key", "secret": "a"}, "expect": {"signing_key": ""}}"#,
        r#"{"kind": "signing", "scheme": "Concealed", "input": {"exporter_output_hex": "00"}, "expect": {"signed_hex": ""}}"#,
        r#"{"kind": "signing", "scheme": "Concealed", "input": {"host": "a"}, "expect": {"context_hex": ""}}"#,
        r#"{"kind": "signing", "scheme": "HOBA", "input": {"nonce": "a", "alg": 0, "origin": "a", "kid": "a", "challenge": "a"}, "expect": {"signed": ""}}"#,
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
        r#"{"kind": "parse", "input": {"op": "max-age", "lines": ["5"]}, "expect": {"seconds_at_least": 6}}"#,
        r#"{"kind": "parse", "input": {"op": "max-age", "lines": ["5"]}, "expect": {"seconds": 5, "absent": true}}"#,
        r#"{"kind": "origin", "input": {"op": "pattern-parse", "pattern": "null"}, "expect": {"valid": false, "reason": "invalid"}}"#,
        r#"{"kind": "cors-check", "input": {"op": "exposed-headers", "credentials": "omit", "response_headers": []}, "expect": {"visible": ["content-type"], "hidden": []}}"#,
        r#"{"kind": "server-policy", "input": {"op": "validate", "model": "strict", "policy": {}}, "expect": {"valid": false, "errors": [["origin", "", "invalid"]]}}"#,
        r#"{"kind": "server-policy", "input": {"op": "evaluate", "model": "strict", "policy": {"origins": ["*"]}, "request": {"method": "GET", "headers": []}}, "expect": {"action": "continue", "cors_headers": {}}}"#,
        r#"{"kind": "server-policy", "input": {"op": "acrh-check", "model": "strict", "allowed": ["x-a"], "repeat": {"byte": ",", "count": 17}}, "expect": {"accepted": true}}"#,
        r#"{"kind": "server-policy", "input": {"op": "evaluate", "model": "apim", "chain": [], "request": {"method": "GET", "headers": []}}, "expect": {"action": "respond", "cors_headers": {}}}"#,
        r#"{"kind": "typed-scheme", "header": "WWW-Authenticate", "value": "HOBA challenge=YQ, max-age=1", "expect": {"typed": {"max_age": "1"}}}"#,
        r#"{"kind": "typed-scheme", "header": "WWW-Authenticate", "value": "HOBA challenge=YQ, max-age=1", "expect": {"typed": {"realm": null}}}"#,
        r#"{"kind": "typed-scheme", "header": "WWW-Authenticate", "value": "HOBA challenge=YQ, max-age=1", "expect": {"typed": {"challenge_hex": "62"}}}"#,
        r#"{"kind": "typed-scheme", "header": "WWW-Authenticate", "value": "HOBA challenge=YQ, max-age=1", "expect": {"refused": true}}"#,
        r#"{"kind": "typed-scheme", "header": "WWW-Authenticate", "value": "HOBA", "expect": {"refused": false}}"#,
        r#"{"kind": "typed-scheme", "header": "WWW-Authenticate", "value": "HOBA", "expect": {"error": true}}"#,
        r#"{"kind": "typed-scheme", "header": "WWW-Authenticate", "value": "HOBA challenge=", "expect": {"error": true}}"#,
        r#"{"kind": "typed-scheme", "header": "Authorization", "value": "SharedKey a:YQ==", "expect": {"error": true}}"#,
        r#"{"kind": "signing", "scheme": "HMAC", "input": {"hash": "md5", "key_hex": "", "data_hex": ""}, "expect": {"mac": "74e6f7298a9c2d168935f58c001bad89"}}"#,
        r#"{"kind": "signing", "scheme": "PBKDF2", "input": {"hash": "sha1", "password": "password", "salt": "salt", "iterations": 2, "length": 20}, "expect": {"derived_hex": "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8958"}}"#,
        r#"{"kind": "signing", "scheme": "AWS4-HMAC-SHA256", "input": {"form": "key", "secret": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "date": "20130524", "region": "us-east-1", "service": "s3"}, "expect": {"signing_key": "dbb893acc010964918f1fd433add87c70e8b0db6be30c1fbeafefa5ec6ba8379"}}"#,
    ] {
        assert!(vector::check(&serde_json::from_str(vector).unwrap()).is_err(), "{vector}");
    }
}

#[test]
fn a_byte_can_be_repeated() {
    for vector in [
        r#"{"kind": "parse", "input": {"op": "max-age", "lines": [{"repeat": {"byte": 57, "count": 1000}}]}, "expect": {"seconds_at_least": 2147483648}}"#,
        r#"{"kind": "server-policy", "input": {"op": "acrh-check", "model": "strict", "allowed": ["x-a"], "lines": ["x-a"]}, "expect": {"accepted": true}}"#,
        r#"{"kind": "server-policy", "input": {"op": "acrh-check", "model": "strict", "allowed": ["x-a"], "repeat": {"byte": "a", "count": 1048576}}, "expect": {"accepted": false}}"#,
    ] {
        vector::check(&serde_json::from_str(vector).unwrap()).unwrap();
    }
}

#[test]
fn parsers_agree_on_every_line_cut_at_every_length() {
    for line in lines() {
        prefixes::each(line.as_ref(), prefixes::challenges);
        prefixes::each(line.as_ref(), prefixes::credentials);
        prefixes::each(line.as_ref(), prefixes::info);
    }
}

#[test]
fn every_cors_value_cut_at_every_length_keeps_the_laws() {
    for text in texts() {
        for module in ["names", "origin", "values"] {
            prefixes::lengths(text.len()).for_each(|length| laws::check(module, &text[..length]));
        }
    }
}
