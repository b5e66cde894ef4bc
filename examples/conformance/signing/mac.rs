//! Vectors of HMAC and PBKDF2.

use std::num::NonZeroU32;

use countersign::hash::{Fork, Hash, HashFunction, Md5, Sha1, Sha256, Sha512};
use countersign::mac::{Hmac, MacFunction, MacKey, SerialHmac, pbkdf2 as derive};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::Digest;

use super::super::vector::{Bytes, Failure};
use super::{Came, bytes, hex, read};

/// A hash function that the crate leaves to the caller.
#[derive(Clone, Copy)]
struct Sha384;

impl HashFunction<48> for Sha384 {
    const BLOCK: usize = 128;
    type Hash = State;

    fn begin(self) -> State {
        State(sha2::Sha384::new())
    }
}

struct State(sha2::Sha384);

impl Hash<48> for State {
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self) -> [u8; 48] {
        self.0.finalize().into()
    }
}

impl Fork for State {
    fn fork(&self) -> Self {
        Self(self.0.clone())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfMac {
    hash: String,
    key_hex: String,
    data_hex: String,
}

pub(super) fn hmac(_: &str, input: &Value, _: &Map<String, Value>) -> Result<Came, Failure> {
    let OfMac { hash, key_hex, data_hex } = read(input)?;
    let (key, data) = (bytes(&key_hex)?, bytes(&data_hex)?);
    let mac = match hash.as_str() {
        "md5" => mac_of(Md5, &key, &data)?,
        "sha1" => mac_of(Sha1, &key, &data)?,
        "sha256" => mac_of(Sha256, &key, &data)?,
        "sha384" => mac_of(Sha384, &key, &data)?,
        "sha512" => mac_of(Sha512, &key, &data)?,
        _ => return Err(Failure::new("a known hash", hash)),
    };
    Ok(Came::from([("mac", mac)]))
}

fn mac_of<F: HashFunction<N>, const N: usize>(function: F, key: &[u8], data: &[u8]) -> Result<String, Failure>
where
    F::Hash: Fork,
{
    let (mac, serial) = (Hmac(function).key(key).mac(data), SerialHmac(function).key(key).mac(data));
    if mac == serial { Ok(hex(&mac)) } else { Err(Failure::new(hex(&mac), hex(&serial))) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfPassword {
    hash: String,
    password: Bytes,
    salt: Bytes,
    iterations: NonZeroU32,
    length: usize,
}

pub(super) fn pbkdf2(_: &str, input: &Value, _: &Map<String, Value>) -> Result<Came, Failure> {
    let OfPassword { hash, password, salt, iterations, length } = read(input)?;
    let (password, salt) = (password.as_ref(), salt.as_ref());
    let mut derived = vec![0; length];
    let is_filled = match hash.as_str() {
        "sha1" => derive(&Hmac(Sha1).key(password), salt, iterations, &mut derived),
        "sha256" => derive(&Hmac(Sha256).key(password), salt, iterations, &mut derived),
        "sha384" => derive(&Hmac(Sha384).key(password), salt, iterations, &mut derived),
        "sha512" => derive(&Hmac(Sha512).key(password), salt, iterations, &mut derived),
        _ => return Err(Failure::new("a known hash", hash)),
    };
    if is_filled { Ok(Came::from([("derived_hex", hex(&derived))])) } else { Err(Failure::new("a key", "none")) }
}
