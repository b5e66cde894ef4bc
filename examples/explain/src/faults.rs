//! What is wrong with a response, in words.

use core::fmt;

use countersign::cors::browser::{Fault, Refusal, Step, Wanted};
use countersign::cors::origin::Origin;
use countersign::cors::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN,
};
use countersign::{Fields, LineError};

use crate::message::Message;
use crate::shown::Octets;

/// Where Fetch has the algorithm of a step: the number of the section, and its address.
#[must_use]
pub fn section(step: Step) -> (&'static str, &'static str) {
    match step.algorithm() {
        "CORS check" => ("4.10", "https://fetch.spec.whatwg.org/#concept-cors-check"),
        _ => ("4.8", "https://fetch.spec.whatwg.org/#cors-preflight-fetch"),
    }
}

/// A refusal in words, as the end of a sentence.
pub(crate) struct Why<'w> {
    pub refusal: &'w Refusal<'w>,
    pub response: &'w Message<'w>,
}

impl fmt::Display for Why<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.refusal.step(), self.refusal.wanted()) {
            (Step::AllowOriginPresent | Step::AllowOrigin, Wanted::Origin(origin)) => self.origin(f, origin),
            (Step::AllowCredentials, _) => self.credentials(f),
            (Step::Status, _) => {
                let status = self.response.status();
                write!(f, "the status is {status}, and nothing but one from 200 to 299 lets the request go out")
            }
            (Step::Lists, _) => self.broken_list(f),
            (Step::Method, Wanted::Method(method)) => {
                let name = ACCESS_CONTROL_ALLOW_METHODS;
                match self.refusal.fault() {
                    Fault::Absent => write!(f, "there is no {name}, and {method} is no method that needs none"),
                    Fault::Case => write!(f, "{name} lists {method} in another case only, and case counts"),
                    Fault::Wildcard => {
                        write!(
                            f,
                            "{name} lists `*`, which does not count when credentials are included, and {method} is not listed"
                        )
                    }
                    _ => write!(f, "{name} does not list {method}"),
                }
            }
            _ => self.name(f),
        }
    }
}

impl Why<'_> {
    fn lines(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        self.response.values(name)
    }

    fn value(&self, name: &'static str) -> Octets<'_> {
        Octets(self.lines(name).find(|line| !line.is_empty()).unwrap_or_default())
    }

    fn origin(&self, f: &mut fmt::Formatter<'_>, page: Origin<'_>) -> fmt::Result {
        let name = ACCESS_CONTROL_ALLOW_ORIGIN;
        let value = self.value(name);
        match self.refusal.fault() {
            Fault::Absent => write!(f, "there is no {name}"),
            Fault::Repeated => self.repeated(f, name),
            Fault::Wildcard => write!(f, "{name} is {value}, which does not count when credentials are included"),
            Fault::Broken(error) => {
                write!(f, "{name} is {value}, which is no origin: ")?;
                match value.0 {
                    [] => f.write_str("there is nothing"),
                    octets if octets.contains(&b',') => f.write_str("only one may stand there"),
                    [.., b'/'] => f.write_str("there is no slash at the end of one"),
                    octets if octets.contains(&b'*') => f.write_str("`*` may only stand alone"),
                    octets if octets.eq_ignore_ascii_case(b"null") => f.write_str("`null` is in lower case"),
                    octets if octets.iter().any(u8::is_ascii_uppercase) => f.write_str("one is in lower case"),
                    _ => write!(f, "{}", error.error()),
                }
            }
            _ => {
                write!(f, "{name} is {value}, and the page is of `{page}`")?;
                let Ok(allowed) = Origin::parse_tolerant(value.0) else {
                    return Ok(());
                };
                if allowed.is_same_origin(&page) {
                    f.write_str(": the same, but they are compared octet by octet")
                } else if allowed.host() == page.host() && allowed.host().is_some() {
                    let part = if allowed.scheme() == page.scheme() { "port" } else { "scheme" };
                    write!(f, ": the {part} is another")
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
            Fault::Absent => write!(f, "there is no {name}, and credentials are included"),
            Fault::Repeated => self.repeated(f, name),
            Fault::Case => write!(f, "{name} is {value}, and it must be `true`, in lower case"),
            _ => write!(f, "{name} is {value}, and nothing but `true` counts"),
        }
    }

    fn repeated(&self, f: &mut fmt::Formatter<'_>, name: &'static str) -> fmt::Result {
        let count = self.lines(name).count();
        write!(f, "there are {count} lines of {name}, which are one value with commas in it then; ")?;
        f.write_str("mostly two programs have added one each")
    }

    fn broken_list(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.refusal.field().unwrap_or_default();
        let Fault::Broken(error) = self.refusal.fault() else {
            return write!(f, "{name} is no list");
        };
        write!(f, "{name} is no list: {}", Place { error, lines: self.lines(name).count() })?;
        let line = self.lines(name).nth(error.line()).unwrap_or_default();
        write!(f, " of {}", Octets(line))
    }

    fn name(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let allow = ACCESS_CONTROL_ALLOW_HEADERS;
        let (name, is_apart) = match self.refusal.name() {
            Some(name) if name.is_non_wildcard_request() => ("Authorization", true),
            Some(name) => (name.as_str(), false),
            None => ("", false),
        };
        match self.refusal.fault() {
            Fault::Absent => write!(f, "there is no {allow}, and the request has {name}"),
            Fault::Wildcard if is_apart => {
                write!(f, "{allow} lists `*`, which does not stand for {name}, and {name} is not listed")
            }
            Fault::Wildcard => {
                write!(
                    f,
                    "{allow} lists `*`, which does not count when credentials are included, and {name} is not listed"
                )
            }
            _ => write!(f, "{allow} does not list {name}"),
        }
    }
}

/// Where a list breaks; the line is told where there are several.
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
