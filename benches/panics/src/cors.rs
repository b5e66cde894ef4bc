//! The fields of `cors::FIELDS`, and the functions of all modules of `cors` and of `gate`.

use core::hint::black_box;
use core::net::{IpAddr, Ipv6Addr};
use core::time::Duration;

use countersign::auth::basic;
use countersign::cors::browser::{
    CredentialsMode, Embedding, Location, Mode, Profile, ReferrerPolicy, Request, Route, navigation_tao_check,
    redirect_taint,
};
use countersign::cors::cache::{Cache, Key};
use countersign::cors::names::{FieldName, Method, UnsafeNames};
use countersign::cors::origin::{Address, Host, Origin, OriginPattern};
use countersign::cors::policy::{Decision, Policy};
use countersign::cors::{self, gateway, values};
use countersign::gate::{Gate, Step, Verdict};
use countersign::{Encode, FieldContent, LineError};

use super::probe::{Probe, lines, lines_of, show, text, write};

/// A probe for each field. A test compares the names with those of `cors::FIELDS`.
pub(crate) const FIELDS: [(&str, Probe); 16] = [
    (cors::ORIGIN, |input, output| value(values::origin(lines_of(cors::ORIGIN, input)), output)),
    (cors::ACCESS_CONTROL_REQUEST_METHOD, |input, output| {
        value(values::request_method(lines_of(cors::ACCESS_CONTROL_REQUEST_METHOD, input)), output)
    }),
    (cors::ACCESS_CONTROL_REQUEST_HEADERS, |input, _| {
        let names = values::request_headers(lines_of(cors::ACCESS_CONTROL_REQUEST_HEADERS, input));
        names.is_ok_and(|names| names.is_some_and(|names| names.iter().count() > 0))
    }),
    (cors::ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, |input, output| {
        value(values::request_private_network(lines_of(cors::ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, input)), output)
    }),
    (cors::ACCESS_CONTROL_ALLOW_ORIGIN, |input, output| {
        value(values::allow_origin(lines_of(cors::ACCESS_CONTROL_ALLOW_ORIGIN, input)), output)
    }),
    (cors::ACCESS_CONTROL_ALLOW_CREDENTIALS, |input, output| {
        value(values::allow_credentials(lines_of(cors::ACCESS_CONTROL_ALLOW_CREDENTIALS, input)), output)
    }),
    (cors::ACCESS_CONTROL_ALLOW_METHODS, |input, _| {
        let methods = values::allow_methods(lines_of(cors::ACCESS_CONTROL_ALLOW_METHODS, input));
        methods.is_ok_and(|methods| methods.is_some_and(|methods| methods.iter().count() > 0))
    }),
    (cors::ACCESS_CONTROL_ALLOW_HEADERS, |input, _| {
        let names = values::allow_headers(lines_of(cors::ACCESS_CONTROL_ALLOW_HEADERS, input));
        names.is_ok_and(|names| names.is_some_and(|names| names.iter().count() > 0))
    }),
    (cors::ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK, |input, output| {
        value(values::allow_private_network(lines_of(cors::ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK, input)), output)
    }),
    (cors::ACCESS_CONTROL_MAX_AGE, |input, output| {
        value(values::max_age(lines_of(cors::ACCESS_CONTROL_MAX_AGE, input)), output)
    }),
    (cors::ACCESS_CONTROL_EXPOSE_HEADERS, |input, _| {
        let names = values::expose_headers(lines_of(cors::ACCESS_CONTROL_EXPOSE_HEADERS, input));
        names.is_ok_and(|names| names.is_some_and(|names| names.iter().count() > 0))
    }),
    (cors::PRIVATE_NETWORK_ACCESS_ID, |input, output| {
        value(values::network_id(lines_of(cors::PRIVATE_NETWORK_ACCESS_ID, input)), output)
    }),
    (cors::PRIVATE_NETWORK_ACCESS_NAME, |input, output| {
        write(values::NetworkName::new(text(input)), output);
        value(values::network_name(lines_of(cors::PRIVATE_NETWORK_ACCESS_NAME, input)), output)
    }),
    (cors::TIMING_ALLOW_ORIGIN, |input, _| {
        let fields = lines_of(cors::TIMING_ALLOW_ORIGIN, input);
        black_box(values::TimingAllowOrigin::of(fields).allows(&Origin::NULL));
        values::timing_allow_origin(fields).is_ok_and(|all| all.is_some())
    }),
    (cors::CROSS_ORIGIN_RESOURCE_POLICY, |input, output| {
        value(values::resource_policy(lines_of(cors::CROSS_ORIGIN_RESOURCE_POLICY, input)), output)
    }),
    (cors::VARY, |input, _| {
        let fields = lines_of(cors::VARY, input);
        let vary = values::Vary::of(fields);
        black_box((
            vary.has(FieldName::ORIGIN),
            vary.missing(&[FieldName::ORIGIN, FieldName::ACCEPT]).map_or(0, Iterator::count),
        ));
        values::vary(fields).is_ok_and(|names| names.is_some_and(|names| names.iter().count() > 0))
    }),
];

/// Writes the value of a field, if there is one.
fn value<V: Encode>(value: Result<Option<V>, LineError>, output: &mut [u8]) -> bool {
    value.is_ok_and(|value| write(value.ok_or(()), output))
}

pub(crate) const PROBES: [(&str, Probe); 9] = [
    ("names", names),
    ("origin", origin),
    ("pattern", pattern),
    ("policy", policy),
    ("gate", gate),
    ("gateway", gateway),
    ("browser", browser),
    ("routes", routes),
    ("cache", cache),
];

fn names(input: &[u8], output: &mut [u8]) -> bool {
    for name in [FieldName::ACCEPT, FieldName::ACCEPT_LANGUAGE, FieldName::CONTENT_TYPE, FieldName::RANGE] {
        black_box((name.is_safelisted_request(input), name.is_no_cors_safelisted_request(input)));
    }
    if let Ok(method) = Method::parse(input) {
        black_box((method.is_safelisted(), method.is_forbidden()));
        write(Ok::<_, ()>(method.normalized()), output);
    }
    if let Ok(name) = FieldName::parse(input) {
        black_box((name.is_forbidden_request(), name.is_safelisted_response(), name.is_forbidden_response()));
        black_box((name.is_forbidden_request_with(input), name.is_privileged_no_cors_request()));
        write(Ok::<_, ()>(name.lower_case()), output);
    }
    write(UnsafeNames::new(&[(input, input), (b"x-a", b"1"), (b"accept", input)]), output)
}

fn origin(input: &[u8], output: &mut [u8]) -> bool {
    let text = text(input);
    if let Ok(host) = Host::new(text) {
        black_box((host.name().is_some(), host.address().is_some(), host.is_loopback()));
        write(Origin::new(text, host, Some(7)), output);
    }
    if let Some(bytes) = input.first_chunk() {
        black_box(Address::new(IpAddr::V6(Ipv6Addr::from(*bytes))).as_str().len());
    }
    if let Ok(origin) = Origin::parse_tolerant(input) {
        black_box((origin.effective_port(), origin.is_same_origin(&Origin::NULL)));
        black_box(origin.is_same_site(&origin, |name| name.get(1..)));
        show(&origin);
    }
    write(Origin::parse(input), output)
}

fn pattern(input: &[u8], _: &mut [u8]) -> bool {
    let (pattern, origin) = input.split_at_checked(input.len() / 2).unwrap_or_default();
    if let (Ok(pattern), Ok(origin)) = (OriginPattern::new(text(pattern)), Origin::parse_tolerant(origin)) {
        black_box(pattern.matches(&origin));
    }
    OriginPattern::new(text(input)).is_ok_and(|pattern| {
        black_box((pattern.is_secure(), pattern.host().is_some(), pattern.subdomains_of().is_some(), pattern.port()));
        show(&pattern);
        true
    })
}

/// Writes all fields of a decision.
fn decided(decision: &Decision<'_>, output: &mut [u8]) {
    decision.set().chain(decision.append()).for_each(|(_, value)| _ = write(Ok::<_, ()>(value), output));
}

const FIXED: Policy<'_> =
    Policy::for_origins(&["https://app.example.com", "https://*.example.org", "http://localhost:*"])
        .with_methods(&["PUT", "DELETE"])
        .with_request_headers(&["Authorization", "X-A", "X-B"])
        .with_response_headers(&["X-C"])
        .with_max_age(600)
        .with_private_network()
        .with_credentials()
        .with_vary_on_options()
        .dangerously_tolerate_insecure_origins(&["http://localhost:*"])
        .in_const();

/// Decides for all that is asked, in the words of the input.
fn each_request(input: &[u8], mut decide: impl FnMut(&str, &[(&'static str, &[u8])])) {
    let request = [
        (cors::ORIGIN, input),
        (cors::ACCESS_CONTROL_REQUEST_METHOD, input),
        (cors::ACCESS_CONTROL_REQUEST_HEADERS, input),
        (cors::ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, input),
        ("Authorization", input),
    ];
    decide(text(input), &request);
    for (at, _) in request.iter().enumerate() {
        let allowed: [&[u8]; 5] = [b"https://app.example.com", b"PUT", b"x-a, x-b", b"true", b""];
        let mut request = request;
        for (other, ((_, value), allowed)) in request.iter_mut().zip(allowed).enumerate() {
            if other != at {
                *value = allowed;
            }
        }
        decide("OPTIONS", &request);
    }
}

fn policy(input: &[u8], output: &mut [u8]) -> bool {
    let text = text(input);
    let texts = [text, "https://b.example"];
    let is_suffix = |name: &str| name == text;
    let builders = [
        Policy::for_origins(&texts).with_methods(&texts).with_request_headers(&texts).with_response_headers(&texts),
        Policy::for_origin_lines(text)
            .with_method_lines(text)
            .with_request_header_lines(text)
            .with_credentials()
            .dangerously_tolerate_insecure_origin_lines(text)
            .dangerously_tolerate_any_host_lines(text),
    ];
    for builder in builders {
        for built in [builder.build(), builder.build_with_public_suffixes(&is_suffix)] {
            match built {
                Ok(policy) => each_request(input, |method, fields| decided(&policy.decide(method, fields), output)),
                Err(mistakes) => mistakes.iter().for_each(|mistake| {
                    black_box((mistake.reason(), mistake.remedy()));
                    show(&mistake);
                }),
            }
        }
    }
    let mut is_allowed = false;
    each_request(input, |method, fields| {
        let decision = FIXED.decide(method, fields);
        is_allowed |= decision.refusal().is_none();
        decided(&decision, output);
        decided(&FIXED.decide_with(method, fields, |origin| origin.port().is_none()), output);
    });
    is_allowed
}

fn gate(input: &[u8], output: &mut [u8]) -> bool {
    let Ok(challenge) = basic::Challenge::new("device") else {
        return false;
    };
    let challenges: [&dyn FieldContent; 1] = [&challenge];
    let gate = Gate::new(&FIXED, &challenges);
    let mut is_judged = false;
    each_request(input, |method, fields| {
        let answer = gate.decide(method, fields, |credentials| match credentials {
            Ok(Some(_)) => Verdict::Accepted,
            _ => Verdict::Challenged,
        });
        answer.set().chain(answer.append()).for_each(|(_, value)| _ = write(Ok::<_, ()>(value), output));
        let answer = match gate.begin(method, fields) {
            Step::Answer(answer) => answer,
            Step::Judge(pending) => {
                is_judged = true;
                let verdict = if pending.credentials().is_ok() { Verdict::Accepted } else { Verdict::Challenged };
                pending.answer(verdict)
            }
        };
        answer.set().chain(answer.append()).for_each(|(_, value)| _ = write(Ok::<_, ()>(value), output));
    });
    is_judged
}

fn gateway(input: &[u8], output: &mut [u8]) -> bool {
    let texts = [text(input), "https://app.example.com"];
    let statement = gateway::Statement {
        allowed_origins: &texts,
        allowed_methods: Some(&texts),
        allowed_headers: Some(&texts),
        expose_headers: Some(&texts),
        unknown: &[gateway::Item::Terminate],
        ..gateway::Statement::DEFAULT
    };
    let others = gateway::Statement {
        allowed_origins: &["https://app.example.com"],
        allowed_methods: Some(&["*"]),
        allowed_headers: Some(&["*"]),
        allow_credentials: true,
        ..gateway::Statement::DEFAULT
    };
    let mut is_decided = false;
    for statement in [statement, others] {
        match gateway::Policy::new(statement) {
            Ok(policy) => each_request(input, |method, fields| {
                let request = gateway::Request::new(method, fields);
                let order = [gateway::Step::Unread, (&policy).into(), gateway::Step::Unread];
                let decision = gateway::decide(request, order, &gateway::Readings::DEFAULT);
                is_decided |= decision.decided_by().is_some() && decision.depends_on().is_some();
                policy.remarks().iter().for_each(|remark| show(&remark));
                let scoped = order.map(|step| (gateway::Scope::Api, step));
                let facts = gateway::Facts { version_is_in_header: true, ..gateway::Facts::DEFAULT };
                gateway::issues(scoped, &facts, &gateway::Readings::DEFAULT).for_each(|(_, issue)| show(&issue));
                decision.set().chain(decision.append()).for_each(|(_, value)| _ = write(Ok::<_, ()>(value), output));
            }),
            Err(mistakes) => mistakes.iter().for_each(|mistake| show(&mistake)),
        }
    }
    is_decided
}

/// Calls `check` with requests and responses in the words of the input.
fn each_exchange(input: &[u8], mut check: impl FnMut(&Profile, &Request<'_>, &[(&'static str, &[u8])])) {
    let Ok(origin) = Origin::parse(b"https://app.example.com") else {
        return;
    };
    let headers = [(FieldName::AUTHORIZATION, &b"x"[..]), (FieldName::CONTENT_TYPE, input)];
    let response = [
        (cors::ACCESS_CONTROL_ALLOW_ORIGIN, &b"https://app.example.com"[..]),
        (cors::ACCESS_CONTROL_ALLOW_CREDENTIALS, b"true"),
        (cors::ACCESS_CONTROL_ALLOW_METHODS, input),
        (cors::ACCESS_CONTROL_ALLOW_HEADERS, input),
        (cors::ACCESS_CONTROL_MAX_AGE, input),
        (cors::ACCESS_CONTROL_EXPOSE_HEADERS, input),
    ];
    for profile in [Profile::FETCH, Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT] {
        for credentials in [CredentialsMode::Include, CredentialsMode::Omit] {
            for method in [Method::GET, Method::PUT] {
                let request = Request::new(origin, method).with_credentials(credentials);
                check(&profile, &request, &response);
                check(&profile, &request.with_headers(&headers).unwrap_or(request), &response);
            }
        }
        let received = Request::new(Origin::parse_tolerant(input).unwrap_or(origin), Method::PUT);
        check(&profile, &received, &[(cors::ACCESS_CONTROL_ALLOW_ORIGIN, input)]);
    }
}

fn browser(input: &[u8], output: &mut [u8]) -> bool {
    let mut passes = false;
    each_exchange(input, |profile, request, response| {
        black_box((profile.needs_preflight(request), profile.cors_check(request, response).is_ok()));
        if let Some(names) = profile.preflight(request).request_headers() {
            write(Ok::<_, ()>(names), output);
        }
        match profile.preflight_check(request, 204, response) {
            Ok(allowed) => {
                passes = true;
                black_box((allowed.methods().count(), allowed.names().count(), allowed.max_age()));
            }
            Err(refusal) => {
                show(&refusal);
                write(Ok::<_, ()>(refusal.wanted()), output);
            }
        }
        let exposed = profile.exposed(request.credentials(), response);
        black_box((exposed.is_visible(FieldName::AUTHORIZATION), exposed.error().is_some()));
    });
    passes
}

fn routes(input: &[u8], output: &mut [u8]) -> bool {
    let (Ok(origin), Ok(other)) = (Origin::parse(input), Origin::parse(b"https://app.example.com")) else {
        return false;
    };
    black_box(redirect_taint(&origin, [origin, other], |name| name.get(1..)));
    let embedding = Embedding::new(other, origin);
    black_box(Profile::FETCH.corp_check(&embedding, lines(input), |name| name.get(1..)).is_ok());
    let Ok(route) = Route::new(origin, Mode::Cors, other) else {
        return false;
    };
    write(route.origin_header(Method::PUT, ReferrerPolicy::SameOrigin).ok_or(()), output);
    for profile in [Profile::FETCH, Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT] {
        let mut route = route;
        if let Ok(redirect) = route.follow(&profile, 303, Method::PUT, Location::new(origin), |name| name.get(1..)) {
            black_box((redirect.drops_body(), redirect.drops(FieldName::AUTHORIZATION)));
            let [first, next] = [Request::new(other, Method::PUT), Request::new(origin, redirect.method())];
            black_box(profile.needs_preflight(&route.preflighted(&profile, &first, &next)));
        }
        black_box(profile.tao_check(&mut route, lines(input)));
        black_box(profile.drops(FieldName::AUTHORIZATION, input));
    }
    black_box(navigation_tao_check(&origin, [lines(input)]));
    true
}

fn cache(input: &[u8], _: &mut [u8]) -> bool {
    let key = Key::new(input).with_partition(input);
    let mut caches: [Cache<4, 128>; 4] =
        [Profile::FETCH, Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT].map(Cache::new);
    let mut is_kept = false;
    each_exchange(input, |_, request, response| {
        for cache in &mut caches {
            let checked = cache.preflight_check(Duration::ZERO, key, request, 204, response);
            is_kept |= checked.verdict.is_ok() && checked.stored.is_ok();
            is_kept |= !cache.needs_preflight(Duration::from_secs(1), key, request);
            cache.failed(key, request);
        }
    });
    caches.iter_mut().for_each(Cache::clear);
    is_kept
}
