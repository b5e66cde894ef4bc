//! The HOBA credentials, RFC 7486 §3.

use core::fmt;

use super::{Algorithm, SCHEME, Tbs, base64url, is_base64urlchar, is_challenge};
use crate::auth::coding::base64::{Base64, Form};
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::text::Text;

/// HOBA credentials: a signature, and the parts of the signed text that the server does not know.
///
/// They can be replayed until the challenge expires. `Debug` therefore shows no part, and there is no `==`.
///
/// ```
/// use countersign::{Encode, auth::hoba::{Algorithm, Challenge, Credentials}};
///
/// // The client builds the text and signs it.
/// let challenge = Challenge::new("pUE77w0LylHypHKhBqAiQA==", 10)?;
/// let signed = challenge.tbs(Algorithm::RSA_SHA256, "https://example.com:443", "vesscamS2Kze4", "Pm3yUW-sW5Q")?;
/// let credentials = Credentials::new(&signed, b"a signature")?;
/// let mut buffer = [0; 128];
/// let field = credentials.encode_to_slice(&mut buffer)?;
/// assert_eq!(field, b"HOBA result=\"vesscamS2Kze4.pUE77w0LylHypHKhBqAiQA==.Pm3yUW-sW5Q.YSBzaWduYXR1cmU\"");
///
/// // The server builds the same text and verifies the signature.
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
    /// Parses a value that holds HOBA credentials.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](super) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [result] = slots::read(payload, ["result"])?;
        let read = match result.folded(payload, |bytes| hoba_res(bytes, folded_sig).ok()) {
            None => result.read(payload, Rule::HobaRes, |bytes| hoba_res(bytes, sig))?,
            folded => folded,
        };
        read.map(|result| Self { result }).ok_or(result.missing())
    }

    /// Creates credentials from what was signed and the bytes of the signature.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty signature.
    pub fn new<S: AsRef<[u8]> + ?Sized>(signed: &Tbs<'a>, sig: &'a S) -> Result<Self, ValueError> {
        let sig = sig.as_ref();
        if sig.is_empty() {
            return Err(ValueError::new("sig", ValueErrorKind::Empty, 0));
        }
        let (kid, challenge, nonce) = (signed.kid(), signed.challenge(), signed.nonce());
        Ok(Self { result: HobaRes { kid, challenge, nonce, sig: Base64::of(sig, Form::UrlEither) } })
    }

    /// Returns the identifier of the client's key.
    #[must_use]
    pub const fn kid(&self) -> Text<'a> {
        self.result.kid
    }

    /// Returns the challenge. The server checks that it sent this challenge for this origin and realm.
    #[must_use]
    pub const fn challenge(&self) -> Text<'a> {
        self.result.challenge
    }

    /// Returns the client's nonce.
    #[must_use]
    pub const fn nonce(&self) -> Text<'a> {
        self.result.nonce
    }

    /// Returns the signature.
    #[must_use]
    pub const fn sig(&self) -> Base64<'a> {
        self.result.sig
    }

    /// Returns the text that the signature must cover.
    ///
    /// The server supplies what it knows itself: the algorithm of the key, the origin with its port, as in
    /// `https://example.com:443`, and the realm of the challenge.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that is not part of an origin, or at a control character in
    /// the realm; [`ValueErrorKind::WrongForm`] for an origin that has no port; [`ValueErrorKind::Empty`] for an empty
    /// origin.
    pub fn tbs(&self, algorithm: Algorithm, origin: &'a str, realm: Option<&'a str>) -> Result<Tbs<'a>, ValueError> {
        let realm = realm.map(|realm| Text::for_part("realm", realm.as_bytes())).transpose()?;
        Tbs::new(self.nonce(), algorithm, origin, realm, self.kid(), self.challenge())
    }
}

typed!(Credentials, SCHEME);

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        WriteParams::after(SCHEME, wire)?.quoted_value("result", &self.result)
    }

    fn is_secret(&self) -> bool {
        true
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

/// `HOBA-RES = kid "." challenge "." nonce "." sig`, or the offset of the first byte that does not match.
#[inline]
fn hoba_res<'a>(bytes: &'a [u8], sig: fn(&'a [u8]) -> Result<Base64<'a>, usize>) -> Result<HobaRes<'a>, usize> {
    let offset = |rest: &[u8], wrong: usize| bytes.len().saturating_sub(rest.len()).saturating_add(wrong);
    let (kid, rest) = part_and_dot(bytes, is_base64urlchar)?;
    let (challenge, rest) = part_and_dot(rest, is_challenge).map_err(|wrong| offset(rest, wrong))?;
    let (nonce, rest) = part_and_dot(rest, is_base64urlchar).map_err(|wrong| offset(rest, wrong))?;
    let sig = sig(rest).map_err(|wrong| offset(rest, wrong))?;
    Ok(HobaRes { kid, challenge, nonce, sig })
}

/// `sig = 1*base64urlchars`, or the offset of the first byte that does not match.
fn sig(bytes: &[u8]) -> Result<Base64<'_>, usize> {
    Base64::read(bytes, Form::UrlEither).and_then(|sig| if bytes.is_empty() { Err(0) } else { Ok(sig) })
}

/// The same with white space between the symbols, which remains of a folded line.
fn folded_sig(bytes: &[u8]) -> Result<Base64<'_>, usize> {
    Base64::read_folded(bytes, Form::UrlEither).filter(|sig| sig.decoded_len() > 0).ok_or(0)
}

/// A part of a result and the dot after it, or the offset of the first byte that does not match.
fn part_and_dot(bytes: &[u8], class: impl Fn(u8) -> bool) -> Result<(Text<'_>, &[u8]), usize> {
    let dot = bytes.iter().position(|&byte| byte == b'.').unwrap_or(bytes.len());
    let (part, rest) = bytes.split_at_checked(dot).ok_or(dot)?;
    Ok((base64url(part, class)?, rest.get(1..).ok_or(dot)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_in_results_have_exact_offsets() {
        for (bytes, expected) in [
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
            assert_eq!(hoba_res(bytes.as_bytes(), sig).map(|_| ()), expected, "{bytes}");
        }
    }
}
