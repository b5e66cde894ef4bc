//! Origins and the patterns of a policy.

use countersign::Encode;
use countersign::cors::origin::{Host, Origin, OriginPattern};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::vector::{self, Failure, Octets, Reading, text};
