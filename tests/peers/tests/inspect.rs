//! The responses of real servers, as the example `inspect` shows them.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use countersign::FieldContent;
use countersign::auth::digest::{self, Request, RustCrypto, Secret};
use countersign::auth::{self, basic};
use countersign_peers::{Message, PASSWORD, Server, USER, apache, lighttpd, nginx, wire};
use serde_json::{Value, json};

/// Builds the program with the cargo that built this test, and returns its path.
fn program() -> &'static PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
        let build = Command::new(env!("CARGO"))
            .args(["build", "-p", "inspect", "--message-format", "json", "--manifest-path", manifest])
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo runs");
        let messages = String::from_utf8(build.stdout).expect("cargo writes UTF-8");
        let executable = messages.lines().rev().find_map(|line| {
            let message: Value = serde_json::from_str(line).ok()?;
            message["executable"].as_str().map(PathBuf::from)
        });
        executable.expect("the program is built")
    })
}

fn inspect(args: &[&str], input: &[u8]) -> (Option<i32>, String) {
    let mut child = Command::new(program())
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("standard input is a pipe").write_all(input).expect("all input is read");
    let output = child.wait_with_output().expect("the program exits");
    (output.status.code(), String::from_utf8(output.stdout).expect("the output is UTF-8"))
}

/// Returns the output between the status line and the count of other fields, with `NONCE` for the nonces.
fn shown(response: &Message) -> (Option<i32>, String) {
    let (code, text) = inspect(&["-"], response.head());
    let mut lines: Vec<_> = text.lines().collect();
    assert!(lines.remove(0).starts_with("HTTP/1.1 "), "{text}");
    assert!(lines.pop().is_some_and(|line| line.ends_with(" other fields")), "{text}");
    let masked = lines.into_iter().map(|line| match line.split_once("nonce      \"") {
        Some((before, _)) => format!("{before}nonce      NONCE\n"),
        None => format!("{line}\n"),
    });
    (code, masked.collect())
}

fn json_lines(response: &Message) -> Vec<Value> {
    let (_, text) = inspect(&["-", "--json"], response.head());
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

/// Answers the last Digest challenge. Returns the request and the response.
fn answer_digest(server: &Server, path: &str, refusal: &Message) -> (Message, Message) {
    let fields = refusal.fields();
    let challenges =
        auth::www_authenticate(fields.as_slice()).expect("the field is well-formed").expect("there is a challenge");
    let challenge = challenges.iter().last().expect("there is a challenge");
    let challenge = digest::Challenge::try_from(challenge).expect("it is Digest");
    let mut client: digest::Client<RustCrypto> =
        digest::Client::new(RustCrypto, &challenge).expect("it can be answered");
    let request = Request::new("GET", path).expect("the value can be sent");
    let credentials = client.answer(request, USER, Secret::password(PASSWORD).unwrap(), [7; 16]);
    let request = with(server.get(path), &credentials.expect("the credentials can be sent"));
    let response = server.ask(&request);
    (request, response)
}

fn with(request: Message, credentials: &dyn FieldContent) -> Message {
    request.with_field("Authorization", wire(credentials))
}

/// Returns the status of a page for Basic credentials.
fn basic_status(server: &Server, path: &str) -> u16 {
    let credentials = basic::Credentials::new(USER, PASSWORD).expect("the credentials can be sent");
    server.ask(&with(server.get(path), &credentials)).status()
}

/// Returns the challenge of lighttpd, which differs only in the algorithm.
fn lighttpd_digest(algorithm: &str) -> String {
    format!(
        r#"WWW-Authenticate
└─ Digest
   ├─ realm      "staff"
   ├─ nonce      NONCE
   ├─ algorithm  {algorithm}
   ├─ qop        auth
   └─ charset    UTF-8
"#
    )
}

#[test]
fn lighttpd_offers_digest() {
    let server = lighttpd::start();
    for (path, algorithms) in
        [("/md5/page", &["MD5"][..]), ("/sha-256/page", &["SHA-256"]), ("/both/page", &["SHA-256", "MD5"])]
    {
        let refusal = server.ask(&server.get(path));
        assert_eq!(refusal.status(), 401);
        let expected: String = algorithms.iter().map(|algorithm| lighttpd_digest(algorithm)).collect();
        assert_eq!(shown(&refusal), (Some(0), expected));
        let lines = json_lines(&refusal);
        assert_eq!(lines.len(), algorithms.len());
        for (line, algorithm) in lines.iter().zip(algorithms) {
            let typed = &line["ok"][0]["typed"];
            assert_eq!((&typed["algorithm"], &typed["qop"]), (&json!(algorithm), &json!(["auth"])));
        }
        assert_eq!(answer_digest(&server, path, &refusal).1.status(), 200);
    }
}

#[test]
fn lighttpd_offers_basic() {
    let server = lighttpd::start();
    let refusal = server.ask(&server.get("/basic/page"));
    let expected = r#"WWW-Authenticate
└─ Basic
   ├─ realm    "staff"
   └─ charset  UTF-8
"#;
    assert_eq!(shown(&refusal), (Some(0), expected.to_owned()));
    let params = json!([["realm", "staff"], ["charset", "UTF-8"]]);
    let typed = json!({ "realm": "staff", "charset": "UTF-8" });
    let challenge = json!({ "scheme": "Basic", "params": params, "typed": typed });
    assert_eq!(json_lines(&refusal), [json!({ "field": "WWW-Authenticate", "ok": [challenge] })]);
    assert_eq!(basic_status(&server, "/basic/page"), 200);
}

#[test]
fn apache_offers_digest_and_proves_that_it_knows_the_password() {
    let server = apache::start();
    let refusal = server.ask(&server.get("/digest/page"));
    let expected = r#"WWW-Authenticate
└─ Digest
   ├─ realm      "staff"
   ├─ domain     /digest/
   │             http://localhost/
   ├─ nonce      NONCE
   ├─ algorithm  MD5
   └─ qop        auth
"#;
    assert_eq!(shown(&refusal), (Some(0), expected.to_owned()));

    let (request, response) = answer_digest(&server, "/digest/page", &refusal);
    let (code, text) = inspect(&["-"], request.head());
    let masked = format!("response   \"{}\"", "•".repeat(32));
    assert!(code == Some(0) && text.contains("username   \"Mufasa\"") && text.contains(&masked), "{text}");

    assert_eq!(response.status(), 200);
    let masked = "•".repeat(32);
    let expected = format!(
        r#"Authentication-Info
├─ qop      auth
├─ rspauth  "{masked}"
├─ cnonce   "{masked}"
└─ nc       1
"#
    );
    assert_eq!(shown(&response), (Some(0), expected));
    let typed = json!({ "qop": "auth", "rspauth": masked, "cnonce": masked, "nc": 1 });
    assert_eq!(json_lines(&response)[0]["ok"][0]["typed"], typed);
}

#[test]
fn apache_escapes_quotes() {
    let server = apache::start();
    let refusal = server.ask(&server.get("/basic/page"));
    let expected = r#"WWW-Authenticate
└─ Basic
   └─ realm  "the \"staff\""
"#;
    assert_eq!(shown(&refusal), (Some(0), expected.to_owned()));
    assert_eq!(json_lines(&refusal)[0]["ok"][0]["typed"], json!({ "realm": "the \"staff\"" }));
    assert_eq!(basic_status(&server, "/basic/page"), 200);
}

#[test]
fn nginx_offers_basic() {
    let server = nginx::start();
    let refusal = server.ask(&server.get("/basic/page"));
    let expected = r#"WWW-Authenticate
└─ Basic
   └─ realm  "staff"
"#;
    assert_eq!(shown(&refusal), (Some(0), expected.to_owned()));
    assert_eq!(json_lines(&refusal)[0]["ok"][0]["typed"], json!({ "realm": "staff" }));
    assert_eq!(basic_status(&server, "/basic/page"), 200);
}

#[test]
fn nginx_does_not_escape_quotes() {
    let server = nginx::start();
    let refusal = server.ask(&server.get("/quotes/page"));
    let expected = r#"WWW-Authenticate: Basic realm="the "staff""
                                    ^
                                    expected "," at byte 18
"#;
    assert_eq!(refusal.status(), 401);
    let (code, text) = inspect(&["-"], refusal.head());
    assert_eq!(code, Some(1));
    assert!(text.contains(expected), "{text}");
    let error = json!({ "kind": "expected \",\"", "offset": 18 });
    assert_eq!(json_lines(&refusal)[0]["error"], error);
}

#[test]
#[should_panic(expected = "there is no countersign-httpd: install the package countersign-httpd-package")]
fn a_server_that_is_not_installed_is_a_failure() {
    Server::start("countersign-httpd", "countersign-httpd-package", |_, _| Vec::new());
}

#[test]
#[should_panic(expected = "sleep does not start")]
fn a_server_that_exits_is_a_failure() {
    Server::start("sleep", "coreutils", |_, _| vec!["0".into()]);
}
