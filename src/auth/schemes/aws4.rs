//! Amazon's schemes AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256: Signature Version 4, and 4A for several regions.
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
//! No RFC has them. Everybody sends `/` and `;` outside of quotes, where RFC 9110 has no room for them, and so the
//! framework's own [`Credentials`](crate::auth::Credentials) refuse what this room reads and writes: it forgives
//! [`Deviation::BareValue`], and nothing else.
//!
//! | octets | read | why |
//! |---|---|---|
//! | `/` and `;` in values without quotes | read, and written so | nobody sends them otherwise |
//! | values in quotes, without escapes | read, and written without quotes | RFC 9110 §11.2 |
//! | any order; commas with white space or without; BWS | read | RFC 9110 §5.6.1, §11.2 |
//! | a parameter that occurs twice | refused: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | RFC 9110 §11.2 |
//! | no comma between parameters, or one behind the scheme | refused: [`Rule`](crate::Rule) `Comma`, `Space` | that is another grammar |
//! | an access key with `/` | read | servers other than Amazon's have such |
//! | a scope of other parts, a date of other than eight digits | refused: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | a verifier would compute another key |
//! | no name between two semicolons, or none at all | refused: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | a signature must cover the host at least |
//! | names in another order, or with capitals | read, not built | what is signed is what the client sorted |
//! | a signature of other digits, or of other than 64 with HMAC | refused: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam) | it is compared as text |
//! | other parameters | passed over, and not written again | nobody gives them a meaning |

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

/// What stands at the end of every scope.
const TERMINATOR: &str = "aws4_request";

/// The names of the schemes.
pub const SCHEMES: [&str; 2] = ["AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"];

/// How a request is signed, which is the name of the scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// `AWS4-HMAC-SHA256`: with a key of one day, region and service.
    HmacSha256,
    /// `AWS4-ECDSA-P256-SHA256`: with a key for all regions that the request names.
    EcdsaP256Sha256,
}

impl Algorithm {
    /// The name of the scheme.
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

/// Credentials of Signature Version 4 or 4A: whose key signed what, and the signature.
///
/// `Debug` shows the algorithm only, and two have no `==`: [`matches`](Self::matches) compares the signature in constant
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
    /// Reads a value that holds credentials of one of the two schemes.
    ///
    /// # Errors
    /// Those of the grammar; another scheme; a token68; a repeated parameter; and as the table above says.
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
            signature: signature
                .required_as(|text| text.as_bytes().filter(|octets| is_signature(algorithm, octets)))?,
        })
    }

    /// Credentials to be sent: the name of the key, what it was derived for, the names of the fields that are signed,
    /// between semicolons, and the signature. The scope says which algorithm it is.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at what can't stand without quotes in the name of the key; at a capital, or at a name
    /// that is out of order; at what is no small hex digit in the signature, or where it should go on or have ended.
    /// [`ValueErrorKind::Empty`] for an empty part or name, [`ValueErrorKind::Duplicate`] for a name that was there
    /// before.
    pub fn new(
        access_key_id: &'a str,
        scope: Scope<'a>,
        signed_headers: &'a str,
        signature: &'a str,
    ) -> Result<Self, ValueError> {
        let refused = |offset| Err(ValueError::new("Signature", ValueErrorKind::InvalidByte, offset));
        let credentials = Self {
            access_key_id: part("access-key-id", access_key_id, is_bare)?,
            scope,
            signed_headers: SignedHeaders::new(signed_headers)?,
            signature: part("Signature", signature, is_lhex)?,
        };
        match scope.algorithm() {
            algorithm if is_signature(algorithm, signature.as_bytes()) => Ok(credentials),
            Algorithm::HmacSha256 => refused(signature.len().min(HMAC_DIGITS)),
            Algorithm::EcdsaP256Sha256 => refused(signature.len()),
        }
    }

    /// How the request is signed.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.scope.algorithm()
    }

    /// The name of the key.
    #[must_use]
    pub const fn access_key_id(&self) -> &'a str {
        ascii(self.access_key_id)
    }

    /// What the key was derived for.
    #[must_use]
    pub const fn scope(&self) -> Scope<'a> {
        self.scope
    }

    /// The names of the fields that are signed.
    #[must_use]
    pub const fn signed_headers(&self) -> SignedHeaders<'a> {
        self.signed_headers
    }

    /// The signature, in small hex digits.
    #[must_use]
    pub const fn signature(&self) -> &'a str {
        ascii(self.signature)
    }

    /// Whether the signature is this one, in a time that tells nothing but lengths.
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

/// `access-key-id "/" scope`, about to be sent.
struct Credential<'c, 'a>(&'c Credentials<'a>);

impl Encode for Credential<'_, '_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.0.access_key_id)?;
        wire.put(b"/")?;
        self.0.scope.write(wire)
    }
}

/// What a key was derived for: a day, perhaps a region, a service.
///
/// Its wire form is a line of the text that is signed, too.
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
    /// A day, as year, month and day in eight digits, a region and a service.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at what is no digit in the date, or at its end, when it is too short; at a slash, or at
    /// what can't stand without quotes. [`ValueErrorKind::Empty`] for an empty part.
    pub fn new(date: &'a str, region: &'a str, service: &'a str) -> Result<Self, ValueError> {
        let region = part("region", region, is_scope)?;
        Ok(Self { region: Some(region), ..Self::multi_region(date, service)? })
    }

    /// A day and a service, in all regions that the request names, for version 4A.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn multi_region(date: &'a str, service: &'a str) -> Result<Self, ValueError> {
        let digits = date.bytes().take(DATE_DIGITS).take_while(u8::is_ascii_digit).count();
        if date.len() != DATE_DIGITS || digits != DATE_DIGITS {
            return Err(ValueError::new("date", ValueErrorKind::InvalidByte, digits));
        }
        Ok(Self { date: date.as_bytes(), region: None, service: part("service", service, is_scope)? })
    }

    /// The algorithm whose keys have such a scope.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        if self.region.is_some() { Algorithm::HmacSha256 } else { Algorithm::EcdsaP256Sha256 }
    }

    /// Year, month and day, in eight digits. Whether there is such a day is not checked.
    #[must_use]
    pub const fn date(&self) -> &'a str {
        ascii(self.date)
    }

    /// The region; none in version 4A.
    #[must_use]
    pub const fn region(&self) -> Option<&'a str> {
        match self.region {
            Some(region) => Some(ascii(region)),
            None => None,
        }
    }

    /// The service.
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

/// Forgives what everybody sends.
#[derive(Clone, Copy)]
struct BareValues;

impl Tolerance for BareValues {
    fn forgive(&mut self, deviation: Deviation, _: usize) -> bool {
        deviation == Deviation::BareValue
    }
}

/// `Credential = access-key-id "/" scope`
fn credential(algorithm: Algorithm, text: Text<'_>) -> Option<(&[u8], Scope<'_>)> {
    let octets = text.as_bytes().filter(|octets| stray(octets, is_bare).is_none())?;
    let (rest, service) = last_part(octets.strip_suffix(TERMINATOR.as_bytes())?.strip_suffix(b"/")?)?;
    let (rest, region) = match algorithm {
        Algorithm::HmacSha256 => last_part(rest).map(|(rest, region)| (rest, Some(region)))?,
        Algorithm::EcdsaP256Sha256 => (rest, None),
    };
    let (rest, date) = rest.split_last_chunk::<DATE_DIGITS>()?;
    let access_key_id = rest.strip_suffix(b"/")?;
    let is_whole = !access_key_id.is_empty() && date.iter().all(u8::is_ascii_digit);
    is_whole.then_some((access_key_id, Scope { date, region, service }))
}

/// What stands before the last slash, and the part behind it, which is not empty.
fn last_part(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let slash = octets.iter().rposition(|&octet| octet == b'/')?;
    let (before, part) = octets.split_at_checked(slash)?;
    part.get(1..).filter(|part| !part.is_empty()).map(|part| (before, part))
}

const DATE_DIGITS: usize = 8;
const HMAC_DIGITS: usize = 64;

/// `Signature = 64LHEX / 1*( 2LHEX )`
fn is_signature(algorithm: Algorithm, octets: &[u8]) -> bool {
    let is_long_enough = match algorithm {
        Algorithm::HmacSha256 => octets.len() == HMAC_DIGITS,
        Algorithm::EcdsaP256Sha256 => !octets.is_empty() && octets.len().is_multiple_of(2),
    };
    is_long_enough && stray(octets, is_lhex).is_none()
}

/// `LHEX`
const fn is_lhex(octet: u8) -> bool {
    (octet.wrapping_sub(b'0') < 10) | (octet.wrapping_sub(b'a') < 6)
}

/// An octet of `bare`.
const fn is_bare(octet: u8) -> bool {
    (octet == b'!') | (octet.wrapping_sub(b'#') < 9) | (octet.wrapping_sub(b'-') < 47) | (octet.wrapping_sub(b']') < 34)
}

/// An octet of `region` or `service`.
const fn is_scope(octet: u8) -> bool {
    is_bare(octet) && octet != b'/'
}

/// What was checked to be of a class above, as text.
const fn ascii(octets: &[u8]) -> &str {
    match core::str::from_utf8(octets) {
        Ok(text) => text,
        Err(_) => "",
    }
}

fn part<'a>(part: &'static str, text: &'a str, class: fn(u8) -> bool) -> Result<&'a [u8], ValueError> {
    match text.bytes().position(|octet| !class(octet)) {
        Some(offset) => Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset)),
        None if text.is_empty() => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
        None => Ok(text.as_bytes()),
    }
}
