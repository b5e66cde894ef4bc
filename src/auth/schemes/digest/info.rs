//! The authentication info, RFC 7616 §3.5.

use super::credentials::Unfolded;
use super::{Credentials, Hex, NonceCount, Qop, ascii};
use crate::auth::deviation::Leniency;
use crate::auth::info::AuthenticationInfo;
use crate::auth::payload::Payload;
use crate::auth::slots::{self, Slot};
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{LineError, ParseError, ValueError, ValueErrorKind};
use crate::fields::{Fields, Lines};
use crate::syntax::text::Text;

/// What a server sends after it accepts credentials: the next nonce, and the proof that it knows the secret.
///
/// | input | result | why |
/// |---|---|---|
/// | a qop without rspauth, cnonce or nc | rejected: [`ErrorKind::Missing`](crate::ErrorKind::Missing) | §3.5 |
/// | an nc that is not eight hex digits | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam); another number of digits can be [tolerated](crate::auth::Deviation::NonceCount) | §3.5 |
/// | an rspauth that is not a hash | rejected: [`ErrorKind::InvalidParam`](crate::ErrorKind::InvalidParam); white space in it can be [tolerated](crate::auth::Deviation::FoldedSpace) | §3.5 |
///
/// ```
/// use countersign::{Encode, auth::digest::{Hex, Info, Qop}};
///
/// let info = Info::parse(
///     b"rspauth=\"9b712497bc9f91499fbcca1dfc5f09a5\", qop=auth, cnonce=\"f2\", nc=00000001, nextnonce=\"8a3f\"",
/// )?;
/// assert_eq!(info.nextnonce().unwrap(), "8a3f");
/// assert_eq!((info.qop(), info.nc()), (Some(Qop::Auth), Some(1)));
///
/// let rspauth = Hex::parse(b"9b712497bc9f91499fbcca1dfc5f09a5")?;
/// let sent = Info::new().with_nextnonce("8a3f")?.with_rspauth(&rspauth).with_qop(Qop::Auth, "f2", 1)?;
/// assert_eq!(sent, info);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Info<'a> {
    nextnonce: Option<Text<'a>>,
    rspauth: Option<Text<'a>>,
    qop: Option<Qop<'a>>,
    cnonce: Option<Text<'a>>,
    nc: Option<NonceCount>,
}

const NAMES: [&str; 5] = ["nextnonce", "rspauth", "qop", "cnonce", "nc"];

impl<'a> Info<'a> {
    /// Parses one line of Authentication-Info or Proxy-Authentication-Info.
    ///
    /// # Errors
    /// The line does not match the grammar, has a repeated parameter, or is rejected by the table above.
    pub fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        Self::of_payload(Payload::info(line))
    }

    /// Parses all lines of a field. Their parameters form one list.
    ///
    /// # Errors
    /// As [`parse`](Self::parse). A missing parameter is reported in the last line.
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

    fn read<T: Leniency>(slots: &[Slot<'a>; 5], payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let info = Self::of_slots(slots, payload)?;
        let [_, rspauth, _, cnonce, nc] = slots;
        if info.qop.is_some() {
            rspauth.required()?;
            cnonce.required()?;
            nc.required()?;
        }
        Ok(info)
    }

    /// Reads the parameters that are present; `read` checks that none is missing.
    fn of_slots<T: Leniency>(slots: &[Slot<'a>; 5], payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [nextnonce, rspauth, qop, cnonce, nc] = slots;
        Ok(Self {
            nextnonce: nextnonce.optional(),
            rspauth: rspauth.convert_folded(
                payload,
                |text| Hex::read(text).map(|_| text),
                |bytes| {
                    let text = Text::quoted(bytes, false);
                    Hex::read_folded(text).map(|_| text)
                },
            )?,
            qop: qop.optional_form().map(Qop::chosen),
            cnonce: cnonce.optional(),
            nc: NonceCount::read(*nc, payload)?,
        })
    }

    /// Returns an empty info, to which parameters can be added.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the nonce that the client is to use from now on.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn with_nextnonce<N: AsRef<[u8]> + ?Sized>(self, nonce: &'a N) -> Result<Self, ValueError> {
        Ok(Self { nextnonce: Some(Text::for_part("nextnonce", nonce.as_ref())?), ..self })
    }

    /// Adds the proof that the server knows the secret.
    #[must_use]
    pub fn with_rspauth(self, rspauth: &'a Hex) -> Self {
        Self { rspauth: Some(Text::quoted(rspauth.as_bytes(), false)), ..self }
    }

    /// Adds what the proof protects, and the client's nonce and count as the client sent them.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a byte of the nonce that is not printable ASCII;
    /// [`ValueErrorKind::Requires`] when there is no rspauth yet.
    pub fn with_qop<C>(self, qop: Qop<'a>, cnonce: &'a C, nc: impl Into<NonceCount>) -> Result<Self, ValueError>
    where
        C: AsRef<[u8]> + ?Sized,
    {
        if self.rspauth.is_none() {
            return Err(ValueError::new("qop", ValueErrorKind::Requires("rspauth"), 0));
        }
        Ok(Self { qop: Some(qop), cnonce: Some(ascii("cnonce", cnonce.as_ref())?), nc: Some(nc.into()), ..self })
    }

    /// Returns the info that answers these credentials: the proof, with the client's own qop, cnonce and nc.
    #[must_use]
    pub fn for_credentials(credentials: &Credentials<'a>, rspauth: &'a Hex) -> Self {
        let Credentials { qop, cnonce, nc, .. } = *credentials;
        let proof = Self::new().with_rspauth(rspauth);
        if qop.is_some() { Self { qop, cnonce, nc, ..proof } } else { proof }
    }

    /// Returns the nonce that the client is to use from now on.
    #[must_use]
    pub const fn nextnonce(&self) -> Option<Text<'a>> {
        self.nextnonce
    }

    /// Returns the proof that the server knows the secret. [`Client::accept`](super::ClientIn::accept) checks it.
    #[must_use]
    pub const fn rspauth(&self) -> Option<Text<'a>> {
        self.rspauth
    }

    /// Returns what the proof protects.
    #[must_use]
    pub const fn qop(&self) -> Option<Qop<'a>> {
        self.qop
    }

    /// Returns the client's nonce.
    #[must_use]
    pub const fn cnonce(&self) -> Option<Text<'a>> {
        self.cnonce
    }

    /// Returns the client's nonce count.
    #[must_use]
    pub fn nc(&self) -> Option<u32> {
        self.nc.map(|count| count.get())
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
        params.quoted("nextnonce", self.nextnonce)?;
        params.token("qop", self.qop.map(|qop| qop.name()))?;
        if let Some(rspauth) = self.rspauth {
            params.value("rspauth", &Unfolded(rspauth))?;
        }
        params.quoted("cnonce", self.cnonce)?;
        params.token("nc", self.nc.as_ref().map(NonceCount::text))
    }
}
