//! The client: it signs requests.

use core::fmt;

use super::content_sha256::digits;
use super::params::Params;
use super::presigned::{MAX_EXPIRES, PresignedTarget};
use super::request::{Added, Form, NoParams};
use super::{
    ContentSha256, Credentials, MAX_QUERY_PARAMS, Request, Scope, SignedHeaders, StringToSign, Timestamp, ascii,
    is_bare, part,
};
use crate::encode::{Encode, is_written_as};
use crate::error::{ValueError, ValueErrorKind};
use crate::fields::AllFields;
use crate::hash::HashFunction;
use crate::mac::MacKey;

/// A client for the key of one day, region and service. It signs requests in a field or in the query.
///
/// `H` is SHA-256. `K` is the key, [prepared](super::SigningKey::prepare) for HMAC-SHA-256, or one that only hardware knows.
/// The client needs no buffer for the request: the canonical form goes into the hash as it is written.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::aws4::{Client, ContentSha256, Request, Rules, Scope, SigningKey, Timestamp};
/// use countersign::hash::Sha256;
/// use countersign::mac::Hmac;
///
/// let at = Timestamp::new(1_440_938_160).unwrap(); // now
/// let day = at.day();
/// let scope = Scope::new(day.as_str(), "us-east-1", "service")?;
/// let key = SigningKey::derive(Hmac(Sha256), b"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope)?;
/// let client = Client::new(Sha256, key.prepare(Hmac(Sha256)), "AKIDEXAMPLE", scope)?;
///
/// let fields = [("Host", "example.amazonaws.com")];
/// let request = Request::new("GET", "/", &fields, Rules::OTHERS)?;
/// let signed = client.sign(&request, "host;x-amz-date", ContentSha256::of(Sha256, b""), at)?;
///
/// // Add these two fields to the request.
/// assert_eq!(signed.timestamp().display().to_string(), "20150830T123600Z"); // X-Amz-Date
/// assert_eq!(
///     signed.credentials().display().to_string(), // Authorization
///     "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
///      SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
/// );
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Client<'a, H, K> {
    sha256: H,
    key: K,
    access_key_id: &'a str,
    scope: Scope<'a>,
    security_token: Option<&'a str>,
}

impl<'a, H: HashFunction<32>, K: MacKey<32>> Client<'a, H, K> {
    /// Returns a client with the key of this scope.
    ///
    /// # Errors
    /// As [`Credentials::new`] for the ID of the access key; [`ValueErrorKind::WrongForm`] for an `algorithm` that is not
    /// HMAC, or whose signature is made in another way.
    pub fn new(sha256: H, key: K, access_key_id: &'a str, scope: Scope<'a>) -> Result<Self, ValueError> {
        part("access-key-id", access_key_id, is_bare)?;
        if !scope.algorithm().is_signed_here() {
            return Err(ValueError::new("algorithm", ValueErrorKind::WrongForm, 0));
        }
        Ok(Self { sha256, key, access_key_id, scope, security_token: None })
    }

    /// Adds the security token of temporary credentials. It is signed if the names of a request in a field have
    /// `x-amz-security-token`, and in a presigned request.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] and [`ValueErrorKind::InvalidByte`] of the part `security-token`.
    pub fn with_security_token(self, token: &'a str) -> Result<Self, ValueError> {
        let wrong = |kind, offset| Err(ValueError::new("security-token", kind, offset));
        match token.bytes().position(|byte| !byte.is_ascii_graphic()) {
            Some(offset) => wrong(ValueErrorKind::InvalidByte, offset),
            None if token.is_empty() => wrong(ValueErrorKind::Empty, 0),
            None => Ok(Self { security_token: Some(token), ..self }),
        }
    }

    /// Signs a request in a field.
    ///
    /// The names of the signed fields are in lower case, sorted, separated by semicolons. They must have `host`, the date
    /// field, which the client adds (`x-amz-date`), and every other field that begins with `x-amz-`. The client also adds
    /// `x-amz-content-sha256` and `x-amz-security-token`, if the names have them. Do not sign what a proxy changes.
    ///
    /// # Errors
    /// As [`CanonicalRequest::new`](super::CanonicalRequest::new). Of the part `SignedHeaders`, [`ValueErrorKind::Requires`] for names without what must be
    /// signed; of the part `fields`, [`ValueErrorKind::Duplicate`] for a request that has one of the fields that the client
    /// adds, or `authorization`, [`ValueErrorKind::Prohibited`] for an `x-amz-` field that the names do not have, and
    /// [`ValueErrorKind::WrongForm`] for an `x-amz-content-sha256` of another payload; of the part `query`,
    /// [`ValueErrorKind::Prohibited`] for a signature in it; of the part `date`, [`ValueErrorKind::WrongForm`] if the key is
    /// that of another day. Where a field is wrong, the offset is its index.
    #[inline(never)]
    pub fn sign<'m, F: AllFields<'m> + Send + Sync>(
        &self,
        request: &Request<'_, F>,
        signed_headers: &'a str,
        payload: ContentSha256,
        at: Timestamp,
    ) -> Result<Signed<'a>, ValueError> {
        let names = request.rules().names;
        let listed = SignedHeaders::new(signed_headers)?;
        if !listed.contains(names.date) {
            return Err(ValueError::new("SignedHeaders", ValueErrorKind::Requires(names.date), 0));
        }
        if request.rules().declares_payload && !listed.contains(names.content_sha256) {
            return Err(ValueError::new("SignedHeaders", ValueErrorKind::Requires(names.content_sha256), 0));
        }
        self.check(request, listed, at)?;
        let token = self.security_token.filter(|_| listed.contains(names.security_token));
        let added = Added { date: Some(at), security_token: token };
        if request.values(names.content_sha256).any(|value| !is_written_as(&payload, value)) {
            return Err(ValueError::new("fields", ValueErrorKind::WrongForm, 0));
        }
        let form = Form::new(request, signed_headers, payload, added, NoParams)?;
        let signature = self.signature(&form, at);
        let Self { access_key_id, scope, security_token, .. } = *self;
        Ok(Signed { access_key_id, scope, security_token, names: listed, payload, at, signature })
    }

    /// Signs a request in its query: returns the target to send, or to give to somebody who has no key.
    ///
    /// It is valid for `expires` seconds from `at`, at most [`MAX_EXPIRES`](super::MAX_EXPIRES). The payload is
    /// [`ContentSha256::Unsigned`] for S3, and the hash of the body elsewhere.
    ///
    /// # Errors
    /// As [`sign`](Self::sign), without what concerns the fields that are added there. Of the part `expires`,
    /// [`ValueErrorKind::OutOfRange`]; of the part `query`, [`ValueErrorKind::TooMany`] if it has no place for the parameters.
    pub fn presign<'r, 'm, F: AllFields<'m> + Send + Sync>(
        &self,
        request: &Request<'r, F>,
        signed_headers: &'r str,
        payload: ContentSha256,
        at: Timestamp,
        expires: u32,
    ) -> Result<PresignedTarget<'r>, ValueError>
    where
        'a: 'r,
    {
        self.presign_with(request, signed_headers, payload, at, expires, true)
    }

    /// As [`presign`](Self::presign), with a security token that is sent and not signed. A few services want it so.
    ///
    /// # Errors
    /// As [`presign`](Self::presign).
    pub fn presign_without_token<'r, 'm, F: AllFields<'m> + Send + Sync>(
        &self,
        request: &Request<'r, F>,
        signed_headers: &'r str,
        payload: ContentSha256,
        at: Timestamp,
        expires: u32,
    ) -> Result<PresignedTarget<'r>, ValueError>
    where
        'a: 'r,
    {
        self.presign_with(request, signed_headers, payload, at, expires, false)
    }

    #[inline(never)]
    fn presign_with<'r, 'm, F: AllFields<'m> + Send + Sync>(
        &self,
        request: &Request<'r, F>,
        signed_headers: &'r str,
        payload: ContentSha256,
        at: Timestamp,
        expires: u32,
        signs_token: bool,
    ) -> Result<PresignedTarget<'r>, ValueError>
    where
        'a: 'r,
    {
        let names = request.rules().names;
        if !(1..=MAX_EXPIRES).contains(&expires) {
            return Err(ValueError::new("expires", ValueErrorKind::OutOfRange, 0));
        }
        let listed = SignedHeaders::new(signed_headers)?;
        self.check(request, listed, at)?;
        if request.has_param(&[names.params.expires, names.params.security_token]) {
            return Err(ValueError::new("query", ValueErrorKind::Prohibited, 0));
        }
        let params = Params {
            names: &names.params,
            access_key_id: self.access_key_id,
            scope: self.scope,
            at,
            expires,
            security_token: self.security_token.filter(|_| signs_token),
            signed_headers: listed,
        };
        let added = params.in_order().count().saturating_add(1);
        if request.query().count().saturating_add(added) > MAX_QUERY_PARAMS {
            return Err(ValueError::new("query", ValueErrorKind::TooMany, MAX_QUERY_PARAMS.saturating_sub(added)));
        }
        let form = Form::new(request, signed_headers, payload, Added::default(), params)?;
        Ok(PresignedTarget {
            path: request.path(),
            query: *request.query(),
            params,
            unsigned_token: self.security_token.filter(|_| !signs_token),
            signature: self.signature(&form, at),
            rules: request.rules(),
        })
    }

    /// Checks what both kinds of signatures have in common.
    fn check<'m, F: AllFields<'m>>(
        &self,
        request: &Request<'_, F>,
        listed: SignedHeaders<'_>,
        at: Timestamp,
    ) -> Result<(), ValueError> {
        let names = request.rules().names;
        if at.day().as_str() != self.scope.date() {
            return Err(ValueError::new("date", ValueErrorKind::WrongForm, 0));
        }
        if request.has_signature() {
            return Err(ValueError::new("query", ValueErrorKind::Prohibited, 0));
        }
        for (index, name) in request.names().enumerate() {
            let wrong = |kind| Err(ValueError::new("fields", kind, index));
            let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
            let adds_token = self.security_token.is_some() && is(names.security_token);
            if is("authorization") || is(names.date) || adds_token {
                return wrong(ValueErrorKind::Duplicate);
            }
            if super::request::must_be_signed(names, name) && !listed.has(name) {
                return wrong(ValueErrorKind::Prohibited);
            }
        }
        Ok(())
    }

    fn signature(&self, form: &impl Encode, at: Timestamp) -> [u8; 64] {
        let text = StringToSign::new(at, self.scope, self.sha256.hash_of(form));
        digits(&self.key.mac_of(&text))
    }
}

impl<H, K> fmt::Debug for Client<'_, H, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("algorithm", &self.scope.algorithm()).finish_non_exhaustive()
    }
}

/// A signature in a field, and the fields to add to the request.
///
/// See [`Client`] for an example.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    access_key_id: &'a str,
    scope: Scope<'a>,
    security_token: Option<&'a str>,
    names: SignedHeaders<'a>,
    payload: ContentSha256,
    at: Timestamp,
    signature: [u8; 64],
}

impl<'a> Signed<'a> {
    /// Returns the value of `Authorization`.
    #[must_use]
    pub fn credentials(&self) -> Credentials<'_> {
        Credentials {
            algorithm: self.scope.algorithm(),
            access_key_id: self.access_key_id.as_bytes(),
            scope: Some(self.scope),
            signed_headers: self.names,
            signature: &self.signature,
            is_folded: false,
        }
    }

    /// Returns the value of `x-amz-date`.
    #[must_use]
    pub const fn timestamp(&self) -> Timestamp {
        self.at
    }

    /// Returns the value of `x-amz-content-sha256`, which is to be sent if the names have it.
    #[must_use]
    pub const fn payload(&self) -> ContentSha256 {
        self.payload
    }

    /// Returns the value of `x-amz-security-token`, if the client has one.
    #[must_use]
    pub const fn security_token(&self) -> Option<&'a str> {
        self.security_token
    }

    /// Returns the signature in lower-case hex, with which that of the first chunk is computed.
    #[must_use]
    pub const fn signature(&self) -> &str {
        ascii(&self.signature)
    }
}

impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").field("payload", &self.payload).field("at", &self.at).finish_non_exhaustive()
    }
}
