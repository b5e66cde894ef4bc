//! A tolerance that records what it tolerates.

use core::cell::Cell;

use countersign::auth::{Deviation, Tolerance};

const MAX: usize = 32;

/// The deviations of a line, in the order of their offsets.
pub(crate) struct Deviations {
    list: Cell<[Option<(usize, Deviation)>; MAX]>,
}

impl Deviations {
    pub(crate) const fn new() -> Self {
        Self { list: Cell::new([None; MAX]) }
    }

    pub(crate) fn add(&self, deviation: Deviation, offset: usize) {
        let mut list = self.list.get();
        let mut new = Some((offset, deviation));
        for slot in &mut list {
            match (*slot, new) {
                (Some(old), Some(other)) if old == other => return,
                (Some((at, _)), Some((offset, _))) if at <= offset => {}
                _ => core::mem::swap(slot, &mut new),
            }
            if new.is_none() {
                break;
            }
        }
        self.list.set(list);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, Deviation)> {
        self.list.get().into_iter().flatten()
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Recorder<'r>(pub &'r Deviations);

impl Tolerance for Recorder<'_> {
    fn forgive(&mut self, deviation: Deviation, offset: usize) -> bool {
        self.0.add(deviation, offset);
        true
    }
}
