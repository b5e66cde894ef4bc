//! What a browser does with a request and its response.

use countersign::cors::browser::{CredentialsMode, Profile, Refusal};

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
    /// No page ever sees a response of this status, 304 or 407.
    Unseen(u16),
    /// The input does not contain the response.
    Unanswered(Stage),
    /// The browser blocks the request or the response.
    Refused(Stage, Refusal<'q>),
}

impl Outcome<'_> {
    /// Returns whether the page may read the response, or `None` if that is unknown.
    #[must_use]
    pub const fn is_readable(&self) -> Option<bool> {
        match self {
            Self::Readable => Some(true),
            Self::Refused(..) => Some(false),
            _ => None,
        }
    }

    /// Returns whether both outcomes are the same for the same reason.
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
    /// Returns the outcome of the request in a browser.
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
