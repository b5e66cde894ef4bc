//! All mistakes in a policy.

use core::fmt;

use super::audit::{Audit, Finding};
use super::mistake::{Mistake, write_mistakes};
use super::paths::{Path, Paths, Report};
use super::public_suffix::{is_known, without_last_dot};
use super::settings::Settings;

/// The mistakes in a policy, all of them.
///
/// The type keeps the settings and not the mistakes: [`iter`](Self::iter) looks for them again each time.
///
/// ```
/// use countersign::cors::policy::{Part, Policy, Reason, Setting};
///
/// let mistakes = Policy::for_origins(&["https://app.example.com", "https://example.com/"])
///     .with_methods(&["PUT", "CONNECT"])
///     .with_max_age(1_728_000)
///     .build()
///     .unwrap_err();
/// let listed: Vec<_> = mistakes.iter().map(|mistake| (mistake.part(), mistake.setting(), mistake.reason())).collect();
/// assert_eq!(
///     listed,
///     [
///         (Part::Origin, Setting::Text("https://example.com/"), Reason::Path),
///         (Part::Method, Setting::Text("CONNECT"), Reason::Forbidden),
///         (Part::MaxAge, Setting::Number(1_728_000), Reason::OutOfBounds),
///     ]
/// );
/// assert_eq!(
///     mistakes.to_string(),
///     "origin \"https://example.com/\": has a path, a query or a fragment; \
///      method \"CONNECT\": browsers let no page use it; max-age 1728000: must be -1 to 86400"
/// );
/// ```
#[derive(Clone, Copy)]
pub struct Mistakes<'a> {
    settings: Settings<'a>,
    is_public_suffix: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
}

impl<'a> Mistakes<'a> {
    pub(super) const fn new(
        settings: Settings<'a>,
        is_public_suffix: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
    ) -> Self {
        Self { settings, is_public_suffix }
    }

    /// Returns the mistakes, in the order of [`Part`](super::Part).
    pub fn iter(&self) -> impl Iterator<Item = Mistake<'a>> + Clone + use<'a> {
        let is_listed = self.is_public_suffix.unwrap_or(&|_| false);
        let mut audit = Audit::new(self.settings);
        core::iter::from_fn(move || audit.next()).filter_map(move |finding| match finding {
            Finding::Mistake(mistake) => Some(mistake),
            Finding::Below { base, mistake } => {
                (is_known(base) || is_listed(without_last_dot(base))).then_some(mistake)
            }
        })
    }

    /// Returns the mistakes with their places, in the same order.
    ///
    /// ```
    /// use countersign::cors::policy::{Part, Policy};
    ///
    /// let methods = ["PUT", "CONNECT", "DELETE", "TRACE"];
    /// let mistakes = Policy::for_origins(&["https://app.example.com"]).with_methods(&methods).build().unwrap_err();
    /// let found = mistakes.paths().map(|(path, mistake)| (path.key(), path.index(), mistake.part()));
    /// assert!(found.eq([("methods", Some(1), Part::Method), ("methods", Some(3), Part::Method)]));
    /// ```
    pub fn paths(&self) -> impl Iterator<Item = (Path, Mistake<'a>)> + Clone + use<'a> {
        let mut paths = Paths::new(&self.settings);
        self.iter().map(move |mistake| (paths.of(&mistake), mistake))
    }

    /// Returns the mistakes to be shown to the people who write the configuration: one on each line, with its path and what
    /// to do.
    ///
    /// ```
    /// use countersign::cors::policy::Policy;
    ///
    /// let mistakes = Policy::for_origins(&["https://example.com/"]).with_methods(&["CONNECT"]).build().unwrap_err();
    /// assert_eq!(
    ///     mistakes.report().to_string(),
    ///     "origins[0]: origin \"https://example.com/\": has a path, a query or a fragment (end it after the host or the port)\n\
    ///      methods[0]: method \"CONNECT\": browsers let no page use it (remove it)"
    /// );
    /// ```
    #[must_use]
    pub fn report(&self) -> Report<impl Iterator<Item = (Path, Mistake<'a>)> + Clone + use<'a>> {
        Report(self.paths())
    }
}

impl fmt::Display for Mistakes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_mistakes(f, self.iter())
    }
}

impl fmt::Debug for Mistakes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl core::error::Error for Mistakes<'_> {}
