//! The preflight caches of browsers: sequences of requests, and which of them are preceded by a preflight.

use std::time::Duration;

use countersign::cors::browser::{CredentialsMode, Profile, Request};
use countersign::cors::cache::{Cache, Key};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::vector::{self, Bytes, Failure};
use super::{Line, Response, fields, method, origin, words};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    at: f64,
    request: Asked,
    response: Response,
    #[serde(default)]
    actual_failed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    origin: Bytes,
    url: Bytes,
    method: Bytes,
    headers: Vec<Line>,
    #[serde(default, with = "words::CredentialsMode")]
    credentials: CredentialsMode,
    #[serde(default)]
    use_preflight: bool,
    #[serde(default)]
    xhr: bool,
    #[serde(default)]
    body: bool,
}

pub(super) fn check(profile: &str, steps: &[Step], expect: &Value) -> Result<(), Failure> {
    let profile = match profile {
        "fetch" => Profile::FETCH,
        "chromium" => Profile::CHROMIUM,
        "firefox" => Profile::FIREFOX,
        "webkit" => Profile::WEBKIT,
        _ => return Err(Failure::new("a known profile", profile)),
    };
    // Each is small enough for the stack of a test.
    let sent = match steps.iter().map(|step| step.request.url.as_ref().len()).max() {
        _ if steps.len() > 128 => sent::<2_048, 160>(profile, steps),
        Some(1_024..) => sent::<8, 16_384>(profile, steps),
        _ => sent::<128, 2_048>(profile, steps),
    };
    vector::compare(expect, &sent.map(|sent| json!(sent)))
}

/// Returns which of the requests are preceded by a preflight.
fn sent<const SLOTS: usize, const BYTES: usize>(profile: Profile, steps: &[Step]) -> Result<Vec<bool>, String> {
    let mut cache: Box<Cache<SLOTS, BYTES>> = Box::new(Cache::new(profile));
    steps.iter().map(|step| step.asks_first(&mut cache)).collect()
}

impl Step {
    /// Returns whether a preflight is sent. Does with its answer what the browser does.
    fn asks_first<const SLOTS: usize, const BYTES: usize>(
        &self,
        cache: &mut Cache<SLOTS, BYTES>,
    ) -> Result<bool, String> {
        let now = Duration::try_from_secs_f64(self.at).map_err(|error| error.to_string())?;
        let key = Key::new(self.request.url.as_ref());
        let headers = fields(&self.request.headers)?;
        let request = Request::new(origin(&self.request.origin)?, method(&self.request.method)?.normalized())
            .with_headers(&headers)
            .map_err(|error| error.to_string())?
            .with_credentials(self.request.credentials);
        let request = match (self.request.use_preflight, self.request.xhr) {
            (true, true) => request.with_upload_listener(self.request.body),
            (true, false) => request.with_preflight(),
            (false, _) => request,
        };
        let asks_first = cache.needs_preflight(now, key, &request);
        let mut may_be_sent = true;
        if asks_first {
            let response = self.response.headers.as_slice();
            let checked = cache.preflight_check(now, key, &request, self.response.status, response);
            checked.stored.map_err(|error| error.to_string())?;
            may_be_sent = checked.verdict.is_ok();
        }
        if may_be_sent && self.actual_failed {
            cache.failed(key, &request);
        }
        Ok(asks_first)
    }
}
