//! The operations on the fields of CORS.

use countersign::cors::names::{FieldName, Method};
use countersign::{Elements, List};

use crate::cases::{Case, Limit, reads};
use crate::inputs;

pub fn all() -> Vec<Case> {
    vec![
        reads(
            "Access-Control-Request-Headers, 3 names",
            Limit::Instructions(450),
            inputs::REQUEST_HEADERS.to_owned(),
            names,
        ),
        reads("Access-Control-Request-Headers, 64 names", Limit::Instructions(11_500), inputs::names(64), names),
        reads("names of a hostile line, 64", Limit::None, inputs::names(64), elements),
        reads(
            "Access-Control-Allow-Methods, 6 methods",
            Limit::Instructions(520),
            inputs::ALLOW_METHODS.to_owned(),
            methods,
        ),
    ]
}

/// Checks a line, and then looks at every name.
fn names(line: &[u8]) -> usize {
    List::<FieldName<'_>>::parse(line).map_or(0, |names| names.iter().map(|name| name.as_bytes().len()).sum())
}

/// Looks at every name of a line that is checked on the way.
fn elements(line: &[u8]) -> usize {
    Elements::<FieldName<'_>>::new(line).map(|name| name.map_or(0, |name| name.as_bytes().len())).sum()
}

fn methods(line: &[u8]) -> usize {
    List::<Method<'_>>::parse(line).map_or(0, |methods| methods.iter().map(|method| method.as_bytes().len()).sum())
}
