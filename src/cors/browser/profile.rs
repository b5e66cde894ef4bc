//! Profiles: the rules of the standard, and of the browsers that differ from it.

use core::time::Duration;

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
/// | [`repeats_names`](Self::repeats_names) | no | no | yes | no |
/// | [`replaces_user_agent`](Self::replaces_user_agent) | no | yes | no | no |
/// | [`splits_quoted_overrides`](Self::splits_quoted_overrides) | no | no | yes | yes |
/// | [`trims_vertical_space`](Self::trims_vertical_space) | no | no | no | yes |
/// | [`drops_empty_lines`](Self::drops_empty_lines) | no | no | yes | no |
/// | [`any_exposes_despite_errors`](Self::any_exposes_despite_errors) | no | no | yes | no |
/// | [`default_max_age`](Self::default_max_age) | 5 s | 5 s | 5 s | 5 s |
/// | [`invalid_max_age`](Self::invalid_max_age) | the default | no entry | no entry | the default, or no entry when negative |
/// | [`max_age_limit`](Self::max_age_limit) | none | 7,200 s | 86,400 s | 600 s |
/// | [`longest_cached_url`](Self::longest_cached_url) | none | 1,023 bytes | none | none |
///
/// The rules were measured with generated exchanges in Chromium 156, Firefox 153 and `WebKitGTK` 2.50.6, all on Linux.
/// Safari and other Apple builds of WebKit were not asked. Most rules are in code that all builds share; the network stack is
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
    /// How long the answer to a preflight is valid without `Access-Control-Max-Age`.
    pub default_max_age: Duration,
    /// How long it is valid if `Access-Control-Max-Age` is not a number of seconds.
    pub invalid_max_age: InvalidMaxAge,
    /// The longest time for which it is valid.
    pub max_age_limit: Duration,
    /// The longest URL for which the answer to a preflight is cached, in bytes.
    pub longest_cached_url: usize,
}

/// How long the answer to a preflight is valid if its `Access-Control-Max-Age` is not a number of seconds.
///
/// ```
/// use countersign::cors::browser::{Profile, Request};
/// use countersign::cors::{names::Method, origin::Origin};
///
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::GET);
/// let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Max-Age", "-1")];
/// let seconds = |profile: Profile| profile.preflight_check(&request, 204, &answer).unwrap().max_age().as_secs();
/// assert_eq!([Profile::FETCH, Profile::CHROMIUM, Profile::WEBKIT].map(seconds), [5, 0, 0]);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InvalidMaxAge {
    /// As long as an answer without the field.
    Default,
    /// For its own request only.
    Expired,
    /// For its own request only if the value is a negative number; otherwise as long as an answer without the field.
    ExpiredIfNegative,
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
        repeats_names: false,
        replaces_user_agent: false,
        splits_quoted_overrides: false,
        trims_vertical_space: false,
        drops_empty_lines: false,
        any_exposes_despite_errors: false,
        default_max_age: Duration::from_secs(5),
        invalid_max_age: InvalidMaxAge::Default,
        max_age_limit: Duration::MAX,
        longest_cached_url: usize::MAX,
    };

    /// The rules of Chromium, and of the browsers based on it.
    pub const CHROMIUM: Self = Self {
        any_covers_authorization: true,
        client_hints_are_safelisted: true,
        greatest_range_position: Some(0x7FFF_FFFF_FFFF_FFFE),
        joins_values: true,
        replaces_user_agent: true,
        invalid_max_age: InvalidMaxAge::Expired,
        max_age_limit: Duration::from_secs(7_200),
        longest_cached_url: 1_023,
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
        invalid_max_age: InvalidMaxAge::Expired,
        max_age_limit: Duration::from_secs(86_400),
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
        invalid_max_age: InvalidMaxAge::ExpiredIfNegative,
        max_age_limit: Duration::from_secs(600),
        ..Self::FETCH
    };
}

impl Default for Profile {
    /// Returns the rules of the standard.
    fn default() -> Self {
        Self::FETCH
    }
}
