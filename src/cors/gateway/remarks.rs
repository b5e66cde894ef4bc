//! Parts of a policy that have no use, and parts that it lacks according to the reference.

use core::fmt;

use super::mistakes::{Search, StatementAudit};
use super::statement::Statement;
use crate::cors::policy::{Mistake, Part, Reason, Setting};

/// All remarks on a policy. The policy is checked again each time that they are iterated over.
///
/// A remark never changes a decision: the gateway accepts the policy, and sends what it lists.
///
/// ```
/// use countersign::cors::gateway::{Policy, Statement};
/// use countersign::cors::policy::{Part, Reason};
///
/// let policy = Policy::new(Statement {
///     allowed_origins: &["*"],
///     allowed_methods: Some(&["GET", "TRACE"]),
///     expose_headers: Some(&["Set-Cookie"]),
///     ..Statement::DEFAULT
/// })
/// .unwrap();
/// let found: Vec<_> = policy.remarks().iter().map(|remark| (remark.part(), remark.reason())).collect();
/// assert_eq!(
///     found,
///     [
///         (Part::Method, Reason::Forbidden),
///         (Part::RequestHeader, Reason::Missing),
///         (Part::ResponseHeader, Reason::Forbidden),
///     ]
/// );
/// ```
#[derive(Clone, Copy)]
pub struct Remarks<'a>(Statement<'a>);

impl<'a> Remarks<'a> {
    pub(super) const fn of(statement: Statement<'a>) -> Self {
        Self(statement)
    }

    /// Returns the remarks, in the order of the elements. A policy without `allowed-headers` has [`Reason::Missing`] with
    /// an empty text.
    pub fn iter(&self) -> impl Iterator<Item = Remark<'a>> + use<'a> {
        let mut audit = StatementAudit::new(self.0, Search::Remarks);
        core::iter::from_fn(move || audit.next()).map(Remark)
    }
}

impl fmt::Debug for Remarks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A remark on a policy: something that a gateway accepts, but that has no use.
///
/// ```
/// use countersign::cors::gateway::{Policy, Statement};
///
/// let statement = Statement { allowed_origins: &["*"], allowed_headers: Some(&["Host"]), ..Statement::DEFAULT };
/// let policy = Policy::new(statement).unwrap();
/// let remark = policy.remarks().iter().next().unwrap();
/// assert_eq!(remark.to_string(), "request header \"Host\": browsers let no page use it");
/// assert_eq!(remark.remedy(), "remove it");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Remark<'a>(Mistake<'a>);

impl<'a> Remark<'a> {
    /// Returns the part of the policy.
    #[must_use]
    pub const fn part(&self) -> Part {
        self.0.part()
    }

    /// Returns what the part is set to.
    #[must_use]
    pub const fn setting(&self) -> Setting<'a> {
        self.0.setting()
    }

    /// Returns why the setting has no use, or [`Reason::Missing`].
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.0.reason()
    }

    /// Returns what to do about it.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        self.0.remedy()
    }
}

impl fmt::Display for Remark<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
