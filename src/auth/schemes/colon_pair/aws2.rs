//! What the scheme AWS signs, Signature Version 2 of Amazon S3, and both sides of it.
//!
//! ```text
//! string    = method LF Content-MD5 LF Content-Type LF date LF fields resource
//! date      = "" if x-amz-date is sent / Date / Expires     ; the last in a presigned request
//! fields    = *( name ":" value *( "," value ) LF )         ; every x-amz- field, sorted by its name in lower case,
//!                                                           ; and in a presigned request every x-amz- parameter
//! resource  = [ "/" bucket ] path [ "?" sub *( "&" sub ) ]  ; the parameters that name sub-resources, sorted
//! sub       = name [ "=" value ]
//! signature = HMAC-SHA-1(secret, string)
//! presigned = path "?" [ query "&" ] "AWSAccessKeyId=" id "&Expires=" seconds "&Signature=" base64
//! ```
//! [Amazon S3, Signing and Authenticating REST Requests](https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html)
//!
//! Old clients and servers use it, and those of other stores.
//!
//! | input | result | why |
//! |---|---|---|
//! | several lines of an x-amz- field | joined with a comma, in order | the guide |
//! | a second line of another signed field, of `x-amz-date` or of `Authorization` | rejected: [`ValueErrorKind::Duplicate`] | one of them is verified, and a server may use the other |
//! | `x-amz-date` and `Date` | `Date` counts as absent | the guide |
//! | a folded value | the fold is one space | the guide |
//! | CR, LF or NUL elsewhere in a value, a byte in the name of an x-amz- field that no name has | rejected: [`ValueErrorKind::InvalidByte`] | two requests could have one string |
//! | a sub-resource that occurs twice | rejected: [`ValueErrorKind::Duplicate`] | a server may use the other |
//! | an x-amz- parameter of a presigned request | signed decoded, as a field of its name; a control character in it is rejected | clients of Amazon's move such fields into the query, `x-amz-security-token` above all; Ceph verifies them so |
//! | an x-amz- parameter that occurs twice, or also as a field | rejected: [`ValueErrorKind::Duplicate`] | a server may use either |
//! | escapes in the name of a sub-resource or of an x-amz- parameter | rejected: [`ValueErrorKind::InvalidByte`] | it is read under a name under which it is not signed |
//! | a value of `response-…` parameters | signed decoded; a control character in it is rejected | the guide |
//! | the path, and the values of other sub-resources | signed as they are sent | the guide |
//! | a bucket with upper case | signed in lower case | the guide: it is the name of a host |
//! | a date that ends in `+0000` in place of `GMT` | accepted | the examples of the guide |
//! | `Authorization` and the parameters of a presigned request | refused: [`Refusal::TwoForms`] | one of them would not be verified |
//! | more than [`MAX_FIELDS`] x-amz- lines, or parameters | rejected: [`ValueErrorKind::TooMany`] | sorting needs no memory, and takes a pass for each |
//!
//! # What is not signed
//!
//! The body is protected by a signed `Content-MD5` only, which the caller compares with the body. Other fields and other
//! parameters than those above are not signed, nor are x-amz- parameters if the signature is in a field. The host is signed only
//! as far as it is the bucket. A signature is valid for any number of requests until its date is too old, and a presigned
//! request until it expires.

mod client;
mod presigned;
mod resource;
mod server;

use core::fmt;

use super::request;
use crate::auth::coding::decimal::Decimal;
use crate::auth::field_names::AUTHORIZATION;
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::fields::AllFields;
use crate::syntax::class::{TCHAR, span};

use resource::{PREFIX, compare};

pub use client::{Client, Signed};
pub use presigned::{Presigned, PresignedTarget};
pub use resource::MAX_FIELDS;
pub use server::{Refusal, Server};

const X_AMZ_DATE: &str = "x-amz-date";

/// The fields that have one line, in the order of the string.
const SINGLE: [&str; 4] = ["content-md5", "content-type", "date", X_AMZ_DATE];

/// A request as it is sent: the method, the request-target and the fields.
///
/// Give the bytes of the request line, and not what a library made of them. The fields of a client include `Date` or
/// `x-amz-date`, unless the request is presigned.
#[derive(Clone, Copy)]
pub struct Request<'a, F> {
    method: &'a str,
    bucket: &'a str,
    path: &'a [u8],
    query: &'a [u8],
    fields: F,
}

impl<'a, 'm: 'a, F: AllFields<'m>> Request<'a, F> {
    /// Returns a request whose path has the bucket, or that is for no bucket.
    ///
    /// # Errors
    /// The part is `method`, `path`, `query` or the name of a field: [`ValueErrorKind::InvalidByte`],
    /// [`ValueErrorKind::Duplicate`] and [`ValueErrorKind::TooMany`] as the table of the [module](self) says.
    pub fn new<T: AsRef<[u8]> + ?Sized>(method: &'a str, target: &'a T, fields: F) -> Result<Self, ValueError> {
        let (path, query) = request::split(method, target.as_ref())?;
        resource::check(query)?;
        let request = Self { method, bucket: "", path, query, fields };
        request.check_fields()?;
        Ok(request)
    }

    /// Returns the request to a host that names the bucket: the part before the service's name, or all of the host if that is a
    /// name of the bucket's owner.
    ///
    /// # Errors
    /// The part is `bucket`: [`ValueErrorKind::Empty`], or [`ValueErrorKind::InvalidByte`] at a byte that no host has.
    pub fn with_bucket(self, bucket: &'a str) -> Result<Self, ValueError> {
        let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        match bucket.bytes().position(|byte| !is_of_host(byte)) {
            Some(offset) => Err(ValueError::new("bucket", ValueErrorKind::InvalidByte, offset)),
            None if bucket.is_empty() => Err(ValueError::new("bucket", ValueErrorKind::Empty, 0)),
            None => Ok(Self { bucket, ..self }),
        }
    }

    /// Returns what is signed of the request, with its date.
    #[must_use]
    pub const fn string_to_sign(&self) -> StringToSign<'_, F> {
        StringToSign { request: self, expires: None }
    }

    /// Returns what is signed of the request if its signature is in the query, and expires at this second since 1970.
    #[must_use]
    pub const fn string_to_presign(&self, expires: Decimal) -> StringToSign<'_, F> {
        StringToSign { request: self, expires: Some(expires) }
    }

    fn check_fields(&self) -> Result<(), ValueError> {
        let (mut count, mut is_authorized) = (0_usize, false);
        let mut seen = [false; SINGLE.len()];
        for (index, (name, value)) in self.fields.all_lines().enumerate() {
            let mut single = SINGLE.iter().zip(&mut seen);
            let (part, is_second) = match single.find(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes())) {
                Some((part, is_seen)) => (*part, core::mem::replace(is_seen, true)),
                None if request::begins(name, PREFIX) => (PREFIX, false),
                None if name.eq_ignore_ascii_case(AUTHORIZATION.as_bytes()) => {
                    if core::mem::replace(&mut is_authorized, true) {
                        return Err(ValueError::new("authorization", ValueErrorKind::Duplicate, index));
                    }
                    continue;
                }
                None => continue,
            };
            let wrong = span(name, TCHAR);
            if wrong < name.len() {
                return Err(ValueError::new(part, ValueErrorKind::InvalidByte, wrong));
            }
            if let Some(offset) = request::broken(value) {
                return Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
            }
            if is_second || request::begins(name, PREFIX) && resource::has(self.query, name) {
                return Err(ValueError::new(part, ValueErrorKind::Duplicate, index));
            }
            count = count.saturating_add(usize::from(request::begins(name, PREFIX)));
            if count > MAX_FIELDS {
                return Err(ValueError::new(PREFIX, ValueErrorKind::TooMany, MAX_FIELDS));
            }
        }
        Ok(())
    }

    /// Returns the value of the field that says when the request was signed.
    fn date(&self) -> Option<&'m [u8]> {
        self.value(X_AMZ_DATE).or_else(|| self.value("date"))
    }

    fn value(&self, name: &str) -> Option<&'m [u8]> {
        request::value(self.fields, name)
    }
}

impl<F> fmt::Debug for Request<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

/// What is signed of a request. It is written piece by piece, into a MAC or to be compared with what a server says that it
/// signed: no buffer is needed.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::Decimal;
/// use countersign::auth::colon_pair::aws2::Request;
///
/// let fields = [("Date", "Tue, 27 Mar 2007 19:44:46 +0000"), ("X-Amz-Meta-B", "2"), ("x-amz-acl", "private")];
/// let request = Request::new("GET", "/?prefix=photos&acl", &fields)?.with_bucket("johnsmith")?;
/// assert_eq!(
///     request.string_to_sign().display().to_string(),
///     "GET\n\n\nTue, 27 Mar 2007 19:44:46 +0000\nx-amz-acl:private\nx-amz-meta-b:2\n/johnsmith/?acl"
/// );
/// let request = Request::new("GET", "/?x-amz-security-token=a%2Fb&acl", &fields)?.with_bucket("johnsmith")?;
/// assert_eq!(
///     request.string_to_presign(Decimal::from(1_175_139_620)).display().to_string(),
///     "GET\n\n\n1175139620\nx-amz-acl:private\nx-amz-meta-b:2\nx-amz-security-token:a/b\n/johnsmith/?acl"
/// );
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct StringToSign<'r, F> {
    request: &'r Request<'r, F>,
    expires: Option<Decimal>,
}

impl<'r, 'm: 'r, F: AllFields<'m>> StringToSign<'r, F> {
    fn written<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let Request { method, bucket, path, query, .. } = *self.request;
        wire.put(method.as_bytes())?;
        for name in ["content-md5", "content-type"] {
            wire.put(b"\n")?;
            request::write_unfolded(self.request.value(name).unwrap_or_default(), wire)?;
        }
        wire.put(b"\n")?;
        match &self.expires {
            Some(expires) => expires.write(wire)?,
            None if self.request.value(X_AMZ_DATE).is_some() => {}
            None => request::write_unfolded(self.request.value("date").unwrap_or_default(), wire)?,
        }
        wire.put(b"\n")?;
        self.write_fields(wire)?;
        if !bucket.is_empty() {
            wire.put(b"/")?;
            wire.put_all(bucket.bytes().map(|byte| byte.to_ascii_lowercase()))?;
        }
        wire.put(path)?;
        resource::write(query, wire)
    }

    fn write_fields<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        // A signature in a field does not cover the parameters.
        let query = if self.expires.is_some() { self.request.query } else { b"" };
        let mut last: Option<&[u8]> = None;
        loop {
            let field = request::next(self.request.fields, PREFIX, last, compare).map(|(name, _)| name);
            let param = resource::next(query, last);
            let is_earlier = |param: &resource::Param<'_>| field.is_none_or(|name| compare(param.name, name).is_lt());
            if let Some(param) = param.filter(is_earlier) {
                last = Some(param.name);
                wire.put_all(param.name.iter().map(u8::to_ascii_lowercase))?;
                wire.put(b":")?;
                resource::write_value(param, wire)?;
                wire.put(b"\n")?;
                continue;
            }
            let Some(name) = field else {
                return Ok(());
            };
            last = Some(name);
            wire.put_all(name.iter().map(u8::to_ascii_lowercase))?;
            let lines = self.request.fields.all_lines();
            let mut separator: &[u8] = b":";
            for (_, value) in lines.filter(|(other, _)| other.eq_ignore_ascii_case(name)) {
                wire.put(separator)?;
                separator = b",";
                request::write_unfolded(value.trim_ascii(), wire)?;
            }
            wire.put(b"\n")?;
        }
    }
}

impl<F> fmt::Debug for StringToSign<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StringToSign").field("is_presigned", &self.expires.is_some()).finish_non_exhaustive()
    }
}

impl<'r, 'm: 'r, F: AllFields<'m> + Send + Sync> Encode for StringToSign<'r, F> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.written(wire)
    }
}
