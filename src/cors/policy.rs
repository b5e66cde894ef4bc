//! The server's half: which pages may read what is answered, as a policy that is checked when it is built.
//!
//! ```abnf
//! Access-Control-Allow-Origin      = origin-or-null / wildcard
//! Access-Control-Allow-Credentials = %s"true"
//! Access-Control-Allow-Methods     = #method
//! Access-Control-Allow-Headers     = #field-name
//! Access-Control-Max-Age           = delta-seconds
//! Access-Control-Expose-Headers    = #field-name
//! ```
//! [Fetch, section 3.3.5](https://fetch.spec.whatwg.org/#http-new-header-syntax), and
//! [section 3.3.6](https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches) on caches
//!
//! A [`Policy`] is made of texts: patterns of origins, methods, names of fields. They are checked in a constant by
//! [`Builder::in_const`], and then a mistake does not compile; or at run time by [`Builder::build`], which tells every
//! mistake at once. [`Policy::decide`] takes a [`Decision`] on a request; it goes on any response that the request is
//! then given, an error as much as any other. An origin of the request is echoed, but never without being one that the
//! policy names: no policy reflects.
//!
//! | a policy | read | why |
//! |---|---|---|
//! | without origins | refused: [`Reason::Missing`] | it would allow nothing |
//! | an origin that [`OriginPattern`](super::origin::OriginPattern) refuses: `null`, a slash at the end, `*` in a label | refused: [`Reason::Invalid`], [`Reason::Prohibited`] | as it says |
//! | `*` with credentials | refused: [`Reason::Wildcard`] | browsers refuse it, and reflecting gives every page the user's credentials |
//! | `http` with credentials, but for this machine | refused: [`Reason::Insecure`], or [tolerated](Builder::dangerously_tolerate_insecure_origins) | anybody on the way is that origin |
//! | `*.` below a public suffix with credentials | refused: [`Reason::PublicSuffix`], or [tolerated](Builder::dangerously_tolerate_subdomains_of_public_suffixes) | anybody can register a name there |
//! | a private network | like credentials | what answers there trusts who is in it |
//! | CONNECT, TRACE, TRACK; names that no page sends or reads | refused: [`Reason::Forbidden`] | it would allow nothing |
//! | a field of responses among those of requests, or the reverse | refused: [`Reason::Prohibited`] | it would allow nothing |
//! | a method that browsers upper-case, `put` | read as `PUT` | so it is sent |
//! | GET, HEAD or POST among the methods, `Content-Type` or its like among the fields to read | read, and not written | they need no leave |
//! | `*` among exposed names, with credentials | refused: [`Reason::Credentialed`] | it is no wildcard there |
//! | a max-age below −1 or past a day | refused: [`Reason::OutOfBounds`] | no browser keeps an answer longer |
//!
//! | a request | decided | why |
//! |---|---|---|
//! | an `OPTIONS` without `Origin`, or without `Access-Control-Request-Method` | no preflight | applications answer `OPTIONS` too |
//! | another origin, with any method | goes on; no field but `Vary` | the browser keeps the answer from the page |
//! | two lines of `Origin` or `Access-Control-Request-Method`, or none of their grammar | refused; but a policy of `*` does not look at `Origin` | they have one value |
//! | a preflight that is refused at any step | 403, and no field | Fetch suggests it |
//! | a preflight for GET, HEAD or POST, whatever the methods | allowed | pages send them with streams, and as they like |
//! | a preflight for CONNECT, TRACE or TRACK where the methods are `*` | allowed like any other | no browser asks it |
//! | `Access-Control-Request-Headers` in any order, repeated, in several lines | read | there are intermediaries |
//! | up to 16 empty elements there, 8 lines with names; more | read; refused: [`Refusal::TooManyRequestHeaders`] | nobody sends them to be answered |
//! | octets there past what all names, elements and some white space take; past 16 KiB where any name is allowed | refused at once: [`Refusal::TooManyRequestHeaders`] | refusing costs what the policy is long, not what the request is |
//! | the same field empty | answered in kind | it asks for nothing |
//! | a preflight for `Authorization` where `*` stands alone and credentials are not allowed | refused | `*` is any name but that one |
//! | any response of a policy that lists origins, but those to `OPTIONS` | `Vary: Origin` | caches give what one origin got to no other; what `OPTIONS` is answered they don't keep |
//! | any response of a policy of `*` or of [one static origin](Policy::for_static_origin) | no `Vary` | all get the same; only preflights of other origins are refused |

mod asked;
mod audit;
mod builder;
mod decision;
mod mistakes;
mod origins;
mod request;

use crate::cors::names::Method;
use crate::cors::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, ORIGIN,
};
use crate::fields::Fields;
use crate::syntax::wide::eq_ignore_ascii_case;

use origins::Origins;
use request::single;

pub use builder::Builder;
pub use decision::{Action, Decision, Kind, Refusal, Value};
pub use mistakes::{Mistake, Mistakes, Part, Reason, Setting};
pub(in crate::cors) use {
    asked::{Allowed, Asked},
    audit::{against_method, against_request_header, against_response_header},
    decision::{Answer, Names},
    mistakes::tell,
    request::{Request, Single},
};

/// Which pages may read what is answered, and what they may send.
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
    origins: Origins<'a>,
    methods: &'a [&'a str],
    any_method: bool,
    request_headers: Allowed<'a>,
    expose_headers: Option<Names<'a>>,
    max_age: Option<u32>,
    preflight_status: u16,
    credentials: bool,
    private_network: bool,
}

impl<'a> Policy<'a> {
    /// The names of all fields that a policy asks a request for.
    ///
    /// A host that can only copy fields by name needs to copy no others.
    pub const ASKS: [&'static str; 4] =
        [ORIGIN, ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK];

    /// A policy for the pages of these origins, each as [`OriginPattern`](super::origin::OriginPattern) says:
    /// `https://example.com`, `https://*.example.com`, `http://localhost:*`, or `*` for all.
    pub const fn for_origins(origins: &'a [&'a str]) -> Builder<'a> {
        Builder::new(origins, None)
    }

    /// A policy for the pages of one origin, which every response names, whoever asked for it: so none of them varies,
    /// and a cache may keep one for all. Others are kept from reading it by their browsers.
    ///
    /// ```
    /// use countersign::{Encode, cors::policy::Policy};
    ///
    /// const POLICY: Policy<'_> = Policy::for_static_origin("https://app.example.com").in_const();
    ///
    /// let decision = POLICY.decide("GET", &[("Host", "api.example.com")]);
    /// let (name, value) = decision.set().next().unwrap();
    /// assert_eq!(name, "Access-Control-Allow-Origin");
    /// assert_eq!(value.encode_to_slice(&mut [0; 64]), Ok(&b"https://app.example.com"[..]));
    /// assert_eq!(decision.append().count(), 0);
    /// ```
    pub const fn for_static_origin(origin: &'a str) -> Builder<'a> {
        Builder::new(&[], Some(origin))
    }

    /// Decides on a request, of which it asks each field once.
    #[must_use]
    pub fn decide<'r, F: Fields<'r>>(&self, method: &str, fields: F) -> Decision<'r>
    where
        'a: 'r,
    {
        let request = Request::classify(method, fields);
        let mut decision = Decision::silent(request.kind());
        self.answer(request, method, fields, &mut decision);
        decision
    }

    /// Apart, so that a decision is made in its place: firmware pays for each copy.
    #[inline(never)]
    fn answer<'r, F: Fields<'r>>(&self, request: Request<'r>, method: &str, fields: F, decision: &mut Decision<'r>)
    where
        'a: 'r,
    {
        let answer = &mut decision.answer;
        match request {
            Request::NotCors => self.answer_anybody(method, answer),
            Request::Actual { origin } => match self.allow_origin(origin) {
                Ok(origin) => self.answer_page(origin, method, answer),
                Err(refusal) => {
                    self.answer_anybody(method, answer);
                    decision.refusal = Some(refusal);
                }
            },
            Request::Preflight { origin, method } => match self.answer_preflight(origin, method, fields, answer) {
                Ok(()) => decision.action = Action::Respond(self.preflight_status),
                Err(refusal) => (decision.action, decision.refusal) = (Action::Respond(403), Some(refusal)),
            },
        }
    }

    /// What is said to a page of this origin.
    fn answer_page<'r>(&self, allow_origin: &'r [u8], method: &str, answer: &mut Answer<'r>)
    where
        'a: 'r,
    {
        answer.allow_origin = Some(allow_origin);
        answer.allow_credentials = self.credentials.then_some(true);
        answer.expose_headers = self.expose_headers;
        answer.vary_origin = self.varies(method);
    }

    /// What is said whoever asks.
    fn answer_anybody<'r>(&self, method: &str, answer: &mut Answer<'r>)
    where
        'a: 'r,
    {
        match self.origins {
            Origins::Any => self.answer_page(b"*", method, answer),
            Origins::Static(origin) => self.answer_page(origin.as_bytes(), method, answer),
            Origins::Listed { .. } | Origins::Wildcards(_) => answer.vary_origin = self.varies(method),
        }
    }

    /// Whether a cache must know who asked.
    fn varies(&self, method: &str) -> bool {
        matches!(self.origins, Origins::Listed { .. } | Origins::Wildcards(_)) && method != "OPTIONS"
    }

    fn allow_origin<'r>(&self, origin: Single<'r>) -> Result<&'r [u8], Refusal> {
        if let Origins::Any = self.origins {
            return Ok(b"*");
        }
        let origin = origin.ok_or(Refusal::InvalidOrigin)?;
        self.origins.judge(origin).map(|()| origin)
    }

    /// What is said to a preflight: nothing before its last step.
    fn answer_preflight<'r, F: Fields<'r>>(
        &self,
        origin: Single<'r>,
        method: Single<'r>,
        fields: F,
        answer: &mut Answer<'r>,
    ) -> Result<(), Refusal>
    where
        'a: 'r,
    {
        let allow_origin = self.allow_origin(origin)?;
        let is_private = single(fields, ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK) == Some(Some(b"true"));
        if is_private && !self.private_network {
            return Err(Refusal::PrivateNetwork);
        }
        let allow_methods = self.allow_method(method)?;
        let asked = Asked::of(fields, self.request_headers)?;
        match self.request_headers {
            Allowed::Any { authorization } if !self.credentials => {
                let any = if authorization { Names::AnyAndAuthorization } else { Names::ANY };
                answer.allow_headers = asked.map(|_| any);
            }
            _ => answer.asked = asked,
        }
        answer.allow_origin = Some(allow_origin);
        answer.allow_credentials = self.credentials.then_some(true);
        answer.allow_private_network = is_private;
        answer.allow_methods = allow_methods;
        answer.max_age = self.max_age;
        Ok(())
    }

    /// What is said of a method, if it needs leave.
    fn allow_method<'r>(&self, method: Single<'r>) -> Result<Option<Names<'r>>, Refusal> {
        let method = method.ok_or(Refusal::InvalidMethod)?;
        if let b"GET" | b"HEAD" | b"POST" = method {
            return Ok(None);
        }
        if !self.any_method {
            let is_allowed = self.methods.iter().any(|name| allows(name.as_bytes(), method));
            return if is_allowed { Ok(Some(Names::One(method))) } else { Err(Refusal::Method) };
        }
        match Method::parse(method) {
            Err(_) => Err(Refusal::InvalidMethod),
            Ok(_) => Ok(Some(if self.credentials { Names::One(method) } else { Names::ANY })),
        }
    }
}

/// Whether the method of a policy is this one of a request, or is so when a browser upper-cases it.
fn allows(name: &[u8], method: &[u8]) -> bool {
    name == method || (matches!(method, b"DELETE" | b"OPTIONS" | b"PUT") && eq_ignore_ascii_case(name, method))
}
