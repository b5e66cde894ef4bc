//! A policy that was checked, and how it decides.

use crate::cors::names::Method;
use crate::cors::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, ORIGIN,
};
use crate::fields::Fields;
use crate::syntax::wide::eq_ignore_ascii_case;

use super::asked::{AllowedNames, Asked};
use super::decision::{Action, Decision};
use super::origins::Origins;
use super::refusal::Refusal;
use super::reply::{NameList, Reply};
use super::request::{Classified, OnlyValue, only_value};
use super::texts::{Texts, has_line};

/// A checked policy: which pages may read the responses of a server, and what they may send.
///
/// It is built by [`Policy::for_origins`] or [`Policy::for_origin_lines`] and the methods of [`Builder`](super::Builder).
///
/// ```
/// use countersign::cors::policy::{Action, Policy, Refusal};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com", "https://*.example.org"])
///     .with_credentials()
///     .with_methods(&["PUT", "DELETE"])
///     .with_request_headers(&["Authorization", "Content-Type"])
///     .with_response_headers(&["X-Request-Id"])
///     .with_max_age(600)
///     .in_const();
///
/// let mut preflight = [
///     ("Origin", "https://a.example.org"),
///     ("Access-Control-Request-Method", "PUT"),
///     ("Access-Control-Request-Headers", "content-type"),
/// ];
/// let decision = POLICY.decide("OPTIONS", &preflight);
/// assert_eq!(decision.action(), Action::Respond(204));
/// assert_eq!(decision.set().count(), 5);
///
/// preflight[0].1 = "https://example.org.evil.example";
/// let decision = POLICY.decide("OPTIONS", &preflight);
/// assert_eq!((decision.action(), decision.refusal()), (Action::Respond(403), Some(Refusal::Origin)));
/// assert_eq!(decision.set().count(), 0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    pub(super) origins: Origins<'a>,
    pub(super) methods: Texts<'a>,
    pub(super) any_method: bool,
    pub(super) request_headers: AllowedNames<'a>,
    pub(super) expose_headers: Option<NameList<'a>>,
    pub(super) max_age: Option<u32>,
    pub(super) preflight_status: u16,
    pub(super) credentials: bool,
    pub(super) private_network: bool,
}

impl<'a> Policy<'a> {
    /// The names of all fields that a policy asks a request for.
    ///
    /// A host that can only copy fields by name needs to copy no others.
    pub const ASKS: [&'static str; 4] =
        [ORIGIN, ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK];

    /// Decides on a request. Asks for each field once.
    ///
    /// The time is linear in the length of the policy, however long the fields are: the list of request headers is walked
    /// at most 64 times, and for a sorted request once.
    #[must_use]
    pub fn decide<'r, F: Fields<'r>>(&self, method: &str, fields: F) -> Decision<'r>
    where
        'a: 'r,
    {
        let request = Classified::new(method, fields);
        let mut decision = Decision::silent(request.kind());
        self.answer(request, method, fields, &mut decision);
        decision
    }

    /// A function of its own, so that a decision is made in its place: firmware pays for each copy.
    #[inline(never)]
    fn answer<'r, F: Fields<'r>>(&self, request: Classified<'r>, method: &str, fields: F, decision: &mut Decision<'r>)
    where
        'a: 'r,
    {
        let reply = &mut decision.reply;
        match request {
            Classified::NotCors => self.answer_anybody(method, reply),
            Classified::Actual { origin } => match self.allow_origin(origin) {
                Ok(origin) => self.answer_page(origin, method, reply),
                Err(refusal) => {
                    self.answer_anybody(method, reply);
                    decision.refusal = Some(refusal);
                }
            },
            Classified::Preflight { origin, method } => match self.answer_preflight(origin, method, fields, reply) {
                Ok(()) => decision.action = Action::Respond(self.preflight_status),
                Err(refusal) => (decision.action, decision.refusal) = (Action::Respond(403), Some(refusal)),
            },
        }
    }

    /// The reply to a page of an allowed origin.
    fn answer_page<'r>(&self, allow_origin: &'r [u8], method: &str, reply: &mut Reply<'r>)
    where
        'a: 'r,
    {
        reply.allow_origin = Some(allow_origin);
        reply.allow_credentials = self.credentials.then_some(true);
        reply.expose_headers = self.expose_headers;
        reply.vary_origin = self.varies(method);
    }

    /// The reply to any client.
    fn answer_anybody<'r>(&self, method: &str, reply: &mut Reply<'r>)
    where
        'a: 'r,
    {
        match self.origins {
            Origins::Any => self.answer_page(b"*", method, reply),
            Origins::Static(origin) => self.answer_page(origin.as_bytes(), method, reply),
            Origins::Listed { .. } | Origins::Patterns(_) => reply.vary_origin = self.varies(method),
        }
    }

    /// Whether responses to other origins differ.
    fn varies(&self, method: &str) -> bool {
        matches!(self.origins, Origins::Listed { .. } | Origins::Patterns(_)) && method != "OPTIONS"
    }

    fn allow_origin<'r>(&self, origin: OnlyValue<'r>) -> Result<&'r [u8], Refusal> {
        if let Origins::Any = self.origins {
            return Ok(b"*");
        }
        let origin = origin.ok_or(Refusal::InvalidOrigin)?;
        self.origins.judge(origin).map(|()| origin)
    }

    /// The reply to a preflight. It stays empty if one of the steps refuses.
    fn answer_preflight<'r, F: Fields<'r>>(
        &self,
        origin: OnlyValue<'r>,
        method: OnlyValue<'r>,
        fields: F,
        reply: &mut Reply<'r>,
    ) -> Result<(), Refusal>
    where
        'a: 'r,
    {
        let allow_origin = self.allow_origin(origin)?;
        let is_private = only_value(fields, ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK) == Some(Some(b"true"));
        if is_private && !self.private_network {
            return Err(Refusal::PrivateNetwork);
        }
        let allow_methods = self.allow_method(method)?;
        let asked = Asked::new(fields, &self.request_headers)?;
        match self.request_headers {
            AllowedNames::Any { authorization } if !self.credentials => {
                let any = if authorization { NameList::AnyAndAuthorization } else { NameList::ANY };
                reply.allow_headers = asked.map(|_| any);
            }
            _ => reply.asked = asked,
        }
        reply.allow_origin = Some(allow_origin);
        reply.allow_credentials = self.credentials.then_some(true);
        reply.allow_private_network = is_private;
        reply.allow_methods = allow_methods;
        reply.max_age = self.max_age;
        Ok(())
    }

    /// The reply to a method, if it is not always allowed.
    fn allow_method<'r>(&self, method: OnlyValue<'r>) -> Result<Option<NameList<'r>>, Refusal> {
        let method = method.ok_or(Refusal::InvalidMethod)?;
        if let b"GET" | b"HEAD" | b"POST" = method {
            return Ok(None);
        }
        if !self.any_method {
            let is_allowed = match self.methods {
                Texts::Slice(names) => names.iter().any(|name| allows(name.as_bytes(), method)),
                Texts::Lines(names) => has_line(names, method, is_normalized(method)),
            };
            return if is_allowed { Ok(Some(NameList::One(method))) } else { Err(Refusal::Method) };
        }
        match Method::parse(method) {
            Err(_) => Err(Refusal::InvalidMethod),
            Ok(_) => Ok(Some(if self.credentials { NameList::One(method) } else { NameList::ANY })),
        }
    }
}

/// Whether a method of the policy allows this method of a request, which a browser may have changed to upper case.
fn allows(name: &[u8], method: &[u8]) -> bool {
    name == method || (is_normalized(method) && eq_ignore_ascii_case(name, method))
}

/// Whether browsers change other spellings of this method to this one.
fn is_normalized(method: &[u8]) -> bool {
    matches!(method, b"DELETE" | b"OPTIONS" | b"PUT")
}
