//! Which fields of a page a browser sends, and which of them need a preflight.

use super::profile::Profile;
use crate::cors::names::{BrowserSafelist, FieldName, Method, Safelist, trimmed_of};
use crate::cors::split::Pieces;

impl Profile {
    /// Returns whether the browser does not send a field that a page sets: whether it is a forbidden request-header in this
    /// browser. No preflight asks for it. Remove such fields from the [request](super::Request).
    ///
    /// ```
    /// use countersign::cors::browser::Profile;
    /// use countersign::cors::names::FieldName;
    ///
    /// let name = FieldName::new("X-HTTP-Method-Override")?;
    /// let drops = |value: &[u8]| [Profile::FETCH, Profile::FIREFOX].map(|profile| profile.drops(name, value));
    /// assert_eq!(drops(b"PUT, TRACE"), [true, true]);
    /// assert_eq!(drops(b"\"a, TRACE, b\""), [false, true], "Firefox splits within quotes");
    /// # Ok::<(), countersign::ValueError>(())
    /// ```
    #[must_use]
    pub fn drops(&self, name: FieldName<'_>, value: &[u8]) -> bool {
        let forbids = |method: &[u8]| {
            let is_space =
                |byte| matches!(byte, b' ' | b'\t') || (self.trims_vertical_space && matches!(byte, 0x0B | 0x0C));
            is_forbidden_method(trimmed_of(method, is_space))
        };
        name.is_forbidden_request()
            || (self.replaces_user_agent && name.is("User-Agent"))
            || (name.overrides_method()
                && if self.splits_quoted_overrides {
                    value.split(|byte| *byte == b',').any(forbids)
                } else {
                    Pieces::of(value).any(forbids)
                })
    }

    /// Returns what decides which fields need a preflight.
    pub(super) fn safelist(&self) -> Safelist {
        const STANDARD: BrowserSafelist = Profile::FETCH.rules();
        let rules = self.rules();
        if rules == STANDARD {
            Safelist::Values(|name, value| name.is_safelisted_request(value))
        } else {
            Safelist::Browser(rules, BrowserSafelist::judge)
        }
    }

    const fn rules(&self) -> BrowserSafelist {
        let (greatest_position, has_greatest_position) = match self.greatest_range_position {
            Some(position) => (position, true),
            None => (0, false),
        };
        BrowserSafelist {
            greatest_position,
            has_greatest_position,
            most_bytes: self.most_safelisted_bytes,
            client_hints: self.client_hints_are_safelisted,
            obs_text_is_unsafe: self.obs_text_is_unsafe,
            parses_content_type: self.parses_content_type,
            range_has_integers: self.range_has_integers,
            joins_values: self.joins_values,
            trims_joined_values: self.trims_joined_values,
            replaces_user_agent: self.replaces_user_agent,
        }
    }
}

fn is_forbidden_method(method: &[u8]) -> bool {
    Method::parse(method).is_ok_and(|method| method.is_forbidden())
}
