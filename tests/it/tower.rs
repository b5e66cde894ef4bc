//! The layer for tower: what reaches the inner service, and what its responses get.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::pin;
use std::sync::{Arc, RwLock};
use std::task::{Context, Poll, Waker};
use std::time::{SystemTime, UNIX_EPOCH};

use countersign::auth::digest::{self, Algorithm, Challenge, Client, Hex, Info, RustCrypto, Secret};
use countersign::auth::{basic, bearer};
use countersign::cors::policy::{Config, Policy};
use countersign::tower::{Digest, GateLayer, InvalidDigest, Judgement, Stored};
use countersign::{Encode, Text};
use http::request::Parts;
use http::{HeaderValue, Request, Response, StatusCode, header};
use tower_layer::Layer;
use tower_service::Service;

const POLICY: Policy<'_> = Policy::for_origins(&["https://a.example"])
    .with_methods(&["PUT"])
    .with_response_headers(&["WWW-Authenticate"])
    .in_const();

/// Answers with the name of the user, or with "nobody".
#[derive(Clone)]
struct Inner;

impl Service<Request<u8>> for Inner {
    type Response = Response<String>;
    type Error = &'static str;
    type Future = Ready<Result<Response<String>, &'static str>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<u8>) -> Self::Future {
        assert_eq!(*request.body(), 7, "the body is the one that was sent");
        if request.uri().path() == "/fails" {
            return ready(Err("the inner error"));
        }
        let user = request.extensions().get::<String>().map_or("nobody", String::as_str);
        let mut response = Response::new(user.to_owned());
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("Accept"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("https://b.example"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        ready(Ok(response))
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing waits"),
    }
}

type Line = (&'static str, &'static str);

fn request(method: &str, uri: &str, lines: &[Line]) -> Request<u8> {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    request.body(7).unwrap()
}

/// The fields of a response, in the order of their names; those of one name in order.
fn fields(response: &Response<String>) -> Vec<String> {
    let lines = response.headers().iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
    let mut lines: Vec<_> = lines.collect();
    lines.sort_by(|one, other| one.split(':').next().cmp(&other.split(':').next()));
    lines
}

const ORIGIN: Line = ("Origin", "https://a.example");
const OTHER: Line = ("Origin", "https://b.example");
const ASKS_PUT: Line = ("Access-Control-Request-Method", "PUT");
const ALLOWED: &str = "access-control-allow-origin: https://a.example";
const EXPOSED: &str = "access-control-expose-headers: WWW-Authenticate";

/// The layer shares the bytes of the request where the response repeats them. The fields are those of the decision, whatever
/// the form of the request is.
#[test]
fn a_preflight_gets_the_names_that_it_asks_for() {
    const NAMES: Policy<'_> = Policy::for_origins(&["https://a.example"])
        .with_methods(&["PUT"])
        .with_request_headers(&["X-A", "X-B", "X-Custom-Header-01", "X-Custom-Header-02", "X-D"])
        .with_max_age(600)
        .with_credentials()
        .in_const();
    const LONG: &str = "x-custom-header-01,x-custom-header-02";
    let mut service = GateLayer::cors(NAMES).layer(Inner);
    for (asked, expected) in [
        (&["x-a"][..], Some("x-a")),
        (&["x-a,x-b,x-d"], Some("x-a,x-b,x-d")),
        (&["x-a, x-b, x-d"], Some("x-a,x-b,x-d")),
        (&["X-A,x-B, X-d"], Some("X-A,x-B,X-d")),
        (&["x-d,x-b,x-a,x-a"], Some("x-d,x-b,x-a,x-a")),
        (&[LONG], Some(LONG)),
        (&["x-custom-header-01,\tx-custom-header-02 "], Some(LONG)),
        (&[" x-a,x-b"], Some("x-a,x-b")),
        (&["x-a,x-b "], Some("x-a,x-b")),
        (&["x-a,  x-b"], Some("x-a,x-b")),
        (&["x-a ,x-b"], Some("x-a,x-b")),
        (&["x-a,,x-b"], Some("x-a,x-b")),
        (&["x-a, ,x-b"], Some("x-a,x-b")),
        (&[",x-a,x-b"], Some("x-a,x-b")),
        (&["x-a,x-b,"], Some("x-a,x-b")),
        (&["x-a, x-b, "], Some("x-a,x-b")),
        (&["x-a,x-b", "x-d"], Some("x-a,x-b,x-d")),
        (&["x-a, x-b", "", "x-d"], Some("x-a,x-b,x-d")),
        (&["", "x-a"], Some("x-a")),
        // As long as the names with commas between them, and not in one line.
        (&["x-a,,,x-b", "x"], None),
        (&["x-a,    ", "x-b"], Some("x-a,x-b")),
        (&[""], Some("")),
        (&[","], Some("")),
        (&["x-a,x-b,x-c"], None),
        (&["x-a,x-bb"], None),
        (&["x-a,x-"], None),
        (&["x-a x-b"], None),
        (&["x-a,x-b x-d"], None),
        (&["x-a;x-b"], None),
        (&["x-custom-header-01,x-custom-header-03"], None),
        (&["x-custom-header-01,y-custom-header-02"], None),
        (&["x-custom-header-01,x-custom-headeR-02"], Some("x-custom-header-01,x-custom-headeR-02")),
    ] {
        let lines: Vec<Line> = asked.iter().map(|names| ("Access-Control-Request-Headers", *names)).collect();
        let lines = [&[ORIGIN, ASKS_PUT][..], &lines].concat();
        let mut sent = request("OPTIONS", "/", &lines);
        // Values that must not be compressed may be repeated all the same.
        sent.headers_mut().values_mut().for_each(|value| value.set_sensitive(true));
        let response = now(service.call(sent)).unwrap();
        let names = response.headers().get(header::ACCESS_CONTROL_ALLOW_HEADERS);
        assert_eq!(names.map(|names| names.to_str().unwrap()), expected, "{asked:?}");
        assert!(response.headers().values().all(|value| !value.is_sensitive()), "{asked:?}");
        let mut decided: Response<()> = Response::default();
        NAMES.decide("OPTIONS", &lines).to_headers().apply_to(&mut decided).unwrap();
        assert_eq!((response.headers(), response.status()), (decided.headers(), decided.status()), "{asked:?}");
        assert_eq!(response.headers().contains_key(header::ACCESS_CONTROL_MAX_AGE), expected.is_some(), "{asked:?}");
    }
}

/// A response holds the origin of the request, and its names if they are one line with single commas, without a copy. Where
/// the words of the machine are short, names are copied.
#[test]
fn what_the_request_has_is_not_copied() {
    const NAMES: Policy<'_> = Policy::for_origins(&["https://a.example"])
        .with_methods(&["PUT"])
        .with_request_headers(&["x-a", "x-b"])
        .in_const();
    let wide = cfg!(target_pointer_width = "64");
    for (names, is_shared) in [
        ("x-a", wide),
        ("x-a,x-b", wide),
        ("x-b,x-a", wide),
        ("x-a, x-b", false),
        ("x-a,,x-b", false),
        ("x-a,x-b,", false),
    ] {
        let sent = request("OPTIONS", "/", &[ORIGIN, ASKS_PUT, ("Access-Control-Request-Headers", names)]);
        let at = |value: &HeaderValue| value.as_bytes().as_ptr();
        let asked = at(&sent.headers()[header::ACCESS_CONTROL_REQUEST_HEADERS]);
        let origin = at(&sent.headers()[header::ORIGIN]);
        let response = now(GateLayer::cors(NAMES).layer(Inner).call(sent)).unwrap();
        assert_eq!(at(&response.headers()[header::ACCESS_CONTROL_ALLOW_HEADERS]) == asked, is_shared, "{names}");
        assert_eq!(at(&response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN]), origin, "{names}");
    }
}

#[test]
fn a_layer_for_cors_alone() {
    let mut service = GateLayer::cors(POLICY).layer(Inner);
    for (method, lines, status, body, expected) in [
        ("OPTIONS", &[ORIGIN, ASKS_PUT][..], 204, "", &["access-control-allow-methods: PUT", ALLOWED][..]),
        ("OPTIONS", &[OTHER, ASKS_PUT], 403, "", &[]),
        ("OPTIONS", &[ORIGIN], 200, "nobody", &[ALLOWED, EXPOSED, "vary: Accept"]),
        ("OPTIONS", &[], 200, "nobody", &["vary: Accept"]),
        ("GET", &[ORIGIN], 200, "nobody", &[ALLOWED, EXPOSED, "vary: Accept", "vary: Origin"]),
        ("GET", &[OTHER], 200, "nobody", &["vary: Accept", "vary: Origin"]),
        ("GET", &[], 200, "nobody", &["vary: Accept", "vary: Origin"]),
    ] {
        let response = now(service.call(request(method, "/", lines))).unwrap();
        let (status_sent, body_sent) = (response.status().as_u16(), response.body().as_str());
        assert_eq!((status_sent, body_sent), (status, body), "{method} {lines:?}");
        assert_eq!(fields(&response), expected, "{method} {lines:?}");
    }
    assert_eq!(now(service.call(request("GET", "/fails", &[]))).unwrap_err(), "the inner error");
}

fn judge(parts: &Parts) -> Ready<Judgement<String>> {
    let challenge = bearer::Challenge::new();
    let basic = basic::Challenge::new("staff").unwrap();
    ready(match parts.headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes) {
        Some(b"Bearer alice") => Judgement::accepted("alice".to_owned()).with_info(&Info::new()),
        Some(b"Bearer guest") => {
            Judgement::forbidden().with_challenge(&challenge.with_error(bearer::ErrorCode::InsufficientScope))
        }
        Some(b"Bearer everyone") => Judgement::passed(),
        Some(b"Bearer") => Judgement::refused(StatusCode::BAD_REQUEST),
        Some(b"Basic") => Judgement::refused(StatusCode::UNAUTHORIZED),
        Some(b"Basic a") => Judgement::refused(StatusCode::UNAUTHORIZED).with_info(&Info::new()),
        Some(b"Basic b") => Judgement::refused(StatusCode::UNAUTHORIZED).with_challenge(&basic),
        Some(b"Basic c") => Judgement::refused(StatusCode::UNAUTHORIZED).or_challenge(&basic),
        _ => Judgement::challenged(&challenge).with_challenge(&basic),
    })
}

#[test]
fn a_judge_decides_on_all_but_preflights() {
    let mut service = GateLayer::new(POLICY, judge).layer(Inner);
    let vary = ["vary: Accept", "vary: Origin"];
    for (method, token, status, body, expected) in [
        (
            "GET",
            "",
            401,
            "",
            &["vary: Origin", "www-authenticate: Bearer", "www-authenticate: Basic realm=\"staff\""][..],
        ),
        ("GET", "Bearer alice", 200, "alice", &["authentication-info: ", vary[0], vary[1]]),
        ("GET", "Bearer everyone", 200, "nobody", &vary),
        ("GET", "Bearer guest", 403, "", &[vary[1], "www-authenticate: Bearer error=\"insufficient_scope\""]),
        ("GET", "Bearer", 400, "", &[vary[1]]),
        // A 401 has a challenge, RFC 9110 §15.5.2.
        ("GET", "Basic", 403, "", &[vary[1]]),
        ("GET", "Basic a", 403, "", &["authentication-info: ", vary[1]]),
        ("GET", "Basic b", 401, "", &[vary[1], "www-authenticate: Basic realm=\"staff\""]),
        ("GET", "Basic c", 401, "", &[vary[1], "www-authenticate: Basic realm=\"staff\""]),
        ("OPTIONS", "", 401, "", &["www-authenticate: Bearer", "www-authenticate: Basic realm=\"staff\""]),
    ] {
        let response = now(service.call(request(method, "/", &[ORIGIN, ("Authorization", token)]))).unwrap();
        assert_eq!((response.status().as_u16(), response.body().as_str()), (status, body), "{method} {token}");
        assert_eq!(fields(&response), [&[ALLOWED, EXPOSED], expected].concat(), "{method} {token}");
    }
    let preflight = request("OPTIONS", "/", &[ORIGIN, ASKS_PUT]);
    let response = now(service.call(preflight)).unwrap();
    assert_eq!((response.status(), response.body().as_str()), (StatusCode::NO_CONTENT, ""), "no judge is asked");
}

#[test]
fn a_running_layer_takes_another_policy() {
    let policy = |origins: &str| Arc::new(Config::new(origins.to_owned()).build().unwrap());
    let current = Arc::new(RwLock::new(policy("https://a.example")));
    let read = Arc::clone(&current);
    let mut service = GateLayer::cors(move || Arc::clone(&read.read().unwrap())).layer(Inner);
    let mut status =
        |origin| now(service.call(request("OPTIONS", "/", &[origin, ("Access-Control-Request-Method", "GET")])));
    assert_eq!(status(OTHER).unwrap().status(), StatusCode::FORBIDDEN);
    *current.write().unwrap() = policy("https://b.example");
    assert_eq!(status(OTHER).unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(status(ORIGIN).unwrap().status(), StatusCode::FORBIDDEN);
}

const REALM: &str = "http-auth@example.org";
const ALGORITHMS: [Algorithm<'static>; 3] = [Algorithm::Sha256, Algorithm::Md5, Algorithm::Md5Sess];

/// Knows Mufasa by password and Simba by hash.
fn known(name: String, algorithm: Algorithm<'static>) -> Ready<Option<(String, Stored)>> {
    let stored = match name.as_str() {
        "Mufasa" | "Jäsøn Doe" => Some("Circle of Life".into()),
        "Simba" => {
            let realm = Text::new(REALM.as_bytes()).unwrap();
            Some(digest::ha1(RustCrypto, algorithm, "Simba", realm, "Circle of Life").unwrap().into())
        }
        _ => None,
    };
    ready(stored.map(|stored| (name, stored)))
}

fn digest_service(lifetime: u64) -> impl Service<Request<u8>, Response = Response<String>, Error: std::fmt::Debug> {
    let digest = Digest::new(RustCrypto, REALM, &[7; 16]).unwrap();
    let digest = digest.with_algorithms(&ALGORITHMS).unwrap().with_lifetime(lifetime).with_info();
    GateLayer::new(POLICY, move |parts: &Parts| digest.judge(parts, known)).layer(Inner)
}

/// A client that knows one challenge of a response, and the service that sent it.
struct Pair<S> {
    service: S,
    client: Client<RustCrypto>,
}

impl<S: Service<Request<u8>, Response = Response<String>, Error: std::fmt::Debug>> Pair<S> {
    fn new(mut service: S, algorithm: usize) -> Self {
        let response = now(service.call(request("GET", "/a?b=c", &[ORIGIN]))).unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(response.headers()["Access-Control-Expose-Headers"], "WWW-Authenticate");
        let offered: Vec<_> = response.headers().get_all("WWW-Authenticate").iter().collect();
        assert_eq!(offered.len(), ALGORITHMS.len());
        let challenge = Challenge::try_from(offered[algorithm]).unwrap();
        assert!(!challenge.is_stale() && challenge.algorithm() == Some(ALGORITHMS[algorithm]));
        Self { service, client: Client::new(RustCrypto, &challenge).unwrap() }
    }

    fn answer(&mut self, uri: &str, user: &str, password: &str) -> String {
        let request = digest::Request::new("GET", uri).unwrap();
        let secret = Secret::password(password).unwrap();
        self.client.answer(request, user, secret, [9; 16]).unwrap().display().to_string()
    }

    fn send(&mut self, uri: &str, answer: &str) -> Response<String> {
        let request = Request::get(uri).header("Authorization", answer).body(7).unwrap();
        now(self.service.call(request)).unwrap()
    }
}

#[test]
fn digest_accepts_each_answer_once() {
    for algorithm in 0..ALGORITHMS.len() {
        for user in ["Mufasa", "Simba", "Jäsøn Doe"] {
            let mut pair = Pair::new(digest_service(300), algorithm);
            for _ in 0..3 {
                let answer = pair.answer("/a?b=c", user, "Circle of Life");
                let response = pair.send("/a?b=c", &answer);
                assert_eq!((response.status(), response.body().as_str()), (StatusCode::OK, user));
                // The server has proved that it knows the password.
                let info = &response.headers()["Authentication-Info"];
                let sent = digest::Credentials::parse(answer.as_bytes()).unwrap();
                let inputs = sent.inputs(digest::Request::new("GET", "/a?b=c").unwrap());
                let secret = Secret::password("Circle of Life").unwrap();
                let proof: Hex = inputs.rspauth(RustCrypto, user, secret, None).unwrap();
                assert_eq!(Info::try_from(info).unwrap(), Info::for_credentials(&sent, &proof));

                // A replay is stale: the client renews its nonce, and needs no user.
                let replayed = pair.send("/a?b=c", &answer);
                assert_eq!(replayed.status(), StatusCode::UNAUTHORIZED);
                let line = replayed.headers().get_all("WWW-Authenticate").iter().nth(algorithm).unwrap();
                assert!(pair.client.renew(&Challenge::try_from(line).unwrap()).unwrap());
            }
        }
    }
}

/// The times of nonces are seconds since 1970.
#[test]
fn a_nonce_has_its_time() {
    let mut service = digest_service(300);
    let response = now(service.call(request("GET", "/", &[]))).unwrap();
    let challenge = Challenge::try_from(&response.headers()["WWW-Authenticate"]).unwrap();
    let nonces = digest::Nonces::new(RustCrypto, Algorithm::Sha256, REALM, &[7; 16]).unwrap();
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    assert!(nonces.age(challenge.nonce(), seconds).is_some_and(|age| age < 600));
}

#[test]
fn digest_says_what_is_wrong() {
    let status = |response: &Response<String>| {
        let lines = response.headers().get_all("WWW-Authenticate").iter();
        let stale = lines.map(|line| Challenge::try_from(line).unwrap().is_stale());
        (response.status().as_u16(), stale.collect::<Vec<_>>())
    };
    let fresh = (401, vec![false; 3]);
    let mut pair = Pair::new(digest_service(300), 0);
    for (user, password) in [("Mufasa", "Circle"), ("Scar", "Circle of Life"), ("Simba", "x")] {
        let answer = pair.answer("/", user, password);
        assert_eq!(status(&pair.send("/", &answer)), fresh, "{user}");
    }
    let answer = pair.answer("/", "Mufasa", "Circle of Life");
    for (uri, answer, expected) in [
        ("/other", answer.as_str(), (400, vec![])),
        ("/?query", &answer, (400, vec![])),
        ("/", "Digest username=\"Mufasa\"", (400, vec![])),
        ("/", "Basic QTpi", fresh.clone()),
        ("/", &answer.replace("SHA-256", "SHA-512-256"), fresh.clone()),
        ("/", &answer.replace("example.org", "example.com"), fresh.clone()),
        ("https://host.example/", &answer, (200, vec![])),
    ] {
        assert_eq!(status(&pair.send(uri, answer)), expected, "{uri} {answer}");
    }
    // A proxy's form of the URI.
    let answer = pair.answer("https://host.example/a", "Mufasa", "Circle of Life");
    assert_eq!(pair.send("https://host.example/a", &answer).status(), StatusCode::OK);

    let mut two = request("GET", "/", &[("Authorization", "Digest a=b"), ("Authorization", "Digest a=b")]);
    assert_eq!(now(pair.service.call(two)).unwrap().status(), StatusCode::BAD_REQUEST);
    two = request("OPTIONS", "/", &[ORIGIN, ASKS_PUT]);
    assert_eq!(now(pair.service.call(two)).unwrap().status(), StatusCode::NO_CONTENT);

    // The nonce of another server that has the same key, from before this one started.
    let nonces = digest::Nonces::new(RustCrypto, Algorithm::Sha256, REALM, &[7; 16]).unwrap();
    let old = nonces.issue(1_700_000_000, 1).unwrap();
    let challenge = Challenge::new(REALM, &old).unwrap().with_algorithm(Algorithm::Sha256);
    pair.client = Client::new(RustCrypto, &challenge).unwrap();
    let answer = pair.answer("/", "Mufasa", "Circle of Life");
    assert_eq!(status(&pair.send("/", &answer)), (401, vec![true; 3]));
}

#[test]
fn an_invalid_digest_is_not_made() {
    let made = |realm, key: &[u8]| Digest::new(RustCrypto, realm, key);
    assert!(matches!(made("a\r\n", b"key"), Err(InvalidDigest::Realm(_))));
    assert_eq!(made("a", b"").unwrap_err(), InvalidDigest::Uncomputable(digest::Uncomputable::Key));
    for algorithms in [&[][..], &[Algorithm::Md5, Algorithm::Other(Text::new(b"x").unwrap())]] {
        let error = made("a", b"key").unwrap().with_algorithms(algorithms).unwrap_err();
        assert_eq!(error, InvalidDigest::Uncomputable(digest::Uncomputable::Algorithm));
    }
    assert!(!format!("{:?} {:?}", made("a", b"s3cr3t").unwrap(), Stored::from("s3cr3t")).contains("s3cr3t"));
}

/// The error of a service that has none, as axum requires.
#[test]
fn an_infallible_service_stays_infallible() {
    fn is_infallible(_: &impl Service<Request<u8>, Error = Infallible>) {}
    #[derive(Clone)]
    struct Never;
    impl Service<Request<u8>> for Never {
        type Response = Response<()>;
        type Error = Infallible;
        type Future = Ready<Result<Response<()>, Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Request<u8>) -> Self::Future {
            ready(Ok(Response::new(())))
        }
    }
    is_infallible(&GateLayer::cors(POLICY).layer(Never));
}

#[test]
fn a_service_is_as_ready_as_the_inner_one() {
    #[derive(Clone)]
    struct Busy(Poll<Result<(), &'static str>>);
    impl Service<Request<u8>> for Busy {
        type Response = Response<()>;
        type Error = &'static str;
        type Future = Ready<Result<Response<()>, &'static str>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), &'static str>> {
            self.0
        }

        fn call(&mut self, _: Request<u8>) -> Self::Future {
            ready(Ok(Response::new(())))
        }
    }
    for inner in [Poll::Pending, Poll::Ready(Ok(())), Poll::Ready(Err("closed"))] {
        let mut service = GateLayer::cors(POLICY).layer(Busy(inner));
        assert_eq!(service.poll_ready(&mut Context::from_waker(Waker::noop())), inner);
    }
}
