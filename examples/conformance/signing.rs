//! Vectors of what schemes sign. Each family of schemes has a module that computes every member of what is expected.

mod aws;
mod aws4;
mod clouds;
mod concealed;
mod dpop;
mod hawk;
mod hoba;
mod keys;
mod mac;
mod oauth;
mod private_token;
mod scram;
mod shared_key;
mod signature;
mod vapid;

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign::Encode;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::vector::{self, Failure};

/// The kind of vectors.
pub(crate) const KIND: &str = "signing";

/// The members of a result, as text.
type Came = BTreeMap<&'static str, String>;

/// Computes what a vector of one scheme expects, from its input.
type Runner = fn(&str, &Value, &Map<String, Value>) -> Result<Came, Failure>;

/// The schemes that are known, each with its runner. A vector of another scheme fails.
const RUNNERS: &[(&str, Runner)] = &[
    ("AWS", aws::run),
    ("AWS4-HMAC-SHA256", aws4::run),
    ("AWS4-ECDSA-P256-SHA256", aws4::run),
    ("ACS3-HMAC-SHA256", clouds::run),
    ("SDK-HMAC-SHA256", clouds::run),
    ("TC3-HMAC-SHA256", clouds::run),
    ("Concealed", concealed::run),
    ("DPoP", dpop::run),
    ("HMAC", mac::hmac),
    ("HOBA", hoba::run),
    ("Hawk", hawk::run),
    ("JWK", dpop::jwk),
    ("PBKDF2", mac::pbkdf2),
    ("PrivateToken", private_token::run),
    ("OAuth", oauth::run),
    ("SCRAM-SHA-1", scram::run),
    ("SCRAM-SHA-256", scram::run),
    ("SCRAM-SHA-512", scram::run),
    ("SharedKey", shared_key::run),
    ("SharedKeyLite", shared_key::run),
    ("Signature", signature::run),
    ("vapid", vapid::run),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    #[serde(rename = "kind")]
    _kind: String,
    scheme: String,
    input: Value,
    expect: Map<String, Value>,
}

pub(crate) fn check(vector: &Value) -> Result<(), Failure> {
    let Vector { scheme, input, expect, .. } = vector::read(vector)?;
    let runner = RUNNERS.iter().find(|(known, _)| *known == scheme).map(|(_, runner)| runner);
    let runner = runner.ok_or_else(|| Failure::new("a scheme with a runner", &scheme))?;
    let came = runner(&scheme, &input, &expect)?;
    if expect.is_empty() {
        return Err(Failure::new("an expected member", "none"));
    }
    for (member, expected) in &expect {
        let expected = expected.as_str().map_or_else(|| expected.to_string(), str::to_owned);
        match came.get(member.as_str()) {
            Some(came) if *came == expected => {}
            Some(came) => return Err(Failure::new(expected, came).of(member)),
            None => return Err(Failure::new("a known member", member)),
        }
    }
    Ok(())
}

/// Reads the members of an input. Others are an error.
fn read<T: for<'de> Deserialize<'de>>(input: &Value) -> Result<T, Failure> {
    T::deserialize(input).map_err(|error| Failure::new("known members of the input", error))
}

/// Returns the failure of a step that must succeed.
fn refused(error: impl std::fmt::Display) -> Failure {
    Failure::new("a result", error)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

fn bytes(hex: &str) -> Result<Vec<u8>, Failure> {
    let pairs = hex.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap_or_default(), 16);
    pairs.map(byte).collect::<Result<_, _>>().map_err(refused)
}

/// Returns the wire form of a value that is no text.
fn written(value: &impl Encode) -> Vec<u8> {
    let mut bytes = vec![0; value.encoded_len()];
    value.encode_to_slice(&mut bytes).expect("the buffer has the exact length").to_vec()
}

fn base64(bytes: &[u8]) -> String {
    let mut symbols = vec![0; bytes.len().div_ceil(3) * 4];
    let length = STANDARD.encode_slice(bytes, &mut symbols).expect("the buffer has the exact length");
    String::from_utf8_lossy(&symbols[..length]).into_owned()
}

fn of_base64(symbols: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = vec![0; symbols.len()];
    let length = STANDARD.decode_slice(symbols, &mut bytes).map_err(refused)?;
    bytes.truncate(length);
    Ok(bytes)
}
