//! The parameters of the query that are signed: those that name sub-resources, and the x-amz- parameters.

use core::cmp::Ordering;

use crate::auth::coding::percent;
use crate::auth::schemes::colon_pair::request::begins;
use crate::encode::{Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::class::{TCHAR, span};

/// The most lines of x-amz- fields of a request that is signed, and the most x-amz- parameters.
pub const MAX_FIELDS: usize = 64;

/// How the names of the fields and the parameters begin that are signed too.
pub(super) const PREFIX: &str = "x-amz-";

/// The names that are signed, sorted.
const SUB_RESOURCES: [&str; 25] = [
    "acl",
    "cors",
    "delete",
    "lifecycle",
    "location",
    "logging",
    "notification",
    "partNumber",
    "policy",
    "requestPayment",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "restore",
    "tagging",
    "torrent",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
    "versions",
    "website",
];

/// Compares two names, whose case does not count.
pub(super) fn compare(one: &[u8], other: &[u8]) -> Ordering {
    one.iter().map(u8::to_ascii_lowercase).cmp(other.iter().map(u8::to_ascii_lowercase))
}

/// A parameter, and the offset at which it begins.
#[derive(Clone, Copy)]
pub(super) struct Param<'a> {
    pub(super) name: &'a [u8],
    pub(super) value: Option<&'a [u8]>,
    pub(super) offset: usize,
}

/// Returns the parameters, as they are sent.
pub(super) fn params(query: &[u8]) -> impl Iterator<Item = Param<'_>> {
    let mut next = 0_usize;
    query.split(|byte| *byte == b'&').map(move |part| {
        let offset = next;
        next = next.saturating_add(part.len()).saturating_add(1);
        match part.iter().position(|byte| *byte == b'=').and_then(|at| part.split_at_checked(at)) {
            Some((name, value)) => Param { name, value: value.get(1..), offset },
            None => Param { name: part, value: None, offset },
        }
    })
}

/// Returns the parameters of a name.
fn of_name<'q>(query: &'q [u8], name: &str) -> impl Iterator<Item = Param<'q>> {
    params(query).filter(move |param| param.name == name.as_bytes())
}

/// The parameters whose values are signed as the response has them.
fn is_of_response(name: &str) -> bool {
    name.starts_with("response-")
}

/// Checks that no two queries have one form.
pub(super) fn check(query: &[u8]) -> Result<(), ValueError> {
    let invalid = |kind, offset| Err(ValueError::new("query", kind, offset));
    if let Some(offset) = query.iter().position(|byte| *byte <= b' ' || *byte == 0x7F || *byte == b'#') {
        return invalid(ValueErrorKind::InvalidByte, offset);
    }
    if let Some(escaped) = params(query).find(is_escaped) {
        return invalid(ValueErrorKind::InvalidByte, escaped.offset);
    }
    for name in SUB_RESOURCES {
        let mut found = of_name(query, name);
        let Some(param) = found.next() else {
            continue;
        };
        if found.next().is_some() {
            let index = params(query).enumerate().filter(|(_, param)| param.name == name.as_bytes()).nth(1);
            return invalid(ValueErrorKind::Duplicate, index.map_or(0, |(index, _)| index));
        }
        let value = param.value.unwrap_or_default();
        let at = param.offset.saturating_add(name.len()).saturating_add(1);
        if is_of_response(name) {
            check_value(value, at)?;
        }
    }
    let mut count = 0_usize;
    for (index, param) in params(query).enumerate().filter(|(_, param)| begins(param.name, PREFIX)) {
        let wrong = span(param.name, TCHAR);
        if wrong < param.name.len() {
            return invalid(ValueErrorKind::InvalidByte, param.offset.saturating_add(wrong));
        }
        let at = param.offset.saturating_add(param.name.len()).saturating_add(1);
        check_value(param.value.unwrap_or_default(), at)?;
        count = count.saturating_add(1);
        if count > MAX_FIELDS {
            return invalid(ValueErrorKind::TooMany, MAX_FIELDS);
        }
        if params(query).take(index).any(|other| other.name.eq_ignore_ascii_case(param.name)) {
            return invalid(ValueErrorKind::Duplicate, index);
        }
    }
    Ok(())
}

/// Checks a value that is signed decoded.
fn check_value(value: &[u8], at: usize) -> Result<(), ValueError> {
    let is_control = || percent::decode(value.iter().copied()).any(|byte| byte.is_ascii_control());
    match percent::undecodable(value).or(is_control().then_some(0)) {
        Some(wrong) => Err(ValueError::new("query", ValueErrorKind::InvalidByte, at.saturating_add(wrong))),
        None => Ok(()),
    }
}

/// Whether the name is one that is signed, once it is decoded.
fn is_escaped(param: &Param<'_>) -> bool {
    let decoded = percent::decode(param.name.iter().copied());
    let is_prefixed = || decoded.clone().take(PREFIX.len()).map(|byte| byte.to_ascii_lowercase()).eq(PREFIX.bytes());
    param.name.contains(&b'%') && (is_prefixed() || SUB_RESOURCES.iter().any(|name| decoded.clone().eq(name.bytes())))
}

/// Returns whether a query has an x-amz- parameter of this name.
pub(super) fn has(query: &[u8], name: &[u8]) -> bool {
    params(query).any(|param| param.name.eq_ignore_ascii_case(name))
}

/// Returns the x-amz- parameter that is sorted after the name before it.
pub(super) fn next<'q>(query: &'q [u8], last: Option<&[u8]>) -> Option<Param<'q>> {
    let later = |param: &Param<'_>| last.is_none_or(|last| compare(last, param.name) == Ordering::Less);
    let later = params(query).filter(|param| begins(param.name, PREFIX) && later(param));
    later.min_by(|one, other| compare(one.name, other.name))
}

/// Writes the value of an x-amz- parameter.
pub(super) fn write_value<S: Sink>(param: Param<'_>, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
    wire.put_all(percent::decode(param.value.unwrap_or_default().iter().copied()))
}

/// `[ "?" sub *( "&" sub ) ]`
pub(super) fn write<S: Sink>(query: &[u8], wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
    let mut separator: &[u8] = b"?";
    for name in SUB_RESOURCES {
        let Some(param) = of_name(query, name).next() else {
            continue;
        };
        wire.put(separator)?;
        separator = b"&";
        wire.put(name.as_bytes())?;
        let Some(value) = param.value else {
            continue;
        };
        wire.put(b"=")?;
        if is_of_response(name) {
            wire.put_all(percent::decode(value.iter().copied()))?;
        } else {
            wire.put(value)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(SUB_RESOURCES.is_sorted_by(|one, other| one.as_bytes() < other.as_bytes()));
    }
}
