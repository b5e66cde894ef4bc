//! Vectors of draft-cavage-http-signatures.

use countersign::auth::HttpDate;
use countersign::auth::signature::{
    Body, Client, Credentials, Parameters, Policy, Refusal, Request, Rules, Server, SigningString,
};
use countersign::hash::{HashFunction, Sha1, Sha256, Sha512};
use countersign::mac::{Hmac, MacFunction};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{self, Bytes, Failure};
use super::keys::PublicKey;
use super::{Came, base64, of_base64, read, refused, written};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    method: String,
    target: Bytes,
    fields: Vec<(String, Bytes)>,
    headers: Option<Vec<String>>,
    created: Option<Value>,
    expires: Option<Value>,
    algorithm: Option<String>,
    key: Option<Bytes>,
    body: Option<Bytes>,
}

type SentRequest<'s> = Request<'s, &'s Vec<(String, Bytes)>>;

pub(super) fn run(_: &str, input: &Value, expect: &Map<String, Value>) -> Result<Came, Failure> {
    let sent: Sent = read(input)?;
    let request = Request::new(&sent.method, &sent.target, &sent.fields).map_err(refused)?;
    let line = sent.line("AA==");
    let error = |error: &dyn std::fmt::Display| match expect.get("error") {
        Some(_) => Ok(Came::from([("error", "true".to_owned())])),
        None => Err(refused(error)),
    };
    let parameters = match Parameters::parse(line.as_bytes()) {
        Ok(parameters) => parameters,
        Err(malformed) => return error(&malformed),
    };
    let string = match SigningString::new(&parameters, &request, Rules::new()) {
        Ok(string) => string,
        Err(unsignable) => return error(&unsignable),
    };
    let mut came = Came::from([("signed", vector::wire(&string))]);
    // The names rsa-sha256, hmac-sha512 and so on have the hash. Otherwise the key decides, and the vector does not say how.
    let named = sent.algorithm.as_deref().and_then(|name| name.split_once('-')).map(|(_, hash)| hash);
    let hashes = named.map_or(vec!["sha256", "sha512"], |hash| vec![hash]);
    if let Some(key) = &sent.key {
        let macs = hashes.iter().map(|hash| sent.mac(hash, key.as_ref(), &request, parameters));
        let macs = macs.collect::<Result<Vec<_>, _>>()?;
        let expected = macs.iter().find(|mac| expect.get("mac_base64").and_then(Value::as_str) == Some(mac));
        came.extend(expected.or(macs.first()).map(|mac| ("mac_base64", mac.clone())));
    }
    if let Some(signature) = expect.get("signature_verifies").and_then(Value::as_str) {
        let key = expect.get("public_key_spki").and_then(Value::as_str).unwrap_or_default();
        let (bytes, public_key) = (of_base64(signature)?, PublicKey::of_spki(&of_base64(key)?)?);
        let is_valid = |string: &SigningString<'_, _>, parameters: &Parameters<'_>| {
            let message = written(string);
            let is_signed = |hash| public_key.verifies(hash, &message, &bytes).unwrap_or_default();
            let is_pss = || public_key.verifies_pss("sha512", &message, &bytes).unwrap_or_default();
            parameters.signature().matches(&bytes)
                && (hashes.iter().any(|hash| is_signed(hash)) || named.is_none() && is_pss())
        };
        let line = sent.line(signature);
        let parameters = Parameters::parse(line.as_bytes()).map_err(refused)?;
        let covered = sent.names();
        let server = Server::asymmetric(sent.algorithm.as_deref().unwrap_or_default());
        let server = server.with_policy(Policy::new(&covered).map_err(refused)?);
        sent.check(server.verify_with(&parameters, &request, Body::Absent, sent.now(), is_valid, |_, _| true))?;
        came.insert("signature_verifies", signature.to_owned());
        came.insert("public_key_spki", key.to_owned());
    }
    Ok(came)
}

impl Sent {
    /// Returns the value of a Signature field.
    fn line(&self, signature: &str) -> String {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let quoted = |name, value: Option<String>| value.map(|value| format!("{name}=\"{value}\", "));
        [
            quoted("algorithm", self.algorithm.clone()),
            quoted("created", self.created.as_ref().map(text)),
            quoted("expires", self.expires.as_ref().map(text)),
            quoted("headers", self.headers.as_ref().map(|names| names.join(" "))),
            Some(format!("keyId=\"test\", signature=\"{signature}\"")),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Returns the names of what is signed, in lower case.
    fn names(&self) -> String {
        self.headers.as_ref().map_or("(created)".to_owned(), |names| names.join(" ").to_lowercase())
    }

    /// Returns the date of the request; `None` if it is absent, or in another form than that of HTTP.
    fn date(&self) -> Option<u64> {
        let (_, date) = self.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("date"))?;
        HttpDate::parse(date.as_ref()).ok().map(|date| date.unix_seconds())
    }

    fn now(&self) -> u64 {
        self.created.as_ref().and_then(Value::as_u64).or(self.date()).unwrap_or_default()
    }

    fn mac(
        &self,
        hash: &str,
        key: &[u8],
        request: &SentRequest<'_>,
        parameters: Parameters<'_>,
    ) -> Result<String, Failure> {
        match hash {
            "sha1" => self.mac_of(Hmac(Sha1), key, request, parameters),
            "sha256" => self.mac_of(Hmac(Sha256), key, request, parameters),
            "sha512" => self.mac_of(Hmac(Sha512), key, request, parameters),
            _ => Err(Failure::new("a known hash", hash)),
        }
    }

    /// Returns the MAC of the client, which the server accepts.
    fn mac_of<M: MacFunction<N>, const N: usize>(
        &self,
        mac: M,
        key: &[u8],
        request: &SentRequest<'_>,
        parameters: Parameters<'_>,
    ) -> Result<String, Failure> {
        let signed = Client::new("test", mac.key(key)).sign(request, parameters).map_err(refused)?;
        let wire = vector::wire(&signed.credentials());
        let parameters = Credentials::parse(wire.as_bytes()).map_err(refused)?.parameters();
        let body = self.body.as_ref().map_or(Body::Absent, |body| Body::Sha256(Sha256.hash(body.as_ref())));
        let names = self.names();
        let server = Server::new(mac, self.algorithm.as_deref().unwrap_or_default());
        let server = server.with_policy(Policy::new(&names).map_err(refused)?);
        self.check(server.verify(&parameters, request, body, Some(key), self.now(), |_, _| true))?;
        let mut bytes = [0; N];
        Ok(base64(parameters.signature().decode_into(&mut bytes).map_err(refused)?))
    }

    /// Checks that a server accepts the request, if its date is one of HTTP.
    fn check(&self, verified: Result<(), Refusal>) -> Result<(), Failure> {
        let signs_date = self.names().split(' ').any(|name| name == "date");
        let expected = if signs_date && self.date().is_none() { Err(Refusal::Date) } else { Ok(()) };
        if verified == expected {
            Ok(())
        } else {
            Err(Failure::new(format_args!("{expected:?}"), format_args!("{verified:?}")))
        }
    }
}
