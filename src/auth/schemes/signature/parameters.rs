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
use crate::error::{ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::number;
use crate::syntax::text::{Text, Words};

/// The parameters that the draft defines, in the order of its examples.
const NAMES: [&str; 6] = ["keyId", "algorithm", "created", "expires", "headers", "signature"];

/// Which key signed what, when, and the signature.
///
/// This is the value of a Signature line, and what stands behind the scheme in [`Credentials`](super::Credentials).
/// `Debug` shows lengths only, and two have no `==`.
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
    /// Reads the value of a Signature line.
    ///
    /// # Errors
    /// Those of the grammar; a repeated parameter; and as the table above says.
    pub fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(Payload::info(line))
    }

    pub(super) fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [key_id, algorithm, created, expires, names, signature] = slots::read(payload, NAMES)?;
        let symbols = |symbols: &'a [u8]| match symbols {
            [] => Err(0),
            symbols => Base64::read(symbols, Form::Standard),
        };
        Ok(Self {
            key_id: key_id.required()?,
            algorithm: algorithm.optional(),
            created: created.convert(Decimal::read)?,
            expires: expires.convert(|text| whole_seconds(text).map(|_| text))?,
            headers: names.convert(headers)?,
            signature: signature.read(payload, Rule::Base64, symbols)?.ok_or(signature.missing())?,
            others: Others::received(payload, &NAMES),
        })
    }

    /// Parameters to be sent: the name of the key, and the octets of the signature.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character in the name; [`ValueErrorKind::Empty`] for no signature.
    pub fn new<K, G>(key_id: &'a K, signature: &'a G) -> Result<Self, ValueError>
    where
        K: AsRef<[u8]> + ?Sized,
        G: AsRef<[u8]> + ?Sized,
    {
        let signature = signature.as_ref();
        if signature.is_empty() {
            return Err(ValueError::new("signature", ValueErrorKind::Empty, 0));
        }
        Ok(Self {
            key_id: Text::for_part("keyId", key_id.as_ref())?,
            algorithm: None,
            created: None,
            expires: None,
            headers: None,
            signature: Base64::of(signature, Form::Standard),
            others: Others::default(),
        })
    }

    /// With the name of the algorithm, which is `hs2019` unless a server asks for an older one.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn with_algorithm(self, algorithm: &'a str) -> Result<Self, ValueError> {
        Ok(Self { algorithm: Some(Text::for_part("algorithm", algorithm.as_bytes())?), ..self })
    }

    /// With the time of signing, in seconds since 1970.
    #[must_use]
    pub fn with_created(self, seconds: u64) -> Self {
        Self { created: Some(seconds.into()), ..self }
    }

    /// With the time until which the signature counts: seconds since 1970, perhaps with a point and a fraction.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] behind the first digits when that is no number of 64 bits with a fraction or without;
    /// [`ValueErrorKind::Empty`].
    pub fn with_expires(self, seconds: &'a str) -> Result<Self, ValueError> {
        let text = Text::token(seconds.as_bytes());
        if whole_seconds(text).is_some() {
            return Ok(Self { expires: Some(text), ..self });
        }
        let kind = if seconds.is_empty() { ValueErrorKind::Empty } else { ValueErrorKind::InvalidByte };
        let digits = seconds.bytes().take_while(u8::is_ascii_digit).count();
        Err(ValueError::new("expires", kind, digits))
    }

    /// With the names of what is signed, between spaces: small names of fields, and `(request-target)`, `(created)`,
    /// `(expires)`.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at an octet that is none of a name, capitals included; [`ValueErrorKind::Empty`] where
    /// there is no name.
    pub fn with_headers(self, names: &'a str) -> Result<Self, ValueError> {
        Ok(Self { headers: Some(headers_of(names)?), ..self })
    }

    /// With parameters that the draft does not define.
    ///
    /// # Errors
    /// [`ValueErrorKind::Duplicate`] at a parameter that the draft does define, or that occurs twice;
    /// [`ValueErrorKind::TooMany`] when all parameters together could be more than
    /// [`MAX_PARAMS`](crate::auth::MAX_PARAMS). The offset is the index of the parameter.
    pub fn with_other_params(self, params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        Ok(Self { others: Others::new(params, &NAMES)?, ..self })
    }

    /// The name of the key: a URL, a fingerprint, whatever the server knows keys by.
    #[must_use]
    pub const fn key_id(&self) -> Text<'a> {
        self.key_id
    }

    /// The name of the algorithm. What the server knows of the key decides, and not the sender.
    #[must_use]
    pub const fn algorithm(&self) -> Option<Text<'a>> {
        self.algorithm
    }

    /// When it was signed, in seconds since 1970.
    #[must_use]
    pub const fn created(&self) -> Option<Decimal> {
        self.created
    }

    /// Until when the signature counts, as the sender spells it.
    #[must_use]
    pub const fn expires(&self) -> Option<Text<'a>> {
        self.expires
    }

    /// Until when the signature counts: the whole seconds since 1970, without the fraction.
    #[must_use]
    pub fn expires_at(&self) -> Option<u64> {
        self.expires.and_then(whole_seconds)
    }

    /// The names of what is signed, in order. `(created)` is meant when there are none.
    #[must_use]
    pub const fn headers(&self) -> Option<Words<'a>> {
        self.headers
    }

    /// The signature.
    #[must_use]
    pub const fn signature(&self) -> Base64<'a> {
        self.signature
    }

    /// The parameters that the draft does not define, in the order sent.
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

impl FieldContent for Parameters<'_> {}

impl Encode for Parameters<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.write_params(WriteParams::alone(wire))
    }
}

/// The number before the point of `expires = 1*DIGIT [ "." 1*DIGIT ]`.
fn whole_seconds(text: Text<'_>) -> Option<u64> {
    let has_point = text.bytes().any(|octet| octet == b'.');
    let before = text.bytes().take_while(|&octet| octet != b'.');
    let mut behind = text.bytes().skip_while(|&octet| octet != b'.').skip(1).peekable();
    let is_fraction = behind.peek().is_some() && behind.all(|octet| octet.is_ascii_digit());
    number::parse(before).filter(|_| is_fraction || !has_point)
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
