//! Fields that have one value, as browsers read them.

use super::profile::Profile;
use crate::cors::ACCESS_CONTROL_ALLOW_ORIGIN;
use crate::fields::Fields;
use crate::syntax::class::WSP;
use crate::syntax::rules::trimmed;

/// The lines of a field that has one value.
#[derive(Clone, Copy)]
pub(super) enum SingleLine<'r> {
    Absent,
    /// The index of the line, and its value without white space around it.
    Value(usize, &'r [u8]),
    Repeated,
}

/// Reads a field that has one value.
pub(super) fn single_line<'r>(profile: &Profile, response: impl Fields<'r>, name: &'static str) -> SingleLine<'r> {
    let mut single = SingleLine::Absent;
    for (line, value) in response.values(name).enumerate() {
        let value = trimmed(value, WSP);
        if value.is_empty() && profile.drops_empty_lines && name != ACCESS_CONTROL_ALLOW_ORIGIN {
            continue;
        }
        if matches!(single, SingleLine::Value(..)) {
            return SingleLine::Repeated;
        }
        single = SingleLine::Value(line, value);
    }
    single
}
