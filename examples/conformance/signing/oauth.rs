//! Vectors of OAuth 1.0.

use countersign::auth::oauth::{Client, Credentials, Request, Secrets, Server, SignatureBaseString, SignatureMethod};
use countersign::hash::{HashFunction, Sha1, Sha256, Sha512};
use countersign::mac::{Hmac, MacFunction, MacKey};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{self, Bytes, Failure};
use super::{Came, base64, of_base64, read, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    form: Option<String>,
    #[serde(default = "get")]
    method: String,
    scheme: String,
    host: String,
    target: Bytes,
    #[serde(default)]
    oauth_params: Vec<(String, Bytes)>,
    form_body: Option<Bytes>,
    signature_method: Option<String>,
    client_secret: Option<Bytes>,
    token_secret: Option<Bytes>,
}

fn get() -> String {
    "GET".to_owned()
}

pub(super) fn run(_: &str, input: &Value, expect: &Map<String, Value>) -> Result<Came, Failure> {
    let sent: Sent = read(input)?;
    let request = Request::new(&sent.method, &sent.scheme, &sent.host, &sent.target).map_err(refused)?;
    match sent.form.as_deref() {
        None => {}
        Some("base-string-uri") => {
            return Ok(Came::from([("base_uri", vector::wire(&request.base_string_uri()))]));
        }
        Some(form) => return Err(Failure::new("a known form", form)),
    }
    let request = match &sent.form_body {
        Some(form) => request.with_form(form).map_err(refused)?,
        None => request,
    };
    let field = sent.field("");
    let credentials = Credentials::parse(field.as_bytes()).map_err(refused)?;
    let text = SignatureBaseString::new(&request, &credentials).map_err(refused)?;
    let signed = vector::wire(&text);

    let secrets = Secrets::new(sent.client_secret.as_ref().map_or(&b""[..], AsRef::as_ref));
    let secrets = secrets.with_token(sent.token_secret.as_ref().map_or(&b""[..], AsRef::as_ref));
    let mut came = Came::new();
    match sent.signature_method.as_deref().unwrap_or_default() {
        "HMAC-SHA1" => came.insert("mac_base64", sent.mac(Hmac(Sha1), &request, &text, secrets)?),
        "HMAC-SHA256" => came.insert("mac_base64", sent.mac(Hmac(Sha256), &request, &text, secrets)?),
        "HMAC-SHA512" => came.insert("mac_base64", sent.mac(Hmac(Sha512), &request, &text, secrets)?),
        "PLAINTEXT" => {
            let mac = vector::wire(&secrets);
            let sent = Credentials::plaintext("", &mac);
            Server::new().verify_plaintext(&sent, Some(secrets)).map_err(refused)?;
            came.insert("mac", mac)
        }
        name => {
            let hash = match name {
                "RSA-SHA1" => (SHA1, Sha1.hash_of(&text).to_vec()),
                "RSA-SHA256" => (SHA256, Sha256.hash_of(&text).to_vec()),
                "RSA-SHA512" => (SHA512, Sha512.hash_of(&text).to_vec()),
                _ => return Err(Failure::new("a known method", name)),
            };
            let member = |name| expect.get(name).and_then(Value::as_str).unwrap_or_default();
            let (signature, key) = (member("signature_verifies"), member("public_key_spki"));
            if !rsa_verifies(&of_base64(key)?, &of_base64(signature)?, hash.0, &hash.1) {
                return Err(Failure::new("a signature that verifies", signature));
            }
            came.insert("public_key_spki", key.to_owned());
            came.insert("signature_verifies", signature.to_owned())
        }
    };
    came.insert("signed", signed);
    Ok(came)
}

impl Sent {
    /// Returns the credentials of the parameters, with a signature.
    fn field(&self, signature: &str) -> String {
        let encoded = |value: &[u8]| vector::wire(&countersign::auth::oauth::Encoded::new(value));
        let params = self.oauth_params.iter().map(|(name, value)| (name.as_str(), value.as_ref()));
        let params = params.chain([("oauth_signature", signature.as_bytes())]);
        let params: Vec<_> = params.map(|(name, value)| format!("{name}=\"{}\"", encoded(value))).collect();
        format!("OAuth {}", params.join(", "))
    }

    /// Returns the signature. If the parameters name its method, a client and a server agree about it.
    fn mac<M: MacFunction<N>, const N: usize>(
        &self,
        mac: M,
        request: &Request<'_>,
        text: &SignatureBaseString<'_>,
        secrets: Secrets<'_>,
    ) -> Result<String, Failure> {
        let signature = base64(&mac.key_of(&secrets).mac_of(text));
        let field = self.field(&signature);
        let credentials = Credentials::parse(field.as_bytes()).map_err(refused)?;
        let method = SignatureMethod::new(self.signature_method.as_deref().unwrap_or_default());
        if credentials.signature_method() == method {
            let now = credentials.timestamp().map_or(0, |timestamp| timestamp.get());
            let verified = Server::new().verify(mac, &credentials, request, Some(secrets), now, |_, _, _| true);
            verified.map_err(refused)?;
            let client = Client::new(mac, method, "", secrets).map_err(refused)?;
            let signed = client.sign(request, credentials).map_err(refused)?;
            if !signed.credentials().signature().matches(&signature) {
                return Err(Failure::new(signature, vector::wire(&signed.credentials())));
            }
        }
        Ok(signature)
    }
}

// The prefixes of RFC 8017 §9.2, before the hash.
const SHA1: &[u8] = b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";
const SHA256: &[u8] = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
const SHA512: &[u8] = b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40";

/// RSASSA-PKCS1-v1_5, for a key with the exponent 65537. The modulus is the only long number of a `SubjectPublicKeyInfo`.
fn rsa_verifies(key: &[u8], signature: &[u8], prefix: &[u8], hash: &[u8]) -> bool {
    let (length, tail) = (signature.len(), b"\x02\x03\x01\x00\x01");
    let Some(modulus) = key.strip_suffix(tail).and_then(|key| key.get(key.len().checked_sub(length)?..)) else {
        return false;
    };
    let mut power = signature.to_vec();
    for _ in 0..16 {
        power = times(&power, &power, modulus);
    }
    power = times(&power, signature, modulus);
    let padding = length.saturating_sub(prefix.len() + hash.len() + 3);
    power == [b"\x00\x01", &vec![0xFF; padding][..], b"\x00", prefix, hash].concat()
}

/// The product of two numbers modulo a third, all big-endian and of one length: by doubling and adding.
fn times(one: &[u8], other: &[u8], modulus: &[u8]) -> Vec<u8> {
    let mut product = vec![0; modulus.len()];
    for bit in other.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)) {
        let doubled = product.clone();
        add(&mut product, &doubled, modulus);
        if bit == 1 {
            add(&mut product, one, modulus);
        }
    }
    product
}

/// Adds, and subtracts the modulus if the sum is not below it.
fn add(sum: &mut [u8], more: &[u8], modulus: &[u8]) {
    let mut carry = 0_u16;
    for (byte, more) in sum.iter_mut().zip(more).rev() {
        let [high, low] = (u16::from(*byte) + u16::from(*more) + carry).to_be_bytes();
        (*byte, carry) = (low, high.into());
    }
    if carry == 1 || &*sum >= modulus {
        let mut borrow = false;
        for (byte, less) in sum.iter_mut().zip(modulus).rev() {
            let (difference, first) = byte.overflowing_sub(*less);
            let (difference, second) = difference.overflowing_sub(borrow.into());
            (*byte, borrow) = (difference, first | second);
        }
    }
}
