//! Vectors of HOBA.

use countersign::auth::Base64;
use countersign::auth::hoba::{Algorithm, Challenge, Credentials, Refusal, Server, Tbs};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{self, Failure};
use super::{Came, read, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    nonce: String,
    alg: u8,
    origin: String,
    #[serde(default)]
    realm: String,
    kid: String,
    challenge: String,
}

pub(super) fn run(_: &str, input: &Value, _: &Map<String, Value>) -> Result<Came, Failure> {
    let sent: Sent = read(input)?;
    let algorithm = Algorithm::new(sent.alg).map_err(refused)?;
    // The challenge of the standard's example is one that is received, and not one that is sent.
    let mut field = format!("HOBA challenge=\"{}\", max-age=\"10\"", sent.challenge);
    let mut server = Server::new(&sent.origin, 10).map_err(refused)?;
    if !sent.realm.is_empty() {
        field = format!("{field}, realm=\"{}\"", sent.realm.replace('\\', "\\\\").replace('"', "\\\""));
        server = server.with_realm(&sent.realm).map_err(refused)?;
    }
    let challenge = Challenge::parse(field.as_bytes()).map_err(refused)?;
    let tbs = challenge.tbs(algorithm, &sent.origin, &sent.kid, &sent.nonce).map_err(refused)?;
    let signed = vector::wire(&tbs);

    // A server verifies what the client signed, and makes the same text.
    let answer = vector::wire(&Credentials::new(&tbs, signed.as_bytes()).map_err(refused)?);
    let received = Credentials::parse(answer.as_bytes()).map_err(refused)?;
    for (now, expected) in [(17, Ok(())), (18, Err(Refusal::Stale))] {
        let is_signed = |tbs: &Tbs<'_>, sig: Base64<'_>| sig.matches(&vector::wire(tbs));
        let came = server.verify(&received, Some(7), Some(algorithm), now, is_signed, |_, _| true);
        if came != expected {
            return Err(Failure::new(format!("{expected:?}"), format!("{came:?}")));
        }
    }
    Ok(Came::from([("signed", signed)]))
}
