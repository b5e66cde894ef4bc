//! The values of CORS fields, and the functions that read them from a message.
//!
//! | field | lines | function | result |
//! |---|---|---|---|
//! | Origin | one | [`origin`] | [`Origin`] |
//! | Access-Control-Request-Method | one | [`request_method`] | [`Method`] |
//! | Access-Control-Request-Headers | any number | [`request_headers`] | [`FieldNames`] |
//! | Access-Control-Request-Private-Network | one | [`request_private_network`] | [`True`] |
//! | Access-Control-Allow-Origin | one | [`allow_origin`] | [`AllowOrigin`] |
//! | Access-Control-Allow-Credentials | one | [`allow_credentials`] | [`True`] |
//! | Access-Control-Allow-Methods | any number | [`allow_methods`] | [`Methods`] |
//! | Access-Control-Allow-Headers | any number | [`allow_headers`] | [`FieldNames`] |
//! | Access-Control-Max-Age | one | [`max_age`] | [`DeltaSeconds`] |
//! | Access-Control-Expose-Headers | any number | [`expose_headers`] | [`FieldNames`] |
//! | Access-Control-Allow-Private-Network | one | [`allow_private_network`] | [`True`] |
//! | Private-Network-Access-ID | one | [`network_id`] | [`NetworkId`] |
//! | Private-Network-Access-Name | one | [`network_name`] | [`NetworkName`] |
//! | Timing-Allow-Origin | any number | [`timing_allow_origin`], or [`TimingAllowOrigin`] as browsers do | [`Lines`] of [`AllowOrigin`] |
//! | Cross-Origin-Resource-Policy | one | [`resource_policy`] | [`ResourcePolicy`] |
//! | Vary | any number | [`vary`], or [`Vary`] to add to it | [`FieldNames`] |
//!
//! Each function returns `Ok(None)` for a field that is absent, `Ok(Some(_))` for its value, and `Err` for anything else.
//! Browsers treat each of the three differently. Lists are written with [`List::of`], which puts `, ` between two
//! elements. The list in a preflight has a plain `,` there; [`UnsafeNames`](super::names::UnsafeNames) writes it.
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
//! assert!(values::max_age(&response).is_err(), "a second value");
//! # Ok::<(), countersign::LineError>(())
//! ```
//!
//! [Fetch, section 3.3](https://fetch.spec.whatwg.org/#http-cors-protocol) ·
//! [RFC 9110, section 12.5.5](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5), for Vary
//!
//! | input | result | why |
//! |---|---|---|
//! | a second line of a field that has one value | rejected: [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) | Fetch joins the lines, and the result is not a value |
//! | an empty element of a list, an empty list | ignored; an empty list | RFC 9110 §5.6.1 |
//! | an element of a list that is not a token | rejected, together with all other lines | Fetch §2.2.2, "extract header list values" |
//! | no name in Access-Control-Request-Headers | an empty list | the server has no name to reject |
//! | `*` among names and methods | an ordinary element | whether it is a wildcard depends on the request |

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

/// The field names in all lines of a field.
pub type FieldNames<'a, F> = Lines<'a, F, List<'a, FieldName<'a>>>;

/// The methods in all lines of a field.
pub type Methods<'a, F> = Lines<'a, F, List<'a, Method<'a>>>;

/// Returns the origin of the page that makes a request, as browsers send it.
///
/// ```
/// use countersign::cors::{origin::Origin, values};
///
/// let request = [("Origin", "https://shop.example")];
/// assert_eq!(values::origin(&request)?, Some(Origin::parse(b"https://shop.example")?));
/// assert_eq!(values::origin(&[("Host", "shop.example")])?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`Origin::parse_tolerant`]; [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn origin<'m>(fields: impl Fields<'m>) -> Result<Option<Origin<'m>>, LineError> {
    only_line(fields, super::ORIGIN, Origin::parse_tolerant)
}

/// Returns the method for which a preflight asks.
///
/// ```
/// use countersign::cors::{names::Method, values};
///
/// let preflight = [("Access-Control-Request-Method", "PUT")];
/// assert_eq!(values::request_method(&preflight)?, Some(Method::PUT));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`Method::parse`]; [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn request_method<'m>(fields: impl Fields<'m>) -> Result<Option<Method<'m>>, LineError> {
    only_line(fields, super::ACCESS_CONTROL_REQUEST_METHOD, Method::parse)
}

/// Returns the field names for which a preflight asks.
///
/// All lines are checked first. To stop early on hostile input, iterate over the
/// [`Elements`](crate::list::Elements) of each line instead.
///
/// ```
/// use countersign::cors::{names::FieldName, values};
///
/// let preflight = [("Access-Control-Request-Headers", "authorization,content-type")];
/// let names = values::request_headers(&preflight)?.unwrap();
/// assert!(names.iter().eq([FieldName::AUTHORIZATION, FieldName::CONTENT_TYPE]));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`List::parse`], for the first line that is not valid.
pub fn request_headers<'m, F: Fields<'m>>(fields: F) -> Result<Option<FieldNames<'m, F>>, LineError> {
    Lines::parse(fields, super::ACCESS_CONTROL_REQUEST_HEADERS)
}

/// Returns whether a preflight asks for access to a more private network.
///
/// ```
/// use countersign::cors::values::{self, True};
///
/// let preflight = [("Access-Control-Request-Private-Network", "true")];
/// assert_eq!(values::request_private_network(&preflight)?, Some(True));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`True::parse`]; [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn request_private_network<'m>(fields: impl Fields<'m>) -> Result<Option<True>, LineError> {
    only_line(fields, super::ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, True::parse)
}

/// Returns the origin whose pages may read a response.
///
/// ```
/// use countersign::cors::values::{self, AllowOrigin};
///
/// let response = [("Access-Control-Allow-Origin", "*")];
/// assert_eq!(values::allow_origin(&response)?, Some(AllowOrigin::Any));
///
/// let twice = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Origin", "*")];
/// assert_eq!(values::allow_origin(&twice).unwrap_err().line(), 1);
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`AllowOrigin::parse`]; [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn allow_origin<'m>(fields: impl Fields<'m>) -> Result<Option<AllowOrigin<'m>>, LineError> {
    only_line(fields, super::ACCESS_CONTROL_ALLOW_ORIGIN, AllowOrigin::parse)
}

/// Returns whether pages may read the response to a request with credentials.
///
/// ```
/// use countersign::cors::values::{self, True};
///
/// let response = [("Access-Control-Allow-Credentials", "true")];
/// assert_eq!(values::allow_credentials(&response)?, Some(True));
/// assert!(values::allow_credentials(&[("Access-Control-Allow-Credentials", "false")]).is_err());
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`True::parse`]; [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn allow_credentials<'m>(fields: impl Fields<'m>) -> Result<Option<True>, LineError> {
    only_line(fields, super::ACCESS_CONTROL_ALLOW_CREDENTIALS, True::parse)
}

/// Returns the methods that a page may use.
///
/// ```
/// use countersign::cors::{names::Method, values};
///
/// let response = [("Access-Control-Allow-Methods", "GET, PUT")];
/// let methods = values::allow_methods(&response)?.unwrap();
/// assert!(methods.iter().eq([Method::GET, Method::PUT]));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`List::parse`], for the first line that is not valid.
pub fn allow_methods<'m, F: Fields<'m>>(fields: F) -> Result<Option<Methods<'m, F>>, LineError> {
    Lines::parse(fields, super::ACCESS_CONTROL_ALLOW_METHODS)
}

/// Returns the names of the fields that a page may send.
///
/// ```
/// use countersign::cors::{names::FieldName, values};
///
/// let response = [("Access-Control-Allow-Headers", "Authorization, *")];
/// let names = values::allow_headers(&response)?.unwrap();
/// assert!(names.iter().eq([FieldName::AUTHORIZATION, FieldName::ANY]));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`List::parse`], for the first line that is not valid.
pub fn allow_headers<'m, F: Fields<'m>>(fields: F) -> Result<Option<FieldNames<'m, F>>, LineError> {
    Lines::parse(fields, super::ACCESS_CONTROL_ALLOW_HEADERS)
}

/// Returns how long a browser may cache the answer to a preflight.
///
/// ```
/// use countersign::cors::values::{self, DeltaSeconds};
///
/// let response = [("Access-Control-Max-Age", "600")];
/// assert_eq!(values::max_age(&response)?, Some(DeltaSeconds::new(600)));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`DeltaSeconds::parse`]; [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn max_age<'m>(fields: impl Fields<'m>) -> Result<Option<DeltaSeconds>, LineError> {
    only_line(fields, super::ACCESS_CONTROL_MAX_AGE, DeltaSeconds::parse)
}

/// Returns the names of the fields that a page may read from a response.
///
/// ```
/// use countersign::cors::{names::FieldName, values};
///
/// let response = [("Access-Control-Expose-Headers", "WWW-Authenticate")];
/// let names = values::expose_headers(&response)?.unwrap();
/// assert!(names.iter().eq([FieldName::WWW_AUTHENTICATE]));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`List::parse`], for the first line that is not valid.
pub fn expose_headers<'m, F: Fields<'m>>(fields: F) -> Result<Option<FieldNames<'m, F>>, LineError> {
    Lines::parse(fields, super::ACCESS_CONTROL_EXPOSE_HEADERS)
}

/// Returns whether pages of a less private network may make the request.
///
/// ```
/// use countersign::cors::values::{self, True};
///
/// let response = [("Access-Control-Allow-Private-Network", "true")];
/// assert_eq!(values::allow_private_network(&response)?, Some(True));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`True::parse`]; [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn allow_private_network<'m>(fields: impl Fields<'m>) -> Result<Option<True>, LineError> {
    only_line(fields, super::ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK, True::parse)
}

/// Returns the identifier of the device for which the browser asks its user.
///
/// ```
/// use countersign::cors::values::{self, NetworkId};
///
/// let response = [("Private-Network-Access-ID", "01:23:45:67:89:0A")];
/// assert_eq!(values::network_id(&response)?, Some(NetworkId::new([0x01, 0x23, 0x45, 0x67, 0x89, 0x0A])));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`NetworkId::parse`]; [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn network_id<'m>(fields: impl Fields<'m>) -> Result<Option<NetworkId>, LineError> {
    only_line(fields, super::PRIVATE_NETWORK_ACCESS_ID, NetworkId::parse)
}

/// Returns the name of the device for which the browser asks its user.
///
/// ```
/// use countersign::cors::values;
///
/// let response = [("Private-Network-Access-Name", "living-room.tv")];
/// assert_eq!(values::network_name(&response)?.unwrap().as_str(), "living-room.tv");
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`NetworkName::parse`]; [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn network_name<'m>(fields: impl Fields<'m>) -> Result<Option<NetworkName<'m>>, LineError> {
    only_line(fields, super::PRIVATE_NETWORK_ACCESS_NAME, NetworkName::parse)
}

/// Returns the origins whose pages may see how long a response took.
///
/// ```
/// use countersign::cors::values::{self, AllowOrigin};
///
/// let response = [("Timing-Allow-Origin", "https://a.example, *")];
/// let origins = values::timing_allow_origin(&response)?.unwrap();
/// assert_eq!(origins.iter().last(), Some(AllowOrigin::Any));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`List::parse`], for the first line that is not valid. Browsers reject nothing: see [`TimingAllowOrigin`].
pub fn timing_allow_origin<'m, F: Fields<'m>>(
    fields: F,
) -> Result<Option<Lines<'m, F, List<'m, AllowOrigin<'m>>>>, LineError> {
    Lines::parse(fields, super::TIMING_ALLOW_ORIGIN)
}

/// Returns the sites whose pages may embed a response.
///
/// ```
/// use countersign::cors::values::{self, ResourcePolicy};
///
/// let response = [("Cross-Origin-Resource-Policy", "same-site")];
/// assert_eq!(values::resource_policy(&response)?, Some(ResourcePolicy::SameSite));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`ResourcePolicy::parse`]; [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn resource_policy<'m>(fields: impl Fields<'m>) -> Result<Option<ResourcePolicy>, LineError> {
    only_line(fields, super::CROSS_ORIGIN_RESOURCE_POLICY, ResourcePolicy::parse)
}

/// Returns the names of the request fields on which a response depends.
///
/// ```
/// use countersign::cors::{names::FieldName, values};
///
/// let response = [("Vary", "Origin, Accept-Language")];
/// let names = values::vary(&response)?.unwrap();
/// assert!(names.iter().eq([FieldName::ORIGIN, FieldName::ACCEPT_LANGUAGE]));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`List::parse`], for the first line that is not valid.
pub fn vary<'m, F: Fields<'m>>(fields: F) -> Result<Option<FieldNames<'m, F>>, LineError> {
    Lines::parse(fields, super::VARY)
}
