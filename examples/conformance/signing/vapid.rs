//! Vectors of vapid.

use countersign::auth::vapid::{Client, Credentials, Origin, Server, Token};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{self, Failure};
use super::{Came, read, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    t: String,
    k: String,
}

pub(super) fn run(_: &str, input: &Value, _: &Map<String, Value>) -> Result<Came, Failure> {
    let Sent { t, k } = read(input)?;
    let wire = format!("vapid t={t}, k={k}");
    let credentials = Credentials::parse(wire.as_bytes()).map_err(refused)?;
    let mut buffer = vec![0; t.len()];
    let token = Token::read(credentials, &mut buffer).map_err(refused)?;
    let claims = token.claims();
    let is_signed = verifies(&credentials).is_some();
    let mut came = Came::from([
        ("signed", credentials.t().signing_input().to_owned()),
        ("signature_verifies", is_signed.to_string()),
        ("aud", claims.aud.to_owned()),
        ("exp", claims.exp.to_string()),
    ]);
    came.extend(claims.sub.map(|sub| ("sub", sub.to_owned())));

    let mut key = [0; 65];
    credentials.k().decode_into(&mut key).map_err(refused)?;
    let origin = Origin::of_uri(claims.aud).map_err(refused)?;
    let now = claims.exp.saturating_sub(60);
    let server = Server::new().with_key(&key);
    let verified = server.verify(&token, &origin, now, |credentials| verifies(credentials).is_some());
    if verified.is_ok() != is_signed {
        return Err(Failure::new(is_signed, verified.is_ok()).of("accepted"));
    }
    // Our own client names the same origin, time and contact.
    let client = Client::new(&key).map_err(refused)?;
    let client = claims.sub.map_or(Ok(client), |sub| client.with_sub(sub)).map_err(refused)?;
    let own = vector::wire(&client.token(origin, now, 60).map_err(refused)?.sign(&[7; 64]));
    let mut buffer = vec![0; own.len()];
    let own = Token::read(Credentials::parse(own.as_bytes()).map_err(refused)?, &mut buffer).map_err(refused)?;
    server.verify(&own, &origin, now, |_| true).map_err(refused)?;
    Ok(came)
}

/// Verifies the signature of ES256.
fn verifies(credentials: &Credentials<'_>) -> Option<()> {
    let (mut point, mut signature) = ([0; 65], [0; 64]);
    let key = VerifyingKey::from_sec1_bytes(credentials.k().decode_into(&mut point).ok()?).ok()?;
    let signature = Signature::from_slice(credentials.t().signature().decode_into(&mut signature).ok()?).ok()?;
    key.verify(credentials.t().signing_input().as_bytes(), &signature).ok()
}
