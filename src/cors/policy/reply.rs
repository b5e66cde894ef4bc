//! The CORS fields of a response: their content, and how it is written.

use core::{fmt, mem};

use crate::cors::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK, ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_MAX_AGE, VARY,
};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::syntax::number::{SHORT_DIGITS, short_digits};

use super::asked::Asked;
use super::texts::Texts;

/// The content of the fields; a field without content is not sent.
#[derive(Clone, Copy)]
pub(in crate::cors) struct Reply<'a> {
    /// An origin, or `*`.
    pub(in crate::cors) allow_origin: Option<&'a [u8]>,
    pub(in crate::cors) allow_credentials: Option<bool>,
    pub(in crate::cors) allow_private_network: bool,
    pub(in crate::cors) allow_methods: Option<NameList<'a>>,
    pub(in crate::cors) allow_headers: Option<NameList<'a>>,
    /// The requested names, if all of them are allowed and `allow_headers` has no content.
    pub(in crate::cors) asked: Option<Asked<'a>>,
    pub(in crate::cors) max_age: Option<u32>,
    pub(in crate::cors) expose_headers: Option<NameList<'a>>,
    /// The request fields on which the response depends.
    pub(in crate::cors) vary: Option<&'a NameList<'a>>,
}

impl Reply<'_> {
    /// No field. Not a constant, of which each byte would be copied.
    #[inline]
    pub(in crate::cors) const fn none() -> Self {
        Self {
            allow_origin: None,
            allow_credentials: None,
            allow_private_network: false,
            allow_methods: None,
            allow_headers: None,
            asked: None,
            max_age: None,
            expose_headers: None,
            vary: None,
        }
    }

    pub(super) fn set(&self) -> impl Iterator<Item = (&'static str, Value<'_>)> {
        Written::SET.iter().filter_map(|field| Some((field.name(), self.value(*field)?)))
    }

    pub(super) fn append(&self) -> impl Iterator<Item = (&'static str, Value<'_>)> {
        self.vary.map(|names| (VARY, Value(Content::Names(names)))).into_iter()
    }

    fn value(&self, field: Written) -> Option<Value<'_>> {
        let boolean = |is| Content::Bytes(if is { b"true" } else { b"false" });
        Some(Value(match field {
            Written::AllowOrigin => Content::Bytes(self.allow_origin?),
            Written::AllowCredentials => boolean(self.allow_credentials?),
            Written::AllowPrivateNetwork if !self.allow_private_network => return None,
            Written::AllowPrivateNetwork => boolean(true),
            Written::AllowMethods => Content::Names(self.allow_methods.as_ref()?),
            Written::AllowHeaders => match &self.asked {
                Some(asked) => Content::Asked(asked),
                None => Content::Names(self.allow_headers.as_ref()?),
            },
            Written::MaxAge => Content::Seconds(self.max_age?),
            Written::ExposeHeaders => Content::Names(self.expose_headers.as_ref()?),
        }))
    }
}

#[cfg(feature = "http")]
impl Reply<'_> {
    /// As [`set`](Self::set), without the names.
    pub(super) fn written(&self) -> impl Iterator<Item = (Written, Value<'_>)> {
        Written::SET.iter().filter_map(|field| Some((*field, self.value(*field)?)))
    }
}

/// The fields that a decision sets.
#[derive(Clone, Copy)]
pub(crate) enum Written {
    AllowOrigin,
    AllowCredentials,
    AllowPrivateNetwork,
    AllowMethods,
    AllowHeaders,
    MaxAge,
    ExposeHeaders,
}

impl Written {
    /// In the order in which they are written.
    const SET: [Self; 7] = [
        Self::AllowOrigin,
        Self::AllowCredentials,
        Self::AllowPrivateNetwork,
        Self::AllowMethods,
        Self::AllowHeaders,
        Self::MaxAge,
        Self::ExposeHeaders,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::AllowOrigin => ACCESS_CONTROL_ALLOW_ORIGIN,
            Self::AllowCredentials => ACCESS_CONTROL_ALLOW_CREDENTIALS,
            Self::AllowPrivateNetwork => ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK,
            Self::AllowMethods => ACCESS_CONTROL_ALLOW_METHODS,
            Self::AllowHeaders => ACCESS_CONTROL_ALLOW_HEADERS,
            Self::MaxAge => ACCESS_CONTROL_MAX_AGE,
            Self::ExposeHeaders => ACCESS_CONTROL_EXPOSE_HEADERS,
        }
    }
}

/// Names of a policy, or a name of the request.
#[derive(Clone, Copy, Debug)]
pub(in crate::cors) enum NameList<'a> {
    /// One name, or `*`.
    One(&'a [u8]),
    /// `*,authorization`
    AnyAndAuthorization,
    /// Tokens without some of the first 32: those whose bit is set here. The lowest bit is that of the first.
    Slice(&'a [&'a str], u32),
    /// The same, with a token on each line. With [`Texts`] in its place, each list would be larger by a word.
    Lines(&'a [u8], u32),
}

impl<'a> NameList<'a> {
    /// `*`
    pub(in crate::cors) const ANY: Self = Self::One(b"*");
    /// `Origin`
    pub(in crate::cors) const ORIGIN: Self = Self::One(b"Origin");

    pub(in crate::cors) const fn all(names: &'a [&'a str]) -> Self {
        Self::Slice(names, 0)
    }

    pub(super) const fn without(names: Texts<'a>, left_out: u32) -> Self {
        match names {
            Texts::Slice(names) => Self::Slice(names, left_out),
            Texts::Lines(names) => Self::Lines(names, left_out),
        }
    }
}

/// The value of a field of a [`Decision`](super::Decision).
///
/// ```
/// use countersign::{Encode, cors::policy::Policy};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["*"]).with_response_headers(&["ETag", "X-Request-Id"]).in_const();
///
/// let decision = POLICY.decide("GET", &[("Origin", "https://app.example.com")]);
/// let (name, value) = decision.set().last().unwrap();
/// assert_eq!((name, value.encoded_len()), ("Access-Control-Expose-Headers", 17));
/// assert_eq!(value.encode_to_slice(&mut [0; 17]), Ok(&b"ETag,X-Request-Id"[..]));
/// ```
#[derive(Clone, Copy)]
pub struct Value<'a>(Content<'a>);

#[derive(Clone, Copy)]
enum Content<'a> {
    Bytes(&'a [u8]),
    Names(&'a NameList<'a>),
    Asked(&'a Asked<'a>),
    Seconds(u32),
}

impl FieldContent for Value<'_> {}

impl Encode for Value<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut put = Ok(());
        self.pieces(&mut |piece| {
            put = wire.put(piece);
            put.is_ok()
        });
        put
    }
}

#[cfg(feature = "http")]
impl<'a> Value<'a> {
    /// Returns the wire form if it is one piece of the policy or of the request.
    pub(crate) fn piece(&self) -> Option<&'a [u8]> {
        match self.0 {
            Content::Bytes(bytes) | Content::Names(&NameList::One(bytes)) => Some(bytes),
            Content::Asked(asked) => asked.as_sent(),
            Content::Names(_) | Content::Seconds(_) => None,
        }
    }

    /// Returns the number of seconds, which is the wire form.
    pub(crate) const fn seconds(&self) -> Option<u32> {
        if let Content::Seconds(seconds) = self.0 { Some(seconds) } else { None }
    }

    /// Returns the wire form of the requested names.
    pub(crate) fn asked(&self) -> Option<alloc::vec::Vec<u8>> {
        if let Content::Asked(asked) = self.0 { Some(asked.joined()) } else { None }
    }
}

impl Value<'_> {
    /// Gives the wire form piece by piece, as long as `take` returns true. All sinks share this one function: a copy costs
    /// firmware as much as the decision.
    #[inline(never)]
    fn pieces(&self, take: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        let mut list = Commas { take, separator: b"" };
        let (mut names, mut left_out) = match self.0 {
            Content::Bytes(bytes) => return (list.take)(bytes),
            Content::Names(NameList::One(bytes)) => return (list.take)(bytes),
            Content::Names(NameList::AnyAndAuthorization) => return (list.take)(b"*,authorization"),
            Content::Names(NameList::Slice(names, left_out)) => (Texts::Slice(names), *left_out),
            Content::Names(NameList::Lines(names, left_out)) => (Texts::Lines(names), *left_out),
            Content::Asked(asked) => return asked.names(|name| list.put(name)),
            Content::Seconds(seconds) => return (list.take)(short_digits(seconds, 1, &mut [0; SHORT_DIGITS])),
        };
        while let Some(name) = names.take_first() {
            let is_left_out = left_out & 1 == 1;
            left_out >>= 1;
            if !is_left_out && !list.put(name) {
                return false;
            }
        }
        true
    }
}

/// Puts a comma before each name but the first.
struct Commas<'t> {
    take: &'t mut dyn FnMut(&[u8]) -> bool,
    separator: &'static [u8],
}

impl Commas<'_> {
    fn put(&mut self, name: &[u8]) -> bool {
        (self.take)(mem::replace(&mut self.separator, b",")) && (self.take)(name)
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({} bytes)", self.encoded_len())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::collections::BTreeSet;

    use super::*;
    use crate::cors::{FIELDS, Role};

    /// Response fields of the CORS protocol that no policy has a setting for.
    const NOT_WRITTEN: [&str; 2] = [crate::cors::PRIVATE_NETWORK_ACCESS_ID, crate::cors::PRIVATE_NETWORK_ACCESS_NAME];

    #[test]
    fn a_decision_sets_the_response_fields_of_the_table() {
        let set = BTreeSet::from(Written::SET.map(Written::name));
        for (name, role) in FIELDS {
            let is_of_protocol = matches!(role, Role::AnyResponse | Role::ActualResponse | Role::PreflightResponse);
            assert_eq!(set.contains(name), is_of_protocol && !NOT_WRITTEN.contains(&name), "{name}");
        }
        let known = BTreeSet::from(FIELDS.map(|(name, _)| name));
        assert!(set.is_subset(&known), "{:?}", set.difference(&known));
    }
}
