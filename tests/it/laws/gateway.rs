//! The gateway policy: any statements, any scopes and any requests.

use core::cell::Cell;

use countersign::cors::gateway::{
    Decision, Document, Item, Policy, Readings, Request, Scope, Scopes, Statement, Step, decide,
};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use countersign::cors::policy::{Action, Kind, Refusal, Setting};
use countersign::{Fields, List};

use super::oracle::trimmed;
use super::{lines, written};

/// The bits of the first bytes are choices. The lines after them are texts of statements and values of a request.
pub(crate) fn check(data: &[u8]) {
    let Some((choices, rest)) = data.split_first_chunk::<4>() else {
        return;
    };
    let choices = Cell::new(u32::from_le_bytes(*choices));
    let choose = || {
        let bit = choices.get() & 1 == 1;
        choices.set(choices.get().rotate_right(1));
        bit
    };
    order(*rest.first_chunk().unwrap_or(&[0; 5]));

    let texts: Vec<&str> = lines(rest).filter_map(|line| core::str::from_utf8(line).ok()).collect();
    let [origins, methods, headers, exposed] = quarters(&texts);
    let statement = Statement {
        allowed_origins: origins,
        allowed_methods: choose().then_some(methods),
        preflight_result_max_age: u32::from(choose()),
        allowed_headers: choose().then_some(headers),
        expose_headers: choose().then_some(exposed),
        allow_credentials: choose(),
        terminate_unmatched_request: choose().then(&choose),
        unknown: &[],
    };
    let listed = Statement { allowed_origins: &["http://a.example/", "https://b.example:443"], ..statement };
    let without = Statement { allowed_methods: None, allowed_headers: None, expose_headers: None, ..listed };
    let policies: Vec<_> = [statement, listed, without].into_iter().filter_map(policy).collect();

    let mut readings = Readings::DEFAULT;
    readings.preflight_needs_method = choose();
    readings.terminate_other_methods = choose();
    readings.emit_zero_max_age = choose();
    readings.emit_false_credentials = choose();
    readings.fall_through_actual = choose();
    readings.compare_origins_as_uris = choose();
    readings.ignore_case_of_origins = choose();
    readings.echo_for_credentials = choose();
    for origin in lines(rest).take(4).chain([&b"http://a.example"[..], b"HTTPS://B.example", b"null", b"*"]) {
        let value = |text: &'static str| text.as_bytes();
        let asked = lines(rest).last().unwrap_or_default();
        let request = [
            ("Origin", origin),
            ("Access-Control-Request-Method", if choose() { value("PUT") } else { asked }),
            ("Access-Control-Request-Headers", asked),
        ];
        for (method, fields) in [
            ("OPTIONS", &request[..]),
            ("GET", &request[..1]),
            ("PUT", &request[..1]),
            ("OPTIONS", &request[..1]),
            ("GET", &[]),
        ] {
            let readings = if choose() { Readings::DEFAULT } else { readings };
            decided(method, fields, &policies, &readings);
            // It decides a hundred times.
            if choose() {
                certain(method, fields, &policies, &readings);
            }
        }
    }
}

/// Asserts that each mistake names a text of the statement, and that the statement without these texts is a policy.
fn policy(statement: Statement<'_>) -> Option<Policy<'_>> {
    let mistakes = match Policy::new(statement) {
        Ok(policy) => {
            assert_eq!(*policy.statement(), statement);
            return Some(policy);
        }
        Err(mistakes) => mistakes,
    };
    assert!(mistakes.iter().next().is_some() && !mistakes.to_string().is_empty());
    let wrong: Vec<_> = mistakes.iter().map(|mistake| mistake.setting()).collect();
    let left = |texts: &[&str]| -> Vec<String> {
        texts.iter().filter(|text| !wrong.contains(&Setting::Text(text))).map(|text| (*text).to_owned()).collect()
    };
    let lists = [
        Some(statement.allowed_origins),
        statement.allowed_methods,
        statement.allowed_headers,
        statement.expose_headers,
    ];
    let lists = lists.map(|list| list.map(left).unwrap_or_default());
    let lists: Vec<Vec<&str>> = lists.iter().map(|list| list.iter().map(String::as_str).collect()).collect();
    let some = |index: usize| Some(lists[index].as_slice()).filter(|list| !list.is_empty());
    let repaired = Statement {
        allowed_origins: some(0).unwrap_or(&["https://a.example"]),
        allowed_methods: some(1),
        allowed_headers: some(2),
        expose_headers: some(3),
        ..statement
    };
    assert!(Policy::new(repaired).is_ok(), "{repaired:?}");
    None
}

fn decided(method: &str, fields: &[(&str, &[u8])], policies: &[Policy<'_>], readings: &Readings) {
    let decision = decide(Request::new(method, fields), policies, readings);
    let origin = fields.values("Origin").next().map(trimmed);
    let by = decision.decided_by().and_then(|position| policies.get(position));
    let is_preflight = decision.kind() == Kind::Preflight;
    assert_eq!(decision.kind() == Kind::NotCors, origin.is_none());
    assert!(matches!(decision.action(), Action::Continue | Action::Respond(200)));
    if let Some(position) = decision.decided_by() {
        let again = decide(Request::new(method, fields), &policies[..=position], readings);
        assert_eq!(shown(&again), shown(&decision), "the policies after the deciding one change nothing");
    }

    let set: Vec<_> = decision.set().map(|(name, value)| (name, written(&value))).collect();
    let value = |wanted: &str| set.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_slice());
    match (value("Access-Control-Allow-Origin"), by) {
        (None, _) => assert!(set.is_empty(), "{set:?}"),
        (Some(b"*"), Some(policy)) if policy.allows_any_origin() => {
            assert_ne!(value("Access-Control-Allow-Credentials"), Some(&b"true"[..]));
        }
        (Some(allowed), Some(policy)) => {
            assert_eq!(Some(allowed), origin, "an answer names the origin that asked, and no other");
            let configured = policy.statement().allowed_origins.iter();
            assert!(configured.clone().any(|configured| is_same(configured, allowed)), "{configured:?} {allowed:?}");
        }
        (Some(_), None) => panic!("no policy decided, but an origin is allowed"),
    }
    for (name, value) in &set {
        match *name {
            "Access-Control-Allow-Methods" => assert!(List::<Method<'_>>::parse(value).is_ok()),
            "Access-Control-Allow-Headers" | "Access-Control-Expose-Headers" => {
                assert!(List::<FieldName<'_>>::parse(value).is_ok());
            }
            "Access-Control-Allow-Credentials" => assert!(matches!(&value[..], b"true" | b"false")),
            "Access-Control-Max-Age" => assert!(value.iter().all(u8::is_ascii_digit)),
            _ => assert_eq!(*name, "Access-Control-Allow-Origin"),
        }
        let is_of_preflight =
            ["-Methods", "-Headers", "-Age"].iter().any(|end| name.ends_with(end)) && !name.contains("Expose");
        assert!(!is_of_preflight || is_preflight);
    }
    if decision.refusal() == Some(Refusal::Origin) {
        assert!(set.is_empty());
    }
    let lists_origins = policies.first().is_some_and(|policy| !policy.allows_any_origin());
    assert_eq!(
        decision.append().count(),
        usize::from(lists_origins && method != "OPTIONS"),
        "`Vary` is sent where two origins get different answers"
    );
}

/// Asserts that what was not seen changes no decision that does not depend on it.
fn certain(method: &str, fields: &[(&str, &[u8])], policies: &[Policy<'_>], readings: &Readings) {
    let outcome = |order: Vec<Step<'_>>| {
        let decision = decide(Request::new(method, fields), order, readings);
        let set: Vec<_> = decision.set().map(|(name, value)| (name, written(&value))).collect();
        ((decision.action(), decision.refusal(), set), decision.depends_on())
    };
    let any = Statement { allowed_origins: &["*"], ..Statement::DEFAULT };
    let any = Policy::new(any).expect("any origin may be allowed");
    for position in 0..=policies.len() {
        let (before, after) = policies.split_at(position);
        let with = |step: Option<Step<'_>>| {
            outcome(before.iter().map(Step::from).chain(step).chain(after.iter().map(Step::from)).collect())
        };
        if let (certain, None) = with(Some(Step::Unread)) {
            for step in [None, Some(Step::from(&any))] {
                assert_eq!(with(step).0, certain, "the step at {position} is {step:?}");
            }
        }
    }
    for (position, policy) in policies.iter().enumerate() {
        let with = |statement: Statement<'_>| {
            let policy = Policy::new(statement).ok()?;
            let at = |(index, other)| if index == position { &policy } else { other };
            Some(outcome(policies.iter().enumerate().map(at).map(Step::from).collect()))
        };
        for (item, unknown, known) in completions(*policy.statement()) {
            let unknown = Statement { unknown: &[item], ..unknown };
            if let Some((certain, None)) = with(unknown) {
                for known in known {
                    assert!(with(known).is_none_or(|(known, _)| known == certain), "{item} of {unknown:?}: {known:?}");
                }
            }
        }
    }
}

/// Returns the statement without each item, and with two values of it.
fn completions(statement: Statement<'_>) -> [(Item, Statement<'_>, [Statement<'_>; 2]); 7] {
    let terminate = |is| Statement { terminate_unmatched_request: is, ..statement };
    let credentials = |allow_credentials| Statement { allow_credentials, ..statement };
    let max_age = |preflight_result_max_age| Statement { preflight_result_max_age, ..statement };
    let origins = |allowed_origins| Statement { allowed_origins, ..statement };
    let methods = |methods| Statement { allowed_methods: Some(methods), ..statement };
    let headers = |headers| Statement { allowed_headers: Some(headers), ..statement };
    let exposed = |headers| Statement { expose_headers: Some(headers), ..statement };
    [
        (Item::Terminate, terminate(None), [terminate(Some(true)), terminate(Some(false))]),
        (Item::Credentials, credentials(false), [credentials(true), credentials(false)]),
        (Item::MaxAge, max_age(0), [max_age(1), max_age(2)]),
        (Item::Origins, origins(&[]), [origins(&["https://b.example"]), origins(&["*"])]),
        (Item::Methods, methods(&[]), [methods(&["PUT"]), methods(&["*"])]),
        (Item::RequestHeaders, headers(&[]), [headers(&["x-other"]), headers(&["*"])]),
        (Item::ResponseHeaders, exposed(&[]), [exposed(&["x-other"]), exposed(&["*"])]),
    ]
}

/// Returns everything that a decision contains, as text.
fn shown(decision: &Decision<'_>) -> String {
    let fields = |(name, value)| (name, written(&value));
    let set: Vec<_> = decision.set().map(fields).collect();
    format!("{} {:?} {:?} {set:?} {}", decision.row(), decision.action(), decision.refusal(), decision.append().count())
}

/// Returns whether the sent origin is the origin of the configured URI. A second implementation, which parses both.
fn is_same(configured: &str, sent: &[u8]) -> bool {
    let (configured, sent) = (configured.to_ascii_lowercase(), sent.to_ascii_lowercase());
    let origin = configured.strip_suffix('/').unwrap_or(&configured);
    let configured_is = Origin::parse_tolerant(origin.as_bytes()).expect("a policy has origins");
    // When texts are compared, the sent origin may end with the slash of the configured one.
    configured.as_bytes() == sent || Origin::parse_tolerant(&sent).is_ok_and(|sent| sent.is_same_origin(&configured_is))
}

/// Asserts that the order of five documents is the result of replacing each `base` literally.
fn order(choices: [u8; 5]) {
    let mut scopes = Scopes::new();
    let mut expected: Vec<Scope> = Vec::new();
    for (scope, choice) in Scope::ALL.into_iter().zip(choices) {
        let (document, inbound) = match choice % 6 {
            0 => (Document::Nothing, vec![]),
            1 => (Document::Base, expected.clone()),
            2 => (Document::Cors(()), vec![scope]),
            3 => (Document::BaseThenCors(()), [&expected[..], &[scope]].concat()),
            4 => (Document::CorsThenBase(()), [&[scope], &expected[..]].concat()),
            _ => continue,
        };
        scopes = scopes.with(scope, document);
        expected = inbound;
    }
    let order = scopes.effective_order();
    assert!(order.map(|(scope, ())| scope).eq(expected));
}

/// Splits the texts into four lists.
fn quarters<'t, 'a>(texts: &'t [&'a str]) -> [&'t [&'a str]; 4] {
    let (first, second) = texts.split_at(texts.len() / 2);
    let (a, b) = first.split_at(first.len() / 2);
    let (c, d) = second.split_at(second.len() / 2);
    [a, b, c, d]
}
