//! A tolerance that records what it tolerates.

use core::cell::Cell;

use countersign::auth::Deviation;

const MAX: usize = 32;

/// The deviations of a line, in the order of their offsets.
pub(crate) struct Deviations {
    list: Cell<[Option<(usize, Deviation)>; MAX]>,
}

impl Deviations {
    pub(crate) const fn new() -> Self {
        Self { list: Cell::new([None; MAX]) }
    }

    /// Adds a deviation, and returns `true`: it is tolerated.
    pub(crate) fn add(&self, deviation: Deviation, offset: usize) -> bool {
        let mut list = self.list.get();
        let mut new = Some((offset, deviation));
        for slot in &mut list {
            match (*slot, new) {
                (Some(old), Some(other)) if old == other => return true,
                (Some((at, _)), Some((offset, _))) if at <= offset => {}
                _ => core::mem::swap(slot, &mut new),
            }
            if new.is_none() {
                break;
            }
        }
        self.list.set(list);
        true
    }

    /// Returns whether a token68 that ends at this offset was read as a parameter without a value.
    pub(crate) fn has_empty_value(&self, end: usize) -> bool {
        self.iter().any(|place| place == (end, Deviation::EmptyValue))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, Deviation)> {
        self.list.get().into_iter().flatten()
    }
}

/// A tolerance of the type with which the crate itself reports deviations, so that the module contains one parser for both.
pub(crate) type Recorder<'r> = &'r dyn Fn(Deviation, usize) -> bool;
