//! The generators of the feature `arbitrary`: what they call valid is valid, has its parts and is written back, and every
//! variant occurs.

mod differ;
mod messages;
mod schemes;
mod spread;

use arbitrary::{Arbitrary, Unstructured};

/// How many values are drawn where every variant must occur.
const DRAWS: u64 = 10_000;

/// Returns pseudo-random bytes, the same ones for the same seed.
pub(crate) fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut next = || {
        // xorshift64*
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        state.wrapping_mul(0x2545_F491_4F6C_DD1D).to_le_bytes()
    };
    (0..160).flat_map(|_| next()).collect()
}

/// Returns a value of each seed.
fn drawn<T: for<'b> Arbitrary<'b>>(count: u64) -> impl Iterator<Item = T> {
    (0..count).map(|seed| T::arbitrary(&mut Unstructured::new(&bytes(seed))).expect("a generator does not fail"))
}

/// As [`drawn`], of a function.
fn draws<T>(count: u64, draw: impl Fn(&mut Unstructured<'_>) -> T) -> impl Iterator<Item = T> {
    (0..count).map(move |seed| draw(&mut Unstructured::new(&bytes(seed))))
}
