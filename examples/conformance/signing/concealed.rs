//! Vectors of Concealed.

use countersign::auth::concealed::{AsAbsent, Client, Context, Credentials, Export, Key, LABEL, Request};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{self, Failure};
use super::{Came, bytes, hex, read, refused, written};

#[derive(Deserialize)]
#[serde(untagged)]
enum Sent {
    Exported(Exported),
    Parts(Parts),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exported {
    exporter_output_hex: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    signature_scheme: u16,
    key_id_hex: String,
    public_key_hex: String,
    scheme: String,
    host: String,
    port: u16,
    realm: Option<vector::Bytes>,
}

pub(super) fn run(_: &str, input: &Value, _: &Map<String, Value>) -> Result<Came, Failure> {
    match read(input)? {
        Sent::Exported(exported) => exported.results(),
        Sent::Parts(parts) => parts.results(),
    }
}

impl Exported {
    fn results(&self) -> Result<Came, Failure> {
        let output: [u8; 48] = bytes(&self.exporter_output_hex)?.try_into().map_err(|_| refused("not 48 bytes"))?;
        let export = Export::new(output);
        let signed = export.signed_content();
        // What a client sends, the server verifies, on this connection only.
        let client = Client::new(b"id", b"key", 7).map_err(refused)?;
        let wire = vector::wire(&client.credentials(&export, &signed).map_err(refused)?);
        let received = Credentials::parse(wire.as_bytes()).map_err(refused)?;
        let key = Key::new(b"key", 7);
        received.verify(&export, Some(&key), |covered, proof| proof.matches(covered)).map_err(refused)?;
        let mut other = output;
        other[47] ^= 1;
        match received.verify(&Export::new(other), Some(&key), |_, _| true) {
            Err(AsAbsent::Verification) => {}
            came => return Err(Failure::new("a refusal on another connection", format!("{came:?}"))),
        }
        Ok(Came::from([("signed_hex", hex(&signed)), ("verification_hex", hex(&export.verification()))]))
    }
}

impl Parts {
    fn results(&self) -> Result<Came, Failure> {
        let (key_id, public_key) = (bytes(&self.key_id_hex)?, bytes(&self.public_key_hex)?);
        let request = Request::new(&self.scheme, &self.host, self.port).map_err(refused)?;
        let mut client = Client::new(&key_id, &public_key, self.signature_scheme).map_err(refused)?;
        if let Some(realm) = self.realm.as_ref().filter(|realm| !realm.as_ref().is_empty()) {
            client = client.with_realm(realm).map_err(refused)?;
        }
        let context = written(&client.context(request));
        // The server makes the same context from what it receives.
        let export = Export::new([0; 48]);
        let sent = vector::wire(&client.credentials(&export, b"proof").map_err(refused)?);
        let received = Credentials::parse(sent.as_bytes()).map_err(refused)?;
        let of_server = written(&Context::new(&received, request));
        if of_server != context {
            return Err(Failure::new(hex(&context), hex(&of_server)));
        }
        Ok(Came::from([
            ("exporter_label", LABEL.to_owned()),
            ("exporter_length", Export::LENGTH.to_string()),
            ("context_hex", hex(&context)),
        ]))
    }
}
