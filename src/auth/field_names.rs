//! The names of the fields that authentication reads.

/// `WWW-Authenticate`, RFC 9110 §11.6.1.
pub const WWW_AUTHENTICATE: &str = "WWW-Authenticate";
/// `Proxy-Authenticate`, RFC 9110 §11.7.1.
pub const PROXY_AUTHENTICATE: &str = "Proxy-Authenticate";
/// `Authorization`, RFC 9110 §11.6.2.
pub const AUTHORIZATION: &str = "Authorization";
/// `Proxy-Authorization`, RFC 9110 §11.7.2.
pub const PROXY_AUTHORIZATION: &str = "Proxy-Authorization";
/// `Authentication-Info`, RFC 9110 §11.6.3.
pub const AUTHENTICATION_INFO: &str = "Authentication-Info";
/// `Proxy-Authentication-Info`, RFC 9110 §11.7.3.
pub const PROXY_AUTHENTICATION_INFO: &str = "Proxy-Authentication-Info";
/// `Optional-WWW-Authenticate`, RFC 8053 §3.
pub const OPTIONAL_WWW_AUTHENTICATE: &str = "Optional-WWW-Authenticate";
/// `Authentication-Control`, RFC 8053 §4.
pub const AUTHENTICATION_CONTROL: &str = "Authentication-Control";
/// `Concealed-Auth-Export`, RFC 9729 §6.2.
pub const CONCEALED_AUTH_EXPORT: &str = "Concealed-Auth-Export";
/// `Crypto-Key`, of [`WebPush`](crate::auth::web_push).
pub const CRYPTO_KEY: &str = "Crypto-Key";
/// `DPoP`, RFC 9449 §4.1.
pub const DPOP: &str = "DPoP";
/// `DPoP-Nonce`, RFC 9449 §8.1.
pub const DPOP_NONCE: &str = "DPoP-Nonce";
/// `Hobareg`, RFC 7486 §6.1.1.
pub const HOBAREG: &str = "Hobareg";
/// `Server-Authorization`, of [Hawk](crate::auth::hawk).
pub const SERVER_AUTHORIZATION: &str = "Server-Authorization";
/// `Signature`, of [draft-cavage-http-signatures](crate::auth::signature).
pub const SIGNATURE: &str = "Signature";

/// Every field that the functions of [`auth`](crate::auth) and of its modules ask a header map for.
///
/// A host that copies fields by name copies these.
///
/// ```
/// use countersign::auth;
///
/// assert!(auth::FIELDS.contains(&auth::WWW_AUTHENTICATE) && auth::FIELDS.contains(&auth::DPOP_NONCE));
/// ```
pub const FIELDS: [&str; 15] = [
    WWW_AUTHENTICATE,
    PROXY_AUTHENTICATE,
    AUTHORIZATION,
    PROXY_AUTHORIZATION,
    AUTHENTICATION_INFO,
    PROXY_AUTHENTICATION_INFO,
    OPTIONAL_WWW_AUTHENTICATE,
    AUTHENTICATION_CONTROL,
    CONCEALED_AUTH_EXPORT,
    CRYPTO_KEY,
    DPOP,
    DPOP_NONCE,
    HOBAREG,
    SERVER_AUTHORIZATION,
    SIGNATURE,
];
