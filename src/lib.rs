#![doc = include_str!("../README.md")]
//!
//! # How do I …
//!
//! | I have … | start with |
//! |---|---|
//! | a response to read | [`auth::www_authenticate`], [`auth::proxy_authenticate`]; [`auth::tolerant`] for servers that do not follow the standard |
//! | a 401 to answer, as a client | [`auth::select`] picks the challenge, [`auth::digest::Client`] or [`auth::basic::Credentials`] answers it |
//! | a request to authenticate, as a server | [`auth::authorization`], then [`auth::basic`], [`auth::bearer`], [`auth::digest::Server`] or another scheme |
//! | a policy to decide by | [`cors::policy`]; [`gate`] to decide CORS and authentication together, the preflight first |
//! | a browser to understand | [`cors::browser`]: what it sends, and why it blocks a page |
//! | a header map of my own | [`Fields`], implemented in three lines, or [`FieldsFn`] around a closure |
//! | a value to keep after its buffer is gone | [`FieldValue`]: write the value into it, and parse it again when needed |
//! | a value to write into a buffer, a socket or a `String` | [`Encode`] |
//! | a scheme that this crate does not know | [`auth::Challenge`] and [`auth::Credentials`], the framework of all schemes |
//!
//! # Logging safely
//!
//! `Debug` of every type is safe to log: it shows forms and lengths and no secret. Errors are safe too: they hold an
//! offset and no byte of the input. Only two adapters show bytes of a value, and both are explicit: [`Encode::display`]
//! shows the wire form, and [`Text::lossy`] one text. Use them for what is public, such as a realm.
//!
//! ```
//! use countersign::auth::{basic, bearer};
//!
//! let challenge = basic::Challenge::parse(b"Basic realm=\"staff\"")?;
//! assert_eq!(challenge.realm().lossy().to_string(), "staff");
//!
//! let credentials = bearer::Credentials::parse(b"Bearer mF_9.B5f-4.1JqM")?;
//! assert!(!format!("{credentials:?}").contains("mF_9"));
//! # Ok::<(), countersign::ParseError>(())
//! ```
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![no_std]
#![deny(
    missing_docs,
    missing_debug_implementations,
    elided_lifetimes_in_paths,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    clippy::std_instead_of_core,
    clippy::alloc_instead_of_core,
    clippy::allow_attributes_without_reason
)]
#![allow(clippy::inline_always, reason = "measured: leaves of the grammar that are not inlined cost a third more")]
#![allow(clippy::needless_bitwise_bool, reason = "one branch less for each byte")]
#![allow(clippy::iter_without_into_iter, reason = "a view is Copy, and iterates by value")]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::arithmetic_side_effects,
        reason = "a test may panic"
    )
)]

#[cfg(feature = "alloc")]
extern crate alloc;

pub mod auth;
pub mod cors;
mod encode;
mod error;
mod fields;
pub mod gate;
mod owned;
mod syntax;

pub use encode::{Displayed, Encode, FieldContent, FieldValue, FieldValueIn, Sink};
pub use error::{CapacityError, DecodeError, ErrorKind, LineError, ParseError, Rule, ValueError, ValueErrorKind};
pub use fields::{Fields, FieldsFn, Lines};
pub use syntax::list::List;
pub use syntax::text::{Text, Words};
pub use syntax::token::Token;

/// The iterators of [`List`].
pub mod list {
    pub use crate::syntax::list::{Elements, Iter};
}

/// What [`Text`] lends: an iterator over its bytes, and an adapter that formats it.
pub mod text {
    pub use crate::syntax::text::{Bytes, Lossy};
}
