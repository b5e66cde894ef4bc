//! A policy that was checked, and how it decides.

use crate::cors::names::Method;
use crate::cors::origin::Origin;
use crate::cors::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, ORIGIN,
};
use crate::fields::Fields;
use crate::syntax::wide::{WIDE, eq_ignore_ascii_case};

use super::asked::{AllowedNames, Asked};
use super::decision::{Action, Decision};
use super::origins::{NoOthers, Origins, Others, Those};
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
    /// The fields on which the responses to a request depend, and those to `OPTIONS`. Firmware links only those that it
    /// sends.
    pub(super) vary: Option<&'static NameList<'static>>,
    pub(super) vary_on_options: Option<&'static NameList<'static>>,
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
        self.decide_on(method, fields, NoOthers)
    }

    /// Decides on a request as [`decide`](Self::decide), and lets a function allow more origins than the policy lists: of a
    /// database, or the hosts of previews.
    ///
    /// `allows` is called at most once, with the origin of the request, if the policy does not list it. The origin is
    /// well-formed, its port has no leading zeros, and it is neither `null` nor one of `file`. The decision does with it what it does with an origin of the list: the response names
    /// the origin, never `*`, and has `Vary: Origin` unless the method is `OPTIONS`. A policy of `*` or of a [static
    /// origin](Self::for_static_origin) does not call the function, because all its responses are the same.
    ///
    /// Nothing checks what the function allows. With credentials it should compare the scheme, the whole host and the port:
    /// `evil-example.com` ends in `example.com` too, and any app can have a scheme of its own and the host `example.com`,
    /// in an origin that is [potentially trustworthy](Origin::is_potentially_trustworthy).
    ///
    /// ```
    /// use countersign::cors::origin::Origin;
    /// use countersign::cors::policy::Policy;
    ///
    /// static POLICY: Policy<'static> = Policy::for_nobody().with_credentials().in_const();
    ///
    /// /// The previews of this project: `https://pr-17.preview.example.com`.
    /// fn is_preview(origin: Origin<'_>) -> bool {
    ///     let number = origin.host().and_then(|host| host.name()?.strip_prefix("pr-")?.strip_suffix(".preview.example.com"));
    ///     origin.scheme() == Some("https") && origin.port().is_none() && number.is_some_and(|n| n.parse::<u32>().is_ok())
    /// }
    ///
    /// let allows = |origin| POLICY.decide_with("GET", &[("Origin", origin)], is_preview).refusal().is_none();
    /// assert!(allows("https://pr-17.preview.example.com"));
    /// assert!(!allows("http://pr-17.preview.example.com") && !allows("https://pr-17.preview.example.com.evil.example"));
    /// assert!(!allows("null"));
    /// ```
    ///
    /// An answer that takes time is fetched before:
    ///
    /// ```
    /// # use countersign::cors::policy::{Decision, Policy};
    /// use countersign::cors::{origin::Origin, values};
    ///
    /// # static POLICY: Policy<'static> = Policy::for_nobody().in_const();
    /// # async fn is_registered(origin: Origin<'_>) -> bool { origin.scheme() == Some("https") }
    /// async fn decide<'r>(method: &str, fields: &'r [(&'r str, &'r str)]) -> Decision<'r> {
    ///     let is_registered = match values::origin(fields) {
    ///         Ok(Some(origin)) => is_registered(origin).await,
    ///         _ => false,
    ///     };
    ///     POLICY.decide_with(method, fields, |_| is_registered)
    /// }
    /// # use std::task::{Context, Poll, Waker};
    /// # let mut future = std::pin::pin!(decide("GET", &[("Origin", "https://a.example")]));
    /// # let poll = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    /// # assert!(matches!(poll, Poll::Ready(decision) if decision.refusal().is_none()));
    /// ```
    #[must_use]
    pub fn decide_with<'r, F, P>(&self, method: &str, fields: F, allows: P) -> Decision<'r>
    where
        F: Fields<'r>,
        P: FnOnce(Origin<'r>) -> bool,
        'a: 'r,
    {
        self.decide_on(method, fields, Those(allows))
    }

    fn decide_on<'r, F: Fields<'r>, O: Others<'r>>(&self, method: &str, fields: F, others: O) -> Decision<'r>
    where
        'a: 'r,
    {
        let request = Classified::new(method, fields);
        let mut decision = Decision::silent(request.kind());
        self.answer(request, method, fields, others, &mut decision);
        decision
    }

    /// A function of its own, so that a decision is made in its place: firmware pays for each copy.
    #[inline(never)]
    fn answer<'r, F: Fields<'r>, O: Others<'r>>(
        &self,
        request: Classified<'r>,
        method: &str,
        fields: F,
        others: O,
        decision: &mut Decision<'r>,
    ) where
        'a: 'r,
    {
        let reply = &mut decision.reply;
        reply.vary = if method == "OPTIONS" { self.vary_on_options } else { self.vary };
        match request {
            Classified::NotCors => self.answer_anybody(reply),
            Classified::Actual { origin } => match self.allow_origin(origin, others) {
                Ok(origin) => self.answer_page(origin, reply),
                Err(refusal) => {
                    self.answer_anybody(reply);
                    decision.refusal = Some(refusal);
                }
            },
            Classified::Preflight { origin, method } => {
                let allowed = self.allow_origin(origin, others);
                match allowed.and_then(|origin| self.answer_preflight(origin, method, fields, reply)) {
                    Ok(()) => decision.action = Action::Respond(self.preflight_status),
                    Err(refusal) => (decision.action, decision.refusal) = (Action::Respond(403), Some(refusal)),
                }
            }
        }
    }

    /// The reply to a page of an allowed origin.
    fn answer_page<'r>(&self, allow_origin: &'r [u8], reply: &mut Reply<'r>)
    where
        'a: 'r,
    {
        reply.allow_origin = Some(allow_origin);
        reply.allow_credentials = self.credentials.then_some(true);
        reply.expose_headers = self.expose_headers;
    }

    /// The reply to any client.
    fn answer_anybody<'r>(&self, reply: &mut Reply<'r>)
    where
        'a: 'r,
    {
        match self.origins {
            Origins::Any => self.answer_page(b"*", reply),
            Origins::Static(origin) => self.answer_page(origin.as_bytes(), reply),
            Origins::Listed { .. } | Origins::Patterns(_) => {}
        }
    }

    fn allow_origin<'r>(&self, origin: OnlyValue<'r>, others: impl Others<'r>) -> Result<&'r [u8], Refusal> {
        if let Origins::Any = self.origins {
            return Ok(b"*");
        }
        let origin = origin.ok_or(Refusal::InvalidOrigin)?;
        match self.origins.judge(origin) {
            Err(Refusal::Origin) if self.vary.is_some() && others.allow(origin) => Ok(origin),
            judged => judged.map(|()| origin),
        }
    }

    /// The reply to a preflight. It stays as it is if one of the steps refuses.
    fn answer_preflight<'r, F: Fields<'r>>(
        &self,
        allow_origin: &'r [u8],
        method: OnlyValue<'r>,
        fields: F,
        reply: &mut Reply<'r>,
    ) -> Result<(), Refusal>
    where
        'a: 'r,
    {
        let is_private =
            self.private_network && only_value(fields, ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK) == Some(Some(b"true"));
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
                // Most clients send a method as the policy has it: that is looked for first where code may be long.
                Texts::Slice(names) if WIDE && names.iter().any(|name| name.as_bytes() == method) => true,
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
