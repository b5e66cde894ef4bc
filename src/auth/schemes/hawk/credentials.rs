//! The Hawk credentials.

use super::{SCHEME, base64, base64_of, text, value, value_of};
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

/// Hawk credentials: the identifier of a key, the time of the request and its MAC.
///
/// They can be replayed while the server accepts their time. `Debug` therefore shows lengths only, and there is no
/// `==`. [`matches`](Self::matches) compares the mac in constant time.
///
/// ```
/// use countersign::{Encode, auth::hawk::Credentials};
///
/// let wire = b"Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", ext=\"some-app-ext-data\", \
///     mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\"";
/// let credentials = Credentials::parse(wire)?;
/// assert_eq!(credentials.id(), "dh37fgj492je");
/// assert_eq!(credentials.ts().get(), 1_353_832_234);
/// let mut mac = [0; 32];
/// let mac = credentials.mac().decode_into(&mut mac)?;
/// assert!(credentials.matches(mac));
///
/// let sent = Credentials::new("dh37fgj492je", 1_353_832_234, "j4h3g2", mac)?.with_ext("some-app-ext-data")?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 192])?, wire);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    id: Text<'a>,
    ts: Decimal,
    nonce: Text<'a>,
    hash: Option<Base64<'a>>,
    ext: Option<Text<'a>>,
    mac: Base64<'a>,
    app: Option<Text<'a>>,
    dlg: Option<Text<'a>>,
}

impl<'a> Credentials<'a> {
    /// Parses a value that holds Hawk credentials.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](super) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [id, ts, nonce, hash, ext, mac, app, dlg] =
            slots::read(payload, ["id", "ts", "nonce", "hash", "ext", "mac", "app", "dlg"])?;
        if dlg.optional().is_some() {
            app.required()?;
        }
        Ok(Self {
            id: id.required_as(value)?,
            ts: ts.required_as(Decimal::read)?,
            nonce: nonce.required_as(value)?,
            hash: base64(hash, payload)?,
            ext: ext.convert(value)?,
            mac: base64(mac, payload)?.ok_or(mac.missing())?,
            app: app.convert(value)?,
            dlg: dlg.convert(value)?,
        })
    }

    /// Creates credentials from the identifier of the key, the time in seconds since 1970, a nonce that is unique for
    /// this time and key, and the bytes of the MAC.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at the first byte of `id` or `nonce` that is
    /// a quote, a backslash or not printable ASCII; [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an
    /// empty part.
    pub fn new<I, N, M>(id: &'a I, ts: u64, nonce: &'a N, mac: &'a M) -> Result<Self, ValueError>
    where
        I: AsRef<[u8]> + ?Sized,
        N: AsRef<[u8]> + ?Sized,
        M: AsRef<[u8]> + ?Sized,
    {
        Ok(Self {
            id: value_of("id", id.as_ref())?,
            ts: ts.into(),
            nonce: value_of("nonce", nonce.as_ref())?,
            hash: None,
            ext: None,
            mac: base64_of("mac", mac.as_ref())?,
            app: None,
            dlg: None,
        })
    }

    /// Returns the credentials with the bytes of the hash of the request's body.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty hash.
    pub fn with_hash<H: AsRef<[u8]> + ?Sized>(self, hash: &'a H) -> Result<Self, ValueError> {
        Ok(Self { hash: Some(base64_of("hash", hash.as_ref())?), ..self })
    }

    /// Returns the credentials with data of the application, which the MAC covers.
    ///
    /// # Errors
    /// The errors that [`new`](Self::new) has for the nonce.
    pub fn with_ext<E: AsRef<[u8]> + ?Sized>(self, ext: &'a E) -> Result<Self, ValueError> {
        Ok(Self { ext: Some(value_of("ext", ext.as_ref())?), ..self })
    }

    /// Returns the credentials with the identifier of the application, and removes a delegation.
    ///
    /// # Errors
    /// The errors that [`new`](Self::new) has for the nonce.
    pub fn with_app<A: AsRef<[u8]> + ?Sized>(self, app: &'a A) -> Result<Self, ValueError> {
        Ok(Self { app: Some(value_of("app", app.as_ref())?), dlg: None, ..self })
    }

    /// Returns the credentials with the identifier of the application and that of the application that delegated to it.
    ///
    /// # Errors
    /// The errors that [`new`](Self::new) has for the nonce.
    pub fn with_delegation<A, D>(self, app: &'a A, dlg: &'a D) -> Result<Self, ValueError>
    where
        A: AsRef<[u8]> + ?Sized,
        D: AsRef<[u8]> + ?Sized,
    {
        Ok(Self { dlg: Some(value_of("dlg", dlg.as_ref())?), ..self.with_app(app)? })
    }

    /// Returns the credentials with the mac that was computed for them.
    pub(super) const fn with_mac<const N: usize>(self, mac: &'a [u8; N]) -> Self {
        const { assert!(N > 0, "a mac has at least one byte") }
        Self { mac: Base64::of(mac, Form::Standard), ..self }
    }

    /// Returns the identifier of the key.
    #[must_use]
    pub const fn id(&self) -> Text<'a> {
        self.id
    }

    /// Returns the time of signing, in seconds since 1970.
    #[must_use]
    pub const fn ts(&self) -> Decimal {
        self.ts
    }

    /// Returns the nonce, which is unique for this time and key.
    #[must_use]
    pub const fn nonce(&self) -> Text<'a> {
        self.nonce
    }

    /// Returns the hash of the request's body.
    #[must_use]
    pub const fn hash(&self) -> Option<Base64<'a>> {
        self.hash
    }

    /// Returns the data of the application.
    #[must_use]
    pub const fn ext(&self) -> Option<Text<'a>> {
        self.ext
    }

    /// Returns the MAC.
    #[must_use]
    pub const fn mac(&self) -> Base64<'a> {
        self.mac
    }

    /// Returns the identifier of the application.
    #[must_use]
    pub const fn app(&self) -> Option<Text<'a>> {
        self.app
    }

    /// Returns the identifier of the application that delegated to [`app`](Self::app).
    #[must_use]
    pub const fn dlg(&self) -> Option<Text<'a>> {
        self.dlg
    }

    /// Reports whether the MAC has these bytes. The time that this takes depends on lengths only.
    #[must_use]
    pub fn matches<M: AsRef<[u8]> + ?Sized>(&self, mac: &M) -> bool {
        self.mac.matches(mac)
    }
}

typed!(Credentials, SCHEME);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.quoted("id", self.id)?;
        params.quoted("ts", text(&self.ts))?;
        params.quoted("nonce", self.nonce)?;
        if let Some(hash) = &self.hash {
            params.quoted_value("hash", hash)?;
        }
        params.quoted("ext", self.ext)?;
        params.quoted_value("mac", &self.mac)?;
        params.quoted("app", self.app)?;
        params.quoted("dlg", self.dlg)
    }

    fn is_secret(&self) -> bool {
        true
    }
}
