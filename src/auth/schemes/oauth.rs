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
//!
//! # Signatures
//!
//! [`SignatureBaseString`] is what is signed. [`Client`] and [`Server`] sign and verify it with HMAC, over the caller's MAC; with
//! RSA the caller does.
//!
//! | input | result | why |
//! |---|---|---|
//! | `+` in a query or a form | a space | §3.4.1.3.1: they are read as forms |
//! | a parameter without `=` | one with an empty value | §3.4.1.3.1 |
//! | a percent sign without two digits, a control character or a space in a query or a form | rejected: [`InvalidByte`](crate::ValueErrorKind::InvalidByte) | it decodes to nothing certain |
//! | a defined parameter, such as `oauth_token`, in the query or the form | rejected: [`Reserved`](crate::ValueErrorKind::Reserved) | §3.1, §3.2: each is sent once, and the credentials have it |
//! | more than [`MAX_SIGNED_PARAMS`] parameters | rejected: [`TooMany`](crate::ValueErrorKind::TooMany) | sorting needs no memory, and takes a pass for each |
//! | the port 80 with `http`, 443 with `https` | left out | §3.4.1.2 |
//! | a body that is no form, fields | not signed | §3.4.1.3.1 |
//! | PLAINTEXT | [`Server::verify_plaintext`] only | §3.4.4: nothing is signed |

mod challenge;
mod client;
mod credentials;
mod encoded;
mod request;
mod secrets;
mod server;

pub use challenge::Challenge;
pub use client::{Client, Signed};
pub use credentials::{Credentials, SignatureMethod};
pub use encoded::Encoded;
pub use request::{BaseStringUri, MAX_SIGNED_PARAMS, Request, SignatureBaseString};
pub use secrets::Secrets;
pub use server::{Refusal, Server};

/// The name of the scheme.
pub const SCHEME: &str = "OAuth";
