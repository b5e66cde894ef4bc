//! CORS: the fields of Fetch's protocol, and both sides of it.
//!
//! [Fetch, section 3.3](https://fetch.spec.whatwg.org/#http-cors-protocol) lets a server say which pages may read its
//! responses. A browser asks with [`ORIGIN`] and, before what no form could send, with a preflight; the server
//! answers with the `Access-Control-` fields; the browser decides.

pub mod browser;
pub mod cache;
pub mod gateway;
pub mod names;
pub mod origin;
pub mod policy;
mod split;
pub mod values;

/// `Origin`, of a request.
pub const ORIGIN: &str = "Origin";
/// `Access-Control-Request-Method`, of a preflight.
pub const ACCESS_CONTROL_REQUEST_METHOD: &str = "Access-Control-Request-Method";
/// `Access-Control-Request-Headers`, of a preflight.
pub const ACCESS_CONTROL_REQUEST_HEADERS: &str = "Access-Control-Request-Headers";
/// `Access-Control-Request-Private-Network`, of a preflight.
pub const ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK: &str = "Access-Control-Request-Private-Network";
/// `Access-Control-Allow-Origin`, of a response.
pub const ACCESS_CONTROL_ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
/// `Access-Control-Allow-Credentials`, of a response.
pub const ACCESS_CONTROL_ALLOW_CREDENTIALS: &str = "Access-Control-Allow-Credentials";
/// `Access-Control-Allow-Methods`, of a preflight's response.
pub const ACCESS_CONTROL_ALLOW_METHODS: &str = "Access-Control-Allow-Methods";
/// `Access-Control-Allow-Headers`, of a preflight's response.
pub const ACCESS_CONTROL_ALLOW_HEADERS: &str = "Access-Control-Allow-Headers";
/// `Access-Control-Allow-Private-Network`, of a preflight's response.
pub const ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK: &str = "Access-Control-Allow-Private-Network";
/// `Access-Control-Max-Age`, of a preflight's response.
pub const ACCESS_CONTROL_MAX_AGE: &str = "Access-Control-Max-Age";
/// `Access-Control-Expose-Headers`, of a response.
pub const ACCESS_CONTROL_EXPOSE_HEADERS: &str = "Access-Control-Expose-Headers";
/// `Private-Network-Access-ID`, of a preflight's response.
pub const PRIVATE_NETWORK_ACCESS_ID: &str = "Private-Network-Access-ID";
/// `Private-Network-Access-Name`, of a preflight's response.
pub const PRIVATE_NETWORK_ACCESS_NAME: &str = "Private-Network-Access-Name";
/// `Timing-Allow-Origin`, of a response.
pub const TIMING_ALLOW_ORIGIN: &str = "Timing-Allow-Origin";
/// `Cross-Origin-Resource-Policy`, of a response.
pub const CROSS_ORIGIN_RESOURCE_POLICY: &str = "Cross-Origin-Resource-Policy";
/// `Vary`, of a response.
pub const VARY: &str = "Vary";
