//! What is wrong with a statement.

use core::fmt;

use super::origins::{self, ANY};
use super::statement::{Statement, has_any};
use crate::cors::policy::{
    Mistake, Part, Reason, Setting, against_method, against_request_header, against_response_header, write_mistakes,
};

/// All mistakes of a statement. The statement is checked again each time that they are iterated over.
///
/// ```
/// use countersign::cors::gateway::{Policy, Statement};
/// use countersign::cors::policy::{Part, Reason};
///
/// let mistakes = Policy::new(Statement {
///     allowed_origins: &["https://app.example.com/", "https://*.example.com"],
///     allowed_methods: Some(&[]),
///     allowed_headers: Some(&["x-tenant", "Host"]),
///     ..Statement::DEFAULT
/// })
/// .unwrap_err();
/// let found: Vec<_> = mistakes.iter().map(|mistake| (mistake.part(), mistake.reason())).collect();
/// assert_eq!(
///     found,
///     [(Part::Origin, Reason::Invalid), (Part::Method, Reason::Missing), (Part::RequestHeader, Reason::Forbidden)]
/// );
/// assert_eq!(
///     mistakes.to_string(),
///     "origin \"https://*.example.com\": is not an origin; no method is listed; \
///      request header \"Host\": browsers let no page use it"
/// );
/// ```
#[derive(Clone, Copy)]
pub struct Mistakes<'a>(Statement<'a>);

impl<'a> Mistakes<'a> {
    pub(super) const fn of(statement: Statement<'a>) -> Self {
        Self(statement)
    }

    /// Returns the mistakes, in the order of the elements. An empty list is [`Reason::Missing`] with an empty text. `*`
    /// with other origins is [`Reason::NotAlone`], and with credentials [`Reason::Wildcard`].
    pub fn iter(&self) -> impl Iterator<Item = Mistake<'a>> + use<'a> {
        let mut audit = StatementAudit::new(self.0);
        core::iter::from_fn(move || audit.next())
    }
}

impl fmt::Display for Mistakes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_mistakes(f, self.iter())
    }
}

impl fmt::Debug for Mistakes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl core::error::Error for Mistakes<'_> {}

/// Finds one mistake after the other. It removes the texts that it has checked; a list is `None` after its last text, so
/// that `Some(&[])` is a list that was empty from the start.
pub(super) struct StatementAudit<'a> {
    is_with_others: bool,
    has_credentials: bool,
    origins: Option<&'a [&'a str]>,
    methods: Option<&'a [&'a str]>,
    request_headers: Option<&'a [&'a str]>,
    response_headers: Option<&'a [&'a str]>,
}

impl<'a> StatementAudit<'a> {
    pub(super) const fn new(statement: Statement<'a>) -> Self {
        let is_any = has_any(statement.allowed_origins);
        Self {
            is_with_others: is_any && statement.allowed_origins.len() > 1,
            has_credentials: is_any && statement.allow_credentials,
            origins: Some(statement.allowed_origins),
            methods: statement.allowed_methods,
            request_headers: statement.allowed_headers,
            response_headers: statement.expose_headers,
        }
    }

    pub(super) const fn next(&mut self) -> Option<Mistake<'a>> {
        if core::mem::replace(&mut self.is_with_others, false) {
            return Some(Mistake::new(Part::Origin, Setting::Text(ANY), Reason::NotAlone));
        }
        if core::mem::replace(&mut self.has_credentials, false) {
            return Some(Mistake::new(Part::Origin, Setting::Text(ANY), Reason::Wildcard));
        }
        let mut found = next_of(&mut self.origins, Part::Origin);
        if found.is_none() {
            found = next_of(&mut self.methods, Part::Method);
        }
        if found.is_none() {
            found = next_of(&mut self.request_headers, Part::RequestHeader);
        }
        if found.is_none() {
            found = next_of(&mut self.response_headers, Part::ResponseHeader);
        }
        found
    }
}

/// Returns the next mistake in a list.
const fn next_of<'a>(list: &mut Option<&'a [&'a str]>, part: Part) -> Option<Mistake<'a>> {
    while let Some(texts) = *list {
        let (text, reason) = match texts {
            [] => ("", Some(Reason::Missing)),
            [text, ..] => (*text, against(part, text)),
        };
        *list = match texts {
            [] | [_] => None,
            [_, others @ ..] => Some(others),
        };
        if let Some(reason) = reason {
            return Some(Mistake::new(part, Setting::Text(text), reason));
        }
    }
    None
}

const fn against(part: Part, text: &str) -> Option<Reason> {
    match part {
        _ if matches!(text.as_bytes(), b"*") => None,
        Part::Origin if origins::is_origin(text) => None,
        Part::Origin => Some(Reason::Invalid),
        Part::Method => against_method(text),
        Part::RequestHeader => against_request_header(text),
        _ => against_response_header(text, false),
    }
}
