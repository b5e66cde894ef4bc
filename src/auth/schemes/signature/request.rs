//! The request that is signed.

use core::fmt;

use super::BodyDigest;
use crate::error::{ErrorKind, ParseError, ValueError, ValueErrorKind};
use crate::fields::AllFields;
use crate::syntax::class::{TCHAR, span};

/// A request as it is sent: the method, the request-target and the fields.
///
/// Give the bytes of the request line, and not what a library made of them. Of HTTP/2 and HTTP/3, the target is `:path`, and
/// the fields need a `host` line with the value of `:authority`.
#[derive(Clone, Copy)]
pub struct Request<'a, F> {
    pub(super) method: &'a str,
    pub(super) target: &'a [u8],
    pub(super) fields: F,
}

impl<'a, 'm, F: AllFields<'m>> Request<'a, F> {
    /// Returns a request.
    ///
    /// # Errors
    /// The part is `method` or `target`: [`ValueErrorKind::Empty`], or [`ValueErrorKind::InvalidByte`] at the first byte that
    /// it cannot have.
    pub fn new<T: AsRef<[u8]> + ?Sized>(method: &'a str, target: &'a T, fields: F) -> Result<Self, ValueError> {
        let target = target.as_ref();
        for (part, is_empty) in [("method", method.is_empty()), ("target", target.is_empty())] {
            if is_empty {
                return Err(ValueError::new(part, ValueErrorKind::Empty, 0));
            }
        }
        let token = span(method.as_bytes(), TCHAR);
        if token < method.len() {
            return Err(ValueError::new("method", ValueErrorKind::InvalidByte, token));
        }
        match target.iter().position(|byte| *byte <= b' ' || *byte == 0x7F || *byte == b'#') {
            Some(offset) => Err(ValueError::new("target", ValueErrorKind::InvalidByte, offset)),
            None => Ok(Self { method, target, fields }),
        }
    }

    /// Returns the only SHA-256 digest in the lines of the field Digest.
    ///
    /// # Errors
    /// Those of [`BodyDigest::parse`], which finds one digest in all lines.
    pub fn body_digest(&self) -> Result<BodyDigest, ParseError> {
        let mut found = None;
        for line in self.lines("digest") {
            match BodyDigest::parse(line) {
                Err(error) if matches!(error.kind(), ErrorKind::Missing(_)) => {}
                Err(error) => return Err(error),
                Ok(_) if found.is_some() => return Err(ParseError::new(ErrorKind::DuplicateParam, 0)),
                Ok(digest) => found = Some(digest),
            }
        }
        found.ok_or(ParseError::new(ErrorKind::Missing(BodyDigest::ALGORITHM), 0))
    }

    /// Returns the lines of a field, without the white space around them.
    pub(super) fn lines(&self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        let lines = self.fields.all_lines();
        lines.filter(move |(other, _)| other.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| trim(value))
    }
}

/// Removes `OWS` from both ends.
pub(super) fn trim(value: &[u8]) -> &[u8] {
    let mut value = value;
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

impl<F> fmt::Debug for Request<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}
