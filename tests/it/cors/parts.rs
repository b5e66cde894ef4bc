//! What is set one after the other: each part is kept by what is set later, in any order, and changes nothing else.

use std::fmt::Debug;

use countersign::cors::browser::{
    CredentialsMode, EmbedderPolicy, Embedding, Location, Mode, RedirectTaint, Request, Route, Tainting,
};
use countersign::cors::gateway::{Document, Scope, Scopes};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use countersign::cors::policy::{Builder, Policy};

type Step<T> = (fn(T) -> T, &'static str);

/// Sets one part after the other, forwards and backwards, and each alone. A part is shown by its text, which occurs only if it
/// is set.
fn keeps_each<T: Debug + Copy>(start: T, steps: &[Step<T>]) {
    let forwards = steps.iter().fold(start, |value, (set, _)| set(value));
    let backwards = steps.iter().rev().fold(start, |value, (set, _)| set(value));
    assert_eq!(format!("{forwards:?}"), format!("{backwards:?}"));
    for (set, part) in steps {
        assert!(format!("{forwards:?}").contains(part), "{part} in {forwards:?}");
        let alone = set(start);
        for (_, other) in steps {
            assert_eq!(format!("{alone:?}").contains(other), part == other, "{other} in {alone:?}");
        }
    }
}

#[test]
fn a_builder_keeps_each_setting() {
    let steps: [Step<Builder<'_>>; 11] = [
        (|policy| policy.with_methods(&["PUT"]), " methods: [\"PUT\"]"),
        (|policy| policy.with_request_headers(&["a"]), "request_headers: [\"a\"]"),
        (|policy| policy.with_response_headers(&["b"]), "response_headers: [\"b\"]"),
        (Builder::with_credentials, "credentials: true"),
        (|policy| policy.with_max_age(7), "max_age: 7"),
        (|policy| policy.with_preflight_status(200), "preflight_status: 200"),
        (Builder::with_private_network, "private_network: true"),
        (Builder::with_vary_on_options, "varies_options: true"),
        (|policy| policy.dangerously_tolerate_insecure_origins(&["c"]), "insecure: [\"c\"]"),
        (|policy| policy.dangerously_tolerate_any_host(&["d"]), "any_host: [\"d\"]"),
        (Builder::dangerously_tolerate_subdomains_of_public_suffixes, "tolerates_public_suffixes: true"),
    ];
    keeps_each(Policy::for_origins(&["*"]), &steps);
    keeps_each(Policy::for_origin_lines("*"), &steps);
    let lines: [Step<Builder<'_>>; 6] = [
        (|policy| policy.with_method_lines("PUT\n"), " methods: [\"PUT\"]"),
        (|policy| policy.with_request_header_lines("a\n"), "request_headers: [\"a\"]"),
        (|policy| policy.with_response_header_lines("b\n"), "response_headers: [\"b\"]"),
        (Builder::with_credentials, "credentials: true"),
        (|policy| policy.dangerously_tolerate_insecure_origin_lines("c\n"), "insecure: [\"c\"]"),
        (|policy| policy.dangerously_tolerate_any_host_lines("d\n"), "any_host: [\"d\"]"),
    ];
    keeps_each(Policy::for_nobody(), &lines);
    keeps_each(Policy::for_static_origin("https://a.example"), &lines);
}

#[test]
fn a_request_keeps_each_part() {
    let steps: [Step<Request<'_>>; 3] = [
        (|request| request.with_credentials(CredentialsMode::Include), "credentials: Include"),
        (Request::with_preflight, "use_preflight: true"),
        (|request| request.with_upload_listener(true), "upload: Some(Upload { has_body: true })"),
    ];
    let headers = [(FieldName::ACCEPT, &b"a"[..])];
    let request = Request::new(Origin::NULL, Method::PUT).with_headers(&headers).unwrap();
    keeps_each(request, &steps);
    let all = steps.iter().fold(request, |request, (set, _)| set(request)).with_headers(&headers[..0]).unwrap();
    assert_eq!((all.origin(), all.method(), all.headers()), (Origin::NULL, Method::PUT, &headers[..0]));
    assert_eq!((all.credentials(), all.uses_preflight()), (CredentialsMode::Include, true));
    for set in steps.map(|(set, _)| set) {
        assert_eq!((set(request).headers(), set(request).method()), (&headers[..], Method::PUT));
    }
}

#[test]
fn a_route_and_an_embedding_keep_each_part() {
    let [a, b] = [Origin::parse(b"https://a.example").unwrap(), Origin::parse(b"https://b.example").unwrap()];
    let embedding: [Step<Embedding<'_>>; 3] = [
        (|embedding| embedding.with_policy(EmbedderPolicy::RequireCorp), "policy: RequireCorp"),
        (Embedding::with_credentials, "includes_credentials: true"),
        (Embedding::of_navigation, "is_navigation: true"),
    ];
    keeps_each(Embedding::new(a, b), &embedding);
    let route: [Step<Route<'_>>; 2] = [
        (Route::with_streamed_body, "streams_body: true"),
        (
            |route| route.with_tainting(Tainting::Opaque, RedirectTaint::CrossSite),
            "tainting: Opaque, taint: CrossSite, redirects: 0",
        ),
    ];
    keeps_each(Route::new(a, Mode::Cors, b).unwrap(), &route);
    let route = Route::new(a, Mode::Cors, b).unwrap().with_tainting(Tainting::Opaque, RedirectTaint::SameSite);
    assert_eq!((route.origin(), route.mode(), route.url()), (a, Mode::Cors, b));
    assert_eq!((route.tainting(), route.redirect_taint()), (Tainting::Opaque, RedirectTaint::SameSite));
    assert_eq!(
        format!("{:?}", Location::new(a).with_credentials()),
        "Location { origin: Origin(https://a.example), has_credentials: true }"
    );
}

#[test]
fn scopes_keep_each_document() {
    let all = Scope::ALL.into_iter().fold(Scopes::new(), |scopes, scope| scopes.with(scope, Document::Cors(scope)));
    let back =
        Scope::ALL.into_iter().rev().fold(Scopes::new(), |scopes, scope| scopes.with(scope, Document::Cors(scope)));
    assert_eq!(all, back);
    for scope in Scope::ALL {
        assert_eq!(all.document(scope), Some(Document::Cors(scope)));
        let alone = Scopes::new().with(scope, Document::Cors(scope));
        for other in Scope::ALL {
            assert_eq!(alone.document(other).is_some(), other == scope, "{scope} {other}");
        }
        let changed = all.with(scope, Document::Nothing);
        for other in Scope::ALL {
            assert_eq!(changed.document(other) == Some(Document::Nothing), other == scope, "{scope} {other}");
        }
    }
    assert_eq!(Scopes::<Scope>::default(), Scopes::new());
}
