//! Values of CORS fields.

use countersign::cors::values::{self, TimingAllowOrigin, Vary};
use countersign::{Encode, Fields, LineError};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::vector::{self, Bytes, Failure, Reading, text, wire};
use super::names;

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Input {
    HeaderList { header: String, lines: Vec<Bytes> },
    MaxAge { lines: Vec<Bytes> },
    GetDecodeSplit { value: Bytes },
    RequestMethod { value: Bytes },
    AllowCredentials { value: Bytes },
    PrivateNetwork { value: Bytes },
    PnaId { value: Bytes },
    PnaName { value: Bytes },
    VaryAdd { existing: Vec<Bytes>, add: Vec<Bytes> },
}

pub(super) fn check(input: &Input, expect: &Value) -> Result<(), Failure> {
    let came = answer(input);
    let seconds = came.as_ref().ok().and_then(|came| came["seconds"].as_u64());
    match (expect.get("seconds_at_least").and_then(Value::as_u64), seconds) {
        (Some(least), Some(seconds)) if seconds >= least => Ok(()),
        _ => vector::compare(expect, &came),
    }
}

fn answer(input: &Input) -> Reading {
    Ok(match input {
        Input::HeaderList { header, lines } => header_list(header, &*named(header, lines))?,
        Input::MaxAge { lines } => result(
            values::max_age(&*named("Access-Control-Max-Age", lines)),
            |seconds| json!({"seconds": seconds.get()}),
        ),
        Input::GetDecodeSplit { value } => {
            let field = line("Timing-Allow-Origin", value);
            let pieces = TimingAllowOrigin::of(&field);
            json!({"values": pieces.iter().map(|piece| text(piece.iter().copied())).collect::<Vec<_>>()})
        }
        Input::RequestMethod { value } => valid(values::request_method(&line("Access-Control-Request-Method", value))),
        Input::AllowCredentials { value } => {
            valid(values::allow_credentials(&line("Access-Control-Allow-Credentials", value)))
        }
        Input::PrivateNetwork { value } => {
            let asked = values::request_private_network(&line("Access-Control-Request-Private-Network", value));
            valid(asked.and(values::allow_private_network(&line("Access-Control-Allow-Private-Network", value))))
        }
        Input::PnaId { value } => valid(values::network_id(&line("Private-Network-Access-ID", value))),
        Input::PnaName { value } => valid(values::network_name(&line("Private-Network-Access-Name", value))),
        Input::VaryAdd { existing, add } => {
            let (existing, add) = (named("Vary", existing), names(add)?);
            let missing = Vary::of(&*existing).missing(&add).map_err(|error| error.to_string())?;
            json!({"append": written(missing)})
        }
    })
}

fn header_list<'m, F: Fields<'m>>(header: &str, fields: F) -> Reading {
    let names = |lines: values::FieldNames<'m, F>| json!({"values": written(lines.iter())});
    Ok(match header {
        "Access-Control-Allow-Headers" => result(values::allow_headers(fields), names),
        "Access-Control-Allow-Methods" => {
            result(values::allow_methods(fields), |lines| json!({"values": written(lines.iter())}))
        }
        "Access-Control-Expose-Headers" => result(values::expose_headers(fields), names),
        "Access-Control-Request-Headers" => result(values::request_headers(fields), names),
        "Vary" => result(values::vary(fields), names),
        _ => return Err(format!("{header} is not a known list")),
    })
}

fn named<'a>(name: &'a str, lines: &'a [Bytes]) -> Vec<(&'a str, &'a Bytes)> {
    lines.iter().map(|line| (name, line)).collect()
}

fn line<'a>(name: &'a str, value: &'a Bytes) -> [(&'a str, &'a Bytes); 1] {
    [(name, value)]
}

/// Returns a value, or that the field is absent or broken.
fn result<T>(value: Result<Option<T>, LineError>, shown: impl FnOnce(T) -> Value) -> Value {
    match value {
        Ok(Some(value)) => shown(value),
        Ok(None) => json!({"absent": true}),
        Err(_) => json!({"failure": true}),
    }
}

fn valid<T>(value: Result<Option<T>, LineError>) -> Value {
    json!({"valid": value.is_ok_and(|value| value.is_some())})
}

fn written<T: Encode>(elements: impl Iterator<Item = T>) -> Vec<String> {
    elements.map(|element| wire(&element)).collect()
}
