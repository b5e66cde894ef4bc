//! Whether a page may see how long responses took.

use super::profile::Profile;
use super::redirect::RedirectTaint;
use super::route::{Mode, Route, Tainting};
use crate::cors::origin::Origin;
use crate::cors::values::TimingAllowOrigin;
use crate::fields::Fields;

impl Profile {
    /// Checks whether the page may see how long a response from the current URL of the route took: the [TAO
    /// check](https://fetch.spec.whatwg.org/#concept-tao-check). Check each response before the redirect is followed. If one
    /// fails, those after it fail too.
    ///
    /// Unlike `Access-Control-Allow-Origin`, `Timing-Allow-Origin` is a list.
    ///
    /// For the timing of a navigation that the *embedder* sees, such as that of a frame, the route has [`Mode::Navigate`].
    /// For what the new document sees of the redirects that led to it, see [`navigation_tao_check`].
    ///
    /// ```
    /// use countersign::cors::browser::{Location, Mode, Profile, Route};
    /// use countersign::cors::{names::Method, origin::Origin};
    ///
    /// let [page, cdn] = [Origin::parse(b"https://shop.example")?, Origin::parse(b"https://cdn.example")?];
    /// let mut route = Route::new(page, Mode::NoCors, cdn)?;
    /// let response = [("Timing-Allow-Origin", "https://a.example, https://shop.example")];
    /// assert!(Profile::FETCH.tao_check(&mut route, &response));
    ///
    /// route.follow(&Profile::FETCH, 302, Method::GET, Location::new(cdn), |_| None)?;
    /// assert!(!Profile::FETCH.tao_check(&mut route, &[("Server", "cdn")]));
    /// assert!(!Profile::FETCH.tao_check(&mut route, &response), "one response has failed");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tao_check<'r>(&self, route: &mut Route<'_>, response: impl Fields<'r>) -> bool {
        let passes = !route.timing_failed()
            && (TimingAllowOrigin::of(response).allows(&route.request_origin()) || self.shows_timing(route));
        if !passes {
            route.fail_timing();
        }
        passes
    }

    /// Returns whether a response needs no `Timing-Allow-Origin`: steps 6 and 7 of the TAO check.
    fn shows_timing(&self, route: &Route<'_>) -> bool {
        let is_own = route.mode() != Mode::Navigate || route.origin().is_same_origin(&route.url());
        let is_tainted = route.redirect_taint() != RedirectTaint::SameOrigin;
        route.tainting() == Tainting::Basic && is_own && !(self.redirects.taints_navigations && is_tainted)
    }
}

/// Checks whether a document may see how long the redirects took that led to it: the [navigation TAO
/// check](https://fetch.spec.whatwg.org/#navigation-tao-check) of 25 June 2026. The `Timing-Allow-Origin` of each
/// redirect has to list the origin of the document, or `*`.
///
/// ```
/// use countersign::cors::{browser::navigation_tao_check, origin::Origin};
///
/// let shop = Origin::parse(b"https://shop.example")?;
/// let [one, other] = [[("Timing-Allow-Origin", "https://shop.example")], [("Server", "login")]];
/// assert!(navigation_tao_check(&shop, [&one]));
/// assert!(!navigation_tao_check(&shop, [&one, &other]));
/// # Ok::<(), countersign::ParseError>(())
/// ```
pub fn navigation_tao_check<'r, F: Fields<'r>>(document: &Origin<'_>, redirects: impl IntoIterator<Item = F>) -> bool {
    redirects.into_iter().all(|redirect| TimingAllowOrigin::of(redirect).allows(document))
}
