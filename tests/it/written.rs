//! Typed values are written as the standards write them: with the parameters of their examples, each as a token or in quotes.

use std::fs;
use std::path::Path;

use countersign::auth::{self, Challenges, Params};
use serde_json::Value;

use crate::laws::{typed, written};

/// Returns how the crate writes a parameter that an example has, if at all.
fn expected(module: &str, printed: String) -> Option<String> {
    match (module, printed.split_once('=')) {
        // The default, and a parameter that the standard does not define.
        ("digest", Some(("userhash", "false"))) | ("private_token", Some(("unknownChallengeAttribute", _))) => None,
        // Not all base64 is a token, so it is in quotes always.
        ("scram", Some(("data", value))) if !value.starts_with('"') => Some(format!("data=\"{value}\"")),
        _ => Some(printed),
    }
}

/// Each parameter as it is written.
fn each(params: Params<'_>) -> impl Iterator<Item = String> {
    params.into_iter().map(|param| String::from_utf8(written(&param)).expect("ASCII"))
}

#[test]
fn examples_of_the_standards_are_written_as_they_are_printed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/auth.json");
    let text = fs::read_to_string(path).expect("vectors");
    let mut count = 0;
    let mut compare = |printed: Params<'_>, module: &str, ours: Params<'_>| {
        count += 1;
        let mut printed: Vec<_> = each(printed).filter_map(|param| expected(module, param)).collect();
        let mut ours: Vec<_> = each(ours).collect();
        // The order has no meaning.
        printed.sort_unstable();
        ours.sort_unstable();
        assert_eq!(ours, printed, "{module}");
    };
    for vector in serde_json::from_str::<Vec<Value>>(&text).expect("JSON") {
        if !vector["id"].as_str().is_some_and(|id| id.starts_with("rfc-")) {
            continue;
        }
        for value in vector["values"].as_array().expect("values") {
            let value = value.as_str().expect("a text").as_bytes();
            if vector["header"] == "Authorization" {
                if let Ok(value) = auth::Credentials::parse(value) {
                    for (module, wire) in typed::written_credentials(value) {
                        compare(value.params(), module, auth::Credentials::parse(&wire).expect("credentials").params());
                    }
                }
            } else {
                for value in Challenges::parse(value).into_iter().flatten() {
                    for (module, wire) in typed::written_challenges(value) {
                        compare(value.params(), module, auth::Challenge::parse(&wire).expect("a challenge").params());
                    }
                }
            }
        }
    }
    assert!(count > 50, "{count} examples");
}
