//! DPoP: the library dpop makes proofs and the crate verifies; the crate makes proofs and jose verifies.

use countersign::Encode;
use countersign::auth::dpop::{Client, Nonce, Proof, Request, Server};
use countersign::auth::jwk::{Jwk, Key};
use countersign::hash::Sha256;
use countersign_peers::node;
use countersign_peers::outcome::rows;
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use serde_json::{Value, json};

use crate::now;

/// The request that a proof is for, and what the server demands. The proof has the URI without the query.
const PROOFS: &str = "
method | uri                                            | nonce      | token
GET    | https://resource.example.org/protectedresource |            | Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU
POST   | https://server.example.com/token               |            |
POST   | https://server.example.com:8443/token          | eyJ7S_zG.x |
DELETE | https://resource.example.org/a%20b/~c          | eyJ7S_zG.x | token
";

/// Verifies a proof with the crate, and the signature with `p256`. The access token is bound to the key of a thumbprint.
fn verify(proof: &str, row: &[&str], jkt: &str) -> Result<String, String> {
    let [method, uri, nonce, token] = row[..] else { panic!("{row:?}") };
    let field = [("DPoP", proof)];
    let jwt = countersign::auth::dpop::proof(&field).map_err(|error| error.to_string())?.ok_or("no proof")?;
    let mut buffer = [0; 1024];
    let proof = Proof::read(jwt, &mut buffer).map_err(|error| error.to_string())?;
    let thumbprint = proof.header().jwk.thumbprint(Sha256).display().to_string();
    let jkt = if jkt.is_empty() { &thumbprint } else { jkt };
    let request = Request::of_uri(method, uri).expect("it is a URI");
    let request = if token.is_empty() { request } else { request.with_token(token, jkt) };
    let nonces = [Nonce::new("eyJ7S_zG.x").expect("it can be sent")];
    let server = Server::new(Sha256, &["ES256"]).expect("it is asymmetric");
    let server = if nonce.is_empty() { server } else { server.with_nonces(&nonces) };
    let is_signed = |proof: &Proof<'_>| {
        let Key::Ec { x, y, .. } = proof.header().jwk.key() else { return false };
        let (mut point, mut signature) = ([4; 65], [0; 64]);
        let decoded = x.decode_into(&mut point[1..]).is_ok()
            && y.decode_into(&mut point[33..]).is_ok()
            && proof.signature().decode_into(&mut signature).is_ok();
        let verified = VerifyingKey::from_sec1_bytes(&point)
            .and_then(|key| key.verify(proof.signing_input().as_bytes(), &Signature::from_slice(&signature)?));
        decoded && verified.is_ok()
    };
    let verified = server.verify(&request, &proof, now(), is_signed, |_, _| true);
    verified.map_err(|refusal| refusal.to_string()).map(|()| thumbprint)
}

/// Makes a proof with the crate.
fn sign(row: &[&str]) -> String {
    let [method, uri, nonce, token] = row[..] else { panic!("{row:?}") };
    let key = SigningKey::from_slice(&[7; 32]).expect("it is a key");
    let point = key.verifying_key().to_encoded_point(false);
    let jwk = Jwk::ec("P-256", &point.as_bytes()[1..33], &point.as_bytes()[33..]).expect("it is a point");
    let client = Client::new(Sha256, "ES256", jwk).expect("the key fits");
    let request = Request::of_uri(method, uri).expect("it is a URI");
    let token = Some(token).filter(|token| !token.is_empty());
    let mut unsigned = client.proof(&request, token, "e1j3V_bKic8-LAEB", now()).expect("the jti can be sent");
    if !nonce.is_empty() {
        unsigned = unsigned.with_nonce(Nonce::new(nonce).expect("it can be sent"));
    }
    let mut buffer = [0; 1024];
    let signature: Signature = key.sign(unsigned.encode_to_slice(&mut buffer).expect("it fits"));
    unsigned.sign(&signature.to_bytes()).expect("it has 64 bytes").display().to_string()
}

/// Returns copies of a proof, each with one changed byte.
fn changes(proof: &str) -> impl Iterator<Item = String> {
    let change = |at: usize| {
        let mut changed = proof.as_bytes().to_vec();
        changed[at] ^= 1;
        String::from_utf8(changed).expect("it is ASCII")
    };
    (0..proof.len()).map(change)
}

fn given(row: &[&str], proof: &str) -> Value {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let mut given = json!({ "alg": "ES256", "method": row[0], "uri": row[1], "proof": proof });
    for (name, value) in [("nonce", some(row[2])), ("token", some(row[3]))] {
        if let Some(value) = value {
            given[name] = value.into();
        }
    }
    given
}

fn task(what: &str, rows: &[Value]) -> Vec<Value> {
    let printed = node("tests/signing/dpop.mjs", &json!({ "do": what, "rows": rows }));
    printed.as_array().expect("it is a list").clone()
}

#[test]
fn dpop_makes_proofs() {
    let rows: Vec<_> = rows(PROOFS).collect();
    let proofs = task("sign", &rows.iter().map(|row| given(row, "")).collect::<Vec<_>>());
    for (row, proof) in rows.iter().zip(&proofs) {
        let proof = proof.as_str().expect("it is text");
        let jkt = verify(proof, row, "").unwrap_or_else(|refusal| panic!("{row:?}: {refusal}"));
        for other in &rows {
            let is_it = other == row || other[..2] == row[..2] && other[2].is_empty();
            assert_eq!(verify(proof, other, &jkt).is_ok(), is_it, "{row:?} {other:?}");
        }
        for changed in changes(proof) {
            assert!(verify(&changed, row, &jkt).is_err(), "{row:?} {changed}");
        }
    }
}

#[test]
fn jose_verifies() {
    for row in rows(PROOFS) {
        let proof = sign(&row);
        assert!(verify(&proof, &row, "").is_ok(), "{row:?}");
        // jose ignores the bits of the last symbol that stand for no byte.
        let changed = changes(&proof).take(proof.len() - 1);
        let all: Vec<_> = [proof.clone()].into_iter().chain(changed).map(|proof| given(&row, &proof)).collect();
        let accepted = task("verify", &all);
        assert_eq!(accepted[0], true, "{row:?}");
        for (given, is_accepted) in all.iter().zip(&accepted).skip(1) {
            assert!(is_accepted == false, "{row:?} {given}");
        }
    }
}
