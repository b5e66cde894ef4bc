//! The events after an error.

use super::{Events, Field, State};
use crate::auth::ahead::begins_challenge;
use crate::auth::deviation::Tolerance;
use crate::syntax::rules::gap;

impl<T: Tolerance> Events<'_, T> {
    /// Continues after an error with the next challenge, and returns whether there is one.
    ///
    /// The next challenge follows the next comma outside quotes after which a scheme begins: a token followed by SP, a comma
    /// or the end, and not by `=`. The time is linear in the number of bytes skipped.
    pub fn resume(&mut self) -> bool {
        if !matches!(self.state, State::Error | State::OpenError) || self.field != Field::Challenges {
            return false;
        }
        let mut quoted = self.state == State::OpenError;
        while let Some((&byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            match byte {
                b'"' => quoted = !quoted,
                b'\\' if quoted || T::FORGIVES && matches!(rest, [b'"' | b'\\', ..]) => {
                    self.rest = rest.get(1..).unwrap_or_default();
                }
                b',' if !quoted => {
                    let next = gap(rest).map_or(rest, |(next, ())| next);
                    if begins_challenge(next) {
                        self.state = State::Start;
                        return true;
                    }
                    // Skip the other commas of the gap, so that the time stays linear.
                    self.rest = next;
                }
                _ => {}
            }
        }
        false
    }
}
