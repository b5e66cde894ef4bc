//! Samples of every public type. Their `Debug` output has no secret, they do not allocate, and they are `Send` and `Sync`.

mod allocations;
mod cors;
mod exchanges;
mod framework;
mod secrets;
mod signed;
mod threads;
mod tokens;
mod types;
