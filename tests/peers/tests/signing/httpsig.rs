//! httpsig, with the Signature scheme: it signs and the crate verifies, and the other way around.

use countersign::auth::HttpDate;
use countersign::auth::signature::{Body, BodyDigest, Client, Credentials, Policy, Request, Server};
use countersign::hash::{HashFunction, Sha1, Sha256, Sha512};
use countersign::mac::{Hmac, MacFunction};
use countersign_peers::outcome::rows;
use countersign_peers::{Message, changes, python, wire};
use serde_json::{Value, json};

use crate::{now, refuses_changes};

/// The names are what is signed.
const REQUESTS: &str = "
algorithm   | method | target          | names                               | body
hmac-sha1   | GET    | /               | date                                |
hmac-sha256 | GET    | /a%20b?c=d&c=+  | (request-target) host date          |
hmac-sha256 | POST   | /things         | (request-target) host date digest   | a body
hmac-sha256 | PUT    | /things?a       | date x-thing content-type digest (request-target) | {}
hmac-sha512 | DELETE | /things/1       | (request-target) host date          |
";

const ID: &str = "test-key";
const SECRET: &str = "a secret of both sides";
const OTHER: &str = "a secret of both sidet";

fn verify<H: HashFunction<N>, const N: usize>(
    hash: H,
    row: &[&str],
    request: &Message,
    secret: &str,
) -> Result<(), String>
where
    Hmac<H>: MacFunction<N>,
{
    let credentials = Credentials::parse(request.field("Authorization").ok_or("no credentials")?);
    let credentials = credentials.map_err(|error| error.to_string())?;
    let fields = request.fields();
    let read = Request::new(request.method(), request.target(), &fields[..]).map_err(|error| error.to_string())?;
    let body = if row[4].is_empty() { Body::Absent } else { Body::Sha256(Sha256.hash(request.body())) };
    let policy = Policy::new(row[3]).map_err(|error| error.to_string())?;
    let server = Server::new(Hmac(hash), row[0]).with_policy(policy);
    let parameters = credentials.parameters();
    let secret = Some(secret.as_bytes()).filter(|_| parameters.key_id() == ID);
    server.verify(&parameters, &read, body, secret, now(), |_, _| true).map_err(|refusal| refusal.to_string())
}

/// Returns the request of a row, without a signature.
fn request(row: &[&str]) -> Message {
    let [_, method, target, _, body] = row[..] else { panic!("{row:?}") };
    let date = wire(&HttpDate::new(now()).expect("it has four digits of a year"));
    let request = Message::request(method, target).with_field("host", "example.com:8080").with_field("date", date);
    if body.is_empty() {
        return request;
    }
    let digest = wire(&BodyDigest::of(Sha256, body.as_bytes()));
    let request = request.with_field("digest", digest).with_field("content-type", "application/json");
    request.with_field("x-thing", "a,  b").with_body(body)
}

fn sign<H: HashFunction<N>, const N: usize>(hash: H, row: &[&str], request: &Message, secret: &str) -> Message
where
    Hmac<H>: MacFunction<N>,
{
    let client = Client::new(ID, Hmac(hash).key(secret.as_bytes()));
    let fields = request.fields();
    let signing = Request::new(request.method(), request.target(), &fields[..]).expect("it can be sent");
    let unsigned = client.parameters().and_then(|unsigned| unsigned.with_algorithm(row[0])).expect("it can be sent");
    let unsigned = unsigned.with_headers(row[3]).expect("the names are valid");
    let credentials = wire(&client.sign(&signing, unsigned).expect("it can be signed").credentials());
    request.clone().with_field("authorization", credentials)
}

/// Returns the names of the fields that are signed, and of the credentials.
fn signed<'r>(row: &[&'r str]) -> Vec<&'r str> {
    row[3].split(' ').filter(|name| !name.starts_with('(')).chain(["authorization"]).collect()
}

/// Returns whether a change is in what the signature covers, or in a parameter that must be there. A request without an
/// algorithm is one of that of the key, and one without names may sign the date.
fn is_signed(row: &[&str], request: &Message, changed: &Message) -> bool {
    let field = String::from_utf8_lossy(changed.field("authorization").unwrap_or_default()).into_owned();
    let is_target = changed.method() != request.method() || changed.target() != request.target();
    let has_names = field.contains("headers=\"") || row[3] != "date";
    field.contains("algorithm=\"") && has_names && (row[3].contains("(request-target)") || !is_target)
}

/// Returns whether httpsig does not see a change of the credentials: it checks neither quotes nor names, and ignores the bits
/// of the last symbol of a signature that stand for no byte.
fn is_unseen(request: &Message, changed: &Message) -> bool {
    let field = |message: &Message| message.field("authorization").unwrap_or_default().to_vec();
    let (sent, changed) = (field(request), field(changed));
    let at = sent.iter().zip(&changed).position(|(old, new)| old != new);
    at.is_some_and(|at| {
        let is_last = sent.get(at + 1) == Some(&b'=') && sent[at + 1..].iter().all(|byte| matches!(byte, b'=' | b'"'));
        matches!(sent[at], b'"' | b' ') || is_last
    })
}

fn given(row: &[&str], request: &Message) -> Value {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let fields: Vec<_> = request.fields().into_iter().map(|(name, value)| (text(name), text(value))).collect();
    json!({
        "algorithm": row[0], "names": row[3], "method": request.method(), "target": request.target(), "fields": fields,
    })
}

fn task(what: &str, rows: &[Value]) -> Vec<Value> {
    let task = json!({ "do": what, "id": ID, "secret": SECRET, "rows": rows });
    python("tests/signing/httpsig.py", &task).as_array().expect("it is a list").clone()
}

fn of_both<H: HashFunction<N>, const N: usize>(algorithm: &str, hash: H)
where
    Hmac<H>: MacFunction<N>,
{
    for row in rows(REQUESTS).filter(|row| row[0] == algorithm) {
        let unsigned = request(&row);
        let names = signed(&row);
        let theirs = task("sign", &[given(&row, &unsigned)]);
        let sent = unsigned.clone().with_field("authorization", theirs[0].as_str().expect("it is signed"));
        assert_eq!(verify(hash, &row, &sent, SECRET), Ok(()), "{row:?}");
        assert!(verify(hash, &row, &sent, OTHER).is_err(), "{row:?}");
        refuses_changes(&sent, &names, |changed| {
            if is_signed(&row, &sent, changed) { verify(hash, &row, changed, SECRET) } else { Err(String::new()) }
        });

        let sent = sign(hash, &row, &unsigned, SECRET);
        let other = sign(hash, &row, &unsigned, OTHER);
        let mut others = changes(&sent, &names);
        others.retain(|changed| is_signed(&row, &sent, changed) && changed.body() == sent.body());
        others.retain(|changed| !is_unseen(&sent, changed));
        let all: Vec<_> = [&sent, &other].into_iter().chain(&others).map(|it| given(&row, it)).collect();
        let accepted = task("verify", &all);
        assert_eq!(accepted[0], true, "{row:?}");
        for (given, is_accepted) in all.iter().zip(&accepted).skip(1) {
            assert!(is_accepted == false, "{row:?} {given}");
        }
    }
}

#[test]
fn httpsig_and_the_crate_verify_each_other() {
    of_both("hmac-sha1", Sha1);
    of_both("hmac-sha256", Sha256);
    of_both("hmac-sha512", Sha512);
}
