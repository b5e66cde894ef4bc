//! Authentication: the framework, the codings and each scheme.

mod abnf;
mod api_key;
mod aws4;
mod colon_pair;
mod concealed;
mod control;
mod digest;
mod dpop;
mod eg1;
mod folded;
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
mod shared_access_signature;
mod signature;
mod tolerant;
mod uma;
mod vapid;
mod web_push;
