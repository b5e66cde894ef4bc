//! CORS and the gate.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use countersign::Encode as _;
use countersign::auth::basic;
use countersign::cors::browser::{Location, Mode, Profile, Request, Route, navigation_tao_check};
use countersign::cors::cache::{Cache, Key};
use countersign::cors::gateway;
use countersign::cors::names::{FieldName, Method, UnsafeNames};
use countersign::cors::origin::{Address, Origin, OriginPattern};
use countersign::cors::policy::{Action, Policy};
use countersign::cors::values::{self, AllowOrigin, DeltaSeconds, NetworkId, NetworkName, ResourcePolicy, True};
use countersign::gate::{Gate, Verdict};
use countersign::{FieldContent, List, gate};

use crate::allocations::{Case, Cut, shows, writes};
use crate::secrets::{SECRET, shown};

const PREFLIGHT: [(&str, &str); 3] = [
    ("Origin", "https://a.example"),
    ("Access-Control-Request-Method", "PUT"),
    ("Access-Control-Request-Headers", "authorization,content-type,x-requested-with"),
];

const ALLOWED: [(&str, &str); 9] = [
    ("Access-Control-Allow-Origin", "https://a.example"),
    ("Access-Control-Allow-Credentials", "true"),
    ("Access-Control-Allow-Methods", "GET, ,PUT, patch"),
    ("Access-Control-Allow-Methods", "DELETE"),
    ("Access-Control-Max-Age", "600"),
    ("Timing-Allow-Origin", "*, https://a.example"),
    ("Cross-Origin-Resource-Policy", "same-site"),
    ("Private-Network-Access-ID", "01:23:45:67:89:0A"),
    ("Vary", "Accept-Encoding"),
];

const SENT: [(&str, &str); 4] =
    [("X-B", "1"), ("Content-Type", "text/plain;a=\"b\""), ("x-a", ""), ("Range", "bytes=05-10")];

pub(crate) const READING: &[Case] = &[
    ("checks of a browser, and their refusals", |buffer| {
        let headers = [(FieldName::AUTHORIZATION, &b"a"[..]), (FieldName::ACCEPT, b"a(b)")];
        let request =
            Request::new(Origin::parse(b"https://a.example").unwrap(), Method::PUT).with_headers(&headers).unwrap();
        let preflight = Profile::CHROMIUM.preflight(&request);
        assert_eq!(preflight.request_headers().unwrap().encode_to_slice(buffer), Ok(&b"accept,authorization"[..]));
        let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT, GET")];
        let refusal = Profile::CHROMIUM.preflight_check(&request, 204, &answer).unwrap_err();
        shows(&refusal, buffer);
        assert_eq!(refusal.wanted().encode_to_slice(buffer), Ok(&b"accept,authorization"[..]));
        assert!(Profile::CHROMIUM.exposed(request.credentials(), &answer).is_visible(FieldName::CONTENT_TYPE));
        let mut route = Route::new(request.origin(), Mode::Cors, request.origin()).unwrap();
        let next = Location::new(Origin::parse(b"https://b.example").unwrap());
        let redirect = route.follow(&Profile::CHROMIUM, 302, Method::GET, next, |_| None).unwrap();
        assert!(redirect.drops(FieldName::AUTHORIZATION));
        assert!(Profile::WEBKIT.needs_preflight(&route.preflighted(&Profile::WEBKIT, &request, &request)));
        let timing = [("Timing-Allow-Origin", "*")];
        assert!(Profile::CHROMIUM.tao_check(&mut route, &timing) && navigation_tao_check(&route.origin(), [&timing]));
        assert!(Profile::CHROMIUM.drops(FieldName::ORIGIN, b""));
    }),
    ("gateway", |buffer| {
        let statement = gateway::Statement {
            allowed_origins: &["https://a.example/"],
            allowed_methods: Some(&["*"]),
            allowed_headers: Some(&["*"]),
            allow_credentials: true,
            ..gateway::Statement::DEFAULT
        };
        let policy = gateway::Policy::new(statement).unwrap();
        let scopes = gateway::Scopes::new().with(gateway::Scope::Api, gateway::Document::CorsThenBase(&policy));
        let fields = [
            ("Origin", "HTTPS://A.example:443"),
            ("Access-Control-Request-Method", "PUT"),
            ("Access-Control-Request-Headers", "x-a, x-b"),
        ];
        let order = scopes.effective_order().map(|(_, policy)| policy);
        let request = gateway::Request::new("OPTIONS", &fields);
        let decision = gateway::decide(request, order, &gateway::Readings::DEFAULT);
        assert_eq!(decision.row(), gateway::Row::PreflightEchoed);
        for (_, value) in decision.set().chain(decision.append()) {
            black_box(value.encode_to_slice(buffer).unwrap());
        }
        let mistakes = gateway::Policy::new(gateway::Statement { allowed_origins: &["*", "null"], ..statement });
        let mistakes = mistakes.unwrap_err();
        write!(Cut { buffer, length: 0 }, "{mistakes} {decision:?} {request:?} {}", decision.row()).unwrap();
        let useless =
            gateway::Statement { allowed_methods: Some(&["TRACE"]), unknown: &[gateway::Item::Terminate], ..statement };
        let useless = gateway::Policy::new(useless).unwrap();
        let facts = gateway::Facts { version_is_in_header: true, ..gateway::Facts::DEFAULT };
        let steps = [(gateway::Scope::Api, gateway::Step::Unread), (gateway::Scope::Api, (&useless).into())];
        let issues = gateway::issues(steps, &facts, &gateway::Readings::DEFAULT);
        let decision = gateway::decide(request, steps.map(|(_, step)| step), &gateway::Readings::DEFAULT);
        assert_eq!(decision.depends_on(), Some(gateway::Unseen::Step(0)));
        write!(Cut { buffer, length: 0 }, "{:?}", useless.remarks()).unwrap();
        for (scope, issue) in issues {
            write!(Cut { buffer, length: 0 }, "{scope} {issue} {}", issue.remedy()).unwrap();
        }
    }),
    ("preflight cache", |buffer| {
        let mut cache: Cache<2, 80> = Cache::default();
        let request = Request::new(Origin::NULL, Method::PUT);
        let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT, GET, DELETE")];
        for url in [&b"/a"[..], b"/b", b"/c"].map(Key::new) {
            let checked = cache.preflight_check(Duration::ZERO, url, &request, 204, &answer);
            assert!(checked.verdict.is_ok() && checked.stored.is_ok());
            assert!(!cache.needs_preflight(Duration::ZERO, url, &request));
        }
        cache.failed(Key::new(b"/c"), &request);
        write!(Cut { buffer, length: 0 }, "{cache:?}").unwrap();
    }),
    ("CORS names and methods", |_| {
        let method = Method::parse(b" put").unwrap().normalized();
        black_box((method.is_safelisted(), method.is_forbidden()));
        let name = FieldName::parse(b"X-HTTP-Method").unwrap();
        black_box((name.is_forbidden_request_with(b"\"a\", TRACE"), name.cmp(&FieldName::ORIGIN)));
        black_box(name.is_safelisted_response_among([FieldName::ANY]));
        assert_eq!(UnsafeNames::new(&SENT).unwrap().iter().count(), 3);
        assert_eq!(values::TimingAllowOrigin::of(&[("Timing-Allow-Origin", "a, \"b, c\",")]).iter().count(), 3);
    }),
    ("CORS values", |_| {
        let names = values::request_headers(&PREFLIGHT).unwrap().unwrap();
        assert_eq!(names.iter().count(), 3);
        assert_eq!(values::request_method(&PREFLIGHT), Ok(Some(Method::PUT)));
        assert_eq!(values::allow_methods(&ALLOWED).unwrap().unwrap().iter().count(), 4);
        let origin = values::origin(&PREFLIGHT).unwrap().unwrap();
        assert_eq!(values::allow_origin(&ALLOWED), Ok(Some(AllowOrigin::Origin(origin))));
        assert!(values::TimingAllowOrigin::of(&ALLOWED).allows(&origin));
        assert_eq!(values::timing_allow_origin(&ALLOWED).unwrap().unwrap().iter().count(), 2);
        assert_eq!(values::allow_credentials(&ALLOWED), Ok(Some(True)));
        assert_eq!(values::max_age(&ALLOWED), Ok(Some(DeltaSeconds::new(600))));
        assert_eq!(values::resource_policy(&ALLOWED), Ok(Some(ResourcePolicy::SameSite)));
        assert!(values::network_id(&ALLOWED).unwrap().is_some());
        assert_eq!(values::Vary::of(&ALLOWED).missing(&[FieldName::ORIGIN]).unwrap().count(), 1);
    }),
    ("origin", |_| {
        let origin = Origin::parse(b"https://[2001:db8::1]:8443").unwrap();
        assert!(origin.host().unwrap().address().is_some() && origin.is_same_site(&origin, |name| Some(name)));
        assert!(OriginPattern::new("https://*.xn--xample-9ua:*").unwrap().subdomains_of().is_some());
        assert!(OriginPattern::new("https://[2001:db8::1]:8443").unwrap().matches(&origin));
    }),
    ("policies and decisions", |buffer| {
        let policy =
            Policy::for_origins(&["https://a.example", "https://*.b.example:*"]).with_request_headers(&["x-a"]);
        let policy = policy.with_response_headers(&["x-b"]).with_credentials().with_max_age(600).build().unwrap();
        let request = [
            ("Origin", "https://a.b.example:81"),
            ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Headers", "x-a,"),
        ];
        for method in ["OPTIONS", "GET"] {
            let decision = policy.decide(method, &request);
            assert!(decision.refusal().is_none());
            decision.set().chain(decision.append()).for_each(|(_, value)| writes(&value, buffer));
        }
        assert!(policy.decide("GET", &[("Origin", "https://b.example")]).refusal().is_some());
        let mistakes = Policy::for_origins(&["null"]).with_methods(&["TRACE"]).with_max_age(-2).build().unwrap_err();
        assert_eq!(mistakes.iter().count(), 3);
    }),
    ("gate", |buffer| {
        const POLICY: Policy<'_> = Policy::for_origins(&["https://a.example"]).with_methods(&["PUT"]).in_const();
        let basic = basic::Challenge::new("staff").unwrap();
        let challenges: [&dyn FieldContent; 1] = [&basic];
        let gate = Gate::new(&POLICY, &challenges);
        let request = [("Origin", "https://a.example"), ("Access-Control-Request-Method", "PUT")];
        for (method, status) in [("OPTIONS", 204), ("PUT", 401)] {
            let answer = gate.decide(method, &request, |_| Verdict::Challenged);
            assert_eq!(answer.action(), Action::Respond(status));
            answer.set().chain(answer.append()).for_each(|(_, value)| writes(&value, buffer));
        }
    }),
];

pub(crate) const WRITING: &[Case] = &[
    ("CORS values", |buffer| {
        writes(&List::of(&[Method::PUT, Method::ANY]), buffer);
        writes(&FieldName::CONTENT_TYPE, buffer);
        writes(&FieldName::CONTENT_TYPE.lower_case(), buffer);
        writes(&UnsafeNames::new(&SENT).unwrap(), buffer);
        writes(&AllowOrigin::Any, buffer);
        writes(&values::origin(&PREFLIGHT).unwrap().unwrap(), buffer);
        writes(&True, buffer);
        writes(&DeltaSeconds::MAX, buffer);
        writes(&ResourcePolicy::CrossOrigin, buffer);
        writes(&NetworkId::new([0xAB; 6]), buffer);
        writes(&NetworkName::new("a-b").unwrap(), buffer);
    }),
    ("origin", |buffer| {
        let address = Address::new([0x2001, 0xDB8, 0, 0, 0, 0, 0, 1].into());
        writes(&address.host(), buffer);
        writes(&Origin::new("https", address.host(), Some(8443)).unwrap(), buffer);
    }),
];

pub(crate) const REJECTING: &[Case] = &[
    ("CORS values", |buffer| {
        shows(&Method::parse(b"G T").unwrap_err(), buffer);
        shows(&UnsafeNames::new(&[("a b", "")]).unwrap_err(), buffer);
        shows(&values::max_age(&[("Access-Control-Max-Age", "-1")]).unwrap_err(), buffer);
        shows(&values::network_id(&[("Private-Network-Access-ID", "01:2")]).unwrap_err(), buffer);
        shows(&NetworkName::new("A").unwrap_err(), buffer);
    }),
    ("origin", |buffer| {
        shows(&Origin::parse(b"https://A").unwrap_err(), buffer);
        shows(&OriginPattern::new("null").unwrap_err(), buffer);
    }),
];

/// Returns the `Debug` output of the CORS types that hold bytes of a message. Names and origins are not secret, and are
/// shown.
pub(crate) fn cors_values() -> Vec<(&'static str, String)> {
    let fields = [("Authorization", "s3cr3t"), ("Timing-Allow-Origin", "s3cr3t"), ("Vary", "s3cr3t")];
    let headers = [(FieldName::AUTHORIZATION, SECRET.as_bytes())];
    let request = Request::new(Origin::NULL, Method::GET).with_headers(&headers).unwrap();
    let response = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "s3cr3t")];
    let refusal = Profile::FETCH.preflight_check(&request, 200, &response).unwrap_err();
    let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "authorization, s3cr3t")];
    let allowed = Profile::FETCH.preflight_check(&request, 200, &answer).unwrap();
    let key = Key::new(b"/?s3cr3t").with_partition(b"s3cr3t");
    let mut kept: Cache = Cache::default();
    let checked = kept.preflight_check(Duration::ZERO, key, &request, 200, &answer);
    let preflight = [
        ("Origin", "https://s3cr3t.example"),
        ("Access-Control-Request-Method", "s3cr3t"),
        ("Access-Control-Request-Headers", "s3cr3t"),
    ];
    let policy = Policy::for_origins(&["https://s3cr3t.example"]);
    let policy = policy.with_methods(&["*"]).with_request_headers(&["s3cr3t"]).build().unwrap();
    let decision = policy.decide("OPTIONS", &preflight);
    let statement = gateway::Statement { allowed_origins: &["https://s3cr3t.example"], ..gateway::Statement::DEFAULT };
    let gateway_policy = gateway::Policy::new(statement).unwrap();
    let gateway_request = gateway::Request::new("OPTIONS", &preflight);
    let readings = gateway::Readings::default();
    let challenge = basic::Challenge::new(SECRET).unwrap();
    let challenges: [&dyn FieldContent; 1] = [&challenge];
    let verdict = Verdict::Rechallenged(&challenges);
    let at_gate = Gate::new(&policy, &challenges);
    let credentials = [("Authorization", "Basic s3cr3t")];
    let step = at_gate.begin("GET", &credentials);
    let gate::Step::Judge(pending) = step else { panic!("the request is not a preflight") };
    let answer = pending.answer(verdict);
    vec![
        ("cache::Cache", shown(&kept)),
        ("cache::Checked", shown(&checked)),
        ("cache::Key", shown(&key)),
        ("browser::Allowed", shown(&allowed)),
        ("browser::Exposed", shown(&Profile::FETCH.exposed(request.credentials(), &response))),
        ("browser::Preflight", shown(&Profile::FETCH.preflight(&request))),
        ("browser::Refusal", shown(&refusal)),
        ("browser::Request", shown(&request)),
        ("browser::Wanted", shown(&refusal.wanted())),
        ("gate::Answer", shown(&answer)),
        ("gate::Gate", shown(&Gate::new(&Policy::for_origins(&["*"]).build().unwrap(), &challenges))),
        ("gate::Pending", shown(&pending)),
        ("gate::Step", shown(&step)),
        ("gate::Value", shown(&answer.append().last().unwrap().1)),
        ("gate::Verdict", shown(&verdict)),
        ("gateway::Decision", shown(&gateway::decide(gateway_request, [&gateway_policy], &readings))),
        ("gateway::Request", shown(&gateway_request)),
        ("policy::Decision", shown(&decision)),
        ("policy::Value", shown(&decision.set().last().unwrap().1)),
        ("names::UnsafeNames", shown(&UnsafeNames::new(&fields).unwrap())),
        ("values::TimingAllowOrigin", shown(&values::TimingAllowOrigin::of(&fields))),
        ("values::Vary", shown(&values::Vary::of(&fields))),
    ]
}
