//! Fields, whole messages, policies, and the faults that are put into them.

use std::collections::{BTreeMap, BTreeSet};

use arbitrary::{Arbitrary, Unstructured};
use countersign::arbitrary::{
    Challenge, Credentials, Info, Mutate, Mutated, Mutation, Origin, Request, Response, Statement, field_value,
};
use countersign::auth::{self, basic, concealed, control, digest, dpop, hawk, hoba, signature, web_push};
use countersign::cors::browser::{self, Profile};
use countersign::cors::policy::{Action, Config, Kind, Policy};
use countersign::cors::{self, gateway, origin, values};
use countersign::gate::{Gate, Step};

use super::{DRAWS, drawn, draws};

type Line = [(&'static str, Vec<u8>); 1];

/// Returns whether the function of the field reads a value.
fn is_read(name: &str, line: &Line) -> bool {
    match name {
        auth::WWW_AUTHENTICATE => auth::www_authenticate(line).is_ok_and(|lines| lines.iter().count() > 0),
        auth::PROXY_AUTHENTICATE => auth::proxy_authenticate(line).is_ok_and(|lines| lines.iter().count() > 0),
        auth::OPTIONAL_WWW_AUTHENTICATE => {
            auth::optional_www_authenticate(line).is_ok_and(|lines| lines.iter().count() > 0)
        }
        auth::AUTHORIZATION => matches!(auth::authorization(line), Ok(Some(_))),
        auth::PROXY_AUTHORIZATION => matches!(auth::proxy_authorization(line), Ok(Some(_))),
        auth::AUTHENTICATION_INFO => auth::authentication_info(line).is_ok(),
        auth::PROXY_AUTHENTICATION_INFO => auth::proxy_authentication_info(line).is_ok(),
        auth::AUTHENTICATION_CONTROL => control::AuthenticationControl::parse(&line[0].1).is_ok(),
        auth::CONCEALED_AUTH_EXPORT => matches!(concealed::auth_export(line), Ok(Some(_))),
        auth::CRYPTO_KEY => matches!(web_push::crypto_key(line), Ok(Some(_))),
        auth::DPOP => matches!(dpop::proof(line), Ok(Some(_))),
        auth::DPOP_NONCE => matches!(dpop::nonce(line), Ok(Some(_))),
        auth::HOBAREG => matches!(hoba::registration(line), Ok(Some(_))),
        auth::SERVER_AUTHORIZATION => hawk::Info::parse(&line[0].1).is_ok(),
        auth::SIGNATURE => signature::Parameters::parse(&line[0].1).is_ok(),
        cors::ORIGIN => matches!(values::origin(line), Ok(Some(_))),
        cors::ACCESS_CONTROL_REQUEST_METHOD => matches!(values::request_method(line), Ok(Some(_))),
        cors::ACCESS_CONTROL_REQUEST_HEADERS => matches!(values::request_headers(line), Ok(Some(_))),
        cors::ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK => matches!(values::request_private_network(line), Ok(Some(_))),
        cors::ACCESS_CONTROL_ALLOW_ORIGIN => matches!(values::allow_origin(line), Ok(Some(_))),
        cors::ACCESS_CONTROL_ALLOW_CREDENTIALS => matches!(values::allow_credentials(line), Ok(Some(_))),
        cors::ACCESS_CONTROL_ALLOW_METHODS => matches!(values::allow_methods(line), Ok(Some(_))),
        cors::ACCESS_CONTROL_ALLOW_HEADERS => matches!(values::allow_headers(line), Ok(Some(_))),
        cors::ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK => matches!(values::allow_private_network(line), Ok(Some(_))),
        cors::ACCESS_CONTROL_MAX_AGE => matches!(values::max_age(line), Ok(Some(_))),
        cors::ACCESS_CONTROL_EXPOSE_HEADERS => matches!(values::expose_headers(line), Ok(Some(_))),
        cors::PRIVATE_NETWORK_ACCESS_ID => matches!(values::network_id(line), Ok(Some(_))),
        cors::PRIVATE_NETWORK_ACCESS_NAME => matches!(values::network_name(line), Ok(Some(_))),
        cors::TIMING_ALLOW_ORIGIN => matches!(values::timing_allow_origin(line), Ok(Some(_))),
        cors::CROSS_ORIGIN_RESOURCE_POLICY => matches!(values::resource_policy(line), Ok(Some(_))),
        cors::VARY => matches!(values::vary(line), Ok(Some(_))),
        _ => panic!("{name} has no row in this test"),
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    auth::FIELDS.into_iter().chain(cors::FIELDS.into_iter().map(|(name, _)| name))
}

#[test]
fn every_field_has_a_generator_of_valid_values() {
    for name in names() {
        let mut different = BTreeSet::new();
        for value in draws(500, |u| field_value(name, u)) {
            let value = value.unwrap_or_else(|| panic!("`field_value` in src/arbitrary/field.rs lacks {name}"));
            let line = [(name, value.clone())];
            assert!(is_read(name, &line), "{name}: {}", value.escape_ascii());
            assert_eq!(value.trim_ascii_end(), value, "{name}: {}", value.escape_ascii());
            assert_ne!(value.first(), Some(&b' '), "{name}: {}", value.escape_ascii());
            different.insert(value);
        }
        let is_constant = ["Credentials", "Private-Network"].iter().any(|end| name.ends_with(end));
        assert!(is_constant || different.len() > 1, "{name}");
    }
    assert_eq!(field_value("Accept", &mut Unstructured::new(&[])), None);
    assert!(field_value("origin", &mut Unstructured::new(&[])).is_some(), "names are compared without their case");
}

fn value<'f>(fields: &'f [(String, Vec<u8>)], name: &str) -> Option<&'f [u8]> {
    fields.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
}

#[test]
fn requests_and_responses_have_valid_lines() {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut see = |what: &str| *seen.entry(what.to_owned()).or_default() += 1;
    let methods: BTreeSet<_> = drawn::<Request>(DRAWS).map(|request| request.method).collect();
    assert!(methods.iter().eq(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "REPORT"]), "{methods:?}");
    for request in drawn::<Request>(DRAWS) {
        let fields = &request.fields[..];
        let is_preflight = request.method == "OPTIONS";
        see(if is_preflight { "preflight" } else { "other" });
        assert_eq!(is_preflight, value(fields, cors::ACCESS_CONTROL_REQUEST_METHOD).is_some(), "{request:?}");
        assert!(!is_preflight || value(fields, cors::ORIGIN).is_some());
        let has_credentials = value(fields, auth::AUTHORIZATION).is_some();
        assert!(!has_credentials || !is_preflight, "a browser sends no credentials with a preflight");
        see(if has_credentials { "with credentials" } else { "without credentials" });
        for name in names().filter(|name| value(fields, name).is_some()) {
            see(name);
        }
        assert!(values::origin(fields).is_ok() && values::request_headers(fields).is_ok(), "{request:?}");
        let block = request.to_bytes();
        let head = format!("{} {} HTTP/1.1\r\n", request.method, request.target);
        assert!(block.starts_with(head.as_bytes()) && block.ends_with(b"\r\n\r\n"));
        assert_eq!(block.windows(2).filter(|two| two == b"\r\n").count(), fields.len() + 2);
    }
    for response in drawn::<Response>(DRAWS) {
        let fields = &response.fields[..];
        see(&response.status.to_string());
        assert_eq!(response.status == 401, value(fields, auth::WWW_AUTHENTICATE).is_some());
        assert!(auth::www_authenticate(fields).is_ok() && auth::authentication_info(fields).is_ok(), "{response:?}");
        for name in names().filter(|name| value(fields, name).is_some()) {
            see(name);
            let line = value(fields, name).map(|value| [(name, value.to_vec())]).expect("a line");
            assert!(is_read(name, &line), "{name} in {response:?}");
        }
        assert!(response.to_bytes().starts_with(format!("HTTP/1.1 {} \r\n", response.status).as_bytes()));
    }
    // The fields of other schemes and of private networks have no place in a message that is drawn.
    let of_messages = [auth::WWW_AUTHENTICATE, auth::AUTHENTICATION_INFO, auth::AUTHORIZATION];
    let others = [cors::PRIVATE_NETWORK_ACCESS_ID, cors::PRIVATE_NETWORK_ACCESS_NAME];
    let of_cors = cors::FIELDS.into_iter().map(|(name, _)| name).filter(|name| !others.contains(name));
    let states = ["preflight", "other", "with credentials", "without credentials", "200", "204", "401", "403", "404"];
    for what in of_messages.into_iter().chain(of_cors).chain(states) {
        assert!(seen.get(what).is_some_and(|count| *count > 100), "{what}: {seen:?}");
    }
}

#[test]
fn responses_allow_what_was_asked() {
    for (preflight, response) in draws(2000, |u| {
        let preflight = Request::preflight(u);
        let response = Response::allowing(&preflight, u);
        (preflight, response)
    }) {
        assert_eq!(response.status, 204, "{response:?}");
        let fields = &preflight.fields[..];
        let names = values::request_headers(fields).expect("valid names");
        let asked =
            names.map(|names| names.iter().map(|name| (name, &b"1"[..])).collect::<Vec<_>>()).unwrap_or_default();
        let origin = values::origin(fields).expect("a valid origin").expect("an origin");
        let method = values::request_method(fields).expect("a valid method").expect("a method");
        let request = browser::Request::new(origin, method).with_headers(&asked).expect("few names");
        for profile in [Profile::FETCH, Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT] {
            let verdict = profile.preflight_check(&request, response.status, &response.fields[..]);
            assert!(verdict.is_ok(), "{verdict:?} {preflight:?} {response:?}");
        }
    }
}

/// The answer to another request has its origin only, and a body.
#[test]
fn responses_to_other_requests_allow_their_origin() {
    for (request, response) in draws(2000, |u| {
        let request = Request::with_credentials("basic", u);
        let response = Response::allowing(&request, u);
        (request, response)
    }) {
        assert_ne!(request.method, "OPTIONS");
        assert_eq!(response.status, 200, "{response:?}");
        let [origin, allowed] = [cors::ORIGIN, cors::ACCESS_CONTROL_ALLOW_ORIGIN];
        assert_eq!(value(&request.fields, origin), value(&response.fields, allowed), "{request:?} {response:?}");
        assert_eq!(value(&response.fields, cors::ACCESS_CONTROL_ALLOW_METHODS), None, "{response:?}");
    }
}

#[test]
fn a_line_that_is_set_is_the_only_one_of_its_name() {
    for mut request in drawn::<Request>(200) {
        let others = request.fields.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("origin")).cloned();
        let others: Vec<_> = others.collect();
        request.set("Origin", "https://a.example");
        let (last, rest) = request.fields.split_last().expect("a line");
        assert_eq!((last.0.as_str(), &last.1[..], rest), ("Origin", &b"https://a.example"[..], &others[..]));
    }
}

#[test]
fn requests_have_the_credentials_that_are_asked_for() {
    for (module, names) in auth::SCHEMES {
        for request in draws(50, |u| Request::with_credentials(module, u)) {
            let line = value(&request.fields, auth::AUTHORIZATION).expect("credentials");
            if Credentials::of(module, &mut Unstructured::new(&[])).is_some() {
                let is_of =
                    |name: &&str| line.len() > name.len() && line[..name.len()].eq_ignore_ascii_case(name.as_bytes());
                assert!(names.iter().any(is_of), "{module}: {}", line.escape_ascii());
            }
        }
    }
}

#[test]
fn origins_are_those_of_browsers() {
    let mut strict = 0;
    let mut seen = BTreeSet::new();
    for drawn in drawn::<Origin>(DRAWS) {
        let parsed = origin::Origin::parse_tolerant(drawn.0.as_bytes());
        assert!(parsed.is_ok(), "{drawn:?}");
        strict += u32::from(origin::Origin::parse(drawn.0.as_bytes()).is_ok());
        seen.insert(drawn.0);
    }
    assert!((7000..9900).contains(&strict), "{strict}");
    for what in [
        "null",
        "https://",
        "http://",
        "ws://",
        "moz-extension://",
        "://[::1]",
        "://[2001:db8::1]",
        "://127.0.0.1",
        "://255.0.0.1",
        "://localhost",
        "://printer",
        "://xn--bcher-kva.example",
        "://a.example",
        "://app.example.com",
        ".example:",
        "safari-web-extension://",
        "app://",
        "capacitor://",
        "a_b",
        "a.example.",
    ] {
        assert!(seen.iter().any(|origin| origin.contains(what)), "{what}");
    }
    let hosts: BTreeSet<_> = seen.iter().filter_map(|origin| origin.split(':').nth(1)).collect();
    assert!(hosts.len() > 1000, "labels have many letters: {}", hosts.len());
}

#[test]
fn policies_have_no_mistakes() {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for config in drawn::<Config<String>>(DRAWS) {
        let copy = config.clone();
        let policy = config.build().unwrap_or_else(|error| panic!("{error} in {copy:?}"));
        let states = [
            ("any", copy.origins == "*"),
            ("nobody", copy.nobody),
            ("subdomains", copy.origins.contains("*.")),
            ("ports", copy.origins.contains(":*")),
            ("several", copy.origins.contains('\n')),
            ("methods", !copy.methods.is_empty()),
            ("sent", !copy.request_headers.is_empty()),
            ("read", !copy.response_headers.is_empty()),
            ("credentials", copy.credentials),
            ("private network", copy.private_network),
        ];
        for (state, is_set) in states {
            *seen.entry(state).or_default() += u32::from(is_set);
        }
        let origin = copy.origins.lines().next().unwrap_or_default();
        if !origin.contains('*') && !origin.is_empty() {
            let method = copy.methods.lines().next().unwrap_or("GET");
            let preflight = [(cors::ORIGIN, origin), (cors::ACCESS_CONTROL_REQUEST_METHOD, method)];
            let policy = policy.as_policy();
            let decision = policy.decide("OPTIONS", &preflight);
            assert_eq!(decision.refusal(), None, "{copy:?}");
            assert_eq!(decision.kind(), Kind::Preflight);
            assert_eq!(decision.action(), Action::Respond(copy.preflight_status.unwrap_or(204)));
        }
    }
    assert!(seen.values().all(|count| *count > 500), "{seen:?}");
    let mut kinds = BTreeSet::new();
    for statement in drawn::<Statement>(DRAWS) {
        statement.lend(|lent| {
            assert!(gateway::Policy::new(lent).is_ok(), "{lent:?}");
            let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            let copy = Statement {
                allowed_origins: texts(lent.allowed_origins),
                allowed_methods: lent.allowed_methods.map(texts),
                preflight_result_max_age: lent.preflight_result_max_age,
                allowed_headers: lent.allowed_headers.map(texts),
                expose_headers: lent.expose_headers.map(texts),
                allow_credentials: lent.allow_credentials,
                terminate_unmatched_request: lent.terminate_unmatched_request,
            };
            assert_eq!(format!("{copy:?}"), format!("{statement:?}"), "all parts are lent");
        });
        kinds.insert((
            statement.allowed_origins == ["*"],
            statement.allowed_methods.is_some(),
            statement.allowed_headers.is_some(),
            statement.expose_headers.is_some(),
            statement.preflight_result_max_age > 0,
            statement.allow_credentials,
            statement.terminate_unmatched_request,
        ));
    }
    assert_eq!(kinds.len(), 144, "`*` excludes credentials");
}

#[test]
fn every_mutation_occurs_and_changes_the_value() {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let (mut mutated, mut valid) = (0_u32, 0_u32);
    for Mutated { value: Challenge(parts), mutations } in drawn(DRAWS) {
        for mutation in &mutations {
            *counts.entry(format!("{mutation:?}")).or_default() += 1;
        }
        let is_valid = auth::Challenge::parse(&parts.wire).is_ok();
        assert!(is_valid || !mutations.is_empty());
        mutated += u32::from(!mutations.is_empty());
        valid += u32::from(is_valid && !mutations.is_empty());
    }
    for mutation in Mutation::ALL {
        let count = counts.get(&format!("{mutation:?}")).copied().unwrap_or_default();
        assert!(count > 50, "{mutation:?}: {counts:?}");
    }
    assert!((7000..8000).contains(&mutated), "three of four values are changed: {mutated}");
    assert!((mutated / 10..mutated / 2).contains(&valid), "most changes matter, and not all: {valid} of {mutated}");
    for mutation in Mutation::ALL {
        for seed in 0..200 {
            let bytes = super::bytes(seed);
            let before = Challenge::of("digest", &mut Unstructured::new(&bytes)).expect("a challenge").0.wire;
            let mut after = before.clone();
            assert_eq!(
                mutation.apply(&mut after, &mut Unstructured::new(&bytes[512..])),
                after != before,
                "{mutation:?}"
            );
        }
        let mut empty = Vec::new();
        assert_eq!(mutation.apply(&mut empty, &mut Unstructured::new(&[])), !empty.is_empty());
    }
}

/// What each mutation makes of a value when every choice is the first one.
#[test]
fn mutations_are_the_faults_that_they_name() {
    let value = br#"Digest realm="a b", nonce="MQ==""#;
    let table: [(Mutation, &[u8]); 20] = [
        (Mutation::DropQuote, br#"Digest realm=a b", nonce="MQ==""#),
        (Mutation::AddQuote, br#""Digest realm="a b", nonce="MQ==""#),
        (Mutation::Unquote, b"Digest realm=a b, nonce=MQ=="),
        (Mutation::SingleQuotes, b"Digest realm='a b', nonce='MQ=='"),
        (Mutation::Escape, br#"\Digest realm="a b", nonce="MQ==""#),
        (Mutation::DoubleComma, br#"Digest realm="a b",, nonce="MQ==""#),
        (Mutation::DropComma, br#"Digest realm="a b" nonce="MQ==""#),
        (Mutation::Semicolon, br#"Digest realm="a b"; nonce="MQ==""#),
        (Mutation::StrayComma, br#"Digest , realm="a b", nonce="MQ==""#),
        (Mutation::SwapSeparator, br#"Digest realm:"a b", nonce="MQ==""#),
        (Mutation::RepeatParam, br#"Digest realm="a b", nonce="MQ==", Digest realm="a b""#),
        (Mutation::DropParam, br#", nonce="MQ==""#),
        (Mutation::EmptyValue, br#"Digest realm=, nonce="MQ==""#),
        (Mutation::Tab, b"Digest\trealm=\"a b\", nonce=\"MQ==\""),
        (Mutation::Fold, b"\r\n Digest realm=\"a b\", nonce=\"MQ==\""),
        (Mutation::Space, br#" Digest realm="a b", nonce="MQ==""#),
        (Mutation::Case, br#"digest realm="a b", nonce="MQ==""#),
        (Mutation::Truncate, b""),
        (Mutation::AddPadding, br#"Digest realm="a b", nonce="MQ=="="#),
        (Mutation::JoinLines, br#"Digest realm="a b", nonce="MQ==", Digest realm="a b", nonce="MQ==""#),
    ];
    for (mutation, expected) in table {
        let mut changed = value.to_vec();
        assert!(mutation.apply(&mut changed, &mut Unstructured::new(&[])));
        assert_eq!(changed, expected, "{mutation:?}: {}", changed.escape_ascii());
    }
    let mut token = b"Basic Og==".to_vec();
    assert!(Mutation::DropPadding.apply(&mut token, &mut Unstructured::new(&[])));
    assert_eq!(token, b"Basic Og");
    for mutation in [Mutation::Control, Mutation::NotAscii, Mutation::FlipBit] {
        let mut changed = value.to_vec();
        assert!(mutation.apply(&mut changed, &mut Unstructured::new(&[])));
        assert_ne!(changed, value);
    }
}

const POLICY: Policy<'_> = Policy::for_origins(&["https://a.example"])
    .with_methods(&["PUT"])
    .with_request_headers(&["Authorization"])
    .in_const();

/// A server that has a user with a password, and that may have one of the usual faults.
fn server(fault: &str, request: &Request) -> u16 {
    let fields = &request.fields[..];
    let lines = || fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case("Authorization"));
    if fault == "401 to a preflight" && lines().count() == 0 {
        return 401;
    }
    let Step::Judge(pending) = Gate::new(&POLICY, &[]).begin(&request.method, fields) else { return 204 };
    let credentials = pending.credentials().ok().flatten();
    let is_user = match fault {
        "any scheme" => credentials.is_some(),
        "no password" => credentials.and_then(|credentials| basic::UserPass::try_from(credentials).ok()).is_some(),
        "no response" => credentials.and_then(|credentials| digest::Credentials::try_from(credentials).ok()).is_some(),
        "a second line" => lines().count() == 2,
        _ => credentials
            .and_then(|credentials| basic::UserPass::try_from(credentials).ok())
            .is_some_and(|user| user.credentials().matches("admin", "correct horse battery staple")),
    };
    if is_user { 200 } else { 401 }
}

/// The fuzz target of the module's page finds each fault, and nothing in a server without one.
#[test]
fn faults_of_servers_are_found() {
    let found = |fault: &str| {
        drawn::<Mutated<Request>>(2000).position(|input| {
            let status = server(fault, &input.value);
            let is_preflight = input.value.method == "OPTIONS";
            let is_let_in = status == 200 && !is_preflight;
            is_let_in || status == 401 && is_preflight && input.mutations.is_empty()
        })
    };
    assert_eq!(found("none"), None);
    for fault in ["401 to a preflight", "any scheme", "no password", "no response", "a second line"] {
        assert!(found(fault).is_some_and(|draws| draws < 1000), "{fault}: {:?}", found(fault));
    }
}

#[test]
fn the_fuzz_target_is_the_same_in_both_pages() {
    let (_, page) = include_str!("../../../fuzz/README.md").split_once("```rust\n").expect("a target");
    let (target, _) = page.split_once("```").expect("its end");
    let shown: String = include_str!("../../../src/arbitrary.rs")
        .lines()
        .fold(String::new(), |text, line| text + line.trim_start_matches("//!").trim_start_matches(' ') + "\n");
    for line in target.lines() {
        assert!(shown.contains(line.trim()), "{line}");
    }
    assert!(target.lines().count() <= 10, "ten lines");
}

/// Whatever is changed in a message, its readers return.
#[test]
fn mutated_messages_are_read_to_their_end() {
    let mut repeated = 0;
    for Mutated { value: request, mutations } in drawn::<Mutated<Request>>(2000) {
        let fields = &request.fields[..];
        let is_ok = auth::authorization(fields).is_ok() && values::origin(fields).is_ok();
        assert!(is_ok || !mutations.is_empty(), "{request:?}");
        let lines = fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case("Authorization")).count();
        repeated += u32::from(lines == 2);
    }
    assert!(repeated > 10, "{repeated}");
    for Mutated { value: response, .. } in drawn::<Mutated<Response>>(2000) {
        let fields = &response.fields[..];
        let _ = auth::tolerant::www_authenticate(fields).count();
        assert!(auth::www_authenticate(fields).map_or(0, |lines| lines.iter().count()) < 1000);
    }
    for Mutated { value: Info(parts), mutations } in drawn(1000) {
        assert!(auth::AuthenticationInfo::parse(&parts.wire).is_ok() || !mutations.is_empty());
    }
    let mut credentials = Credentials::arbitrary(&mut Unstructured::new(&[])).expect("a generator does not fail");
    let before = credentials.clone();
    let mutations = credentials.mutate(&mut Unstructured::new(&[]));
    assert!(!mutations.is_empty() && credentials != before);
}
