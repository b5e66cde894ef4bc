//! Measures cases: instructions, allocations and nanoseconds.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::time::Instant;

use crate::allocations;
use crate::case::Case;
use crate::counted::{instructions, operation_counted};

#[derive(Clone, Copy, PartialEq)]
pub enum Outcome {
    Accepted,
    Rejected,
    Panicked,
}

pub struct Measured<'c> {
    pub case: &'c Case,
    pub outcome: Outcome,
    pub instructions: u64,
    pub allocations: usize,
    /// The least of several samples, if the time is measured. It depends on what else the machine does.
    pub nanoseconds: f64,
}

impl Measured<'_> {
    pub fn per_byte(&self) -> f64 {
        self.instructions as f64 / self.case.bytes as f64
    }
}

/// Returns each row of an operation, after the row of this crate with which it is compared: the last one above.
pub fn compared<'m, 'c>(operation: &'m [Measured<'c>]) -> impl Iterator<Item = (&'m Measured<'c>, &'m Measured<'c>)> {
    let mut ours = &operation[0];
    operation.iter().map(move |row| {
        if row.case.is_ours() {
            ours = row;
        }
        (ours, row)
    })
}

/// Measures the cases that are `chosen`, except for the first, which does nothing: its instructions are subtracted.
pub fn all(cases: &mut [Case], with_time: bool, chosen: impl Fn(&Case) -> bool) -> Vec<Measured<'_>> {
    let chosen: Vec<usize> = (1..cases.len()).filter(|index| chosen(&cases[*index])).collect();
    let mut rows: Vec<(usize, Outcome, usize, f64)> = Vec::new();
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    for index in chosen {
        let case = &mut cases[index];
        let outcome = match catch_unwind(AssertUnwindSafe(|| operation_counted(case))) {
            Ok(0) => Outcome::Rejected,
            Ok(_) => Outcome::Accepted,
            Err(_) => Outcome::Panicked,
        };
        let runs = outcome != Outcome::Panicked;
        let allocations = if runs { allocations::count(|| _ = operation_counted(case)) } else { 0 };
        let nanoseconds = if runs && with_time { nanoseconds(case) } else { 0.0 };
        rows.push((index, outcome, allocations, nanoseconds));
    }
    set_hook(hook);
    let counted: Vec<usize> =
        rows.iter().filter(|(_, outcome, ..)| *outcome != Outcome::Panicked).map(|(index, ..)| *index).collect();
    let cases = &*cases;
    let counts = instructions(cases, &counted);
    let measured = |(index, outcome, allocations, nanoseconds)| {
        let instructions = counted.binary_search(&index).map_or(0, |at| counts[at]);
        Measured { case: &cases[index], outcome, instructions, allocations, nanoseconds }
    };
    rows.into_iter().map(measured).collect()
}

fn nanoseconds(case: &mut Case) -> f64 {
    const SAMPLES: u32 = 15;
    const SAMPLE: f64 = 60_000.0;
    let mut time = |count: u32| {
        let start = Instant::now();
        for _ in 0..count {
            operation_counted(case);
        }
        start.elapsed().as_nanos() as f64
    };
    let mut count = 1;
    while time(count) < SAMPLE && count < 1 << 16 {
        count *= 2;
    }
    (0..SAMPLES).map(|_| time(count) / f64::from(count)).fold(f64::INFINITY, f64::min)
}
