//! What makes a setting a mistake.

use crate::cors::names::{FieldName, Method};
use crate::cors::origin::OriginPattern;
use crate::cors::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK, ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, ORIGIN,
};
use crate::error::ValueErrorKind;
use crate::syntax::token::is_one_of;

use super::builder::Builder;
use super::mistakes::{Mistake, Part, Reason, Setting};

/// The longest that a browser keeps what a preflight was answered, in seconds.
const MAX_AGE: i64 = 86_400;

/// Walks the settings, and takes away those that it was at.
#[derive(Clone)]
pub(super) struct Check<'a> {
    rest: Builder<'a>,
    has_origins: bool,
}

/// A mistake, or what is one when this is a public suffix.
pub(super) enum Finding<'a> {
    Mistake(Mistake<'a>),
    Below { base: &'a str, mistake: Mistake<'a> },
}

impl<'a> Check<'a> {
    pub(super) const fn new(policy: Builder<'a>) -> Self {
        Self { has_origins: !policy.origins.is_empty() || policy.static_origin.is_some(), rest: policy }
    }

    /// The first mistake, where a name of one label is taken for a public suffix.
    pub(super) const fn first(mut self) -> Option<Mistake<'a>> {
        while let Some(finding) = self.next() {
            match finding {
                Finding::Mistake(mistake) => return Some(mistake),
                Finding::Below { base, mistake } if is_one_label(base) => return Some(mistake),
                Finding::Below { .. } => {}
            }
        }
        None
    }

    pub(super) const fn next(&mut self) -> Option<Finding<'a>> {
        if !self.has_origins {
            self.has_origins = true;
            return Some(mistake(Part::Origin, Setting::Text(""), Reason::Missing));
        }
        if let Some(origin) = self.rest.static_origin.take() {
            let finding = match OriginPattern::new(origin) {
                Ok(pattern) if pattern.origin().is_none() => {
                    Some(mistake(Part::Origin, Setting::Text(origin), Reason::Wildcard))
                }
                _ => self.against_origin(origin),
            };
            if finding.is_some() {
                return finding;
            }
        }
        while let Some((&origin, others)) = self.rest.origins.split_first() {
            self.rest.origins = others;
            if let Some(finding) = self.against_origin(origin) {
                return Some(finding);
            }
        }
        while let Some((&method, others)) = self.rest.methods.split_first() {
            self.rest.methods = others;
            if let Some(reason) = against_method(method) {
                return Some(mistake(Part::Method, Setting::Text(method), reason));
            }
        }
        while let Some((&name, others)) = self.rest.request_headers.split_first() {
            self.rest.request_headers = others;
            if let Some(reason) = against_request_header(name) {
                return Some(mistake(Part::RequestHeader, Setting::Text(name), reason));
            }
        }
        while let Some((&name, others)) = self.rest.response_headers.split_first() {
            self.rest.response_headers = others;
            if let Some(reason) = against_response_header(name, self.rest.credentials) {
                return Some(mistake(Part::ResponseHeader, Setting::Text(name), reason));
            }
        }
        self.against_numbers()
    }

    const fn against_numbers(&mut self) -> Option<Finding<'a>> {
        let seconds = core::mem::replace(&mut self.rest.max_age, 0);
        if seconds < -1 || seconds > MAX_AGE {
            return Some(mistake(Part::MaxAge, Setting::Number(seconds), Reason::OutOfBounds));
        }
        let status = core::mem::replace(&mut self.rest.preflight_status, 204);
        if status < 200 || status > 299 {
            let [low, high] = status.to_le_bytes();
            let status = i64::from_le_bytes([low, high, 0, 0, 0, 0, 0, 0]);
            return Some(mistake(Part::PreflightStatus, Setting::Number(status), Reason::OutOfBounds));
        }
        None
    }

    const fn against_origin(&self, text: &'a str) -> Option<Finding<'a>> {
        // Whoever is allowed then gets more than anybody gets who asks without a browser.
        let is_sensitive = self.rest.credentials || self.rest.private_network;
        let reason = match OriginPattern::new(text) {
            Err(error) if matches!(error.kind(), ValueErrorKind::Prohibited) => Reason::Prohibited,
            Err(_) => Reason::Invalid,
            Ok(_) if !is_sensitive => return None,
            Ok(pattern) if pattern.is_any() => Reason::Wildcard,
            Ok(pattern) if !pattern.is_secure() && !self.rest.tolerated.insecure => Reason::Insecure,
            Ok(pattern) => {
                return match pattern.subdomains_of() {
                    Some(host) if !self.rest.tolerated.public_suffixes => Some(Finding::Below {
                        base: host.as_str(),
                        mistake: Mistake::new(Part::Origin, Setting::Text(text), Reason::PublicSuffix),
                    }),
                    _ => None,
                };
            }
        };
        Some(mistake(Part::Origin, Setting::Text(text), reason))
    }
}

const fn mistake(part: Part, setting: Setting<'_>, reason: Reason) -> Finding<'_> {
    Finding::Mistake(Mistake::new(part, setting, reason))
}

pub(in crate::cors) const fn against_method(text: &str) -> Option<Reason> {
    match Method::new(text) {
        Err(_) => Some(Reason::Invalid),
        Ok(method) if method.is_forbidden() => Some(Reason::Forbidden),
        Ok(_) => None,
    }
}

pub(in crate::cors) const fn against_request_header(text: &str) -> Option<Reason> {
    const OF_RESPONSES: [&str; 7] = [
        ACCESS_CONTROL_ALLOW_CREDENTIALS,
        ACCESS_CONTROL_ALLOW_HEADERS,
        ACCESS_CONTROL_ALLOW_METHODS,
        ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK,
        ACCESS_CONTROL_EXPOSE_HEADERS,
        ACCESS_CONTROL_MAX_AGE,
    ];
    match FieldName::new(text) {
        Err(_) => Some(Reason::Invalid),
        Ok(name) if name.is_forbidden_request() || name.is(ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK) => {
            Some(Reason::Forbidden)
        }
        Ok(_) if is_one_of(text.as_bytes(), &OF_RESPONSES) => Some(Reason::Prohibited),
        Ok(_) => None,
    }
}

pub(in crate::cors) const fn against_response_header(text: &str, credentials: bool) -> Option<Reason> {
    const OF_PREFLIGHTS: [&str; 8] = [
        ORIGIN,
        ACCESS_CONTROL_REQUEST_HEADERS,
        ACCESS_CONTROL_REQUEST_METHOD,
        ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK,
        ACCESS_CONTROL_ALLOW_HEADERS,
        ACCESS_CONTROL_ALLOW_METHODS,
        ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK,
        ACCESS_CONTROL_MAX_AGE,
    ];
    match FieldName::new(text) {
        Err(_) => Some(Reason::Invalid),
        Ok(name) if name.is_forbidden_response() => Some(Reason::Forbidden),
        Ok(_) if is_one_of(text.as_bytes(), &OF_PREFLIGHTS) => Some(Reason::Prohibited),
        Ok(name) if credentials && name.is("*") => Some(Reason::Credentialed),
        Ok(_) => None,
    }
}

/// Whether there is nothing above this name but the root.
pub(super) const fn is_one_label(name: &str) -> bool {
    let mut rest = name.as_bytes();
    while let [octet, after @ ..] = rest {
        // A dot that is last ends the one label.
        if *octet == b'.' && !after.is_empty() {
            return false;
        }
        rest = after;
    }
    true
}
