//! Answers preflights first, authenticates every other request, and adds the CORS fields to every answer.
//!
//! A browser sends no credentials with a preflight. A server that answers a preflight with 401 excludes all pages of
//! other origins: the browser never sends the actual request. A page also learns nothing from a 401 without the CORS
//! fields, not even its status. A [`Gate`] decides in an order that avoids both faults.
//!
//! | request | verdict | status | fields |
//! |---|---|---|---|
//! | preflight that the policy allows | not needed | 204, or the status of the policy | what the page may send |
//! | preflight that the policy refuses | not needed | 403 | none, or `Vary` |
//! | any other, including an `OPTIONS` without the fields of a preflight | [`Verdict::Accepted`] | the application's | CORS |
//! | | [`Verdict::Challenged`], [`Verdict::Rechallenged`] | 401 | CORS, WWW-Authenticate |
//! | | the same two without a challenge | 403 | CORS; each 401 has a challenge (RFC 9110 §15.5.2) |
//! | | [`Verdict::Forbidden`] | 403 | CORS, and WWW-Authenticate if the verdict has challenges |
//!
//! The CORS fields are those of the [`Policy`]: for an origin that it refuses, `Vary` at most, or those of its
//! [static origin](Policy::for_static_origin). A page can read WWW-Authenticate only if the policy lists it among the
//! [response headers](crate::cors::policy::Builder::with_response_headers).
//!
//! There are two ways to judge credentials:
//!
//! - [`Gate::decide`] takes a closure that returns the verdict.
//! - [`Gate::begin`] returns the answer to a preflight, or a [`Pending`] request with its credentials. The caller then
//!   takes its time, awaits a look-up if need be, and makes challenges for this one request, such as a Digest
//!   challenge with a fresh nonce. [`Pending::answer`] takes the verdict.
//!
//! Both have a form for origins that the policy cannot list, [`Gate::decide_with`] and [`Gate::begin_with`]. In all cases
//! send the fields of [`Answer::set`] and [`Answer::append`]. They are complete: a 401 has its challenges.
//!
//! [RFC 9110, section 11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1) ·
//! [Fetch, section 3.3](https://fetch.spec.whatwg.org/#http-cors-protocol)

mod answer;

use core::fmt;

use crate::auth::{Credentials, authorization};
use crate::cors::origin::Origin;
use crate::cors::policy::{Action, Decision, Kind, Policy};
use crate::encode::FieldContent;
use crate::error::LineError;
use crate::fields::Fields;

pub use answer::{Answer, Value};

/// A CORS policy, and the challenges for requests without valid credentials.
///
/// A gate is `Send`, `Sync` and `Copy`; it can stand in a `static` if its policy and its challenges can.
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
/// let mut response = String::from("HTTP/1.1 401 Unauthorized\r\n");
/// for (name, value) in answer.set().chain(answer.append()) {
///     response += &format!("{name}: {}\r\n", value.display());
/// }
/// assert_eq!(
///     response,
///     "HTTP/1.1 401 Unauthorized\r\n\
///      Access-Control-Allow-Origin: https://app.example.com\r\n\
///      Access-Control-Expose-Headers: WWW-Authenticate\r\n\
///      Vary: Origin\r\n\
///      WWW-Authenticate: Bearer realm=\"staff\"\r\n\
///      WWW-Authenticate: Basic realm=\"staff\"\r\n"
/// );
///
/// let request = [("Origin", "https://app.example.com"), ("Authorization", "Bearer mF_9.B5f-4.1JqM")];
/// assert_eq!(gate.decide("PUT", &request, judge).action(), Action::Continue);
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Gate<'a> {
    policy: &'a Policy<'a>,
    challenges: &'a [&'a dyn FieldContent],
}

impl<'a> Gate<'a> {
    /// The names of all fields that a gate asks a request for: `Authorization`, and [those of a policy](Policy::ASKS).
    ///
    /// A host that can only copy fields by name needs to copy no others.
    pub const ASKS: [&'static str; 5] = {
        let [origin, method, headers, network] = Policy::ASKS;
        ["Authorization", origin, method, headers, network]
    };

    /// Returns a gate with this policy, which offers these challenges with [`Verdict::Challenged`].
    ///
    /// RFC 9110 requires a challenge in each 401. If `challenges` is empty, [`Verdict::Challenged`] is a 403.
    #[must_use]
    pub const fn new(policy: &'a Policy<'a>, challenges: &'a [&'a dyn FieldContent]) -> Self {
        Self { policy, challenges }
    }

    /// Decides on a request, with a closure that judges its credentials.
    ///
    /// `judge` is called once for each request that is not a preflight. Its argument is the result of [`authorization`]: the credentials,
    /// `None`, or the error in the field. Whether a request without credentials is accepted is the closure's decision. For
    /// schemes that do not follow RFC 9110, ignore the error: [`Pending::credentials`] shows how.
    pub fn decide<'r, F, J>(&self, method: &str, fields: F, judge: J) -> Answer<'r>
    where
        F: Fields<'r>,
        J: FnOnce(Result<Option<Credentials<'r>>, LineError>) -> Verdict<'r>,
        'a: 'r,
    {
        self.judge(unjudged(self.policy.decide(method, fields)), fields, judge)
    }

    /// Decides on a request as [`decide`](Self::decide), and lets a function allow more origins than the policy lists, as
    /// [`Policy::decide_with`] does.
    ///
    /// ```
    /// use countersign::cors::policy::{Action, Policy};
    /// use countersign::gate::{Gate, Verdict};
    ///
    /// static POLICY: Policy<'static> = Policy::for_nobody().in_const();
    /// let gate = Gate::new(&POLICY, &[]);
    ///
    /// let tenants = ["https://shop.example", "https://blog.example"]; // from a database
    /// let preflight = [("Origin", "https://blog.example"), ("Access-Control-Request-Method", "GET")];
    /// let is_tenant = |origin: countersign::cors::origin::Origin<'_>| tenants.contains(&&*origin.to_string());
    /// let answer = gate.decide_with("OPTIONS", &preflight, is_tenant, |_| Verdict::Challenged);
    /// assert_eq!(answer.action(), Action::Respond(204));
    /// ```
    pub fn decide_with<'r, F, P, J>(&self, method: &str, fields: F, allows: P, judge: J) -> Answer<'r>
    where
        F: Fields<'r>,
        P: FnOnce(Origin<'r>) -> bool,
        J: FnOnce(Result<Option<Credentials<'r>>, LineError>) -> Verdict<'r>,
        'a: 'r,
    {
        self.judge(unjudged(self.policy.decide_with(method, fields, allows)), fields, judge)
    }

    /// This does not go through `Step`, because each copy costs flash.
    #[inline]
    fn judge<'r, F, J>(&self, mut answer: Answer<'r>, fields: F, judge: J) -> Answer<'r>
    where
        F: Fields<'r>,
        J: FnOnce(Result<Option<Credentials<'r>>, LineError>) -> Verdict<'r>,
        'a: 'r,
    {
        if answer.decision.kind() != Kind::Preflight {
            judged(&mut answer, judge(authorization(fields)), self.challenges);
        }
        answer
    }

    /// Begins to decide on a request: the first of two steps, between which the caller judges the credentials.
    ///
    /// ```
    /// use countersign::LineError;
    /// use countersign::auth::{self, negotiate};
    /// use countersign::cors::policy::{Action, Policy};
    /// use countersign::gate::{Gate, Step, Verdict};
    ///
    /// static POLICY: Policy<'static> = Policy::for_origins(&["https://app.example.com"]).in_const();
    /// static CHALLENGE: negotiate::Challenge<'static> = negotiate::Challenge::new();
    /// static GATE: Gate<'static> = Gate::new(&POLICY, &[&CHALLENGE]);
    ///
    /// async fn is_known(credentials: Result<Option<auth::Credentials<'_>>, LineError>) -> bool {
    ///     // An asynchronous look-up goes here.
    ///     credentials.is_ok_and(|credentials| credentials.is_some())
    /// }
    ///
    /// async fn action(method: &str, fields: &[(&str, &str)]) -> Action {
    ///     let answer = match GATE.begin(method, fields) {
    ///         Step::Answer(answer) => answer,
    ///         Step::Judge(pending) => {
    ///             let is_known = is_known(pending.credentials()).await;
    ///             pending.answer(if is_known { Verdict::Accepted } else { Verdict::Challenged })
    ///         }
    ///     };
    ///     answer.action()
    /// }
    ///
    /// # use std::task::{Context, Poll, Waker};
    /// let request = [("Origin", "https://app.example.com")];
    /// let mut future = std::pin::pin!(action("GET", &request));
    /// let poll = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    /// assert_eq!(poll, Poll::Ready(Action::Respond(401)));
    /// ```
    pub fn begin<'r, F: Fields<'r>>(&self, method: &str, fields: F) -> Step<'r>
    where
        'a: 'r,
    {
        self.step(self.policy.decide(method, fields), fields)
    }

    /// Begins to decide on a request as [`begin`](Self::begin), and lets a function allow more origins than the policy
    /// lists, as [`Policy::decide_with`] does.
    ///
    /// ```
    /// use countersign::cors::policy::Policy;
    /// use countersign::gate::{Gate, Step, Verdict};
    ///
    /// static POLICY: Policy<'static> = Policy::for_nobody().in_const();
    ///
    /// let request = [("Origin", "https://shop.example")];
    /// let step = Gate::new(&POLICY, &[]).begin_with("GET", &request, |origin| origin.to_string() == "https://shop.example");
    /// let Step::Judge(pending) = step else { unreachable!("the request is not a preflight") };
    /// let answer = pending.answer(Verdict::Accepted);
    /// assert_eq!(answer.decision().refusal(), None);
    /// assert!(answer.append().any(|(name, _)| name == "Vary"));
    /// ```
    pub fn begin_with<'r, F, P>(&self, method: &str, fields: F, allows: P) -> Step<'r>
    where
        F: Fields<'r>,
        P: FnOnce(Origin<'r>) -> bool,
        'a: 'r,
    {
        self.step(self.policy.decide_with(method, fields, allows), fields)
    }

    fn step<'r, F: Fields<'r>>(&self, decision: Decision<'r>, fields: F) -> Step<'r>
    where
        'a: 'r,
    {
        let answer = unjudged(decision);
        if answer.decision.kind() == Kind::Preflight {
            return Step::Answer(answer);
        }
        Step::Judge(Pending { answer, challenges: self.challenges, credentials: authorization(fields) })
    }
}

const fn unjudged(decision: Decision<'_>) -> Answer<'_> {
    Answer { action: decision.action(), decision, challenges: &[] }
}

impl fmt::Debug for Gate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// What the caller does after [`Gate::begin`].
///
/// ```
/// use countersign::cors::policy::{Action, Policy};
/// use countersign::gate::{Gate, Step};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).in_const();
///
/// let fields = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "GET")];
/// let step = Gate::new(&POLICY, &[]).begin("OPTIONS", &fields);
/// assert!(matches!(step, Step::Answer(answer) if answer.action() == Action::Respond(204)));
/// let step = Gate::new(&POLICY, &[]).begin("GET", &fields);
/// assert!(matches!(step, Step::Judge(_)));
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub enum Step<'a> {
    /// The request is a preflight: send this answer.
    Answer(Answer<'a>),
    /// The request is not a preflight: judge its credentials.
    Judge(Pending<'a>),
}

/// A request whose credentials are to be judged.
///
/// The caller may await anything before it calls [`answer`](Self::answer), and may make the challenges then:
///
/// ```
/// use countersign::auth::digest::{
///     Algorithm, Challenge, Credentials, Nonces, ReplayGuard, Request, RustCrypto, Secret, Server, VerifyError,
/// };
/// use countersign::cors::policy::{Action, Policy};
/// use countersign::gate::{Gate, Step, Verdict};
/// use countersign::{Encode, FieldContent};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).in_const();
///
/// let nonces = Nonces::new(RustCrypto, Algorithm::Sha256, "staff", b"a key that only this server knows")?;
/// let mut guard = ReplayGuard::<16>::new(300); // nonces live 300 seconds
/// let now = 1_700_000_000; // seconds
///
/// let fields = [("Origin", "https://app.example.com")];
/// let Step::Judge(pending) = Gate::new(&POLICY, &[]).begin("GET", &fields) else {
///     unreachable!("the request is not a preflight");
/// };
///
/// // Each 401 has a fresh nonce.
/// let nonce = nonces.issue(now, 1)?;
/// let offer = Challenge::new("staff", &nonce)?.with_algorithm(Algorithm::Sha256);
/// let server = Server::new(RustCrypto, offer);
/// let (request, secret) = (Request::new("GET", "/")?, Secret::password("Circle of Life")?);
/// let verified = match pending.credentials() {
///     Ok(Some(credentials)) => Credentials::try_from(credentials).map_err(VerifyError::from).and_then(|credentials| {
///         let is_fresh = |nonce, nc| guard.accept(&nonces, nonce, nc, now);
///         server.verify(&credentials, request, "Mufasa", Some(secret), is_fresh)
///     }),
///     _ => Err(VerifyError::Response),
/// };
/// let challenge = if verified == Err(VerifyError::Stale) { offer.with_stale() } else { offer };
/// let challenges: [&dyn FieldContent; 1] = [&challenge];
/// let answer = pending.answer(match verified {
///     Ok(()) => Verdict::Accepted,
///     Err(_) => Verdict::Rechallenged(&challenges),
/// });
///
/// assert_eq!(answer.action(), Action::Respond(401));
/// let (name, value) = answer.append().last().unwrap();
/// assert_eq!(name, "WWW-Authenticate");
/// assert!(value.display().to_string().starts_with("Digest realm=\"staff\", nonce=\"000000006553f100"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
#[must_use = "call `answer`"]
pub struct Pending<'a> {
    answer: Answer<'a>,
    challenges: &'a [&'a dyn FieldContent],
    credentials: Result<Option<Credentials<'a>>, LineError>,
}

impl<'a> Pending<'a> {
    /// Returns the credentials of the request: the result of [`authorization`].
    ///
    /// It is an error for credentials that do not follow RFC 9110, such as those of [`aws4`](crate::auth::aws4). Ignore that
    /// error, and read the field again:
    ///
    /// ```
    /// use countersign::auth::aws4;
    /// use countersign::gate::{Pending, Verdict};
    ///
    /// fn judge<'a>(pending: &Pending<'_>, fields: &[(&str, &str)]) -> Verdict<'a> {
    ///     assert!(pending.credentials().is_err());
    ///     match aws4::authorization(fields) {
    ///         // Verify the signature here, with `aws4::Server`.
    ///         Ok(Some(credentials)) if credentials.access_key_id() == "id" => Verdict::Accepted,
    ///         _ => Verdict::Forbidden(&[]),
    ///     }
    /// }
    /// # use countersign::gate::{Gate, Step};
    /// # let policy = countersign::cors::policy::Policy::for_nobody().in_const();
    /// # let value = format!("AWS4-HMAC-SHA256 Credential=id/20130524/a/s3/aws4_request, SignedHeaders=host, Signature={:064}", 0);
    /// # let fields = [("Authorization", value.as_str())];
    /// # let Step::Judge(pending) = Gate::new(&policy, &[]).begin("GET", &fields) else { unreachable!() };
    /// # assert!(matches!(judge(&pending, &fields), Verdict::Accepted));
    /// ```
    ///
    /// # Errors
    /// As [`authorization`].
    pub const fn credentials(&self) -> Result<Option<Credentials<'a>>, LineError> {
        self.credentials
    }

    /// Returns the answer to the request: the second of two steps.
    pub fn answer<'s>(self, verdict: Verdict<'s>) -> Answer<'s>
    where
        'a: 's,
    {
        let mut answer: Answer<'s> = self.answer;
        judged(&mut answer, verdict, self.challenges);
        answer
    }
}

impl fmt::Debug for Pending<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending")
            .field("decision", &self.answer.decision)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

fn judged<'a>(answer: &mut Answer<'a>, verdict: Verdict<'a>, of_gate: &'a [&'a dyn FieldContent]) {
    let (status, challenges) = match verdict {
        Verdict::Accepted => return,
        Verdict::Challenged => (401, of_gate),
        Verdict::Rechallenged(challenges) => (401, challenges),
        Verdict::Forbidden(challenges) => (403, challenges),
    };
    // A client can do nothing with a 401 that has no challenge.
    let status = if challenges.is_empty() { 403 } else { status };
    (answer.action, answer.challenges) = (Action::Respond(status), challenges);
}

/// A judgement of the credentials of a request.
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
/// let (name, value) = answer.append().last().unwrap();
/// assert_eq!((name, value.display().to_string()), ("WWW-Authenticate", "Bearer error=\"invalid_token\"".to_owned()));
/// ```
#[derive(Clone, Copy)]
pub enum Verdict<'a> {
    /// The application answers.
    Accepted,
    /// The response is a 401 with the challenges of the gate, or a 403 if it has none.
    Challenged,
    /// The response is a 401 with these challenges instead: with a fresh Digest nonce, or a Bearer error. Without any it is
    /// a 403.
    Rechallenged(&'a [&'a dyn FieldContent]),
    /// The response is a 403: the user is known and lacks permission. Challenges are for a user who could get it with other credentials,
    /// as Bearer's `insufficient_scope` says; otherwise there are none.
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
