//! The layer beside the `CorsLayer` of tower-http, with the same settings. Each row is a difference that the module
//! `countersign::tower` explains, or a response that is the same.

use std::convert::Infallible;
use std::time::Duration;

use countersign::cors::policy::Policy;
use countersign::tower::GateLayer;
use http::{HeaderName, HeaderValue, Method, Request, Response, header};
use tower::{Layer, Service, ServiceExt, service_fn};
use tower_http::cors::CorsLayer;

const POLICY: Policy<'_> = Policy::for_origins(&["https://a.example"])
    .with_credentials()
    .with_private_network()
    .with_methods(&["PUT", "PATCH"])
    .with_request_headers(&["X-A", "X-B"])
    .with_response_headers(&["X-C"])
    .with_max_age(600)
    .in_const();

fn cors_layer() -> CorsLayer {
    let names = |names: [&'static str; 2]| names.map(HeaderName::from_static);
    CorsLayer::new()
        .allow_origin(["https://a.example".parse::<HeaderValue>().unwrap()])
        .allow_credentials(true)
        .allow_private_network(true)
        .allow_methods([Method::PUT, Method::PATCH])
        .allow_headers(names(["x-a", "x-b"]))
        .expose_headers([HeaderName::from_static("x-c")])
        .max_age(Duration::from_secs(600))
}

/// An application that allows the origin in the field X-Own by itself.
async fn inner(request: Request<()>) -> Result<Response<&'static str>, Infallible> {
    let mut response = Response::builder().header(header::VARY, "accept, accept-encoding");
    if let Some(origin) = request.headers().get("x-own") {
        response = response.header(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    Ok(response.body("inner").unwrap())
}

type Lines = &'static [(&'static str, &'static str)];

/// The status, "inner" if the inner service answered, and the fields in the order of their names, with short names.
async fn answer<S>(service: S, method: &str, lines: Lines) -> Vec<String>
where
    S: Service<Request<()>, Response = Response<&'static str>, Error = Infallible>,
{
    let mut request = Request::builder().method(method).uri("/");
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    let response = service.oneshot(request.body(()).unwrap()).await.unwrap();
    let mut fields: Vec<_> = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().replace("access-control-", ""), value.to_str().unwrap()))
        .collect();
    fields.sort_by(|(one, _), (other, _)| one.cmp(other));
    let status = format!("{} {}", response.status().as_u16(), response.body()).trim().to_owned();
    let fields = fields.into_iter().map(|(name, value)| format!("{name}: {value}"));
    [status].into_iter().chain(fields).collect()
}

const VARY: &str = "vary: origin, access-control-request-method, access-control-request-headers";
const OWN_VARY: &str = "vary: accept, accept-encoding";

#[tokio::test]
async fn each_difference_is_explained() {
    for (name, method, lines, by_cors_layer, by_gate) in ROWS {
        assert_eq!(answer(cors_layer().layer(service_fn(inner)), method, lines).await, by_cors_layer, "{name}");
        assert_eq!(answer(GateLayer::cors(POLICY).layer(service_fn(inner)), method, lines).await, by_gate, "{name}");
    }
}

const ORIGIN: (&str, &str) = ("origin", "https://a.example");
const OTHER: (&str, &str) = ("origin", "https://b.example");
const PUT: (&str, &str) = ("access-control-request-method", "PUT");
const DELETE: (&str, &str) = ("access-control-request-method", "DELETE");
const NAMES: (&str, &str) = ("access-control-request-headers", "x-a");
const PRIVATE: (&str, &str) = ("access-control-request-private-network", "true");

/// A response: status and body, then its fields.
type Expected = &'static [&'static str];

/// What `CorsLayer` answers to `OPTIONS` and to other requests of the origin.
const PREFLIGHT: Expected = &[
    "200",
    "allow-credentials: true",
    "allow-headers: x-a,x-b",
    "allow-methods: PUT,PATCH",
    "allow-origin: https://a.example",
    "max-age: 600",
    VARY,
];
const ACTUAL: Expected =
    &["200 inner", "allow-credentials: true", "allow-origin: https://a.example", "expose-headers: x-c", OWN_VARY, VARY];

/// What it is; the request; the response of `CorsLayer`; the response of `GateLayer`.
const ROWS: [(&str, &str, Lines, Expected, Expected); 11] = [
    (
        "an actual request",
        "GET",
        &[ORIGIN],
        ACTUAL,
        &[
            "200 inner",
            "allow-credentials: true",
            "allow-origin: https://a.example",
            "expose-headers: X-C",
            OWN_VARY,
            "vary: Origin",
        ],
    ),
    (
        "an actual request of another origin",
        "GET",
        &[OTHER],
        &["200 inner", "allow-credentials: true", "expose-headers: x-c", OWN_VARY, VARY],
        &["200 inner", OWN_VARY, "vary: Origin"],
    ),
    (
        "a request of another origin that the application allows",
        "GET",
        &[OTHER, ("x-own", "https://b.example")],
        &[
            "200 inner",
            "allow-credentials: true",
            "allow-origin: https://b.example",
            "expose-headers: x-c",
            OWN_VARY,
            VARY,
        ],
        &["200 inner", OWN_VARY, "vary: Origin"],
    ),
    (
        "a request without Origin",
        "GET",
        &[],
        &["200 inner", "allow-credentials: true", "expose-headers: x-c", OWN_VARY, VARY],
        &["200 inner", OWN_VARY, "vary: Origin"],
    ),
    (
        "a preflight",
        "OPTIONS",
        &[ORIGIN, PUT, NAMES],
        PREFLIGHT,
        &[
            "204",
            "allow-credentials: true",
            "allow-headers: x-a",
            "allow-methods: PUT",
            "allow-origin: https://a.example",
            "max-age: 600",
        ],
    ),
    (
        "a preflight for a private network",
        "OPTIONS",
        &[ORIGIN, PUT, PRIVATE],
        &[
            "200",
            "allow-credentials: true",
            "allow-headers: x-a,x-b",
            "allow-methods: PUT,PATCH",
            "allow-origin: https://a.example",
            "allow-private-network: true",
            "max-age: 600",
            VARY,
        ],
        &[
            "204",
            "allow-credentials: true",
            "allow-methods: PUT",
            "allow-origin: https://a.example",
            "allow-private-network: true",
            "max-age: 600",
        ],
    ),
    (
        "a preflight for a private network, of another origin",
        "OPTIONS",
        &[OTHER, PUT, PRIVATE],
        &[
            "200",
            "allow-credentials: true",
            "allow-headers: x-a,x-b",
            "allow-methods: PUT,PATCH",
            "allow-private-network: true",
            "max-age: 600",
            VARY,
        ],
        &["403"],
    ),
    (
        "a preflight of another origin",
        "OPTIONS",
        &[OTHER, PUT, NAMES],
        &["200", "allow-credentials: true", "allow-headers: x-a,x-b", "allow-methods: PUT,PATCH", "max-age: 600", VARY],
        &["403"],
    ),
    ("a preflight for a method that is not allowed", "OPTIONS", &[ORIGIN, DELETE], PREFLIGHT, &["403"]),
    (
        "OPTIONS that is not a preflight",
        "OPTIONS",
        &[ORIGIN],
        PREFLIGHT,
        &["200 inner", "allow-credentials: true", "allow-origin: https://a.example", "expose-headers: X-C", OWN_VARY],
    ),
    ("two origins", "GET", &[ORIGIN, OTHER], ACTUAL, &["200 inner", OWN_VARY, "vary: Origin"]),
];
