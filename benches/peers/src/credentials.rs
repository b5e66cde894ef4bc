//! Credentials: Digest, Basic and Bearer, from a field value and out of a header map.

use std::hint::black_box;
use std::iter::once;

use countersign::auth::{self, Credentials, basic, bearer, digest};
use headers::{Authorization, Header, HeaderMapExt, authorization};
use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use parse_net::{AuthPayload, Limits};

use crate::case::{Cases, text};
use crate::challenges::{http_auth_iterated, parse_net_payload};
use crate::inputs;

const UNCHECKED: &str = "checks no byte of the token but that it is visible ASCII";

pub fn add(cases: &mut Cases) {
    cases.section("Credentials");
    digest(cases, inputs::DIGEST_CREDENTIALS);
    for (name, value) in [
        ("Basic, 30 B", inputs::BASIC_SHORT.to_owned()),
        ("Basic, 274 B", inputs::basic(200)),
        ("Basic, 8 KB", inputs::basic(6 * 1_024)),
        ("Basic, 64 KB", inputs::basic(48 * 1_024)),
    ] {
        basic(cases, name, text(value));
    }
    basic_of_map(cases, "Basic out of a HeaderMap, 30 B", inputs::BASIC_SHORT);
    basic_of_map(cases, "Basic out of a HeaderMap, 274 B", text(inputs::basic(200)));
    let tokens = [40, 1_200, 65_000].map(|bytes| match bytes {
        40 => inputs::BEARER_SHORT,
        _ => text(format!("Bearer {}", inputs::jwt(bytes))),
    });
    for (name, value) in ["Bearer, 40 B", "Bearer, 1.2 KB", "Bearer, 64 KB"].into_iter().zip(tokens) {
        bearer(cases, name, value);
    }
    let names = ["Bearer out of a HeaderMap, 40 B", "Bearer out of a HeaderMap, 1.2 KB"];
    for (name, value) in names.into_iter().zip(tokens) {
        bearer_of_map(cases, name, value);
    }
}

fn digest(cases: &mut Cases, value: &'static str) {
    cases
        .operation("typed Digest credentials", value.len())
        .by("countersign", move || {
            digest::Credentials::parse(black_box(value.as_bytes()))
                .map_or(0, |credentials| black_box(&credentials).response().raw().len())
        })
        .by("digest_auth", move || {
            digest_auth::AuthorizationHeader::parse(black_box(value))
                .map_or(0, |credentials| black_box(&credentials).response.len())
        })
        .by("parse-net", move || parse_net_digest(black_box(value)).unwrap_or(0));
    cases
        .operation("Digest credentials, every parameter", value.len())
        .by("countersign", move || {
            let read = Credentials::parse(black_box(value.as_bytes()));
            read.map_or(0, |credentials| {
                credentials.params().iter().map(|param| param.name().as_bytes().len() + param.value().raw().len()).sum()
            })
        })
        .by("http-auth, as a challenge", move || http_auth_iterated(black_box(value)))
        .by("parse-net", move || {
            parse_net::auth::parse_credentials(black_box(value.as_bytes()), &Limits::new())
                .map_or(0, |credentials| parse_net_payload(credentials.payload()))
        });
}

fn parse_net_digest(value: &str) -> Option<usize> {
    const NAMES: [&str; 12] = [
        "username",
        "username*",
        "realm",
        "nonce",
        "uri",
        "response",
        "algorithm",
        "cnonce",
        "opaque",
        "qop",
        "nc",
        "userhash",
    ];
    let credentials = parse_net::auth::parse_credentials(value.as_bytes(), &Limits::new()).ok()?;
    let AuthPayload::Params(params) = credentials.payload() else { return None };
    Some(NAMES.iter().filter_map(|name| params.get(name)?.as_plain()).map(<[u8]>::len).sum())
}

pub fn field(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).expect("a field value")
}

fn map(value: &str) -> HeaderMap {
    HeaderMap::from_iter([(AUTHORIZATION, field(value))])
}

pub fn basic(cases: &mut Cases, name: impl Into<String>, value: &'static str) {
    let mut buffer = vec![0; value.len()];
    let header = field(value);
    cases
        .operation(name, value.len())
        .by("countersign", move || {
            basic::Credentials::parse(black_box(value.as_bytes()), black_box(&mut buffer))
                .map_or(0, |credentials| credentials.user_id().len() + credentials.password().len())
        })
        .by("headers", move || {
            Authorization::<authorization::Basic>::decode(&mut once(black_box(&header)))
                .map_or(0, |credentials| credentials.username().len() + credentials.password().len())
        })
        .unlike("parse-net", "does not decode the base64", move || {
            parse_net::auth::basic(black_box(value.as_bytes())).ok().flatten().map_or(0, <[u8]>::len)
        });
}

fn basic_of_map(cases: &mut Cases, name: &str, value: &'static str) {
    let (ours, theirs) = (map(value), map(value));
    cases.operation(name, value.len()).by("countersign", move || basic_found(black_box(&ours)).unwrap_or(0)).by(
        "headers",
        move || {
            black_box(&theirs)
                .typed_get::<Authorization<authorization::Basic>>()
                .map_or(0, |credentials| credentials.username().len() + credentials.password().len())
        },
    );
}

#[inline(never)]
fn basic_found(headers: &HeaderMap) -> Option<usize> {
    let owned = basic::UserPass::try_from(auth::authorization(headers).ok()??).ok()?;
    let credentials = owned.credentials();
    Some(credentials.user_id().len() + credentials.password().len())
}

pub fn bearer(cases: &mut Cases, name: impl Into<String>, value: &'static str) {
    let header = field(value);
    cases
        .operation(name, value.len())
        .by("countersign", move || {
            bearer::Credentials::parse(black_box(value.as_bytes()))
                .map_or(0, |credentials| credentials.token().as_bytes().len())
        })
        .unlike("headers", UNCHECKED, move || {
            Authorization::<authorization::Bearer>::decode(&mut once(black_box(&header)))
                .map_or(0, |credentials| credentials.token().len())
        })
        .by("parse-net", move || {
            parse_net::auth::bearer(black_box(value.as_bytes())).ok().flatten().map_or(0, <[u8]>::len)
        });
}

fn bearer_of_map(cases: &mut Cases, name: &str, value: &'static str) {
    let (ours, theirs) = (map(value), map(value));
    cases.operation(name, value.len()).by("countersign", move || bearer_found(black_box(&ours)).unwrap_or(0)).unlike(
        "headers",
        UNCHECKED,
        move || {
            black_box(&theirs)
                .typed_get::<Authorization<authorization::Bearer>>()
                .map_or(0, |credentials| credentials.token().len())
        },
    );
}

#[inline(never)]
fn bearer_found(headers: &HeaderMap) -> Option<usize> {
    let credentials = bearer::Credentials::try_from(auth::authorization(headers).ok()??).ok()?;
    Some(credentials.token().as_bytes().len())
}
