//! The SCRAM challenge, RFC 7804 §5.

use super::attributes::{is_printable, s_nonce};
use super::{Base64, Mechanism, SCHEME, data, data_for_sending, folded_data, sid, sid_for_sending};
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::SchemePayload;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError, ValueErrorKind};
use crate::syntax::number::{self, DIGITS};
use crate::syntax::text::Text;

/// A SCRAM challenge: either the first one, which may offer a short reauthentication, or one that carries a
/// server-first-message.
///
/// ```
/// use countersign::{Encode, auth::scram::{Challenge, Mechanism}};
///
/// let challenge = Challenge::parse(b"SCRAM-SHA-256 realm=\"testrealm2@example.com\", sr=AAABBBCCCDDD, ttl=120")?;
/// assert_eq!((challenge.sr().unwrap().as_str(), challenge.ttl()), (Some("AAABBBCCCDDD"), Some(120)));
///
/// let sent = Challenge::new(Mechanism::SHA_256).with_realm("testrealm2@example.com")?;
/// let sent = sent.with_sr("AAABBBCCCDDD")?.with_ttl(120)?;
/// assert_eq!(sent, challenge);
/// let mut buffer = [0; 128];
/// assert_eq!(
///     sent.encode_to_slice(&mut buffer)?,
///     b"SCRAM-SHA-256 realm=\"testrealm2@example.com\", sr=\"AAABBBCCCDDD\", ttl=120"
/// );
///
/// let challenge = Challenge::parse(b"SCRAM-SHA-1 sid=AAAABBBBCCCCDDDD, data=\"cj1hYmMscz1RUT09LGk9MQ==\"")?;
/// let mut message = [0; 32];
/// assert_eq!(challenge.data().unwrap().decode_into(&mut message)?, b"r=abc,s=QQ==,i=1");
/// let sent = Challenge::new(Mechanism::SHA_1).with_data("AAAABBBBCCCCDDDD", "r=abc,s=QQ==,i=1")?;
/// assert_eq!(sent, challenge);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge<'a> {
    mechanism: Mechanism<'a>,
    realm: Option<Text<'a>>,
    sid: Option<Text<'a>>,
    data: Option<Base64<'a>>,
    sr: Option<Text<'a>>,
    ttl: Option<u64>,
    stale: bool,
}

impl<'a> Challenge<'a> {
    /// Parses a value that holds one SCRAM challenge.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](super) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (mechanism, payload) = SchemePayload::parse(value)?.expect_one_of(SCHEME, Mechanism::read)?;
        Self::read(mechanism, payload)
    }

    fn read<T: Leniency>(mechanism: Mechanism<'a>, payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [realm, sr, ttl, id, message, stale] =
            slots::read(payload, ["realm", "sr", "ttl", "sid", "data", "stale"])?;
        if id.optional().is_some() || message.optional().is_some() {
            id.required()?;
            message.required()?;
        }
        Ok(Self {
            mechanism,
            realm: realm.optional(),
            sid: id.convert(sid)?,
            data: message.convert_folded(payload, data, folded_data)?,
            sr: sr.convert(printable)?,
            ttl: ttl.convert(|text| number::integer(text.bytes()))?,
            stale: stale.optional().is_some_and(|text| text.eq_ignore_ascii_case(b"true")),
        })
    }

    /// Creates a challenge without parameters.
    #[must_use]
    pub const fn new(mechanism: Mechanism<'a>) -> Self {
        Self { mechanism, realm: None, sid: None, data: None, sr: None, ttl: None, stale: false }
    }

    /// Returns the challenge with this realm. The realm belongs in the first challenge.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// Returns the challenge with the server's part of the nonce. A client that has authenticated before and remembers
    /// salt and iteration count may then begin with its final message.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that is a comma or not visible ASCII,
    /// [`ValueErrorKind::Empty`].
    pub fn with_sr(self, sr: &'a str) -> Result<Self, ValueError> {
        Ok(Self { sr: Some(Text::for_part("sr", s_nonce("sr", sr)?.as_bytes())?), ..self })
    }

    /// Returns the challenge with the number of seconds for which `sr` is valid.
    ///
    /// # Errors
    /// [`ValueErrorKind::Requires`] if there is no `sr` yet.
    pub const fn with_ttl(self, seconds: u64) -> Result<Self, ValueError> {
        match self.sr {
            Some(_) => Ok(Self { ttl: Some(seconds), ..self }),
            None => Err(ValueError::new("ttl", ValueErrorKind::Requires("sr"), 0)),
        }
    }

    /// Returns the challenge with a new `sr` and `stale=true`: the client knows the password, but its `sr` was too old.
    ///
    /// # Errors
    /// The errors of [`with_sr`](Self::with_sr).
    pub fn with_renewed_sr(self, sr: &'a str) -> Result<Self, ValueError> {
        Ok(Self { stale: true, ..self.with_sr(sr)? })
    }

    /// Returns the challenge with the name of a session, and the bytes of a [server-first-message](super::ServerFirst).
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte of the name that is not a `tchar`, [`ValueErrorKind::Empty`]
    /// for an empty name.
    pub fn with_data<M: AsRef<[u8]> + ?Sized>(self, sid: &'a str, message: &'a M) -> Result<Self, ValueError> {
        Ok(Self { sid: Some(sid_for_sending(sid)?), data: Some(data_for_sending(message)), ..self })
    }

    /// Returns the scheme.
    #[must_use]
    pub const fn mechanism(&self) -> Mechanism<'a> {
        self.mechanism
    }

    /// Returns the realm. It is text for people; together with the origin it identifies a protection space.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }

    /// Returns the server's part of the nonce, with which a client can reauthenticate.
    #[must_use]
    pub const fn sr(&self) -> Option<Text<'a>> {
        self.sr
    }

    /// Returns for how many seconds [`sr`](Self::sr) is valid.
    #[must_use]
    pub const fn ttl(&self) -> Option<u64> {
        self.ttl
    }

    /// Reports whether the last request failed only because its `sr` was too old.
    #[must_use]
    pub const fn is_stale(&self) -> bool {
        self.stale
    }

    /// Returns the name of the session that this challenge continues.
    #[must_use]
    pub const fn sid(&self) -> Option<Text<'a>> {
        self.sid
    }

    /// Returns the [server-first-message](super::ServerFirst). It is present if there is a session.
    #[must_use]
    pub const fn data(&self) -> Option<Base64<'a>> {
        self.data
    }
}

typed!(Challenge, SCHEME, Mechanism::read);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut digits = [0; DIGITS];
        let mut params = WriteParams::after(self.mechanism.as_str(), wire)?;
        params.quoted("realm", self.realm)?;
        params.quoted("sr", self.sr)?;
        params.token("ttl", self.ttl.map(|seconds| Text::token(number::digits(seconds, &mut digits))))?;
        params.token("sid", self.sid)?;
        if let Some(data) = &self.data {
            params.quoted_value("data", data)?;
        }
        params.token("stale", self.stale.then_some(Text::token(b"true")))
    }
}

/// `s-nonce = 1*printable`, quoted or not
fn printable(text: Text<'_>) -> Option<Text<'_>> {
    (text.bytes().next().is_some() && text.bytes().all(is_printable)).then_some(text)
}
