//! The tests that can share one executable: parsers, values and their laws.

mod arbitrary;
mod auth;
mod cors;
mod fields;
mod gate;
mod headers;
mod http;
mod laws;
mod lists;
mod mac;
mod panics;
mod prefixes;
mod roundtrip;
mod tower;
mod vectors;
