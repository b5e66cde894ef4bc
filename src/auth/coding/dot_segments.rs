//! RFC 3986 §5.2.4: which segments of a path are left when dot segments are removed.
//!
//! The segments are looked at from the last one to the first: then `..` removes what comes later, and nothing but a count
//! is stored.

/// How many segments are still to be removed.
#[derive(Clone, Copy, Default)]
pub(in crate::auth) struct Removal {
    count: usize,
}

impl Removal {
    /// Returns whether the next segment, towards the start of the path, is left. A dot segment is not: `dots` is how many
    /// segments it removes besides itself, none for `.` and one for `..`.
    pub(in crate::auth) const fn leaves(&mut self, dots: Option<usize>) -> bool {
        match dots {
            Some(dots) => self.count = self.count.saturating_add(dots),
            None if self.count == 0 => return true,
            None => self.count = self.count.saturating_sub(1),
        }
        false
    }
}
