//! The parameters that a scheme's own types carry without knowing them.

use core::fmt;

use super::payload::Payload;
use super::{MAX_PARAMS, Param, Params, Tolerance};
use crate::encode::{ValueError, ValueErrorKind};

/// Parameters, and the names of those among them that are known.
#[derive(Clone, Copy, Default)]
pub(super) struct Others<'a> {
    params: Params<'a>,
    known: &'static [&'static str],
}

impl<'a> Others<'a> {
    /// Those of a payload that was read to its end; none when something was forgiven to read it.
    pub(super) fn read<T: Tolerance + Copy>(payload: Payload<'a, T>, known: &'static [&'static str]) -> Self {
        Self { params: payload.strict_params(), known }
    }

    /// Those about to be sent. None may be known, and all together not too many; the offset of an error is the index.
    pub(super) fn new(params: &'a [Param<'a>], known: &'static [&'static str]) -> Result<Self, ValueError> {
        let payload: Payload<'_> = Payload::of_params(params)?;
        let others = Self::read(payload, known);
        let room = MAX_PARAMS.saturating_sub(known.len());
        match params.iter().position(|param| others.knows(param)) {
            Some(index) => Err(ValueError::new("params", ValueErrorKind::Duplicate, index)),
            None if params.len() > room => Err(ValueError::new("params", ValueErrorKind::TooMany, room)),
            None => Ok(others),
        }
    }

    /// Those that are not known, in the order sent.
    pub(super) fn iter(self) -> impl Iterator<Item = Param<'a>> + Clone + use<'a> {
        self.params.iter().filter(move |param| !self.knows(param))
    }

    fn knows(&self, param: &Param<'_>) -> bool {
        self.known.iter().any(|name| param.name().is(name))
    }
}

impl PartialEq for Others<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Others<'_> {}

impl fmt::Debug for Others<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
