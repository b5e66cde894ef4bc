//! The entry points of CORS and of the gate.

use std::hint::black_box;
use std::time::Duration;

use countersign::auth::basic;
use countersign::cors::browser::{
    CredentialsMode, EmbedderPolicy, Embedding, Mode, Profile, Request, Route, navigation_tao_check,
};
use countersign::cors::cache::{Cache, Key};
use countersign::cors::names::{FieldName, MAX_FIELDS, Method, UnsafeNames};
use countersign::cors::origin::{Host, Origin, OriginPattern};
use countersign::cors::policy::{Builder, Decision, Policy};
use countersign::cors::values::{self, TimingAllowOrigin, Vary};
use countersign::cors::{FIELDS, Role, gateway};
use countersign::gate::{Gate, Verdict};
use countersign::{FieldContent, Fields, FieldsFn};

use super::entry::{Entry, ignore, shows, uses, writes};

const APP: &str = "https://app.example.com";

const NAMED: Policy<'_> = Policy::for_origins(&[APP, "https://*.example.org"])
    .with_credentials()
    .with_methods(&["PUT", "DELETE"])
    .with_request_headers(&["authorization", "content-type", "x-a", "x-requested-with"])
    .in_const();
const LINES: Policy<'_> = Policy::for_origin_lines("https://app.example.com\nhttps://*.example.org")
    .with_method_lines("PUT\nDELETE")
    .with_request_header_lines("authorization\ncontent-type\nx-a\nx-requested-with")
    .in_const();
const ANY: Policy<'_> = Policy::for_origins(&["*"])
    .with_methods(&["*"])
    .with_request_headers(&["*"])
    .with_response_headers(&["*"])
    .in_const();

#[allow(clippy::too_many_lines, reason = "it is a table")]
pub fn entries() -> Vec<Entry> {
    let mut entries = Vec::from(fields());
    entries.extend([
        Entry::bytes("names", names),
        Entry::bytes("origins", origins),
        Entry::bytes("policy::decide", |bytes| {
            for field in Policy::ASKS {
                let fields = message(field, bytes);
                for method in ["OPTIONS", "GET"] {
                    for policy in [&NAMED, &LINES, &ANY] {
                        decision(&policy.decide(method, fields));
                    }
                }
            }
        }),
        Entry::bytes("gateway::decide", |bytes| {
            let policy = gateway::Policy::new(gateway::Statement {
                allowed_origins: &[APP],
                allowed_headers: Some(&["*"]),
                allowed_methods: Some(&["*"]),
                allow_credentials: true,
                ..gateway::Statement::DEFAULT
            });
            let Ok(policy) = policy else { return };
            for field in Policy::ASKS {
                let fields = message(field, bytes);
                for method in ["OPTIONS", "GET"] {
                    let request = gateway::Request::new(method, fields);
                    let decision = gateway::decide(request, [&policy], &gateway::Readings::DEFAULT);
                    decision.set().chain(decision.append()).for_each(|(_, value)| writes(&value));
                }
            }
        }),
        Entry::bytes("gate", |bytes| {
            let Ok(challenge) = basic::Challenge::new("staff") else { return };
            let challenges: [&dyn FieldContent; 1] = [&challenge];
            let gate = Gate::new(&NAMED, &challenges);
            for field in Gate::ASKS {
                let fields = message(field, bytes);
                for method in ["OPTIONS", "GET"] {
                    let answer = gate.decide(method, fields, |credentials| {
                        black_box(credentials.is_ok());
                        Verdict::Challenged
                    });
                    answer.set().chain(answer.append()).for_each(|(_, value)| writes(&value));
                }
            }
        }),
        Entry::bytes("browser::Profile", browser),
        Entry::bytes("browser::Request", |bytes| {
            let headers = [(FieldName::CONTENT_TYPE, bytes), (FieldName::ACCEPT, bytes), (FieldName::RANGE, bytes)];
            let Ok(request) = request().with_headers(&headers) else { return };
            for profile in [Profile::FETCH, Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT] {
                black_box(profile.needs_preflight(&request));
                profile.preflight(&request).request_headers().iter().for_each(uses);
            }
        }),
        Entry::length("UnsafeNames", |length| {
            let names = distinct(length);
            Box::new(move || {
                let fields: Vec<_> = names.iter().rev().map(|name| (name, "")).collect();
                if let Ok(names) = UnsafeNames::new(black_box(&fields)) {
                    uses(&names);
                }
            })
        }),
        Entry::length("Profile::preflight_check", |length| {
            let (few, listed) = (distinct(1 << 10), distinct(length).join(","));
            Box::new(move || checks(&few, &listed))
        }),
        Entry::length("Profile::preflight_check, of many names", |length| {
            let names = distinct(length);
            let listed = names.join(",");
            Box::new(move || checks(&names, &listed))
        }),
        Entry::length("Vary::missing", |length| {
            let (few, listed) = (distinct(1 << 10), distinct(length).join(","));
            Box::new(move || missing(&few, &listed))
        }),
        Entry::length("Vary::missing, of many names", |length| {
            let names = distinct(length);
            let listed = names.join(",");
            Box::new(move || missing(&names, &listed))
        }),
        Entry::length("policy::decide, names in order", |length| asks(length, <[std::string::String]>::to_vec)),
        Entry::length("policy::decide, names reversed", |length| {
            asks(length, |names| names.iter().rev().cloned().collect())
        }),
        Entry::length("policy::decide, names in any order", |length| {
            asks(length, |names| (0..names.len()).map(|index| names[index * 37 % names.len()].clone()).collect())
        }),
        Entry::length("policy::decide, one name repeated", |length| {
            asks(length, |names| vec![names[names.len() - 1].clone(); names.len()])
        }),
        Entry::length("policy::decide, two names repeated", |length| {
            asks(length, |names| (0..names.len()).map(|index| names[(names.len() - 1) * (index % 2)].clone()).collect())
        }),
        Entry::length("policy::decide, the last origin", |length| {
            let origins = texts(distinct(length).into_iter().map(|name| format!("https://{name}.example.com")));
            let policy = built(Policy::for_origins(origins));
            let origin = *origins.last().expect("an origin");
            let line = origins.join("\n");
            let lines = built(Policy::for_origin_lines(line.leak()));
            Box::new(move || {
                let fields = [("Origin", origin)];
                decision(&black_box(&policy).decide("GET", &fields));
                decision(&black_box(&lines).decide("GET", &fields));
            })
        }),
        Entry::length("Builder::build", |length| {
            let names = texts(distinct(length));
            let origins = texts(names.iter().map(|name| format!("https://{name}.example.com")));
            Box::new(move || {
                for origins in [origins, names] {
                    let policy = Policy::for_origins(origins).with_methods(names).with_request_headers(names);
                    match black_box(policy.with_response_headers(names)).build() {
                        Ok(policy) => shows(&policy),
                        Err(mistakes) => ignore(mistakes.to_string()),
                    }
                }
            })
        }),
        Entry::length("gateway::Policy::new", |length| {
            let names = texts(distinct(length));
            let origins = texts(names.iter().map(|name| format!("https://{name}.example.com")));
            Box::new(move || {
                for allowed_origins in [origins, names] {
                    let (allowed_methods, allowed_headers) = (Some(names), Some(names));
                    let statement = gateway::Statement {
                        allowed_origins,
                        allowed_methods,
                        allowed_headers,
                        expose_headers: allowed_headers,
                        ..gateway::Statement::DEFAULT
                    };
                    match gateway::Policy::new(black_box(statement)) {
                        Ok(policy) => {
                            shows(&policy);
                            shows(&policy.remarks());
                        }
                        Err(mistakes) => ignore(mistakes.to_string()),
                    }
                }
            })
        }),
    ]);
    entries
}

/// The entries of the fields, which have their names.
fn fields() -> [Entry; 16] {
    [
        Entry::bytes("Origin", |bytes| ignore(values::origin(lines(bytes)).map(|origin| origin.iter().for_each(uses)))),
        Entry::bytes("Access-Control-Request-Method", |bytes| {
            ignore(values::request_method(lines(bytes)).map(|method| method.iter().for_each(uses)));
        }),
        Entry::bytes("Access-Control-Request-Headers", |bytes| {
            ignore(
                values::request_headers(lines(bytes)).map(|names| names.map(|names| black_box(names.iter().count()))),
            );
        }),
        Entry::bytes("Access-Control-Request-Private-Network", |bytes| {
            ignore(values::request_private_network(lines(bytes)));
        }),
        Entry::bytes("Access-Control-Allow-Origin", |bytes| ignore(values::allow_origin(lines(bytes)))),
        Entry::bytes("Access-Control-Allow-Credentials", |bytes| {
            ignore(values::allow_credentials(lines(bytes)));
        }),
        Entry::bytes("Access-Control-Allow-Methods", |bytes| {
            ignore(values::allow_methods(lines(bytes)).map(|names| names.map(|names| black_box(names.iter().count()))));
        }),
        Entry::bytes("Access-Control-Allow-Headers", |bytes| {
            ignore(values::allow_headers(lines(bytes)).map(|names| names.map(|names| black_box(names.iter().count()))));
        }),
        Entry::bytes("Access-Control-Allow-Private-Network", |bytes| {
            ignore(values::allow_private_network(lines(bytes)));
        }),
        Entry::bytes("Access-Control-Max-Age", |bytes| ignore(values::max_age(lines(bytes)))),
        Entry::bytes("Access-Control-Expose-Headers", |bytes| {
            ignore(
                values::expose_headers(lines(bytes)).map(|names| names.map(|names| black_box(names.iter().count()))),
            );
        }),
        Entry::bytes("Private-Network-Access-ID", |bytes| ignore(values::network_id(lines(bytes)))),
        Entry::bytes("Private-Network-Access-Name", |bytes| ignore(values::network_name(lines(bytes)))),
        Entry::bytes("Timing-Allow-Origin", |bytes| {
            black_box(values::timing_allow_origin(lines(bytes)).is_ok());
            let timing = TimingAllowOrigin::of(lines(bytes));
            black_box((timing.allows(&Origin::NULL), timing.iter().count()));
            if let Ok(mut route) = Route::new(app(), Mode::Cors, app()) {
                black_box(Profile::FETCH.tao_check(&mut route, lines(bytes)));
            }
            black_box(navigation_tao_check(&app(), [lines(bytes)]));
        }),
        Entry::bytes("Cross-Origin-Resource-Policy", |bytes| {
            black_box(values::resource_policy(lines(bytes)).is_ok());
            let embedding = Embedding::new(app(), Origin::NULL).with_policy(EmbedderPolicy::RequireCorp);
            ignore(Profile::FETCH.corp_check(&embedding, lines(bytes), |_| None));
        }),
        Entry::bytes("Vary", |bytes| {
            black_box(values::vary(lines(bytes)).is_ok());
            let vary = Vary::of(lines(bytes));
            black_box(vary.has(FieldName::ORIGIN));
            black_box(vary.missing(&[FieldName::ORIGIN, FieldName::ACCEPT]).map(Iterator::count).is_ok());
        }),
    ]
}

/// The lines of any field.
fn lines(bytes: &[u8]) -> impl Fields<'_> {
    FieldsFn(move |_| bytes.split(|byte| *byte == b'\n'))
}

/// A message that has these lines in one field, and a valid line in others.
fn message<'a>(field: &'static str, bytes: &'a [u8]) -> impl Fields<'a> {
    FieldsFn(move |name| {
        let value = match name {
            _ if name == field => Some(bytes),
            "Origin" | "Access-Control-Allow-Origin" => Some(APP.as_bytes()),
            "Access-Control-Request-Method" => Some(&b"PUT"[..]),
            "Access-Control-Allow-Credentials" => Some(&b"true"[..]),
            _ => None,
        };
        value.into_iter().flat_map(|value| value.split(|byte| *byte == b'\n'))
    })
}

fn decision(decision: &Decision<'_>) {
    shows(decision);
    decision.set().chain(decision.append()).for_each(|(_, value)| writes(&value));
}

fn names(bytes: &[u8]) {
    let known = ["Accept", "Accept-Language", "Content-Type", "Range", "Content-Language", "X-HTTP-Method-Override"];
    for name in known.into_iter().flat_map(FieldName::new) {
        black_box((name.is_safelisted_request(bytes), name.is_no_cors_safelisted_request(bytes)));
        black_box(name.is_forbidden_request_with(bytes));
    }
    if let Ok(name) = FieldName::parse(bytes) {
        uses(&name);
        uses(&name.lower_case());
        black_box((name.is_forbidden_request(), name.is_safelisted_response(), name == black_box(name)));
    }
    if let Ok(method) = Method::parse(bytes) {
        uses(&method.normalized());
        black_box((method.is_safelisted(), method.is_forbidden()));
    }
}

fn origins(bytes: &[u8]) {
    for origin in [Origin::parse(bytes), Origin::parse_tolerant(bytes)].into_iter().flatten() {
        uses(&origin);
        black_box((
            origin == black_box(origin),
            origin.is_same_origin(&origin),
            origin.is_same_site(&origin, |_| None),
        ));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(pattern) = OriginPattern::new(text) {
        shows(&pattern);
        black_box((pattern.matches(&Origin::NULL), pattern.origin().map(|origin| pattern.matches(&origin))));
    }
    if let Ok(host) = Host::new(text) {
        shows(&host);
        black_box((host.address(), host.is_loopback()));
    }
}

fn app() -> Origin<'static> {
    Origin::parse(APP.as_bytes()).expect("an origin")
}

fn request() -> Request<'static> {
    Request::new(app(), Method::PUT)
}

/// A response of which one field has these lines, for requests with and without credentials.
fn browser(bytes: &[u8]) {
    let headers = [
        (FieldName::AUTHORIZATION, &b"x"[..]),
        (FieldName::new("x-a").expect("a name"), b"1"),
        (FieldName::CONTENT_TYPE, b"application/json"),
    ];
    let request = request().with_headers(&headers).expect("few fields");
    for profile in [Profile::FETCH, Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT] {
        for credentials in [CredentialsMode::Include, CredentialsMode::Omit] {
            let request = request.with_credentials(credentials);
            for (field, _) in FIELDS.into_iter().filter(|(_, role)| !matches!(role, Role::Request)) {
                let response = message(field, bytes);
                black_box(profile.cors_check(&request, response).is_ok());
                if let Err(refusal) = profile.preflight_check(&request, 204, response) {
                    shows(&refusal);
                    writes(&refusal.wanted());
                }
                let mut cache: Cache = Cache::new(profile);
                let key = Key::new(b"/");
                black_box(cache.preflight_check(Duration::ZERO, key, &request, 204, response).stored.is_ok());
                black_box(cache.needs_preflight(Duration::ZERO, key, &request));
                let exposed = profile.exposed(credentials, response);
                black_box(exposed.is_visible(FieldName::AUTHORIZATION));
            }
        }
    }
}

/// Returns different names of eight bytes each, in order, which with commas have about this length.
fn distinct(length: usize) -> Vec<String> {
    (0..length / 9).map(|number| format!("x-{number:06}")).collect()
}

fn texts(texts: impl IntoIterator<Item = String>) -> &'static [&'static str] {
    texts.into_iter().map(|text| &*text.leak()).collect::<Vec<&str>>().leak()
}

fn built(policy: Builder<'static>) -> Policy<'static> {
    policy.build().expect("a policy")
}

/// Checks a response that lists these names, for a request with some of the names.
fn checks(names: &[String], listed: &str) {
    let headers: Vec<_> = names.iter().flat_map(|name| FieldName::new(name)).map(|name| (name, &b""[..])).collect();
    for headers in [&headers[..], &headers[..headers.len().min(MAX_FIELDS)]] {
        let Ok(request) = request().with_headers(headers) else { continue };
        let response = [
            ("Access-Control-Allow-Origin", APP),
            ("Access-Control-Allow-Methods", "PUT"),
            ("Access-Control-Allow-Headers", listed),
        ];
        black_box(Profile::FETCH.preflight_check(&request, 204, &response).is_ok());
    }
}

/// Looks for some of the names in a response that lists these names.
fn missing(names: &[String], listed: &str) {
    let names: Vec<_> = names.iter().rev().flat_map(|name| FieldName::new(name)).collect();
    for names in [&names[..], &names[..names.len().min(MAX_FIELDS)]] {
        black_box(Vary::of(&[("Vary", listed)]).missing(names).map(Iterator::count).is_ok());
    }
}

/// Returns the decision of a policy that lists names, on a preflight that asks for some of them.
fn asks(length: usize, choose: fn(&[String]) -> Vec<String>) -> Box<dyn FnMut()> {
    let names = distinct(length);
    let asked = choose(&names).join(",");
    let lines = names.join("\n");
    let policy = built(Policy::for_origins(&[APP]).with_request_headers(texts(names)));
    let of_lines = built(Policy::for_origins(&[APP]).with_request_header_lines(lines.leak()));
    Box::new(move || {
        let fields = [
            ("Origin", APP),
            ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Headers", asked.as_str()),
        ];
        decision(&black_box(&policy).decide("OPTIONS", &fields));
        decision(&black_box(&of_lines).decide("OPTIONS", &fields));
    })
}
