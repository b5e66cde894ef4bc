#![doc = include_str!("../README.md")]
//!
//! # The rooms of this crate
//!
//! One room per grammar, both directions in it, each furnished in the same order: what the standard says and where the
//! room differs, the types, `parse`, [`Encode`], the private rules named as the ABNF names them.
//!
//! | room | what is in it | stands on |
//! |---|---|---|
//! | `encode` | [`Encode`], [`Sink`], [`FieldValue`], [`ValueError`]: values to octets | core and heapless |
//! | `fields` | [`Fields`]: a caller's header map | core |
//! | `class` | which octet is what: the one table | core |
//! | `error` | [`ParseError`], [`ErrorKind`], [`Rule`]: what is wrong, and at which octet | `encode` |
//! | `grammar`, `text`, `token` | RFC 9110 §5.6: the rules that all fields share, and [`Text`], [`Token`], [`Words`] made of them | all above |
//! | `list` | RFC 9110 §5.6.1: [`List`], and the [`Lines`] of a field | all above |
//! | [`auth`] | RFC 9110 §11: the framework, and [`auth::Events`], the one reader of it | all above |
//! | [`auth::basic`] and its neighbours | one scheme each, both directions | `auth` |
//! | [`cors`] | Fetch §3.3: the names of the fields of CORS | `list` |
//! | [`cors::split`] | Fetch §2.2.2: values without a grammar, split at commas | `cors` |
//! | [`cors::names`], [`cors::origin`], [`cors::values`] | Fetch's methods and names of fields; origins, and the patterns of a policy; the values, and the doors to them | `cors::split` |
//! | [`cors::browser`] | the browser's half: preflights, and what a page may read | `cors::values` |
//! | [`cors::cache`] | the CORS-preflight cache, in fixed room | `cors::browser` |
//! | [`cors::policy`] | the server's half: a policy that is checked when it is built, and what it decides | `cors::names` |
//! | [`cors::gateway`] | the `cors` policy of an API gateway: statements, scopes, and what is decided by them | `cors::policy` |
//! | [`gate`] | preflight first, then authentication, then CORS on whatever is answered | `auth`, `cors::policy` |
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
    clippy::alloc_instead_of_core
)]
#![allow(clippy::inline_always, reason = "measured: leaves of the grammar that are not inlined cost a third more")]
#![allow(clippy::needless_bitwise_bool, reason = "over many octets, one branch less each")]
#![allow(clippy::iter_without_into_iter, reason = "a view is Copy, and iterates by value")]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::arithmetic_side_effects
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
