//! Vectors of OAuth 1.0.

use countersign::auth::oauth::{Client, Credentials, Request, Secrets, Server, SignatureBaseString, SignatureMethod};
use countersign::hash::{Sha1, Sha256, Sha512};
use countersign::mac::{Hmac, MacFunction, MacKey};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{self, Bytes, Failure};
use super::keys::PublicKey;
use super::{Came, base64, of_base64, read, refused, written};

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
                "RSA-SHA1" => "sha1",
                "RSA-SHA256" => "sha256",
                "RSA-SHA512" => "sha512",
                _ => return Err(Failure::new("a known method", name)),
            };
            let member = |name| expect.get(name).and_then(Value::as_str).unwrap_or_default();
            let (signature, key) = (member("signature_verifies"), member("public_key_spki"));
            let public_key = PublicKey::of_spki(&of_base64(key)?)?;
            if !public_key.verifies(hash, &written(&text), &of_base64(signature)?)? {
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
