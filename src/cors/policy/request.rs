//! What a request is to CORS.

use crate::cors::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use crate::fields::Fields;
use crate::syntax::class::WSP;
use crate::syntax::rules::trimmed;

use super::decision::Kind;

/// A request, with the fields that tell what it is; each was asked for once.
#[derive(Clone, Copy, Debug)]
pub(in crate::cors) enum Request<'a> {
    NotCors,
    Actual { origin: Single<'a> },
    Preflight { origin: Single<'a>, method: Single<'a> },
}

impl<'a> Request<'a> {
    /// Method and fields of a request.
    pub(in crate::cors) fn classify<F: Fields<'a>>(method: &str, fields: F) -> Self {
        let Some(origin) = single(fields, ORIGIN) else {
            return Self::NotCors;
        };
        let asked = if method == "OPTIONS" { single(fields, ACCESS_CONTROL_REQUEST_METHOD) } else { None };
        match asked {
            Some(method) => Self::Preflight { origin, method },
            None => Self::Actual { origin },
        }
    }

    /// Which of them it is.
    pub(in crate::cors) const fn kind(&self) -> Kind {
        match self {
            Self::NotCors => Kind::NotCors,
            Self::Actual { .. } => Kind::Actual,
            Self::Preflight { .. } => Kind::Preflight,
        }
    }
}

/// A field that has one value, as it was sent but without the white space around it; none when it was sent twice.
pub(in crate::cors) type Single<'a> = Option<&'a [u8]>;

/// The field, if it is there.
pub(in crate::cors) fn single<'a, F: Fields<'a>>(fields: F, name: &'static str) -> Option<Single<'a>> {
    let mut lines = fields.values(name);
    let line = lines.next()?;
    Some(lines.next().is_none().then(|| trimmed(line, WSP)))
}
