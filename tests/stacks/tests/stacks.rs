//! The layer under axum, hyper and tonic.

use std::convert::Infallible;
use std::future::{Ready, ready};

use axum::Extension;
use axum::routing::get;
use countersign::auth::bearer;
use countersign::cors::policy::Policy;
use countersign::tower::{GateLayer, Judgement};
use http::request::Parts;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::{Layer, ServiceExt, service_fn};

const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"])
    .with_request_headers(&["Authorization"])
    .with_response_headers(&["WWW-Authenticate"])
    .in_const();

#[derive(Clone)]
struct User(&'static str);

fn judge(parts: &Parts) -> Ready<Judgement<User>> {
    let token = parts.headers.get(header::AUTHORIZATION).and_then(|value| bearer::Credentials::try_from(value).ok());
    ready(match token {
        Some(token) if token.matches("alice") => Judgement::accepted(User("alice")),
        _ => Judgement::challenged(&bearer::Challenge::new()),
    })
}

/// Method, path, fields, and the status of the response.
type Row = (&'static str, &'static str, &'static [(&'static str, &'static str)], u16);

/// A preflight, a request without a token, one with it, and one for what is not there.
const REQUESTS: [Row; 4] = [
    (
        "OPTIONS",
        "/",
        &[("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization")],
        204,
    ),
    ("GET", "/", &[], 401),
    ("GET", "/", &[("Authorization", "Bearer alice")], 200),
    ("GET", "/nothing", &[("Authorization", "Bearer alice")], 404),
];

fn request<B>(row: Row, body: B) -> Request<B> {
    let (method, path, lines, _) = row;
    let mut request = Request::builder().method(method).uri(path).header("Origin", "https://app.example.com");
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    request.body(body).unwrap()
}

fn check<B>(response: &Response<B>, status: u16) {
    assert_eq!(response.status().as_u16(), status);
    let headers = response.headers();
    assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://app.example.com", "of the {status}");
    assert_eq!(headers.contains_key(header::WWW_AUTHENTICATE), status == 401);
}

#[tokio::test]
async fn axum_router() {
    let hello = get(|Extension(User(name)): Extension<User>| async move { name });
    let router = axum::Router::new().route("/", hello).fallback(|| async { StatusCode::NOT_FOUND });
    let router = router.layer(GateLayer::new(POLICY, judge));
    for row in REQUESTS {
        let response = router.clone().oneshot(request(row, axum::body::Body::empty())).await.unwrap();
        check(&response, row.3);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, if row.3 == 200 { "alice" } else { "" });
    }
}

async fn inner(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let User(name) = request.extensions().get().expect("the judge accepted it");
    let mut response = Response::new(Full::from(*name));
    if request.uri().path() != "/" {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(response)
}

#[tokio::test]
async fn hyper_connection() {
    for row in REQUESTS {
        let (mut client, server) = tokio::io::duplex(4096);
        let service = TowerToHyperService::new(GateLayer::new(POLICY, judge).layer(service_fn(inner)));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(server), service));
        let request = request(row, ());
        let mut head = vec![format!("{} {} HTTP/1.1\r\nHost: a\r\nConnection: close", request.method(), request.uri())];
        head.extend(request.headers().iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())));
        client.write_all((head.join("\r\n") + "\r\n\r\n").as_bytes()).await.unwrap();
        let mut response = String::new();
        client.read_to_string(&mut response).await.unwrap();
        assert!(response.starts_with(&format!("HTTP/1.1 {}", row.3)), "{response}");
        assert!(response.contains("access-control-allow-origin: https://app.example.com"), "{response}");
        assert_eq!(response.contains("www-authenticate: Bearer"), row.3 == 401, "{response}");
        assert_eq!(response.ends_with("alice"), row.3 == 200 || row.3 == 404, "{response}");
    }
}

#[tokio::test]
async fn tonic_routes() {
    let routes = tonic::service::Routes::from(axum::Router::new().route("/", get(|| async { "" })));
    let layer = GateLayer::new(POLICY, judge);
    // The transport of tonic takes the layer too.
    let _ = tonic::transport::Server::builder().layer(layer.clone()).add_routes(routes.clone());
    for row in REQUESTS {
        let service = layer.layer(routes.clone());
        let response = service.oneshot(request(row, tonic::body::Body::empty())).await.unwrap();
        check(&response, row.3);
    }
}
