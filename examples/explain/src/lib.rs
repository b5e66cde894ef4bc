//! Explains in plain words whether a browser lets a page read a response, and if not, why.
//!
//! The input is the output of `curl -v`, or header blocks with an empty line between them: a request and its response, a
//! preflight and its response, or both pairs. [`hops`] finds the messages that belong together, [`Hop::question`] finds
//! what the page asked for, and [`Question::write`] writes the explanation. [`Question::outcome`] and
//! [`Question::notes`] return the same without sentences.
//!
//! [`schemes`] has what the types of authentication read, as [`Row`]s.
//!
//! The rules of CORS are in [`countersign::cors::browser`]. What decides and no field shows, such as the permission of a user,
//! is a [`Note`] that [is unseen](Note::is_unseen). Nothing is allocated.
//!
//! ```
//! use countersign_explain::{Credentials, hops};
//!
//! let capture = b"> GET /orders HTTP/1.1\r\n> Host: api.example\r\n> Origin: https://shop.example\r\n>\r\n\
//!                 < HTTP/1.1 200 OK\r\n< Access-Control-Allow-Origin: *\r\n<\r\n";
//! let hop = hops(capture).next().unwrap();
//! let mut text = String::new();
//! hop.question().unwrap().write(&[Credentials::Include], &mut text)?;
//! assert!(text.contains("With credentials, no browser lets the page read the response."));
//! assert!(text.contains("Access-Control-Allow-Origin is `*`, which does not apply to requests with credentials."));
//! # Ok::<(), core::fmt::Error>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    missing_debug_implementations,
    elided_lifetimes_in_paths,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    clippy::std_instead_of_core,
    clippy::alloc_instead_of_core
)]

mod advice;
mod chain;
mod embed;
mod exposed;
mod faults;
mod hidden;
mod hop;
mod location;
mod message;
mod no_question;
mod note;
mod outcome;
mod question;
mod row;
pub mod schemes;
mod shown;
mod text;
mod unseen;

pub use advice::Wanting;
pub use chain::Barrier;
pub use embed::Embed;
pub use faults::{Why, section};
pub use hidden::hidden;
pub use hop::{Hop, Hops, Pair, hops};
pub use message::{Lines, Message, malformed_status_lines};
pub use no_question::NoQuestion;
pub use note::Note;
pub use outcome::{Credentials, Outcome, OwnOutcome, PROFILES, Stage};
pub use question::Question;
pub use row::{Meaning, Row, Rows, Value};
pub use unseen::Network;
