//! The way of a request: from URL to URL, with the `Origin` that each of them is told.

use core::fmt;

use crate::cors::names::{FieldName, Method};
use crate::cors::origin::Origin;
use crate::syntax::token::is_one_of;

/// What a request may reach.
///
/// ```
/// use countersign::cors::{browser::{Mode, Route, Tainting}, origin::Origin};
///
/// let [page, cdn] = [Origin::parse(b"https://shop.example")?, Origin::parse(b"https://cdn.example")?];
/// assert_eq!(Route::new(page, Mode::Cors, page)?.tainting(), Tainting::Basic);
/// assert_eq!(Route::new(page, Mode::Cors, cdn)?.tainting(), Tainting::Cors);
/// assert_eq!(Route::new(page, Mode::NoCors, cdn)?.tainting(), Tainting::Opaque);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Only its own origin.
    SameOrigin,
    /// Other origins that agree; what `fetch()` does unless told otherwise.
    Cors,
    /// Other origins, of whose responses the page sees nothing.
    NoCors,
    /// A document.
    Navigate,
    /// A WebSocket.
    WebSocket,
    /// A WebTransport session.
    WebTransport,
}

/// How much of a response the page sees.
///
/// [`Mode`] shows all three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tainting {
    /// All but `Set-Cookie`.
    Basic,
    /// What the server [exposes](super::Profile::exposed), if the response passes the [CORS check](super::Profile::cors_browser).
    Cors,
    /// Nothing.
    Opaque,
}

/// How far redirects have led away from the request's origin and on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RedirectTaint {
    /// At most from the request's origin to one other.
    SameOrigin,
    /// From one other origin to a third, or back, all of the same site.
    SameSite,
    /// The same across sites.
    CrossSite,
}

/// How far a list of URLs has led, of which these are the origins:
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

/// How far one redirect leads.
fn redirected(
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

/// What a page says of itself to others.
///
/// ```
/// use countersign::cors::{browser::{Mode, ReferrerPolicy, Route}, names::Method, origin::Origin};
///
/// let page = Origin::parse(b"https://shop.example")?;
/// let form = Route::new(page, Mode::Navigate, Origin::parse(b"https://pay.example")?)?;
/// assert_eq!(form.origin_header(Method::POST, ReferrerPolicy::default()), Some(page));
/// assert_eq!(form.origin_header(Method::POST, ReferrerPolicy::SameOrigin), Some(Origin::NULL));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReferrerPolicy {
    /// `no-referrer`
    NoReferrer,
    /// `no-referrer-when-downgrade`
    NoReferrerWhenDowngrade,
    /// `same-origin`
    SameOrigin,
    /// `origin`
    Origin,
    /// `strict-origin`
    StrictOrigin,
    /// `origin-when-cross-origin`
    OriginWhenCrossOrigin,
    /// `strict-origin-when-cross-origin`, which is the policy of who has none.
    #[default]
    StrictOriginWhenCrossOrigin,
    /// `unsafe-url`
    UnsafeUrl,
}

/// The way of a request, as far as it has come.
///
/// A URL is its origin here: cut it out of the URL, or make it of the parts.
///
/// ```
/// use countersign::cors::browser::{Location, Mode, Route, Tainting};
/// use countersign::cors::names::{FieldName, Method};
/// use countersign::cors::origin::Origin;
///
/// let [page, api, cdn] = ["https://shop.example", "https://api.example", "https://cdn.example"];
/// let [page, api, cdn] = [page, api, cdn].map(|origin| Origin::parse(origin.as_bytes()).unwrap());
/// let mut route = Route::new(page, Mode::Cors, api)?;
/// assert_eq!((route.tainting(), route.request_origin()), (Tainting::Cors, page));
///
/// let redirect = route.follow(303, Method::POST, Location::new(cdn), |_| None)?;
/// assert_eq!(redirect.method(), Method::GET);
/// assert!(redirect.drops(FieldName::AUTHORIZATION) && redirect.drops(FieldName::CONTENT_TYPE));
/// assert!(route.request_origin().is_null(), "two servers have a say, and neither is told for whom");
/// # Ok::<(), countersign::cors::browser::RouteError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Route<'a> {
    origin: Origin<'a>,
    mode: Mode,
    url: Origin<'a>,
    tainting: Tainting,
    taint: RedirectTaint,
    redirects: u8,
    streams_body: bool,
}

impl<'a> Route<'a> {
    /// No more redirects than these are followed.
    const MOST_REDIRECTS: u8 = 20;

    /// The way of a request of this origin to its first URL.
    ///
    /// # Errors
    /// [`RouteError::SameOrigin`] and [`RouteError::Scheme`].
    pub fn new(origin: Origin<'a>, mode: Mode, url: Origin<'a>) -> Result<Self, RouteError> {
        let route = Self {
            origin,
            mode,
            url,
            tainting: Tainting::Basic,
            taint: RedirectTaint::SameOrigin,
            redirects: 0,
            streams_body: false,
        };
        Ok(Self { tainting: route.tainting_at(&url)?, ..route })
    }

    /// With a body that is a stream, and can't be sent twice.
    #[must_use]
    pub const fn with_streamed_body(self) -> Self {
        Self { streams_body: true, ..self }
    }

    /// As it is behind redirects that are not known here.
    #[must_use]
    pub const fn with_tainting(self, tainting: Tainting, taint: RedirectTaint) -> Self {
        Self { tainting, taint, ..self }
    }

    /// The origin that asks.
    #[must_use]
    pub const fn origin(&self) -> Origin<'a> {
        self.origin
    }

    /// The mode.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// The origin of the current URL.
    #[must_use]
    pub const fn url(&self) -> Origin<'a> {
        self.url
    }

    /// How much of a response from the current URL the page sees. With [`Tainting::Cors`], CORS has a say.
    #[must_use]
    pub const fn tainting(&self) -> Tainting {
        self.tainting
    }

    /// How far redirects have led.
    #[must_use]
    pub const fn redirect_taint(&self) -> RedirectTaint {
        self.taint
    }

    /// The origin as the current URL may be told it: [serialized request
    /// origin](https://fetch.spec.whatwg.org/#serializing-a-request-origin).
    #[must_use]
    pub const fn request_origin(&self) -> Origin<'a> {
        match self.taint {
            RedirectTaint::SameOrigin => self.origin,
            _ => Origin::NULL,
        }
    }

    /// The value of `Origin` in the request to the current URL, if it has one: [append a request `Origin`
    /// header](https://fetch.spec.whatwg.org/#append-a-request-origin-header).
    #[must_use]
    pub fn origin_header(&self, method: Method<'_>, policy: ReferrerPolicy) -> Option<Origin<'a>> {
        if self.tainting == Tainting::Cors || matches!(self.mode, Mode::WebSocket | Mode::WebTransport) {
            return Some(self.request_origin());
        }
        if method == Method::GET || method == Method::HEAD {
            return None;
        }
        let is_hidden = self.mode != Mode::Cors
            && match policy {
                ReferrerPolicy::NoReferrer => true,
                ReferrerPolicy::NoReferrerWhenDowngrade
                | ReferrerPolicy::StrictOrigin
                | ReferrerPolicy::StrictOriginWhenCrossOrigin => {
                    self.origin.scheme() == Some("https") && self.url.scheme() != Some("https")
                }
                ReferrerPolicy::SameOrigin => !self.origin.is_same_origin(&self.url),
                ReferrerPolicy::Origin | ReferrerPolicy::OriginWhenCrossOrigin | ReferrerPolicy::UnsafeUrl => false,
            };
        Some(if is_hidden { Origin::NULL } else { self.request_origin() })
    }

    /// Follows a redirect of this status, and tells what becomes of the request:
    /// [HTTP-redirect fetch](https://fetch.spec.whatwg.org/#http-redirect-fetch).
    ///
    /// The response must have passed the [CORS check](super::Profile::cors_browser) where CORS has a say, and whether a
    /// preflight is needed is asked anew for the next URL. `registrable_domain` is as for [`Origin::is_same_site`].
    ///
    /// # Errors
    /// Why it is not followed. The route then stays where it is.
    pub fn follow<'m>(
        &mut self,
        status: u16,
        method: Method<'m>,
        location: Location<'a>,
        registrable_domain: impl Fn(&str) -> Option<&str>,
    ) -> Result<Redirect<'m>, RouteError> {
        let Location { origin: next, has_credentials } = location;
        if !matches!(status, 301 | 302 | 303 | 307 | 308) {
            return Err(RouteError::Status);
        }
        if !is_http(&next) {
            return Err(RouteError::Scheme);
        }
        if self.redirects >= Self::MOST_REDIRECTS {
            return Err(RouteError::TooMany);
        }
        let is_guarded =
            self.tainting == Tainting::Cors || (self.mode == Mode::Cors && !self.origin.is_same_origin(&next));
        if has_credentials && is_guarded {
            return Err(RouteError::Credentials);
        }
        if status != 303 && self.streams_body {
            return Err(RouteError::Stream);
        }
        let becomes_get = match status {
            301 | 302 => method == Method::POST,
            303 => method != Method::GET && method != Method::HEAD,
            _ => false,
        };
        let redirect = Redirect {
            method: if becomes_get { Method::GET } else { method },
            drops_body: becomes_get,
            crosses_origins: !self.url.is_same_origin(&next),
        };
        *self = Self {
            tainting: self.tainting_at(&next)?,
            taint: self.taint.max(redirected(&self.origin, &self.url, &next, &registrable_domain)),
            url: next,
            redirects: self.redirects.saturating_add(1),
            streams_body: self.streams_body && !becomes_get,
            ..*self
        };
        Ok(redirect)
    }

    /// What a response from this URL is: [main fetch](https://fetch.spec.whatwg.org/#main-fetch).
    fn tainting_at(&self, url: &Origin<'_>) -> Result<Tainting, RouteError> {
        match self.mode {
            _ if self.tainting == Tainting::Basic && self.origin.is_same_origin(url) => Ok(Tainting::Basic),
            Mode::Navigate | Mode::WebSocket | Mode::WebTransport => Ok(Tainting::Basic),
            Mode::SameOrigin => Err(RouteError::SameOrigin),
            Mode::NoCors => Ok(Tainting::Opaque),
            Mode::Cors if is_http(url) => Ok(Tainting::Cors),
            Mode::Cors => Err(RouteError::Scheme),
        }
    }
}

fn is_http(url: &Origin<'_>) -> bool {
    matches!(url.scheme(), Some("http" | "https"))
}

/// Where a redirect leads.
///
/// ```
/// use countersign::cors::{browser::{Location, Mode, Route, RouteError}, names::Method, origin::Origin};
///
/// let api = Origin::parse(b"https://api.example")?;
/// let mut route = Route::new(Origin::parse(b"https://shop.example")?, Mode::Cors, api)?;
/// let location = Location::new(api).with_credentials();
/// assert_eq!(route.follow(307, Method::GET, location, |_| None), Err(RouteError::Credentials));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Location<'a> {
    origin: Origin<'a>,
    has_credentials: bool,
}

impl<'a> Location<'a> {
    /// A URL of this origin.
    #[must_use]
    pub const fn new(origin: Origin<'a>) -> Self {
        Self { origin, has_credentials: false }
    }

    /// With a user name or a password in it.
    #[must_use]
    pub const fn with_credentials(self) -> Self {
        Self { has_credentials: true, ..self }
    }
}

/// What a redirect makes of a request.
///
/// ```
/// use countersign::cors::{browser::{Location, Mode, Route}, names::{FieldName, Method}, origin::Origin};
///
/// let page = Origin::parse(b"https://shop.example")?;
/// let redirect = Route::new(page, Mode::Cors, page)?.follow(302, Method::POST, Location::new(page), |_| None)?;
/// assert_eq!((redirect.method(), redirect.drops_body()), (Method::GET, true));
/// assert!(redirect.drops(FieldName::CONTENT_TYPE) && !redirect.drops(FieldName::AUTHORIZATION));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redirect<'m> {
    method: Method<'m>,
    drops_body: bool,
    crosses_origins: bool,
}

impl<'m> Redirect<'m> {
    /// The method of the next request.
    #[must_use]
    pub const fn method(&self) -> Method<'m> {
        self.method
    }

    /// Whether the next request has no body.
    #[must_use]
    pub const fn drops_body(&self) -> bool {
        self.drops_body
    }

    /// Whether the next request has no field of this name: `Authorization` when origins are crossed, and the fields
    /// that come with a body when that is gone.
    #[must_use]
    pub fn drops(&self, name: FieldName<'_>) -> bool {
        const OF_BODY: [&str; 4] = ["Content-Encoding", "Content-Language", "Content-Location", "Content-Type"];
        (self.crosses_origins && name.is_non_wildcard_request())
            || (self.drops_body && is_one_of(name.as_bytes(), &OF_BODY))
    }
}

/// Why a request does not go to a URL.
///
/// [`Location`] shows one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RouteError {
    /// The status is that of no redirect.
    Status,
    /// The scheme is none of HTTP.
    Scheme,
    /// It would be the twenty-first redirect.
    TooMany,
    /// There is a user name or a password in the URL of another origin.
    Credentials,
    /// The body is a stream and can't be sent again.
    Stream,
    /// The request may not leave its origin.
    SameOrigin,
}

impl fmt::Display for RouteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Status => "not the status of a redirect",
            Self::Scheme => "not a URL of HTTP",
            Self::TooMany => "more than 20 redirects",
            Self::Credentials => "credentials in the URL of another origin",
            Self::Stream => "a body that can't be sent again",
            Self::SameOrigin => "a request that may not leave its origin",
        })
    }
}

impl core::error::Error for RouteError {}
