//! CORS: the fields of the protocol in Fetch, and both of its sides.
//!
//! With CORS ([Fetch, section 3.3](https://fetch.spec.whatwg.org/#http-cors-protocol)) a server says which pages of other
//! origins may read its responses. The browser sends the [`ORIGIN`] of the page; before a request that an HTML form could
//! not make, it also sends a preflight. The server answers with the `Access-Control-` fields, and the browser decides.

pub mod browser;
pub mod cache;
pub mod gateway;
#[cfg(feature = "alloc")]
mod kept;
pub mod names;
pub mod origin;
pub mod policy;
mod split;
pub mod values;

/// The fields of this module, each with the messages that carry it.
///
/// ```
/// use countersign::cors::{ACCESS_CONTROL_MAX_AGE, FIELDS, Role};
///
/// assert!(FIELDS.contains(&(ACCESS_CONTROL_MAX_AGE, Role::PreflightResponse)));
/// let requests = FIELDS.into_iter().filter(|(_, role)| matches!(role, Role::Request | Role::PreflightRequest));
/// assert_eq!(requests.count(), 4);
/// ```
pub const FIELDS: [(&str, Role); 16] = [
    (ORIGIN, Role::Request),
    (ACCESS_CONTROL_REQUEST_METHOD, Role::PreflightRequest),
    (ACCESS_CONTROL_REQUEST_HEADERS, Role::PreflightRequest),
    (ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, Role::PreflightRequest),
    (ACCESS_CONTROL_ALLOW_ORIGIN, Role::AnyResponse),
    (ACCESS_CONTROL_ALLOW_CREDENTIALS, Role::AnyResponse),
    (ACCESS_CONTROL_ALLOW_METHODS, Role::PreflightResponse),
    (ACCESS_CONTROL_ALLOW_HEADERS, Role::PreflightResponse),
    (ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK, Role::PreflightResponse),
    (ACCESS_CONTROL_MAX_AGE, Role::PreflightResponse),
    (ACCESS_CONTROL_EXPOSE_HEADERS, Role::ActualResponse),
    (PRIVATE_NETWORK_ACCESS_ID, Role::PreflightResponse),
    (PRIVATE_NETWORK_ACCESS_NAME, Role::PreflightResponse),
    (TIMING_ALLOW_ORIGIN, Role::OtherResponse),
    (CROSS_ORIGIN_RESOURCE_POLICY, Role::OtherResponse),
    (VARY, Role::OtherResponse),
];

/// The messages that carry a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// All requests, including preflights.
    Request,
    /// Preflights.
    PreflightRequest,
    /// All responses, including those to preflights.
    AnyResponse,
    /// Responses to requests that are not preflights.
    ActualResponse,
    /// Responses to preflights.
    PreflightResponse,
    /// Responses; the field does not belong to the CORS protocol.
    OtherResponse,
}

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
