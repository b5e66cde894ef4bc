//! The preflight: when it is needed, what it carries, and whether its answer lets the request go out.

use core::fmt;
use core::time::Duration;

use super::{Fault, InvalidMaxAge, Profile, Refusal, Request, Single, Step, Wanted};
use crate::cors::ACCESS_CONTROL_MAX_AGE;
use crate::cors::names::{FieldName, Method, UnsafeNames};
use crate::cors::origin::Origin;
use crate::cors::values::{self, DeltaSeconds, FieldNames, Methods};
use crate::fields::Fields;

impl Profile {
    /// Whether a preflight comes before this request, which goes to another origin. A
    /// [cache](crate::cors::cache::Cache) may still make it needless.
    #[must_use]
    pub fn needs_preflight(&self, request: &Request<'_>) -> bool {
        request.use_preflight || !request.method.is_safelisted() || !self.unsafe_names(request).is_empty()
    }

    /// What the preflight of this request carries.
    #[must_use]
    pub fn preflight<'a>(&self, request: &Request<'a>) -> Preflight<'a> {
        let names = self.unsafe_names(request);
        let names = if self.repeats_names { names.repeating() } else { names };
        Preflight { origin: request.origin, method: request.method, names }
    }

    /// The names of those fields of the request that are not safelisted.
    #[must_use]
    pub fn unsafe_names<'a>(&self, request: &Request<'a>) -> UnsafeNames<'a, FieldName<'a>, &'a [u8]> {
        UnsafeNames::checked(request.headers, self.safelist())
    }

    /// Whether the answer to a preflight lets its request go out:
    /// [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch), step 7.
    ///
    /// Nothing is kept but the two: it costs the number of names that are asked for times the number of those listed.
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
    /// assert_eq!(allowed.max_age(), Duration::from_secs(7_200), "Chromium keeps no answer longer");
    ///
    /// let refusal = Profile::FETCH.preflight_check(&request, 401, &answer).unwrap_err();
    /// assert_eq!(refusal.to_string(), "CORS-preflight fetch, step 7: status: 401");
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Why it does not.
    pub fn preflight_check<'a, F: Fields<'a>>(
        &self,
        request: &Request<'a>,
        status: u16,
        response: F,
    ) -> Result<Allowed<'a, F>, Refusal<'a>> {
        self.cors_check(request, response)?;
        if !matches!(status, 200..=299) {
            return Err(Refusal::new(Step::Status, Fault::Status(status), Wanted::OkStatus));
        }
        let method = Wanted::Method(request.method);
        let unsafe_names = self.unsafe_names(request);
        let names = Wanted::Names(unsafe_names);
        let allowed = Allowed {
            methods: values::allow_methods(response)
                .map_err(|error| Refusal::new(Step::Lists, Fault::Broken(error), method))?,
            names: values::allow_headers(response)
                .map_err(|error| Refusal::new(Step::Lists, Fault::Broken(error), names))?,
            asked: request.use_preflight.then_some(request.method),
            max_age: self.max_age(response),
        };
        if !allowed.allows_method(request) {
            return Err(Refusal::new(Step::Method, allowed.fault_of_methods(request.method), method));
        }
        let any = !request.includes_credentials() && allowed.lists(FieldName::ANY);
        let refused = |step, name| Err(Refusal::new(step, allowed.fault_of_names(), names).of_name(name));
        let covered = any && self.any_covers_authorization;
        let mut authorization =
            request.headers.iter().map(|(name, _)| *name).filter(|name| name.is_non_wildcard_request());
        if let Some(name) = authorization.find(|name| !covered && !allowed.lists(*name)) {
            return refused(Step::Authorization, name);
        }
        match unsafe_names.iter().find(|name| !any && !allowed.lists(*name)) {
            Some(name) => refused(Step::Names, name),
            None => Ok(allowed),
        }
    }

    /// How long the answer to a preflight is good: steps 7.8 to 7.10.
    fn max_age<'r>(&self, response: impl Fields<'r>) -> Duration {
        let value = match self.single(response, ACCESS_CONTROL_MAX_AGE) {
            Single::Absent => return self.default_max_age,
            Single::Line(_, value) => value,
            Single::Repeated => &[],
        };
        let max_age = match DeltaSeconds::parse(value) {
            Ok(seconds) => Duration::from_secs(seconds.get()),
            Err(_) if self.forgets(value) => Duration::ZERO,
            Err(_) => self.default_max_age,
        };
        max_age.min(self.max_age_limit)
    }

    fn forgets(&self, value: &[u8]) -> bool {
        match self.invalid_max_age {
            InvalidMaxAge::Default => false,
            InvalidMaxAge::Expired => true,
            InvalidMaxAge::ExpiredIfNegative => {
                value.strip_prefix(b"-").is_some_and(|value| DeltaSeconds::parse(value).is_ok())
            }
        }
    }
}

/// What a preflight carries besides `Accept: */*`. Its method is `OPTIONS`, and no credentials go along.
///
/// ```
/// use countersign::Encode;
/// use countersign::cors::browser::{Profile, Request};
/// use countersign::cors::names::{FieldName, Method};
/// use countersign::cors::origin::Origin;
///
/// let headers = [(FieldName::new("X-Total")?, &b"7"[..]), (FieldName::AUTHORIZATION, b"Bearer mF_9")];
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::GET).with_headers(&headers);
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
    /// `Origin`.
    #[must_use]
    pub const fn origin(&self) -> Origin<'a> {
        self.origin
    }

    /// `Access-Control-Request-Method`.
    #[must_use]
    pub const fn request_method(&self) -> Method<'a> {
        self.method
    }

    /// `Access-Control-Request-Headers`, which is not sent when there is nothing to ask.
    #[must_use]
    pub fn request_headers(&self) -> Option<UnsafeNames<'a, FieldName<'a>, &'a [u8]>> {
        (!self.names.is_empty()).then_some(self.names)
    }
}

/// What the answer to a preflight allows, for its own request and, as long as it is good, for others.
///
/// ```
/// use countersign::cors::browser::{Profile, Request};
/// use countersign::cors::names::{FieldName, Method};
/// use countersign::cors::origin::Origin;
///
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::POST).with_preflight();
/// let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "content-type, *")];
/// let allowed = Profile::FETCH.preflight_check(&request, 204, &answer).unwrap();
/// assert!(allowed.methods().eq([Method::POST]), "none is listed, and the one that was asked for stands");
/// assert!(allowed.names().eq([FieldName::CONTENT_TYPE, FieldName::ANY]));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Allowed<'a, F> {
    methods: Option<Methods<'a, F>>,
    names: Option<FieldNames<'a, F>>,
    /// The method that is allowed when none are listed.
    asked: Option<Method<'a>>,
    max_age: Duration,
}

impl<'a, F: Fields<'a>> Allowed<'a, F> {
    /// The methods, `*` among them as it was sent.
    pub fn methods(&self) -> impl Iterator<Item = Method<'a>> + use<'a, F> {
        let asked = if self.methods.is_none() { self.asked } else { None };
        self.methods.into_iter().flat_map(|lines| lines.iter()).chain(asked)
    }

    /// The names of fields, `*` among them as it was sent.
    pub fn names(&self) -> impl Iterator<Item = FieldName<'a>> + use<'a, F> {
        self.names.into_iter().flat_map(|lines| lines.iter())
    }

    /// How long a [cache](crate::cors::cache::Cache) may keep it.
    #[must_use]
    pub const fn max_age(&self) -> Duration {
        self.max_age
    }

    fn allows_method(&self, request: &Request<'_>) -> bool {
        request.method.is_safelisted()
            || self
                .methods()
                .any(|method| method == request.method || (method == Method::ANY && !request.includes_credentials()))
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
