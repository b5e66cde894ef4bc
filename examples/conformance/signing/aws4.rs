//! Vectors of AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256.

use countersign::Encode;
use countersign::auth::aws4::{
    CanonicalRequest, Chunks, Client, ContentSha256, Credentials, EcdsaKey, Presigned, Request, Rules, Scope, Secret,
    Server, SigningKey, StringToSign, Timestamp, Trailer,
};
use countersign::hash::{HashFunction, Sha256};
use countersign::mac::{Hmac, MacKey};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, SigningKey as Private};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{Bytes, Failure, wire};
use super::{Came, bytes, hex, read, refused};

#[derive(Deserialize)]
#[serde(tag = "form", rename_all = "lowercase", deny_unknown_fields)]
enum Input {
    Header(Box<Sent>),
    Query(Box<Sent>),
    Chunk {
        secret: String,
        timestamp: String,
        region: Option<String>,
        service: String,
        previous_signature: String,
        data: Bytes,
        #[serde(rename = "region_set")]
        _region_set: Option<String>,
    },
    Trailer {
        secret: String,
        timestamp: String,
        region: Option<String>,
        service: String,
        previous_signature: String,
        trailers: Vec<(String, String)>,
        #[serde(rename = "region_set")]
        _region_set: Option<String>,
    },
    Key {
        secret: String,
        access_key_id: Option<String>,
        date: Option<String>,
        region: Option<String>,
        service: Option<String>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "they are the members of a vector")]
struct Sent {
    method: String,
    target: Bytes,
    fields: Vec<(String, Bytes)>,
    body: Option<Bytes>,
    payload: Option<String>,
    access_key_id: String,
    secret: String,
    timestamp: String,
    region: Option<String>,
    region_set: Option<String>,
    service: String,
    normalize: bool,
    double_encode: bool,
    #[serde(default)]
    content_sha256_field: bool,
    expires: Option<u32>,
    session_token: Option<String>,
    #[serde(default)]
    sign_session_token: bool,
}

pub(super) fn run(scheme: &str, input: &Value, expect: &Map<String, Value>) -> Result<Came, Failure> {
    match read(input)? {
        Input::Header(sent) => sent.in_fields(scheme, expect),
        Input::Query(sent) => sent.in_query(scheme, expect),
        Input::Chunk { secret, timestamp, region, service, previous_signature, data, .. } => {
            let at = Timestamp::parse(timestamp.as_bytes()).map_err(refused)?;
            let day = at.day();
            let scope = scope(scheme, day.as_str(), region.as_deref(), &service)?;
            let hash = Sha256.hash(data.as_ref());
            let signed = wire(&StringToSign::chunk(at, scope, &previous_signature, hash));
            if region.is_none() {
                return Ok(Came::from([("signed", signed)]));
            }
            let chunks = || {
                Chunks::new(key(&secret, scope)?.prepare(Hmac(Sha256)), scope, at, &previous_signature).map_err(refused)
            };
            let length = u64::try_from(data.as_ref().len()).map_err(refused)?;
            let mac = chunks()?.sign(length, hash).map_err(refused)?.to_owned();
            chunks()?.verify(length, hash, &mac).map_err(refused)?;
            Ok(Came::from([("signed", signed), ("mac", mac)]))
        }
        Input::Trailer { secret, timestamp, region, service, previous_signature, trailers, .. } => {
            let at = Timestamp::parse(timestamp.as_bytes()).map_err(refused)?;
            let day = at.day();
            let scope = scope(scheme, day.as_str(), region.as_deref(), &service)?;
            let fields: Vec<_> = trailers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let hash = Sha256.hash_of(&Trailer::new(&fields).map_err(refused)?);
            let text = StringToSign::trailer(at, scope, &previous_signature, hash);
            let mut came = Came::from([("signed", wire(&text))]);
            if region.is_some() {
                came.insert("mac", hex(&key(&secret, scope)?.prepare(Hmac(Sha256)).mac_of(&text)));
            }
            Ok(came)
        }
        Input::Key { secret, access_key_id: Some(id), date: None, region: None, service: None } => {
            let key = EcdsaKey::derive(Hmac(Sha256), secret.as_bytes(), &id).map_err(refused)?;
            Ok(Came::from([("private_key", hex(key.as_bytes())), ("counter", key.counter().to_string())]))
        }
        Input::Key { secret, access_key_id: _, date: Some(date), region: Some(region), service: Some(service) } => {
            let scope = Scope::new(&date, &region, &service).map_err(refused)?;
            Ok(Came::from([("signing_key", hex(key(&secret, scope)?.as_bytes()))]))
        }
        Input::Key { .. } => Err(Failure::new("the parts of a key", "others")),
    }
}

fn scope<'s>(scheme: &str, day: &'s str, region: Option<&'s str>, service: &'s str) -> Result<Scope<'s>, Failure> {
    match (scheme, region) {
        ("AWS4-HMAC-SHA256", Some(region)) => Scope::new(day, region, service).map_err(refused),
        ("AWS4-ECDSA-P256-SHA256", None) => Scope::multi_region(day, service).map_err(refused),
        _ => Err(Failure::new("a region, or several", "others")),
    }
}

fn key(secret: &str, scope: Scope<'_>) -> Result<SigningKey, Failure> {
    SigningKey::derive(Hmac(Sha256), secret.as_bytes(), scope).map_err(refused)
}

/// Lines with a name and a value.
type Lines = Vec<(String, Vec<u8>)>;

impl Sent {
    fn rules(&self) -> Rules {
        let rules = if self.is_of_storage() { Rules::S3 } else { Rules::OTHERS };
        rules.with_normalized_path(self.normalize).with_path_encoded_twice(self.double_encode)
    }

    fn is_of_storage(&self) -> bool {
        self.service == "s3"
    }

    fn at(&self) -> Result<Timestamp, Failure> {
        Timestamp::parse(self.timestamp.as_bytes()).map_err(refused)
    }

    fn content(&self) -> Result<ContentSha256, Failure> {
        match &self.payload {
            Some(payload) => ContentSha256::parse(payload.as_bytes()).map_err(refused),
            None => Ok(ContentSha256::of(Sha256, self.body.as_ref().map_or(b"", AsRef::as_ref))),
        }
    }

    /// The lines of the message, without those that a client adds.
    fn lines(&self) -> Lines {
        let lines = self.fields.iter().map(|(name, value)| (name.clone(), value.as_ref().to_vec()));
        let added = ["x-amz-date", "x-amz-security-token", "x-amz-region-set"];
        lines.filter(|(name, _)| !added.iter().any(|other| name.eq_ignore_ascii_case(other))).collect()
    }

    /// The lines that a client adds and signs.
    fn added(&self) -> Result<Lines, Failure> {
        let mut added = vec![("X-Amz-Date".to_owned(), self.timestamp.clone().into_bytes())];
        if let Some(token) = self.session_token.as_ref().filter(|_| self.sign_session_token) {
            added.push(("X-Amz-Security-Token".to_owned(), token.clone().into_bytes()));
        }
        if let Some(regions) = &self.region_set {
            added.push(("X-Amz-Region-Set".to_owned(), regions.clone().into_bytes()));
        }
        if self.content_sha256_field {
            added.push(("X-Amz-Content-Sha256".to_owned(), wire(&self.content()?).into_bytes()));
        }
        Ok(added)
    }

    fn in_fields(&self, scheme: &str, expect: &Map<String, Value>) -> Result<Came, Failure> {
        let (at, content, lines) = (self.at()?, self.content()?, self.lines());
        let day = at.day();
        let whole = [lines.clone(), self.added()?].concat();
        let names = names(&whole);
        let request = Request::new(&self.method, &self.target, &whole, self.rules()).map_err(refused)?;
        let canonical = CanonicalRequest::new(&request, &names, content).map_err(refused)?;
        let scope = scope(scheme, day.as_str(), self.region.as_deref(), &self.service)?;
        let mut came = self.came(&canonical, &names, scope, at, expect)?;
        if scheme == "AWS4-ECDSA-P256-SHA256" {
            return Ok(came);
        }
        let key = key(&self.secret, scope)?;
        let mut client = Client::new(Sha256, key.prepare(Hmac(Sha256)), &self.access_key_id, scope).map_err(refused)?;
        if let Some(token) = &self.session_token {
            client = client.with_security_token(token).map_err(refused)?;
        }
        let unsigned = Request::new(&self.method, &self.target, &lines, self.rules()).map_err(refused)?;
        let signed = client.sign(&unsigned, &names, content, at).map_err(refused)?;
        came.insert("mac", signed.signature().to_owned());
        came.insert("authorization", wire(&signed.credentials()));
        let sent = wire(&signed.credentials());
        let credentials = Credentials::parse(sent.as_bytes()).map_err(refused)?;
        let body = self.body.as_ref().map(|body| Sha256.hash(body.as_ref()));
        let secret = Secret::Key(self.secret.as_bytes());
        self.server().verify(&credentials, &request, body, secret, at.unix_seconds(), |_, _| true).map_err(refused)?;
        Ok(came)
    }

    fn in_query(&self, scheme: &str, expect: &Map<String, Value>) -> Result<Came, Failure> {
        let (at, content, lines) = (self.at()?, self.content()?, self.lines());
        let day = at.day();
        let names = names(&lines);
        let scope = scope(scheme, day.as_str(), self.region.as_deref(), &self.service)?;
        let expires = self.expires.ok_or_else(|| Failure::new("expires", "none"))?;
        // The target with all parameters that are signed, as somebody writes it who has a signer of his own.
        let mut target = self.target.as_ref().to_vec();
        target.push(if target.contains(&b'?') { b'&' } else { b'?' });
        let credential = format!("{}/{}", self.access_key_id, wire(&scope));
        let mut params = vec![
            ("X-Amz-Algorithm", scheme.to_owned()),
            ("X-Amz-Credential", credential),
            ("X-Amz-Date", self.timestamp.clone()),
            ("X-Amz-SignedHeaders", names.clone()),
            ("X-Amz-Expires", expires.to_string()),
        ];
        params.extend(self.region_set.clone().map(|regions| ("X-Amz-Region-Set", regions)));
        params.extend(
            self.session_token.clone().filter(|_| self.sign_session_token).map(|token| ("X-Amz-Security-Token", token)),
        );
        let params: Vec<_> = params.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        target.extend_from_slice(params.join("&").as_bytes());
        let request = Request::new(&self.method, &target, &lines, self.rules()).map_err(refused)?;
        let canonical = CanonicalRequest::new(&request, &names, content).map_err(refused)?;
        let mut came = self.came(&canonical, &names, scope, at, expect)?;
        if scheme == "AWS4-ECDSA-P256-SHA256" {
            return Ok(came);
        }
        let key = key(&self.secret, scope)?;
        let mut client = Client::new(Sha256, key.prepare(Hmac(Sha256)), &self.access_key_id, scope).map_err(refused)?;
        if let Some(token) = &self.session_token {
            let with_token = if self.sign_session_token {
                client.with_security_token(token)
            } else {
                client.with_unsigned_security_token(token)
            };
            client = with_token.map_err(refused)?;
        }
        let unsigned = Request::new(&self.method, &self.target, &lines, self.rules()).map_err(refused)?;
        let presigned = client.presign(&unsigned, &names, content, at, expires).map_err(refused)?;
        came.insert("mac", presigned.signature().to_owned());
        came.insert("target", wire(&presigned));
        if self.session_token.is_none() || self.sign_session_token {
            let target: Vec<u8> = presigned.encode_to_vec();
            let received = Request::new(&self.method, &target, &lines, self.rules()).map_err(refused)?;
            let mut buffer = [0; 512];
            let parsed = Presigned::parse(&received, &mut buffer).map_err(refused)?;
            let body = self.body.as_ref().map(|body| Sha256.hash(body.as_ref()));
            let secret = Secret::Key(self.secret.as_bytes());
            let now = at.unix_seconds();
            self.server().verify_presigned(&parsed, &received, body, secret, now, |_, _| true).map_err(refused)?;
        }
        Ok(came)
    }

    fn server(&self) -> Server<'_, Sha256, Hmac<Sha256>> {
        Server::new(Sha256, Hmac(Sha256), &self.service)
    }

    /// Computes what both forms have in common.
    fn came(
        &self,
        canonical: &impl Encode,
        names: &str,
        scope: Scope<'_>,
        at: Timestamp,
        expect: &Map<String, Value>,
    ) -> Result<Came, Failure> {
        let text = StringToSign::new(at, scope, Sha256.hash_of(canonical));
        let signed = wire(&text);
        let mut came =
            Came::from([("canonical", wire(canonical)), ("signed", signed), ("signed_headers", names.to_owned())]);
        if let Some(given) = expect.get("signature_verifies").and_then(Value::as_str) {
            let key = EcdsaKey::derive(Hmac(Sha256), self.secret.as_bytes(), &self.access_key_id).map_err(refused)?;
            let private = Private::from_slice(key.as_bytes()).map_err(refused)?;
            let public = private.verifying_key();
            let point = public.to_encoded_point(false);
            came.insert("private_key", hex(key.as_bytes()));
            came.insert("public_key_x", hex(point.x().map_or(&[][..], |x| x)));
            came.insert("public_key_y", hex(point.y().map_or(&[][..], |y| y)));
            let signature = Signature::from_der(&bytes(given)?).map_err(refused)?;
            public.verify_prehash(&Sha256.hash_of(&text), &signature).map_err(refused)?;
            came.insert("signature_verifies", given.to_owned());
        }
        Ok(came)
    }
}

fn names(lines: &Lines) -> String {
    let mut names: Vec<_> = lines.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    names.dedup();
    names.join(";")
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |text, byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => format!("{text}{}", char::from(byte)),
        _ => format!("{text}%{byte:02X}"),
    })
}
