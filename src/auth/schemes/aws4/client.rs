//! The client: it signs requests.

use core::fmt;

use super::algorithm::Key;
use super::content_sha256::digits;
use super::params::Params;
use super::presigned::{MAX_EXPIRES, PresignedTarget};
use super::request::{Added, Form, NoParams};
use super::{
    Algorithm, Chunks, ContentSha256, Credentials, Date, MAX_QUERY_PARAMS, Request, Scope, SignedHeaders, StringToSign,
    Timestamp, ascii, is_bare, part,
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
    signs_token: bool,
}

impl<'a, H: HashFunction<32>, K: MacKey<32>> Client<'a, H, K> {
    /// Returns a client with the key of this scope.
    ///
    /// # Errors
    /// As [`Credentials::new`] for the ID of the access key; [`ValueErrorKind::WrongForm`] for an `algorithm` that is not
    /// HMAC, or whose signature is made in another way.
    pub fn new(sha256: H, key: K, access_key_id: &'a str, scope: Scope<'a>) -> Result<Self, ValueError> {
        part("access-key-id", access_key_id, is_bare)?;
        let is_signed = match scope.shape().key {
            Key::OfScope(_) => !scope.is_absent(),
            Key::Secret => scope.is_absent(),
            Key::Other => false,
        };
        if !is_signed {
            return Err(ValueError::new("algorithm", ValueErrorKind::WrongForm, 0));
        }
        Ok(Self { sha256, key, access_key_id, scope, security_token: None, signs_token: true })
    }

    /// Returns a client with a key that has no scope: that of ACS3-HMAC-SHA256 or SDK-HMAC-SHA256, which is HMAC-SHA-256 with
    /// the secret.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn without_scope(sha256: H, key: K, access_key_id: &'a str, algorithm: Algorithm) -> Result<Self, ValueError> {
        Self::new(sha256, key, access_key_id, Scope::absent(algorithm.shape()))
    }

    /// Adds the security token of temporary credentials. It is signed in the query, and in a field if the names of the request
    /// have `x-amz-security-token`.
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

    /// Adds a security token that is sent and not signed. A few services want it so.
    ///
    /// # Errors
    /// As [`with_security_token`](Self::with_security_token).
    pub fn with_unsigned_security_token(self, token: &'a str) -> Result<Self, ValueError> {
        Ok(Self { signs_token: false, ..self.with_security_token(token)? })
    }

    /// Signs a request in a field.
    ///
    /// The names of the signed fields are in lower case, sorted, separated by semicolons. They must have `host`, the date
    /// field, which the client adds (`x-amz-date`), and every other field that begins with `x-amz-`. The client also adds
    /// `x-amz-content-sha256` and `x-amz-security-token`, if the names have them. Do not sign what a proxy changes.
    ///
    /// # Errors
    /// As [`CanonicalRequest::new`](super::CanonicalRequest::new). Of the part `rules`, [`ValueErrorKind::WrongForm`] for those
    /// of another cloud than the scope's. Of the part `SignedHeaders`, [`ValueErrorKind::Requires`] for names without what must be
    /// signed; of the part `fields`, [`ValueErrorKind::Reserved`] for a request that has one of the fields that the client
    /// adds, or `authorization`, and [`ValueErrorKind::Unsigned`] for an `x-amz-` field that the names do not have, with the
    /// index of the field, and [`ValueErrorKind::Requires`] for a payload in chunks without `x-amz-decoded-content-length`, or with
    /// a trailer and without `x-amz-trailer`; of the part `x-amz-content-sha256`, [`ValueErrorKind::Conflict`] if the request has that of another
    /// payload; of the part `query`, [`ValueErrorKind::Prohibited`] at a parameter of a signature; of the part `date`,
    /// [`ValueErrorKind::Conflict`] if the key is that of another day.
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
        if !names.prefix.is_empty() && !listed.contains(names.date) {
            return Err(ValueError::new("SignedHeaders", ValueErrorKind::Requires(names.date), 0));
        }
        if request.rules().declares_payload && !listed.contains(names.content_sha256) {
            return Err(ValueError::new("SignedHeaders", ValueErrorKind::Requires(names.content_sha256), 0));
        }
        self.check(request, listed, at)?;
        let token = self.signed_token().filter(|_| listed.contains(names.security_token));
        let date = (names.date_form)(at);
        let added = Added { date: Some(date.as_bytes()), security_token: token };
        if request.values(names.content_sha256.as_bytes()).any(|value| !is_written_as(&payload, value)) {
            return Err(ValueError::new(names.content_sha256, ValueErrorKind::Conflict("payload"), 0));
        }
        if let Some(absent) = payload.fields().iter().find(|name| !request.has(name)) {
            return Err(ValueError::new("fields", ValueErrorKind::Requires(absent), 0));
        }
        let form = Form::new(request, signed_headers, payload, added, NoParams)?;
        let signature = self.signature(&form, date);
        let Self { access_key_id, scope, security_token, .. } = *self;
        Ok(Signed { access_key_id, scope, security_token, names: listed, payload, at, date, signature })
    }

    /// Begins to sign the chunks of a body, whose request this client has signed.
    ///
    /// ```
    /// use countersign::Encode;
    /// use countersign::auth::aws4::{Client, ContentSha256, Request, Rules, Scope, SigningKey, Timestamp};
    /// use countersign::hash::Sha256;
    /// use countersign::mac::Hmac;
    ///
    /// let scope = Scope::new("20130524", "us-east-1", "s3")?;
    /// let key = SigningKey::derive(Hmac(Sha256), b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope)?;
    /// let client = Client::new(Sha256, key.prepare(Hmac(Sha256)), "AKIAIOSFODNN7EXAMPLE", scope)?;
    ///
    /// let (data, payload) = ([b'a'; 66_560], ContentSha256::Chunks);
    /// let content_length = payload.chunked_len(66_560, 65_536, None)?.to_string();
    /// let fields = [
    ///     ("Host", "s3.amazonaws.com"),
    ///     ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
    ///     ("Content-Encoding", "aws-chunked"),
    ///     ("x-amz-decoded-content-length", "66560"),
    ///     ("Content-Length", &content_length),
    /// ];
    /// let request = Request::new("PUT", "/examplebucket/chunkObject.txt", &fields, Rules::S3)?;
    /// let names = "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;\
    ///              x-amz-decoded-content-length;x-amz-storage-class";
    /// let signed = client.sign(&request, names, payload, Timestamp::parse(b"20130524T000000Z")?)?;
    ///
    /// // Send `signed.credentials()`, `signed.timestamp()` and `signed.payload()` with these fields, and then the body.
    /// let (mut body, mut chunks) = (Vec::new(), client.chunks(&signed)?);
    /// for data in data.chunks(65_536) {
    ///     body.extend(chunks.frame(Sha256, data)?.encode_to_vec());
    /// }
    /// body.extend(chunks.last_frame(Sha256, None)?.encode_to_vec());
    /// assert_eq!(body.len().to_string(), content_length);
    /// # assert_eq!(content_length, "66824");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ValueErrorKind::WrongForm`] for a `payload` without signed chunks.
    pub fn chunks<'s>(&self, signed: &Signed<'s>) -> Result<Chunks<'s, &K>, ValueError> {
        signed.payload.check_signed_chunks()?;
        Chunks::new(&self.key, signed.scope, signed.at, signed.signature())
    }

    /// Signs a request in its query: returns the target to send, or to give to somebody who has no key.
    ///
    /// It is valid for `expires` seconds from `at`, at most [`MAX_EXPIRES`](super::MAX_EXPIRES). The payload is
    /// [`ContentSha256::Unsigned`] for S3, and the hash of the body elsewhere.
    ///
    /// # Errors
    /// As [`sign`](Self::sign), without what concerns the fields that are added there. Of the part `expires`,
    /// [`ValueErrorKind::OutOfRange`]; of the part `query`, [`ValueErrorKind::TooMany`] if it has no place for the parameters.
    #[inline(never)]
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
        let names = request.rules().names;
        if names.params.signature.is_empty() {
            return Err(ValueError::new("rules", ValueErrorKind::WrongForm, 0));
        }
        if !(1..=MAX_EXPIRES).contains(&expires) {
            return Err(ValueError::new("expires", ValueErrorKind::OutOfRange, 0));
        }
        let listed = SignedHeaders::new(signed_headers)?;
        self.check(request, listed, at)?;
        if let Some(offset) = request.param_at(&[names.params.expires, names.params.security_token]) {
            return Err(ValueError::new("query", ValueErrorKind::Prohibited, offset));
        }
        let params = Params {
            names: &names.params,
            access_key_id: self.access_key_id,
            scope: self.scope,
            at,
            expires,
            security_token: self.signed_token(),
            signed_headers: listed,
        };
        let added = params.in_order().count().saturating_add(1);
        if request.query().count().saturating_add(added) > MAX_QUERY_PARAMS {
            return Err(ValueError::new("query", ValueErrorKind::TooMany, MAX_QUERY_PARAMS.saturating_sub(added)));
        }
        let date = (names.date_form)(at);
        let form = Form::new(request, signed_headers, payload, Added::default(), params)?;
        Ok(PresignedTarget {
            path: request.path(),
            query: request.query().bytes(),
            params,
            unsigned_token: self.security_token.filter(|_| !self.signs_token),
            signature: self.signature(&form, date),
            rules: request.rules(),
        })
    }

    fn signed_token(&self) -> Option<&'a str> {
        self.security_token.filter(|_| self.signs_token)
    }

    /// Checks what both kinds of signatures have in common.
    fn check<'m, F: AllFields<'m>>(
        &self,
        request: &Request<'_, F>,
        listed: SignedHeaders<'_>,
        at: Timestamp,
    ) -> Result<(), ValueError> {
        let names = request.rules().names;
        if names.cloud != self.scope.shape().cloud {
            return Err(ValueError::new("rules", ValueErrorKind::WrongForm, 0));
        }
        if !self.scope.is_of(at) {
            return Err(ValueError::new("date", ValueErrorKind::Conflict("the day of the scope"), 0));
        }
        if let Some(offset) = request.signature_at() {
            return Err(ValueError::new("query", ValueErrorKind::Prohibited, offset));
        }
        for (index, name) in request.names().enumerate() {
            let wrong = |kind| Err(ValueError::new("fields", kind, index));
            let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
            let adds_token = self.security_token.is_some() && is(names.security_token);
            if is("authorization") || is(names.date) || adds_token {
                return wrong(ValueErrorKind::Reserved);
            }
            if super::request::must_be_signed(names, name) && !listed.has(name) {
                return wrong(ValueErrorKind::Unsigned);
            }
        }
        Ok(())
    }

    fn signature(&self, canonical: &impl Encode, date: Date) -> [u8; 64] {
        let text = StringToSign::dated(date, self.scope, self.sha256.hash_of(canonical));
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
    date: Date,
    signature: [u8; 64],
}

impl<'a> Signed<'a> {
    /// Returns the value of `Authorization`.
    #[must_use]
    pub fn credentials(&self) -> Credentials<'_> {
        Credentials {
            shape: self.scope.shape(),
            access_key_id: self.access_key_id.as_bytes(),
            scope: Some(self.scope).filter(|scope| !scope.is_absent()),
            signed_headers: self.names,
            signature: &self.signature,
            is_folded: false,
        }
    }

    /// Returns the value of `x-amz-date`. [`date`](Self::date) is that of other clouds.
    #[must_use]
    pub const fn timestamp(&self) -> Timestamp {
        self.at
    }

    /// Returns the value of the date field as the service has it: `x-amz-date`, `x-tc-timestamp`, `x-acs-date` or
    /// `x-sdk-date`.
    #[must_use]
    pub const fn date(&self) -> Date {
        self.date
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
