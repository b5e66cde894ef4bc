//! What the authentication and CORS fields of messages mean, as trees for people and as JSON for scripts; and what the
//! signature of a request covers.
//!
//! [`read`] splits a header block, and a [`Report`] shows it. [`revealed`] returns the JSON of one line for programs that
//! compare it.

mod cors;
pub mod explain;
mod forgiven;
mod input;
mod json;
mod meaning;
mod report;
mod schemes;
mod secrets;
pub mod signature;
mod single;
mod tree;
mod value;

pub use input::{Message, of_lines, read};
pub use json::revealed;
pub use report::Report;
