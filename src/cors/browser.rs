//! The browser's half of CORS: what it asks before a request goes out, and whether a page may have the response.
//!
//! Whoever fetches for a page of one origin from a URL of another goes through this:
//!
//! 1. A [`Route`] goes from URL to URL, and tells whether CORS has a say and which `Origin` is sent.
//! 2. A preflight comes first where [one is needed](Profile::needs_preflight); this is [what it
//!    carries](Profile::preflight), and its [answer](Profile::preflight_check) lets the request go out or not.
//! 3. The page gets the response when that passes the [CORS check](Profile::cors_browser), and those of its fields that
//!    are [exposed](Profile::exposed).
//!
//! A [`Profile`] is who decides: the standard, or a browser that ships. What is refused is a [`Refusal`]: at which step,
//! for which field, and what the server should have sent there.
//!
//! Fetch, [CORS check](https://fetch.spec.whatwg.org/#concept-cors-check) ·
//! [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch) ·
//! [HTTP-redirect fetch](https://fetch.spec.whatwg.org/#http-redirect-fetch)
//!
//! | octets | outcome | why |
//! |---|---|---|
//! | `*`, and credentials are included | another value than wanted: [`Fault::Wildcard`] | CORS check, step 3 |
//! | a field of one value on two lines | no value of it: [`Fault::Repeated`] | they are one value, joined by a comma |
//! | the same, but all lines but one are empty | that line, in Firefox | it drops them, but for `Access-Control-Allow-Origin` |
//! | `True`, and `put` for `PUT` | another value: [`Fault::Case`] | case counts |
//! | a list of methods or names with one broken element | refused, even if nothing was asked of it | CORS-preflight fetch, step 7.3 |
//! | an empty list of methods | no method, where a missing one may stand for the method asked for | step 7.4 |
//! | `*` for `Authorization` | nothing, but browsers take it for that name too | step 7.6 |
//! | a list of exposed names with one broken element | exposes nothing, but a `*` before it everything in Firefox | main fetch |
//! | vertical tab, form feed, NUL around a value | part of the value | they are no white space |

mod exposed;
mod preflight;
mod profile;
mod refusal;
mod resource;
mod route;

use core::fmt;

use super::names::{FieldName, Method};
use super::origin::Origin;
use super::{ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN};
use crate::encode::is_written_as;
use crate::error::LineError;
use crate::fields::Fields;
use crate::syntax::class::WSP;
use crate::syntax::rules::trimmed;

pub use exposed::Exposed;
pub use preflight::{Allowed, Preflight};
pub use profile::{InvalidMaxAge, Profile};
pub use refusal::{Fault, Refusal, Step, Wanted};
pub use resource::{Blocked, EmbedderPolicy, Embedding, tao_check};
pub use route::{Location, Mode, Redirect, RedirectTaint, ReferrerPolicy, Route, RouteError, Tainting, redirect_taint};

/// Whether cookies and other credentials go along.
///
/// ```
/// use countersign::cors::browser::{CredentialsMode, Profile, Request, Step};
/// use countersign::cors::{names::Method, origin::Origin};
///
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::GET);
/// let response = [("Access-Control-Allow-Origin", "https://shop.example")];
/// assert!(Profile::FETCH.cors_check(&request, &response).is_ok());
///
/// let request = request.with_credentials(CredentialsMode::Include);
/// assert_eq!(Profile::FETCH.cors_check(&request, &response).unwrap_err().step(), Step::AllowCredentials);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CredentialsMode {
    /// Never.
    Omit,
    /// To the page's own origin, which is what `fetch()` does unless told otherwise.
    #[default]
    SameOrigin,
    /// Always.
    Include,
}

/// A request of a page, as far as CORS asks about it.
///
/// `Debug` shows no value of a field: there may be credentials among them.
///
/// ```
/// use countersign::cors::browser::{CredentialsMode, Profile, Request};
/// use countersign::cors::names::{FieldName, Method};
/// use countersign::cors::origin::Origin;
///
/// let headers = [(FieldName::CONTENT_TYPE, &b"application/json"[..])];
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::PUT)
///     .with_headers(&headers)
///     .with_credentials(CredentialsMode::Include);
/// assert!(Profile::FETCH.needs_preflight(&request));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Request<'a> {
    origin: Origin<'a>,
    method: Method<'a>,
    headers: &'a [(FieldName<'a>, &'a [u8])],
    credentials: CredentialsMode,
    use_preflight: bool,
}

impl<'a> Request<'a> {
    /// A request of this origin, which is `null` behind some [redirects](Route::request_origin).
    ///
    /// The method is taken as it is; a browser [normalizes](|method| method.normalized()) what a page gives.
    #[must_use]
    pub const fn new(origin: Origin<'a>, method: Method<'a>) -> Self {
        Self { origin, method, headers: &[], credentials: CredentialsMode::SameOrigin, use_preflight: false }
    }

    /// With the fields that the page sets, and those that come with a body: `Content-Type`.
    #[must_use]
    pub const fn with_headers(self, headers: &'a [(FieldName<'a>, &'a [u8])]) -> Self {
        Self { headers, ..self }
    }

    /// With this credentials mode.
    #[must_use]
    pub const fn with_credentials(self, credentials: CredentialsMode) -> Self {
        Self { credentials, ..self }
    }

    /// With a preflight in any case: somebody listens to the progress of an upload, or the body is a stream.
    #[must_use]
    pub const fn with_preflight(self) -> Self {
        Self { use_preflight: true, ..self }
    }

    /// The value of its `Origin`.
    #[must_use]
    pub const fn origin(&self) -> Origin<'a> {
        self.origin
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> Method<'a> {
        self.method
    }

    /// The fields.
    #[must_use]
    pub const fn headers(&self) -> &'a [(FieldName<'a>, &'a [u8])] {
        self.headers
    }

    /// The credentials mode.
    #[must_use]
    pub const fn credentials(&self) -> CredentialsMode {
        self.credentials
    }

    /// Whether a preflight comes first in any case.
    #[must_use]
    pub const fn uses_preflight(&self) -> bool {
        self.use_preflight
    }

    /// Whether credentials are included, and so `*` stands for nothing.
    const fn includes_credentials(&self) -> bool {
        matches!(self.credentials, CredentialsMode::Include)
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("origin", &self.origin)
            .field("method", &self.method)
            .field("credentials", &self.credentials)
            .field("use_preflight", &self.use_preflight)
            .finish_non_exhaustive()
    }
}

impl Profile {
    /// Whether a response may be shared with the page that asks: the
    /// [CORS check](https://fetch.spec.whatwg.org/#concept-cors-check).
    ///
    /// It is for every response on a [route](Route::tainting) that CORS has a say on, redirects among them, whatever
    /// the status; but not for one of 304 or 407, which no page ever sees.
    ///
    /// ```
    /// use countersign::cors::browser::{CredentialsMode, Profile, Request};
    /// use countersign::cors::names::Method;
    /// use countersign::cors::origin::Origin;
    ///
    /// let anonymous = Request::new(Origin::parse(b"https://shop.example")?, Method::GET);
    /// let with_cookies = anonymous.with_credentials(CredentialsMode::Include);
    ///
    /// let response = [("Access-Control-Allow-Origin", "*")];
    /// assert!(Profile::FETCH.cors_check(&anonymous, &response).is_ok());
    /// let refusal = Profile::FETCH.cors_check(&with_cookies, &response).unwrap_err();
    /// assert_eq!(refusal.to_string(), "CORS check, step 4: Access-Control-Allow-Origin: `*` does not count");
    /// assert_eq!(refusal.wanted().to_string(), "https://shop.example");
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Why it may not.
    pub fn cors_check<'a, 'r>(&self, request: &Request<'a>, response: impl Fields<'r>) -> Result<(), Refusal<'a>> {
        let fault = match self.single(response, ACCESS_CONTROL_ALLOW_ORIGIN) {
            Single::Absent => {
                return Err(Refusal::new(Step::AllowOriginPresent, Fault::Absent, Wanted::Origin(request.origin)));
            }
            Single::Repeated => Fault::Repeated,
            Single::Line(_, b"*") if request.includes_credentials() => Fault::Wildcard,
            Single::Line(_, b"*") => return Ok(()),
            Single::Line(_, value) if is_written_as(&request.origin, value) => {
                return self.credentials_check(request, response);
            }
            Single::Line(line, value) => match Origin::parse_tolerant(value) {
                Ok(_) => Fault::Other,
                Err(error) => Fault::Broken(LineError::new(line, error)),
            },
        };
        Err(Refusal::new(Step::AllowOrigin, fault, Wanted::Origin(request.origin)))
    }

    /// The CORS check from step 5 on.
    fn credentials_check<'a, 'r>(&self, request: &Request<'a>, response: impl Fields<'r>) -> Result<(), Refusal<'a>> {
        if !request.includes_credentials() {
            return Ok(());
        }
        let fault = match self.single(response, ACCESS_CONTROL_ALLOW_CREDENTIALS) {
            Single::Line(_, b"true") => return Ok(()),
            Single::Line(_, value) if value.eq_ignore_ascii_case(b"true") => Fault::Case,
            Single::Line(..) => Fault::Other,
            Single::Absent => Fault::Absent,
            Single::Repeated => Fault::Repeated,
        };
        Err(Refusal::new(Step::AllowCredentials, fault, Wanted::True))
    }

    /// A field of one value.
    fn single<'r>(&self, response: impl Fields<'r>, name: &'static str) -> Single<'r> {
        let mut single = Single::Absent;
        for (line, value) in response.values(name).enumerate() {
            let value = trimmed(value, WSP);
            if value.is_empty() && self.drops_empty_lines && name != ACCESS_CONTROL_ALLOW_ORIGIN {
                continue;
            }
            if matches!(single, Single::Line(..)) {
                return Single::Repeated;
            }
            single = Single::Line(line, value);
        }
        single
    }
}

/// What is there of a field of one value: a line, with its number and without white space around it, none, or more.
#[derive(Clone, Copy)]
enum Single<'r> {
    Absent,
    Line(usize, &'r [u8]),
    Repeated,
}
