//! The decisions of tower-http's `CorsLayer` and of a gate with the same policy: what a page could read.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use arbitrary::Arbitrary;
use countersign::arbitrary::{self as drawn, Mutated};
use countersign::cors::policy::Policy;
use countersign::tower::GateLayer;
use countersign_differential::{Bytes, Rule, compare, inputs};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use tower::{Layer, Service, ServiceExt, service_fn};
use tower_http::cors::CorsLayer;

const ORIGINS: [&str; 2] = ["https://app.example.com", "https://a.example"];
const NAMES: [&str; 3] = ["authorization", "content-type", "x-a"];

const POLICY: Policy<'_> = Policy::for_origins(&ORIGINS)
    .with_credentials()
    .with_methods(&["PUT", "PATCH", "DELETE"])
    .with_request_headers(&NAMES)
    .with_response_headers(&["x-c"])
    .with_max_age(600)
    .in_const();

fn cors_layer() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(ORIGINS.map(|origin| origin.parse::<HeaderValue>().unwrap()))
        .allow_credentials(true)
        .allow_methods([Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(NAMES.map(HeaderName::from_static))
        .expose_headers([HeaderName::from_static("x-c")])
        .max_age(Duration::from_secs(600))
}

/// A request: its method and its field lines.
type Asked = (String, Vec<(String, Bytes)>);

/// What a browser uses: the fields that start with `access-control-` if one of them allows the origin, and none otherwise, as the
/// CORS check fails (Fetch §4.9); and whether the inner service was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct View {
    fields: BTreeMap<String, Bytes>,
    is_inner: bool,
}

async fn inner(_: Request<()>) -> Result<Response<&'static str>, Infallible> {
    Ok(Response::new("inner"))
}

/// Both layers return at once: neither waits for anything.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the service waits"),
    }
}

fn answer<S>(service: S, (method, lines): &Asked) -> Option<View>
where
    S: Service<Request<()>, Response = Response<&'static str>, Error = Infallible>,
{
    let mut request = Request::builder().method(method.as_str()).uri("/");
    for (name, value) in lines {
        request = request.header(name, HeaderValue::from_bytes(value).ok()?);
    }
    let response = now(service.oneshot(request.body(()).ok()?)).unwrap();
    assert!(response.status().is_success() || response.status() == StatusCode::FORBIDDEN);
    let fields = response.headers().iter().filter(|(name, _)| name.as_str().starts_with("access-control-"));
    let fields = fields.map(|(name, value)| (name.as_str().to_owned(), Bytes::from(value))).collect();
    let is_allowed = response.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    Some(View { fields: if is_allowed { fields } else { BTreeMap::new() }, is_inner: *response.body() == "inner" })
}

fn ours(asked: &Asked) -> Option<View> {
    answer(GateLayer::cors(POLICY).layer(service_fn(inner)), asked)
}

fn theirs(asked: &Asked) -> Option<View> {
    answer(cors_layer().layer(service_fn(inner)), asked)
}

fn asked() -> impl Iterator<Item = Asked> {
    let plain = inputs::drawn(10_000, drawn::Request::preflight);
    let mutated =
        inputs::drawn(10_000, |u| Mutated::<drawn::Request>::arbitrary(u).expect("a generator does not fail").value);
    plain.chain(mutated).enumerate().map(|(seed, request)| {
        let mut chance = inputs::Chance::new(u64::try_from(seed).unwrap_or(0));
        let mut fields = request.fields;
        // Most origins that are drawn are other ones.
        for (name, value) in &mut fields {
            if name.eq_ignore_ascii_case(header::ORIGIN.as_str()) && chance.below(2) == 0 {
                *value = chance.of(&ORIGINS).into();
            }
        }
        if chance.below(8) == 0 && !fields.is_empty() {
            fields.remove(chance.below(fields.len()));
        }
        (request.method, fields.into_iter().map(|(name, value)| (name, Bytes(value))).collect())
    })
}

/// Without one line, or without one byte of a value.
fn shorter((method, lines): &Asked) -> Vec<Asked> {
    let mut cuts = Vec::new();
    for at in 0..lines.len() {
        let mut fewer = lines.clone();
        fewer.remove(at);
        cuts.push((method.clone(), fewer));
        for byte in 0..lines[at].1.len() {
            let mut less = lines.clone();
            less[at].1.0.remove(byte);
            cuts.push((method.clone(), less));
        }
    }
    cuts
}

fn lines<'a>((_, lines): &'a Asked, name: &HeaderName) -> Vec<&'a Bytes> {
    lines.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name.as_str())).map(|(_, value)| value).collect()
}

fn is_preflight(asked: &Asked) -> bool {
    let has = |name: &HeaderName| !lines(asked, name).is_empty();
    asked.0 == "OPTIONS" && has(&header::ORIGIN) && has(&header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// The elements of a list, in lower case.
fn elements(value: Option<&Bytes>) -> Vec<String> {
    let elements = value.into_iter().flat_map(|value| value.split(|byte| *byte == b','));
    let names = elements.map(|element| String::from_utf8_lossy(element.trim_ascii()).to_ascii_lowercase());
    names.filter(|name| !name.is_empty()).collect()
}

/// Both allow the request; ours lists what the page asked for, and theirs everything.
fn lists_less(ours: &View, theirs: &View) -> bool {
    let is_list = |name: &str| name.ends_with("allow-methods") || name.ends_with("allow-headers");
    let others = |view: &View| {
        let others = view.fields.iter().filter(|(name, _)| !is_list(name));
        others.map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>()
    };
    let is_within = |name: &str| {
        let all = elements(theirs.fields.get(name));
        elements(ours.fields.get(name)).iter().all(|element| all.contains(element))
    };
    ours.is_inner == theirs.is_inner
        && others(ours) == others(theirs)
        && ["access-control-allow-methods", "access-control-allow-headers"].into_iter().all(is_within)
}

/// The policy does not allow what the preflight asks for, or it is not well-formed.
fn asks_too_much(asked: &Asked) -> bool {
    let [method] = lines(asked, &header::ACCESS_CONTROL_REQUEST_METHOD)[..] else { return true };
    let is_allowed = [&b"GET"[..], b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE"].contains(&method.trimmed());
    let names = lines(asked, &header::ACCESS_CONTROL_REQUEST_HEADERS).into_iter().flat_map(|line| elements(Some(line)));
    !is_allowed || names.filter(|name| !name.is_empty()).any(|name| !NAMES.contains(&&*name))
}

#[test]
fn the_layer_of_tower_http_decides_the_same() {
    let rules: &[Rule<Asked, View>] = &[
        Rule {
            name: "several lines of Origin",
            why: "Fetch §3.2: one origin; the other layer reads the first line",
            explains: |it| lines(it.input, &header::ORIGIN).len() > 1,
        },
        Rule {
            name: "`OPTIONS` that is not a preflight",
            why: "Fetch §3.3.2: a preflight has Origin and Access-Control-Request-Method; the other layer answers every `OPTIONS` itself",
            explains: |it| it.input.0 == "OPTIONS" && !is_preflight(it.input),
        },
        Rule {
            name: "a preflight that asks for what is not allowed",
            why: "Fetch §4.8: the browser refuses it with either answer; this crate sends 403 and no fields",
            explains: |it| {
                is_preflight(it.input)
                    && asks_too_much(it.input)
                    && it.ours.as_ref().is_some_and(|view| view.fields.is_empty())
            },
        },
        Rule {
            name: "a preflight",
            why: "Fetch §4.8: the answer needs only what the page asks for; the other layer lists everything",
            explains: |it| {
                is_preflight(it.input)
                    && it.ours.as_ref().zip(it.theirs.as_ref()).is_some_and(|(ours, theirs)| lists_less(ours, theirs))
            },
        },
    ];
    compare("CorsLayer", asked(), ours, theirs, rules, shorter);
}
