//! What is signed, draft-cavage-http-signatures-12 §2.3.

use core::fmt;

use super::request::trim;
use super::{Parameters, Request, Rules};
use crate::auth::coding::decimal::Decimal;
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::fields::AllFields;
use crate::syntax::class::{TCHAR, WSP, is};
use crate::syntax::text::{Text, Words};

/// The most names of what a signature covers.
pub const MAX_NAMES: usize = 64;

/// What is signed of a request. It is written piece by piece, into a MAC or a hash: no buffer is needed.
///
/// The caller signs with an asymmetric key:
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::signature::{Credentials, Parameters, Request, Rules, SigningString};
/// # fn sign(string: &[u8]) -> [u8; 64] { [string[0]; 64] }
///
/// let fields = [("Host", "example.com"), ("Date", "Sun, 05 Jan 2014 21:31:40 GMT")];
/// let request = Request::new("POST", "/foo?param=value&pet=dog", &fields)?;
/// let unsigned = Parameters::unsigned("Test")?.with_algorithm("hs2019")?.with_headers("(request-target) host date")?;
/// let string = SigningString::new(&unsigned, &request, Rules::new())?.encode_to_vec();
/// assert_eq!(
///     string,
///     b"(request-target): post /foo?param=value&pet=dog\nhost: example.com\ndate: Sun, 05 Jan 2014 21:31:40 GMT"
/// );
/// let signature = sign(&string); // with Ed25519, for example
/// let credentials = Credentials::new(unsigned.with_signature(&signature)?);
/// # let _ = credentials;
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct SigningString<'r, F> {
    request: &'r Request<'r, F>,
    names: Words<'r>,
    created: Option<Decimal>,
    expires: Option<Text<'r>>,
    rules: Rules,
}

/// What a name stands for.
#[derive(Clone, Copy)]
enum Part {
    RequestTarget,
    Created,
    Expires,
    Field,
}

impl Part {
    fn of(name: Text<'_>) -> Self {
        let known =
            [("(request-target)", Self::RequestTarget), ("(created)", Self::Created), ("(expires)", Self::Expires)];
        known.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map_or(Self::Field, |(_, part)| part)
    }
}

impl<'r, 'm: 'r, F: AllFields<'m>> SigningString<'r, F> {
    /// Returns what is signed of a request. The signature of the parameters is not read.
    ///
    /// # Errors
    /// The part is `headers`, with an offset in the names: [`ValueErrorKind::InvalidByte`] in what is not a name,
    /// [`ValueErrorKind::NoField`] at the name of a field and [`ValueErrorKind::Requires`] at that of a parameter that is
    /// absent, [`ValueErrorKind::Prohibited`] at a time that the algorithm does not allow to be signed, and [`ValueErrorKind::TooMany`] for more than [`MAX_NAMES`].
    /// [`ValueErrorKind::WrongForm`] for an `expires` with a fraction that is signed. [`ValueErrorKind::InvalidByte`] of the
    /// part `field` at CR, LF or NUL in a signed value.
    pub fn new(parameters: &Parameters<'r>, request: &'r Request<'r, F>, rules: Rules) -> Result<Self, ValueError> {
        let by_default = Words::new(Text::quoted(rules.default_name().as_bytes(), false));
        let names = parameters.headers().unwrap_or(by_default);
        let (created, expires) = (parameters.created(), parameters.expires());
        let string = Self { request, names, created, expires, rules };
        let allows_times = !parameters.algorithm().is_some_and(is_named_by_key);
        for (index, name) in names.iter().enumerate() {
            if index >= MAX_NAMES {
                return Err(ValueError::new("headers", ValueErrorKind::TooMany, MAX_NAMES));
            }
            string
                .check(name, allows_times)
                .map_err(|(kind, at)| ValueError::new("headers", kind, offset_of(names, index).saturating_add(at)))?;
            if let Some(offset) = string.lines(name).find_map(breaks_line) {
                return Err(ValueError::new("field", ValueErrorKind::InvalidByte, offset));
            }
        }
        match expires {
            Some(expires) if string.covers("(expires)") && !expires.bytes().all(|byte| byte.is_ascii_digit()) => {
                Err(ValueError::new("expires", ValueErrorKind::WrongForm, 0))
            }
            _ => Ok(string),
        }
    }

    /// Checks one name. The error has an offset in the name.
    fn check(&self, name: Text<'r>, allows_times: bool) -> Result<(), (ValueErrorKind, usize)> {
        let requires = |what| Err((ValueErrorKind::Requires(what), 0));
        match Part::of(name) {
            Part::Created | Part::Expires if !allows_times => Err((ValueErrorKind::Prohibited, 0)),
            Part::Created if self.created.is_none() => requires("created"),
            Part::Expires if self.expires.is_none() => requires("expires"),
            Part::Field => match name.bytes().position(|byte| !is(byte, TCHAR)) {
                Some(wrong) => Err((ValueErrorKind::InvalidByte, wrong)),
                None if self.lines(name).next().is_none() => Err((ValueErrorKind::NoField, 0)),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Returns the lines of a field, without the white space around them.
    fn lines(&self, name: Text<'r>) -> impl Iterator<Item = &'m [u8]> {
        let lines = self.request.fields.all_lines();
        lines.filter(move |(other, _)| name.eq_ignore_ascii_case(other)).map(|(_, value)| trim(value))
    }

    fn write_value<S: Sink>(&self, name: Text<'r>, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match Part::of(name) {
            Part::RequestTarget => {
                let Request { method, target, .. } = *self.request;
                wire.put_all(method.bytes().map(|byte| byte.to_ascii_lowercase()))?;
                wire.put(b" ")?;
                let path = target.split(|byte| *byte == b'?').next();
                wire.put(path.filter(|_| self.rules.signs_path_only).unwrap_or(target))
            }
            Part::Created => self.created.iter().try_for_each(|created| created.write(wire)),
            Part::Expires => wire.put_all(self.expires.iter().flat_map(Text::bytes)),
            Part::Field => {
                let mut separator: &[u8] = b"";
                self.lines(name).try_for_each(|line| {
                    wire.put(separator)?;
                    separator = b", ";
                    wire.put(line)
                })
            }
        }
    }
}

impl<F> SigningString<'_, F> {
    /// Returns whether the signature covers what this name stands for: a field, `(request-target)`, `(created)` or
    /// `(expires)`. Case does not matter.
    #[must_use]
    pub fn covers(&self, name: &str) -> bool {
        self.names.iter().any(|covered| covered.eq_ignore_ascii_case(name))
    }
}

/// Returns the offset of the word of this index.
fn offset_of(names: Words<'_>, index: usize) -> usize {
    let mut is_between = true;
    let mut starts = names.text().bytes().enumerate().filter(|(_, byte)| {
        let is_start = is_between && !is(*byte, WSP);
        is_between = *byte == b' ' || is_between && !is_start;
        is_start
    });
    starts.nth(index).map_or(0, |(offset, _)| offset)
}

/// Whether an algorithm is named by its key, as the older drafts do, which have neither `created` nor `expires`.
fn is_named_by_key(algorithm: Text<'_>) -> bool {
    let begins = |prefix: &str| {
        let start = algorithm.bytes().take(prefix.len());
        start.map(|byte| byte.to_ascii_lowercase()).eq(prefix.bytes())
    };
    ["rsa", "hmac", "ecdsa"].into_iter().any(begins)
}

/// Returns the offset of the first byte that ends a line or a string.
fn breaks_line(value: &[u8]) -> Option<usize> {
    value.iter().position(|byte| matches!(byte, b'\r' | b'\n' | b'\0'))
}

impl<F> fmt::Debug for SigningString<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningString").field("rules", &self.rules).finish_non_exhaustive()
    }
}

impl<'r, 'm: 'r, F: AllFields<'m> + Send + Sync> Encode for SigningString<'r, F> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut separator: &[u8] = b"";
        self.names.iter().try_for_each(|name| {
            wire.put(separator)?;
            separator = b"\n";
            wire.put_all(name.bytes().map(|byte| byte.to_ascii_lowercase()))?;
            wire.put(b": ")?;
            self.write_value(name, wire)
        })
    }
}
