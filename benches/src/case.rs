//! A measured operation and its limit.

use std::hint::black_box;

use crate::counted::Counted;

/// The name of the case that does nothing. Its instructions are the cost of calling a case.
pub const NOTHING: &str = "nothing";

/// What a case costs.
#[derive(Clone, Copy)]
pub struct Cost {
    pub instructions: u64,
    pub bytes: usize,
}

#[derive(Clone, Copy)]
pub enum Limit {
    None,
    Instructions(u64),
    /// A percentage of the instructions of another case.
    Percent(u64, &'static str),
    /// The instructions of another case, neither more nor fewer.
    Exactly(&'static str),
    /// The instructions per byte of another case, up to a tenth more or fewer.
    Even(&'static str),
    /// Other instructions per byte than [`Even`](Self::Even) allows, and why.
    Uneven(&'static str, &'static str),
}

impl Limit {
    /// Returns the case with which one is compared.
    pub fn other(self) -> Option<&'static str> {
        match self {
            Self::None | Self::Instructions(_) => None,
            Self::Percent(_, other) | Self::Exactly(other) | Self::Even(other) | Self::Uneven(other, _) => Some(other),
        }
    }

    /// Whether these instructions for these bytes are within the limit, and the most that are.
    pub fn check(self, cost: Cost, other: Option<Cost>) -> (bool, Option<u64>) {
        let other = other.unwrap_or(cost);
        let even = |tenths: u64| other.instructions * cost.bytes as u64 * tenths / (10 * other.bytes as u64);
        let is_even = (even(9)..=even(11)).contains(&cost.instructions);
        let at_most = |most: u64| (cost.instructions <= most, Some(most));
        match self {
            Self::None => (true, None),
            Self::Instructions(most) => at_most(most),
            Self::Percent(percent, _) => at_most(other.instructions * percent / 100),
            Self::Exactly(_) => (cost.instructions == other.instructions, Some(other.instructions)),
            Self::Even(_) => (is_even, Some(even(11))),
            Self::Uneven(..) => (!is_even, None),
        }
    }
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

impl Counted for Case {
    fn bytes(&self) -> usize {
        self.bytes
    }

    fn run(&mut self) -> usize {
        (self.operation)()
    }
}

/// Returns a case that reads `text`. `read` returns 0 if it rejects its input.
pub fn reads(name: &'static str, at_most: Limit, text: String, mut read: impl FnMut(&[u8]) -> usize + 'static) -> Case {
    assert_ne!(read(text.as_bytes()), 0, "{name} is rejected");
    runs(name, at_most, text, read)
}

/// Returns a case that reads `text` or rejects it.
pub fn runs(name: &'static str, at_most: Limit, text: String, mut read: impl FnMut(&[u8]) -> usize + 'static) -> Case {
    let bytes = text.len();
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
