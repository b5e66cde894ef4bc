//! Vectors of what a scheme signs, and of the MAC where it is symmetric. Each scheme has a module that computes them.

mod mac;
mod scram;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::vector::{self, Failure};

/// The kind of these vectors.
pub(crate) const KIND: &str = "signing";

/// The results, by the names that they have in `expect`.
pub(crate) type Results = Vec<(&'static str, Value)>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    #[serde(rename = "kind")]
    _kind: Value,
    scheme: String,
    input: Value,
    expect: Map<String, Value>,
}

pub(crate) fn check(vector: &Value) -> Result<(), Failure> {
    let Vector { scheme, input, expect, .. } = vector::read(vector)?;
    let results = match scheme.as_str() {
        "HMAC" => mac::hmac(input)?,
        "PBKDF2" => mac::pbkdf2(input)?,
        name if name.starts_with("SCRAM-") => scram::check(name, input)?,
        _ => return Err(Failure::new("a known scheme", scheme)),
    };
    if expect.is_empty() {
        return Err(Failure::new("an expected result", "none"));
    }
    expect.iter().try_for_each(|(name, expected)| match results.iter().find(|(known, _)| known == name) {
        Some((_, came)) => vector::compare(expected, &Ok(came.clone())).map_err(|failure| failure.of(name)),
        None => Err(Failure::new(format_args!("a result with the name {name}"), "none")),
    })
}

/// Reads the input of a scheme, whose members are all known.
fn read<T: DeserializeOwned>(input: Value) -> Result<T, Failure> {
    T::deserialize(input).map_err(|error| Failure::new("known members of the input", error))
}

fn refused(error: impl std::fmt::Display) -> Failure {
    Failure::new("a value", error)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

fn of_hex(hex: &str) -> Result<Vec<u8>, Failure> {
    let pairs = hex.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).map_err(refused));
    pairs.map(|pair| u8::from_str_radix(pair?, 16).map_err(refused)).collect()
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
