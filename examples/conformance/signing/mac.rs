//! HMAC and PBKDF2.

use std::num::NonZeroU32;

use countersign::hash::{Md5, Sha1, Sha256, Sha512};
use countersign::mac::{Hmac, MacFunction, MacKey, Pbkdf2, SerialHmac};
use serde::Deserialize;
use serde_json::Value;

use super::super::vector::Bytes;
use super::{Failure, Results, hex, of_hex, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    hash: String,
    key_hex: String,
    data_hex: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Derived {
    hash: String,
    password: Bytes,
    salt: Bytes,
    iterations: NonZeroU32,
    length: usize,
}

pub(super) fn hmac(input: Value) -> Result<Results, Failure> {
    fn of<M: MacFunction<N>, S: MacFunction<N>, const N: usize>(
        function: M,
        serial: S,
        key: &[u8],
        data: &[u8],
    ) -> Result<String, Failure> {
        let (mac, again) = (function.key(key).mac(data), serial.key(key).mac(data));
        if mac == again { Ok(hex(&mac)) } else { Err(Failure::new(hex(&mac), hex(&again))) }
    }
    let Message { hash, key_hex, data_hex } = read(input)?;
    let (key, data) = (of_hex(&key_hex)?, of_hex(&data_hex)?);
    let mac = match hash.as_str() {
        "md5" => of(Hmac(Md5), SerialHmac(Md5), &key, &data)?,
        "sha1" => of(Hmac(Sha1), SerialHmac(Sha1), &key, &data)?,
        "sha256" => of(Hmac(Sha256), SerialHmac(Sha256), &key, &data)?,
        "sha512" => of(Hmac(Sha512), SerialHmac(Sha512), &key, &data)?,
        _ => return Err(Failure::new("a known hash function", hash)),
    };
    Ok(vec![("mac", mac.into())])
}

pub(super) fn pbkdf2(input: Value) -> Result<Results, Failure> {
    fn of<M: MacFunction<N>, const N: usize>(function: M, input: &Derived) -> Result<String, Failure> {
        let key = function.key(input.password.as_ref());
        let mut derived = vec![0; input.length];
        if !countersign::mac::pbkdf2(&key, input.salt.as_ref(), input.iterations, &mut derived) {
            return Err(Failure::new("a key of this length", input.length));
        }
        let mut block = Pbkdf2::new(&key, input.salt.as_ref(), input.iterations);
        while !block.step(1000) {}
        let block = block.finish();
        let length = block.len().min(derived.len());
        if block[..length] == derived[..length] {
            Ok(hex(&derived))
        } else {
            Err(Failure::new(hex(&derived), hex(&block)))
        }
    }
    let input: Derived = read(input)?;
    let derived = match input.hash.as_str() {
        "sha1" => of(Hmac(Sha1), &input)?,
        "sha256" => of(Hmac(Sha256), &input)?,
        "sha512" => of(Hmac(Sha512), &input)?,
        hash => return Err(Failure::new("a known hash function", hash)),
    };
    Ok(vec![("derived_hex", derived.into())])
}
