//! Who decides: the standard, or a browser that ships.

use core::time::Duration;

use crate::cors::names::{FieldName, LONGEST_SAFELISTED};
use crate::syntax::token::is_one_of;

/// How a browser differs from the standard, knob by knob.
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
/// | [`invalid_max_age`](Self::invalid_max_age) | the default | no entry | no entry | the default, or no entry when negative |
/// | [`max_age_limit`](Self::max_age_limit) | none | 7,200 s | 86,400 s | 600 s |
/// | [`longest_cached_url`](Self::longest_cached_url) | none | 1,023 octets | none | none |
///
/// The first six are what generated exchanges showed of Chromium 156 and Firefox 153. WebKit was not asked; where its
/// sources say nothing else, its profile is the standard's.
///
/// ```
/// use core::time::Duration;
/// use countersign::cors::browser::Profile;
///
/// let embedded = Profile { max_age_limit: Duration::from_secs(60), ..Profile::CHROMIUM };
/// assert!(embedded.any_covers_authorization);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a knob of its own")]
pub struct Profile {
    /// Whether `Access-Control-Allow-Headers: *` stands for `Authorization` too, when no credentials are included.
    pub any_covers_authorization: bool,
    /// Whether client hints, such as `DPR` and `Save-Data`, and `Intervention` are safelisted, with the values that they may have.
    pub client_hints_are_safelisted: bool,
    /// Whether `Accept` and `Content-Type` need a preflight for an octet past 0x7F, which the standard takes for safe.
    pub obs_text_is_unsafe: bool,
    /// Whether a preflight asks for a name as often as the request has it, and not once.
    pub repeats_names: bool,
    /// Whether an empty line of a field that has one value is as if it were not there; but for
    /// `Access-Control-Allow-Origin`.
    pub drops_empty_lines: bool,
    /// Whether `*` in `Access-Control-Expose-Headers` counts even if an element behind it is broken, when no credentials
    /// are included.
    pub any_exposes_despite_errors: bool,
    /// How long the answer to a preflight is good that says nothing of it.
    pub default_max_age: Duration,
    /// How long it is good when what it says is no number of seconds.
    pub invalid_max_age: InvalidMaxAge,
    /// How long it is good at most.
    pub max_age_limit: Duration,
    /// How many octets the URL of a preflight may have whose answer is kept.
    pub longest_cached_url: usize,
}

/// What becomes of the answer to a preflight whose `Access-Control-Max-Age` is no number of seconds.
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
pub enum InvalidMaxAge {
    /// It is good as long as one without.
    Default,
    /// It is good for its own request.
    Expired,
    /// It is good for its own request if the value is a negative number, and as long as one without if not.
    ExpiredIfNegative,
}

impl Profile {
    /// The standard.
    pub const FETCH: Self = Self {
        any_covers_authorization: false,
        client_hints_are_safelisted: false,
        obs_text_is_unsafe: false,
        repeats_names: false,
        drops_empty_lines: false,
        any_exposes_despite_errors: false,
        default_max_age: Duration::from_secs(5),
        invalid_max_age: InvalidMaxAge::Default,
        max_age_limit: Duration::MAX,
        longest_cached_url: usize::MAX,
    };

    /// Chromium, and the browsers that are made of it.
    pub const CHROMIUM: Self = Self {
        any_covers_authorization: true,
        client_hints_are_safelisted: true,
        invalid_max_age: InvalidMaxAge::Expired,
        max_age_limit: Duration::from_secs(7_200),
        longest_cached_url: 1_023,
        ..Self::FETCH
    };

    /// Firefox.
    pub const FIREFOX: Self = Self {
        any_covers_authorization: true,
        obs_text_is_unsafe: true,
        repeats_names: true,
        drops_empty_lines: true,
        any_exposes_despite_errors: true,
        invalid_max_age: InvalidMaxAge::Expired,
        max_age_limit: Duration::from_secs(86_400),
        ..Self::FETCH
    };

    /// WebKit, of which Safari is made.
    pub const WEBKIT: Self = Self {
        invalid_max_age: InvalidMaxAge::ExpiredIfNegative,
        max_age_limit: Duration::from_secs(600),
        ..Self::FETCH
    };
}

impl Default for Profile {
    /// The standard.
    fn default() -> Self {
        Self::FETCH
    }
}

/// A safelist, of names and values.
pub(super) type Safelist = fn(FieldName<'_>, &[u8]) -> bool;

impl Profile {
    /// Which fields a page may send without asking first.
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

/// Whether a field is a client hint, with a value that it may have.
fn is_client_hint(name: FieldName<'_>, value: &[u8]) -> bool {
    const DECIMALS: [&str; 3] = ["Device-Memory", "Downlink", "DPR"];
    const INTEGERS: [&str; 3] = ["RTT", "Viewport-Width", "Width"];

    let is_number = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    if value.len() > LONGEST_SAFELISTED {
        false
    } else if is_one_of(name.as_bytes(), &DECIMALS) {
        value.splitn(2, |octet| *octet == b'.').all(is_number)
    } else if is_one_of(name.as_bytes(), &INTEGERS) {
        is_number(value)
    } else if name.is("ECT") {
        matches!(value, b"slow-2g" | b"2g" | b"3g" | b"4g")
    } else {
        name.is("Intervention") || (name.is("Save-Data") && value.eq_ignore_ascii_case(b"on"))
    }
}
