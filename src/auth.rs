//! RFC 9110 §11: challenges, credentials, and what goes with them.
//!
//! | field | lines | read by | gives |
//! |---|---|---|---|
//! | WWW-Authenticate | any number | [`www_authenticate`] | [`Challenges`] of each line |
//! | Proxy-Authenticate | any number | [`proxy_authenticate`] | [`Challenges`] of each line |
//! | Authorization | one | [`authorization`] | [`Credentials`] |
//! | Proxy-Authorization | one | [`proxy_authorization`] | [`Credentials`] |
//! | Authentication-Info | any number | [`authentication_info`] | [`AuthenticationInfo`] of each line |
//! | Proxy-Authentication-Info | any number | [`proxy_authentication_info`] | [`AuthenticationInfo`] of each line |
//!
//! A value that is at hand without its message is read by `parse`: [`Challenges::parse`], [`Credentials::parse`],
//! [`AuthenticationInfo::parse`]. These know the framework and any scheme's payload as token68 or parameters. The
//! modules below know what one scheme means by them; each has its own `Challenge`, `Credentials` and so on, which are
//! read from octets in one pass, or taken from a value that was read here.
//!
//! # Two policies
//! - **A parameter occurs once** in a challenge (§11.2): the second occurrence is an error, whatever the names. So that
//!   finding one stays linear, more than [`MAX_PARAMS`] parameters are refused.
//! - **A challenge never crosses a line.** RFC 9110 §5.2 would join the lines of a field with commas first, and a line
//!   that begins with a parameter would then go on with the challenge before it. Browsers and every careful client
//!   read line by line, and so does this crate.

mod challenge;
mod coding;
mod credentials;
mod deviation;
mod events;
mod field_names;
mod info;
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
pub use coding::decimal::Decimal;
pub use coding::{ext_value, jwt};
pub use credentials::Credentials;
pub use deviation::{Deviation, Leniency, Strict, Tolerance};
pub use events::{Event, Events};
pub use field_names::{
    AUTHENTICATION_INFO, AUTHORIZATION, DPOP, DPOP_NONCE, FIELDS, PROXY_AUTHENTICATE, PROXY_AUTHENTICATION_INFO,
    PROXY_AUTHORIZATION, SERVER_AUTHORIZATION, SIGNATURE, WWW_AUTHENTICATE,
};
pub use info::AuthenticationInfo;
pub use param::Param;
pub use params::{Params, ParamsIter};
pub use scheme::Scheme;
pub use schemes::{
    SCHEMES, api_key, aws4, basic, bearer, colon_pair, concealed, digest, dpop, gnap, hawk, hoba, mutual, negotiate,
    ntlm, oauth, private_token, scram, signature, vapid,
};
pub use seen::MAX_PARAMS;
pub use token68::Token68;

/// The challenges of all WWW-Authenticate lines of a response.
///
/// `None` when there is no such line.
///
/// # Errors
/// As [`Challenges::parse`], with the line.
pub fn www_authenticate<'m, F: Fields<'m>>(fields: F) -> Result<Option<Lines<'m, F, Challenges<'m>>>, LineError> {
    Lines::parse(fields, WWW_AUTHENTICATE)
}

/// The challenges of all Proxy-Authenticate lines of a response.
///
/// # Errors
/// As [`Challenges::parse`], with the line.
pub fn proxy_authenticate<'m, F: Fields<'m>>(fields: F) -> Result<Option<Lines<'m, F, Challenges<'m>>>, LineError> {
    Lines::parse(fields, PROXY_AUTHENTICATE)
}

/// The credentials of a request's Authorization line.
///
/// # Errors
/// As [`Credentials::parse`]; and [`Repeated`](crate::ErrorKind::SecondLine) in a second line, which may neither be joined
/// to the first nor preferred to it.
pub fn authorization<'m>(fields: impl Fields<'m>) -> Result<Option<Credentials<'m>>, LineError> {
    only_line(fields, AUTHORIZATION, Credentials::parse)
}

/// The credentials of a request's Proxy-Authorization line.
///
/// # Errors
/// As [`authorization`].
pub fn proxy_authorization<'m>(fields: impl Fields<'m>) -> Result<Option<Credentials<'m>>, LineError> {
    only_line(fields, PROXY_AUTHORIZATION, Credentials::parse)
}

/// The parameters of all Authentication-Info lines of a response or its trailers.
///
/// # Errors
/// As [`AuthenticationInfo::parse`], with the line. A parameter occurs once in all lines together.
pub fn authentication_info<'m, F: Fields<'m>>(
    fields: F,
) -> Result<Option<Lines<'m, F, AuthenticationInfo<'m>>>, LineError> {
    info::lines(fields, AUTHENTICATION_INFO)
}

/// The parameters of all Proxy-Authentication-Info lines of a response or its trailers.
///
/// # Errors
/// As [`authentication_info`].
pub fn proxy_authentication_info<'m, F: Fields<'m>>(
    fields: F,
) -> Result<Option<Lines<'m, F, AuthenticationInfo<'m>>>, LineError> {
    info::lines(fields, PROXY_AUTHENTICATION_INFO)
}
