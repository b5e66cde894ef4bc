//! The parameters of a scheme that its standard does not define.

use core::fmt;

use crate::auth::deviation::Leniency;
use crate::auth::param::Param;
use crate::auth::params::Params;
use crate::auth::payload::Payload;
use crate::auth::seen::MAX_PARAMS;
use crate::error::{ValueError, ValueErrorKind};

/// All parameters of a scheme; [`iter`](Self::iter) skips those with a defined name.
#[derive(Clone, Copy, Default)]
pub(in crate::auth) struct Others<'a> {
    params: Params<'a>,
    defined: &'static [&'static str],
}

impl<'a> Others<'a> {
    pub(in crate::auth) fn received<T: Leniency>(payload: Payload<'a, T>, defined: &'static [&'static str]) -> Self {
        Self { params: Params::strict(payload), defined }
    }

    /// Checks parameters to be sent in addition to the defined ones.
    pub(in crate::auth) fn new(params: &'a [Param<'a>], defined: &'static [&'static str]) -> Result<Self, ValueError> {
        let others = Self { params: Params::new(Payload::of_params(params)?), defined };
        let most = MAX_PARAMS.saturating_sub(defined.len());
        match params.iter().position(|param| others.defines(param)) {
            Some(index) => Err(ValueError::new("params", ValueErrorKind::Duplicate, index)),
            None if params.len() > most => Err(ValueError::new("params", ValueErrorKind::TooMany, most)),
            None => Ok(others),
        }
    }

    fn defines(&self, param: &Param<'_>) -> bool {
        self.defined.iter().any(|name| param.name().is(name))
    }

    pub(in crate::auth) fn iter(self) -> impl Iterator<Item = Param<'a>> + Clone + use<'a> {
        self.params.iter().filter(move |param| !self.defines(param))
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
