//! Configurations in which a policy does not do what it says.

use core::fmt;

use super::item::Item;
use super::readings::Readings;
use super::scope::Scope;
use super::step::Step;

/// What is known of an API besides its `cors` policies.
///
/// ```
/// use countersign::cors::gateway::Facts;
///
/// let facts = Facts { key_is_in_header: true, ..Facts::DEFAULT };
/// assert!(facts.after_other_policies.is_empty());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts<'a> {
    /// Whether requests have the subscription key in a header, such as `Ocp-Apim-Subscription-Key`.
    pub key_is_in_header: bool,
    /// Whether requests name the version of the API in a header, such as `Api-Version`.
    pub version_is_in_header: bool,
    /// The scopes whose `inbound` section has another policy before `cors`, by itself or by `base`.
    pub after_other_policies: &'a [Scope],
}

impl Facts<'_> {
    /// Nothing is known.
    pub const DEFAULT: Self = Self { key_is_in_header: false, version_is_in_header: false, after_other_policies: &[] };
}

impl Default for Facts<'_> {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A configuration in which a policy does not do what it says.
///
/// The first three are the common configuration issues of the reference. A preflight has no header of the page, so the
/// gateway does not find the product that a subscription key in a header names, or the version of an API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Issue {
    /// The policy is for a product, and the subscription key is in a header.
    KeyInHeader,
    /// The policy is for an API or an operation, and the version is in a header.
    VersionInHeader,
    /// Another policy is before `cors`.
    NotFirst,
    /// An earlier policy decides every request that has an `Origin`.
    NeverReached,
}

impl Issue {
    /// Returns what to do about it.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::KeyInHeader => "send the key in a query parameter, or write the policy for another scope",
            Self::VersionInHeader => {
                "use the path or a query parameter for the version, or write the policy for a broader scope"
            }
            Self::NotFirst => "write `cors` before all other policies of `inbound`",
            Self::NeverReached => {
                "list all origins in one policy, or set `terminate-unmatched-request` to false in the earlier one"
            }
        }
    }

    /// Returns whether the gateway does not find the policy for a preflight, whatever the policy says.
    #[must_use]
    pub const fn hides_from_preflights(self) -> bool {
        matches!(self, Self::KeyInHeader | Self::VersionInHeader)
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KeyInHeader => {
                "the subscription key is in a header, which preflights do not have, so they do not find the product"
            }
            Self::VersionInHeader => {
                "the version is in a header, which preflights do not have, so they do not find the API"
            }
            Self::NotFirst => "another policy of `inbound` is before `cors`, and may act first",
            Self::NeverReached => "an earlier policy decides all requests that have an `Origin`",
        })
    }
}

/// Returns the issues of the policies of an effective order, each with the scope of the policy.
///
/// An issue is reported where it applies: a key in a header, for example, only with a policy of a product that is in the
/// order.
///
/// ```
/// use countersign::cors::gateway::{Document, Facts, Issue, Policy, Readings, Scope, Scopes, Statement, issues};
///
/// let policy = Policy::new(Statement { allowed_origins: &["https://a.example"], ..Statement::DEFAULT }).unwrap();
/// let scopes = Scopes::new().with(Scope::Product, Document::Cors(&policy)).with(Scope::Api, Document::Base);
/// let facts = Facts { key_is_in_header: true, ..Facts::DEFAULT };
/// let found: Vec<_> = issues(scopes.effective_order(), &facts, &Readings::DEFAULT).collect();
/// assert_eq!(found, [(Scope::Product, Issue::KeyInHeader)]);
/// assert_eq!(found[0].1.remedy(), "send the key in a query parameter, or write the policy for another scope");
/// ```
pub fn issues<'a, S: Into<Step<'a>>>(
    order: impl IntoIterator<Item = (Scope, S)>,
    facts: &Facts<'_>,
    readings: &Readings,
) -> impl Iterator<Item = (Scope, Issue)> {
    let mut is_decided = false;
    order.into_iter().flat_map(move |(scope, step)| {
        let Step::Policy(policy) = step.into() else {
            return [None; 4].into_iter().flatten();
        };
        let issue = |applies: bool, issue| applies.then_some((scope, issue));
        let found = [
            issue(facts.key_is_in_header && scope == Scope::Product, Issue::KeyInHeader),
            issue(facts.version_is_in_header && matches!(scope, Scope::Api | Scope::Operation), Issue::VersionInHeader),
            issue(facts.after_other_policies.contains(&scope), Issue::NotFirst),
            issue(is_decided, Issue::NeverReached),
        ];
        let is_hidden = found.iter().flatten().any(|(_, issue)| issue.hides_from_preflights());
        let ends_all = policy.ends_unmatched(readings)
            && readings.terminate_other_methods
            && !Item::Terminate.is_in(policy.statement().unknown);
        is_decided |= !is_hidden && (policy.allows_any_origin() || ends_all);
        found.into_iter().flatten()
    })
}
