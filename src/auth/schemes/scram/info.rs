//! The server's proof in Authentication-Info, RFC 7804 §5 and §6.

use super::{Base64, data, data_for_sending, folded_data, sid, sid_for_sending};
use crate::auth::deviation::Leniency;
use crate::auth::info::AuthenticationInfo;
use crate::auth::payload::Payload;
use crate::auth::slots::{self, Slot};
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{LineError, ParseError, ValueError};
use crate::fields::{Fields, Lines};
use crate::syntax::text::Text;

/// The value of Authentication-Info: a server-final-message, which proves to the client that the server knows the
/// password too.
///
/// The field may stand in the trailer section, §6.
///
/// ```
/// use countersign::{Encode, auth::scram::{Info, ServerFinal}};
///
/// let info = Info::parse(
///     b"sid=AAAABBBBCCCCDDDD, data=\"dj02cnJpVFJCaTIzV3BSUi93dHVwK21NaFVaVW4vZEI1bkxUSlJzamw5NUc0PQ==\"",
/// )?;
/// let mut message = [0; 64];
/// let message = ServerFinal::parse(info.data().decode_into(&mut message)?)?;
/// assert!(message.verifier().is_ok());
///
/// let mut buffer = [0; 64];
/// let message = message.encode_to_slice(&mut buffer)?;
/// assert_eq!(Info::new(message).with_sid("AAAABBBBCCCCDDDD")?, info);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Info<'a> {
    sid: Option<Text<'a>>,
    data: Base64<'a>,
}

const NAMES: [&str; 2] = ["sid", "data"];

impl<'a> Info<'a> {
    /// Parses one line of Authentication-Info or Proxy-Authentication-Info.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the line breaks the grammar, and what the table of the
    /// [module](super) lists.
    pub fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        Self::of_payload(Payload::info(line))
    }

    /// Parses all lines of a field, whose parameters form one list.
    ///
    /// # Errors
    /// The errors of [`parse`](Self::parse). A missing parameter is reported at the end of the last line.
    pub fn from_lines<F>(lines: Lines<'a, F, AuthenticationInfo<'a>>) -> Result<Self, LineError>
    where
        F: Fields<'a>,
    {
        slots::read_lines(
            lines,
            NAMES,
            |slots, payload| Self::of_slots(slots, payload).map(drop),
            |slots| Self::read(slots, Payload::info(&[])),
        )
    }

    fn of_payload<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        Self::read(&slots::read(payload, NAMES)?, payload)
    }

    fn read<T: Leniency>(slots: &[Slot<'a>; 2], payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let (sid, data) = Self::of_slots(slots, payload)?;
        let [_, message] = slots;
        Ok(Self { sid, data: data.ok_or(message.missing())? })
    }

    /// Reads the parameters that are present, whether or not one is missing.
    fn of_slots<T: Leniency>(
        [id, message]: &[Slot<'a>; 2],
        payload: Payload<'a, T>,
    ) -> Result<(Option<Text<'a>>, Option<Base64<'a>>), ParseError> {
        Ok((id.convert(sid)?, message.convert_folded(payload, data, folded_data)?))
    }

    /// Creates the info from the bytes of a [server-final-message](super::ServerFinal).
    #[must_use]
    pub fn new<M: AsRef<[u8]> + ?Sized>(message: &'a M) -> Self {
        Self { sid: None, data: data_for_sending(message) }
    }

    /// Returns the info with the name of the session.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at the first byte that is not a `tchar`,
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty).
    pub fn with_sid(self, sid: &'a str) -> Result<Self, ValueError> {
        Ok(Self { sid: Some(sid_for_sending(sid)?), ..self })
    }

    /// Returns the name of the session. It is absent if the client reauthenticated in one round.
    #[must_use]
    pub const fn sid(&self) -> Option<Text<'a>> {
        self.sid
    }

    /// Returns the [server-final-message](super::ServerFinal).
    #[must_use]
    pub const fn data(&self) -> Base64<'a> {
        self.data
    }
}

impl<'a, T: Leniency> TryFrom<AuthenticationInfo<'a, T>> for Info<'a> {
    type Error = ParseError;

    fn try_from(info: AuthenticationInfo<'a, T>) -> Result<Self, ParseError> {
        Self::of_payload(info.payload())
    }
}

keep_typed!(AuthenticationInfo => Info);

impl FieldContent for Info<'_> {}

impl Encode for Info<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::alone(wire);
        params.token("sid", self.sid)?;
        params.quoted_value("data", &self.data)
    }
}
