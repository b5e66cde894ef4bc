//! What a policy answers.

use core::{fmt, mem};

use crate::cors::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK, ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_MAX_AGE, VARY,
};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::syntax::number::{SHORT_DIGITS, short_digits};

use super::asked::Asked;

/// What is to be done with a request, and the fields that its response gets, whoever makes that response and whatever
/// its status is.
///
/// A decision is taken once. It borrows from the request and from the policy, and asks neither again.
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
/// // The application has answered; it may have set fields of its own.
/// let mut response = String::from("HTTP/1.1 401 Unauthorized\r\n");
/// let mut buffer = [0; 128];
/// for (name, value) in decision.set().chain(decision.append()) {
///     let value = value.encode_to_slice(&mut buffer)?;
///     response += &format!("{name}: {}\r\n", value.escape_ascii());
/// }
/// assert_eq!(
///     response,
///     "HTTP/1.1 401 Unauthorized\r\n\
///      Access-Control-Allow-Origin: https://app.example.com\r\n\
///      Access-Control-Allow-Credentials: true\r\n\
///      Vary: Origin\r\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Decision<'a> {
    pub(in crate::cors) kind: Kind,
    pub(in crate::cors) action: Action,
    pub(in crate::cors) refusal: Option<Refusal>,
    pub(in crate::cors) answer: Answer<'a>,
}

/// What the fields say, each where there is something to say.
#[derive(Clone, Copy)]
pub(in crate::cors) struct Answer<'a> {
    /// Octets that are an origin, or `*`.
    pub(in crate::cors) allow_origin: Option<&'a [u8]>,
    pub(in crate::cors) allow_credentials: Option<bool>,
    pub(in crate::cors) allow_private_network: bool,
    pub(in crate::cors) allow_methods: Option<Names<'a>>,
    pub(in crate::cors) allow_headers: Option<Names<'a>>,
    /// The names that were asked for, where all of them are allowed and `allow_headers` says nothing.
    pub(in crate::cors) asked: Option<Asked<'a>>,
    pub(in crate::cors) max_age: Option<u32>,
    pub(in crate::cors) expose_headers: Option<Names<'a>>,
    pub(in crate::cors) vary_origin: bool,
}

impl Answer<'_> {
    /// Says nothing.
    pub(in crate::cors) const NONE: Self = Self {
        allow_origin: None,
        allow_credentials: None,
        allow_private_network: false,
        allow_methods: None,
        allow_headers: None,
        asked: None,
        max_age: None,
        expose_headers: None,
        vary_origin: false,
    };
}

/// Names that the policy has, or a name that the request has.
#[derive(Clone, Copy, Debug)]
pub(in crate::cors) enum Names<'a> {
    /// Octets that are one name, or `*`.
    One(&'a [u8]),
    /// `*,authorization`
    AnyAndAuthorization,
    /// Tokens.
    Listed(&'a [&'a str]),
    /// The same, but for those of the first 32 that have their bit here, the first the lowest.
    Without(&'a [&'a str], u32),
}

impl Names<'_> {
    /// `*`
    pub(in crate::cors) const ANY: Self = Self::One(b"*");
}

impl Decision<'_> {
    /// Goes on, and says nothing.
    pub(in crate::cors) const fn silent(kind: Kind) -> Self {
        Self { kind, action: Action::Continue, refusal: None, answer: Answer::NONE }
    }

    /// What the request is to CORS.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// What to do.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }

    /// Why the page may not read the response, or may not send what its preflight announces. It is for logs: no field
    /// tells it.
    #[must_use]
    pub const fn refusal(&self) -> Option<Refusal> {
        self.refusal
    }

    /// The fields to set: each replaces all lines of its name that the response has.
    pub fn set(&self) -> impl Iterator<Item = (&'static str, Value<'_>)> {
        (0..7).filter_map(|index| self.field(index))
    }

    /// The fields to append: lines of the same name that the response has stay as they are.
    pub fn append(&self) -> impl Iterator<Item = (&'static str, Value<'_>)> {
        self.answer.vary_origin.then_some((VARY, Value(Content::Octets(b"Origin")))).into_iter()
    }

    /// One of the fields that [`set`](Self::set) gives, if it is there.
    fn field(&self, index: u8) -> Option<(&'static str, Value<'_>)> {
        let answer = &self.answer;
        let boolean = |is| Content::Octets(if is { b"true" } else { b"false" });
        let (name, content) = match index {
            0 => (ACCESS_CONTROL_ALLOW_ORIGIN, Content::Octets(answer.allow_origin?)),
            1 => (ACCESS_CONTROL_ALLOW_CREDENTIALS, boolean(answer.allow_credentials?)),
            2 if answer.allow_private_network => (ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK, boolean(true)),
            3 => (ACCESS_CONTROL_ALLOW_METHODS, Content::Names(answer.allow_methods.as_ref()?)),
            4 => match &answer.asked {
                Some(asked) => (ACCESS_CONTROL_ALLOW_HEADERS, Content::Asked(asked)),
                None => (ACCESS_CONTROL_ALLOW_HEADERS, Content::Names(answer.allow_headers.as_ref()?)),
            },
            5 => (ACCESS_CONTROL_MAX_AGE, Content::Seconds(answer.max_age?)),
            6 => (ACCESS_CONTROL_EXPOSE_HEADERS, Content::Names(answer.expose_headers.as_ref()?)),
            _ => return None,
        };
        Some((name, Value(content)))
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

/// What a request is to CORS.
///
/// ```
/// use countersign::cors::policy::{Kind, Policy};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).in_const();
///
/// let fields = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "GET")];
/// assert_eq!(POLICY.decide("OPTIONS", &fields).kind(), Kind::Preflight);
/// assert_eq!(POLICY.decide("OPTIONS", &fields[..1]).kind(), Kind::Actual);
/// assert_eq!(POLICY.decide("OPTIONS", &fields[1..]).kind(), Kind::NotCors);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It has no `Origin`.
    NotCors,
    /// It has one. Browsers send it with more than what CORS is about: with every POST, for instance.
    Actual,
    /// An `OPTIONS` that has both `Origin` and `Access-Control-Request-Method`; any other `OPTIONS` is none.
    Preflight,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Give it to the application, whose response gets the fields of the decision.
    Continue,
    /// Answer it at once, with this status, the fields of the decision and no content.
    Respond(u16),
}

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// `Origin` is no origin, or there are several.
    InvalidOrigin,
    /// The policy allows no such origin.
    Origin,
    /// The policy does not let public pages into a private network.
    PrivateNetwork,
    /// There are several `Access-Control-Request-Method`, or it is no method where any is allowed.
    InvalidMethod,
    /// The policy allows no such method.
    Method,
    /// `Access-Control-Request-Headers` holds what is no name that the policy allows.
    RequestHeader,
    /// `Access-Control-Request-Headers` has too many empty elements, too many lines, or more octets than all that the
    /// policy allows.
    TooManyRequestHeaders,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidOrigin => "no origin",
            Self::Origin => "origin not allowed",
            Self::PrivateNetwork => "private network not allowed",
            Self::InvalidMethod => "no method",
            Self::Method => "method not allowed",
            Self::RequestHeader => "request header not allowed",
            Self::TooManyRequestHeaders => "too many request headers",
        })
    }
}

/// The value of a field of a [`Decision`].
///
/// ```
/// use countersign::{Encode, cors::policy::Policy};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["*"]).with_response_headers(&["ETag", "X-Request-Id"]).in_const();
///
/// let decision = POLICY.decide("GET", &[("Origin", "https://app.example.com")]);
/// let (name, value) = decision.set().last().unwrap();
/// assert_eq!((name, value.encoded_len()), ("Access-Control-Expose-Headers", 17));
/// assert_eq!(value.encode_to_slice(&mut [0; 17]), Ok(&b"ETag,X-Request-Id"[..]));
/// ```
#[derive(Clone, Copy)]
pub struct Value<'a>(Content<'a>);

#[derive(Clone, Copy)]
enum Content<'a> {
    Octets(&'a [u8]),
    Names(&'a Names<'a>),
    Asked(&'a Asked<'a>),
    Seconds(u32),
}

impl FieldContent for Value<'_> {}

impl Encode for Value<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut put = Ok(());
        self.pieces(&mut |piece| {
            put = wire.put(piece);
            put.is_ok()
        });
        put
    }
}

impl Value<'_> {
    /// The wire form, piece by piece, as long as pieces are taken. There is one of it, whatever the sink: each costs
    /// firmware as much as the decision.
    #[inline(never)]
    fn pieces(&self, take: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        let mut list = Commas { take, separator: b"" };
        let (names, mut left_out) = match self.0 {
            Content::Octets(octets) => return (list.take)(octets),
            Content::Names(Names::One(octets)) => return (list.take)(octets),
            Content::Names(Names::AnyAndAuthorization) => return (list.take)(b"*,authorization"),
            Content::Names(Names::Listed(names)) => (*names, 0),
            Content::Names(Names::Without(names, left_out)) => (*names, *left_out),
            Content::Asked(asked) => return asked.names(|name| list.put(name)),
            Content::Seconds(seconds) => return (list.take)(short_digits(seconds, 1, &mut [0; SHORT_DIGITS])),
        };
        names.iter().all(|name| {
            let is_left_out = left_out & 1 == 1;
            left_out >>= 1;
            is_left_out || list.put(name.as_bytes())
        })
    }
}

/// Puts a comma before each name but the first.
struct Commas<'t> {
    take: &'t mut dyn FnMut(&[u8]) -> bool,
    separator: &'static [u8],
}

impl Commas<'_> {
    fn put(&mut self, name: &[u8]) -> bool {
        (self.take)(mem::replace(&mut self.separator, b",")) && (self.take)(name)
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({} octets)", self.encoded_len())
    }
}
