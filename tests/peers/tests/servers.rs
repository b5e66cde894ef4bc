//! Servers from others, and the agent.

use countersign::auth::digest::{Algorithm, Challenge, Client, ClientOptions, Info, Request, RustCrypto, Secret};
use countersign::auth::{Deviation, basic, tolerant};
use countersign::{ErrorKind, Rule};
use countersign_peers::{
    Agent, FOREIGN_USER, Message, Origin, PAGE, PASSWORD, Role, Server, USER, apache, lighttpd, nginx, squid, wire,
};

fn agent(server: &Server, role: Role, password: &'static str) -> Agent<'static> {
    Agent::new(server.port(), role, USER, password)
}

/// Returns the algorithms of the Digest challenges of a page.
fn algorithms(server: &Server, path: &str) -> Vec<String> {
    let response = server.ask(&server.get(path));
    let fields = response.fields();
    let challenges = Role::Origin.challenges(&fields).expect("the field is well-formed").expect("there are challenges");
    let digest = challenges.iter().map(|challenge| Challenge::try_from(challenge).expect("it is Digest"));
    let name = |challenge: Challenge<'_>| {
        let userhash = if challenge.is_userhash() { " with userhash" } else { "" };
        format!("{}{userhash}", challenge.algorithm().expect("it is named").name().as_str().expect("it is ASCII"))
    };
    digest.map(name).collect()
}

#[test]
fn digest_lets_in_with_the_right_password() {
    let (apache, lighttpd) = (apache::start(), lighttpd::start());
    for (server, path, offered, proofs) in [
        (&apache, "/digest/page", &["MD5"][..], 3),
        // lighttpd sends no proof.
        (&lighttpd, "/md5/page", &["MD5"], 0),
        (&lighttpd, "/sha-256/page", &["SHA-256"], 0),
        (&lighttpd, "/sha-512-256/page", &["SHA-512-256"], 0),
        (&lighttpd, "/both/page", &["SHA-256", "MD5"], 0),
        (&lighttpd, "/userhash/page", &["SHA-256 with userhash"], 0),
    ] {
        assert_eq!(algorithms(server, path), offered, "{path}");
        let mut right = agent(server, Role::Origin, PASSWORD);
        for target in [path.to_owned(), format!("{path}?a='b'"), path.to_owned()] {
            let response = right.ask(&server.get(&target));
            assert_eq!((response.status(), response.body()), (200, PAGE), "{target}");
        }
        assert_eq!((right.requests(), right.proofs()), (4, proofs), "{path}");

        let mut wrong = agent(server, Role::Origin, "circle of life");
        assert_eq!(wrong.ask(&server.get(path)).status(), 401, "{path}");
        assert_eq!((wrong.requests(), wrong.proofs()), (2, 0), "{path}");
    }
}

/// With a short nonce lifetime, Apache sends the next nonce with each response. Its count starts at one.
#[test]
fn the_next_nonce_is_used() {
    let server = apache::start();
    let mut agent = agent(&server, Role::Origin, PASSWORD);
    for _ in 0..3 {
        let response = agent.ask(&server.get("/short/page"));
        assert_eq!(response.status(), 200);
        let info = Info::parse(response.field("Authentication-Info").expect("it has info")).expect("it is Digest's");
        assert!(info.nextnonce().is_some() && info.nc() == Some(1));
    }
    assert_eq!((agent.requests(), agent.proofs()), (4, 3));
}

/// A client whose nonce the server did not issue tries again once, also if the server does not say `stale=true`.
#[test]
fn a_stale_nonce_is_renewed() {
    let (apache, lighttpd) = (apache::start(), lighttpd::start());
    // Apache reports as stale what has the length of a nonce, but requires a signed timestamp in it.
    let once = "AAAAAAAAAAA=0123456789012345678901234567890123456789";
    for (server, path, algorithm, nonce) in [
        (&apache, "/digest/page", Algorithm::Md5, once),
        (&apache, "/digest/page", Algorithm::Md5, "of nobody"),
        (&lighttpd, "/md5/page", Algorithm::Md5, "of nobody"),
        (&lighttpd, "/sha-512-256/page", Algorithm::Sha512_256, "of nobody"),
    ] {
        let challenge = Challenge::new("staff", nonce).expect("the value can be sent");
        let mut agent = agent(server, Role::Origin, PASSWORD);
        agent.start(&challenge.with_algorithm(algorithm));
        assert_eq!((agent.ask(&server.get(path)).status(), agent.requests()), (200, 2), "{path} {nonce}");
    }
}

/// What a client does in another way because its server needs it is accepted by servers that do not need it. Apache
/// does not know `username*`.
#[test]
fn digest_lets_in_whatever_the_options_of_the_client() {
    let (apache, lighttpd) = (apache::start(), lighttpd::start());
    let default = ClientOptions::new();
    let cnonce = |digits| default.with_cnonce_length(digits).expect("the length is in range");
    for (options, user, [by_apache, by_lighttpd]) in [
        (default, USER, [200, 200]),
        (cnonce(8), USER, [200, 200]),
        (cnonce(16), USER, [200, 200]),
        (default.with_cnonce_without_qop(), USER, [200, 200]),
        (default.with_fresh_session_keys(), USER, [200, 200]),
        (default.with_raw_username(), USER, [200, 200]),
        (default.with_raw_username(), FOREIGN_USER, [200, 200]),
        (cnonce(8).with_raw_username(), FOREIGN_USER, [200, 200]),
        (default, FOREIGN_USER, [401, 200]),
    ] {
        for (server, path, expected) in [
            (&apache, "/digest/page", by_apache),
            (&lighttpd, "/md5/page", by_lighttpd),
            (&lighttpd, "/sha-256/page", by_lighttpd),
            (&lighttpd, "/sha-512-256/page", by_lighttpd),
        ] {
            let refusal = server.ask(&server.get(path));
            let challenge = refusal.field("WWW-Authenticate").expect("there is a challenge");
            let challenge = Challenge::parse(challenge).expect("it is Digest");
            let mut client = Client::with_options(RustCrypto, &challenge, options).expect("it can be answered");
            let (request, secret) = (Request::new("GET", path), Secret::password(PASSWORD));
            let (request, secret) = (request.expect("it can be sent"), secret.expect("it is not empty"));
            let answer = client.answer(request, user, secret, *b"0123456789abcdef").expect("it can be answered");
            let answered = server.ask(&server.get(path).with_field("Authorization", wire(&answer)));
            assert_eq!(answered.status(), expected, "{path} {options:?} {user}");
        }
    }
}

#[test]
fn basic_lets_in_with_the_right_password() {
    let (apache, lighttpd, nginx) = (apache::start(), lighttpd::start(), nginx::start());
    for (server, realm, is_utf8) in
        [(&apache, "the \"staff\"", false), (&lighttpd, "staff", true), (&nginx, "staff", false)]
    {
        let refusal = server.ask(&server.get("/basic/page"));
        let challenge = refusal.field("WWW-Authenticate").expect("there is a challenge");
        let challenge = basic::Challenge::parse(challenge).expect("it is Basic");
        assert_eq!((challenge.realm() == realm, challenge.is_utf8()), (true, is_utf8), "{realm}");
        for (password, status) in [(PASSWORD, 200), ("circle of life", 401)] {
            let credentials = basic::Credentials::new(USER, password).expect("the credentials can be sent");
            let request = server.get("/basic/page").with_field("Authorization", wire(&credentials));
            assert_eq!(server.ask(&request).status(), status, "{realm} {password}");
        }
    }
}

/// nginx does not escape the quotes of a realm: `Basic realm="the "staff""`. Only the tolerant parser reads it.
#[test]
fn a_quote_that_is_not_escaped_is_read_tolerantly() {
    let server = nginx::start();
    for (path, others) in [("/quotes/page", &[][..]), ("/lines/page", &["Negotiate"])] {
        let refusal = server.ask(&server.get(path));
        assert_eq!(refusal.status(), 401);
        let fields = refusal.fields();
        let strict = Role::Origin.challenges(&fields).map(|_| ()).expect_err("a line is malformed").error();
        assert_eq!((strict.kind(), strict.offset()), (ErrorKind::Expected(Rule::Comma), 18), "{path}");

        let read: Result<Vec<_>, _> =
            tolerant::www_authenticate(fields.as_slice()).map(|(_, challenge)| challenge).collect();
        let read = read.expect("the challenges are read");
        let names = read.iter().map(|challenge| challenge.scheme().as_str());
        assert!(names.eq(["Basic"].iter().chain(others).copied()), "{path}");
        let basic = basic::Challenge::try_from(read[0]).expect("it is Basic");
        assert!(basic.realm() == "the \"staff\"", "{path}");
        let mut tolerated = Vec::new();
        read[0].deviations(|deviation, offset| tolerated.push((deviation, offset)));
        assert_eq!(tolerated, [(Deviation::StrayQuote, 17)], "{path}");
    }
}

fn page() -> Origin {
    Origin::start(|_| Message::response(200).with_body(PAGE))
}

#[test]
fn a_proxy_lets_pass_with_the_right_password() {
    let (proxy, origin) = (squid::start(), page());
    let page = Message::request("GET", &origin.url("/page")).with_field("Host", "localhost");
    for (password, expected) in [(PASSWORD, (200, 3)), ("circle of life", (407, 3))] {
        // A password that was rejected is not sent again: the second exchange is one request.
        let mut digest = agent(&proxy, Role::Proxy, password);
        digest.ask(&page);
        assert_eq!((digest.ask(&page).status(), digest.requests()), expected, "{password}");

        let credentials = basic::Credentials::new(USER, password).expect("the credentials can be sent");
        let request = page.clone().with_field("Proxy-Authorization", wire(&credentials));
        assert_eq!(proxy.ask(&request).status(), expected.0, "{password}");
    }
}

#[test]
fn a_proxy_opens_a_tunnel_with_the_right_password() {
    let (proxy, origin) = (squid::start(), page());
    let target = format!("127.0.0.1:{}", origin.port());
    let connect = Message::request("CONNECT", &target).with_field("Host", &target);
    for (password, status) in [(PASSWORD, 200), ("circle of life", 407)] {
        let mut agent = agent(&proxy, Role::Proxy, password);
        assert_eq!(agent.ask(&connect).status(), status, "{password}");
        if status == 200 {
            let mut tunnel = agent.into_connection();
            let response = tunnel.ask(&Message::request("GET", "/page").with_field("Host", &target));
            assert_eq!(response.expect("the server answers through the tunnel").body(), PAGE);
        }
    }
}
