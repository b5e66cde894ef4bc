//! The values of the fields of CORS, and the doors by which a message is asked for them.
//!
//! | field | lines | read by | gives |
//! |---|---|---|---|
//! | Origin | one | [`origin`] | [`Origin`] |
//! | Access-Control-Request-Method | one | [`request_method`] | [`Method`] |
//! | Access-Control-Request-Headers | any number | [`request_headers`] | [`List`] of [`FieldName`] of each line |
//! | Access-Control-Request-Private-Network | one | [`request_private_network`] | [`True`] |
//! | Access-Control-Allow-Origin | one | [`allow_origin`] | [`AllowOrigin`] |
//! | Access-Control-Allow-Credentials | one | [`allow_credentials`] | [`True`] |
//! | Access-Control-Allow-Methods | any number | [`allow_methods`] | [`List`] of [`Method`] of each line |
//! | Access-Control-Allow-Headers | any number | [`allow_headers`] | [`List`] of [`FieldName`] of each line |
//! | Access-Control-Max-Age | one | [`max_age`] | [`DeltaSeconds`] |
//! | Access-Control-Expose-Headers | any number | [`expose_headers`] | [`List`] of [`FieldName`] of each line |
//! | Access-Control-Allow-Private-Network | one | [`allow_private_network`] | [`True`] |
//! | Private-Network-Access-ID | one | [`network_id`] | [`NetworkId`] |
//! | Private-Network-Access-Name | one | [`network_name`] | [`NetworkName`] |
//! | Timing-Allow-Origin | any number | [`timing_allow_origin`], or [`TimingAllowOrigin`] as browsers do | [`List`] of [`AllowOrigin`] of each line |
//! | Cross-Origin-Resource-Policy | one | [`resource_policy`] | [`ResourcePolicy`] |
//! | Vary | any number | [`vary`], or [`Vary`] to add to it | [`List`] of [`FieldName`] of each line |
//!
//! A field that is absent, one that is broken and one with a value are three results everywhere: `Ok(None)`, `Err` and
//! `Ok(Some(_))`; browsers treat each in its own way. Lists are written by [`List::of`], for which `, ` stands between
//! two elements; what a preflight asks for has a `,` alone there, as [`UnsafeNames`](super::names::UnsafeNames) write
//! it.
//!
//! ```
//! use countersign::cors::{names::Method, values};
//!
//! let response = [
//!     ("Access-Control-Allow-Methods", "PUT"),
//!     ("Access-Control-Allow-Methods", "DELETE, PATCH"),
//!     ("Access-Control-Max-Age", "600"),
//!     ("Access-Control-Max-Age", "60"),
//! ];
//! let methods = values::allow_methods(&response)?.unwrap();
//! assert!(methods.iter().eq([Method::PUT, Method::DELETE, Method::PATCH]));
//! assert_eq!(values::allow_origin(&response), Ok(None));
//! assert!(values::max_age(&response).is_err(), "it has one value, and here are two");
//! # Ok::<(), countersign::LineError>(())
//! ```
//!
//! [Fetch, section 3.3](https://fetch.spec.whatwg.org/#http-cors-protocol) ·
//! [RFC 9110, section 12.5.5](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5), of Vary
//!
//! | octets | read | why |
//! |---|---|---|
//! | a second line where one is allowed | refused: [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) | Fetch joins the two, which is no value then |
//! | an empty element of a list, an empty list | passed over, a list | RFC 9110 §5.6.1 |
//! | an element of a list that is no token | refused, and the other lines with it | Fetch §2.2.2, "extract header list values" |
//! | no name in Access-Control-Request-Headers | an empty list | a server has nothing to refuse there |
//! | `*` among names and methods | an element like others | what it stands for depends on the request |

mod allow_origin;
mod delta_seconds;
mod keywords;
mod private_network;
mod timing;
mod vary;

use super::names::{FieldName, Method};
use super::origin::Origin;
use crate::error::LineError;
use crate::fields::{Fields, Lines, only_line};
use crate::syntax::list::List;

pub use allow_origin::AllowOrigin;
pub use delta_seconds::DeltaSeconds;
pub use keywords::{ResourcePolicy, True};
pub use private_network::{NetworkId, NetworkName};
pub use timing::TimingAllowOrigin;
pub use vary::Vary;

/// The names that all lines of a field list.
pub type Names<'a, F> = Lines<'a, F, List<'a, FieldName<'a>>>;

/// The origin that asks, as browsers send it.
///
/// # Errors
/// As [`Origin::received`].
pub fn origin<'m>(fields: impl Fields<'m>) -> Result<Option<Origin<'m>>, LineError> {
    only_line(fields, super::ORIGIN, Origin::received)
}

/// The method that a preflight asks for.
///
/// # Errors
/// As [`Method::parse`].
pub fn request_method<'m>(fields: impl Fields<'m>) -> Result<Option<Method<'m>>, LineError> {
    only_line(fields, super::ACCESS_CONTROL_REQUEST_METHOD, Method::parse)
}

/// The names that a preflight asks for.
///
/// All lines are checked before there is an answer. Who would rather stop early on hostile input walks the
/// [`Elements`](crate::list::Elements) of each line.
///
/// # Errors
/// As [`List::parse`], with the line.
pub fn request_headers<'m, F: Fields<'m>>(fields: F) -> Result<Option<Names<'m, F>>, LineError> {
    Lines::parse(fields, super::ACCESS_CONTROL_REQUEST_HEADERS)
}

/// Whether a preflight asks for access to a more private network.
///
/// # Errors
/// As [`True::parse`].
pub fn request_private_network<'m>(fields: impl Fields<'m>) -> Result<Option<True>, LineError> {
    only_line(fields, super::ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, True::parse)
}

/// The origin that may read the response.
///
/// # Errors
/// As [`AllowOrigin::parse`].
pub fn allow_origin<'m>(fields: impl Fields<'m>) -> Result<Option<AllowOrigin<'m>>, LineError> {
    only_line(fields, super::ACCESS_CONTROL_ALLOW_ORIGIN, AllowOrigin::parse)
}

/// Whether a request with credentials may be answered too.
///
/// # Errors
/// As [`True::parse`].
pub fn allow_credentials<'m>(fields: impl Fields<'m>) -> Result<Option<True>, LineError> {
    only_line(fields, super::ACCESS_CONTROL_ALLOW_CREDENTIALS, True::parse)
}

/// The methods that a page may use.
///
/// # Errors
/// As [`List::parse`], with the line.
pub fn allow_methods<'m, F: Fields<'m>>(fields: F) -> Result<Option<Lines<'m, F, List<'m, Method<'m>>>>, LineError> {
    Lines::parse(fields, super::ACCESS_CONTROL_ALLOW_METHODS)
}

/// The fields that a page may send.
///
/// # Errors
/// As [`List::parse`], with the line.
pub fn allow_headers<'m, F: Fields<'m>>(fields: F) -> Result<Option<Names<'m, F>>, LineError> {
    Lines::parse(fields, super::ACCESS_CONTROL_ALLOW_HEADERS)
}

/// How long the answer to a preflight may be remembered.
///
/// # Errors
/// As [`DeltaSeconds::parse`].
pub fn max_age<'m>(fields: impl Fields<'m>) -> Result<Option<DeltaSeconds>, LineError> {
    only_line(fields, super::ACCESS_CONTROL_MAX_AGE, DeltaSeconds::parse)
}

/// The fields that a page may read.
///
/// # Errors
/// As [`List::parse`], with the line.
pub fn expose_headers<'m, F: Fields<'m>>(fields: F) -> Result<Option<Names<'m, F>>, LineError> {
    Lines::parse(fields, super::ACCESS_CONTROL_EXPOSE_HEADERS)
}

/// Whether access from a less private network is allowed.
///
/// # Errors
/// As [`True::parse`].
pub fn allow_private_network<'m>(fields: impl Fields<'m>) -> Result<Option<True>, LineError> {
    only_line(fields, super::ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK, True::parse)
}

/// The device that asks its user for permission.
///
/// # Errors
/// As [`NetworkId::parse`].
pub fn network_id<'m>(fields: impl Fields<'m>) -> Result<Option<NetworkId>, LineError> {
    only_line(fields, super::PRIVATE_NETWORK_ACCESS_ID, NetworkId::parse)
}

/// The name of that device, for its user to read.
///
/// # Errors
/// As [`NetworkName::parse`].
pub fn network_name<'m>(fields: impl Fields<'m>) -> Result<Option<NetworkName<'m>>, LineError> {
    only_line(fields, super::PRIVATE_NETWORK_ACCESS_NAME, NetworkName::parse)
}

/// The origins that may see how long a response took.
///
/// # Errors
/// As [`List::parse`], with the line. Browsers refuse nothing: see [`TimingAllowOrigin`].
pub fn timing_allow_origin<'m, F: Fields<'m>>(
    fields: F,
) -> Result<Option<Lines<'m, F, List<'m, AllowOrigin<'m>>>>, LineError> {
    Lines::parse(fields, super::TIMING_ALLOW_ORIGIN)
}

/// Who may embed the response.
///
/// # Errors
/// As [`ResourcePolicy::parse`].
pub fn resource_policy<'m>(fields: impl Fields<'m>) -> Result<Option<ResourcePolicy>, LineError> {
    only_line(fields, super::CROSS_ORIGIN_RESOURCE_POLICY, ResourcePolicy::parse)
}

/// The fields of a request that the response depends on.
///
/// # Errors
/// As [`List::parse`], with the line.
pub fn vary<'m, F: Fields<'m>>(fields: F) -> Result<Option<Names<'m, F>>, LineError> {
    Lines::parse(fields, super::VARY)
}
