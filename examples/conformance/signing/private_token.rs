//! Vectors of PrivateToken.

use countersign::auth::private_token::{Credentials, Offer, PrivateToken, Refusal, Server, TokenChallenge, Unsigned};
use countersign::hash::Sha256;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{self, Failure};
use super::{Came, bytes, hex, read, refused, written};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    token_type: u16,
    issuer_name: String,
    #[serde(default)]
    redemption_context_hex: String,
    #[serde(default)]
    origin_info: String,
    nonce_hex: String,
    token_key_id_hex: String,
}

pub(super) fn run(_: &str, input: &Value, _: &Map<String, Value>) -> Result<Came, Failure> {
    let sent: Sent = read(input)?;
    let context = bytes(&sent.redemption_context_hex)?;
    let (nonce, key_id) = (array(&sent.nonce_hex)?, array(&sent.token_key_id_hex)?);
    let challenge = TokenChallenge::new(sent.token_type, &sent.issuer_name).map_err(refused)?;
    let mut challenge = challenge.with_origin_info(&sent.origin_info).map_err(refused)?;
    if !context.is_empty() {
        let context = context.as_slice().try_into().map_err(|_| refused("a context has 32 bytes"))?;
        challenge = challenge.with_redemption_context(context);
    }
    let unsigned = Unsigned::new(Sha256, &challenge, &nonce, &key_id);
    let signed = written(&unsigned);
    let token = written(&unsigned.with_authenticator(b"authenticator").map_err(refused)?);
    let wire_form = vector::wire(&Credentials::new(&token).map_err(refused)?);

    // The server accepts it once, and not for a challenge without its names.
    let received = Credentials::parse(wire_form.as_bytes()).map_err(refused)?;
    let mut buffer = [0; 512];
    let token = PrivateToken::parse(received.token().decode_into(&mut buffer).map_err(refused)?).map_err(refused)?;
    let verify = |challenge, is_fresh| {
        let offers = [Offer::new(challenge, key_id)];
        let is_authentic = |covered: &[u8; 98], proof: &[u8]| covered[..] == signed && proof == b"authenticator";
        Server::new(Sha256, &offers).verify(&token, is_authentic, |unspent| *unspent == nonce && is_fresh)
    };
    let other = format!("not.{}", sent.issuer_name);
    let other = TokenChallenge::new(sent.token_type, &other).map_err(refused)?;
    for (challenge, is_fresh, expected) in
        [(challenge, true, Ok(())), (challenge, false, Err(Refusal::Spent)), (other, true, Err(Refusal::Challenge))]
    {
        let came = verify(challenge, is_fresh);
        if came != expected {
            return Err(Failure::new(format!("{expected:?}"), format!("{came:?}")));
        }
    }
    Ok(Came::from([
        ("challenge_hex", hex(&written(&challenge))),
        ("challenge_digest_hex", hex(&challenge.digest(Sha256))),
        ("signed_hex", hex(&signed)),
    ]))
}

fn array(hex: &str) -> Result<[u8; 32], Failure> {
    bytes(hex)?.try_into().map_err(|_| refused("not 32 bytes"))
}
