//! The proof of the server, in the Server-Authorization field.

use super::{SCHEME, base64, base64_of, value, value_of};
use crate::auth::coding::base64::{Base64, Form};
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::text::Text;

/// The value of Server-Authorization: the proof that the server knows the key too.
///
/// [`matches`](Self::matches) compares the mac in constant time; `==` does not.
///
/// ```
/// use countersign::{Encode, auth::hawk::{self, Info}};
///
/// let value = "Hawk mac=\"XIJRsMl/4oL+nn+vKoeVZPdCHXB4yJkNnBbTbHFZUYE=\", ext=\"response-specific\"";
/// let response = [("Server-Authorization", value)];
/// let info = hawk::server_authorization(&response)?.expect("the server signs its response");
/// assert_eq!(info.ext().unwrap(), "response-specific");
/// let mut mac = [0; 32];
/// let mac = info.mac().decode_into(&mut mac)?;
/// assert!(info.matches(mac));
///
/// let sent = Info::new(mac)?.with_ext("response-specific")?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 96])?, value.as_bytes());
/// assert_eq!(sent, info);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Info<'a> {
    mac: Base64<'a>,
    hash: Option<Base64<'a>>,
    ext: Option<Text<'a>>,
}

impl<'a> Info<'a> {
    /// Parses a value of Server-Authorization.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](super) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [mac, hash, ext] = slots::read(payload, ["mac", "hash", "ext"])?;
        Ok(Self {
            mac: base64(mac, payload)?.ok_or(mac.missing())?,
            hash: base64(hash, payload)?,
            ext: ext.convert(value)?,
        })
    }

    /// Creates the info from the bytes of the MAC.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty MAC.
    pub fn new<M: AsRef<[u8]> + ?Sized>(mac: &'a M) -> Result<Self, ValueError> {
        Ok(Self { mac: base64_of("mac", mac.as_ref())?, hash: None, ext: None })
    }

    /// Returns the info with the bytes of the hash of the response's body.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty hash.
    pub fn with_hash<H: AsRef<[u8]> + ?Sized>(self, hash: &'a H) -> Result<Self, ValueError> {
        Ok(Self { hash: Some(base64_of("hash", hash.as_ref())?), ..self })
    }

    /// Returns the info with data of the application, which the MAC covers.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at the first byte that is a quote, a
    /// backslash or not printable ASCII; [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty).
    pub fn with_ext<E: AsRef<[u8]> + ?Sized>(self, ext: &'a E) -> Result<Self, ValueError> {
        Ok(Self { ext: Some(value_of("ext", ext.as_ref())?), ..self })
    }

    /// Returns the info with the mac that was computed for it.
    pub(super) const fn with_mac<const N: usize>(self, mac: &'a [u8; N]) -> Self {
        const { assert!(N > 0, "a mac has at least one byte") }
        Self { mac: Base64::of(mac, Form::Standard), ..self }
    }

    /// Returns the MAC.
    #[must_use]
    pub const fn mac(&self) -> Base64<'a> {
        self.mac
    }

    /// Returns the hash of the response's body.
    #[must_use]
    pub const fn hash(&self) -> Option<Base64<'a>> {
        self.hash
    }

    /// Returns the data of the application.
    #[must_use]
    pub const fn ext(&self) -> Option<Text<'a>> {
        self.ext
    }

    /// Reports whether the MAC has these bytes. The time that this takes depends on lengths only.
    #[must_use]
    pub fn matches<M: AsRef<[u8]> + ?Sized>(&self, mac: &M) -> bool {
        self.mac.matches(mac)
    }
}

typed!(Credentials => Info, SCHEME);

impl FieldContent for Info<'_> {}

impl Encode for Info<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.quoted_value("mac", &self.mac)?;
        if let Some(hash) = &self.hash {
            params.quoted_value("hash", hash)?;
        }
        params.quoted("ext", self.ext)
    }
}
