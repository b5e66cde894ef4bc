//! RFC 9110 §5.6: what all fields share.

pub(crate) mod class;
pub(crate) mod hex;
pub(crate) mod list;
pub(crate) mod number;
pub(crate) mod rules;
pub(crate) mod secret;
pub(crate) mod text;
pub(crate) mod token;
