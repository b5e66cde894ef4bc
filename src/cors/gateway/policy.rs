//! Policies: statements that were checked.

use super::mistakes::{Mistakes, Search, StatementAudit};
use super::origins;
use super::readings::Readings;
use super::remarks::Remarks;
use super::statement::{Statement, has_any};
use crate::cors::policy::OnlyValue;

/// A [`Statement`] that was checked.
///
/// ```
/// use countersign::cors::gateway::{Policy, Statement};
///
/// let policy = Policy::new(Statement { allowed_origins: &["*"], ..Statement::DEFAULT }).unwrap();
/// assert!(policy.allows_any_origin());
/// assert_eq!(policy.allowed_methods(), ["GET", "POST"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy<'a> {
    statement: Statement<'a>,
}

impl<'a> Policy<'a> {
    /// Checks a statement.
    ///
    /// ```
    /// use countersign::cors::gateway::{Policy, Statement};
    ///
    /// let mistakes = Policy::new(Statement {
    ///     allowed_origins: &["https://*.example.com"],
    ///     allowed_headers: Some(&["x-tenant", "x tenant"]),
    ///     ..Statement::DEFAULT
    /// })
    /// .unwrap_err();
    /// let [origin, header] = ["origin \"https://*.example.com\": is not an origin", "request header \"x tenant\": is not a field name"];
    /// assert_eq!(mistakes.to_string(), format!("{origin}; {header}"));
    /// ```
    ///
    /// # Errors
    /// All mistakes at once, as the table of the [module](super) lists them.
    pub const fn new(statement: Statement<'a>) -> Result<Self, Mistakes<'a>> {
        match StatementAudit::new(statement, Search::Mistakes).next() {
            None => Ok(Self { statement }),
            Some(_) => Err(Mistakes::of(statement)),
        }
    }

    /// Returns the statement.
    #[must_use]
    pub const fn statement(&self) -> &Statement<'a> {
        &self.statement
    }

    /// Returns what has no use in the policy, and what it lacks although the reference asks for it.
    #[must_use]
    pub const fn remarks(&self) -> Remarks<'a> {
        Remarks::of(self.statement)
    }

    /// Returns the methods: GET and POST if the statement has no list of them.
    #[must_use]
    pub const fn allowed_methods(&self) -> &'a [&'a str] {
        match self.statement.allowed_methods {
            Some(methods) => methods,
            None => &["GET", "POST"],
        }
    }

    /// Returns whether the origin is `*`.
    #[must_use]
    pub const fn allows_any_origin(&self) -> bool {
        has_any(self.statement.allowed_origins)
    }

    /// Returns whether a request comes from one of the origins. A field that was sent twice is not an origin; only `*`
    /// matches it.
    pub(super) fn matches(&self, origin: OnlyValue<'_>, readings: &Readings) -> bool {
        let listed = |origin| {
            self.statement.allowed_origins.iter().any(|configured| origins::is_same(configured, origin, readings))
        };
        self.allows_any_origin() || origin.is_some_and(listed)
    }

    /// Returns whether a request from another origin ends at this policy.
    pub(super) fn ends_unmatched(&self, readings: &Readings) -> bool {
        self.statement.terminate_unmatched_request.unwrap_or(readings.terminate_unmatched_request)
    }
}
