//! What is wrong with a statement.

use core::fmt;

use super::item::Item;
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
///     allowed_headers: Some(&["x-tenant", "x tenant"]),
///     ..Statement::DEFAULT
/// })
/// .unwrap_err();
/// let found: Vec<_> = mistakes.iter().map(|mistake| (mistake.part(), mistake.reason())).collect();
/// assert_eq!(
///     found,
///     [(Part::Origin, Reason::Invalid), (Part::Method, Reason::Missing), (Part::RequestHeader, Reason::Invalid)]
/// );
/// assert_eq!(
///     mistakes.to_string(),
///     "origin \"https://*.example.com\": is not an origin; no method is listed; \
///      request header \"x tenant\": is not a field name"
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
        let mut audit = StatementAudit::new(self.0, Search::Mistakes);
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

/// Which findings an audit returns.
#[derive(Clone, Copy)]
pub(super) enum Search {
    /// What makes a statement no policy.
    Mistakes,
    /// What a policy may have although it has no use.
    Remarks,
}

/// Finds one mistake after the other, or one remark. It removes the texts that it has checked; a list is `None` after its
/// last text, so that `Some(&[])` is a list that was empty from the start.
pub(super) struct StatementAudit<'a> {
    search: Search,
    statement: Statement<'a>,
    is_with_others: bool,
    has_credentials: bool,
    lacks_request_headers: bool,
    origins: Option<&'a [&'a str]>,
    methods: Option<&'a [&'a str]>,
    request_headers: Option<&'a [&'a str]>,
    response_headers: Option<&'a [&'a str]>,
}

impl<'a> StatementAudit<'a> {
    pub(super) const fn new(statement: Statement<'a>, search: Search) -> Self {
        let is_any = has_any(statement.allowed_origins);
        let is_for_mistakes = matches!(search, Search::Mistakes);
        Self {
            search,
            statement,
            is_with_others: is_any && statement.allowed_origins.len() > 1 && is_for_mistakes,
            has_credentials: is_any && statement.allow_credentials && is_for_mistakes,
            lacks_request_headers: statement.allowed_headers.is_none() && !is_for_mistakes,
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
        loop {
            let (list, item, part) = match self {
                Self { origins: Some(_), .. } => (&mut self.origins, Item::Origins, Part::Origin),
                Self { methods: Some(_), .. } => (&mut self.methods, Item::Methods, Part::Method),
                Self { lacks_request_headers: true, .. } => {
                    self.lacks_request_headers = false;
                    return Some(Mistake::new(Part::RequestHeader, Setting::Text(""), Reason::Missing));
                }
                Self { request_headers: Some(_), .. } => {
                    (&mut self.request_headers, Item::RequestHeaders, Part::RequestHeader)
                }
                Self { response_headers: Some(_), .. } => {
                    (&mut self.response_headers, Item::ResponseHeaders, Part::ResponseHeader)
                }
                _ => return None,
            };
            let (text, reason) = match *list {
                Some([text, ..]) => (*text, against(part, text, self.statement.allow_credentials)),
                // An element of an unknown value is an element.
                _ if item.is_in(self.statement.unknown) => ("", None),
                _ => ("", Some(Reason::Missing)),
            };
            *list = match *list {
                Some([_, others @ ..]) if !others.is_empty() => Some(others),
                _ => None,
            };
            match (self.search, reason) {
                (Search::Mistakes, Some(reason)) if !is_remark(reason) => {
                    return Some(Mistake::new(part, Setting::Text(text), reason));
                }
                (Search::Remarks, Some(reason)) if is_remark(reason) => {
                    return Some(Mistake::new(part, Setting::Text(text), reason));
                }
                _ => {}
            }
        }
    }
}

/// Returns whether a gateway accepts and sends what there is this reason against.
const fn is_remark(reason: Reason) -> bool {
    matches!(reason, Reason::Forbidden | Reason::Prohibited | Reason::Credentialed)
}

const fn against(part: Part, text: &str, credentials: bool) -> Option<Reason> {
    let is_any = matches!(text.as_bytes(), b"*");
    match part {
        Part::ResponseHeader => against_response_header(text, credentials),
        _ if is_any => None,
        Part::Origin if origins::is_origin(text) => None,
        Part::Origin => Some(Reason::Invalid),
        Part::Method => against_method(text),
        _ => against_request_header(text),
    }
}
