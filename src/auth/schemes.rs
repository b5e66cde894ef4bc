//! One module per scheme.

pub mod api_key;
pub mod aws4;
pub mod basic;
pub mod bearer;
pub mod colon_pair;
pub mod concealed;
pub mod digest;
pub mod dpop;
pub mod gnap;
pub mod hawk;
pub mod hoba;
pub mod mutual;
pub mod negotiate;
pub mod ntlm;
pub mod oauth;
pub mod private_token;
pub mod scram;
pub mod signature;
pub mod vapid;
