//! The same operation of two crates on the same inputs. Each difference has a rule with its reason, or the test fails.

mod bytes;
mod compare;
pub mod inputs;
pub mod rules;

pub use bytes::Bytes;
pub use compare::{Difference, Rule, caught, compare};
