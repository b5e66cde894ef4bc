//! The preflight: when it is needed, what it contains, and whether its answer allows the request.

use core::fmt;
use core::time::Duration;

use super::profile::Profile;
use super::refusal::{Fault, Refusal, Step, Wanted};
use super::request::Request;
use super::single::{SingleLine, single_line};
use crate::cors::ACCESS_CONTROL_MAX_AGE;
use crate::cors::names::{FieldName, Method, UnsafeNames};
use crate::cors::origin::Origin;
use crate::cors::values::{self, FieldNames, Methods};
use crate::fields::Fields;

impl Profile {
    /// Returns whether this request to another origin needs a preflight. With a [cache](crate::cors::cache::Cache), it
    /// may be unnecessary.
    ///
    /// ```
    /// use countersign::cors::browser::{Profile, Request};
    /// use countersign::cors::{names::Method, origin::Origin};
    ///
    /// let page = Origin::parse(b"https://shop.example")?;
    /// assert!(!Profile::FETCH.needs_preflight(&Request::new(page, Method::POST)));
    /// assert!(Profile::FETCH.needs_preflight(&Request::new(page, Method::PUT)));
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    #[must_use]
    pub fn needs_preflight(&self, request: &Request<'_>) -> bool {
        self.forces_preflight(request) || !request.method().is_safelisted() || !self.unsafe_names(request).is_empty()
    }

    /// Returns whether the request needs a preflight even if its method and its fields are safelisted.
    pub(in crate::cors) fn forces_preflight(&self, request: &Request<'_>) -> bool {
        request.uses_preflight() || request.has_upload_listener(self.upload_listener_needs_body)
    }

    /// Returns the preflight of this request.
    #[must_use]
    pub fn preflight<'a>(&self, request: &Request<'a>) -> Preflight<'a> {
        let names = self.unsafe_names(request);
        let names = if self.repeats_names { names.repeating() } else { names };
        Preflight { origin: request.origin(), method: request.method(), names }
    }

    /// Returns the names of the request's fields that are not safelisted.
    #[must_use]
    pub fn unsafe_names<'a>(&self, request: &Request<'a>) -> UnsafeNames<'a, FieldName<'a>, &'a [u8]> {
        UnsafeNames::checked(request.headers(), self.safelist())
    }

    /// Checks whether the answer to a preflight allows its request:
    /// [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch), step 7.
    ///
    /// It takes time proportional to the length of the lists times the number of names that the request asks for. Those
    /// are at most [`MAX_FIELDS`](crate::cors::names::MAX_FIELDS).
    ///
    /// ```
    /// use core::time::Duration;
    /// use countersign::cors::browser::{Profile, Request};
    /// use countersign::cors::names::Method;
    /// use countersign::cors::origin::Origin;
    ///
    /// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::PUT);
    /// let answer = [
    ///     ("Access-Control-Allow-Origin", "https://shop.example"),
    ///     ("Access-Control-Allow-Methods", "PUT, DELETE"),
    ///     ("Access-Control-Max-Age", "86400"),
    /// ];
    /// let allowed = Profile::CHROMIUM.preflight_check(&request, 204, &answer).unwrap();
    /// assert!(allowed.methods().eq([Method::PUT, Method::DELETE]));
    /// assert_eq!(allowed.max_age(), Duration::from_secs(7_200), "Chromium caches no answer longer");
    ///
    /// let refusal = Profile::FETCH.preflight_check(&request, 401, &answer).unwrap_err();
    /// assert_eq!(refusal.to_string(), "CORS-preflight fetch, step 7: status: 401");
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The step that failed, and why.
    pub fn preflight_check<'a, F: Fields<'a>>(
        &self,
        request: &Request<'a>,
        status: u16,
        response: F,
    ) -> Result<Allowed<'a, F>, Refusal<'a>> {
        let allowed = self.preflight_lists(request, status, response)?;
        self.lists_check(request, &allowed).map(|()| allowed)
    }

    /// Steps 7.1 to 7.4, and 7.8 to 7.10: returns what an answer lists, even if it refuses the request.
    pub(in crate::cors) fn preflight_lists<'a, F: Fields<'a>>(
        &self,
        request: &Request<'a>,
        status: u16,
        response: F,
    ) -> Result<Allowed<'a, F>, Refusal<'a>> {
        if !request.is_to_own_origin() {
            self.cors_check(request, response)?;
        }
        if !matches!(status, 200..=299) {
            return Err(Refusal::new(Step::Status, Fault::Status(status), Wanted::OkStatus));
        }
        let rejected = |error, wanted| Refusal::new(Step::Lists, Fault::Invalid(error), wanted);
        let asks_method = self.forced_preflight_asks_method && self.forces_preflight(request);
        Ok(Allowed {
            methods: values::allow_methods(response)
                .map_err(|error| rejected(error, Wanted::Method(request.method())))?,
            names: values::allow_headers(response)
                .map_err(|error| rejected(error, Wanted::Names(self.unsafe_names(request))))?,
            asked: asks_method.then_some(request.method()),
            max_age: self.max_age(response),
        })
    }

    /// Steps 7.5 to 7.7: checks whether what an answer lists allows the request.
    pub(in crate::cors) fn lists_check<'a, F: Fields<'a>>(
        &self,
        request: &Request<'a>,
        allowed: &Allowed<'a, F>,
    ) -> Result<(), Refusal<'a>> {
        let method = Wanted::Method(request.method());
        let unsafe_names = self.unsafe_names(request);
        let names = Wanted::Names(unsafe_names);
        if !allowed.allows_method(request) {
            return Err(Refusal::new(Step::Method, allowed.fault_of_methods(request.method()), method));
        }
        let any = !request.includes_credentials() && allowed.lists(FieldName::ANY);
        let rejected = |step, name| Err(Refusal::new(step, allowed.fault_of_names(), names).of_name(name));
        let covered = any && self.any_covers_authorization;
        let mut authorization =
            request.headers().iter().map(|(name, _)| *name).filter(FieldName::is_non_wildcard_request);
        if let Some(name) = authorization.find(|name| !covered && !allowed.lists(*name)) {
            return rejected(Step::Authorization, name);
        }
        match unsafe_names.iter().find(|name| !any && !allowed.lists(*name)) {
            Some(name) => rejected(Step::Names, name),
            None => Ok(()),
        }
    }

    /// Returns how long the answer to a preflight is valid: CORS-preflight fetch, steps 7.8 to 7.10.
    fn max_age<'r>(&self, response: impl Fields<'r>) -> Duration {
        let max_age = match single_line(self, response, ACCESS_CONTROL_MAX_AGE) {
            SingleLine::Absent => self.default_max_age,
            SingleLine::Value(_, value) => {
                self.max_age_syntax.seconds(value).map_or(self.invalid_max_age, Duration::from_secs)
            }
            SingleLine::Repeated => self.invalid_max_age,
        };
        max_age.min(self.max_age_limit)
    }
}

/// The fields of a preflight, in addition to `Accept: */*`. Its method is `OPTIONS`, and it includes no credentials.
///
/// ```
/// use countersign::Encode;
/// use countersign::cors::browser::{Profile, Request};
/// use countersign::cors::names::{FieldName, Method};
/// use countersign::cors::origin::Origin;
///
/// let headers = [(FieldName::new("X-Total")?, &b"7"[..]), (FieldName::AUTHORIZATION, b"Bearer mF_9")];
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::GET).with_headers(&headers)?;
///
/// let preflight = Profile::FETCH.preflight(&request);
/// let names = preflight.request_headers().unwrap();
/// assert_eq!(names.encode_to_slice(&mut [0; 32])?, b"authorization,x-total");
/// assert_eq!(preflight.request_method(), Method::GET);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Preflight<'a> {
    origin: Origin<'a>,
    method: Method<'a>,
    names: UnsafeNames<'a, FieldName<'a>, &'a [u8]>,
}

impl<'a> Preflight<'a> {
    /// Returns the value of `Origin`.
    #[must_use]
    pub const fn origin(&self) -> Origin<'a> {
        self.origin
    }

    /// Returns the value of `Access-Control-Request-Method`.
    #[must_use]
    pub const fn request_method(&self) -> Method<'a> {
        self.method
    }

    /// Returns the value of `Access-Control-Request-Headers`. It is absent if there are no names to ask for.
    #[must_use]
    pub fn request_headers(&self) -> Option<UnsafeNames<'a, FieldName<'a>, &'a [u8]>> {
        (!self.names.is_empty()).then_some(self.names)
    }
}

/// What the answer to a preflight allows: for its own request, and for others while it is valid.
///
/// ```
/// use countersign::cors::browser::{Profile, Request};
/// use countersign::cors::names::{FieldName, Method};
/// use countersign::cors::origin::Origin;
///
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::POST).with_preflight();
/// let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "content-type, *")];
/// let allowed = Profile::FETCH.preflight_check(&request, 204, &answer).unwrap();
/// assert!(allowed.methods().eq([Method::POST]), "the method asked for, if there is no list");
/// assert!(allowed.names().eq([FieldName::CONTENT_TYPE, FieldName::ANY]));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Allowed<'a, F> {
    methods: Option<Methods<'a, F>>,
    names: Option<FieldNames<'a, F>>,
    /// The method that is allowed if there is no list.
    asked: Option<Method<'a>>,
    max_age: Duration,
}

impl<'a, F: Fields<'a>> Allowed<'a, F> {
    /// Returns the methods. `*` is one of them if it was sent.
    pub fn methods(&self) -> impl Iterator<Item = Method<'a>> + use<'a, F> {
        let asked = if self.methods.is_none() { self.asked } else { None };
        self.methods.into_iter().flat_map(|lines| lines.iter()).chain(asked)
    }

    /// Returns the field names. `*` is one of them if it was sent.
    pub fn names(&self) -> impl Iterator<Item = FieldName<'a>> + use<'a, F> {
        self.names.into_iter().flat_map(|lines| lines.iter())
    }

    /// Returns how long a [cache](crate::cors::cache::Cache) may keep the answer.
    #[must_use]
    pub const fn max_age(&self) -> Duration {
        self.max_age
    }

    fn allows_method(&self, request: &Request<'_>) -> bool {
        request.method().is_safelisted()
            || self
                .methods()
                .any(|method| method == request.method() || (method == Method::ANY && !request.includes_credentials()))
    }

    fn lists(&self, name: FieldName<'_>) -> bool {
        self.names().any(|listed| listed == name)
    }

    fn fault_of_methods(&self, method: Method<'_>) -> Fault {
        let is_other_case = |listed: Method<'_>| listed.as_bytes().eq_ignore_ascii_case(method.as_bytes());
        if self.methods.is_none() {
            Fault::Absent
        } else if self.methods().any(is_other_case) {
            Fault::Case
        } else if self.methods().any(|listed| listed == Method::ANY) {
            Fault::Wildcard
        } else {
            Fault::Other
        }
    }

    fn fault_of_names(&self) -> Fault {
        match self.names {
            None => Fault::Absent,
            Some(_) if self.lists(FieldName::ANY) => Fault::Wildcard,
            Some(_) => Fault::Other,
        }
    }
}

impl<F> fmt::Debug for Allowed<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Allowed").field("max_age", &self.max_age).finish_non_exhaustive()
    }
}
