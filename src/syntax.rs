//! RFC 9110 §5.6: the grammar that all fields share.
//!
//! - [`class`]: the classes of bytes · [`wide`]: eight or sixteen bytes at a time
//! - [`rules`]: the nom rules that all fields share
//! - [`token`], [`text`], [`list`]: the values made of them
//! - [`number`], [`hex`]: decimal numbers and hexadecimal digits
//! - [`ip`]: IP addresses
//! - [`civil`]: dates and times of day
//! - [`secret`]: comparison of secrets in constant time

pub(crate) mod civil;
pub(crate) mod class;
pub(crate) mod hex;
pub(crate) mod ip;
pub(crate) mod list;
pub(crate) mod number;
pub(crate) mod rules;
pub(crate) mod secret;
pub(crate) mod text;
pub(crate) mod token;
pub(crate) mod wide;
