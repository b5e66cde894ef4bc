//! Vectors of what other clouds made of AWS Signature Version 4.

use countersign::auth::aws4::{
    Algorithm, CanonicalRequest, Client, ContentSha256, Credentials, Request, Rules, Scope, Secret, Server, SigningKey,
    StringToSign, Timestamp,
};
use countersign::hash::{HashFunction, Sha256};
use countersign::mac::{Hmac, HmacKey, MacFunction};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{Bytes, Failure, wire};
use super::{Came, read, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    method: String,
    target: Bytes,
    fields: Vec<(String, Bytes)>,
    signed_headers: String,
    body: Bytes,
    access_key_id: String,
    secret: String,
    unix_seconds: u64,
    service: Option<String>,
}

pub(super) fn run(scheme: &str, input: &Value, _: &Map<String, Value>) -> Result<Came, Failure> {
    let input: Input = read(input)?;
    let (algorithm, rules, name) = match scheme {
        "TC3-HMAC-SHA256" => (Algorithm::Tc3HmacSha256, Rules::TENCENT, "X-TC-Timestamp"),
        "ACS3-HMAC-SHA256" => (Algorithm::Acs3HmacSha256, Rules::ALIBABA, "X-Acs-Date"),
        _ => (Algorithm::SdkHmacSha256, Rules::HUAWEI, "X-Sdk-Date"),
    };
    let at = Timestamp::new(input.unix_seconds).ok_or_else(|| Failure::new("a time", input.unix_seconds))?;
    let digits = at.day().as_str().to_owned();
    let day = format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]);
    let scope = match &input.service {
        Some(service) => Some(Scope::of(algorithm, &day, None, service).map_err(refused)?),
        None => None,
    };
    let key: HmacKey<Sha256, 32> = match scope {
        Some(scope) => {
            SigningKey::derive(Hmac(Sha256), input.secret.as_bytes(), scope).map_err(refused)?.prepare(Hmac(Sha256))
        }
        None => Hmac(Sha256).key(input.secret.as_bytes()),
    };
    let client = match scope {
        Some(scope) => Client::new(Sha256, key, &input.access_key_id, scope),
        None => Client::without_scope(Sha256, key, &input.access_key_id, algorithm),
    };
    let client = client.map_err(refused)?;
    let lines: Vec<_> = input.fields.iter().map(|(name, value)| (name.clone(), value.as_ref().to_vec())).collect();
    let content = ContentSha256::of(Sha256, input.body.as_ref());
    let request = Request::new(&input.method, &input.target, &lines, rules).map_err(refused)?;
    let signed = client.sign(&request, &input.signed_headers, content, at).map_err(refused)?;
    let mut came = Came::from([
        ("mac", signed.signature().to_owned()),
        ("authorization", wire(&signed.credentials())),
        ("date", wire(&signed.date())),
    ]);
    let whole = [lines, vec![(name.to_owned(), wire(&signed.date()).into_bytes())]].concat();
    let received = Request::new(&input.method, &input.target, &whole, rules).map_err(refused)?;
    let canonical = CanonicalRequest::new(&received, &input.signed_headers, content).map_err(refused)?;
    let text = match scope {
        Some(scope) => StringToSign::new(at, scope, canonical.hash(Sha256)),
        None => StringToSign::without_scope(at, algorithm, canonical.hash(Sha256)),
    };
    came.insert("canonical", wire(&canonical));
    came.insert("signed", wire(&text));
    let sent = wire(&signed.credentials());
    let credentials = Credentials::parse(sent.as_bytes()).map_err(refused)?;
    let server = Server::new(Sha256, Hmac(Sha256), input.service.as_deref().unwrap_or_default());
    let server = server.with_algorithm(algorithm);
    let (body, secret) = (Sha256.hash(input.body.as_ref()), Secret::Key(input.secret.as_bytes()));
    let verify = |secret, now| server.verify(&credentials, &received, Some(body), secret, now, |_, _| true).map(drop);
    verify(secret, input.unix_seconds).map_err(refused)?;
    for (secret, now) in [(secret, input.unix_seconds + 901), (Secret::Key(b"other"), input.unix_seconds)] {
        if verify(secret, now).is_ok() {
            return Err(Failure::new("a refusal", "an accepted request"));
        }
    }
    Ok(came)
}
