//! The server's half: each mistake of a policy, each way a request is decided, and the laws over policies and requests
//! that have much in common.

use std::cell::RefCell;
use std::collections::BTreeMap;

use countersign::Fields;
use countersign::cors::policy::{Action, Builder, Decision, Kind, Mistakes, Part, Policy, Reason, Refusal, Setting};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::laws::{self, written};

const ORIGIN: &str = "https://app.example.com";

/// The mistakes of a policy.
fn mistakes(policy: Builder<'static>) -> Vec<(Part, Setting<'static>, Reason)> {
    let mistakes = policy.build().err();
    let told = mistakes.iter().flat_map(Mistakes::iter);
    told.map(|mistake| (mistake.part(), mistake.setting(), mistake.reason())).collect()
}

/// What is set and appended, each line as it is sent.
fn said(decision: &Decision<'_>) -> Vec<String> {
    let fields = decision.set().chain(decision.append());
    fields.map(|(name, value)| format!("{name}: {}", String::from_utf8(written(&value)).unwrap())).collect()
}

fn of(origin: &'static str) -> Builder<'static> {
    Policy::for_origins(Box::leak(Box::new([origin])))
}

#[test]
fn origins_are_refused() {
    for (origin, reason) in [
        ("null", Reason::Prohibited),
        ("file:///x", Reason::Prohibited),
        ("https://example.com:443", Reason::Prohibited),
        ("http://example..com", Reason::Prohibited),
        ("http://[0:0::1]", Reason::Prohibited),
        ("http://[::ffff:127.0.0.1]", Reason::Prohibited),
        ("", Reason::Invalid),
        ("example.com", Reason::Invalid),
        ("https://example.com/", Reason::Invalid),
        ("https://EXAMPLE.com", Reason::Invalid),
        ("https://a*.example.com", Reason::Invalid),
        ("https://*", Reason::Invalid),
        ("https://example.*", Reason::Invalid),
        ("https://*.127.0.0.1", Reason::Invalid),
        ("https://example.com:0", Reason::Invalid),
        ("https://user@example.com", Reason::Invalid),
        (" https://example.com", Reason::Invalid),
        ("^https://example.com$", Reason::Invalid),
    ] {
        let expected = [(Part::Origin, Setting::Text(origin), reason)];
        assert_eq!(mistakes(of(origin)), expected, "{origin}");
        assert_eq!(mistakes(of(origin).with_credentials()), expected, "{origin}");
    }
    assert_eq!(mistakes(Policy::for_origins(&[])), [(Part::Origin, Setting::Text(""), Reason::Missing)]);
}

#[test]
fn origins_are_refused_that_get_credentials() {
    type Lift = fn(Builder<'static>) -> Builder<'static>;
    let secure: Lift = |policy| policy;
    let insecure: Lift = Builder::dangerously_tolerate_insecure_origins;
    let suffixes: Lift = Builder::dangerously_tolerate_subdomains_of_public_suffixes;
    for (origin, reason, lift) in [
        ("*", Reason::Wildcard, None),
        ("http://example.com", Reason::Insecure, Some(insecure)),
        ("http://example.com:8080", Reason::Insecure, Some(insecure)),
        ("http://128.0.0.1", Reason::Insecure, Some(insecure)),
        ("http://localhost.example", Reason::Insecure, Some(insecure)),
        ("app://localhost.", Reason::Insecure, Some(insecure)),
        ("https://*.com", Reason::PublicSuffix, Some(suffixes)),
        ("https://*.com:*", Reason::PublicSuffix, Some(suffixes)),
        ("https://*.com.", Reason::PublicSuffix, Some(suffixes)),
    ] {
        let expected = [(Part::Origin, Setting::Text(origin), reason)];
        assert_eq!(mistakes(of(origin)), [], "{origin} without credentials");
        assert_eq!(mistakes(of(origin).with_credentials()), expected, "{origin}");
        assert_eq!(mistakes(of(origin).with_private_network()), expected, "{origin} in a private network");
        for dangerous in [insecure, suffixes] {
            let is_lifted = lift.is_some_and(|lift| lift as usize == dangerous as usize);
            assert_eq!(mistakes(dangerous(of(origin)).with_credentials()).is_empty(), is_lifted, "{origin}");
        }
    }
    for origin in [
        "https://example.com",
        "https://*.example.com",
        "https://*.example.com:*",
        "http://localhost:9090",
        "http://localhost:*",
        "http://app.localhost",
        "http://*.app.localhost",
        "http://127.1.2.3:90",
        "http://[::1]:90",
    ] {
        assert_eq!(mistakes(secure(of(origin)).with_credentials().with_private_network()), [], "{origin}");
    }
}

#[test]
fn a_list_of_public_suffixes_takes_the_place_of_guessing() {
    let is_public_suffix = |name: &str| ["com", "co.uk"].contains(&name);
    for (origin, is_refused) in [("https://*.co.uk", true), ("https://*.com", true), ("https://*.intranet", false)] {
        let policy = of(origin).with_credentials();
        assert_eq!(policy.build_with_public_suffixes(&is_public_suffix).is_err(), is_refused, "{origin}");
        assert!(of(origin).build_with_public_suffixes(&is_public_suffix).is_ok(), "{origin} without credentials");
    }
}

#[test]
fn a_static_origin_is_one() {
    for (origin, reason) in
        [("*", Reason::Wildcard), ("https://*.a.example", Reason::Wildcard), ("https://a.example:*", Reason::Wildcard)]
    {
        let expected = [(Part::Origin, Setting::Text(origin), reason)];
        assert_eq!(mistakes(Policy::for_static_origin(origin)), expected);
    }
    let insecure = Policy::for_static_origin("http://a.example").with_credentials();
    assert_eq!(mistakes(insecure), [(Part::Origin, Setting::Text("http://a.example"), Reason::Insecure)]);
}

#[test]
fn names_are_refused() {
    let policy = of(ORIGIN).with_credentials();
    let methods: [(&str, _); 6] = [
        ("", Reason::Invalid),
        ("r\u{e9}sum\u{e9}", Reason::Invalid),
        ("GET, POST", Reason::Invalid),
        ("CONNECT", Reason::Forbidden),
        ("trace", Reason::Forbidden),
        ("TRACK", Reason::Forbidden),
    ];
    for (method, reason) in methods {
        let methods = Box::leak(Box::new([method]));
        assert_eq!(mistakes(policy.with_methods(methods)), [(Part::Method, Setting::Text(method), reason)]);
    }
    for (name, reason) in [
        ("", Reason::Invalid),
        ("X A", Reason::Invalid),
        ("Host", Reason::Forbidden),
        ("SEC-Fetch-Mode", Reason::Forbidden),
        ("proxy-a", Reason::Forbidden),
        ("Access-Control-Request-Method", Reason::Forbidden),
        ("Access-Control-Request-Private-Network", Reason::Forbidden),
        ("Access-Control-Allow-Origin", Reason::Prohibited),
        ("access-control-max-age", Reason::Prohibited),
    ] {
        let names = Box::leak(Box::new([name]));
        assert_eq!(mistakes(policy.with_request_headers(names)), [(Part::RequestHeader, Setting::Text(name), reason)]);
    }
    for (name, reason) in [
        ("", Reason::Invalid),
        ("X:A", Reason::Invalid),
        ("Set-Cookie", Reason::Forbidden),
        ("set-cookie2", Reason::Forbidden),
        ("Origin", Reason::Prohibited),
        ("Access-Control-Request-Headers", Reason::Prohibited),
        ("Access-Control-Allow-Methods", Reason::Prohibited),
        ("*", Reason::Credentialed),
    ] {
        let names = Box::leak(Box::new([name]));
        assert_eq!(
            mistakes(policy.with_response_headers(names)),
            [(Part::ResponseHeader, Setting::Text(name), reason)]
        );
    }
    assert_eq!(mistakes(of("*").with_response_headers(&["*"])), []);
}

#[test]
fn numbers_have_bounds() {
    for seconds in [-1, 0, 1, 86_400] {
        assert_eq!(mistakes(of(ORIGIN).with_max_age(seconds)), []);
    }
    for seconds in [i64::MIN, -2, 86_401, 1_728_000, i64::MAX] {
        let expected = [(Part::MaxAge, Setting::Number(seconds), Reason::OutOfBounds)];
        assert_eq!(mistakes(of(ORIGIN).with_max_age(seconds)), expected);
    }
    for (status, is_refused) in [(199, true), (200, false), (299, false), (300, true), (0, true), (u16::MAX, true)] {
        assert_eq!(of(ORIGIN).with_preflight_status(status).build().is_err(), is_refused, "{status}");
    }
}

#[test]
fn every_mistake_is_told() {
    let policy = Policy::for_origins(&["http://example.com", "https://example.com/"])
        .with_methods(&["CONNECT", "r\u{e9}sum\u{e9}", "GET"])
        .with_request_headers(&["r\u{e9}sum\u{e9}", "Access-Control-Allow-Origin"])
        .with_max_age(86_401);
    let told = policy.build().unwrap_err().to_string();
    assert_eq!(
        told,
        "origin \"https://example.com/\": invalid; method \"CONNECT\": forbidden; method \"r\u{e9}sum\u{e9}\": invalid; \
         request header \"r\u{e9}sum\u{e9}\": invalid; request header \"Access-Control-Allow-Origin\": prohibited; \
         max-age 86401: out of bounds"
    );
    let many = vec!["a\nb"; 100];
    let mistakes = Policy::for_origins(&many).build().unwrap_err();
    assert_eq!(mistakes.iter().count(), 100);
    assert!(!mistakes.to_string().contains('\n'), "what is told can stand in a log");
}

const LISTED: Policy<'_> = Policy::for_origins(&["https://app.example.com", "https://*.example.org:*"])
    .with_credentials()
    .with_methods(&["GET", "put", "PURGE"])
    .with_request_headers(&["Authorization", "x-a"])
    .with_response_headers(&["Content-Type", "X-Id"])
    .with_max_age(600)
    .in_const();

const ANY: Policy<'_> = Policy::for_origins(&["*"])
    .with_methods(&["*"])
    .with_request_headers(&["*"])
    .with_response_headers(&["*", "X-Id"])
    .with_max_age(-1)
    .in_const();

const STATIC: Policy<'_> =
    Policy::for_static_origin(ORIGIN).with_response_headers(&["Expires"]).with_preflight_status(200).in_const();

/// A policy, the method and the fields of a request, and what is decided.
type Row<'r> = (&'r Policy<'r>, &'r str, &'r [(&'r str, &'r str)], Kind, Option<Refusal>, &'r [&'r str]);

#[test]
fn requests_that_are_no_preflight_go_on() {
    let origin = ("Origin", ORIGIN);
    let evil = ("Origin", "https://app.example.com.evil.example");
    let asks = ("Access-Control-Request-Method", "PUT");
    let allowed = [
        "Access-Control-Allow-Origin: https://app.example.com",
        "Access-Control-Allow-Credentials: true",
        "Access-Control-Expose-Headers: X-Id",
    ];
    let any = ["Access-Control-Allow-Origin: *", "Access-Control-Expose-Headers: *"];
    let fixed = ["Access-Control-Allow-Origin: https://app.example.com"];
    let varied = [&allowed[..], &["Vary: Origin"]].concat();
    let rows: [Row<'_>; 19] = [
        (&LISTED, "GET", &[origin], Kind::Actual, None, &varied),
        (&LISTED, "OPTIONS", &[origin], Kind::Actual, None, &allowed),
        (&LISTED, "PUT", &[origin, asks], Kind::Actual, None, &varied),
        (&LISTED, "options", &[origin, asks], Kind::Actual, None, &varied),
        (&LISTED, "GET", &[], Kind::NotCors, None, &["Vary: Origin"]),
        (&LISTED, "OPTIONS", &[asks], Kind::NotCors, None, &[]),
        (&LISTED, "POST", &[evil], Kind::Actual, Some(Refusal::Origin), &["Vary: Origin"]),
        (&LISTED, "OPTIONS", &[evil], Kind::Actual, Some(Refusal::Origin), &[]),
        (&LISTED, "GET", &[("Origin", "null")], Kind::Actual, Some(Refusal::Origin), &["Vary: Origin"]),
        (&LISTED, "GET", &[("Origin", "")], Kind::Actual, Some(Refusal::InvalidOrigin), &["Vary: Origin"]),
        (&LISTED, "GET", &[origin, origin], Kind::Actual, Some(Refusal::InvalidOrigin), &["Vary: Origin"]),
        (
            &LISTED,
            "GET",
            &[("Origin", "https://*.example.org:*")],
            Kind::Actual,
            Some(Refusal::InvalidOrigin),
            &["Vary: Origin"],
        ),
        (&ANY, "GET", &[], Kind::NotCors, None, &any),
        (&ANY, "GET", &[evil], Kind::Actual, None, &any),
        (&ANY, "GET", &[("Origin", "?"), evil], Kind::Actual, None, &any),
        (&ANY, "OPTIONS", &[("Origin", "null")], Kind::Actual, None, &any),
        (&STATIC, "GET", &[], Kind::NotCors, None, &fixed),
        (&STATIC, "OPTIONS", &[origin], Kind::Actual, None, &fixed),
        (&STATIC, "GET", &[evil], Kind::Actual, Some(Refusal::Origin), &fixed),
    ];
    for (policy, method, request, kind, refusal, fields) in rows {
        let decision = policy.decide(method, request);
        assert_eq!((decision.kind(), decision.refusal()), (kind, refusal), "{method} {request:?}");
        assert_eq!(decision.action(), Action::Continue);
        assert_eq!(said(&decision), fields, "{method} {request:?}");
    }
}

/// A preflight with these values of `Access-Control-Request-Headers`.
fn preflight(policy: &Policy<'_>, origin: &str, method: &str, names: &[&str]) -> Result<Vec<String>, Refusal> {
    let mut request = vec![(" ", ""), ("origin", origin), ("ACCESS-CONTROL-REQUEST-METHOD", method)];
    request.extend(names.iter().map(|names| ("access-control-request-headers", *names)));
    let decision = policy.decide("OPTIONS", request.as_slice());
    assert_eq!(decision.kind(), Kind::Preflight);
    if let Some(refusal) = decision.refusal() {
        assert_eq!((decision.action(), said(&decision)), (Action::Respond(403), vec![]));
        return Err(refusal);
    }
    assert!(matches!(decision.action(), Action::Respond(200..=299)));
    let mut said = said(&decision);
    assert!(said.remove(0).starts_with("Access-Control-Allow-Origin: "));
    Ok(said)
}

#[test]
fn preflights_are_answered() {
    const CREDENTIALS: &str = "Access-Control-Allow-Credentials: true";
    const AGE: &str = "Access-Control-Max-Age: 600";
    let put = "Access-Control-Allow-Methods: PUT";
    let rows: [(&str, &[&str], &[&str]); 9] = [
        ("GET", &[], &[CREDENTIALS, AGE]),
        ("HEAD", &[], &[CREDENTIALS, AGE]),
        ("POST", &[""], &[CREDENTIALS, "Access-Control-Allow-Headers: ", AGE]),
        ("PUT", &[], &[CREDENTIALS, put, AGE]),
        (" PURGE\t", &[], &[CREDENTIALS, "Access-Control-Allow-Methods: PURGE", AGE]),
        ("PUT", &["x-a"], &[CREDENTIALS, put, "Access-Control-Allow-Headers: x-a", AGE]),
        ("PUT", &["X-A , ,authorization"], &[CREDENTIALS, put, "Access-Control-Allow-Headers: X-A,authorization", AGE]),
        (
            "PUT",
            &["x-a", ",", "authorization", "x-a"],
            &[CREDENTIALS, put, "Access-Control-Allow-Headers: x-a,authorization,x-a", AGE],
        ),
        ("GET", &[",,authorization,,"], &[CREDENTIALS, "Access-Control-Allow-Headers: authorization", AGE]),
    ];
    for (method, names, fields) in rows {
        let answered = preflight(&LISTED, ORIGIN, method, names);
        assert_eq!(answered, Ok(fields.iter().map(ToString::to_string).collect()), "{method} {names:?}");
    }
    for origin in ["https://a.example.org", "https://a.b.example.org:8443"] {
        assert!(preflight(&LISTED, origin, "PUT", &["x-a"]).is_ok(), "{origin}");
    }
}

#[test]
fn preflights_are_refused_at_each_step() {
    let rows: [(&str, &str, &[&str], Refusal); 17] = [
        ("https://example.org", "PUT", &[], Refusal::Origin),
        ("http://app.example.com", "PUT", &[], Refusal::Origin),
        ("https://app.example.com:8443", "PUT", &[], Refusal::Origin),
        ("https://xapp.example.com", "PUT", &[], Refusal::Origin),
        ("https://example.org.evil.example", "PUT", &[], Refusal::Origin),
        ("https://evilexample.org", "PUT", &[], Refusal::Origin),
        ("httpx://a.example.org", "PUT", &[], Refusal::Origin),
        ("https://APP.example.com", "PUT", &[], Refusal::InvalidOrigin),
        (ORIGIN, "purge", &[], Refusal::Method),
        (ORIGIN, "pUT", &[], Refusal::Method),
        (ORIGIN, "DELETE", &[], Refusal::Method),
        (ORIGIN, "", &[], Refusal::Method),
        (ORIGIN, "PUT", &["x-b"], Refusal::RequestHeader),
        (ORIGIN, "PUT", &["x-a;authorization"], Refusal::RequestHeader),
        (ORIGIN, "PUT", &["x-a authorization"], Refusal::RequestHeader),
        (ORIGIN, "PUT", &["x-a", "content-type"], Refusal::RequestHeader),
        (ORIGIN, "PUT", &["x-a,,,,,,,,,,,,,,,,,,x-a"], Refusal::TooManyRequestHeaders),
    ];
    for (origin, method, names, refusal) in rows {
        assert_eq!(preflight(&LISTED, origin, method, names), Err(refusal), "{origin} {method} {names:?}");
    }
    let twice =
        [("Origin", ORIGIN), ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Method", "PUT")];
    assert_eq!(LISTED.decide("OPTIONS", &twice).refusal(), Some(Refusal::InvalidMethod));
    assert_eq!(preflight(&STATIC, "https://b.example", "GET", &[]), Err(Refusal::Origin));
}

#[test]
fn what_any_stands_for_depends_on_credentials() {
    let (any, age) = ("Access-Control-Allow-Methods: *", "Access-Control-Max-Age: 0");
    let headers = |value: &str| format!("Access-Control-Allow-Headers: {value}");
    assert_eq!(preflight(&ANY, "null", "CHICKEN", &[]), Ok(vec![any.into(), age.into()]));
    assert_eq!(preflight(&ANY, "?", "PUT", &["x-a", "x-b"]), Ok(vec![any.into(), headers("*"), age.into()]));
    assert_eq!(preflight(&ANY, "null", "GET", &["Authorization"]), Err(Refusal::RequestHeader), "no `*` is that");
    assert_eq!(preflight(&ANY, "null", "a b", &[]), Err(Refusal::InvalidMethod));
    assert_eq!(preflight(&ANY, "null", "GET", &["a b"]), Err(Refusal::RequestHeader));
    let named = of("*").with_request_headers(&["*", "authorization"]).build().unwrap();
    assert_eq!(preflight(&named, "null", "GET", &["authorization"]), Ok(vec![headers("*,authorization")]));

    let echoes = of(ORIGIN).with_methods(&["*"]).with_request_headers(&["*"]).with_credentials().build().unwrap();
    let answered = preflight(&echoes, ORIGIN, "CHICKEN", &["bar", "authorization"]).unwrap();
    assert_eq!(answered[1..], ["Access-Control-Allow-Methods: CHICKEN".into(), headers("bar,authorization")]);
    assert_eq!(preflight(&echoes, ORIGIN, "CHIC\u{1}", &[]), Err(Refusal::InvalidMethod));
    assert_eq!(preflight(&echoes, ORIGIN, "GET", &["a\r\nb"]), Err(Refusal::RequestHeader));
}

#[test]
fn a_private_network_is_an_opt_in() {
    let request = [
        ("Origin", ORIGIN),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Private-Network", "true"),
    ];
    assert_eq!(LISTED.decide("OPTIONS", &request).refusal(), Some(Refusal::PrivateNetwork));
    let policy = of(ORIGIN).with_private_network().build().unwrap();
    let expected =
        ["Access-Control-Allow-Origin: https://app.example.com", "Access-Control-Allow-Private-Network: true"];
    assert_eq!(said(&policy.decide("OPTIONS", &request)), expected);
    assert_eq!(said(&policy.decide("OPTIONS", &request[..2])), expected[..1]);
    let other = [request[0], request[1], (request[2].0, "True")];
    assert_eq!(said(&policy.decide("OPTIONS", &other)), expected[..1], "the draft compares case");
}

#[test]
fn hostile_lists_are_refused() {
    let any = of(ORIGIN).with_request_headers(&["*"]).with_credentials().build().unwrap();
    for piece in [",", " ", "x-a,", "x-a   ,", "a", "\t,"] {
        let line = piece.repeat((1 << 20) / piece.len());
        assert_eq!(preflight(&LISTED, ORIGIN, "PUT", &[&line]), Err(Refusal::TooManyRequestHeaders), "{piece:?}");
        assert_eq!(preflight(&any, ORIGIN, "GET", &[&line]), Err(Refusal::TooManyRequestHeaders), "{piece:?}");
    }
    assert!(preflight(&LISTED, ORIGIN, "PUT", &["x-a"; 8]).is_ok());
    assert_eq!(preflight(&LISTED, ORIGIN, "PUT", &["x-a"; 9]), Err(Refusal::TooManyRequestHeaders));
    assert!(preflight(&LISTED, ORIGIN, "PUT", &[""; 16]).is_ok());
    assert_eq!(preflight(&LISTED, ORIGIN, "PUT", &[""; 17]), Err(Refusal::TooManyRequestHeaders));
    assert!(preflight(&any, ORIGIN, "GET", &[&"a".repeat(16 * 1024)]).is_ok());
}

#[test]
fn names_are_found_in_any_order() {
    let names: Vec<String> = (0..64).map(|number| format!("x-custom-header-{number:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut shuffled = names.clone();
    shuffled.sort_by_key(|name| name.bytes().fold(0_u32, |sum, octet| sum.wrapping_mul(31).wrapping_add(octet.into())));
    for allowed in [&names, &shuffled] {
        let policy = of(ORIGIN).with_request_headers(allowed).build().unwrap();
        for asked in [&names, &shuffled] {
            for asked in [asked.join(","), asked.join(", ").to_ascii_uppercase()] {
                let answered = preflight(&policy, ORIGIN, "GET", &[&asked]).unwrap();
                assert_eq!(
                    answered[0].replace(' ', ""),
                    format!("Access-Control-Allow-Headers:{}", asked.replace(' ', ""))
                );
                let unknown = format!("{asked},x-custom-header-64");
                assert_eq!(preflight(&policy, ORIGIN, "GET", &[&unknown]), Err(Refusal::RequestHeader));
            }
        }
    }
}

/// Counts how often each field is asked for.
struct Counted<'a>(&'a [(&'a str, &'a str)], RefCell<BTreeMap<String, usize>>);

impl<'m> Fields<'m> for &'m Counted<'_> {
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        *self.1.borrow_mut().entry(name.to_owned()).or_default() += 1;
        self.0.values(name)
    }
}

#[test]
fn each_field_is_asked_for_once() {
    let fields =
        [("Origin", ORIGIN), ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "x-a")];
    let request = Counted(&fields, RefCell::default());
    let decision = LISTED.decide("OPTIONS", &request);
    assert_eq!((said(&decision).len(), said(&decision).len()), (5, 5));
    let counted = request.1.borrow();
    assert!(counted.len() == 4 && counted.values().all(|count| *count == 1), "{counted:?}");

    let request = Counted(&fields, RefCell::default());
    let _ = LISTED.decide("PUT", &request);
    assert_eq!(request.1.borrow().len(), 1);
}

/// Policies and requests that have much in common.
fn cases() -> impl Strategy<Value = Vec<u8>> {
    fn one(of: &'static [&'static str]) -> impl Strategy<Value = String> {
        prop::sample::select(of).prop_map(str::to_owned)
    }
    let setting = one(&[
        "ohttps://a.example",
        "ohttps://a.example",
        "ohttps://*.a.example",
        "ohttps://*.a.example:*",
        "ohttps://b.example:8080",
        "ohttps://a.example:*",
        "ohttp://localhost:*",
        "o*",
        "mPUT",
        "mput",
        "mPATCH",
        "m*",
        "hX-A",
        "hx-b",
        "hAuthorization",
        "haccept",
        "h*",
        "eX-C",
        "eExpires",
        "e*",
        "a-1",
        "a60",
    ]);
    let options = one(&["f", "f", "fc", "fc", "fcs", "fa", "fca", "fn", "fcn", "fci"]);
    let method = one(&["!OPTIONS", "!OPTIONS", "!OPTIONS", "!GET", "!PUT"]);
    let origin = one(&[
        "https://a.example",
        "https://a.example",
        "https://x.a.example",
        "https://x.y.a.example:81",
        "https://xa.example",
        "http://x.a.example",
        "httpx://x.a.example",
        "https://.a.example",
        "https://a.example:81",
        "https://b.example:8080",
        "http://localhost:3000",
        "null",
        "https://*.a.example",
        " https://a.example\t",
        "https://a.example,",
    ])
    .prop_map(|origin| format!(">Origin:{origin}"));
    let field = one(&[
        ">Access-Control-Request-Method:PUT",
        ">Access-Control-Request-Method: PATCH",
        ">access-control-request-method:GET",
        ">Access-Control-Request-Method:put",
        ">Access-Control-Request-Headers:x-a",
        ">Access-Control-Request-Headers:authorization,x-a",
        ">Access-Control-Request-Headers: accept , ,x-b",
        ">access-control-request-headers:x-a\t,x-c",
        ">Access-Control-Request-Headers:",
        ">Access-Control-Request-Headers:a b",
        ">Access-Control-Request-Private-Network:true",
        ">Origin:https://a.example",
    ]);
    (vec(setting, 1..8), options, method, vec(origin, 0..2), vec(field, 0..4)).prop_map(
        |(settings, options, method, origin, fields)| {
            [settings, vec![options, method], origin, fields].concat().join("\n").into_bytes()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64 * ProptestConfig::default().cases, ..ProptestConfig::default() })]

    #[test]
    fn decisions_keep_the_laws(case in cases()) {
        laws::check("policy", &case);
    }
}
