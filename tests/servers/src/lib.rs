//! Real servers on loopback, each with a realm named `staff` that lets in Mufasa and his Circle of Life.
//!
//! [`Server`] starts and stops one, and a module for each knows its configuration. A server is one process, in the
//! foreground, in a directory of its own, on a port of its own, and ends with the value.

pub mod apache;
pub mod lighttpd;
pub mod nginx;
mod server;

pub use server::{Response, Server};

/// Who is let in.
pub const USER: &str = "Mufasa";
/// His password.
pub const PASSWORD: &str = "Circle of Life";
