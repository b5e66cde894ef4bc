//! Authentication: the framework, the codings and each scheme.

mod abnf;
mod api_key;
mod aws4;
mod colon_pair;
mod concealed;
mod control;
mod digest;
mod dpop;
mod gnap;
mod hawk;
mod hoba;
mod mutual;
mod negotiate;
mod ntlm;
mod oauth;
mod private_token;
mod scram;
mod select;
mod signature;
mod tolerant;
mod vapid;
