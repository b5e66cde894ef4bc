//! Why a browser rejects a response: the step of Fetch, the field, and what the server should have sent.

use core::fmt;

use crate::cors::names::{FieldName, Method, UnsafeNames};
use crate::cors::origin::Origin;
use crate::cors::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN,
};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::LineError;

/// Why a browser rejects a response, or the answer to a preflight.
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

    /// Adds the field of the request that is not allowed.
    pub(super) const fn of_name(self, name: FieldName<'a>) -> Self {
        Self { name: Some(name), ..self }
    }

    /// Returns the step that failed.
    #[must_use]
    pub const fn step(&self) -> Step {
        self.step
    }

    /// Returns the name of the field that is wrong, or `None` if it is the status.
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

    /// Returns what is wrong with the field or the status.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        self.fault
    }

    /// Returns the first field of the request that is not allowed.
    #[must_use]
    pub const fn name(&self) -> Option<FieldName<'a>> {
        self.name
    }

    /// Returns what the server should have sent instead. With it, this step passes; a later one may still fail.
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

impl core::error::Error for Refusal<'_> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.fault {
            Fault::Invalid(error) => Some(error),
            _ => None,
        }
    }
}

/// A step at which a browser may reject a response. `Display` shows its number, as in Fetch of July 2026.
///
/// ```
/// use countersign::cors::browser::Step;
///
/// assert_eq!((Step::Names.algorithm(), Step::Names.number()), ("CORS-preflight fetch", "7.7"));
/// assert_eq!(Step::AllowOrigin.to_string(), "CORS check, step 4");
/// assert!(Step::AllowOrigin < Step::Names, "an earlier step is smaller");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Step {
    /// `Access-Control-Allow-Origin` is present.
    AllowOriginPresent,
    /// It is the origin of the request; or `*`, if no credentials are included.
    AllowOrigin,
    /// `Access-Control-Allow-Credentials` is `true`, if credentials are included.
    AllowCredentials,
    /// The status of the answer to a preflight is from 200 to 299.
    Status,
    /// `Access-Control-Allow-Methods` and `Access-Control-Allow-Headers` are valid lists, if present.
    Lists,
    /// The method is listed or safelisted; or `*` is listed, if no credentials are included.
    Method,
    /// `Authorization` is listed by name, if the request has it.
    Authorization,
    /// All other names that are not safelisted are listed; or `*` is, if no credentials are included.
    Names,
}

impl Step {
    /// Returns the algorithm of Fetch to which the step belongs.
    #[must_use]
    pub const fn algorithm(self) -> &'static str {
        match self {
            Self::AllowOriginPresent | Self::AllowOrigin | Self::AllowCredentials => "CORS check",
            _ => "CORS-preflight fetch",
        }
    }

    /// Returns its number in the algorithm.
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

/// What is wrong with a field or with the status.
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
#[non_exhaustive]
pub enum Fault {
    /// The field is absent.
    Absent,
    /// The field has several lines, and may have one only. Often, two programs have each added one.
    Repeated,
    /// The value is not valid for this field.
    Invalid(LineError),
    /// The value is a different one, or a list without it.
    Other,
    /// The value differs only in upper and lower case.
    Case,
    /// The value is or contains `*`, which is not a wildcard if credentials are included, and in the standard never includes
    /// `Authorization`.
    Wildcard,
    /// The status is this one.
    Status(u16),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent"),
            Self::Repeated => f.write_str("on several lines"),
            Self::Invalid(error) => error.fmt(f),
            Self::Other => f.write_str("not the value that is required"),
            Self::Case => f.write_str("differs in upper and lower case"),
            Self::Wildcard => f.write_str("`*` is not a wildcard here"),
            Self::Status(status) => status.fmt(f),
        }
    }
}

/// What a server should have sent: the value of a field, or a status. It can be written and displayed.
///
/// ```
/// use countersign::cors::browser::{Profile, Request, Wanted};
/// use countersign::cors::{names::{FieldName, Method}, origin::Origin};
///
/// let headers = [(FieldName::AUTHORIZATION, &b"Bearer mF_9"[..]), (FieldName::CONTENT_TYPE, b"application/json")];
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::POST).with_headers(&headers)?;
/// let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "content-type")];
/// let refusal = Profile::FETCH.preflight_check(&request, 204, &answer).unwrap_err();
/// assert!(matches!(refusal.wanted(), Wanted::Names(_)));
/// assert_eq!(refusal.wanted().to_string(), "authorization,content-type");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Wanted<'a> {
    /// The origin of the request.
    Origin(Origin<'a>),
    /// `true`
    True,
    /// A status from 200 to 299, written as 204.
    OkStatus,
    /// A list that contains this method.
    Method(Method<'a>),
    /// A list that contains all these names.
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
