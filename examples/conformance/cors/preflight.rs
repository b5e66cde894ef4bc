//! Preflights and the preflight cache.

use std::time::Duration;

use countersign::cors::browser::{CredentialsMode, Profile, Request};
use countersign::cors::cache::{Cache, Key};
use countersign::cors::names::FieldName;
use countersign::cors::origin::Origin;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::vector::{Bytes, Reading, wire};
use super::{Line, Response, fields, method, origin, words};

#[derive(Deserialize)]
#[serde(tag = "op", deny_unknown_fields)]
pub(super) enum Input {
    #[serde(rename = "preflight-check")]
    Check { request: Asked, response: Response, max_age_limit: Option<u64> },
    #[serde(rename = "preflight-request")]
    Carried { request: Asked },
    #[serde(rename = "preflight-cache")]
    Cache { steps: Vec<Step>, max_age_limit: Option<u64>, invalid_max_age: Option<Invalid> },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    origin: Option<Bytes>,
    url: Option<Bytes>,
    method: Bytes,
    headers: Vec<Line>,
    #[serde(default, with = "words::CredentialsMode")]
    credentials: CredentialsMode,
    #[serde(default)]
    use_cors_preflight: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    at: f64,
    request: Asked,
    response: Response,
    #[serde(default)]
    actual_failed: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Invalid {
    NoStore,
    Default,
}

pub(super) fn answer(input: &Input, expect: &Value) -> Reading {
    match input {
        Input::Check { request, response, max_age_limit } => {
            let headers = fields(&request.headers)?;
            let request = request.view(&headers)?;
            let profile = profile(*max_age_limit, None);
            Ok(match profile.preflight_check(&request, response.status, response.headers.as_slice()) {
                // Not every source has the time for which the response is cached.
                Ok(allowed) if expect.get("max_age").is_some() => {
                    json!({"result": "success", "max_age": allowed.max_age().as_secs()})
                }
                Ok(_) => json!({"result": "success"}),
                Err(_) => json!({"result": "failure"}),
            })
        }
        Input::Carried { request } => {
            let headers = fields(&request.headers)?;
            let preflight = Profile::FETCH.preflight(&request.view(&headers)?);
            Ok(json!({
                "access-control-request-method": wire(&preflight.request_method()),
                "access-control-request-headers": preflight.request_headers().map(|names| wire(&names)),
            }))
        }
        Input::Cache { steps, max_age_limit, invalid_max_age } => {
            let profile = profile(*max_age_limit, *invalid_max_age);
            let mut cache = Cache::new(profile);
            let sent = steps.iter().map(|step| step.asks_first(&mut cache));
            Ok(json!({"preflight_sent": sent.collect::<Result<Vec<_>, _>>()?}))
        }
    }
}

fn profile(max_age_limit: Option<u64>, invalid_max_age: Option<Invalid>) -> Profile {
    let mut profile = Profile::FETCH;
    profile.max_age_limit = max_age_limit.map_or(profile.max_age_limit, Duration::from_secs);
    profile.invalid_max_age = match invalid_max_age {
        Some(Invalid::NoStore) => Duration::ZERO,
        Some(Invalid::Default) => profile.default_max_age,
        None => profile.invalid_max_age,
    };
    profile
}

impl Asked {
    fn view<'a>(&'a self, headers: &'a [(FieldName<'a>, &'a [u8])]) -> Result<Request<'a>, String> {
        let from = self.origin.as_ref().map_or(Ok(Origin::NULL), origin)?;
        let request = Request::new(from, method(&self.method)?.normalized())
            .with_headers(headers)
            .map_err(|error| error.to_string())?
            .with_credentials(self.credentials);
        Ok(if self.use_cors_preflight { request.with_preflight() } else { request })
    }
}

impl Step {
    /// Returns whether a preflight is sent, and stores its result in the cache.
    fn asks_first(&self, cache: &mut Cache) -> Result<bool, String> {
        let now = Duration::try_from_secs_f64(self.at).map_err(|error| error.to_string())?;
        let key = Key::new(self.request.url.as_ref().ok_or("no URL")?.as_ref());
        let headers = fields(&self.request.headers)?;
        let request = self.request.view(&headers)?;
        let asks_first = cache.needs_preflight(now, key, &request);
        if asks_first {
            let response = self.response.headers.as_slice();
            let checked = cache.preflight_check(now, key, &request, self.response.status, response);
            checked.stored.map_err(|error| error.to_string())?;
        }
        if self.actual_failed {
            cache.failed(key, &request);
        }
        Ok(asks_first)
    }
}
