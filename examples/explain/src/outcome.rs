//! What a browser does with a request and its response.

use countersign::cors::browser::{CredentialsMode, Profile, Refusal};

use crate::chain::Barrier;
use crate::question::Question;

/// The profiles that decide, with their names. WebKit is as measured in WebKitGTK 2.50.6; no build of Apple was tested.
pub const PROFILES: [(&str, Profile); 4] = [
    ("Fetch", Profile::FETCH),
    ("Chromium", Profile::CHROMIUM),
    ("Firefox", Profile::FIREFOX),
    ("WebKit", Profile::WEBKIT),
];

/// Whether the request includes credentials, which no field shows. For requests to other origins, the modes `omit` and
/// `same-origin` are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// It does not; the default of `fetch()`.
    Omit,
    /// It does.
    Include,
}

impl Credentials {
    /// Both cases.
    pub const BOTH: [Self; 2] = [Self::Omit, Self::Include];

    /// Returns the mode of the Fetch standard.
    #[must_use]
    pub const fn mode(self) -> CredentialsMode {
        match self {
            Self::Omit => CredentialsMode::SameOrigin,
            Self::Include => CredentialsMode::Include,
        }
    }
}

/// The response that a browser blocks or waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The response to the preflight.
    Preflight,
    /// The response to the request.
    Response,
}

/// The outcome of a request.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'q> {
    /// The page may read the response.
    Readable,
    /// The preflight allows the request. The input does not contain the response.
    Sent,
    /// The response is a redirect, which the browser follows.
    Followed,
    /// The response is a redirect, which the browser does not follow.
    Unfollowed(Barrier),
    /// The browser does not send the request, because it does not follow the redirects before it.
    Unreached,
    /// No page ever sees a response of this status, 304 or 407.
    Unseen(u16),
    /// The input does not contain the response.
    Unanswered(Stage),
    /// The browser blocks the request or the response.
    Refused(Stage, Refusal<'q>),
}

/// The outcome of a request to the origin of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnOutcome {
    /// As [`Outcome::Readable`].
    Readable,
    /// As [`Outcome::Followed`].
    Followed,
    /// As [`Outcome::Unfollowed`].
    Unfollowed(Barrier),
    /// As [`Outcome::Unreached`].
    Unreached,
}

impl From<OwnOutcome> for Outcome<'_> {
    fn from(outcome: OwnOutcome) -> Self {
        match outcome {
            OwnOutcome::Readable => Self::Readable,
            OwnOutcome::Followed => Self::Followed,
            OwnOutcome::Unfollowed(barrier) => Self::Unfollowed(barrier),
            OwnOutcome::Unreached => Self::Unreached,
        }
    }
}

impl Outcome<'_> {
    /// Returns whether the page may read the response, or `None` if that is unknown.
    #[must_use]
    pub const fn is_readable(&self) -> Option<bool> {
        match self {
            Self::Readable => Some(true),
            Self::Refused(..) | Self::Unfollowed(_) | Self::Unreached => Some(false),
            _ => None,
        }
    }

    /// Returns whether both outcomes are the same for the same reason.
    #[must_use]
    pub fn is_like(&self, other: &Outcome<'_>) -> bool {
        match (self, other) {
            (Self::Readable, Outcome::Readable)
            | (Self::Sent, Outcome::Sent)
            | (Self::Followed, Outcome::Followed)
            | (Self::Unreached, Outcome::Unreached) => true,
            (Self::Unfollowed(barrier), Outcome::Unfollowed(other)) => barrier == other,
            (Self::Unseen(status), Outcome::Unseen(other)) => status == other,
            (Self::Unanswered(stage), Outcome::Unanswered(other)) => stage == other,
            (Self::Refused(stage, refusal), Outcome::Refused(other_stage, other)) => {
                (stage, refusal.step(), refusal.fault(), refusal.field(), refusal.name())
                    == (other_stage, other.step(), other.fault(), other.field(), other.name())
            }
            _ => false,
        }
    }
}

impl Question<'_> {
    /// Returns the outcome of the request in a browser. What its own fields show decides before the redirects that lead to it.
    #[must_use]
    pub fn outcome(&self, profile: &Profile, credentials: Credentials) -> Outcome<'_> {
        match self.own_outcome(profile, credentials) {
            refused @ Outcome::Refused(..) => refused,
            _ if !self.chain().is_reached(profile, credentials) => Outcome::Unreached,
            outcome => outcome,
        }
    }

    /// Returns the outcome in a browser that sends the request.
    fn own_outcome(&self, profile: &Profile, credentials: Credentials) -> Outcome<'_> {
        let hop = self.hop();
        let preflighted = self.preflighted(profile, credentials);
        if let Some(preflight) = hop.preflight()
            && profile.needs_preflight(&preflighted)
        {
            let Some(answer) = &preflight.response else {
                return Outcome::Unanswered(Stage::Preflight);
            };
            if let Err(refusal) = profile.preflight_check(&preflighted, answer.status(), answer) {
                return Outcome::Refused(Stage::Preflight, refusal);
            }
        }
        if hop.actual().is_none() {
            return Outcome::Sent;
        }
        let Some(response) = hop.response() else {
            return Outcome::Unanswered(Stage::Response);
        };
        if let status @ (304 | 407) = response.status() {
            return Outcome::Unseen(status);
        }
        match profile.cors_check(&self.request(credentials), response) {
            Err(refusal) => Outcome::Refused(Stage::Response, refusal),
            Ok(()) => match self.chain().redirect(hop, profile) {
                None => Outcome::Readable,
                Some(Ok(())) => Outcome::Followed,
                Some(Err(barrier)) => Outcome::Unfollowed(barrier),
            },
        }
    }
}
