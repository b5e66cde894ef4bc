//! The judge of a layer, and what it decides.

use alloc::vec::Vec;
use core::convert::Infallible;
use core::fmt;
use core::future::{Future, Ready, ready};

use ::http::request::Parts;
use ::http::{HeaderName, HeaderValue, StatusCode, header};

use crate::cors::policy::Action;
use crate::encode::FieldContent;
use crate::http::{Headers, header_value};

/// Judges the credentials of requests that are not preflights.
///
/// A function that takes `&Parts` and returns a future is a judge. The future owns what it needs of the request, because
/// the request goes on while it waits: copy the token, not the map.
pub trait Judge: Send + Sync + 'static {
    /// What an accepted request gets as an extension.
    type User: Clone + Send + Sync + 'static;
    /// The judgement to come.
    type Future: Future<Output = Judgement<Self::User>> + Send + 'static;

    /// Begins to judge a request.
    fn judge(&self, parts: &Parts) -> Self::Future;
}

impl<F, O, U> Judge for F
where
    F: Fn(&Parts) -> O + Send + Sync + 'static,
    O: Future<Output = Judgement<U>> + Send + 'static,
    U: Clone + Send + Sync + 'static,
{
    type User = U;
    type Future = O;

    fn judge(&self, parts: &Parts) -> O {
        self(parts)
    }
}

/// Accepts every request, without a user: the judge of a layer for CORS alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Everyone;

impl Judge for Everyone {
    type User = Infallible;
    type Future = Ready<Judgement<Infallible>>;

    fn judge(&self, _: &Parts) -> Self::Future {
        ready(Judgement::passed())
    }
}

/// A judgement of a request: whether the inner service is called, and fields for the response.
///
/// ```
/// use countersign::auth::{basic, bearer};
/// use countersign::tower::Judgement;
/// use http::StatusCode;
///
/// let challenge = bearer::Challenge::new();
/// let accepted = Judgement::accepted("alice");
/// let two_ways_in: Judgement<&str> = Judgement::challenged(&challenge).with_challenge(&basic::Challenge::new("staff")?);
/// let lacks_scope: Judgement<&str> =
///     Judgement::forbidden().with_challenge(&challenge.with_error(bearer::ErrorCode::InsufficientScope));
/// let malformed: Judgement<&str> = Judgement::refused(StatusCode::BAD_REQUEST);
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[must_use]
pub struct Judgement<U> {
    verdict: Result<Option<U>, StatusCode>,
    append: Vec<(HeaderName, HeaderValue)>,
}

impl<U> Judgement<U> {
    const fn new(verdict: Result<Option<U>, StatusCode>) -> Self {
        Self { verdict, append: Vec::new() }
    }

    /// Calls the inner service, with the user as an extension of the request.
    pub const fn accepted(user: U) -> Self {
        Self::new(Ok(Some(user)))
    }

    /// Calls the inner service without a user, for what everyone may see.
    pub const fn passed() -> Self {
        Self::new(Ok(None))
    }

    /// Answers with 401 and this challenge. A 401 has at least one.
    pub fn challenged(challenge: &(impl FieldContent + ?Sized)) -> Self {
        Self::new(Err(StatusCode::UNAUTHORIZED)).with_challenge(challenge)
    }

    /// Answers with 403: the user is known and lacks permission.
    pub const fn forbidden() -> Self {
        Self::new(Err(StatusCode::FORBIDDEN))
    }

    /// Answers with another status, such as 400 for credentials that are malformed. For 401, use
    /// [`challenged`](Self::challenged): a 401 without a challenge is sent as 403, because RFC 9110 §15.5.2 requires one.
    pub const fn refused(status: StatusCode) -> Self {
        Self::new(Err(status))
    }

    /// Adds a challenge, in a line of its own.
    pub fn with_challenge(self, challenge: &(impl FieldContent + ?Sized)) -> Self {
        self.with_line(header::WWW_AUTHENTICATE, challenge)
    }

    /// Adds Authentication-Info to the response, such as the proof of a Digest server.
    pub fn with_info(self, info: &(impl FieldContent + ?Sized)) -> Self {
        self.with_line(const { HeaderName::from_static("authentication-info") }, info)
    }

    fn with_line(mut self, name: HeaderName, value: &(impl FieldContent + ?Sized)) -> Self {
        self.append.push((name, header_value(value)));
        self
    }

    /// Returns whether the inner service is called.
    #[must_use]
    pub const fn is_accepted(&self) -> bool {
        self.verdict.is_ok()
    }

    /// Adds a challenge if the response is a 401: another way in, beside those of another judge.
    pub fn or_challenge(self, challenge: &(impl FieldContent + ?Sized)) -> Self {
        match self.verdict {
            Err(StatusCode::UNAUTHORIZED) => self.with_challenge(challenge),
            _ => self,
        }
    }

    /// Puts the fields and the status into the headers of the response, and returns the user of an accepted request.
    pub(super) fn settle(self, headers: &mut Headers) -> Option<U> {
        self.append.into_iter().for_each(|(name, value)| headers.push(name, value));
        match self.verdict {
            Ok(user) => user,
            Err(status) => {
                let is_bare = !headers.contains(&header::WWW_AUTHENTICATE);
                let status = if status == StatusCode::UNAUTHORIZED && is_bare { StatusCode::FORBIDDEN } else { status };
                headers.action = Action::Respond(status.as_u16());
                None
            }
        }
    }
}

impl<U> fmt::Debug for Judgement<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.verdict.as_ref().err();
        f.debug_struct("Judgement").field("refused", &status).field("lines", &self.append.len()).finish()
    }
}
