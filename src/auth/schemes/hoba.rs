//! The HOBA scheme, RFC 7486: a signature, with a key that is known to one origin.
//!
//! ```abnf
//! challenge      = "HOBA" 1*SP #auth-param ; challenge, max-age REQUIRED; realm OPTIONAL
//! credentials    = "HOBA" 1*SP #auth-param ; result REQUIRED
//! max-age        = 1*DIGIT                 ; seconds
//! HOBA-RES       = kid "." challenge "." nonce "." sig
//! kid            = 1*base64urlchars
//! challenge      = 1*base64urlchars
//! nonce          = 1*base64urlchars
//! sig            = 1*base64urlchars
//! base64urlchars = %x30-39 / %x41-5A / %x61-7A / "-" / "_" / "="
//! ```
//! [RFC 7486, sections 2 and 3](https://www.rfc-editor.org/rfc/rfc7486#section-2)
//!
//! What is signed is [`Tbs`], which both sides put together and nobody sends.
//!
//! | octets | read | why |
//! |---|---|---|
//! | a challenge without `challenge` or `max-age`, credentials without `result` | refused: [`ErrorKind::Missing`] | §3 |
//! | a `max-age` that is no number, or past 64 bits | refused: [`ErrorKind::InvalidParam`] | §3 |
//! | a parameter that occurs twice | refused: [`ErrorKind::DuplicateParam`] | §3, RFC 9110 §11.2 |
//! | other parameters | passed over, and not written again | no standard gives them a meaning |
//! | `+` and `/` in the challenge | read, not built | the standard's own example has them, appendix B |
//! | anything else that is none of base64urlchars in the challenge | refused: [`Rule::Base64Url`] | §2 |
//! | three parts in the result, or five, or an empty one | refused: [`Rule::HobaRes`] | §2 |
//! | the parts of the result in another order | read as they stand | nobody can tell |
//! | a sig that is no base64url; with padding or without | refused: [`Rule::HobaRes`]; read | §2 |
//! | an escape in the challenge or the result | refused: [`ErrorKind::InvalidParam`] | they have nothing to escape |
//!
//! [`ErrorKind::Missing`]: crate::ErrorKind::Missing
//! [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam
//! [`ErrorKind::DuplicateParam`]: crate::ErrorKind::DuplicateParam

mod tbs;

use core::fmt;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::coding::decimal::{self, DIGITS};
use crate::auth::payload::{Payload, WriteParams};
use crate::auth::{Leniency, slots};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::text::Text;
use crate::syntax::wide::stray;

pub use tbs::{Algorithm, Tbs};

const SCHEME: &str = "HOBA";

/// A HOBA challenge: what the server wants to be signed.
///
/// ```
/// use countersign::{Encode, auth::hoba};
///
/// let challenge = hoba::Challenge::parse(b"HOBA challenge=\"pUE77w0LylHypHKhBqAiQA==\", max-age=10")?;
/// assert_eq!(challenge.challenge(), "pUE77w0LylHypHKhBqAiQA==");
/// assert_eq!((challenge.max_age(), challenge.realm()), (10, None));
///
/// let sent = hoba::Challenge::new("pUE77w0LylHypHKhBqAiQA==", 10)?;
/// assert_eq!(sent, challenge);
/// let mut buffer = [0; 64];
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"HOBA challenge=\"pUE77w0LylHypHKhBqAiQA==\", max-age=\"10\"");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge<'a> {
    text: Text<'a>,
    max_age: u64,
    realm: Option<Text<'a>>,
}

impl<'a> Challenge<'a> {
    /// Reads a value that holds one HOBA challenge.
    ///
    /// # Errors
    /// Those of the grammar; another scheme; a token68; a repeated parameter; and as the table above says.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(Payload::parse(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [challenge, max_age, realm] = slots::read(payload, ["challenge", "max-age", "realm"])?;
        Ok(Self {
            text: challenge
                .read(payload, Rule::Base64Url, |octets| base64url(octets, is_challenge))?
                .ok_or(challenge.missing())?,
            max_age: max_age.convert(decimal::of_text)?.ok_or(max_age.missing())?,
            realm: realm.optional(),
        })
    }

    /// A challenge to be sent: base64url that nobody can foresee, and how many seconds it may be answered. Who answers
    /// one of no seconds may do so once.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at an octet that is none of base64url, [`ValueErrorKind::Empty`] when there is none.
    pub fn new(challenge: &'a str, max_age: u64) -> Result<Self, ValueError> {
        Ok(Self { text: part("challenge", challenge)?, max_age, realm: None })
    }

    /// With a realm.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// The challenge as it is signed, in base64url.
    #[must_use]
    pub const fn challenge(&self) -> Text<'a> {
        self.text
    }

    /// How many seconds the challenge may be answered; once, when it is none.
    #[must_use]
    pub const fn max_age(&self) -> u64 {
        self.max_age
    }

    /// The realm, for which a client may have another key.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }

    /// What a client signs to answer: for an origin such as `https://example.com:443`, with the key of this identifier,
    /// and a nonce of its own. Both are in base64url.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at an octet that is none of an origin or of base64url, and behind an origin that has
    /// no port; [`ValueErrorKind::Empty`].
    pub fn tbs(
        &self,
        algorithm: Algorithm,
        origin: &'a str,
        kid: &'a str,
        nonce: &'a str,
    ) -> Result<Tbs<'a>, ValueError> {
        Tbs::new(part("nonce", nonce)?, algorithm, origin, self.realm, part("kid", kid)?, self.text)
    }
}

impl<'a, T: Leniency> TryFrom<crate::auth::Challenge<'a, T>> for Challenge<'a> {
    type Error = ParseError;

    fn try_from(challenge: crate::auth::Challenge<'a, T>) -> Result<Self, ParseError> {
        Self::read(challenge.payload_if(SCHEME)?)
    }
}

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::behind(SCHEME, wire)?;
        params.quoted("challenge", self.text)?;
        params.quoted("max-age", Text::token(decimal::digits(self.max_age, &mut [0; DIGITS])))?;
        params.quoted("realm", self.realm)
    }
}

/// HOBA credentials: a signature, and what the server does not know of what was signed.
///
/// `Debug` shows no part, and two credentials have no `==`: they are good for the challenge's max-age.
///
/// ```
/// use countersign::{Encode, auth::hoba::{Algorithm, Challenge, Credentials}};
///
/// // The client signs what it puts together,
/// let challenge = Challenge::new("pUE77w0LylHypHKhBqAiQA==", 10)?;
/// let signed = challenge.tbs(Algorithm::RSA_SHA256, "https://example.com:443", "vesscamS2Kze4", "Pm3yUW-sW5Q")?;
/// let credentials = Credentials::new(&signed, b"a signature")?;
/// let mut buffer = [0; 128];
/// let field = credentials.encode_to_slice(&mut buffer)?;
/// assert_eq!(field, b"HOBA result=\"vesscamS2Kze4.pUE77w0LylHypHKhBqAiQA==.Pm3yUW-sW5Q.YSBzaWduYXR1cmU\"");
///
/// // and the server puts the same together to check it.
/// let credentials = Credentials::parse(field)?;
/// assert_eq!((credentials.kid(), credentials.challenge()), (signed.kid(), challenge.challenge()));
/// assert_eq!(credentials.tbs(Algorithm::RSA_SHA256, "https://example.com:443", None)?, signed);
/// assert_eq!(credentials.sig().decode_into(&mut [0; 16])?, b"a signature");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    result: HobaRes<'a>,
}

impl<'a> Credentials<'a> {
    /// Reads a value that holds HOBA credentials.
    ///
    /// # Errors
    /// Those of the grammar; another scheme; a token68; a repeated parameter; and as the table above says.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(Payload::parse(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [result] = slots::read(payload, ["result"])?;
        result.read(payload, Rule::HobaRes, hoba_res)?.map(|result| Self { result }).ok_or(result.missing())
    }

    /// Credentials to be sent, with the octets of the signature of `signed`.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] when there is no signature.
    pub fn new<S: AsRef<[u8]> + ?Sized>(signed: &Tbs<'a>, sig: &'a S) -> Result<Self, ValueError> {
        let sig = sig.as_ref();
        if sig.is_empty() {
            return Err(ValueError::new("sig", ValueErrorKind::Empty, 0));
        }
        let (kid, challenge, nonce) = (signed.kid(), signed.challenge(), signed.nonce());
        Ok(Self { result: HobaRes { kid, challenge, nonce, sig: Base64::of(sig, Form::UrlEither) } })
    }

    /// Which key of the client was used.
    #[must_use]
    pub const fn kid(&self) -> Text<'a> {
        self.result.kid
    }

    /// The challenge, which must be one that the server sent for this origin and realm.
    #[must_use]
    pub const fn challenge(&self) -> Text<'a> {
        self.result.challenge
    }

    /// The client's nonce.
    #[must_use]
    pub const fn nonce(&self) -> Text<'a> {
        self.result.nonce
    }

    /// The signature.
    #[must_use]
    pub const fn sig(&self) -> Base64<'a> {
        self.result.sig
    }

    /// What the signature must be of, with what the server knows itself: the algorithm of the key, the origin such as
    /// `https://example.com:443`, and the realm of the challenge.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at an octet that is none of an origin, behind one that has no port, and at a control
    /// character in the realm; [`ValueErrorKind::Empty`].
    pub fn tbs(&self, algorithm: Algorithm, origin: &'a str, realm: Option<&'a str>) -> Result<Tbs<'a>, ValueError> {
        let realm = realm.map(|realm| Text::for_part("realm", realm.as_bytes())).transpose()?;
        Tbs::new(self.nonce(), algorithm, origin, realm, self.kid(), self.challenge())
    }
}

impl<'a, T: Leniency> TryFrom<crate::auth::Credentials<'a, T>> for Credentials<'a> {
    type Error = ParseError;

    fn try_from(credentials: crate::auth::Credentials<'a, T>) -> Result<Self, ParseError> {
        Self::read(credentials.payload_if(SCHEME)?)
    }
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        WriteParams::behind(SCHEME, wire)?.quoted_value("result", &self.result)
    }
}

/// `HOBA-RES = kid "." challenge "." nonce "." sig`
#[derive(Clone, Copy)]
struct HobaRes<'a> {
    kid: Text<'a>,
    challenge: Text<'a>,
    nonce: Text<'a>,
    sig: Base64<'a>,
}

impl FieldContent for HobaRes<'_> {}

impl Encode for HobaRes<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        for part in [self.kid, self.challenge, self.nonce] {
            wire.put(part.as_bytes().unwrap_or_default())?;
            wire.put(b".")?;
        }
        self.sig.write(wire)
    }
}

/// `HOBA-RES = kid "." challenge "." nonce "." sig`, or at which octet it ends to be one.
fn hoba_res(octets: &[u8]) -> Result<HobaRes<'_>, usize> {
    let behind = |rest: &[u8], wrong: usize| octets.len().saturating_sub(rest.len()).saturating_add(wrong);
    let (kid, rest) = part_and_dot(octets, is_base64urlchar)?;
    let (challenge, rest) = part_and_dot(rest, is_challenge).map_err(|wrong| behind(rest, wrong))?;
    let (nonce, rest) = part_and_dot(rest, is_base64urlchar).map_err(|wrong| behind(rest, wrong))?;
    match Base64::read(rest, Form::UrlEither) {
        Ok(sig) if !rest.is_empty() => Ok(HobaRes { kid, challenge, nonce, sig }),
        wrong => Err(behind(rest, wrong.err().unwrap_or(0))),
    }
}

/// A part of a result and the dot behind it, or at which octet there is none.
fn part_and_dot(octets: &[u8], class: impl Fn(u8) -> bool) -> Result<(Text<'_>, &[u8]), usize> {
    let dot = octets.iter().position(|&octet| octet == b'.').unwrap_or(octets.len());
    let (part, rest) = octets.split_at_checked(dot).ok_or(dot)?;
    Ok((base64url(part, class)?, rest.get(1..).ok_or(dot)?))
}

/// `1*base64urlchars`, or at which octet it ends to be that.
#[inline(always)]
fn base64url(octets: &[u8], class: impl Fn(u8) -> bool) -> Result<Text<'_>, usize> {
    match stray(octets, class) {
        Some(wrong) => Err(wrong),
        None if octets.is_empty() => Err(0),
        None => Ok(Text::quoted(octets, false)),
    }
}

/// A part that its sender makes up.
fn part<'a>(name: &'static str, octets: &'a str) -> Result<Text<'a>, ValueError> {
    let kind = if octets.is_empty() { ValueErrorKind::Empty } else { ValueErrorKind::InvalidByte };
    base64url(octets.as_bytes(), is_base64urlchar).map_err(|wrong| ValueError::new(name, kind, wrong))
}

/// An octet of `base64urlchars`.
const fn is_base64urlchar(octet: u8) -> bool {
    ((octet | 0x20).wrapping_sub(b'a') < 26)
        | (octet.wrapping_sub(b'0') < 10)
        | (octet == b'-')
        | (octet == b'_')
        | (octet == b'=')
}

/// An octet of a challenge that was received.
const fn is_challenge(octet: u8) -> bool {
    is_base64urlchar(octet) | (octet == b'+') | (octet == b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_to_the_octet() {
        for (octets, expected) in [
            ("a.b.c.YQ", Ok(())),
            ("a=.b+/.c_-.YQ==", Ok(())),
            ("", Err(0)),
            ("a", Err(1)),
            ("a.b.c", Err(5)),
            ("a.b.c.", Err(6)),
            ("a..c.YQ", Err(2)),
            ("a/.b.c.YQ", Err(1)),
            ("a.b.c/.YQ", Err(5)),
            ("a.b.c.YQ.", Err(8)),
            ("a.b.c.Y", Err(7)),
            ("a.b.c.Y/", Err(7)),
            ("a.b c.d.YQ", Err(3)),
        ] {
            assert_eq!(hoba_res(octets.as_bytes()).map(|_| ()), expected, "{octets}");
        }
    }
}
