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
    is_to_own_origin: bool,
    upload: Option<Upload>,
}

/// Whether a request that has an upload listener has a body.
#[derive(Clone, Copy, Debug)]
struct Upload {
    has_body: bool,
}

impl<'a> Request<'a> {
    /// Creates a request of a page of this origin. The origin is `null` after some
    /// [redirects](super::Route::request_origin).
    ///
    /// The method is not changed. Browsers [normalize](Method::normalized) the one that a page gives.
    #[must_use]
    pub const fn new(origin: Origin<'a>, method: Method<'a>) -> Self {
        Self {
            origin,
            method,
            headers: &[],
            credentials: CredentialsMode::SameOrigin,
            use_preflight: false,
            is_to_own_origin: false,
            upload: None,
        }
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

    /// Returns the request with a preflight in all cases: the body is a stream, or `use-CORS-preflight` is set for another
    /// reason.
    #[must_use]
    pub const fn with_preflight(self) -> Self {
        Self { use_preflight: true, ..self }
    }

    /// Returns the request with the fields of another one.
    pub(super) const fn with_headers_of(self, other: &Self) -> Self {
        Self { headers: other.headers, ..self }
    }

    /// Returns the request with a preflight whose answer is not subject to the CORS check.
    pub(super) const fn to_own_origin(self) -> Self {
        Self { is_to_own_origin: true, ..self }
    }

    /// Returns whether the answer to the preflight is not subject to the CORS check.
    pub(super) const fn is_to_own_origin(&self) -> bool {
        self.is_to_own_origin
    }

    /// Returns the request from another origin.
    pub(super) const fn from(self, origin: Origin<'a>) -> Self {
        Self { origin, ..self }
    }

    /// Returns the request of an `XMLHttpRequest` that has a listener for the progress of its upload. It needs a preflight, in
    /// [some browsers](super::Profile::upload_listener_needs_body) only if it has a body.
    ///
    /// ```
    /// use countersign::cors::browser::{Profile, Request};
    /// use countersign::cors::{names::Method, origin::Origin};
    ///
    /// let page = Origin::parse(b"https://shop.example")?;
    /// let upload = Request::new(page, Method::POST).with_upload_listener(true);
    /// assert!(Profile::FETCH.needs_preflight(&upload));
    /// let no_body = Request::new(page, Method::GET).with_upload_listener(false);
    /// assert!(Profile::FETCH.needs_preflight(&no_body));
    /// assert!(!Profile::CHROMIUM.needs_preflight(&no_body));
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    #[must_use]
    pub const fn with_upload_listener(self, has_body: bool) -> Self {
        Self { upload: Some(Upload { has_body }), ..self }
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

    /// Returns whether there is a preflight [in all cases](Self::with_preflight).
    #[must_use]
    pub const fn uses_preflight(&self) -> bool {
        self.use_preflight
    }

    /// Returns whether the request has an upload listener, and a body if it must have one.
    pub(super) const fn has_upload_listener(&self, needs_body: bool) -> bool {
        match self.upload {
            Some(Upload { has_body }) => has_body || !needs_body,
            None => false,
        }
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
            .field("upload", &self.upload)
            .finish_non_exhaustive()
    }
}
