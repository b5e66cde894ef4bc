//! The errors of an agent.

use crate::auth::schemes::digest::ClientError;
use crate::error::{LineError, ValueError};

/// Why an agent cannot go on: a line of the response is malformed, the credentials cannot be made, or the server's proof
/// is wrong.
///
/// The agent keeps what it had, and can be used again.
///
/// ```
/// use countersign::auth::agent::{Agent, AgentError, Login};
/// use countersign::auth::digest::{Request, RustCrypto};
///
/// let mut agent = Agent::new(RustCrypto, "https://example.org", Login::password("Mufasa", "Circle of Life")?);
/// let mut exchange = agent.exchange("https://example.org", Request::new("GET", "/")?);
/// let error = exchange.answered(401, &[("WWW-Authenticate", "Digest realm=\"staff")]).unwrap_err();
/// assert!(matches!(error, AgentError::Line(_)));
/// assert_eq!(error.to_string(), "line 1: expected quoted-string at byte 19");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AgentError {
    /// A line of the response is malformed.
    Line(LineError),
    /// The credentials cannot be made, the challenge or the next nonce is longer than the agent's capacity, or the server's
    /// proof is wrong.
    Client(ClientError),
}

reasons!(AgentError: Line(LineError), Client(ClientError));

impl From<ValueError> for AgentError {
    fn from(error: ValueError) -> Self {
        Self::Client(error.into())
    }
}
