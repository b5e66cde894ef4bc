//! Compares explanations with what Chromium and Firefox did with real exchanges.

use std::fmt::Write;

use countersign::cors::names::Method;
use countersign_explain::{Credentials, PROFILES, hops};
use serde_json::Value;

/// Returns the messages of the exchange in this browser. U+0000 to U+00FF stand for bytes.
fn blocks(exchange: &Value, verdict: &Value) -> Vec<u8> {
    let input = &exchange["input"];
    let request = &input["request"];
    let origin = &text(&request["origin"]);
    let head = |method: &str| format!("{method} /r HTTP/1.1\r\nHost: 127.0.0.1:18081\r\nOrigin: {origin}\r\n");
    let response =
        |response: &Value| format!("HTTP/1.1 {} Status\r\n{}\r\n", response["status"], fields(&response["headers"]));
    let mut blocks = String::new();
    if verdict["preflight"] == true {
        write!(blocks, "{}Access-Control-Request-Method: {}\r\n", head("OPTIONS"), text(&verdict["acrm"])).unwrap();
        if let Some(names) = verdict["acrh"].as_str() {
            write!(blocks, "Access-Control-Request-Headers: {names}\r\n").unwrap();
        }
        write!(blocks, "\r\n{}", response(&input["preflight"])).unwrap();
    }
    let sent = fields(&request["headers"]);
    write!(
        blocks,
        "{}User-Agent: a browser\r\n{sent}",
        head(Method::new(&text(&request["method"])).unwrap().normalized().as_str())
    )
    .unwrap();
    if request["body"] == true && !sent.to_ascii_lowercase().contains("content-type:") {
        blocks.push_str("Content-Type: text/plain;charset=UTF-8\r\n");
    }
    write!(blocks, "\r\n{}", response(&input["response"])).unwrap();
    blocks.chars().map(|byte| u8::try_from(byte).unwrap()).collect()
}

fn fields(fields: &Value) -> String {
    let fields = fields.as_array().unwrap().iter();
    fields.map(|field| [text(&field[0]), ": ".to_owned(), text(&field[1]), "\r\n".to_owned()].concat()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn outcomes_match_browsers() {
    let exchanges: Vec<Value> = serde_json::from_str(include_str!("exchanges.json")).unwrap();
    assert!(exchanges.len() > 50);
    for exchange in &exchanges {
        for (browser, profile) in [("chrome", "Chromium"), ("firefox", "Firefox")] {
            let expected = &exchange["expect"][browser];
            let blocks = blocks(exchange, expected);
            let is_included = exchange["input"]["request"]["credentials"] == "include";
            let mode = if is_included { Credentials::Include } else { Credentials::Omit };
            let (_, profile) = PROFILES.into_iter().find(|(name, _)| *name == profile).unwrap();

            let mut found = hops(&blocks);
            let hop = found.next().unwrap();
            assert!(found.next().is_none(), "{}", exchange["id"]);
            let question = hop.question().unwrap();
            let is_readable = question.outcome(&profile, mode).is_readable();
            assert_eq!(is_readable, expected["readable"].as_bool(), "{} in {browser}", exchange["id"]);
            if is_readable == Some(true) {
                let asked = ["x-r1", "x-r2", "content-type"];
                let seen =
                    asked.into_iter().filter(|asked| question.fields(mode).any(|(name, seen)| seen && name.is(asked)));
                let visible = expected["visible"].as_array().unwrap();
                assert!(seen.clone().all(|name| visible.iter().any(|other| other == name)), "{}", exchange["id"]);
                assert_eq!(seen.count(), visible.len(), "{} in {browser}", exchange["id"]);
            } else {
                let mut text = String::new();
                question.write(&[mode], &mut text).unwrap();
                assert!(text.contains("The server should have "), "{}: {text}", exchange["id"]);
            }
        }
    }
}

/// A response with the fields that the server should have sent is accepted.
#[test]
fn what_is_wanted_is_enough() {
    use countersign_explain::{Outcome, Stage};

    let exchanges: Vec<Value> = serde_json::from_str(include_str!("exchanges.json")).unwrap();
    for exchange in &exchanges {
        let blocks = blocks(exchange, &exchange["expect"]["chrome"]);
        let hop = hops(&blocks).next().unwrap();
        let question = hop.question().unwrap();
        for (profile, mode) in PROFILES
            .iter()
            .map(|(_, profile)| profile)
            .flat_map(|profile| Credentials::BOTH.map(|mode| (profile, mode)))
        {
            let Outcome::Refused(stage, _) = question.outcome(profile, mode) else {
                continue;
            };
            let wanted: Vec<_> = question.wanting(stage, profile, mode).collect();
            let names: Vec<_> = wanted.iter().filter_map(|wanting| wanting.field).collect();
            let pair = if stage == Stage::Preflight { hop.preflight() } else { hop.actual() };
            let response = pair.unwrap().response.unwrap();
            let kept = response.lines().flatten().filter(|(name, _)| !names.iter().any(|other| name.is(other)));
            let patched: Vec<(&str, &[u8])> = kept
                .map(|(name, value)| (name.as_str(), value))
                .chain(wanted.iter().filter_map(|wanting| Some((wanting.field?, wanting.value.as_bytes()))))
                .collect();
            let status = if wanted.iter().any(|wanting| wanting.field.is_none()) { 204 } else { response.status() };
            let request = question.request(mode);
            assert!(
                match stage {
                    Stage::Preflight => profile.preflight_check(&request, status, patched.as_slice()).is_ok(),
                    Stage::Response => profile.cors_check(&request, patched.as_slice()).is_ok(),
                },
                "{}: {wanted:?}",
                exchange["id"]
            );
        }
    }
}
