//! The parameters that a client adds to the query of a presigned request.

use super::rules::ParamNames;
use super::{Scope, SignedHeaders, Timestamp};
use crate::auth::coding::percent::{self, is_unreserved};
use crate::encode::{Encode, Sink, Wire};
use crate::syntax::number::{DIGITS, digits};

/// What a client adds to the query.
#[derive(Clone, Copy)]
pub(super) struct Params<'a> {
    pub(super) names: &'static ParamNames,
    pub(super) access_key_id: &'a str,
    pub(super) scope: Scope<'a>,
    pub(super) at: Timestamp,
    pub(super) expires: u32,
    pub(super) security_token: Option<&'a str>,
    pub(super) signed_headers: SignedHeaders<'a>,
}

/// One parameter that a client adds.
pub(super) struct Param<'p> {
    pub(super) name: &'static str,
    pub(super) value: Value<'p>,
}

pub(super) enum Value<'p> {
    Text(&'p str),
    Number(u32),
    Time(&'p Timestamp),
    Credential(&'p str, &'p Scope<'p>),
}

impl Params<'_> {
    /// Returns the parameters in the order of their names.
    pub(super) fn in_order(&self) -> impl Iterator<Item = Param<'_>> {
        let Self { names, expires, signed_headers, .. } = self;
        [
            Some((names.algorithm, Value::Text(self.scope.shape().name))),
            Some((names.credential, Value::Credential(self.access_key_id, &self.scope))),
            Some((names.date, Value::Time(&self.at))),
            Some((names.expires, Value::Number(*expires))),
            self.security_token.map(|token| (names.security_token, Value::Text(token))),
            Some((names.signed_headers, Value::Text(signed_headers.as_str()))),
        ]
        .into_iter()
        .flatten()
        .map(|(name, value)| Param { name, value })
    }
}

impl Param<'_> {
    /// Writes `name "=" enc(value)`.
    pub(super) fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.name.as_bytes())?;
        wire.put(b"=")?;
        match &self.value {
            Value::Text(text) => percent::write(wire, text.as_bytes(), is_unreserved),
            Value::Number(number) => wire.put(digits((*number).into(), &mut [0; DIGITS])),
            Value::Time(time) => time.write(wire),
            Value::Credential(id, scope) => {
                percent::write(wire, id.as_bytes(), is_unreserved)?;
                let parts = [Some(scope.date()), scope.region(), Some(scope.service()), Some(scope.terminator())];
                parts.into_iter().flatten().try_for_each(|part| {
                    wire.put(b"%2F")?;
                    percent::write(wire, part.as_bytes(), is_unreserved)
                })
            }
        }
    }
}
