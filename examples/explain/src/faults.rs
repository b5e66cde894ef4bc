//! Describes what is wrong with a response.

use core::fmt;

use countersign::cors::browser::{Fault, Refusal, Step, Wanted};
use countersign::cors::origin::Origin;
use countersign::cors::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN,
};
use countersign::{Fields, LineError};

use crate::shown::Quoted;

/// Returns the section of the Fetch standard that defines a step, and its URL.
#[must_use]
pub fn section(step: Step) -> (&'static str, &'static str) {
    match step.algorithm() {
        "CORS check" => ("4.10", "https://fetch.spec.whatwg.org/#concept-cors-check"),
        _ => ("4.8", "https://fetch.spec.whatwg.org/#cors-preflight-fetch"),
    }
}

/// Why a browser rejects a response. `Display` writes it as the end of a sentence.
///
/// ```
/// use countersign::cors::browser::{Profile, Request};
/// use countersign::cors::{names::Method, origin::Origin};
/// use countersign_explain::Why;
///
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::GET);
/// let response = [("Access-Control-Allow-Origin", "https://shop.example/")];
/// let refusal = Profile::FETCH.cors_check(&request, &response).unwrap_err();
/// assert_eq!(
///     Why::new(&refusal, 200, &response).to_string(),
///     "Access-Control-Allow-Origin is `https://shop.example/`, which is not an origin: an origin does not end with a slash"
/// );
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Why<'w, F> {
    refusal: &'w Refusal<'w>,
    status: u16,
    response: F,
}

impl<'w, F: Fields<'w>> Why<'w, F> {
    /// Takes the status and the fields of the response.
    pub const fn new(refusal: &'w Refusal<'w>, status: u16, response: F) -> Self {
        Self { refusal, status, response }
    }
}

/// Shows no field values, because they may contain credentials.
impl<F> fmt::Debug for Why<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Why").field(&self.refusal.step()).field(&self.refusal.fault()).finish()
    }
}

impl<'w, F: Fields<'w>> fmt::Display for Why<'w, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.refusal.step(), self.refusal.wanted()) {
            (Step::AllowOriginPresent | Step::AllowOrigin, Wanted::Origin(origin)) => self.origin(f, origin),
            (Step::AllowCredentials, _) => self.credentials(f),
            (Step::Status, _) => {
                let status = self.status;
                write!(f, "the status is {status}, but only a status from 200 to 299 allows the request")
            }
            (Step::Lists, _) => self.broken_list(f),
            (Step::Method, Wanted::Method(method)) => {
                let name = ACCESS_CONTROL_ALLOW_METHODS;
                match self.refusal.fault() {
                    Fault::Absent => write!(f, "there is no {name}, and {method} is not allowed without it"),
                    Fault::Case => write!(f, "{name} lists {method} in a different case, but case matters"),
                    Fault::Wildcard => {
                        write!(
                            f,
                            "{name} lists `*`, which does not apply to requests with credentials, and does not list {method}"
                        )
                    }
                    _ => write!(f, "{name} does not list {method}"),
                }
            }
            _ => self.name(f),
        }
    }
}

impl<'w, F: Fields<'w>> Why<'w, F> {
    fn lines(&self, name: &'static str) -> impl Iterator<Item = &'w [u8]> {
        self.response.values(name)
    }

    fn value(&self, name: &'static str) -> Quoted<'w> {
        Quoted(self.lines(name).find(|line| !line.is_empty()).unwrap_or_default())
    }

    fn origin(&self, f: &mut fmt::Formatter<'_>, page: Origin<'_>) -> fmt::Result {
        let name = ACCESS_CONTROL_ALLOW_ORIGIN;
        let value = self.value(name);
        match self.refusal.fault() {
            Fault::Absent => write!(f, "there is no {name}"),
            Fault::Repeated => self.repeated(f, name),
            Fault::Wildcard => write!(f, "{name} is {value}, which does not apply to requests with credentials"),
            Fault::Invalid(error) => {
                write!(f, "{name} is {value}, which is not an origin: ")?;
                match value.0 {
                    [] => f.write_str("it is empty"),
                    bytes if bytes.contains(&b',') => f.write_str("only one origin is allowed"),
                    [.., b'/'] => f.write_str("an origin does not end with a slash"),
                    bytes if bytes.contains(&b'*') => f.write_str("`*` is only allowed alone"),
                    bytes if bytes.eq_ignore_ascii_case(b"null") => f.write_str("`null` must be in lower case"),
                    bytes if bytes.iter().any(u8::is_ascii_uppercase) => f.write_str("an origin is in lower case"),
                    _ => write!(f, "{}", error.error()),
                }
            }
            _ => {
                let subject = if page.is_null() { "request" } else { "page" };
                write!(f, "{name} is {value}, but the {subject} has the origin `{page}`")?;
                let Ok(allowed) = Origin::parse_tolerant(value.0) else {
                    return Ok(());
                };
                if allowed.is_same_origin(&page) {
                    f.write_str(": the origins are the same, but browsers compare their bytes")
                } else if allowed.host() == page.host() && allowed.host().is_some() {
                    let part = if allowed.scheme() == page.scheme() { "port" } else { "scheme" };
                    write!(f, ": the {part} differs")
                } else {
                    Ok(())
                }
            }
        }
    }

    fn credentials(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = ACCESS_CONTROL_ALLOW_CREDENTIALS;
        let value = self.value(name);
        match self.refusal.fault() {
            Fault::Absent => write!(f, "there is no {name}, but the request includes credentials"),
            Fault::Repeated => self.repeated(f, name),
            Fault::Case => write!(f, "{name} is {value}, but it must be `true`, in lower case"),
            _ => write!(f, "{name} is {value}, but only `true` is accepted"),
        }
    }

    fn repeated(&self, f: &mut fmt::Formatter<'_>, name: &'static str) -> fmt::Result {
        let count = self.lines(name).count();
        write!(f, "there are {count} lines of {name}, which browsers join with commas; ")?;
        f.write_str("usually, two programs have each added one")
    }

    fn broken_list(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.refusal.field().unwrap_or_default();
        let Fault::Invalid(error) = self.refusal.fault() else {
            return write!(f, "{name} is not a list");
        };
        write!(f, "{name} is not a list: {}", Place { error, lines: self.lines(name).count() })?;
        let line = self.lines(name).nth(error.line()).unwrap_or_default();
        write!(f, ", in {}", Quoted(line))
    }

    fn name(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let allow = ACCESS_CONTROL_ALLOW_HEADERS;
        let (name, is_special) = match self.refusal.name() {
            Some(name) if name.is_non_wildcard_request() => ("Authorization", true),
            Some(name) => (name.as_str(), false),
            None => ("", false),
        };
        match self.refusal.fault() {
            Fault::Absent => write!(f, "there is no {allow}, but the request has {name}"),
            Fault::Wildcard if is_special => {
                write!(f, "{allow} lists `*`, which does not include {name}, and does not list {name}")
            }
            Fault::Wildcard => {
                write!(
                    f,
                    "{allow} lists `*`, which does not apply to requests with credentials, and does not list {name}"
                )
            }
            _ => write!(f, "{allow} does not list {name}"),
        }
    }
}

/// The place of an error in a list, with the line if there are several.
struct Place {
    error: LineError,
    lines: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.error.error())?;
        if self.lines > 1 { write!(f, " of line {}", self.error.line().saturating_add(1)) } else { Ok(()) }
    }
}
