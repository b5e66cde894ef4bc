//! A proxy and a server, built with countersign, for curl and wget.

use std::sync::Arc;

use countersign::auth::digest::{Challenge, Credentials, Request, RustCrypto, Secret, Server, VerifyError};
use countersign_peers::clients::{curl, wget};
use countersign_peers::{Guard, Origin, PASSWORD, Realm, Role, USER};

/// Starts a server that is a proxy to itself. Requests in absolute form and CONNECT are for the proxy.
fn start(proxy: &Arc<Guard>, origin: &Arc<Guard>) -> Origin {
    let (proxy, origin) = (Arc::clone(proxy), Arc::clone(origin));
    Origin::start(move |request| {
        let is_for_proxy = request.method() == "CONNECT" || request.target().starts_with("http://");
        if is_for_proxy { proxy.answer(request) } else { origin.answer(request) }
    })
}

fn guards() -> [Arc<Guard>; 2] {
    let proxy = Realm { role: Role::Proxy, basic: true, ..Realm::default() };
    [proxy, Realm::default()].map(|realm| Arc::new(Guard::new(realm)))
}

#[test]
fn curl_answers_a_proxy_and_a_server() {
    let (right, wrong) = (format!("{USER}:{PASSWORD}"), format!("{USER}:circle of life"));
    for (args, user, proxied, served) in [
        (&["--proxy-digest"][..], &right, "-+", ""),
        (&["--proxy-digest"], &wrong, "-x", ""),
        (&["--proxy-basic"], &right, "+", ""),
        (&["--proxy-basic"], &wrong, "x", ""),
        (&["--proxy-anyauth"], &right, "-+", ""),
        (&["--proxytunnel", "--proxy-digest"], &right, "-+", "-+"),
        (&["--proxytunnel", "--proxy-digest"], &wrong, "-x", ""),
        (&["--proxytunnel", "--proxy-basic"], &right, "+", "-+"),
        (&["--proxytunnel", "--proxy-anyauth"], &right, "-+", "-+"),
    ] {
        let [proxy, origin] = guards();
        let server = start(&proxy, &origin);
        let through = ["--proxy", &server.url(""), "--proxy-user", user, "--digest", "--user", &right];
        let answers = curl(&[&through, args].concat(), &[server.url("/page?a=b")]);
        assert_eq!((proxy.course(), origin.course()), (proxied.into(), served.into()), "{args:?} {user}: {answers:?}");
    }
}

#[test]
fn wget_answers_a_proxy_with_basic() {
    for (password, expected, course) in [(PASSWORD, true, "+"), ("circle of life", false, "x")] {
        let [proxy, origin] = guards();
        let server = start(&proxy, &origin);
        let (through, password) = (format!("http_proxy={}", server.url("")), format!("--proxy-password={password}"));
        let args = ["-e", "use_proxy=yes", "-e", &through, &format!("--proxy-user={USER}"), &password];
        assert_eq!(wget(&args, &[server.url("/page")]) == Ok(200), expected);
        assert_eq!(proxy.course(), course);
    }
}

/// The credentials contain the URI of the request, RFC 7616 §3.4, which must name the same resource, §3.4.6. curl sends the
/// path: a proxy verifies the credentials with that, after it has checked that the resource is the same.
#[test]
fn curl_names_the_path_where_a_proxy_reads_the_absolute_form() {
    let [proxy, origin] = guards();
    let server = start(&proxy, &origin);
    let user = format!("{USER}:{PASSWORD}");
    let args = ["--proxy", &server.url(""), "--proxy-user", &user, "--proxy-digest"];
    assert_eq!(curl(&args, &[server.url("/page?a=b")]), [Ok(200)]);

    let (request, _) = proxy.seen().pop().expect("curl sent a request");
    let field = request.field("Proxy-Authorization").expect("the request was accepted");
    let credentials = Credentials::parse(field).expect("the request was accepted");
    let nonce: Vec<_> = credentials.nonce().bytes().collect();
    let challenge = Challenge::new("staff", &nonce).expect("it was sent");
    let verifier: Server<'_, RustCrypto> = Server::new(RustCrypto, challenge);
    for (uri, expected) in [(request.target(), Err(VerifyError::Uri)), ("/page?a=b", Ok(()))] {
        let parts = Request::new("GET", uri).expect("it was received");
        let secret = Secret::password(PASSWORD).unwrap();
        assert_eq!(verifier.verify(&credentials, parts, USER, Some(secret), |_, nc| nc == Some(1)), expected, "{uri}");
    }
}
