//! Preflight first, then authentication, then the fields of CORS on whatever is answered.
//!
//! A browser sends no credentials with a preflight. A server that asks for some answers it with a 401, and no page of
//! another origin ever gets further. And a page is shown nothing of a 401 that lacks the fields of CORS, not even that
//! it is one. A [`Gate`] decides on a request in the order that avoids both.
//!
//! | request | verdict | status | fields |
//! |---|---|---|---|
//! | preflight that the policy allows | nobody is asked | 204, or as the policy says | what the page may send |
//! | preflight that it refuses | nobody is asked | 403 | none |
//! | any other, `OPTIONS` without a preflight's fields among them | [`Verdict::Accepted`] | the application's | those of CORS |
//! | | [`Verdict::Challenged`], [`Verdict::Rechallenged`] | 401 | WWW-Authenticate, and those of CORS |
//! | | [`Verdict::Forbidden`] | 403 | those of CORS, and WWW-Authenticate where the verdict says so |
//!
//! The fields of CORS are what the [`Policy`] says of the request: for an origin that it refuses, `Vary` at most. A page
//! reads WWW-Authenticate where the policy names it among those of
//! [responses](crate::cors::policy::Builder::with_response_headers).
//!
//! [RFC 9110, section 11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1) ·
//! [Fetch, section 3.3](https://fetch.spec.whatwg.org/#http-cors-protocol)

use core::fmt;

use crate::auth::{Credentials, authorization};
use crate::cors::policy::{Action, Decision, Kind, Policy, Value};
use crate::encode::FieldContent;
use crate::error::LineError;
use crate::fields::Fields;

/// What a server lets through, and what it answers to the rest.
///
/// ```
/// use countersign::auth::{basic, bearer};
/// use countersign::cors::policy::{Action, Policy};
/// use countersign::gate::{Gate, Verdict};
/// use countersign::{Encode, FieldContent, LineError, auth};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"])
///     .with_methods(&["PUT"])
///     .with_request_headers(&["Authorization"])
///     .with_response_headers(&["WWW-Authenticate"])
///     .in_const();
///
/// fn judge<'a>(credentials: Result<Option<auth::Credentials<'_>>, LineError>) -> Verdict<'a> {
///     let bearer = credentials.ok().flatten().and_then(|credentials| bearer::Credentials::try_from(credentials).ok());
///     match bearer {
///         Some(bearer) if bearer.matches("mF_9.B5f-4.1JqM") => Verdict::Accepted,
///         _ => Verdict::Challenged,
///     }
/// }
///
/// let (bearer, basic) = (bearer::Challenge::new().with_realm("staff")?, basic::Challenge::new("staff")?);
/// let challenges: [&dyn FieldContent; 2] = [&bearer, &basic];
/// let gate = Gate::new(&POLICY, &challenges);
///
/// let preflight = [
///     ("Origin", "https://app.example.com"),
///     ("Access-Control-Request-Method", "PUT"),
///     ("Access-Control-Request-Headers", "authorization"),
/// ];
/// assert_eq!(gate.decide("OPTIONS", &preflight, judge).action(), Action::Respond(204));
///
/// let request = [("Origin", "https://app.example.com"), ("Authorization", "Bearer mF_9.B5f-4.1JqN")];
/// let answer = gate.decide("PUT", &request, judge);
/// assert_eq!(answer.action(), Action::Respond(401));
///
/// let mut response = String::new();
/// let mut buffer = [0; 128];
/// for (name, value) in answer.set().chain(answer.append()) {
///     response += &format!("{name}: {}\r\n", value.encode_to_slice(&mut buffer)?.escape_ascii());
/// }
/// for challenge in answer.challenges() {
///     response += &format!("WWW-Authenticate: {}\r\n", challenge.encode_to_slice(&mut buffer)?.escape_ascii());
/// }
/// # let response = response.replace("\\\"", "\"");
/// assert_eq!(
///     response,
///     "Access-Control-Allow-Origin: https://app.example.com\r\n\
///      Access-Control-Expose-Headers: WWW-Authenticate\r\n\
///      Vary: Origin\r\n\
///      WWW-Authenticate: Bearer realm=\"staff\"\r\n\
///      WWW-Authenticate: Basic realm=\"staff\"\r\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Gate<'a> {
    policy: &'a Policy<'a>,
    challenges: &'a [&'a dyn FieldContent],
}

impl<'a> Gate<'a> {
    /// A gate with this policy, at which these challenges are offered.
    #[must_use]
    pub const fn new(policy: &'a Policy<'a>, challenges: &'a [&'a dyn FieldContent]) -> Self {
        Self { policy, challenges }
    }

    /// Decides on a request.
    ///
    /// `judge` is asked once, and not at all of a preflight. It gets what [`authorization`] gives: the credentials, none,
    /// or why the field is malformed; whether a request without credentials is let in is its to say.
    pub fn decide<'r, F, J>(&self, method: &str, fields: F, judge: J) -> Answer<'r>
    where
        F: Fields<'r>,
        J: FnOnce(Result<Option<Credentials<'r>>, LineError>) -> Verdict<'r>,
        'a: 'r,
    {
        let decision = self.policy.decide(method, fields);
        if decision.kind() == Kind::Preflight {
            return Answer { action: decision.action(), decision, challenges: &[] };
        }
        let (action, challenges) = match judge(authorization(fields)) {
            Verdict::Accepted => (decision.action(), &[][..]),
            Verdict::Challenged => (Action::Respond(401), self.challenges),
            Verdict::Rechallenged(challenges) => (Action::Respond(401), challenges),
            Verdict::Forbidden(challenges) => (Action::Respond(403), challenges),
        };
        Answer { action, decision, challenges }
    }
}

impl fmt::Debug for Gate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// What the credentials of a request are worth.
///
/// ```
/// use countersign::auth::bearer::{Challenge, ErrorCode};
/// use countersign::gate::{Gate, Verdict};
/// use countersign::{Encode, FieldContent, cors::policy::Policy};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).in_const();
///
/// let expired = Challenge::new().with_error(ErrorCode::InvalidToken);
/// let (request, challenges): (_, [&dyn FieldContent; 1]) = ([("Authorization", "Bearer mF_9")], [&expired]);
/// let answer = Gate::new(&POLICY, &[]).decide("GET", &request, |_| Verdict::Rechallenged(&challenges));
/// assert_eq!(answer.challenges()[0].encode_to_slice(&mut [0; 32]), Ok(&b"Bearer error=\"invalid_token\""[..]));
/// ```
#[derive(Clone, Copy)]
pub enum Verdict<'a> {
    /// The application may answer.
    Accepted,
    /// 401, with the challenges of the gate.
    Challenged,
    /// 401, with these challenges: a fresh nonce of Digest, an error of Bearer.
    Rechallenged(&'a [&'a dyn FieldContent]),
    /// 403: this user may not. Where other credentials would do, as for Bearer's `insufficient_scope`, these challenges
    /// say so.
    Forbidden(&'a [&'a dyn FieldContent]),
}

impl fmt::Debug for Verdict<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Accepted => "Accepted",
            Self::Challenged => "Challenged",
            Self::Rechallenged(_) => "Rechallenged",
            Self::Forbidden(_) => "Forbidden",
        })
    }
}

/// What is done with a request, and the fields of its response.
///
/// ```
/// use countersign::cors::policy::{Action, Policy, Refusal};
/// use countersign::gate::{Gate, Verdict};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).in_const();
///
/// let request = [("Origin", "https://evil.example")];
/// let answer = Gate::new(&POLICY, &[]).decide("GET", &request, |_| Verdict::Forbidden(&[]));
/// assert_eq!(answer.action(), Action::Respond(403));
/// assert_eq!(answer.decision().refusal(), Some(Refusal::Origin));
/// assert_eq!((answer.set().count(), answer.append().count()), (0, 1), "nothing but `Vary`");
/// ```
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    action: Action,
    decision: Decision<'a>,
    challenges: &'a [&'a dyn FieldContent],
}

impl<'a> Answer<'a> {
    /// What to do: give the request to the application, or answer it at once.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }

    /// What the policy decided: what the request is to CORS, and why it is refused, if it is.
    #[must_use]
    pub const fn decision(&self) -> &Decision<'a> {
        &self.decision
    }

    /// The fields to set on the response, whoever makes it: each replaces all lines of its name.
    pub fn set(&self) -> impl Iterator<Item = (&'static str, Value<'_>)> {
        self.decision.set()
    }

    /// The fields to append to the response, whoever makes it.
    pub fn append(&self) -> impl Iterator<Item = (&'static str, Value<'_>)> {
        self.decision.append()
    }

    /// The challenges that the response carries, a line of WWW-Authenticate each.
    #[must_use]
    pub const fn challenges(&self) -> &'a [&'a dyn FieldContent] {
        self.challenges
    }
}

impl fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("action", &self.action)
            .field("decision", &self.decision)
            .field("challenges", &self.challenges.len())
            .finish()
    }
}
