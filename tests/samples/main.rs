//! Samples of every public type. None of them shows a secret, none allocates, all can be sent between threads, and those
//! that may be in a field line cannot end it.

mod allocations;
mod cors;
mod exchanges;
mod field_content;
mod framework;
mod secrets;
mod signed;
mod threads;
mod tokens;
mod types;
