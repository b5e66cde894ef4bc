//! What the requests of these schemes have in common: a method, a path, a query, and fields with a prefix that are signed.

use core::cmp::Ordering;

use crate::encode::{Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::fields::AllFields;
use crate::syntax::class::{TCHAR, span};

/// Checks a method and splits a target into its path and its query.
pub(super) fn split<'a>(method: &str, target: &'a [u8]) -> Result<(&'a [u8], &'a [u8]), ValueError> {
    let invalid = |part, offset| Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
    let token = span(method.as_bytes(), TCHAR);
    if token == 0 || token < method.len() {
        return invalid("method", token);
    }
    let mark = target.iter().position(|byte| *byte == b'?').unwrap_or(target.len());
    let (path, query) = target.split_at_checked(mark).unwrap_or_default();
    if !path.starts_with(b"/") {
        return invalid("path", 0);
    }
    match path.iter().position(|byte| *byte <= b' ' || *byte == 0x7F || *byte == b'#') {
        Some(offset) => invalid("path", offset),
        None => Ok((path, query.get(1..).unwrap_or_default())),
    }
}

/// Returns the first line of a name, without white space around it.
pub(super) fn value<'m>(fields: impl AllFields<'m>, name: &str) -> Option<&'m [u8]> {
    let mut lines = fields.all_lines();
    lines.find(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value.trim_ascii())
}

/// Returns whether a name has a prefix.
pub(super) fn begins(name: &[u8], prefix: &str) -> bool {
    name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// Returns the line that is sorted after the name before it: the lines of a prefix are written in one pass for each name.
pub(super) fn next<'m>(
    fields: impl AllFields<'m>,
    prefix: &str,
    last: Option<&[u8]>,
    compare: impl Fn(&[u8], &[u8]) -> Ordering,
) -> Option<(&'m [u8], &'m [u8])> {
    let lines = fields.all_lines().filter(|(name, _)| begins(name, prefix));
    let later = lines.filter(|(name, _)| last.is_none_or(|last| compare(last, name) == Ordering::Less));
    later.min_by(|(one, _), (other, _)| compare(one, other))
}

/// Returns the offset of CR, LF or NUL outside of a fold.
pub(super) fn broken(value: &[u8]) -> Option<usize> {
    let value_of = |at: usize| value.get(at..).unwrap_or_default();
    let is_broken = |at: &usize| match value_of(*at) {
        [b'\0', ..] => true,
        [b'\r', rest @ ..] => !matches!(rest, [b'\n', b' ' | b'\t', ..]),
        [b'\n', rest @ ..] => !matches!(rest, [b' ' | b'\t', ..]) || value.get(at.wrapping_sub(1)) != Some(&b'\r'),
        _ => false,
    };
    (0..value.len()).find(is_broken)
}

/// Writes a value. A fold is one space.
pub(super) fn write_unfolded<S: Sink>(value: &[u8], wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
    let mut rest = value;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\r') {
        let (run, fold) = rest.split_at_checked(at).unwrap_or_default();
        wire.put(run.trim_ascii_end())?;
        wire.put(b" ")?;
        rest = fold.trim_ascii_start();
    }
    wire.put(rest)
}
