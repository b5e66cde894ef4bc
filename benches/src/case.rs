//! A measured operation and its limit.

use std::hint::black_box;

/// The name of the case that does nothing. Its instructions are the cost of calling a case.
pub const NOTHING: &str = "nothing";

#[derive(Clone, Copy)]
pub enum Limit {
    None,
    Instructions(u64),
    /// A percentage of the instructions of another case.
    Percent(u64, &'static str),
    /// The instructions of another case, neither more nor fewer.
    Exactly(&'static str),
}

pub struct Case {
    pub name: &'static str,
    /// The number of bytes that are read or written.
    pub bytes: usize,
    pub at_most: Limit,
    /// The number of allocations at most.
    pub allocations: usize,
    /// Returns a number that depends on the result, so that the compiler keeps the operation.
    pub operation: Box<dyn FnMut() -> usize>,
}

/// Returns a case that reads `text`. `read` returns 0 if it rejects its input.
pub fn reads(name: &'static str, at_most: Limit, text: String, mut read: impl FnMut(&[u8]) -> usize + 'static) -> Case {
    let bytes = text.len();
    assert_ne!(read(text.as_bytes()), 0, "{name} is rejected");
    Case { name, bytes, at_most, allocations: 0, operation: Box::new(move || read(black_box(text.as_bytes()))) }
}

/// Returns a case that writes into a slice. `write` returns the number of bytes written.
pub fn writes(name: &'static str, at_most: Limit, write: impl Fn(&mut [u8]) -> usize + 'static) -> Case {
    let mut buffer = [0; 512];
    let bytes = write(&mut buffer);
    assert_ne!(bytes, 0, "{name} is not written");
    let operation = Box::new(move || {
        let written = write(black_box(&mut buffer));
        black_box(&buffer);
        written
    });
    Case { name, bytes, at_most, allocations: 0, operation }
}
