//! The SCRAM credentials, RFC 7804 §5.

use super::{Base64, Mechanism, SCHEME, data, data_for_sending, folded_data, sid, sid_for_sending};
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::SchemePayload;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::text::Text;

/// SCRAM credentials: the first or the final message of a client.
///
/// They may hold the proof that the client knows the password. `Debug` therefore shows lengths only, and there is no
/// `==`.
///
/// ```
/// use countersign::{Encode, auth::scram::{ClientFirst, Credentials, Mechanism}};
///
/// let credentials = Credentials::parse(
///     b"SCRAM-SHA-256 realm=\"testrealm@example.com\", data=biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8K",
/// )?;
/// assert_eq!(credentials.realm().unwrap(), "testrealm@example.com");
/// let mut message = [0; 64];
/// let message = credentials.data().decode_into(&mut message)?;
/// // The base64 in the standard's example includes a line feed.
/// let message = ClientFirst::parse(message.trim_ascii_end())?;
/// assert!(message.username().is("user"));
///
/// let sent = Credentials::new(Mechanism::SHA_256, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
/// let mut buffer = [0; 128];
/// assert_eq!(
///     sent.encode_to_slice(&mut buffer)?,
///     b"SCRAM-SHA-256 data=\"biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=\""
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    mechanism: Mechanism<'a>,
    realm: Option<Text<'a>>,
    sid: Option<Text<'a>>,
    data: Base64<'a>,
}

impl<'a> Credentials<'a> {
    /// Parses a value that holds SCRAM credentials.
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
        let [realm, id, message] = slots::read(payload, ["realm", "sid", "data"])?;
        Ok(Self {
            mechanism,
            realm: realm.optional(),
            sid: id.convert(sid)?,
            data: message.convert_folded(payload, data, folded_data)?.ok_or(message.missing())?,
        })
    }

    /// Creates credentials from the bytes of a [client-first-message](super::ClientFirst) or a
    /// [client-final-message](super::ClientFinal).
    #[must_use]
    pub fn new<M: AsRef<[u8]> + ?Sized>(mechanism: Mechanism<'a>, message: &'a M) -> Self {
        Self { mechanism, realm: None, sid: None, data: data_for_sending(message) }
    }

    /// Returns the credentials with the realm of the challenge. The realm belongs next to a first message.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at the first control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// Returns the credentials with the name of the session, as the server sent it. It belongs next to a final message.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at the first byte that is not a `tchar`,
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty).
    pub fn with_sid(self, sid: &'a str) -> Result<Self, ValueError> {
        Ok(Self { sid: Some(sid_for_sending(sid)?), ..self })
    }

    /// Returns the scheme.
    #[must_use]
    pub const fn mechanism(&self) -> Mechanism<'a> {
        self.mechanism
    }

    /// Returns the realm of the challenge.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }

    /// Returns the name of the session that these credentials continue. A first message has none.
    #[must_use]
    pub const fn sid(&self) -> Option<Text<'a>> {
        self.sid
    }

    /// Returns the message.
    #[must_use]
    pub const fn data(&self) -> Base64<'a> {
        self.data
    }
}

typed!(Credentials, SCHEME, Mechanism::read);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(self.mechanism.as_str(), wire)?;
        params.quoted("realm", self.realm)?;
        params.token("sid", self.sid)?;
        params.quoted_value("data", &self.data)
    }

    fn is_secret(&self) -> bool {
        true
    }
}
