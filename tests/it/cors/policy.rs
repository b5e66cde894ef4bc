//! The server's side: each mistake of a policy, each decision, and the laws over policies and requests that have much in
//! common.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::catch_unwind;

use countersign::Fields;
use countersign::cors::origin::Origin;
use countersign::cors::policy::{
    Action, Builder, Config, Decision, Kind, Mistakes, Part, Policy, Reason, Refusal, Setting, is_public_suffix,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::laws::{self, written};

type PublicSuffixes<'a> = &'a (dyn Fn(&str) -> bool + Sync);
type Pairs<'a> = &'a [(&'a str, &'a str)];

const ORIGIN: &str = "https://app.example.com";

/// Returns the mistakes of a policy.
fn mistakes(policy: Builder<'static>) -> Vec<(Part, Setting<'static>, Reason)> {
    let mistakes = policy.build().err();
    let reported = mistakes.iter().flat_map(Mistakes::iter);
    reported.map(|mistake| (mistake.part(), mistake.setting(), mistake.reason())).collect()
}

/// Returns the lines that a decision sets and appends, as they are sent.
fn written_lines(decision: &Decision<'_>) -> Vec<String> {
    let fields = decision.set().chain(decision.append());
    fields.map(|(name, value)| format!("{name}: {}", String::from_utf8(written(&value)).unwrap())).collect()
}

fn of(origin: &'static str) -> Builder<'static> {
    Policy::for_origins(Box::leak(Box::new([origin])))
}

#[test]
fn invalid_origins_are_rejected() {
    for (origin, reason, text) in [
        ("null", Reason::Null, "is an origin that any page can have, in a sandboxed frame"),
        ("file:///x", Reason::LocalFile, "has the scheme of local files, all of which have one origin"),
        ("file://*", Reason::LocalFile, "has the scheme of local files, all of which have one origin"),
        ("data://a", Reason::NoPages, "has a scheme that no page has"),
        ("htttps://app.example.com", Reason::NoPages, "has a scheme that no page has"),
        ("httpx://*", Reason::NoPages, "has a scheme that no page has"),
        ("https://example.com:443", Reason::DefaultPort, "names the default port of its scheme"),
        ("http://example..com", Reason::EmptyLabel, "has an empty label"),
        ("http://.example.com", Reason::EmptyLabel, "has an empty label"),
        ("http://example.com..", Reason::EmptyLabel, "has an empty label"),
        ("http://[0:0::1]", Reason::AddressForm, "has an IPv6 address in a form that browsers do not send"),
        ("http://[::ffff:127.0.0.1]", Reason::AddressForm, "has an IPv6 address in a form that browsers do not send"),
        ("", Reason::Empty, "is empty"),
        ("example.com", Reason::NoScheme, "has no scheme"),
        ("EXAMPLE.com", Reason::NoScheme, "has no scheme"),
        ("*.example.com", Reason::NoScheme, "has no scheme"),
        ("moz-extension:a", Reason::NoScheme, "has no scheme"),
        ("localhost:8080", Reason::NoScheme, "has no scheme"),
        ("https://example.com/", Reason::Path, "has a path, a query or a fragment"),
        ("https://example.com:8080/a", Reason::Path, "has a path, a query or a fragment"),
        ("https://[::1]/a", Reason::Path, "has a path, a query or a fragment"),
        ("https://example.com?a=@", Reason::Path, "has a path, a query or a fragment"),
        ("https://EXAMPLE.com", Reason::UpperCase, "has upper case"),
        ("Https://example.com", Reason::UpperCase, "has upper case"),
        ("https://a*.example.com", Reason::InnerWildcard, "has a `*` in the wrong place"),
        ("https://*", Reason::EveryHost, "stands for every host of a network"),
        ("http://*:*", Reason::EveryHost, "stands for every host of a network"),
        ("moz-extension://*:*", Reason::InnerWildcard, "has a `*` in the wrong place"),
        ("moz-extension://a*", Reason::InnerWildcard, "has a `*` in the wrong place"),
        ("moz-extension://a/", Reason::Path, "has a path, a query or a fragment"),
        ("moz-extension://", Reason::NoHost, "has no host"),
        ("Moz-Extension://a", Reason::UpperCase, "has upper case"),
        ("https://example.*", Reason::InnerWildcard, "has a `*` in the wrong place"),
        ("https://example.com:8*", Reason::InnerWildcard, "has a `*` in the wrong place"),
        ("*://example.com", Reason::InnerWildcard, "has a `*` in the wrong place"),
        ("https://*.127.0.0.1", Reason::NumericName, "has a name that ends in a number"),
        ("https://example.1:80", Reason::NumericName, "has a name that ends in a number"),
        ("https://example.0xa", Reason::NumericName, "has a name that ends in a number"),
        ("https://256.0.0.1", Reason::NumericName, "has a name that ends in a number"),
        ("https://example.com:0", Reason::Port, "has an invalid port"),
        ("https://example.com:", Reason::Port, "has an invalid port"),
        ("https://example.com:080", Reason::Port, "has an invalid port"),
        ("https://example.com:65536", Reason::Port, "has an invalid port"),
        ("https://[::1]:a", Reason::Port, "has an invalid port"),
        ("https://user@example.com", Reason::UserInfo, "has a user name"),
        ("https://user:1@example.com", Reason::UserInfo, "has a user name"),
        (" https://example.com", Reason::WhiteSpace, "has white space"),
        ("https://a.example https://b.example", Reason::WhiteSpace, "has white space"),
        ("^https://example.com$", Reason::Invalid, "is not an origin"),
        ("https://r\u{e9}sum\u{e9}.example", Reason::NonAscii, "has a character that is not ASCII"),
        ("https://[::1", Reason::InvalidHost, "has an invalid host"),
        ("https://-a.example", Reason::InvalidHost, "has an invalid host"),
        ("https://xn--a-b.example", Reason::InvalidHost, "has an invalid host"),
        ("https://", Reason::NoHost, "has no host"),
    ] {
        let expected = [(Part::Origin, Setting::Text(origin), reason)];
        assert_eq!(mistakes(of(origin)), expected, "{origin}");
        assert_eq!(mistakes(of(origin).with_credentials()), expected, "{origin}");
        assert_eq!(of(origin).build().unwrap_err().to_string(), format!("origin {origin:?}: {text}"));
    }
    for empty in [Policy::for_origins(&[]), Policy::for_origin_lines("\r\n")] {
        assert_eq!(mistakes(empty), [(Part::Origin, Setting::Text(""), Reason::Missing)]);
        assert_eq!(empty.build().unwrap_err().to_string(), "no origin is listed");
    }
}

#[test]
fn insecure_origins_with_credentials_are_rejected() {
    type Lift = fn(Builder<'static>, &'static [&'static str]) -> Builder<'static>;
    let insecure: Lift = Builder::dangerously_tolerate_insecure_origins;
    let any_host: Lift = Builder::dangerously_tolerate_any_host;
    let suffixes: Lift = |policy, _| policy.dangerously_tolerate_subdomains_of_public_suffixes();
    for (origin, reason, lift) in [
        ("*", Reason::Wildcard, None),
        ("http://example.com", Reason::Insecure, Some(insecure)),
        ("http://example.com:8080", Reason::Insecure, Some(insecure)),
        ("http://128.0.0.1", Reason::Insecure, Some(insecure)),
        ("http://localhost.example", Reason::Insecure, Some(insecure)),
        ("http://*.localhost.example:*", Reason::Insecure, Some(insecure)),
        ("ws://example.com", Reason::Insecure, Some(insecure)),
        ("ftp://example.com", Reason::Insecure, Some(insecure)),
        ("moz-extension://*", Reason::AnyHost, Some(any_host)),
        ("app://*", Reason::AnyHost, Some(any_host)),
        ("https://*.com", Reason::PublicSuffix, Some(suffixes)),
        ("https://*.com:*", Reason::PublicSuffix, Some(suffixes)),
        ("https://*.com.", Reason::PublicSuffix, Some(suffixes)),
    ] {
        let expected = [(Part::Origin, Setting::Text(origin), reason)];
        assert_eq!(mistakes(of(origin)), [], "{origin} without credentials");
        assert_eq!(mistakes(of(origin).with_credentials()), expected, "{origin}");
        assert_eq!(mistakes(of(origin).with_private_network()), expected, "{origin} in a private network");
        for dangerous in [insecure, any_host, suffixes] {
            let is_lifted = lift.is_some_and(|lift| lift as usize == dangerous as usize);
            let tolerated = Box::leak(Box::new([origin]));
            let policy = dangerous(of(origin), tolerated).with_credentials();
            assert_eq!(mistakes(policy).is_empty(), is_lifted, "{origin}");
            assert_eq!(catch_unwind(|| policy.in_const()).is_ok(), is_lifted, "{origin} in a constant");
        }
    }
    for origin in [
        "https://example.com",
        "https://*.example.com",
        "https://*.example.com:*",
        "http://localhost:9090",
        "http://localhost:*",
        "http://app.localhost",
        "http://*.app.localhost",
        "http://127.1.2.3:90",
        "http://[::1]:90",
        "http://[::1]:*",
        "http://127.0.0.1:*",
        "http://*.localhost",
        "http://*.localhost:*",
        "http://*.localhost.:*",
        "http://localhost.",
        "http://tauri.localhost",
        "app://obsidian.md",
        "app://-",
        "app://localhost.",
        "capacitor://localhost",
        "ionic://localhost",
        "tauri://localhost",
        "vscode-webview://1o0rt2gvhf8qd3jrl0a1rcqn8s0kd2e6hn7tpu4mh4mc3ubjgh2u",
        "chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai",
        "moz-extension://a1cd9ab7-ab15-462c-9315-8eece8e16982",
        "safari-web-extension://140BB581-5AC2-4B8C-9E0B-2B1F3D6C7A10",
    ] {
        assert_eq!(mistakes(of(origin).with_credentials().with_private_network()), [], "{origin}");
    }
}

#[test]
fn an_insecure_origin_is_tolerated_alone() {
    const ORIGINS: &[&str] = &["http://a.example", "http://b.example:*", "http://*.c.example", "https://d.example"];
    let tolerating = |tolerated| Policy::for_origins(ORIGINS).dangerously_tolerate_insecure_origins(tolerated);
    let insecure = |origins: &[&'static str]| -> Vec<_> {
        origins.iter().map(|origin| (Part::Origin, Setting::Text(origin), Reason::Insecure)).collect()
    };
    assert_eq!(mistakes(tolerating(&[]).with_credentials()), insecure(&ORIGINS[..3]));
    assert_eq!(mistakes(tolerating(&["http://a.example"]).with_credentials()), insecure(&ORIGINS[1..3]));
    assert_eq!(mistakes(tolerating(&ORIGINS[..3]).with_credentials()), []);
    assert_eq!(mistakes(tolerating(ORIGINS).with_private_network()), [], "a secure origin may be tolerated too");

    // A tolerated text stands for the origin that is written alike, and for no other.
    for (tolerated, remaining) in [("http://b.example", 1..2), ("http://x.c.example", 2..3), ("HTTP://a.example", 0..1)]
    {
        let policy = Policy::for_origins(&ORIGINS[remaining.clone()]).with_credentials();
        let policy = policy.dangerously_tolerate_insecure_origin_lines(tolerated);
        let not_listed = (Part::Origin, Setting::Text(tolerated), Reason::NotListed);
        assert_eq!(mistakes(policy), [insecure(&ORIGINS[remaining]), vec![not_listed]].concat());
        assert_eq!(
            policy.build().unwrap_err().iter().last().unwrap().to_string(),
            format!("origin {tolerated:?}: is tolerated, and not listed")
        );
    }
    let fixed = Policy::for_static_origin("http://a.example").with_credentials();
    assert_eq!(mistakes(fixed.dangerously_tolerate_insecure_origins(&["http://a.example"])), []);
    assert_eq!(mistakes(fixed.dangerously_tolerate_insecure_origins(&["http://b.example"])).len(), 2);
    assert_eq!(
        mistakes(of(ORIGIN).dangerously_tolerate_any_host_lines("app://*\napp://a")).len(),
        2,
        "without credentials too"
    );
}

#[test]
fn any_origin_is_listed_alone() {
    for (policy, reasons) in [
        (Policy::for_origins(&["*", ORIGIN]), &[Reason::NotAlone][..]),
        (Policy::for_origins(&[ORIGIN, "*"]), &[Reason::NotAlone]),
        (Policy::for_origins(&["*", "*"]), &[Reason::NotAlone]),
        (Policy::for_origin_lines("*\nmoz-extension://*"), &[Reason::NotAlone]),
        (Policy::for_origins(&[ORIGIN, "*"]).with_credentials(), &[Reason::NotAlone, Reason::Wildcard]),
        (Policy::for_origins(&["*", "null"]), &[Reason::NotAlone, Reason::Null]),
        (Policy::for_origins(&["*"]), &[]),
        (Policy::for_origin_lines("\n*\n"), &[]),
    ] {
        let reported = mistakes(policy);
        assert!(reported.iter().map(|(.., reason)| reason).eq(reasons), "{reported:?}");
        assert_eq!(catch_unwind(|| policy.in_const()).is_ok(), reasons.is_empty(), "{reported:?}");
    }
}

#[test]
fn a_policy_may_allow_nobody() {
    for policy in [Policy::for_nobody(), Policy::for_nobody().with_credentials().with_private_network()] {
        let policy = policy.build().unwrap();
        let vary = ["Vary: Origin"];
        for origin in [ORIGIN, "null", "http://localhost"] {
            let fields = [("Origin", origin)];
            let decision = policy.decide("GET", &fields);
            assert_eq!((decision.action(), decision.refusal()), (Action::Continue, Some(Refusal::Origin)));
            assert_eq!(written_lines(&decision), vary, "{origin}");
            assert_eq!(preflight(&policy, origin, "GET", &[]), Err(Refusal::Origin));
        }
        assert_eq!(written_lines(&policy.decide("GET", &[("Host", "a")])), vary);
    }
    let config = |origins: &str, nobody| {
        let mut config = Config::new(origins.to_owned());
        config.nobody = nobody;
        config.build().map(|policy| policy.as_policy().decide("GET", &[("Origin", ORIGIN)]).refusal())
    };
    assert_eq!(config("", true).unwrap(), Some(Refusal::Origin));
    assert_eq!(config(ORIGIN, false).unwrap(), None);
    for (origins, nobody, text) in [
        ("", false, "no origin is listed"),
        ("\r\n", false, "no origin is listed"),
        (ORIGIN, true, "origin \"https://app.example.com\": is listed in a policy that allows nobody"),
        ("*", true, "origin \"*\": is listed in a policy that allows nobody"),
    ] {
        assert_eq!(config(origins, nobody).unwrap_err().to_string(), text);
    }
}

/// The origins of a database, with a policy that has some of its own.
#[test]
fn a_function_allows_more_origins() {
    let preflight = |origin| [("Origin", origin), ("Access-Control-Request-Method", "PUT")];
    let policies = [
        Policy::for_nobody().with_credentials().with_methods(&["PUT"]).build().unwrap(),
        Policy::for_origins(&["https://app.example.com", "https://*.example.org"])
            .with_credentials()
            .with_methods(&["PUT"])
            .build()
            .unwrap(),
    ];
    let is_known = |origin: Origin<'_>| origin.host().is_some_and(|host| host.as_str() == "tenant.example");
    for policy in &policies {
        for (origin, refusal) in [
            ("https://tenant.example", None),
            ("https://tenant.example:8443", None),
            ("http://tenant.example", None),
            ("app://tenant.example", None),
            ("https://other.example", Some(Refusal::Origin)),
            ("null", Some(Refusal::Origin)),
            ("file://tenant.example", Some(Refusal::Origin)),
            ("https://tenant.example:0443", Some(Refusal::Origin)),
            ("https://tenant.example:08443", Some(Refusal::Origin)),
            ("https://tenant.example:443", None),
            ("https://TENANT.example", Some(Refusal::InvalidOrigin)),
            ("https://tenant.example/", Some(Refusal::InvalidOrigin)),
            ("tenant.example", Some(Refusal::InvalidOrigin)),
            ("https://tenant.example, https://b.example", Some(Refusal::InvalidOrigin)),
            ("", Some(Refusal::InvalidOrigin)),
        ] {
            let fields = preflight(origin);
            let decision = policy.decide_with("GET", &fields[..1], is_known);
            assert_eq!(decision.refusal(), refusal, "{origin}");
            let allowed =
                [format!("Access-Control-Allow-Origin: {origin}"), "Access-Control-Allow-Credentials: true".into()];
            let of_allowed = |fields: &[&str]| match refusal {
                None => allowed.iter().map(String::as_str).chain(fields.iter().copied()).map(str::to_owned).collect(),
                Some(_) => Vec::<String>::new(),
            };
            assert_eq!(written_lines(&decision), [of_allowed(&[]), vec!["Vary: Origin".into()]].concat(), "{origin}");

            let decision = policy.decide_with("OPTIONS", &fields, is_known);
            assert_eq!(decision.action(), Action::Respond(if refusal.is_none() { 204 } else { 403 }), "{origin}");
            assert_eq!(written_lines(&decision), of_allowed(&["Access-Control-Allow-Methods: PUT"]), "{origin}");
        }
    }
    for (origin, refusal) in
        [("null", Refusal::Origin), ("?", Refusal::InvalidOrigin), ("file://", Refusal::InvalidOrigin)]
    {
        let fields = preflight(origin);
        assert_eq!(policies[0].decide_with("OPTIONS", &fields, |_| true).refusal(), Some(refusal), "{origin}");
    }
    // Only an origin that is not listed is asked for, and only one that one line has.
    let never = |origin: Origin<'_>| -> bool { panic!("{origin}") };
    assert_eq!(policies[1].decide_with("GET", &[("Origin", "https://a.example.org")], never).refusal(), None);
    let two = [("Origin", "https://tenant.example"); 2];
    assert_eq!(policies[1].decide_with("GET", &two, never).refusal(), Some(Refusal::InvalidOrigin));
    assert_eq!(policies[1].decide_with("GET", &[("Host", "a")], never).kind(), Kind::NotCors);
    for (policy, refusal) in [(&ANY, None), (&STATIC, Some(Refusal::Origin))] {
        let decision = policy.decide_with("GET", &[("Origin", "https://tenant.example")], never);
        assert_eq!((decision.refusal(), decision.append().count()), (refusal, 0));
    }
    // A reference to a function without a type of its own, as a server keeps in its state.
    let stored: &dyn Fn(Origin<'_>) -> bool = &is_known;
    assert_eq!(policies[0].decide_with("GET", &[("Origin", "https://tenant.example")], stored).refusal(), None);
}

/// For caches that are configured to keep responses to `OPTIONS`.
#[test]
fn responses_to_options_vary_on_request() {
    const PLAIN: &str = "Vary: Origin,Access-Control-Request-Method,Access-Control-Request-Headers";
    const PRIVATE: &str = "Vary: Origin,Access-Control-Request-Method,Access-Control-Request-Headers,Access-Control-Request-Private-Network";
    let asks = ("Access-Control-Request-Method", "GET");
    for (policy, vary, vary_of_others) in [
        (of(ORIGIN), PLAIN, Some("Vary: Origin")),
        (of("https://*.example.com").with_credentials(), PLAIN, Some("Vary: Origin")),
        (Policy::for_nobody(), PLAIN, Some("Vary: Origin")),
        (of("*"), PLAIN, None),
        (Policy::for_static_origin(ORIGIN), PLAIN, None),
        (of(ORIGIN).with_private_network(), PRIVATE, Some("Vary: Origin")),
    ] {
        for varies in [false, true] {
            let policy = if varies { policy.with_vary_on_options() } else { policy }.build().unwrap();
            let rows: [Pairs<'_>; 5] = [
                &[("Origin", ORIGIN), asks],
                &[("Origin", "https://b.example"), asks],
                &[("Origin", "?")],
                &[asks],
                &[],
            ];
            for fields in rows {
                let of = |method| {
                    written_lines(&policy.decide(method, fields)).into_iter().find(|line| line.starts_with("Vary"))
                };
                assert_eq!(of("OPTIONS").as_deref(), varies.then_some(vary), "{fields:?}");
                assert_eq!(of("GET").as_deref(), vary_of_others, "{fields:?}");
            }
        }
    }
}

/// Hosts after `*.`, whether the policy rejects them with credentials by itself, and whether it does with the whole list.
const SUFFIXES: [(&str, bool, bool); 42] = [
    // One label, known to the list or not.
    ("com", true, true),
    ("corp", true, true),
    ("internal", true, true),
    ("xn--p1ai", true, true),
    // Registries.
    ("co.uk", true, true),
    ("com.au", true, true),
    ("org.br", true, true),
    ("ne.jp", true, true),
    ("co.zw", true, true),
    ("ac.ae", true, true),
    // Platforms, the first and the last of the table among them.
    ("github.io", true, true),
    ("base44.app", true, true),
    ("framer.website", true, true),
    ("vercel.app", true, true),
    ("herokuapp.com", true, true),
    ("s3.amazonaws.com", true, true),
    ("s3.eu-west-1.amazonaws.com", true, true),
    ("us-east-1.elasticbeanstalk.com", true, true),
    // A rule of the list with `*`, and the name above.
    ("eu-west-1.elb.amazonaws.com", true, true),
    ("elb.amazonaws.com", true, true),
    ("a.run.app", true, true),
    // Above a suffix; the list does not say so.
    ("amazonaws.com", true, true),
    ("eu-west-1.amazonaws.com", true, true),
    ("core.windows.net", true, true),
    ("cloudflare.net", true, true),
    // Only the list knows them.
    ("tana.no", false, true),
    ("kawasaki.jp", false, true),
    ("foo.kawasaki.jp", false, true),
    ("ck", true, true),
    ("foo.ck", true, true),
    ("me.uk", false, true),
    // Exceptions of the list.
    ("city.kawasaki.jp", false, false),
    ("www.ck", false, false),
    // Names that someone has registered, and names that end alike.
    ("example.com", false, false),
    ("example.co.uk", false, false),
    ("example.github.io", false, false),
    ("notgithub.io", false, false),
    ("github.io.example", false, false),
    ("xco.uk", false, false),
    ("co.example", false, false),
    ("mybucket.s3.amazonaws.com", false, false),
    ("b.a.run.app", false, false),
];

#[test]
fn public_suffixes_with_credentials_are_rejected() {
    for (host, is_known, is_listed) in SUFFIXES {
        for (dot, port) in [("", ""), (".", ""), ("", ":*"), (".", ":8443")] {
            let origin: &str = format!("https://*.{host}{dot}{port}").leak();
            for policy in [of(origin).with_credentials(), of(origin).with_private_network()] {
                assert_eq!(policy.build().is_err(), is_known, "{origin}");
                assert_eq!(catch_unwind(|| policy.in_const()).is_err(), is_known, "{origin} in a constant");
                let lists: [(PublicSuffixes<'_>, bool); 4] = [
                    (&is_public_suffix, is_listed),
                    (&|_| false, is_known),
                    (&|_| true, true),
                    (&|name| name == host, true),
                ];
                for (list, is_rejected) in lists {
                    let built = policy.build_with_public_suffixes(list);
                    assert_eq!(built.is_err(), is_rejected, "{origin}");
                    if let Err(mistakes) = built {
                        let expected = format!("origin {origin:?}: anyone may get a name below `{host}`");
                        assert_eq!(mistakes.to_string(), expected);
                        assert!(mistakes.iter().all(|mistake| mistake.remedy().starts_with("name a domain below it")));
                    }
                }
                let tolerant = policy.dangerously_tolerate_subdomains_of_public_suffixes();
                assert!(tolerant.build().is_ok() && tolerant.build_with_public_suffixes(&|_| true).is_ok(), "{origin}");
            }
            assert!(of(origin).build_with_public_suffixes(&|_| true).is_ok(), "{origin} without credentials");
        }
    }
    assert!(!is_public_suffix("example.com.") && is_public_suffix("co.uk."), "a dot at the end does not count");
}

#[test]
fn one_origin_may_be_a_public_suffix() {
    for origin in ["https://co.uk", "https://github.io", "https://localhost:*"] {
        assert!(of(origin).with_credentials().build_with_public_suffixes(&|_| true).is_ok(), "{origin}");
    }
}

#[test]
fn a_static_origin_is_one_origin() {
    for (origin, reason) in
        [("*", Reason::NotOne), ("https://*.a.example", Reason::NotOne), ("https://a.example:*", Reason::NotOne)]
    {
        let expected = [(Part::Origin, Setting::Text(origin), reason)];
        assert_eq!(mistakes(Policy::for_static_origin(origin)), expected);
    }
    let insecure = Policy::for_static_origin("http://a.example").with_credentials();
    assert_eq!(mistakes(insecure), [(Part::Origin, Setting::Text("http://a.example"), Reason::Insecure)]);
}

#[test]
fn a_path_names_the_setting_of_the_mistake() {
    let with_mistakes = |policy: Builder<'static>| {
        policy.with_methods(&["GET", "TRACE"]).with_request_headers(&["x a"]).with_response_headers(&[""])
    };
    let paths = |policy: Builder<'static>| {
        let mistakes = with_mistakes(policy).build().unwrap_err();
        mistakes.paths().map(|(path, _)| path.to_string()).collect::<Vec<_>>()
    };
    let others = ["methods[1]", "request_headers[0]", "response_headers[0]"];
    for (policy, origin) in [
        (Policy::for_static_origin("*"), "static_origin"),
        (Policy::for_static_origin("https://a.example/"), "static_origin"),
        (Policy::for_origins(&["https://a.example", "https://a.example/"]), "origins[1]"),
    ] {
        assert_eq!(paths(policy), [&[origin], &others[..]].concat());
    }
    assert_eq!(paths(Policy::for_origins(&[])), [&["origins"], &others[..]].concat());
    let mistakes = Policy::for_static_origin("https://a.example/").with_methods(&["TRACE"]).build().unwrap_err();
    let lines: Vec<_> = mistakes.paths().map(|(path, one)| format!("{path}: {one} ({})", one.remedy())).collect();
    assert_eq!((lines.len(), mistakes.report().to_string()), (2, lines.join("\n")));
}

/// Names that a page may always read are not sent, wherever they are in the list.
#[test]
fn safelisted_response_names_are_left_out() {
    for (names, sent) in [
        (&["X-A", "Expires", "X-B", "Content-Type", "Pragma", "X-C"][..], Some("X-A,X-B,X-C")),
        (&["Expires", "X-A"], Some("X-A")),
        (&["Expires", "Pragma"], None),
    ] {
        let policy = of(ORIGIN).with_response_headers(names).build().unwrap();
        let lines = written_lines(&policy.decide("GET", &[("Origin", ORIGIN)]));
        let exposed = lines.iter().find_map(|line| line.strip_prefix("Access-Control-Expose-Headers: "));
        assert_eq!(exposed, sent, "{names:?}");
    }
}

#[test]
fn invalid_names_are_rejected() {
    let policy = of(ORIGIN).with_credentials();
    let methods: [(&str, _); 6] = [
        ("", Reason::Empty),
        ("r\u{e9}sum\u{e9}", Reason::Invalid),
        ("GET, POST", Reason::Invalid),
        ("CONNECT", Reason::Forbidden),
        ("trace", Reason::Forbidden),
        ("TRACK", Reason::Forbidden),
    ];
    for (method, reason) in methods {
        let methods = Box::leak(Box::new([method]));
        assert_eq!(mistakes(policy.with_methods(methods)), [(Part::Method, Setting::Text(method), reason)]);
    }
    for (name, reason) in [
        ("", Reason::Empty),
        ("X A", Reason::Invalid),
        ("Host", Reason::Forbidden),
        ("SEC-Fetch-Mode", Reason::Forbidden),
        ("proxy-a", Reason::Forbidden),
        ("Access-Control-Request-Method", Reason::Forbidden),
        ("Access-Control-Request-Private-Network", Reason::Forbidden),
        ("Private-Network-Access-ID", Reason::Prohibited),
        ("Access-Control-Allow-Origin", Reason::Prohibited),
        ("access-control-max-age", Reason::Prohibited),
    ] {
        let names = Box::leak(Box::new([name]));
        assert_eq!(mistakes(policy.with_request_headers(names)), [(Part::RequestHeader, Setting::Text(name), reason)]);
    }
    for (name, reason) in [
        ("", Reason::Empty),
        ("X:A", Reason::Invalid),
        ("Set-Cookie", Reason::Forbidden),
        ("set-cookie2", Reason::Forbidden),
        ("Origin", Reason::Prohibited),
        ("Access-Control-Request-Headers", Reason::Prohibited),
        ("Access-Control-Allow-Methods", Reason::Prohibited),
        ("*", Reason::Credentialed),
    ] {
        let names = Box::leak(Box::new([name]));
        assert_eq!(
            mistakes(policy.with_response_headers(names)),
            [(Part::ResponseHeader, Setting::Text(name), reason)]
        );
    }
    assert_eq!(mistakes(of("*").with_response_headers(&["*"])), []);
}

#[test]
fn numbers_have_bounds() {
    for seconds in [-1, 0, 1, 86_400] {
        assert_eq!(mistakes(of(ORIGIN).with_max_age(seconds)), []);
    }
    for seconds in [i64::MIN, -2, 86_401, 1_728_000, i64::MAX] {
        let expected = [(Part::MaxAge, Setting::Number(seconds), Reason::OutOfBounds)];
        assert_eq!(mistakes(of(ORIGIN).with_max_age(seconds)), expected);
    }
    for (status, is_rejected) in [(199, true), (200, false), (299, false), (300, true), (0, true), (u16::MAX, true)] {
        assert_eq!(of(ORIGIN).with_preflight_status(status).build().is_err(), is_rejected, "{status}");
    }
}

#[test]
fn every_mistake_is_reported() {
    let policy = Policy::for_origins(&["http://example.com", "https://example.com/"])
        .with_methods(&["CONNECT", "r\u{e9}sum\u{e9}", "GET"])
        .with_request_headers(&["r\u{e9}sum\u{e9}", "Access-Control-Allow-Origin"])
        .with_response_headers(&["Origin"])
        .with_max_age(86_401)
        .with_preflight_status(404);
    let reported = policy.build().unwrap_err().to_string();
    assert_eq!(
        reported,
        "origin \"https://example.com/\": has a path, a query or a fragment; \
         method \"CONNECT\": browsers let no page use it; method \"r\u{e9}sum\u{e9}\": is not a method; \
         request header \"r\u{e9}sum\u{e9}\": is not a field name; \
         request header \"Access-Control-Allow-Origin\": is a response field of CORS, which no page sends; \
         response header \"Origin\": is a field of CORS that no page reads; \
         max-age 86401: must be -1 to 86400; preflight status 404: must be 200 to 299"
    );
    let wanted = "origin \"http://a.example\": is not secure: anyone on the network path can act as this origin";
    for policy in [of("http://a.example").with_credentials(), of("http://a.example").with_private_network()] {
        assert_eq!(policy.build().unwrap_err().to_string(), wanted);
    }
    let many = vec!["a\nb"; 100];
    let mistakes = Policy::for_origins(&many).build().unwrap_err();
    assert_eq!(mistakes.iter().count(), 100);
    assert!(!mistakes.to_string().contains('\n'), "the text fits in one line of a log");
}

/// 64 letters.
const LONG_LABEL: &str = "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example";

#[test]
fn each_mistake_has_a_remedy() {
    let rows: [(Builder<'_>, &str); 22] = [
        (of("https://"), "write a host after `://`"),
        (of("https://\u{E9}.example"), "write the host in Punycode, as in `xn--caf-dma.example`"),
        (of("https://[::1"), "write a name, an IPv4 address, or an IPv6 address in brackets"),
        (of(LONG_LABEL), "shorten it"),
        (of("https://user@example.com"), "remove the user name and the `@`"),
        (of("https://*.127.0.0.1"), "write a name, or an IPv4 address without `*`"),
        (of("https://a..example"), "remove the extra dot"),
        (of("https://example.com:0443"), "write a number from 1 to 65535 without leading zeros, or `:*` for any port"),
        (of("https://example.com ").with_credentials(), "remove the white space"),
        (of("null"), "remove it and give the page an origin of its own; only `*`, without credentials, allows `null`"),
        (of("file://"), "remove it and serve the page by `http://localhost`, or by a scheme of the app"),
        (
            of("https://*"),
            "list the hosts, or `*` alone; only the scheme of an app or an extension can have `*` as its host",
        ),
        (
            of("moz-extension://*").with_credentials(),
            "list the hosts, or name it in `dangerously_tolerate_any_host` too",
        ),
        (
            of("http://a.example").with_credentials(),
            "use `https`, or name it in `dangerously_tolerate_insecure_origins` too",
        ),
        (Policy::for_origins(&["*", ORIGIN]), "list `*` alone, or the other origins alone"),
        (
            Policy::for_origins(&[]),
            "list at least one; where nobody is meant, set `nobody`, or use `Policy::for_nobody`",
        ),
        (of("https://example.com/"), "end it after the host or the port"),
        (of("https://example.com:443"), "remove the port"),
        (of("https://a*.example.com"), "write `*.` before a host, `:*` after it, or `*` alone"),
        (of(ORIGIN).with_methods(&["GET, PUT"]), "write one method, as in `PUT`"),
        (of(ORIGIN).with_request_headers(&["X A"]), "write one field name, as in `X-Request-Id`"),
        (of(ORIGIN).with_max_age(-2), "use a number in this range"),
    ];
    for (policy, remedy) in rows {
        let mistakes = policy.build().unwrap_err();
        assert!(mistakes.iter().map(|mistake| mistake.remedy()).eq([remedy]), "{mistakes}");
    }
}

#[test]
fn lines_of_a_text_are_a_list() {
    let lines = Policy::for_origin_lines("https://app.example.com\r\nhttps://*.example.org:*\n")
        .with_credentials()
        .with_method_lines("GET\nput\nPURGE")
        .with_request_header_lines("\nAuthorization\nx-a\n")
        .with_response_header_lines("Content-Type\nX-Id")
        .with_max_age(600)
        .build()
        .unwrap();
    let requests: [(&str, &str, &str, &str); 9] = [
        ("GET", ORIGIN, "", ""),
        ("GET", "https://a.example.org:8443", "", ""),
        ("GET", "https://b.example.com", "", ""),
        ("OPTIONS", ORIGIN, "PUT", "x-a,authorization"),
        ("OPTIONS", ORIGIN, "PURGE", "x-a"),
        ("OPTIONS", ORIGIN, "DELETE", ""),
        ("OPTIONS", ORIGIN, "PUT", "authorization,x-a,x-a,authorization"),
        ("OPTIONS", ORIGIN, "PUT", "x-b"),
        ("OPTIONS", ORIGIN, "PUT", &"x".repeat(1000)),
    ];
    for (method, origin, asked, names) in requests {
        let mut fields = vec![("Origin", origin)];
        if method == "OPTIONS" {
            fields.extend([("Access-Control-Request-Method", asked), ("Access-Control-Request-Headers", names)]);
        }
        let (of_lines, of_slices) = (lines.decide(method, &fields[..]), LISTED.decide(method, &fields[..]));
        assert_eq!(of_lines.refusal(), of_slices.refusal(), "{fields:?}");
        assert_eq!(
            (of_lines.action(), written_lines(&of_lines)),
            (of_slices.action(), written_lines(&of_slices)),
            "{fields:?}"
        );
    }

    let listed = Policy::for_origin_lines("https://a.example\nhttps://b.example").build().unwrap();
    for (origin, refusal) in [("https://b.example", None), ("https://c.example", Some(Refusal::Origin))] {
        assert_eq!(listed.decide("GET", &[("Origin", origin)]).refusal(), refusal, "{origin}");
    }
    let any = Policy::for_origin_lines("*").with_method_lines("*").with_request_header_lines("*\nAuthorization");
    assert_eq!(
        preflight(&any.build().unwrap(), "null", "PUT", &["authorization"]),
        Ok(vec!["Access-Control-Allow-Methods: *".into(), "Access-Control-Allow-Headers: *,authorization".into()])
    );
    assert_eq!(
        mistakes(Policy::for_origin_lines(" https://a.example\nnull").with_method_lines("PUT\nTRACE")),
        [
            (Part::Origin, Setting::Text(" https://a.example"), Reason::WhiteSpace),
            (Part::Origin, Setting::Text("null"), Reason::Null),
            (Part::Method, Setting::Text("TRACE"), Reason::Forbidden),
        ]
    );
}

#[test]
fn a_refusal_is_an_error_with_a_message() {
    let two_origins = [("Origin", ORIGIN), ("Origin", ORIGIN)];
    let preflight = |method, names| {
        [("Origin", ORIGIN), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", names)]
    };
    let rows: [(&Policy<'_>, &str, Pairs<'_>, &str); 7] = [
        (&LISTED, "GET", &[("Origin", "?")], "malformed or repeated Origin"),
        (&LISTED, "GET", &two_origins, "malformed or repeated Origin"),
        (&LISTED, "GET", &[("Origin", "https://b.example")], "origin not allowed"),
        (&ANY, "OPTIONS", &preflight("a b", ""), "malformed or repeated Access-Control-Request-Method"),
        (&LISTED, "OPTIONS", &preflight("a b", ""), "method not allowed"),
        (&LISTED, "OPTIONS", &preflight("PUT", "a b"), "request header not allowed"),
        (
            &LISTED,
            "OPTIONS",
            &preflight("PUT", ",,,,,,,,,,,,,,,,,"),
            "too many elements or bytes in Access-Control-Request-Headers",
        ),
    ];
    for (policy, method, fields, text) in rows {
        let refusal = policy.decide(method, fields).refusal();
        let error: Box<dyn std::error::Error> = Box::new(refusal.unwrap());
        assert_eq!(error.to_string(), text, "{fields:?}");
    }
}

#[test]
fn a_policy_asks_for_its_documented_names() {
    let fields =
        [("Origin", ORIGIN), ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "x-a")];
    let request = Counted(&fields, RefCell::default());
    let policy = of(ORIGIN).with_methods(&["PUT"]).with_private_network().build().unwrap();
    for method in ["GET", "OPTIONS"] {
        let _ = policy.decide(method, &request);
    }
    let asked: Vec<_> = request.1.borrow().keys().cloned().collect();
    let mut expected = Policy::ASKS;
    expected.sort_unstable();
    assert_eq!(asked, expected);
}

const LISTED: Policy<'_> = Policy::for_origins(&["https://app.example.com", "https://*.example.org:*"])
    .with_credentials()
    .with_methods(&["GET", "put", "PURGE"])
    .with_request_headers(&["Authorization", "x-a"])
    .with_response_headers(&["Content-Type", "X-Id"])
    .with_max_age(600)
    .in_const();

const ANY: Policy<'_> = Policy::for_origins(&["*"])
    .with_methods(&["*"])
    .with_request_headers(&["*"])
    .with_response_headers(&["*", "X-Id"])
    .with_max_age(-1)
    .in_const();

const STATIC: Policy<'_> =
    Policy::for_static_origin(ORIGIN).with_response_headers(&["Expires"]).with_preflight_status(200).in_const();

/// A policy, the method and the fields of a request, and the decision.
type Row<'r> = (&'r Policy<'r>, &'r str, &'r [(&'r str, &'r str)], Kind, Option<Refusal>, &'r [&'r str]);

#[test]
fn requests_that_are_not_preflights_continue() {
    let origin = ("Origin", ORIGIN);
    let evil = ("Origin", "https://app.example.com.evil.example");
    let asks = ("Access-Control-Request-Method", "PUT");
    let allowed = [
        "Access-Control-Allow-Origin: https://app.example.com",
        "Access-Control-Allow-Credentials: true",
        "Access-Control-Expose-Headers: X-Id",
    ];
    let any = ["Access-Control-Allow-Origin: *", "Access-Control-Expose-Headers: *"];
    let fixed = ["Access-Control-Allow-Origin: https://app.example.com"];
    let varied = [&allowed[..], &["Vary: Origin"]].concat();
    let rows: [Row<'_>; 19] = [
        (&LISTED, "GET", &[origin], Kind::Actual, None, &varied),
        (&LISTED, "OPTIONS", &[origin], Kind::Actual, None, &allowed),
        (&LISTED, "PUT", &[origin, asks], Kind::Actual, None, &varied),
        (&LISTED, "options", &[origin, asks], Kind::Actual, None, &varied),
        (&LISTED, "GET", &[], Kind::NotCors, None, &["Vary: Origin"]),
        (&LISTED, "OPTIONS", &[asks], Kind::NotCors, None, &[]),
        (&LISTED, "POST", &[evil], Kind::Actual, Some(Refusal::Origin), &["Vary: Origin"]),
        (&LISTED, "OPTIONS", &[evil], Kind::Actual, Some(Refusal::Origin), &[]),
        (&LISTED, "GET", &[("Origin", "null")], Kind::Actual, Some(Refusal::Origin), &["Vary: Origin"]),
        (&LISTED, "GET", &[("Origin", "")], Kind::Actual, Some(Refusal::InvalidOrigin), &["Vary: Origin"]),
        (&LISTED, "GET", &[origin, origin], Kind::Actual, Some(Refusal::InvalidOrigin), &["Vary: Origin"]),
        (
            &LISTED,
            "GET",
            &[("Origin", "https://*.example.org:*")],
            Kind::Actual,
            Some(Refusal::InvalidOrigin),
            &["Vary: Origin"],
        ),
        (&ANY, "GET", &[], Kind::NotCors, None, &any),
        (&ANY, "GET", &[evil], Kind::Actual, None, &any),
        (&ANY, "GET", &[("Origin", "?"), evil], Kind::Actual, None, &any),
        (&ANY, "OPTIONS", &[("Origin", "null")], Kind::Actual, None, &any),
        (&STATIC, "GET", &[], Kind::NotCors, None, &fixed),
        (&STATIC, "OPTIONS", &[origin], Kind::Actual, None, &fixed),
        (&STATIC, "GET", &[evil], Kind::Actual, Some(Refusal::Origin), &fixed),
    ];
    for (policy, method, request, kind, refusal, fields) in rows {
        let decision = policy.decide(method, request);
        assert_eq!((decision.kind(), decision.refusal()), (kind, refusal), "{method} {request:?}");
        assert_eq!(decision.action(), Action::Continue);
        assert_eq!(written_lines(&decision), fields, "{method} {request:?}");
    }
}

/// Decides a preflight with these values of `Access-Control-Request-Headers`.
fn preflight(policy: &Policy<'_>, origin: &str, method: &str, names: &[&str]) -> Result<Vec<String>, Refusal> {
    let mut request = vec![(" ", ""), ("origin", origin), ("ACCESS-CONTROL-REQUEST-METHOD", method)];
    request.extend(names.iter().map(|names| ("access-control-request-headers", *names)));
    let decision = policy.decide("OPTIONS", request.as_slice());
    assert_eq!(decision.kind(), Kind::Preflight);
    if let Some(refusal) = decision.refusal() {
        assert_eq!((decision.action(), written_lines(&decision)), (Action::Respond(403), vec![]));
        return Err(refusal);
    }
    assert!(matches!(decision.action(), Action::Respond(200..=299)));
    let mut said = written_lines(&decision);
    assert!(said.remove(0).starts_with("Access-Control-Allow-Origin: "));
    Ok(said)
}

#[test]
fn preflights_are_answered() {
    const CREDENTIALS: &str = "Access-Control-Allow-Credentials: true";
    const AGE: &str = "Access-Control-Max-Age: 600";
    let put = "Access-Control-Allow-Methods: PUT";
    let rows: [(&str, &[&str], &[&str]); 9] = [
        ("GET", &[], &[CREDENTIALS, AGE]),
        ("HEAD", &[], &[CREDENTIALS, AGE]),
        ("POST", &[""], &[CREDENTIALS, "Access-Control-Allow-Headers: ", AGE]),
        ("PUT", &[], &[CREDENTIALS, put, AGE]),
        (" PURGE\t", &[], &[CREDENTIALS, "Access-Control-Allow-Methods: PURGE", AGE]),
        ("PUT", &["x-a"], &[CREDENTIALS, put, "Access-Control-Allow-Headers: x-a", AGE]),
        ("PUT", &["X-A , ,authorization"], &[CREDENTIALS, put, "Access-Control-Allow-Headers: X-A,authorization", AGE]),
        (
            "PUT",
            &["x-a", ",", "authorization", "x-a"],
            &[CREDENTIALS, put, "Access-Control-Allow-Headers: x-a,authorization,x-a", AGE],
        ),
        ("GET", &[",,authorization,,"], &[CREDENTIALS, "Access-Control-Allow-Headers: authorization", AGE]),
    ];
    for (method, names, fields) in rows {
        let answered = preflight(&LISTED, ORIGIN, method, names);
        assert_eq!(answered, Ok(fields.iter().map(ToString::to_string).collect()), "{method} {names:?}");
    }
    for origin in ["https://a.example.org", "https://a.b.example.org:8443"] {
        assert!(preflight(&LISTED, origin, "PUT", &["x-a"]).is_ok(), "{origin}");
    }
}

#[test]
fn preflights_are_rejected_at_each_step() {
    let rows: [(&str, &str, &[&str], Refusal); 17] = [
        ("https://example.org", "PUT", &[], Refusal::Origin),
        ("http://app.example.com", "PUT", &[], Refusal::Origin),
        ("https://app.example.com:8443", "PUT", &[], Refusal::Origin),
        ("https://xapp.example.com", "PUT", &[], Refusal::Origin),
        ("https://example.org.evil.example", "PUT", &[], Refusal::Origin),
        ("https://evilexample.org", "PUT", &[], Refusal::Origin),
        ("httpx://a.example.org", "PUT", &[], Refusal::Origin),
        ("https://APP.example.com", "PUT", &[], Refusal::InvalidOrigin),
        (ORIGIN, "purge", &[], Refusal::Method),
        (ORIGIN, "pUT", &[], Refusal::Method),
        (ORIGIN, "DELETE", &[], Refusal::Method),
        (ORIGIN, "", &[], Refusal::Method),
        (ORIGIN, "PUT", &["x-b"], Refusal::RequestHeader),
        (ORIGIN, "PUT", &["x-a;authorization"], Refusal::RequestHeader),
        (ORIGIN, "PUT", &["x-a authorization"], Refusal::RequestHeader),
        (ORIGIN, "PUT", &["x-a", "content-type"], Refusal::RequestHeader),
        (ORIGIN, "PUT", &["x-a,,,,,,,,,,,,,,,,,,x-a"], Refusal::TooManyRequestHeaders),
    ];
    for (origin, method, names, refusal) in rows {
        assert_eq!(preflight(&LISTED, origin, method, names), Err(refusal), "{origin} {method} {names:?}");
    }
    let twice =
        [("Origin", ORIGIN), ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Method", "PUT")];
    assert_eq!(LISTED.decide("OPTIONS", &twice).refusal(), Some(Refusal::InvalidMethod));
    assert_eq!(preflight(&STATIC, "https://b.example", "GET", &[]), Err(Refusal::Origin));
}

#[test]
fn the_meaning_of_a_wildcard_depends_on_credentials() {
    let (any, age) = ("Access-Control-Allow-Methods: *", "Access-Control-Max-Age: 0");
    let headers = |value: &str| format!("Access-Control-Allow-Headers: {value}");
    assert_eq!(preflight(&ANY, "null", "CHICKEN", &[]), Ok(vec![any.into(), age.into()]));
    assert_eq!(preflight(&ANY, "?", "PUT", &["x-a", "x-b"]), Ok(vec![any.into(), headers("*"), age.into()]));
    assert_eq!(
        preflight(&ANY, "null", "GET", &["Authorization"]),
        Err(Refusal::RequestHeader),
        "no `*` allows Authorization"
    );
    assert_eq!(preflight(&ANY, "null", "a b", &[]), Err(Refusal::InvalidMethod));
    assert_eq!(preflight(&ANY, "null", "GET", &["a b"]), Err(Refusal::RequestHeader));
    let named = of("*").with_request_headers(&["*", "authorization"]).build().unwrap();
    assert_eq!(preflight(&named, "null", "GET", &["authorization"]), Ok(vec![headers("*,authorization")]));

    let echoes = of(ORIGIN).with_methods(&["*"]).with_request_headers(&["*"]).with_credentials().build().unwrap();
    let answered = preflight(&echoes, ORIGIN, "CHICKEN", &["bar", "authorization"]).unwrap();
    assert_eq!(answered[1..], ["Access-Control-Allow-Methods: CHICKEN".into(), headers("bar,authorization")]);
    assert_eq!(preflight(&echoes, ORIGIN, "CHIC\u{1}", &[]), Err(Refusal::InvalidMethod));
    assert_eq!(preflight(&echoes, ORIGIN, "GET", &["a\r\nb"]), Err(Refusal::RequestHeader));
}

#[test]
fn a_private_network_needs_an_opt_in() {
    let request = [
        ("Origin", ORIGIN),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Private-Network", "true"),
    ];
    for value in ["true", "True", "", "?"] {
        let request = [request[0], request[1], (request[2].0, value)];
        for policy in [&LISTED, &ANY, &STATIC] {
            let (asked, plain) = (policy.decide("OPTIONS", &request), policy.decide("OPTIONS", &request[..2]));
            assert_eq!((asked.action(), written_lines(&asked)), (plain.action(), written_lines(&plain)), "{value}");
            assert_eq!(asked.refusal(), None, "{value}");
        }
    }
    let policy = of(ORIGIN).with_private_network().build().unwrap();
    let expected =
        ["Access-Control-Allow-Origin: https://app.example.com", "Access-Control-Allow-Private-Network: true"];
    assert_eq!(written_lines(&policy.decide("OPTIONS", &request)), expected);
    assert_eq!(written_lines(&policy.decide("OPTIONS", &request[..2])), expected[..1]);
    let other = [request[0], request[1], (request[2].0, "True")];
    assert_eq!(written_lines(&policy.decide("OPTIONS", &other)), expected[..1], "the draft compares case-sensitively");
}

#[test]
fn hostile_lists_are_rejected() {
    let any = of(ORIGIN).with_request_headers(&["*"]).with_credentials().build().unwrap();
    for piece in [",", " ", "x-a,", "x-a   ,", "a", "\t,"] {
        let line = piece.repeat((1 << 20) / piece.len());
        assert_eq!(preflight(&LISTED, ORIGIN, "PUT", &[&line]), Err(Refusal::TooManyRequestHeaders), "{piece:?}");
        assert_eq!(preflight(&any, ORIGIN, "GET", &[&line]), Err(Refusal::TooManyRequestHeaders), "{piece:?}");
    }
    assert!(preflight(&LISTED, ORIGIN, "PUT", &["x-a"; 8]).is_ok());
    assert_eq!(preflight(&LISTED, ORIGIN, "PUT", &["x-a"; 9]), Err(Refusal::TooManyRequestHeaders));
    assert!(preflight(&LISTED, ORIGIN, "PUT", &[""; 16]).is_ok());
    assert_eq!(preflight(&LISTED, ORIGIN, "PUT", &[""; 17]), Err(Refusal::TooManyRequestHeaders));
    assert!(preflight(&any, ORIGIN, "GET", &[&"a".repeat(16 * 1024)]).is_ok());
    assert_eq!(preflight(&any, ORIGIN, "GET", &[&"a".repeat(16 * 1024 + 1)]), Err(Refusal::TooManyRequestHeaders));
}

/// Each name that precedes the name before it, or repeats it, costs another walk over the list.
#[test]
fn names_in_any_order_have_a_limit() {
    let names: Vec<String> = (0..100).map(|number| format!("x-{number:02}")).collect();
    let lines = names.join("\n");
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let of_texts = of(ORIGIN).with_request_headers(&names).build().unwrap();
    let of_lines = of(ORIGIN).with_request_header_lines(&lines).build().unwrap();
    let reversed: Vec<&str> = names.iter().rev().copied().collect();
    let interleaved: Vec<&str> = names.iter().chain(&names).copied().collect();
    let is_allowed = |policy: &Policy<'_>, asked: &[&str]| match preflight(policy, ORIGIN, "GET", &[&asked.join(",")]) {
        Ok(_) => true,
        Err(refusal) => {
            assert_eq!(refusal, Refusal::TooManyRequestHeaders);
            false
        }
    };
    for policy in [&of_texts, &of_lines] {
        assert!(is_allowed(policy, &names) && is_allowed(policy, &interleaved), "names in order");
        assert!(is_allowed(policy, &reversed[..64]) && !is_allowed(policy, &reversed[..65]));
        assert!(is_allowed(policy, &["x-99"; 64]) && !is_allowed(policy, &["x-99"; 65]));
        assert!(
            is_allowed(policy, &["x-99", "x-00"].repeat(63)[..65]) && !is_allowed(policy, &["x-99", "x-00"].repeat(65))
        );
        assert!(!is_allowed(policy, &[&reversed[..64], &["x-b"]].concat()), "unknown names too");
        assert_eq!(preflight(policy, ORIGIN, "GET", &["x-99,x-b,x-98"]), Err(Refusal::RequestHeader));
    }
}

#[test]
fn names_are_found_in_any_order() {
    let names: Vec<String> = (0..64).map(|number| format!("x-custom-header-{number:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut shuffled = names.clone();
    shuffled.sort_by_key(|name| name.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())));
    for allowed in [&names, &shuffled] {
        let policy = of(ORIGIN).with_request_headers(allowed).build().unwrap();
        for asked in [&names, &shuffled] {
            for asked in [asked.join(","), asked.join(", ").to_ascii_uppercase()] {
                let answered = preflight(&policy, ORIGIN, "GET", &[&asked]).unwrap();
                assert_eq!(
                    answered[0].replace(' ', ""),
                    format!("Access-Control-Allow-Headers:{}", asked.replace(' ', ""))
                );
                let unknown = format!("{asked},x-custom-header-64");
                assert_eq!(preflight(&policy, ORIGIN, "GET", &[&unknown]), Err(Refusal::RequestHeader));
            }
        }
    }
}

/// Counts how often each field is asked for.
struct Counted<'a>(&'a [(&'a str, &'a str)], RefCell<BTreeMap<String, usize>>);

impl<'m> Fields<'m> for &'m Counted<'_> {
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        *self.1.borrow_mut().entry(name.to_owned()).or_default() += 1;
        self.0.values(name)
    }
}

#[test]
fn each_field_is_asked_for_once() {
    let fields =
        [("Origin", ORIGIN), ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "x-a")];
    let request = Counted(&fields, RefCell::default());
    let decision = LISTED.decide("OPTIONS", &request);
    assert_eq!((written_lines(&decision).len(), written_lines(&decision).len()), (5, 5));
    let counted = request.1.borrow();
    assert!(counted.len() == 3 && counted.values().all(|count| *count == 1), "{counted:?}");

    let request = Counted(&fields, RefCell::default());
    let _ = LISTED.decide("PUT", &request);
    assert_eq!(request.1.borrow().len(), 1);
}

/// Policies and requests that have much in common.
fn cases() -> impl Strategy<Value = Vec<u8>> {
    fn one(of: &'static [&'static str]) -> impl Strategy<Value = String> {
        prop::sample::select(of).prop_map(str::to_owned)
    }
    let setting = one(&[
        "ohttps://a.example",
        "ohttps://a.example",
        "ohttps://*.a.example",
        "ohttps://*.a.example:*",
        "ohttps://b.example:8080",
        "ohttps://a.example:*",
        "ohttp://localhost:*",
        "ohttp://a.example",
        "omoz-extension://*",
        "oapp://A.example",
        "o*",
        "mPUT",
        "mput",
        "mPATCH",
        "m*",
        "hX-A",
        "hx-b",
        "hAuthorization",
        "haccept",
        "h*",
        "eX-C",
        "eExpires",
        "e*",
        "a-1",
        "a60",
    ]);
    let options = one(&[
        "f", "f", "fc", "fc", "fcs", "fa", "fca", "fn", "fcn", "fci", "fciw", "fwv", "fv", "fcnvi", "fb", "fbcv", "fav",
    ]);
    let method = one(&["!OPTIONS", "!OPTIONS", "!OPTIONS", "!GET", "!PUT"]);
    let origin = one(&[
        "https://a.example",
        "https://a.example",
        "https://x.a.example",
        "https://x.y.a.example:81",
        "https://xa.example",
        "http://x.a.example",
        "httpx://x.a.example",
        "https://.a.example",
        "https://a.example:81",
        "https://b.example:8080",
        "http://localhost:3000",
        "moz-extension://a1cd9ab7-ab15-462c-9315-8eece8e16982",
        "app://A.example",
        "app://a.example",
        "null",
        "https://*.a.example",
        " https://a.example\t",
        "https://a.example,",
    ])
    .prop_map(|origin| format!(">Origin:{origin}"));
    let field = one(&[
        ">Access-Control-Request-Method:PUT",
        ">Access-Control-Request-Method: PATCH",
        ">access-control-request-method:GET",
        ">Access-Control-Request-Method:put",
        ">Access-Control-Request-Headers:x-a",
        ">Access-Control-Request-Headers:authorization,x-a",
        ">Access-Control-Request-Headers: accept , ,x-b",
        ">access-control-request-headers:x-a\t,x-c",
        ">Access-Control-Request-Headers:",
        ">Access-Control-Request-Headers:a b",
        ">Access-Control-Request-Private-Network:true",
        ">Origin:https://a.example",
    ]);
    (vec(setting, 1..8), options, method, vec(origin, 0..2), vec(field, 0..4)).prop_map(
        |(settings, options, method, origin, fields)| {
            [settings, vec![options, method], origin, fields].concat().join("\n").into_bytes()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn decisions_keep_the_laws(case in cases()) {
        laws::check("policy", &case);
    }
}

/// An owned policy decides as its builder's policy, whatever the lists are.
#[test]
fn an_owned_policy_is_checked_with_a_list() {
    let is_listed: PublicSuffixes<'static> = &|name| name == "tenants.example";
    for (origins, credentials, tolerated, reason) in [
        ("https://*.tenants.example", true, false, Some(Reason::PublicSuffix)),
        ("https://*.tenants.example.", true, false, Some(Reason::PublicSuffix)),
        ("https://*.github.io", true, false, Some(Reason::PublicSuffix)),
        ("https://*.tenants.example", false, false, None),
        ("https://*.tenants.example", true, true, None),
        ("https://*.a.tenants.example\nhttps://tenants.example", true, false, None),
        ("https://a.example/", true, false, Some(Reason::Path)),
    ] {
        let mut config = Config::new(origins.to_owned());
        config.credentials = credentials;
        config.dangerously_tolerate_subdomains_of_public_suffixes = tolerated;
        match config.clone().build_with_public_suffixes(is_listed) {
            Ok(owned) => {
                assert_eq!(reason, None, "{origins}");
                let origin = [("Origin", "https://x.a.tenants.example")];
                assert_eq!(owned.as_policy().decide("GET", &origin).refusal(), None, "{origins}");
                assert_eq!(owned.config(), &config);
            }
            Err(error) => {
                assert!(error.mistakes().iter().map(|mistake| Some(mistake.reason())).eq([reason]), "{origins}");
                let borrowed = config.builder().build_with_public_suffixes(is_listed).unwrap_err();
                assert_eq!(error.clone().to_string(), borrowed.to_string());
                assert_eq!(error.into_config(), config);
            }
        }
    }
}

#[test]
fn an_owned_policy_decides_as_a_borrowed_one() {
    let rows = [
        ("https://app.example.com\nhttps://b.example.com", "", "", "", "", ""),
        ("https://*.example.com", "PUT\nDELETE", "X-A\nX-B", "ETag\nX-C\nContent-Type", "", ""),
        ("*", "*", "*\nAuthorization", "*", "", ""),
        ("https://app.example.com", "*", "*", "Content-Type", "", ""),
        ("http://a.example\nhttps://app.example.com", "*", "*", "", "http://a.example", ""),
        ("app://*\nhttps://b.example.com", "*", "*", "", "", "app://*"),
        ("http://a.example", "", "", "", "", "app://*"),
    ];
    for (origins, methods, request_headers, response_headers, insecure, any_host) in rows {
        for credentials in [false, true] {
            let mut config = Config::new(origins.to_owned());
            (config.methods, config.request_headers) = (methods.to_owned(), request_headers.to_owned());
            (config.response_headers, config.credentials) = (response_headers.to_owned(), credentials);
            (config.max_age, config.preflight_status) = (600, Some(200));
            config.vary_on_options = credentials;
            config.private_network = true;
            config.dangerously_tolerate_insecure_origins = insecure.to_owned();
            config.dangerously_tolerate_any_host = any_host.to_owned();
            let borrowed = config.clone();
            let (owned, policy) = match (config.build(), borrowed.builder().build()) {
                (Ok(owned), Ok(policy)) => (owned, policy),
                (Err(error), Err(mistakes)) => {
                    assert_eq!(error.to_string(), mistakes.to_string());
                    assert_eq!(error.into_config(), borrowed);
                    continue;
                }
                (owned, policy) => panic!("{owned:?} {policy:?}"),
            };
            let owned = std::thread::spawn(move || owned).join().unwrap();
            for origin in [
                "https://app.example.com",
                "https://b.example.com",
                "https://c.example.org",
                "http://a.example",
                "app://A",
            ] {
                for (method, asked, names) in [
                    ("GET", "", ""),
                    ("OPTIONS", "PUT", "x-a"),
                    ("OPTIONS", "PURGE", "authorization"),
                    ("OPTIONS", "GET", "x-b,x-a"),
                ] {
                    let mut fields = vec![("Origin", origin)];
                    if method == "OPTIONS" {
                        fields.extend([
                            ("Access-Control-Request-Method", asked),
                            ("Access-Control-Request-Headers", names),
                        ]);
                    }
                    let (one, other) =
                        (owned.as_policy().decide(method, &fields[..]), policy.decide(method, &fields[..]));
                    assert_eq!(
                        (one.action(), one.refusal(), written_lines(&one)),
                        (other.action(), other.refusal(), written_lines(&other))
                    );
                }
            }
        }
    }
    let error: Box<dyn std::error::Error> = Config::new("null".to_owned()).build().unwrap_err().into();
    assert_eq!(error.to_string(), Policy::for_origins(&["null"]).build().unwrap_err().to_string());
}
