//! What an agent sends, and what it makes of each response.

use std::fmt::Write;

use countersign::auth::agent::{Agent, AgentError, AgentIn, Exchange, Login, Next, Unanswerable};
use countersign::auth::digest::{
    Algorithm, Challenge, ClientError, ClientOptions, Credentials, Hasher, Hashes, Hex, Info, QopOptions, Request,
    Requirements, RustCrypto, Secret, Server,
};
use countersign::auth::{self, basic};
use countersign::{Encode, FieldContent, LineError};

use super::super::laws::written;

const ORIGIN: &str = "https://example.org";

fn digest() -> Login<&'static str> {
    Login::password("Mufasa", "Circle of Life").unwrap()
}

fn basic() -> Login<&'static str> {
    digest().with_basic()
}

fn token() -> Login<&'static str> {
    Login::token("mF_9.B5f-4.1JqM").unwrap()
}

fn agent(login: Login<&'static str>) -> Agent<RustCrypto, &'static str> {
    Agent::new(RustCrypto, ORIGIN, login)
}

/// Answers each request with the next of these responses, and begins another exchange after each that is not repeated.
/// A response is `URL STATUS VALUE`. Returns what is sent, or `-`, and what is to be done, for each request.
fn trace<S, const N: usize>(agent: &mut AgentIn<S, &'static str, N>, responses: &[&str]) -> String
where
    S: Hashes,
{
    let mut trace = String::new();
    let mut responses = responses.iter().peekable();
    while let Some(first) = responses.peek() {
        let url = first.split(' ').next().unwrap();
        let origin = if url.starts_with('/') { ORIGIN } else { url };
        let mut exchange = agent.exchange(origin, Request::new("GET", url).unwrap());
        for response in responses.by_ref() {
            let (status, value) = response.split_once(' ').unwrap().1.split_at(3);
            let sent = exchange.authorization([7; 16]).unwrap().map_or("-", |sent| sent.scheme());
            let next = next(&mut exchange, status.parse().unwrap(), value.trim());
            write!(trace, "{}{sent} {next}", if trace.is_empty() { "" } else { ", " }).unwrap();
            if next != "repeat" && next != "other" {
                break;
            }
        }
    }
    trace
}

fn next<S, const N: usize>(exchange: &mut Exchange<'_, S, &str, N>, status: u16, value: &str) -> String
where
    S: Hashes,
{
    let names = ["WWW-Authenticate", "Proxy-Authenticate", "Authentication-Info", "Proxy-Authentication-Info"];
    let fields = names.map(|name| (name, value));
    match exchange.answered(status, &fields[..if value.is_empty() { 0 } else { 4 }]) {
        Ok(Next::Done { proven: false }) => "done".to_owned(),
        Ok(Next::Done { proven: true }) => "proven".to_owned(),
        Ok(Next::Repeat) => "repeat".to_owned(),
        Ok(Next::WrongSecret) => "wrong".to_owned(),
        Ok(Next::Other(_)) => "other".to_owned(),
        Ok(Next::Unanswerable(reason)) => format!("{reason:?}").split('(').next().unwrap().to_owned(),
        Err(AgentError::Line(_)) => "malformed".to_owned(),
        Err(error) => format!("{error}"),
    }
}

const MD5: &str = "Digest realm=\"staff\", nonce=\"1\", qop=\"auth\"";

/// A login, responses and a trace.
type Row<'a> = (fn() -> Login<&'static str>, &'a [&'a str], &'a str);

fn assert_traces(rows: &[Row<'_>]) {
    for (login, responses, expected) in rows {
        assert_eq!(trace(&mut agent(login()), responses), *expected, "{responses:#?}");
    }
}

#[test]
fn the_strongest_challenge_is_answered() {
    let both = format!("/ 401 Basic realm=\"staff\", {MD5}");
    let unknown = "/ 401 Digest realm=\"staff\", nonce=\"1\", algorithm=SHA-1, Basic realm=\"staff\"";
    assert_traces(&[
        (digest, &["/ 200"], "- done"),
        (digest, &[&both, "/ 200"], "- repeat, Digest done"),
        (basic, &[&both, "/ 200"], "- repeat, Digest done"),
        (basic, &["/ 401 Basic realm=\"staff\", Negotiate", "/ 200"], "- repeat, Basic done"),
        (digest, &["/ 401 Basic realm=\"staff\"", "/ 401 Negotiate"], "- BasicNotAllowed, - Scheme"),
        (digest, &["/ 401", "/ 401 ,", "/ 401 Basic realm=\"a"], "- NoChallenge, - NoChallenge, - malformed"),
        (basic, &[unknown, "/ 200"], "- repeat, Basic done"),
        (digest, &[unknown], "- BasicNotAllowed"),
        (digest, &["/ 401 Digest realm=\"a\", nonce=\"1\", algorithm=SHA-1"], "- Uncomputable"),
        (digest, &["/ 401 Digest realm=\"a\"", "/ 401 Bearer"], "- Malformed, - Scheme"),
        // A token is sent at once, and answers Bearer only.
        (token, &["/ 200", "/a 403 Bearer error=\"insufficient_scope\""], "Bearer done, Bearer done"),
        (token, &["/ 401 Bearer error=\"invalid_token\"", "/ 401 Bearer", "/ 200"], "Bearer wrong, - wrong, - done"),
        (token, &[&both], "Bearer Scheme"),
    ]);
}

/// RFC 7616 §3.3 and §3.6; RFC 7617 §2.2.
#[test]
fn later_requests_have_credentials_in_the_protection_space_only() {
    let domain = "/staff/a 401 Digest realm=\"staff\", nonce=\"1\", domain=\"/staff https://other.example/\"";
    let useless = "/ 401 Digest realm=\"staff\", nonce=\"1\", domain=\"::\"";
    let elsewhere = "/ 401 Digest realm=\"staff\", nonce=\"1\", domain=\"/staff\"";
    assert_traces(&[
        (digest, &[domain, "/staff/a 200", "/staff/b 200", "/ 200"], "- repeat, Digest done, Digest done, - done"),
        (digest, &[domain, "/staff/a 200", "https://other.example/ 200"], "- repeat, Digest done, - done"),
        (digest, &[domain, "/staff/a 200", "/staff/../a 200"], "- repeat, Digest done, - done"),
        (digest, &[useless, "/ 200", "/b 200"], "- repeat, Digest done, Digest done"),
        (digest, &[elsewhere, "/ 200"], "- repeat, Digest done"),
        (
            basic,
            &["/a/b 401 Basic realm=\"staff\"", "/a/b 200", "/a/c/d 200", "/a 200", "/a/../c 200"],
            "- repeat, Basic done, Basic done, - done, - done",
        ),
        (
            basic,
            &["/a/b 401 Basic realm=\"x\"", "/a/b 200", "/c/ 401 Basic realm=\"x\"", "/c/ 200", "/c/d 200", "/a/b 200"],
            "- repeat, Basic done, - repeat, Basic done, Basic done, - done",
        ),
    ]);
}

#[test]
fn another_origin_gets_and_asks_for_nothing() {
    let answered = format!("/ 401 {MD5}");
    let other = format!("https://other.example/ 401 {MD5}");
    let insecure = format!("http://example.org/ 401 {MD5}");
    let port = format!("https://example.org:8443/ 401 {MD5}");
    let same = format!("https://EXAMPLE.org:443/ 401 {MD5}");
    let other_200 = "https://other.example/ 200 rspauth=\"00\"";
    assert_traces(&[
        (digest, &[&answered, "/ 200", &other, other_200], "- repeat, Digest done, - OtherOrigin, - done"),
        (digest, &[&other, &insecure, &port], "- OtherOrigin, - OtherOrigin, - OtherOrigin"),
        (digest, &[&same, &same], "- repeat, Digest wrong"),
        (basic, &["https://other.example/ 401 Basic realm=\"a\""], "- OtherOrigin"),
        (
            token,
            &["https://other.example/ 401 Bearer", "https://example.org.other.example/ 200"],
            "- OtherOrigin, - done",
        ),
    ]);
    // The target of the request names another server than the caller.
    let mut agent = agent(token());
    let mut exchange = agent.exchange(ORIGIN, Request::new("GET", "https://other.example/").unwrap());
    assert!(exchange.authorization([7; 16]).unwrap().is_none());
    // An origin without an authority is compared as it is.
    for (origin, is_sent) in [("sip:example.org", true), ("sip:other.example", false)] {
        let mut agent = Agent::new(RustCrypto, "sip:example.org", token());
        let mut exchange = agent.exchange(origin, Request::new("REGISTER", "sip:example.org").unwrap());
        assert_eq!(exchange.authorization([7; 16]).unwrap().is_some(), is_sent);
    }
}

#[test]
fn a_wrong_password_is_sent_once() {
    let challenge = |nonce: &str| format!("/ 401 Digest realm=\"staff\", nonce=\"{nonce}\", qop=\"auth\"");
    let stale = |nonce: &str| format!("{}, stale=true", challenge(nonce));
    let [one, two, three, four, five] = ["1", "2", "3", "4", "5"].map(challenge);
    let [stale_two, stale_three, stale_four, stale_five] = ["2", "3", "4", "5"].map(stale);
    let ask = "/ 401 Basic realm=\"staff\"";
    assert_traces(&[
        (digest, &[&one, &two, &three, &four], "- repeat, Digest wrong, - wrong, - wrong"),
        (digest, &[&one, &two, &stale_three, "/ 200", &four], "- repeat, Digest wrong, - wrong, - done, - wrong"),
        (digest, &[&one, &one], "- repeat, Digest wrong"),
        (basic, &[ask, ask, ask, "/ 200", ask], "- repeat, Basic wrong, - wrong, - done, - wrong"),
        (basic, &[ask, ask, &one, "/other/ 200", &one], "- repeat, Basic wrong, - wrong, - done, - wrong"),
        (basic, &[&one, &two, ask, &three], "- repeat, Digest wrong, - Weaker, - wrong"),
        (token, &["/ 401 Bearer", "/ 401 Bearer", "/ 200"], "Bearer wrong, - wrong, - done"),
        // Only the nonce was too old, or the server forgot it.
        (digest, &[&one, &stale_two, "/ 200"], "- repeat, Digest repeat, Digest done"),
        (digest, &[&one, "/ 200", &stale_two, "/ 200"], "- repeat, Digest done, Digest repeat, Digest done"),
        (digest, &[&one, "/ 200", &two, "/ 200"], "- repeat, Digest done, Digest repeat, Digest done"),
        (digest, &[&one, "/ 200", &two, &three], "- repeat, Digest done, Digest repeat, Digest wrong"),
        // A server that is never content.
        (
            digest,
            &[&one, &stale_two, &stale_three, &stale_four, &stale_five],
            "- repeat, Digest repeat, Digest repeat, Digest TooMany, Digest repeat",
        ),
        (digest, &[&one, &stale_two, &stale_three, &five], "- repeat, Digest repeat, Digest repeat, Digest wrong"),
    ]);
}

/// RFC 7616 §5.10.
#[test]
fn a_weaker_challenge_is_not_answered_after_a_stronger_one() {
    let sha = "/ 401 Digest realm=\"staff\", nonce=\"2\", qop=\"auth\", algorithm=SHA-256";
    let sha_512 = "/ 401 Digest realm=\"staff\", nonce=\"2\", qop=\"auth\", algorithm=SHA-512-256";
    let md5 = &*format!("/ 401 {MD5}");
    let old = "/ 401 Digest realm=\"staff\", nonce=\"3\"";
    let plain = "/ 401 Basic realm=\"staff\"";
    let other = "/ 401 Digest realm=\"other\", nonce=\"1\", qop=\"auth\"";
    let both = &*format!("/ 401 {MD5}, Digest realm=\"staff\", nonce=\"4\", qop=\"auth\", algorithm=SHA-256");
    assert_traces(&[
        (basic, &[sha, "/ 200", md5], "- repeat, Digest done, Digest Weaker"),
        (basic, &[sha, "/ 200", plain], "- repeat, Digest done, Digest Weaker"),
        (basic, &[md5, plain, "/ 200"], "- repeat, Digest Weaker, Digest done"),
        (basic, &[md5, "/ 200", old], "- repeat, Digest done, Digest Weaker"),
        (basic, &[sha_512, "/ 200", sha, "/ 200"], "- repeat, Digest done, Digest repeat, Digest done"),
        (basic, &[sha, "/ 200", both, "/ 200"], "- repeat, Digest done, Digest repeat, Digest done"),
        (
            basic,
            &[plain, "/ 200", md5, "/ 200", plain],
            "- repeat, Basic done, Basic repeat, Digest done, Digest Weaker",
        ),
        // A realm is another protection space.
        (basic, &[md5, "/ 200", other, "/ 200"], "- repeat, Digest done, Digest Realm, Digest done"),
        (basic, &[plain, "/ 200", "/ 401 Basic realm=\"b\""], "- repeat, Basic done, Basic Realm"),
        (basic, &[plain, "/ 200", other], "- repeat, Basic done, Basic Realm"),
    ]);
    let requirements = Requirements::new().with_algorithm(Algorithm::Sha256).with_qop();
    let mut strict = agent(basic()).with_requirements(requirements);
    let md5_or_plain = "/ 401 Digest realm=\"staff\", nonce=\"1\", qop=\"auth\", algorithm=MD5, Basic realm=\"staff\"";
    assert_eq!(trace(&mut strict, &[md5_or_plain, md5, sha, "/ 200"]), "- Weaker, - Weaker, - repeat, Digest done");
    // Other options end the session. What was required stays.
    let mut other = strict.with_options(ClientOptions::new());
    let mut exchange = other.exchange(ORIGIN, Request::new("GET", "/").unwrap());
    assert!(exchange.authorization([7; 16]).unwrap().is_none());
    let offered = [("WWW-Authenticate", "Basic realm=\"staff\"")];
    assert!(matches!(exchange.answered(401, &offered), Ok(Next::Unanswerable(Unanswerable::Weaker))));
    let mut forgetful = agent(basic());
    assert_eq!(trace(&mut forgetful, &[sha, "/ 200"]), "- repeat, Digest done");
    forgetful.forget();
    assert_eq!(trace(&mut forgetful, &[plain, "/ 200"]), "- repeat, Basic done");
}

#[test]
fn another_login_waits_for_a_challenge_and_keeps_the_floor() {
    let sha = "/ 401 Digest realm=\"staff\", nonce=\"2\", qop=\"auth\", algorithm=SHA-256";
    let mut agent = agent(basic());
    assert_eq!(trace(&mut agent, &[sha, sha]), "- repeat, Digest wrong");
    agent.set_login(Login::password("Scar", "Be prepared").unwrap().with_basic());
    assert_eq!(trace(&mut agent, &["/ 401 Basic realm=\"staff\"", sha, "/ 200"]), "- Weaker, - repeat, Digest done");
}

#[test]
fn a_proxy_has_fields_of_its_own() {
    let proxy = "http://proxy.example:3128";
    let mut of_proxy = Agent::new(RustCrypto, proxy, basic()).for_proxy();
    let mut of_origin = agent(token());
    let ask = [("Proxy-Authenticate", "Digest realm=\"p\", nonce=\"1\", domain=\"/x\"")];
    let request = || Request::new("GET", "http://example.org/").unwrap();
    let mut exchange = of_proxy.exchange(proxy, request());
    let mut inner = of_origin.exchange(ORIGIN, Request::new("GET", "/").unwrap());
    assert!(matches!(inner.answered(407, &ask), Ok(Next::Done { .. })), "the proxy asks");
    assert!(
        matches!(exchange.answered(401, &[("WWW-Authenticate", "Bearer")]), Ok(Next::Done { .. })),
        "the origin asks"
    );
    assert!(matches!(exchange.answered(407, &ask), Ok(Next::Repeat)));
    let sent = exchange.authorization([7; 16]).unwrap().unwrap();
    assert_eq!((sent.name(), sent.scheme()), ("Proxy-Authorization", "Digest"));
    // A proxy's space is everything, with Basic too.
    for ask in ["Digest realm=\"p\", nonce=\"1\", domain=\"/x\"", "Basic realm=\"p\""] {
        let mut agent = Agent::new(RustCrypto, proxy, basic()).for_proxy();
        let mut exchange = agent.exchange(proxy, Request::new("CONNECT", "example.org:443").unwrap());
        assert!(matches!(exchange.answered(407, &[("Proxy-Authenticate", ask)]), Ok(Next::Repeat)));
        let mut exchange = agent.exchange(proxy, Request::new("GET", "http://other.example/").unwrap());
        assert!(exchange.authorization([7; 16]).unwrap().is_some());
        let mut exchange =
            agent.exchange("http://proxy.example:8080", Request::new("GET", "http://other.example/").unwrap());
        assert!(exchange.authorization([7; 16]).unwrap().is_none());
    }
}

#[test]
fn the_caller_answers_other_schemes() {
    let ask = &*format!("/ 401 Hawk, Negotiate, {MD5}");
    let mut agent = agent(basic()).with_others(&["Negotiate", "Hawk"]);
    assert_eq!(trace(&mut agent, &[ask, "/ 401 Negotiate YQ==", "/ 200", "/ 200"]), "- other, - other, - done, - done");
    assert_eq!(trace(&mut agent, &["/ 401 Hawk", &format!("/ 401 {MD5}")]), "- Weaker, - Weaker");
    agent = agent.with_others(&[]);
    assert_eq!(trace(&mut agent, &[ask, "/ 200"]), "- repeat, Digest done");
    let mut agent = self::agent(basic()).with_others(&["Hawk"]);
    // Nothing weaker is sent once the caller answers.
    let mut bearer = self::agent(token()).with_others(&["Hawk"]);
    assert_eq!(trace(&mut bearer, &["/ 200", "/ 401 Hawk, Bearer", "/ 200"]), "Bearer done, Bearer other, - done");
    let five = ["/ 401 Hawk"; 5];
    assert_eq!(trace(&mut agent, &five), "- other, - other, - other, - TooMany, - other");
}

#[test]
fn what_is_too_long_is_an_error_and_nothing_is_lost() {
    let mut small = AgentIn::<_, _, 64>::new(RustCrypto, ORIGIN, basic());
    let long = &*format!("/ 401 Digest realm=\"staff\", nonce=\"{}\"", "n".repeat(64));
    let realm = &*format!("/ 401 Basic realm=\"{}\"", "r".repeat(65));
    let fits = "/ 401 Digest realm=\"staff\", nonce=\"n\"";
    let deep = &*format!("/{}/ 401 Basic realm=\"staff\"", "d".repeat(60));
    assert_eq!(trace(&mut small, &[realm]), "- 65 bytes are needed");
    assert_eq!(
        trace(&mut small, &[deep, &deep.replace("401", "200"), &deep.replace("401", "200")]),
        "- repeat, Basic done, - done"
    );
    assert_eq!(
        trace(&mut small, &[fits, "/ 200", long, "/ 200"]),
        "- repeat, Digest done, Digest 94 bytes are needed, Digest done"
    );
}

/// Returns the info of a server of this crate that has this password.
fn info(challenge: Challenge<'_>, wire: &[u8], request: Request<'_>, body: &Hex, password: &str) -> Vec<u8> {
    let credentials = Credentials::parse(wire).unwrap();
    let secret = Secret::password("Circle of Life").unwrap();
    let server = Server::new(RustCrypto, challenge);
    assert_eq!(server.verify(&credentials, request, "Mufasa", Some(secret), |_, _| true), Ok(()));
    let secret = Secret::password(password).unwrap();
    let rspauth = credentials.inputs(request).rspauth(RustCrypto, "Mufasa", secret, Some(body)).unwrap();
    written(&Info::for_credentials(&credentials, &rspauth).with_nextnonce("2").unwrap())
}

fn hash(body: &[u8]) -> Hex {
    let mut state = Hasher::new(RustCrypto, Algorithm::Sha256).unwrap();
    state.update(body);
    state.finish()
}

#[test]
fn the_proof_is_verified_and_the_next_nonce_is_used() {
    let (body, answer, other) = (hash(b"request"), hash(b"response"), hash(b"another response"));
    let wrong = Err(AgentError::Client(ClientError::Rspauth));
    for (qop, password, proven_body, expected) in [
        (QopOptions::AUTH, "Circle of Life", answer.clone(), Ok(true)),
        (QopOptions::AUTH, "wrong", answer.clone(), wrong),
        (QopOptions::AUTH, "Circle of Life", other.clone(), Ok(true)),
        (QopOptions::AUTH_INT, "Circle of Life", answer.clone(), Ok(true)),
        (QopOptions::AUTH_INT, "wrong", answer.clone(), wrong),
        (QopOptions::AUTH_INT, "Circle of Life", other.clone(), wrong),
    ] {
        let challenge = Challenge::new("staff", "1").unwrap().with_algorithm(Algorithm::Sha256).with_qop(qop);
        let request = Request::new("PUT", "/a").unwrap().with_body(&body);
        let mut agent = agent(digest());
        let ask = [("WWW-Authenticate", written(&challenge))];
        let mut exchange = agent.exchange(ORIGIN, request);
        assert!(matches!(exchange.answered(401, &ask), Ok(Next::Repeat)));
        let wire = written(&exchange.authorization([7; 16]).unwrap().unwrap());
        exchange.set_response_body(answer.clone());
        let response = [("Authentication-Info", info(challenge, &wire, request, &proven_body, password))];
        let next = exchange.answered(200, &response);
        assert_eq!(next.map(|next| matches!(next, Next::Done { proven: true })), expected, "{qop:?} {password}");

        // The next nonce of a server that is not trusted is not used.
        let mut exchange = agent.exchange(ORIGIN, request);
        let wire = written(&exchange.authorization([7; 16]).unwrap().unwrap());
        let credentials = Credentials::parse(&wire).unwrap();
        let expected = if expected.is_ok() { ("2", Some(1)) } else { ("1", Some(2)) };
        assert!(credentials.nonce() == *expected.0 && credentials.nc() == expected.1);
    }
}

#[test]
fn the_info_of_somebody_else_is_not_read() {
    let wrong = "rspauth=\"9b712497bc9f91499fbcca1dfc5f09a5\"";
    let with = |target: &str| format!("{target} 200 {wrong}");
    let ask = &*format!("/ 401 {MD5}");
    let [own, other] = ["/", "https://other.example/"].map(with);
    assert_traces(&[
        (digest, &[&own], "- done"),
        (digest, &[ask, &own], "- repeat, Digest the server's rspauth is wrong"),
        (digest, &[ask, "/ 200 nextnonce=\"", "/ 200"], "- repeat, Digest malformed, Digest done"),
        (basic, &["/ 401 Basic realm=\"a\"", &own], "- repeat, Basic done"),
        (token, &[&own, &other], "Bearer done, - done"),
    ]);
}

#[test]
fn broken_fields_are_an_error_or_are_skipped() {
    let response =
        [("WWW-Authenticate", "Digest realm=IP Camera, nonce=\"1\""), ("WWW-Authenticate", "Basic realm=\"a\" b")];
    let mut agent = agent(basic());
    let mut exchange = agent.exchange(ORIGIN, Request::new("GET", "/").unwrap());
    let error: LineError = auth::www_authenticate(&response).unwrap_err();
    assert_eq!(exchange.answered(401, &response).unwrap_err(), AgentError::Line(error));
    assert!(matches!(exchange.answered_tolerantly(401, &response), Ok(Next::Repeat)));
    assert_eq!(exchange.authorization([7; 16]).unwrap().unwrap().scheme(), "Digest");
    // One line of info is read tolerantly, and several are not.
    let info = [("Authentication-Info", "nextnonce=a/b")];
    assert!(matches!(exchange.answered(200, &info), Err(AgentError::Line(_))));
    assert!(matches!(exchange.answered_tolerantly(200, &info), Ok(Next::Done { proven: false })));
    let wire = written(&exchange.authorization([7; 16]).unwrap().unwrap());
    assert_eq!(Credentials::parse(&wire).unwrap().nonce(), "a/b");
    let two = [("Authentication-Info", "nextnonce=a/b"), ("Authentication-Info", "nc=1")];
    assert!(matches!(exchange.answered_tolerantly(200, &two), Err(AgentError::Line(_))));
}

#[test]
fn an_agent_borrows_nothing_and_takes_options() {
    fn owned() -> AgentIn<RustCrypto, String, 256, ClientOptions> {
        let login = Login::password("Jäsøn".to_owned(), "s".to_owned()).unwrap();
        let options = ClientOptions::new().with_cnonce_without_qop().with_raw_username();
        Agent::new(RustCrypto, ORIGIN.to_owned(), login).with_options(options)
    }
    let mut agent = owned();
    let mut exchange = agent.exchange(ORIGIN, Request::new("GET", "/").unwrap());
    let response = [("WWW-Authenticate", "Digest realm=\"a\", nonce=\"b\", algorithm=MD5-sess")];
    assert!(matches!(exchange.answered(401, &response), Ok(Next::Repeat)));
    let sent = exchange.authorization([7; 16]).unwrap().unwrap();
    assert!(sent.display().to_string().starts_with("Digest username=\"Jäsøn\", "));
    let erased: &dyn FieldContent = &sent;
    assert_eq!(erased.encoded_len(), sent.encoded_len());
}

#[test]
fn a_login_is_checked() {
    for (user, password, is_valid) in [
        ("a", "b", true),
        ("a", "", true),
        ("", "", true),
        ("a:b", "c", false),
        ("a", "b\n", false),
        ("a\t", "", false),
    ] {
        let expected = basic::Credentials::new(user, password).map(drop);
        assert_eq!((Login::password(user, password).map(drop), expected.is_ok()), (expected, is_valid));
    }
    for (token, is_valid) in [("a.b", true), ("5|abc", true), ("", false), ("a b", false)] {
        assert_eq!(Login::token(token).is_ok(), is_valid, "{token}");
    }
    assert_eq!(Unanswerable::TooMany.to_string(), "the server challenged every repetition of the request");
}
