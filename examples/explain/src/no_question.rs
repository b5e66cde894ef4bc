//! Requests that involve no CORS.

use core::fmt;

use countersign::cors::names::Method;
use countersign::cors::origin::Origin;
use countersign::{LineError, ParseError};

use crate::embed::Embed;
use crate::outcome::{OwnOutcome, PROFILES};
use crate::text::{Browsers, write_outcome};

/// The reason why the request involves no CORS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoQuestion<'a> {
    /// The request has no `Origin`.
    NoOrigin,
    /// The page and the URL have the same origin, if they have the same scheme.
    SameOrigin(Origin<'a>),
    /// They have the same origin, and the response, or an earlier one, is a redirect.
    OwnRedirect {
        /// The origin.
        origin: Origin<'a>,
        /// What these of [`PROFILES`] do.
        outcomes: [OwnOutcome; PROFILES.len()],
    },
    /// The request opens a WebSocket.
    WebSocket {
        /// The page.
        origin: Option<Origin<'a>>,
        /// The status of the response, if the input has one.
        status: Option<u16>,
    },
    /// No page can send this method.
    ForbiddenMethod(Method<'a>),
    /// The page embeds the response and cannot read it.
    Embedded(Embed),
    /// The request loads a page.
    Navigation,
    /// The method is invalid.
    BrokenMethod(ParseError),
    /// A field is invalid.
    Broken(&'static str, LineError),
}

impl NoQuestion<'_> {
    /// Returns a name for programs.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::NoOrigin => "no-origin",
            Self::SameOrigin(_) => "same-origin",
            Self::OwnRedirect { .. } => "same-origin-redirect",
            Self::WebSocket { .. } => "websocket",
            Self::ForbiddenMethod(_) => "forbidden-method",
            Self::Embedded(_) => "embedded",
            Self::Navigation => "navigation",
            Self::BrokenMethod(_) => "broken-method",
            Self::Broken(..) => "broken-field",
        }
    }
}

impl fmt::Display for NoQuestion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOrigin => f.write_str(
                "This is not a CORS request, because it has no Origin. A page's request to its own origin needs none; \
                 requests to other origins have one if the page may read the response. To test one, send it: \
                 curl -H 'Origin: https://…'.",
            ),
            Self::SameOrigin(origin) => write!(
                f,
                "This is not a CORS request: the page and the URL both have the origin {origin}, so the page may read the \
                 response. (A request does not show the scheme of its URL. If it differs from that of the page, this is \
                 a CORS request.)"
            ),
            Self::OwnRedirect { origin, outcomes } => {
                write!(f, "This is not a CORS request: the page and the URL both have the origin {origin}.")?;
                for (at, outcome) in outcomes.iter().enumerate() {
                    if !outcomes.iter().take(at).any(|before| before == outcome) {
                        f.write_str("\nWith or without credentials, ")?;
                        write_outcome(&(*outcome).into(), Browsers(outcomes.map(|other| other == *outcome)), f)?;
                    }
                }
                Ok(())
            }
            Self::WebSocket { origin, status } => {
                f.write_str("This is not a CORS request: it opens a WebSocket, to which CORS does not apply. ")?;
                match status {
                    Some(101) => f.write_str("The server opens it, with the status 101.")?,
                    Some(status) => write!(f, "The server does not open it; the status is {status}.")?,
                    None => f.write_str("The response is not in the input.")?,
                }
                match origin {
                    Some(origin) => write!(f, " The server itself must check the Origin, `{origin}`."),
                    None => Ok(()),
                }
            }
            Self::ForbiddenMethod(method) => {
                write!(f, "No page sends this request: browsers do not allow the method {method}.")
            }
            Self::Embedded(embed) => embed.fmt(f),
            Self::Navigation => f.write_str(
                "This is not a CORS request: it loads a page (Sec-Fetch-Mode: navigate), and no other page reads the response.",
            ),
            Self::BrokenMethod(error) => write!(f, "This is not a request: its method is invalid, {error}."),
            Self::Broken(name, error) => {
                write!(f, "No browser sends this request: {name} is invalid, {}.", error.error())
            }
        }
    }
}
