//! Measures countersign beside hyperx, and prints one line for each row: `countersign-peer-benches` runs it and reads them.

#[path = "../../src/allocations.rs"]
mod allocations;
#[path = "../../peers/src/case.rs"]
#[allow(dead_code, reason = "the other peers use the rest")]
mod case;
#[path = "../../src/counted.rs"]
mod counted;
#[path = "../../src/inputs.rs"]
#[allow(dead_code, reason = "the other benches read the rest")]
mod inputs;
#[path = "../../peers/src/measure.rs"]
#[allow(dead_code, reason = "the other peers use the rest")]
mod measure;

use std::hint::black_box;

use countersign::auth::{basic, bearer};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use countersign::{Encode, List};
use hyperx::header::{self, Header, Raw};

use case::{Cases, text};

const UNCHECKED: &str = "checks that the token is UTF-8, and copies it";

fn main() {
    let mut cases = Cases::default();
    let _ = cases.operation("nothing", 1).by("nothing", || 1);
    for (name, value) in [
        ("Basic, 30 B", inputs::BASIC_SHORT.to_owned()),
        ("Basic, 274 B", inputs::basic(200)),
        ("Basic, 8 KB", inputs::basic(6 * 1_024)),
    ] {
        basic_read(&mut cases, name, text(value));
    }
    bearer_read(&mut cases, "Bearer, 40 B", inputs::BEARER_SHORT);
    bearer_read(&mut cases, "Bearer, 1.2 KB", text(format!("Bearer {}", inputs::jwt(1_200))));
    names(&mut cases, "Access-Control-Request-Headers, 3 names", inputs::REQUEST_HEADERS);
    names(&mut cases, "Access-Control-Request-Headers, 64 names", text(inputs::names(64)));
    methods(&mut cases, inputs::ALLOW_METHODS);
    origin(&mut cases, "https://www.example.com:8443");
    basic_written(&mut cases);
    let mut cases = cases.all;
    if std::env::args().nth(1).as_deref() == Some(counted::COUNTED) {
        return counted::run(&mut cases);
    }
    for row in measure::all(&mut cases, true, |_| true) {
        let (case, instructions, allocations, time) = (row.case, row.instructions, row.allocations, row.nanoseconds);
        let (operation, by, bytes, differs) = (&case.operation, case.by, case.bytes, case.differs);
        println!("{operation}\t{by}\t{bytes}\t{differs}\t{instructions}\t{allocations}\t{time}");
    }
}

/// Returns what parses a value by hyperx, and then looks at it.
fn parsed<H: Header>(value: &str, look: impl Fn(&H) -> usize) -> impl FnMut() -> usize {
    let raw = Raw::from(value.to_owned());
    move || H::parse_header(black_box(&raw)).map_or(0, |header| look(&header))
}

fn basic_read(cases: &mut Cases, name: &str, value: &'static str) {
    let mut buffer = vec![0; value.len()];
    let theirs = parsed(value, |credentials: &header::Authorization<header::Basic>| {
        credentials.username.len() + credentials.password.as_ref().map_or(0, String::len)
    });
    cases
        .operation(name, value.len())
        .by("countersign", move || {
            basic::Credentials::parse(black_box(value.as_bytes()), black_box(&mut buffer))
                .map_or(0, |credentials| credentials.user_id().len() + credentials.password().len())
        })
        .by("hyperx", theirs);
}

fn bearer_read(cases: &mut Cases, name: &str, value: &'static str) {
    let theirs = parsed(value, |credentials: &header::Authorization<header::Bearer>| credentials.token.len());
    cases
        .operation(name, value.len())
        .by("countersign", move || {
            bearer::Credentials::parse(black_box(value.as_bytes()))
                .map_or(0, |credentials| credentials.token().as_bytes().len())
        })
        .unlike("hyperx", UNCHECKED, theirs);
}

fn names(cases: &mut Cases, name: &str, line: &'static str) {
    let theirs = parsed(line, |names: &header::AccessControlRequestHeaders| names.len());
    cases
        .operation(name, line.len())
        .by("countersign", move || {
            List::<FieldName<'_>>::parse(black_box(line.as_bytes()))
                .map_or(0, |names| names.iter().map(|name| name.as_bytes().len()).sum())
        })
        .by("hyperx", theirs);
}

fn methods(cases: &mut Cases, line: &'static str) {
    let theirs = parsed(line, |methods: &header::AccessControlAllowMethods| methods.len());
    cases
        .operation("Access-Control-Allow-Methods, 6 methods", line.len())
        .by("countersign", move || {
            List::<Method<'_>>::parse(black_box(line.as_bytes()))
                .map_or(0, |methods| methods.iter().map(|method| method.as_bytes().len()).sum())
        })
        .by("hyperx", theirs);
}

fn origin(cases: &mut Cases, value: &'static str) {
    let theirs = parsed(value, |origin: &header::Origin| origin.scheme().map_or(0, str::len));
    cases
        .operation("Origin", value.len())
        .by("countersign", move || {
            Origin::parse_tolerant(black_box(value.as_bytes()))
                .map_or(0, |origin| origin.host().map_or(0, |host| host.as_str().len()))
        })
        .by("hyperx", theirs);
}

fn basic_written(cases: &mut Cases) {
    let mut buffer = [0; 64];
    cases
        .operation("Basic written, 30 B", inputs::BASIC_SHORT.len())
        .by("countersign", move || {
            let credentials = basic::Credentials::new(black_box("aladdin"), black_box("opensesame"));
            let written = credentials
                .map_or(0, |credentials| credentials.encode_to_slice(black_box(&mut buffer)).map_or(0, <[u8]>::len));
            black_box(&buffer);
            written
        })
        .by("hyperx", || {
            let username = black_box("aladdin").to_owned();
            let password = Some(black_box("opensesame").to_owned());
            header::Authorization(header::Basic { username, password }).to_string().len()
        });
}
