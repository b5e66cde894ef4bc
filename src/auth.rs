//! HTTP authentication, RFC 9110 §11: challenges, credentials and Authentication-Info.
//!
//! | field | lines | function | value |
//! |---|---|---|---|
//! | WWW-Authenticate | any number | [`www_authenticate`] | [`Challenges`] of each line |
//! | Proxy-Authenticate | any number | [`proxy_authenticate`] | [`Challenges`] of each line |
//! | Authorization | one | [`authorization`] | [`Credentials`] |
//! | Proxy-Authorization | one | [`proxy_authorization`] | [`Credentials`] |
//! | Authentication-Info | any number | [`authentication_info`] | [`AuthenticationInfo`] of each line |
//! | Proxy-Authentication-Info | any number | [`proxy_authentication_info`] | [`AuthenticationInfo`] of each line |
//! | Optional-WWW-Authenticate | any number | [`optional_www_authenticate`] | [`Challenges`] of each line |
//! | Authentication-Control | any number | [`authentication_control`] | [`AuthenticationControl`](control::AuthenticationControl) of each line |
//!
//! These functions read from a message; see [`Fields`] for the header maps that they accept. To parse a value without its
//! message, call [`Challenges::parse`], [`Credentials::parse`] or [`AuthenticationInfo::parse`]. These types serve
//! every scheme that follows RFC 9110, and hold a token68 or parameters. [`aws4`], [`colon_pair`], [`eg1`],
//! [`shared_access_signature`] and some tokens of [`api_key`] do not follow it: these modules have an `authorization` and a
//! `parse` of their own. Each scheme has a module below with types of its own, which know what the
//! parameters mean. They are parsed from bytes in one pass, or converted from the general types by `try_from`:
//!
//! ```
//! use countersign::auth::{self, digest};
//!
//! let response = [("WWW-Authenticate", "Negotiate, Digest realm=\"staff\", nonce=\"7ypf/xlj9XX\", qop=\"auth\"")];
//! let challenges = auth::www_authenticate(&response)?.expect("a 401 has challenges");
//! let challenge = challenges.iter().find(|challenge| challenge.scheme().is(digest::SCHEME)).unwrap();
//! assert_eq!(challenge.get("nonce").unwrap(), "7ypf/xlj9XX");
//!
//! let challenge = digest::Challenge::try_from(challenge)?;
//! assert!(challenge.qop().unwrap().contains(digest::Qop::Auth));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - To answer challenges as a client, request after request, use an [`agent`].
//! - To choose among several challenges, use [`select`].
//! - To parse what servers send that break the grammar, use [`tolerant`].
//!
//! # Two rules for all schemes
//! - **A parameter occurs once** in a challenge (§11.2): the second occurrence is an error, whatever the name. The limit of
//!   [`MAX_PARAMS`] parameters keeps the search for repeated names linear.
//! - **A challenge never crosses a line.** RFC 9110 §5.2 allows a recipient to join the lines of a field with commas; a line
//!   that begins with a parameter would then continue the last challenge of the line before it. Browsers and careful
//!   clients parse line by line, and so does this crate.
//!
//! # Keeping a value beyond its buffer
//! Parsed values borrow from the received bytes. With the feature `alloc`, `Kept<T>` owns the bytes of a value of any type and
//! length, and its `view` returns the value, borrowed from it: `Kept<digest::Challenge<'static>>`. Without an allocator, own
//! the bytes in a [`FieldValue`](crate::FieldValue) and parse them when needed; they were checked before, so parsing cannot
//! fail. For Digest, [`digest::Client`] keeps the challenge itself.
//!
//! ```
//! use countersign::FieldValue;
//! use countersign::auth::Challenge;
//!
//! struct Session {
//!     challenge: FieldValue,
//! }
//!
//! let received = b"Bearer realm=\"staff\", scope=\"read\"".to_vec();
//! let session = Session { challenge: FieldValue::new(&Challenge::parse(&received)?)? };
//! drop(received);
//! assert_eq!(Challenge::parse(session.challenge.as_bytes())?.get("scope").unwrap(), "read");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Logging safely
//! `Debug` of every type in this crate hides what may be a secret, in every build profile: it shows the names of known
//! schemes, the names of parameters that standards define, and values that cannot be secret, such as a realm. Of anything
//! else it shows the length. Errors hold an offset and a kind, and no bytes of the input.
//!
//! | what to log | how |
//! |---|---|
//! | an error | `Display` of the error |
//! | a challenge | `{:?}` of [`Challenge`]; single values by [`get`](Challenge::get), of parameters that you know to be public |
//! | that a request had credentials | `{:?}` of [`Credentials`]: the scheme only |
//! | whose credentials they were | the accessor of the scheme's type, such as [`basic::Credentials::user_id`], if your policy allows it |
//!
//! [`Encode::display`](crate::Encode::display), `encode` and `raw` return secrets. Do not log what they return.
//!
//! ```
//! use countersign::auth::{Challenge, Credentials};
//!
//! let challenge = Challenge::parse(b"Digest realm=\"staff\", nonce=\"7ypf/xlj9XX\"")?;
//! let shown = format!("{challenge:?}");
//! assert!(shown.starts_with("Challenge { scheme: Scheme(Digest), params: [Param(realm, \"staff\"), Param(nonce, "));
//! assert!(!shown.contains("7ypf"));
//! let credentials = Credentials::parse(b"Bearer mF_9.B5f-4.1JqM")?;
//! assert_eq!(format!("{credentials:?}"), "Credentials { scheme: Scheme(Bearer), .. }");
//! # Ok::<(), countersign::ParseError>(())
//! ```

pub mod agent;
mod ahead;
mod challenge;
mod coding;
pub mod control;
mod credentials;
mod deviant;
mod deviation;
mod events;
mod field_names;
mod info;
#[cfg(feature = "alloc")]
mod kept;
mod names;
mod other_params;
mod param;
mod params;
mod payload;
mod scheme;
mod scheme_payload;
mod schemes;
mod seen;
pub mod select;
mod slots;
mod token68;
pub mod tolerant;
mod write;

use crate::error::LineError;
use crate::fields::{Fields, Lines, only_line};

pub use crate::syntax::secret::constant_time_eq;
pub use challenge::{Challenge, Challenges, ChallengesIter};
pub use coding::base64::Base64;
pub use coding::date::HttpDate;
pub use coding::decimal::Decimal;
pub use coding::{ext_value, jwk, jwt};
pub use credentials::Credentials;
pub use deviation::{Deviation, Leniency, Strict, Tolerance};
pub use events::{Event, Events};
pub use field_names::{
    AUTHENTICATION_CONTROL, AUTHENTICATION_INFO, AUTHORIZATION, CONCEALED_AUTH_EXPORT, CRYPTO_KEY, DPOP, DPOP_NONCE,
    FIELDS, HOBAREG, OPTIONAL_WWW_AUTHENTICATE, PROXY_AUTHENTICATE, PROXY_AUTHENTICATION_INFO, PROXY_AUTHORIZATION,
    SERVER_AUTHORIZATION, SIGNATURE, WWW_AUTHENTICATE,
};
pub use info::AuthenticationInfo;
pub use param::Param;
pub use params::{Params, ParamsIter};
pub use scheme::Scheme;
pub use schemes::*;
pub use seen::MAX_PARAMS;
pub use token68::Token68;

/// Parses the WWW-Authenticate lines of a response.
///
/// Returns `None` if there is no such line. The result iterates over the challenges of all lines.
///
/// ```
/// use countersign::auth::{self, basic};
///
/// let response = [("WWW-Authenticate", "Negotiate"), ("WWW-Authenticate", "Basic realm=\"staff\"")];
/// let challenges = auth::www_authenticate(&response)?.expect("a 401 has challenges");
/// let basic = challenges.iter().find_map(|challenge| basic::Challenge::try_from(challenge).ok()).unwrap();
/// assert_eq!(basic.realm(), "staff");
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// The errors of [`Challenges::parse`], with the line.
pub fn www_authenticate<'m, F: Fields<'m>>(fields: F) -> Result<Option<Lines<'m, F, Challenges<'m>>>, LineError> {
    Lines::parse(fields, WWW_AUTHENTICATE)
}

/// Parses the Proxy-Authenticate lines of a response.
///
/// Returns `None` if there is no such line. The result iterates over the challenges of all lines.
///
/// ```
/// use countersign::auth;
///
/// let response = [("Proxy-Authenticate", "NTLM, Basic realm=\"proxy\"")];
/// let challenges = auth::proxy_authenticate(&response)?.expect("a 407 has challenges");
/// assert_eq!(challenges.iter().count(), 2);
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// The errors of [`Challenges::parse`], with the line.
pub fn proxy_authenticate<'m, F: Fields<'m>>(fields: F) -> Result<Option<Lines<'m, F, Challenges<'m>>>, LineError> {
    Lines::parse(fields, PROXY_AUTHENTICATE)
}

/// Parses the Optional-WWW-Authenticate lines of a response, RFC 8053 §3.
///
/// Such challenges invite a client to authenticate, although it got the resource without. The field must not stand in a
/// 401. Returns `None` if there is no such line. The result iterates over the challenges of all lines.
///
/// ```
/// use countersign::auth;
///
/// let response = [("Optional-WWW-Authenticate", "Basic realm=\"xxxx\""), ("Vary", "Authorization")];
/// let challenges = auth::optional_www_authenticate(&response)?.expect("the server offers to authenticate");
/// assert!(challenges.iter().all(|challenge| challenge.scheme().is("Basic")));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// The errors of [`Challenges::parse`], with the line.
pub fn optional_www_authenticate<'m, F: Fields<'m>>(
    fields: F,
) -> Result<Option<Lines<'m, F, Challenges<'m>>>, LineError> {
    Lines::parse(fields, OPTIONAL_WWW_AUTHENTICATE)
}

/// Parses the Authorization line of a request.
///
/// Returns `None` if there is no such line.
///
/// ```
/// use countersign::ErrorKind;
/// use countersign::auth::{self, bearer};
///
/// let request = [("Authorization", "Bearer mF_9.B5f-4.1JqM")];
/// let credentials = auth::authorization(&request)?.expect("the client is logged in");
/// assert!(bearer::Credentials::try_from(credentials).is_ok_and(|token| token.matches("mF_9.B5f-4.1JqM")));
///
/// let twice = [("Authorization", "Bearer a"), ("Authorization", "Bearer b")];
/// assert_eq!(auth::authorization(&twice).unwrap_err().error().kind(), ErrorKind::SecondLine);
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// The errors of [`Credentials::parse`], and [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) if there is a second
/// line.
/// Two lines may not be joined, and neither may be preferred to the other. Credentials of a scheme with another grammar are
/// an error, too: read them with [`aws4::authorization`], [`colon_pair::authorization`], [`eg1::authorization`],
/// [`shared_access_signature::authorization`] or [`api_key::authorization`].
pub fn authorization<'m>(fields: impl Fields<'m>) -> Result<Option<Credentials<'m>>, LineError> {
    only_line(fields, AUTHORIZATION, Credentials::parse)
}

/// Parses the Proxy-Authorization line of a request.
///
/// Returns `None` if there is no such line.
///
/// ```
/// use countersign::auth;
///
/// let request = [("Proxy-Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")];
/// let credentials = auth::proxy_authorization(&request)?.expect("the client sends credentials");
/// assert!(credentials.scheme().is("Basic"));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`authorization`].
pub fn proxy_authorization<'m>(fields: impl Fields<'m>) -> Result<Option<Credentials<'m>>, LineError> {
    only_line(fields, PROXY_AUTHORIZATION, Credentials::parse)
}

/// Parses the Authentication-Info lines of a response or its trailers.
///
/// Returns `None` if there is no such line. The result iterates over the parameters of all lines.
///
/// ```
/// use countersign::auth::{self, digest};
///
/// let response = [("Authentication-Info", "nextnonce=\"8a3f\"")];
/// let lines = auth::authentication_info(&response)?.expect("the server sends a nonce");
/// assert_eq!(digest::Info::from_lines(lines)?.nextnonce().unwrap(), "8a3f");
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// The errors of [`AuthenticationInfo::parse`], with the line. A parameter occurs once in all lines together.
pub fn authentication_info<'m, F: Fields<'m>>(
    fields: F,
) -> Result<Option<Lines<'m, F, AuthenticationInfo<'m>>>, LineError> {
    info::lines(fields, AUTHENTICATION_INFO)
}

/// Parses the Proxy-Authentication-Info lines of a response or its trailers.
///
/// Returns `None` if there is no such line. The result iterates over the parameters of all lines.
///
/// ```
/// use countersign::auth;
///
/// let response = [("Proxy-Authentication-Info", "nextnonce=\"8a3f\""), ("Proxy-Authentication-Info", "nc=00000001")];
/// let lines = auth::proxy_authentication_info(&response)?.expect("the proxy sends a nonce");
/// assert_eq!(lines.iter().count(), 2);
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`authentication_info`].
pub fn proxy_authentication_info<'m, F: Fields<'m>>(
    fields: F,
) -> Result<Option<Lines<'m, F, AuthenticationInfo<'m>>>, LineError> {
    info::lines(fields, PROXY_AUTHENTICATION_INFO)
}

/// Parses the Authentication-Control lines of a response, RFC 8053 §4.
///
/// Returns `None` if there is no such line. The result iterates over the entries of all lines.
///
/// ```
/// use countersign::auth;
///
/// let response = [("Authentication-Control", "Digest realm=\"staff\", logout-timeout=300")];
/// let entries = auth::authentication_control(&response)?.expect("the server controls the session");
/// assert_eq!(entries.iter().next().unwrap().logout_timeout(), Some(300));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// The errors of [`AuthenticationControl::parse`](control::AuthenticationControl::parse), with the line.
pub fn authentication_control<'m, F: Fields<'m>>(
    fields: F,
) -> Result<Option<Lines<'m, F, control::AuthenticationControl<'m>>>, LineError> {
    Lines::parse(fields, AUTHENTICATION_CONTROL)
}
