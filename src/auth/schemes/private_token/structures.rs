//! The structures that challenges and tokens encode in base64url, RFC 9577 §2.1.1 and §2.2.1.

use core::fmt;

use crate::encode::{Encode, Sink, Wire};
use crate::error::{ParseError, Rule, ValueError, ValueErrorKind};
use crate::hash::HashFunction;
use crate::syntax::rules::{Read, expected, whole};

/// What a token must be bound to: its type, its issuer, a context and the origins that may ask for it.
///
/// ```text
/// struct {
///     uint16_t token_type;
///     opaque issuer_name<1..2^16-1>;
///     opaque redemption_context<0..32>; // empty or 32 bytes
///     opaque origin_info<0..2^16-1>;
/// } TokenChallenge;
/// ```
/// [RFC 9577, section 2.1.1](https://www.rfc-editor.org/rfc/rfc9577#section-2.1.1)
///
/// | input | result | why |
/// |---|---|---|
/// | an unknown token type | accepted, if it has this structure | clients ignore types that they do not know |
/// | a redemption context of another length | rejected: [`Rule::TokenChallenge`] | §2.1.1 |
/// | a name that is not visible ASCII | rejected: [`Rule::TokenChallenge`] | §2.1.1: names are those of a URI |
/// | bytes after the last part | rejected: [`Rule::TokenChallenge`] | §2.1.1 |
///
/// ```
/// use countersign::{Encode, auth::private_token::TokenChallenge};
///
/// let context = [7; 32];
/// let sent = TokenChallenge::new(2, "issuer.example")?
///     .with_redemption_context(&context)
///     .with_origin_info("a.example,b.example")?;
/// let mut buffer = [0; 128];
/// let challenge = TokenChallenge::parse(sent.encode_to_slice(&mut buffer)?)?;
/// assert_eq!(challenge, sent);
/// assert_eq!(challenge.issuer_name(), "issuer.example");
/// assert!(challenge.is_for("B.example") && !challenge.is_for("c.example"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenChallenge<'a> {
    token_type: u16,
    issuer_name: Ascii16<'a>,
    redemption_context: Option<&'a [u8; 32]>,
    origin_info: Ascii16<'a>,
}

impl<'a> TokenChallenge<'a> {
    /// Parses bytes that hold this structure and nothing else.
    ///
    /// # Errors
    /// [`Rule::TokenChallenge`] at the first byte that does not match, or at the end if bytes are missing.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        whole(bytes, Rule::TokenChallenge, token_challenge)
    }

    /// Creates a challenge for a token of this type from this issuer, in any context and for any origin.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that is not visible ASCII; [`ValueErrorKind::TooLong`] for
    /// more than 65 535 bytes; [`ValueErrorKind::Empty`].
    pub fn new(token_type: u16, issuer_name: &'a str) -> Result<Self, ValueError> {
        if issuer_name.is_empty() {
            return Err(ValueError::new("issuer_name", ValueErrorKind::Empty, 0));
        }
        let issuer_name = Ascii16::for_part("issuer_name", issuer_name)?;
        Ok(Self { token_type, issuer_name, redemption_context: None, origin_info: Ascii16("") })
    }

    /// Returns the challenge with the context in which the token must be issued.
    #[must_use]
    pub const fn with_redemption_context(self, context: &'a [u8; 32]) -> Self {
        Self { redemption_context: Some(context), ..self }
    }

    /// Returns the challenge with the names of the origins that may ask for the token, separated by commas.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that is not visible ASCII; [`ValueErrorKind::TooLong`] for
    /// more than 65 535 bytes.
    pub fn with_origin_info(self, names: &'a str) -> Result<Self, ValueError> {
        Ok(Self { origin_info: Ascii16::for_part("origin_info", names)?, ..self })
    }

    /// Returns the token type, by its number in the
    /// [registry](https://www.iana.org/assignments/privacy-pass/privacy-pass.xhtml).
    #[must_use]
    pub const fn token_type(&self) -> u16 {
        self.token_type
    }

    /// Returns the name of the issuer.
    #[must_use]
    pub const fn issuer_name(&self) -> &'a str {
        self.issuer_name.0
    }

    /// Returns the context in which the token must be issued; `None` if any context is accepted.
    #[must_use]
    pub const fn redemption_context(&self) -> Option<&'a [u8; 32]> {
        self.redemption_context
    }

    /// Returns the names of the origins, separated by commas; empty if any origin may ask for the token.
    #[must_use]
    pub const fn origin_info(&self) -> &'a str {
        self.origin_info.0
    }

    /// Reports whether an origin of this name may ask for the token. The comparison ignores ASCII case.
    #[must_use]
    pub fn is_for(&self, origin: &str) -> bool {
        let names = self.origin_info();
        names.is_empty() || names.split(',').any(|name| name.eq_ignore_ascii_case(origin))
    }

    /// Returns the SHA-256 of the challenge, which tokens for it contain.
    pub fn digest<H: HashFunction<32>>(&self, sha256: H) -> [u8; 32] {
        sha256.hash_of(self)
    }
}

impl Encode for TokenChallenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(&self.token_type.to_be_bytes())?;
        self.issuer_name.write(wire)?;
        match self.redemption_context {
            Some(context) => {
                wire.put(&[CONTEXT])?;
                wire.put(context)?;
            }
            None => wire.put(&[0])?,
        }
        self.origin_info.write(wire)
    }
}

/// A Privacy Pass token, the standard's structure `Token`: the issuer's proof, and what it is bound to.
///
/// ```text
/// struct {
///     uint16_t token_type;
///     uint8_t nonce[32];
///     uint8_t challenge_digest[32];
///     uint8_t token_key_id[Nid];   // 32 bytes in all registered types
///     uint8_t authenticator[Nk];   // the token type defines the length
/// } Token;
/// ```
/// [RFC 9577, section 2.2.1](https://www.rfc-editor.org/rfc/rfc9577#section-2.2.1)
///
/// `Debug` shows the token type only, and there is no `==`. Too few bytes are rejected with [`Rule::PrivateToken`]. The
/// length of the authenticator is not checked, because it depends on the token type.
///
/// ```
/// use countersign::{Encode, auth::private_token::PrivateToken};
///
/// let token = PrivateToken::new(2, &[1; 32], &[2; 32], &[3; 32], &[4; 256])?;
/// let mut buffer = [0; 512];
/// let bytes = token.encode_to_slice(&mut buffer)?;
/// let token = PrivateToken::parse(bytes)?;
/// assert_eq!((token.token_type(), token.nonce(), token.authenticator()), (2, &[1; 32], &[4; 256][..]));
/// assert!(bytes.starts_with(&token.authenticator_input()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct PrivateToken<'a> {
    kind: u16,
    nonce: &'a [u8; 32],
    challenge_digest: &'a [u8; 32],
    key_id: &'a [u8; 32],
    authenticator: &'a [u8],
}

impl<'a> PrivateToken<'a> {
    /// Parses bytes that hold this structure and nothing else.
    ///
    /// # Errors
    /// [`Rule::PrivateToken`] at the end if bytes are missing.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        whole(bytes, Rule::PrivateToken, token)
    }

    /// Creates a token from its parts, in the order in which they are sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty authenticator.
    pub const fn new(
        token_type: u16,
        nonce: &'a [u8; 32],
        challenge_digest: &'a [u8; 32],
        token_key_id: &'a [u8; 32],
        authenticator: &'a [u8],
    ) -> Result<Self, ValueError> {
        if authenticator.is_empty() {
            return Err(ValueError::new("authenticator", ValueErrorKind::Empty, 0));
        }
        Ok(Self { kind: token_type, nonce, challenge_digest, key_id: token_key_id, authenticator })
    }

    /// Returns the token type, as in the [challenge](TokenChallenge::token_type).
    #[must_use]
    pub const fn token_type(&self) -> u16 {
        self.kind
    }

    /// Returns the nonce, which is unique for each token.
    #[must_use]
    pub const fn nonce(&self) -> &'a [u8; 32] {
        self.nonce
    }

    /// Returns the SHA-256 of the [`TokenChallenge`].
    #[must_use]
    pub const fn challenge_digest(&self) -> &'a [u8; 32] {
        self.challenge_digest
    }

    /// Returns the identifier of the issuer's key.
    #[must_use]
    pub const fn token_key_id(&self) -> &'a [u8; 32] {
        self.key_id
    }

    /// Returns the issuer's proof.
    #[must_use]
    pub const fn authenticator(&self) -> &'a [u8] {
        self.authenticator
    }

    /// Returns whether the token is of this challenge: its type is that of the challenge, and it has its digest.
    pub fn is_for<H: HashFunction<32>>(&self, sha256: H, challenge: &TokenChallenge<'_>) -> bool {
        self.kind == challenge.token_type && *self.challenge_digest == challenge.digest(sha256)
    }

    /// Returns the bytes that the authenticator covers: all parts before it. [`Unsigned`](super::Unsigned) has them before
    /// there is an authenticator.
    #[must_use]
    pub fn authenticator_input(&self) -> [u8; 98] {
        let mut input = [0; 98];
        let token_type = self.kind.to_be_bytes();
        let parts = [&token_type[..], self.nonce, self.challenge_digest, self.key_id];
        input.iter_mut().zip(parts.into_iter().flatten()).for_each(|(place, byte)| *place = *byte);
        input
    }
}

impl fmt::Debug for PrivateToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateToken").field("token_type", &self.kind).finish_non_exhaustive()
    }
}

impl Encode for PrivateToken<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(&self.authenticator_input())?;
        wire.put(self.authenticator)
    }
}

/// Visible ASCII, whose length fits into 16 bits.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Ascii16<'a>(&'a str);

impl<'a> Ascii16<'a> {
    fn for_part(part: &'static str, name: &'a str) -> Result<Self, ValueError> {
        let most = usize::from(u16::MAX);
        match name.bytes().position(|byte| !byte.is_ascii_graphic()) {
            Some(offset) => Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset)),
            None if name.len() > most => Err(ValueError::new(part, ValueErrorKind::TooLong, most)),
            None => Ok(Self(name)),
        }
    }
}

impl fmt::Debug for Ascii16<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Encode for Ascii16<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(&u16::try_from(self.0.len()).unwrap_or(u16::MAX).to_be_bytes())?;
        wire.put(self.0.as_bytes())
    }
}

/// The length in bytes of a redemption context.
const CONTEXT: u8 = 32;

/// `TokenChallenge`
fn token_challenge(input: &[u8]) -> Read<'_, TokenChallenge<'_>> {
    let (rest, token_type) = uint16(input, Rule::TokenChallenge)?;
    let (rest, issuer_name) = match rest {
        [0, 0, ..] => return expected(Rule::TokenChallenge, rest),
        _ => name(rest)?,
    };
    let (rest, redemption_context) = redemption_context(rest)?;
    let (rest, origin_info) = name(rest)?;
    Ok((rest, TokenChallenge { token_type, issuer_name, redemption_context, origin_info }))
}

/// `Token`
fn token(input: &[u8]) -> Read<'_, PrivateToken<'_>> {
    let (rest, kind) = uint16(input, Rule::PrivateToken)?;
    let (rest, nonce) = array(rest, Rule::PrivateToken)?;
    let (rest, challenge_digest) = array(rest, Rule::PrivateToken)?;
    let (rest, key_id) = array(rest, Rule::PrivateToken)?;
    match rest {
        [] => expected(Rule::PrivateToken, rest),
        authenticator => Ok((&[], PrivateToken { kind, nonce, challenge_digest, key_id, authenticator })),
    }
}

/// `opaque redemption_context<0..32>`
fn redemption_context(input: &[u8]) -> Read<'_, Option<&[u8; 32]>> {
    match input {
        [0, rest @ ..] => Ok((rest, None)),
        [CONTEXT, rest @ ..] => array(rest, Rule::TokenChallenge).map(|(rest, context)| (rest, Some(context))),
        _ => expected(Rule::TokenChallenge, input),
    }
}

/// `opaque name<0..2^16-1>`, of visible ASCII
fn name(input: &[u8]) -> Read<'_, Ascii16<'_>> {
    let (rest, length) = uint16(input, Rule::TokenChallenge)?;
    let Some((bytes, after)) = rest.split_at_checked(length.into()) else {
        return expected(Rule::TokenChallenge, &[]);
    };
    match bytes.iter().position(|byte| !byte.is_ascii_graphic()) {
        Some(wrong) => expected(Rule::TokenChallenge, rest.get(wrong..).unwrap_or_default()),
        None => Ok((after, Ascii16(core::str::from_utf8(bytes).unwrap_or_default()))),
    }
}

/// `uint16_t`
fn uint16(input: &[u8], rule: Rule) -> Read<'_, u16> {
    match input {
        [high, low, rest @ ..] => Ok((rest, u16::from_be_bytes([*high, *low]))),
        _ => expected(rule, &[]),
    }
}

/// `uint8_t array[32]`
fn array(input: &[u8], rule: Rule) -> Read<'_, &[u8; 32]> {
    match input.split_first_chunk() {
        Some((array, rest)) => Ok((rest, array)),
        None => expected(rule, &[]),
    }
}
