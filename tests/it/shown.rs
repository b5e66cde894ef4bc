//! What `Debug` and `Display` show of the types that have an implementation of their own, other than schemes.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::path::Path;
use std::time::Duration;

use countersign::auth::digest::RustCrypto;
use countersign::auth::{self, AuthenticationInfo, basic};
use countersign::cors::browser::{Blocked, Fault, Profile, Request, RouteError, Step, Wanted};
use countersign::cors::cache::{Cache, Key};
use countersign::cors::gateway::{self, Issue, Item, Row, Scope};
use countersign::cors::names::{FieldName, Method, UnsafeNames};
use countersign::cors::origin::{Address, Host, Origin, OriginPattern};
use countersign::cors::policy::{self, Config, Policy};
use countersign::cors::values::{NetworkName, TimingAllowOrigin, Vary};
use countersign::gate::{Gate, Verdict};
use countersign::hash::{Absorb, Sha256};
use countersign::list::Elements;
use countersign::mac::{Hmac, MacFunction, MacKey, Pbkdf2, Pieces, SerialHmac};
use countersign::tower::{Digest, Everyone, GateLayer, Judgement, Stored};
use countersign::{
    EmbeddedIo07, Encode, FieldContent, FieldValue, FieldsFn, Kept, List, Rule, Sink, StringError, Token,
};
use tower_layer::Layer;

/// The name of a type, what is shown of a value, and what is expected.
type Shown = (&'static str, String, &'static str);

fn debug(name: &'static str, value: &(impl Debug + ?Sized), expected: &'static str) -> Shown {
    (name, format!("{value:?}"), expected)
}

fn display(name: &'static str, value: &(impl Display + ?Sized), expected: &'static str) -> Shown {
    (name, value.to_string(), expected)
}

const A: &str = "https://a.example";

fn debug_of_browsers() -> Vec<Shown> {
    let headers = [(FieldName::AUTHORIZATION, &b"a"[..])];
    let request = Request::new(Origin::NULL, Method::GET).with_headers(&headers).unwrap();
    let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "authorization")];
    let allowed = Profile::FETCH.preflight_check(&request, 200, &answer).unwrap();
    let exposed = |value: &'static str| {
        let response = [("Access-Control-Expose-Headers", value)];
        format!("{:?}", Profile::FETCH.exposed(request.credentials(), response.as_slice()))
    };
    let mut kept: Cache<4> = Cache::default();
    let empty = format!("{kept:?}");
    let key = Key::new(b"/?a").with_partition(b"p");
    kept.preflight_check(Duration::ZERO, key, &request, 200, &answer).stored.unwrap();
    let none: [(&str, &str); 0] = [];
    vec![
        debug(
            "browser::Request",
            &request,
            "Request { origin: Origin(null), method: Method(GET), credentials: SameOrigin, use_preflight: false, \
             upload: None, .. }",
        ),
        debug("browser::Allowed", &allowed, "Allowed { max_age: 5s, .. }"),
        debug("browser::Exposed", &Profile::FETCH.exposed(request.credentials(), &none), "Exposed(none)"),
        ("browser::Exposed", exposed("a b"), "Exposed(invalid)"),
        ("browser::Exposed", exposed("a"), "Exposed(listed)"),
        ("browser::Exposed", exposed("*"), "Exposed(all)"),
        ("cache::Cache", empty, "Cache(0 of 4 slots)"),
        debug("cache::Cache", &kept, "Cache(1 of 4 slots)"),
        debug("cache::Key", &key, "Key(4 bytes)"),
        debug("FieldName", &FieldName::ACCEPT, "FieldName(Accept)"),
        debug("LowerCase", &FieldName::ACCEPT.lower_case(), "LowerCase(accept)"),
        debug("Method", &Method::PUT, "Method(PUT)"),
        debug("UnsafeNames", &UnsafeNames::new(&[("X-A", "1")]).unwrap(), "[FieldName(X-A)]"),
        debug("Origin", &Origin::NULL, "Origin(null)"),
        debug("Origin", &Origin::parse(b"https://a.example:80").unwrap(), "Origin(https://a.example:80)"),
        debug(
            "OriginPattern",
            &OriginPattern::new("https://*.a.example").unwrap(),
            "OriginPattern(https://*.a.example)",
        ),
        debug("Host", &Host::new("a.example").unwrap(), "Host(a.example)"),
        debug("Address", &Address::new(Ipv4Addr::LOCALHOST.into()), "Address(127.0.0.1)"),
        debug("NetworkName", &NetworkName::parse(b"a-b").unwrap(), "NetworkName(a-b)"),
        debug("TimingAllowOrigin", &TimingAllowOrigin::of(&none), "TimingAllowOrigin"),
        debug("Vary", &Vary::of(&none), "Vary"),
    ]
}

fn debug_of_servers() -> Vec<Shown> {
    let none: [(&str, &str); 0] = [];
    let origins = ["null"];
    let builder = Policy::for_origins(&origins);
    let mistakes = builder.build().unwrap_err();
    let mistake = "[Mistake { part: Origin, setting: Text(\"null\"), reason: Null }]";
    let report = "Report [(Path { key: \"origins\", index: Some(0) }, \
                  Mistake { part: Origin, setting: Text(\"null\"), reason: Null })]";
    let config = Config::new("null".to_owned());
    let invalid = config.build().unwrap_err();
    let statement = |origins| gateway::Statement { allowed_origins: origins, ..gateway::Statement::DEFAULT };
    let useless = gateway::Policy::new(statement(&["*"])).unwrap();
    let gateway_request = gateway::Request::new("GET", &none).for_options_operation();
    let policy = Policy::for_origins(&["*"]).build().unwrap();
    let origin = [("Origin", A)];
    let decision = policy.decide("GET", &origin);
    let challenge = basic::Challenge::new("a").unwrap();
    let challenges: [&dyn FieldContent; 1] = [&challenge];
    let gate = Gate::new(&policy, &challenges);
    let credentials = [("Authorization", "Basic YTpi")];
    let countersign::gate::Step::Judge(pending) = gate.begin("GET", &credentials) else { panic!("no preflight") };
    let answer = pending.answer(Verdict::Challenged);
    let digest = Digest::new(RustCrypto, "a", &[7; 16]).unwrap();
    let layer = GateLayer::new(policy, Everyone);
    vec![
        debug("policy::Mistakes", &mistakes, mistake),
        debug("policy::OwnedMistakes", &invalid.mistakes().into_owned(), mistake),
        debug("policy::InvalidConfig", &invalid, mistake),
        debug("policy::Report", &mistakes.report(), report),
        debug("policy::Decision", &decision, "Decision { kind: Actual, action: Continue, refusal: None, .. }"),
        debug("policy::Value", &decision.set().next().unwrap().1, "Value(1 bytes)"),
        debug(
            "gateway::Mistakes",
            &gateway::Policy::new(statement(&["null"])).unwrap_err(),
            "[Mistake { part: Origin, setting: Text(\"null\"), reason: Invalid }]",
        ),
        debug(
            "gateway::Remarks",
            &useless.remarks(),
            "[Remark(Mistake { part: RequestHeader, setting: Text(\"\"), reason: Missing })]",
        ),
        debug("gateway::Request", &gateway_request, "Request { method: \"GET\", is_for_options_operation: true, .. }"),
        debug(
            "Gate",
            &gate,
            "Gate { policy: Policy { origins: Any, methods: [], any_method: false, request_headers: Names { names: [], most_bytes: 136 }, \
             expose_headers: None, max_age: None, preflight_status: 204, credentials: false, private_network: false, \
             vary: None, vary_on_options: None }, .. }",
        ),
        debug(
            "Pending",
            &pending,
            "Pending { decision: Decision { kind: NotCors, action: Continue, refusal: None, .. }, \
             credentials: Ok(Some(Credentials { scheme: Scheme(Basic), .. })), .. }",
        ),
        debug(
            "Answer",
            &answer,
            "Answer { action: Respond(401), decision: Decision { kind: NotCors, action: Continue, refusal: None, .. }, \
             challenges: 1 }",
        ),
        debug("Value", &answer.append().last().unwrap().1, "Value(15 bytes)"),
        debug("Verdict", &Verdict::Accepted, "Accepted"),
        debug("Verdict", &Verdict::Challenged, "Challenged"),
        debug("Verdict", &Verdict::Rechallenged(&challenges), "Rechallenged"),
        debug("Verdict", &Verdict::Forbidden(&challenges), "Forbidden"),
        debug("Digest", &digest, "Digest { realm: \"a\", algorithms: [Sha256], .. }"),
        debug("Stored", &Stored::from("a"), "Stored(Password)"),
        debug("Judgement", &Judgement::accepted(7), "Judgement { refused: None, lines: 0 }"),
        debug("Judgement", &Judgement::<u8>::forbidden(), "Judgement { refused: Some(403), lines: 0 }"),
        debug("Shared", &layer, "GateLayer(Shared)"),
        debug("Shared", &layer.layer(7), "GateService { inner: 7, shared: Shared }"),
        debug(
            "policy::Texts",
            &builder,
            "Builder(Settings { origins: [\"null\"], static_origin: None, methods: [], request_headers: [], \
             response_headers: [], max_age: 0, preflight_status: 204, credentials: false, private_network: false, \
             allows_nobody: false, varies_options: false, insecure: [], any_host: [], tolerates_public_suffixes: false })",
        ),
    ]
}

fn debug_of_values() -> Vec<Shown> {
    let info = AuthenticationInfo::parse(b"a=b, c=\"d e\"").unwrap();
    let [token, quoted] = ["a", "c"].map(|name| info.get(name).unwrap());
    let scope = auth::bearer::Challenge::parse(b"Bearer scope=\"a b\"").unwrap();
    let list = List::<FieldName<'_>>::parse(b"a, b").unwrap();
    let (hmac, serial) = (Hmac(Sha256).key(b"k"), SerialHmac(Sha256).key(b"k"));
    let fields = [("WWW-Authenticate", "Basic realm=a")];
    vec![
        debug("Text", &token, "Text(token, 1 bytes)"),
        debug("Text", &quoted, "Text(quoted, 3 bytes)"),
        debug("Bytes", &quoted.bytes(), "Bytes(3 bytes)"),
        debug("Lossy", &quoted.lossy(), "Lossy(3 bytes)"),
        debug("Words", &scope.scope().unwrap(), "[Text(quoted, 1 bytes), Text(quoted, 1 bytes)]"),
        debug("Token", &Token::new(b"ab").unwrap(), "Token(2 bytes)"),
        debug("List", &list, "[FieldName(a), FieldName(b)]"),
        debug("Iter", &list.iter(), "Iter"),
        debug("Elements", &Elements::<Token<'_>>::new(b"a, b"), "Elements(4 bytes)"),
        debug("Displayed", &list.display(), "Displayed(4 bytes)"),
        debug("FieldValueIn", &FieldValue::new(&list).unwrap(), "FieldValue(4 bytes)"),
        debug("FieldsFn", &FieldsFn(|_: &str| core::iter::empty::<&[u8]>()), "FieldsFn"),
        debug("Lines", &auth::www_authenticate(&fields).unwrap().unwrap(), "Lines(WWW-Authenticate)"),
        debug(
            "Kept",
            &Kept::<basic::Challenge<'_>>::parse(b"Basic realm=\"a\"").unwrap(),
            "Kept(Challenge { realm: Text(quoted, 1 bytes), utf8: false })",
        ),
        debug("EmbeddedIo07", &EmbeddedIo07(&mut [0_u8; 4][..]), "EmbeddedIo07"),
        debug("Absorb", &Absorb(|_: &[u8]| {}), "Absorb"),
        debug("HmacKey", &hmac, "HmacKey { .. }"),
        debug("RunningHmac", &hmac.begin(), "RunningHmac { .. }"),
        debug("SerialHmacKey", &serial, "SerialHmacKey { .. }"),
        debug("RunningSerialHmac", &MacKey::<32>::begin(&serial), "RunningSerialHmac { .. }"),
        debug("Pbkdf2", &Pbkdf2::new(&hmac, b"s", NonZeroU32::MIN), "Pbkdf2 { left: 0, .. }"),
        debug("Pieces", &Pieces(&[b"a", b"bc"]), "Pieces(3 bytes)"),
    ]
}

fn display_of_browsers() -> Vec<Shown> {
    let text = |field: &'static str| {
        let response = [("Access-Control-Allow-Origin", field)];
        let request = Request::new(Origin::parse(A.as_bytes()).unwrap(), Method::GET);
        Profile::FETCH.cors_check(&request, response.as_slice()).unwrap_err().to_string()
    };
    let headers = [(FieldName::AUTHORIZATION, &b"a"[..]), (FieldName::new("X-A").unwrap(), b"")];
    let request = Request::new(Origin::NULL, Method::GET).with_headers(&headers).unwrap();
    let refused = |method: &'static str, status, names: &'static str| {
        let request = Request::new(Origin::NULL, Method::new(method).unwrap()).with_headers(&headers).unwrap();
        let answer = [("Access-Control-Allow-Origin", "null"), ("Access-Control-Allow-Headers", names)];
        Profile::FETCH.preflight_check(&request, status, answer.as_slice()).unwrap_err().to_string()
    };
    let wanted = Profile::FETCH.preflight_check(&request, 200, &[("Access-Control-Allow-Origin", "*")]).unwrap_err();
    let pattern = |text: &'static str| OriginPattern::new(text).unwrap().to_string();
    vec![
        (
            "browser::Refusal",
            text("https://b.example"),
            "CORS check, step 4: Access-Control-Allow-Origin: not the value that is required",
        ),
        ("browser::Refusal", refused("GET", 404, ""), "CORS-preflight fetch, step 7: status: 404"),
        (
            "browser::Refusal",
            refused("PUT", 200, ""),
            "CORS-preflight fetch, step 7.5: Access-Control-Allow-Methods: absent",
        ),
        (
            "browser::Refusal",
            refused("GET", 200, "a b"),
            "CORS-preflight fetch, step 7.3: Access-Control-Allow-Headers: line 1: expected \",\" at byte 2",
        ),
        (
            "browser::Refusal",
            refused("GET", 200, "*"),
            "CORS-preflight fetch, step 7.6: Access-Control-Allow-Headers: `*` is not a wildcard here, of Authorization",
        ),
        (
            "browser::Refusal",
            refused("GET", 200, "authorization"),
            "CORS-preflight fetch, step 7.7: Access-Control-Allow-Headers: not the value that is required, of X-A",
        ),
        display("browser::Step", &Step::AllowOriginPresent, "CORS check, step 2"),
        display("browser::Step", &Step::AllowCredentials, "CORS check, step 7"),
        display("browser::Fault", &Fault::Repeated, "on several lines"),
        display("browser::Wanted", &wanted.wanted(), "authorization,x-a"),
        display("browser::Wanted", &Wanted::True, "true"),
        display("browser::Wanted", &Wanted::OkStatus, "204"),
        display("browser::Wanted", &Wanted::Method(Method::PUT), "PUT"),
        display("browser::Wanted", &Wanted::Origin(Origin::NULL), "null"),
        display("FieldName", &FieldName::ACCEPT, "Accept"),
        display("LowerCase", &FieldName::ACCEPT.lower_case(), "accept"),
        display("Method", &Method::PUT, "PUT"),
        display("Origin", &Origin::NULL, "null"),
        display("Tuple", &Origin::parse(b"https://a.example").unwrap(), A),
        display("Tuple", &Origin::parse(b"http://[::1]:81").unwrap(), "http://[::1]:81"),
        display("Port", &Origin::parse(b"app://a.b:0080").unwrap(), "app://a.b:0080"),
        ("OriginPattern", pattern("*"), "*"),
        ("OriginPattern", pattern("app://*"), "app://*"),
        ("OriginPattern", pattern("https://*.a.example:81"), "https://*.a.example:81"),
        ("OriginPattern", pattern("http://localhost:*"), "http://localhost:*"),
        ("OriginPattern", pattern("https://a.example"), A),
        display("Host", &Host::new("a.example").unwrap(), "a.example"),
        display("Address", &Address::new(Ipv6Addr::LOCALHOST.into()), "[::1]"),
    ]
}

fn display_of_servers() -> Vec<Shown> {
    let origins = ["null"];
    let builder = Policy::for_origins(&origins).with_max_age(-2);
    let mistakes = builder.build().unwrap_err();
    let [first, second] = [mistakes.iter().next().unwrap(), mistakes.iter().nth(1).unwrap()];
    let suffix = Policy::for_origins(&["https://*.com"]).with_credentials().build().unwrap_err();
    let missing = Policy::for_origins(&[]).build().unwrap_err();
    let mut config = Config::new("null".to_owned());
    config.max_age = -2;
    let invalid = config.build().unwrap_err();
    let statement = |origins| gateway::Statement { allowed_origins: origins, ..gateway::Statement::DEFAULT };
    let useless = gateway::Policy::new(statement(&["*"])).unwrap();
    let null = "origin \"null\": is an origin that any page can have, in a sandboxed frame";
    let report = "origins[0]: origin \"null\": is an origin that any page can have, in a sandboxed frame (remove it and give \
                  the page an origin of its own; only `*`, without credentials, allows `null`)\n\
                  max_age: max-age -2: must be -1 to 86400 (use a number in this range)";
    let both =
        "origin \"null\": is an origin that any page can have, in a sandboxed frame; max-age -2: must be -1 to 86400";
    vec![
        display("policy::Mistake", &first, null),
        display("policy::Mistake", &second, "max-age -2: must be -1 to 86400"),
        display(
            "policy::Mistake",
            &suffix.iter().next().unwrap(),
            "origin \"https://*.com\": anyone may get a name below `com`",
        ),
        display("policy::Mistake", &missing.iter().next().unwrap(), "no origin is listed"),
        display("policy::Mistakes", &mistakes, both),
        display("policy::InvalidConfig", &invalid, both),
        display("policy::OwnedMistakes", &invalid.mistakes().into_owned(), both),
        display("policy::Path", &mistakes.paths().next().unwrap().0, "origins[0]"),
        display("policy::Path", &mistakes.paths().nth(1).unwrap().0, "max_age"),
        display("policy::Report", &mistakes.report(), report),
        display(
            "gateway::Mistakes",
            &gateway::Policy::new(statement(&["null", ""])).unwrap_err(),
            "origin \"null\": is not an origin; origin \"\": is not an origin",
        ),
        display("gateway::Remark", &useless.remarks().iter().next().unwrap(), "no request header is listed"),
        display("gateway::Scope", &Scope::Global, "global"),
        display("gateway::Scope", &Scope::Workspace, "workspace"),
        display("gateway::Scope", &Scope::Product, "product"),
        display("gateway::Scope", &Scope::Api, "api"),
        display("gateway::Scope", &Scope::Operation, "operation"),
        display("gateway::Row", &Row::NoPolicy, "row 2: there is no policy"),
        display("gateway::Item", &Item::Credentials, "allow-credentials"),
        display("gateway::Item", &Item::Terminate, "terminate-unmatched-request"),
        display("gateway::Item", &Item::Origins, "allowed-origins"),
        display("gateway::Item", &Item::Methods, "allowed-methods"),
        display("gateway::Item", &Item::MaxAge, "preflight-result-max-age"),
        display("gateway::Item", &Item::RequestHeaders, "allowed-headers"),
        display("gateway::Item", &Item::ResponseHeaders, "expose-headers"),
        display(
            "gateway::Issue",
            &Issue::VersionInHeader,
            "the version is in a header, which preflights do not have, so they do not find the API",
        ),
    ]
}

fn display_of_values() -> Vec<Shown> {
    let info = AuthenticationInfo::parse(b"a=\"b\\\"\xFFc\"").unwrap();
    let text = info.get("a").unwrap();
    let error = AuthenticationInfo::parse(b"a").unwrap_err();
    let basic = |bytes: &'static [u8]| basic::Credentials::parse(bytes, &mut [0; 2]).map(drop).unwrap_err();
    let twice = [("Authorization", "Basic YTpi"), ("Authorization", "Basic YTpi")];
    vec![
        display("Lossy", &text.lossy(), "b\"\u{FFFD}c"),
        display("Displayed", &text.display(), "\"b\\\"\u{FFFD}c\""),
        display("StringError", &StringError::Full, "the string is full"),
        display("StringError", &not_utf8(), "the value is not UTF-8"),
        display("Rule", &Rule::Token, "token"),
        display("ParseError", &error, "expected \"=\" at byte 1"),
        display("ErrorKind", &error.kind(), "expected \"=\""),
        display(
            "LineError",
            &auth::authorization(&twice).unwrap_err(),
            "line 2: this field must not occur twice at byte 0",
        ),
        display("DecodeError", &basic(b"Basic"), "expected token68 at byte 5"),
        display("DecodeError", &basic(b"Basic YTpi"), "3 bytes are needed"),
        display("CapacityError", &text.encode_to_slice(&mut []).unwrap_err(), "7 bytes are needed"),
        display("ValueError", &Token::new(b"a b").unwrap_err(), "token: byte 1 is not allowed"),
        display("ValueErrorKind", &Token::new(b"").unwrap_err().kind(), "must not be empty"),
    ]
}

fn not_utf8() -> StringError {
    heapless::String::<4>::new().put(b"a\xFF").unwrap_err()
}

/// An error, and the text of the error within it.
#[test]
fn each_error_has_its_source() {
    let request = Request::new(Origin::NULL, Method::GET);
    let refused = |origin: &'static str| {
        let response = [("Access-Control-Allow-Origin", origin)];
        Profile::FETCH.cors_check(&request, response.as_slice()).unwrap_err()
    };
    let digest = |realm, key: &[u8]| Digest::new(RustCrypto, realm, key).unwrap_err();
    let (invalid, other) = (refused("a b"), refused("https://b.example"));
    let (realm, key) = (digest("a\n", &[7]), digest("a", &[]));
    for (error, source) in [
        (&invalid as &dyn Error, Some("line 1: expected origin-or-null at byte 1")),
        (&other, None),
        (&StringError::Full, None),
        (&not_utf8(), Some("invalid utf-8 sequence of 1 bytes from index 1")),
        (&realm, Some("realm: byte 1 is not allowed")),
        (&key, Some("the key of the nonces is empty")),
        (&RouteError::Status, None),
        (&Blocked::SameSite, None),
        (&policy::Refusal::Origin, None),
    ] {
        assert_eq!(error.source().map(ToString::to_string).as_deref(), source, "{error:?}");
    }
}

#[test]
fn debug_shows_each_value() {
    let rows = [debug_of_browsers(), debug_of_servers(), debug_of_values()].concat();
    check(&rows, "fmt::Debug for ");
}

#[test]
fn display_shows_each_value() {
    let rows = [display_of_browsers(), display_of_servers(), display_of_values()].concat();
    check(&rows, "fmt::Display for ");
}

/// Compares each row, and looks for the types that have none.
fn check(rows: &[Shown], implementation: &str) {
    let wrong: Vec<_> = rows.iter().filter(|(_, shown, expected)| shown != expected).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let names: BTreeSet<_> = rows.iter().map(|(name, ..)| (*name).to_owned()).collect();
    let mut missing = BTreeSet::new();
    implementors(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), implementation, &mut missing);
    missing.retain(|name| !names.contains(name));
    assert!(missing.is_empty(), "no row shows {missing:?}");
}

/// Adds the types whose implementation is in a file, with their folder if another one has a type of the same name.
fn implementors(folder: &Path, implementation: &str, types: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("src/auth") {
            implementors(&path, implementation, types);
        } else if path.is_file() && !path.ends_with("src/auth.rs") {
            let source = fs::read_to_string(&path).expect("a source file");
            let lines = source.lines().filter(|line| line.starts_with("impl"));
            for (_, name) in lines.filter_map(|line| line.split_once(implementation)) {
                let name = name.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
                let module = path.components().rev().map(|part| part.as_os_str().to_string_lossy().into_owned());
                let module = module.map(|part| part.replace(".rs", "")).collect::<Vec<_>>();
                let of =
                    ["policy", "gateway", "browser", "cache"].iter().find(|of| module.iter().any(|part| part == *of));
                types.insert(of.map_or_else(|| name.to_owned(), |of| format!("{of}::{name}")));
            }
        }
    }
}
