//! What the values of several schemes are written in.

pub(in crate::auth) mod base64;
pub(in crate::auth) mod date;
pub(in crate::auth) mod decimal;
pub mod ext_value;
pub mod jwt;
pub(in crate::auth) mod percent;
pub(in crate::auth) mod undecoded;
