//! What must be signed.

use super::{Challenge, SigningString, headers_of};
use crate::error::ValueError;

/// The names of what a signature must cover. The default is `(request-target) host date digest`.
///
/// `date` and `(created)` replace each other: both say when a request was signed. `digest` is required of requests with a body
/// only.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::signature::{Parameters, Policy, Request, Rules, SigningString};
///
/// let fields = [("Host", "a"), ("Content-Type", "text/plain")];
/// let request = Request::new("GET", "/", &fields)?;
/// let parameters = Parameters::unsigned("key")?.with_created(7).with_headers("(request-target) host (created)")?;
/// let string = SigningString::new(&parameters, &request, Rules::new())?;
/// assert_eq!(Policy::default().missing(&string, false), None);
/// assert_eq!(Policy::default().missing(&string, true), Some("digest"));
///
/// let policy = Policy::new("(request-target) (created) host content-type digest")?;
/// assert_eq!(policy.missing(&string, false), Some("content-type"));
/// let challenge = policy.challenge(true);
/// assert_eq!(
///     challenge.display().to_string(),
///     "Signature headers=\"(request-target) (created) host content-type digest\""
/// );
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy<'a> {
    names: &'a str,
}

impl<'a> Policy<'a> {
    /// Returns a policy that requires these names, which are separated by spaces.
    ///
    /// Put `digest` last: only then can the challenge for a request without a body omit it. Without a time, a signature is
    /// valid for ever; without `digest`, with any body; without `host`, on each server that knows the key.
    ///
    /// # Errors
    /// The errors of [`Parameters::with_headers`](super::Parameters::with_headers).
    pub fn new(names: &'a str) -> Result<Self, ValueError> {
        headers_of(names).map(|_| Self { names })
    }

    /// Returns the first required name that a signature does not cover.
    #[must_use]
    pub fn missing<F>(&self, string: &SigningString<'_, F>, has_body: bool) -> Option<&'a str> {
        let is_covered = |name: &str| match name {
            DIGEST if !has_body => true,
            "date" | "(created)" => string.covers("date") || string.covers("(created)"),
            _ => string.covers(name),
        };
        self.names.split(' ').find(|name| !is_covered(name))
    }

    /// Returns the challenge for a request without a signature that fulfills the policy.
    #[must_use]
    pub fn challenge(&self, has_body: bool) -> Challenge<'a> {
        let without_digest = match self.names {
            DIGEST => "",
            names => names.strip_suffix(" digest").unwrap_or(names),
        };
        Challenge::of_names(if has_body { self.names } else { without_digest })
    }
}

const DIGEST: &str = "digest";

impl Default for Policy<'_> {
    fn default() -> Self {
        Self { names: "(request-target) host date digest" }
    }
}
