//! What a gateway does with a request.

use super::item::Item;
use super::origins::ANY;
use super::policy::Policy;
use super::readings::Readings;
use super::request::{CorsRequest, Request, RequestClass};
use super::row::Row;
use super::statement::{Statement, has_any};
use super::step::{Step, Unseen};
use crate::cors::names::Method;
use crate::cors::policy::{self, Action, AllowedNames, Asked, Kind, NameList, Refusal, Reply, Texts};
use crate::fields::Fields;

impl<'a> CorsRequest<'a> {
    /// Returns the answer if this policy matches the origin. So many policies are before it.
    fn matched<F: Fields<'a>>(
        &self,
        policy: &'a Policy<'a>,
        earlier: usize,
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
            return self.preflight(policy, earlier, fields, readings, listed);
        }
        let row = match self.class {
            _ if earlier > 0 => Row::MatchedLater,
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
        earlier: usize,
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
            _ if earlier > 0 => Row::PreflightMatchedLater,
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

    /// Returns the first unknown item of a policy on which the answer depends, if the policy matches the origin.
    fn unknown_of_match(&self, policy: &Policy<'_>) -> Option<Item> {
        let of_preflight: &[Item] = &[Item::Credentials, Item::Methods, Item::MaxAge, Item::RequestHeaders];
        let of_actual: &[Item] = &[Item::Credentials, Item::ResponseHeaders];
        let items = if self.class == RequestClass::Preflight { of_preflight } else { of_actual };
        items.iter().copied().find(|item| item.is_in(policy.statement().unknown))
    }

    /// Returns whether a policy that does not match the origin ends the request.
    fn is_ended_by(&self, policy: &Policy<'_>, readings: &Readings) -> bool {
        policy.ends_unmatched(readings) && self.ends_by_attribute(readings)
    }

    /// Returns whether `terminate-unmatched-request` applies to requests of this class.
    fn ends_by_attribute(&self, readings: &Readings) -> bool {
        matches!(self.class, RequestClass::Preflight | RequestClass::Reading) || readings.terminate_other_methods
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
    depends_on: Option<Unseen>,
}

impl Decision<'_> {
    /// Returns the row of the table.
    #[must_use]
    pub const fn row(&self) -> Row {
        self.row
    }

    /// Returns the index in the order of the policy that matched the origin or ended the request.
    #[must_use]
    pub const fn decided_by(&self) -> Option<usize> {
        self.decided_by
    }

    /// Returns the first thing that was not seen and that may change the decision: the action, a field other than
    /// `Vary`, or the refusal. Without it, the decision is certain as far as the [`Readings`] are.
    ///
    /// What was not seen is ignored: an unread step has no policy, and an unknown item is absent.
    #[must_use]
    pub const fn depends_on(&self) -> Option<Unseen> {
        self.depends_on
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
pub fn decide<'a, F: Fields<'a>, S: Into<Step<'a>>>(
    request: Request<'a, F>,
    order: impl IntoIterator<Item = S>,
    readings: &Readings,
) -> Decision<'a> {
    let mut order = order.into_iter().map(Into::into).enumerate().peekable();
    let mut unseen = None;
    while let Some((position, _)) = order.next_if(|(_, step)| *step == Step::Unread) {
        unseen = unseen.or(Some(Unseen::Step(position)));
    }
    let first = order.peek().and_then(|(_, step)| step.policy());
    let varies = first.is_some_and(|policy| !policy.allows_any_origin()) && request.method != "OPTIONS";
    let vary = varies.then_some(&NameList::ORIGIN);
    let cors = request.cors(readings);
    let kind = match &cors {
        None => Kind::NotCors,
        Some(cors) if cors.class == RequestClass::Preflight => Kind::Preflight,
        Some(_) => Kind::Actual,
    };
    let decided = |row, action, refusal, decided_by, answer, depends_on| Decision {
        plain: policy::Decision { kind, action, refusal, reply: Reply { vary, ..answer } },
        row,
        decided_by,
        depends_on,
    };
    let continued = |row, depends_on| decided(row, Action::Continue, None, None, Reply::none(), depends_on);

    let Some(cors) = cors else {
        return continued(Row::NoOrigin, None);
    };
    let is_options_operation = request.method == "OPTIONS" && request.is_for_options_operation;
    if first.is_none() {
        return continued(Row::NoPolicy, unseen.filter(|_| !is_options_operation));
    }
    if is_options_operation {
        return continued(Row::OptionsOperation, None);
    }
    let (on_match, falls_through) = match kind {
        Kind::Preflight => (RESPOND, true),
        _ => (Action::Continue, readings.fall_through_actual),
    };
    let ended = |row, position, depends_on| {
        decided(row, RESPOND, Some(Refusal::Origin), Some(position), Reply::none(), depends_on)
    };
    // Whether a policy with an unknown `terminate-unmatched-request` ends the request matters only if what follows does not
    // end it too. `assumed` is the decision if it does, by default.
    let mut unknown_end = None;
    let mut assumed = None;
    let mut earlier: usize = 0;
    for (position, step) in order {
        let policy = step.policy();
        let unknown = policy.map_or(&[][..], |policy| policy.statement().unknown);
        let is_match = policy.is_some_and(|policy| policy.matches(cors.origin, readings));
        let is_unseen = match policy {
            None => Some(Unseen::Step(position)),
            Some(_) if Item::Origins.is_in(unknown) && !is_match => Some(Unseen::Value(position, Item::Origins)),
            Some(_) => None,
        };
        if let Some((row, by)) = assumed.filter(|_| is_match || is_unseen.is_some()) {
            return ended(row, by, unseen.or(unknown_end));
        }
        unseen = unseen.or(unknown_end.filter(|_| is_match || is_unseen.is_some())).or(is_unseen);
        let Some(policy) = policy else { continue };
        if is_match {
            let (row, refusal, answer) = cors.matched(policy, earlier, request.fields, readings);
            let unknown_item = || cors.unknown_of_match(policy).map(|item| Unseen::Value(position, item));
            return decided(row, on_match, refusal, Some(position), answer, unseen.or_else(unknown_item));
        }
        let is_ended = cors.is_ended_by(policy, readings);
        if Item::Terminate.is_in(unknown) && cors.ends_by_attribute(readings) {
            unknown_end = unknown_end.or(Some(Unseen::Value(position, Item::Terminate)));
            assumed = assumed.or(is_ended.then(|| (Row::ended(cors.class, earlier), position)));
        } else if is_ended {
            let (row, by) = assumed.unwrap_or_else(|| (Row::ended(cors.class, earlier), position));
            return ended(row, by, unseen);
        }
        earlier = earlier.saturating_add(1);
        if !falls_through {
            break;
        }
    }
    // The response to a preflight is empty in any case.
    let unseen = unseen.or(unknown_end.filter(|_| on_match == Action::Continue));
    if let Some((row, by)) = assumed {
        return ended(row, by, unseen);
    }
    let row = Row::unmatched(cors.class, earlier.saturating_sub(1));
    decided(row, on_match, Some(Refusal::Origin), None, Reply::none(), unseen)
}

/// A response by the gateway itself.
const RESPOND: Action = Action::Respond(200);
