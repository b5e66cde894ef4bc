//! countersign beside other crates, each on the same inputs.

mod answers;
mod basic;
mod challenges;
mod cors;
mod digest;
mod gate;
