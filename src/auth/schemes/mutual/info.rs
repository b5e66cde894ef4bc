//! The server's proof in Authentication-Info, RFC 8120 §4.5.

use super::{Algorithm, Exclusive, Hex, Number, version};
use crate::auth::deviation::Leniency;
use crate::auth::info::AuthenticationInfo;
use crate::auth::payload::Payload;
use crate::auth::slots::{self, Slot};
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{LineError, ParseError};
use crate::fields::{Fields, Lines};
use crate::syntax::text::Text;

/// 200-VFY-S, the value of Authentication-Info: the server's proof that it knows the password too.
///
/// The field must not stand in the trailer section. The algorithm of the session determines the encoding of the proof.
/// The field does not name the algorithm, and therefore there is no `==`.
///
/// ```
/// use countersign::{Encode, auth::mutual::{Algorithm, Hex, Info, Number}};
///
/// let info = Info::parse(b"version=1, sid=1234, vks=\"cHJvb2Y=\"")?;
/// assert!(info.vks(Algorithm::Dl2048Sha256).is_some_and(|vks| vks.matches("proof")));
/// assert_eq!(info.vks(Algorithm::EcP256Sha256), None);
///
/// let mut buffer = [0; 64];
/// let sent = Info::new(Hex::new(b"\x12\x34")?, Number::base64("proof")?);
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"version=1, sid=1234, vks=\"cHJvb2Y=\"");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Info<'a> {
    sid: Hex<'a>,
    vks: Vks<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Vks<'a> {
    Received(Text<'a>),
    Sent(Number<'a>),
}

const NAMES: [&str; 3] = ["version", "sid", "vks"];

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
        let mut exclusive = Exclusive::response();
        let of_slots = |slots: &[Slot<'a>; 3]| Self::of_slots(slots, |sid| sid.convert(Hex::read));
        let check = |slots: &[Slot<'a>; 3], payload| of_slots(slots).and_then(|_| exclusive.check(payload));
        slots::read_lines(lines, NAMES, check, |slots| Self::read(slots, of_slots(slots)?))
    }

    fn of_payload<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let slots = slots::read(payload, NAMES)?;
        Exclusive::response().check(payload)?;
        Self::read(&slots, Self::of_slots(&slots, |sid| Hex::of_slot(sid, payload))?)
    }

    fn read([number, sid, vks]: &[Slot<'a>; 3], read: Option<Hex<'a>>) -> Result<Self, ParseError> {
        version(*number)?;
        Ok(Self { sid: read.ok_or(sid.missing())?, vks: Vks::Received(vks.required()?) })
    }

    /// Reads the parameters that are present, whether or not one is missing.
    fn of_slots(
        [number, sid, _]: &[Slot<'a>; 3],
        read: impl FnOnce(Slot<'a>) -> Result<Option<Hex<'a>>, ParseError>,
    ) -> Result<Option<Hex<'a>>, ParseError> {
        if number.optional().is_some() {
            version(*number)?;
        }
        read(*sid)
    }

    /// Creates the info from the name of the session and the proof.
    #[must_use]
    pub const fn new(sid: Hex<'a>, vks: Number<'a>) -> Self {
        Self { sid, vks: Vks::Sent(vks) }
    }

    /// Returns the name of the session.
    #[must_use]
    pub const fn sid(&self) -> Hex<'a> {
        self.sid
    }

    /// Returns the proof, or `None` if it is not in the encoding of this algorithm. A client compares it with
    /// [`Number::matches`].
    #[must_use]
    pub fn vks(&self, algorithm: Algorithm<'_>) -> Option<Number<'a>> {
        match self.vks {
            Vks::Received(text) => Number::read(algorithm, text),
            Vks::Sent(number) => number.is_of(algorithm).then_some(number),
        }
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
        params.token("version", Text::token(b"1"))?;
        params.value("sid", &self.sid)?;
        match &self.vks {
            Vks::Received(text) => params.value("vks", text),
            Vks::Sent(number) => number.write_as("vks", &mut params),
        }
    }

    fn is_secret(&self) -> bool {
        true
    }
}
