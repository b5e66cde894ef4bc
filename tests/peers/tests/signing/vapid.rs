//! py-vapid, with vapid: it signs and the crate verifies, and the other way around.

use countersign::Encode;
use countersign::auth::vapid::{Client, Credentials, Origin, Server, Token};
use countersign_peers::outcome::rows;
use countersign_peers::{python, wire};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use serde_json::{Value, json};

use crate::now;

/// A resource of a push service, and whom to contact.
const TOKENS: &str = "
resource                          | sub
https://push.example.net/push/Jz  | mailto:push@example.com
https://push.example.net:8443/a   | https://example.com
";

/// Seven, 32 times.
const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";

fn key(byte: u8) -> SigningKey {
    SigningKey::from_slice(&[byte; 32]).expect("it is a key")
}

fn point(key: &SigningKey) -> [u8; 65] {
    key.verifying_key().to_encoded_point(false).as_bytes().try_into().expect("it is a whole point")
}

/// Verifies credentials with the crate, and the signature with `p256`.
fn verify(field: &[u8], resource: &str, of: &SigningKey) -> Result<(), String> {
    let credentials = Credentials::parse(field).map_err(|error| error.to_string())?;
    let mut buffer = [0; 512];
    let token = Token::read(credentials, &mut buffer).map_err(|error| error.to_string())?;
    let origin = Origin::of_uri(resource).expect("it is a URI");
    let point = point(of);
    let is_signed = |credentials: &Credentials<'_>| {
        let (mut point, mut signature) = ([0; 65], [0; 64]);
        let key = credentials.k().decode_into(&mut point).expect("it is a point");
        let signature = credentials.t().signature().decode_into(&mut signature).expect("it has 64 bytes");
        let text = credentials.t().signing_input();
        let verified = VerifyingKey::from_sec1_bytes(key)
            .and_then(|key| key.verify(text.as_bytes(), &Signature::from_slice(signature)?));
        verified.is_ok()
    };
    let verified = Server::new().with_key(&point).verify(&token, &origin, now(), is_signed);
    verified.map_err(|refusal| refusal.to_string())
}

fn task(what: &str, rows: &[Value]) -> Vec<Value> {
    let task = json!({ "do": what, "key": KEY, "rows": rows });
    python("tests/signing/vapid.py", &task).as_array().expect("it is a list").clone()
}

/// Returns copies of a field value, each with one changed byte.
fn changes(field: &[u8]) -> Vec<Vec<u8>> {
    let change = |at: usize| {
        let mut changed = field.to_vec();
        changed[at] ^= 1;
        changed
    };
    (0..field.len()).map(change).collect()
}

#[test]
fn py_vapid_signs() {
    let rows: Vec<_> = rows(TOKENS).collect();
    let claims = rows.iter().map(|row| {
        let audience = row[0].rsplit_once('/').expect("it has a path").0.trim_end_matches("/push");
        json!({ "aud": audience, "exp": now() + 3600, "sub": row[1] })
    });
    let fields = task("sign", &claims.collect::<Vec<_>>());
    for (row, field) in rows.iter().zip(&fields) {
        let field = field.as_str().expect("it is text").as_bytes();
        assert_eq!(verify(field, row[0], &key(7)), Ok(()), "{row:?}");
        assert!(verify(field, row[0], &key(8)).is_err(), "{row:?}");
        assert!(verify(field, "https://push.example.org", &key(7)).is_err(), "{row:?}");
        for changed in changes(field) {
            assert!(verify(&changed, row[0], &key(7)).is_err(), "{row:?} {}", String::from_utf8_lossy(&changed));
        }
    }
}

#[test]
fn py_vapid_verifies() {
    for row in rows(TOKENS) {
        let field = |signer: &SigningKey| {
            let point = point(&key(7));
            let client = Client::new(&point).and_then(|client| client.with_sub(row[1])).expect("the parts are valid");
            let origin = Origin::of_uri(row[0]).expect("it is a URI");
            let unsigned = client.token(origin, now(), 3600).expect("it is short enough");
            let mut buffer = [0; 512];
            let signature: Signature = signer.sign(unsigned.encode_to_slice(&mut buffer).expect("it fits"));
            let signature = signature.to_bytes().into();
            // py-vapid reads no space after the comma.
            String::from_utf8(wire(&unsigned.sign(&signature))).expect("it is ASCII").replace(", ", ",")
        };
        let (right, wrong) = (field(&key(7)), field(&key(8)));
        // It ignores the bits of a last symbol that stand for no byte.
        let ends = [right.find(",k=").expect("there is a key") - 1, right.len() - 1];
        let changed = changes(right.as_bytes()).into_iter().enumerate().filter(|(at, _)| !ends.contains(at));
        let changed = changed.map(|(_, changed)| String::from_utf8(changed).expect("it is ASCII"));
        let fields: Vec<Value> = [right, wrong].into_iter().chain(changed).map(Value::from).collect();
        let accepted = task("verify", &fields);
        assert_eq!(accepted[0], true, "{row:?}");
        for (field, is_accepted) in fields.iter().zip(&accepted).skip(1) {
            assert!(is_accepted == false, "{row:?} {field}");
        }
    }
}
