//! Owned headers, to be applied to a response.

use alloc::vec::Vec;

use ::http::header::{MaxSizeReached, VARY};
use ::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::header_value;
use crate::cors::policy::{Action, Decision};
use crate::encode::FieldContent;
use crate::gate::Answer;

/// What to do with a request and the fields of its response, as a value that outlives the request.
///
/// An [`Answer`] and a [`Decision`] borrow from the request, which a server gives to the application before the response
/// exists. This value owns its bytes. It is `Send`, `Sync` and `'static`, and can be held across an `await`.
///
/// ```
/// use countersign::auth::negotiate;
/// use countersign::cors::policy::Policy;
/// use countersign::gate::{Gate, Verdict};
/// use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, VARY, WWW_AUTHENTICATE};
/// use http::{HeaderValue, Request, Response, StatusCode};
///
/// static POLICY: Policy<'static> = Policy::for_origins(&["https://app.example.com"]).in_const();
/// static CHALLENGE: negotiate::Challenge<'static> = negotiate::Challenge::new();
/// static GATE: Gate<'static> = Gate::new(&POLICY, &[&CHALLENGE]);
///
/// fn serve(request: Request<()>, application: impl FnOnce(Request<()>) -> Response<String>) -> Response<String> {
///     let headers = GATE.decide(request.method().as_str(), request.headers(), |_| Verdict::Challenged).to_headers();
///     let mut response = match headers.status() {
///         None => application(request),
///         Some(_) => Response::default(),
///     };
///     headers.apply_to(&mut response).expect("the application sets fewer than 24,000 fields");
///     response
/// }
///
/// let request = Request::get("/").header("Origin", "https://app.example.com").body(()).unwrap();
/// let response = serve(request, |_| unreachable!("the request has no credentials"));
/// assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
/// assert_eq!(response.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "https://app.example.com");
/// assert_eq!(response.headers()[VARY], "Origin");
/// assert_eq!(response.headers()[WWW_AUTHENTICATE], "Negotiate");
/// ```
#[derive(Clone, Debug)]
#[must_use = "apply them to the response"]
pub struct Headers {
    pub(crate) action: Action,
    set: Vec<(HeaderName, HeaderValue)>,
    pub(crate) append: Vec<(HeaderName, HeaderValue)>,
}

impl Headers {
    /// Returns whether the application answers the request, or the server at once.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }

    /// Returns the status of the response if the server answers at once; `None` if the application answers.
    ///
    /// A status of [`with_preflight_status`](crate::cors::policy::Builder::with_preflight_status) is in the range of
    /// `StatusCode`, as all others are.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self.action {
            Action::Continue => None,
            Action::Respond(status) => Some(StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN)),
        }
    }

    /// Returns the fields to set: each replaces all lines of its name in the response.
    pub fn set(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.set.iter().map(|(name, value)| (name, value))
    }

    /// Returns the fields to append: lines of the same name in the response are kept. The challenges are among them.
    pub fn append(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.append.iter().map(|(name, value)| (name, value))
    }

    /// Applies the fields to those of a response. A `Vary` of the application stays, and gets no name that it lists already,
    /// in any case; `*` lists all names (RFC 9110 §12.5.5). A CORS field of the application that the policy does not set stays
    /// too: it may grant what the policy refuses. The layer of the feature `tower` removes such fields.
    ///
    /// ```
    /// use countersign::cors::policy::Policy;
    /// use http::{HeaderMap, HeaderValue, header};
    ///
    /// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).in_const();
    ///
    /// let mut response = HeaderMap::new();
    /// response.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    /// response.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    ///
    /// let headers = POLICY.decide("GET", &[("Origin", "https://app.example.com")]).to_headers();
    /// headers.apply(&mut response)?;
    /// assert_eq!(response[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://app.example.com");
    /// assert!(response.get_all(header::VARY).iter().eq(["Accept-Encoding", "Origin"]));
    /// # Ok::<(), http::header::MaxSizeReached>(())
    /// ```
    ///
    /// # Errors
    /// When `headers` has no room for them, which is so above 24,000 names. It is then unchanged.
    pub fn apply(&self, headers: &mut HeaderMap) -> Result<(), MaxSizeReached> {
        headers.try_reserve(self.set.len().saturating_add(self.append.len()))?;
        for (name, value) in &self.set {
            headers.try_insert(name, value.clone())?;
        }
        for (name, value) in &self.append {
            if let Some(value) = if name == VARY { unlisted(headers, value) } else { Some(value.clone()) } {
                headers.try_append(name, value)?;
            }
        }
        Ok(())
    }

    /// Applies the fields to a response, and its status if the server answers at once.
    ///
    /// # Errors
    /// As [`apply`](Self::apply). The response is then unchanged.
    pub fn apply_to<B>(&self, response: &mut ::http::Response<B>) -> Result<(), MaxSizeReached> {
        self.apply(response.headers_mut())?;
        if let Some(status) = self.status() {
            *response.status_mut() = status;
        }
        Ok(())
    }
}

/// Returns the names of a `Vary` that a response does not list yet; `None` if it lists all.
fn unlisted(headers: &HeaderMap, value: &HeaderValue) -> Option<HeaderValue> {
    let is_new = |name: &&[u8]| {
        let mut listed = headers.get_all(VARY).into_iter().flat_map(members);
        !listed.any(|member| member == b"*" || member.eq_ignore_ascii_case(name))
    };
    let new: Vec<&[u8]> = members(value).filter(is_new).collect();
    if new.len() == members(value).count() {
        return Some(value.clone());
    }
    HeaderValue::from_bytes(&new.join(&b","[..])).ok().filter(|_| !new.is_empty())
}

/// The members of a list of names.
fn members(value: &HeaderValue) -> impl Iterator<Item = &[u8]> {
    value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii).filter(|member| !member.is_empty())
}

/// The names are tokens, so each has a `HeaderName`.
fn owned(lines: impl Iterator<Item = (&'static str, impl FieldContent)>) -> Vec<(HeaderName, HeaderValue)> {
    lines
        .filter_map(|(name, value)| Some((HeaderName::from_bytes(name.as_bytes()).ok()?, header_value(&value))))
        .collect()
}

impl Answer<'_> {
    /// Returns the answer as a value that owns its bytes.
    #[cfg_attr(docsrs, doc(cfg(feature = "http")))]
    pub fn to_headers(&self) -> Headers {
        Headers { action: self.action(), set: owned(self.set()), append: owned(self.append()) }
    }
}

impl Decision<'_> {
    /// Returns the decision as a value that owns its bytes.
    #[cfg_attr(docsrs, doc(cfg(feature = "http")))]
    pub fn to_headers(&self) -> Headers {
        Headers { action: self.action(), set: owned(self.set()), append: owned(self.append()) }
    }
}
