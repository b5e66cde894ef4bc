//! What the values of several schemes are written in.

pub(in crate::auth) mod base64;
pub(in crate::auth) mod date;
pub(in crate::auth) mod decimal;
pub(in crate::auth) mod dot_segments;
pub mod ext_value;
pub(in crate::auth) mod json;
pub mod jwk;
pub mod jwt;
pub(in crate::auth) mod pairs;
pub(in crate::auth) mod percent;
pub(in crate::auth) mod undecoded;
pub(in crate::auth) mod uri;
