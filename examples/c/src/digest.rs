//! Digest, with the hash functions whose features are enabled.

pub(crate) mod client;
pub(crate) mod server;
