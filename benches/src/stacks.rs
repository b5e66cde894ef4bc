//! The cost of the features `http` and `tower`, in requests as a server has them.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use countersign::auth::{self, basic, bearer};
use countersign::cors::policy::Policy;
use countersign::tower::GateLayer;
use http::{HeaderMap, HeaderValue, Request, Response, header};
use tower_layer::Layer;
use tower_service::Service;

use crate::case::{Case, Limit, reads};
use crate::inputs;

const ORIGIN: &str = "https://app7.example.com";

pub fn all() -> Vec<Case> {
    vec![
        basic_of_map("Basic of a HeaderMap, 30", Limit::Instructions(1_030), inputs::BASIC_SHORT.to_owned()),
        basic_of_map("Basic of a HeaderMap, 274", Limit::Instructions(3_200), inputs::basic(200)),
        bearer_of_map("Bearer of a HeaderMap, 40", Limit::Instructions(440), inputs::BEARER_SHORT.to_owned()),
        bearer_of_map(
            "Bearer of a HeaderMap, 1.2 KB",
            Limit::Instructions(1_930),
            format!("Bearer {}", inputs::jwt(1_200)),
        ),
        exchange("no layer: preflight, 3 names", Limit::None, NO_LAYER, |_| Inner, preflight(inputs::REQUEST_HEADERS)),
        exchange("no layer: actual request", Limit::None, NO_LAYER, |_| Inner, actual()),
        exchange(
            "layer: preflight, 3 names",
            Limit::Instructions(5_620),
            OF_PREFLIGHT,
            layered,
            preflight(inputs::REQUEST_HEADERS),
        ),
        exchange(
            "layer: preflight, 64 names",
            Limit::Instructions(14_220),
            OF_PREFLIGHT,
            layered,
            preflight(&inputs::names(64)),
        ),
        exchange(
            "layer: preflight, 64 names of a browser",
            Limit::Instructions(9_120),
            OF_PREFLIGHT,
            layered,
            preflight(&inputs::names(64).replace(' ', "")),
        ),
        exchange("layer: actual request", Limit::Instructions(3_480), OF_ACTUAL, layered, actual()),
    ]
}

/// The allocations of the first exchange. Four or five of them are for the first clone of the request.
const NO_LAYER: usize = 7;
const OF_PREFLIGHT: usize = 13;
const OF_ACTUAL: usize = 9;

/// The application: an empty response.
#[derive(Clone)]
struct Inner;

impl Service<Request<()>> for Inner {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        black_box(request);
        ready(Ok(Response::new(())))
    }
}

type Layered = <GateLayer<Policy<'static>> as Layer<Inner>>::Service;

/// The names of the request are the only ones that the policy allows.
fn layered(names: &'static [&'static str]) -> Layered {
    let origins: Vec<&str> = (0..8).map(|number| &*format!("https://app{number}.example.com").leak()).collect();
    let policy = Policy::for_origins(origins.leak())
        .with_methods(&["GET", "PUT", "DELETE"])
        .with_request_headers(names)
        .with_max_age(600)
        .with_credentials();
    GateLayer::cors(policy.build().expect("a policy")).layer(Inner)
}

fn preflight(names: &str) -> Request<()> {
    Request::options("/things")
        .header(header::HOST, "api.example.com")
        .header(header::ORIGIN, ORIGIN)
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "PUT")
        .header(header::ACCESS_CONTROL_REQUEST_HEADERS, names)
        .body(())
        .expect("a request")
}

fn actual() -> Request<()> {
    Request::put("/things")
        .header(header::HOST, "api.example.com")
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, "application/json")
        .body(())
        .expect("a request")
}

/// Sends a request and counts the bytes of the response's fields. The request is cloned each time, because it is consumed.
fn exchange<S>(
    name: &'static str,
    at_most: Limit,
    allocations: usize,
    service: impl FnOnce(&'static [&'static str]) -> S,
    request: Request<()>,
) -> Case
where
    S: Service<Request<()>, Response = Response<()>, Error = Infallible> + 'static,
{
    let bytes = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    let names: Vec<&str> = match request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        Some(names) => names.to_str().expect("a list").to_owned().leak().split(',').map(str::trim).collect(),
        None => vec!["authorization"],
    };
    let mut service = service(names.leak());
    let operation = move || {
        let future = service.call(black_box(&request).clone());
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(response)) => 1 + response.headers().iter().map(|(_, value)| value.len()).sum::<usize>(),
            Poll::Pending => unreachable!("nothing waits"),
        }
    };
    Case { name, bytes, at_most, allocations, operation: Box::new(operation) }
}

fn map(value: &str) -> HeaderMap {
    let mut map = HeaderMap::new();
    map.insert(header::HOST, HeaderValue::from_static("api.example.com"));
    map.insert(header::AUTHORIZATION, HeaderValue::from_str(value).expect("a value"));
    map
}

fn basic_of_map(name: &'static str, at_most: Limit, value: String) -> Case {
    let map = map(&value);
    reads(name, at_most, value, move |_| {
        let credentials = auth::authorization(black_box(&map)).ok().flatten();
        let basic = credentials.and_then(|credentials| basic::UserPassIn::<512>::try_from(credentials).ok());
        basic.map_or(0, |basic| basic.credentials().user_id().len() + basic.credentials().password().len())
    })
}

fn bearer_of_map(name: &'static str, at_most: Limit, value: String) -> Case {
    let map = map(&value);
    reads(name, at_most, value, move |_| {
        let credentials = auth::authorization(black_box(&map)).ok().flatten();
        let bearer = credentials.and_then(|credentials| bearer::Credentials::try_from(credentials).ok());
        bearer.map_or(0, |bearer| bearer.token().as_bytes().len())
    })
}
