//! The fields of a request, whose values a response may repeat.

use core::cell::Cell;
use core::ptr;

use ::http::{HeaderMap, HeaderValue};

use super::names::header_name;
use crate::fields::Fields;

/// How many fields a policy asks for.
const MOST: usize = 4;

/// Fields that remember the values which were asked for: to look one up again costs a hundred instructions.
pub(crate) struct Repeatable<'m> {
    fields: &'m HeaderMap,
    asked: [Cell<Option<&'m HeaderValue>>; MOST],
}

impl<'m> From<&'m HeaderMap> for Repeatable<'m> {
    fn from(fields: &'m HeaderMap) -> Self {
        Self { fields, asked: [const { Cell::new(None) }; MOST] }
    }
}

impl Repeatable<'_> {
    /// Returns the value that has these bytes. They are shared: they are neither copied nor checked again.
    pub(super) fn repeat(&self, bytes: &[u8]) -> Option<HeaderValue> {
        let mut sent = self.asked.iter().filter_map(Cell::get);
        let mut value = sent.find(|sent| ptr::eq(sent.as_bytes(), bytes))?.clone();
        value.set_sensitive(false);
        Some(value)
    }
}

impl<'m> Fields<'m> for &Repeatable<'m> {
    #[inline(always)]
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        let lines = match header_name(name) {
            Some(name) => self.fields.get_all(name),
            None => self.fields.get_all(name),
        };
        lines.into_iter().map(|value| {
            if let Some(free) = self.asked.iter().find(|asked| asked.get().is_none()) {
                free.set(Some(value));
            }
            value.as_bytes()
        })
    }
}
