//! Whether a document may embed a response.

use super::profile::Profile;
use super::single::{SingleLine, single_line};
use crate::cors::CROSS_ORIGIN_RESOURCE_POLICY;
use crate::cors::origin::Origin;
use crate::cors::values::ResourcePolicy;
use crate::fields::Fields;

/// The `Cross-Origin-Embedder-Policy` of a document: what it requires of the resources that it embeds.
///
/// ```
/// use countersign::cors::browser::{Blocked, EmbedderPolicy, Embedding, Profile};
/// use countersign::cors::origin::Origin;
///
/// let [page, cdn] = [Origin::parse(b"https://shop.example")?, Origin::parse(b"https://cdn.example")?];
/// let embedding = Embedding::new(page, cdn).with_policy(EmbedderPolicy::Credentialless);
/// let check = |embedding| Profile::FETCH.corp_check(&embedding, &[("Server", "cdn")], |_| None);
/// assert_eq!(check(embedding), Ok(()));
/// assert_eq!(check(embedding.with_credentials()), Err(Blocked::ByEmbedder));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EmbedderPolicy {
    /// `unsafe-none`: nothing is required.
    #[default]
    UnsafeNone,
    /// `credentialless`: a `Cross-Origin-Resource-Policy`, if the request includes credentials.
    Credentialless,
    /// `require-corp`: a `Cross-Origin-Resource-Policy`.
    RequireCorp,
}

/// A response that a document embeds without CORS.
///
/// ```
/// use countersign::cors::browser::{Blocked, Embedding, Profile};
/// use countersign::cors::origin::Origin;
///
/// let [page, cdn] = [Origin::parse(b"https://shop.example")?, Origin::parse(b"https://cdn.example")?];
/// let response = [("Cross-Origin-Resource-Policy", "same-origin")];
/// let check = |embedding| Profile::FETCH.corp_check(&embedding, &response, |_| None);
/// assert_eq!(check(Embedding::new(page, cdn)), Err(Blocked::SameOrigin));
/// assert_eq!(check(Embedding::new(page, cdn).of_navigation()), Ok(()), "a frame is not embedded content");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Embedding<'a> {
    origin: Origin<'a>,
    url: Origin<'a>,
    policy: EmbedderPolicy,
    includes_credentials: bool,
    is_navigation: bool,
}

impl<'a> Embedding<'a> {
    /// Creates the embedding of a response from a URL of the second origin in a document of the first.
    #[must_use]
    pub const fn new(origin: Origin<'a>, url: Origin<'a>) -> Self {
        Self { origin, url, policy: EmbedderPolicy::UnsafeNone, includes_credentials: false, is_navigation: false }
    }

    /// Returns the embedding in a document that has this policy.
    #[must_use]
    pub const fn with_policy(self, policy: EmbedderPolicy) -> Self {
        Self { policy, ..self }
    }

    /// Returns the embedding of a response to a request with credentials.
    #[must_use]
    pub const fn with_credentials(self) -> Self {
        Self { includes_credentials: true, ..self }
    }

    /// Returns the embedding of a document in a frame.
    #[must_use]
    pub const fn of_navigation(self) -> Self {
        Self { is_navigation: true, ..self }
    }
}

impl Profile {
    /// Checks whether a response may be embedded: the [cross-origin resource policy
    /// check](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check), for responses of
    /// [`Tainting::Opaque`](super::Tainting::Opaque).
    ///
    /// `registrable_domain` is as for [`Origin::is_same_site`].
    ///
    /// ```
    /// use countersign::cors::browser::{Blocked, EmbedderPolicy, Embedding, Profile};
    /// use countersign::cors::origin::Origin;
    ///
    /// let [page, cdn] = [Origin::parse(b"https://shop.example")?, Origin::parse(b"https://cdn.example")?];
    /// let embedding = Embedding::new(page, cdn);
    /// let response = [("Server", "cdn")];
    /// assert!(Profile::FETCH.corp_check(&embedding, &response, |_| None).is_ok());
    ///
    /// let embedding = embedding.with_policy(EmbedderPolicy::RequireCorp);
    /// assert_eq!(Profile::FETCH.corp_check(&embedding, &response, |_| None), Err(Blocked::ByEmbedder));
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Why the response may not be embedded.
    pub fn corp_check<'r>(
        &self,
        embedding: &Embedding<'_>,
        response: impl Fields<'r>,
        registrable_domain: impl Fn(&str) -> Option<&str>,
    ) -> Result<(), Blocked> {
        let Embedding { origin, url, policy, includes_credentials, is_navigation } = embedding;
        if *is_navigation && *policy == EmbedderPolicy::UnsafeNone {
            return Ok(());
        }
        let sent = match single_line(self, response, CROSS_ORIGIN_RESOURCE_POLICY) {
            SingleLine::Value(_, value) => ResourcePolicy::parse(value).ok(),
            SingleLine::Absent | SingleLine::Repeated => None,
        };
        let (is_allowed, blocked) = match sent {
            Some(ResourcePolicy::CrossOrigin) => return Ok(()),
            Some(ResourcePolicy::SameOrigin) => (origin.is_same_origin(url), Blocked::SameOrigin),
            Some(ResourcePolicy::SameSite) => {
                let is_not_downgraded = origin.scheme() == Some("https") || url.scheme() != Some("https");
                (is_not_downgraded && origin.is_schemelessly_same_site(url, registrable_domain), Blocked::SameSite)
            }
            None => {
                let is_required = match policy {
                    EmbedderPolicy::UnsafeNone => false,
                    EmbedderPolicy::Credentialless => *includes_credentials || *is_navigation,
                    EmbedderPolicy::RequireCorp => true,
                };
                (!is_required || origin.is_same_origin(url), Blocked::ByEmbedder)
            }
        };
        if is_allowed { Ok(()) } else { Err(blocked) }
    }
}

/// Why a response may not be embedded.
///
/// ```
/// use countersign::cors::browser::{Blocked, Embedding, Profile};
/// use countersign::cors::origin::Origin;
///
/// let [page, cdn] = [Origin::parse(b"https://shop.example")?, Origin::parse(b"https://cdn.example")?];
/// let response = [("Cross-Origin-Resource-Policy", "same-site")];
/// let blocked = Profile::FETCH.corp_check(&Embedding::new(page, cdn), &response, |_| None).unwrap_err();
/// assert_eq!(blocked, Blocked::SameSite);
/// assert_eq!(blocked.to_string(), "Cross-Origin-Resource-Policy is same-site");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Blocked {
    /// Its policy is `same-origin`, and the origins differ.
    SameOrigin,
    /// Its policy is `same-site`, and the page is of another site, or is `http` and embeds from `https`.
    SameSite,
    /// It has no policy, and the document that embeds it requires one.
    ByEmbedder,
}

reasons! { Blocked;
    SameOrigin => "Cross-Origin-Resource-Policy is same-origin",
    SameSite => "Cross-Origin-Resource-Policy is same-site",
    ByEmbedder => "there is no Cross-Origin-Resource-Policy, and the embedder requires one",
}
