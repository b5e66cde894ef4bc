//! What a gateway does with a request.

use super::origins::ANY;
use super::policy::Policy;
use super::readings::Readings;
use super::request::{CorsRequest, Request, RequestClass};
use super::row::Row;
use super::statement::{Statement, has_any};
use crate::cors::names::Method;
use crate::cors::policy::{self, Action, AllowedNames, Asked, Kind, NameList, Refusal, Reply, Texts};
use crate::fields::Fields;

impl<'a> CorsRequest<'a> {
    /// Returns the answer if this policy matches the origin.
    fn matched<F: Fields<'a>>(
        &self,
        policy: &'a Policy<'a>,
        position: usize,
        fields: F,
        readings: &Readings,
    ) -> (Row, Option<Refusal>, Reply<'a>) {
        let statement = policy.statement();
        let listed = Reply {
            allow_origin: if policy.allows_any_origin() { Some(ANY.as_bytes()) } else { self.origin },
            allow_credentials: match statement.allow_credentials {
                false if !readings.emit_false_credentials => None,
                is_allowed => Some(is_allowed),
            },
            ..Reply::none()
        };
        if self.class == RequestClass::Preflight {
            return self.preflight(policy, position, fields, readings, listed);
        }
        let row = match self.class {
            _ if position > 0 => Row::MatchedLater,
            RequestClass::Options => Row::OptionsMatched,
            RequestClass::Other if self.method_is_listed(policy) => Row::OtherListed,
            RequestClass::Other => Row::OtherUnlisted,
            RequestClass::Reading | RequestClass::Preflight => Row::Matched,
        };
        (row, None, Reply { expose_headers: statement.expose_headers.map(NameList::all), ..listed })
    }

    fn preflight<F: Fields<'a>>(
        &self,
        policy: &'a Policy<'a>,
        position: usize,
        fields: F,
        readings: &Readings,
        answer: Reply<'a>,
    ) -> (Row, Option<Refusal>, Reply<'a>) {
        let Statement { preflight_result_max_age, allowed_headers, allow_credentials, .. } = *policy.statement();
        let methods = policy.allowed_methods();
        let headers = allowed_headers.unwrap_or_default();
        let (any_method, any_header) = (has_any(methods), has_any(headers));
        let echoes = allow_credentials && readings.echo_for_credentials;
        // With credentials, `*` is an ordinary name for browsers.
        let is_wildcard = echoes || !allow_credentials;

        let method = self.method.and_then(|method| Method::parse(method).ok());
        let passes = method.is_some_and(|method| method.is_safelisted())
            || any_method && is_wildcard
            || methods.iter().any(|listed| Some(listed.as_bytes()) == self.method);
        let asked =
            Asked::new(fields, &AllowedNames::new(Texts::Slice(headers), any_header && is_wildcard, allow_credentials));
        let refusal = if passes { asked.err() } else { Some(Refusal::Method) };
        let row = match asked {
            _ if position > 0 => Row::PreflightMatchedLater,
            _ if policy.allows_any_origin() => Row::PreflightAnyOrigin,
            _ if allow_credentials && (any_method || any_header) => Row::PreflightEchoed,
            _ if !self.method_is_listed(policy) => Row::PreflightMethodUnlisted,
            Err(_) => Row::PreflightHeaderUnlisted,
            Ok(_) => Row::PreflightListed,
        };
        let echoed_method = method.map(|method| NameList::One(method.as_bytes()));
        let answer = Reply {
            allow_methods: if echoes && any_method { echoed_method } else { Some(NameList::all(methods)) },
            allow_headers: allowed_headers.filter(|_| !(echoes && any_header)).map(NameList::all),
            asked: asked.ok().flatten().filter(|_| echoes && any_header),
            max_age: Some(preflight_result_max_age).filter(|seconds| *seconds > 0 || readings.emit_zero_max_age),
            ..answer
        };
        (row, refusal, answer)
    }

    /// Returns whether a policy that does not match the origin ends the request.
    fn is_ended_by(&self, policy: &Policy<'_>, readings: &Readings) -> bool {
        policy.ends_unmatched(readings)
            && (matches!(self.class, RequestClass::Preflight | RequestClass::Reading)
                || readings.terminate_other_methods)
    }

    fn method_is_listed(&self, policy: &Policy<'_>) -> bool {
        let methods = policy.allowed_methods();
        let is_asked_for = |listed: &&str| Some(listed.as_bytes()) == self.method;
        has_any(methods) || methods.iter().any(is_asked_for)
    }
}

/// What the gateway does with a request, the row of the table that decides it, and the fields of the response.
///
/// A response by the gateway itself has the status 200 and no content.
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
/// // A page of another origin gets an empty response to any request.
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
    /// Returns the row of the table.
    #[must_use]
    pub const fn row(&self) -> Row {
        self.row
    }

    /// Returns the index of the policy that matched the origin or ended the request.
    #[must_use]
    pub const fn decided_by(&self) -> Option<usize> {
        self.decided_by
    }

    /// Returns the kind of the request. Every `OPTIONS` with an `Origin` is a preflight if
    /// [`Readings::preflight_needs_method`] is false.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.plain.kind()
    }

    /// Returns what to do.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.plain.action()
    }

    /// Returns why a browser rejects the response; [`Refusal::Origin`] if no policy matches the origin. A gateway sends
    /// its lists anyway: by rows 4 to 8 and 10, only the browser rejects preflights.
    #[must_use]
    pub const fn refusal(&self) -> Option<Refusal> {
        self.plain.refusal()
    }

    /// Returns the fields to set: each replaces all lines of the same name in the response.
    pub fn set(&self) -> impl Iterator<Item = (&'static str, policy::Value<'_>)> {
        self.plain.set()
    }

    /// Returns the fields to append: lines of the same name in the response stay.
    pub fn append(&self) -> impl Iterator<Item = (&'static str, policy::Value<'_>)> {
        self.plain.append()
    }
}

/// Decides a request by the policies in their effective order: the first policy that matches the origin decides, or the
/// first that ends requests that it does not match.
///
/// | row | request | origin | action | fields |
/// |--:|---|---|---|---|
/// | 1 | without `Origin`, row 25 included | | continue | none |
/// | 2 | any, without a policy | | continue | none |
/// | 3 | OPTIONS, with an operation of that method | | continue, into the operation | none |
/// | 4 | preflight | matches the first policy; method and names are listed | respond | all |
/// | 5, 6 | preflight | matches the first policy; the method, or a name, is not listed | respond | all; the browser rejects them |
/// | 7 | preflight | any; the first policy has `*` | respond | all, with `*` |
/// | 8 | preflight | matches the first policy, with credentials and `*` in a list | respond | all, with what is asked for in place of `*` |
/// | 9, 11 | preflight | matches no policy up to the first, or a later one, which ends the request | respond | none |
/// | 10 | preflight | matches a later policy | respond | all that it has |
/// | 12, 13 | preflight | does not match any of several policies, or the only one | respond | none |
/// | 14 | GET, HEAD | matches the first policy | continue | those of an actual response |
/// | 15, 18 | GET, HEAD; 18 other methods too | matches no policy up to the first, or a later one, which ends the request | respond | none |
/// | 16 | GET, HEAD | matches no policy | continue | none |
/// | 17 | not a preflight | matches a later policy | continue | those of an actual response |
/// | 19, 20 | other methods | matches the first policy; the method is listed, or is not | continue | those of an actual response |
/// | 21, 22 | other methods | matches no policy; the first ends the request, or none does | respond, or continue | none |
/// | 23 | OPTIONS that is not a preflight | matches the first policy | continue | those of an actual response |
/// | 24 | OPTIONS that is not a preflight | matches no policy | respond if one ends the request, else continue | none |
///
/// Rows 25 to 27 repeat others. A page of the gateway's own origin is treated like any page: by row 1 without `Origin`,
/// and by 19 to 22 with it. Only `*` matches `Origin: null`, by rows 4 to 22.
///
/// "All" fields are `Access-Control-Allow-Origin`, `-Allow-Credentials`, `-Allow-Methods`, `-Allow-Headers` and
/// `-Max-Age`. Those of an actual response are the first two and `-Expose-Headers`. The origin is written as it was sent.
/// If the first policy lists origins, every response to a request other than OPTIONS varies with `Origin`. The reference
/// does not mention this, but caches need it.
///
/// ```
/// use countersign::cors::gateway::{Policy, Readings, Request, Row, Statement, decide};
///
/// let policy = Policy::new(Statement { allowed_origins: &["https://a.example"], ..Statement::DEFAULT }).unwrap();
/// let row = |fields: &[(&str, &str)]| decide(Request::new("GET", fields), [&policy], &Readings::DEFAULT).row();
/// assert_eq!(row(&[("Origin", "https://a.example")]), Row::Matched);
/// assert_eq!(row(&[("Origin", "https://b.example")]), Row::Ended);
/// assert_eq!(row(&[]), Row::NoOrigin);
/// ```
#[must_use]
pub fn decide<'a, F: Fields<'a>>(
    request: Request<'a, F>,
    order: impl IntoIterator<Item = &'a Policy<'a>>,
    readings: &Readings,
) -> Decision<'a> {
    let mut order = order.into_iter().enumerate().peekable();
    let lists_origins = order.peek().is_some_and(|(_, policy)| !policy.allows_any_origin());
    let vary = (lists_origins && request.method != "OPTIONS").then_some(&NameList::ORIGIN);
    let cors = request.cors(readings);
    let kind = match &cors {
        None => Kind::NotCors,
        Some(cors) if cors.class == RequestClass::Preflight => Kind::Preflight,
        Some(_) => Kind::Actual,
    };
    let decided = |row, action, refusal, decided_by, answer| Decision {
        plain: policy::Decision { kind, action, refusal, reply: Reply { vary, ..answer } },
        row,
        decided_by,
    };
    let continued = |row| decided(row, Action::Continue, None, None, Reply::none());

    let Some(cors) = cors else {
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
        if policy.matches(cors.origin, readings) {
            let (row, refusal, answer) = cors.matched(policy, position, request.fields, readings);
            return decided(row, on_match, refusal, Some(position), answer);
        }
        if cors.is_ended_by(policy, readings) {
            let row = Row::ended(cors.class, position);
            return decided(row, RESPOND, Some(Refusal::Origin), Some(position), Reply::none());
        }
        if !falls_through {
            break;
        }
    }
    decided(Row::unmatched(cors.class, last), on_match, Some(Refusal::Origin), None, Reply::none())
}

/// A response by the gateway itself.
const RESPOND: Action = Action::Respond(200);
