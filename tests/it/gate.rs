//! Preflight first, then authentication, then the fields of CORS on whatever is answered.

use std::cell::Cell;

use countersign::auth::{Credentials, basic, bearer};
use countersign::cors::browser::{CredentialsMode, Profile, Request};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use countersign::cors::policy::{Action, Kind, Policy, Refusal};
use countersign::gate::{Answer, Gate, Verdict};
use countersign::{ErrorKind, FieldContent, LineError};

type Field = (&'static str, &'static str);

/// Method, fields and verdict; what is done, and the lines of the response.
type Row<'a> = (&'a str, &'a [Field], Verdict<'a>, Action, &'a [&'a [&'a str]]);

const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"])
    .with_methods(&["PUT"])
    .with_request_headers(&["Authorization"])
    .with_response_headers(&["WWW-Authenticate"])
    .in_const();

const ORIGIN: Field = ("Origin", "https://app.example.com");
const STRANGER: Field = ("Origin", "https://app.example.org");
const ASKS_PUT: Field = ("Access-Control-Request-Method", "PUT");
const ASKS_PATCH: Field = ("Access-Control-Request-Method", "PATCH");

const ALLOWED: [&str; 3] = [
    "Access-Control-Allow-Origin: https://app.example.com",
    "Access-Control-Expose-Headers: WWW-Authenticate",
    "Vary: Origin",
];

/// All fields of a response, as its lines have them.
fn fields(answer: &Answer<'_>) -> Vec<(String, String)> {
    let text = |value: &dyn FieldContent| {
        let mut buffer = [0; 256];
        let octets = value.encode_to_slice(&mut buffer).expect("there is room");
        String::from_utf8(octets.to_vec()).expect("it is ASCII")
    };
    let cors = answer.set().chain(answer.append()).map(|(name, value)| (name.to_owned(), text(&value)));
    let challenges = answer.challenges().iter().map(|challenge| ("WWW-Authenticate".to_owned(), text(*challenge)));
    cors.chain(challenges).collect()
}

fn lines(answer: &Answer<'_>) -> Vec<String> {
    fields(answer).iter().map(|(name, value)| format!("{name}: {value}")).collect()
}

#[test]
fn every_answer_has_its_status_and_its_fields() {
    let (bearer, basic) = (bearer::Challenge::new(), basic::Challenge::new("staff").unwrap());
    let expired = bearer::Challenge::new().with_error(bearer::ErrorCode::InvalidToken);
    let challenges: [&dyn FieldContent; 2] = [&bearer, &basic];
    let others: [&dyn FieldContent; 1] = [&expired];
    let gate = Gate::new(&POLICY, &challenges);

    let offered = ["WWW-Authenticate: Bearer", "WWW-Authenticate: Basic realm=\"staff\""];
    let error = ["WWW-Authenticate: Bearer error=\"invalid_token\""];
    let vary = &ALLOWED[2..];
    let (goes_on, respond) = (Action::Continue, Action::Respond);
    let rows: [Row<'_>; 14] = [
        ("GET", &[ORIGIN], Verdict::Accepted, goes_on, &[&ALLOWED]),
        ("GET", &[ORIGIN], Verdict::Challenged, respond(401), &[&ALLOWED, &offered]),
        ("GET", &[ORIGIN], Verdict::Rechallenged(&others), respond(401), &[&ALLOWED, &error]),
        ("GET", &[ORIGIN], Verdict::Forbidden(&others), respond(403), &[&ALLOWED, &error]),
        ("GET", &[ORIGIN], Verdict::Forbidden(&[]), respond(403), &[&ALLOWED]),
        ("GET", &[STRANGER], Verdict::Accepted, goes_on, &[vary]),
        ("GET", &[STRANGER], Verdict::Challenged, respond(401), &[vary, &offered]),
        ("GET", &[], Verdict::Accepted, goes_on, &[vary]),
        ("GET", &[], Verdict::Challenged, respond(401), &[vary, &offered]),
        // An OPTIONS that is no preflight is a request like others.
        ("OPTIONS", &[], Verdict::Challenged, respond(401), &[&offered]),
        ("OPTIONS", &[ORIGIN], Verdict::Challenged, respond(401), &[&ALLOWED[..2], &offered]),
        ("OPTIONS", &[ASKS_PUT], Verdict::Challenged, respond(401), &[&offered]),
        ("options", &[ORIGIN, ASKS_PUT], Verdict::Challenged, respond(401), &[&ALLOWED, &offered]),
        ("GET", &[ORIGIN, ASKS_PUT], Verdict::Challenged, respond(401), &[&ALLOWED, &offered]),
    ];
    for (method, request, verdict, action, expected) in rows {
        let asked = Cell::new(0);
        let answer = gate.decide(method, request, |_| {
            asked.set(asked.get() + 1);
            verdict
        });
        assert_eq!((answer.action(), asked.get()), (action, 1), "{method} {request:?} {verdict:?}");
        assert_eq!(lines(&answer), expected.concat(), "{method} {request:?} {verdict:?}");
    }
}

#[test]
fn a_preflight_is_answered_by_the_policy_alone() {
    let basic = basic::Challenge::new("staff").unwrap();
    let challenges: [&dyn FieldContent; 1] = [&basic];
    let gate = Gate::new(&POLICY, &challenges);
    let authorization = ("Authorization", "Basic !");
    for (request, action, refusal) in [
        (&[ORIGIN, ASKS_PUT][..], Action::Respond(204), None),
        (&[ORIGIN, ASKS_PUT, authorization], Action::Respond(204), None),
        (&[STRANGER, ASKS_PUT], Action::Respond(403), Some(Refusal::Origin)),
        (&[ORIGIN, ASKS_PATCH], Action::Respond(403), Some(Refusal::Method)),
    ] {
        let answer = gate.decide("OPTIONS", request, |_| panic!("nobody is asked"));
        assert_eq!((answer.action(), answer.decision().refusal()), (action, refusal), "{request:?}");
        assert_eq!((answer.decision().kind(), answer.challenges().len()), (Kind::Preflight, 0));
        assert_eq!(fields(&answer).is_empty(), refusal.is_some(), "{request:?}");
    }
}

#[test]
fn the_judge_hears_what_the_field_holds() {
    let gate = Gate::new(&POLICY, &[]);
    let heard = |request: &[Field]| {
        let mut heard = None;
        let answer = gate.decide("GET", request, |credentials: Result<Option<Credentials<'_>>, LineError>| {
            let scheme = credentials.map(|found| found.map(|found| found.scheme().as_str().to_owned()));
            heard = Some(scheme.map_err(|error| (error.line(), error.error().kind())));
            Verdict::Accepted
        });
        assert_eq!(answer.action(), Action::Continue);
        heard.expect("the judge was asked")
    };
    let authorization = ("Authorization", "Bearer a");
    assert_eq!(heard(&[ORIGIN]), Ok(None));
    assert_eq!(heard(&[authorization]), Ok(Some("Bearer".to_owned())));
    assert_eq!(heard(&[authorization, authorization]), Err((1, ErrorKind::SecondLine)));
}

/// What was reported, once: a preflight that a server answered as if it could carry credentials.
struct Report {
    issue: &'static str,
    /// What the server answered.
    status: u16,
    origin: &'static str,
    method: &'static str,
    /// What the page sets; the value is never part of a preflight.
    headers: &'static [&'static str],
    policy: Policy<'static>,
}

impl Report {
    const fn new(
        issue: &'static str,
        status: u16,
        origin: &'static str,
        method: &'static str,
        headers: &'static [&'static str],
    ) -> Self {
        let any = Policy::for_origins(&["*"]).with_methods(&["*"]).with_request_headers(&["*", "Authorization"]);
        Self { issue, status, origin, method, headers, policy: any.in_const() }
    }

    const fn with_policy(self, policy: Policy<'static>) -> Self {
        Self { policy, ..self }
    }
}

const LOCAL: &[&str] = &["http://localhost:*", "http://127.0.0.1:*"];

const REPORTS: [Report; 10] = [
    // Any origin, these methods and names; a Bearer token.
    Report::new("aspnet/CORS#45", 401, "https://spa.example", "PUT", &["authorization", "content-type"]).with_policy(
        Policy::for_origins(&["*"])
            .with_methods(&["GET", "PATCH", "PUT", "DELETE", "POST"])
            .with_request_headers(&["accept", "X-Requested-With", "authorization", "applicationToken", "content-type"])
            .with_response_headers(&["new-authentication-token"])
            .in_const(),
    ),
    // A guard against forged requests wanted the key that no preflight has, and redirected.
    Report::new("syncthing/syncthing#2780", 302, "http://dashboard.example", "GET", &["x-api-key"])
        .with_policy(Policy::for_origins(&["*"]).with_request_headers(&["Content-Type", "X-API-Key"]).in_const()),
    Report::new("http4s/http4s#1039", 403, "https://app.example.com", "POST", &["authorization", "content-type"]),
    Report::new("actix/actix-web#652", 401, "https://app.example.com", "GET", &["authorization"]),
    // A device with a password: Basic.
    Report::new("arendst/Tasmota#5847", 401, "http://panel.local", "GET", &["authorization"]),
    Report::new("ibigbug/clash-rs#1486", 401, "https://clash.razord.top", "GET", &["authorization"]),
    Report::new(
        "majiayu000/litellm-rs#832",
        401,
        "https://chat.example",
        "POST",
        &["authorization", "content-type", "x-client"],
    ),
    Report::new("kdeps/kdeps#468", 401, "http://127.0.0.1:8090", "POST", &["authorization", "content-type"]),
    Report::new("pincerhq/pincer#184", 401, "http://localhost:3000", "GET", &["authorization"])
        .with_policy(Policy::for_origins(LOCAL).with_credentials().with_request_headers(&["*"]).in_const()),
    // A token of its own field.
    Report::new("NousResearch/hermes-agent#59111", 401, "http://127.0.0.1:8092", "GET", &["x-hermes-session-token"])
        .with_policy(Policy::for_origins(LOCAL).with_methods(&["*"]).with_request_headers(&["*"]).in_const()),
];

/// With each server's policy at a gate, the browser lets the request go, and the page may read that it is a 401.
#[test]
fn ten_public_failures_are_replayed() {
    let (basic, bearer) = (basic::Challenge::new("device").unwrap(), bearer::Challenge::new());
    let challenges: [&dyn FieldContent; 2] = [&basic, &bearer];
    for Report { issue, status, origin, method, headers, policy } in &REPORTS {
        let headers: Vec<_> = headers.iter().map(|name| (FieldName::new(name).unwrap(), &b"secret"[..])).collect();
        let origin_of_page = Origin::parse(origin.as_bytes()).unwrap();
        let request = Request::new(origin_of_page, Method::new(method).unwrap()).with_headers(&headers);
        assert!(Profile::FETCH.needs_preflight(&request), "{issue}");
        let no_field: [(&str, &str); 0] = [];
        assert!(Profile::FETCH.preflight_check(&request, *status, &no_field).is_err(), "{issue}: as it was");

        let gate = Gate::new(policy, &challenges);
        let names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(",");
        let preflight = [
            ("Origin", *origin),
            ("Access-Control-Request-Method", *method),
            ("Access-Control-Request-Headers", names.as_str()),
        ];
        let answer = gate.decide("OPTIONS", &preflight, |_| panic!("{issue}: a preflight has no credentials"));
        assert_eq!(answer.action(), Action::Respond(204), "{issue}");
        let response = fields(&answer);
        assert!(Profile::FETCH.preflight_check(&request, 204, &response[..]).is_ok(), "{issue}");

        let bare = [("Origin", *origin)];
        let answer = gate.decide(method, &bare, |_| Verdict::Challenged);
        assert_eq!((answer.action(), answer.challenges().len()), (Action::Respond(401), 2), "{issue}");
        let response = fields(&answer);
        assert!(Profile::FETCH.cors_check(&request, &response[..]).is_ok(), "{issue}: the page may read it");
    }
}

#[test]
fn a_page_reads_the_challenges_where_the_policy_says_so() {
    let basic = basic::Challenge::new("staff").unwrap();
    let challenges: [&dyn FieldContent; 1] = [&basic];
    let silent = Policy::for_origins(&["https://app.example.com"]).build().unwrap();
    for (policy, is_visible) in [(&POLICY, true), (&silent, false)] {
        let answer = Gate::new(policy, &challenges).decide("GET", &[ORIGIN], |_| Verdict::Challenged);
        let response = fields(&answer);
        let exposed = Profile::FETCH.exposed(CredentialsMode::SameOrigin, &response[..]);
        assert_eq!(exposed.is_visible(FieldName::new("www-authenticate").unwrap()), is_visible);
    }
}
