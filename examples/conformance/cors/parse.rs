//! Values of fields, read through each of their doors.

use countersign::Fields;
use countersign::cors::split::Pieces;
use countersign::cors::values;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::vector::{self, Failure, Octets, Reading, text};
use super::method;

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Input {
    HeaderList { header: String, lines: Vec<Octets> },
    MaxAge { lines: Vec<Octets> },
    GetDecodeSplit { value: Octets },
    RequestMethod { value: Octets },
    AllowCredentials { value: Octets },
    PrivateNetwork { value: Octets },
    PnaId { value: Octets },
    PnaName { value: Octets },
    VaryAdd { existing: Vec<Octets>, add: Vec<Octets> },
}
