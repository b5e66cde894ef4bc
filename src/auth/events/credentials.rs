//! Credentials that are a scheme and a token68, which most are: read without events.

use super::{Events, State};
use crate::auth::deviation::Tolerance;
use crate::auth::scheme::Scheme;
use crate::error::ParseError;
use crate::syntax::class::{TOKEN68, is};
use crate::syntax::rules::{Stop, ows, spaces, token, token68};
use crate::syntax::wide::WIDE;

impl<'a> Events<'a> {
    /// Reads the scheme of credentials. As [`next`](Iterator::next), whose result of many kinds costs fifty instructions.
    #[inline(always)]
    pub(in crate::auth) fn first_scheme(&mut self) -> Result<Scheme<'a>, ParseError> {
        match ows(self.rest).and_then(|(rest, ())| token(rest)) {
            Ok((rest, name)) => {
                (self.rest, self.state) = (rest, State::Scheme);
                Ok(Scheme::read(name))
            }
            Err(error) => Err(Stop::from(error).before(self.end)),
        }
    }

    /// Checks whether a token68 is all that follows the scheme.
    #[inline(always)]
    pub(in crate::auth) fn check_token68(&mut self) -> bool {
        // Parameters often end with a quote, which saves a look at the first of their names.
        let is_whole = matches!(self.rest, [.., last] if is(*last, TOKEN68) || *last == b'=')
            && spaces(self.rest).and_then(|(rest, ())| token68(rest)).is_ok_and(|(rest, _)| rest.is_empty());
        if is_whole {
            self.name = u8::MAX;
        }
        is_whole
    }
}

impl<T: Tolerance> Events<'_, T> {
    /// Returns whether a token68 is all that follows the scheme, as far as that was [checked](Events::check_token68). Events
    /// under another tolerance are not checked.
    #[inline(always)]
    pub(in crate::auth) const fn has_checked_token68(&self) -> bool {
        WIDE && !T::FORGIVES && self.name > 0 && matches!(self.state, State::Scheme)
    }
}
