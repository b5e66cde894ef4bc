//! The Hawk challenge.

use super::{SCHEME, base64, base64_of, text};
use crate::auth::coding::base64::{Base64, Form};
use crate::auth::coding::decimal::Decimal;
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::text::Text;

/// A Hawk challenge: asks for a signed request, and may contain the time of the server, for clients whose clock is wrong.
///
/// The error is text for people. It may contain quotes.
///
/// ```
/// use countersign::{Encode, auth::hawk::Challenge};
///
/// let wire = b"Hawk ts=\"1353832234\", tsm=\"R0xPQkFMIFRJTUU=\", error=\"Stale timestamp\"";
/// let challenge = Challenge::parse(wire)?;
/// let (ts, tsm) = challenge.time().unwrap();
/// assert!(ts.get() == 1_353_832_234 && tsm.matches("GLOBAL TIME"));
/// assert_eq!(challenge.error().unwrap(), "Stale timestamp");
///
/// let sent = Challenge::new().with_time(1_353_832_234, "GLOBAL TIME")?.with_error("Stale timestamp")?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 96])?, wire);
/// assert_eq!(sent, challenge);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Challenge<'a> {
    time: Option<(Decimal, Base64<'a>)>,
    error: Option<Text<'a>>,
}

impl<'a> Challenge<'a> {
    /// Parses a value that holds one Hawk challenge.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](super) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [ts, tsm, error] = slots::read(payload, ["ts", "tsm", "error"])?;
        let time = match (ts.convert(Decimal::read)?, base64(tsm, payload)?) {
            (Some(time), Some(mac)) => Some((time, mac)),
            (Some(_), None) => return Err(tsm.missing()),
            (None, Some(_)) => return Err(ts.missing()),
            (None, None) => None,
        };
        Ok(Self { time, error: error.optional() })
    }

    /// Creates a challenge without parameters.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the challenge with the server's time and the bytes of the MAC of that time under the client's key.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty MAC.
    pub fn with_time<M: AsRef<[u8]> + ?Sized>(self, ts: u64, tsm: &'a M) -> Result<Self, ValueError> {
        Ok(Self { time: Some((ts.into(), base64_of("tsm", tsm.as_ref())?)), ..self })
    }

    /// Returns the challenge with a description of the error, for people.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a control character.
    pub fn with_error(self, error: &'a str) -> Result<Self, ValueError> {
        Ok(Self { error: Some(Text::for_part("error", error.as_bytes())?), ..self })
    }

    /// Returns a challenge with a time and the mac that was computed for it.
    pub(super) fn of_time<const N: usize>(ts: u64, tsm: &'a [u8; N]) -> Self {
        const { assert!(N > 0, "a mac has at least one byte") }
        Self { time: Some((ts.into(), Base64::of(tsm, Form::Standard))), error: None }
    }

    /// Returns the server's time and the MAC of that time under the client's key.
    #[must_use]
    pub const fn time(&self) -> Option<(Decimal, Base64<'a>)> {
        self.time
    }

    /// Returns the description of the error, for people.
    #[must_use]
    pub const fn error(&self) -> Option<Text<'a>> {
        self.error
    }
}

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        if let Some((ts, tsm)) = &self.time {
            params.quoted("ts", text(ts))?;
            params.quoted_value("tsm", tsm)?;
        }
        params.quoted("error", self.error)
    }
}
