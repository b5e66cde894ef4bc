//! The `cors` statement of a policy document.

use super::item::Item;
use super::origins::ANY;
use crate::syntax::token::is_one_of;

/// A `cors` statement, as it is written in a policy document.
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
    /// The URIs of origins, or `*` alone.
    pub allowed_origins: &'a [&'a str],
    /// The methods, or `*`. Without the element, GET and POST.
    pub allowed_methods: Option<&'a [&'a str]>,
    /// How long a browser may cache the answer to a preflight, in seconds.
    pub preflight_result_max_age: u32,
    /// The names of the fields that a page may send, or `*`.
    pub allowed_headers: Option<&'a [&'a str]>,
    /// The names of the fields that a page may read, or `*`.
    pub expose_headers: Option<&'a [&'a str]>,
    /// Whether pages may make requests with the credentials of the user.
    pub allow_credentials: bool,
    /// Whether a request from another origin ends at this policy. If the attribute is absent,
    /// [`Readings`](super::Readings::terminate_unmatched_request) decide.
    pub terminate_unmatched_request: Option<bool>,
    /// What has a value that is not known, such as the policy expression in `<method>@(…)</method>`. The field of such an
    /// attribute is as if it were absent. The field of such a list has the texts that are known, perhaps none. A decision
    /// that depends on one of them [says so](super::Decision::depends_on).
    pub unknown: &'a [Item],
}

impl Statement<'_> {
    /// A statement without elements and attributes. It needs at least an origin.
    pub const DEFAULT: Self = Self {
        allowed_origins: &[],
        allowed_methods: None,
        preflight_result_max_age: 0,
        allowed_headers: None,
        expose_headers: None,
        allow_credentials: false,
        terminate_unmatched_request: None,
        unknown: &[],
    };
}

impl Default for Statement<'_> {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Returns whether a list contains `*`.
pub(super) const fn has_any(list: &[&str]) -> bool {
    is_one_of(ANY.as_bytes(), list)
}
