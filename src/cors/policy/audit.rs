//! The rules that make a setting a mistake.

use core::mem::replace;

use crate::cors::names::{FieldName, Method};
use crate::cors::origin::{OriginFault, OriginPattern};
use crate::cors::{FIELDS, Role};
use crate::syntax::wide::eq_ignore_ascii_case;

use super::mistake::{Mistake, Part, Reason, Setting};
use super::public_suffix::is_known;
use super::settings::Settings;
use super::texts::Texts;

/// The longest time, in seconds, for which a browser keeps the answer to a preflight.
const MAX_AGE: i64 = 86_400;

/// Looks for one mistake after another, and removes each setting that it has seen.
#[derive(Clone)]
pub(super) struct Audit<'a> {
    all: Settings<'a>,
    rest: Settings<'a>,
    lacks_origins: bool,
    has_others_beside_any: bool,
}

/// A mistake, or what is one if `base` is a public suffix.
pub(super) enum Finding<'a> {
    Mistake(Mistake<'a>),
    Below { base: &'a str, mistake: Mistake<'a> },
}

impl<'a> Audit<'a> {
    pub(super) const fn new(settings: Settings<'a>) -> Self {
        let Settings { origins, static_origin, allows_nobody, .. } = settings;
        Self {
            all: settings,
            rest: settings,
            lacks_origins: origins.is_empty() && static_origin.is_none() && !allows_nobody,
            has_others_beside_any: origins.contains("*") && origins.len() > 1,
        }
    }

    /// Returns the first mistake, by the public suffixes that a constant knows.
    pub(super) const fn first(mut self) -> Option<Mistake<'a>> {
        while let Some(finding) = self.next() {
            match finding {
                Finding::Mistake(mistake) => return Some(mistake),
                Finding::Below { base, mistake } if is_known(base) => return Some(mistake),
                Finding::Below { .. } => {}
            }
        }
        None
    }

    pub(super) const fn next(&mut self) -> Option<Finding<'a>> {
        if replace(&mut self.lacks_origins, false) {
            return Some(mistake(Part::Origin, Setting::Text(""), Reason::Missing));
        }
        if replace(&mut self.has_others_beside_any, false) {
            return Some(mistake(Part::Origin, Setting::Text("*"), Reason::NotAlone));
        }
        if let Some(origin) = self.rest.static_origin.take() {
            let finding = match OriginPattern::check(origin) {
                Ok(pattern) if pattern.origin().is_none() => {
                    Some(mistake(Part::Origin, Setting::Text(origin), Reason::NotOne))
                }
                _ => self.against_origin(origin),
            };
            if finding.is_some() {
                return finding;
            }
        }
        while let Some(origin) = take_first(&mut self.rest.origins) {
            if let Some(finding) = self.against_origin(origin) {
                return Some(finding);
            }
        }
        if let Some(origin) = self.not_listed() {
            return Some(mistake(Part::Origin, Setting::Text(origin), Reason::NotListed));
        }
        while let Some(method) = take_first(&mut self.rest.methods) {
            if let Some(reason) = against_method(method) {
                return Some(mistake(Part::Method, Setting::Text(method), reason));
            }
        }
        while let Some(name) = take_first(&mut self.rest.request_headers) {
            if let Some(reason) = against_request_header(name) {
                return Some(mistake(Part::RequestHeader, Setting::Text(name), reason));
            }
        }
        while let Some(name) = take_first(&mut self.rest.response_headers) {
            if let Some(reason) = against_response_header(name, self.rest.credentials) {
                return Some(mistake(Part::ResponseHeader, Setting::Text(name), reason));
            }
        }
        self.against_numbers()
    }

    /// Returns the next origin that is tolerated, and not listed.
    const fn not_listed(&mut self) -> Option<&'a str> {
        loop {
            let origin = match take_first(&mut self.rest.insecure) {
                None => match take_first(&mut self.rest.any_host) {
                    None => return None,
                    Some(origin) => origin,
                },
                Some(origin) => origin,
            };
            let is_static = match self.all.static_origin {
                Some(listed) => Texts::Slice(&[listed]).contains(origin),
                None => false,
            };
            if !is_static && !self.all.origins.contains(origin) {
                return Some(origin);
            }
        }
    }

    const fn against_numbers(&mut self) -> Option<Finding<'a>> {
        let seconds = replace(&mut self.rest.max_age, 0);
        if seconds < -1 || seconds > MAX_AGE {
            return Some(mistake(Part::MaxAge, Setting::Number(seconds), Reason::OutOfBounds));
        }
        let status = replace(&mut self.rest.preflight_status, 204);
        if status < 200 || status > 299 {
            let [low, high] = status.to_le_bytes();
            let status = i64::from_le_bytes([low, high, 0, 0, 0, 0, 0, 0]);
            return Some(mistake(Part::PreflightStatus, Setting::Number(status), Reason::OutOfBounds));
        }
        None
    }

    const fn against_origin(&self, text: &'a str) -> Option<Finding<'a>> {
        // An allowed page then gets more than a client without a browser could get itself.
        let is_sensitive = self.rest.credentials || self.rest.private_network;
        let reason = match OriginPattern::check(text) {
            Err(fault) => against_pattern(fault),
            Ok(_) if self.rest.allows_nobody => Reason::Nobody,
            Ok(_) if !is_sensitive => return None,
            Ok(pattern) if pattern.is_any() => Reason::Wildcard,
            Ok(pattern) if pattern.is_any_host() && !self.all.any_host.contains(text) => Reason::AnyHost,
            Ok(pattern) if !pattern.is_secure() && !self.all.insecure.contains(text) => Reason::Insecure,
            Ok(pattern) => {
                return match pattern.subdomains_of() {
                    // The names below `localhost` belong to the machine.
                    Some(host) if !self.rest.tolerates_public_suffixes && !host.is_loopback() => Some(Finding::Below {
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

const fn take_first<'a>(texts: &mut Texts<'a>) -> Option<&'a str> {
    match texts.split_first() {
        Some((first, others)) => {
            *texts = others;
            Some(first)
        }
        None => None,
    }
}

const fn mistake(part: Part, setting: Setting<'_>, reason: Reason) -> Finding<'_> {
    Finding::Mistake(Mistake::new(part, setting, reason))
}

const fn against_pattern(fault: OriginFault) -> Reason {
    match fault {
        OriginFault::Empty => Reason::Empty,
        OriginFault::Null => Reason::Null,
        OriginFault::FileScheme => Reason::LocalFile,
        OriginFault::NoPages => Reason::NoPages,
        OriginFault::EveryHost => Reason::EveryHost,
        OriginFault::NoScheme => Reason::NoScheme,
        OriginFault::NoHost => Reason::NoHost,
        OriginFault::UpperCase => Reason::UpperCase,
        OriginFault::NonAscii => Reason::NonAscii,
        OriginFault::WhiteSpace => Reason::WhiteSpace,
        OriginFault::Wildcard => Reason::InnerWildcard,
        OriginFault::UserInfo => Reason::UserInfo,
        OriginFault::TrailingSlash | OriginFault::Path | OriginFault::Query => Reason::Path,
        OriginFault::EmptyLabel => Reason::EmptyLabel,
        OriginFault::NumericHost => Reason::NumericName,
        OriginFault::Ipv6Form | OriginFault::MappedIpv4 => Reason::AddressForm,
        OriginFault::Port => Reason::Port,
        OriginFault::DefaultPort => Reason::DefaultPort,
        OriginFault::TooLong => Reason::TooLong,
        OriginFault::Hyphen | OriginFault::Punycode | OriginFault::InvalidIpv6 => Reason::InvalidHost,
        OriginFault::Byte => Reason::Invalid,
    }
}

pub(in crate::cors) const fn against_method(text: &str) -> Option<Reason> {
    match Method::new(text) {
        Err(_) if text.is_empty() => Some(Reason::Empty),
        Err(_) => Some(Reason::Invalid),
        Ok(method) if method.is_forbidden() => Some(Reason::Forbidden),
        Ok(_) => None,
    }
}

pub(in crate::cors) const fn against_request_header(text: &str) -> Option<Reason> {
    match (FieldName::new(text), role(text)) {
        (Err(_), _) if text.is_empty() => Some(Reason::Empty),
        (Err(_), _) => Some(Reason::Invalid),
        (Ok(_), Some(Role::Request | Role::PreflightRequest)) => Some(Reason::Forbidden),
        (Ok(name), _) if name.is_forbidden_request() => Some(Reason::Forbidden),
        (Ok(_), Some(Role::AnyResponse | Role::ActualResponse | Role::PreflightResponse)) => Some(Reason::Prohibited),
        (Ok(_), Some(Role::OtherResponse) | None) => None,
    }
}

pub(in crate::cors) const fn against_response_header(text: &str, credentials: bool) -> Option<Reason> {
    match (FieldName::new(text), role(text)) {
        (Err(_), _) if text.is_empty() => Some(Reason::Empty),
        (Err(_), _) => Some(Reason::Invalid),
        (Ok(name), _) if name.is_forbidden_response() => Some(Reason::Forbidden),
        (Ok(_), Some(Role::Request | Role::PreflightRequest | Role::PreflightResponse)) => Some(Reason::Prohibited),
        (Ok(name), _) if credentials && name.is("*") => Some(Reason::Credentialed),
        (Ok(_), Some(Role::AnyResponse | Role::ActualResponse | Role::OtherResponse) | None) => None,
    }
}

/// Returns the role of a field of CORS.
const fn role(name: &str) -> Option<Role> {
    let mut fields = FIELDS.as_slice();
    while let [(other, role), others @ ..] = fields {
        if eq_ignore_ascii_case(other.as_bytes(), name.as_bytes()) {
            return Some(*role);
        }
        fields = others;
    }
    None
}
