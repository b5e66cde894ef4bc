//! Samples of every public type. Their `Debug` output has no secret, they do not allocate, and they are `Send` and `Sync`.
//! Those that a field line can contain cannot end it.

mod agent;
mod allocations;
mod aws2;
mod computing;
mod cors;
mod exchanges;
mod field_content;
mod framework;
mod hawk_signing;
mod header_values;
mod oauth_signing;
mod proofs;
mod secrets;
mod shared_key;
mod signature_signing;
mod signed;
mod signing;
mod threads;
mod token_signing;
mod tokens;
mod types;
