//! Requests without CORS, by which a page embeds images, scripts and other content: the check of
//! `Cross-Origin-Resource-Policy`.

use core::fmt;

use countersign::Fields;
use countersign::cors::CROSS_ORIGIN_RESOURCE_POLICY;
use countersign::cors::browser::{Blocked, EmbedderPolicy, Embedding, Profile};
use countersign::cors::origin::{Host, Origin};

use crate::hop::Hop;
use crate::message::Message;

/// The field of a page that says what it requires of embedded content.
const EMBEDDER_POLICY: &str = "Cross-Origin-Embedder-Policy";

const CHECK: &str = "cross-origin resource policy check, \
                     https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check";

/// Whether a page may use a response that it cannot read. `Display` writes whole sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Embed {
    /// The input does not contain the response.
    Unanswered,
    /// The page may use the response.
    Usable,
    /// The page may not use the response.
    Blocked(Blocked),
    /// The page may not use the response if it is of another site, or has the embedder policy, that this requires. The
    /// input does not show that.
    Unknown(Blocked),
}

/// How the page and the URL are related.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    SameOrigin,
    SameSite,
    CrossSite,
}

impl Embed {
    pub(crate) fn of(hop: &Hop<'_>) -> Self {
        let request = hop.main_request();
        let Some(response) = hop.actual().and_then(|actual| actual.response.as_ref()) else {
            return Self::Unanswered;
        };
        let relations = match request.values("Sec-Fetch-Site").next() {
            Some(b"same-origin" | b"none") => &[Relation::SameOrigin][..],
            Some(b"same-site") => &[Relation::SameSite],
            Some(b"cross-site") => &[Relation::CrossSite],
            _ => &[Relation::SameOrigin, Relation::SameSite, Relation::CrossSite],
        };
        let all = [EmbedderPolicy::UnsafeNone, EmbedderPolicy::Credentialless, EmbedderPolicy::RequireCorp];
        let policies = all.iter().filter(|policy| hop.embedder().is_none_or(|page| page == **policy));
        let includes_credentials = request.has("Cookie") || request.has("Authorization");
        let (mut is_allowed, mut blocked) = (false, None);
        for policy in policies {
            for relation in relations {
                match check(*relation, *policy, includes_credentials, response) {
                    Ok(()) => is_allowed = true,
                    Err(error) => blocked = blocked.or(Some(error)),
                }
            }
        }
        match blocked {
            None => Self::Usable,
            Some(blocked) if is_allowed => Self::Unknown(blocked),
            Some(blocked) => Self::Blocked(blocked),
        }
    }

    /// Returns whether the page may use the response, or `None` if the input does not show that.
    #[must_use]
    pub const fn is_usable(&self) -> Option<bool> {
        match self {
            Self::Usable => Some(true),
            Self::Blocked(_) => Some(false),
            Self::Unanswered | Self::Unknown(_) => None,
        }
    }
}

/// Checks the response for a page that is so related to the URL.
fn check(
    relation: Relation,
    policy: EmbedderPolicy,
    includes_credentials: bool,
    response: &Message<'_>,
) -> Result<(), Blocked> {
    // Only the relation of the origins counts.
    let origin = |name| Host::new(name).ok().and_then(|host| Origin::new("https", host, None).ok());
    let (Some(url), Some(other)) = (origin("url.example"), origin("page.example")) else {
        return Ok(());
    };
    let embedding = Embedding::new(if relation == Relation::SameOrigin { url } else { other }, url).with_policy(policy);
    let embedding = if includes_credentials { embedding.with_credentials() } else { embedding };
    Profile::FETCH.corp_check(&embedding, response, |_| (relation == Relation::SameSite).then_some("example"))
}

/// Returns the policy of a document: `unsafe-none`, unless the field has one line with another known token. RFC 8941
/// §3.3.4 allows parameters after it.
pub(crate) fn embedder_policy(document: &Message<'_>) -> EmbedderPolicy {
    let mut lines = document.values(EMBEDDER_POLICY);
    let token = lines.next().and_then(|line| line.split(|byte| *byte == b';').next()).map(<[u8]>::trim_ascii);
    match token {
        Some(b"require-corp") if lines.next().is_none() => EmbedderPolicy::RequireCorp,
        Some(b"credentialless") if lines.next().is_none() => EmbedderPolicy::Credentialless,
        _ => EmbedderPolicy::UnsafeNone,
    }
}

impl fmt::Display for Embed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "This is not a CORS request: a page embeds the response (Sec-Fetch-Mode: no-cors) and cannot read it.\n",
        )?;
        let name = CROSS_ORIGIN_RESOURCE_POLICY;
        match self {
            Self::Unanswered => return f.write_str("The response is not in the input."),
            Self::Usable => return write!(f, "The standard lets the page use the response ({CHECK})."),
            Self::Blocked(blocked) => {
                write!(f, "The standard does not let the page use the response ({CHECK}): ")?;
                match blocked {
                    Blocked::SameOrigin => write!(f, "{blocked}, and the page has another origin.")?,
                    Blocked::SameSite => write!(f, "{blocked}, and the page is of another site.")?,
                    _ => write!(f, "it has no valid {name}, and the {EMBEDDER_POLICY} of the page requires one.")?,
                }
                f.write_str("\n  The server should have sent:\n")?;
            }
            Self::Unknown(blocked @ (Blocked::SameOrigin | Blocked::SameSite)) => {
                write!(f, "The input does not show whether the page may use the response ({CHECK}): {blocked}, and ")?;
                f.write_str("no field shows how the page and the URL are related.\n  For other sites, the server should send:\n")?;
            }
            Self::Unknown(_) => {
                write!(f, "The standard lets the page use the response ({CHECK}), unless the page requires {name}, ")?;
                f.write_str(
                    "which has no valid value here. The input lacks the response with which the page was loaded: ",
                )?;
                write!(
                    f,
                    "if that has {EMBEDDER_POLICY}: require-corp, or credentialless and the request has credentials, "
                )?;
                f.write_str("the page may not use the response.\n  For such pages, the server should send:\n")?;
            }
        }
        write!(f, "    {name}: cross-origin")
    }
}
