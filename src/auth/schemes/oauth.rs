//! The OAuth scheme of OAuth 1.0, RFC 5849. The tokens of OAuth 2.0 are sent by [`bearer`](crate::auth::bearer).
//!
//! ```abnf
//! challenge   = "OAuth" [ 1*SP #auth-param ] ; realm, oauth_problem, oauth_problem_advice, all OPTIONAL
//! credentials = "OAuth" 1*SP #auth-param     ; oauth_consumer_key, oauth_signature_method, oauth_signature REQUIRED,
//!                                            ; oauth_timestamp, oauth_nonce REQUIRED unless the method is PLAINTEXT,
//!                                            ; realm, oauth_token, oauth_version, oauth_callback, oauth_verifier OPTIONAL
//! value       = DQUOTE *( unreserved / pct-encoded ) DQUOTE ; of all but realm
//! unreserved  = ALPHA / DIGIT / "-" / "." / "_" / "~"
//! ```
//! [RFC 5849, sections 3.5.1 and 3.6](https://www.rfc-editor.org/rfc/rfc5849#section-3.5.1)
//!
//! | octets | read | why |
//! |---|---|---|
//! | a value that is not quoted | read | RFC 9110 §11.2; `%` is a token's octet |
//! | small digits behind a percent sign, octets that should be encoded | read; written again as §3.6 has them | no two readers take them for different octets |
//! | a plus sign | read as one | it is a space in forms only, §3.4.1.3.1 |
//! | a percent sign without two digits | refused: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | §3.6 |
//! | a timestamp that is no number, zero, or past 64 bits | refused: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | §3.3 |
//! | no timestamp or no nonce | refused: [`ErrorKind::Missing`](crate::ErrorKind::Missing), but for PLAINTEXT | §3.1 |
//! | a version other than `1.0` | refused: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | §3.1 |
//! | a parameter that occurs twice, whatever its case | refused: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | §3.1, RFC 9110 §11.2 |
//! | other parameters | read as [`other_params`](Credentials::other_params) | §3.5.1; they are signed too |
//! | a known name with percent signs | another parameter | §3.6: nothing in it needs to be encoded |
//!
//! Values are unescaped first and percent-decoded then. The realm alone is not encoded, and not signed.

mod challenge;
mod credentials;
mod encoded;

pub use challenge::Challenge;
pub use credentials::{Credentials, SignatureMethod};
pub use encoded::Encoded;

/// The name of the scheme.
pub const SCHEME: &str = "OAuth";
