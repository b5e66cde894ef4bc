//! x
#![no_std]
pub mod auth;
mod class;
mod encode;
mod error;
mod fields;
mod grammar;
mod list;
mod text;

pub use encode::{CapacityError, Encode, FieldValue, Sink, ValueError, ValueErrorKind};
pub use error::{DecodeError, ErrorKind, LineError, ParseError, Rule};
pub use fields::{Fields, SameName};
pub use list::{Elements, Lines, List};
pub use text::{Bytes, Text, Token};
