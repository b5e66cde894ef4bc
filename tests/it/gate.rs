//! A gate decides the preflight first, then authentication, and puts the CORS fields on every answer.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use countersign::auth::{Credentials, basic, bearer, digest, negotiate};
use countersign::cors::browser::{CredentialsMode, Profile, Request};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use countersign::cors::policy::{Action, Kind, Policy, Refusal};
use countersign::gate::{Answer, Gate, Pending, Step, Value, Verdict};
use countersign::{Encode, ErrorKind, FieldContent, FieldValueIn, Fields, LineError};

type Field = (&'static str, &'static str);

/// The method, the fields, the verdict, the action, and the lines of the response.
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

/// Returns all fields of a response.
fn fields(answer: &Answer<'_>) -> Vec<(String, String)> {
    answer.set().chain(answer.append()).map(|(name, value)| (name.to_owned(), value.display().to_string())).collect()
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
    let rows: [Row<'_>; 15] = [
        ("GET", &[ORIGIN], Verdict::Accepted, goes_on, &[&ALLOWED]),
        ("GET", &[ORIGIN], Verdict::Challenged, respond(401), &[&ALLOWED, &offered]),
        ("GET", &[ORIGIN], Verdict::Rechallenged(&others), respond(401), &[&ALLOWED, &error]),
        ("GET", &[ORIGIN], Verdict::Rechallenged(&[]), respond(403), &[&ALLOWED]),
        ("GET", &[ORIGIN], Verdict::Forbidden(&others), respond(403), &[&ALLOWED, &error]),
        ("GET", &[ORIGIN], Verdict::Forbidden(&[]), respond(403), &[&ALLOWED]),
        ("GET", &[STRANGER], Verdict::Accepted, goes_on, &[vary]),
        ("GET", &[STRANGER], Verdict::Challenged, respond(401), &[vary, &offered]),
        ("GET", &[], Verdict::Accepted, goes_on, &[vary]),
        ("GET", &[], Verdict::Challenged, respond(401), &[vary, &offered]),
        // An OPTIONS request that is not a preflight is treated like other requests.
        ("OPTIONS", &[], Verdict::Challenged, respond(401), &[&offered]),
        ("OPTIONS", &[ORIGIN], Verdict::Challenged, respond(401), &[&ALLOWED[..2], &offered]),
        ("OPTIONS", &[ASKS_PUT], Verdict::Challenged, respond(401), &[&offered]),
        ("options", &[ORIGIN, ASKS_PUT], Verdict::Challenged, respond(401), &[&ALLOWED, &offered]),
        ("GET", &[ORIGIN, ASKS_PUT], Verdict::Challenged, respond(401), &[&ALLOWED, &offered]),
    ];
    for (method, request, verdict, action, expected) in rows {
        let calls = Cell::new(0);
        let at_once = gate.decide(method, request, |_| {
            calls.set(calls.get() + 1);
            verdict
        });
        assert_eq!(calls.get(), 1, "{method} {request:?}");
        for answer in [at_once, pending(&gate, method, request).answer(verdict)] {
            assert_eq!(answer.action(), action, "{method} {request:?} {verdict:?}");
            assert_eq!(lines(&answer), expected.concat(), "{method} {request:?} {verdict:?}");
        }
    }
}

/// RFC 9110 §15.5.2: a 401 has a challenge.
#[test]
fn a_gate_without_challenges_sends_no_401() {
    let gate = Gate::new(&POLICY, &[]);
    let at_once = gate.decide("GET", &[ORIGIN], |_| Verdict::Challenged);
    for answer in [at_once, pending(&gate, "GET", &[ORIGIN]).answer(Verdict::Challenged)] {
        assert_eq!((answer.action(), lines(&answer)), (Action::Respond(403), ALLOWED.map(str::to_owned).to_vec()));
    }
}

fn pending<'r>(gate: &Gate<'r>, method: &str, request: &'r [Field]) -> Pending<'r> {
    match gate.begin(method, request) {
        Step::Judge(pending) => pending,
        Step::Answer(answer) => panic!("{method} {request:?} is not a preflight: {answer:?}"),
    }
}

#[test]
fn credentials_of_bearer_are_checked_both_ways() {
    let required = bearer::Challenge::new().with_realm("staff").unwrap();
    let invalid = required.with_error(bearer::ErrorCode::InvalidToken);
    let (of_gate, of_invalid): ([&dyn FieldContent; 1], [&dyn FieldContent; 1]) = ([&required], [&invalid]);
    let gate = Gate::new(&POLICY, &of_gate);
    let judge = |credentials: Result<Option<Credentials<'_>>, LineError>| match credentials {
        Ok(None) => Verdict::Challenged,
        Ok(Some(credentials)) => match bearer::Credentials::try_from(credentials) {
            Ok(bearer) if bearer.matches("mF_9.B5f-4.1JqM") => Verdict::Accepted,
            _ => Verdict::Rechallenged(&of_invalid),
        },
        Err(_) => Verdict::Rechallenged(&of_invalid),
    };
    let rows: [(&[Field], Action, &[&str]); 5] = [
        (&[ORIGIN, ("Authorization", "Bearer mF_9.B5f-4.1JqM")], Action::Continue, &[]),
        (&[ORIGIN], Action::Respond(401), &["WWW-Authenticate: Bearer realm=\"staff\""]),
        (&[ORIGIN, ("Authorization", "Bearer mF_9.B5f-4.1JqN")], Action::Respond(401), &[INVALID_TOKEN]),
        (&[ORIGIN, ("Authorization", "Basic QTpi")], Action::Respond(401), &[INVALID_TOKEN]),
        (&[ORIGIN, ("Authorization", "Bearer a b")], Action::Respond(401), &[INVALID_TOKEN]),
    ];
    for (request, action, challenges) in rows {
        let pending = pending(&gate, "GET", request);
        let verdict = judge(pending.credentials());
        for answer in [gate.decide("GET", request, judge), pending.answer(verdict)] {
            assert_eq!(answer.action(), action, "{request:?}");
            assert_eq!(lines(&answer), [&ALLOWED, challenges].concat(), "{request:?}");
        }
    }
}

const INVALID_TOKEN: &str = "WWW-Authenticate: Bearer realm=\"staff\", error=\"invalid_token\"";

/// A Digest server. Each challenge has its own nonce.
struct DigestServer {
    now: Cell<u64>,
    nonces: digest::Nonces<'static, digest::RustCrypto>,
}

impl DigestServer {
    const LIFETIME: u64 = 300;

    fn new() -> Self {
        Self {
            now: Cell::new(1_700_000_000),
            nonces: digest::Nonces::new(digest::RustCrypto, digest::Algorithm::Sha256, "staff", b"key").unwrap(),
        }
    }

    fn nonce(&self) -> FieldValueIn<96> {
        self.nonces.issue(self.now.get(), 1).unwrap()
    }

    /// Returns whether the credentials are accepted, or why not.
    fn verify(
        &self,
        offer: digest::Challenge<'_>,
        credentials: Result<Option<Credentials<'_>>, LineError>,
    ) -> Result<(), digest::VerifyError> {
        let Ok(Some(credentials)) = credentials else {
            return Err(digest::VerifyError::Response);
        };
        let credentials = digest::Credentials::try_from(credentials)?;
        let server: digest::Server<'_, digest::RustCrypto> = digest::Server::new(digest::RustCrypto, offer);
        server.verify(&credentials, request_of_digest(), "Mufasa", Some(secret()), |nonce, _| {
            self.nonces.age(nonce, self.now.get()).is_some_and(|age| age <= Self::LIFETIME)
        })
    }

    /// The closure cannot return a challenge that it makes, so both challenges that it may need are made before.
    fn at_once(&self, request: &[Field]) -> (Action, Vec<String>) {
        let nonce = self.nonce();
        let offer = offer(&nonce);
        let stale = offer.with_stale();
        let (of_gate, of_stale): ([&dyn FieldContent; 1], [&dyn FieldContent; 1]) = ([&offer], [&stale]);
        let answer =
            Gate::new(&POLICY, &of_gate).decide("GET", request, |credentials| match self.verify(offer, credentials) {
                Ok(()) => Verdict::Accepted,
                Err(digest::VerifyError::Stale) => Verdict::Rechallenged(&of_stale),
                Err(_) => Verdict::Challenged,
            });
        (answer.action(), lines(&answer))
    }

    /// The challenge is made when it is needed, after a look-up.
    async fn in_two_steps(&self, request: &[Field]) -> (Action, Vec<String>) {
        match Gate::new(&POLICY, &[]).begin("GET", request) {
            Step::Answer(answer) => (answer.action(), lines(&answer)),
            Step::Judge(pending) => {
                let nonce = self.nonce();
                let offer = offer(&nonce);
                let verified = std::future::ready(self.verify(offer, pending.credentials())).await;
                let challenge = if verified == Err(digest::VerifyError::Stale) { offer.with_stale() } else { offer };
                let challenges: [&dyn FieldContent; 1] = [&challenge];
                let verdict = if verified.is_ok() { Verdict::Accepted } else { Verdict::Rechallenged(&challenges) };
                let answer = pending.answer(verdict);
                (answer.action(), lines(&answer))
            }
        }
    }
}

fn secret() -> digest::Secret<'static> {
    digest::Secret::password("Circle of Life").unwrap()
}

fn request_of_digest() -> digest::Request<'static> {
    digest::Request::new("GET", "/").unwrap()
}

fn offer(nonce: &FieldValueIn<96>) -> digest::Challenge<'_> {
    let offer = digest::Challenge::new("staff", nonce).unwrap();
    offer.with_algorithm(digest::Algorithm::Sha256)
}

#[test]
fn credentials_of_digest_are_checked_both_ways() {
    let server = DigestServer::new();
    let both_ways = |request: &[Field]| {
        let (at_once, in_two_steps) = (server.at_once(request), ready(server.in_two_steps(request)));
        assert_eq!(at_once, in_two_steps, "{request:?}");
        at_once
    };
    let (action, challenged) = both_ways(&[ORIGIN]);
    assert_eq!((action, challenged.len()), (Action::Respond(401), ALLOWED.len() + 1));
    let (_, challenge) = challenged.last().unwrap().split_once(": ").unwrap();
    assert!(challenge.starts_with("Digest realm=\"staff\", "), "{challenge}");

    let challenge = digest::Challenge::parse(challenge.as_bytes()).unwrap();
    let mut client: digest::Client<digest::RustCrypto> = digest::Client::new(digest::RustCrypto, &challenge).unwrap();
    let credentials = client.answer(request_of_digest(), "Mufasa", secret(), [7; 16]).unwrap();
    let credentials = Box::leak(credentials.display().to_string().into_boxed_str());
    let request = [ORIGIN, ("Authorization", &*credentials)];
    assert_eq!(both_ways(&request), (Action::Continue, ALLOWED.map(str::to_owned).to_vec()));

    server.now.set(server.now.get() + DigestServer::LIFETIME + 1);
    let (action, challenged) = both_ways(&request);
    assert_eq!(action, Action::Respond(401));
    assert!(challenged.last().unwrap().contains("stale=true"), "{challenged:?}");
}

/// Returns the result of a future that never waits.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("the future waits"),
    }
}

static STATIC_POLICY: Policy<'static> = Policy::for_origins(&["https://app.example.com"]).in_const();
static NEGOTIATE: negotiate::Challenge<'static> = negotiate::Challenge::new();
static GATE: Gate<'static> = Gate::new(&STATIC_POLICY, &[&NEGOTIATE]);

/// A middleware as in servers with many threads: it holds the answer of the gate while it waits.
async fn middleware(fields: Vec<(String, Vec<u8>)>, application: impl Future<Output = ()> + Send) -> Vec<String> {
    let answer = match GATE.begin("GET", fields.as_slice()) {
        Step::Answer(answer) => answer,
        Step::Judge(pending) => {
            let is_known = std::future::ready(pending.credentials().is_ok_and(|found| found.is_some())).await;
            pending.answer(if is_known { Verdict::Accepted } else { Verdict::Challenged })
        }
    };
    if answer.action() == Action::Continue {
        application.await;
    }
    lines(&answer)
}

#[test]
fn a_server_can_hold_a_gate_and_its_answers_across_threads() {
    fn is_send_and_sync<T: Send + Sync>() {}
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    is_send_and_sync::<Gate<'_>>();
    is_send_and_sync::<Step<'_>>();
    is_send_and_sync::<Pending<'_>>();
    is_send_and_sync::<Verdict<'_>>();
    is_send_and_sync::<Answer<'_>>();
    is_send_and_sync::<Value<'_>>();

    for (field, expected) in [("Authorization", &[][..]), ("Host", &["WWW-Authenticate: Negotiate"])] {
        let fields = vec![(field.to_owned(), b"Basic QTpi".to_vec())];
        let lines = std::thread::spawn(move || ready(is_send(middleware(fields, async {})))).join().unwrap();
        assert_eq!(lines, [&["Vary: Origin"], expected].concat(), "{field}");
    }
}

/// A map of fields that records the names for which it is asked.
struct Recorded<'a>(&'a [Field], RefCell<BTreeSet<&'static str>>);

impl<'m> Fields<'m> for &'m Recorded<'_> {
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        self.1.borrow_mut().insert(name);
        self.0.values(name)
    }
}

#[test]
fn a_gate_asks_for_its_documented_names() {
    let policy =
        Policy::for_origins(&["https://app.example.com"]).with_methods(&["PUT"]).with_private_network().in_const();
    let gate = Gate::new(&policy, &[]);
    let mut asked = BTreeSet::new();
    for method in ["GET", "OPTIONS"] {
        for request in [&[][..], &[ORIGIN], &[ORIGIN, ASKS_PUT], &[STRANGER, ASKS_PUT]] {
            let recorded = Recorded(request, RefCell::default());
            let _ = gate.decide(method, &recorded, |_| Verdict::Challenged);
            asked.append(&mut recorded.1.borrow_mut());
        }
    }
    assert_eq!(asked, BTreeSet::from(Gate::ASKS));
}

/// An origin of a database, in one step and in two.
#[test]
fn a_function_allows_more_origins() {
    let challenge = negotiate::Challenge::new();
    let challenges: [&dyn FieldContent; 1] = [&challenge];
    let gate = Gate::new(&POLICY, &challenges);
    let of_stranger = ["Access-Control-Allow-Origin: https://app.example.org", ALLOWED[1], ALLOWED[2]];
    let offered = ["WWW-Authenticate: Negotiate"];
    let preflight = ["Access-Control-Allow-Origin: https://app.example.org", "Access-Control-Allow-Methods: PUT"];
    let refused = Verdict::Challenged;
    let rows: [(bool, Row<'_>); 7] = [
        (true, ("GET", &[STRANGER], refused, Action::Respond(401), &[&of_stranger, &offered])),
        (true, ("GET", &[STRANGER], Verdict::Accepted, Action::Continue, &[&of_stranger])),
        (true, ("OPTIONS", &[STRANGER, ASKS_PUT], refused, Action::Respond(204), &[&preflight])),
        (true, ("OPTIONS", &[STRANGER, ASKS_PATCH], refused, Action::Respond(403), &[])),
        (true, ("GET", &[("Origin", "null")], refused, Action::Respond(401), &[&ALLOWED[2..], &offered])),
        (false, ("GET", &[STRANGER], refused, Action::Respond(401), &[&ALLOWED[2..], &offered])),
        (false, ("OPTIONS", &[STRANGER, ASKS_PUT], refused, Action::Respond(403), &[])),
    ];
    for (is_known, (method, request, verdict, action, expected)) in rows {
        let answer = gate.decide_with(method, request, |_| is_known, |_| verdict);
        let in_two_steps = match gate.begin_with(method, request, |_| is_known) {
            Step::Answer(answer) => answer,
            Step::Judge(pending) => pending.answer(verdict),
        };
        for answer in [answer, in_two_steps] {
            assert_eq!(
                (answer.action(), lines(&answer)),
                (action, expected.concat().iter().map(ToString::to_string).collect()),
                "{method} {request:?}"
            );
        }
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
        let at_once = gate.decide("OPTIONS", request, |_| panic!("a preflight needs no verdict"));
        let Step::Answer(begun) = gate.begin("OPTIONS", request) else { panic!("a preflight needs no verdict") };
        for answer in [at_once, begun] {
            assert_eq!((answer.action(), answer.decision().refusal()), (action, refusal), "{request:?}");
            assert_eq!((answer.decision().kind(), answer.challenges().len()), (Kind::Preflight, 0));
            assert_eq!(fields(&answer).is_empty(), refusal.is_some(), "{request:?}");
        }
    }
}

#[test]
fn the_closure_gets_the_credentials_of_the_field() {
    let gate = Gate::new(&POLICY, &[]);
    let seen = |request: &[Field]| {
        let mut seen = None;
        let answer = gate.decide("GET", request, |credentials: Result<Option<Credentials<'_>>, LineError>| {
            let scheme = credentials.map(|found| found.map(|found| found.scheme().as_str().to_owned()));
            seen = Some(scheme.map_err(|error| (error.line(), error.error().kind())));
            Verdict::Accepted
        });
        assert_eq!(answer.action(), Action::Continue);
        seen.expect("the closure was called")
    };
    let authorization = ("Authorization", "Bearer a");
    assert_eq!(seen(&[ORIGIN]), Ok(None));
    assert_eq!(seen(&[authorization]), Ok(Some("Bearer".to_owned())));
    assert_eq!(seen(&[authorization, authorization]), Err((1, ErrorKind::SecondLine)));
}

/// A reported failure: a server answered a preflight as if a preflight could carry credentials.
struct Report {
    issue: &'static str,
    /// The answer of the server.
    status: u16,
    origin: &'static str,
    method: &'static str,
    /// The field that the page sets. A preflight never contains its value.
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
    // Any origin, these methods and names, and a Bearer token.
    Report::new("aspnet/CORS#45", 401, "https://spa.example", "PUT", &["authorization", "content-type"]).with_policy(
        Policy::for_origins(&["*"])
            .with_methods(&["GET", "PATCH", "PUT", "DELETE", "POST"])
            .with_request_headers(&["accept", "X-Requested-With", "authorization", "applicationToken", "content-type"])
            .with_response_headers(&["new-authentication-token"])
            .in_const(),
    ),
    // A protection against forged requests required a key that no preflight has, and redirected the preflight.
    Report::new("syncthing/syncthing#2780", 302, "http://dashboard.example", "GET", &["x-api-key"])
        .with_policy(Policy::for_origins(&["*"]).with_request_headers(&["Content-Type", "X-API-Key"]).in_const()),
    Report::new("http4s/http4s#1039", 403, "https://app.example.com", "POST", &["authorization", "content-type"]),
    Report::new("actix/actix-web#652", 401, "https://app.example.com", "GET", &["authorization"]),
    // A device with a password, in Basic.
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
    // A token in a field of its own.
    Report::new("NousResearch/hermes-agent#59111", 401, "http://127.0.0.1:8092", "GET", &["x-hermes-session-token"])
        .with_policy(Policy::for_origins(LOCAL).with_methods(&["*"]).with_request_headers(&["*"]).in_const()),
];

/// If a gate has the policy of the server, the browser sends the request, and the page can read its 401.
#[test]
fn ten_public_failures_are_replayed() {
    let (basic, bearer) = (basic::Challenge::new("device").unwrap(), bearer::Challenge::new());
    let challenges: [&dyn FieldContent; 2] = [&basic, &bearer];
    for Report { issue, status, origin, method, headers, policy } in &REPORTS {
        let headers: Vec<_> = headers.iter().map(|name| (FieldName::new(name).unwrap(), &b"secret"[..])).collect();
        let origin_of_page = Origin::parse(origin.as_bytes()).unwrap();
        let request = Request::new(origin_of_page, Method::new(method).unwrap()).with_headers(&headers).unwrap();
        assert!(Profile::FETCH.needs_preflight(&request), "{issue}");
        let no_field: [(&str, &str); 0] = [];
        assert!(
            Profile::FETCH.preflight_check(&request, *status, &no_field).is_err(),
            "{issue}: the reported answer fails"
        );

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
        assert!(Profile::FETCH.cors_check(&request, &response[..]).is_ok(), "{issue}: the page can read it");
    }
}

#[test]
fn a_page_reads_the_challenges_if_the_policy_exposes_them() {
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
