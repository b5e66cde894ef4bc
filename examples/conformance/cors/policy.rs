//! The server's half: what a policy refuses, and what it answers.

use std::collections::{BTreeMap, BTreeSet};

use countersign::SameName;
use countersign::cors::policy::{Action, Kind, Mistake, Part, Policy, Reason, Setting};
use countersign::cors::values;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::vector::{self, Failure, Lines, Octets, Reading, wire};
use super::Line;

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
enum Input {
    Validate { model: String, policy: Setup },
    Evaluate { model: String, policy: Setup, request: Asked },
    AcrhCheck { model: String, allowed: Vec<String>, lines: Lines },
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Setup {
    origins: Vec<String>,
    credentialed: bool,
    methods: Vec<String>,
    request_headers: Vec<String>,
    response_headers: Vec<String>,
    max_age: i64,
    tolerate_insecure: bool,
    tolerate_psl: bool,
}
