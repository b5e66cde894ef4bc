//! A scheme and its payload, built from any parts.

use countersign::auth::{MAX_PARAMS, Param, Params};
use countersign::{ValueError, ValueErrorKind};

use super::oracle::{self, Fault, fault};

/// The parts of a challenge or of credentials: a scheme, and `name=value` or `name="value` for each parameter.
pub(crate) struct Parts<'a> {
    pub(crate) scheme: &'a str,
    pub(crate) params: Vec<Param<'a>>,
}

impl<'a> Parts<'a> {
    /// Each line is one part. Returns `None` if the first line, the scheme, is not UTF-8. Asserts that parameters that no
    /// field can carry are rejected, and leaves them out.
    pub(crate) fn of(data: &'a [u8]) -> Option<Self> {
        let mut lines = super::lines(data);
        let scheme = core::str::from_utf8(lines.next()?).ok()?;
        Some(Self { scheme, params: lines.filter_map(param).collect() })
    }

    /// Returns why the parameters are rejected: a second parameter of a name, or too many parameters.
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

    /// Returns why a scheme with these parameters is rejected.
    pub(crate) fn fault(&self) -> Option<Fault> {
        oracle::token("scheme", self.scheme.as_bytes()).or_else(|| self.params_fault())
    }

    /// Asserts that the parsed parameters are these, each in the form in which it was given.
    pub(crate) fn are(&self, params: Params<'_>) {
        assert!(params.iter().eq(self.params.iter().copied()));
        for (read, sent) in params.iter().zip(&self.params) {
            assert_eq!(read.name(), sent.name());
            assert_eq!(read.value().is_quoted(), sent.value().is_quoted() || sent.name().is("realm"));
        }
    }
}

fn param(line: &[u8]) -> Option<Param<'_>> {
    let (name, value) = line.split_at(line.iter().position(|byte| *byte == b'=')?);
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

/// Asserts that a value was built if it has no fault, and was rejected for its fault otherwise. Returns the value.
pub(crate) fn agreed<T>(built: Result<T, ValueError>, expected: Option<Fault>) -> Option<T> {
    match built {
        Ok(value) => {
            assert_eq!(expected, None, "an invalid value was accepted");
            Some(value)
        }
        Err(error) => {
            assert_eq!(Some(fault(error)), expected);
            None
        }
    }
}
