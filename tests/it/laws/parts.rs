//! A scheme and its payload, built of parts that may be anything.

use countersign::auth::{MAX_PARAMS, Param, Params};
use countersign::{ValueError, ValueErrorKind};

use super::oracle::{self, Fault, fault};

/// What a challenge or credentials are built of: a scheme, and `name=value` or `name="value` for each parameter.
pub(crate) struct Parts<'a> {
    pub(crate) scheme: &'a str,
    pub(crate) params: Vec<Param<'a>>,
}

impl<'a> Parts<'a> {
    /// One part for each line; none where there is no text to name the scheme with. Parameters that no field can carry
    /// are rejected as they should be, and left out.
    pub(crate) fn of(data: &'a [u8]) -> Option<Self> {
        let mut lines = super::lines(data);
        let scheme = core::str::from_utf8(lines.next()?).ok()?;
        Some(Self { scheme, params: lines.filter_map(param).collect() })
    }

    /// Why parameters are rejected: the second of a name, or one too many.
    pub(crate) fn params_fault(&self) -> Option<Fault> {
        let name = |param: &Param<'_>| param.name().as_str().to_ascii_lowercase();
        let mut names = Vec::new();
        for (index, param) in self.params.iter().enumerate() {
            if names.contains(&name(param)) {
                return Some(("params", ValueErrorKind::Duplicate, index));
            }
            if index == MAX_PARAMS {
                return Some(("params", ValueErrorKind::TooMany, index));
            }
            names.push(name(param));
        }
        None
    }

    /// Why a scheme with these parameters is rejected.
    pub(crate) fn fault(&self) -> Option<Fault> {
        oracle::token("scheme", self.scheme.as_bytes()).or_else(|| self.params_fault())
    }

    /// What was read back are these parameters, each in the form that it was given.
    pub(crate) fn are(&self, params: Params<'_>) {
        assert!(params.iter().eq(self.params.iter().copied()));
        for (read, sent) in params.iter().zip(&self.params) {
            assert_eq!(read.name(), sent.name());
            assert_eq!(read.value().is_quoted(), sent.value().is_quoted() || sent.name().is("realm"));
        }
    }
}

fn param(line: &[u8]) -> Option<Param<'_>> {
    let (name, value) = line.split_at(line.iter().position(|octet| *octet == b'=')?);
    let name = core::str::from_utf8(name).ok()?;
    let name_fault = oracle::token("name", name.as_bytes());
    match value {
        [_, b'"', value @ ..] => {
            agreed(Param::quoted(name, value), name_fault.or_else(|| oracle::text("value", value)))
        }
        [_, value @ ..] => agreed(Param::token(name, value), name_fault.or_else(|| oracle::token("value", value))),
        [] => None,
    }
}

/// The value, if it was built and nothing is wrong with it; nothing, if it was refused for what is wrong with it.
pub(crate) fn agreed<T>(built: Result<T, ValueError>, expected: Option<Fault>) -> Option<T> {
    match built {
        Ok(value) => {
            assert_eq!(expected, None, "this is invalid and was accepted");
            Some(value)
        }
        Err(error) => {
            assert_eq!(Some(fault(error)), expected);
            None
        }
    }
}
