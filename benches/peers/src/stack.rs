//! Jobs inside tower: CORS, and CORS around Bearer.

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use countersign::auth::{self, bearer};
use countersign::cors::policy::Policy;
use countersign::tower::{GateLayer, Judgement};
use headers::{Authorization, HeaderMapExt};
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use tower_http::cors::CorsLayer;
use tower_layer::Layer;
use tower_service::Service;

use crate::case::{Cases, text};
use crate::inputs;

const ORIGINS: [&str; 8] = [
    "https://app0.example.com",
    "https://app1.example.com",
    "https://app2.example.com",
    "https://app3.example.com",
    "https://app4.example.com",
    "https://app5.example.com",
    "https://app6.example.com",
    "https://app7.example.com",
];

const TOKEN: &str = "mF_9.B5f-4.1JqM0aZ3kT7vW2xY8pQ6rL5sD9gH1";

const ALL_ALLOWED: &str = "sends all that is allowed, without a look at what was asked for";

const UNCHECKED: &str = "does not check the token, and does not compare it in constant time";

pub fn add(cases: &mut Cases) {
    cases.section("Jobs inside tower");
    let three = inputs::REQUEST_HEADERS;
    let many = text(inputs::names(64));
    cors(cases, "a preflight for 3 names", three, preflight(three), ALL_ALLOWED);
    cors(cases, "a preflight for 64 names", many, preflight(many), ALL_ALLOWED);
    cors(cases, "a request of a page", three, actual(false), "");
    gate(cases, "a preflight, around Bearer", preflight(three), ALL_ALLOWED);
    gate(cases, "a request of a page, with a Bearer token", actual(true), UNCHECKED);
    gate(cases, "a request of a page, answered with 401", actual(false), "");
}

fn preflight(names: &str) -> Request<()> {
    let request = Request::options("/things").header(header::HOST, "api.example.com");
    let request = request.header(header::ORIGIN, ORIGINS[7]).header(header::ACCESS_CONTROL_REQUEST_METHOD, "PUT");
    request.header(header::ACCESS_CONTROL_REQUEST_HEADERS, names).body(()).expect("a request")
}

fn actual(with_token: bool) -> Request<()> {
    let request = Request::put("/things").header(header::HOST, "api.example.com");
    let request = request.header(header::ORIGIN, ORIGINS[7]).header(header::CONTENT_TYPE, "application/json");
    let request = if with_token { request.header(header::AUTHORIZATION, inputs::BEARER_SHORT) } else { request };
    request.body(()).expect("a request")
}

fn bytes(request: &Request<()>) -> usize {
    request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum()
}

/// Returns the policy of both layers, which allows these names.
fn policy(names: &'static str) -> Policy<'static> {
    let names = names.split(", ").collect::<Vec<_>>().leak();
    let policy = Policy::for_origins(&ORIGINS).with_methods(&["GET", "PUT", "DELETE"]).with_request_headers(names);
    policy.with_max_age(600).with_credentials().build().expect("a policy")
}

fn tower_http(names: &str) -> CorsLayer {
    let names: Vec<HeaderName> = names.split(", ").map(|name| name.parse().expect("a name")).collect();
    CorsLayer::new()
        .allow_origin(ORIGINS.map(HeaderValue::from_static))
        .allow_methods([Method::GET, Method::PUT, Method::DELETE])
        .allow_headers(names)
        .max_age(Duration::from_secs(600))
        .allow_credentials(true)
}

fn cors(cases: &mut Cases, name: &str, names: &'static str, request: Request<()>, differs: &'static str) {
    let mirror = CorsLayer::very_permissive().max_age(Duration::from_secs(600)).layer(Inner);
    let (ours, theirs) = (GateLayer::cors(policy(names)).layer(Inner), tower_http(names).layer(Inner));
    cases
        .operation(name, bytes(&request))
        .by("countersign", serves(ours, request.clone()))
        .unlike("tower-http", differs, serves(theirs, request.clone()))
        .unlike("tower-http, mirroring", "allows every origin, method and name", serves(mirror, request.clone()))
        .unlike("the service without a layer", "answers without CORS fields", serves(Inner, request));
}

fn gate(cases: &mut Cases, name: &str, request: Request<()>, differs: &'static str) {
    let ours = GateLayer::new(policy(inputs::REQUEST_HEADERS), judge).layer(Inner);
    let theirs = tower_http(inputs::REQUEST_HEADERS).layer(Typed);
    cases
        .operation(name, bytes(&request))
        .by("countersign", serves(ours, request.clone()))
        .unlike("tower-http and headers", differs, serves(theirs, request.clone()))
        .unlike("the service without a layer", "answers without a check", serves(Inner, request));
}

fn judge(parts: &Parts) -> Ready<Judgement<()>> {
    let credentials = auth::authorization(&parts.headers).ok().flatten();
    let is_meant = credentials
        .and_then(|credentials| bearer::Credentials::try_from(credentials).ok())
        .is_some_and(|bearer| bearer.matches(TOKEN));
    ready(match bearer::Challenge::new().with_realm("api") {
        _ if is_meant => Judgement::accepted(()),
        Ok(challenge) => Judgement::challenged(&challenge),
        Err(_) => Judgement::refused(StatusCode::INTERNAL_SERVER_ERROR),
    })
}

/// A service that answers at once.
#[derive(Clone)]
struct Inner;

impl Service<Request<()>> for Inner {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        ready(Ok(Response::new(())))
    }
}

/// A service that looks for a token, by the crate `headers`.
#[derive(Clone)]
struct Typed;

impl Service<Request<()>> for Typed {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        let bearer = request.headers().typed_get::<Authorization<headers::authorization::Bearer>>();
        let mut response = Response::new(());
        if bearer.is_none_or(|bearer| bearer.token() != TOKEN) {
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            let challenge = HeaderValue::from_static("Bearer realm=\"api\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        ready(Ok(response))
    }
}

/// Returns what serves a copy of the request. The copy is a part of the figures.
fn serves<S>(mut service: S, request: Request<()>) -> impl FnMut() -> usize
where
    S: Service<Request<()>, Response = Response<()>, Error = Infallible>,
{
    move || {
        let mut future = pin!(service.call(black_box(&request).clone()));
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(response)) => response.headers().len() + usize::from(response.status().as_u16()),
            Poll::Ready(Err(never)) => match never {},
            Poll::Pending => 0,
        }
    }
}
