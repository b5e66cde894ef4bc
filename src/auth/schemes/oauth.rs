//! The OAuth scheme of OAuth 1.0, RFC 5849. Tokens of OAuth 2.0 are sent with [`bearer`](crate::auth::bearer).
//!
//! ```abnf
//! challenge   = "OAuth" [ 1*SP #auth-param ] ; realm, oauth_problem, oauth_problem_advice, all OPTIONAL
//! credentials = "OAuth" 1*SP #auth-param     ; oauth_consumer_key, oauth_signature_method, oauth_signature REQUIRED,
//!                                            ; oauth_timestamp, oauth_nonce REQUIRED unless the method is PLAINTEXT,
//!                                            ; realm, oauth_token, oauth_version, oauth_callback, oauth_verifier OPTIONAL
//! value       = DQUOTE *( unreserved / pct-encoded ) DQUOTE ; of every parameter but realm
//! unreserved  = ALPHA / DIGIT / "-" / "." / "_" / "~"
//! ```
//! [RFC 5849, sections 3.5.1 and 3.6](https://www.rfc-editor.org/rfc/rfc5849#section-3.5.1)
//!
//! | input | result | why |
//! |---|---|---|
//! | a value that is not quoted | accepted | RFC 9110 §11.2; `%` may stand in a token |
//! | lower-case digits after a percent sign, bytes that should be encoded | accepted; written as §3.6 requires | they decode to the same bytes in every implementation |
//! | a plus sign | accepted as a plus sign | it is a space in forms only, §3.4.1.3.1 |
//! | white space in a value, also where a line was folded | accepted as a byte of the value | it decodes to itself; the method of the signature, not this grammar, says whether it is base64 |
//! | a percent sign without two hex digits | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | §3.6 |
//! | a timestamp that is not a number, is zero, or exceeds 64 bits | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | §3.3 |
//! | no timestamp or no nonce, unless the method is PLAINTEXT | rejected: [`ErrorKind::Missing`](crate::ErrorKind::Missing) | §3.1 |
//! | a version other than `1.0` | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | §3.1 |
//! | a repeated parameter, in any case | rejected: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | §3.1, RFC 9110 §11.2 |
//! | other parameters | accepted, see [`other_params`](Credentials::other_params) | §3.5.1; the signature covers them too |
//! | a known name that contains percent signs | another parameter | §3.6: the known names need no encoding |
//!
//! Values are unescaped first and then percent-decoded. Only the realm is neither encoded nor signed.

mod challenge;
mod credentials;
mod encoded;

pub use challenge::Challenge;
pub use credentials::{Credentials, SignatureMethod};
pub use encoded::Encoded;

/// The name of the scheme.
pub const SCHEME: &str = "OAuth";
