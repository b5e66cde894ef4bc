//! The HOBA scheme, RFC 7486: a signature with a key that the client uses for one origin only.
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
//! Hobareg        = "regok" / "reginwork"   ; in the response to a registration, on one line
//! ```
//! [RFC 7486, sections 2, 3 and 6.1.1](https://www.rfc-editor.org/rfc/rfc7486#section-2)
//!
//! # Signatures
//!
//! The signature covers [`Tbs`]. Client and server each build it; it is never sent. [`Server`] verifies it with the caller's
//! RSA; a client signs what [`Challenge::tbs`] returns.
//!
//! | input | result | why |
//! |---|---|---|
//! | a challenge that was not sent for this origin and realm | [`Refusal::Challenge`] | §3 |
//! | a challenge that is older than its `max-age` | [`Refusal::Stale`] | §3 |
//! | a challenge whose `max-age` is zero | accepted once, within [60 seconds](Server::with_answer_time) | §3 promises one use, and says no time |
//! | a signature for another origin, realm or algorithm | [`Refusal::Signature`] | they are signed, and not sent |
//! | a key that does not exist | [`Refusal::Signature`], after the same work | a client could find out which keys exist |
//!
//! # Syntax
//!
//! | input | result | why |
//! |---|---|---|
//! | a challenge without `challenge` or `max-age`, credentials without `result` | rejected: [`ErrorKind::Missing`] | §3 |
//! | a `max-age` that is not a number, or exceeds 64 bits | rejected: [`ErrorKind::InvalidParam`] | §3 |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`] | §3, RFC 9110 §11.2 |
//! | other parameters | ignored, and not written again | no standard gives them a meaning |
//! | `+` and `/` in the challenge | accepted by `parse`, rejected by `new` | the standard's own example has them, appendix B |
//! | any other byte in the challenge that is not a base64urlchar | rejected: [`Rule::Base64Url`] | §2 |
//! | a result with three or five parts, or with an empty part | rejected: [`Rule::HobaRes`] | §2 |
//! | the parts of the result in another order | accepted, and read in the standard order | it cannot be detected |
//! | a `sig` with or without padding | accepted | §2 |
//! | a `sig` that is not base64url | rejected: [`Rule::HobaRes`] | §2 |
//! | white space in the `sig`, left by a folded line | rejected; can be [tolerated](crate::auth::Deviation::FoldedSpace) | the signature is decoded. The other parts are signed as one text, so white space in them is rejected |
//! | `regok` and `reginwork` in another case | accepted | RFC 5234 §2.3 |
//! | any other Hobareg, or a second line | rejected: [`Rule::Hobareg`], [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) | §6.1.1 |
//! | an escape in the challenge or the result | rejected: [`ErrorKind::InvalidParam`] | no valid byte of them needs one |
//!
//! [`ErrorKind::Missing`]: crate::ErrorKind::Missing
//! [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam
//! [`ErrorKind::DuplicateParam`]: crate::ErrorKind::DuplicateParam

mod credentials;
mod origin;
mod registration;
mod server;
mod tbs;

use crate::auth::coding::decimal;
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::number::{self, DIGITS};
use crate::syntax::text::Text;
use crate::syntax::wide::stray;

pub use credentials::Credentials;
pub use registration::{Registration, registration};
pub use server::{Refusal, Server};
pub use tbs::{Algorithm, Tbs};

/// The name of the scheme.
pub const SCHEME: &str = "HOBA";

/// A HOBA challenge: the value that the server asks the client to sign.
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
    /// Parses a value that holds one HOBA challenge.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](self) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [challenge, max_age, realm] = slots::read(payload, ["challenge", "max-age", "realm"])?;
        Ok(Self {
            text: challenge
                .read(payload, Rule::Base64Url, |bytes| base64url(bytes, is_challenge))?
                .ok_or(challenge.missing())?,
            max_age: max_age.convert(decimal::of_text)?.ok_or(max_age.missing())?,
            realm: realm.optional(),
        })
    }

    /// Creates a challenge from a random base64url text and the number of seconds for which it may be answered.
    ///
    /// A challenge of zero seconds may be answered once.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that is not base64url, [`ValueErrorKind::Empty`] for an empty
    /// challenge.
    pub fn new(challenge: &'a str, max_age: u64) -> Result<Self, ValueError> {
        Ok(Self { text: part("challenge", challenge)?, max_age, realm: None })
    }

    /// Returns the challenge with this realm.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// Returns the challenge as it is signed, in base64url.
    #[must_use]
    pub const fn challenge(&self) -> Text<'a> {
        self.text
    }

    /// Returns for how many seconds the challenge may be answered. A challenge of zero seconds may be answered once.
    #[must_use]
    pub const fn max_age(&self) -> u64 {
        self.max_age
    }

    /// Returns the realm. A client may use one key for each realm.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }

    /// Returns what a client signs to answer, in base64url: the `kid` is the identifier of the client's key, and the
    /// nonce is the client's own. The origin has its port, as in `https://example.com:443`.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that is not part of an origin or of base64url;
    /// [`ValueErrorKind::WrongForm`] for an origin that has no port; [`ValueErrorKind::Empty`] for an empty part.
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

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.quoted("challenge", self.text)?;
        params.quoted("max-age", Text::token(number::digits(self.max_age, &mut [0; DIGITS])))?;
        params.quoted("realm", self.realm)
    }
}

/// `1*base64urlchars`, or the offset of the first byte that does not match.
#[inline(always)]
fn base64url(bytes: &[u8], class: impl Fn(u8) -> bool) -> Result<Text<'_>, usize> {
    match stray(bytes, class) {
        Some(wrong) => Err(wrong),
        None if bytes.is_empty() => Err(0),
        None => Ok(Text::quoted(bytes, false)),
    }
}

/// Checks a part that the caller supplies.
fn part<'a>(name: &'static str, bytes: &'a str) -> Result<Text<'a>, ValueError> {
    let kind = if bytes.is_empty() { ValueErrorKind::Empty } else { ValueErrorKind::InvalidByte };
    base64url(bytes.as_bytes(), is_base64urlchar).map_err(|wrong| ValueError::new(name, kind, wrong))
}

/// Whether a byte is one of `base64urlchars`.
const fn is_base64urlchar(byte: u8) -> bool {
    ((byte | 0x20).wrapping_sub(b'a') < 26)
        | (byte.wrapping_sub(b'0') < 10)
        | (byte == b'-')
        | (byte == b'_')
        | (byte == b'=')
}

/// Whether a byte may stand in a received challenge.
const fn is_challenge(byte: u8) -> bool {
    is_base64urlchar(byte) | (byte == b'+') | (byte == b'/')
}
