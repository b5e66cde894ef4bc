//! Vectors of DPoP and of JWK thumbprints.

use countersign::auth::dpop::{Client, Proof, Request, Server, TokenHash};
use countersign::auth::jwk::Jwk;
use countersign::auth::jwt::Jwt;
use countersign::hash::Sha256;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{self, Bytes, Failure};
use super::keys::PublicKey;
use super::{Came, read, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    form: Option<String>,
    proof: Option<String>,
    #[serde(default)]
    method: String,
    #[serde(default)]
    uri: String,
    #[serde(default)]
    now: u64,
    access_token: Option<Bytes>,
}

pub(super) fn run(_: &str, input: &Value, _: &Map<String, Value>) -> Result<Came, Failure> {
    let sent: Sent = read(input)?;
    let mut came = Came::new();
    if let Some(token) = &sent.access_token {
        came.insert("ath", vector::wire(&TokenHash::new(Sha256, token)));
    }
    match (sent.form.as_deref(), &sent.proof) {
        (None, Some(proof)) => {
            let mut unknown = None;
            let accepted = sent.accepted(proof.as_bytes(), &mut came, &mut unknown);
            came.insert("accepted", accepted.is_ok().to_string());
            unknown.map_or(Ok(came), Err)
        }
        (Some("ath"), None) => Ok(came),
        (form, _) => Err(Failure::new("a known form", form.unwrap_or("none, and no proof"))),
    }
}

/// The algorithms of the server.
const ALGS: &[&str] =
    &["ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed25519", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];

impl Sent {
    /// Checks the proof. `unknown` becomes the failure if the server asks about a signature that no code here verifies.
    fn accepted(&self, proof: &[u8], came: &mut Came, unknown: &mut Option<Failure>) -> Result<(), Failure> {
        let jwt = Jwt::parse(proof).map_err(refused)?;
        came.insert("signed", jwt.signing_input().to_owned());
        let mut buffer = vec![0; proof.len()];
        let proof = Proof::read(jwt, &mut buffer).map_err(refused)?;
        let header = proof.header();
        let jkt = vector::wire(&header.jwk.thumbprint(Sha256));
        came.insert("jwk_canonical", vector::wire(&header.jwk));
        came.insert("jkt", jkt.clone());
        let is_signed = verifies(&proof);
        came.extend(is_signed.as_ref().ok().map(|is_signed| ("signature_verifies", is_signed.to_string())));

        let request = Request::of_uri(&self.method, &self.uri).map_err(refused)?;
        // Our own client names the same request and the same token.
        let token = self.access_token.as_ref().map(|token| std::str::from_utf8(token.as_ref())).transpose();
        let client = Client::new(Sha256, header.alg, header.jwk).map_err(refused)?;
        let unsigned = client.proof(&request, token.map_err(refused)?, "a", self.now).map_err(refused)?;
        let mut signature = vec![0; proof.signature().decoded_len()];
        let own = vector::wire(
            &unsigned.sign(proof.signature().decode_into(&mut signature).map_err(refused)?).map_err(refused)?,
        );
        let mut buffer = vec![0; own.len()];
        let own = Proof::read(Jwt::parse(own.as_bytes()).map_err(refused)?, &mut buffer).map_err(refused)?;
        let request = match &self.access_token {
            Some(token) => request.with_token(token, &jkt),
            None => request,
        };
        let server = Server::new(Sha256, ALGS).map_err(refused)?;
        server.verify(&request, &own, self.now, |_| true, |_, _| true).map_err(refused)?;

        let is_signed = |_: &Proof<'_>| {
            is_signed.unwrap_or_else(|failure| {
                *unknown = Some(failure);
                false
            })
        };
        server.verify(&request, &proof, self.now, is_signed, |_, _| true).map_err(refused)
    }
}

fn verifies(proof: &Proof<'_>) -> Result<bool, Failure> {
    let mut signature = vec![0; proof.signature().decoded_len()];
    let signature = proof.signature().decode_into(&mut signature).map_err(refused)?;
    PublicKey::of_jwk(&proof.header().jwk)?.verifies_jws(proof.header().alg, proof.signing_input(), signature)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Of {
    jwk: Map<String, Value>,
}

pub(super) fn jwk(_: &str, input: &Value, _: &Map<String, Value>) -> Result<Came, Failure> {
    let Of { jwk } = read(input)?;
    let jwk = Jwk::of_members(jwk.iter().map(|(name, value)| (name.as_str(), value.as_str()))).map_err(refused)?;
    Ok(Came::from([("signed", vector::wire(&jwk)), ("thumbprint", vector::wire(&jwk.thumbprint(Sha256)))]))
}
