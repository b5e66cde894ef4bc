//! The request of a page.

use core::fmt;

use crate::cors::names::{FieldName, Method, few_enough};
use crate::cors::origin::Origin;
use crate::error::ValueError;

/// Whether a request includes cookies and other credentials.
///
/// ```
/// use countersign::cors::browser::{CredentialsMode, Profile, Request, Step};
/// use countersign::cors::{names::Method, origin::Origin};
///
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::GET);
/// let response = [("Access-Control-Allow-Origin", "https://shop.example")];
/// assert!(Profile::FETCH.cors_check(&request, &response).is_ok());
///
/// let request = request.with_credentials(CredentialsMode::Include);
/// assert_eq!(Profile::FETCH.cors_check(&request, &response).unwrap_err().step(), Step::AllowCredentials);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CredentialsMode {
    /// It never does.
    Omit,
    /// It does if it goes to the origin of the page. This is the default of `fetch()`.
    #[default]
    SameOrigin,
    /// It always does.
    Include,
}

/// What CORS has to know of a request.
///
/// `Debug` shows no field values: they may be credentials.
///
/// ```
/// use countersign::cors::browser::{CredentialsMode, Profile, Request};
/// use countersign::cors::names::{FieldName, Method};
/// use countersign::cors::origin::Origin;
///
/// let headers = [(FieldName::CONTENT_TYPE, &b"application/json"[..])];
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::PUT)
///     .with_headers(&headers)?
///     .with_credentials(CredentialsMode::Include);
/// assert!(Profile::FETCH.needs_preflight(&request));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Request<'a> {
    origin: Origin<'a>,
    method: Method<'a>,
    headers: &'a [(FieldName<'a>, &'a [u8])],
    credentials: CredentialsMode,
    use_preflight: bool,
}

impl<'a> Request<'a> {
    /// Creates a request of a page of this origin. The origin is `null` after some
    /// [redirects](super::Route::request_origin).
    ///
    /// The method is not changed. Browsers [normalize](Method::normalized) the one that a page gives.
    #[must_use]
    pub const fn new(origin: Origin<'a>, method: Method<'a>) -> Self {
        Self { origin, method, headers: &[], credentials: CredentialsMode::SameOrigin, use_preflight: false }
    }

    /// Returns the request with the fields that the page sets, and with `Content-Type` if there is a body.
    ///
    /// # Errors
    /// [`ValueErrorKind::TooMany`](crate::ValueErrorKind::TooMany) if there are more than
    /// [`MAX_FIELDS`](crate::cors::names::MAX_FIELDS).
    pub const fn with_headers(self, headers: &'a [(FieldName<'a>, &'a [u8])]) -> Result<Self, ValueError> {
        match few_enough("headers", headers) {
            Ok(()) => Ok(Self { headers, ..self }),
            Err(error) => Err(error),
        }
    }

    /// Returns the request with this credentials mode.
    #[must_use]
    pub const fn with_credentials(self, credentials: CredentialsMode) -> Self {
        Self { credentials, ..self }
    }

    /// Returns the request with a preflight in all cases: the page observes the progress of an upload, or the body is a
    /// stream.
    #[must_use]
    pub const fn with_preflight(self) -> Self {
        Self { use_preflight: true, ..self }
    }

    /// Returns the request with the fields of another one.
    pub(super) const fn with_headers_of(self, other: &Self) -> Self {
        Self { headers: other.headers, ..self }
    }

    /// Returns the request from another origin.
    pub(super) const fn from(self, origin: Origin<'a>) -> Self {
        Self { origin, ..self }
    }

    /// Returns the value of `Origin`.
    #[must_use]
    pub const fn origin(&self) -> Origin<'a> {
        self.origin
    }

    /// Returns the method.
    #[must_use]
    pub const fn method(&self) -> Method<'a> {
        self.method
    }

    /// Returns the fields.
    #[must_use]
    pub const fn headers(&self) -> &'a [(FieldName<'a>, &'a [u8])] {
        self.headers
    }

    /// Returns the credentials mode.
    #[must_use]
    pub const fn credentials(&self) -> CredentialsMode {
        self.credentials
    }

    /// Returns whether there is a preflight in all cases.
    #[must_use]
    pub const fn uses_preflight(&self) -> bool {
        self.use_preflight
    }

    /// Returns whether credentials are included, so that `*` is not a wildcard.
    pub(super) const fn includes_credentials(&self) -> bool {
        matches!(self.credentials, CredentialsMode::Include)
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("origin", &self.origin)
            .field("method", &self.method)
            .field("credentials", &self.credentials)
            .field("use_preflight", &self.use_preflight)
            .finish_non_exhaustive()
    }
}
