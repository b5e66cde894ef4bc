//! The browser's side of CORS: each step and what fails it, how browsers differ, and the route of a request.

use core::time::Duration;

use countersign::cors::browser::{
    Blocked, CredentialsMode, EmbedderPolicy, Embedding, Fault, Location, Mode, Profile, RedirectTaint, ReferrerPolicy,
    Refusal, Request, Route, RouteError, Step, Tainting,
};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use countersign::{Encode, ErrorKind};

const ACAO: &str = "Access-Control-Allow-Origin";
const ACAC: &str = "Access-Control-Allow-Credentials";
const ACAM: &str = "Access-Control-Allow-Methods";
const ACAH: &str = "Access-Control-Allow-Headers";
const PAGE: &str = "https://shop.example";

type Response<'a> = [(&'a str, &'a str)];

fn origin(origin: &str) -> Origin<'_> {
    Origin::parse_tolerant(origin.as_bytes()).unwrap()
}

fn name(name: &str) -> FieldName<'_> {
    FieldName::new(name).unwrap()
}

fn request(method: Method<'_>) -> Request<'_> {
    Request::new(origin(PAGE), method)
}

fn written(value: &impl Encode) -> String {
    String::from_utf8(value.encode_to_slice(&mut [0; 128]).unwrap().to_vec()).unwrap()
}

/// Returns what a refusal reports: the step, the fault, the field, and the wanted value.
fn reported(refusal: &Refusal<'_>) -> (Step, Fault, Option<&'static str>, String) {
    assert_eq!(written(&refusal.wanted()), refusal.wanted().to_string());
    (refusal.step(), refusal.fault(), refusal.field(), refusal.wanted().to_string())
}

#[test]
fn a_response_is_shared_with_the_origin_that_it_names() {
    use CredentialsMode::{Include, Omit, SameOrigin};

    let allowed: [(CredentialsMode, &Response<'_>); 6] = [
        (Omit, &[(ACAO, "*")]),
        (SameOrigin, &[(ACAO, "\t* ")]),
        (SameOrigin, &[(ACAO, PAGE), (ACAC, "nonsense")]),
        (SameOrigin, &[("access-control-allow-origin", " https://shop.example\t")]),
        (Include, &[(ACAO, PAGE), (ACAC, "true")]),
        (Include, &[(ACAC, " true "), (ACAO, PAGE)]),
    ];
    for (mode, response) in allowed {
        let request = request(Method::GET).with_credentials(mode);
        assert!(Profile::FETCH.cors_check(&request, response).is_ok(), "{mode:?} {response:?}");
    }

    let here = PAGE.to_owned();
    let rejected: [(CredentialsMode, &Response<'_>, Step, Option<Fault>); 14] = [
        (Omit, &[], Step::AllowOriginPresent, Some(Fault::Absent)),
        (Omit, &[(ACAO, PAGE), (ACAO, PAGE)], Step::AllowOrigin, Some(Fault::Repeated)),
        (Omit, &[(ACAO, "*"), (ACAO, "")], Step::AllowOrigin, Some(Fault::Repeated)),
        (Omit, &[(ACAO, "https://other.example")], Step::AllowOrigin, Some(Fault::Other)),
        (Omit, &[(ACAO, "https://shop.example:443")], Step::AllowOrigin, Some(Fault::Other)),
        (Omit, &[(ACAO, "null")], Step::AllowOrigin, Some(Fault::Other)),
        (Omit, &[(ACAO, "https://shop.example/")], Step::AllowOrigin, None),
        (Omit, &[(ACAO, "https://a.example, https://shop.example")], Step::AllowOrigin, None),
        (Omit, &[(ACAO, "*\u{b}")], Step::AllowOrigin, None),
        (Include, &[(ACAO, "*"), (ACAC, "true")], Step::AllowOrigin, Some(Fault::Wildcard)),
        (Include, &[(ACAO, PAGE)], Step::AllowCredentials, Some(Fault::Absent)),
        (Include, &[(ACAO, PAGE), (ACAC, "True")], Step::AllowCredentials, Some(Fault::Case)),
        (Include, &[(ACAO, PAGE), (ACAC, "1")], Step::AllowCredentials, Some(Fault::Other)),
        (Include, &[(ACAO, PAGE), (ACAC, "true"), (ACAC, "true")], Step::AllowCredentials, Some(Fault::Repeated)),
    ];
    for (mode, response, step, fault) in rejected {
        let request = request(Method::GET).with_credentials(mode);
        let refusal = Profile::FETCH.cors_check(&request, response).unwrap_err();
        let fault = fault.unwrap_or(refusal.fault());
        let (field, wanted) = match step {
            Step::AllowCredentials => (ACAC, "true".to_owned()),
            _ => (ACAO, here.clone()),
        };
        assert_eq!(reported(&refusal), (step, fault, Some(field), wanted), "{mode:?} {response:?}");
    }

    let refusal = Profile::FETCH.cors_check(&request(Method::GET), &[(ACAO, "https://shop.example/")]).unwrap_err();
    let Fault::Invalid(error) = refusal.fault() else { panic!("{refusal}") };
    assert_eq!((error.line(), error.error().offset()), (0, 20), "the error points to the slash");
    assert!(matches!(error.error().kind(), ErrorKind::Expected(_)));
}

#[test]
fn an_opaque_origin_is_named_null() {
    let request = Request::new(Origin::NULL, Method::GET).with_credentials(CredentialsMode::Include);
    assert!(Profile::FETCH.cors_check(&request, &[(ACAO, "null"), (ACAC, "true")]).is_ok());
    assert!(Profile::FETCH.cors_check(&request, &[(ACAO, PAGE), (ACAC, "true")]).is_err());
}

#[test]
fn a_preflight_is_sent_for_requests_that_no_form_can_send() {
    let json = [(FieldName::CONTENT_TYPE, &b"application/json"[..])];
    let plain = [(FieldName::CONTENT_TYPE, &b"text/plain"[..]), (FieldName::RANGE, b"bytes=0-")];
    let cases = [
        (request(Method::GET), false),
        (request(Method::POST).with_headers(&plain).unwrap(), false),
        (request(Method::POST).with_headers(&json).unwrap(), true),
        (request(Method::PUT), true),
        (request(Method::new("get").unwrap()), true),
        (request(Method::new("get").unwrap().normalized()), false),
        (request(Method::POST).with_preflight(), true),
    ];
    for (request, needs) in cases {
        assert_eq!(Profile::FETCH.needs_preflight(&request), needs, "{request:?}");
    }

    let headers = [(name("X-B"), &b"1"[..]), (FieldName::AUTHORIZATION, b"Bearer s3cr3t"), (name("x-b"), b"2")];
    let asks = request(Method::PATCH).with_headers(&headers).unwrap();
    let preflight = Profile::FETCH.preflight(&asks);
    assert_eq!(preflight.request_headers().map(|names| written(&names)).as_deref(), Some("authorization,x-b"));
    assert_eq!((preflight.request_method(), preflight.origin()), (Method::PATCH, origin(PAGE)));
    assert!(Profile::FETCH.preflight(&request(Method::PUT)).request_headers().is_none());
    for shown in [format!("{asks:?}"), format!("{preflight:#?}")] {
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
}

#[test]
fn chromium_sends_no_preflight_for_client_hints() {
    for (hint, value, is_safe) in [
        ("Save-Data", "on", true),
        ("save-data", "ON", true),
        ("Save-Data", "off", false),
        ("DPR", "2", true),
        ("DPR", "1.5", true),
        ("DPR", "1.", false),
        ("DPR", "1.5.2", false),
        ("Device-Memory", ".5", false),
        ("RTT", "50", true),
        ("Width", "1.5", false),
        ("ECT", "slow-2g", true),
        ("ECT", "5g", false),
        ("Sec-CH-UA", "x", false),
    ] {
        let headers = [(name(hint), value.as_bytes())];
        let request = request(Method::GET).with_headers(&headers).unwrap();
        assert_eq!(!Profile::CHROMIUM.needs_preflight(&request), is_safe, "{hint}: {value}");
        assert!(
            [Profile::FETCH, Profile::FIREFOX, Profile::WEBKIT].iter().all(|other| other.needs_preflight(&request))
        );
    }
    let digits = [b'1'; 129];
    for (length, is_safe) in [(128, true), (129, false)] {
        let headers = [(name("RTT"), &digits[..length])];
        assert_eq!(!Profile::CHROMIUM.needs_preflight(&request(Method::GET).with_headers(&headers).unwrap()), is_safe);
    }
}

#[test]
fn a_preflight_fails_at_each_step() {
    let headers = [(name("X-B"), &b"1"[..]), (FieldName::AUTHORIZATION, b"a")];
    let put = request(Method::PUT).with_headers(&headers).unwrap();
    let include = put.with_credentials(CredentialsMode::Include);
    let names = "authorization,x-b";
    let cases: [(Request<'_>, u16, &Response<'_>, Step, Fault, &str); 12] = [
        (put, 204, &[(ACAM, "PUT")], Step::AllowOriginPresent, Fault::Absent, PAGE),
        (put, 401, &[(ACAO, "*")], Step::Status, Fault::Status(401), "204"),
        (put, 302, &[(ACAO, "*")], Step::Status, Fault::Status(302), "204"),
        (put, 204, &[(ACAO, "*")], Step::Method, Fault::Absent, "PUT"),
        (put, 204, &[(ACAO, "*"), (ACAM, "")], Step::Method, Fault::Other, "PUT"),
        (put, 204, &[(ACAO, "*"), (ACAM, "GET, put")], Step::Method, Fault::Case, "PUT"),
        (include, 204, &[(ACAO, PAGE), (ACAC, "true"), (ACAM, "*")], Step::Method, Fault::Wildcard, "PUT"),
        (put, 204, &[(ACAO, "*"), (ACAM, "*")], Step::Authorization, Fault::Absent, names),
        (put, 204, &[(ACAO, "*"), (ACAM, "*"), (ACAH, "*")], Step::Authorization, Fault::Wildcard, names),
        (put, 204, &[(ACAO, "*"), (ACAM, "*"), (ACAH, "X-B")], Step::Authorization, Fault::Other, names),
        (put, 204, &[(ACAO, "*"), (ACAM, "*"), (ACAH, "Authorization")], Step::Names, Fault::Other, names),
        (
            include,
            204,
            &[(ACAO, PAGE), (ACAC, "true"), (ACAM, "PUT"), (ACAH, "Authorization, *")],
            Step::Names,
            Fault::Wildcard,
            names,
        ),
    ];
    for (request, status, response, step, fault, wanted) in cases {
        let refusal = Profile::FETCH.preflight_check(&request, status, response).unwrap_err();
        let field = refusal.field();
        assert_eq!(reported(&refusal), (step, fault, field, wanted.to_owned()), "{response:?}");
    }

    let refusal = Profile::FETCH
        .preflight_check(&request(Method::GET), 200, &[(ACAO, "*"), (ACAM, "GET"), (ACAM, "PUT DELETE")])
        .unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "CORS-preflight fetch, step 7.3: Access-Control-Allow-Methods: line 2: expected \",\" at byte 4",
        "an invalid list fails even a request that needs no list"
    );
    let refusal = Profile::FETCH.preflight_check(&put, 200, &[(ACAO, "*"), (ACAM, "*"), (ACAH, "x b")]).unwrap_err();
    assert_eq!((refusal.step(), refusal.field()), (Step::Lists, Some(ACAH)));
    let answer = [(ACAO, "*"), (ACAM, "PUT"), (ACAH, "authorization")];
    let refusal = Profile::FETCH.preflight_check(&put, 200, &answer).unwrap_err();
    assert_eq!(refusal.name(), Some(name("x-b")));
    assert!(
        refusal.to_string().ends_with("Access-Control-Allow-Headers: not the value that is required, of X-B"),
        "{refusal}"
    );
}

#[test]
fn an_upload_with_listeners_needs_only_its_origin_allowed() {
    let put = request(Method::PUT).with_preflight();
    let allowed = Profile::FETCH.preflight_check(&put, 204, &[(ACAO, "*")]).unwrap();
    assert!(allowed.methods().eq([Method::PUT]) && allowed.names().next().is_none());
    let refusal = Profile::FETCH.preflight_check(&put, 204, &[(ACAO, "*"), (ACAM, "")]).unwrap_err();
    assert_eq!(refusal.step(), Step::Method, "an empty list is not a missing list");
}

#[test]
fn some_browsers_accept_a_wildcard_for_authorization() {
    let headers = [(FieldName::AUTHORIZATION, &b"a"[..])];
    let anonymous = request(Method::GET).with_headers(&headers).unwrap();
    let include = anonymous.with_credentials(CredentialsMode::Include);
    let answer = [(ACAO, PAGE), (ACAC, "true"), (ACAH, "*")];
    for (profile, covers) in
        [(Profile::FETCH, false), (Profile::CHROMIUM, true), (Profile::FIREFOX, true), (Profile::WEBKIT, true)]
    {
        assert_eq!(profile.preflight_check(&anonymous, 204, &answer).is_ok(), covers);
        assert!(profile.preflight_check(&include, 204, &answer).is_err());
    }
}

#[test]
fn firefox_drops_empty_lines() {
    let include = request(Method::GET).with_credentials(CredentialsMode::Include);
    for (response, drops) in [
        ([(ACAO, PAGE), (ACAC, "true"), (ACAC, "")], true),
        ([(ACAO, PAGE), (ACAC, " "), (ACAC, "true")], true),
        ([(ACAO, PAGE), (ACAC, "true"), (ACAO, "")], false),
    ] {
        assert_eq!(Profile::FIREFOX.cors_check(&include, &response).is_ok(), drops);
        assert!(Profile::FETCH.cors_check(&include, &response).is_err());
    }
}

#[test]
fn an_answer_is_valid_for_its_max_age() {
    let age = |profile: &Profile, lines: &[&str]| {
        let lines = lines.iter().map(|line| ("Access-Control-Max-Age", *line));
        let response: Vec<_> = lines.chain([(ACAO, "*"), (ACAM, "PUT")]).collect();
        profile.preflight_check(&request(Method::PUT), 204, response.as_slice()).unwrap().max_age().as_secs()
    };
    let profiles = [Profile::FETCH, Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT];
    let cases: [(&[&str], [u64; 4]); 36] = [
        (&[], [5, 5, 5, 5]),
        (&["600"], [600; 4]),
        (&[" \t600\t"], [600; 4]),
        (&["0600"], [600; 4]),
        (&["000000000000000000000000600"], [600; 4]),
        (&["0"], [0; 4]),
        (&["1728000"], [1_728_000, 7_200, 86_400, 600]),
        (&["9223372036854775807"], [i64::MAX.unsigned_abs(), 7_200, 86_400, 600]),
        (&["9223372036854775808"], [1 << 63, 5, 86_400, 5]),
        (&["99999999999999999999"], [u64::MAX, 5, 86_400, 5]),
        (&["+600"], [5, 600, 0, 600]),
        (&["+0"], [5, 0, 0, 0]),
        (&["-0"], [5, 0, 0, 0]),
        (&["-1"], [5, 0, 0, 0]),
        (&["-9223372036854775808"], [5, 0, 0, 0]),
        (&["-9223372036854775809"], [5, 5, 0, 5]),
        (&["-99999999999999999999"], [5, 5, 0, 5]),
        (&["++600"], [5, 5, 0, 5]),
        (&["+-600"], [5, 5, 0, 5]),
        (&["+ 600"], [5, 5, 0, 5]),
        (&["- 1"], [5, 5, 0, 5]),
        (&["-abc"], [5, 5, 0, 5]),
        (&["-"], [5, 5, 0, 5]),
        (&["10m"], [5, 5, 0, 5]),
        (&["1.5"], [5, 5, 0, 5]),
        (&["600 3"], [5, 5, 0, 5]),
        (&["600,600"], [5, 5, 0, 5]),
        (&["600", "600"], [5, 5, 0, 5]),
        (&["0", "600"], [5, 5, 0, 5]),
        (&[""], [5, 5, 5, 5]),
        (&["600", ""], [5, 5, 600, 5]),
        (&["", ""], [5, 5, 5, 5]),
        (&["\x0B600"], [5, 5, 0, 600]),
        (&["600 \x0C\x0B"], [5, 5, 0, 600]),
        (&["\x0B"], [5, 5, 0, 5]),
        (&["+\x0B600"], [5, 5, 0, 5]),
    ];
    for (lines, expected) in cases {
        assert_eq!(profiles.map(|profile| age(&profile, lines)), expected, "{lines:?}");
    }
    let mut expiring = Profile::FETCH;
    expiring.invalid_max_age = Duration::ZERO;
    assert_eq!(age(&expiring, &["x"]), 0);
    assert!(Duration::MAX >= Profile::default().max_age_limit);
}

#[test]
fn pages_read_exposed_fields() {
    let fields = |exposed: &'static [&'static str]| -> Vec<(&str, &str)> {
        exposed.iter().map(|line| ("Access-Control-Expose-Headers", *line)).collect()
    };
    let cases: [(&[&str], [bool; 2], bool); 7] = [
        (&[], [false, false], false),
        (&["x-total"], [true, true], false),
        (&["a", ",X-TOTAL,,"], [true, true], false),
        (&["*"], [true, false], false),
        (&["*", "Set-Cookie"], [true, false], false),
        (&["x-total", "no no"], [false, false], true),
        (&["x-total\u{b}"], [false, false], true),
    ];
    for (lines, seen, is_broken) in cases {
        let response = fields(lines);
        for (mode, is_seen) in [CredentialsMode::Omit, CredentialsMode::Include].into_iter().zip(seen) {
            let exposed = Profile::FETCH.exposed(mode, response.as_slice());
            assert_eq!(exposed.is_visible(name("X-Total")), is_seen, "{lines:?} {mode:?}");
            assert!(!exposed.is_visible(name("Set-Cookie")));
            assert!(exposed.is_visible(FieldName::CONTENT_TYPE));
            assert_eq!(exposed.error().is_some(), is_broken);
        }
    }
    let literal = [("Access-Control-Expose-Headers", "*")];
    assert!(
        Profile::FETCH.exposed(CredentialsMode::Include, &literal).is_visible(FieldName::ANY),
        "with credentials, `*` is the name of a field"
    );
}

/// Returns the last two labels.
fn domain(name: &str) -> Option<&str> {
    let mut dots = name.rmatch_indices('.');
    dots.next()?;
    Some(dots.next().map_or(name, |(at, _)| &name[at + 1..]))
}

#[test]
fn redirects_hide_the_origin() {
    let [a, a1, b] = ["https://a.example", "https://www.a.example", "https://b.example"].map(origin);
    for (urls, taint) in [
        (&[b, b][..], RedirectTaint::SameOrigin),
        (&[a, b], RedirectTaint::SameOrigin),
        (&[a, b, b], RedirectTaint::SameOrigin),
        (&[a1, a], RedirectTaint::SameSite),
        (&[a, a1, b], RedirectTaint::SameSite),
        (&[b, a], RedirectTaint::CrossSite),
        (&[a, b, a1], RedirectTaint::CrossSite),
        (&[b, a, a], RedirectTaint::CrossSite),
    ] {
        let mut route = Route::new(a, Mode::Cors, urls[0]).unwrap();
        for url in &urls[1..] {
            route.follow(&Profile::FETCH, 307, Method::GET, Location::new(*url), domain).unwrap();
        }
        assert_eq!(route.redirect_taint(), taint, "{urls:?}");
        let expected = if taint == RedirectTaint::SameOrigin { a } else { Origin::NULL };
        assert_eq!(route.request_origin(), expected);
    }
}

#[test]
fn a_route_that_has_left_its_origin_stays_cors() {
    let [a, b] = ["https://a.example", "https://b.example"].map(origin);
    let tainting = |mode, urls: [Origin<'static>; 2]| {
        let mut route = Route::new(a, mode, urls[0]).unwrap();
        route.follow(&Profile::FETCH, 302, Method::GET, Location::new(urls[1]), domain).map(|_| route.tainting())
    };
    assert_eq!(tainting(Mode::Cors, [a, a]), Ok(Tainting::Basic));
    assert_eq!(tainting(Mode::Cors, [a, b]), Ok(Tainting::Cors));
    assert_eq!(tainting(Mode::Cors, [b, a]), Ok(Tainting::Cors));
    assert_eq!(tainting(Mode::NoCors, [b, a]), Ok(Tainting::Opaque));
    assert_eq!(tainting(Mode::Navigate, [b, a]), Ok(Tainting::Basic));
    assert_eq!(tainting(Mode::SameOrigin, [a, b]), Err(RouteError::SameOrigin));
    assert_eq!(Route::new(a, Mode::SameOrigin, b).unwrap_err(), RouteError::SameOrigin);
    assert_eq!(Route::new(a, Mode::Cors, origin("ftp://a.example")).unwrap_err(), RouteError::Scheme);
}

#[test]
fn redirects_change_the_request() {
    let [a, b] = ["https://a.example", "https://b.example"].map(origin);
    let follow = |status, method, next| {
        Route::new(a, Mode::Cors, a)
            .unwrap()
            .follow(&Profile::FETCH, status, method, Location::new(next), domain)
            .unwrap()
    };
    for (status, method, becomes) in [
        (301, Method::POST, Method::GET),
        (302, Method::POST, Method::GET),
        (302, Method::PUT, Method::PUT),
        (303, Method::PUT, Method::GET),
        (303, Method::HEAD, Method::HEAD),
        (307, Method::POST, Method::POST),
        (308, Method::POST, Method::POST),
    ] {
        let redirect = follow(status, method, a);
        assert_eq!(redirect.method(), becomes, "{status} {method}");
        assert_eq!(redirect.drops_body(), method != becomes);
        for of_body in ["content-type", "Content-Encoding", "Content-Language", "Content-Location"] {
            assert_eq!(redirect.drops(name(of_body)), method != becomes);
        }
        assert!(!redirect.drops(name("X-A")) && !redirect.drops(FieldName::AUTHORIZATION));
        assert!(follow(status, method, b).drops(FieldName::AUTHORIZATION));
    }
}

#[test]
fn redirects_end_with_an_error_or_a_request() {
    let [a, b] = ["https://a.example", "https://b.example"].map(origin);
    let to = Location::new;
    let from = |url| Route::new(a, Mode::Cors, url).unwrap();
    let mut route = from(a);
    for _ in 0..20 {
        route.follow(&Profile::FETCH, 302, Method::GET, to(a), domain).unwrap();
    }
    assert_eq!(route.follow(&Profile::FETCH, 302, Method::GET, to(a), domain), Err(RouteError::TooMany));
    for (mut route, status, location, expected) in [
        (from(a), 200, to(a), Err(RouteError::Status)),
        (from(a), 304, to(a), Err(RouteError::Status)),
        (from(a), 302, to(origin("ftp://a.example")), Err(RouteError::Scheme)),
        (from(a), 302, to(Origin::NULL), Err(RouteError::Scheme)),
        (from(a), 302, to(b).with_credentials(), Err(RouteError::Credentials)),
        (from(b), 302, to(a).with_credentials(), Err(RouteError::Credentials)),
        (from(a), 302, to(a).with_credentials(), Ok(())),
        (from(a).with_streamed_body(), 307, to(a), Err(RouteError::Stream)),
        (from(a).with_streamed_body(), 303, to(a), Ok(())),
    ] {
        let before = route.url();
        assert_eq!(route.follow(&Profile::FETCH, status, Method::POST, location, domain).map(drop), expected);
        assert!(expected.is_ok() || route.url() == before);
    }
    let messages = [RouteError::Status, RouteError::Scheme, RouteError::TooMany, RouteError::Credentials];
    assert!(messages.iter().all(|error| !error.to_string().is_empty()));
}

#[test]
fn the_origin_is_sent_as_the_referrer_policy_says() {
    let [page, other, plain] = ["https://a.example", "https://b.example", "http://b.example"].map(origin);
    let reported = |mode, method, url, policy| Route::new(page, mode, url).unwrap().origin_header(method, policy);
    let post = |url, policy| reported(Mode::NoCors, Method::POST, url, policy);
    assert_eq!(reported(Mode::Cors, Method::GET, other, ReferrerPolicy::NoReferrer), Some(page));
    assert_eq!(reported(Mode::Cors, Method::GET, page, ReferrerPolicy::UnsafeUrl), None);
    assert_eq!(reported(Mode::NoCors, Method::HEAD, other, ReferrerPolicy::UnsafeUrl), None);
    assert_eq!(
        reported(Mode::Cors, Method::POST, page, ReferrerPolicy::NoReferrer),
        Some(page),
        "the page sends its origin even to its own server"
    );
    assert_eq!(reported(Mode::WebSocket, Method::GET, other, ReferrerPolicy::NoReferrer), Some(page));
    for (policy, secure, downgraded, own) in [
        (ReferrerPolicy::NoReferrer, Origin::NULL, Origin::NULL, Origin::NULL),
        (ReferrerPolicy::NoReferrerWhenDowngrade, page, Origin::NULL, page),
        (ReferrerPolicy::SameOrigin, Origin::NULL, Origin::NULL, page),
        (ReferrerPolicy::Origin, page, page, page),
        (ReferrerPolicy::StrictOrigin, page, Origin::NULL, page),
        (ReferrerPolicy::OriginWhenCrossOrigin, page, page, page),
        (ReferrerPolicy::default(), page, Origin::NULL, page),
        (ReferrerPolicy::UnsafeUrl, page, page, page),
    ] {
        assert_eq!(
            [other, plain, page].map(|url| post(url, policy)),
            [secure, downgraded, own].map(Some),
            "{policy:?}"
        );
    }
    let tainted = Route::new(page, Mode::Cors, other).unwrap().with_tainting(Tainting::Cors, RedirectTaint::SameSite);
    assert_eq!(tainted.origin_header(Method::GET, ReferrerPolicy::UnsafeUrl), Some(Origin::NULL));
}

#[test]
fn listed_origins_can_read_timing() {
    let [a, b] = ["https://a.example", "https://b.example"].map(origin);
    let seen = |mode, url, line: &str| {
        Profile::FETCH.tao_check(&mut Route::new(a, mode, url).unwrap(), &[("Timing-Allow-Origin", line)])
    };
    assert!(seen(Mode::NoCors, b, "*") && seen(Mode::NoCors, b, "https://c.example,https://a.example"));
    assert!(
        !seen(Mode::NoCors, b, "HTTPS://A.EXAMPLE") && !seen(Mode::NoCors, b, "https://a.example https://c.example")
    );
    assert!(seen(Mode::Cors, a, "") && !seen(Mode::Cors, b, "") && !seen(Mode::Navigate, b, ""));
}

#[test]
fn either_policy_can_block_embedding() {
    let [page, other] = ["https://www.a.example", "https://b.example"].map(origin);
    let [sibling, plain] = ["https://cdn.a.example", "http://cdn.a.example"].map(origin);
    let check = |embedding: Embedding<'_>, policy: &str| {
        Profile::FETCH.corp_check(&embedding, &[("Cross-Origin-Resource-Policy", policy)], domain)
    };
    let of = |url| Embedding::new(page, url);
    assert_eq!(check(of(other), "cross-origin"), Ok(()));
    assert_eq!(check(of(page), "same-origin"), Ok(()));
    assert_eq!(check(of(sibling), "same-origin"), Err(Blocked::SameOrigin));
    assert_eq!(check(of(sibling), "same-site"), Ok(()));
    assert_eq!(check(of(plain), "same-site"), Ok(()));
    assert_eq!(check(of(other), "same-site"), Err(Blocked::SameSite));
    assert_eq!(
        check(Embedding::new(plain, sibling), "same-site"),
        Err(Blocked::SameSite),
        "an https resource is not same-site for an http page"
    );
    for nothing in ["", "SAME-ORIGIN", "same-origin, same-origin"] {
        assert_eq!(check(of(other), nothing), Ok(()));
        let demanding = of(other).with_policy(EmbedderPolicy::RequireCorp);
        assert_eq!(check(demanding, nothing), Err(Blocked::ByEmbedder));
        let careful = of(other).with_policy(EmbedderPolicy::Credentialless);
        assert_eq!(check(careful, nothing), Ok(()));
        assert_eq!(check(careful.with_credentials(), nothing), Err(Blocked::ByEmbedder));
        assert_eq!(check(careful.of_navigation(), nothing), Err(Blocked::ByEmbedder));
    }
    assert_eq!(check(of(other).of_navigation(), "same-origin"), Ok(()));
    assert!(
        [Blocked::SameOrigin, Blocked::SameSite, Blocked::ByEmbedder].iter().all(|error| !error.to_string().is_empty())
    );
}
