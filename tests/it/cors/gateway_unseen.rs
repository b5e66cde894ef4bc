//! The gateway policy: what was not seen, what is useless, and configurations that do not do what they say.

use countersign::cors::gateway::{
    Document, Facts, Issue, Item, Policy, Readings, Request, Scope, Scopes, Statement, Step, Unseen, decide, issues,
};
use countersign::cors::policy::{Action, Part, Reason, Setting};

const A: &str = "https://a.example";
const B: &str = "https://b.example";
const LISTED: Statement<'_> = Statement {
    allowed_origins: &[A],
    allowed_methods: Some(&["GET", "PUT"]),
    allowed_headers: Some(&["x-a"]),
    ..Statement::DEFAULT
};
const ENDING: Policy<'_> = policy(Statement { terminate_unmatched_request: Some(true), ..LISTED });
const PASSING: Policy<'_> = policy(Statement { terminate_unmatched_request: Some(false), ..LISTED });
const OTHER: Policy<'_> = policy(Statement { allowed_origins: &[B], ..LISTED });
const ANY: Policy<'_> = policy(Statement { allowed_origins: &["*"], ..LISTED });

const fn policy(statement: Statement<'static>) -> Policy<'static> {
    match Policy::new(statement) {
        Ok(policy) => policy,
        Err(_) => panic!("the statement has a mistake"),
    }
}

const fn without(unknown: &'static [Item]) -> Policy<'static> {
    policy(Statement { unknown, ..LISTED })
}

fn preflight(origin: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![("Origin", origin), ("Access-Control-Request-Method", "PUT")]
}

/// The source of the fragments is `MicrosoftDocs/azure-docs` issue 94507.
#[test]
fn a_decision_names_what_it_depends_on() {
    const TERMINATE: Policy<'_> = without(&[Item::Terminate]);
    const MAY_PASS: Policy<'_> =
        policy(Statement { terminate_unmatched_request: Some(false), unknown: &[Item::Terminate], ..LISTED });
    const ORIGINS: Policy<'_> = policy(Statement { allowed_origins: &[], unknown: &[Item::Origins], ..LISTED });
    const METHODS: Policy<'_> = policy(Statement {
        allowed_methods: Some(&[]),
        allowed_headers: Some(&[]),
        unknown: &[Item::Methods, Item::RequestHeaders],
        ..LISTED
    });
    let unread = Step::Unread;
    let cases: Vec<(&str, &str, Vec<Step<'_>>, Option<Unseen>)> = vec![
        // A fragment matters if no policy before it decides.
        ("GET", A, vec![unread], Some(Unseen::Step(0))),
        ("GET", A, vec![unread, (&ENDING).into()], Some(Unseen::Step(0))),
        ("GET", A, vec![(&ENDING).into(), unread], None),
        ("GET", B, vec![(&ENDING).into(), unread], None),
        ("GET", B, vec![(&PASSING).into(), unread], Some(Unseen::Step(1))),
        ("PREFLIGHT", B, vec![(&PASSING).into(), unread, unread, (&OTHER).into()], Some(Unseen::Step(1))),
        ("PREFLIGHT", B, vec![(&ANY).into(), unread], None),
        ("GET", "", vec![unread, (&ENDING).into()], None),
        // The attribute matters if the request does not match, and what follows makes a difference.
        ("GET", A, vec![(&TERMINATE).into()], None),
        ("GET", B, vec![(&TERMINATE).into()], Some(Unseen::Value(0, Item::Terminate))),
        ("PREFLIGHT", B, vec![(&TERMINATE).into()], None),
        ("PREFLIGHT", B, vec![(&TERMINATE).into(), (&ENDING).into()], None),
        ("PREFLIGHT", B, vec![(&TERMINATE).into(), (&OTHER).into()], Some(Unseen::Value(0, Item::Terminate))),
        ("PREFLIGHT", B, vec![(&TERMINATE).into(), unread], Some(Unseen::Value(0, Item::Terminate))),
        ("PREFLIGHT", B, vec![(&TERMINATE).into(), (&ORIGINS).into()], Some(Unseen::Value(0, Item::Terminate))),
        ("GET", B, vec![(&TERMINATE).into(), (&ENDING).into()], None),
        ("GET", B, vec![(&TERMINATE).into(), (&TERMINATE).into()], Some(Unseen::Value(0, Item::Terminate))),
        ("GET", B, vec![unread, (&TERMINATE).into()], Some(Unseen::Step(0))),
        ("PREFLIGHT", B, vec![(&MAY_PASS).into()], None),
        ("PREFLIGHT", B, vec![(&MAY_PASS).into(), (&ENDING).into()], None),
        ("PREFLIGHT", B, vec![(&MAY_PASS).into(), (&OTHER).into()], Some(Unseen::Value(0, Item::Terminate))),
        ("PREFLIGHT", B, vec![(&MAY_PASS).into(), unread], Some(Unseen::Value(0, Item::Terminate))),
        // Origins matter if no known one matches, the rest if one does.
        ("GET", A, vec![(&ORIGINS).into()], Some(Unseen::Value(0, Item::Origins))),
        ("GET", A, vec![(&const { without(&[Item::Origins]) }).into()], None),
        ("GET", A, vec![(&METHODS).into()], None),
        ("PREFLIGHT", A, vec![(&METHODS).into()], Some(Unseen::Value(0, Item::Methods))),
        ("PREFLIGHT", B, vec![(&METHODS).into()], None),
        ("PREFLIGHT", A, vec![(&const { without(&[Item::MaxAge]) }).into()], Some(Unseen::Value(0, Item::MaxAge))),
        ("GET", A, vec![(&const { without(&[Item::MaxAge]) }).into()], None),
        ("GET", A, vec![(&const { without(&[Item::Credentials]) }).into()], Some(Unseen::Value(0, Item::Credentials))),
        ("GET", A, vec![(&const { without(&[Item::RequestHeaders]) }).into()], None),
        (
            "GET",
            A,
            vec![(&const { without(&[Item::ResponseHeaders]) }).into()],
            Some(Unseen::Value(0, Item::ResponseHeaders)),
        ),
        ("PREFLIGHT", A, vec![(&const { without(&[Item::ResponseHeaders]) }).into()], None),
    ];
    for (method, origin, order, expected) in cases {
        let (method, fields) = match (method, origin) {
            ("PREFLIGHT", _) => ("OPTIONS", preflight(origin)),
            (_, "") => (method, vec![]),
            _ => (method, vec![("Origin", origin)]),
        };
        let decision = decide(Request::new(method, &fields[..]), order.iter().copied(), &Readings::DEFAULT);
        assert_eq!(decision.depends_on(), expected, "{method} {origin} {order:?}");
    }
}

/// Without what was not seen, a decision is that of the rest.
#[test]
fn what_was_not_seen_is_ignored() {
    const UNKNOWN: Policy<'_> = without(&[Item::Terminate]);
    let fields = preflight(B);
    let of = |order: &[Step<'static>]| {
        let decision = decide(Request::new("OPTIONS", &fields[..]), order.iter().copied(), &Readings::DEFAULT);
        (decision.row().number(), decision.action(), decision.decided_by())
    };
    assert_eq!(of(&[Step::Unread]), (2, Action::Continue, None));
    assert_eq!(of(&[Step::Unread, (&PASSING).into()]), (13, Action::Respond(200), None));
    assert_eq!(of(&[(&PASSING).into(), Step::Unread, (&OTHER).into()]), (10, Action::Respond(200), Some(2)));
    assert_eq!(of(&[Step::Unread, (&OTHER).into()]), (4, Action::Respond(200), Some(1)));
    // An unknown attribute ends the request, whatever follows.
    let ended = of(&[(&ENDING).into()]);
    assert_eq!(ended.2, Some(0));
    for next in [Step::Unread, (&OTHER).into(), (&PASSING).into(), (&ENDING).into()] {
        assert_eq!(of(&[(&UNKNOWN).into(), next]), ended, "{next:?}");
    }
    let readings = Readings::DEFAULT;
    let request = [("Origin", B)];
    let unknown = without(&[Item::Terminate]);
    let decision = decide(Request::new("GET", &request), [&unknown, &ENDING], &readings);
    assert_eq!((decision.row().number(), decision.decided_by()), (15, Some(0)), "the attribute is as if absent");
    let decision = decide(Request::new("OPTIONS", &fields[..]).for_options_operation(), [Step::Unread], &readings);
    assert_eq!(decision.depends_on(), None, "an operation of its own answers");
}

/// The lists are those of `Azure/api-management-developer-portal` issue 290 and `MicrosoftDocs/azure-docs` issue 55313:
/// the gateway's makers advise them.
#[test]
fn useless_parts_are_remarks() {
    let text = Setting::Text;
    let statement = Statement {
        allowed_origins: &["*"],
        allowed_methods: Some(&[
            "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "track",
        ]),
        allowed_headers: Some(&[
            "*",
            "Host",
            "origin",
            "Accept-Encoding",
            "Cookie",
            "Sec-A",
            "Access-Control-Allow-Origin",
            "Access-Control-Request-Method",
            "authorization",
        ]),
        expose_headers: Some(&["*", "Set-Cookie", "Access-Control-Allow-Origin", "Access-Control-Max-Age", "x-a"]),
        ..Statement::DEFAULT
    };
    let found = |statement| -> Vec<_> {
        let policy = Policy::new(statement).unwrap();
        policy.remarks().iter().map(|remark| (remark.part(), remark.setting(), remark.reason())).collect()
    };
    assert_eq!(
        found(statement),
        [
            (Part::Method, text("TRACE"), Reason::Forbidden),
            (Part::Method, text("CONNECT"), Reason::Forbidden),
            (Part::Method, text("track"), Reason::Forbidden),
            (Part::RequestHeader, text("Host"), Reason::Forbidden),
            (Part::RequestHeader, text("origin"), Reason::Forbidden),
            (Part::RequestHeader, text("Accept-Encoding"), Reason::Forbidden),
            (Part::RequestHeader, text("Cookie"), Reason::Forbidden),
            (Part::RequestHeader, text("Sec-A"), Reason::Forbidden),
            (Part::RequestHeader, text("Access-Control-Allow-Origin"), Reason::Prohibited),
            (Part::RequestHeader, text("Access-Control-Request-Method"), Reason::Forbidden),
            (Part::ResponseHeader, text("Set-Cookie"), Reason::Forbidden),
            (Part::ResponseHeader, text("Access-Control-Max-Age"), Reason::Prohibited),
        ]
    );
    // All of it is sent.
    let policy = Policy::new(statement).unwrap();
    let fields =
        [("Origin", A), ("Access-Control-Request-Method", "TRACE"), ("Access-Control-Request-Headers", "host")];
    let decision = decide(Request::new("OPTIONS", &fields), [&policy], &Readings::DEFAULT);
    let sent = |name| {
        decision
            .set()
            .find(|(field, _)| *field == name)
            .map(|(_, value)| countersign::Encode::display(&value).to_string())
    };
    assert!(sent("Access-Control-Allow-Methods").unwrap().ends_with("PATCH,TRACE,CONNECT,track"));
    assert!(sent("Access-Control-Allow-Headers").unwrap().starts_with("*,Host,origin,Accept-Encoding,Cookie"));
    assert_eq!(decision.refusal(), None);

    let missing = (Part::RequestHeader, text(""), Reason::Missing);
    assert_eq!(found(Statement { allowed_headers: None, ..LISTED }), [missing]);
    assert_eq!(found(LISTED), []);
    let exposed = Statement { expose_headers: Some(&["*"]), allow_credentials: true, ..LISTED };
    assert_eq!(found(exposed), [(Part::ResponseHeader, text("*"), Reason::Credentialed)]);
    for statement in [statement, exposed, Statement { allowed_headers: None, ..LISTED }] {
        for remark in Policy::new(statement).unwrap().remarks().iter() {
            assert!(!remark.remedy().is_empty() && !remark.to_string().is_empty());
        }
    }
}

/// The common configuration issues of the reference: `MicrosoftDocs/azure-docs` issues 53688 and 54830, and
/// `Azure/PSRule.Rules.Azure` issue 2143.
#[test]
fn issues_are_reported_where_they_apply() {
    use Scope::{Api, Global, Operation, Product, Workspace};
    let key = Facts { key_is_in_header: true, ..Facts::DEFAULT };
    let version = Facts { version_is_in_header: true, ..Facts::DEFAULT };
    let late = Facts { after_other_policies: &[Api], ..Facts::DEFAULT };
    let step = |policy| Step::Policy(policy);
    let inherits = |scope| Scopes::new().with(scope, Document::Cors(step(&PASSING))).with(Operation, Document::Base);
    let cases: [(_, _, &[_]); 14] = [
        (key, inherits(Product), &[(Product, Issue::KeyInHeader)]),
        (key, inherits(Product).with(Api, Document::Nothing), &[]),
        (key, inherits(Global), &[]),
        (key, inherits(Api), &[]),
        (version, inherits(Product), &[]),
        (version, inherits(Workspace), &[]),
        (version, inherits(Api), &[(Api, Issue::VersionInHeader)]),
        (version, inherits(Api).with(Operation, Document::Cors(step(&ANY))), &[(Operation, Issue::VersionInHeader)]),
        (late, inherits(Api), &[(Api, Issue::NotFirst)]),
        (late, inherits(Product), &[]),
        (late, inherits(Product).with(Api, Document::BaseThenCors(Step::Unread)), &[]),
        (
            Facts::DEFAULT,
            inherits(Global).with(Api, Document::CorsThenBase(step(&ENDING))),
            &[(Global, Issue::NeverReached)],
        ),
        (Facts::DEFAULT, inherits(Global).with(Api, Document::CorsThenBase(step(&PASSING))), &[]),
        // Preflights do not find the first policy, so they reach the second.
        (version, inherits(Global).with(Api, Document::CorsThenBase(step(&ANY))), &[(Api, Issue::VersionInHeader)]),
    ];
    for (facts, scopes, expected) in cases {
        let found: Vec<_> = issues(scopes.effective_order(), &facts, &Readings::DEFAULT).collect();
        assert_eq!(found, expected, "{facts:?} {scopes:?}");
        assert!(found.iter().all(|(_, issue)| !issue.remedy().is_empty() && !issue.to_string().is_empty()));
    }
    let unknown = without(&[Item::Terminate]);
    let order = [(Api, step(&unknown)), (Global, step(&PASSING))];
    assert_eq!(issues(order, &Facts::DEFAULT, &Readings::DEFAULT).count(), 0, "the attribute may be false");
}

/// A fragment may be on each side of `base`.
#[test]
fn base_may_be_between_two_steps() {
    let scopes = Scopes::new()
        .with(Scope::Global, Document::Cors("g"))
        .with(Scope::Product, Document::AroundBase("p1", "p2"))
        .with(Scope::Operation, Document::AroundBase("o1", "o2"));
    assert!(scopes.effective_order().map(|(_, step)| step).eq(["o1", "p1", "g", "p2", "o2"]));
    assert!(Document::AroundBase(1, 2).map(|step| step + 1).policies().eq([&2, &3]));
}
