//! Owned headers, to be applied to a response.

use alloc::vec::Vec;
use core::mem;

use ::http::header::MaxSizeReached;
use ::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::names::header_name;
use super::{header_value, marked};
use crate::cors;
use crate::cors::policy::{Action, Decision, Value};
use crate::encode::Encode;
use crate::gate::{self, Answer};

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
    set: HeaderMap,
    append: Vec<(HeaderName, HeaderValue)>,
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
        self.set.iter()
    }

    /// Returns the fields to append: lines of the same name in the response are kept. The challenges are among them.
    pub fn append(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.append.iter().map(|(name, value)| (name, value))
    }

    /// Applies the fields to those of a response. A `Vary` of the application stays, and so does a CORS field of the
    /// application that the policy does not set: it may grant what the policy refuses. The layer of the feature `tower` removes
    /// such fields.
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
        self.clone().put(headers)
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

impl Headers {
    /// Returns the number of fields.
    pub(crate) fn len(&self) -> usize {
        self.set.len().saturating_add(self.append.len())
    }

    /// Adds a field to append.
    pub(crate) fn push(&mut self, name: HeaderName, value: HeaderValue) {
        self.append.push((name, value));
    }

    /// As [`apply`](Self::apply). A value that is moved is not counted as shared, which would be an allocation.
    pub(crate) fn put(mut self, headers: &mut HeaderMap) -> Result<(), MaxSizeReached> {
        if headers.is_empty() {
            // A response without fields takes the map as it is.
            mem::swap(headers, &mut self.set);
        }
        headers.try_reserve(self.len())?;
        let mut name = None;
        for (next, value) in self.set {
            name = next.or(name);
            if let Some(name) = &name {
                headers.try_insert(name, value)?;
            }
        }
        for (name, value) in self.append {
            headers.try_append(name, value)?;
        }
        Ok(())
    }

    /// Returns the fields of a decision on a request that has these fields.
    pub(crate) fn of(decision: &Decision<'_>, request: &HeaderMap) -> Self {
        Self::new(decision.action(), decision.set(), decision.append(), |name, value| {
            repeated(name, value, request).unwrap_or_else(|| of_policy(value))
        })
    }

    #[inline(always)]
    fn new<V>(
        action: Action,
        set: impl Iterator<Item = (&'static str, V)>,
        append: impl Iterator<Item = (&'static str, V)>,
        header_value: impl Fn(&'static str, &V) -> HeaderValue,
    ) -> Self {
        // The names are tokens, so each has a `HeaderName`.
        let named = |(name, value): (&'static str, V)| {
            let known = header_name(name).or_else(|| HeaderName::from_bytes(name.as_bytes()).ok())?;
            Some((known, header_value(name, &value)))
        };
        let mut headers = Self { action, set: HeaderMap::new(), append: Vec::new() };
        for (name, value) in set.filter_map(named) {
            if headers.set.is_empty() {
                // As many as a preflight has: a map that grows is moved.
                headers.set.reserve(6);
            }
            headers.set.insert(name, value);
        }
        headers.append.extend(append.filter_map(named));
        headers
    }
}

/// Returns the value of the request that a value of the response repeats. Its bytes are shared: they are neither copied nor
/// checked again.
fn repeated(name: &'static str, value: &Value<'_>, request: &HeaderMap) -> Option<HeaderValue> {
    let sent = request.get(match name {
        cors::ACCESS_CONTROL_ALLOW_ORIGIN => header::ORIGIN,
        cors::ACCESS_CONTROL_ALLOW_METHODS => header::ACCESS_CONTROL_REQUEST_METHOD,
        cors::ACCESS_CONTROL_ALLOW_HEADERS => header::ACCESS_CONTROL_REQUEST_HEADERS,
        _ => return None,
    })?;
    let mut sent = (value.piece()? == sent.as_bytes()).then(|| sent.clone())?;
    sent.set_sensitive(false);
    Some(sent)
}

/// Returns a value of a policy. Those that most policies have are constants.
fn of_policy(value: &Value<'_>) -> HeaderValue {
    match value.piece() {
        Some(b"true") => const { HeaderValue::from_static("true") },
        Some(b"*") => const { HeaderValue::from_static("*") },
        Some(b"Origin") => const { HeaderValue::from_static("Origin") },
        _ => match value.asked() {
            Some(names) => marked(names, false),
            None => short(value),
        },
    }
}

/// Returns a value that is short if it is as most are: a buffer saves the walk for its length.
fn short(value: &Value<'_>) -> HeaderValue {
    let mut buffer = [0; 128];
    let written = value.encode_to_slice(&mut buffer).ok().and_then(|bytes| HeaderValue::from_bytes(bytes).ok());
    written.unwrap_or_else(|| header_value(value))
}

impl Answer<'_> {
    /// Returns the answer as a value that owns its bytes.
    #[cfg_attr(docsrs, doc(cfg(feature = "http")))]
    pub fn to_headers(&self) -> Headers {
        let value = |_, value: &gate::Value<'_>| match value {
            gate::Value::Cors(value) => of_policy(value),
            gate::Value::Challenge(challenge) => header_value(*challenge),
        };
        Headers::new(self.action(), self.set(), self.append(), value)
    }
}

impl Decision<'_> {
    /// Returns the decision as a value that owns its bytes.
    #[cfg_attr(docsrs, doc(cfg(feature = "http")))]
    pub fn to_headers(&self) -> Headers {
        let value = |_, value: &Value<'_>| of_policy(value);
        Headers::new(self.action(), self.set(), self.append(), value)
    }
}
