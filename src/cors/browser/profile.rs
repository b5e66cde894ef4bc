//! Profiles: the rules of the standard, and of the browsers that differ from it.

use core::time::Duration;

use super::caching::Caching;
use super::max_age::MaxAgeSyntax;
use crate::cors::names::{FieldName, LONGEST_SAFELISTED};
use crate::syntax::token::is_one_of;

/// The rules of a browser, each as a field. Start from one of the constants and change what differs.
///
/// | | `FETCH` | `CHROMIUM` | `FIREFOX` | `WEBKIT` |
/// |---|---|---|---|---|
/// | [`any_covers_authorization`](Self::any_covers_authorization) | no | yes | yes | no |
/// | [`client_hints_are_safelisted`](Self::client_hints_are_safelisted) | no | yes | no | no |
/// | [`obs_text_is_unsafe`](Self::obs_text_is_unsafe) | no | no | yes | no |
/// | [`repeats_names`](Self::repeats_names) | no | no | yes | no |
/// | [`drops_empty_lines`](Self::drops_empty_lines) | no | no | yes | no |
/// | [`any_exposes_despite_errors`](Self::any_exposes_despite_errors) | no | no | yes | no |
/// | [`default_max_age`](Self::default_max_age) | 5 s | 5 s | 5 s | 5 s |
/// | [`max_age_syntax`](Self::max_age_syntax) | digits | integer | digits | integer, in VT and FF |
/// | [`invalid_max_age`](Self::invalid_max_age) | 5 s | 5 s | 0 s | 5 s |
/// | [`max_age_limit`](Self::max_age_limit) | none | 7,200 s | 86,400 s | 600 s |
/// | [`upload_listener_needs_body`](Self::upload_listener_needs_body) | no | yes | no | no |
/// | [`forced_preflight_asks_method`](Self::forced_preflight_asks_method) | yes | no | no | no |
/// | [`caching`](Self::caching) | [as it says](Caching) | | | |
///
/// The first six rows were measured with generated exchanges in Chromium 156 and Firefox 153. WebKit was not measured: its
/// profile is that of the standard, except where its source code differs.
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
    /// Whether a preflight asks for a name as often as it occurs in the request, instead of once.
    pub repeats_names: bool,
    /// Whether empty lines of a field that has one value are ignored, except of `Access-Control-Allow-Origin`.
    pub drops_empty_lines: bool,
    /// Whether `*` in `Access-Control-Expose-Headers` exposes everything even if a later element is invalid, if no
    /// credentials are included.
    pub any_exposes_despite_errors: bool,
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
        repeats_names: false,
        drops_empty_lines: false,
        any_exposes_despite_errors: false,
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
        repeats_names: true,
        drops_empty_lines: true,
        any_exposes_despite_errors: true,
        invalid_max_age: Duration::ZERO,
        max_age_limit: Duration::from_secs(86_400),
        forced_preflight_asks_method: false,
        caching: Caching::FIREFOX,
        ..Self::FETCH
    };

    /// The rules of WebKit, the engine of Safari.
    pub const WEBKIT: Self = Self {
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

/// A safelist of names and values.
pub(super) type Safelist = fn(FieldName<'_>, &[u8]) -> bool;

impl Profile {
    /// Returns the fields that a page may send without a preflight.
    pub(super) fn safelist(&self) -> Safelist {
        match (self.client_hints_are_safelisted, self.obs_text_is_unsafe) {
            (false, false) => is_safelisted,
            (true, false) => |name, value| is_safelisted(name, value) || is_client_hint(name, value),
            (false, true) => is_ascii_safelisted,
            (true, true) => |name, value| is_ascii_safelisted(name, value) || is_client_hint(name, value),
        }
    }
}

fn is_safelisted(name: FieldName<'_>, value: &[u8]) -> bool {
    name.is_safelisted_request(value)
}

fn is_ascii_safelisted(name: FieldName<'_>, value: &[u8]) -> bool {
    value.is_ascii() && is_safelisted(name, value)
}

/// Returns whether a field is a client hint with a value that it may have.
fn is_client_hint(name: FieldName<'_>, value: &[u8]) -> bool {
    const DECIMALS: [&str; 3] = ["Device-Memory", "Downlink", "DPR"];
    const INTEGERS: [&str; 3] = ["RTT", "Viewport-Width", "Width"];

    let is_number = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    if value.len() > LONGEST_SAFELISTED {
        false
    } else if is_one_of(name.as_bytes(), &DECIMALS) {
        value.splitn(2, |byte| *byte == b'.').all(is_number)
    } else if is_one_of(name.as_bytes(), &INTEGERS) {
        is_number(value)
    } else if name.is("ECT") {
        matches!(value, b"slow-2g" | b"2g" | b"3g" | b"4g")
    } else {
        name.is("Intervention") || (name.is("Save-Data") && value.eq_ignore_ascii_case(b"on"))
    }
}
