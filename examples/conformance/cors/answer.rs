//! Compares the fields of a response by their meaning.

use std::collections::{BTreeMap, BTreeSet};

use countersign::cors::values;
use countersign::{Encode, LineError};

use super::super::vector::{Failure, wire};

/// The lines of each field, by its lower-case name.
pub(super) type Fields = BTreeMap<String, Vec<String>>;

/// Returns the lines of these fields.
pub(super) fn fields<V: Encode>(fields: impl Iterator<Item = (&'static str, V)>) -> Fields {
    let mut lines = Fields::new();
    for (name, value) in fields {
        lines.entry(name.to_ascii_lowercase()).or_default().push(wire(&value));
    }
    lines
}

/// Compares fields: lists as sets, in any number of lines, and other fields byte by byte.
pub(super) fn compare(expected: &Fields, came: &Fields) -> Result<(), Failure> {
    let meaning = |fields: &Fields| fields.iter().map(|(name, lines)| (name.clone(), meaning(name, lines))).collect();
    let [wanted, given]: [BTreeMap<_, _>; 2] = [meaning(expected), meaning(came)];
    let is_whole = given.values().all(Result::is_ok);
    if is_whole && wanted == given {
        Ok(())
    } else {
        Err(Failure::new(format_args!("{expected:?}"), format_args!("{came:?}")))
    }
}

fn meaning(name: &str, lines: &[String]) -> Result<Vec<String>, LineError> {
    let received: Vec<_> = lines.iter().map(|line| (name, line)).collect();
    let received = received.as_slice();
    let names = match name {
        "access-control-allow-methods" => {
            let methods = values::allow_methods(received)?.into_iter().flat_map(|lines| lines.iter());
            return Ok(sorted(methods.map(|method| method.to_string())));
        }
        "access-control-allow-headers" => values::allow_headers(received)?,
        "access-control-expose-headers" => values::expose_headers(received)?,
        "vary" => values::vary(received)?,
        _ => return Ok(lines.to_vec()),
    };
    let names = names.into_iter().flat_map(|lines| lines.iter());
    Ok(sorted(names.map(|name| name.lower_case().to_string())))
}

/// Returns each item once, in a fixed order.
fn sorted(elements: impl Iterator<Item = String>) -> Vec<String> {
    elements.collect::<BTreeSet<_>>().into_iter().collect()
}
