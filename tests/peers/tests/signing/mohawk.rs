//! mohawk, with Hawk: requests, responses and bewits. It signs and the crate verifies, and the other way around.

use countersign::Encode;
use countersign::auth::hawk::{Bewit, Client, Credentials, Info, NewBewit, PayloadHash, Request, Server};
use countersign::hash::{HashFunction, Sha1, Sha256};
use countersign::mac::{Hmac, MacFunction};
use countersign_peers::outcome::rows;
use countersign_peers::{Message, changes, python, wire};
use serde_json::{Value, json};

use crate::{now, refuses_changes};

/// A request with a type of its content has a hash of its payload.
const REQUESTS: &str = "
algorithm | method | host             | target                | type                      | body             | ext      | app | dlg
sha256    | GET    | example.com:8000 | /resource/1?b=1&a=2   |                           |                  | some-ext |     |
sha256    | POST   | example.com:443  | /resource/1           | text/plain                | Thank you        | some-ext |     |
sha256    | PUT    | Example.com:80   | /a%20b                | Text/Plain; charset=utf-8 | é                |          | a   | d
sha1      | GET    | example.com:80   | /                     |                           |                  |          | a   |
sha1      | POST   | example.com:80   | /?a                   | application/json          | {}               |          |     |
";

/// Requests with a bewit.
const BEWITS: &str = "
algorithm | host             | target                | ext
sha256    | example.com:80   | /                     |
sha256    | example.com:8080 | /a/b?c=d              | xandyandz
sha1      | example.com:443  | /somewhere/%20?a      |
";

const ID: &str = "dh37fgj492je";
const SECRET: &str = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";
const OTHER: &str = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxo";

fn host(request: &Message) -> Result<(&str, u16), String> {
    let host = request.field("Host").and_then(|host| str::from_utf8(host).ok()).ok_or("no host")?;
    let (name, port) = host.rsplit_once(':').ok_or("no port")?;
    Ok((name, port.parse().map_err(|_| "no port")?))
}

fn read(request: &Message) -> Result<Request<'_>, String> {
    let (name, port) = host(request)?;
    Request::new(request.method(), name, port, request.target()).map_err(|error| error.to_string())
}

fn payload<H: HashFunction<N>, const N: usize>(hash: H, content_type: &str, body: &[u8]) -> [u8; N] {
    let mut payload = PayloadHash::new(hash, content_type);
    payload.update(body);
    payload.finish()
}

/// Returns the hash of the body of a request, if it has a type or must have a hash.
fn of_body<H: HashFunction<N>, const N: usize>(hash: H, request: &Message, must: bool) -> Option<[u8; N]> {
    let field = request.field("Content-Type").and_then(|value| str::from_utf8(value).ok());
    field.or(must.then_some("")).map(|content_type| payload(hash, content_type, request.body()))
}

#[allow(clippy::needless_pass_by_value, reason = "it stands for `map_err`'s function")]
fn text<E: ToString>(error: E) -> String {
    error.to_string()
}

/// Verifies a request with the crate. Returns the response to it.
fn verify<H: HashFunction<N>, const N: usize>(hash: H, request: &Message, secret: &str) -> Result<Vec<u8>, String>
where
    Hmac<H>: MacFunction<N>,
{
    let credentials = Credentials::parse(request.field("Authorization").ok_or("no credentials")?).map_err(text)?;
    let (read, server) = (read(request)?, Server::new(Hmac(hash)));
    let secret = Some(secret.as_bytes()).filter(|_| credentials.id() == ID);
    let body = of_body(hash, request, credentials.hash().is_some());
    server.verify(&credentials, &read, secret, body.as_ref(), now(), |_, _, _| true).map_err(text)?;
    let of_response = payload(hash, "text/plain", b"in");
    let secret = secret.expect("it was accepted");
    let response = server.respond(&credentials, &read, secret, Some(&of_response), Some("response"));
    Ok(wire(&response.expect("it can be sent").info()))
}

/// Signs a request with the crate.
fn sign<H: HashFunction<N>, const N: usize>(hash: H, row: &[&str], secret: &str) -> Message
where
    Hmac<H>: MacFunction<N>,
{
    let unsigned = request(row);
    let client = Client::new(ID, Hmac(hash).key(secret.as_bytes()));
    let body = of_body(hash, &unsigned, false);
    let mut credentials = client.credentials(now(), "j4h3g2").expect("they can be sent");
    if let Some(body) = &body {
        credentials = credentials.with_hash(body).expect("it is a hash");
    }
    if !row[6].is_empty() {
        credentials = credentials.with_ext(row[6]).expect("it can be sent");
    }
    credentials = match (row[7], row[8]) {
        ("", _) => credentials,
        (app, "") => credentials.with_app(app).expect("it can be sent"),
        (app, dlg) => credentials.with_delegation(app, dlg).expect("it can be sent"),
    };
    let signed = wire(&client.sign(&read(&unsigned).expect("it can be sent"), credentials).credentials());
    unsigned.with_field("Authorization", signed)
}

fn request(row: &[&str]) -> Message {
    let request = Message::request(row[1], row[3]).with_field("Host", row[2]);
    if row[4].is_empty() { request } else { request.with_field("Content-Type", row[4]).with_body(row[5]) }
}

/// Returns what mohawk is given of a row.
fn given(row: &[&str]) -> Value {
    let [algorithm, method, host, target, content_type, body, ext, app, dlg] = row[..] else { panic!("{row:?}") };
    json!({
        "algorithm": algorithm, "url": format!("http://{host}{target}"), "method": method,
        "type": content_type, "body": body, "ext": ext, "app": app, "dlg": dlg, "now": now(),
    })
}

/// Returns what mohawk is given of a request that the crate has signed.
fn received(algorithm: &str, request: &Message) -> Value {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    json!({
        "algorithm": algorithm,
        "url": format!("http://{}{}", text(request.field("Host").unwrap_or_default()), request.target()),
        "method": request.method(),
        "type": text(request.field("Content-Type").unwrap_or_default()),
        "body": text(request.body()),
        "field": text(request.field("Authorization").unwrap_or_default()),
    })
}

fn task(what: &str, rows: &[Value]) -> Vec<Value> {
    let task = json!({ "do": what, "id": ID, "secret": SECRET, "rows": rows });
    python("tests/signing/mohawk.py", &task).as_array().expect("it is a list").clone()
}

fn of<'t>(table: &'t str, algorithm: &str) -> Vec<Vec<&'t str>> {
    rows(table).filter(|row| row[0] == algorithm).collect()
}

/// What the signature of a request covers. The parameters of a type are not signed.
fn signed(request: &Message) -> &'static [&'static str] {
    match request.field("Content-Type") {
        Some(value) if !value.contains(&b';') => &["host", "authorization", "content-type"],
        _ => &["host", "authorization"],
    }
}

fn signs<H: HashFunction<N>, const N: usize>(algorithm: &str, hash: H)
where
    Hmac<H>: MacFunction<N>,
{
    let rows = of(REQUESTS, algorithm);
    let mut given: Vec<_> = rows.iter().map(|row| given(row)).collect();
    let fields = task("sign", &given);
    let mut responses = Vec::new();
    for (row, field) in rows.iter().zip(&fields) {
        let sent = request(row).with_field("Authorization", field.as_str().expect("it is signed"));
        let response = verify(hash, &sent, SECRET).unwrap_or_else(|refusal| panic!("{row:?}: {refusal}"));
        responses.push(String::from_utf8(response).expect("it is ASCII"));
        assert!(verify(hash, &sent, OTHER).is_err(), "{row:?}");
        refuses_changes(&sent, signed(&sent), |changed| verify(hash, changed, SECRET));
    }
    for (given, response) in given.iter_mut().zip(&responses) {
        let mut answer = |field: &str, body: &str| {
            given["field"] = field.into();
            given["response"] = body.into();
            given.clone()
        };
        let mut asked = [answer(response, "in"), answer(response, "on")].to_vec();
        for at in 0..response.len() {
            let mut changed = response.as_bytes().to_vec();
            changed[at] ^= 1;
            asked.push(answer(&String::from_utf8_lossy(&changed), "in"));
        }
        let accepted = task("accept", &asked);
        assert_eq!(accepted[0], true, "{response}");
        for (asked, is_accepted) in asked.iter().zip(&accepted).skip(1) {
            assert!(is_accepted == false, "{response} {asked}");
        }
    }
}

fn verifies<H: HashFunction<N>, const N: usize>(algorithm: &str, hash: H)
where
    Hmac<H>: MacFunction<N>,
{
    for row in of(REQUESTS, algorithm) {
        let sent = sign(hash, &row, SECRET);
        let other = sign(hash, &row, OTHER);
        let others = changes(&sent, signed(&sent));
        let given: Vec<_> = [&sent, &other].into_iter().chain(&others).map(|it| received(algorithm, it)).collect();
        let answers = task("verify", &given);
        let info = answers[0].as_str().unwrap_or_else(|| panic!("{row:?} is refused"));
        for (given, answer) in given.iter().zip(&answers).skip(1) {
            assert!(answer.is_null(), "{row:?} {given}");
        }
        let client = Client::new(ID, Hmac(hash).key(SECRET.as_bytes()));
        let field = sent.field("Authorization").expect("it is signed");
        let credentials = Credentials::parse(field).expect("they were written");
        let accept = |info: &[u8], body: &[u8]| {
            let info = Info::parse(info).map_err(text)?;
            let body = payload(hash, "text/plain", body);
            client.accept(&read(&sent)?, &credentials, Some(&info), Some(&body)).map_err(text)
        };
        assert_eq!(accept(info.as_bytes(), b"in"), Ok(()), "{row:?} {info}");
        assert!(accept(info.as_bytes(), b"on").is_err(), "{row:?}");
        for at in 0..info.len() {
            let mut changed = info.as_bytes().to_vec();
            changed[at] ^= 1;
            assert!(accept(&changed, b"in").is_err(), "{row:?} {}", String::from_utf8_lossy(&changed));
        }
    }
}

/// Verifies a request with a bewit with the crate.
fn verify_bewit<H: HashFunction<N>, const N: usize>(hash: H, request: &Message, secret: &str) -> Result<(), String>
where
    Hmac<H>: MacFunction<N>,
{
    let mut buffer = [0; 512];
    let (bewit, read) = Bewit::take(&read(request)?, &mut buffer).map_err(text)?.ok_or("no bewit")?;
    let secret = Some(secret.as_bytes()).filter(|_| bewit.id() == ID);
    Server::new(Hmac(hash)).verify_bewit(&bewit, &read, secret, now()).map_err(text)
}

fn bewits<H: HashFunction<N>, const N: usize>(algorithm: &str, hash: H)
where
    Hmac<H>: MacFunction<N>,
{
    let rows = of(BEWITS, algorithm);
    let given = |target: &str, row: &[&str]| json!({ "algorithm": algorithm, "url": format!("http://{}{target}", row[1]), "ext": row[3], "now": now() });
    let with =
        |target: &str, bewit: &str| format!("{target}{}bewit={bewit}", if target.contains('?') { '&' } else { '?' });
    let theirs = task("bewit", &rows.iter().map(|row| given(row[2], row)).collect::<Vec<_>>());
    for (row, bewit) in rows.iter().zip(&theirs) {
        let sent =
            Message::request("GET", &with(row[2], bewit.as_str().expect("it is text"))).with_field("Host", row[1]);
        assert_eq!(verify_bewit(hash, &sent, SECRET), Ok(()), "{row:?}");
        assert!(verify_bewit(hash, &sent, OTHER).is_err(), "{row:?}");
        refuses_changes(&sent, &["host"], |changed| verify_bewit(hash, changed, SECRET));

        let (name, port) = host(&sent).expect("it has one");
        let request = Request::new("GET", name, port, row[2]).expect("it can be sent");
        let ours = |secret: &str| {
            let key = Hmac(hash).key(secret.as_bytes());
            let bewit = NewBewit::new(ID, &key, &request, now() + 60, row[3]).expect("it can be sent");
            let mut buffer = [0; 256];
            let bewit = bewit.encode_to_slice(&mut buffer).expect("it fits");
            // mohawk requires the padding, which others do not write.
            let padding = "=".repeat(bewit.len().wrapping_neg() % 4);
            let bewit = format!("{}{padding}", str::from_utf8(bewit).expect("it is ASCII"));
            Message::request("GET", &with(row[2], &bewit))
        };
        let sent = ours(SECRET);
        let all = [sent.clone(), ours(OTHER)].into_iter().chain(changes(&sent, &[]));
        let all: Vec<_> = all.filter(|it| it.method() == "GET").map(|it| given(it.target(), row)).collect();
        let accepted = task("check", &all);
        assert_eq!(accepted[0], true, "{row:?}");
        for (given, is_accepted) in all.iter().zip(&accepted).skip(1) {
            assert!(is_accepted == false, "{row:?} {given}");
        }
    }
}

#[test]
fn mohawk_signs() {
    signs("sha1", Sha1);
    signs("sha256", Sha256);
}

#[test]
fn mohawk_verifies() {
    verifies("sha1", Sha1);
    verifies("sha256", Sha256);
}

#[test]
fn bewits_of_both_are_verified() {
    bewits("sha1", Sha1);
    bewits("sha256", Sha256);
}
