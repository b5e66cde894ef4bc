//! The challenge, RFC 7616 §3.3.

use super::{Algorithm, Hasher, Hashes, Qop, QopOptions, SCHEME, Uncomputable, is_true};
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::text::{Text, Words};

/// A Digest challenge.
///
/// | octets | read | why |
/// |---|---|---|
/// | no realm, no nonce | refused: [`ErrorKind::Missing`](crate::ErrorKind::Missing) | nothing could be computed |
/// | an algorithm or a qop that nobody knows | read | §3.3: whoever can't use it passes over it |
/// | `stale`, `userhash` other than `true` in any case | read as false | §3.3 |
/// | a charset other than UTF-8 | read, and [`is_utf8`](Self::is_utf8) is false | §3.3 has no other |
/// | `domain` with one URI | read | RFC 2617 asks for two by mistake |
/// | a parameter that occurs twice | refused: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | RFC 9110 §11.2 |
///
/// ```
/// use countersign::{Encode, auth::digest::{Algorithm, Challenge, Qop, QopOptions}};
///
/// let challenge = Challenge::parse(
///     b"Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-256, nonce=\"7ypf/xlj9XXwfDPE\", stale=TRUE",
/// )?;
/// assert_eq!(challenge.realm(), "api@example.org");
/// assert_eq!(challenge.algorithm(), Some(Algorithm::Sha256));
/// assert!(challenge.qop().unwrap().contains(Qop::Auth) && challenge.is_stale());
///
/// let sent = Challenge::new("api@example.org", "7ypf/xlj9XXwfDPE")?
///     .with_stale()
///     .with_algorithm(Algorithm::Sha256)
///     .with_qop(QopOptions::AUTH);
/// assert_eq!(sent, challenge);
/// let mut buffer = [0; 128];
/// assert_eq!(
///     sent.encode_to_slice(&mut buffer)?,
///     b"Digest realm=\"api@example.org\", nonce=\"7ypf/xlj9XXwfDPE\", stale=true, algorithm=SHA-256, qop=\"auth\""
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge<'a> {
    realm: Text<'a>,
    domain: Option<Words<'a>>,
    nonce: Text<'a>,
    opaque: Option<Text<'a>>,
    stale: bool,
    algorithm: Option<Algorithm<'a>>,
    qop: Option<QopOptions<'a>>,
    utf8: bool,
    userhash: bool,
}

impl<'a> Challenge<'a> {
    /// Reads a value that holds one Digest challenge.
    ///
    /// # Errors
    /// Those of the grammar; another scheme; a token68; a repeated parameter; no realm or no nonce.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [realm, qop, algorithm, nonce, opaque, stale, domain, charset, userhash] = slots::read(
            payload,
            ["realm", "qop", "algorithm", "nonce", "opaque", "stale", "domain", "charset", "userhash"],
        )?;
        Ok(Self {
            realm: realm.required()?,
            domain: domain.optional().map(Words::new),
            nonce: nonce.required()?,
            opaque: opaque.optional(),
            stale: stale.optional().is_some_and(is_true),
            algorithm: algorithm.optional().map(Algorithm::read),
            qop: qop.optional().map(QopOptions),
            utf8: charset.optional().is_some_and(|charset| charset.eq_ignore_ascii_case(b"UTF-8")),
            userhash: userhash.optional().is_some_and(is_true),
        })
    }

    /// A challenge to be sent, for the algorithm MD5 and in the form of RFC 2069 unless more is added.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a control character.
    pub fn new<R, N>(realm: &'a R, nonce: &'a N) -> Result<Self, ValueError>
    where
        R: AsRef<[u8]> + ?Sized,
        N: AsRef<[u8]> + ?Sized,
    {
        Ok(Self {
            realm: Text::for_part("realm", realm.as_ref())?,
            domain: None,
            nonce: Text::for_part("nonce", nonce.as_ref())?,
            opaque: None,
            stale: false,
            algorithm: None,
            qop: None,
            utf8: false,
            userhash: false,
        })
    }

    /// With the URIs of the protection space, between spaces. A proxy's challenge has none, §3.8.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_domain(self, uris: &'a str) -> Result<Self, ValueError> {
        Ok(Self { domain: Some(Words::new(Text::for_part("domain", uris.as_bytes())?)), ..self })
    }

    /// With a value that the client sends back as it is.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_opaque<O: AsRef<[u8]> + ?Sized>(self, opaque: &'a O) -> Result<Self, ValueError> {
        Ok(Self { opaque: Some(Text::for_part("opaque", opaque.as_ref())?), ..self })
    }

    /// Telling the client that its secret was right and only its nonce too old.
    #[must_use]
    pub const fn with_stale(self) -> Self {
        Self { stale: true, ..self }
    }

    /// For this algorithm.
    #[must_use]
    pub const fn with_algorithm(self, algorithm: Algorithm<'a>) -> Self {
        Self { algorithm: Some(algorithm), ..self }
    }

    /// With what the client may choose to protect.
    #[must_use]
    pub const fn with_qop(self, qop: QopOptions<'a>) -> Self {
        Self { qop: Some(qop), ..self }
    }

    /// Telling the client that user names and passwords are expected in UTF-8, in normalization form C.
    #[must_use]
    pub const fn with_utf8(self) -> Self {
        Self { utf8: true, ..self }
    }

    /// Telling the client that it may hash the user name.
    #[must_use]
    pub const fn with_userhash(self) -> Self {
        Self { userhash: true, ..self }
    }

    pub(super) const fn with_nonce(self, nonce: Text<'a>) -> Self {
        Self { nonce, ..self }
    }

    /// The realm, for people to read; with the origin it tells one protection space from another.
    #[must_use]
    pub const fn realm(&self) -> Text<'a> {
        self.realm
    }

    /// The URIs of the protection space. When there is none, it is all of the origin.
    #[must_use]
    pub const fn domain(&self) -> Option<Words<'a>> {
        self.domain
    }

    /// The server's nonce.
    #[must_use]
    pub const fn nonce(&self) -> Text<'a> {
        self.nonce
    }

    /// What the client sends back as it is.
    #[must_use]
    pub const fn opaque(&self) -> Option<Text<'a>> {
        self.opaque
    }

    /// Whether only the nonce of the last request was wrong.
    #[must_use]
    pub const fn is_stale(&self) -> bool {
        self.stale
    }

    /// The algorithm as it was named; [`Algorithm::Md5`] is meant when none was.
    #[must_use]
    pub const fn algorithm(&self) -> Option<Algorithm<'a>> {
        self.algorithm
    }

    /// What the client may choose to protect; absent in the form of RFC 2069.
    #[must_use]
    pub const fn qop(&self) -> Option<QopOptions<'a>> {
        self.qop
    }

    /// Whether a client with these hash functions can answer it.
    ///
    /// # Errors
    /// [`Uncomputable::Algorithm`], [`Uncomputable::Qop`] for nothing but qops that nobody knows,
    /// [`Uncomputable::Cnonce`] for a session without a qop.
    pub fn is_answerable<S: Hashes>(&self) -> Result<(), Uncomputable> {
        Hasher::<S>::new(self.function())?;
        self.choose_qop(false).map(drop)
    }

    /// The qop that a client uses, when any is offered.
    pub(super) fn choose_qop(&self, has_body: bool) -> Result<Option<Qop<'static>>, Uncomputable> {
        // `qop=""` is sent by who means the form without.
        let Some(offered) = self.qop.filter(|offered| offered.iter().next().is_some()) else {
            return if self.function().is_session() { Err(Uncomputable::Cnonce) } else { Ok(None) };
        };
        let preferred = if has_body { [Qop::AuthInt, Qop::Auth] } else { [Qop::Auth, Qop::AuthInt] };
        preferred.into_iter().find(|qop| offered.contains(*qop)).map(Some).ok_or(Uncomputable::Qop)
    }

    /// The algorithm that is used, whether it was named or not.
    pub(super) fn function(&self) -> Algorithm<'a> {
        self.algorithm.unwrap_or(Algorithm::Md5)
    }

    /// Whether the server expects UTF-8.
    #[must_use]
    pub const fn is_utf8(&self) -> bool {
        self.utf8
    }

    /// Whether the client may hash the user name.
    #[must_use]
    pub const fn userhash(&self) -> bool {
        self.userhash
    }
}

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.quoted("realm", self.realm)?;
        params.quoted("domain", self.domain.map(|domain| domain.text()))?;
        params.quoted("nonce", self.nonce)?;
        params.quoted("opaque", self.opaque)?;
        params.token("stale", self.stale.then_some(Text::token(b"true")))?;
        params.token("algorithm", self.algorithm.map(|algorithm| algorithm.name()))?;
        params.quoted("qop", self.qop.map(|qop| qop.0))?;
        params.token("charset", self.utf8.then_some(Text::token(b"UTF-8")))?;
        params.token("userhash", self.userhash.then_some(Text::token(b"true")))
    }
}
