//! `--reading`: how to interpret what the gateway's reference leaves open.

use std::collections::HashSet;
use std::str::FromStr;

use countersign::cors::gateway::Readings;

use crate::values;

/// `NAME=true` or `NAME=false`
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    name: &'static str,
    place: fn(&mut Readings) -> &mut bool,
    is: bool,
}

impl Reading {
    pub(crate) fn applied_to(self, mut readings: Readings) -> Readings {
        *(self.place)(&mut readings) = self.is;
        readings
    }

    /// Returns the name of a reading that is given twice.
    pub(crate) fn repeated(all: &[Self]) -> Option<&'static str> {
        let mut seen = HashSet::new();
        all.iter().map(|reading| reading.name).find(|name| !seen.insert(*name))
    }
}

impl FromStr for Reading {
    type Err = String;

    fn from_str(reading: &str) -> Result<Self, String> {
        let (name, is) = reading.split_once('=').ok_or("expected NAME=true or NAME=false")?;
        let (name, place): (_, fn(&mut Readings) -> &mut bool) = match name {
            "terminate-unmatched-request" => {
                ("terminate-unmatched-request", |readings| &mut readings.terminate_unmatched_request)
            }
            "preflight-needs-method" => ("preflight-needs-method", |readings| &mut readings.preflight_needs_method),
            "terminate-other-methods" => ("terminate-other-methods", |readings| &mut readings.terminate_other_methods),
            "fall-through-actual" => ("fall-through-actual", |readings| &mut readings.fall_through_actual),
            "compare-origins-as-uris" => ("compare-origins-as-uris", |readings| &mut readings.compare_origins_as_uris),
            "ignore-case-of-origins" => ("ignore-case-of-origins", |readings| &mut readings.ignore_case_of_origins),
            "echo-for-credentials" => ("echo-for-credentials", |readings| &mut readings.echo_for_credentials),
            "emit-zero-max-age" => ("emit-zero-max-age", |readings| &mut readings.emit_zero_max_age),
            "emit-false-credentials" => ("emit-false-credentials", |readings| &mut readings.emit_false_credentials),
            _ => return Err(format!("{name} is not a reading")),
        };
        let is = values::boolean(is).map_err(|expected| format!("{is:?} is not {expected}"))?;
        Ok(Self { name, place, is })
    }
}
