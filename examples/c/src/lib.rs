//! A C interface of countersign, for stacks and firmware that are written in C.
//!
//! `countersign.h` documents each function; this crate has no documentation of its own for them. The functions allocate
//! nothing, call no libc and keep nothing between calls: states and results are in the caller's memory.
//!
//! This is the only crate of the repository with `unsafe` code. [`memory`] alone follows pointers, and checks each before.

#![no_std]
#![deny(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    clippy::allow_attributes_without_reason
)]
#![allow(clippy::too_many_arguments, reason = "C has neither tuples nor methods")]

// On a host, the standard library has what a panic needs.
#[cfg(not(target_os = "none"))]
extern crate std;

mod basic;
mod challenges;
#[cfg(any(feature = "md5", feature = "sha256", feature = "sha512-256"))]
mod digest;
mod error;
mod gate;
mod header;
mod memory;
mod policy;

// No input makes the library panic.
#[cfg(target_os = "none")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
