//! What other checks than CORS ask: who may see how long a response took, and who may embed it.

use core::fmt;

use super::{Mode, Profile, Route, Single, Tainting};
use crate::cors::CROSS_ORIGIN_RESOURCE_POLICY;
use crate::cors::origin::Origin;
use crate::cors::values::{ResourcePolicy, TimingAllowOrigin};
use crate::fields::Fields;

/// Whether the page may see how long a response took: the
/// [TAO check](https://fetch.spec.whatwg.org/#concept-tao-check), for each response on a route until one fails it.
///
/// Other than `Access-Control-Allow-Origin`, `Timing-Allow-Origin` is a list.
///
/// ```
/// use countersign::cors::browser::{Mode, Route, tao_check};
/// use countersign::cors::origin::Origin;
///
/// let [page, cdn] = [Origin::parse(b"https://shop.example")?, Origin::parse(b"https://cdn.example")?];
/// let route = Route::new(page, Mode::NoCors, cdn)?;
/// assert!(tao_check(&route, &[("Timing-Allow-Origin", "https://a.example, https://shop.example")]));
/// assert!(!tao_check(&route, &[("Server", "cdn")]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn tao_check<'r>(route: &Route<'_>, response: impl Fields<'r>) -> bool {
    TimingAllowOrigin::of(response).allows(&route.request_origin())
        || (route.tainting() == Tainting::Basic
            && (route.mode() != Mode::Navigate || route.origin().is_same_origin(&route.url())))
}

/// What a document demands of those it embeds: its `Cross-Origin-Embedder-Policy`.
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
pub enum EmbedderPolicy {
    /// `unsafe-none`: nothing.
    #[default]
    UnsafeNone,
    /// `credentialless`: that they say so, unless no credentials go to them.
    Credentialless,
    /// `require-corp`: that they say so.
    RequireCorp,
}

/// A response that is embedded without CORS, and by whom.
///
/// ```
/// use countersign::cors::browser::{Blocked, Embedding, Profile};
/// use countersign::cors::origin::Origin;
///
/// let [page, cdn] = [Origin::parse(b"https://shop.example")?, Origin::parse(b"https://cdn.example")?];
/// let response = [("Cross-Origin-Resource-Policy", "same-origin")];
/// let check = |embedding| Profile::FETCH.corp_check(&embedding, &response, |_| None);
/// assert_eq!(check(Embedding::new(page, cdn)), Err(Blocked::SameOrigin));
/// assert_eq!(check(Embedding::new(page, cdn).of_navigation()), Ok(()), "a frame is no image");
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
    /// A response from a URL of the second origin, in a document of the first.
    #[must_use]
    pub const fn new(origin: Origin<'a>, url: Origin<'a>) -> Self {
        Self { origin, url, policy: EmbedderPolicy::UnsafeNone, includes_credentials: false, is_navigation: false }
    }

    /// In a document that has this policy.
    #[must_use]
    pub const fn with_policy(self, policy: EmbedderPolicy) -> Self {
        Self { policy, ..self }
    }

    /// When credentials went along with the request.
    #[must_use]
    pub const fn with_credentials(self) -> Self {
        Self { includes_credentials: true, ..self }
    }

    /// When the response is a document of its own, in a frame.
    #[must_use]
    pub const fn of_navigation(self) -> Self {
        Self { is_navigation: true, ..self }
    }
}

impl Profile {
    /// Whether a response may be embedded: the [cross-origin resource policy
    /// check](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check), for responses of
    /// [`Tainting::Opaque`].
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
    /// Why it may not.
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
        let sent = match self.single(response, CROSS_ORIGIN_RESOURCE_POLICY) {
            Single::Line(_, value) => ResourcePolicy::parse(value).ok(),
            Single::Absent | Single::Repeated => None,
        };
        let (is_allowed, blocked) = match sent {
            Some(ResourcePolicy::CrossOrigin) => return Ok(()),
            Some(ResourcePolicy::SameOrigin) => (origin.is_same_origin(url), Blocked::SameOrigin),
            Some(ResourcePolicy::SameSite) => {
                let is_kept_safe = origin.scheme() == Some("https") || url.scheme() != Some("https");
                (is_kept_safe && origin.is_schemelessly_same_site(url, registrable_domain), Blocked::SameSite)
            }
            None => {
                let is_demanded = match policy {
                    EmbedderPolicy::UnsafeNone => false,
                    EmbedderPolicy::Credentialless => *includes_credentials || *is_navigation,
                    EmbedderPolicy::RequireCorp => true,
                };
                (!is_demanded || origin.is_same_origin(url), Blocked::ByEmbedder)
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
pub enum Blocked {
    /// It says `same-origin`.
    SameOrigin,
    /// It says `same-site`.
    SameSite,
    /// It says nothing, and the policy of the document that embeds it then stands for `same-origin`.
    ByEmbedder,
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SameOrigin => "Cross-Origin-Resource-Policy is same-origin",
            Self::SameSite => "Cross-Origin-Resource-Policy is same-site",
            Self::ByEmbedder => "no Cross-Origin-Resource-Policy, which the embedder demands",
        })
    }
}

impl core::error::Error for Blocked {}
