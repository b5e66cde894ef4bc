//! oauthlib, with OAuth 1.0: it signs and the crate verifies, and the other way around.

use countersign::Encode;
use countersign::auth::oauth::{Client, Credentials, Encoded, Request, Secrets, Server, SignatureMethod};
use countersign::hash::{Sha1, Sha256, Sha512};
use countersign::mac::Hmac;
use countersign_peers::outcome::rows;
use countersign_peers::{Message, changes, python, wire};
use serde_json::{Value, json};

use crate::{now, refuses_changes};

/// The method of the signature, whether there is a token, and the request. A body is a form.
const REQUESTS: &str = "
signature   | token | method | host             | target                              | body
HMAC-SHA1   |       | GET    | example.com      | /                                   |
HMAC-SHA1   | yes   | GET    | Example.com:8080 | /a%20b?b5=%3D%253D&a3=a&c%40=&a2=r%20b |
HMAC-SHA1   | yes   | POST   | example.com:80   | /request?a=2&a=1                    | c2=&a3=2+q
HMAC-SHA256 | yes   | POST   | example.com      | /request                            | b=%C3%A9&a=%2B&a=
HMAC-SHA256 |       | PUT    | example.com      | /a/../b?a-b=1&a=2                   |
HMAC-SHA512 | yes   | GET    | example.com:443  | /?x=%26&y=%7E                       |
PLAINTEXT   | yes   | POST   | example.com      | /request                            | a=1
PLAINTEXT   |       | GET    | example.com      | /                                   |
";

const KEY: &str = "9djdj82h48djs9d2";
const TOKEN: &str = "kkk9d7dh3k39sjv7";
const SECRET: &str = "j49sk3j29djd&+%é";
const TOKEN_SECRET: &str = "dh893hdasih9";

fn secrets(secret: &str, has_token: bool) -> Secrets<'_> {
    let secrets = Secrets::new(secret);
    if has_token { secrets.with_token(TOKEN_SECRET) } else { secrets }
}

/// Verifies a request with the crate.
fn verify(request: &Message, secret: &str) -> Result<(), String> {
    let field = request.field("Authorization").ok_or("no credentials")?;
    let credentials = Credentials::parse(field).map_err(|error| error.to_string())?;
    let host = request.field("Host").and_then(|host| str::from_utf8(host).ok()).ok_or("no host")?;
    let read = Request::new(request.method(), "http", host, request.target()).map_err(|error| error.to_string())?;
    let read = read.with_form(request.body()).map_err(|error| error.to_string())?;
    let is_known = credentials.consumer_key() == Encoded::new(KEY)
        && credentials.token().is_none_or(|token| token == Encoded::new(TOKEN));
    let secrets = Some(secrets(secret, credentials.token().is_some())).filter(|_| is_known);
    let (server, now) = (Server::new(), now());
    let is = |name| credentials.signature_method() == SignatureMethod::new(name);
    let verified = if is("HMAC-SHA1") {
        server.verify(Hmac(Sha1), &credentials, &read, secrets, now, |_, _, _| true)
    } else if is("HMAC-SHA256") {
        server.verify(Hmac(Sha256), &credentials, &read, secrets, now, |_, _, _| true)
    } else if is("HMAC-SHA512") {
        server.verify(Hmac(Sha512), &credentials, &read, secrets, now, |_, _, _| true)
    } else {
        server.verify_plaintext(&credentials, secrets)
    };
    verified.map_err(|refusal| refusal.to_string())
}

/// Signs a request with the crate.
fn sign(request: &Message, method: &str, has_token: bool, secret: &str) -> Message {
    let host = str::from_utf8(request.field("Host").expect("it has one")).expect("it is ASCII");
    let signing = Request::new(request.method(), "http", host, request.target()).expect("it can be sent");
    let signing = signing.with_form(request.body()).expect("the form is valid");
    let secrets = secrets(secret, has_token);
    macro_rules! signed {
        ($hash:expr, $method:expr) => {{
            let client = Client::new(Hmac($hash), $method, KEY, secrets).expect("the method fits");
            let unsigned = client.credentials(now(), "7d8f3e4a").expect("it is after 1970");
            let unsigned = if has_token { unsigned.with_token(TOKEN) } else { unsigned };
            wire(&client.sign(&signing, unsigned).expect("it can be signed").credentials())
        }};
    }
    let field = match method {
        "HMAC-SHA1" => signed!(Sha1, SignatureMethod::HmacSha1),
        "HMAC-SHA256" => signed!(Sha256, SignatureMethod::new("HMAC-SHA256")),
        "HMAC-SHA512" => signed!(Sha512, SignatureMethod::new("HMAC-SHA512")),
        _ => {
            let mut buffer = [0; 128];
            let plain = secrets.encode_to_slice(&mut buffer).expect("it fits");
            // oauthlib requires a timestamp and a nonce, which RFC 5849 §3.1 does not require for PLAINTEXT.
            let sent =
                Credentials::new(KEY, SignatureMethod::Plaintext, plain, now(), "7d8f3e4a").expect("it is after 1970");
            wire(&if has_token { sent.with_token(TOKEN) } else { sent })
        }
    };
    request.clone().with_field("Authorization", field)
}

fn request(row: &[&str]) -> Message {
    let [_, _, method, host, target, body] = row[..] else { panic!("{row:?}") };
    let request = Message::request(method, target).with_field("Host", host);
    if body.is_empty() {
        return request;
    }
    request.with_field("Content-Type", "application/x-www-form-urlencoded").with_body(body)
}

/// Returns what oauthlib is given of a request.
fn given(request: &Message) -> Value {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let fields = request.fields().into_iter().filter(|(name, _)| !name.eq_ignore_ascii_case(b"host"));
    let fields: Vec<_> = fields.map(|(name, value)| (text(name), text(value))).collect();
    let host = text(request.field("Host").unwrap_or_default());
    json!({
        "url": format!("http://{host}{}", request.target()),
        "method": request.method(),
        "fields": fields,
        "body": text(request.body()),
    })
}

fn task(what: &str, rows: &[Value]) -> Value {
    let task = json!({
        "do": what, "key": KEY, "token": TOKEN, "secret": SECRET, "token_secret": TOKEN_SECRET, "rows": rows,
    });
    python("tests/signing/oauthlib.py", &task)
}

#[test]
fn oauthlib_signs() {
    let rows: Vec<_> = rows(REQUESTS).collect();
    let given = rows.iter().map(|row| {
        let mut given = given(&request(row));
        given["signature_method"] = row[0].into();
        given["token"] = (row[1] == "yes").into();
        given
    });
    let signed = task("sign", &given.collect::<Vec<_>>());
    for (row, signed) in rows.iter().zip(signed.as_array().expect("it is a list")) {
        let fields = signed["fields"].as_array().expect("it is a list").iter();
        let field = fields.rev().find(|field| field[0] == "Authorization").and_then(|field| field[1].as_str());
        let sent = request(row).with_field("Authorization", field.expect("it is signed"));
        assert_eq!(verify(&sent, SECRET), Ok(()), "{row:?}");
        assert!(verify(&sent, "j49sk3j29djd&+%e").is_err(), "{row:?}");
        if row[0] != "PLAINTEXT" {
            refuses_changes(&sent, &["host", "authorization"], |changed| verify(changed, SECRET));
        }
    }
}

#[test]
fn oauthlib_verifies() {
    for row in rows(REQUESTS) {
        let request = request(&row);
        let sent = sign(&request, row[0], row[1] == "yes", SECRET);
        let other = sign(&request, row[0], row[1] == "yes", "j49sk3j29djd&+%e");
        let changes = if row[0] == "PLAINTEXT" { Vec::new() } else { changes(&sent, &["host", "authorization"]) };
        let given: Vec<_> = [&sent, &other].into_iter().chain(&changes).map(given).collect();
        let accepted = task("verify", &given);
        let accepted: Vec<_> = accepted.as_array().expect("it is a list").iter().map(|it| it == true).collect();
        assert!(accepted[0], "{row:?}");
        for (given, is_accepted) in given.iter().zip(&accepted).skip(1) {
            assert!(!is_accepted, "{row:?} {given}");
        }
    }
}
