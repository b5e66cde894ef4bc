//! `p256ecdsa` of Crypto-Key: the public key that verifies the JWT.

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::field_names::CRYPTO_KEY;
use crate::auth::seen::SeenNames;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, LineError, ParseError, Rule, ValueError, ValueErrorKind};
use crate::fields::Fields;
use crate::syntax::class::{GAP, TCHAR, WSP, is};
use crate::syntax::rules::{Read, Stop, equals, expected, quoted_string, token, trim_end, trim_start};
use crate::syntax::text::Text;
use crate::syntax::token::Token;

/// The name of the parameter.
const NAME: &str = "p256ecdsa";

/// The length in bytes of an uncompressed point of P-256.
const POINT: usize = 65;

/// The first byte of an uncompressed point.
const UNCOMPRESSED: u8 = 4;

/// The public key of an application server, in a line of Crypto-Key.
///
/// ```
/// use countersign::{Encode, auth::web_push::CryptoKey};
///
/// let mut point = [0x20; 65];
/// point[0] = 4;
/// let key = CryptoKey::new(&point)?;
/// let mut buffer = [0; 100];
/// let value = key.encode_to_slice(&mut buffer)?;
/// assert!(value.starts_with(b"p256ecdsa=BCAgICAg"));
/// assert_eq!(CryptoKey::parse(value)?.p256ecdsa().decode_into(&mut [0; 65])?, point);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CryptoKey<'a> {
    key: Base64<'a>,
}

impl<'a> CryptoKey<'a> {
    /// Parses one line of Crypto-Key, which has the key.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] if it has not; [`ErrorKind::Expected`] where the line breaks the grammar, and what the table of
    /// the [module](super) lists.
    pub fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        key_of(line)?
            .map(|(_, key)| key)
            .ok_or_else(|| ParseError::new(ErrorKind::Missing(NAME), trim_end(line, GAP).len()))
    }

    /// Creates the value from the uncompressed point of the public key.
    ///
    /// # Errors
    /// [`ValueErrorKind::WrongForm`] for a key that does not begin as an uncompressed point does.
    pub const fn new(key: &'a [u8; POINT]) -> Result<Self, ValueError> {
        match key {
            [UNCOMPRESSED, ..] => Ok(Self { key: Base64::of(key, Form::UrlUnpadded) }),
            _ => Err(ValueError::new(NAME, ValueErrorKind::WrongForm, 0)),
        }
    }

    /// Returns the public key: the 65 bytes of an uncompressed point.
    #[must_use]
    pub const fn p256ecdsa(&self) -> Base64<'a> {
        self.key
    }
}

keep!(CryptoKey);

impl FieldContent for CryptoKey<'_> {}

impl Encode for CryptoKey<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(b"p256ecdsa=")?;
        self.key.write(wire)
    }
}

/// Parses the Crypto-Key lines of a request, and returns the key that verifies its JWT, if there is one.
///
/// ```
/// use countersign::auth::web_push;
///
/// let request = [("Crypto-Key", "keyid=a; dh=BJ0, keyid=b; dh=BK0"), ("Authorization", "WebPush YWE.YWE.YWE")];
/// assert_eq!(web_push::crypto_key(&request)?, None);
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Expected`] where a line breaks the grammar, and what the table of the [module](super) lists, with the line.
pub fn crypto_key<'m>(fields: impl Fields<'m>) -> Result<Option<CryptoKey<'m>>, LineError> {
    let mut found = None;
    for (line, value) in fields.values(CRYPTO_KEY).enumerate() {
        match key_of(value).map_err(|error| LineError::new(line, error))? {
            Some((at, _)) if found.is_some() => {
                return Err(LineError::new(line, ParseError::new(ErrorKind::DuplicateParam, at)));
            }
            Some((_, key)) => found = Some(key),
            None => {}
        }
    }
    Ok(found)
}

/// Returns the key of a line, and the offset of its parameter.
fn key_of(line: &[u8]) -> Result<Option<(usize, CryptoKey<'_>)>, ParseError> {
    let line = trim_end(line, WSP);
    let offset = |rest: &[u8]| line.len().saturating_sub(rest.len());
    let mut found = None;
    let mut names = SeenNames::default();
    let mut rest = trim_start(line, GAP);
    while !rest.is_empty() {
        let at = offset(rest);
        let (after, (name, value)) = parameter(rest).map_err(|error| Stop::from(error).before(line.len()))?;
        names.add(name, at)?;
        if name.is(NAME) {
            if found.is_some() {
                return Err(ParseError::new(ErrorKind::DuplicateParam, at));
            }
            found = Some((at, p256ecdsa(value, at, offset(after))?));
        }
        let next = trim_start(after, WSP);
        rest = match next {
            [b';', more @ ..] => match trim_start(more, WSP) {
                [] => return Err(ParseError::new(ErrorKind::Expected(Rule::Token), line.len())),
                more => more,
            },
            [b',', ..] => {
                names.clear();
                trim_start(next, GAP)
            }
            [] => next,
            _ => return Err(ParseError::new(ErrorKind::Expected(Rule::Comma), offset(next))),
        };
    }
    Ok(found)
}

/// `parameter = token "=" ( value / quoted-string )`
fn parameter(input: &[u8]) -> Read<'_, (Token<'_>, Text<'_>)> {
    let (rest, name) = token(input)?;
    let (rest, ()) = equals(rest)?;
    let (rest, value) = if rest.starts_with(b"\"") { quoted_string(rest)? } else { value(rest)? };
    Ok((rest, (Token::read(name), value)))
}

/// `value = 1*( tchar / "/" / "=" )`
fn value(input: &[u8]) -> Read<'_, Text<'_>> {
    let is_value = |byte: &&u8| is(**byte, TCHAR) || matches!(byte, b'/' | b'=');
    match input.split_at_checked(input.iter().take_while(is_value).count()) {
        Some((bytes, rest)) if !bytes.is_empty() => Ok((rest, Text::token(bytes))),
        _ => expected(Rule::Token, input),
    }
}

/// Reads the key of the parameter at byte `at`, whose value ends at byte `end`.
fn p256ecdsa(value: Text<'_>, at: usize, end: usize) -> Result<CryptoKey<'_>, ParseError> {
    let invalid = ParseError::new(ErrorKind::InvalidParam(NAME), at);
    let symbols = value.as_bytes().ok_or(invalid)?;
    let key = Base64::read(symbols, Form::UrlUnpadded).map_err(|wrong| {
        let start = end.saturating_sub(usize::from(value.is_quoted())).saturating_sub(symbols.len());
        ParseError::new(ErrorKind::Expected(Rule::Base64Url), start.saturating_add(wrong))
    })?;
    match (key.first(), key.decoded_len()) {
        (Some(UNCOMPRESSED), POINT) => Ok(CryptoKey { key }),
        _ => Err(invalid),
    }
}
