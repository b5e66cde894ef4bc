//! The agent against Apache httpd and lighttpd.

use std::process::Command;

use countersign::auth::agent::{Agent, Login};
use countersign::auth::digest::RustCrypto;
use countersign_peers::{PASSWORD, Server, USER, apache, lighttpd};
use reqwest::{Client, redirect};

/// Returns the status of each of three requests for a page.
async fn statuses(server: &Server, page: &str, password: &str, allows_basic: bool) -> [u16; 3] {
    let origin = format!("http://127.0.0.1:{}", server.port());
    let login = Login::password(USER.to_owned(), password.to_owned()).expect("the login can be sent");
    let login = if allows_basic { login.with_basic() } else { login };
    let mut agent = Agent::new(RustCrypto, origin.clone(), login);
    let client = Client::builder().redirect(redirect::Policy::none()).build().expect("a client");
    let mut statuses = [0; 3];
    for status in &mut statuses {
        let request = client.get(format!("{origin}{page}")).build().expect("a request");
        let (response, reason) =
            reqwest_agent::execute(&client, &mut agent, request).await.expect("the server answers");
        *status = response.status().as_u16();
        assert_eq!(reason.is_some(), *status == 401, "{reason:?}");
    }
    statuses
}

#[tokio::test]
async fn digest_and_basic_let_in() {
    let (apache, lighttpd) = (apache::start(), lighttpd::start());
    for (server, page, password, allows_basic, expected) in [
        (&apache, "/digest/page?a=b%20c", PASSWORD, false, 200),
        (&apache, "/short/page", PASSWORD, false, 200),
        (&apache, "/digest/page", "circle of life", false, 401),
        (&apache, "/basic/page", PASSWORD, true, 200),
        (&apache, "/basic/page", "circle of life", true, 401),
        (&apache, "/basic/page", PASSWORD, false, 401),
        (&lighttpd, "/md5/page", PASSWORD, false, 200),
        (&lighttpd, "/sha-256/page", PASSWORD, false, 200),
        (&lighttpd, "/both/page", PASSWORD, true, 200),
        (&lighttpd, "/userhash/page", PASSWORD, false, 200),
        (&lighttpd, "/basic/page", PASSWORD, true, 200),
        (&lighttpd, "/basic/page", PASSWORD, false, 401),
    ] {
        let seen = statuses(server, page, password, allows_basic).await;
        assert_eq!(seen, [expected; 3], "{page} {password} {allows_basic}");
    }
}

#[test]
fn the_program_says_why_it_gives_up() {
    let apache = apache::start();
    for (page, password, option, status, reason) in [
        ("/digest/page", PASSWORD, None, "200 OK", ""),
        ("/digest/page", "circle of life", None, "401 Unauthorized", "the server rejected the user or the password"),
        (
            "/basic/page",
            "circle of life",
            Some("--basic"),
            "401 Unauthorized",
            "the server rejected the user or the password",
        ),
        ("/basic/page", PASSWORD, None, "401 Unauthorized", "the server wants Basic, which is not allowed"),
    ] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_reqwest_agent"));
        program.arg(format!("http://127.0.0.1:{}{page}", apache.port())).args([USER, password]).args(option);
        let output = program.output().expect("the program runs");
        let (shown, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(shown.lines().next(), Some(status), "{page} {shown}");
        let expected = if reason.is_empty() { String::new() } else { format!("reqwest_agent: {reason}\n") };
        assert_eq!((output.status.success(), &*errors), (reason.is_empty(), &*expected), "{page}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_reqwest_agent")).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("\nUsage: reqwest_agent URL USER PASSWORD"));
}
