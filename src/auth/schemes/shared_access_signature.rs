//! Azure's scheme `SharedAccessSignature` of Service Bus, Event Hubs and IoT Hub: a resource, an expiry time, and a signature
//! over both.
//!
//! ```abnf
//! credentials = "SharedAccessSignature" 1*SP field *( "&" field ) ; sr, sig, se REQUIRED, skn OPTIONAL
//! field       = name "=" escaped
//! name        = 1*<tchar except "&">
//! escaped     = *( pct-encoded / %x21 / %x23-24 / %x27-7E )
//! sr          = escaped   ; the URI of the resource
//! sig         = escaped   ; base64 of 32 bytes
//! se          = 1*20DIGIT ; seconds since 1970
//! skn         = escaped   ; the name of the key
//! ```
//! [Azure, Service Bus access control with shared access signatures](https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas) ·
//! [Azure, IoT Hub security tokens](https://learn.microsoft.com/azure/iot-hub/authenticate-authorize-sas); the ABNF is ours
//!
//! No RFC defines it, and the grammar of RFC 9110 does not allow `&` between fields. The framework's
//! [`Credentials`](crate::auth::Credentials) reject such values, so read them with [`authorization`] or
//! [`Credentials::parse`].
//!
//! | input | result | why |
//! |---|---|---|
//! | fields in any order | accepted; written as sr, sig, se, skn | the documents show two orders |
//! | `sr`, `sig`, `se` missing | rejected: [`ErrorKind::Missing`] | the token proves nothing |
//! | a repeated field, also in another case | rejected: [`ErrorKind::DuplicateParam`] | which one counts would be ambiguous |
//! | other fields, and names in another case | ignored, and not written again | the documents define no others; names are case-sensitive |
//! | `/`, `+`, `=` and `:` in a value, unescaped | accepted | some clients escape too little |
//! | `+` | a plus sign, and no space | the base64 of a signature has plus signs |
//! | `sr` in any spelling, such as `%2f` for `%2F` | accepted, and written so | the signature covers the spelling |
//! | white space, also where a line was folded, a quote or a byte above 0x7E | rejected: [`Rule::Ampersand`] | no field has one; the tolerant parser does not read this grammar |
//! | a percent sign without two digits | rejected: [`Rule::PctEncoded`] | RFC 3986 §2.1 |
//! | a signature that is not padded base64 of 32 bytes | rejected: [`ErrorKind::InvalidParam`] | it is an HMAC-SHA256 |
//! | an `se` that is not a number of at most 64 bits; an empty `sr` | rejected: [`ErrorKind::InvalidParam`] | the token never expires, or is for nothing |
//! | an empty `skn` | accepted | IoT Hub's clients send one for a device |
//! | a second line of Authorization, of any scheme | rejected by [`authorization`]: [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) | one would be verified, the other may be used |

mod escaped;

use core::fmt;

use crate::auth::coding::base64::{Base64, Form, decode};
use crate::auth::coding::decimal::Decimal;
use crate::auth::field_names::AUTHORIZATION;
use crate::auth::scheme_payload::SchemePayload;
use crate::auth::seen::SeenNames;
use crate::encode::{Encode, FieldContent, Sink, Wire, collect_into};
use crate::error::{ErrorKind, LineError, ParseError, Rule, ValueError, ValueErrorKind};
use crate::fields::{Fields, only_line};
use crate::syntax::class::{TCHAR, is};
use crate::syntax::secret::constant_time_eq;
use crate::syntax::text::Text;
use crate::syntax::token::Token;

pub use escaped::Escaped;

/// The name of the scheme.
pub const SCHEME: &str = "SharedAccessSignature";

/// The length in bytes of an HMAC-SHA256, and that of its base64.
const SIGNATURE: usize = 32;
const SYMBOLS: usize = 44;

/// Returns the credentials in a request's Authorization field, or `None` if the field is absent.
///
/// [`auth::authorization`](crate::auth::authorization) rejects values with `&`.
///
/// ```
/// use countersign::ErrorKind;
/// use countersign::auth::shared_access_signature;
///
/// let request = [("Authorization", "SharedAccessSignature sr=a&sig=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc%3D&se=1438205742")];
/// let credentials = shared_access_signature::authorization(&request)?.expect("the field is present");
/// assert_eq!(credentials.expiry().get(), 1_438_205_742);
///
/// let twice = [request[0], ("Authorization", "Bearer mF_9.B5f-4.1JqM")];
/// assert_eq!(shared_access_signature::authorization(&twice).unwrap_err().error().kind(), ErrorKind::SecondLine);
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// The errors of [`Credentials::parse`], also for another scheme, and
/// [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn authorization<'m>(fields: impl Fields<'m>) -> Result<Option<Credentials<'m>>, LineError> {
    only_line(fields, AUTHORIZATION, Credentials::parse)
}

/// A shared access signature: the resource and the time for which it is valid, and the signature over both.
///
/// It can be replayed until it expires. `Debug` shows no part, and there is no `==`: [`matches`](Self::matches) compares the
/// signature in constant time.
///
/// ```
/// use countersign::{Encode, auth::shared_access_signature::Credentials};
///
/// let sent = Credentials::new("https://a.example/q", &[7; 32], 1_438_205_742)?.with_key_name("root")?;
/// let mut buffer = [0; 160];
/// let wire = sent.encode_to_slice(&mut buffer)?;
/// assert_eq!(
///     wire,
///     b"SharedAccessSignature sr=https%3A%2F%2Fa.example%2Fq\
///       &sig=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc%3D&se=1438205742&skn=root"
/// );
///
/// let credentials = Credentials::parse(wire)?;
/// assert_eq!(credentials.resource().decode_into(&mut [0; 32])?, b"https://a.example/q");
/// assert_eq!(credentials.expiry().get(), 1_438_205_742);
/// assert!(credentials.matches(&[7; 32]));
///
/// // The text that is signed: the resource as it is sent, a line feed, and the time.
/// assert_eq!(credentials.resource().display().to_string(), "https%3A%2F%2Fa.example%2Fq");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    resource: Escaped<'a>,
    signature: [u8; SIGNATURE],
    expiry: Decimal,
    key_name: Option<Escaped<'a>>,
}

impl<'a> Credentials<'a> {
    /// Parses a field value that holds a shared access signature.
    ///
    /// # Errors
    /// Another scheme; no space after it; what the table of the [module](self) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (at, bytes) = SchemePayload::parse(value)?.expect(SCHEME)?.required_raw()?;
        read(bytes).map_err(|(kind, wrong)| ParseError::new(kind, at.saturating_add(wrong)))
    }

    /// Creates credentials from the URI of the resource, which is escaped, the bytes of the signature, and the time at which
    /// it expires, in seconds since 1970.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty URI.
    pub fn new<R: AsRef<[u8]> + ?Sized>(
        resource: &'a R,
        signature: &[u8; SIGNATURE],
        expiry: u64,
    ) -> Result<Self, ValueError> {
        if resource.as_ref().is_empty() {
            return Err(ValueError::new("sr", ValueErrorKind::Empty, 0));
        }
        Ok(Self {
            resource: Escaped::new(resource),
            signature: *signature,
            expiry: Decimal::from(expiry),
            key_name: None,
        })
    }

    /// Adds the name of the key, which is escaped.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty name.
    pub fn with_key_name<N: AsRef<[u8]> + ?Sized>(self, name: &'a N) -> Result<Self, ValueError> {
        if name.as_ref().is_empty() {
            return Err(ValueError::new("skn", ValueErrorKind::Empty, 0));
        }
        Ok(Self { key_name: Some(Escaped::new(name)), ..self })
    }

    /// Returns the URI of the resource, `sr`. The signature covers its wire form.
    #[must_use]
    pub const fn resource(&self) -> Escaped<'a> {
        self.resource
    }

    /// Returns the signature, `sig`.
    #[must_use]
    pub const fn signature(&self) -> &[u8; SIGNATURE] {
        &self.signature
    }

    /// Returns when the credentials expire, `se`, in seconds since 1970. The signature covers its digits.
    #[must_use]
    pub const fn expiry(&self) -> Decimal {
        self.expiry
    }

    /// Returns the name of the key, `skn`; `None` for the key of a device.
    #[must_use]
    pub const fn key_name(&self) -> Option<Escaped<'a>> {
        self.key_name
    }

    /// Reports whether the signature has exactly these bytes. The time that it takes depends only on lengths.
    #[must_use]
    pub fn matches<G: AsRef<[u8]> + ?Sized>(&self, signature: &G) -> bool {
        constant_time_eq(&self.signature, signature.as_ref())
    }
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

keep!(Credentials);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(SCHEME.as_bytes())?;
        wire.put(b" sr=")?;
        self.resource.write(wire)?;
        wire.put(b"&sig=")?;
        let mut symbols = [0; SYMBOLS];
        let base64 = Base64::of(&self.signature, Form::Standard);
        Escaped::new(base64.encode_to_slice(&mut symbols).unwrap_or_default()).write(wire)?;
        wire.put(b"&se=")?;
        self.expiry.write(wire)?;
        self.key_name.map_or(Ok(()), |name| {
            wire.put(b"&skn=")?;
            name.write(wire)
        })
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// A field that is known, with its offset.
type Found<'a> = Option<(Escaped<'a>, usize)>;

/// Reads what follows the scheme. The error is its kind, and an offset.
fn read(bytes: &[u8]) -> Result<Credentials<'_>, (ErrorKind, usize)> {
    let offset = |rest: &[u8]| bytes.len().saturating_sub(rest.len());
    let [mut sr, mut sig, mut se, mut skn]: [Found<'_>; 4] = [None; 4];
    let mut names = SeenNames::default();
    let mut rest = bytes;
    loop {
        let at = offset(rest);
        let (name, after) = name(rest);
        if name.is_empty() {
            return Err((ErrorKind::Expected(Rule::Token), at));
        }
        let after = after.strip_prefix(b"=").ok_or((ErrorKind::Expected(Rule::Equals), offset(after)))?;
        names.add(Token::read(name), at).map_err(|error| (error.kind(), at))?;
        let (after, value) =
            escaped::read(after).map_err(|rest| (ErrorKind::Expected(Rule::PctEncoded), offset(rest)))?;
        match name {
            b"sr" => sr = Some((value, at)),
            b"sig" => sig = Some((value, at)),
            b"se" => se = Some((value, at)),
            b"skn" => skn = Some((value, at)),
            _ => {}
        }
        rest = match after {
            [b'&', after @ ..] => after,
            [] => break,
            _ => return Err((ErrorKind::Expected(Rule::Ampersand), offset(after))),
        };
    }
    let required = |name, found: Option<_>| found.ok_or((ErrorKind::Missing(name), bytes.len()));
    let (resource, at) = required("sr", sr)?;
    let (sig, sig_at) = required("sig", sig)?;
    let (se, se_at) = required("se", se)?;
    if resource.bytes().next().is_none() {
        return Err((ErrorKind::InvalidParam("sr"), at));
    }
    let signature = signature(sig).ok_or((ErrorKind::InvalidParam("sig"), sig_at))?;
    let expiry = Decimal::read(Text::quoted(se.raw(), false)).ok_or((ErrorKind::InvalidParam("se"), se_at))?;
    Ok(Credentials { resource, signature, expiry, key_name: skn.map(|(name, _)| name) })
}

/// `name`, which may be empty, and what follows.
fn name(bytes: &[u8]) -> (&[u8], &[u8]) {
    let length = bytes.iter().take_while(|byte| is(**byte, TCHAR) && **byte != b'&').count();
    bytes.split_at_checked(length).unwrap_or_default()
}

/// Decodes `sig`, first from percent-encoding and then from base64.
fn signature(escaped: Escaped<'_>) -> Option<[u8; SIGNATURE]> {
    let mut symbols = [0; SYMBOLS];
    let symbols = collect_into(escaped.bytes(), &mut symbols).ok()?;
    let mut signature = [0; SIGNATURE];
    let decoded = decode(Form::Standard, symbols, 0, &mut signature).ok()?;
    (decoded.len() == SIGNATURE).then_some(signature)
}
