//! The steps of an effective order, and what a decision depends on without having seen it.

use super::item::Item;
use super::policy::Policy;

/// A step of the effective order.
///
/// ```
/// use countersign::cors::gateway::{Policy, Readings, Request, Statement, Step, Unseen, decide};
///
/// let policy = Policy::new(Statement { allowed_origins: &["https://a.example"], ..Statement::DEFAULT }).unwrap();
/// let order = [Step::Unread, Step::Policy(&policy)];
/// let fields = [("Origin", "https://a.example")];
/// let decision = decide(Request::new("GET", &fields), order, &Readings::DEFAULT);
/// assert_eq!((decision.decided_by(), decision.depends_on()), (Some(1), Some(Unseen::Step(0))));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A policy.
    Policy(&'a Policy<'a>),
    /// Something that may have a policy, but was not read: a fragment, or the document of a scope.
    Unread,
}

impl<'a> Step<'a> {
    /// Returns the policy.
    #[must_use]
    pub const fn policy(self) -> Option<&'a Policy<'a>> {
        match self {
            Self::Policy(policy) => Some(policy),
            Self::Unread => None,
        }
    }
}

impl<'a> From<&'a Policy<'a>> for Step<'a> {
    fn from(policy: &'a Policy<'a>) -> Self {
        Self::Policy(policy)
    }
}

/// Something that was not seen, and that may change a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unseen {
    /// The step at this index of the order is [`Step::Unread`], and no step before it decides.
    Step(usize),
    /// The policy at this index of the order has an item that is [unknown](super::Statement::unknown).
    Value(usize, Item),
}
