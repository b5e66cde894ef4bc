//! The OAuth credentials, RFC 5849 §3.1 and §3.5.1.

use super::{Encoded, SCHEME};
use crate::auth::coding::decimal::Decimal;
use crate::auth::coding::percent::{self, is_unreserved};
use crate::auth::deviation::Leniency;
use crate::auth::names;
use crate::auth::other_params::Others;
use crate::auth::param::Param;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError, ValueErrorKind};
use crate::syntax::text::Text;

/// The parameters that the standard defines, in the order of its example, with those of §2.1 and §2.3.
const NAMES: [&str; 10] = [
    "realm",
    "oauth_consumer_key",
    "oauth_token",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_version",
    "oauth_callback",
    "oauth_verifier",
    "oauth_signature",
];

/// OAuth credentials: the client, the token of the user it acts for, and the signature.
///
/// They can be replayed while the server accepts their timestamp. `Debug` therefore shows lengths only, and there is no
/// `==`. Compare the signature with [`Encoded::matches`], whose time depends on lengths only.
///
/// ```
/// use countersign::{Encode, auth::oauth::{Credentials, SignatureMethod}};
///
/// let wire = b"OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", \
///     oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\", \
///     oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"";
/// let credentials = Credentials::parse(wire)?;
/// assert_eq!(credentials.consumer_key(), "dpf43f3p2l4k3l03");
/// assert_eq!(credentials.timestamp().unwrap().get(), 137_131_202);
/// assert!(credentials.signature().matches("MdpQcU8iPSUjWoN/UDMsK2sui9I="));
///
/// let sent = Credentials::new(
///     "dpf43f3p2l4k3l03",
///     SignatureMethod::HmacSha1,
///     "MdpQcU8iPSUjWoN/UDMsK2sui9I=",
///     137_131_202,
///     "chapoH",
/// )?;
/// let sent = sent.with_realm("Photos")?.with_token("nnch734d00sl2jdk");
/// assert_eq!(sent.encode_to_slice(&mut [0; 256])?, wire);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    realm: Option<Text<'a>>,
    consumer_key: Encoded<'a>,
    token: Option<Encoded<'a>>,
    signature_method: SignatureMethod<'a>,
    timestamp: Option<Decimal>,
    nonce: Option<Encoded<'a>>,
    version: bool,
    callback: Option<Encoded<'a>>,
    verifier: Option<Encoded<'a>>,
    signature: Encoded<'a>,
    others: Others<'a>,
}

impl<'a> Credentials<'a> {
    /// Parses a value that holds OAuth credentials.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](super) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [realm, consumer_key, token, signature_method, timestamp, nonce, version, callback, verifier, signature] =
            slots::read(payload, NAMES)?;
        let method = SignatureMethod::read(signature_method.required_as(Encoded::read)?);
        if method != SignatureMethod::Plaintext {
            timestamp.required()?;
            nonce.required()?;
        }
        Ok(Self {
            realm: realm.optional(),
            consumer_key: consumer_key.required_as(Encoded::read)?,
            token: token.convert(Encoded::read)?,
            signature_method: method,
            timestamp: timestamp.convert(positive)?,
            nonce: nonce.convert(Encoded::read)?,
            version: version.convert(|text| (text == *b"1.0").then_some(()))?.is_some(),
            callback: callback.convert(Encoded::read)?,
            verifier: verifier.convert(Encoded::read)?,
            signature: signature.required_as(Encoded::read)?,
            others: Others::received(payload, &NAMES),
        })
    }

    /// Creates credentials from the client's identifier, the method, the signature, the time of signing in seconds
    /// since 1970 and a nonce that is unique for this time.
    ///
    /// # Errors
    /// [`ValueErrorKind::OutOfRange`] for a timestamp of zero.
    pub fn new<K, G, N>(
        consumer_key: &'a K,
        signature_method: SignatureMethod<'a>,
        signature: &'a G,
        timestamp: u64,
        nonce: &'a N,
    ) -> Result<Self, ValueError>
    where
        K: AsRef<[u8]> + ?Sized,
        G: AsRef<[u8]> + ?Sized,
        N: AsRef<[u8]> + ?Sized,
    {
        if timestamp == 0 {
            return Err(ValueError::new("oauth_timestamp", ValueErrorKind::OutOfRange, 0));
        }
        Ok(Self {
            signature_method,
            timestamp: Some(timestamp.into()),
            nonce: Some(Encoded::new(nonce)),
            ..Self::plaintext(consumer_key, signature)
        })
    }

    /// Creates credentials of the method PLAINTEXT, without a timestamp and a nonce.
    ///
    /// The signature is the client's secret, `&`, and the token's secret, each of the two percent-encoded first,
    /// §3.4.4.
    #[must_use]
    pub fn plaintext<K, G>(consumer_key: &'a K, signature: &'a G) -> Self
    where
        K: AsRef<[u8]> + ?Sized,
        G: AsRef<[u8]> + ?Sized,
    {
        Self {
            realm: None,
            consumer_key: Encoded::new(consumer_key),
            token: None,
            signature_method: SignatureMethod::Plaintext,
            timestamp: None,
            nonce: None,
            version: false,
            callback: None,
            verifier: None,
            signature: Encoded::new(signature),
            others: Others::default(),
        }
    }

    /// Returns the credentials with the realm of the challenge.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// Returns the credentials with the token that the user granted.
    #[must_use]
    pub fn with_token<T: AsRef<[u8]> + ?Sized>(self, token: &'a T) -> Self {
        Self { token: Some(Encoded::new(token)), ..self }
    }

    /// Returns the credentials with `oauth_version="1.0"`. Without it, servers assume the same version.
    #[must_use]
    pub const fn with_version(self) -> Self {
        Self { version: true, ..self }
    }

    /// Returns the credentials with the URI to which the server sends the user back, or `oob` if there is no such URI.
    #[must_use]
    pub fn with_callback(self, callback: &'a str) -> Self {
        Self { callback: Some(Encoded::new(callback)), ..self }
    }

    /// Returns the credentials with the verification code that the user brought back.
    #[must_use]
    pub fn with_verifier<V: AsRef<[u8]> + ?Sized>(self, verifier: &'a V) -> Self {
        Self { verifier: Some(Encoded::new(verifier)), ..self }
    }

    /// Returns the credentials with parameters that the standard does not define, such as `oauth_body_hash`.
    ///
    /// Their names and values must be [percent-encoded](Encoded) already.
    ///
    /// # Errors
    /// In each case the offset is the index of the parameter. [`ValueErrorKind::Reserved`] for a parameter that the
    /// standard defines; [`ValueErrorKind::Duplicate`] for one that occurs twice; [`ValueErrorKind::TooMany`] if all parameters together can exceed
    /// [`MAX_PARAMS`](crate::auth::MAX_PARAMS); [`ValueErrorKind::WrongForm`] for a parameter that is not
    /// percent-encoded.
    pub fn with_other_params(self, params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        let is_unencoded = |param: &Param<'_>| {
            let mut bytes = param.name().as_bytes().iter().copied().chain(param.value().bytes());
            !percent::is_encoded(bytes.clone()) || bytes.any(|byte| byte != b'%' && !is_unreserved(byte))
        };
        let others = Others::new(params, &NAMES)?;
        match params.iter().position(is_unencoded) {
            Some(index) => Err(ValueError::new("params", ValueErrorKind::WrongForm, index)),
            None => Ok(Self { others, ..self }),
        }
    }

    /// Returns the realm of the challenge, which is neither percent-encoded nor signed.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }

    /// Returns the identifier of the client.
    #[must_use]
    pub const fn consumer_key(&self) -> Encoded<'a> {
        self.consumer_key
    }

    /// Returns the token. It is absent or empty if the client acts for itself.
    #[must_use]
    pub const fn token(&self) -> Option<Encoded<'a>> {
        self.token
    }

    /// Returns the signature method.
    #[must_use]
    pub const fn signature_method(&self) -> SignatureMethod<'a> {
        self.signature_method
    }

    /// Returns the time of signing: seconds since 1970, unless the server defines another unit.
    #[must_use]
    pub const fn timestamp(&self) -> Option<Decimal> {
        self.timestamp
    }

    /// Returns the nonce, which is unique for this timestamp.
    #[must_use]
    pub const fn nonce(&self) -> Option<Encoded<'a>> {
        self.nonce
    }

    /// Reports whether the version `1.0` is present. The signature covers it if it is.
    #[must_use]
    pub const fn has_version(&self) -> bool {
        self.version
    }

    /// Returns the URI to which the server sends the user back, or `oob`.
    #[must_use]
    pub const fn callback(&self) -> Option<Encoded<'a>> {
        self.callback
    }

    /// Returns the verification code that the user brought back.
    #[must_use]
    pub const fn verifier(&self) -> Option<Encoded<'a>> {
        self.verifier
    }

    /// Returns the signature.
    #[must_use]
    pub const fn signature(&self) -> Encoded<'a> {
        self.signature
    }

    /// Returns the credentials with another signature.
    pub(super) fn with_signature(self, signature: &'a [u8]) -> Self {
        Self { signature: Encoded::new(signature), ..self }
    }

    /// Iterates over the parameters that the signature covers: all but the realm and the signature itself. A name or a value
    /// that is not percent-encoded is empty.
    pub(super) fn signed_params(&self) -> impl Iterator<Item = (Encoded<'_>, Encoded<'_>)> {
        let timestamp = self.timestamp.as_ref().map(|timestamp| Encoded::new(timestamp.as_str()));
        let values = [
            Some(self.consumer_key),
            self.token,
            Some(self.signature_method.name()),
            timestamp,
            self.nonce,
            self.version.then_some(Encoded::new("1.0")),
            self.callback,
            self.verifier,
        ];
        let [_, names @ ..] = NAMES;
        let defined = names.into_iter().zip(values).filter_map(|(name, value)| Some((Encoded::new(name), value?)));
        let read = |text| Encoded::read(text).unwrap_or(Encoded::new(""));
        let others = self.other_params();
        defined
            .chain(others.map(move |param| (read(Text::quoted(param.name().as_bytes(), false)), read(param.value()))))
    }

    /// Returns whether a decoded name is that of a parameter that the standard defines.
    pub(super) fn is_defined(name: &(impl Iterator<Item = u8> + Clone)) -> bool {
        let [_, names @ ..] = NAMES;
        names.into_iter().any(|defined| name.clone().eq(defined.bytes()))
    }

    /// Iterates over the parameters that the standard does not define, in the order sent. [`Encoded::parse`] decodes
    /// their values.
    pub fn other_params(&self) -> impl Iterator<Item = Param<'a>> + Clone + use<'a> {
        self.others.iter()
    }
}

typed!(Credentials, SCHEME);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    #[inline(never)]
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let timestamp = self.timestamp.as_ref().map(|timestamp| Encoded::new(timestamp.as_str()));
        let values = [
            Some(self.consumer_key),
            self.token,
            Some(self.signature_method.name()),
            timestamp,
            self.nonce,
            self.version.then_some(Encoded::new("1.0")),
            self.callback,
            self.verifier,
            Some(self.signature),
        ];
        let [realm, names @ ..] = NAMES;
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.quoted(realm, self.realm)?;
        for (name, value) in names.into_iter().zip(values) {
            if let Some(value) = value {
                params.quoted_value(name, &value)?;
            }
        }
        self.other_params().try_for_each(|param| params.param(param))
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// The method with which a request is signed.
///
/// Comparison is case-sensitive, as for all values of RFC 5849.
///
/// ```
/// use countersign::auth::oauth::SignatureMethod;
///
/// assert_eq!(SignatureMethod::new("PLAINTEXT"), SignatureMethod::Plaintext);
/// assert_eq!(SignatureMethod::new("HMAC-SHA256").name(), "HMAC-SHA256");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureMethod<'a> {
    /// `HMAC-SHA1`, §3.4.2.
    HmacSha1,
    /// `RSA-SHA1`, §3.4.3.
    RsaSha1,
    /// `PLAINTEXT`, §3.4.4: nothing is signed; the secrets themselves are sent.
    Plaintext,
    /// Any other name.
    Other(Encoded<'a>),
}

impl<'a> SignatureMethod<'a> {
    const DEFINED: [(&'static str, Self); 3] =
        [("HMAC-SHA1", Self::HmacSha1), ("RSA-SHA1", Self::RsaSha1), ("PLAINTEXT", Self::Plaintext)];

    fn read(name: Encoded<'a>) -> Self {
        names::value_of(&Self::DEFINED, |defined| name == defined).unwrap_or(Self::Other(name))
    }

    /// Returns the method of this name.
    #[must_use]
    pub fn new(name: &'a str) -> Self {
        Self::read(Encoded::new(name))
    }

    /// Returns the name of the method.
    #[must_use]
    pub fn name(&self) -> Encoded<'a> {
        match self {
            Self::Other(name) => *name,
            defined => Encoded::new(names::name_of(&Self::DEFINED, defined)),
        }
    }
}

/// A positive integer, §3.3.
fn positive(text: Text<'_>) -> Option<Decimal> {
    Decimal::read(text).filter(Decimal::is_positive)
}
