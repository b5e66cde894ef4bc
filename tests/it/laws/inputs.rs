//! Inputs in the form that each law reads: valid values, nearly valid ones, and their parts.

use arbitrary::{Arbitrary, Unstructured};
use countersign::arbitrary::{
    Challenge, Credentials, DigestExchange, FieldLines, Info, Mutate, Origin, Parts, Payload, Request, Response,
    Statement, field_value,
};
use countersign::auth::{self, SCHEMES};
use countersign::cors;
use countersign::cors::policy::Config;

/// Draws an input for the law of a module.
pub(crate) fn of(module: &str, data: &[u8]) -> Vec<u8> {
    let u = &mut Unstructured::new(data);
    let mut input = match module {
        "agent" => return agent(u),
        "kept" if is(u, 1, 2) => wire(Credentials::arbitrary(u).map(|credentials| credentials.0)),
        "challenges" | "kept" | "select" | "tolerant" => line(auth::WWW_AUTHENTICATE, u),
        "control" => line(auth::AUTHENTICATION_CONTROL, u),
        "cors_browser" | "cors_cache" => return exchanges(u),
        "credentials" => wire(Credentials::arbitrary(u).map(|credentials| credentials.0)),
        "ext_value" => Credentials::of("digest", u)
            .and_then(|credentials| credentials.0.payload.param("username*").map(<[u8]>::to_vec))
            .unwrap_or_else(|| b"UTF-8'en'%C3%A9".to_vec()),
        "gate" => return gate(u),
        "gateway" => return gateway(u),
        "info" => wire(Info::arbitrary(u).map(|info| info.0)),
        "list" => line(cors::ACCESS_CONTROL_ALLOW_METHODS, u),
        "names" | "values" => return values(u),
        "origin" => return origins(u),
        "policy" => return policy(u),
        "text" => text(u),
        module if SCHEMES.iter().any(|(other, _)| *other == module) => scheme(module, u),
        module => panic!("the law of `{module}` has no inputs in tests/it/laws/inputs.rs"),
    };
    if is(u, 1, 4) {
        input.mutate(u);
    }
    input
}

/// Makes a choice that is true in `part` of `of` cases.
fn is(u: &mut Unstructured<'_>, part: u8, of: u8) -> bool {
    u.int_in_range(1..=of).is_ok_and(|drawn| drawn <= part)
}

fn wire(parts: arbitrary::Result<Parts>) -> Vec<u8> {
    parts.expect("a generator does not fail").wire
}

fn line(name: &str, u: &mut Unstructured<'_>) -> Vec<u8> {
    field_value(name, u).expect("a field with a generator")
}

fn scheme(module: &str, u: &mut Unstructured<'_>) -> Vec<u8> {
    let challenge = Challenge::of(module, u).map(|challenge| challenge.0);
    let credentials = Credentials::of(module, u).map(|credentials| credentials.0);
    let info = Info::of(module, u).map(|info| info.0);
    let all: Vec<Parts> = [challenge, credentials, info].into_iter().flatten().collect();
    let parts = u.choose(&all).expect("a scheme with a generator").clone();
    match parts.payload {
        // Laws build values of lines, one for each part.
        Payload::Params(params) if is(u, 1, 4) => {
            let values: Vec<_> = params.into_iter().map(|param| param.value).collect();
            values.join(&b"\n"[..])
        }
        _ => parts.wire,
    }
}

/// Choices, and up to four responses: challenges that an agent can answer, others, and the info of Digest.
fn agent(u: &mut Unstructured<'_>) -> Vec<u8> {
    let mut input = vec![u.int_in_range(b' '..=b'/').unwrap_or(b' ')];
    for _ in 0..u.int_in_range(1..=4).unwrap_or(1) {
        let accepted = 8;
        let (mut byte, value) = match u.choose_index(5).expect("a choice") {
            0 => (b' ', wire(DigestExchange::arbitrary(u).map(|exchange| exchange.challenge))),
            1 => (b' ', scheme("basic", u)),
            2 => (b' ', scheme("bearer", u)),
            3 => (b' ', line(auth::WWW_AUTHENTICATE, u)),
            _ => (b' ' | accepted, Info::of("digest", u).expect("Digest has an info").0.wire),
        };
        // Another origin, another target, a proxy, and the tolerant parser.
        for bit in [1, 2, 4, 16] {
            if is(u, 1, 6) {
                byte |= bit;
            }
        }
        input.push(byte);
        input.extend(value.into_iter().filter(|byte| *byte != b'\n'));
        input.push(b'\n');
    }
    input
}

fn text(u: &mut Unstructured<'_>) -> Vec<u8> {
    let challenge = Challenge::of("basic", u).expect("Basic has challenges");
    challenge.0.payload.param("realm").expect("a realm").to_vec()
}

/// A line for each of a few fields, without names.
fn values(u: &mut Unstructured<'_>) -> Vec<u8> {
    let mut lines = Vec::new();
    for _ in 0..3 {
        let (name, _) = *u.choose(&cors::FIELDS).expect("a field");
        lines.push(line(name, u));
        if is(u, 1, 4) {
            lines.last_mut().expect("a line").mutate(u);
        }
    }
    lines.join(&b"\n"[..])
}

fn origin(u: &mut Unstructured<'_>) -> String {
    Origin::arbitrary(u).expect("a generator does not fail").0
}

/// A pattern, and an origin that it matches or nearly matches.
fn origins(u: &mut Unstructured<'_>) -> Vec<u8> {
    let origin = origin(u);
    let pattern = match u.choose_index(4).expect("a choice") {
        0 => origin.replacen("://", "://*.", 1),
        1 => format!("{origin}:*"),
        _ => origin.clone(),
    };
    let mut lines = [pattern.into_bytes(), origin.into_bytes()];
    if is(u, 1, 2) {
        lines[usize::from(is(u, 1, 2))].mutate(u);
    }
    lines.join(&b"\n"[..])
}

fn field_lines(mark: u8, fields: &FieldLines) -> Vec<u8> {
    let line = |(name, value): &(String, Vec<u8>)| [&[b'\n', mark][..], name.as_bytes(), b":", value].concat();
    fields.iter().flat_map(line).filter(|byte| *byte != b'\r').collect()
}

fn gate(u: &mut Unstructured<'_>) -> Vec<u8> {
    let mut request = Request::arbitrary(u).expect("a generator does not fail");
    // An origin that the policies of the law allow.
    if is(u, 1, 2) {
        request.set(cors::ORIGIN, "https://a.example");
    }
    if is(u, 1, 4) {
        request.mutate(u);
    }
    let mut input = request.method.into_bytes();
    for (name, value) in &request.fields {
        input.extend_from_slice(b"\n");
        input.extend([name.as_bytes(), b":", value].concat().into_iter().filter(|byte| *byte != b'\n'));
    }
    input
}

fn gateway(u: &mut Unstructured<'_>) -> Vec<u8> {
    let mut input: Vec<u8> = (0..4).map(|_| u.arbitrary().unwrap_or_default()).collect();
    let statement = Statement::arbitrary(u).expect("a generator does not fail");
    let quarters = [
        Some(statement.allowed_origins),
        statement.allowed_methods,
        statement.allowed_headers,
        statement.expose_headers,
    ];
    // The law reads quarters of one length.
    let texts = quarters.map(|texts| texts.unwrap_or_else(|| vec!["*".to_owned()]).swap_remove(0));
    input.extend_from_slice(texts.join("\n").as_bytes());
    input
}

fn policy(u: &mut Unstructured<'_>) -> Vec<u8> {
    let config = Config::<String>::arbitrary(u).expect("a generator does not fail");
    let mut request = Request::arbitrary(u).expect("a generator does not fail");
    if let Some(listed) = config.origins.lines().next().filter(|_| is(u, 1, 2)) {
        request.set(cors::ORIGIN, listed.replace("*.", "x.").replace(":*", ":81"));
    }
    if is(u, 1, 4) {
        request.mutate(u);
    }
    let mut lines = Vec::new();
    for (mark, list) in [
        ('o', &config.origins),
        ('m', &config.methods),
        ('h', &config.request_headers),
        ('e', &config.response_headers),
    ] {
        lines.extend(list.lines().map(|text| format!("{mark}{text}")));
    }
    let options = [('c', config.credentials), ('n', config.private_network), ('v', config.vary_on_options)];
    let options: String =
        options.iter().chain(&[('b', config.nobody)]).filter(|(_, is)| *is).map(|(c, _)| *c).collect();
    lines.extend([format!("a{}", config.max_age), format!("f{options}"), format!("!{}", request.method)]);
    [lines.join("\n").into_bytes(), field_lines(b'>', &request.fields)].concat()
}

/// Up to three requests, and responses that mostly allow them.
fn exchanges(u: &mut Unstructured<'_>) -> Vec<u8> {
    let mut input = Vec::new();
    for _ in 0..u.int_in_range(1..=3).unwrap_or(1) {
        let preflight = Request::preflight(u);
        let mut response =
            if is(u, 3, 4) { Response::allowing(&preflight, u) } else { Response::arbitrary(u).expect("a response") };
        if is(u, 1, 4) {
            response.mutate(u);
        }
        let value = |name| {
            let mut lines = preflight.fields.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
            lines.next().map(|(_, value)| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
        };
        let options = u.choose(&["i", "o", "p", "l", "lb", "c", "f", "w", "ci"]).copied().unwrap_or_default();
        let seconds = u.int_in_range(0..=20_u8).unwrap_or_default();
        let (method, origin) = (value(cors::ACCESS_CONTROL_REQUEST_METHOD), value(cors::ORIGIN));
        let head = format!("!{method} {options} {} {seconds} {origin} {}", response.status, preflight.target);
        input.extend_from_slice(head.as_bytes());
        for name in value(cors::ACCESS_CONTROL_REQUEST_HEADERS).split(',').filter(|name| !name.is_empty()) {
            input.extend_from_slice(format!("\n>{name}: 1").as_bytes());
        }
        input.extend(field_lines(b'<', &response.fields));
        input.push(b'\n');
    }
    input
}
