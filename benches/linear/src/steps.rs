//! Counts steps: the edges of the control flow that are taken.
//!
//! LLVM inserts a call on each edge if this program is built as `.ci/linear` builds it. The counts are the same on each
//! run and on each machine. What the standard library has precompiled, such as `memcmp`, counts as one step.

use std::cell::Cell;

thread_local!(static STEPS: Cell<u64> = const { Cell::new(0) });

// SAFETY: only LLVM's instrumentation uses this name, with this signature.
#[unsafe(no_mangle)]
extern "C" fn __sanitizer_cov_trace_pc_guard(_: *mut u32) {
    STEPS.set(STEPS.get().wrapping_add(1));
}

// SAFETY: as above.
#[unsafe(no_mangle)]
extern "C" fn __sanitizer_cov_trace_pc_guard_init(_: *mut u32, _: *mut u32) {}

/// Returns the steps of an operation on this thread.
pub fn steps(operation: impl FnOnce()) -> u64 {
    let before = STEPS.get();
    operation();
    STEPS.get().wrapping_sub(before)
}

/// Returns whether this program was built to count steps.
pub fn are_counted() -> bool {
    let mut rest = std::hint::black_box(16);
    steps(|| {
        while std::hint::black_box(rest) > 0 {
            rest -= 1;
        }
    }) >= 16
}
