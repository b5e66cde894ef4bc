//! Writing.

use std::hint::black_box;

use countersign::auth::{basic, digest};
use countersign::cors::names::{FieldName, Method};
use countersign::{Encode, List};
use headers::{AccessControlAllowHeaders, AccessControlAllowMethods, Authorization, Header};
use http::{HeaderName, HeaderValue, header};

use crate::case::{Cases, text};
use crate::inputs;

pub fn add(cases: &mut Cases) {
    cases.section("Writing");
    digest_challenge(cases);
    digest_credentials(cases);
    basic(cases, "Basic written, 30 B", "aladdin", "opensesame");
    basic(cases, "Basic written, 274 B", text(inputs::symbols(40, 7)), text(inputs::symbols(159, 9)));
    lists(cases);
}

/// Returns what writes into a slice. `write` returns the number of bytes written.
fn into_slice(mut write: impl FnMut(&mut [u8]) -> usize + 'static) -> impl FnMut() -> usize {
    let mut buffer = [0; 512];
    move || {
        let written = write(black_box(&mut buffer));
        black_box(&buffer);
        written
    }
}

fn digest_challenge(cases: &mut Cases) {
    let parsed = digest_auth::parse(inputs::DIGEST_CHALLENGE).expect("a challenge");
    let params = [
        ("realm", "http-auth@example.org"),
        ("qop", "auth, auth-int"),
        ("algorithm", "MD5"),
        ("nonce", inputs::NONCE),
        ("opaque", inputs::OPAQUE),
    ];
    cases
        .operation("a Digest challenge, written", inputs::DIGEST_CHALLENGE.len())
        .by(
            "countersign",
            into_slice(|buffer| {
                let challenge = digest::Challenge::new(black_box("http-auth@example.org"), black_box(inputs::NONCE));
                let challenge = challenge.and_then(|challenge| challenge.with_opaque(black_box(inputs::OPAQUE)));
                challenge.map_or(0, |challenge| {
                    let challenge = challenge.with_qop(digest::QopOptions::BOTH).with_algorithm(digest::Algorithm::Md5);
                    challenge.encode_to_slice(buffer).map_or(0, <[u8]>::len)
                })
            }),
        )
        .by("digest_auth", move || black_box(&parsed).to_string().len())
        .by(
            "parse-net",
            into_slice(move |buffer| {
                let bytes = buffer.len();
                let mut sink = parse_net::SliceSink::new(buffer);
                parse_net::auth::write_challenge("Digest", black_box(&params), &mut sink).map_or(0, |()| bytes)
            }),
        );
}

fn digest_credentials(cases: &mut Cases) {
    let ours = digest::Credentials::parse(inputs::DIGEST_CREDENTIALS.as_bytes()).expect("credentials");
    let theirs = digest_auth::AuthorizationHeader::parse(inputs::DIGEST_CREDENTIALS).expect("credentials");
    cases
        .operation("Digest credentials, written", inputs::DIGEST_CREDENTIALS.len())
        .by("countersign", into_slice(move |buffer| black_box(&ours).encode_to_slice(buffer).map_or(0, <[u8]>::len)))
        .by("digest_auth", move || black_box(&theirs).to_string().len());
}

fn basic(cases: &mut Cases, name: &str, user_id: &'static str, password: &'static str) {
    let bytes = http_auth::basic::encode_credentials(user_id, password).len();
    cases
        .operation(name, bytes)
        .by(
            "countersign",
            into_slice(move |buffer| {
                basic::Credentials::new(black_box(user_id), black_box(password))
                    .map_or(0, |credentials| credentials.encode_to_slice(buffer).map_or(0, <[u8]>::len))
            }),
        )
        .by("http-auth", move || http_auth::basic::encode_credentials(black_box(user_id), black_box(password)).len())
        .by("headers", move || encoded(&Authorization::basic(black_box(user_id), black_box(password))));
}

fn lists(cases: &mut Cases) {
    cases
        .operation("Access-Control-Allow-Methods, written", inputs::ALLOW_METHODS.len())
        .by(
            "countersign",
            into_slice(|buffer| {
                let names = black_box(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]);
                let methods = names.map(|name| Method::new(name).expect("a method"));
                List::of(&methods).encode_to_slice(buffer).map_or(0, <[u8]>::len)
            }),
        )
        .by("headers", || {
            use http::Method;
            let methods = [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS];
            encoded(&black_box(methods).into_iter().collect::<AccessControlAllowMethods>())
        });
    cases
        .operation("Access-Control-Allow-Headers, written", inputs::REQUEST_HEADERS.len())
        .by(
            "countersign",
            into_slice(|buffer| {
                let names = black_box(["authorization", "content-type", "x-requested-with"]);
                let names = names.map(|name| FieldName::new(name).expect("a name"));
                List::of(&names).encode_to_slice(buffer).map_or(0, <[u8]>::len)
            }),
        )
        .by("headers", || {
            let own = HeaderName::from_static("x-requested-with");
            let names = black_box([header::AUTHORIZATION, header::CONTENT_TYPE, own]);
            encoded(&names.into_iter().collect::<AccessControlAllowHeaders>())
        });
}

/// Writes a header into a list that is long enough for it.
fn encoded(header: &impl Header) -> usize {
    let mut values: Vec<HeaderValue> = Vec::with_capacity(1);
    header.encode(&mut values);
    black_box(&values).first().map_or(0, HeaderValue::len)
}
