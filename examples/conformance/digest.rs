//! Vectors of the hashes of Digest.

use std::fmt::Display;

use countersign::auth::digest::{
    Algorithm, Challenge, Credentials, Hasher, Hex, Inputs, NonceCount, Qop, QopOptions, Request, RustCrypto, Secret,
    Server, SessionKey, Username, ha1, userhash,
};
use countersign::{Encode, Text};
use serde::Deserialize;
use serde_json::Value;

use super::vector::{self, Failure, Reading};

/// The kinds of vectors for Digest.
pub(crate) const KINDS: [&str; 4] = ["response", "ha1", "userhash", "entity-hash"];

/// The kind names the expected hash. Unknown members are ignored: a member that changes the hash can't go unnoticed.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Vector {
    Response(Box<Exchange>),
    Ha1 {
        #[serde(flatten)]
        user: User,
        password: String,
        ha1: Value,
    },
    Userhash {
        #[serde(flatten)]
        user: User,
        userhash: Value,
    },
    EntityHash {
        algorithm: Option<String>,
        #[serde(flatten)]
        body: Body,
        entity_hash: Value,
    },
}

#[derive(Deserialize)]
struct User {
    algorithm: Option<String>,
    username: String,
    realm: String,
}

#[derive(Deserialize)]
struct Body {
    entity_body: Option<String>,
    entity_body_hex: Option<String>,
}

#[derive(Deserialize)]
struct Exchange {
    #[serde(flatten)]
    user: User,
    password: String,
    nonce: String,
    nc: Option<String>,
    cnonce: Option<String>,
    qop: Option<String>,
    method: String,
    uri: String,
    #[serde(flatten)]
    body: Body,
    userhash: Option<Value>,
    #[serde(default)]
    userhash_verified: bool,
    response: Value,
}

pub(crate) fn check(vector: &Value) -> Result<(), Failure> {
    match vector::read(vector)? {
        Vector::Response(vector) => vector.check(),
        Vector::Ha1 { user, password, ha1: expected } => {
            let came = text(&user.realm)
                .and_then(|realm| ha1(RustCrypto, user.algorithm()?, &user.username, realm, &password).map_err(said));
            vector::compare(&expected, &shown(came))
        }
        Vector::Userhash { user, userhash } => vector::compare(&userhash, &shown(user.hash())),
        Vector::EntityHash { algorithm, body, entity_hash } => {
            let came = algorithm_of(algorithm.as_deref()).and_then(|algorithm| body.hash(algorithm));
            vector::compare(&entity_hash, &shown(came.and_then(|hash| hash.ok_or_else(|| "no body".to_owned()))))
        }
    }
}

impl User {
    fn algorithm(&self) -> Result<Algorithm<'_>, String> {
        algorithm_of(self.algorithm.as_deref())
    }

    fn hash(&self) -> Result<Hex, String> {
        userhash(RustCrypto, self.algorithm()?, &self.username, text(&self.realm)?).map_err(said)
    }
}

impl Body {
    fn hash(&self, algorithm: Algorithm<'_>) -> Result<Option<Hex>, String> {
        let bytes = match (&self.entity_body, &self.entity_body_hex) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(hex)) => bytes(hex)?,
            (None, None) => return Ok(None),
        };
        let mut hasher = Hasher::new(RustCrypto, algorithm).map_err(said)?;
        // In two pieces, as a body may arrive.
        let (first, second) = bytes.split_at(bytes.len() / 2);
        hasher.update(first);
        hasher.update(second);
        Ok(Some(hasher.finish()))
    }
}

impl Exchange {
    fn check(&self) -> Result<(), Failure> {
        if let Some(userhash) = self.userhash.as_ref().filter(|_| self.userhash_verified) {
            vector::compare(userhash, &shown(self.user.hash()))?;
        }
        let readings = self.readings().unwrap_or_else(|refusal| vec![Err(refusal)]);
        vector::compare(&self.response, &vector::agreed(&readings)?)
    }

    /// Returns the response, for each way to compute it.
    fn readings(&self) -> Result<Vec<Reading>, String> {
        let algorithm = self.user.algorithm()?;
        let body = self.body.hash(algorithm)?;
        // The hash of an rspauth has no method, whatever that of the request was.
        let is_rspauth = self.method.is_empty();
        let method = if is_rspauth { "GET" } else { &self.method };
        let request = Request::new(method, &self.uri).map_err(said)?;
        let request = body.as_ref().map_or(request, |hash| request.with_body(hash));
        let inputs = Inputs {
            algorithm,
            realm: text(&self.user.realm)?,
            nonce: text(&self.nonce)?,
            cnonce: self.cnonce.as_deref().map(text).transpose()?,
            nc: self.nc.as_deref().filter(|_| self.qop.is_some()).map(count).transpose()?,
            qop: self.qop.as_deref().map(qop).transpose()?,
            request,
        };
        let password = match Secret::password(&self.password) {
            Ok(password) => password,
            Err(_) => Secret::empty_password(),
        };
        let name = &self.user.username;
        let user = ha1(RustCrypto, algorithm, name, inputs.realm, &self.password);
        let session = inputs.session_key(RustCrypto, name, password).map_err(said)?;
        let session = SessionKey::from_parts(name, session);
        let secrets = [Some(password), user.as_ref().ok().map(Secret::Ha1), session.secret_of(name)];
        let secrets = secrets.into_iter().flatten();
        Ok(if is_rspauth {
            secrets.map(|secret| shown(inputs.rspauth(RustCrypto, name, secret, body.as_ref()))).collect()
        } else {
            let responses = secrets.map(|secret| shown(inputs.response(RustCrypto, name, secret)));
            responses.chain(self.received(&inputs, password)).collect()
        })
    }

    /// Returns the result of a server for the response, if a field can contain it.
    fn received(&self, inputs: &Inputs<'_>, password: Secret<'_>) -> Option<Reading> {
        let response = inputs.response(RustCrypto, &self.user.username, password).ok()?;
        let challenge = Challenge::new(&self.user.realm, &self.nonce).ok()?.with_algorithm(inputs.algorithm);
        let sent = Credentials::new(&challenge, Username::new(&self.user.username).ok()?, &self.uri, &response).ok()?;
        let (challenge, sent) = match (inputs.qop, &self.cnonce, inputs.nc) {
            (None, None, None) => (challenge.without_qop(), sent),
            (Some(qop), Some(cnonce), Some(nc)) => {
                (challenge.with_qop(QopOptions::BOTH), sent.with_qop(qop, cnonce, nc).ok()?)
            }
            _ => return None,
        };
        let mut wire = vec![0; sent.encoded_len()];
        let received = sent.encode_to_slice(&mut wire).map_err(said).and_then(|wire| {
            let received = Credentials::parse(wire).map_err(said)?;
            let server = Server::new(RustCrypto, challenge);
            server.verify(&received, inputs.request, &self.user.username, Some(password), |_, _| true).map_err(said)?;
            Ok(received.response().as_str().unwrap_or_default().into())
        });
        Some(received)
    }
}

fn shown(hash: Result<Hex, impl Display>) -> Reading {
    hash.map(|hash| hash.as_str().into()).map_err(said)
}

fn said(error: impl Display) -> String {
    error.to_string()
}

fn text(bytes: &str) -> Result<Text<'_>, String> {
    Text::new(bytes.as_bytes()).map_err(said)
}

fn algorithm_of(name: Option<&str>) -> Result<Algorithm<'_>, String> {
    use Algorithm::{Md5, Md5Sess, Sha256, Sha256Sess, Sha512_256, Sha512_256Sess};
    let registered = [Md5, Md5Sess, Sha256, Sha256Sess, Sha512_256, Sha512_256Sess];
    let Some(name) = name else {
        return Ok(Md5);
    };
    match registered.into_iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name.as_bytes())) {
        Some(algorithm) => Ok(algorithm),
        None => text(name).map(Algorithm::Other),
    }
}

fn qop(value: &str) -> Result<Qop<'_>, String> {
    match [Qop::Auth, Qop::AuthInt].into_iter().find(|qop| qop.name() == value) {
        Some(qop) => Ok(qop),
        None => text(value).map(Qop::Other),
    }
}

/// Parses eight digits, which are hashed as written.
fn count(digits: &str) -> Result<NonceCount, String> {
    NonceCount::parse(digits.as_bytes()).map_err(|error| error.to_string())
}

fn bytes(hex: &str) -> Result<Vec<u8>, String> {
    let pairs = hex.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).map_err(said));
    pairs.map(|pair| u8::from_str_radix(pair?, 16).map_err(said)).collect()
}
