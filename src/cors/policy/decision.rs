//! What a policy decides on a request.

use core::fmt;

use super::refusal::Refusal;
use super::reply::{Reply, Value};
use super::request::Kind;

/// What to do with a request, and the fields of its response.
///
/// The fields go on the response whether the server or the application makes it, whatever its status is. A decision
/// borrows from the request and from the policy.
///
/// ```
/// use countersign::{Encode, cors::policy::{Action, Policy}};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).with_credentials().in_const();
///
/// let request = [("Host", "api.example.com"), ("Origin", "https://app.example.com")];
/// let decision = POLICY.decide("GET", &request);
/// assert_eq!(decision.action(), Action::Continue);
///
/// // The application has answered; it may have set fields itself.
/// let mut response = String::from("HTTP/1.1 401 Unauthorized\r\n");
/// for (name, value) in decision.set().chain(decision.append()) {
///     response += &format!("{name}: {}\r\n", value.display());
/// }
/// assert_eq!(
///     response,
///     "HTTP/1.1 401 Unauthorized\r\n\
///      Access-Control-Allow-Origin: https://app.example.com\r\n\
///      Access-Control-Allow-Credentials: true\r\n\
///      Vary: Origin\r\n"
/// );
/// ```
#[derive(Clone, Copy)]
pub struct Decision<'a> {
    pub(in crate::cors) kind: Kind,
    pub(in crate::cors) action: Action,
    pub(in crate::cors) refusal: Option<Refusal>,
    pub(in crate::cors) reply: Reply<'a>,
}

impl Decision<'_> {
    /// Continues, without any field.
    pub(in crate::cors) const fn silent(kind: Kind) -> Self {
        Self { kind, action: Action::Continue, refusal: None, reply: Reply::none() }
    }

    /// Returns the kind of the request.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns what to do.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }

    /// Returns why the page may not read the response, or may not send what its preflight announces.
    ///
    /// This is for logs: no field of the response says it.
    #[must_use]
    pub const fn refusal(&self) -> Option<Refusal> {
        self.refusal
    }

    /// Returns the fields to set: each replaces all lines of its name in the response.
    pub fn set(&self) -> impl Iterator<Item = (&'static str, Value<'_>)> {
        self.reply.set()
    }

    /// Returns the fields to append: lines of the same name in the response are kept.
    pub fn append(&self) -> impl Iterator<Item = (&'static str, Value<'_>)> {
        self.reply.append()
    }
}

#[cfg(feature = "http")]
impl Decision<'_> {
    /// As [`set`](Self::set), without the names.
    pub(crate) fn written(&self) -> impl Iterator<Item = (super::reply::Written, Value<'_>)> {
        self.reply.written()
    }
}

impl fmt::Debug for Decision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decision")
            .field("kind", &self.kind)
            .field("action", &self.action)
            .field("refusal", &self.refusal)
            .finish_non_exhaustive()
    }
}

/// What to do with a request.
///
/// ```
/// use countersign::cors::policy::{Action, Policy};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).with_preflight_status(200).in_const();
///
/// let fields = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "GET")];
/// assert_eq!(POLICY.decide("OPTIONS", &fields).action(), Action::Respond(200));
/// assert_eq!(POLICY.decide("GET", &fields[..1]).action(), Action::Continue);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Pass the request to the application. Its response gets the fields of the decision.
    Continue,
    /// Answer at once, with this status, the fields of the decision and no content.
    Respond(u16),
}
