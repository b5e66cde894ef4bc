//! CORS: the fields, the browser and the server.

mod browser;
mod cache;
mod config;
mod exchanges;
mod fields;
mod gateway;
mod gateway_unseen;
mod names;
mod origin;
mod parts;
mod policy;
mod profiles;
mod redirects;
mod values;
