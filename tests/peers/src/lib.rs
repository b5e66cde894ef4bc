//! Real servers and clients on loopback, with the realm `staff`, the user Mufasa and the password Circle of Life.
//!
//! | side | from others | built with countersign |
//! |---|---|---|
//! | server | [`Server`]: [`apache`], [`lighttpd`], [`nginx`], [`squid`] | [`Origin`], guarded by a [`Guard`] |
//! | client | [`Client`]: curl, wget, requests, httpx, aiohttp | [`Agent`] |
//!
//! A server from others is one process in the foreground, with a temporary directory and a port of its own. It ends when
//! the value is dropped. A client from others runs until it exits, within a time limit.

mod agent;
pub mod apache;
pub mod azurite;
mod change;
pub mod clients;
mod guard;
mod http;
mod judge;
pub mod lighttpd;
pub mod nginx;
mod origin;
pub mod outcome;
pub mod postgres;
mod process;
mod python;
mod role;
mod server;
pub mod squid;

use std::time::Duration;

use countersign::FieldContent;
use countersign::auth::digest::{Algorithm, Hasher, Hex, RustCrypto};

pub use agent::{Agent, Connection};
pub use change::changes;
pub use clients::Client;
pub use guard::{Guard, Realm, Verdict};
pub use http::Message;
pub use judge::{Judge, Sentence};
pub use origin::Origin;
pub use python::{node, python};
pub use role::Role;
pub use server::Server;

/// The user name.
pub const USER: &str = "Mufasa";
/// A user whose name is not ASCII.
pub const FOREIGN_USER: &str = "Jäsøn Doe";
/// The password.
pub const PASSWORD: &str = "Circle of Life";
/// The body of every page.
pub const PAGE: &[u8] = b"in\n";

/// The time limit for each operation.
const PATIENCE: Duration = Duration::from_secs(20);
/// The time between two checks.
const PAUSE: Duration = Duration::from_millis(5);

/// Returns the bytes of a field value.
#[must_use]
pub fn wire(value: &dyn FieldContent) -> Vec<u8> {
    let mut buffer = vec![0; value.encoded_len()];
    let length = value.encode_to_slice(&mut buffer).map_or(0, <[u8]>::len);
    buffer.truncate(length);
    buffer
}

/// Returns the hash of a body, or `None` for an unknown algorithm.
#[must_use]
pub fn hash(algorithm: Algorithm<'_>, body: &[u8]) -> Option<Hex> {
    let mut hasher = Hasher::new(RustCrypto, algorithm).ok()?;
    hasher.update(body);
    Some(hasher.finish())
}
