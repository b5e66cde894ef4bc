//! Safelisted and forbidden methods and fields.

use countersign::cors::browser::{Profile, Request};
use countersign::cors::names::UnsafeNames;
use countersign::cors::origin::Origin;
use serde::Deserialize;
use serde_json::json;

use super::super::vector::{Bytes, Reading, wire};
use super::{Line, fields, method, name, names};

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Input {
    RequestHeader { name: Bytes, value: Bytes },
    UnsafeNames { headers: Vec<Line> },
    Method { method: Bytes },
    NormalizeMethod { method: Bytes },
    ForbiddenMethod { method: Bytes },
    ForbiddenRequestHeader { name: Bytes, value: Bytes },
    ResponseHeaderName { name: Bytes, exposed_list: Vec<Bytes> },
    NeedsPreflight { method: Bytes, headers: Vec<Line>, use_cors_preflight: bool },
}

pub(super) fn answer(input: &Input) -> Reading {
    Ok(match input {
        Input::RequestHeader { name: field, value } => {
            json!({"safelisted": name(field)?.is_safelisted_request(value.as_ref())})
        }
        Input::UnsafeNames { headers } => {
            let unsafe_names = UnsafeNames::new(headers).map_err(|error| error.to_string())?;
            let names: Vec<_> = unsafe_names.iter().map(|name| name.lower_case().to_string()).collect();
            if wire(&unsafe_names) != names.join(",") {
                return Err(format!("{names:?} is written as {}", wire(&unsafe_names)));
            }
            json!({"names": names})
        }
        Input::Method { method: received } => json!({"safelisted": method(received)?.is_safelisted()}),
        Input::NormalizeMethod { method: received } => json!({"method": method(received)?.normalized().as_str()}),
        Input::ForbiddenMethod { method: received } => json!({"forbidden": method(received)?.is_forbidden()}),
        Input::ForbiddenRequestHeader { name: field, value } => {
            json!({"forbidden": name(field)?.is_forbidden_request_with(value.as_ref())})
        }
        Input::ResponseHeaderName { name: field, exposed_list } => {
            json!({"safelisted": name(field)?.is_safelisted_response_among(names(exposed_list)?)})
        }
        Input::NeedsPreflight { method: sent, headers, use_cors_preflight } => {
            let headers = fields(headers)?;
            let request =
                Request::new(Origin::NULL, method(sent)?).with_headers(&headers).map_err(|error| error.to_string())?;
            let request = if *use_cors_preflight { request.with_preflight() } else { request };
            json!({"preflight": Profile::FETCH.needs_preflight(&request)})
        }
    })
}
