//! Redirects that a capture follows. After them, a browser sends another `Origin` than `curl -L`.
//!
//! | The request after a redirect | Result | Why |
//! |---|---|---|
//! | is at the URL of `Location`, and has the first `Origin`, `null` or none | continues the fetch | curl keeps the field, browsers do not |
//! | is at another URL, or has another `Origin` | begins a fetch | nothing shows that it belongs to the one before |
//! | from one origin to another, neither of which is that of the page before | the origin is `null` | [redirect-taint](https://fetch.spec.whatwg.org/#concept-request-tainted-origin) |
//! | shows the origin `null` | the origin is `null` | a browser sent it |
//! | to the origin of the page, from another | CORS applies | [response tainting](https://fetch.spec.whatwg.org/#main-fetch) stays `cors` |
//! | after a response that a browser blocks, or a redirect that it does not follow | not sent | [HTTP-redirect fetch](https://fetch.spec.whatwg.org/#http-redirect-fetch) |

use core::fmt;

use countersign::Fields;
use countersign::cors::ORIGIN;
use countersign::cors::browser::{self, Mode, Profile, RedirectTaint, Route, RouteError};
use countersign::cors::names::Method;
use countersign::cors::origin::Origin;

use crate::hop::{Hop, Pair};
use crate::location::{Location, unknown};
use crate::no_question::NoQuestion;
use crate::outcome::{Credentials, Outcome, OwnOutcome, PROFILES};
use crate::question::{url, url_in};

/// Why a browser does not follow a redirect. `Display` writes the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Barrier {
    /// The rules for redirects do not allow the URL.
    Route(RouteError),
    /// `Location` is not one valid URL.
    BrokenLocation,
}

impl fmt::Display for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Chromium rejects them in a URL of the same origin too.
            Self::Route(RouteError::Credentials) => f.write_str("its URL contains a user name or a password"),
            Self::Route(error) => error.fmt(f),
            Self::BrokenLocation => f.write_str("Location is not one valid URL"),
        }
    }
}

/// The way of a fetch to one of its requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chain<'a> {
    /// The first preflight and the first request.
    pub first: (Option<Pair<'a>>, Option<Pair<'a>>),
    pub route: Route<'a>,
    /// The number of redirects.
    pub redirects: usize,
    /// Which of [`PROFILES`] send the request, in each mode.
    reached: [[bool; Credentials::BOTH.len()]; PROFILES.len()],
}

impl<'a> Chain<'a> {
    /// Returns the way to the first request of a fetch.
    pub(crate) fn start(hop: &Hop<'a>) -> Option<Self> {
        let page = page(hop)?;
        let url = url(hop.main_request(), &page).unwrap_or_else(unknown);
        Some(Self {
            first: (hop.preflight().copied(), hop.actual().copied()),
            route: Route::new(page, Mode::Cors, url).or_else(|_| Route::new(page, Mode::Cors, unknown())).ok()?,
            redirects: 0,
            reached: [[true; Credentials::BOTH.len()]; PROFILES.len()],
        })
    }

    /// Returns the way to a request, if it follows from the redirect of the last one.
    pub(crate) fn after(last: &Hop<'a>, hop: &Hop<'a>) -> Option<Self> {
        let before = *last.chain()?;
        let response = last.response()?;
        let Location::Url(next) = Location::of(response, before.route.url())? else {
            return None;
        };
        let request = hop.main_request();
        let url = url_in(request, next.origin.scheme()).unwrap_or_else(unknown);
        let is_there = (next.origin == unknown() || next.origin.is_same_origin(&url))
            && next.is_at(last.main_request().path(), request.path());
        let first = before.first.1.or(before.first.0)?.request;
        let is_of_page = |origin: &[u8]| origin == b"null" || first.values(ORIGIN).next() == Some(origin);
        if !is_there || !request.values(ORIGIN).all(is_of_page) {
            return None;
        }
        let mut route = before.route;
        // What WebKit does not follow, no browser follows.
        let location = browser::Location::new(url);
        match route.follow(&Profile::WEBKIT, response.status(), method(last), location, |_| None) {
            Err(RouteError::Status) => return None,
            Err(_) => {
                let (tainting, taint) = (route.tainting(), route.redirect_taint());
                route = Route::new(route.origin(), Mode::Cors, url).ok()?.with_tainting(tainting, taint);
            }
            Ok(_) => {}
        }
        // A browser shows what it sends.
        if request.values(ORIGIN).eq([b"null"]) && !route.request_origin().is_null() {
            route = route.with_tainting(route.tainting(), RedirectTaint::CrossSite);
        }
        let question = last.question();
        let reached = core::array::from_fn(|at| {
            Credentials::BOTH.map(|mode| match (&question, PROFILES.get(at)) {
                (Ok(question), Some((_, profile))) => matches!(question.outcome(profile, mode), Outcome::Followed),
                (Err(NoQuestion::OwnRedirect { outcomes, .. }), _) => outcomes.get(at) == Some(&OwnOutcome::Followed),
                _ => true,
            })
        });
        Some(Self { route, redirects: before.redirects.saturating_add(1), reached, ..before })
    }

    /// Returns whether a browser sends the request, as far as the responses before it decide. Browsers that are not in
    /// [`PROFILES`] do.
    pub(crate) fn is_reached(&self, profile: &Profile, credentials: Credentials) -> bool {
        let at = PROFILES.iter().position(|(_, other)| other == profile);
        let reached = at.and_then(|at| self.reached.get(at)).copied().unwrap_or([true; Credentials::BOTH.len()]);
        let mut modes = Credentials::BOTH.into_iter().zip(reached);
        modes.any(|(mode, is_reached)| is_reached && mode == credentials)
    }

    /// Returns what a browser does with the response of this step if it is a redirect.
    pub(crate) fn redirect(&self, hop: &Hop<'a>, profile: &Profile) -> Option<Result<(), Barrier>> {
        let response = hop.response()?;
        let location = Location::of(response, self.route.url())?;
        let url = match location {
            Location::Url(url) => browser::Location::new(url.origin),
            // The status decides first.
            Location::OtherScheme | Location::Broken => browser::Location::new(self.route.url()),
        };
        let url = match location {
            Location::Url(target) if target.has_credentials => url.with_credentials(),
            _ => url,
        };
        let mut route = self.route;
        match route.follow(profile, response.status(), method(hop), url, |_| None) {
            Err(RouteError::Status) => None,
            _ if matches!(location, Location::Broken) => Some(Err(Barrier::BrokenLocation)),
            _ if matches!(location, Location::OtherScheme) => Some(Err(Barrier::Route(RouteError::Scheme))),
            followed => Some(followed.map(drop).map_err(Barrier::Route)),
        }
    }
}

/// Returns the origin of the page that makes a request with CORS.
fn page<'a>(hop: &Hop<'a>) -> Option<Origin<'a>> {
    let mut lines = hop.main_request().fields().filter(|(name, _)| name.is(ORIGIN));
    let (_, value) = lines.next()?;
    Origin::parse_tolerant(value).ok().filter(|_| lines.next().is_none())
}

/// Returns the method that a browser sends.
fn method<'a>(hop: &Hop<'a>) -> Method<'a> {
    Method::parse(hop.main_request().method().unwrap_or_default()).map_or(Method::GET, |method| method.normalized())
}
