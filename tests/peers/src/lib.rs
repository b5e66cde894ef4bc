//! Real servers and clients on loopback, each with a realm named `staff` that lets in Mufasa and his Circle of Life.
//!
//! | side | of others | of our own, on countersign |
//! |---|---|---|
//! | server | [`Server`]: [`apache`], [`lighttpd`], [`nginx`], [`squid`] | [`Origin`], guarded by a [`Guard`] |
//! | client | [`Client`]: curl, wget, requests, httpx, aiohttp | [`Agent`] |
//!
//! A server of others is one process, in the foreground, in a directory of its own, on a port of its own, and ends with
//! the value. A client of others runs to its end, within a time limit.

mod agent;
pub mod apache;
pub mod clients;
mod guard;
mod http;
pub mod lighttpd;
pub mod nginx;
mod origin;
pub mod outcome;
mod process;
mod role;
mod server;
pub mod squid;

use std::time::Duration;

use countersign::FieldContent;
use countersign::auth::digest::{Algorithm, Hasher, Hex, RustCrypto};

pub use agent::{Agent, Connection};
pub use clients::Client;
pub use guard::{Guard, Realm, Verdict};
pub use http::Message;
pub use origin::Origin;
pub use role::Role;
pub use server::Server;

/// Who is let in.
pub const USER: &str = "Mufasa";
/// His password.
pub const PASSWORD: &str = "Circle of Life";
/// What he gets to see.
pub const PAGE: &[u8] = b"in\n";

/// How long anybody may take for anything.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(5);

/// The octets of a field value.
#[must_use]
pub fn wire(value: &dyn FieldContent) -> Vec<u8> {
    let mut buffer = vec![0; value.encoded_len()];
    let length = value.encode_to_slice(&mut buffer).map_or(0, <[u8]>::len);
    buffer.truncate(length);
    buffer
}

/// The hash of a body; `None` for an algorithm that nobody knows.
#[must_use]
pub fn hash(algorithm: Algorithm<'_>, body: &[u8]) -> Option<Hex> {
    let mut hasher = Hasher::new(RustCrypto, algorithm).ok()?;
    hasher.update(body);
    Some(hasher.finish())
}
