//! How browsers differ after redirects.

/// The rules of a browser for redirects, each as a field. They are a part of a [`Profile`](super::Profile).
///
/// | | `FETCH` | `CHROMIUM` | `FIREFOX` | `WEBKIT` |
/// |---|---|---|---|---|
/// | [`follows_other_statuses`](Self::follows_other_statuses) | no | no | no | yes |
/// | [`delete_becomes_get`](Self::delete_becomes_get) | no | no | no | yes |
/// | [`rejects_own_credentials`](Self::rejects_own_credentials) | no | yes | no | no |
/// | [`restores_fields`](Self::restores_fields) | no | no | yes | no |
/// | [`preflights_again`](Self::preflights_again) | no | no | yes | yes |
/// | [`asks_for_dropped_fields`](Self::asks_for_dropped_fields) | no | no | no | yes |
/// | [`preflight_keeps_origin`](Self::preflight_keeps_origin) | no | no | yes | no |
/// | [`trusts_own_preflights`](Self::trusts_own_preflights) | no | no | yes | no |
/// | [`keeps_origin_header`](Self::keeps_origin_header) | no | no | no | yes |
/// | [`taints_navigations`](Self::taints_navigations) | no | yes | no | no |
///
/// All rows except the last were measured with redirect chains in the browsers that [`Profile`](super::Profile) names. The
/// last row follows the tests of Chromium; the other browsers were not tested. The first two rows are rules of the network
/// stack of `WebKitGTK`, which Safari does not use.
///
/// Two things that WebKit does are not covered. It sends the preflight to the next URL before it rejects a redirect because
/// of a user name in the URL. And if a request of [`CredentialsMode::SameOrigin`](super::CredentialsMode::SameOrigin) begins
/// at the origin of the page, it checks redirects from other origins as if credentials were included.
///
/// ```
/// use countersign::cors::browser::{Location, Mode, Profile, Request, Route};
/// use countersign::cors::{names::Method, origin::Origin};
///
/// let [page, api] = [Origin::parse(b"https://shop.example")?, Origin::parse(b"https://api.example")?];
/// let asks = |profile: Profile| {
///     let first = Request::new(page, Method::PUT);
///     let mut route = Route::new(page, Mode::Cors, api)?;
///     let redirect = route.follow(&profile, 303, first.method(), Location::new(api), |_| None)?;
///     let next = Request::new(route.request_origin(), redirect.method());
///     Ok(profile.needs_preflight(&route.preflighted(&profile, &first, &next)))
/// };
/// assert_eq!(asks(Profile::CHROMIUM), Ok(false), "a GET needs no preflight");
/// assert_eq!(asks(Profile::FIREFOX), Ok::<_, countersign::cors::browser::RouteError>(true), "the PUT needed one");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "each is a rule of its own")]
pub struct Redirects {
    /// Whether every status from 300 to 399 except 300, 304, 305 and 306 is a redirect.
    pub follows_other_statuses: bool,
    /// Whether a DELETE that is redirected to another origin becomes a GET, with any status.
    pub delete_becomes_get: bool,
    /// Whether a URL with a user name or a password is rejected even if no other origin is involved.
    pub rejects_own_credentials: bool,
    /// Whether a redirect drops only what it drops itself, and what an earlier one has dropped is sent again. This includes
    /// `Authorization`.
    pub restores_fields: bool,
    /// Whether a request to another origin after a redirect needs a preflight if one before it needed one, or if the first
    /// request has fields that need one.
    pub preflights_again: bool,
    /// Whether a preflight after redirects asks for the fields of the first request, even for those that are not sent again.
    pub asks_for_dropped_fields: bool,
    /// Whether a preflight after redirects names the origin of the page, even if the request itself hides it.
    pub preflight_keeps_origin: bool,
    /// Whether the answer to a preflight need not pass the CORS check if redirects have led back to the origin of the page.
    pub trusts_own_preflights: bool,
    /// Whether the `Origin` of a request within the origin of the page, such as that of a PUT, is sent again after a redirect
    /// makes it a GET.
    pub keeps_origin_header: bool,
    /// Whether a navigation that has come back to the origin of the page needs `Timing-Allow-Origin`, as a request of another
    /// mode does.
    pub taints_navigations: bool,
}

impl Redirects {
    /// The rules of the standard.
    pub const FETCH: Self = Self {
        follows_other_statuses: false,
        delete_becomes_get: false,
        rejects_own_credentials: false,
        restores_fields: false,
        preflights_again: false,
        asks_for_dropped_fields: false,
        preflight_keeps_origin: false,
        trusts_own_preflights: false,
        keeps_origin_header: false,
        taints_navigations: false,
    };

    /// The rules of Chromium.
    pub const CHROMIUM: Self = Self { rejects_own_credentials: true, taints_navigations: true, ..Self::FETCH };

    /// The rules of Firefox.
    pub const FIREFOX: Self = Self {
        restores_fields: true,
        preflights_again: true,
        preflight_keeps_origin: true,
        trusts_own_preflights: true,
        ..Self::FETCH
    };

    /// The rules of WebKit.
    pub const WEBKIT: Self = Self {
        follows_other_statuses: true,
        delete_becomes_get: true,
        preflights_again: true,
        asks_for_dropped_fields: true,
        keeps_origin_header: true,
        ..Self::FETCH
    };
}
