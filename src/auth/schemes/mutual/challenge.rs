//! The Mutual challenges, RFC 8120 §4.1 and §4.3.

use super::{Exclusive, Hex, Number, Reason, SCHEME, Terms, absent, integer, write_integer};
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError, ValueErrorKind};
use crate::syntax::text::{Text, Words};

/// A Mutual challenge: asks the client to begin, or continues the key exchange.
///
/// ```
/// use countersign::{Encode, auth::mutual::{Algorithm, Challenge, ChallengeMessage, Reason, Terms, Validation}};
///
/// let wire = b"Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, \
///     realm=\"Protected Contents\", reason=initial";
/// let challenge = Challenge::parse(wire)?;
/// assert_eq!(challenge.terms().algorithm(), Algorithm::Dl2048Sha256);
/// assert_eq!(challenge.message(), ChallengeMessage::Init(Reason::Initial));
///
/// let terms = Terms::new(Algorithm::Dl2048Sha256, Validation::Host, "Protected Contents")?;
/// let sent = Challenge::new(terms, ChallengeMessage::Init(Reason::Initial))?;
/// assert_eq!(sent, challenge);
/// let mut buffer = [0; 128];
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, wire);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge<'a> {
    terms: Terms<'a>,
    message: ChallengeMessage<'a>,
}

/// The message that a challenge carries.
///
/// ```
/// use countersign::auth::mutual::{Challenge, ChallengeMessage, Reason};
///
/// let challenge = Challenge::parse(
///     b"Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, realm=\"a\", reason=auth-failed",
/// )?;
/// match challenge.message() {
///     ChallengeMessage::Init(reason) => assert_eq!(reason, Reason::AuthFailed),
///     ChallengeMessage::KexS1(_) => unreachable!("the challenge has a reason"),
/// }
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeMessage<'a> {
    /// 401-INIT, or 401-STALE if the reason is [`Reason::StaleSession`]: the client should begin.
    Init(Reason<'a>),
    /// 401-KEX-S1: the server's half of the key exchange.
    KexS1(KexS1<'a>),
}

/// The parameters of the terms, followed by those of the messages.
const NAMES: [&str; 15] = [
    "realm*",
    "auth-scope*",
    "version",
    "algorithm",
    "validation",
    "auth-scope",
    "realm",
    "reason",
    "sid",
    "ks1",
    "nc-max",
    "nc-window",
    "time",
    "path",
    "path*",
];

impl<'a> Challenge<'a> {
    /// Parses a value that holds one Mutual challenge.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](super) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let mut slots = slots::empty(NAMES, payload.end());
        let has_others = slots::fill(payload, &mut slots)?;
        let [terms @ .., reason, sid, ks1, nc_max, nc_window, time, path, extended_path] = slots;
        if has_others || (reason.optional().is_some() && ks1.optional().is_some()) {
            Exclusive::response().check(payload)?;
        }
        let terms = Terms::read(&terms)?;
        absent(extended_path)?;
        let message = match Number::of_slot(ks1, payload, terms.algorithm())? {
            Some(ks1) => ChallengeMessage::KexS1(KexS1 {
                sid: Hex::of_slot(sid, payload)?.ok_or(sid.missing())?,
                ks1,
                nc_max: integer(nc_max)?,
                nc_window: integer(nc_window)?,
                time: integer(time)?,
                path: path.optional().map(Words::new),
            }),
            None => ChallengeMessage::Init(reason.convert(Reason::read)?.ok_or(reason.missing())?),
        };
        Ok(Self { terms, message })
    }

    /// Creates a challenge from the terms and a message.
    ///
    /// # Errors
    /// [`ValueErrorKind::WrongForm`] if `ks1` is not in the encoding of the algorithm.
    pub fn new(terms: Terms<'a>, message: ChallengeMessage<'a>) -> Result<Self, ValueError> {
        match message {
            ChallengeMessage::KexS1(KexS1 { ks1, .. }) if !ks1.is_of(terms.algorithm()) => {
                Err(ValueError::new("ks1", ValueErrorKind::WrongForm, 0))
            }
            ChallengeMessage::Init(reason) => Ok(Self { terms, message: ChallengeMessage::Init(reason.known()) }),
            ChallengeMessage::KexS1(_) => Ok(Self { terms, message }),
        }
    }

    /// Returns the terms, which the client repeats in its answer.
    #[must_use]
    pub const fn terms(&self) -> Terms<'a> {
        self.terms
    }

    /// Returns the message.
    #[must_use]
    pub const fn message(&self) -> ChallengeMessage<'a> {
        self.message
    }
}

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = self.terms.write(wire)?;
        match &self.message {
            ChallengeMessage::Init(reason) => params.token("reason", Text::token(reason.as_str().as_bytes())),
            ChallengeMessage::KexS1(message) => {
                params.value("sid", &message.sid)?;
                message.ks1.write_as("ks1", &mut params)?;
                write_integer(&mut params, "nc-max", message.nc_max)?;
                write_integer(&mut params, "nc-window", message.nc_window)?;
                write_integer(&mut params, "time", message.time)?;
                params.quoted("path", message.path.map(|path| path.text()))
            }
        }
    }
}

/// 401-KEX-S1: the server's half of the key exchange, and the session that begins with it.
///
/// [RFC 8120, section 4.3](https://www.rfc-editor.org/rfc/rfc8120#section-4.3)
///
/// ```
/// use countersign::{Encode, auth::mutual::{self, Algorithm, ChallengeMessage, Hex, KexS1, Number, Terms, Validation}};
///
/// let terms = Terms::new(Algorithm::Dl2048Sha256, Validation::Host, "a")?;
/// let message = KexS1::new(Hex::new(b"\x12\x34")?, Number::base64(b"abc")?, 1024, 128, 60).with_path("/a /b")?;
/// let sent = mutual::Challenge::new(terms, ChallengeMessage::KexS1(message))?;
/// let mut buffer = [0; 256];
/// let wire = sent.encode_to_slice(&mut buffer)?;
/// assert_eq!(
///     wire,
///     b"Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, realm=\"a\", \
///       sid=1234, ks1=\"YWJj\", nc-max=1024, nc-window=128, time=60, path=\"/a /b\""
/// );
/// assert_eq!(mutual::Challenge::parse(wire)?, sent);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KexS1<'a> {
    sid: Hex<'a>,
    ks1: Number<'a>,
    nc_max: u64,
    nc_window: u64,
    time: u64,
    path: Option<Words<'a>>,
}

impl<'a> KexS1<'a> {
    /// Creates a message.
    ///
    /// `sid` is the name of the session and `ks1` the server's half of the key exchange. `nc_max` is the largest nonce
    /// number that the server accepts, `nc_window` how far a nonce number may lie below the largest one received, and
    /// `time` the lifetime of the session in seconds.
    #[must_use]
    pub const fn new(sid: Hex<'a>, ks1: Number<'a>, nc_max: u64, nc_window: u64, time: u64) -> Self {
        Self { sid, ks1, nc_max, nc_window, time, path: None }
    }

    /// Returns the message with the URIs for which the client may use the same session, separated by spaces.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first control character.
    pub fn with_path(self, uris: &'a str) -> Result<Self, ValueError> {
        Ok(Self { path: Some(Words::new(Text::for_part("path", uris.as_bytes())?)), ..self })
    }

    /// Returns the name of the session.
    #[must_use]
    pub const fn sid(&self) -> Hex<'a> {
        self.sid
    }

    /// Returns the server's half of the key exchange.
    #[must_use]
    pub const fn ks1(&self) -> Number<'a> {
        self.ks1
    }

    /// Returns the largest nonce number that the server accepts.
    #[must_use]
    pub const fn nc_max(&self) -> u64 {
        self.nc_max
    }

    /// Returns how far a nonce number may lie below the largest one received.
    #[must_use]
    pub const fn nc_window(&self) -> u64 {
        self.nc_window
    }

    /// Returns the lifetime of the session in seconds. The server may end the session earlier.
    #[must_use]
    pub const fn time(&self) -> u64 {
        self.time
    }

    /// Returns the URIs for which the client may use the same session.
    #[must_use]
    pub const fn path(&self) -> Option<Words<'a>> {
        self.path
    }
}
