//! The parameters of a scheme that its standard does not define.

use core::{fmt, iter};

use crate::auth::deviation::Leniency;
use crate::auth::param::Param;
use crate::auth::payload::Payload;
use crate::auth::seen::MAX_PARAMS;
use crate::auth::tolerant::Tolerant;
use crate::error::{ValueError, ValueErrorKind};

/// All parameters of a scheme; [`iter`](Self::iter) skips those with a defined name, and those that are repeated later.
///
/// If the parameters were read with a tolerance, they are read again with every deviation tolerated. The result is the
/// same: a deviation that is refused is an error, and then there is no value with these parameters.
#[derive(Clone, Copy)]
pub(in crate::auth) struct Others<'a> {
    payload: Payload<'a>,
    /// Reads the next parameter. A program that tolerates nothing is linked without the tolerant parser.
    next: Next,
    defined: &'static [&'static str],
}

type Next = for<'b> fn(Payload<'b>) -> Option<(Param<'b>, Payload<'b>)>;

impl Default for Others<'_> {
    fn default() -> Self {
        Self { payload: Payload::Params(&[]), next: next_valid, defined: &[] }
    }
}

impl<'a> Others<'a> {
    pub(in crate::auth) fn received<T: Leniency>(payload: Payload<'a, T>, defined: &'static [&'static str]) -> Self {
        let next = if T::FORGIVES { next_tolerated } else { next_valid };
        Self { payload: payload.kept(), next, defined }
    }

    /// Checks parameters to be sent in addition to the defined ones.
    pub(in crate::auth) fn new(params: &'a [Param<'a>], defined: &'static [&'static str]) -> Result<Self, ValueError> {
        let others = Self { payload: Payload::of_params(params)?, next: next_valid, defined };
        let most = MAX_PARAMS.saturating_sub(defined.len());
        match params.iter().position(|param| others.defines(param)) {
            Some(index) => Err(ValueError::new("params", ValueErrorKind::Reserved, index)),
            None if params.len() > most => Err(ValueError::new("params", ValueErrorKind::TooMany, most)),
            None => Ok(others),
        }
    }

    fn defines(&self, param: &Param<'_>) -> bool {
        self.defined.iter().any(|name| param.name().is(name))
    }

    pub(in crate::auth) fn iter(self) -> impl Iterator<Item = Param<'a>> + Clone + use<'a> {
        let mut payload = self.payload;
        iter::from_fn(move || {
            let param;
            (param, payload) = (self.next)(payload)?;
            Some(param)
        })
        .filter(move |param| !self.defines(param))
    }
}

/// Reads the next parameter of parameters without a deviation.
fn next_valid(payload: Payload<'_>) -> Option<(Param<'_>, Payload<'_>)> {
    next(payload)
}

/// Reads the next parameter that is not repeated later, with every deviation tolerated.
fn next_tolerated(payload: Payload<'_>) -> Option<(Param<'_>, Payload<'_>)> {
    let mut read = next(payload.tolerating(Tolerant))?;
    while is_repeated(read.0, read.1) {
        read = next(read.1)?;
    }
    let (param, rest) = read;
    Some((param, rest.kept()))
}

fn is_repeated(param: Param<'_>, rest: Payload<'_, Tolerant>) -> bool {
    let name = param.name();
    iter::successors(next(rest), |(_, rest)| next(*rest)).any(|(later, _)| later.name().is(name.as_str()))
}

fn next<T: Leniency>(mut payload: Payload<'_, T>) -> Option<(Param<'_>, Payload<'_, T>)> {
    let (_, param) = payload.next_slot()?.ok()?;
    Some((param, payload))
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
