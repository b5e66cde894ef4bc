//! The assertions of the laws, each of which counts how often it ran: one that never runs proves nothing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// The file and the line of an assertion.
type Place = (&'static str, u32);

std::thread_local! {
    static COUNTS: Cell<bool> = const { Cell::new(false) };
    static RAN: RefCell<BTreeMap<Place, u64>> = const { RefCell::new(BTreeMap::new()) };
}

macro_rules! assert {
    ($($tokens:tt)*) => {{
        crate::laws::counted::ran((file!(), line!()));
        ::std::assert!($($tokens)*)
    }};
}

macro_rules! assert_eq {
    ($($tokens:tt)*) => {{
        crate::laws::counted::ran((file!(), line!()));
        ::std::assert_eq!($($tokens)*)
    }};
}

macro_rules! assert_ne {
    ($($tokens:tt)*) => {{
        crate::laws::counted::ran((file!(), line!()));
        ::std::assert_ne!($($tokens)*)
    }};
}

/// Counts an assertion, if [`counts`] is running on this thread.
pub(crate) fn ran(place: Place) {
    if COUNTS.get() {
        RAN.with_borrow_mut(|ran| *ran.entry(place).or_default() += 1);
    }
}

/// Returns how often each assertion ran while `run` did. Those that never ran are not in the map.
pub(crate) fn counts(run: impl FnOnce()) -> BTreeMap<Place, u64> {
    COUNTS.set(true);
    run();
    COUNTS.set(false);
    RAN.take()
}
