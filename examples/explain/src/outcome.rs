//! What a browser does, as [`countersign::cors::browser`] has it.

use countersign::cors::browser::{CredentialsMode, Profile, Refusal};

use crate::question::Question;

/// Who decides, by name.
pub const PROFILES: [(&str, Profile); 4] = [
    ("Fetch", Profile::FETCH),
    ("Chromium", Profile::CHROMIUM),
    ("Firefox", Profile::FIREFOX),
    ("WebKit", Profile::WEBKIT),
];

/// Whether credentials go along, which no request tells. Towards another origin, modes `omit` and `same-origin` are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// They don't: what `fetch()` does unless told otherwise.
    Omit,
    /// They do.
    Include,
}

impl Credentials {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Omit, Self::Include];

    /// The mode of Fetch.
    #[must_use]
    pub const fn mode(self) -> CredentialsMode {
        match self {
            Self::Omit => CredentialsMode::SameOrigin,
            Self::Include => CredentialsMode::Include,
        }
    }
}

/// Which response a browser refused, or waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The answer to the preflight.
    Preflight,
    /// The response itself.
    Response,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'q> {
    /// The page reads the response.
    Readable,
    /// The preflight lets the request go out. What is answered to that is not there to be judged.
    Sent,
    /// The response is a redirect, which the browser follows.
    Followed,
    /// A response of this status no page ever sees: 304 and 407.
    Unseen(u16),
    /// The response is not there to be judged.
    Unanswered(Stage),
    /// The browser refuses it.
    Refused(Stage, Refusal<'q>),
}

impl Outcome<'_> {
    /// Whether the page reads the response; `None` where it can't be told.
    #[must_use]
    pub const fn is_readable(&self) -> Option<bool> {
        match self {
            Self::Readable => Some(true),
            Self::Refused(..) => Some(false),
            _ => None,
        }
    }

    /// Whether both are the same, and for the same reason.
    #[must_use]
    pub fn is_like(&self, other: &Outcome<'_>) -> bool {
        match (self, other) {
            (Self::Readable, Outcome::Readable) | (Self::Sent, Outcome::Sent) | (Self::Followed, Outcome::Followed) => {
                true
            }
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
    /// What becomes of the request in a browser.
    #[must_use]
    pub fn outcome(&self, profile: &Profile, credentials: Credentials) -> Outcome<'_> {
        let request = self.request(credentials);
        let hop = self.hop();
        if let Some(preflight) = hop.preflight()
            && profile.needs_preflight(&request)
        {
            let Some(answer) = &preflight.response else {
                return Outcome::Unanswered(Stage::Preflight);
            };
            if let Err(refusal) = profile.preflight_check(&request, answer.status(), answer) {
                return Outcome::Refused(Stage::Preflight, refusal);
            }
        }
        let Some(actual) = hop.actual() else {
            return Outcome::Sent;
        };
        let Some(response) = &actual.response else {
            return Outcome::Unanswered(Stage::Response);
        };
        match response.status() {
            status @ (304 | 407) => Outcome::Unseen(status),
            status => match profile.cors_check(&request, response) {
                Err(refusal) => Outcome::Refused(Stage::Response, refusal),
                Ok(()) if matches!(status, 301 | 302 | 303 | 307 | 308) && response.has("Location") => {
                    Outcome::Followed
                }
                Ok(()) => Outcome::Readable,
            },
        }
    }
}
