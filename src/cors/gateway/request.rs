//! Requests, and the classes that the rows of the table distinguish.

use core::fmt;

use super::readings::Readings;
use crate::cors::policy::{Classified, OnlyValue};
use crate::fields::Fields;

/// A request to a gateway.
///
/// `F` holds the fields, of which `Origin` and those of a preflight are read. `Debug` shows none of them.
///
/// ```
/// use countersign::cors::gateway::{Policy, Readings, Request, Row, Statement, decide};
///
/// let policy = Policy::new(Statement { allowed_origins: &["*"], ..Statement::DEFAULT }).unwrap();
/// let fields = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "GET")];
/// let request = Request::new("OPTIONS", &fields);
/// assert_eq!(decide(request, [&policy], &Readings::DEFAULT).row(), Row::PreflightAnyOrigin);
/// let request = request.for_options_operation();
/// assert_eq!(decide(request, [&policy], &Readings::DEFAULT).row(), Row::OptionsOperation);
/// ```
#[derive(Clone, Copy)]
pub struct Request<'a, F> {
    pub(super) method: &'a str,
    pub(super) fields: F,
    pub(super) is_for_options_operation: bool,
}

impl<'a, F: Fields<'a>> Request<'a, F> {
    /// Creates a request with this method and these fields.
    pub const fn new(method: &'a str, fields: F) -> Self {
        Self { method, fields, is_for_options_operation: false }
    }

    /// Returns the request to a URL for which the API has an operation of the method OPTIONS.
    #[must_use]
    pub const fn for_options_operation(self) -> Self {
        Self { is_for_options_operation: true, ..self }
    }

    /// Classifies the request. The result is `None` if it has no `Origin`.
    pub(super) fn cors(&self, readings: &Readings) -> Option<CorsRequest<'a>> {
        let (origin, asked) = match Classified::new(self.method, self.fields) {
            Classified::NotCors => return None,
            Classified::Preflight { origin, method } => (origin, Some(method)),
            Classified::Actual { origin } => (origin, None),
        };
        let class = match self.method {
            "OPTIONS" if asked.is_some() || !readings.preflight_needs_method => RequestClass::Preflight,
            "OPTIONS" => RequestClass::Options,
            "GET" | "HEAD" => RequestClass::Reading,
            _ => RequestClass::Other,
        };
        // For a preflight, the method that counts is the one asked for.
        let method = if class == RequestClass::Preflight { asked.flatten() } else { Some(self.method.as_bytes()) };
        Some(CorsRequest { class, origin, method })
    }
}

impl<F> fmt::Debug for Request<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, is_for_options_operation, .. } = self;
        f.debug_struct("Request")
            .field("method", method)
            .field("is_for_options_operation", is_for_options_operation)
            .finish_non_exhaustive()
    }
}

/// A request with an `Origin`.
pub(super) struct CorsRequest<'a> {
    pub(super) class: RequestClass,
    pub(super) origin: OnlyValue<'a>,
    /// The method, or the one for which a preflight asks.
    pub(super) method: OnlyValue<'a>,
}

/// The classes of requests that the rows distinguish.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RequestClass {
    Preflight,
    /// GET and HEAD.
    Reading,
    /// OPTIONS that is not a preflight.
    Options,
    /// Any other method.
    Other,
}
