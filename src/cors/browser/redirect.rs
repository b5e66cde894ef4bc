//! Redirects: where they lead, and how they change a request.

use crate::cors::names::{FieldName, Method};
use crate::cors::origin::Origin;
use crate::syntax::token::is_one_of;

/// How far redirects have led from the origin of the request.
///
/// [`redirect_taint`] shows the first and the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RedirectTaint {
    /// At most from the origin of the request to one other.
    SameOrigin,
    /// From another origin to a third one or back, all of the same site.
    SameSite,
    /// From another origin to a third one or back, across sites.
    CrossSite,
}

/// Returns how far a list of URLs with these origins has led:
/// [redirect-taint](https://fetch.spec.whatwg.org/#concept-request-tainted-origin).
///
/// `registrable_domain` is as for [`Origin::is_same_site`].
///
/// ```
/// use countersign::cors::browser::{RedirectTaint, redirect_taint};
/// use countersign::cors::origin::Origin;
///
/// let [page, other] = [Origin::parse(b"https://a.example")?, Origin::parse(b"https://b.example")?];
/// let taint = |urls: [Origin<'_>; 2]| redirect_taint(&page, urls, |_| None);
/// assert_eq!(taint([page, other]), RedirectTaint::SameOrigin);
/// assert_eq!(taint([other, page]), RedirectTaint::CrossSite);
/// # Ok::<(), countersign::ParseError>(())
/// ```
pub fn redirect_taint<'a>(
    origin: &Origin<'_>,
    urls: impl IntoIterator<Item = Origin<'a>>,
    registrable_domain: impl Fn(&str) -> Option<&str>,
) -> RedirectTaint {
    let mut taint = RedirectTaint::SameOrigin;
    let mut last: Option<Origin<'_>> = None;
    for url in urls {
        if let Some(last) = last {
            taint = taint.max(redirected(origin, &last, &url, &registrable_domain));
        }
        last = Some(url);
    }
    taint
}

/// Returns how far one redirect leads.
pub(super) fn redirected(
    origin: &Origin<'_>,
    last: &Origin<'_>,
    next: &Origin<'_>,
    registrable_domain: &impl Fn(&str) -> Option<&str>,
) -> RedirectTaint {
    if last.is_same_origin(next) || last.is_same_origin(origin) {
        RedirectTaint::SameOrigin
    } else if last.is_same_site(next, registrable_domain) || last.is_same_site(origin, registrable_domain) {
        RedirectTaint::SameSite
    } else {
        RedirectTaint::CrossSite
    }
}

/// The URL of a redirect.
///
/// ```
/// use countersign::cors::browser::{Location, Mode, Profile, Route, RouteError};
/// use countersign::cors::{names::Method, origin::Origin};
///
/// let api = Origin::parse(b"https://api.example")?;
/// let mut route = Route::new(Origin::parse(b"https://shop.example")?, Mode::Cors, api)?;
/// let location = Location::new(api).with_credentials();
/// assert_eq!(route.follow(&Profile::FETCH, 307, Method::GET, location, |_| None), Err(RouteError::Credentials));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Location<'a> {
    pub(super) origin: Origin<'a>,
    pub(super) has_credentials: bool,
}

impl<'a> Location<'a> {
    /// Creates the location of a URL of this origin.
    #[must_use]
    pub const fn new(origin: Origin<'a>) -> Self {
        Self { origin, has_credentials: false }
    }

    /// Returns the location with a user name or a password in its URL.
    #[must_use]
    pub const fn with_credentials(self) -> Self {
        Self { has_credentials: true, ..self }
    }
}

/// How redirects change a request, up to the last one.
///
/// ```
/// use countersign::cors::browser::{Location, Mode, Profile, Route};
/// use countersign::cors::{names::{FieldName, Method}, origin::Origin};
///
/// let page = Origin::parse(b"https://shop.example")?;
/// let mut route = Route::new(page, Mode::Cors, page)?;
/// let redirect = route.follow(&Profile::FETCH, 302, Method::POST, Location::new(page), |_| None)?;
/// assert_eq!((redirect.method(), redirect.drops_body()), (Method::GET, true));
/// assert!(redirect.drops(FieldName::CONTENT_TYPE) && !redirect.drops(FieldName::AUTHORIZATION));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redirect<'m> {
    pub(super) method: Method<'m>,
    pub(super) drops_body: bool,
    pub(super) drops_fields_of_body: bool,
    pub(super) drops_authorization: bool,
}

impl<'m> Redirect<'m> {
    /// Returns the method of the next request.
    #[must_use]
    pub const fn method(&self) -> Method<'m> {
        self.method
    }

    /// Returns whether the next request has no body.
    #[must_use]
    pub const fn drops_body(&self) -> bool {
        self.drops_body
    }

    /// Returns whether the next request lacks this field of the first request: `Authorization` if a redirect has led to
    /// another origin, and the fields that describe a body if one has removed the body.
    #[must_use]
    pub fn drops(&self, name: FieldName<'_>) -> bool {
        const OF_BODY: [&str; 4] = ["Content-Encoding", "Content-Language", "Content-Location", "Content-Type"];
        (self.drops_authorization && name.is_non_wildcard_request())
            || (self.drops_fields_of_body && is_one_of(name.as_bytes(), &OF_BODY))
    }
}

/// Why a browser does not make a request to a URL.
///
/// ```
/// use countersign::cors::{browser::{Mode, Route, RouteError}, origin::Origin};
///
/// let [page, ftp] = [Origin::parse(b"https://shop.example")?, Origin::parse(b"ftp://shop.example")?];
/// let error = Route::new(page, Mode::Cors, ftp).unwrap_err();
/// assert_eq!((error, error.to_string()), (RouteError::Scheme, "the scheme of the URL is not http or https".to_owned()));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RouteError {
    /// The status is not that of a redirect.
    Status,
    /// The scheme is not `http` or `https`.
    Scheme,
    /// There were 20 redirects before.
    TooMany,
    /// A URL of another origin contains a user name or a password.
    Credentials,
    /// The body is a stream, which cannot be sent again.
    Stream,
    /// The mode allows no other origin.
    SameOrigin,
}

reasons! { RouteError;
    Status => "the status is not that of a redirect",
    Scheme => "the scheme of the URL is not http or https",
    TooMany => "there are more than 20 redirects",
    Credentials => "the URL of another origin contains credentials",
    Stream => "the body is a stream and cannot be sent again",
    SameOrigin => "the mode of the request allows no other origin",
}
