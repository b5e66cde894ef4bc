//! The events of one challenge in a line.
//!
//! A strict parser needs the bytes of the challenge only. What a deviation means may depend on the bytes after it, so a
//! tolerant parser keeps them in sight and stops at the next scheme.

use super::{Events, Field};
use crate::auth::deviation::Tolerance;
use crate::syntax::class::GAP;
use crate::syntax::rules::trim_end;

impl<'a, T: Tolerance> Events<'a, T> {
    /// Returns the same events without the last `count` bytes, as those of one challenge.
    pub(in crate::auth) fn without_last(self, count: usize) -> Self {
        let length = self.rest.len().saturating_sub(count);
        Self {
            rest: self.rest.get(..length).unwrap_or_default(),
            end: self.end.saturating_sub(count),
            field: Field::Credentials,
            ..self
        }
    }

    /// Returns the same events up to where `left` bytes are left, as those of one challenge. The bytes after it may decide
    /// what a deviation means, so they stay in sight.
    pub(in crate::auth) fn until(self, left: usize) -> Self {
        match u32::try_from(left) {
            Ok(stop) => Self { stop, ..self },
            Err(_) => self.without_last(left),
        }
    }

    /// Returns the bytes not read yet, without those after the challenge of which these are the events.
    pub(in crate::auth) fn unread(&self) -> &'a [u8] {
        let length = self.rest.len().saturating_sub(self.stop());
        if length == self.rest.len() { self.rest } else { trim_end(self.rest.get(..length).unwrap_or_default(), GAP) }
    }

    #[inline(always)]
    pub(super) fn stop(&self) -> usize {
        if T::FORGIVES { usize::try_from(self.stop).unwrap_or(usize::MAX) } else { 0 }
    }

    /// Returns the offset of the last bytes of [`unread`](Self::unread).
    pub(in crate::auth) fn offset_of(&self, last: &[u8]) -> usize {
        self.offset().saturating_add(self.unread().len().saturating_sub(last.len()))
    }
}
