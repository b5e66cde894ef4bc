//! The crate `http`: its header maps, its header values, and answers that are applied to its responses.

use countersign::auth::{self, basic, bearer, digest};
use countersign::cors::policy::{Action, Policy};
use countersign::gate::{Gate, Verdict};
use countersign::http::{Headers, header_value};
use countersign::{FieldContent, FieldValue, auth::Challenges, cors, cors::origin::Origin};
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Response, StatusCode};

const POLICY: Policy<'_> = Policy::for_origins(&["https://a.example", "https://b.example"])
    .with_credentials()
    .with_methods(&["PUT"])
    .with_request_headers(&["Authorization"])
    .with_response_headers(&["WWW-Authenticate"])
    .with_private_network()
    .with_max_age(600)
    .in_const();

const PREFLIGHT: [(&str, &str); 4] = [
    ("Origin", "https://a.example"),
    ("Access-Control-Request-Method", "PUT"),
    ("Access-Control-Request-Headers", "authorization"),
    ("Access-Control-Request-Private-Network", "true"),
];

fn map(lines: &[(&'static str, &'static [u8])]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_bytes(value).unwrap());
    }
    map
}

/// The lines of a map, sorted by name; those of one name in their order.
fn lines(map: &HeaderMap) -> Vec<String> {
    let mut lines: Vec<_> = map.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    lines.sort_by(|one, other| one.split(':').next().cmp(&other.split(':').next()));
    lines
}

/// The credentials live as long as the map.
fn credentials(map: &HeaderMap) -> Option<auth::Credentials<'_>> {
    auth::authorization(map).unwrap()
}

#[test]
fn a_map_lends_its_values() {
    let map = map(&[
        ("WWW-Authenticate", b"Negotiate"),
        ("authorization", b"Basic QTpi"),
        ("www-authenticate", b"Basic realm=\"caf\xE9\""),
        ("origin", b"https://\xFF.example"),
    ]);
    assert!(credentials(&map).unwrap().scheme().is("Basic"));
    let challenges: Vec<_> = auth::www_authenticate(&map).unwrap().unwrap().iter().collect();
    assert!(challenges[1].get("realm").unwrap().bytes().eq(*b"caf\xE9"));
    assert_eq!(auth::proxy_authenticate(&map).unwrap().map(|_| ()), None);
    assert!(cors::values::origin(&map).is_err(), "an origin that is not ASCII is an error, not absent");
}

#[test]
fn values_are_parsed_from_header_values() {
    let value = HeaderValue::from_static("Basic realm=\"a\", Digest realm=\"b\", nonce=\"c\"");
    assert_eq!(Challenges::try_from(&value).unwrap().iter().count(), 2);
    let error = basic::Challenge::try_from(&value).unwrap_err();
    assert_eq!(error, basic::Challenge::parse(value.as_bytes()).unwrap_err());
    assert!(Origin::try_from(&HeaderValue::from_static("https://a.example")).is_ok());
    assert!(
        basic::UserPass::try_from(&HeaderValue::from_static("Basic QTpi")).unwrap().credentials().matches("A", "b")
    );
    assert!(digest::Info::try_from(&HeaderValue::from_static("nextnonce=\"a\"")).is_ok());
}

#[test]
fn values_become_header_values() {
    let token = bearer::Credentials::new("abc").unwrap();
    let challenge = bearer::Challenge::new();
    for (content, expected, is_sensitive) in [
        (&token as &dyn FieldContent, "Bearer abc", true),
        (&&token, "Bearer abc", true),
        (&challenge, "Bearer", false),
        (&&challenge, "Bearer", false),
    ] {
        let value = header_value(content);
        assert_eq!((value.to_str().unwrap(), value.is_sensitive()), (expected, is_sensitive));
        let value = HeaderValue::from(&FieldValue::new(content).unwrap());
        assert_eq!((value.to_str().unwrap(), value.is_sensitive()), (expected, true));
    }
}

#[test]
fn a_line_of_a_gate_is_as_secret_as_its_content() {
    let contents: [&dyn FieldContent; 2] = [&bearer::Challenge::new(), &bearer::Credentials::new("abc").unwrap()];
    let gate = Gate::new(&POLICY, &contents);
    let answer = gate.decide("GET", &[("Origin", "https://a.example")], |_| Verdict::Challenged);
    let lines = answer.set().chain(answer.append()).map(|(_, value)| header_value(&value));
    let secret: Vec<_> = lines.filter(HeaderValue::is_sensitive).collect();
    assert_eq!(secret, ["Bearer abc"]);
}

const fn is_owned<T: Send + Sync + 'static>() {}
const _: () = is_owned::<Headers>();

#[test]
fn every_line_of_an_answer_is_applied() {
    let challenges: [&dyn FieldContent; 2] =
        [&bearer::Challenge::new(), &basic::Challenge::new("staff").expect("a realm")];
    let gate = Gate::new(&POLICY, &challenges);
    for (method, request, status, expected) in [
        (
            "OPTIONS",
            &PREFLIGHT[..],
            Some(204),
            &[
                "access-control-allow-credentials: true",
                "access-control-allow-headers: authorization",
                "access-control-allow-methods: PUT",
                "access-control-allow-origin: https://a.example",
                "access-control-allow-private-network: true",
                "access-control-max-age: 600",
                "vary: Accept-Encoding",
            ][..],
        ),
        (
            "PUT",
            &PREFLIGHT[..1],
            Some(401),
            &[
                "access-control-allow-credentials: true",
                "access-control-allow-origin: https://a.example",
                "access-control-expose-headers: WWW-Authenticate",
                "vary: Accept-Encoding",
                "vary: Origin",
                "www-authenticate: Negotiate",
                "www-authenticate: Bearer",
                "www-authenticate: Basic realm=\"staff\"",
            ],
        ),
    ] {
        let answer = gate.decide(method, request, |_| Verdict::Challenged);
        let headers = answer.to_headers();
        assert_eq!(headers.set().count() + headers.append().count(), answer.set().count() + answer.append().count());
        assert_eq!((headers.action(), headers.status().map(|status| status.as_u16())), (answer.action(), status));

        // What the application has set itself: a value that the policy replaces, and lines that stay.
        let mut response = Response::new(());
        *response.headers_mut() = map(&[
            ("Access-Control-Allow-Origin", b"*"),
            ("Access-Control-Allow-Origin", b"https://evil.example"),
            ("Vary", b"Accept-Encoding"),
        ]);
        if status == Some(401) {
            response.headers_mut().append(header::WWW_AUTHENTICATE, HeaderValue::from_static("Negotiate"));
        }
        headers.apply_to(&mut response).unwrap();
        assert_eq!(lines(response.headers()), expected);
        assert_eq!(Some(response.status().as_u16()), status);
    }
    let accepted = gate.decide("PUT", &PREFLIGHT[..1], |_| Verdict::Accepted).to_headers();
    assert_eq!((accepted.action(), accepted.status()), (Action::Continue, None));
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::NOT_FOUND;
    accepted.apply_to(&mut response).unwrap();
    assert_eq!(response.status(), StatusCode::NOT_FOUND, "the application answered");
    let decided = POLICY.decide("PUT", &PREFLIGHT[..1]).to_headers();
    assert!(decided.set().eq(accepted.set()) && decided.append().eq(accepted.append()));
}

/// RFC 9110 §12.5.5: names have no case, and `*` lists all of them.
#[test]
fn no_name_is_added_to_vary_twice() {
    const OPTIONS: Policy<'_> =
        Policy::for_origins(&["https://a.example", "https://b.example"]).with_vary_on_options().in_const();
    let names = "Origin,Access-Control-Request-Method,Access-Control-Request-Headers";
    for (method, own, expected) in [
        ("GET", &[][..], &["Origin"][..]),
        ("GET", &["Accept"], &["Accept", "Origin"]),
        ("GET", &["Accept, Origin"], &["Accept, Origin"]),
        ("GET", &["accept ,\torigin\t,"], &["accept ,\torigin\t,"]),
        ("GET", &["ORIGIN"], &["ORIGIN"]),
        ("GET", &["Accept", "Origin", "Cookie"], &["Accept", "Origin", "Cookie"]),
        ("GET", &["*"], &["*"]),
        ("GET", &["Accept, *"], &["Accept, *"]),
        ("GET", &["Origins, X-Origin, Origin X"], &["Origins, X-Origin, Origin X", "Origin"]),
        ("GET", &["\"*\""], &["\"*\"", "Origin"]),
        ("GET", &["", ","], &["", ",", "Origin"]),
        ("OPTIONS", &[], &[names]),
        ("OPTIONS", &["*"], &["*"]),
        (
            "OPTIONS",
            &["access-control-request-method"],
            &["access-control-request-method", "Origin,Access-Control-Request-Headers"],
        ),
        (
            "OPTIONS",
            &["Access-Control-Request-Headers, Origin", "Access-Control-Request-Method"],
            &["Access-Control-Request-Headers, Origin", "Access-Control-Request-Method"],
        ),
    ] {
        let mut response = HeaderMap::new();
        for line in own {
            response.append(header::VARY, HeaderValue::from_static(line));
        }
        OPTIONS.decide(method, &PREFLIGHT[..1]).to_headers().apply(&mut response).unwrap();
        assert!(response.get_all(header::VARY).iter().eq(expected.iter()), "{method} {own:?}: {response:?}");
    }
}

/// The names of all fields, as the crate writes them, are names for the crate `http`, which has them in lower case.
#[test]
fn every_name_is_a_header_name() {
    for name in cors::FIELDS.iter().map(|(name, _)| *name).chain(auth::FIELDS) {
        assert_eq!(HeaderName::from_bytes(name.as_bytes()).unwrap().as_str(), name.to_ascii_lowercase());
    }
}

#[test]
fn a_full_map_is_an_error_and_unchanged() {
    let mut full = HeaderMap::new();
    let mut count = 0;
    while full
        .try_append(HeaderName::from_bytes(format!("x-{count}").as_bytes()).unwrap(), HeaderValue::from(1))
        .is_ok()
    {
        count += 1;
    }
    let before = full.clone();
    let challenges: [&dyn FieldContent; 1] = [&bearer::Challenge::new()];
    let answer = Gate::new(&POLICY, &challenges).decide("PUT", &PREFLIGHT[..1], |_| Verdict::Challenged);
    let mut response = Response::new(());
    *response.headers_mut() = full;
    assert!(answer.to_headers().apply_to(&mut response).is_err());
    assert!(response.headers() == &before && response.status() == StatusCode::OK);
}
