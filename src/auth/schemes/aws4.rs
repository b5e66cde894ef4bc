//! Signature Version 4 of Amazon, and the schemes that other clouds made of it: a key for one day, region and service signs
//! the request.
//!
//! ```abnf
//! credentials       = algorithm 1*SP #param
//! param             = token BWS "=" BWS ( bare / quoted-string )
//! bare              = 1*( %x21 / %x23-2B / %x2D-5B / %x5D-7E )
//! Credential        = access-key-id [ "/" scope ]    ; split from its end
//! Access            = access-key-id
//! scope             = date "/" [ region "/" ] service "/" terminator
//! date              = 8DIGIT / 4DIGIT "-" 2DIGIT "-" 2DIGIT
//! SignedHeaders     = field-name *( ";" field-name ) ; so is AdditionalHeaders
//! Signature         = 64LHEX / 1*( 2LHEX )
//! ```
//!
//! | algorithm | key | scope | names | signature |
//! |---|---|---|---|---|
//! | AWS4-HMAC-SHA256 | `Credential` | `20130524/us-east-1/s3/aws4_request` | `SignedHeaders` | 64LHEX |
//! | AWS4-ECDSA-P256-SHA256 | `Credential` | `20130524/s3/aws4_request`: for several regions | `SignedHeaders` | 1*( 2LHEX ) |
//! | GOOG4-HMAC-SHA256 | `Credential` | `20190301/us-central1/storage/goog4_request` | `SignedHeaders` | 64LHEX |
//! | GOOG4-RSA-SHA256 | `Credential` | the same | `SignedHeaders` | 1*( 2LHEX ) |
//! | TC3-HMAC-SHA256 | `Credential` | `2019-02-25/cvm/tc3_request` | `SignedHeaders` | 64LHEX |
//! | ACS3-HMAC-SHA256 | `Credential` | none | `SignedHeaders` | 64LHEX |
//! | OSS4-HMAC-SHA256 | `Credential` | `20221220/cn-hangzhou/oss/aliyun_v4_request` | `AdditionalHeaders`, OPTIONAL | 64LHEX |
//! | SDK-HMAC-SHA256 | `Access`, or `Credential` with a scope | none, or `20191115/cn-north-4/dis/sdk_request` | `SignedHeaders` | 64LHEX |
//!
//! [AWS Signature Version 4](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html) ·
//! [Google, signatures](https://cloud.google.com/storage/docs/authentication/signatures) ·
//! [Tencent, signature v3](https://www.tencentcloud.com/document/api/1227/61798) ·
//! [Alibaba, V3 request structure](https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature) ·
//! [Alibaba, OSS V4 signature](https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4) ·
//! [Huawei, AK/SK signing](https://support.huaweicloud.com/en-us/devg-apisign/api-sign-algorithm-005.html); the ABNF is ours
//!
//! A [`Client`] signs requests and a [`Server`] verifies them. [`CanonicalRequest`] and [`StringToSign`] are what they sign.
//! [`Chunks`] are the signatures of a body that is sent in chunks.
//!
//! | algorithm | computed | rules |
//! |---|---|---|
//! | AWS4-HMAC-SHA256 | in fields and in the query | [`Rules::S3`], [`Rules::OTHERS`] |
//! | AWS4-ECDSA-P256-SHA256 | the text and the key; the caller signs | the same |
//! | GOOG4-HMAC-SHA256 | in fields and in the query | [`Rules::GOOGLE`] |
//! | GOOG4-RSA-SHA256 | the text; the caller signs | the same |
//! | TC3-HMAC-SHA256 | in fields: Tencent has no other form | [`Rules::TENCENT`] |
//! | ACS3-HMAC-SHA256 | in fields: Alibaba has no other form | [`Rules::ALIBABA`] |
//! | SDK-HMAC-SHA256 | in fields, with `Access`; with a scope it is only read: its key is derived in another way | [`Rules::HUAWEI`] |
//! | OSS4-HMAC-SHA256 | only read: its signature covers fields that are not in the list, and a path with the name of the bucket, which the request may lack | none |
//!
//! No RFC defines them. Clients send `/` and `;` outside of quotes, which RFC 9110 does not allow. The framework's
//! [`Credentials`](crate::auth::Credentials) reject such values: read them with [`authorization`]. This module tolerates
//! [`Deviation::BareValue`], and nothing else.
//!
//! | input | result | why |
//! |---|---|---|
//! | `/` and `;` in values without quotes | accepted, and written so | all clients send them so |
//! | quoted values without escapes | accepted; written without quotes | RFC 9110 §11.2 |
//! | any order; commas with or without white space; BWS | accepted | RFC 9110 §5.6.1, §11.2 |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | RFC 9110 §11.2 |
//! | no comma between parameters, or a comma after the scheme | rejected: [`Rule`](crate::Rule) `Comma`, `Space` | that is another grammar |
//! | a `;` in an access key or a scope | accepted, but not before a name and `=`: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | without quotes that would be a further parameter |
//! | an access key with `/` | accepted | servers other than Amazon's use such keys |
//! | an access key of `=` only, without a scope | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | without quotes it would be a token68 |
//! | a scope of other parts or of another terminator, a date of another form | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | a verifier would derive another key |
//! | both `Access` and `Credential` with SDK-HMAC-SHA256 | rejected: [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) | they may name two keys |
//! | an empty name between semicolons, or no name at all | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | a signature must cover at least the host; Alibaba's error 0002-00000209 |
//! | no `AdditionalHeaders` with OSS4-HMAC-SHA256 | accepted, as no names | OSS always signs the fields of its own, so there may be no list |
//! | names that are not sorted, or have upper-case letters | accepted, but not written | the signature covers what the client sent |
//! | white space in a signature, left by a folded line | rejected; can be [tolerated](Deviation::FoldedSpace) | it is neither compared nor written |
//! | a signature that is not lower-case hex, or with HMAC not 64 digits long | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | it is compared as text |
//! | other parameters | ignored, and not kept | nothing defines any |
//! | a second line of Authorization, of any scheme | rejected by [`authorization`]: [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) | one would be verified, the other may be used |

mod algorithm;
mod canonical;
mod chunks;
mod client;
mod content_sha256;
mod ecdsa;
mod key;
mod params;
mod path;
mod presigned;
mod query;
mod request;
mod rules;
mod scope;
mod server;
mod signed_headers;
mod string_to_sign;
mod timestamp;

use core::fmt;

use crate::auth::coding::base64::{runs, unfolded};
use crate::auth::deviation::{Deviation, Leniency, Tolerance};
use crate::auth::field_names::AUTHORIZATION;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::SchemePayload;
use crate::auth::slots;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{LineError, ParseError, ValueError, ValueErrorKind};
use crate::fields::{Fields, only_line};
use crate::syntax::class::{TCHAR, span};
use crate::syntax::secret::{bytes_eq, constant_time_eq};
use crate::syntax::text::Text;
use crate::syntax::wide::stray;

use algorithm::Shape;
pub use algorithm::{Algorithm, SCHEMES};
pub use chunks::{
    ChunkError, ChunkEvent, ChunkFrame, ChunkHeader, ChunkReader, Chunks, MAX_CHUNK_LINE, MAX_TRAILER_FIELDS, Trailer,
};
pub use client::{Client, Signed};
pub use content_sha256::ContentSha256;
pub use ecdsa::EcdsaKey;
pub use key::SigningKey;
pub use path::MAX_SEGMENTS;
pub use presigned::{MAX_EXPIRES, Presigned, PresignedTarget};
pub use query::MAX_QUERY_PARAMS;
pub use request::{CanonicalRequest, MAX_SIGNED_HEADERS, Request};
pub use rules::Rules;
pub use scope::Scope;
pub use server::{Accepted, Refusal, Secret, Server};
pub use signed_headers::SignedHeaders;
pub use string_to_sign::StringToSign;
pub use timestamp::{Date, Day, Timestamp};

/// Returns the credentials in a request's Authorization field, or `None` if the field is absent.
///
/// [`auth::authorization`](crate::auth::authorization) rejects values with `/` and `;` outside of quotes.
///
/// ```
/// use countersign::{ErrorKind, auth::aws4};
///
/// let value = format!("ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;range,Signature={:064}", 0);
/// let request = [("Authorization", value.as_str()), ("Authorization", "Bearer mF_9.B5f-4.1JqM")];
/// assert_eq!(aws4::authorization(&request[..1])?.expect("the field is present").access_key_id(), "id");
/// assert_eq!(aws4::authorization(&request).unwrap_err().error().kind(), ErrorKind::SecondLine);
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// The errors of [`Credentials::parse`], also for another scheme, and
/// [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn authorization<'m>(fields: impl Fields<'m>) -> Result<Option<Credentials<'m>>, LineError> {
    only_line(fields, AUTHORIZATION, Credentials::parse)
}

/// Credentials of one of the schemes: the key, the names of the signed fields, and the signature.
///
/// `Debug` shows only the algorithm, and there is no `==`: [`matches`](Self::matches) compares the signature in constant
/// time.
///
/// ```
/// use countersign::{Encode, auth::aws4::{Algorithm, Credentials, Scope}};
///
/// let wire = b"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
///     SignedHeaders=host;range;x-amz-date, Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024";
/// let credentials = Credentials::parse(wire)?;
/// assert_eq!(credentials.access_key_id(), "AKIAIOSFODNN7EXAMPLE");
/// assert_eq!(credentials.scope().unwrap().region(), Some("us-east-1"));
/// assert!(credentials.signed_headers().contains("Range"));
///
/// let scope = Scope::new("20130524", "us-east-1", "s3")?;
/// let signature = "fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024";
/// let sent = Credentials::new("AKIAIOSFODNN7EXAMPLE", scope, "host;range;x-amz-date", signature)?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 256])?, wire);
///
/// let sent = Credentials::without_scope(Algorithm::SdkHmacSha256, "QTWAOYTTINDUT2QVKYUC", "host", signature)?;
/// let mut buffer = [0; 160];
/// assert!(sent.encode_to_slice(&mut buffer)?.starts_with(b"SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=host"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    shape: &'static Shape,
    access_key_id: &'a [u8],
    scope: Option<Scope<'a>>,
    signed_headers: SignedHeaders<'a>,
    signature: &'a [u8],
    /// Whether there is white space in the signature.
    is_folded: bool,
}

impl<'a> Credentials<'a> {
    /// Parses a field value that holds credentials of one of the schemes.
    ///
    /// # Errors
    /// The value does not match the grammar, is of another scheme, has a token68 or a repeated parameter, or is
    /// rejected by the table of the [module](self).
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (algorithm, payload) =
            SchemePayload::parse(value)?.expect_one_of(Algorithm::HmacSha256.name(), Algorithm::read)?;
        Self::read(algorithm, payload.tolerating(BareValues))
    }

    fn read<T: Leniency>(algorithm: Algorithm, payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let shape = algorithm.shape();
        let (id, names, signature, other) = if shape.other_id.is_empty() {
            let [id, names, signature] = slots::read(payload, [shape.id, shape.names, "Signature"])?;
            (id, names, signature, None)
        } else {
            let [id, names, signature, other] =
                slots::read(payload, [shape.id, shape.names, "Signature", shape.other_id])?;
            (id, names, signature, Some(other).filter(|other| other.optional().is_some()))
        };
        let (access_key_id, scope) = match other {
            Some(other) if id.optional().is_some() => return Err(other.conflict()),
            Some(other) => other.required_as(|text| credential(shape, true, text))?,
            None => id.required_as(|text| credential(shape, shape.is_scoped, text))?,
        };
        let signed_headers = match names.convert(SignedHeaders::read)? {
            None if shape.needs_names => return Err(names.missing()),
            names => names.unwrap_or(SignedHeaders::NONE),
        };
        let (signature, is_folded) =
            match signature.required_as(|text| text.as_bytes().filter(|bytes| is_signature(shape, bytes))) {
                Ok(digits) => (digits, false),
                Err(error) => {
                    let folded = |bytes| is_folded_signature(shape, bytes).then_some(bytes);
                    (signature.folded(payload, folded).ok_or(error)?, true)
                }
            };
        Ok(Self { shape, access_key_id, scope, signed_headers, signature, is_folded })
    }

    /// Returns credentials with the ID of the access key, its scope, the names of the signed fields, separated by semicolons,
    /// and the signature in lower-case hex. The scope determines the algorithm. With OSS4-HMAC-SHA256 there may be no names.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a byte of the ID that needs quotes, and at a byte of the signature that is not a
    /// lower-case hex digit; [`ValueErrorKind::WrongForm`] for a signature of the wrong length; [`ValueErrorKind::Empty`]
    /// for an empty part; and as [`SignedHeaders::new`].
    pub fn new(
        access_key_id: &'a str,
        scope: Scope<'a>,
        signed_headers: &'a str,
        signature: &'a str,
    ) -> Result<Self, ValueError> {
        Self::of_parts(scope.shape(), access_key_id, Some(scope), signed_headers, signature)
    }

    /// Returns credentials of ACS3-HMAC-SHA256 or SDK-HMAC-SHA256, whose keys need no scope.
    ///
    /// # Errors
    /// As [`new`](Self::new); [`ValueErrorKind::Requires`] for an algorithm whose keys have a scope.
    pub fn without_scope(
        algorithm: Algorithm,
        access_key_id: &'a str,
        signed_headers: &'a str,
        signature: &'a str,
    ) -> Result<Self, ValueError> {
        let shape = algorithm.shape();
        if shape.is_scoped {
            return Err(ValueError::new("algorithm", ValueErrorKind::Requires("scope"), 0));
        }
        Self::of_parts(shape, access_key_id, None, signed_headers, signature)
    }

    fn of_parts(
        shape: &'static Shape,
        access_key_id: &'a str,
        scope: Option<Scope<'a>>,
        names: &'a str,
        signature: &'a str,
    ) -> Result<Self, ValueError> {
        let has_names = shape.needs_names || !names.is_empty();
        let credentials = Self {
            shape,
            access_key_id: part("access-key-id", access_key_id, is_bare)?,
            scope,
            signed_headers: if has_names { SignedHeaders::new(names)? } else { SignedHeaders::NONE },
            signature: part("Signature", signature, is_lhex)?,
            is_folded: false,
        };
        if scope.is_none() && !stands_alone(credentials.access_key_id) {
            return Err(ValueError::new("access-key-id", ValueErrorKind::InvalidByte, 0));
        }
        if is_signature(shape, signature.as_bytes()) {
            Ok(credentials)
        } else {
            Err(ValueError::new("Signature", ValueErrorKind::WrongForm, 0))
        }
    }

    /// Returns the signature algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.shape.algorithm
    }

    /// Returns the ID of the access key.
    #[must_use]
    pub const fn access_key_id(&self) -> &'a str {
        ascii(self.access_key_id)
    }

    /// Returns the scope of the key; `None` with ACS3-HMAC-SHA256, and with `Access` of SDK-HMAC-SHA256.
    #[must_use]
    pub const fn scope(&self) -> Option<Scope<'a>> {
        self.scope
    }

    /// Returns the names of the signed fields; with OSS4-HMAC-SHA256, of those that are signed in addition.
    #[must_use]
    pub const fn signed_headers(&self) -> SignedHeaders<'a> {
        self.signed_headers
    }

    /// Returns the signature in lower-case hex. White space of a folded line, if that is [tolerated](Deviation::FoldedSpace),
    /// is still in it; [`matches`](Self::matches) skips it.
    #[must_use]
    pub const fn signature(&self) -> &'a str {
        ascii(self.signature)
    }

    /// Reports whether the signature is equal to this one. The time that it takes depends only on lengths.
    #[must_use]
    pub fn matches<G: AsRef<[u8]> + ?Sized>(&self, signature: &G) -> bool {
        if self.is_folded {
            bytes_eq(unfolded(self.signature), signature.as_ref())
        } else {
            constant_time_eq(self.signature, signature.as_ref())
        }
    }
}

typed!(Credentials, Algorithm::HmacSha256.name(), Algorithm::read);

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("algorithm", &self.algorithm()).finish_non_exhaustive()
    }
}

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        // No part needs quotes.
        let shape = self.shape;
        wire.put(shape.name.as_bytes())?;
        wire.put(b" ")?;
        wire.put(if self.scope.is_some() { "Credential" } else { shape.id }.as_bytes())?;
        wire.put(b"=")?;
        wire.put(self.access_key_id)?;
        if let Some(scope) = &self.scope {
            wire.put(b"/")?;
            scope.write(wire)?;
        }
        if !self.signed_headers.is_empty() {
            wire.put(b", ")?;
            wire.put(shape.names.as_bytes())?;
            wire.put(b"=")?;
            self.signed_headers.write(wire)?;
        }
        wire.put(b", Signature=")?;
        if self.is_folded { runs(self.signature).try_for_each(|run| wire.put(run)) } else { wire.put(self.signature) }
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// Tolerates `/` and `;` outside of quotes, and nothing else.
#[derive(Clone, Copy)]
struct BareValues;

impl Tolerance for BareValues {
    fn forgive(&mut self, deviation: Deviation, _: usize) -> bool {
        deviation == Deviation::BareValue
    }
}

/// `Credential = access-key-id [ "/" scope ]`
fn credential<'a>(shape: &'static Shape, is_scoped: bool, text: Text<'a>) -> Option<(&'a [u8], Option<Scope<'a>>)> {
    let is_key = |bytes: &&[u8]| {
        // Nearly no key has a semicolon.
        stray(bytes, |byte| is_bare(byte) & (byte != b';')).is_none()
            || stray(bytes, is_bare).is_none() && parameter_in(bytes).is_none()
    };
    let bytes = text.as_bytes().filter(is_key)?;
    let (access_key_id, scope) = if is_scoped {
        let (access_key_id, scope) = Scope::split_off(shape, bytes)?;
        (access_key_id, Some(scope))
    } else {
        (bytes, None)
    };
    let is_valid = if is_scoped { !access_key_id.is_empty() } else { stands_alone(access_key_id) };
    is_valid.then_some((access_key_id, scope))
}

/// Whether an ID can stand without a scope: after `Credential=`, a value of only `=` would be the padding of a token68.
fn stands_alone(access_key_id: &[u8]) -> bool {
    access_key_id.iter().any(|&byte| byte != b'=')
}

const HMAC_DIGITS: usize = 64;

/// `Signature = 64LHEX / 1*( 2LHEX )`
fn is_signature(shape: &Shape, bytes: &[u8]) -> bool {
    is_whole(shape, bytes.len()) && stray(bytes, is_lhex).is_none()
}

/// Whether a signature may have this number of digits.
const fn is_whole(shape: &Shape, digits: usize) -> bool {
    if shape.is_hmac { digits == HMAC_DIGITS } else { digits > 0 && digits.is_multiple_of(2) }
}

/// The same digits with white space between them, which remains of a folded line.
fn is_folded_signature(shape: &Shape, bytes: &[u8]) -> bool {
    is_whole(shape, unfolded(bytes).count()) && unfolded(bytes).all(is_lhex)
}

/// `LHEX`
const fn is_lhex(byte: u8) -> bool {
    (byte.wrapping_sub(b'0') < 10) | (byte.wrapping_sub(b'a') < 6)
}

/// Returns the offset of a semicolon after which a parameter begins.
fn parameter_in(bytes: &[u8]) -> Option<usize> {
    let is_param = |after: &[u8]| {
        let length = span(after, TCHAR);
        length > 0 && after.get(length) == Some(&b'=')
    };
    let mut semicolons = bytes.iter().enumerate().filter(|(_, byte)| **byte == b';').map(|(at, _)| at);
    semicolons.find(|at| bytes.get(at.saturating_add(1)..).is_some_and(is_param))
}

/// A byte of `bare`.
const fn is_bare(byte: u8) -> bool {
    (byte == b'!') | (byte.wrapping_sub(b'#') < 9) | (byte.wrapping_sub(b'-') < 47) | (byte.wrapping_sub(b']') < 34)
}

/// Converts bytes of a class above, which are ASCII, to text.
const fn ascii(bytes: &[u8]) -> &str {
    match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

fn part<'a>(part: &'static str, text: &'a str, class: fn(u8) -> bool) -> Result<&'a [u8], ValueError> {
    match text.bytes().position(|byte| !class(byte)).or_else(|| parameter_in(text.as_bytes())) {
        Some(offset) => Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset)),
        None if text.is_empty() => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
        None => Ok(text.as_bytes()),
    }
}
