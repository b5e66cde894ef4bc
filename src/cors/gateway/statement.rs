//! What a statement says, and whether it may.

use super::mistakes::{Check, Mistakes};
use super::origins::{self, ANY};
use super::readings::Readings;
use crate::cors::policy::OnlyValue;
use crate::syntax::token::is_one_of;

/// A `cors` statement, as it is written.
///
/// ```
/// use countersign::cors::gateway::{Policy, Statement};
///
/// const POLICY: Policy<'_> = match Policy::new(Statement {
///     allowed_origins: &["https://app.example.com/", "http://localhost:8080/"],
///     allowed_methods: Some(&["GET", "PUT"]),
///     preflight_result_max_age: 300,
///     allowed_headers: Some(&["content-type", "x-tenant"]),
///     allow_credentials: true,
///     ..Statement::DEFAULT
/// }) {
///     Ok(policy) => policy,
///     Err(_) => panic!("the statement has a mistake"),
/// };
/// assert_eq!(POLICY.statement().expose_headers, None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// The URIs of origins; or `*`, alone.
    pub allowed_origins: &'a [&'a str],
    /// Methods, or `*`. Without the element, these are GET and POST.
    pub allowed_methods: Option<&'a [&'a str]>,
    /// For how many seconds a browser may keep the answer to a preflight.
    pub preflight_result_max_age: u32,
    /// The names of fields that a page may send, or `*`.
    pub allowed_headers: Option<&'a [&'a str]>,
    /// The names of fields that a page may read, or `*`.
    pub expose_headers: Option<&'a [&'a str]>,
    /// Whether pages may send and read what the user is known by.
    pub allow_credentials: bool,
    /// Whether a request from another origin ends here. Where the attribute is absent, [`Readings`] say.
    pub terminate_unmatched_request: Option<bool>,
}

impl Statement<'_> {
    /// A statement without element or attribute, which lacks an origin.
    pub const DEFAULT: Self = Self {
        allowed_origins: &[],
        allowed_methods: None,
        preflight_result_max_age: 0,
        allowed_headers: None,
        expose_headers: None,
        allow_credentials: false,
        terminate_unmatched_request: None,
    };
}

impl Default for Statement<'_> {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A statement without mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy<'a> {
    statement: Statement<'a>,
}

impl<'a> Policy<'a> {
    /// Checks a statement, all of it.
    ///
    /// ```
    /// use countersign::cors::gateway::{Policy, Statement};
    ///
    /// let mistakes = Policy::new(Statement {
    ///     allowed_origins: &["https://*.example.com"],
    ///     allowed_headers: Some(&["x-tenant", "Host"]),
    ///     ..Statement::DEFAULT
    /// })
    /// .unwrap_err();
    /// assert_eq!(mistakes.to_string(), "origin \"https://*.example.com\": invalid; request header \"Host\": forbidden");
    /// ```
    ///
    /// # Errors
    /// As the table of the [module](super) says, all mistakes at once.
    pub const fn new(statement: Statement<'a>) -> Result<Self, Mistakes<'a>> {
        match Check::new(statement).next() {
            None => Ok(Self { statement }),
            Some(_) => Err(Mistakes(statement)),
        }
    }

    /// The statement.
    #[must_use]
    pub const fn statement(&self) -> &Statement<'a> {
        &self.statement
    }

    /// The methods, which are GET and POST when the statement names none.
    #[must_use]
    pub const fn allowed_methods(&self) -> &'a [&'a str] {
        match self.statement.allowed_methods {
            Some(methods) => methods,
            None => &["GET", "POST"],
        }
    }

    /// Whether `*` is the origin.
    #[must_use]
    pub const fn allows_any_origin(&self) -> bool {
        has_any(self.statement.allowed_origins)
    }

    /// Whether a request comes from one of the origins. A field that was sent twice is no origin; `*` matches it too.
    pub(super) fn matches(&self, origin: OnlyValue<'_>, readings: &Readings) -> bool {
        let listed = |origin| {
            self.statement.allowed_origins.iter().any(|configured| origins::is_same(configured, origin, readings))
        };
        self.allows_any_origin() || origin.is_some_and(listed)
    }

    /// Whether a request from another origin ends here.
    pub(super) fn ends_unmatched(&self, readings: &Readings) -> bool {
        self.statement.terminate_unmatched_request.unwrap_or(readings.terminate_unmatched_request)
    }
}

/// Whether `*` is one of a list.
pub(super) const fn has_any(list: &[&str]) -> bool {
    is_one_of(ANY.as_bytes(), list)
}
