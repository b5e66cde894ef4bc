//! Dangers that a policy tolerates because its author says so, each by its own name.

use super::builder::Builder;
use super::settings::Settings;
use super::texts::Texts;

impl<'a> Builder<'a> {
    /// Accepts these origins of the list with credentials and for a private network, although anyone on the network path
    /// can act as them. Each is written as in the list.
    ///
    /// ```
    /// use countersign::cors::policy::{Policy, Reason};
    ///
    /// let policy = Policy::for_origins(&["http://printer.example", "http://shop.example"]).with_credentials();
    /// let mistakes = policy.dangerously_tolerate_insecure_origins(&["http://printer.example"]).build().unwrap_err();
    /// assert_eq!(
    ///     mistakes.to_string(),
    ///     "origin \"http://shop.example\": is not secure: anyone on the network path can act as this origin"
    /// );
    /// ```
    pub const fn dangerously_tolerate_insecure_origins(self, origins: &'a [&'a str]) -> Self {
        Self(Settings { insecure: Texts::Slice(origins), ..self.0 })
    }

    /// Does the same with the lines of a text, as [`Policy::for_origin_lines`](super::Policy::for_origin_lines).
    pub const fn dangerously_tolerate_insecure_origin_lines(self, origins: &'a str) -> Self {
        Self(Settings { insecure: Texts::Lines(origins.as_bytes()), ..self.0 })
    }

    /// Accepts these origins of the list with credentials and for a private network, although they stand for every app or
    /// extension with a scheme: `moz-extension://*`, because Firefox gives each installation of an extension another host.
    /// Each is written as in the list.
    ///
    /// Every extension of the browser then gets what the policy allows. No scheme of a network can be tolerated so.
    ///
    /// ```
    /// use countersign::cors::policy::Policy;
    ///
    /// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com", "moz-extension://*"])
    ///     .with_credentials()
    ///     .dangerously_tolerate_any_host(&["moz-extension://*"])
    ///     .in_const();
    ///
    /// let allows = |origin| POLICY.decide("GET", &[("Origin", origin)]).refusal().is_none();
    /// assert!(allows("moz-extension://a1cd9ab7-ab15-462c-9315-8eece8e16982"));
    /// assert!(!allows("chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai"));
    /// ```
    pub const fn dangerously_tolerate_any_host(self, origins: &'a [&'a str]) -> Self {
        Self(Settings { any_host: Texts::Slice(origins), ..self.0 })
    }

    /// Does the same with the lines of a text, as [`Policy::for_origin_lines`](super::Policy::for_origin_lines).
    pub const fn dangerously_tolerate_any_host_lines(self, origins: &'a str) -> Self {
        Self(Settings { any_host: Texts::Lines(origins.as_bytes()), ..self.0 })
    }

    /// Accepts all names below a public suffix, where anyone can register one, with credentials and for a private
    /// network.
    pub const fn dangerously_tolerate_subdomains_of_public_suffixes(self) -> Self {
        Self(Settings { tolerates_public_suffixes: true, ..self.0 })
    }
}
