//! The crate [`http`](https://docs.rs/http/1): its header map as [`Fields`], its header values, and answers that are applied
//! to its responses. Needs the feature `http`.
//!
//! | from | to | with |
//! |---|---|---|
//! | a `HeaderMap` | what the functions of this crate read | `&HeaderMap` implements [`Fields`] |
//! | a `HeaderValue` | a typed value | `TryFrom<&HeaderValue>`, on each type that is parsed from a field value |
//! | a typed value | a `HeaderValue` | [`header_value`], which marks credentials as sensitive |
//! | a [`FieldValueIn`] | a `HeaderValue` | `From`; always sensitive, because it may be credentials |
//! | a [`Decision`](crate::cors::policy::Decision) or an [`Answer`](crate::gate::Answer) | owned headers | [`Headers`] |
//!
//! Values are bytes: a field value that is not UTF-8 is read, and parsed as the standards say.
//!
//! The names in this crate, such as `WWW-Authenticate`, have capitals. `HeaderName::from_static` panics on those;
//! `HeaderName::from_bytes` and the methods of `HeaderMap` accept them. [`Headers`] has a `HeaderName` for each line.
//!
//! ```
//! use countersign::auth::{self, basic};
//! use http::HeaderMap;
//! use http::header::AUTHORIZATION;
//!
//! let mut headers = HeaderMap::new();
//! headers.insert(AUTHORIZATION, countersign::http::header_value(&basic::Credentials::new("Aladdin", "open sesame")?));
//! assert!(headers[AUTHORIZATION].is_sensitive());
//!
//! let credentials = auth::authorization(&headers)?.ok_or("no credentials")?;
//! assert!(credentials.scheme().is("Basic"));
//! let user_pass = basic::UserPass::try_from(&headers[AUTHORIZATION])?;
//! assert!(user_pass.credentials().matches("Aladdin", "open sesame"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod headers;
mod names;
mod request;
mod values;

use alloc::vec::Vec;

use ::http::{HeaderMap, HeaderValue};

use crate::encode::FieldContent;
use crate::field_value::FieldValueIn;
use crate::fields::{AllFields, Fields};

pub use headers::Headers;
pub(crate) use names::header_name;
pub(crate) use request::Repeatable;

/// The lines of a name, in the order received. Values need not be UTF-8.
///
/// ```
/// use countersign::auth;
/// use http::{HeaderMap, HeaderValue, header::WWW_AUTHENTICATE};
///
/// let mut headers = HeaderMap::new();
/// headers.append(WWW_AUTHENTICATE, HeaderValue::from_static("Negotiate"));
/// headers.append(WWW_AUTHENTICATE, HeaderValue::from_bytes(b"Basic realm=\"caf\xE9\"")?);
///
/// let challenges = auth::www_authenticate(&headers)?.unwrap();
/// let basic = challenges.iter().last().unwrap();
/// assert!(basic.get("realm").unwrap().bytes().eq(*b"caf\xE9"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<'m> Fields<'m> for &'m HeaderMap {
    #[inline(always)]
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        let lines = match header_name(name) {
            Some(name) => self.get_all(name),
            None => self.get_all(name),
        };
        lines.into_iter().map(HeaderValue::as_bytes)
    }
}

impl<'m> AllFields<'m> for &'m HeaderMap {
    fn all_lines(self) -> impl Iterator<Item = (&'m [u8], &'m [u8])> {
        self.iter().map(|(name, value)| (name.as_str().as_bytes(), value.as_bytes()))
    }
}

/// Returns the wire form of a value. Credentials, and other values that are secrets, are marked as sensitive.
///
/// HTTP/2 and HTTP/3 do not put a sensitive value into their compression tables, and `Debug` does not show it.
///
/// ```
/// use countersign::auth::{basic, bearer};
/// use countersign::http::header_value;
///
/// let value = header_value(&bearer::Credentials::new("mF_9.B5f-4.1JqM")?);
/// assert!(value == "Bearer mF_9.B5f-4.1JqM" && value.is_sensitive());
///
/// let value = header_value(&basic::Challenge::new("staff")?);
/// assert!(value == "Basic realm=\"staff\"" && !value.is_sensitive());
/// # Ok::<(), countersign::ValueError>(())
/// ```
pub fn header_value(value: &(impl FieldContent + ?Sized)) -> HeaderValue {
    marked(value.encode_to_vec(), value.has_secret())
}

/// A sensitive value: the bytes may be credentials.
///
/// ```
/// use countersign::{FieldValue, auth::basic};
/// use http::HeaderValue;
///
/// let kept: FieldValue = FieldValue::new(&basic::Credentials::new("Aladdin", "open sesame")?)?;
/// assert!(HeaderValue::from(&kept).is_sensitive());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<const N: usize> From<&FieldValueIn<N>> for HeaderValue {
    fn from(value: &FieldValueIn<N>) -> Self {
        marked(value.as_bytes().to_vec(), true)
    }
}

/// `FieldContent` has no byte that `HeaderValue` rejects, so the default is not used.
fn marked(bytes: Vec<u8>, is_sensitive: bool) -> HeaderValue {
    let mut value = HeaderValue::try_from(bytes).unwrap_or(const { HeaderValue::from_static("") });
    value.set_sensitive(is_sensitive);
    value
}
