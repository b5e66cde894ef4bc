//! The values of CORS fields.

use std::hint::black_box;
use std::iter::once;
use std::time::Duration;

use countersign::List;
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use countersign::cors::values::{AllowOrigin, DeltaSeconds, True};
use headers::Header;

use crate::case::{Cases, text};
use crate::credentials::field;
use crate::inputs;

const ORIGIN: &str = "https://www.example.com:8443";

const LOWER: &str = "a List of structured fields: items with parameters, in lower case";

pub fn add(cases: &mut Cases) {
    cases.section("CORS fields");
    request_headers(cases, "Access-Control-Request-Headers, 3 names", inputs::REQUEST_HEADERS);
    request_headers(cases, "Access-Control-Request-Headers, 64 names", text(inputs::names(64)));
    methods(cases, inputs::ALLOW_METHODS);
    origin(cases, ORIGIN);
    one_line(cases);
}

/// Adds cases that check a list of names and read each.
pub fn request_headers(cases: &mut Cases, name: impl Into<String>, line: &'static str) {
    let read = decoded(line, |names: &headers::AccessControlRequestHeaders| {
        names.iter().map(|name| name.as_str().len()).sum()
    });
    let list = line.to_ascii_lowercase();
    cases.operation(name, line.len()).by("countersign", move || names(black_box(line))).by("headers", read).unlike(
        "sfv",
        LOWER,
        move || sfv::Parser::new(black_box(&list)).parse::<sfv::List>().map_or(0, |list| list.len()),
    );
}

#[inline(never)]
fn names(line: &str) -> usize {
    List::<FieldName<'_>>::parse(line.as_bytes())
        .map_or(0, |names| names.iter().map(|name| name.as_bytes().len()).sum())
}

fn methods(cases: &mut Cases, line: &'static str) {
    let read = decoded(line, |methods: &headers::AccessControlAllowMethods| {
        methods.iter().map(|method| method.as_str().len()).sum()
    });
    cases
        .operation("Access-Control-Allow-Methods, 6 methods", line.len())
        .by("countersign", move || {
            List::<Method<'_>>::parse(black_box(line.as_bytes()))
                .map_or(0, |methods| methods.iter().map(|method| method.as_bytes().len()).sum())
        })
        .by("headers", read)
        .unlike("sfv", LOWER, {
            let line = line.to_ascii_lowercase();
            move || sfv::Parser::new(black_box(&line)).parse::<sfv::List>().map_or(0, |list| list.len())
        });
}

fn origin(cases: &mut Cases, value: &'static str) {
    let read =
        decoded(value, |origin: &headers::Origin| origin.hostname().len() + usize::from(origin.port().unwrap_or(0)));
    cases
        .operation("Origin", value.len())
        .by("countersign", move || {
            Origin::parse_tolerant(black_box(value.as_bytes())).map_or(0, |origin| {
                origin.host().map_or(0, |host| host.as_str().len()) + origin.port().map_or(0, usize::from)
            })
        })
        .by("headers", read)
        .by("parse-net", move || {
            parse_net::origin::parse_origin(black_box(value.as_bytes()))
                .map_or(0, |origin| size_of_val(black_box(&origin)))
        });
}

/// Adds the values that are one word.
fn one_line(cases: &mut Cases) {
    let read = decoded("null", |origin: &headers::Origin| usize::from(origin.is_null()));
    cases
        .operation("Origin: null", 4)
        .by("countersign", || {
            Origin::parse_tolerant(black_box(b"null")).map_or(0, |origin| usize::from(origin.is_null()))
        })
        .by("headers", read);
    let read = decoded("*", |allowed: &headers::AccessControlAllowOrigin| usize::from(allowed.origin().is_none()));
    cases
        .operation("Access-Control-Allow-Origin: *", 1)
        .by("countersign", || {
            AllowOrigin::parse(black_box(b"*")).map_or(0, |allowed| usize::from(matches!(allowed, AllowOrigin::Any)))
        })
        .by("headers", read);
    let read = decoded("true", |_: &headers::AccessControlAllowCredentials| 1);
    cases
        .operation("Access-Control-Allow-Credentials: true", 4)
        .by("countersign", || True::parse(black_box(b"true")).map_or(0, |_| 1))
        .by("headers", read);
    let read = decoded("86400", |age: &headers::AccessControlMaxAge| {
        usize::try_from(Duration::from(age.clone()).as_secs()).unwrap_or(0)
    });
    cases
        .operation("Access-Control-Max-Age", 5)
        .by("countersign", || {
            DeltaSeconds::parse(black_box(b"86400")).map_or(0, |seconds| usize::try_from(seconds.get()).unwrap_or(0))
        })
        .by("headers", read);
    let read = decoded("PUT", |method: &headers::AccessControlRequestMethod| {
        http::Method::from(method.clone()).as_str().len()
    });
    cases
        .operation("Access-Control-Request-Method", 3)
        .by("countersign", || Method::parse(black_box(b"PUT")).map_or(0, |method| method.as_bytes().len()))
        .by("headers", read);
}

/// Returns what decodes a value by the crate `headers`, and then looks at it.
fn decoded<H: Header>(value: &str, look: impl Fn(&H) -> usize) -> impl FnMut() -> usize {
    let value = field(value);
    move || H::decode(&mut once(black_box(&value))).map_or(0, |header| look(&header))
}
