#![doc = include_str!("../README.md")]
//!
//! # How do I …
//!
//! | How do I … | with |
//! |---|---|
//! | read the fields of a proxy? | [`auth::proxy_authenticate`], [`auth::proxy_authorization`] |
//! | use a header map of my own? | [`Fields`], which has one method, implemented for a `Copy` wrapper of a reference; or [`FieldsFn`] with a closure |
//! | keep a value after its buffer is gone? | `Kept`, with the feature `alloc`; or [`FieldValue`]: write the value into it, and parse it again when needed |
//! | write a value into a buffer, a socket or a `String`? | [`Encode`], and the types that implement [`Sink`] |
//! | read or write a scheme that this crate does not know? | [`auth::Challenge`] and [`auth::Credentials`], the framework of all schemes |
//! | read a token68, percent-encoding or a JWT? | [`auth::Token68`], [`auth::ext_value`], [`auth::jwt`] |
//!
//! # Logging safely
//!
//! `Debug` of every type is safe to log. It shows what cannot be secret (such as known names of schemes and parameters, and
//! the realm) and the lengths of the rest. Errors are safe too: they hold an offset and no byte of the input. The methods
//! that show bytes are explicit: [`Encode::display`], [`Encode::encode`], [`Text::lossy`], [`Text::raw`] and the accessors
//! of a value. Use them for what is public, such as a realm.
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
#![allow(clippy::inline_always, reason = "measured: without it, small grammar rules cost a third more instructions")]
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
#[cfg(feature = "tower")]
extern crate std;

#[macro_use]
mod keep;
#[macro_use]
mod reasons;

#[cfg(feature = "arbitrary")]
#[cfg_attr(docsrs, doc(cfg(feature = "arbitrary")))]
pub mod arbitrary;
pub mod auth;
pub mod cors;
#[cfg(feature = "defmt")]
mod defmt;
mod encode;
mod error;
mod field_value;
mod fields;
pub mod gate;
pub mod hash;
#[cfg(feature = "headers")]
#[cfg_attr(docsrs, doc(cfg(feature = "headers")))]
pub mod headers;
#[cfg(feature = "http")]
#[cfg_attr(docsrs, doc(cfg(feature = "http")))]
pub mod http;
#[cfg(feature = "alloc")]
mod kept;
pub mod mac;
mod owned;
mod sinks;
mod syntax;
#[cfg(feature = "tower")]
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
pub mod tower;

pub use encode::{Displayed, Encode, FieldContent, Sink};
pub use error::{CapacityError, DecodeError, ErrorKind, LineError, ParseError, Rule, ValueError, ValueErrorKind};
pub use field_value::{FieldValue, FieldValueIn};
pub use fields::{AllFields, Fields, FieldsFn, Lines};
#[cfg(feature = "alloc")]
#[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
pub use kept::{Keep, Kept};
#[cfg(feature = "embedded-io-07")]
#[cfg_attr(docsrs, doc(cfg(feature = "embedded-io-07")))]
pub use sinks::EmbeddedIo07;
#[cfg(feature = "heapless")]
#[cfg_attr(docsrs, doc(cfg(feature = "heapless")))]
pub use sinks::StringError;
pub use syntax::list::List;
pub use syntax::text::{Text, Words};
pub use syntax::token::Token;

/// The iterators of [`List`].
pub mod list {
    pub use crate::syntax::list::{Elements, Iter};
}

/// The iterator and the formatter that [`Text`] returns.
pub mod text {
    pub use crate::syntax::text::{Bytes, Lossy};
}
