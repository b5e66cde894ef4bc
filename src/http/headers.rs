//! Owned headers, to be applied to a response.

use alloc::vec::Vec;

use ::http::header::{self, MaxSizeReached, VARY};
use ::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::{Repeatable, header_value, marked};
use crate::cors::policy::reply::Written;
use crate::cors::policy::{Action, Decision, Value};
use crate::encode::Encode;
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
    /// The fields to set, a line each, and after them those to append.
    lines: HeaderMap,
    /// The number of those to set.
    set: usize,
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
        self.lines.iter().take(self.set)
    }

    /// Returns the fields to append: lines of the same name in the response are kept. The challenges are among them.
    pub fn append(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.lines.iter().skip(self.set)
    }

    /// Returns whether there is a field of this name.
    #[must_use]
    pub fn contains(&self, name: &HeaderName) -> bool {
        self.lines.contains_key(name)
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
    /// When `headers` cannot hold them: a map holds about 24,000 names. It is then unchanged.
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
        self.lines.len()
    }

    /// Adds a field to append.
    pub(crate) fn push(&mut self, name: HeaderName, value: HeaderValue) {
        self.lines.append(name, value);
    }

    /// As [`apply`](Self::apply). A value that is moved is not counted as shared, which would be an allocation.
    pub(crate) fn put(self, headers: &mut HeaderMap) -> Result<(), MaxSizeReached> {
        if headers.is_empty() {
            *headers = self.lines;
            return Ok(());
        }
        headers.try_reserve(self.len())?;
        let mut last = None;
        for (index, (name, value)) in self.lines.into_iter().enumerate() {
            // A line without a name is of the same name as the line before it.
            last = name.or(last);
            match &last {
                Some(name) if index < self.set => drop(headers.try_insert(name, value)?),
                Some(name) => {
                    let value = if *name == VARY { unlisted(headers, value) } else { Some(value) };
                    value.map_or(Ok(false), |value| headers.try_append(name, value))?;
                }
                None => {}
            }
        }
        Ok(())
    }

    /// Returns the fields of a decision, on a request with these fields if they are known.
    pub(crate) fn of(decision: &Decision<'_>, request: Option<&Repeatable<'_>>) -> Self {
        let mut lines = HeaderMap::new();
        for (field, value) in decision.written() {
            if lines.is_empty() {
                // As many as a preflight has: a map that grows is copied.
                lines.reserve(6);
            }
            let repeated = request.and_then(|request| request.repeat(value.piece()?));
            let value = repeated.unwrap_or_else(|| of_policy(&value));
            lines.insert(name(field), value);
        }
        let set = lines.len();
        for (_, value) in decision.append() {
            lines.append(VARY, of_policy(&value));
        }
        Self { action: decision.action(), lines, set }
    }
}

/// Returns the names of a `Vary` that a response does not list yet; `None` if it lists all.
fn unlisted(headers: &HeaderMap, value: HeaderValue) -> Option<HeaderValue> {
    let is_new = |name: &&[u8]| {
        let mut listed = headers.get_all(VARY).into_iter().flat_map(members);
        !listed.any(|member| member == b"*" || member.eq_ignore_ascii_case(name))
    };
    let new: Vec<&[u8]> = members(&value).filter(is_new).collect();
    if new.len() == members(&value).count() {
        return Some(value);
    }
    HeaderValue::from_bytes(&new.join(&b","[..])).ok().filter(|_| !new.is_empty())
}

/// The members of a list of names.
fn members(value: &HeaderValue) -> impl Iterator<Item = &[u8]> {
    value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii).filter(|member| !member.is_empty())
}

/// Returns the name of a field that a decision sets.
const fn name(field: Written) -> HeaderName {
    match field {
        Written::AllowOrigin => header::ACCESS_CONTROL_ALLOW_ORIGIN,
        Written::AllowCredentials => header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
        Written::AllowPrivateNetwork => const { HeaderName::from_static("access-control-allow-private-network") },
        Written::AllowMethods => header::ACCESS_CONTROL_ALLOW_METHODS,
        Written::AllowHeaders => header::ACCESS_CONTROL_ALLOW_HEADERS,
        Written::MaxAge => header::ACCESS_CONTROL_MAX_AGE,
        Written::ExposeHeaders => header::ACCESS_CONTROL_EXPOSE_HEADERS,
    }
}

/// Returns a value of a policy. Those that most policies have are constants.
fn of_policy(value: &Value<'_>) -> HeaderValue {
    match value.piece() {
        Some(b"true") => const { HeaderValue::from_static("true") },
        Some(b"*") => const { HeaderValue::from_static("*") },
        Some(b"Origin") => const { HeaderValue::from_static("Origin") },
        _ => match (value.asked(), value.seconds()) {
            (Some(names), _) => marked(names, false),
            (_, Some(seconds)) => seconds.into(),
            _ => short(value),
        },
    }
}

/// Returns a header value. Most values are short: a buffer saves a first walk for the length.
fn short(value: &Value<'_>) -> HeaderValue {
    let mut buffer = [0; 128];
    let written = value.encode_to_slice(&mut buffer).ok().and_then(|bytes| HeaderValue::from_bytes(bytes).ok());
    written.unwrap_or_else(|| header_value(value))
}

impl Answer<'_> {
    /// Returns the answer as a value that owns its bytes.
    #[cfg_attr(docsrs, doc(cfg(feature = "http")))]
    pub fn to_headers(&self) -> Headers {
        let mut headers = Headers::of(self.decision(), None);
        headers.action = self.action();
        for challenge in self.challenges() {
            headers.push(header::WWW_AUTHENTICATE, header_value(*challenge));
        }
        headers
    }
}

impl Decision<'_> {
    /// Returns the decision as a value that owns its bytes.
    #[cfg_attr(docsrs, doc(cfg(feature = "http")))]
    pub fn to_headers(&self) -> Headers {
        Headers::of(self, None)
    }
}
