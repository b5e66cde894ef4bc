//! One probe for each family of public functions, linked without `std`, so that `.ci/panics` can look for panics in the
//! binary.
//!
//! The tests run the same probes on samples: a probe that parses nothing proves nothing.

#![no_std]
#![no_main]

mod cors;
mod framework;
mod probe;
mod proofs;
mod schemes;
mod signing;

use core::slice;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

// The functions that the compiler calls.
#[cfg(unix)]
#[link(name = "c")]
unsafe extern "C" {}

/// Runs the probe of a number, counted through all lists.
///
/// # Safety
/// Both ranges are valid, the second for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entry(
    number: usize,
    input: *const u8,
    length: usize,
    output: *mut u8,
    capacity: usize,
) -> bool {
    // SAFETY: the caller's promise.
    let (input, output) =
        unsafe { (slice::from_raw_parts(input, length), slice::from_raw_parts_mut(output, capacity)) };
    if number == usize::MAX {
        return panics_on_purpose(input, output);
    }
    let probes = schemes::SCHEMES.iter().chain(&framework::PROBES).chain(&cors::FIELDS).chain(&cors::PROBES);
    probes.into_iter().nth(number).is_some_and(|(_, probe)| probe(input, output))
}

/// Indexes without a check, so that `.ci/panics` can prove that it finds a panic.
#[inline(never)]
fn panics_on_purpose(input: &[u8], output: &mut [u8]) -> bool {
    output[0] = input[input.len() / 2];
    true
}
