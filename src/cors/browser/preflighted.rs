//! What a preflight after redirects asks for.

use super::profile::Profile;
use super::request::Request;
use super::route::Route;

impl<'a> Route<'a> {
    /// Returns the request that a preflight to the current URL is about. In the standard it is the next request itself;
    /// browsers differ after [redirects](super::Redirects). With it, ask whether a preflight [is
    /// needed](Profile::needs_preflight), and [check](Profile::preflight_check) the answer. Then send `next`.
    ///
    /// `first` is the request to the first URL of the route, and `next` the one to the current URL, without the fields that
    /// redirects have [dropped](super::Redirect::drops).
    ///
    /// If [the origin](Self::request_origin) is `null` because of a redirect, it is a new opaque origin, different from that
    /// of every other request. No stored answer to a preflight is for it.
    ///
    /// ```
    /// use countersign::cors::browser::{Location, Mode, Profile, Request, Route};
    /// use countersign::cors::{names::{FieldName, Method}, origin::Origin};
    ///
    /// let [page, a, b] = ["https://shop.example", "https://a.example", "https://b.example"];
    /// let [page, a, b] = [page, a, b].map(|origin| Origin::parse(origin.as_bytes()).unwrap());
    /// let headers = [(FieldName::AUTHORIZATION, &b"Bearer mF_9"[..])];
    /// let first = Request::new(page, Method::GET).with_headers(&headers)?;
    ///
    /// let asked = |profile: Profile| {
    ///     let mut route = Route::new(page, Mode::Cors, a)?;
    ///     let redirect = route.follow(&profile, 302, Method::GET, Location::new(b), |_| None)?;
    ///     assert!(redirect.drops(FieldName::AUTHORIZATION));
    ///     let next = Request::new(route.request_origin(), redirect.method());
    ///     let asked = route.preflighted(&profile, &first, &next);
    ///     Ok((profile.needs_preflight(&asked), asked.origin(), profile.unsafe_names(&asked).iter().count()))
    /// };
    /// assert_eq!(asked(Profile::FETCH), Ok((false, Origin::NULL, 0)));
    /// assert_eq!(asked(Profile::FIREFOX), Ok((true, page, 0)), "a preflight that asks for no field");
    /// assert_eq!(asked(Profile::WEBKIT), Ok::<_, countersign::cors::browser::RouteError>((true, Origin::NULL, 1)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn preflighted(&self, profile: &Profile, first: &Request<'a>, next: &Request<'a>) -> Request<'a> {
        let rules = profile.redirects;
        let mut asked = *next;
        if self.redirects() == 0 {
            return asked;
        }
        let first_needs_one = profile.forces_preflight(first) || !profile.unsafe_names(first).is_empty();
        if rules.preflights_again && (self.was_preflighted() || first_needs_one) {
            asked = asked.with_preflight();
        }
        if rules.asks_for_dropped_fields {
            asked = asked.with_headers_of(first);
        }
        if rules.preflight_keeps_origin {
            asked = asked.from(self.origin());
        }
        if rules.trusts_own_preflights && self.url().is_same_origin(&self.origin()) {
            asked = asked.to_own_origin();
        }
        asked
    }
}
