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
use crate::error::{ParseError, ValueError, ValueErrorKind};
use crate::syntax::class::{WSP, is};
use crate::syntax::secret::constant_time_eq;
use crate::syntax::text::Text;

/// Digest credentials: who asks for what, and the proof that he knows the secret.
///
/// | octets | read | why |
/// |---|---|---|
/// | no username, realm, nonce, uri or response | refused: [`ErrorKind::Missing`] | §3.4 |
/// | `username` and `username*`, `username*` and `userhash=true` | refused: [`ErrorKind::Conflict`] | §3.4 |
/// | `username*` that is no ext-value, or escaped | refused: [`ErrorKind::InvalidParam`] | RFC 8187 |
/// | a qop without cnonce or nc | refused: [`ErrorKind::Missing`] | §3.4 |
/// | an nc of other than eight hex digits | refused: [`ErrorKind::InvalidParam`] | §3.4 |
/// | a response that is no hash of the algorithm | refused: [`ErrorKind::InvalidParam`] | §3.4.1 |
/// | capitals in a response | read | it is the number that counts |
/// | a cnonce or nc without qop | read | RFC 2617 forbids what clients send all the same |
///
/// [`ErrorKind::Missing`]: crate::ErrorKind::Missing
/// [`ErrorKind::Conflict`]: crate::ErrorKind::Conflict
/// [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam
///
/// They are a secret while their nonce lives: `Debug` shows lengths only, and two have no `==`.
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
/// let response = Hex::parse(b"8ca523f5e9506fed4657c9700eebdbec").unwrap();
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
    /// Reads a value that holds Digest credentials.
    ///
    /// # Errors
    /// Those of the grammar; another scheme; a token68; a repeated parameter; and as the table above says.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(mut payload: Payload<'a, T>) -> Result<Self, ParseError> {
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
        let algorithm = algorithm.optional().map(Algorithm::read);
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
            qop: qop.optional().map(Qop::chosen),
            nc: nc.convert(NonceCount::read)?,
        };
        if credentials.qop.is_some() {
            cnonce.required()?;
            nc.required()?;
        }
        Ok(credentials)
    }

    /// Credentials to be sent, which answer `challenge` in the form of RFC 2069 unless a qop is added.
    ///
    /// Realm, nonce, opaque and algorithm are those of the challenge.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character in the URI; [`ValueErrorKind::InvalidByte`] in the response when it
    /// is of another length than the challenge's algorithm gives.
    pub fn new<U>(
        challenge: &Challenge<'a>,
        username: Username<'a>,
        uri: &'a U,
        response: &'a Hex,
    ) -> Result<Self, ValueError>
    where
        U: AsRef<[u8]> + ?Sized,
    {
        Self::of_uri(challenge, username, Text::for_part("uri", uri.as_ref())?, response)
    }

    pub(super) fn of_uri(
        challenge: &Challenge<'a>,
        username: Username<'a>,
        uri: Text<'a>,
        response: &'a Hex,
    ) -> Result<Self, ValueError> {
        let algorithm = challenge.algorithm();
        let digits = response.as_bytes();
        let response = Text::quoted(digits, false);
        if !is_hash(response, algorithm.unwrap_or(Algorithm::Md5)) {
            return Err(ValueError::new("response", ValueErrorKind::InvalidByte, digits.len()));
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

    /// With what is protected, the client's nonce, and how often the server's nonce was used, this time included.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at what is no printable ASCII in the nonce.
    pub fn with_qop<C>(self, qop: Qop<'a>, cnonce: &'a C, nc: impl Into<NonceCount>) -> Result<Self, ValueError>
    where
        C: AsRef<[u8]> + ?Sized,
    {
        Ok(Self { qop: Some(qop), cnonce: Some(ascii("cnonce", cnonce.as_ref())?), nc: Some(nc.into()), ..self })
    }

    /// Who asks.
    #[must_use]
    pub const fn username(&self) -> Username<'a> {
        self.username
    }

    /// The realm of the challenge.
    #[must_use]
    pub const fn realm(&self) -> Text<'a> {
        self.realm
    }

    /// The nonce of the challenge.
    #[must_use]
    pub const fn nonce(&self) -> Text<'a> {
        self.nonce
    }

    /// The URI that the client asked for, which must be the one of the request.
    #[must_use]
    pub const fn uri(&self) -> Text<'a> {
        self.uri
    }

    /// The proof. [`Server::verify`](super::Server::verify) compares it in constant time; `==` does not.
    #[must_use]
    pub const fn response(&self) -> Text<'a> {
        self.response
    }

    /// The algorithm as it was named; [`Algorithm::Md5`] is meant when none was.
    #[must_use]
    pub const fn algorithm(&self) -> Option<Algorithm<'a>> {
        self.algorithm
    }

    /// The client's nonce.
    #[must_use]
    pub const fn cnonce(&self) -> Option<Text<'a>> {
        self.cnonce
    }

    /// What the challenge had the client send back.
    #[must_use]
    pub const fn opaque(&self) -> Option<Text<'a>> {
        self.opaque
    }

    /// What is protected; absent in the form of RFC 2069.
    #[must_use]
    pub const fn qop(&self) -> Option<Qop<'a>> {
        self.qop
    }

    /// How often the server's nonce was used, this time included.
    #[must_use]
    pub fn nc(&self) -> Option<u32> {
        self.nc.map(|count| count.get())
    }

    /// What the response to `request` is computed from. The URI is the one that the credentials name.
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
}

/// Hex digits, written without the white space that a tolerant reader left in them.
struct Unfolded<'a>(Text<'a>);

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

/// Who asks, in one of the forms of §3.4.
#[derive(Clone, Copy, Debug)]
pub enum Username<'a> {
    /// `username`: the name.
    Plain(Text<'a>),
    /// `username` and `userhash=true`: the [`userhash`] of name and realm.
    Hashed(Text<'a>),
    /// `username*`: the name, with its charset.
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

    /// A name to be sent: as it is when it is ASCII, else with its charset.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character or at a colon, which would end it where it is hashed.
    pub fn new(name: &'a str) -> Result<Self, ValueError> {
        match name.bytes().position(|octet| octet == b':' || octet.is_ascii_control()) {
            Some(offset) => Err(ValueError::new("username", ValueErrorKind::InvalidByte, offset)),
            None if name.is_ascii() => Text::for_part("username", name.as_bytes()).map(Self::Plain),
            None => Ok(Self::Extended(ExtValue::new(name))),
        }
    }

    /// A name to be sent hashed, by what [`userhash`] gave.
    #[must_use]
    pub fn hashed(hash: &'a Hex) -> Self {
        Self::Hashed(Text::quoted(hash.as_bytes(), false))
    }

    /// Whether it is this name, sent as it is. Of a name that was sent hashed [`is_hash_of`](Self::is_hash_of) tells.
    #[must_use]
    pub fn is<N: AsRef<[u8]> + ?Sized>(&self, name: &N) -> bool {
        match self {
            Self::Plain(text) => *text == *name.as_ref(),
            Self::Hashed(_) => false,
            Self::Extended(value) => value.is_utf8() && value.bytes().eq(name.as_ref().iter().copied()),
        }
    }

    /// Whether it is the hash of this name in this realm.
    ///
    /// # Errors
    /// [`Uncomputable::Algorithm`] when the build has no such hash function.
    pub fn is_hash_of<S: Hashes>(
        &self,
        name: &(impl AsRef<[u8]> + ?Sized),
        realm: Text<'_>,
        algorithm: Algorithm<'_>,
    ) -> Result<bool, Uncomputable> {
        let hash = userhash::<S>(algorithm, name.as_ref(), realm)?;
        Ok(match self {
            Self::Hashed(text) => {
                Hex::read(*text).is_some_and(|sent| constant_time_eq(sent.as_bytes(), hash.as_bytes()))
            }
            _ => false,
        })
    }
}
