//! What a gateway does with a request.

use core::fmt;

use super::origins::ANY;
use super::readings::Readings;
use super::row::Row;
use super::statement::{Policy, Statement, has_any};
use crate::cors::names::Method;
use crate::cors::policy::{self, Action, Allowed, Answer, Asked, Kind, Names, Refusal, Single};
use crate::fields::Fields;

/// A request, and the operation that it is for.
///
/// `F` is how the host keeps the fields, which are asked for `Origin` and for what a preflight carries. `Debug` shows
/// none of them.
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
    method: &'a str,
    fields: F,
    is_for_options_operation: bool,
}

impl<'a, F: Fields<'a>> Request<'a, F> {
    /// A request with this method and these fields.
    pub const fn new(method: &'a str, fields: F) -> Self {
        Self { method, fields, is_for_options_operation: false }
    }

    /// The same, for an API that has an operation of the method OPTIONS at this place.
    #[must_use]
    pub const fn for_options_operation(self) -> Self {
        Self { is_for_options_operation: true, ..self }
    }

    fn asking(&self, readings: &Readings) -> Option<Asking<'a>> {
        let (origin, asked) = match policy::Request::classify(self.method, self.fields) {
            policy::Request::NotCors => return None,
            policy::Request::Preflight { origin, method } => (origin, Some(method)),
            policy::Request::Actual { origin } => (origin, None),
        };
        let is_for = match self.method {
            "OPTIONS" if asked.is_some() || !readings.preflight_needs_method => For::Preflight,
            "OPTIONS" => For::Options,
            "GET" | "HEAD" => For::Reading,
            _ => For::Other,
        };
        // What a preflight asks for is what any other request is.
        let method = if is_for == For::Preflight { asked.flatten() } else { Some(self.method.as_bytes()) };
        Some(Asking { is_for, origin, method })
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

/// What a request with an `Origin` is for.
struct Asking<'a> {
    is_for: For,
    origin: Single<'a>,
    method: Single<'a>,
}

/// What rows tell apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    Preflight,
    /// GET and HEAD.
    Reading,
    /// OPTIONS that is no preflight.
    Options,
    /// Any other method.
    Other,
}

impl<'a> Asking<'a> {
    /// What is answered when this policy matches the origin.
    fn matched<F: Fields<'a>>(
        &self,
        policy: &'a Policy<'a>,
        position: usize,
        fields: F,
        readings: &Readings,
    ) -> (Row, Option<Refusal>, Answer<'a>) {
        let statement = policy.statement();
        let listed = Answer {
            allow_origin: if policy.allows_any_origin() { Some(ANY.as_bytes()) } else { self.origin },
            allow_credentials: match statement.allow_credentials {
                false if !readings.emit_false_credentials => None,
                is_allowed => Some(is_allowed),
            },
            ..Answer::NONE
        };
        if self.is_for == For::Preflight {
            return self.preflight(policy, position, fields, readings, listed);
        }
        let row = match self.is_for {
            _ if position > 0 => Row::MatchedLater,
            For::Options => Row::OptionsMatched,
            For::Other if self.method_is_listed(policy) => Row::OtherListed,
            For::Other => Row::OtherUnlisted,
            For::Reading | For::Preflight => Row::Matched,
        };
        (row, None, Answer { expose_headers: statement.expose_headers.map(Names::Listed), ..listed })
    }

    fn preflight<F: Fields<'a>>(
        &self,
        policy: &'a Policy<'a>,
        position: usize,
        fields: F,
        readings: &Readings,
        answer: Answer<'a>,
    ) -> (Row, Option<Refusal>, Answer<'a>) {
        let Statement { preflight_result_max_age, allowed_headers, allow_credentials, .. } = *policy.statement();
        let methods = policy.allowed_methods();
        let headers = allowed_headers.unwrap_or_default();
        let (any_method, any_header) = (has_any(methods), has_any(headers));
        let echoes = allow_credentials && readings.echo_for_credentials;
        // With credentials, a browser takes `*` for a name like others.
        let is_wildcard = echoes || !allow_credentials;

        let method = self.method.and_then(|method| Method::parse(method).ok());
        let passes = method.is_some_and(|method| method.is_safelisted())
            || any_method && is_wildcard
            || methods.iter().any(|listed| Some(listed.as_bytes()) == self.method);
        let asked = Asked::of(fields, Allowed::among(headers, any_header && is_wildcard, allow_credentials));
        let refusal = if passes { asked.err() } else { Some(Refusal::Method) };
        let row = match asked {
            _ if position > 0 => Row::PreflightMatchedLater,
            _ if policy.allows_any_origin() => Row::PreflightAnyOrigin,
            _ if allow_credentials && (any_method || any_header) => Row::PreflightEchoed,
            _ if !self.method_is_listed(policy) => Row::PreflightMethodUnlisted,
            Err(_) => Row::PreflightHeaderUnlisted,
            Ok(_) => Row::PreflightListed,
        };
        let echoed_method = method.map(|method| Names::One(method.as_bytes()));
        let answer = Answer {
            allow_methods: if echoes && any_method { echoed_method } else { Some(Names::Listed(methods)) },
            allow_headers: allowed_headers.filter(|_| !(echoes && any_header)).map(Names::Listed),
            asked: asked.ok().flatten().filter(|_| echoes && any_header),
            max_age: Some(preflight_result_max_age).filter(|seconds| *seconds > 0 || readings.emit_zero_max_age),
            ..answer
        };
        (row, refusal, answer)
    }

    /// Whether this policy, which does not match the origin, ends the request.
    fn is_ended_by(&self, policy: &Policy<'_>, readings: &Readings) -> bool {
        policy.ends_unmatched(readings)
            && (matches!(self.is_for, For::Preflight | For::Reading) || readings.terminate_other_methods)
    }

    fn method_is_listed(&self, policy: &Policy<'_>) -> bool {
        let methods = policy.allowed_methods();
        let is_asked_for = |listed: &&str| Some(listed.as_bytes()) == self.method;
        has_any(methods) || methods.iter().any(is_asked_for)
    }
}

/// What is to be done with a request, by which row of the table it is done, and the fields that the response gets.
///
/// A response that is made at once has the status 200 and no content.
///
/// ```
/// use countersign::Encode;
/// use countersign::cors::gateway::{Policy, Readings, Request, Row, Statement, decide};
/// use countersign::cors::policy::{Action, Refusal};
///
/// let policy = Policy::new(Statement { allowed_origins: &["https://app.example.com/"], ..Statement::DEFAULT }).unwrap();
///
/// let request = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "POST")];
/// let decision = decide(Request::new("OPTIONS", &request), [&policy], &Readings::DEFAULT);
/// assert_eq!((decision.row(), decision.action()), (Row::PreflightListed, Action::Respond(200)));
///
/// let mut buffer = [0; 64];
/// let mut fields = Vec::new();
/// for (name, value) in decision.set() {
///     fields.push(format!("{name}: {}", value.encode_to_slice(&mut buffer)?.escape_ascii()));
/// }
/// assert_eq!(
///     fields,
///     [
///         "Access-Control-Allow-Origin: https://app.example.com",
///         "Access-Control-Allow-Methods: GET,POST",
///         "Access-Control-Max-Age: 0",
///     ]
/// );
///
/// // A page of another origin gets an empty response, whatever it asks for.
/// let request = [("Origin", "https://evil.example")];
/// let decision = decide(Request::new("GET", &request), [&policy], &Readings::DEFAULT);
/// assert_eq!((decision.row().number(), decision.action()), (15, Action::Respond(200)));
/// assert_eq!((decision.refusal(), decision.set().count()), (Some(Refusal::Origin), 0));
/// # Ok::<(), countersign::CapacityError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    plain: policy::Decision<'a>,
    row: Row,
    decided_by: Option<usize>,
}

impl Decision<'_> {
    /// The row of the table.
    #[must_use]
    pub const fn row(&self) -> Row {
        self.row
    }

    /// Which policy of the order matched the origin, or ended the request.
    #[must_use]
    pub const fn decided_by(&self) -> Option<usize> {
        self.decided_by
    }

    /// What the request is to CORS. Each `OPTIONS` with an `Origin` is a preflight where
    /// [`Readings::preflight_needs_method`] is false.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.plain.kind()
    }

    /// What to do.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.plain.action()
    }

    /// What a browser says against the response, and [`Refusal::Origin`] where no policy matches the origin. A gateway
    /// sends its lists all the same: preflights by rows 4 to 8 and 10 may be refused by the browser alone.
    #[must_use]
    pub const fn refusal(&self) -> Option<Refusal> {
        self.plain.refusal()
    }

    /// The fields to set: each replaces all lines of its name that the response has.
    pub fn set(&self) -> impl Iterator<Item = (&'static str, policy::Value<'_>)> {
        self.plain.set()
    }

    /// The fields to append: lines of the same name that the response has stay as they are.
    pub fn append(&self) -> impl Iterator<Item = (&'static str, policy::Value<'_>)> {
        self.plain.append()
    }
}

/// Asks the policies in their effective order: the first that matches the origin decides, or the first that ends what
/// it does not match.
///
/// | row | request | origin | then | fields |
/// |--:|---|---|---|---|
/// | 1 | without `Origin`, 25 among them | | continue | none |
/// | 2 | any, and there is no policy | | continue | none |
/// | 3 | OPTIONS, and there is an operation of that method | | continue, into the operation | none |
/// | 4 | preflight | of the first policy; method and names are listed | respond | all |
/// | 5, 6 | preflight | of the first policy; the method, a name is not listed | respond | all; the browser refuses |
/// | 7 | preflight | the first policy has `*` | respond | all, with `*` |
/// | 8 | preflight | of the first policy, with credentials and `*` in a list | respond | all, with what is asked for in place of `*` |
/// | 9, 11 | preflight | of none up to the first policy, a later one, that ends the request | respond | none |
/// | 10 | preflight | of a later policy | respond | all that it has |
/// | 12, 13 | preflight | of none of several policies, of the only one | respond | none |
/// | 14 | GET, HEAD | of the first policy | continue | those of an actual response |
/// | 15, 18 | GET, HEAD; 18 other methods too | of none up to the first policy, a later one, that ends the request | respond | none |
/// | 16 | GET, HEAD | of none | continue | none |
/// | 17 | no preflight | of a later policy | continue | those of an actual response |
/// | 19, 20 | other methods | of the first policy; the method is listed, is not | continue | those of an actual response |
/// | 21, 22 | other methods | of none: the first policy ends the request, none does | respond, continue | none |
/// | 23 | OPTIONS that is no preflight | of the first policy | continue | those of an actual response |
/// | 24 | OPTIONS that is no preflight | of none | respond if one ends the request, or continue | none |
///
/// Rows 25 to 27 are others again: a page of the gateway's own origin is like any page, by row 1 without `Origin` and by
/// 19 to 22 with it; `Origin: null` is matched by `*` alone, by rows 4 to 22.
///
/// All fields are `Access-Control-Allow-Origin`, `-Allow-Credentials`, `-Allow-Methods`, `-Allow-Headers` and
/// `-Max-Age`; those of an actual response are the first two and `-Expose-Headers`. The origin is the one that was sent,
/// as it was sent. Whatever the first policy that lists origins makes of a request that is no OPTIONS, the response
/// varies with `Origin`; the reference is silent on that, and caches need it.
#[must_use]
pub fn decide<'a, F: Fields<'a>>(
    request: Request<'a, F>,
    order: impl IntoIterator<Item = &'a Policy<'a>>,
    readings: &Readings,
) -> Decision<'a> {
    let mut order = order.into_iter().enumerate().peekable();
    let lists_origins = order.peek().is_some_and(|(_, policy)| !policy.allows_any_origin());
    let vary_origin = lists_origins && request.method != "OPTIONS";
    let asking = request.asking(readings);
    let kind = match &asking {
        None => Kind::NotCors,
        Some(asking) if asking.is_for == For::Preflight => Kind::Preflight,
        Some(_) => Kind::Actual,
    };
    let decided = |row, action, refusal, decided_by, answer| Decision {
        plain: policy::Decision { kind, action, refusal, answer: Answer { vary_origin, ..answer } },
        row,
        decided_by,
    };
    let continued = |row| decided(row, Action::Continue, None, None, Answer::NONE);

    let Some(asking) = asking else {
        return continued(Row::NoOrigin);
    };
    if order.peek().is_none() {
        return continued(Row::NoPolicy);
    }
    if request.method == "OPTIONS" && request.is_for_options_operation {
        return continued(Row::OptionsOperation);
    }
    let (on_match, falls_through) = match kind {
        Kind::Preflight => (RESPOND, true),
        _ => (Action::Continue, readings.fall_through_actual),
    };
    let mut last = 0;
    for (position, policy) in order {
        last = position;
        if policy.matches(asking.origin, readings) {
            let (row, refusal, answer) = asking.matched(policy, position, request.fields, readings);
            return decided(row, on_match, refusal, Some(position), answer);
        }
        if asking.is_ended_by(policy, readings) {
            let row = Row::ended(asking.is_for, position);
            return decided(row, RESPOND, Some(Refusal::Origin), Some(position), Answer::NONE);
        }
        if !falls_through {
            break;
        }
    }
    decided(Row::unmatched(asking.is_for, last), on_match, Some(Refusal::Origin), None, Answer::NONE)
}

/// A response that is made at once.
const RESPOND: Action = Action::Respond(200);
