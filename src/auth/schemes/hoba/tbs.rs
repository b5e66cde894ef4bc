//! The text that a HOBA signature covers, RFC 7486 §2.

use super::origin::{checked_origin, run, whole_origin};
use super::{base64url, is_base64urlchar, is_challenge};
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::number::{self, DIGITS};
use crate::syntax::rules::{Read, expected, whole};
use crate::syntax::text::Text;

/// The bytes that are signed: what client and server know, each part after its length.
///
/// ```abnf
/// HOBA-TBS = len ":" nonce
///            len ":" alg
///            len ":" origin
///            len ":" [ realm ]
///            len ":" kid
///            len ":" challenge
/// len      = 1*DIGIT
/// alg      = 1*2DIGIT
/// origin   = scheme "://" authority ":" port
/// ```
/// [RFC 7486, section 2](https://www.rfc-editor.org/rfc/rfc7486#section-2)
///
/// They are never sent. [`Challenge::tbs`](super::Challenge::tbs) builds them for the client and
/// [`Credentials::tbs`](super::Credentials::tbs) builds the same bytes for the server. [`parse`](Self::parse) is for
/// tools that inspect them.
///
/// | input | result | why |
/// |---|---|---|
/// | a length or an algorithm with leading zeros | rejected: [`Rule::HobaTbs`] | signed bytes have one spelling |
/// | no length in the place of the realm | rejected: [`Rule::HobaTbs`] | an absent realm is written `0:` |
/// | any byte in the realm | accepted | §2 has the ABNF of RFC 3986 and the text of a quoted-string |
/// | an origin without a port, or with user information | rejected: [`Rule::HobaTbs`] | §2, RFC 6454 §4 |
/// | a host with a percent sign without two hexadecimal digits, or with brackets around what is no IP address | rejected: [`Rule::HobaTbs`] | RFC 3986 §3.2.2 |
/// | `+` and `/` in the challenge | accepted | the standard's own example has them, appendix B |
///
/// ```
/// use countersign::{Encode, auth::hoba::{Algorithm, Challenge, Tbs}};
///
/// let challenge = Challenge::new("pUE77w0LylHypHKhBqAiQA==", 10)?;
/// let tbs = challenge.tbs(Algorithm::RSA_SHA256, "https://example.com:443", "vesscamS2Kze4", "Pm3yUW-sW5Q")?;
/// let mut buffer = [0; 128];
/// let bytes = tbs.encode_to_slice(&mut buffer)?;
/// assert_eq!(
///     bytes,
///     b"11:Pm3yUW-sW5Q1:023:https://example.com:4430:13:vesscamS2Kze424:pUE77w0LylHypHKhBqAiQA=="
/// );
/// assert_eq!(Tbs::parse(bytes)?, tbs);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tbs<'a> {
    nonce: Text<'a>,
    algorithm: Algorithm,
    origin: Text<'a>,
    realm: Option<Text<'a>>,
    kid: Text<'a>,
    challenge: Text<'a>,
}

impl<'a> Tbs<'a> {
    /// Parses bytes that hold this text and nothing else.
    ///
    /// # Errors
    /// [`Rule::HobaTbs`] at the first byte that does not match.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        whole(bytes, Rule::HobaTbs, hoba_tbs)
    }

    pub(super) fn new(
        nonce: Text<'a>,
        algorithm: Algorithm,
        origin: &'a str,
        realm: Option<Text<'a>>,
        kid: Text<'a>,
        challenge: Text<'a>,
    ) -> Result<Self, ValueError> {
        let origin = checked_origin(origin)?;
        // An empty realm and an absent realm are signed alike.
        let realm = realm.filter(|realm| realm.bytes().next().is_some());
        Ok(Self { nonce, algorithm, origin, realm, kid, challenge })
    }

    /// Returns the client's nonce.
    #[must_use]
    pub const fn nonce(&self) -> Text<'a> {
        self.nonce
    }

    /// Returns the signature algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Returns the origin, including its port.
    #[must_use]
    pub const fn origin(&self) -> Text<'a> {
        self.origin
    }

    /// Returns the realm of the challenge. An empty realm counts as absent.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }

    /// Returns the identifier of the client's key.
    #[must_use]
    pub const fn kid(&self) -> Text<'a> {
        self.kid
    }

    /// Returns the server's challenge.
    #[must_use]
    pub const fn challenge(&self) -> Text<'a> {
        self.challenge
    }
}

impl Encode for Tbs<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut digits = [0; DIGITS];
        let algorithm = Text::token(number::digits(self.algorithm.0.into(), &mut digits));
        let realm = self.realm.unwrap_or(Text::quoted(b"", false));
        for part in [self.nonce, algorithm, self.origin, realm, self.kid, self.challenge] {
            let length = u64::try_from(part.bytes().count()).unwrap_or(u64::MAX);
            wire.put(number::digits(length, &mut [0; DIGITS]))?;
            wire.put(b":")?;
            match part.as_bytes() {
                Some(bytes) => wire.put(bytes)?,
                None => part.bytes().try_for_each(|byte| wire.put(&[byte]))?,
            }
        }
        Ok(())
    }
}

/// The number of a [signature algorithm](https://www.iana.org/assignments/hoba-signature-algorithms).
///
/// ```
/// use countersign::{ValueErrorKind, auth::hoba::Algorithm};
///
/// assert_eq!(Algorithm::new(0)?, Algorithm::RSA_SHA256);
/// assert_eq!(Algorithm::RSA_SHA1.number(), 1);
/// assert_eq!(Algorithm::new(100).unwrap_err().kind(), ValueErrorKind::OutOfRange);
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Algorithm(u8);

impl Algorithm {
    /// RSA-SHA256, which every implementation must support.
    pub const RSA_SHA256: Self = Self(0);
    /// RSA-SHA1.
    pub const RSA_SHA1: Self = Self(1);

    /// Returns the algorithm of this number.
    ///
    /// # Errors
    /// [`ValueErrorKind::OutOfRange`] for a number above 99.
    pub const fn new(number: u8) -> Result<Self, ValueError> {
        if number < 100 { Ok(Self(number)) } else { Err(ValueError::new("alg", ValueErrorKind::OutOfRange, 0)) }
    }

    /// Returns the number.
    #[must_use]
    pub const fn number(&self) -> u8 {
        self.0
    }
}

/// `HOBA-TBS`
fn hoba_tbs(input: &[u8]) -> Read<'_, Tbs<'_>> {
    let (rest, nonce) = field(input, |bytes| base64url(bytes, is_base64urlchar))?;
    let (rest, algorithm) = field(rest, alg)?;
    let (rest, origin) = field(rest, whole_origin)?;
    let (rest, realm) = field(rest, |bytes| Ok(Text::quoted(bytes, false)))?;
    let (rest, kid) = field(rest, |bytes| base64url(bytes, is_base64urlchar))?;
    let (rest, challenge) = field(rest, |bytes| base64url(bytes, is_challenge))?;
    let realm = Some(realm).filter(|realm| *realm != *b"");
    Ok((rest, Tbs { nonce, algorithm, origin, realm, kid, challenge }))
}

/// `len ":"` and that many bytes, which `part` reads; `part` fails with an offset into them.
fn field<'a, T>(input: &'a [u8], part: impl FnOnce(&'a [u8]) -> Result<T, usize>) -> Read<'a, T> {
    let (rest, length) = len(input)?;
    let (bytes, rest) = match rest {
        [b':', rest @ ..] => match rest.split_at_checked(length) {
            Some(split) => split,
            None => return expected(Rule::HobaTbs, &[]),
        },
        _ => return expected(Rule::HobaTbs, rest),
    };
    match part(bytes) {
        Ok(part) => Ok((rest, part)),
        Err(wrong) => {
            let left = bytes.len().saturating_sub(wrong).saturating_add(rest.len());
            let passed = input.len().saturating_sub(left);
            expected(Rule::HobaTbs, input.get(passed..).unwrap_or_default())
        }
    }
}

/// `len = 1*DIGIT`, without leading zeros
fn len(input: &[u8]) -> Read<'_, usize> {
    let length = if input.starts_with(b"0") { 1 } else { run(input, |byte| byte.is_ascii_digit()) };
    let (digits, rest) = input.split_at_checked(length).unwrap_or_default();
    match number::parse(digits.iter().copied()).and_then(|length| usize::try_from(length).ok()) {
        Some(length) => Ok((rest, length)),
        None => expected(Rule::HobaTbs, input),
    }
}

/// `alg = 1*2DIGIT`, without leading zeros
fn alg(bytes: &[u8]) -> Result<Algorithm, usize> {
    let number = number::parse(bytes.iter().copied()).and_then(|number| u8::try_from(number).ok());
    match (bytes, number) {
        ([b'0'..=b'9'] | [b'1'..=b'9', _], Some(number)) => Ok(Algorithm(number)),
        ([b'0', ..], _) => Err(1),
        _ => Err(run(bytes, |byte| byte.is_ascii_digit()).min(2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithms_have_two_digits_at_most() {
        for (bytes, expected) in [
            ("0", Ok(0)),
            ("17", Ok(17)),
            ("99", Ok(99)),
            ("", Err(0)),
            ("00", Err(1)),
            ("07", Err(1)),
            ("100", Err(2)),
            ("1a", Err(1)),
            ("-1", Err(0)),
        ] {
            assert_eq!(alg(bytes.as_bytes()).map(|algorithm| algorithm.number()), expected, "{bytes}");
        }
    }
}
