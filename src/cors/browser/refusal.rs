//! Why a browser refuses: which step of Fetch fails, for which field, and what the server should have sent.

use core::fmt;

use crate::cors::names::{FieldName, Method, UnsafeNames};
use crate::cors::origin::Origin;
use crate::cors::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN,
};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::LineError;

/// Why a browser refuses a response, or the answer to a preflight.
///
/// ```
/// use countersign::Encode;
/// use countersign::cors::browser::{Fault, Profile, Request, Step};
/// use countersign::cors::names::Method;
/// use countersign::cors::origin::Origin;
///
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::PATCH);
/// let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT, patch")];
/// let refusal = Profile::FETCH.preflight_check(&request, 204, &answer).unwrap_err();
/// assert_eq!((refusal.step(), refusal.fault()), (Step::Method, Fault::Case));
/// assert_eq!(refusal.field(), Some("Access-Control-Allow-Methods"));
/// assert_eq!(refusal.wanted().encode_to_slice(&mut [0; 8]).unwrap(), b"PATCH");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a> {
    step: Step,
    fault: Fault,
    wanted: Wanted<'a>,
    name: Option<FieldName<'a>>,
}

impl<'a> Refusal<'a> {
    pub(super) const fn new(step: Step, fault: Fault, wanted: Wanted<'a>) -> Self {
        Self { step, fault, wanted, name: None }
    }

    /// Because of this name of a field of the request.
    pub(super) const fn of_name(self, name: FieldName<'a>) -> Self {
        Self { name: Some(name), ..self }
    }

    /// Which step fails.
    #[must_use]
    pub const fn step(&self) -> Step {
        self.step
    }

    /// The field that is to blame; `None` when it is the status.
    #[must_use]
    pub const fn field(&self) -> Option<&'static str> {
        match self.wanted {
            Wanted::Origin(_) => Some(ACCESS_CONTROL_ALLOW_ORIGIN),
            Wanted::True => Some(ACCESS_CONTROL_ALLOW_CREDENTIALS),
            Wanted::OkStatus => None,
            Wanted::Method(_) => Some(ACCESS_CONTROL_ALLOW_METHODS),
            Wanted::Names(_) => Some(ACCESS_CONTROL_ALLOW_HEADERS),
        }
    }

    /// What is wrong with it.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        self.fault
    }

    /// Which field of the request is not allowed, the first of them.
    #[must_use]
    pub const fn name(&self) -> Option<FieldName<'a>> {
        self.name
    }

    /// What the server should have sent instead. The step then passes, though a later one may fail.
    #[must_use]
    pub const fn wanted(&self) -> Wanted<'a> {
        self.wanted
    }
}

impl fmt::Display for Refusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.step, self.field().unwrap_or("status"), self.fault)?;
        match self.name {
            Some(name) => write!(f, ", of {name}"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for Refusal<'_> {}

/// A step at which a browser may refuse. `Display` gives its number, as of Fetch in July 2026.
///
/// ```
/// use countersign::cors::browser::Step;
///
/// assert_eq!((Step::Names.algorithm(), Step::Names.number()), ("CORS-preflight fetch", "7.7"));
/// assert_eq!(Step::AllowOrigin.to_string(), "CORS check, step 4");
/// assert!(Step::AllowOrigin < Step::Names, "an earlier step is less");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// There is an `Access-Control-Allow-Origin`.
    AllowOriginPresent,
    /// It is the request's origin; or `*`, when no credentials are included.
    AllowOrigin,
    /// `Access-Control-Allow-Credentials` is `true`, when credentials are included.
    AllowCredentials,
    /// The status of the answer to a preflight is one from 200 to 299.
    Status,
    /// `Access-Control-Allow-Methods` and `Access-Control-Allow-Headers` are lists, if they are there.
    Lists,
    /// The method is listed, or safelisted; or `*` is listed, when no credentials are included.
    Method,
    /// `Authorization` is listed by its name, if the request has it.
    Authorization,
    /// All other names that are not safelisted are listed; or `*` is, when no credentials are included.
    Names,
}

impl Step {
    /// The algorithm of Fetch that the step is one of.
    #[must_use]
    pub const fn algorithm(self) -> &'static str {
        match self {
            Self::AllowOriginPresent | Self::AllowOrigin | Self::AllowCredentials => "CORS check",
            _ => "CORS-preflight fetch",
        }
    }

    /// Its number there.
    #[must_use]
    pub const fn number(self) -> &'static str {
        match self {
            Self::AllowOriginPresent => "2",
            Self::AllowOrigin => "4",
            Self::AllowCredentials | Self::Status => "7",
            Self::Lists => "7.3",
            Self::Method => "7.5",
            Self::Authorization => "7.6",
            Self::Names => "7.7",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, step {}", self.algorithm(), self.number())
    }
}

/// What is wrong with a field, or with the status.
///
/// ```
/// use countersign::cors::browser::{Fault, Profile, Request};
/// use countersign::cors::{names::Method, origin::Origin};
///
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::GET);
/// let response = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Origin", "*")];
/// let fault = Profile::FETCH.cors_check(&request, &response).unwrap_err().fault();
/// assert_eq!(fault, Fault::Repeated);
/// assert_eq!(fault.to_string(), "on several lines");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no such field.
    Absent,
    /// There are several lines where one is allowed. Mostly two programs have added one each.
    Repeated,
    /// It is no value of this field.
    Broken(LineError),
    /// It is another value than is wanted, or a list without it.
    Other,
    /// It is what is wanted, but in another case.
    Case,
    /// It is or lists `*`, which stands for nothing when credentials are included, and never for `Authorization`.
    Wildcard,
    /// It is this status.
    Status(u16),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent"),
            Self::Repeated => f.write_str("on several lines"),
            Self::Broken(error) => error.fmt(f),
            Self::Other => f.write_str("not what is wanted"),
            Self::Case => f.write_str("in another case than is wanted"),
            Self::Wildcard => f.write_str("`*` does not count"),
            Self::Status(status) => status.fmt(f),
        }
    }
}

/// What a server should have sent: the value of a field, as it is written and shown, or a status.
///
/// ```
/// use countersign::cors::browser::{Profile, Request, Wanted};
/// use countersign::cors::{names::{FieldName, Method}, origin::Origin};
///
/// let headers = [(FieldName::AUTHORIZATION, &b"Bearer mF_9"[..]), (FieldName::CONTENT_TYPE, b"application/json")];
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::POST).with_headers(&headers);
/// let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "content-type")];
/// let refusal = Profile::FETCH.preflight_check(&request, 204, &answer).unwrap_err();
/// assert!(matches!(refusal.wanted(), Wanted::Names(_)));
/// assert_eq!(refusal.wanted().to_string(), "authorization,content-type");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// The origin that asks.
    Origin(Origin<'a>),
    /// `true`
    True,
    /// A status from 200 to 299; 204 is written.
    OkStatus,
    /// A list with this method.
    Method(Method<'a>),
    /// A list with all these names.
    Names(UnsafeNames<'a, FieldName<'a>, &'a [u8]>),
}

impl fmt::Display for Wanted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Origin(origin) => origin.fmt(f),
            Self::True => f.write_str("true"),
            Self::OkStatus => f.write_str("204"),
            Self::Method(method) => method.fmt(f),
            Self::Names(names) => names.iter().enumerate().try_for_each(|(index, name)| {
                let comma = if index > 0 { "," } else { "" };
                write!(f, "{comma}{}", name.lower_case())
            }),
        }
    }
}

impl FieldContent for Wanted<'_> {}

impl Encode for Wanted<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match self {
            Self::Origin(origin) => origin.write(wire),
            Self::True => wire.put(b"true"),
            Self::OkStatus => wire.put(b"204"),
            Self::Method(method) => method.write(wire),
            Self::Names(names) => names.write(wire),
        }
    }
}
