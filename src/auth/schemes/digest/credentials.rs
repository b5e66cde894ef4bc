//! The credentials, RFC 7616 §3.4.

use super::{
    Algorithm, Challenge, Hashes, Hex, Inputs, NonceCount, Qop, Request, SCHEME, Uncomputable, ascii, is_folded_hash,
    is_hash, is_true, userhash,
};
use crate::auth::coding::ext_value::ExtValue;
use crate::auth::deviation::{Deviation, Leniency};
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots::{self, Slot};
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{CapacityError, ParseError, ValueError, ValueErrorKind};
use crate::syntax::class::{WSP, is};
use crate::syntax::secret::constant_time_eq;
use crate::syntax::text::Text;

/// Digest credentials: the username, the request, and the proof that the client knows the secret.
///
/// | input | result | why |
/// |---|---|---|
/// | no username, realm, nonce, uri or response | rejected: [`ErrorKind::Missing`] | §3.4 |
/// | `username` with `username*`, `username*` with `userhash=true` | rejected: [`ErrorKind::Conflict`] | §3.4 |
/// | `username*` that is not an ext-value, or has escapes | rejected: [`ErrorKind::InvalidParam`] | RFC 8187 |
/// | a qop without cnonce or nc | rejected: [`ErrorKind::Missing`] | §3.4 |
/// | an nc that is not eight hex digits | rejected: [`ErrorKind::InvalidParam`]; another number of digits can be [tolerated](Deviation::NonceCount) | §3.4; clients send `nc=1`, and hash it as they send it |
/// | `algorithm`, `qop`, `nc`, `userhash` or `username*` without a value, if [that](Deviation::EmptyValue) is tolerated | as if absent | no value of these parameters is empty |
/// | `username="DOM\\user"` | accepted: it names `DOMuser` and, as sent, `DOM\\user` | clients that do not escape a backslash hash the name with it |
/// | a response that is not a hash of the algorithm | rejected: [`ErrorKind::InvalidParam`] | §3.4.1 |
/// | upper-case digits in a response | accepted | the number is the same |
/// | a cnonce or an nc without a qop | accepted, but the response does not cover them | RFC 2617 forbids it, but clients send it |
///
/// [`ErrorKind::Missing`]: crate::ErrorKind::Missing
/// [`ErrorKind::Conflict`]: crate::ErrorKind::Conflict
/// [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam
///
/// Credentials are secret while their nonce lives: `Debug` shows only lengths, and there is no `==`.
///
/// ```
/// use countersign::{Encode, auth::digest::{Challenge, Credentials, Hex, Qop, Username}};
///
/// let credentials = Credentials::parse(
///     b"Digest username=\"Mufasa\", realm=\"staff\", nonce=\"7ypf\", uri=\"/dir\", \
///       response=\"8ca523f5e9506fed4657c9700eebdbec\", qop=auth, nc=00000001, cnonce=\"f2\"",
/// )?;
/// assert!(credentials.username().is("Mufasa"));
/// assert_eq!((credentials.qop(), credentials.nc()), (Some(Qop::Auth), Some(1)));
///
/// let challenge = Challenge::new("staff", "7ypf")?;
/// let response = Hex::parse(b"8ca523f5e9506fed4657c9700eebdbec")?;
/// let sent = Credentials::new(&challenge, Username::new("Mufasa")?, "/dir", &response)?.with_qop(Qop::Auth, "f2", 1)?;
/// let mut buffer = [0; 256];
/// assert_eq!(
///     sent.encode_to_slice(&mut buffer)?,
///     b"Digest username=\"Mufasa\", realm=\"staff\", nonce=\"7ypf\", uri=\"/dir\", \
///       response=\"8ca523f5e9506fed4657c9700eebdbec\", cnonce=\"f2\", qop=auth, nc=00000001"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    username: Username<'a>,
    realm: Text<'a>,
    nonce: Text<'a>,
    uri: Text<'a>,
    response: Text<'a>,
    algorithm: Option<Algorithm<'a>>,
    pub(super) cnonce: Option<Text<'a>>,
    opaque: Option<Text<'a>>,
    pub(super) qop: Option<Qop<'a>>,
    pub(super) nc: Option<NonceCount>,
}

impl<'a> Credentials<'a> {
    /// Parses a field value that holds Digest credentials.
    ///
    /// # Errors
    /// The value does not match the grammar, is of another scheme, has a token68 or a repeated parameter, or is
    /// rejected by the table above.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    pub(super) fn read<T: Leniency>(mut payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [username, realm, uri, algorithm, nonce, nc, cnonce, qop, response, opaque, userhash, extended] =
            slots::read(
                payload,
                [
                    "username",
                    "realm",
                    "uri",
                    "algorithm",
                    "nonce",
                    "nc",
                    "cnonce",
                    "qop",
                    "response",
                    "opaque",
                    "userhash",
                    "username*",
                ],
            )?;
        let algorithm = algorithm.optional_form().map(Algorithm::read);
        let hash = response.required()?;
        let function = algorithm.unwrap_or(Algorithm::Md5);
        if !is_hash(hash, function) {
            let is_folded = T::FORGIVES && is_folded_hash(hash, function);
            if !is_folded || !payload.forgives(Deviation::FoldedSpace, response.at()) {
                return Err(response.unsupported());
            }
        }
        let credentials = Self {
            username: Username::read(username, extended, userhash)?,
            realm: realm.required()?,
            nonce: nonce.required()?,
            uri: uri.required()?,
            response: hash,
            algorithm,
            cnonce: cnonce.optional(),
            opaque: opaque.optional(),
            qop: qop.optional_form().map(Qop::chosen),
            nc: NonceCount::read(nc, payload)?,
        };
        if credentials.qop.is_some() {
            cnonce.required()?;
            credentials.nc.ok_or(nc.missing())?;
        }
        Ok(credentials)
    }

    /// Returns credentials that answer `challenge`, in the form of RFC 2069 unless a qop is added.
    ///
    /// Realm, nonce, opaque and algorithm are those of the challenge.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character in the URI; [`ValueErrorKind::WrongForm`] when the response
    /// has another length than the hashes of the challenge's algorithm.
    pub fn new<U>(
        challenge: &Challenge<'a>,
        username: Username<'a>,
        uri: &'a U,
        response: &'a Hex,
    ) -> Result<Self, ValueError>
    where
        U: AsRef<[u8]> + ?Sized,
    {
        let response = Text::quoted(response.as_bytes(), false);
        Self::of_uri(challenge, username, Text::for_part("uri", uri.as_ref())?, response)
    }

    pub(super) fn of_uri(
        challenge: &Challenge<'a>,
        username: Username<'a>,
        uri: Text<'a>,
        response: Text<'a>,
    ) -> Result<Self, ValueError> {
        let algorithm = challenge.algorithm();
        if !is_hash(response, algorithm.unwrap_or(Algorithm::Md5)) {
            return Err(ValueError::new("response", ValueErrorKind::WrongForm, 0));
        }
        Ok(Self {
            username,
            realm: challenge.realm(),
            nonce: challenge.nonce(),
            uri,
            response,
            algorithm,
            cnonce: None,
            opaque: challenge.opaque(),
            qop: None,
            nc: None,
        })
    }

    /// Adds the qop, the client's nonce, and how many requests have used the server's nonce, this one included.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a byte of the nonce that is not printable ASCII.
    pub fn with_qop<C>(self, qop: Qop<'a>, cnonce: &'a C, nc: impl Into<NonceCount>) -> Result<Self, ValueError>
    where
        C: AsRef<[u8]> + ?Sized,
    {
        Ok(Self { qop: Some(qop), cnonce: Some(ascii("cnonce", cnonce.as_ref())?), nc: Some(nc.into()), ..self })
    }

    /// Adds a client's nonce without a qop, for a `-sess` algorithm that is offered without one.
    ///
    /// # Errors
    /// As [`with_qop`](Self::with_qop).
    pub fn with_cnonce<C: AsRef<[u8]> + ?Sized>(self, cnonce: &'a C) -> Result<Self, ValueError> {
        Ok(Self { cnonce: Some(ascii("cnonce", cnonce.as_ref())?), ..self })
    }

    /// Returns the username in the form in which it is sent.
    #[must_use]
    pub const fn username(&self) -> Username<'a> {
        self.username
    }

    /// Returns the realm of the challenge.
    #[must_use]
    pub const fn realm(&self) -> Text<'a> {
        self.realm
    }

    /// Returns the nonce of the challenge.
    #[must_use]
    pub const fn nonce(&self) -> Text<'a> {
        self.nonce
    }

    /// Returns the URI that the response covers. It must be the URI of the request.
    #[must_use]
    pub const fn uri(&self) -> Text<'a> {
        self.uri
    }

    /// Returns the response, which is the client's proof. [`Server::verify`](super::Server::verify) compares it in constant
    /// time; `==` does not.
    #[must_use]
    pub const fn response(&self) -> Text<'a> {
        self.response
    }

    /// Returns the algorithm, if the credentials name one. The default is [`Algorithm::Md5`].
    #[must_use]
    pub const fn algorithm(&self) -> Option<Algorithm<'a>> {
        self.algorithm
    }

    /// Returns the client's nonce.
    #[must_use]
    pub const fn cnonce(&self) -> Option<Text<'a>> {
        self.cnonce
    }

    /// Returns the opaque value of the challenge, which the client returns unchanged.
    #[must_use]
    pub const fn opaque(&self) -> Option<Text<'a>> {
        self.opaque
    }

    /// Returns what the response protects; `None` in the form of RFC 2069.
    #[must_use]
    pub const fn qop(&self) -> Option<Qop<'a>> {
        self.qop
    }

    /// Returns how many requests have used the server's nonce, this one included.
    ///
    /// Without a [qop](Self::qop) the response does not cover this count: anyone can change it.
    #[must_use]
    pub fn nc(&self) -> Option<u32> {
        self.nc.map(|count| count.get())
    }

    /// Returns everything from which the response is computed. The URI is that of the credentials, not that of `request`.
    #[must_use]
    pub fn inputs(&self, request: Request<'a>) -> Inputs<'a> {
        Inputs {
            algorithm: self.algorithm.unwrap_or(Algorithm::Md5),
            realm: self.realm,
            nonce: self.nonce,
            cnonce: self.cnonce,
            nc: self.nc,
            qop: self.qop,
            request: request.with_uri(self.uri),
        }
    }
}

typed!(Credentials, SCHEME);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        match self.username {
            Username::Plain(name) | Username::Hashed(name) => params.quoted("username", name)?,
            Username::Extended(name) => params.value("username*", &name)?,
        }
        params.quoted("realm", self.realm)?;
        params.quoted("nonce", self.nonce)?;
        params.quoted("uri", self.uri)?;
        params.value("response", &Unfolded(self.response))?;
        params.token("algorithm", self.algorithm.map(|algorithm| algorithm.name()))?;
        params.quoted("cnonce", self.cnonce)?;
        params.quoted("opaque", self.opaque)?;
        params.token("qop", self.qop.map(|qop| qop.name()))?;
        params.token("nc", self.nc.as_ref().map(NonceCount::text))?;
        params.token("userhash", matches!(self.username, Username::Hashed(_)).then_some(Text::token(b"true")))
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// Writes hex digits without the white space that the tolerant parser leaves between them.
pub(super) struct Unfolded<'a>(pub(super) Text<'a>);

impl Encode for Unfolded<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(b"\"")?;
        match self.0.as_bytes() {
            Some(digits) if !digits.iter().any(|digit| is(*digit, WSP)) => wire.put(digits)?,
            _ => {
                for digit in self.0.bytes().filter(|digit| !is(*digit, WSP)) {
                    wire.put(&[digit])?;
                }
            }
        }
        wire.put(b"\"")
    }
}

/// A username, in one of the three forms of §3.4.
///
/// ```
/// use countersign::auth::digest::{Algorithm, Challenge, RustCrypto, Username, userhash};
///
/// assert!(matches!(Username::new("Mufasa")?, Username::Plain(name) if name == "Mufasa"));
/// assert!(matches!(Username::new("Jäsøn Doe")?, Username::Extended(_)));
/// assert!(Username::new("Jäsøn Doe")?.is("Jäsøn Doe"));
/// assert_eq!(Username::new("Jäsøn Doe")?.decode_into(&mut [0; 64])?, Some("Jäsøn Doe".as_bytes()));
///
/// let realm = Challenge::new("staff", "7ypf")?.realm();
/// let hash = userhash(RustCrypto, Algorithm::Sha256, "Jäsøn Doe", realm)?;
/// let hashed = Username::hashed(&hash);
/// assert!(hashed.is_hash_of(RustCrypto, "Jäsøn Doe", realm, Algorithm::Sha256)?);
/// assert_eq!(hashed.decode_into(&mut [0; 64])?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Username<'a> {
    /// `username`: the name.
    Plain(Text<'a>),
    /// `username` with `userhash=true`: the [`userhash`] of name and realm.
    Hashed(Text<'a>),
    /// `username*`: the name with its charset.
    Extended(ExtValue<'a>),
}

impl<'a> Username<'a> {
    fn read(plain: Slot<'a>, extended: Slot<'a>, userhash: Slot<'a>) -> Result<Self, ParseError> {
        let hashed = userhash.optional().is_some_and(is_true);
        match extended.convert(|text| ExtValue::parse(text.as_bytes()?).ok())? {
            Some(_) if hashed || plain.optional().is_some() => Err(extended.conflict()),
            Some(name) => Ok(Self::Extended(name)),
            None if hashed => plain.required().map(Self::Hashed),
            None => plain.required().map(Self::Plain),
        }
    }

    /// Returns a name to send: with its charset if it is UTF-8 and not ASCII, otherwise plain.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character, or at a colon: it would end the name in the hashed text.
    pub fn new<N: AsRef<[u8]> + ?Sized>(name: &'a N) -> Result<Self, ValueError> {
        let plain = Self::raw(name)?;
        match core::str::from_utf8(name.as_ref()) {
            Ok(name) if !name.is_ascii() => Ok(Self::Extended(ExtValue::new(name))),
            _ => Ok(plain),
        }
    }

    /// Returns a name to send plain, as its bytes: the form of RFC 2617, which curl and browsers use for every name.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn raw<N: AsRef<[u8]> + ?Sized>(name: &'a N) -> Result<Self, ValueError> {
        let name = name.as_ref();
        match name.iter().position(|byte| *byte == b':' || byte.is_ascii_control()) {
            Some(offset) => Err(ValueError::new("username", ValueErrorKind::InvalidByte, offset)),
            None => Text::for_part("username", name).map(Self::Plain),
        }
    }

    /// Returns a hashed name to send. [`userhash`] computes the hash.
    #[must_use]
    pub fn hashed(hash: &'a Hex) -> Self {
        Self::Hashed(Text::quoted(hash.as_bytes(), false))
    }

    /// Reports whether this is the given name. A hashed name never is; use [`is_hash_of`](Self::is_hash_of) for it.
    ///
    /// Windows clients send `"DOM\user"` and mean the backslash, which the grammar drops. So the name is also compared
    /// [as it was sent](Text::raw). Which of the two is meant, the response decides: it is hashed from the name.
    #[must_use]
    pub fn is<N: AsRef<[u8]> + ?Sized>(&self, name: &N) -> bool {
        match self {
            Self::Plain(text) => (*text == *name.as_ref()) | (text.raw() == name.as_ref()),
            Self::Hashed(_) => false,
            Self::Extended(value) => value.is_utf8() && value.bytes().eq(name.as_ref().iter().copied()),
        }
    }

    /// Decodes the name into the start of `buffer`, to look up the user. A plain name is without escapes: a Windows client's
    /// `"DOM\user"` becomes `DOMuser`, and [`Text::raw`] has the backslash. Returns `None` for a hashed name, and for one with
    /// another charset than UTF-8, which [is](Self::is) no name.
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<Option<&'b [u8]>, CapacityError> {
        match self {
            Self::Plain(text) => text.decode_into(buffer).map(Some),
            Self::Extended(value) if value.is_utf8() => value.decode_into(buffer).map(Some),
            Self::Hashed(_) | Self::Extended(_) => Ok(None),
        }
    }

    /// Reports whether this is the hash of the given name in the given realm.
    ///
    /// # Errors
    /// [`Uncomputable::Algorithm`] when `hashes` lacks the function.
    pub fn is_hash_of<S: Hashes>(
        &self,
        hashes: S,
        name: &(impl AsRef<[u8]> + ?Sized),
        realm: Text<'_>,
        algorithm: Algorithm<'_>,
    ) -> Result<bool, Uncomputable> {
        let hash = userhash(hashes, algorithm, name.as_ref(), realm)?;
        Ok(match self {
            Self::Hashed(text) => {
                Hex::read(*text).is_some_and(|sent| constant_time_eq(sent.as_bytes(), hash.as_bytes()))
            }
            _ => false,
        })
    }
}
