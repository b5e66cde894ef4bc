//! Why a request is refused.

/// Why a request is refused.
///
/// ```
/// use countersign::cors::policy::{Policy, Refusal};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).in_const();
///
/// let preflight = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "DELETE")];
/// let refusal = POLICY.decide("OPTIONS", &preflight).refusal();
/// assert_eq!(refusal, Some(Refusal::Method));
/// assert_eq!(refusal.unwrap().to_string(), "method not allowed");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// `Origin` is not an origin, or has more than one line.
    InvalidOrigin,
    /// The policy does not allow the origin.
    Origin,
    /// `Access-Control-Request-Method` has more than one line, or is not a method where any method is allowed.
    InvalidMethod,
    /// The policy does not allow the method.
    Method,
    /// `Access-Control-Request-Headers` has an element that is not a name that the policy allows.
    RequestHeader,
    /// `Access-Control-Request-Headers` has too many empty elements, too many lines, too many names that are
    /// repeated or not in the order of the policy, or more bytes than all names that the policy allows.
    TooManyRequestHeaders,
}

reasons! { Refusal;
    InvalidOrigin => "malformed or repeated Origin",
    Origin => "origin not allowed",
    InvalidMethod => "malformed or repeated Access-Control-Request-Method",
    Method => "method not allowed",
    RequestHeader => "request header not allowed",
    TooManyRequestHeaders => "too many elements or bytes in Access-Control-Request-Headers",
}
