//! Profiles: the rules of the standard, and of the browsers that differ from it.

use core::time::Duration;

use super::caching::Caching;
use super::max_age::MaxAgeSyntax;
use super::redirects::Redirects;
use crate::cors::names::MOST_SAFELISTED_BYTES;

/// The rules of a browser, each as a field. Start from one of the constants and change what differs.
///
/// | | `FETCH` | `CHROMIUM` | `FIREFOX` | `WEBKIT` |
/// |---|---|---|---|---|
/// | [`any_covers_authorization`](Self::any_covers_authorization) | no | yes | yes | yes |
/// | [`client_hints_are_safelisted`](Self::client_hints_are_safelisted) | no | yes | no | no |
/// | [`obs_text_is_unsafe`](Self::obs_text_is_unsafe) | no | no | yes | no |
/// | [`parses_content_type`](Self::parses_content_type) | no | no | yes | no |
/// | [`range_has_integers`](Self::range_has_integers) | no | no | no | yes |
/// | [`greatest_range_position`](Self::greatest_range_position) | none | 2^63 − 2 | 2^64 − 1 | 2^64 − 1 |
/// | [`most_safelisted_bytes`](Self::most_safelisted_bytes) | 1,024 | 1,024 | none | 1,024 |
/// | [`joins_values`](Self::joins_values) | no | yes | no | yes |
/// | [`trims_joined_values`](Self::trims_joined_values) | no | yes | no | no |
/// | [`repeats_names`](Self::repeats_names) | no | no | yes | no |
/// | [`replaces_user_agent`](Self::replaces_user_agent) | no | yes | no | no |
/// | [`splits_quoted_overrides`](Self::splits_quoted_overrides) | no | no | yes | yes |
/// | [`trims_vertical_space`](Self::trims_vertical_space) | no | no | no | yes |
/// | [`drops_empty_lines`](Self::drops_empty_lines) | no | no | yes | no |
/// | [`any_exposes_despite_errors`](Self::any_exposes_despite_errors) | no | no | yes | no |
/// | [`redirects`](Self::redirects) | [a table of its own](Redirects) | | | |
/// | [`default_max_age`](Self::default_max_age) | 5 s | 5 s | 5 s | 5 s |
/// | [`max_age_syntax`](Self::max_age_syntax) | digits | integer | digits | integer, with VT and FF around it |
/// | [`invalid_max_age`](Self::invalid_max_age) | 5 s | 5 s | 0 s | 5 s |
/// | [`max_age_limit`](Self::max_age_limit) | none | 7,200 s | 86,400 s | 600 s |
/// | [`upload_listener_needs_body`](Self::upload_listener_needs_body) | no | yes | no | no |
/// | [`forced_preflight_asks_method`](Self::forced_preflight_asks_method) | yes | no | no | no |
/// | [`caching`](Self::caching) | [a table of its own](Caching) | | | |
///
/// The rules were measured with generated exchanges in Chromium 156, Firefox 153 and `WebKitGTK` 2.50.6, all on Linux.
/// Safari and other Apple builds of WebKit were not tested. Most rules are in code that all builds share; the network stack is
/// not shared.
///
/// ```
/// use core::time::Duration;
/// use countersign::cors::browser::Profile;
///
/// const EMBEDDED: Profile = {
///     let mut profile = Profile::CHROMIUM;
///     profile.max_age_limit = Duration::from_secs(60);
///     profile
/// };
/// assert!(EMBEDDED.any_covers_authorization);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "each is a rule of its own")]
pub struct Profile {
    /// Whether `Access-Control-Allow-Headers: *` includes `Authorization`, if no credentials are included.
    pub any_covers_authorization: bool,
    /// Whether `Intervention` and client hints such as `DPR` and `Save-Data` are safelisted, with the values that they may
    /// have.
    pub client_hints_are_safelisted: bool,
    /// Whether `Accept` and `Content-Type` need a preflight if a byte is above 0x7F. The standard considers it safe.
    pub obs_text_is_unsafe: bool,
    /// Whether `Content-Type` is parsed as a media type with its parameters, instead of up to the first `;`. Then it needs
    /// a preflight if it has a comma, or ends with `;` after an earlier one; and what follows white space in the type is
    /// ignored if a `;` follows.
    pub parses_content_type: bool,
    /// Whether the positions of `Range` are parsed as integers: with one `+` before them, and with vertical tabs and form
    /// feeds around them; and the unit `bytes` in any case.
    pub range_has_integers: bool,
    /// The greatest position for which `Range` is safelisted. `None` is no limit.
    pub greatest_range_position: Option<u64>,
    /// The greatest sum of the lengths of all safelisted values, in bytes. Past it, all of them need a preflight.
    pub most_safelisted_bytes: u16,
    /// Whether the values of a name that occurs several times are joined by `, ` and judged as one, instead of each alone.
    pub joins_values: bool,
    /// Whether the space at the end of a joined value, which is there if the last value is empty, is ignored.
    pub trims_joined_values: bool,
    /// Whether a preflight asks for a name as often as it occurs in the request, instead of once.
    pub repeats_names: bool,
    /// Whether the browser sends its own `User-Agent` in place of one that a page sets, and no preflight asks for it.
    pub replaces_user_agent: bool,
    /// Whether a comma within quotes separates the methods of `X-HTTP-Method` and similar fields. A page may not set them to
    /// a [forbidden method](crate::cors::names::Method::is_forbidden): see [`drops`](Self::drops).
    pub splits_quoted_overrides: bool,
    /// Whether vertical tabs and form feeds around those methods are ignored.
    pub trims_vertical_space: bool,
    /// Whether empty lines of a field that has one value are ignored, except of `Access-Control-Allow-Origin`.
    pub drops_empty_lines: bool,
    /// Whether `*` in `Access-Control-Expose-Headers` exposes everything even if a later element is invalid, if no
    /// credentials are included.
    pub any_exposes_despite_errors: bool,
    /// What happens after redirects.
    pub redirects: Redirects,
    /// How long the answer to a preflight is valid without `Access-Control-Max-Age`.
    pub default_max_age: Duration,
    /// What in `Access-Control-Max-Age` is a number of seconds.
    pub max_age_syntax: MaxAgeSyntax,
    /// How long it is valid if `Access-Control-Max-Age` is not such a number, or occurs twice.
    pub invalid_max_age: Duration,
    /// The longest time for which it is valid.
    pub max_age_limit: Duration,
    /// Whether a request with an [upload listener](super::Request::with_upload_listener) needs a preflight only if it has a
    /// body.
    pub upload_listener_needs_body: bool,
    /// Whether a preflight that is sent in all cases asks for a safelisted method too: an absent
    /// `Access-Control-Allow-Methods` allows the method, and the cache has to list it.
    pub forced_preflight_asks_method: bool,
    /// What is kept of the answers to preflights.
    pub caching: Caching,
}

impl Profile {
    /// The rules of the standard.
    pub const FETCH: Self = Self {
        any_covers_authorization: false,
        client_hints_are_safelisted: false,
        obs_text_is_unsafe: false,
        parses_content_type: false,
        range_has_integers: false,
        greatest_range_position: None,
        most_safelisted_bytes: MOST_SAFELISTED_BYTES,
        joins_values: false,
        trims_joined_values: false,
        repeats_names: false,
        replaces_user_agent: false,
        splits_quoted_overrides: false,
        trims_vertical_space: false,
        drops_empty_lines: false,
        any_exposes_despite_errors: false,
        redirects: Redirects::FETCH,
        default_max_age: Duration::from_secs(5),
        max_age_syntax: MaxAgeSyntax::DeltaSeconds,
        invalid_max_age: Duration::from_secs(5),
        max_age_limit: Duration::MAX,
        upload_listener_needs_body: false,
        forced_preflight_asks_method: true,
        caching: Caching::FETCH,
    };

    /// The rules of Chromium, and of the browsers based on it.
    pub const CHROMIUM: Self = Self {
        any_covers_authorization: true,
        client_hints_are_safelisted: true,
        greatest_range_position: Some(0x7FFF_FFFF_FFFF_FFFE),
        joins_values: true,
        trims_joined_values: true,
        replaces_user_agent: true,
        redirects: Redirects::CHROMIUM,
        max_age_syntax: MaxAgeSyntax::Integer,
        max_age_limit: Duration::from_secs(7_200),
        upload_listener_needs_body: true,
        forced_preflight_asks_method: false,
        caching: Caching::CHROMIUM,
        ..Self::FETCH
    };

    /// The rules of Firefox.
    pub const FIREFOX: Self = Self {
        any_covers_authorization: true,
        obs_text_is_unsafe: true,
        parses_content_type: true,
        greatest_range_position: Some(u64::MAX),
        most_safelisted_bytes: u16::MAX,
        repeats_names: true,
        splits_quoted_overrides: true,
        drops_empty_lines: true,
        any_exposes_despite_errors: true,
        redirects: Redirects::FIREFOX,
        invalid_max_age: Duration::ZERO,
        max_age_limit: Duration::from_secs(86_400),
        forced_preflight_asks_method: false,
        caching: Caching::FIREFOX,
        ..Self::FETCH
    };

    /// The rules of WebKit, the engine of Safari.
    pub const WEBKIT: Self = Self {
        any_covers_authorization: true,
        range_has_integers: true,
        greatest_range_position: Some(u64::MAX),
        joins_values: true,
        splits_quoted_overrides: true,
        trims_vertical_space: true,
        redirects: Redirects::WEBKIT,
        max_age_syntax: MaxAgeSyntax::SpacedInteger,
        max_age_limit: Duration::from_secs(600),
        forced_preflight_asks_method: false,
        caching: Caching::WEBKIT,
        ..Self::FETCH
    };
}

impl Default for Profile {
    /// Returns the rules of the standard.
    fn default() -> Self {
        Self::FETCH
    }
}
