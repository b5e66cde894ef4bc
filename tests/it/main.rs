//! The tests that can share one executable: parsers, values and their laws.

mod abnf;
mod arbitrary;
mod auth;
mod cors;
mod equality;
mod errors;
mod fields;
mod gate;
mod headers;
mod http;
mod iterators;
mod laws;
mod lists;
mod mac;
mod panics;
mod prefixes;
mod promises;
mod recursion;
mod roundtrip;
mod shown;
mod sinks;
mod tower;
mod vacuous;
mod vectors;
mod written;
mod zeroized;
