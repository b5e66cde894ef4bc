//! The route of a request: from URL to URL, with the `Origin` that each of them receives.

use super::profile::Profile;
use super::redirect::{Location, Redirect, RedirectTaint, RouteError, redirected};
use crate::cors::names::Method;
use crate::cors::origin::Origin;

/// The mode of a request: to which origins it may go.
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
#[non_exhaustive]
pub enum Mode {
    /// To the origin of the page only.
    SameOrigin,
    /// To other origins, with CORS. This is the default of `fetch()`.
    Cors,
    /// To other origins, whose responses the page cannot read.
    NoCors,
    /// To any origin, for a document.
    Navigate,
    /// To any origin, for a WebSocket.
    WebSocket,
    /// To any origin, for a WebTransport session.
    WebTransport,
}

/// How much of a response the page may read.
///
/// The example of [`Mode`] shows all three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tainting {
    /// All of it except `Set-Cookie`.
    Basic,
    /// What the server [exposes](super::Profile::exposed), if the response passes the [CORS
    /// check](super::Profile::cors_check).
    Cors,
    /// Nothing.
    Opaque,
}

/// The referrer policy of a page. It also decides whether a request without CORS reveals the origin.
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
#[non_exhaustive]
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
    /// `strict-origin-when-cross-origin`, the default
    #[default]
    StrictOriginWhenCrossOrigin,
    /// `unsafe-url`
    UnsafeUrl,
}

/// The route of a request up to its current URL.
///
/// Only the origins of the URLs matter. [Parse](Origin::parse) the beginning of the URL, or [create](Origin::new) the
/// origin from its parts.
///
/// ```
/// use countersign::cors::browser::{Location, Mode, Profile, Route, Tainting};
/// use countersign::cors::names::{FieldName, Method};
/// use countersign::cors::origin::Origin;
///
/// let [page, api, cdn] = ["https://shop.example", "https://api.example", "https://cdn.example"];
/// let [page, api, cdn] = [page, api, cdn].map(|origin| Origin::parse(origin.as_bytes()).unwrap());
/// let mut route = Route::new(page, Mode::Cors, api)?;
/// assert_eq!((route.tainting(), route.request_origin()), (Tainting::Cors, page));
///
/// let redirect = route.follow(&Profile::FETCH, 303, Method::POST, Location::new(cdn), |_| None)?;
/// assert_eq!(redirect.method(), Method::GET);
/// assert!(redirect.drops(FieldName::AUTHORIZATION) && redirect.drops(FieldName::CONTENT_TYPE));
/// assert!(route.request_origin().is_null(), "after a redirect from another origin, the origin is hidden");
/// # Ok::<(), countersign::cors::browser::RouteError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is remembered by itself")]
pub struct Route<'a> {
    origin: Origin<'a>,
    mode: Mode,
    url: Origin<'a>,
    tainting: Tainting,
    taint: RedirectTaint,
    redirects: u8,
    streams_body: bool,
    was_preflighted: bool,
    keeps_origin: bool,
    drops_body: bool,
    drops_fields_of_body: bool,
    drops_authorization: bool,
    timing_failed: bool,
}

impl<'a> Route<'a> {
    /// The number of redirects that a browser follows.
    const MOST_REDIRECTS: u8 = 20;

    /// Starts the route of a request, from the origin of the page to its first URL.
    ///
    /// # Errors
    /// [`RouteError::SameOrigin`] if the mode allows no other origin, [`RouteError::Scheme`] if CORS does not allow the
    /// scheme.
    pub fn new(origin: Origin<'a>, mode: Mode, url: Origin<'a>) -> Result<Self, RouteError> {
        let route = Self {
            origin,
            mode,
            url,
            tainting: Tainting::Basic,
            taint: RedirectTaint::SameOrigin,
            redirects: 0,
            streams_body: false,
            was_preflighted: false,
            keeps_origin: false,
            drops_body: false,
            drops_fields_of_body: false,
            drops_authorization: false,
            timing_failed: false,
        };
        Ok(Self { tainting: route.tainting_at(&url)?, ..route })
    }

    /// Returns the route of a request whose body is a stream, which cannot be sent twice.
    #[must_use]
    pub const fn with_streamed_body(self) -> Self {
        Self { streams_body: true, ..self }
    }

    /// Returns the route after earlier redirects, of which only this is known.
    #[must_use]
    pub const fn with_tainting(self, tainting: Tainting, taint: RedirectTaint) -> Self {
        Self { tainting, taint, ..self }
    }

    /// Returns the origin of the page.
    #[must_use]
    pub const fn origin(&self) -> Origin<'a> {
        self.origin
    }

    /// Returns the mode.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// Returns the origin of the current URL.
    #[must_use]
    pub const fn url(&self) -> Origin<'a> {
        self.url
    }

    /// Returns how much of a response from the current URL the page may read. CORS applies with [`Tainting::Cors`].
    #[must_use]
    pub const fn tainting(&self) -> Tainting {
        self.tainting
    }

    /// Returns how far redirects have led.
    #[must_use]
    pub const fn redirect_taint(&self) -> RedirectTaint {
        self.taint
    }

    /// Returns the origin that is revealed to the current URL: [serialized request
    /// origin](https://fetch.spec.whatwg.org/#serializing-a-request-origin).
    #[must_use]
    pub const fn request_origin(&self) -> Origin<'a> {
        match self.taint {
            RedirectTaint::SameOrigin => self.origin,
            _ => Origin::NULL,
        }
    }

    /// Returns the value of `Origin` in the request to the current URL, if it has one: [append a request `Origin`
    /// header](https://fetch.spec.whatwg.org/#append-a-request-origin-header).
    #[must_use]
    pub fn origin_header(&self, method: Method<'_>, policy: ReferrerPolicy) -> Option<Origin<'a>> {
        if self.tainting == Tainting::Cors || matches!(self.mode, Mode::WebSocket | Mode::WebTransport) {
            return Some(self.request_origin());
        }
        if has_no_origin(method) && !self.keeps_origin {
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

    /// Returns how many redirects were followed.
    pub(super) const fn redirects(&self) -> u8 {
        self.redirects
    }

    /// Returns whether a redirected request needed a preflight because of its method.
    pub(super) const fn was_preflighted(&self) -> bool {
        self.was_preflighted
    }

    /// Returns whether the timing of an earlier response is hidden.
    pub(super) const fn timing_failed(&self) -> bool {
        self.timing_failed
    }

    /// Hides the timing of all further responses.
    pub(super) const fn fail_timing(&mut self) {
        self.timing_failed = true;
    }

    /// Follows a redirect with this status of a request with this method, and returns how redirects change the request:
    /// [HTTP-redirect fetch](https://fetch.spec.whatwg.org/#http-redirect-fetch). Where browsers differ, the
    /// [profile](super::Redirects) decides.
    ///
    /// If CORS applies, the response must have passed the [CORS check](super::Profile::cors_check), and the next request
    /// may need a preflight again. `registrable_domain` is as for [`Origin::is_same_site`].
    ///
    /// # Errors
    /// Why the redirect is not followed. The route does not change then.
    pub fn follow<'m>(
        &mut self,
        profile: &Profile,
        status: u16,
        method: Method<'m>,
        location: Location<'a>,
        registrable_domain: impl Fn(&str) -> Option<&str>,
    ) -> Result<Redirect<'m>, RouteError> {
        let Location { origin: next, has_credentials } = location;
        let rules = profile.redirects;
        let is_redirect = match status {
            301 | 302 | 303 | 307 | 308 => true,
            309..=399 => rules.follows_other_statuses,
            _ => false,
        };
        if !is_redirect {
            return Err(RouteError::Status);
        }
        if !is_http(&next) {
            return Err(RouteError::Scheme);
        }
        if self.redirects >= Self::MOST_REDIRECTS {
            return Err(RouteError::TooMany);
        }
        let is_guarded = self.tainting == Tainting::Cors
            || (self.mode == Mode::Cors && (rules.rejects_own_credentials || !self.origin.is_same_origin(&next)));
        if has_credentials && is_guarded {
            return Err(RouteError::Credentials);
        }
        if status != 303 && self.streams_body {
            return Err(RouteError::Stream);
        }
        let crosses_origins = !self.url.is_same_origin(&next);
        let becomes_get = match status {
            _ if rules.delete_becomes_get && crosses_origins && method == Method::DELETE => true,
            301 | 302 => method == Method::POST,
            303 => method != Method::GET && method != Method::HEAD,
            _ => false,
        };
        let keeps = !rules.restores_fields;
        let redirect = Redirect {
            method: if becomes_get { Method::GET } else { method },
            drops_body: becomes_get || self.drops_body,
            drops_fields_of_body: becomes_get || (keeps && self.drops_fields_of_body),
            drops_authorization: crosses_origins || (keeps && self.drops_authorization),
        };
        *self = Self {
            tainting: self.tainting_at(&next)?,
            taint: self.taint.max(redirected(&self.origin, &self.url, &next, &registrable_domain)),
            url: next,
            redirects: self.redirects.saturating_add(1),
            streams_body: self.streams_body && !becomes_get,
            was_preflighted: self.was_preflighted || (self.tainting == Tainting::Cors && !method.is_safelisted()),
            keeps_origin: self.keeps_origin || (rules.keeps_origin_header && !has_no_origin(method)),
            drops_body: redirect.drops_body,
            drops_fields_of_body: redirect.drops_fields_of_body,
            drops_authorization: redirect.drops_authorization,
            ..*self
        };
        Ok(redirect)
    }

    /// Returns the tainting of a response from this URL: [main fetch](https://fetch.spec.whatwg.org/#main-fetch).
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

/// Returns whether a request with this method has no `Origin` without CORS.
fn has_no_origin(method: Method<'_>) -> bool {
    method == Method::GET || method == Method::HEAD
}

fn is_http(url: &Origin<'_>) -> bool {
    matches!(url.scheme(), Some("http" | "https"))
}
