//! The DPoP scheme, RFC 9449: a token that is bound to a key, and the fields that belong to it.
//!
//! ```abnf
//! challenge   = "DPoP" [ 1*SP #auth-param ]   ; those of Bearer, and algs, all OPTIONAL
//! credentials = "DPoP" 1*SP token68
//! algs        = alg *( SP alg )               ; JWS algorithms
//! DPoP        = jwt                           ; the proof of a request, on one line
//! DPoP-Nonce  = nonce                         ; a response's nonce for the next proof, on one line
//! nonce       = 1*( %x21 / %x23-5B / %x5D-7E )
//! ```
//! [RFC 9449, sections 4.1, 7.1, 8 and 9](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)
//!
//! The challenge is that of [`bearer`](crate::auth::bearer) with one more parameter: §7.1 builds on RFC 6750 §3, and RFC 9470 and RFC 9728 define
//! their parameters for both schemes. DPoP is for origin servers only. A proxy's fields must not contain it.
//!
//! | input | result | why |
//! |---|---|---|
//! | a challenge that is only `DPoP` | accepted | no parameter is required |
//! | a challenge with a token68 | rejected: [`Rule::AuthParam`] | §7.1 |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`] | RFC 9110 §11.2 |
//! | other parameters | accepted, as [`other_params`](Challenge::other_params) | §7.1 |
//! | quotes, backslashes and bytes above 0x7E in `algs`, `error` and so on | accepted, but not written | they equal no valid value, so that a comparison is safe |
//! | a `max_age` that is not a number of at most 64 bits | rejected: [`ErrorKind::InvalidParam`] | RFC 9470 §3 |
//! | credentials without a token | rejected: [`Rule::Token68`] | §7.1 |
//! | a second line of DPoP or DPoP-Nonce | rejected: [`ErrorKind::SecondLine`] | §4.3, §8 |
//! | a nonce with SP, a quote or a backslash | rejected: [`Rule::Nonce`] | §8.1 |
//!
//! # Proofs
//!
//! A [`Client`] makes proofs, and the caller signs their bytes. A [`Server`] checks a [`Proof`] against a [`Request`], and the caller
//! verifies the signature. The key is a [`Jwk`](crate::auth::jwk::Jwk).
//!
//! | input | result | why |
//! |---|---|---|
//! | a type but `dpop+jwt`, in this case | [`Refusal::Type`] | §4.3 |
//! | `none`, HS256 and other symmetric algorithms | a server and a client with them cannot be built | §4.3 |
//! | an algorithm that the server does not list | [`Refusal::Algorithm`] | §4.3 |
//! | a key of another kind or curve than the algorithm has | [`Refusal::Key`] | RFC 7518 §3.4, RFC 8037 §3.1, RFC 9864 |
//! | `htm` in another case | [`Refusal::Method`] | RFC 9110 §9.1 |
//! | `htu` with another case of scheme or host, the port of the scheme, percent-encoded unreserved characters, dot segments | accepted | §4.3, RFC 3986 §6.2.2 and §6.2.3 |
//! | a query or a fragment in `htu` | ignored | §4.3 |
//! | `htu` with an encoded slash, another case of the path, a slash more, user information or a byte that no URI has | [`Refusal::Uri`] | RFC 3986 §6.2.2 |
//! | a nonce, if the server requires one of its own | [`Refusal::Nonce`] unless it is one of them | §8 |
//! | a nonce, if the server requires no nonce | ignored | §4.3 |
//! | an `iat` more than 300 seconds before or after now | [`Refusal::Stale`]; a server can change the number | §11.1 |
//! | a signature in DER, or of another length than the algorithm has | [`Refusal::Signature`] | RFC 7518 §3.4 |
//! | an access token without `ath`, or with that of another token | [`Refusal::Token`] | §4.3 |
//! | another key than the token is bound to | [`Refusal::Binding`], with the error `invalid_token` | §7.1 |
//! | an `ath` in a request without a token | ignored | §4.3 |
//! | a token that is bound to a key, sent with the scheme Bearer | you must refuse it: no server of this module sees it | §7.2 |
//! | quotes, backslashes and control characters in the claims that a client writes | escaped | RFC 8259 §7 |
//!
//! # JSON
//!
//! [`Proof::new`] takes what any JSON library parsed. `Proof::read`, with the feature `json`, parses it without one. It unescapes
//! strings in the buffer that the caller lends, so a library that writes `\/` is understood, and refuses a name that occurs twice,
//! anything that is not JSON, and `crit`. It cannot panic, and is 4.5 KB of flash on a Cortex-M3, without the decoding of base64.

mod alg;
mod challenge;
mod client;
mod credentials;
#[cfg(feature = "json")]
mod json;
mod nonce;
mod proof;
mod request;
mod server;

use crate::auth::coding::jwt::Jwt;
use crate::auth::field_names::{DPOP, DPOP_NONCE};
use crate::error::{ErrorKind, LineError, ParseError, Rule};
use crate::fields::{Fields, only_line};
use crate::syntax::class::WSP;
use crate::syntax::rules::{ows, trim_end};

pub use challenge::Challenge;
pub use client::{Client, Retry, Signed, Unsigned};
pub use credentials::Credentials;
pub use nonce::Nonce;
pub use proof::{Claims, Header, Proof};
pub use request::{Request, TokenHash};
pub use server::{Refusal, Server};

/// The name of the scheme.
pub const SCHEME: &str = "DPoP";

/// Parses the DPoP field of a request: the proof, a JWT that is signed by the key to which the token is bound.
///
/// ```
/// use countersign::auth::dpop;
///
/// let request = [("Authorization", "DPoP Kz~8mXK1"), ("DPoP", "eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIn0.Jw")];
/// let proof = dpop::proof(&request)?.expect("the client sends a proof");
/// let mut buffer = [0; 64];
/// assert_eq!(proof.header().decode_into(&mut buffer)?, br#"{"alg":"ES256"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`Jwt::parse`]; [`ErrorKind::SecondLine`] when there is a second line.
pub fn proof<'m>(fields: impl Fields<'m>) -> Result<Option<Jwt<'m>>, LineError> {
    only_line(fields, DPOP, |line| {
        let (at, value) = trimmed(line);
        Jwt::read(value).map_err(|wrong| ParseError::new(ErrorKind::Expected(Rule::Jwt), at.saturating_add(wrong)))
    })
}

/// Parses the DPoP-Nonce field of a response: the nonce for the next proof.
///
/// ```
/// use countersign::auth::dpop;
///
/// let response = [("DPoP-Nonce", "eyJ7S_zG.eyJH0-Z.HX4w-7v")];
/// assert_eq!(dpop::nonce(&response)?.unwrap().as_str(), "eyJ7S_zG.eyJH0-Z.HX4w-7v");
///
/// let response = [("DPoP-Nonce", "a"), ("DPoP-Nonce", "b")];
/// assert_eq!(dpop::nonce(&response).unwrap_err().line(), 1);
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`Nonce::parse`]; [`ErrorKind::SecondLine`] when there is a second line.
pub fn nonce<'m>(fields: impl Fields<'m>) -> Result<Option<Nonce<'m>>, LineError> {
    only_line(fields, DPOP_NONCE, Nonce::parse)
}

/// Trims white space at both ends. Returns the offset of the rest, and the rest.
fn trimmed(line: &[u8]) -> (usize, &[u8]) {
    let line = trim_end(line, WSP);
    let value = ows(line).map_or(line, |(value, ())| value);
    (line.len().saturating_sub(value.len()), value)
}
