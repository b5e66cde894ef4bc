//! The kinds of request that CORS distinguishes.

use crate::cors::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use crate::fields::Fields;
use crate::syntax::class::WSP;
use crate::syntax::rules::trimmed;

/// The kind of a request.
///
/// ```
/// use countersign::cors::policy::{Kind, Policy};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).in_const();
///
/// let fields = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "GET")];
/// assert_eq!(POLICY.decide("OPTIONS", &fields).kind(), Kind::Preflight);
/// assert_eq!(POLICY.decide("OPTIONS", &fields[..1]).kind(), Kind::Actual);
/// assert_eq!(POLICY.decide("OPTIONS", &fields[1..]).kind(), Kind::NotCors);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The request has no `Origin`.
    NotCors,
    /// The request has an `Origin` and is not a preflight. Browsers also send `Origin` to the page's own server, with
    /// every POST for example.
    Actual,
    /// An `OPTIONS` with both `Origin` and `Access-Control-Request-Method`. Any other `OPTIONS` is not a preflight.
    Preflight,
}

/// A request, with the values that make it of its kind. Each field is asked for once.
#[derive(Clone, Copy, Debug)]
pub(in crate::cors) enum Classified<'a> {
    NotCors,
    Actual { origin: OnlyValue<'a> },
    Preflight { origin: OnlyValue<'a>, method: OnlyValue<'a> },
}

impl<'a> Classified<'a> {
    pub(in crate::cors) fn new<F: Fields<'a>>(method: &str, fields: F) -> Self {
        let Some(origin) = only_value(fields, ORIGIN) else {
            return Self::NotCors;
        };
        let asked = if method == "OPTIONS" { only_value(fields, ACCESS_CONTROL_REQUEST_METHOD) } else { None };
        match asked {
            Some(method) => Self::Preflight { origin, method },
            None => Self::Actual { origin },
        }
    }

    pub(in crate::cors) const fn kind(&self) -> Kind {
        match self {
            Self::NotCors => Kind::NotCors,
            Self::Actual { .. } => Kind::Actual,
            Self::Preflight { .. } => Kind::Preflight,
        }
    }
}

/// The value of a field that has one line, without white space around it; `None` when the field has more lines.
pub(in crate::cors) type OnlyValue<'a> = Option<&'a [u8]>;

/// Returns `None` when the field is absent.
pub(in crate::cors) fn only_value<'a, F: Fields<'a>>(fields: F, name: &'static str) -> Option<OnlyValue<'a>> {
    let mut lines = fields.values(name);
    let line = lines.next()?;
    Some(lines.next().is_none().then(|| trimmed(line, WSP)))
}
