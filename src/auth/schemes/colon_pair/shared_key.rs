//! What the schemes SharedKey and SharedKeyLite of Azure Storage sign, and both sides of them.
//!
//! ```text
//! SharedKey, blob, queue and file:
//!   method LF Content-Encoding LF Content-Language LF Content-Length LF Content-MD5 LF Content-Type LF Date LF
//!   If-Modified-Since LF If-Match LF If-None-Match LF If-Unmodified-Since LF Range LF fields resource
//! SharedKeyLite, blob, queue and file:  method LF Content-MD5 LF Content-Type LF Date LF fields resource-lite
//! SharedKey, table:                     method LF Content-MD5 LF Content-Type LF date LF resource-lite
//! SharedKeyLite, table:                 date LF resource-lite
//!
//! fields        = *( name ":" value LF )                          ; every x-ms- field, in the service's order
//! resource      = "/" account path *( LF name ":" value *( "," value ) )   ; the parameters of the query, sorted
//! resource-lite = "/" account path [ "?comp=" value ]
//! signature     = HMAC-SHA-256(key, string)
//! ```
//! [Azure, Authorize with Shared Key](https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key)
//!
//! | input | result | why |
//! |---|---|---|
//! | x-ms- fields whose names differ in `_` and a digit | in the order of the service, which is that of .NET's culture and not that of ASCII | Azure/azure-sdk-for-python#10277, azure-sdk-for-net#41328 |
//! | a second line of a signed field or of `Authorization` | rejected: [`ValueErrorKind::Duplicate`] | one of them is verified, and a server may use the other |
//! | `x-ms-date` and `Date` | `Date` counts as absent; the table service signs the value of `x-ms-date` in its place | the documentation |
//! | `Content-Length: 0` | empty from version 2015-02-21 on, else `0` | the documentation |
//! | an x-ms- field with an empty value | signed from version 2016-05-31 on, else left out | the documentation |
//! | no `x-ms-version` | the rules of the newest version, or of [`Request::with_version`] | a service has a default version |
//! | a folded value | the fold is one space | the documentation; the rest of the value stays as it is |
//! | CR, LF or NUL elsewhere in a value, a control character in a decoded parameter, a colon in a decoded name | rejected: [`ValueErrorKind::InvalidByte`] | two requests could have one string |
//! | a percent sign without two digits in the query | rejected: [`ValueErrorKind::InvalidByte`] | nothing says what it decodes to |
//! | `+` in the query | a plus sign | the service does not read forms |
//! | more than [`MAX_FIELDS`] x-ms- fields, or [`MAX_QUERY_PARAMS`] parameters | rejected: [`ValueErrorKind::TooMany`] | sorting needs no memory, and takes a pass for each |
//!
//! # What is not signed
//!
//! The body is protected by a signed `Content-MD5` only, which the caller compares with the body. Other fields than those
//! above are not signed; with SharedKeyLite, no parameter but `comp` is, and with the table service no x-ms- field. Nothing
//! of the host is signed. A signature is valid for any number of requests until its date is too old.

mod client;
mod order;
mod resource;
mod server;

use core::fmt;

use super::{Kind, request};
use crate::auth::coding::base64::{Base64, Form};
use crate::auth::field_names::AUTHORIZATION;
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};
use crate::fields::AllFields;

pub use client::{Client, Signed};
pub use resource::MAX_QUERY_PARAMS;
pub use server::{Refusal, Server};

/// The most x-ms- fields of a request that is signed.
pub const MAX_FIELDS: usize = 64;

/// The service of a request, which determines what is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Blob, queue or file.
    Blob,
    /// Table.
    Table,
}

/// How the names of the fields begin that are signed too.
const PREFIX: &str = "x-ms-";

/// The fields that have a line each, in the order of the string.
const STANDARD: [&str; 11] = [
    "content-encoding",
    "content-language",
    "content-length",
    "content-md5",
    "content-type",
    "date",
    "if-modified-since",
    "if-match",
    "if-none-match",
    "if-unmodified-since",
    "range",
];

/// The first version that signs an empty line for `Content-Length: 0`.
const EMPTY_LENGTH: &[u8] = b"2015-02-21";
/// The first version that signs x-ms- fields with empty values.
const EMPTY_VALUES: &[u8] = b"2016-05-31";

/// A request as it is sent: the method, the request-target and the fields, and the account that it is for.
///
/// Give the bytes of the request line, and not what a library made of them. The fields of a client include `x-ms-date`.
///
/// A request to the emulator has the account in its path too, so that it occurs twice. One to the secondary host of an account
/// has the account's name without `-secondary`.
#[derive(Clone, Copy)]
pub struct Request<'a, F> {
    service: Service,
    account: &'a str,
    method: &'a str,
    path: &'a [u8],
    query: &'a [u8],
    fields: F,
    version: Option<&'a [u8]>,
}

impl<'a, 'm: 'a, F: AllFields<'m>> Request<'a, F> {
    /// Returns a request.
    ///
    /// # Errors
    /// The part is `account`, `method`, `path`, `query` or the name of a field: [`ValueErrorKind::InvalidByte`],
    /// [`ValueErrorKind::Duplicate`] and [`ValueErrorKind::TooMany`] as the table of the [module](self) says;
    /// [`ValueErrorKind::Empty`] for an empty account.
    pub fn new<T: AsRef<[u8]> + ?Sized>(
        service: Service,
        account: &'a str,
        method: &'a str,
        target: &'a T,
        fields: F,
    ) -> Result<Self, ValueError> {
        let invalid = |part, offset| Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
        if account.is_empty() {
            return Err(ValueError::new("account", ValueErrorKind::Empty, 0));
        }
        if let Some(offset) = account.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'-') {
            return invalid("account", offset);
        }
        let (path, query) = request::split(method, target.as_ref())?;
        resource::check(query)?;
        let request = Self { service, account, method, path, query, fields, version: None };
        request.check_fields()?;
        Ok(Self { version: request.value("x-ms-version"), ..request })
    }

    /// Returns the request with the rules of this version, such as `2014-02-14`, for one without `x-ms-version`.
    #[must_use]
    pub fn with_version(self, version: &'a str) -> Self {
        Self { version: self.value("x-ms-version").or(Some(version.as_bytes())), ..self }
    }

    /// Returns what a scheme signs of the request.
    ///
    /// # Errors
    /// [`ValueErrorKind::Prohibited`] of the part `scheme` for the scheme of Amazon.
    pub const fn string_to_sign(&self, kind: Kind) -> Result<StringToSign<'_, F>, ValueError> {
        let is_lite = match kind {
            Kind::SharedKey => false,
            Kind::SharedKeyLite => true,
            Kind::Aws => return Err(ValueError::new("scheme", ValueErrorKind::Prohibited, 0)),
        };
        Ok(StringToSign { request: self, is_lite })
    }

    /// Returns the account.
    #[must_use]
    pub const fn account(&self) -> &'a str {
        self.account
    }

    fn check_fields(&self) -> Result<(), ValueError> {
        let (mut count, mut is_authorized) = (0_usize, false);
        for (index, (name, value)) in self.fields.all_lines().enumerate() {
            let standard = STANDARD.iter().copied().find(|known| name.eq_ignore_ascii_case(known.as_bytes()));
            let Some(part) = standard.or(request::begins(name, PREFIX).then_some(PREFIX)) else {
                if name.eq_ignore_ascii_case(AUTHORIZATION.as_bytes()) && core::mem::replace(&mut is_authorized, true) {
                    return Err(ValueError::new("authorization", ValueErrorKind::Duplicate, index));
                }
                continue;
            };
            if let Some(offset) = order::undefined(name) {
                return Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
            }
            if let Some(offset) = request::broken(value) {
                return Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
            }
            count = count.saturating_add(usize::from(standard.is_none()));
            if count > MAX_FIELDS {
                return Err(ValueError::new(part, ValueErrorKind::TooMany, MAX_FIELDS));
            }
            // Each kind of name has a limit, so that this stays linear.
            if self.fields.all_lines().take(index).any(|(other, _)| other.eq_ignore_ascii_case(name)) {
                return Err(ValueError::new(part, ValueErrorKind::Duplicate, index));
            }
        }
        Ok(())
    }

    /// Returns the value of the field that says when the request was signed.
    fn date(&self) -> Option<&'m [u8]> {
        self.value("x-ms-date").or_else(|| self.value("date"))
    }

    fn value(&self, name: &str) -> Option<&'m [u8]> {
        request::value(self.fields, name)
    }

    /// Returns whether the rules are those of a version before this one.
    fn is_before(&self, version: &[u8]) -> bool {
        self.version.is_some_and(|own| own < version)
    }
}

impl<F> fmt::Debug for Request<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("service", &self.service).finish_non_exhaustive()
    }
}

/// What is signed of a request. It is written piece by piece, into a MAC or to be compared with what a server says that it
/// signed: no buffer is needed.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::colon_pair::Kind;
/// use countersign::auth::colon_pair::shared_key::{Request, Service};
///
/// let fields = [("x-ms-date", "Sun, 11 Oct 2009 21:49:13 GMT"), ("x-ms-version", "2009-09-19")];
/// let target = "/mycontainer?comp=metadata&restype=container&timeout=20";
/// let request = Request::new(Service::Blob, "myaccount", "GET", target, &fields)?;
/// assert_eq!(
///     request.string_to_sign(Kind::SharedKey)?.display().to_string(),
///     "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Sun, 11 Oct 2009 21:49:13 GMT\nx-ms-version:2009-09-19\n\
///      /myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20"
/// );
/// assert_eq!(
///     request.string_to_sign(Kind::SharedKeyLite)?.display().to_string(),
///     "GET\n\n\n\nx-ms-date:Sun, 11 Oct 2009 21:49:13 GMT\nx-ms-version:2009-09-19\n/myaccount/mycontainer?comp=metadata"
/// );
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct StringToSign<'r, F> {
    request: &'r Request<'r, F>,
    is_lite: bool,
}

impl<'r, 'm: 'r, F: AllFields<'m>> StringToSign<'r, F> {
    fn write_line<S: Sink>(&self, name: &str, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let date = self.request.value("x-ms-date");
        let value = match name {
            "date" if self.request.service == Service::Table => date.or_else(|| self.request.value(name)),
            "date" if date.is_some() => None,
            "content-length" => {
                self.request.value(name).filter(|length| *length != b"0" || self.request.is_before(EMPTY_LENGTH))
            }
            _ => self.request.value(name),
        };
        request::write_unfolded(value.unwrap_or_default(), wire)?;
        wire.put(b"\n")
    }

    /// Writes the x-ms- fields, sorted.
    fn write_fields<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut last: Option<&[u8]> = None;
        loop {
            let Some((name, value)) = request::next(self.request.fields, PREFIX, last, order::compare) else {
                return Ok(());
            };
            last = Some(name);
            let value = value.trim_ascii();
            if value.is_empty() && self.request.is_before(EMPTY_VALUES) {
                continue;
            }
            wire.put_all(name.iter().map(u8::to_ascii_lowercase))?;
            wire.put(b":")?;
            request::write_unfolded(value, wire)?;
            wire.put(b"\n")?;
        }
    }

    fn written<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let Request { service, account, method, path, query, .. } = *self.request;
        let lines: &[&str] = match (service, self.is_lite) {
            (Service::Blob, false) => &STANDARD,
            (Service::Blob, true) | (Service::Table, false) => &["content-md5", "content-type", "date"],
            (Service::Table, true) => &["date"],
        };
        if service == Service::Blob || !self.is_lite {
            wire.put(method.as_bytes())?;
            wire.put(b"\n")?;
        }
        lines.iter().try_for_each(|name| self.write_line(name, wire))?;
        if service == Service::Blob {
            self.write_fields(wire)?;
        }
        wire.put(b"/")?;
        wire.put(account.as_bytes())?;
        wire.put(path)?;
        if service == Service::Blob && !self.is_lite {
            resource::write_params(query, wire)
        } else {
            resource::write_comp(query, wire)
        }
    }
}

impl<F> fmt::Debug for StringToSign<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StringToSign").field("is_lite", &self.is_lite).finish_non_exhaustive()
    }
}

impl<'r, 'm: 'r, F: AllFields<'m> + Send + Sync> Encode for StringToSign<'r, F> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.written(wire)
    }
}

/// The key of an account, in base64, as Azure shows it. `Debug` shows its length only, and there is no `==`.
///
/// ```
/// use countersign::auth::colon_pair::shared_key::AccountKey;
///
/// assert!(AccountKey::from_base64("c2VjcmV0").is_ok());
/// assert!(AccountKey::from_base64("secret!").is_err());
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct AccountKey<'a>(Base64<'a>);

impl<'a> AccountKey<'a> {
    /// Reads a key.
    ///
    /// # Errors
    /// [`Rule::Base64`] at the first symbol that is not of base64, and for an empty key.
    pub fn from_base64(text: &'a str) -> Result<Self, ParseError> {
        match Base64::read(text.as_bytes(), Form::Standard) {
            Ok(key) if !text.is_empty() => Ok(Self(key)),
            wrong => Err(ParseError::new(ErrorKind::Expected(Rule::Base64), wrong.err().unwrap_or_default())),
        }
    }

    /// Takes the bytes of a key.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`].
    pub fn from_bytes(key: &'a [u8]) -> Result<Self, ValueError> {
        match key {
            [] => Err(ValueError::new("key", ValueErrorKind::Empty, 0)),
            _ => Ok(Self(Base64::of(key, Form::Standard))),
        }
    }
}

impl fmt::Debug for AccountKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountKey({} bytes)", self.0.decoded_len())
    }
}

/// The decoded bytes of a key of any length.
struct Decoded<'a>(Base64<'a>);

impl Encode for Decoded<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put_all(self.0.bytes())
    }
}
