//! The parameters of a signature, draft-cavage-http-signatures-12 §2.1.

use super::{headers, headers_of};
use crate::auth::coding::base64::{Base64, Form};
use crate::auth::coding::decimal::Decimal;
use crate::auth::deviation::Leniency;
use crate::auth::other_params::Others;
use crate::auth::param::Param;
use crate::auth::payload::Payload;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError, ValueErrorKind};
use crate::syntax::number;
use crate::syntax::text::{Text, Words};

/// The parameters that the draft defines, in the order of its examples.
const NAMES: [&str; 6] = ["keyId", "algorithm", "created", "expires", "headers", "signature"];

/// The parameters of a signature: the key, what was signed and when, and the signature itself.
///
/// This is the value of a Signature field, and follows the scheme's name in [`Credentials`](super::Credentials).
/// `Debug` shows lengths only, and there is no `==`.
///
/// ```
/// use countersign::{Encode, auth::signature::Parameters};
///
/// let line = b"keyId=\"rsa-key-1\", algorithm=\"hs2019\", created=1402170695, expires=1402170699.5, \
///     headers=\"(request-target) (created) host\", signature=\"c2lnbmVk\"";
/// let parameters = Parameters::parse(line)?;
/// assert_eq!(parameters.created().unwrap().as_str(), "1402170695");
/// assert_eq!(parameters.expires_at(), Some(1_402_170_699));
/// assert!(parameters.headers().unwrap().contains("host") && parameters.signature().matches("signed"));
///
/// let sent = Parameters::new("rsa-key-1", "signed")?
///     .with_algorithm("hs2019")?
///     .with_created(1_402_170_695)
///     .with_expires("1402170699.5")?
///     .with_headers("(request-target) (created) host")?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 192])?, line);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Parameters<'a> {
    key_id: Text<'a>,
    algorithm: Option<Text<'a>>,
    created: Option<Decimal>,
    expires: Option<Text<'a>>,
    headers: Option<Words<'a>>,
    signature: Base64<'a>,
    others: Others<'a>,
}

impl<'a> Parameters<'a> {
    /// Parses the value of a Signature field.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](super) lists.
    pub fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(Payload::info(line))
    }

    pub(super) fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [key_id, algorithm, created, expires, names, signature] = slots::read(payload, NAMES)?;
        Ok(Self {
            key_id: key_id.required()?,
            algorithm: algorithm.optional_form(),
            created: created.convert(Decimal::read)?,
            expires: expires.convert(|text| whole_seconds(text).map(|_| text))?,
            headers: names.convert(headers)?,
            signature: signature.base64(payload, Form::Standard)?.ok_or(signature.missing())?,
            others: Others::received(payload, &NAMES),
        })
    }

    /// Creates parameters from the identifier of the key and the bytes of the signature.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first control character in `key_id`; [`ValueErrorKind::Empty`] for an
    /// empty signature.
    pub fn new<K, G>(key_id: &'a K, signature: &'a G) -> Result<Self, ValueError>
    where
        K: AsRef<[u8]> + ?Sized,
        G: AsRef<[u8]> + ?Sized,
    {
        let unsigned = Self {
            key_id: Text::for_part("keyId", key_id.as_ref())?,
            algorithm: None,
            created: None,
            expires: None,
            headers: None,
            signature: Base64::of(b"", Form::Standard),
            others: Others::default(),
        };
        unsigned.with_signature(signature)
    }

    /// Creates parameters whose signature is still to be computed. One zero byte stands for it.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first control character in `key_id`.
    pub fn unsigned<K: AsRef<[u8]> + ?Sized>(key_id: &'a K) -> Result<Self, ValueError> {
        Self::new(key_id, b"\0")
    }

    /// Returns the parameters with the bytes of the signature.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`].
    pub fn with_signature<G: AsRef<[u8]> + ?Sized>(self, signature: &'a G) -> Result<Self, ValueError> {
        match signature.as_ref() {
            [] => Err(ValueError::new("signature", ValueErrorKind::Empty, 0)),
            signature => Ok(Self { signature: Base64::of(signature, Form::Standard), ..self }),
        }
    }

    /// As [`with_signature`](Self::with_signature), for the bytes of a MAC, which are not empty.
    pub(super) const fn with_mac<'b>(self, mac: &'b [u8]) -> Parameters<'b>
    where
        'a: 'b,
    {
        Parameters { signature: Base64::of(mac, Form::Standard), ..self }
    }

    /// Returns the parameters with the name of the algorithm: `hs2019`, unless a server requires an older one.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first control character.
    pub fn with_algorithm(self, algorithm: &'a str) -> Result<Self, ValueError> {
        Ok(Self { algorithm: Some(Text::for_part("algorithm", algorithm.as_bytes())?), ..self })
    }

    /// Returns the parameters with the time of signing, in seconds since 1970.
    #[must_use]
    pub fn with_created(self, seconds: u64) -> Self {
        Self { created: Some(seconds.into()), ..self }
    }

    /// Returns the parameters with the time at which the signature expires, in seconds since 1970, with or without a
    /// decimal fraction.
    ///
    /// # Errors
    /// [`ValueErrorKind::OutOfRange`] if the whole seconds exceed 64 bits; [`ValueErrorKind::InvalidByte`] at the first
    /// byte that does not match, which is the point if no digit follows it; [`ValueErrorKind::Empty`].
    pub fn with_expires(self, seconds: &'a str) -> Result<Self, ValueError> {
        let text = Text::token(seconds.as_bytes());
        if whole_seconds(text).is_some() {
            return Ok(Self { expires: Some(text), ..self });
        }
        let (kind, offset) = match stray_in_seconds(seconds.as_bytes()) {
            _ if seconds.is_empty() => (ValueErrorKind::Empty, 0),
            Some(offset) => (ValueErrorKind::InvalidByte, offset),
            None => (ValueErrorKind::OutOfRange, 0),
        };
        Err(ValueError::new("expires", kind, offset))
    }

    /// Returns the parameters with the names of what is signed, separated by spaces: field names in lower case, and
    /// `(request-target)`, `(created)` and `(expires)`.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that may not stand in a name, upper case included;
    /// [`ValueErrorKind::Empty`] where a name is missing.
    pub fn with_headers(self, names: &'a str) -> Result<Self, ValueError> {
        Ok(Self { headers: Some(headers_of(names)?), ..self })
    }

    /// Returns the parameters with others that the draft does not define.
    ///
    /// # Errors
    /// [`ValueErrorKind::Reserved`] for a parameter that the draft defines, [`ValueErrorKind::Duplicate`] for one that occurs twice, with the index of the
    /// parameter as the offset; [`ValueErrorKind::TooMany`] if all parameters together can exceed
    /// [`MAX_PARAMS`](crate::auth::MAX_PARAMS).
    pub fn with_other_params(self, params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        Ok(Self { others: Others::new(params, &NAMES)?, ..self })
    }

    /// Returns the identifier of the key: a URL, a fingerprint, or any other name that the server knows.
    #[must_use]
    pub const fn key_id(&self) -> Text<'a> {
        self.key_id
    }

    /// Returns the name of the algorithm. A server decides by what it knows of the key, not by this name.
    #[must_use]
    pub const fn algorithm(&self) -> Option<Text<'a>> {
        self.algorithm
    }

    /// Returns the time of signing, in seconds since 1970.
    #[must_use]
    pub const fn created(&self) -> Option<Decimal> {
        self.created
    }

    /// Returns the time at which the signature expires, as the sender spells it.
    #[must_use]
    pub const fn expires(&self) -> Option<Text<'a>> {
        self.expires
    }

    /// Returns the time at which the signature expires: the whole seconds since 1970, without the fraction.
    #[must_use]
    pub fn expires_at(&self) -> Option<u64> {
        self.expires.and_then(whole_seconds)
    }

    /// Returns the names of what is signed, in order. If they are absent, the [rules](super::Rules) say what is.
    #[must_use]
    pub const fn headers(&self) -> Option<Words<'a>> {
        self.headers
    }

    /// Returns the signature.
    #[must_use]
    pub const fn signature(&self) -> Base64<'a> {
        self.signature
    }

    /// Iterates over the parameters that the draft does not define, in the order sent.
    pub fn other_params(&self) -> impl Iterator<Item = Param<'a>> + Clone + use<'a> {
        self.others.iter()
    }

    pub(super) fn write_params<S: Sink>(&self, mut params: WriteParams<'_, '_, S>) -> Result<(), S::Error> {
        params.quoted("keyId", self.key_id)?;
        params.quoted("algorithm", self.algorithm)?;
        if let Some(created) = &self.created {
            params.value("created", created)?;
        }
        params.token("expires", self.expires)?;
        params.quoted("headers", self.headers.map(|headers| headers.text()))?;
        params.quoted_value("signature", &self.signature)?;
        self.other_params().try_for_each(|param| params.param(param))
    }
}

keep!(Parameters);

impl FieldContent for Parameters<'_> {}

impl Encode for Parameters<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.write_params(WriteParams::alone(wire))
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// The number before the point of `expires = 1*DIGIT [ "." 1*DIGIT ]`.
fn whole_seconds(text: Text<'_>) -> Option<u64> {
    let has_point = text.bytes().any(|byte| byte == b'.');
    let before = text.bytes().take_while(|&byte| byte != b'.');
    let mut fraction = text.bytes().skip_while(|&byte| byte != b'.').skip(1).peekable();
    let is_fraction = fraction.peek().is_some() && fraction.all(|byte| byte.is_ascii_digit());
    number::parse(before).filter(|_| is_fraction || !has_point)
}

/// The offset of the first byte that does not match `expires = 1*DIGIT [ "." 1*DIGIT ]`, which is not empty.
fn stray_in_seconds(bytes: &[u8]) -> Option<usize> {
    let digits = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(bytes);
    let end = match bytes.get(whole..) {
        Some([b'.', fraction @ ..]) if whole > 0 => match digits(fraction) {
            0 => whole,
            length => whole.saturating_add(1).saturating_add(length),
        },
        _ => whole,
    };
    (end < bytes.len()).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_may_have_a_fraction() {
        for (text, expected) in [
            ("0", Some(0)),
            ("1402170699", Some(1_402_170_699)),
            ("1402170699.5", Some(1_402_170_699)),
            ("007.000", Some(7)),
            ("18446744073709551615.9", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("", None),
            (".5", None),
            ("5.", None),
            ("5.5.5", None),
            ("-5", None),
            ("5,5", None),
            ("5.5s", None),
        ] {
            assert_eq!(whole_seconds(Text::quoted(text.as_bytes(), false)), expected, "{text}");
        }
    }
}
