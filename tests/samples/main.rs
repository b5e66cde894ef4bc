//! Samples of every public type. None of them shows a secret, none allocates, and all can be sent between threads.

mod allocations;
mod cors;
mod exchanges;
mod framework;
mod secrets;
mod signed;
mod threads;
mod tokens;
mod types;
