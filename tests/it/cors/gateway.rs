//! The gateway policy: each row of its table, the scopes, each reading, and each mistake of a statement.

use std::collections::BTreeSet;
use std::fmt::Write;

use countersign::Encode;
use countersign::cors::gateway::{
    Decision, Document, Mistakes, Policy, Readings, Request, Row, Scope, Scopes, Statement, decide,
};
use countersign::cors::policy::{Action, Kind, Part, Reason, Refusal, Setting};

const LISTED: Statement<'_> = Statement {
    allowed_origins: &["http://localhost:8080/", "http://example.com/"],
    allowed_methods: Some(&["GET", "POST", "PATCH"]),
    preflight_result_max_age: 300,
    allowed_headers: Some(&["x-a", "Content-Type"]),
    expose_headers: Some(&["x-b", "x-c"]),
    allow_credentials: true,
    ..Statement::DEFAULT
};
const ENDING: Policy<'_> = policy(LISTED);
const PASSING: Policy<'_> = policy(Statement { terminate_unmatched_request: Some(false), ..LISTED });
const OTHER: Policy<'_> = policy(Statement {
    allowed_origins: &["https://other.example"],
    allowed_headers: Some(&["content-type"]),
    ..Statement::DEFAULT
});
const ANY: Policy<'_> = policy(Statement {
    allowed_origins: &["*"],
    allowed_methods: Some(&["*"]),
    allowed_headers: Some(&["*"]),
    expose_headers: Some(&["*"]),
    ..Statement::DEFAULT
});
const ANYTHING: Policy<'_> =
    policy(Statement { allowed_methods: Some(&["*"]), allowed_headers: Some(&["*"]), ..LISTED });

const ANY_METHOD: Policy<'_> = policy(Statement { allowed_methods: Some(&["*"]), ..LISTED });
const ANY_NAME: Policy<'_> = policy(Statement { allowed_headers: Some(&["*"]), ..LISTED });

const fn policy(statement: Statement<'static>) -> Policy<'static> {
    match Policy::new(statement) {
        Ok(policy) => policy,
        Err(_) => panic!("the statement has a mistake"),
    }
}

const MATCHED: &str = "http://example.com";
const UNMATCHED: &str = "https://evil.example";
const LATER: &str = "https://other.example";

const CONTINUE: Action = Action::Continue;
const RESPOND: Action = Action::Respond(200);

type Fields = Vec<(&'static str, &'static str)>;

fn from(origin: &'static str) -> Fields {
    vec![("Origin", origin)]
}

fn preflight(origin: &'static str, method: &'static str) -> Fields {
    vec![("Origin", origin), ("Access-Control-Request-Method", method)]
}

fn with_names(origin: &'static str, method: &'static str, names: &'static str) -> Fields {
    let mut fields = preflight(origin, method);
    fields.push(("Access-Control-Request-Headers", names));
    fields
}

/// Returns the fields of a decision, one per line. An appended field begins with a plus.
fn fields(decision: &Decision<'_>) -> String {
    let mut text = String::new();
    let mut buffer = [0; 256];
    let fields = decision.set().map(|field| ("", field)).chain(decision.append().map(|field| ("+", field)));
    for (how, (name, value)) in fields {
        let value = value.encode_to_slice(&mut buffer).unwrap();
        let name = name.trim_start_matches("Access-Control-");
        writeln!(text, "{how}{name}: {}", str::from_utf8(value).unwrap()).unwrap();
    }
    text
}

const NONE: &str = "";
const VARY: &str = "+Vary: Origin\n";
const FULL: &str = "Allow-Origin: http://example.com\nAllow-Credentials: true\nAllow-Methods: GET,POST,PATCH\n\
                    Allow-Headers: x-a,Content-Type\nMax-Age: 300\n";
const FULL_OF_OTHER: &str = "Allow-Origin: https://other.example\nAllow-Methods: GET,POST\n\
                             Allow-Headers: content-type\nMax-Age: 0\n";
const FULL_OF_ANY: &str = "Allow-Origin: *\nAllow-Methods: *\nAllow-Headers: *\nMax-Age: 0\n";
const ECHOED: &str = "Allow-Origin: http://example.com\nAllow-Credentials: true\nAllow-Methods: PUT\n\
                      Allow-Headers: x-z,authorization\nMax-Age: 300\n";
const ACTUAL_ON_OPTIONS: &str = "Allow-Origin: http://example.com\nAllow-Credentials: true\nExpose-Headers: x-b,x-c\n";
const ACTUAL: &str =
    "Allow-Origin: http://example.com\nAllow-Credentials: true\nExpose-Headers: x-b,x-c\n+Vary: Origin\n";
const ACTUAL_OF_OTHER: &str = "Allow-Origin: https://other.example\n+Vary: Origin\n";
const ACTUAL_OF_ANY: &str = "Allow-Origin: *\nExpose-Headers: *\n";
const ANY_AFTER_LISTED: &str = "Allow-Origin: *\nExpose-Headers: *\n+Vary: Origin\n";

/// One case of a row: the row, a request, the policies, the action, the deciding policy, and the fields.
type Case = (u8, &'static str, Fields, &'static [Policy<'static>], Action, Option<usize>, &'static str);

#[test]
fn every_row_decides() {
    let cases: Vec<Case> = vec![
        (1, "GET", vec![], &[ENDING], CONTINUE, None, VARY),
        (1, "DELETE", vec![], &[ENDING], CONTINUE, None, VARY),
        (1, "GET", vec![], &[ANY], CONTINUE, None, NONE),
        (1, "GET", vec![], &[], CONTINUE, None, NONE),
        (1, "OPTIONS", vec![("Access-Control-Request-Method", "GET")], &[ENDING], CONTINUE, None, NONE),
        (2, "OPTIONS", preflight(MATCHED, "GET"), &[], CONTINUE, None, NONE),
        (2, "GET", from(UNMATCHED), &[], CONTINUE, None, NONE),
        (4, "OPTIONS", preflight(MATCHED, "PATCH"), &[ENDING], RESPOND, Some(0), FULL),
        (4, "OPTIONS", with_names(MATCHED, "GET", "content-type, ,X-A"), &[PASSING, OTHER], RESPOND, Some(0), FULL),
        (4, "OPTIONS", preflight(LATER, "POST"), &[OTHER], RESPOND, Some(0), FULL_OF_OTHER),
        (5, "OPTIONS", preflight(MATCHED, "PUT"), &[ENDING], RESPOND, Some(0), FULL),
        (5, "OPTIONS", preflight(MATCHED, "patch"), &[ENDING], RESPOND, Some(0), FULL),
        (5, "OPTIONS", preflight(MATCHED, "no token"), &[ENDING], RESPOND, Some(0), FULL),
        (5, "OPTIONS", with_names(MATCHED, "PUT", "x-z"), &[ENDING], RESPOND, Some(0), FULL),
        (6, "OPTIONS", with_names(MATCHED, "PATCH", "x-z"), &[ENDING], RESPOND, Some(0), FULL),
        (6, "OPTIONS", with_names(MATCHED, "PATCH", "x-a;x-z"), &[ENDING], RESPOND, Some(0), FULL),
        (7, "OPTIONS", with_names(UNMATCHED, "PUT", "x-z"), &[ANY], RESPOND, Some(0), FULL_OF_ANY),
        (8, "OPTIONS", with_names(MATCHED, "PUT", "x-z,authorization"), &[ANYTHING], RESPOND, Some(0), ECHOED),
        (9, "OPTIONS", preflight(UNMATCHED, "GET"), &[ENDING], RESPOND, Some(0), NONE),
        (9, "OPTIONS", preflight(LATER, "GET"), &[ENDING, OTHER], RESPOND, Some(0), NONE),
        (10, "OPTIONS", preflight(LATER, "GET"), &[PASSING, OTHER], RESPOND, Some(1), FULL_OF_OTHER),
        (10, "OPTIONS", preflight(LATER, "PUT"), &[PASSING, PASSING, OTHER], RESPOND, Some(2), FULL_OF_OTHER),
        (11, "OPTIONS", preflight(UNMATCHED, "GET"), &[PASSING, OTHER], RESPOND, Some(1), NONE),
        (12, "OPTIONS", preflight(UNMATCHED, "GET"), &[PASSING, PASSING], RESPOND, None, NONE),
        (13, "OPTIONS", preflight(UNMATCHED, "GET"), &[PASSING], RESPOND, None, NONE),
        (14, "GET", from(MATCHED), &[ENDING], CONTINUE, Some(0), ACTUAL),
        (14, "HEAD", from(MATCHED), &[PASSING, OTHER], CONTINUE, Some(0), ACTUAL),
        (14, "GET", from(UNMATCHED), &[ANY], CONTINUE, Some(0), ACTUAL_OF_ANY),
        (15, "GET", from(UNMATCHED), &[ENDING], RESPOND, Some(0), VARY),
        (15, "HEAD", from(LATER), &[ENDING, OTHER], RESPOND, Some(0), VARY),
        (16, "GET", from(UNMATCHED), &[PASSING], CONTINUE, None, VARY),
        (16, "GET", from(UNMATCHED), &[PASSING, PASSING], CONTINUE, None, VARY),
        (17, "GET", from(LATER), &[PASSING, OTHER], CONTINUE, Some(1), ACTUAL_OF_OTHER),
        (17, "PUT", from(LATER), &[PASSING, OTHER], CONTINUE, Some(1), ACTUAL_OF_OTHER),
        (18, "GET", from(UNMATCHED), &[PASSING, OTHER], RESPOND, Some(1), VARY),
        (18, "PUT", from(UNMATCHED), &[PASSING, OTHER], RESPOND, Some(1), VARY),
        (19, "PATCH", from(MATCHED), &[ENDING], CONTINUE, Some(0), ACTUAL),
        (20, "PUT", from(MATCHED), &[ENDING], CONTINUE, Some(0), ACTUAL),
        (21, "POST", from(UNMATCHED), &[ENDING], RESPOND, Some(0), VARY),
        (22, "POST", from(UNMATCHED), &[PASSING], CONTINUE, None, VARY),
        (23, "OPTIONS", from(MATCHED), &[ENDING], CONTINUE, Some(0), ACTUAL_ON_OPTIONS),
        (24, "OPTIONS", from(UNMATCHED), &[ENDING], RESPOND, Some(0), NONE),
        (24, "OPTIONS", from(UNMATCHED), &[PASSING], CONTINUE, None, NONE),
        // Rows 25 and 26: the gateway's own origin is treated like any other.
        (1, "GET", vec![("Host", "example.com")], &[ENDING], CONTINUE, None, VARY),
        (19, "POST", vec![("Host", "example.com"), ("Origin", MATCHED)], &[ENDING], CONTINUE, Some(0), ACTUAL),
        (21, "POST", vec![("Host", "evil.example"), ("Origin", UNMATCHED)], &[ENDING], RESPOND, Some(0), VARY),
        // Row 27: only `*` matches `null`.
        (7, "OPTIONS", preflight("null", "GET"), &[ANY], RESPOND, Some(0), FULL_OF_ANY),
        (9, "OPTIONS", preflight("null", "GET"), &[ENDING], RESPOND, Some(0), NONE),
        (15, "GET", from("null"), &[ENDING], RESPOND, Some(0), VARY),
        (17, "GET", from("null"), &[PASSING, ANY], CONTINUE, Some(1), ANY_AFTER_LISTED),
    ];
    let mut met = BTreeSet::new();
    for (row, method, request, order, action, by, expected) in cases {
        let decision = decide(Request::new(method, &request[..]), order, &Readings::DEFAULT);
        let case = format!("row {row}: {method} {request:?}");
        assert_eq!((decision.row().number(), decision.action(), decision.decided_by()), (row, action, by), "{case}");
        assert_eq!(fields(&decision), expected, "{case}");
        met.insert(decision.row().number());
    }

    let asked = [preflight(MATCHED, "GET"), preflight(UNMATCHED, "GET"), from(MATCHED)];
    for request in &asked {
        let decision =
            decide(Request::new("OPTIONS", &request[..]).for_options_operation(), [&ENDING], &Readings::DEFAULT);
        assert_eq!(
            (decision.row(), decision.action(), fields(&decision).as_str()),
            (Row::OptionsOperation, CONTINUE, NONE)
        );
        met.insert(3);
    }
    let decision = decide(Request::new("GET", &asked[2][..]).for_options_operation(), [&ENDING], &Readings::DEFAULT);
    assert_eq!(decision.row(), Row::Matched);
    assert!(met.into_iter().eq(1..=24), "each row has a case");
}

#[test]
fn rows_are_numbered_in_order() {
    assert!(Row::ALL.into_iter().map(Row::number).eq(1..=24));
    for row in Row::ALL {
        assert!(row.to_string().starts_with(&format!("row {}: ", row.number())));
    }
}

#[test]
fn a_decision_is_what_the_browser_needs() {
    for (method, request, kind, refusal) in [
        ("GET", vec![], Kind::NotCors, None),
        ("OPTIONS", preflight(MATCHED, "GET"), Kind::Preflight, None),
        ("OPTIONS", preflight(MATCHED, "PUT"), Kind::Preflight, Some(Refusal::Method)),
        ("OPTIONS", with_names(MATCHED, "GET", "x-z"), Kind::Preflight, Some(Refusal::RequestHeader)),
        (
            "OPTIONS",
            with_names(MATCHED, "GET", ",,,,,,,,,,,,,,,,,,"),
            Kind::Preflight,
            Some(Refusal::TooManyRequestHeaders),
        ),
        ("OPTIONS", preflight(UNMATCHED, "GET"), Kind::Preflight, Some(Refusal::Origin)),
        ("OPTIONS", from(MATCHED), Kind::Actual, None),
        ("GET", from(UNMATCHED), Kind::Actual, Some(Refusal::Origin)),
        ("PUT", from(MATCHED), Kind::Actual, None),
    ] {
        let decision = decide(Request::new(method, &request[..]), [&ENDING], &Readings::DEFAULT);
        assert_eq!((decision.kind(), decision.refusal()), (kind, refusal), "{method} {request:?}");
    }
    let literal = {
        let mut readings = Readings::DEFAULT;
        readings.echo_for_credentials = false;
        readings
    };
    let request = with_names(MATCHED, "PUT", "x-z,authorization");
    for (request, policy, readings, row, refusal) in [
        (&preflight(MATCHED, "HEAD"), &ENDING, &D, 5, None),
        (&request, &ANY, &D, 7, Some(Refusal::RequestHeader)),
        (&with_names(MATCHED, "PUT", "x-z"), &ANY, &D, 7, None),
        (&request, &ANYTHING, &D, 8, None),
        (&request, &ANYTHING, &literal, 8, Some(Refusal::Method)),
        (&preflight(MATCHED, "PATCH"), &ANY_METHOD, &D, 8, None),
        (&with_names(MATCHED, "POST", "x-z"), &ANY_NAME, &D, 8, None),
        (&with_names(MATCHED, "POST", "x-z"), &ANYTHING, &literal, 8, Some(Refusal::RequestHeader)),
    ] {
        let decision = decide(Request::new("OPTIONS", &request[..]), [policy], readings);
        assert_eq!((decision.row().number(), decision.refusal()), (row, refusal), "{request:?}");
    }
}

/// No list contains a field that is sent twice. `*` allows any value.
#[test]
fn a_field_without_a_single_value_matches_nothing() {
    let twice = [("Origin", MATCHED), ("Origin", MATCHED)];
    assert_eq!(decide(Request::new("GET", &twice), [&ENDING], &Readings::DEFAULT).row(), Row::Ended);
    assert_eq!(decide(Request::new("GET", &twice), [&ANY], &Readings::DEFAULT).row(), Row::Matched);
    for origin in [
        "",
        " ",
        "*",
        "http://example.com, http://example.com",
        "http://example.com/",
        "http://example.com:",
        "example.com",
    ] {
        assert_eq!(decide(Request::new("GET", &[("Origin", origin)]), [&ENDING], &Readings::DEFAULT).row(), Row::Ended);
    }
    let padded = [("origin", "\t http://example.com ")];
    let decision = decide(Request::new("GET", &padded), [&ENDING], &Readings::DEFAULT);
    assert_eq!(fields(&decision), ACTUAL, "white space is not part of the value");

    let mut twice = with_names(MATCHED, "PUT", "x-z, x-y");
    twice.push(("Access-Control-Request-Method", "PUT"));
    twice.push(("Access-Control-Request-Headers", "x-w"));
    let decision = decide(Request::new("OPTIONS", &twice[..]), [&ANYTHING], &Readings::DEFAULT);
    let echoed =
        "Allow-Origin: http://example.com\nAllow-Credentials: true\nAllow-Headers: x-z,x-y,x-w\nMax-Age: 300\n";
    assert_eq!(fields(&decision), echoed, "names may have several lines, a method only one");
    let broken = with_names(MATCHED, "no token", "x-z, \"");
    let decision = decide(Request::new("OPTIONS", &broken[..]), [&ANYTHING], &Readings::DEFAULT);
    assert_eq!(fields(&decision), "Allow-Origin: http://example.com\nAllow-Credentials: true\nMax-Age: 300\n");
}

const D: Readings = Readings::DEFAULT;
const NOT_ENDING: Readings = {
    let mut readings = D;
    readings.terminate_unmatched_request = false;
    readings
};
const ANY_OPTIONS: Readings = {
    let mut readings = D;
    readings.preflight_needs_method = false;
    readings
};
const ONLY_READING: Readings = {
    let mut readings = D;
    readings.terminate_other_methods = false;
    readings
};
const ONLY_FIRST: Readings = {
    let mut readings = D;
    readings.fall_through_actual = false;
    readings
};
const AS_TEXTS: Readings = {
    let mut readings = D;
    readings.compare_origins_as_uris = false;
    readings
};
const WITH_CASE: Readings = {
    let mut readings = D;
    readings.ignore_case_of_origins = false;
    readings
};

/// A request, and the row and the action that decide it: without this reading, and with it.
type Difference = (Readings, &'static str, Fields, &'static [Policy<'static>], (u8, Action), (u8, Action));

#[test]
fn every_reading_makes_a_difference() {
    let port = "https://other.example:443";
    let upper = "HTTP://EXAMPLE.COM";
    let cases: Vec<Difference> = vec![
        (NOT_ENDING, "GET", from(UNMATCHED), &[ENDING], (15, RESPOND), (16, CONTINUE)),
        (ANY_OPTIONS, "OPTIONS", from(MATCHED), &[ENDING], (23, CONTINUE), (5, RESPOND)),
        (ANY_OPTIONS, "OPTIONS", from(UNMATCHED), &[PASSING], (24, CONTINUE), (13, RESPOND)),
        (ONLY_READING, "PUT", from(UNMATCHED), &[ENDING], (21, RESPOND), (22, CONTINUE)),
        (ONLY_READING, "PUT", from(LATER), &[ENDING, OTHER], (21, RESPOND), (17, CONTINUE)),
        (ONLY_READING, "OPTIONS", from(UNMATCHED), &[ENDING], (24, RESPOND), (24, CONTINUE)),
        (ONLY_READING, "GET", from(UNMATCHED), &[ENDING], (15, RESPOND), (15, RESPOND)),
        (ONLY_FIRST, "GET", from(LATER), &[PASSING, OTHER], (17, CONTINUE), (16, CONTINUE)),
        (ONLY_FIRST, "PUT", from(UNMATCHED), &[PASSING, OTHER], (18, RESPOND), (22, CONTINUE)),
        (ONLY_FIRST, "OPTIONS", preflight(LATER, "GET"), &[PASSING, OTHER], (10, RESPOND), (10, RESPOND)),
        (AS_TEXTS, "GET", from(MATCHED), &[ENDING], (14, CONTINUE), (15, RESPOND)),
        (AS_TEXTS, "GET", from(LATER), &[OTHER], (14, CONTINUE), (14, CONTINUE)),
        (AS_TEXTS, "GET", from(port), &[OTHER], (14, CONTINUE), (15, RESPOND)),
        (WITH_CASE, "GET", from(upper), &[ENDING], (14, CONTINUE), (15, RESPOND)),
    ];
    for (readings, method, request, order, default, read) in cases {
        for (readings, expected) in [(D, default), (readings, read)] {
            let decision = decide(Request::new(method, &request[..]), order, &readings);
            assert_eq!((decision.row().number(), decision.action()), expected, "{method} {request:?} {readings:?}");
        }
    }
}

#[test]
fn readings_say_which_fields_are_sent() {
    let echo = {
        let mut readings = D;
        readings.echo_for_credentials = false;
        readings
    };
    let literal =
        "Allow-Origin: http://example.com\nAllow-Credentials: true\nAllow-Methods: *\nAllow-Headers: *\nMax-Age: 300\n";
    let zero = {
        let mut readings = D;
        readings.emit_zero_max_age = false;
        readings
    };
    let without_age = FULL_OF_OTHER.trim_end_matches("Max-Age: 0\n");
    let credentials = {
        let mut readings = D;
        readings.emit_false_credentials = true;
        readings
    };
    let with_false = FULL_OF_OTHER.replace("Allow-Methods", "Allow-Credentials: false\nAllow-Methods");
    for (readings, origin, policy, expected) in [
        (echo, MATCHED, &ANYTHING, literal),
        (echo, MATCHED, &ENDING, FULL),
        (zero, LATER, &OTHER, without_age),
        (zero, MATCHED, &ENDING, FULL),
        (credentials, LATER, &OTHER, &with_false),
        (credentials, MATCHED, &ENDING, FULL),
    ] {
        let request = preflight(origin, "GET");
        let decision = decide(Request::new("OPTIONS", &request[..]), [policy], &readings);
        assert_eq!(fields(&decision), expected, "{readings:?}");
    }
    assert_eq!(Readings::default(), D);
}

#[test]
fn the_origin_is_answered_as_it_was_sent() {
    for sent in ["http://example.com", "http://example.com:80", "HTTP://Example.Com"] {
        let request = from(sent);
        let decision = decide(Request::new("GET", &request[..]), [&ENDING], &D);
        assert!(fields(&decision).starts_with(&format!("Allow-Origin: {sent}\n")));
    }
    let port = policy(Statement { allowed_origins: &["HTTPS://Example.com:443/"], ..Statement::DEFAULT });
    assert_eq!(decide(Request::new("GET", &[("Origin", "https://example.com")]), [&port], &D).row(), Row::Matched);
}

type Documents = &'static [(Scope, Document<&'static str>)];

#[test]
fn base_stands_for_the_next_broader_document() {
    use Document::{Base, BaseThenCors, Cors, CorsThenBase, Nothing};
    use Scope::{Api, Global, Operation, Product, Workspace};

    let cases: [(Documents, &[&str]); 13] = [
        (&[(Global, Cors("g")), (Api, BaseThenCors("a"))], &["g", "a"]),
        (&[(Global, Cors("g")), (Api, CorsThenBase("a"))], &["a", "g"]),
        (&[(Global, Cors("g")), (Api, Cors("a"))], &["a"]),
        (
            &[(Global, Cors("g")), (Product, BaseThenCors("p")), (Api, Base), (Operation, CorsThenBase("o"))],
            &["o", "g", "p"],
        ),
        (&[(Global, Cors("g"))], &["g"]),
        (&[(Global, Cors("g")), (Operation, Base)], &["g"]),
        (&[(Global, BaseThenCors("g")), (Api, Base)], &["g"]),
        (&[(Product, Cors("p")), (Api, Nothing)], &[]),
        (&[(Global, CorsThenBase("g"))], &["g"]),
        (&[(Global, Nothing), (Api, BaseThenCors("a"))], &["a"]),
        (&[(Workspace, Cors("w")), (Product, Nothing), (Operation, BaseThenCors("o"))], &["o"]),
        (
            &[
                (Global, BaseThenCors("g")),
                (Workspace, BaseThenCors("w")),
                (Product, CorsThenBase("p")),
                (Api, BaseThenCors("a")),
                (Operation, CorsThenBase("o")),
            ],
            &["o", "p", "g", "w", "a"],
        ),
        (&[], &[]),
    ];
    for (documents, expected) in cases {
        let with = |scopes: Scopes<_>, (scope, document): &(Scope, _)| scopes.with(*scope, *document);
        let scopes = documents.iter().fold(Scopes::new(), with);
        let order: Vec<_> = scopes.effective_order().collect();
        let (least, most) = scopes.effective_order().size_hint();
        assert!((least..=most.unwrap()).contains(&order.len()), "{documents:?}");
        assert!(order.iter().map(|(_, policy)| *policy).eq(expected.iter().copied()), "{documents:?}");
        for (scope, policy) in order {
            let document = scopes.document(scope).unwrap();
            assert!(document.policies().any(|own| *own == policy));
        }
    }
}

fn mistakes<'a>(statement: Statement<'a>) -> Vec<(Part, Setting<'a>, Reason)> {
    let reported = |mistakes: Mistakes<'a>| {
        mistakes.iter().map(|mistake| (mistake.part(), mistake.setting(), mistake.reason())).collect()
    };
    Policy::new(statement).map_or_else(reported, |_| Vec::new())
}

#[test]
fn statements_with_mistakes_are_rejected() {
    let text = Setting::Text;
    for (statement, expected) in [
        (Statement::DEFAULT, vec![(Part::Origin, text(""), Reason::Missing)]),
        (
            Statement { allowed_origins: &["*", "http://example.com"], ..LISTED },
            vec![(Part::Origin, text("*"), Reason::NotAlone), (Part::Origin, text("*"), Reason::Wildcard)],
        ),
        (Statement { allowed_origins: &["*"], ..LISTED }, vec![(Part::Origin, text("*"), Reason::Wildcard)]),
        (Statement { allowed_methods: Some(&[]), ..LISTED }, vec![(Part::Method, text(""), Reason::Missing)]),
        (Statement { allowed_headers: Some(&[]), ..LISTED }, vec![(Part::RequestHeader, text(""), Reason::Missing)]),
        (Statement { expose_headers: Some(&[]), ..LISTED }, vec![(Part::ResponseHeader, text(""), Reason::Missing)]),
        (
            Statement {
                allowed_origins: &["https://*.example.com", "http://a", "null", "https://a/b", "\"https://a\""],
                allowed_methods: Some(&["GET", "", "TRACE", "a b"]),
                allowed_headers: Some(&["x-a", "Host", "", "a:"]),
                expose_headers: Some(&["x-a", "Set-Cookie", "Host", "\n"]),
                ..LISTED
            },
            vec![
                (Part::Origin, text("https://*.example.com"), Reason::Invalid),
                (Part::Origin, text("null"), Reason::Invalid),
                (Part::Origin, text("https://a/b"), Reason::Invalid),
                (Part::Origin, text("\"https://a\""), Reason::Invalid),
                (Part::Method, text(""), Reason::Empty),
                (Part::Method, text("a b"), Reason::Invalid),
                (Part::RequestHeader, text(""), Reason::Empty),
                (Part::RequestHeader, text("a:"), Reason::Invalid),
                (Part::ResponseHeader, text("\n"), Reason::Invalid),
            ],
        ),
        (Statement { allowed_headers: None, expose_headers: None, allowed_methods: None, ..LISTED }, vec![]),
        (*ANYTHING.statement(), vec![]),
        (*ANY.statement(), vec![]),
    ] {
        assert_eq!(mistakes(statement), expected, "{statement:?}");
    }
    let many = Policy::new(Statement { allowed_origins: &["null"; 40], ..Statement::DEFAULT }).unwrap_err();
    assert_eq!(many.iter().count(), 40);
}
