//! The preflight, and the cache of what it was answered.

use std::time::Duration;

use countersign::cors::check::{CredentialsMode, Profile, Request};
use countersign::cors::names::FieldName;
use countersign::cors::origin::Origin;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::vector::{self, Failure, Octets, Reading, wire};
use super::{Line, Response, fields, method, origin, words};

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Input {
    PreflightCheck { request: Asked, response: Response, max_age_limit: Option<u64> },
    PreflightRequest { request: Asked },
    PreflightCache { steps: Vec<Step>, max_age_limit: Option<u64>, invalid_max_age: Option<String> },
}
