//! The values that a generator draws differ: no part of a message is the same few values always.

use std::collections::{BTreeMap, BTreeSet};

use arbitrary::Unstructured;
use countersign::arbitrary::{
    Challenge, DigestExchange, Origin, Param, Payload, Request, Response, Statement, field_value,
};
use countersign::auth;
use countersign::cors::{self, policy::Config};

use super::{drawn, draws};

type Values = BTreeMap<String, BTreeSet<Vec<u8>>>;

/// The parts that have few values, and how many.
const FEW: [(&str, usize); 31] = [
    ("access-control-allow-credentials", 1),
    ("access-control-allow-private-network", 1),
    ("access-control-request-private-network", 1),
    ("cross-origin-resource-policy", 3),
    ("hobareg", 2),
    ("private-network-access-name", 3),
    ("allowing fields", 5),
    ("allowing status", 1),
    ("challenge fields", 1),
    ("challenge status", 1),
    ("config flags", 6),
    ("config status", 3),
    ("digest method", 7),
    ("origin scheme", 8),
    ("preflight accept", 1),
    ("preflight access-control-request-private-network", 1),
    ("preflight content-type", 2),
    ("preflight cookie", 2),
    ("preflight fields", 8),
    ("preflight host", 2),
    ("preflight method", 1),
    ("request accept", 1),
    ("request access-control-request-private-network", 1),
    ("request content-type", 2),
    ("request cookie", 2),
    ("request fields", 9),
    ("request host", 2),
    ("request method", 8),
    ("response fields", 12),
    ("response status", 5),
    ("statement age", 3),
];

fn insert(values: &mut Values, part: &str, value: impl AsRef<[u8]>) {
    values.entry(part.to_ascii_lowercase()).or_default().insert(value.as_ref().to_vec());
}

/// Asserts that a statement is lent with all of its parts.
fn is_lent(statement: &Statement) {
    let owned = |list: Option<&[&str]>| list.map(|list| list.iter().map(|&text| text.to_owned()).collect::<Vec<_>>());
    statement.lend(|lent| {
        assert_eq!(owned(Some(lent.allowed_origins)).as_ref(), Some(&statement.allowed_origins));
        assert_eq!(owned(lent.allowed_methods), statement.allowed_methods);
        assert_eq!(owned(lent.allowed_headers), statement.allowed_headers);
        assert_eq!(owned(lent.expose_headers), statement.expose_headers);
        assert_eq!(lent.preflight_result_max_age, statement.preflight_result_max_age);
        assert_eq!(lent.allow_credentials, statement.allow_credentials);
        assert_eq!(lent.terminate_unmatched_request, statement.terminate_unmatched_request);
    });
}

#[test]
fn the_parts_of_messages_differ() {
    let mut values = Values::new();
    for name in auth::FIELDS.into_iter().chain(cors::FIELDS.into_iter().map(|(name, _)| name)) {
        for value in draws(500, |u| field_value(name, u).expect("a generator")) {
            assert!(value.trim_ascii().len() == value.len(), "{name}: {}", value.escape_ascii());
            insert(&mut values, name, value);
        }
    }
    let preflights = draws(500, Request::preflight);
    for (what, requests) in
        [("request", drawn::<Request>(500).collect::<Vec<_>>()), ("preflight", preflights.collect())]
    {
        for request in requests {
            insert(&mut values, &format!("{what} method"), &request.method);
            insert(&mut values, &format!("{what} target"), &request.target);
            for (name, value) in &request.fields {
                insert(&mut values, &format!("{what} fields"), name.to_ascii_lowercase());
                insert(&mut values, &format!("{what} {name}"), value);
            }
        }
    }
    let allowing = draws(500, |u| {
        let request = Request::preflight(&mut Unstructured::new(&super::bytes(u.len() as u64)));
        Response::allowing(&request, u)
    });
    let challenges = draws(500, Response::challenge);
    for (what, responses) in [
        ("response", drawn::<Response>(500).collect::<Vec<_>>()),
        ("allowing", allowing.collect()),
        ("challenge", challenges.collect()),
    ] {
        for response in responses {
            insert(&mut values, &format!("{what} status"), response.status.to_string());
            for (name, _) in &response.fields {
                insert(&mut values, &format!("{what} fields"), name.to_ascii_lowercase());
            }
        }
    }
    for drawn in drawn::<DigestExchange>(500) {
        insert(&mut values, "digest method", drawn.method);
        insert(&mut values, "digest uri", drawn.uri);
        insert(&mut values, "digest user", drawn.user);
        insert(&mut values, "digest password", drawn.password);
        insert(&mut values, "digest cnonce", drawn.cnonce);
    }
    for Origin(origin) in drawn(500) {
        let (scheme, rest) = origin.split_once("://").unwrap_or(("", &origin));
        let (host, port) = rest.split_once(':').unwrap_or((rest, ""));
        insert(&mut values, "origin scheme", scheme);
        insert(&mut values, "origin host", host);
        insert(&mut values, "origin port", port);
    }
    for statement in drawn::<Statement>(500) {
        is_lent(&statement);
        for (name, list) in [
            ("origins", Some(statement.allowed_origins)),
            ("methods", statement.allowed_methods),
            ("headers", statement.allowed_headers),
            ("exposed", statement.expose_headers),
        ] {
            let list = list.map(|list| list.join(","));
            insert(&mut values, &format!("statement {name}"), list.unwrap_or_default());
        }
        insert(&mut values, "statement age", statement.preflight_result_max_age.to_string());
    }
    for config in drawn::<Config<String>>(500) {
        insert(&mut values, "config flags", [config.credentials, config.nobody, config.private_network].map(u8::from));
        insert(&mut values, "config origins", &config.origins);
        insert(&mut values, "config methods", &config.methods);
        insert(&mut values, "config request headers", &config.request_headers);
        insert(&mut values, "config response headers", &config.response_headers);
        insert(&mut values, "config status", format!("{:?}", config.preflight_status));
    }
    for (part, values) in values {
        let least = FEW.iter().find(|(few, _)| *few == part).map_or(20, |(_, count)| *count);
        assert!(values.len() >= least, "{part}: {}", values.len());
    }
}

/// Most names are spelled as in the standards, and some in another case.
#[test]
fn schemes_and_names_are_spelled_in_three_ways() {
    let draw = |u: &mut Unstructured<'_>| Challenge::of("digest", u).expect("a generator").0.wire;
    let wires: Vec<_> = draws(500, draw).map(|wire| String::from_utf8_lossy(&wire).into_owned()).collect();
    for (one, least) in [("Digest ", 250), ("digest ", 20), ("DIGEST ", 20)] {
        let count = wires.iter().filter(|wire| wire.starts_with(one)).count();
        assert!(count > least, "{one}: {count}");
    }
}

#[test]
fn a_parameter_is_found_by_its_name() {
    let param = |name: &str, value: &[u8]| Param { name: name.to_owned(), value: value.to_vec() };
    let params = Payload::Params(vec![param("a", b"1"), param("Realm", b"2"), param("b", b"")]);
    for (payload, name, expected) in [
        (&params, "a", Some(&b"1"[..])),
        (&params, "A", Some(b"1")),
        (&params, "realm", Some(b"2")),
        (&params, "b", Some(b"")),
        (&params, "c", None),
        (&Payload::Alone, "a", None),
        (&Payload::Single(b"a".to_vec()), "a", None),
    ] {
        assert_eq!(payload.param(name), expected, "{name} of {payload:?}");
    }
}
