//! What a browser does with an exchange, as its profile predicts.

use std::collections::BTreeMap;

use countersign::Fields;
use countersign::cors::browser::{CredentialsMode, Profile, Request};
use countersign::cors::names::FieldName;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::vector::{self, Bytes, Failure, wire};
use super::{Line, Response, fields, method, origin, origin_of, words};

/// The fields that the page tries to read.
pub(super) const READ_FIELDS: [&str; 3] = ["x-r1", "x-r2", "content-type"];

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Input {
    Fetch { request: Asked, preflight: Response, response: Response },
}

/// The arguments of `fetch()`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    origin: Bytes,
    url: Bytes,
    method: Bytes,
    headers: Vec<Line>,
    #[serde(with = "words::CredentialsMode")]
    credentials: CredentialsMode,
    body: bool,
}

/// What the page and the servers see.
#[derive(Default, Serialize)]
struct Outcome {
    preflight: bool,
    acrm: Option<String>,
    acrh: Option<String>,
    sent: bool,
    readable: bool,
    visible: Vec<&'static str>,
}

pub(super) fn check(Input::Fetch { request, preflight, response }: &Input, expect: &Value) -> Result<(), Failure> {
    let expected: BTreeMap<String, Value> = vector::read(expect)?;
    if expected.is_empty() {
        return Err(Failure::new("a browser", "none"));
    }
    for (browser, expected) in expected {
        let profile = profile_of(&browser)?;
        let came = predict(&profile, request, preflight, response)
            .and_then(|outcome| serde_json::to_value(outcome).map_err(|error| error.to_string()));
        vector::compare(&expected, &came).map_err(|failure| failure.of(&browser))?;
    }
    Ok(())
}

pub(super) fn profile_of(browser: &str) -> Result<Profile, Failure> {
    match browser {
        "chrome" => Ok(Profile::CHROMIUM),
        "firefox" => Ok(Profile::FIREFOX),
        "webkit" => Ok(Profile::WEBKIT),
        _ => Err(Failure::new("a known browser", browser)),
    }
}

/// Returns the fields that a browser sends for a page, with the type of text if that is the body.
pub(super) fn sent_fields<'a>(
    profile: &Profile,
    set: &'a [Line],
    body: bool,
) -> Result<Vec<(FieldName<'a>, &'a [u8])>, String> {
    let mut headers = fields(set)?;
    headers.retain(|(name, value)| !profile.drops(*name, value));
    if body && !headers.iter().any(|(name, _)| *name == FieldName::CONTENT_TYPE) {
        headers.push((FieldName::CONTENT_TYPE, b"text/plain;charset=UTF-8"));
    }
    Ok(headers)
}

fn predict(profile: &Profile, asked: &Asked, preflight: &Response, response: &Response) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    let method = method(&asked.method)?.normalized();
    if method.is_forbidden() {
        return Ok(outcome);
    }
    let headers = sent_fields(profile, &asked.headers, asked.body)?;
    let origin = origin(&asked.origin)?;
    let answered = READ_FIELDS.into_iter().filter(|name| response.headers.as_slice().values(name).next().is_some());
    if origin.is_same_origin(&origin_of(&asked.url)?) {
        return Ok(Outcome { sent: true, readable: true, visible: answered.collect(), ..outcome });
    }

    let request = Request::new(origin, method)
        .with_headers(&headers)
        .map_err(|error| error.to_string())?
        .with_credentials(asked.credentials);
    if profile.needs_preflight(&request) {
        let carried = profile.preflight(&request);
        outcome.preflight = true;
        outcome.acrm = Some(wire(&carried.request_method()));
        outcome.acrh = carried.request_headers().map(|names| wire(&names));
        if profile.preflight_check(&request, preflight.status, preflight.headers.as_slice()).is_err() {
            return Ok(outcome);
        }
    }
    outcome.sent = true;
    outcome.readable = profile.cors_check(&request, response.headers.as_slice()).is_ok();
    if outcome.readable {
        let exposed = profile.exposed(asked.credentials, response.headers.as_slice());
        let is_visible = |name: &&str| FieldName::new(name).is_ok_and(|name| exposed.is_visible(name));
        outcome.visible = answered.filter(is_visible).collect();
    }
    Ok(outcome)
}
