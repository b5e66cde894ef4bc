//! What a statement says, and what is wrong with it.

use core::fmt;

use super::origins::{self, ANY};
use crate::cors::names::{FieldName, Method};

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
///     Err(_) => panic!("a mistake here is one of the compiler"),
/// };
/// assert_eq!(POLICY.statement().expose_headers, None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// The URIs of origins, or `*`.
    pub allowed_origins: &'a [&'a str],
    /// Methods, or `*`. Without any, these are GET and POST.
    pub allowed_methods: Option<&'a [&'a str]>,
    /// How many seconds a browser may keep what a preflight was answered.
    pub preflight_result_max_age: u32,
    /// Names of request fields, or `*`.
    pub allowed_headers: Option<&'a [&'a str]>,
    /// Names of response fields, or `*`.
    pub expose_headers: Option<&'a [&'a str]>,
    /// Whether responses to requests with credentials may be read.
    pub allow_credentials: bool,
    /// Whether a request from another origin is answered here. Without it, [`Readings`](super::Readings) say.
    pub terminate_unmatched_request: Option<bool>,
}

impl Statement<'_> {
    /// A statement without element or attribute. It needs an origin at least.
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

/// A statement that has no mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy<'a> {
    statement: Statement<'a>,
}

impl<'a> Policy<'a> {
    /// Checks a statement, all of it.
    ///
    /// ```
    /// use countersign::cors::gateway::{Policy, Reason, Statement};
    ///
    /// let mistakes = Policy::new(Statement {
    ///     allowed_origins: &["https://*.example.com"],
    ///     allowed_headers: Some(&[]),
    ///     ..Statement::DEFAULT
    /// })
    /// .unwrap_err();
    /// let told: Vec<_> = mistakes.iter().map(|mistake| (mistake.field(), mistake.reason())).collect();
    /// assert_eq!(told, [("origin", Reason::NotAnOrigin), ("allowed-headers", Reason::Empty)]);
    /// ```
    ///
    /// # Errors
    /// [`Mistakes`], each with its field, value and reason.
    pub const fn new(statement: Statement<'a>) -> Result<Self, Mistakes<'a>> {
        let mut mistakes = Mistakes { kept: [None; MOST], others: 0 };
        check_origins(statement.allowed_origins, &mut mistakes);
        if statement.allow_credentials && has_any(statement.allowed_origins) {
            mistakes.add("allow-credentials", "true", Reason::AnyWithCredentials);
        }
        if let Some(methods) = statement.allowed_methods {
            mistakes.add_if_empty("allowed-methods", methods);
            check(methods, "method", reason_against_method, &mut mistakes);
        }
        mistakes
    }

    /// The statement.
    #[must_use]
    pub const fn statement(&self) -> &Statement<'a> {
        &self.statement
    }
}
