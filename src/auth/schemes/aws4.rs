//! Amazon's schemes AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256: Signature Version 4, and Version 4A for several regions.
//!
//! ```abnf
//! credentials     = algorithm 1*SP #param          ; Credential, SignedHeaders, Signature, all REQUIRED
//! algorithm       = "AWS4-HMAC-SHA256" / "AWS4-ECDSA-P256-SHA256"
//! param           = token BWS "=" BWS ( bare / quoted-string )
//! bare            = 1*( %x21 / %x23-2B / %x2D-5B / %x5D-7E )
//! Credential      = access-key-id "/" scope        ; split from its end
//! scope           = date "/" [ region "/" ] service "/aws4_request" ; no region in 4A
//! date            = 8DIGIT
//! SignedHeaders   = field-name *( ";" field-name )
//! Signature       = 64LHEX / 1*( 2LHEX )           ; the latter in 4A
//! ```
//! [AWS Signature Version 4](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html); the ABNF is ours
//!
//! No RFC defines them. Clients send `/` and `;` outside of quotes, which RFC 9110 does not allow. The framework's
//! [`Credentials`](crate::auth::Credentials) reject such values; this module tolerates [`Deviation::BareValue`], and nothing
//! else.
//!
//! | input | result | why |
//! |---|---|---|
//! | `/` and `;` in values without quotes | accepted, and written so | all clients send them so |
//! | quoted values without escapes | accepted; written without quotes | RFC 9110 §11.2 |
//! | any order; commas with or without white space; BWS | accepted | RFC 9110 §5.6.1, §11.2 |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | RFC 9110 §11.2 |
//! | no comma between parameters, or a comma after the scheme | rejected: [`Rule`](crate::Rule) `Comma`, `Space` | that is another grammar |
//! | an access key with `/` | accepted | servers other than Amazon's use such keys |
//! | a scope of other parts, a date that is not eight digits | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | a verifier would derive another key |
//! | an empty name between semicolons, or no name at all | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | a signature must cover at least the host |
//! | names that are not sorted, or have upper-case letters | accepted, but not written | the signature covers what the client sent |
//! | a signature that is not lower-case hex, or with HMAC not 64 digits long | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | it is compared as text |
//! | other parameters | ignored, and not kept | nothing defines any |

mod signed_headers;

use core::fmt;

use crate::auth::deviation::{Deviation, Leniency, Tolerance};
use crate::auth::payload::Payload;
use crate::auth::scheme::Scheme;
use crate::auth::scheme_payload::SchemePayload;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError, ValueErrorKind};
use crate::syntax::secret::constant_time_eq;
use crate::syntax::text::Text;
use crate::syntax::wide::stray;

pub use signed_headers::SignedHeaders;

/// The last part of every scope.
const TERMINATOR: &str = "aws4_request";

/// The names of the schemes.
pub const SCHEMES: [&str; 2] = ["AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"];

/// The signature algorithm. Its name is the name of the scheme.
///
/// ```
/// use countersign::auth::aws4::{Algorithm, Scope};
///
/// assert_eq!(Scope::new("20130524", "us-east-1", "s3")?.algorithm(), Algorithm::HmacSha256);
/// assert_eq!(Scope::multi_region("20130524", "s3")?.algorithm(), Algorithm::EcdsaP256Sha256);
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// `AWS4-HMAC-SHA256`: with a key for one day, one region and one service.
    HmacSha256,
    /// `AWS4-ECDSA-P256-SHA256`: with a key for all regions that the request names.
    EcdsaP256Sha256,
}

impl Algorithm {
    /// Returns the name of the scheme.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        let [hmac, ecdsa] = SCHEMES;
        match self {
            Self::HmacSha256 => hmac,
            Self::EcdsaP256Sha256 => ecdsa,
        }
    }

    fn read(scheme: Scheme<'_>) -> Option<Self> {
        [Self::HmacSha256, Self::EcdsaP256Sha256].into_iter().find(|algorithm| scheme.is(algorithm.name()))
    }
}

/// Credentials of Signature Version 4 or 4A: the key, the names of the signed fields, and the signature.
///
/// `Debug` shows only the algorithm, and there is no `==`: [`matches`](Self::matches) compares the signature in constant
/// time.
///
/// ```
/// use countersign::{Encode, auth::aws4::{Credentials, Scope}};
///
/// let wire = b"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
///     SignedHeaders=host;range;x-amz-date, Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024";
/// let credentials = Credentials::parse(wire)?;
/// assert_eq!(credentials.access_key_id(), "AKIAIOSFODNN7EXAMPLE");
/// assert_eq!(credentials.scope().region(), Some("us-east-1"));
/// assert!(credentials.signed_headers().contains("Range"));
///
/// let scope = Scope::new("20130524", "us-east-1", "s3")?;
/// let signature = "fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024";
/// let sent = Credentials::new("AKIAIOSFODNN7EXAMPLE", scope, "host;range;x-amz-date", signature)?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 256])?, wire);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    access_key_id: &'a [u8],
    scope: Scope<'a>,
    signed_headers: SignedHeaders<'a>,
    signature: &'a [u8],
}

impl<'a> Credentials<'a> {
    /// Parses a field value that holds credentials of one of the two schemes.
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
        let [credential, signed_headers, signature] =
            slots::read(payload, ["Credential", "SignedHeaders", "Signature"])?;
        let (access_key_id, scope) = credential.required_as(|text| self::credential(algorithm, text))?;
        Ok(Self {
            access_key_id,
            scope,
            signed_headers: signed_headers.required_as(SignedHeaders::read)?,
            signature: signature.required_as(|text| text.as_bytes().filter(|bytes| is_signature(algorithm, bytes)))?,
        })
    }

    /// Returns credentials with the ID of the access key, its scope, the names of the signed fields, separated by semicolons,
    /// and the signature in lower-case hex. The scope determines the algorithm.
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
        let credentials = Self {
            access_key_id: part("access-key-id", access_key_id, is_bare)?,
            scope,
            signed_headers: SignedHeaders::new(signed_headers)?,
            signature: part("Signature", signature, is_lhex)?,
        };
        if is_signature(scope.algorithm(), signature.as_bytes()) {
            Ok(credentials)
        } else {
            Err(ValueError::new("Signature", ValueErrorKind::WrongForm, 0))
        }
    }

    /// Returns the signature algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.scope.algorithm()
    }

    /// Returns the ID of the access key.
    #[must_use]
    pub const fn access_key_id(&self) -> &'a str {
        ascii(self.access_key_id)
    }

    /// Returns the scope of the key.
    #[must_use]
    pub const fn scope(&self) -> Scope<'a> {
        self.scope
    }

    /// Returns the names of the signed fields.
    #[must_use]
    pub const fn signed_headers(&self) -> SignedHeaders<'a> {
        self.signed_headers
    }

    /// Returns the signature in lower-case hex.
    #[must_use]
    pub const fn signature(&self) -> &'a str {
        ascii(self.signature)
    }

    /// Reports whether the signature is equal to this one. The time that it takes depends only on lengths.
    #[must_use]
    pub fn matches<G: AsRef<[u8]> + ?Sized>(&self, signature: &G) -> bool {
        constant_time_eq(self.signature, signature.as_ref())
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
        let mut params = WriteParams::after(self.algorithm().name(), wire)?;
        params.value("Credential", &Credential(self))?;
        params.value("SignedHeaders", &self.signed_headers)?;
        params.token("Signature", Text::token(self.signature))
    }
}

/// Writes `access-key-id "/" scope`.
struct Credential<'c, 'a>(&'c Credentials<'a>);

impl Encode for Credential<'_, '_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.0.access_key_id)?;
        wire.put(b"/")?;
        self.0.scope.write(wire)
    }
}

/// The scope of a key: a day, a region (not in version 4A) and a service.
///
/// Its wire form is also a line of the text that is signed.
///
/// ```
/// use countersign::{Encode, auth::aws4::{Algorithm, Scope}};
///
/// let scope = Scope::new("20130524", "us-east-1", "s3")?;
/// assert_eq!(scope.encode_to_slice(&mut [0; 64])?, b"20130524/us-east-1/s3/aws4_request");
/// let scope = Scope::multi_region("20130524", "s3")?;
/// assert_eq!(scope.encode_to_slice(&mut [0; 64])?, b"20130524/s3/aws4_request");
/// assert_eq!(scope.algorithm(), Algorithm::EcdsaP256Sha256);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Scope<'a> {
    date: &'a [u8],
    region: Option<&'a [u8]>,
    service: &'a [u8],
}

impl<'a> Scope<'a> {
    /// Returns the scope of a day (`YYYYMMDD`), a region and a service.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a byte of the date that is not a digit, and in the other parts at a slash or a byte
    /// that needs quotes; [`ValueErrorKind::WrongForm`] for a date that has not eight digits; [`ValueErrorKind::Empty`] for
    /// an empty part.
    pub fn new(date: &'a str, region: &'a str, service: &'a str) -> Result<Self, ValueError> {
        let region = part("region", region, is_scope)?;
        Ok(Self { region: Some(region), ..Self::multi_region(date, service)? })
    }

    /// Returns the scope of a day (`YYYYMMDD`) and a service in version 4A, for all regions that the request names.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn multi_region(date: &'a str, service: &'a str) -> Result<Self, ValueError> {
        let date = part("date", date, |byte| byte.is_ascii_digit())?;
        if date.len() != DATE_DIGITS {
            return Err(ValueError::new("date", ValueErrorKind::WrongForm, 0));
        }
        Ok(Self { date, region: None, service: part("service", service, is_scope)? })
    }

    /// Returns the algorithm whose keys have such a scope.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        if self.region.is_some() { Algorithm::HmacSha256 } else { Algorithm::EcdsaP256Sha256 }
    }

    /// Returns the day as `YYYYMMDD`. Nothing checks that the calendar has such a day.
    #[must_use]
    pub const fn date(&self) -> &'a str {
        ascii(self.date)
    }

    /// Returns the region; `None` in version 4A.
    #[must_use]
    pub const fn region(&self) -> Option<&'a str> {
        match self.region {
            Some(region) => Some(ascii(region)),
            None => None,
        }
    }

    /// Returns the service.
    #[must_use]
    pub const fn service(&self) -> &'a str {
        ascii(self.service)
    }
}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

impl Encode for Scope<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        for part in [Some(self.date), self.region, Some(self.service)].into_iter().flatten() {
            wire.put(part)?;
            wire.put(b"/")?;
        }
        wire.put(TERMINATOR.as_bytes())
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

/// `Credential = access-key-id "/" scope`
fn credential(algorithm: Algorithm, text: Text<'_>) -> Option<(&[u8], Scope<'_>)> {
    let bytes = text.as_bytes().filter(|bytes| stray(bytes, is_bare).is_none())?;
    let (rest, service) = last_part(bytes.strip_suffix(TERMINATOR.as_bytes())?.strip_suffix(b"/")?)?;
    let (rest, region) = match algorithm {
        Algorithm::HmacSha256 => last_part(rest).map(|(rest, region)| (rest, Some(region)))?,
        Algorithm::EcdsaP256Sha256 => (rest, None),
    };
    let (rest, date) = rest.split_last_chunk::<DATE_DIGITS>()?;
    let access_key_id = rest.strip_suffix(b"/")?;
    let is_whole = !access_key_id.is_empty() && date.iter().all(u8::is_ascii_digit);
    is_whole.then_some((access_key_id, Scope { date, region, service }))
}

/// Splits at the last slash. The part after it is not empty.
fn last_part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let slash = bytes.iter().rposition(|&byte| byte == b'/')?;
    let (before, part) = bytes.split_at_checked(slash)?;
    part.get(1..).filter(|part| !part.is_empty()).map(|part| (before, part))
}

const DATE_DIGITS: usize = 8;
const HMAC_DIGITS: usize = 64;

/// `Signature = 64LHEX / 1*( 2LHEX )`
fn is_signature(algorithm: Algorithm, bytes: &[u8]) -> bool {
    let is_long_enough = match algorithm {
        Algorithm::HmacSha256 => bytes.len() == HMAC_DIGITS,
        Algorithm::EcdsaP256Sha256 => !bytes.is_empty() && bytes.len().is_multiple_of(2),
    };
    is_long_enough && stray(bytes, is_lhex).is_none()
}

/// `LHEX`
const fn is_lhex(byte: u8) -> bool {
    (byte.wrapping_sub(b'0') < 10) | (byte.wrapping_sub(b'a') < 6)
}

/// A byte of `bare`.
const fn is_bare(byte: u8) -> bool {
    (byte == b'!') | (byte.wrapping_sub(b'#') < 9) | (byte.wrapping_sub(b'-') < 47) | (byte.wrapping_sub(b']') < 34)
}

/// A byte of `region` or `service`.
const fn is_scope(byte: u8) -> bool {
    is_bare(byte) && byte != b'/'
}

/// Converts bytes of a class above, which are ASCII, to text.
const fn ascii(bytes: &[u8]) -> &str {
    match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

fn part<'a>(part: &'static str, text: &'a str, class: fn(u8) -> bool) -> Result<&'a [u8], ValueError> {
    match text.bytes().position(|byte| !class(byte)) {
        Some(offset) => Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset)),
        None if text.is_empty() => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
        None => Ok(text.as_bytes()),
    }
}
