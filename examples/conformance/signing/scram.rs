//! SCRAM: the keys of a user, and the proofs of both sides.

use std::num::NonZeroU32;

use countersign::auth::scram::{
    AuthMessage, Channel, Client, ClientFinal, ClientFirst, Functions, Keys, Password, Record, Server, ServerFinal,
    ServerFirst,
};
use countersign::hash::{Fork, HashFunction, Sha1, Sha256, Sha512};
use countersign::mac::{Hmac, MacFunction, MacKey, Pbkdf2};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{self, Bytes};
use super::{Came, Failure, base64, bytes, hex, of_base64, read, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    password_hex: Option<String>,
    salt_base64: Option<String>,
    iterations: Option<NonZeroU32>,
    stored_key_hex: Option<String>,
    server_key_hex: Option<String>,
    client_first_bare: Bytes,
    server_first: Bytes,
    client_final_without_proof: Bytes,
    proof_base64: Option<String>,
    verifier_base64: Option<String>,
}

pub(super) fn run(mechanism: &str, input: &Value, _: &Map<String, Value>) -> Result<Came, Failure> {
    let exchange: Exchange = read(input)?;
    match mechanism {
        "SCRAM-SHA-1" => exchange.results(Sha1),
        "SCRAM-SHA-256" => exchange.results(Sha256),
        "SCRAM-SHA-512" => exchange.results(Sha512),
        _ => Err(Failure::new("a known mechanism", mechanism)),
    }
}

impl Exchange {
    fn results<F: HashFunction<N>, const N: usize>(&self, hash: F) -> Result<Came, Failure>
    where
        F::Hash: Fork,
    {
        let functions = Functions::new(hash);
        let bound = self.bound()?;
        let client_first = [bound.header(), self.client_first_bare.as_ref()].concat();
        let client_first = ClientFirst::parse_unnamed(&client_first).map_err(refused)?;
        let server_first = ServerFirst::parse(self.server_first.as_ref()).map_err(refused)?;
        let proof = self.proof_base64.clone().unwrap_or_else(|| base64(&[0; N]));
        let client_final = [self.client_final_without_proof.as_ref(), b",p=", proof.as_bytes()].concat();
        let client_final = ClientFinal::parse(&client_final).map_err(refused)?;
        let signed = AuthMessage::new(client_first, server_first, client_final.without_proof());
        let mut came = Came::from([("signed", vector::wire(&signed))]);

        let (keys, record) = self.keys(functions, hash, &mut came)?;
        let [of_client, of_server] = bound.channels(client_first.gs2_header().binding_name())?;
        let server = Server::new(functions, client_first, server_first).with_channel(of_server);
        came.insert("proof_accepted", server.verify(&client_final, Some(&record)).is_ok().to_string());
        came.insert("client_signature_hex", hex(&Hmac(hash).key(record.stored_key()).mac_of(&signed)));

        // Without the password, no client can compute its proof; a wrong one has the right verifier of its own.
        let keys = keys.unwrap_or(Keys::new([0; N], *record.server_key()));
        let mut buffer = vec![0; bound.0.len()];
        let client = Client::new(functions, client_first).with_channel(of_client, &mut buffer).map_err(refused)?;
        let answer = client.answer(server_first, &keys).map_err(refused)?;
        if let Some(verifier) = &self.verifier_base64 {
            let verifier = ["v=", verifier].concat();
            let server_final = ServerFinal::parse(verifier.as_bytes()).map_err(refused)?;
            let accepted = answer.message().without_proof() == client_final.without_proof()
                && answer.accept(Some(&server_final)).is_ok();
            came.insert("verifier_accepted", accepted.to_string());
        }
        if self.password_hex.is_some() {
            let message = vector::wire(&answer.message());
            let (without_proof, proof) = message.rsplit_once(",p=").unwrap_or_default();
            if without_proof.chars().map(u8::try_from).collect::<Result<Vec<_>, _>>().ok().as_deref()
                != Some(self.client_final_without_proof.as_ref())
            {
                return Err(Failure::new("the client-final-message of the vector", without_proof));
            }
            came.insert("proof_base64", proof.to_owned());
            let verified = server.verify(&answer.message(), Some(&record)).map_err(refused)?;
            answer.accept(Some(&verified.message())).map_err(refused)?;
            let server_final = vector::wire(&verified.message());
            came.insert("verifier_base64", server_final.trim_start_matches("v=").to_owned());
        }
        Ok(came)
    }

    /// Returns what the client's last message says that it is bound to.
    fn bound(&self) -> Result<Bound, Failure> {
        let message = self.client_final_without_proof.as_ref();
        let attribute = message.strip_prefix(b"c=").and_then(|rest| rest.split(|byte| *byte == b',').next());
        let attribute = attribute.ok_or_else(|| Failure::new("an attribute c", message.escape_ascii()))?;
        of_base64(&attribute.escape_ascii().to_string()).map(Bound)
    }

    fn keys<F: HashFunction<N>, const N: usize>(
        &self,
        functions: Functions<F, Hmac<F>>,
        hash: F,
        came: &mut Came,
    ) -> Result<(Option<Keys<N>>, Record<N>), Failure>
    where
        F::Hash: Fork,
    {
        let array = |hex: &str| <[u8; N]>::try_from(bytes(hex)?).map_err(|_| Failure::new("a key of one hash", hex));
        if let (Some(stored), Some(server)) = (&self.stored_key_hex, &self.server_key_hex) {
            return Ok((None, Record::new(array(stored)?, array(server)?)));
        }
        let (Some(password), Some(salt), Some(iterations)) = (&self.password_hex, &self.salt_base64, self.iterations)
        else {
            return Err(Failure::new("a password, or keys", "neither"));
        };
        let (password, salt) = (bytes(password)?, of_base64(salt)?);
        let salted = Pbkdf2::new(Hmac(hash).key(&password), &salt, iterations).finish();
        let keys = Keys::derive(functions, Password::prepared(&password).map_err(refused)?, &salt, iterations);
        let record = keys.record(functions);
        came.insert("salted_password_hex", hex(&salted));
        came.insert("client_key_hex", hex(keys.client_key()));
        came.insert("stored_key_hex", hex(record.stored_key()));
        came.insert("server_key_hex", hex(record.server_key()));
        Ok((Some(keys), record))
    }
}

/// The header of the first message, and the data of the channel.
struct Bound(Vec<u8>);

impl Bound {
    fn header(&self) -> &[u8] {
        let ends = self.0.iter().enumerate().filter(|(_, byte)| **byte == b',').map(|(index, _)| index + 1);
        self.0.get(..ends.take(2).last().unwrap_or_default()).unwrap_or_default()
    }

    /// Returns the channels of the client and of the server.
    fn channels<'b>(&'b self, name: Option<&'b str>) -> Result<[Channel<'b>; 2], Failure> {
        let data = self.0.strip_prefix(self.header()).unwrap_or_default();
        match name {
            Some(name) => Channel::bound(name, data).map(|channel| [channel; 2]).map_err(refused),
            None if self.header().starts_with(b"y") => Ok([Channel::UNUSED, Channel::UNSUPPORTED]),
            None => Ok([Channel::UNSUPPORTED; 2]),
        }
    }
}
