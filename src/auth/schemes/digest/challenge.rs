//! The challenge, RFC 7616 §3.3.

use super::options::Options;
use super::{Algorithm, ClientOptions, Hasher, Hashes, Qop, QopOptions, SCHEME, Uncomputable, domain, is_true};
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::text::{Text, Words};

/// A Digest challenge: the realm, the nonce and how a client is to compute its response.
///
/// | input | result | why |
/// |---|---|---|
/// | no realm | rejected: [`ErrorKind::Missing`](crate::ErrorKind::Missing); can be [tolerated](crate::auth::Deviation::MissingRealm), as an empty realm | a response needs it; browsers take the empty one |
/// | no nonce | rejected: [`ErrorKind::Missing`](crate::ErrorKind::Missing) | a response needs it |
/// | `algorithm=` without a value, if [that](crate::auth::Deviation::EmptyValue) is tolerated | as if absent; so are `stale`, `charset` and `userhash` | no value of these parameters is empty |
/// | `algorithm=""` | accepted, as an unregistered algorithm | it is valid, and names none that a client knows |
/// | an unregistered algorithm or qop | accepted | §3.3: a client ignores a challenge that it cannot use |
/// | `stale`, `userhash` other than `true` in any case | accepted as false | §3.3 |
/// | a charset other than UTF-8 | accepted, and [`is_utf8`](Self::is_utf8) is false | §3.3 defines no other value |
/// | `domain` with one URI | accepted | the grammar of RFC 2617 requires two by mistake |
/// | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) | RFC 9110 §11.2 |
///
/// ```
/// use countersign::{Encode, auth::digest::{Algorithm, Challenge, Qop}};
///
/// let challenge = Challenge::parse(
///     b"Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-256, nonce=\"7ypf/xlj9XXwfDPE\", stale=TRUE",
/// )?;
/// assert_eq!(challenge.realm(), "api@example.org");
/// assert_eq!(challenge.algorithm(), Some(Algorithm::Sha256));
/// assert!(challenge.qop().unwrap().contains(Qop::Auth) && challenge.is_stale());
///
/// let sent = Challenge::new("api@example.org", "7ypf/xlj9XXwfDPE")?.with_stale().with_algorithm(Algorithm::Sha256);
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
    /// Parses a field value that holds one Digest challenge.
    ///
    /// # Errors
    /// The value does not match the grammar, is of another scheme, has a token68 or a repeated parameter, or lacks a
    /// realm or a nonce.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [realm, qop, algorithm, nonce, opaque, stale, domain, charset, userhash] = slots::read(
            payload,
            ["realm", "qop", "algorithm", "nonce", "opaque", "stale", "domain", "charset", "userhash"],
        )?;
        Ok(Self {
            realm: realm.required_realm(payload)?,
            domain: domain.optional().map(Words::new),
            nonce: nonce.required()?,
            opaque: opaque.optional(),
            stale: stale.optional().is_some_and(is_true),
            algorithm: algorithm.optional_form().map(Algorithm::read),
            qop: qop.optional().map(QopOptions),
            utf8: charset.optional().is_some_and(|charset| charset.eq_ignore_ascii_case(b"UTF-8")),
            userhash: userhash.optional().is_some_and(is_true),
        })
    }

    /// Returns a challenge with a realm and a nonce. It offers the qop `auth`, because §3.3 requires a qop; [`with_qop`] and
    /// [`without_qop`] change that. It names no algorithm, which means MD5.
    ///
    /// [`with_qop`]: Self::with_qop
    /// [`without_qop`]: Self::without_qop
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
            qop: Some(QopOptions::AUTH),
            utf8: false,
            userhash: false,
        })
    }

    /// Adds the URIs of the protection space, separated by spaces. They are meaningless in a proxy's challenge, §3.3.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_domain(self, uris: &'a str) -> Result<Self, ValueError> {
        Ok(Self { domain: Some(Words::new(Text::for_part("domain", uris.as_bytes())?)), ..self })
    }

    /// Removes the URIs of the protection space. A client does this with the challenge of a proxy, §3.3, and with that of
    /// a server that challenges for URIs outside its own list.
    #[must_use]
    pub const fn without_domain(self) -> Self {
        Self { domain: None, ..self }
    }

    /// Adds a value that the client returns unchanged.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_opaque<O: AsRef<[u8]> + ?Sized>(self, opaque: &'a O) -> Result<Self, ValueError> {
        Ok(Self { opaque: Some(Text::for_part("opaque", opaque.as_ref())?), ..self })
    }

    /// Adds `stale=true`: the client's secret was right, and only its nonce was too old.
    #[must_use]
    pub const fn with_stale(self) -> Self {
        Self { stale: true, ..self }
    }

    /// Adds the algorithm.
    #[must_use]
    pub const fn with_algorithm(self, algorithm: Algorithm<'a>) -> Self {
        Self { algorithm: Some(algorithm), ..self }
    }

    /// Replaces the qop values from which the client may choose.
    #[must_use]
    pub const fn with_qop(self, qop: QopOptions<'a>) -> Self {
        Self { qop: Some(qop), ..self }
    }

    /// Removes the qop: the form of RFC 2069, for clients that know no other. The response then covers neither a count nor a
    /// nonce of the client, and a `-sess` algorithm cannot be used.
    #[must_use]
    pub const fn without_qop(self) -> Self {
        Self { qop: None, ..self }
    }

    /// Adds `charset=UTF-8`: the server expects usernames and passwords in UTF-8, in normalization form C.
    #[must_use]
    pub const fn with_utf8(self) -> Self {
        Self { utf8: true, ..self }
    }

    /// Adds `userhash=true`: the client may send a hash in place of the username.
    #[must_use]
    pub const fn with_userhash(self) -> Self {
        Self { userhash: true, ..self }
    }

    pub(super) const fn with_nonce(self, nonce: Text<'a>) -> Self {
        Self { nonce, ..self }
    }

    /// Returns the realm. Users see it; together with the origin it identifies the protection space.
    #[must_use]
    pub const fn realm(&self) -> Text<'a> {
        self.realm
    }

    /// Returns the URIs of the protection space. If the parameter is absent, the space is the whole origin.
    /// [`covers`](Self::covers) compares them with the URI of a request.
    #[must_use]
    pub const fn domain(&self) -> Option<Words<'a>> {
        self.domain
    }

    /// Reports whether a URI is in the protection space, §3.3. `origin` is the origin that sent the challenge. `uri` is
    /// absolute, or a path of this origin.
    ///
    /// | domain | space |
    /// |---|---|
    /// | absent, or without a URI | all URIs of the origin |
    /// | a path | the URIs of the origin whose path begins with it |
    /// | an absolute URI, also of another server | the URIs of that server whose path begins with its path |
    /// | a word that is neither, such as `::` | ignored |
    ///
    /// A `uri` with the segments `.` or `..` is not in a space that has a domain, because a server resolves them.
    ///
    /// ```
    /// use countersign::auth::digest::Challenge;
    ///
    /// let challenge = Challenge::new("staff", "7ypf")?.with_domain("/private https://other.example/staff")?;
    /// let covers = |uri| challenge.covers("https://example.org", uri);
    /// assert!(covers("/private/a?b") && covers("https://EXAMPLE.org:443/private") && covers("https://other.example/staff/"));
    /// assert!(!covers("/") && !covers("/private/../public") && !covers("https://other.example/private"));
    /// # Ok::<(), countersign::ValueError>(())
    /// ```
    ///
    /// Linear in the lengths of `uri` and of the domain.
    #[must_use]
    pub fn covers(&self, origin: impl AsRef<[u8]>, uri: impl AsRef<[u8]>) -> bool {
        domain::covers(self.domain, origin.as_ref(), uri.as_ref())
    }

    /// Returns the server's nonce.
    #[must_use]
    pub const fn nonce(&self) -> Text<'a> {
        self.nonce
    }

    /// Returns the value that the client returns unchanged.
    #[must_use]
    pub const fn opaque(&self) -> Option<Text<'a>> {
        self.opaque
    }

    /// Reports whether only the nonce of the last request was wrong.
    #[must_use]
    pub const fn is_stale(&self) -> bool {
        self.stale
    }

    /// Returns the algorithm, if the challenge names one. The default is [`Algorithm::Md5`].
    #[must_use]
    pub const fn algorithm(&self) -> Option<Algorithm<'a>> {
        self.algorithm
    }

    /// Returns the qop values from which the client may choose; `None` in the form of RFC 2069.
    #[must_use]
    pub const fn qop(&self) -> Option<QopOptions<'a>> {
        self.qop
    }

    /// Checks that a client with these hash functions can answer the challenge.
    ///
    /// ```
    /// use countersign::auth::digest::{Challenge, RustCrypto, Uncomputable};
    ///
    /// let challenge = Challenge::parse(b"Digest realm=\"a\", nonce=\"b\", qop=\"crazy\"")?;
    /// assert_eq!(challenge.check_answerable(RustCrypto), Err(Uncomputable::Qop));
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Uncomputable::Algorithm`] when `hashes` lacks the function; [`Uncomputable::Qop`] when the challenge offers only
    /// unknown qop values; [`Uncomputable::Cnonce`] for a `-sess` algorithm without a qop.
    pub fn check_answerable<S: Hashes>(&self, hashes: S) -> Result<(), Uncomputable> {
        self.check_answerable_with(hashes, ClientOptions::new())
    }

    /// As [`check_answerable`](Self::check_answerable), for a client with these options.
    #[inline(always)]
    pub(in crate::auth) fn check_answerable_with<S: Hashes, O: Options>(
        &self,
        hashes: S,
        options: O,
    ) -> Result<(), Uncomputable> {
        Hasher::new(hashes, self.function())?;
        // Asked again: without functions of other names, this is no code.
        if let Algorithm::Other(name) = self.function()
            && let Some(other) = hashes.other(name)
            && other.finish().as_bytes().len() > O::MOST_DIGITS
        {
            return Err(Uncomputable::LongHash);
        }
        self.choose_qop_with(false, options).map(drop)
    }

    /// Returns the qop that a client uses; `None` when the server offers none.
    pub(super) fn choose_qop(&self, has_body: bool) -> Result<Option<Qop<'static>>, Uncomputable> {
        self.choose_qop_with(has_body, ())
    }

    /// As [`choose_qop`](Self::choose_qop), for a client with these options.
    pub(super) fn choose_qop_with<O: Options>(
        &self,
        has_body: bool,
        options: O,
    ) -> Result<Option<Qop<'static>>, Uncomputable> {
        // Some servers send `qop=""` and mean the form without a qop.
        let Some(offered) = self.qop.filter(|offered| offered.iter().next().is_some()) else {
            let lacks_cnonce = self.function().is_session() && !options.has_cnonce_without_qop();
            return if lacks_cnonce { Err(Uncomputable::Cnonce) } else { Ok(None) };
        };
        let preferred = if has_body { [Qop::AuthInt, Qop::Auth] } else { [Qop::Auth, Qop::AuthInt] };
        preferred.into_iter().find(|qop| offered.contains(*qop)).map(Some).ok_or(Uncomputable::Qop)
    }

    /// Returns the algorithm to use: the one that is named, or the default.
    pub(in crate::auth) fn function(&self) -> Algorithm<'a> {
        self.algorithm.unwrap_or(Algorithm::Md5)
    }

    /// Reports whether the server expects UTF-8.
    #[must_use]
    pub const fn is_utf8(&self) -> bool {
        self.utf8
    }

    /// Reports whether the client may send a hash in place of the username.
    #[must_use]
    pub const fn is_userhash(&self) -> bool {
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
