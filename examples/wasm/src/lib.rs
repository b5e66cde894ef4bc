//! A raw WebAssembly module: bytes of messages in, JSON out. It imports nothing, allocates nothing, and its memory never grows.
//!
//! The host writes the text at `input()`, at most `input_size()` bytes, calls `explain(length, reveal)`, and reads as many
//! bytes of JSON at `output()` as it returns: 0 if they do not fit. Unless `reveal` is 1, secrets are masked in the JSON.
//!
//! There is a module for each feature, so that each stays below 64 KiB. That of `auth` reads the fields of authentication as
//! sent, and that of `cors` reads the fields of CORS and judges the exchanges. The others get one field line of authentication,
//! and write what the types of their schemes read in it.
#![no_std]

mod auth;
mod cors;
mod fields;
mod json;
mod message;
mod recorder;
mod rows;
mod typed;
mod verdict;

use core::cell::UnsafeCell;

use json::Json;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    // For lints only, which compile the module for the host.
    #[cfg(not(target_arch = "wasm32"))]
    loop {}
}

/// Bytes that the host reads and writes.
struct Shared<const N: usize>(UnsafeCell<[u8; N]>);

// SAFETY: the module has no threads, and the host does not run while a function of the module does.
unsafe impl<const N: usize> Sync for Shared<N> {}

static INPUT: Shared<0x2_0000> = Shared(UnsafeCell::new([0; 0x2_0000]));
/// What values are decoded into: twice the length of the longest line.
static SCRATCH: Shared<0x4_0000> = Shared(UnsafeCell::new([0; 0x4_0000]));
static OUTPUT: Shared<0x20_0000> = Shared(UnsafeCell::new([0; 0x20_0000]));

#[unsafe(no_mangle)]
pub extern "C" fn input() -> *mut u8 {
    INPUT.0.get().cast()
}

#[unsafe(no_mangle)]
pub extern "C" fn input_size() -> usize {
    size_of_val(&INPUT)
}

#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    OUTPUT.0.get().cast()
}

#[unsafe(no_mangle)]
pub extern "C" fn explain(length: usize, reveal: u32) -> usize {
    // SAFETY: only this function makes references, and it does not call itself.
    let (input, scratch, output) = unsafe { (&mut *INPUT.0.get(), &mut *SCRATCH.0.get(), &mut *OUTPUT.0.get()) };
    let Some(text) = input.get_mut(..length) else {
        return 0;
    };
    let mut json = Json::new(output, reveal == 1);
    if cfg!(feature = "typed") {
        typed::explain(text, scratch, &mut json);
    } else {
        message::explain(text, &mut json);
    }
    json.finish()
}
