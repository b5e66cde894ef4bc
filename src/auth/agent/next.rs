//! What a client does after a response.

use core::fmt;

use crate::auth::challenge::Challenge;
use crate::auth::deviation::{Leniency, Strict};
use crate::auth::schemes::digest::Uncomputable;
use crate::error::ParseError;

/// What to do after a response.
///
/// The [module](super) has a table of responses and results.
#[derive(Clone, Copy)]
pub enum Next<'m, T = Strict> {
    /// The response is not a 401, or for a proxy not a 407: use it.
    Done {
        /// The server proved that it knows the password. Only Digest has such a proof, and it is optional.
        proven: bool,
    },
    /// Repeat the request, with what [`authorization`](super::Exchange::authorization) returns now.
    Repeat,
    /// The server rejected the password or the token, for this request or an earlier one. Use the response, or ask the user for
    /// another secret: the agent sends this one no more, until [`set_login`](super::AgentIn::set_login) or
    /// [`forget`](super::AgentIn::forget) is called.
    WrongSecret,
    /// The strongest challenge is of a scheme that the caller answers: see [`with_others`](super::AgentIn::with_others).
    Other(Challenge<'m, T>),
    /// The agent must not or cannot answer. Use the response.
    Unanswerable(Unanswerable),
}

impl<T: Leniency> fmt::Debug for Next<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done { proven } => f.debug_struct("Done").field("proven", proven).finish(),
            Self::Repeat => f.write_str("Repeat"),
            Self::WrongSecret => f.write_str("WrongSecret"),
            Self::Other(challenge) => f.debug_tuple("Other").field(challenge).finish(),
            Self::Unanswerable(reason) => f.debug_tuple("Unanswerable").field(reason).finish(),
        }
    }
}

/// Why an agent answers no challenge of a response. If the challenges have several reasons, this is the last of them in the order
/// of the variants.
///
/// ```
/// use countersign::auth::agent::{Agent, Login, Next, Unanswerable};
/// use countersign::auth::digest::{Request, RustCrypto};
///
/// let mut agent = Agent::new(RustCrypto, "https://example.org", Login::password("Mufasa", "Circle of Life")?);
/// let mut exchange = agent.exchange("https://example.org", Request::new("GET", "/")?);
/// let next = exchange.answered(401, &[("WWW-Authenticate", "Negotiate, Basic realm=\"staff\"")])?;
/// assert!(matches!(next, Next::Unanswerable(Unanswerable::BasicNotAllowed)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unanswerable {
    /// The response has no challenge.
    NoChallenge,
    /// The login answers none of the schemes.
    Scheme,
    /// The challenge breaks the rules of its scheme.
    Malformed(ParseError),
    /// The build lacks the hash function, or knows no qop that is offered.
    Uncomputable(Uncomputable),
    /// The server wants Basic, and the login does not [allow](super::Login::with_basic) it.
    BasicNotAllowed,
    /// The challenge is for another realm than that of the challenge before.
    Realm,
    /// The challenge protects less than one that was answered before, or less than the agent
    /// [requires](super::AgentIn::with_requirements).
    Weaker,
    /// The request went to another origin than the agent's.
    OtherOrigin,
    /// The request was sent [`MAX_REQUESTS`](super::MAX_REQUESTS) times.
    TooMany,
}

impl Unanswerable {
    /// Returns the reason that comes closer to an answer: the one that is declared later.
    pub(super) fn closer(self, other: Self) -> Self {
        if other.place() > self.place() { other } else { self }
    }

    const fn place(self) -> u8 {
        match self {
            Self::NoChallenge => 0,
            Self::Scheme => 1,
            Self::Malformed(_) => 2,
            Self::Uncomputable(_) => 3,
            Self::BasicNotAllowed => 4,
            Self::Realm => 5,
            Self::Weaker => 6,
            Self::OtherOrigin => 7,
            Self::TooMany => 8,
        }
    }
}

impl fmt::Display for Unanswerable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoChallenge => "the response has no challenge",
            Self::Scheme => "the login answers none of the schemes",
            Self::Malformed(error) => return write!(f, "the challenge is malformed: {error}"),
            Self::Uncomputable(error) => return error.fmt(f),
            Self::BasicNotAllowed => "the server wants Basic, which is not allowed",
            Self::Realm => "the challenge is for another realm",
            Self::Weaker => "the challenge protects less than the client requires",
            Self::OtherOrigin => "the challenge comes from another origin",
            Self::TooMany => "the server challenged every repetition of the request",
        })
    }
}

impl core::error::Error for Unanswerable {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Malformed(error) => Some(error),
            Self::Uncomputable(error) => Some(error),
            _ => None,
        }
    }
}
